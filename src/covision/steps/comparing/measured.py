"""An order from scorecards alone: the summaries, and which differences between them hold over the criteria."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from covision.domain.comparing import Ranked, Ranking
from covision.domain.rubric import Rubric, Scorecard
from covision.measures.comparing import holm
from covision.measures.distributions import t_quantile, t_two_sided
from covision.measures.ranking import tiers

FEWEST = 3
"""Below this many criteria scored on both statements no difference is called clear."""
MEASURES_ONLY = (
    "Computed measures only, no judge: the intervals say how far the order hangs on which criteria count, not how "
    "wrong a measure may be."
)


@dataclass(frozen=True, slots=True)
class Apart:
    """How far one statement's summary is above another's over the `criteria` that both have scored; `p` two-sided,
    None where too few criteria tell. `interval` at 95%, not corrected for other pairs."""

    value: float
    interval: tuple[float, float] | None
    p: float | None
    criteria: int


def apart(first: Scorecard, second: Scorecard, rubric: Rubric) -> Apart | None:
    """The difference of two summaries, criterion by criterion; None where no criterion is scored on both.

    Each criterion counts by its weight times the mean of its two trusts. The error is that of the jackknife over
    criteria (Tukey 1958), as in `score.summarise`, but of the differences: what lifts or lowers both statements
    alike cancels out, so a pair can be clear whose two intervals overlap.
    """
    weights = {one.number: one.weight for one in rubric.criteria}
    others = {one.number: one for one in second.criteria}
    parts: list[tuple[float, float]] = []
    for one in first.criteria:
        other = others.get(one.number)
        if other is None or one.value is None or other.value is None:
            continue
        weight = weights.get(one.number, 0.0) * (one.trust + other.trust) / 2.0
        if weight > 0:
            parts.append((one.value - other.value, weight))
    if not parts:
        return None
    total = sum(weight for _, weight in parts)
    mean = sum(value * weight for value, weight in parts) / total
    count = len(parts)
    if count < FEWEST:
        return Apart(mean, None, None, count)
    left_out = [(mean * total - value * weight) / (total - weight) for value, weight in parts]
    centre = sum(left_out) / count
    error = ((count - 1) / count * sum((one - centre) ** 2 for one in left_out)) ** 0.5
    if error <= 1e-12:
        # Alike on every criterion: nothing is known of a spread.
        return Apart(mean, None, None if mean else 1.0, count)
    reach = t_quantile(0.975, count - 1) * error
    return Apart(mean, (mean - reach, mean + reach), t_two_sided(mean / error, count - 1), count)


def clear_pairs(cards: Mapping[str, Scorecard], rubric: Rubric, *, alpha: float = 0.05) -> set[tuple[str, str]]:
    """The pairs (better, worse) whose difference is more than chance among criteria, by Holm over all pairs."""
    every = list(combinations(cards, 2))
    gaps = [apart(cards[one], cards[other], rubric) for one, other in every]
    corrected = holm([gap.p if gap else None for gap in gaps])
    found: set[tuple[str, str]] = set()
    for (one, other), gap, p in zip(every, gaps, corrected, strict=True):
        if gap is not None and p is not None and p <= alpha and gap.value:
            found.add((one, other) if gap.value > 0 else (other, one))
    return found


def by_measures(cards: Mapping[str, Scorecard], rubric: Rubric, label: str = MEASURES_ONLY) -> Ranking:
    """Statements by the summary of their scorecards. Pairs whose difference could be chance are too close to call.

    A statement without a summary is not placed and stands last, with the reason.
    """
    scored = {id: card for id, card in cards.items() if card.summary.value is not None}
    clear = clear_pairs(scored, rubric)
    order = sorted(scored, key=lambda id: (-(scored[id].summary.value or 0.0), id))
    # Summaries over different criteria can put a pair the other way round than what both have scored.
    held = {(one, other) for one, other in clear if order.index(one) < order.index(other)}
    placed = tiers(order, held) if order else {}
    ranked = [
        Ranked(
            id=id,
            tier=placed[id],
            value=scored[id].summary.value,
            interval=scored[id].summary.interval,
        )
        for id in order
    ]
    left = [Ranked(id=id, tier=None, reason=_why(card)) for id, card in cards.items() if id not in scored]
    close = tuple((one, other) for one, other in combinations(order, 2) if (one, other) not in held)
    return Ranking(basis="measures", label=label, order=(*ranked, *left), close=close)


def _why(card: Scorecard) -> str:
    reasons: Sequence[str] = [one.reason for one in card.criteria if one.reason]
    return max(dict.fromkeys(reasons), key=reasons.count) if reasons else "No criterion could be scored."
