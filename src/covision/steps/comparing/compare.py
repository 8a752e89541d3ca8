"""Statements compared: scorecards first, pairs for those that are close, and the ranking they add up to."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from covision.domain.base import Frozen
from covision.domain.comparing import Comparison, OrderVerdict, PairVerdict
from covision.domain.rubric import Rubric, Scorecard
from covision.measures.text import words
from covision.steps.comparing import design
from covision.steps.comparing.measured import by_measures, clear_pairs
from covision.steps.comparing.orders import Couple, joined, position, seen
from covision.steps.comparing.strengths import at_equal_length, by_pairs

MOST_PAIRS = 120
"""Pairs that are judged at most, unless more are needed to connect all statements."""
FEW_PAIRS = 15
"""Up to so many pairs (six statements) all are read: scorecards settle none of them."""
LOW_CONSISTENCY = 0.75
"""Below this share of pairs with one verdict in both orders, the order of reading decides too much."""

Told = Callable[[int, int], None]
"""Called with how many pairs are judged, and of how many."""


class Reader(Protocol):
    """Reads two statements in the order given; `said` names them by that order. Raises nothing of a model."""

    async def __call__(self, first: str, second: str, *, repeat: int) -> OrderVerdict:
        """The verdict on `first` and `second`, the texts themselves."""


class Plan(Frozen):
    """What is asked: `pairs` by id; `settled` are (better, worse), by scorecards, and need no call."""

    pairs: tuple[design.Pair, ...]
    settled: tuple[design.Pair, ...] = ()
    of: int = 0

    @property
    def large(self) -> bool:
        """True where scorecards are to come first."""
        return self.of > FEW_PAIRS


def plan(
    statements: Mapping[str, str],
    cards: Mapping[str, Scorecard],
    rubric: Rubric,
    *,
    most: int = MOST_PAIRS,
    seed: int = 1,
) -> Plan:
    """Which pairs to ask about.

    Of many statements, where both scorecards hold a verdict of an examined judge and lie clearly apart, they settle
    the pair: single scores flip less often than pairs do. Measures alone settle nothing.
    """
    of = len(statements) * (len(statements) - 1) // 2
    heard = {id: card for id, card in cards.items() if _heard(card)} if of > FEW_PAIRS else {}
    settled = sorted(clear_pairs(heard, rubric))
    values = {id: card.summary.value for id, card in cards.items() if card.summary.value is not None}
    ids = list(statements)
    asked = design.pairs(ids, most=most, values=values, settled=settled, seed=seed)
    return Plan(pairs=asked, settled=tuple(settled), of=of)


def _heard(card: Scorecard) -> bool:
    return any(one.status == "scored" and one.method in ("judge", "mixed") for one in card.criteria)


async def read_pairs(
    statements: Mapping[str, str],
    pairs: Sequence[design.Pair],
    readers: Sequence[Reader],
    *,
    repeats: int = 1,
    told: Told | None = None,
) -> tuple[PairVerdict, ...]:
    """Every pair read in both orders by every reader, `repeats` times."""
    done = 0

    async def one(first: str, second: str) -> PairVerdict:
        nonlocal done
        texts = statements[first], statements[second]
        asked = [_couple(reader, *texts, repeat) for reader in readers for repeat in range(repeats)]
        couples = await asyncio.gather(*asked)
        done += 1
        if told is not None:
            told(done, len(pairs))
        return joined(first, second, couples, (len(words(texts[0])), len(words(texts[1]))))

    tasks = [asyncio.ensure_future(one(*pair)) for pair in pairs]
    try:
        return tuple(await asyncio.gather(*tasks))
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _couple(reader: Reader, first: str, second: str, repeat: int) -> Couple:
    there, back = await asyncio.gather(reader(first, second, repeat=repeat), reader(second, first, repeat=repeat))
    turned = back.model_copy(
        update={
            "said": seen(back.said, True),
            "preference": None if back.preference is None else 1.0 - back.preference,
        }
    )
    return there, turned


def settled_pairs(statements: Mapping[str, str], chosen: Plan) -> tuple[PairVerdict, ...]:
    """The pairs that scorecards settled, the better one first."""
    return tuple(
        PairVerdict(
            first=better,
            second=worse,
            verdict="first",
            how="scorecards",
            words_first=len(words(statements[better])),
            words_second=len(words(statements[worse])),
        )
        for better, worse in chosen.settled
    )


def by_scorecards(
    statements: Mapping[str, str],
    cards: Mapping[str, Scorecard],
    rubric: Rubric,
    *,
    judge: str | None = None,
    refused: str = "",
) -> Comparison:
    """The comparison by the measures alone: where no `judge` was asked for, or why that one is not believed."""
    ranking = by_measures(cards, rubric)
    warnings = [_unplaced(one.id, one.reason) for one in ranking.order if one.tier is None]
    return Comparison(
        statements=dict(statements),
        ranking=ranking,
        measures=ranking,
        judge=judge,
        refused=refused,
        cards=dict(cards),
        warnings=((refused,) if refused else ()) + tuple(warnings),
    )


def by_judge(
    statements: Mapping[str, str],
    cards: Mapping[str, Scorecard],
    measured: Mapping[str, Scorecard],
    rubric: Rubric,
    pairs: Sequence[PairVerdict],
    judge: str,
) -> Comparison:
    """The comparison by a judge's verdicts on pairs; by the measures where no verdict could be read.

    `cards` may hold the judge's verdicts, `measured` holds those of the measures alone.
    """
    read = sum(1 for pair in pairs if pair.how == "judge" and pair.verdict != "unscored")
    settled = sum(1 for pair in pairs if pair.how == "scorecards")
    label = f"{judge}: {_count(read, 'pair')} read in both orders"
    label += f", {_count(settled, 'pair')} settled by scorecards." if settled else "."
    ranking = by_pairs(statements, pairs, label)
    if ranking is None:
        first = next((pair.reason for pair in pairs if pair.reason), "There was no pair to read.")
        refused = f"No verdict of {judge} could be read. {first}"
        return by_scorecards(statements, measured, rubric, judge=judge, refused=refused)
    asked = [pair for pair in pairs if pair.how == "judge"]
    equal = at_equal_length(statements, pairs, f"{label[:-1]}, at equal length.")
    found = Comparison(
        statements=dict(statements),
        ranking=ranking,
        measures=by_measures(measured, rubric),
        at_equal_length=equal[0] if equal else None,
        pairs=tuple(pairs),
        position=position(asked),
        length=equal[1] if equal else None,
        judge=judge,
        cards=dict(cards),
    )
    return found.model_copy(update={"warnings": _warnings(found)})


def _warnings(found: Comparison) -> tuple[str, ...]:
    """What whoever reads the ranking must know."""
    said: list[str] = []
    position, length = found.position, found.length
    if position is not None and position.consistent.value < LOW_CONSISTENCY:
        said.append(
            f"The judge changed its verdict with the order of reading in {position.flipped} of "
            f"{position.consistent.cases} pairs; those count as ties."
        )
    if length is not None and length.matters:
        more = "longer" if length.slope.value > 0 else "shorter"
        said.append(f"The judge's verdicts follow length: the {more} statement wins. See equal length.")
    unread = [pair for pair in found.pairs if pair.verdict == "unscored"]
    if unread:
        said.append(f"{_count(len(unread), 'pair')} could not be read and count for nothing. {unread[0].reason}")
    if not found.ranking.connected:
        said.append("Some statements were never compared, not even by way of others: no order between those.")
    said += [_unplaced(one.id, one.reason) for one in found.ranking.order if one.tier is None]
    return tuple(said)


def _unplaced(id: str, reason: str) -> str:
    return f"{id} has no place: {reason}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
