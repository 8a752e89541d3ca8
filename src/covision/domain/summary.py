"""What a run of an evaluation adds up to: `summary.json`, and what gates and reports read.

Every figure says of how many cases it is; what was not scored is counted apart and never enters a mean.
"""

from typing import Literal

from pydantic import Field

from covision.domain.base import Frozen
from covision.domain.evals import Spent
from covision.domain.judging import ExamResult

Tells = Literal["first", "second", "alike", "too_few"]
GateStatus = Literal["passed", "failed", "not_enough", "skipped"]


class Figure(Frozen):
    """A value with its 95% interval, None where too few cases say nothing of spread.

    `cases` were counted, of `groups` organisations that are independent of each other.
    """

    value: float
    interval: tuple[float, float] | None = None
    cases: int = 0
    groups: int = 0


class CriterionFigure(Frozen):
    """One criterion over the top drafts of a contestant; `figure` None: nothing was scored.

    `scored` and `unscored` count drafts; `reason` is the most frequent one why a draft was not scored, `method` the
    most frequent way in which it was.
    """

    number: int
    key: str
    title: str
    figure: Figure | None = None
    scored: int = 0
    unscored: int = 0
    reason: str = ""
    method: str = ""


class SupportFigures(Frozen):
    """The check of grounding over the top drafts that were checked (`checked`; 0: nobody looked).

    `unsupported` and `contradicted` are claims a draft; `verdicts` counts claims by verdict; `swap` and `deletion`
    are the tests of the same name, None where they were not made.
    """

    checked: int = 0
    precision: Figure | None = None
    recall: Figure | None = None
    citation_precision: Figure | None = None
    citation_recall: Figure | None = None
    unsupported: Figure | None = None
    contradicted: Figure | None = None
    verdicts: dict[str, int] = Field(default_factory=dict)
    swap: Figure | None = None
    deletion: Figure | None = None


class Escaped(Frozen):
    """A forbidden string that reached a draft or its scorecard."""

    case: str
    repeat: int
    draft: str
    text: str


class Contestant(Frozen):
    """One model with one set of prompts over the cases of a run.

    `done`, `failed` and `not_enough` count cells; `surprises` name cells that ended otherwise than their case
    expects. `summary` is of the top drafts, `every` of all drafts. `length` is the change of the summary value for
    ten words more; `words` the length of top drafts.
    """

    name: str
    model: str
    prompts: str
    done: int = 0
    failed: int = 0
    not_enough: int = 0
    surprises: tuple[str, ...] = ()
    drafts: int = 0
    summary: Figure | None = None
    unscored: int = 0
    every: Figure | None = None
    criteria: tuple[CriterionFigure, ...] = ()
    support: SupportFigures = SupportFigures()
    forbidden: tuple[Escaped, ...] = ()
    length: Figure | None = None
    words: Figure | None = None
    drafting: Spent = Spent()
    judging: Spent = Spent()


class AnchorFigure(Frozen):
    """References against foils by one figure: what the instrument can tell here.

    `auc` is how often a reference scores above a foil (0.5: it cannot tell them apart at all).
    """

    key: str
    title: str
    number: int | None = None
    references: Figure | None = None
    foils: Figure | None = None
    auc: Figure | None = None


class Difference(Frozen):
    """Two contestants on the same cases by one figure, `first` less `second`.

    `p` decides, `corrected` by Holm for all figures of its family; `visible` is the smallest true difference that
    these cases show four times in five; `needed` how many independent cases would show the one seen; `left_out`
    cases lack one of the two.
    """

    key: str
    title: str
    number: int | None = None
    difference: Figure | None = None
    p: float | None = None
    corrected: float | None = None
    visible: float | None = None
    needed: int | None = None
    left_out: int = 0
    tells: Tells = "too_few"
    words: str = ""


class Contrast(Frozen):
    """Two contestants compared case by case. `summary` is the one figure that decides; `others` are corrected for
    their number. `at_equal_length` is the difference of the summary value with length taken out.
    """

    first: str
    second: str
    summary: Difference
    others: tuple[Difference, ...] = ()
    at_equal_length: Figure | None = None


class Remark(Frozen):
    """What the run itself said of many of its cells, such as a judge and a writer of one family."""

    text: str
    cells: int
    of: int


class Placed(Frozen):
    """A contestant's place among pairs judged: strength in log-odds against the average one; those of one `tier`
    are too close to call."""

    name: str
    strength: float
    interval: tuple[float, float]
    tier: int
    contests: int
    win_rate: Figure | None = None


class Pairwise(Frozen):
    """Pairs of top drafts. `consistent` is the share that got one verdict in both orders, `longer_won` how often
    the longer of two unequal drafts won, ties left out.

    `at_equal_length` are the places with length taken out, and `length` what ten words more are worth in log-odds;
    empty and None where all pairs were of one length.
    """

    contests: int = 0
    ties: int = 0
    unscored: int = 0
    placed: tuple[Placed, ...] = ()
    close: tuple[tuple[str, str], ...] = ()
    connected: bool = True
    consistent: Figure | None = None
    longer_won: Figure | None = None
    at_equal_length: tuple[Placed, ...] = ()
    length: Figure | None = None


class GateResult(Frozen):
    """What became of one gate for one contestant (empty: the run). `stops`: the command ends with code 1."""

    name: str
    contestant: str = ""
    status: GateStatus
    stops: bool = False
    value: float | None = None
    bound: float | None = None
    limit: float
    words: str = ""
    line: int | None = None


class RunSummary(Frozen):
    """All that a run adds up to. `verdict` says it in words, first of all.

    `differs` names what this run and its baseline do not share; `baseline` is the baseline's id, and `against`
    holds this run's contestants against it.
    """

    run: str
    suite: str
    suite_version: str
    suite_digest: str
    cases: int
    repeats: int
    drafts: int
    judge: str | None = None
    mode: str = ""
    rubric_version: str = ""
    version: str = ""
    started_at: str = ""
    stopped: str = ""
    verdict: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    remarks: tuple[Remark, ...] = ()
    contestants: tuple[Contestant, ...] = ()
    anchors: tuple[AnchorFigure, ...] = ()
    anchor_judging: Spent = Spent()
    contrasts: tuple[Contrast, ...] = ()
    pairs: Pairwise | None = None
    exams: tuple[ExamResult, ...] = ()
    baseline: str = ""
    differs: tuple[str, ...] = ()
    against: tuple[Contrast, ...] = ()
    gates: tuple[GateResult, ...] = ()
