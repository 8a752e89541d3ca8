"""Statements held against each other: what was said of each pair, and the order it adds up to."""

from typing import Literal

from pydantic import Field

from covision.domain.base import Frozen
from covision.domain.draft import PromptRef, Usage
from covision.domain.judging import ExamResult
from covision.domain.rubric import Scorecard

PairOutcome = Literal["first", "second", "tie", "unscored"]
Basis = Literal["judge", "measures", "people"]


class OrderVerdict(Frozen):
    """What a judge said of a pair in one order.

    `said` names the statement by its place in the pair, whatever place it was read in: `first` is the pair's first.
    None: it could not be read, and `reason` says why. `preference` 0..1 is how far it was for the pair's first, a
    tie half: from the model's own probabilities of the letters, None where it told none.
    """

    said: Literal["first", "second", "tie"] | None
    preference: float | None = Field(None, ge=0, le=1)
    reason: str = ""


class PairVerdict(Frozen):
    """Two statements, by id. `how`: read by a judge in both orders, or settled by the scorecards without a call.

    `orders` holds one couple a repeat: with the first read first, with the second read first. `verdict` is `tie`
    where the two orders disagree, and `consistent` tells such a tie from one that was said; None where no order was
    read. A pair that could not be read is `unscored`, never a win. `preference` is the mean over orders and
    repeats, None where probabilities are lacking.
    """

    first: str
    second: str
    verdict: PairOutcome
    how: Literal["judge", "scorecards"] = "judge"
    orders: tuple[tuple[OrderVerdict, OrderVerdict], ...] = ()
    consistent: bool | None = None
    preference: float | None = Field(None, ge=0, le=1)
    words_first: int = 0
    words_second: int = 0
    reason: str = ""


class Figure(Frozen):
    """A value with its 95% interval, None where too few cases say nothing of spread; `cases` were counted."""

    value: float
    interval: tuple[float, float] | None = None
    cases: int = 0


class Ranked(Frozen):
    """A statement's place. `tier` counts from 1; those of one tier are too close to call.

    `value` is a strength in log-odds against the average one (judge), the summary of its scorecard (measures), or
    the share of its contests that it won (people). `tier` and `value` None: it could not be placed, for `reason`.
    `wins` is the share of its contests that it won, a tie half, None of none.
    """

    id: str
    tier: int | None
    value: float | None = None
    interval: tuple[float, float] | None = None
    wins: Figure | None = None
    contests: int = 0
    reason: str = ""


class Ranking(Frozen):
    """Statements, the best first, those that could not be placed last.

    `close` are the pairs that are too close to call. `connected` False: some were never compared, not even by way
    of others. `label` says in plain words what the order rests on.
    """

    basis: Basis
    label: str
    order: tuple[Ranked, ...]
    close: tuple[tuple[str, str], ...] = ()
    connected: bool = True

    @property
    def tiers(self) -> tuple[tuple[str, ...], ...]:
        """Ids by tier, the best first."""
        last = max((one.tier or 0 for one in self.order), default=0)
        return tuple(tuple(one.id for one in self.order if one.tier == at) for at in range(1, last + 1))


class PositionCheck(Frozen):
    """`consistent` is the share of pairs with one verdict in both orders; `first_share` how often what was read
    first was chosen (0.5 without such a leaning), None where only ties were said; `flipped` counts the pairs whose
    orders disagreed.
    """

    consistent: Figure
    first_share: Figure | None = None
    flipped: int = 0


class LengthCheck(Frozen):
    """What length did to the verdicts. `slope` is the log-odds of winning for ten words more at equal strength;
    `longer_won` the share of decided pairs of unequal length that the longer one won, None of none.
    """

    slope: Figure
    longer_won: Figure | None = None
    matters: bool = False


class Comparison(Frozen):
    """Statements compared. `ranking` is the order to go by; `at_equal_length` the judge's with length taken out,
    `measures` that of the computed measures, always there.

    `judge` is the model that was asked for (several with plus signs), None where none was; `exams` are their
    examinations; `refused` says why no judge was asked or believed: then the measures' order stands.
    """

    statements: dict[str, str]
    ranking: Ranking
    measures: Ranking
    at_equal_length: Ranking | None = None
    pairs: tuple[PairVerdict, ...] = ()
    position: PositionCheck | None = None
    length: LengthCheck | None = None
    judge: str | None = None
    prompt: PromptRef | None = None
    exams: tuple[ExamResult, ...] = ()
    refused: str = ""
    cards: dict[str, Scorecard] = Field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    usage: Usage = Usage()
    cost: float | None = 0.0
