"""What a judge says, and how far an examination lets it be believed."""

from typing import Literal

from pydantic import Field

from covision.domain.base import Frozen, Span
from covision.domain.draft import PromptRef
from covision.domain.rubric import Exam

JudgingMode = Literal["batch", "strict"]
How = Literal["probabilities", "repeats", "single"]


class JudgeVerdict(Frozen):
    """A judge's verdict on one criterion of one statement; `value` None: it could not be read, and `reason`
    says why.

    `value` is the expected value 0..1 over the levels of the criterion. `how` says whether it comes from the
    model's own probabilities of the levels, from the mean of `repeats` answers, or from a single one; `spread`
    is the standard deviation over those, None where there was one alone. `span` is verbatim in the statement or
    None.
    """

    number: int
    key: str
    value: float | None = Field(None, ge=0, le=1)
    span: Span | None = None
    reason: str = ""
    question: str = ""
    how: How = "single"
    repeats: int = 1
    spread: float | None = None


class Judgement(Frozen):
    """All verdicts of one judge on one statement, and where they came from.

    `withheld` counts sentences of the statement that the judge was not shown because they speak to a machine.
    """

    model: str
    family: str = ""
    mode: JudgingMode = "batch"
    prompt: PromptRef
    verdicts: tuple[JudgeVerdict, ...] = ()
    withheld: int = 0


class RungResult(Frozen):
    """One kind of damage or neutral edit of the exam: how often the judge noticed (or rightly did not move)."""

    kind: str
    neutral: bool = False
    noticed: int = 0
    of: int = 0


class ExamResult(Frozen):
    """A judge's whole examination, kept for each model, mode and prompt digest.

    `weights` 0..1 by criterion number are what its verdicts count from then on; `passed` False: nothing.
    `length_slope` is the change of its value per ten words among statements graded alike; `first_share` is how
    often it chose what stood first in pairs that it judged in both orders. `errors` are the root mean squares of
    its differences from the grades, by criterion number. `quick`: a part of the exam only.
    """

    model: str
    mode: JudgingMode = "batch"
    prompt: PromptRef
    rubric_version: str
    graded_digest: str
    exam: Exam
    tau: float | None = None
    auc_interval: tuple[float, float] | None = None
    length_slope: float | None = None
    first_share: float | None = None
    rungs: tuple[RungResult, ...] = ()
    weights: dict[int, float] = Field(default_factory=dict)
    errors: dict[int, float] = Field(default_factory=dict)
    quick: bool = False
    passed: bool = False
    reasons: tuple[str, ...] = ()
    calls: int = 0
    unread: int = 0
    seconds: float = 0.0
    cost: float | None = None
