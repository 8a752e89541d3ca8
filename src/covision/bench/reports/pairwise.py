"""What pairs of drafts add up to: win rates, strengths with intervals, and what the judge's habits did to them."""

from collections.abc import Sequence

from covision.bench.reports.values import figure
from covision.domain.evals import PairResult
from covision.domain.summary import Pairwise, Placed
from covision.measures.ranking import Contest, Ladder, bradley_terry
from covision.measures.statistics import wilson

TEN_WORDS = 10.0


def pairwise(pairs: Sequence[PairResult]) -> Pairwise | None:
    """None where nothing was compared; a pair that could not be read is counted and wins nothing."""
    if not pairs:
        return None
    heard = [one for one in pairs if one.verdict != "unscored"]
    contests = [
        Contest(one.first, one.second, one.verdict, one.group) for one in heard if one.verdict != "unscored"
    ]
    gaps = [(one.words_first - one.words_second) / TEN_WORDS for one in heard]
    ladder = bradley_terry(contests)
    equal = bradley_terry(contests, lengths=gaps) if any(gaps) else None
    read = [one for one in pairs if one.consistent is not None]
    unequal = [
        (one.verdict == "first") == (one.words_first > one.words_second)
        for one in pairs
        if one.verdict in ("first", "second") and one.words_first != one.words_second
    ]
    return Pairwise(
        contests=len(contests),
        ties=sum(one.outcome == "tie" for one in contests),
        unscored=len(pairs) - len(contests),
        placed=_placed(ladder),
        close=ladder.close if ladder else (),
        connected=ladder.connected if ladder else True,
        consistent=figure(wilson(sum(bool(one.consistent) for one in read), len(read))),
        longer_won=figure(wilson(sum(unequal), len(unequal))),
        at_equal_length=_placed(equal),
        length=figure(equal.slope) if equal else None,
    )


def _placed(ladder: Ladder | None) -> tuple[Placed, ...]:
    return tuple(
        Placed(
            name=one.name,
            strength=round(one.strength, 6),
            interval=(round(one.interval[0], 6), round(one.interval[1], 6)),
            tier=one.tier,
            contests=one.contests,
            win_rate=figure(one.win_rate),
        )
        for one in (ladder.standings if ladder else ())
    )
