"""Graded statements that the learned reading is made from, and figures of how it does on hands it never saw."""

from typing import Annotated

from pydantic import Field

from covision.domain.base import Frozen, Language

Mark = Annotated[float, Field(ge=0, le=1)]
EntryId = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]


class CalibrationEntry(Frozen):
    """A statement with its marks by one hand. `labels` are levels of the rubric (0..1) by criterion number, for the
    criteria that the hand judged; `grade` is the whole, None where only criteria were judged.

    `hand` names who wrote and marked it: what is learned from some hands is tested on another.
    """

    id: EntryId
    language: Language
    sector: str = Field(min_length=1)
    statement: str = Field(min_length=1, max_length=2000)
    grade: Mark | None = None
    labels: dict[int, Mark] = Field(default_factory=dict)
    hand: Annotated[str, Field(pattern=r"^[a-z]+$")]


class Area(Frozen):
    """An area under the ROC curve with its 95% interval (DeLong); `strong` and `weak` count the statements."""

    auc: float
    interval: tuple[float, float] | None = None
    strong: int
    weak: int


class CriterionFigures(Frozen):
    """How a criterion's value does on statements by a hand that its model never saw.

    `own`: does it order statements by this criterion's labels; `whole`: by their grades. `rule` and `reading` are
    the two parts alone, by the criterion's own labels. `share` is what the reading counts in the value, `trust`
    what follows from these figures, `low` and `high` what must be added to a value for its 95% interval.
    """

    number: int
    labels: int
    own: Area | None = None
    whole: Area | None = None
    rule: Area | None = None
    reading: Area | None = None
    share: float = 0.0
    trust: float = 0.0
    low: float | None = None
    high: float | None = None


class WholeFigures(Frozen):
    """How the summary's value separates strong (grade above 0.5) from weak statements, beside simple baselines."""

    summary: Area
    by_hand: dict[str, Area] = Field(default_factory=dict)
    sector_folds: Area | None = None
    rules: Area | None = None
    meaning: Area | None = None
    signs: Area | None = None
    words: Area | None = None
    long_words: Area | None = None
    length_slope: float | None = None
    length_slope_interval: tuple[float, float] | None = None
    correlation: float | None = None


class CalibrationFigures(Frozen):
    """All figures of a model, by reading (`en`: signs and meaning; `en-signs`, `pt`: signs alone)."""

    data_digest: str
    rubric_version: str
    embeddings: str
    statements: int
    hands: dict[str, int]
    whole: dict[str, WholeFigures]
    criteria: dict[str, tuple[CriterionFigures, ...]]
