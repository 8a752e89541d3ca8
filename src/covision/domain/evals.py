"""Offline evaluation: cases with references, what a run did with them, and the lines of its log.

`results.jsonl` of a run is readable alone: a `Header` line, then `Anchor`, `CaseResult` and `PairResult` lines
in any order, an `End` line where the run was finished. Unknown keys are errors; a failure is a status with a
reason, never a value of 0.
"""

from typing import Annotated, Any, Literal

from pydantic import Field

from covision.domain.base import Frozen, Language
from covision.domain.draft import Draft, Evidence, PromptRef, Usage
from covision.domain.judging import ExamResult
from covision.domain.project import Organisation, Participant, Statements
from covision.domain.rubric import Scorecard
from covision.domain.support import SupportReport

CaseId = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]
Outcome = Literal["drafts", "not_enough"]


class Comment(Frozen):
    """A customer's comment that stands in a case itself."""

    text: str = Field(min_length=1)
    date: str | None = None
    rating: float | None = None
    source: str = ""


class EvalCase(Frozen):
    """One case: a project in small, the reference visions it is compared with, and weak foils.

    `references` are ids of `evals/references`; they, `hidden` texts, and near-duplicates of both are kept out
    of retrieval. `cluster` names the organisation where several cases share one (errors are clustered by it;
    empty: the case alone). `expects` says what an honest end is: drafts, or "not enough to draft". `forbidden`
    are strings that must not reach a draft, a score's words or a file (canaries of an injection case).
    """

    id: CaseId
    cluster: str = ""
    tags: tuple[str, ...] = ()
    note: str = ""
    organisation: Organisation
    statements: Statements = Statements()
    goals: tuple[str, ...] = ()
    participants: tuple[Participant, ...] = ()
    comments: tuple[Comment, ...] = ()
    references: tuple[CaseId, ...] = ()
    foils: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    forbidden: tuple[str, ...] = ()
    expects: Outcome = "drafts"

    @property
    def group(self) -> str:
        """What errors are clustered by."""
        return self.cluster or self.id


class Reference(Frozen):
    """A vision that a person would be content with for a case's organisation, in our own words."""

    id: CaseId
    language: Language = "en"
    sector: str = ""
    text: str = Field(min_length=1)
    note: str = ""


class EvalSuite(Frozen):
    """A named set of cases; `digest` (16 hex digits) is over everything that decides the result, references too."""

    id: CaseId
    version: str
    title: str
    about: str = ""
    cases: tuple[EvalCase, ...]
    references: dict[str, Reference] = Field(default_factory=dict)
    digest: str = ""


class Cell(Frozen):
    """One piece of work: a case drafted by one model with one set of prompts, for the `repeat`-th time (from 0)."""

    model: str
    prompts: str = "shipped"
    case: str
    group: str
    repeat: int = 0

    @property
    def key(self) -> str:
        """Names the cell in logs and databases."""
        return f"{self.model}|{self.prompts}|{self.case}|{self.repeat}"


class Spent(Frozen):
    """What drafting or judging used in this run; `cost` is US dollars, None where unknown.

    `cached` counts replies that were kept before the run, and `saved` and `saved_cost` are what those had used when
    they were made: what the result would have cost without them. `seconds` is wall time.
    """

    usage: Usage = Usage()
    cost: float | None = 0.0
    seconds: float = 0.0
    cached: int = 0
    saved: Usage = Usage()
    saved_cost: float | None = 0.0

    def __add__(self, other: "Spent") -> "Spent":
        return Spent(
            usage=self.usage + other.usage,
            cost=_sum(self.cost, other.cost),
            seconds=self.seconds + other.seconds,
            cached=self.cached + other.cached,
            saved=self.saved + other.saved,
            saved_cost=_sum(self.saved_cost, other.saved_cost),
        )


def _sum(one: float | None, other: float | None) -> float | None:
    # What nobody knows stays unknown in a sum.
    return None if one is None or other is None else one + other


class DraftResult(Frozen):
    """A draft with its scorecard (inside the draft), evidence, and the independent check of its grounding.

    `swap` is how much of its support it loses in the place of other cases' organisations (-1..1), `deletion` the
    share of its claims that fall once the words they cite are taken away; None where the test was not made.
    """

    draft: Draft
    evidence: dict[str, Evidence] = Field(default_factory=dict)
    support: SupportReport | None = None
    swap: float | None = None
    deletion: float | None = None
    forbidden: tuple[str, ...] = ()


class CaseResult(Frozen):
    """What became of a cell. `failed`: no drafts, and `reason` says why; such a cell has no score at all.

    `drafts` stand in the order they were shown: the first is the top draft. `organisation` is whose case it is, and
    `expected` the honest end of it, None in logs that do not say.
    """

    type: Literal["case"] = "case"
    cell: Cell
    status: Literal["done", "failed", "not_enough"]
    reason: str = ""
    drafts: tuple[DraftResult, ...] = ()
    warnings: tuple[str, ...] = ()
    organisation: str = ""
    expected: Outcome | None = None
    drafting: Spent = Spent()
    judging: Spent = Spent()
    requests: int = 0


class Anchor(Frozen):
    """A reference or a foil of a case, scored as the drafts are: what the scale looks like here.

    One that `failed` has no value on any criterion, and `reason` says why. `warnings` say what must be known beside
    a judge's verdicts.
    """

    type: Literal["anchor"] = "anchor"
    case: str
    group: str
    kind: Literal["reference", "foil"]
    id: str
    status: Literal["done", "failed"] = "done"
    reason: str = ""
    scorecard: Scorecard
    support: SupportReport | None = None
    judging: Spent = Spent()
    warnings: tuple[str, ...] = ()


class PairResult(Frozen):
    """The top drafts of two models (or a draft and its reference) judged in both orders.

    `verdict` is `tie` where the two orders disagree; `consistent` tells such a tie from one that was said.
    """

    type: Literal["pair"] = "pair"
    case: str
    group: str
    repeat: int = 0
    first: str
    second: str
    verdict: Literal["first", "second", "tie", "unscored"]
    consistent: bool | None = None
    words_first: int = 0
    words_second: int = 0
    reason: str = ""
    judging: Spent = Spent()


class Estimate(Frozen):
    """What a run may need, told before its first call; `cost` None where no price is known."""

    cells: int
    drafting_calls: int
    judging_calls: int
    input_tokens: int
    output_tokens: int
    cost: float | None = None
    seconds: float | None = None


class Header(Frozen):
    """Everything that a result depends on. Results with different digests are never compared silently.

    `exams` are those of all judges, in the order of `judge`; `exam` is the first.
    """

    type: Literal["run"] = "run"
    id: str
    suite: str
    suite_version: str
    suite_digest: str
    cases: tuple[str, ...]
    models: tuple[str, ...]
    prompts: dict[str, dict[str, PromptRef]] = Field(default_factory=dict)
    judge: str | None = None
    exam: ExamResult | None = None
    exams: tuple[ExamResult, ...] = ()
    mode: str = "batch"
    repeats: int = 1
    seed: int = 1
    drafts: int = 3
    rubric_version: str = ""
    corpus_digest: str = ""
    learned_digest: str = ""
    version: str = ""
    started_at: str = ""
    estimate: Estimate | None = None
    settings: dict[str, Any] = Field(default_factory=dict)


class End(Frozen):
    """The last line of a finished run; `stopped` says why it ended early."""

    type: Literal["end"] = "end"
    finished_at: str = ""
    done: int = 0
    failed: int = 0
    stopped: str = ""
    drafting: Spent = Spent()
    judging: Spent = Spent()


Line = Annotated[Header | CaseResult | Anchor | PairResult | End, Field(discriminator="type")]


class EvalRun(Frozen):
    """A run as read back from its folder."""

    header: Header
    results: tuple[CaseResult, ...] = ()
    anchors: tuple[Anchor, ...] = ()
    pairs: tuple[PairResult, ...] = ()
    end: End | None = None
