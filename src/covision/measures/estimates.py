"""Means, shares, areas and slopes with intervals that hold for five to thirty cases.

Every function returns an `Estimate`, or None where there is no case at all. Where cases are too few for an interval
it is None: nothing here is ever NaN, and no missing spread is taken for certainty.
"""

import math
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass

import numpy as np

from covision.measures.distributions import normal_quantile, t_quantile
from covision.measures.regression import Array, Fitted, clustered_mean, coefficient

Interval = tuple[float, float]
Bounds = tuple[float, float] | None
_SAME = 1e-12


@dataclass(frozen=True, slots=True)
class Estimate:
    """A value with what it may be.

    `interval` at the confidence asked for, None where too few cases say nothing about spread; `error` is the
    standard error; `freedom` the degrees of freedom of its t, None for intervals of another kind. `cases` were
    counted, in `groups` that are independent of each other.
    """

    value: float
    interval: Interval | None
    error: float | None
    cases: int
    groups: int
    freedom: float | None = None
    confidence: float = 0.95


def numbers(values: Sequence[float]) -> Array:
    """The values as an array; a ValueError where one is NaN or infinite, since that is no score."""
    found = np.asarray(values, dtype=np.float64)
    if found.ndim != 1:
        raise ValueError("values are one number a case")
    if not np.isfinite(found).all():
        raise ValueError("a value is not a finite number: leave out what could not be scored")
    return found


def cut(interval: Interval, bounds: Bounds) -> Interval:
    """The interval within the bounds of the scale."""
    if bounds is None:
        return interval
    low, high = bounds
    return min(max(interval[0], low), high), max(min(interval[1], high), low)


def mean_interval(
    values: Sequence[float], *, confidence: float = 0.95, bounds: Bounds = (0.0, 1.0)
) -> Estimate | None:
    """The mean and Student's t interval (Student 1908), cut at `bounds`; None for no values.

    One value has no interval. Where all values are equal, t would promise certainty; `without_spread` is used then.
    """
    return clustered_interval(values, range(len(values)), confidence=confidence, bounds=bounds)


def clustered_interval(
    values: Sequence[float],
    clusters: Sequence[Hashable],
    *,
    confidence: float = 0.95,
    bounds: Bounds = (0.0, 1.0),
) -> Estimate | None:
    """The mean over cases, and a t interval that knows that cases of one cluster resemble each other.

    Error and degrees of freedom: see `regression.clustered_mean` (CR2 and Satterthwaite). One cluster has no
    interval.
    """
    held = numbers(values)
    if len(held) != len(clusters):
        raise ValueError("every value needs a cluster")
    if not len(held):
        return None
    groups = len(set(clusters))
    mean = float(held.mean())
    if float(np.ptp(held)) <= _SAME:
        # A standard error of 0 would say that the next case cannot differ; nobody knows that.
        return Estimate(
            mean, without_spread(mean, groups, confidence, bounds), None, len(held), groups, None, confidence
        )
    fitted = clustered_mean(held, clusters)
    if fitted is None:
        return Estimate(mean, None, None, len(held), groups)
    return from_fit(fitted, len(held), groups, confidence=confidence, bounds=bounds)


def from_fit(
    fitted: Fitted, cases: int, groups: int, *, confidence: float = 0.95, bounds: Bounds = None
) -> Estimate:
    """The estimate with the t interval of a fitted coefficient; no interval where the fit left no residual."""
    if fitted.error <= _SAME:
        return Estimate(fitted.value, None, None, cases, groups)
    reach = t_quantile(0.5 + confidence / 2.0, fitted.freedom) * fitted.error
    interval = cut((fitted.value - reach, fitted.value + reach), bounds)
    return Estimate(fitted.value, interval, fitted.error, cases, groups, fitted.freedom, confidence)


def without_spread(value: float, groups: int, confidence: float, bounds: Bounds) -> Interval | None:
    """What the mean may be when all independent groups gave one value; None below two, or without bounds.

    With the confidence asked for, at most the share 1 - (1 - confidence)^(1/n) of all cases differs from that value
    (Clopper and Pearson 1934 for no event in n); those may lie as far off as the bounds allow.
    """
    if bounds is None or groups < 2:
        return None
    share = 1.0 - (1.0 - confidence) ** (1.0 / groups)
    return cut((value - share * (value - bounds[0]), value + share * (bounds[1] - value)), bounds)


def wilson(successes: float, of: int, *, confidence: float = 0.95) -> Estimate | None:
    """A share and its score interval (Wilson 1927); None of none. Half successes (ties) are allowed."""
    if not 0 <= successes <= of:
        raise ValueError("successes lie between 0 and all")
    if not of:
        return None
    z = normal_quantile(0.5 + confidence / 2.0)
    share = successes / of
    middle = (share + z * z / (2 * of)) / (1 + z * z / of)
    reach = z / (1 + z * z / of) * math.sqrt(share * (1 - share) / of + z * z / (4 * of * of))
    low = 0.0 if successes == 0 else middle - reach
    high = 1.0 if successes == of else middle + reach
    return Estimate(
        share, cut((low, high), (0.0, 1.0)), math.sqrt(share * (1 - share) / of), of, of, None, confidence
    )


def auc(strong: Sequence[float], weak: Sequence[float], *, confidence: float = 0.95) -> Estimate | None:
    """How often a strong one scores above a weak one, ties half; None where either side is empty.

    The error is that of DeLong, DeLong and Clarke-Pearson (1988); the interval is taken on the logit scale, so it
    stays within 0 and 1 (Pepe 2003). Where that error is 0 (full separation) the interval is Newcombe's (2006,
    method 5), which does not promise certainty. One case on a side has no interval.
    """
    above, below = numbers(strong), numbers(weak)
    if not len(above) or not len(below):
        return None
    over, under = _placements(above, below), 1.0 - _placements(below, above)
    value = float(over.mean())
    cases = len(above) + len(below)
    if min(len(above), len(below)) < 2:
        return Estimate(value, None, None, cases, cases)
    error = math.sqrt(float(over.var(ddof=1)) / len(above) + float(under.var(ddof=1)) / len(below))
    z = normal_quantile(0.5 + confidence / 2.0)
    if error <= _SAME or not 0.0 < value < 1.0:
        return Estimate(value, _newcombe(value, len(above), len(below), z), None, cases, cases, None, confidence)
    logit, reach = math.log(value / (1.0 - value)), z * error / (value * (1.0 - value))
    interval = _expit(logit - reach), _expit(logit + reach)
    return Estimate(value, interval, error, cases, cases, None, confidence)


def _placements(values: Array, others: Array) -> Array:
    """For each value the share of `others` below it, those equal counted half."""
    ordered = np.sort(others)
    left, right = np.searchsorted(ordered, values, "left"), np.searchsorted(ordered, values, "right")
    placed: Array = (left + right) / (2.0 * len(others))
    return placed


def _newcombe(value: float, strong: int, weak: int, z: float) -> Interval:
    """All areas whose own standard error (Hanley and McNeil 1982) does not put `value` beyond z of them."""

    def far(area: float) -> bool:
        others = (strong + weak) / 2.0 - 1.0
        spread = 1.0 + others * ((1.0 - area) / (2.0 - area) + area / (1.0 + area))
        return (value - area) ** 2 > z * z * area * (1.0 - area) * spread / (strong * weak)

    return _edge(far, value, 0.0), _edge(far, value, 1.0)


def _edge(far: Callable[[float], bool], inside: float, outside: float) -> float:
    if inside == outside:
        return outside
    for _ in range(60):
        middle = 0.5 * (inside + outside)
        if far(middle):
            outside = middle
        else:
            inside = middle
    return inside


def _expit(x: float) -> float:
    return 1.0 / (1.0 + math.exp(-x)) if x >= 0 else math.exp(x) / (1.0 + math.exp(x))


def slope(
    lengths: Sequence[float],
    values: Sequence[float],
    clusters: Sequence[Hashable] | None = None,
    *,
    within: Sequence[Hashable] | None = None,
    confidence: float = 0.95,
) -> Estimate | None:
    """The change of value for each unit of length, by least squares with a t interval.

    `within` names a group for every value: each group has a level of its own, which costs a degree of freedom, and
    the slope is common to all. None below three cases, below three clusters where they are given, or where lengths
    are equal (in every group).
    """
    across, up = numbers(lengths), numbers(values)
    if any(names is not None and len(names) != len(up) for names in (across, clusters, within)):
        raise ValueError("every value needs a length, and a cluster and a group where they are given")
    if len(up) < 3:
        return None
    levels = np.ones((len(up), 1))
    if within is not None:
        levels = np.column_stack(
            [np.array([one == name for one in within], float) for name in dict.fromkeys(within)]
        )
    design = np.column_stack([across - across.mean(), levels])
    fitted = coefficient(design, up, 0, clusters)
    if fitted is None:
        return None
    groups = len(up) if clusters is None else len(set(clusters))
    return from_fit(fitted, len(up), groups, confidence=confidence)
