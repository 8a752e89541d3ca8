"""Two verdicts on one pair become one: where the orders disagree it is a tie, and that is counted."""

from collections.abc import Sequence
from typing import Literal

from covision.domain.comparing import Figure, OrderVerdict, PairOutcome, PairVerdict, PositionCheck
from covision.measures.estimates import Estimate
from covision.measures.ranking import Outcome, position_consistency

Couple = tuple[OrderVerdict, OrderVerdict]
Place = Literal["first", "second", "tie"]


def seen(place: Place | None, swapped: bool) -> Place | None:
    """The verdict by the pair's own names, of one by the places that were read; with `swapped` these differ."""
    return {"first": "second", "second": "first"}.get(place, place) if swapped and place else place  # type: ignore[return-value]


def agreed(couple: Couple) -> Place | None:
    """What both orders said; a tie where they disagree, None where one of them could not be read."""
    one, other = couple[0].said, couple[1].said
    if one is None or other is None:
        return None
    return one if one == other else "tie"


def joined(first: str, second: str, couples: Sequence[Couple], words: tuple[int, int]) -> PairVerdict:
    """The verdict on a pair read in both orders, once or several times; `words` are the lengths in words.

    A couple counts where both of its orders were read, as a tie where they disagree; of several couples the
    majority decides. Without any couple the pair is unscored, with the reason.
    """
    read = [couple for couple in couples if couple[0].said is not None and couple[1].said is not None]
    reasons = [one.reason for couple in couples for one in couple if one.said is None and one.reason]
    verdict: PairOutcome = "unscored"
    if read:
        said = [agreed(couple) for couple in read]
        ahead = said.count("first") - said.count("second")
        verdict = "first" if ahead > 0 else "second" if ahead < 0 else "tie"
    told = [one.preference for couple in read for one in couple]
    known = [one for one in told if one is not None]
    return PairVerdict(
        first=first,
        second=second,
        verdict=verdict,
        orders=tuple(couples),
        consistent=all(one.said == other.said for one, other in read) if read else None,
        preference=sum(known) / len(known) if known and len(known) == len(told) else None,
        words_first=words[0],
        words_second=words[1],
        reason="" if read else (reasons[0] if reasons else "The judge's verdict could not be read."),
    )


def position(pairs: Sequence[PairVerdict]) -> PositionCheck | None:
    """How far the judge's verdicts hung on what it read first; None where no pair was read in both orders."""
    read = [
        (_place(one.said, False), _place(other.said, True))
        for pair in pairs
        for one, other in pair.orders
        if one.said is not None and other.said is not None
    ]
    found = position_consistency(read)
    if found is None:
        return None
    return PositionCheck(
        consistent=figure(found.consistent),
        first_share=figure(found.first_share) if found.first_share else None,
        flipped=sum(1 for pair in pairs if pair.consistent is False),
    )


def _place(said: Place | None, swapped: bool) -> Outcome:
    return seen(said, swapped) or "tie"


def figure(estimate: Estimate) -> Figure:
    """An estimate as it is kept and shown, rounded to four places."""
    low_high = estimate.interval
    return Figure(
        value=round(estimate.value, 4),
        interval=(round(low_high[0], 4), round(low_high[1], 4)) if low_high else None,
        cases=estimate.cases,
    )
