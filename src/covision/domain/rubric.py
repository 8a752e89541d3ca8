"""The rubric as data, and the scorecard it yields (public contract)."""

from typing import Literal

from pydantic import Field

from covision.domain.base import Frozen, Span

Check = Literal["computed", "judge", "human"]
Method = Literal["measure", "judge", "people", "mixed"]


class Level(Frozen):
    """One described step of a criterion's scale; `value` in 0..1."""

    value: float = Field(ge=0, le=1)
    text: str
    example: str = ""


class Criterion(Frozen):
    """One criterion. `measure` names the computed check, None where only a judge or people can tell.

    `noise` is what an edit that means nothing (a name, a synonym, a spelling) may move its value.
    """

    number: int
    key: str
    title: str
    asks: str
    strong: str
    weak: str
    checks: tuple[Check, ...]
    measure: str | None = None
    documents: tuple[str, ...] = ()
    weight: float = Field(1.0, ge=0)
    trust: float = Field(0.5, ge=0, le=1)
    noise: float = Field(0.05, ge=0, le=0.1)
    question: str
    unscored: str = ""
    levels: tuple[Level, ...] = ()


class Rubric(Frozen):
    """All criteria; `version` changes whenever a criterion or its scale does."""

    version: str
    language: str = "en"
    criteria: tuple[Criterion, ...]


class CriterionScore(Frozen):
    """A verdict on one criterion: the words it is about, the reason, a question back to the writer.

    `interval` is what the value may be with 95%, None where nobody knows (a rule has no sampling error).
    """

    number: int
    key: str
    status: Literal["scored", "unscored"]
    value: float | None = Field(None, ge=0, le=1)
    interval: tuple[float, float] | None = None
    method: Method = "measure"
    trust: float = Field(0.0, ge=0, le=1)
    span: Span | None = None
    reason: str = ""
    question: str = ""


class Summary(Frozen):
    """What the criteria add up to, and how many of them: never a hidden total."""

    value: float | None = None
    interval: tuple[float, float] | None = None
    covered: int = 0
    of: int = 0


class Exam(Frozen):
    """How a judge did in its exam."""

    auc: float | None = None
    alpha: float | None = None
    flip_rate: float | None = None
    repeatability: float | None = None
    taken_at: str | None = None


class Judge(Frozen):
    """Which model judged, and how far it is to be trusted."""

    model: str
    exam: Exam = Exam()


class Scorecard(Frozen):
    """All verdicts on one statement."""

    id: str
    statement: str
    summary: Summary
    criteria: tuple[CriterionScore, ...]
    judge: Judge | None = None
