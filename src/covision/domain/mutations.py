"""Planted damages and neutral edits of strong statements, and what a scorer made of them.

A damage must lower the criteria it aims at; a neutral edit must move nothing. What a criterion may move under a
neutral edit is its stated noise (`Criterion.noise`).
"""

from typing import Literal

from pydantic import Field

from covision.domain.base import Frozen, Language
from covision.domain.evals import CaseId

Split = Literal["tune", "held", "written", "fresh", "last"]


class MutationBase(Frozen):
    """A strong statement with a small project round it.

    `answers` are by number of the interview question; `project` names a shipped example whose answers and
    comments stand in their place; `like` another base whose text and project this one has. `written` are
    whole changed texts by the kind of change, written by hand: they stand in the place of all generators.
    What a generator cannot know is noted here: `feels` is a part of the text that holds its feeling and doing
    and can be cut out; `plain` gives words that any trade could use for the particular ones; `equal` are two
    parts of the text (verbatim) that may change places.
    """

    id: CaseId
    language: Language = "en"
    split: Split = "tune"
    organisation: str = ""
    sector: str = ""
    text: str = ""
    like: str = ""
    feels: str = ""
    plain: dict[str, str] = Field(default_factory=dict)
    equal: tuple[str, str] | None = None
    answers: dict[str, str] = Field(default_factory=dict)
    comments: tuple[str, ...] = ()
    project: str = ""
    written: dict[str, str] = Field(default_factory=dict)


class Mutant(Frozen):
    """A changed statement: the criteria the change aims at (none: neutral) and those that may rightly move too.

    `organisation` is another name that signs it; `signed_by` the id of the base whose project it is scored in,
    where that is not its own.
    """

    kind: str
    base: str
    text: str
    aims: tuple[int, ...] = ()
    may_move: tuple[int, ...] = ()
    organisation: str | None = None
    signed_by: str | None = None

    @property
    def neutral(self) -> bool:
        """True where nothing may move."""
        return not self.aims


class Rate(Frozen):
    """`hits` of `of`, with a 95% Wilson interval; `share` and `interval` are None where there was nothing."""

    hits: int = 0
    of: int = 0
    share: float | None = None
    interval: tuple[float, float] | None = None


class CriterionRates(Frozen):
    """One criterion: how many damages aimed at it lowered it by more than its noise, how often damages of other
    kinds moved it that should not, how often neutral edits did, and how far the worst neutral edit moved it.

    A damage of a base that the scorer left unscored on this criterion counts nowhere but in `unscored`.
    """

    number: int
    key: str
    title: str = ""
    noise: float
    detected: Rate = Rate()
    spill: Rate = Rate()
    neutral: Rate = Rate()
    worst: float = 0.0
    mean_fall: float | None = None
    unscored: int = 0


class KindRates(Frozen):
    """One kind of damage (`detected`: every criterion aimed at fell) or of neutral edit (`moved`: any moved)."""

    kind: str
    aims: tuple[int, ...] = ()
    applied: int = 0
    not_applicable: int = 0
    detected: Rate = Rate()
    moved: Rate = Rate()


class Miss(Frozen):
    """An example for whoever mends a measure: a damage not seen, or a criterion that moved and should not."""

    what: Literal["undetected", "spill", "neutral"]
    kind: str
    base: str
    criterion: int
    before: float
    after: float
    text: str


class MutationReport(Frozen):
    """A whole run. `neutral`: the share of neutral edits that moved any criterion by more than its noise."""

    scorer: str
    languages: tuple[Language, ...]
    splits: tuple[Split, ...]
    seed: int
    rounds: int
    bases: int
    damages: int
    edits: int
    detected: Rate
    spill: Rate
    neutral: Rate
    criteria: tuple[CriterionRates, ...]
    kinds: tuple[KindRates, ...]
    misses: tuple[Miss, ...] = ()
