"""What criteria add up to: a weighted mean, how many it covers, and how far it hangs on which they are."""

import math
from collections.abc import Sequence

from covision.domain.rubric import CriterionScore, Rubric, Summary

_T95 = (
    12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131,
    2.120, 2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042,
)  # fmt: skip


def summarise(scores: Sequence[CriterionScore], rubric: Rubric) -> Summary:
    """Mean of the scored criteria, each weighted by its weight times its trust, with how many were scored.

    The interval is a 95% jackknife: each criterion is left out in turn, and t times the standard error of those
    means is laid round the value (Tukey 1958), cut at 0 and 1. It says how far the summary hangs on which criteria
    could be scored; it knows nothing of how wrong a single criterion may be. None below three scored criteria.
    """
    weights = {criterion.number: criterion.weight for criterion in rubric.criteria}
    parts = [
        (one.value, weights.get(one.number, 0.0) * one.trust)
        for one in scores
        if one.status == "scored" and one.value is not None
    ]
    parts = [(value, weight) for value, weight in parts if weight > 0]
    if not parts:
        return Summary(covered=0, of=len(scores))
    total = sum(weight for _, weight in parts)
    mean = sum(value * weight for value, weight in parts) / total
    interval = None
    n = len(parts)
    if n >= 3:
        left_out = [(mean * total - value * weight) / (total - weight) for value, weight in parts]
        centre = sum(left_out) / n
        error = math.sqrt((n - 1) / n * sum((one - centre) ** 2 for one in left_out))
        reach = _t95(n - 1) * error
        interval = (round(max(0.0, mean - reach), 4), round(min(1.0, mean + reach), 4))
    return Summary(value=round(mean, 4), interval=interval, covered=n, of=len(scores))


def _t95(freedom: int) -> float:
    """Two-sided 95% point of Student's t: from the table up to 30, above it close to 1.96 + 2.5 / freedom."""
    return _T95[freedom - 1] if freedom <= len(_T95) else 1.96 + 2.5 / freedom
