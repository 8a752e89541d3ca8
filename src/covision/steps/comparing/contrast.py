"""Scorecards side by side: one row a criterion, what is clearly apart there, and what each statement gives up."""

from collections.abc import Mapping
from itertools import permutations

from covision.domain.base import Frozen
from covision.domain.rubric import Criterion, CriterionScore, Rubric, Scorecard

LEANS = 0.2
"""A gap of this size is told as a sign where it cannot be told as a difference."""
MOST = 3


class Row(Frozen):
    """One criterion over all statements. `scores` has those with a value, `unscored` the reason of the others.

    `clear` and `leans` hold pairs (better, worse): apart for certain, or a sign only. `mixed`: some were judged and
    others measured, and nothing is compared.
    """

    criterion: Criterion
    scores: dict[str, CriterionScore]
    unscored: dict[str, str]
    clear: tuple[tuple[str, str], ...] = ()
    leans: tuple[tuple[str, str], ...] = ()
    mixed: bool = False


class Point(Frozen):
    """A criterion on which a statement stands below (or above) the `others`; `clear`, or a sign only."""

    criterion: Criterion
    score: CriterionScore
    others: tuple[str, ...]
    clear: bool


class Contrast(Frozen):
    """What one statement gives up against the others, and where it is ahead of all of them; the weightiest first.

    `behind` and `ahead` are the statements that are ahead of it, or behind it, over all criteria together.
    """

    id: str
    gives_up: tuple[Point, ...]
    for_: tuple[Point, ...]
    behind: tuple[str, ...] = ()
    ahead: tuple[str, ...] = ()


def aligned(cards: Mapping[str, Scorecard], rubric: Rubric) -> tuple[Row, ...]:
    """A row for each criterion of the rubric, in its order."""
    by_number = {id: {one.number: one for one in card.criteria} for id, card in cards.items()}
    return tuple(
        _row(criterion, {id: mine.get(criterion.number) for id, mine in by_number.items()})
        for criterion in rubric.criteria
    )


def contrasts(
    rows: tuple[Row, ...], cards: Mapping[str, Scorecard], together: set[tuple[str, str]]
) -> tuple[Contrast, ...]:
    """What each gives up. `together`: pairs (better, worse) apart over all criteria (`measured.clear_pairs`)."""
    return tuple(
        Contrast(
            id=id,
            gives_up=_points(rows, id, cards, below=True),
            for_=_points(rows, id, cards, below=False),
            behind=tuple(better for better, worse in sorted(together) if worse == id),
            ahead=tuple(worse for better, worse in sorted(together) if better == id),
        )
        for id in cards
    )


def _row(criterion: Criterion, found: Mapping[str, CriterionScore | None]) -> Row:
    scores = {id: one for id, one in found.items() if one is not None and one.value is not None}
    unscored = {id: one.reason if one is not None else "" for id, one in found.items() if id not in scores}
    if len({_kind(one) for one in scores.values()}) > 1:
        return Row(criterion=criterion, scores=scores, unscored=unscored, mixed=True)
    pairs = list(permutations(scores, 2))
    clear = tuple(pair for pair in pairs if _clear(scores[pair[0]], scores[pair[1]], criterion.noise))
    leans = tuple(
        pair
        for pair in pairs
        if pair not in clear and _gap(scores[pair[0]], scores[pair[1]]) >= max(LEANS, 2 * criterion.noise)
    )
    return Row(criterion=criterion, scores=scores, unscored=unscored, clear=clear, leans=leans)


def _kind(one: CriterionScore) -> str:
    """Whether a model had a say: such a verdict and a mere measure are not on one scale."""
    return "measure" if one.method == "measure" else "judged"


def _gap(one: CriterionScore, other: CriterionScore) -> float:
    return (one.value or 0.0) - (other.value or 0.0)


def _clear(one: CriterionScore, other: CriterionScore, noise: float) -> bool:
    """True where `one` is above `other` for certain: intervals do not overlap, nor what meaningless edits move.

    Without an interval nobody knows how far a value is to be trusted, and nothing is certain.
    """
    if one.interval is None or other.interval is None:
        return False
    lowest = min(one.interval[0], (one.value or 0.0) - noise)
    highest = max(other.interval[1], (other.value or 0.0) + noise)
    return lowest > highest


def _points(rows: tuple[Row, ...], id: str, cards: Mapping[str, Scorecard], *, below: bool) -> tuple[Point, ...]:
    """Where it is below somebody, or above all others that are scored there; clear ones first, then by weight."""
    found: list[tuple[tuple[bool, float], Point]] = []
    for row in rows:
        mine = row.scores.get(id)
        if mine is None:
            continue
        others = [other for other in cards if other != id and other in row.scores]
        sure = {other for other in others if ((other, id) if below else (id, other)) in row.clear}
        signs = {other for other in others if ((other, id) if below else (id, other)) in row.leans}
        told = [other for other in others if other in (sure or signs)]
        if not told or (not below and len(told) < len(others)):
            continue
        gap = max(abs(_gap(row.scores[other], mine)) for other in told)
        worth = gap * row.criterion.weight * mine.trust
        point = Point(criterion=row.criterion, score=mine, others=tuple(told), clear=bool(sure))
        found.append(((not sure, -worth), point))
    found.sort(key=lambda one: one[0])
    return tuple(point for _, point in found[:MOST])
