"""The order that verdicts on pairs add up to: strengths with intervals, once as judged and once at equal length."""

from collections.abc import Mapping, Sequence

import numpy as np

from covision.domain.comparing import LengthCheck, PairVerdict, Ranked, Ranking
from covision.measures.estimates import wilson
from covision.measures.ranking import Contest, Ladder, Outcome, bradley_terry
from covision.steps.comparing.orders import agreed, figure

WORDS = 10.0
"""Length counts by tens of words."""
FEWEST = 5
"""Below this many statements no dealing out of lengths can be rare."""
DRAWS = 2000
ALPHA = 0.05


def contests(pairs: Sequence[PairVerdict]) -> tuple[list[Contest], list[float]]:
    """What each order of each pair said, and how much longer (tens of words) the pair's first is.

    A pair is two contests, one for each order, and one group, however often it was read: a judge that is asked
    again is the same judge, and repeats that counted as evidence would make its whims certain. Two wins where all
    readings agree, a win and a tie where only most do, two ties where it is a tie. A pair that scorecards settled
    is two wins. Unscored pairs are none.
    """
    found: list[Contest] = []
    lengths: list[float] = []
    for at, pair in enumerate(pairs):
        if pair.verdict == "unscored":
            continue
        said = {one for one in map(agreed, pair.orders) if one is not None}
        second: Outcome = pair.verdict if said <= {pair.verdict} else "tie"
        found += [Contest(pair.first, pair.second, outcome, at) for outcome in (pair.verdict, second)]
        lengths += [(pair.words_first - pair.words_second) / WORDS] * 2
    return found, lengths


def by_pairs(statements: Mapping[str, str], pairs: Sequence[PairVerdict], label: str) -> Ranking | None:
    """Statements by the strengths of Bradley and Terry; None where no pair could be read.

    A statement of which no pair was read is not placed and stands last, with the reason.
    """
    ladder = bradley_terry(contests(pairs)[0])
    return None if ladder is None else _ranking(statements, ladder, label)


def at_equal_length(
    statements: Mapping[str, str], pairs: Sequence[PairVerdict], label: str
) -> tuple[Ranking, LengthCheck] | None:
    """The same with what length explains taken out, and how much that is; None where all are of one length.

    `matters` where the interval of the slope leaves 0 out, or the share that the longer one won is more than chance
    when lengths are dealt out anew among the statements. Judges choose the longer text too often, so this is a
    warning; where the better ones happen to be longer nobody can tell both apart, and the order at equal length is
    wide.
    """
    held, lengths = contests(pairs)
    if not any(lengths):
        return None
    ladder = bradley_terry(held, lengths=lengths)
    if ladder is None or ladder.slope is None:
        return None
    slope = figure(ladder.slope)
    decided = [
        (pair.verdict == "first") == (pair.words_first > pair.words_second)
        for pair in pairs
        if pair.verdict in ("first", "second") and pair.words_first != pair.words_second
    ]
    share = wilson(sum(decided), len(decided))
    sloped = slope.interval is not None and not slope.interval[0] <= 0.0 <= slope.interval[1]
    matters = sloped or _follows_length(pairs) <= ALPHA
    check = LengthCheck(slope=slope, longer_won=figure(share) if share else None, matters=matters)
    return _ranking(statements, ladder, label), check


def _follows_length(pairs: Sequence[PairVerdict]) -> float:
    """The two-sided chance of so many (or so few) wins of the longer one if length meant nothing; 1 where unknown.

    A permutation test over statements: pairs share statements, so that pairs themselves are not independent.
    """
    decided = [pair for pair in pairs if pair.verdict in ("first", "second")]
    lengths = {id: words for pair in decided for id, words in _lengths(pair)}
    ids = list(lengths)
    if any(lengths[id] != words for pair in decided for id, words in _lengths(pair)) or len(ids) < FEWEST:
        return 1.0
    place = {id: at for at, id in enumerate(ids)}
    won = [(pair.first, pair.second) if pair.verdict == "first" else (pair.second, pair.first) for pair in decided]
    winner = np.array([place[one] for one, _ in won])
    loser = np.array([place[other] for _, other in won])
    size = np.array([float(lengths[id]) for id in ids])
    dealt = np.random.default_rng(1).permuted(np.tile(size, (DRAWS, 1)), axis=1)
    seen = abs(float(np.sign(size[winner] - size[loser]).sum()))
    drawn = np.abs(np.sign(dealt[:, winner] - dealt[:, loser]).sum(axis=1))
    return (1.0 + float((drawn >= seen - 1e-9).sum())) / (1.0 + DRAWS)


def _lengths(pair: PairVerdict) -> tuple[tuple[str, int], tuple[str, int]]:
    return (pair.first, pair.words_first), (pair.second, pair.words_second)


def _ranking(statements: Mapping[str, str], ladder: Ladder, label: str) -> Ranking:
    ranked = tuple(
        Ranked(
            id=one.name,
            tier=one.tier,
            value=round(one.strength, 4),
            interval=(round(one.interval[0], 4), round(one.interval[1], 4)),
            wins=figure(one.win_rate) if one.win_rate else None,
            contests=one.contests,
        )
        for one in ladder.standings
    )
    placed = {one.id for one in ranked}
    left = tuple(
        Ranked(id=id, tier=None, reason="No verdict on a pair with this statement could be read.")
        for id in statements
        if id not in placed
    )
    return Ranking(
        basis="judge", label=label, order=(*ranked, *left), close=ladder.close, connected=ladder.connected
    )
