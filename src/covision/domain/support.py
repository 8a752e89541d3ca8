"""What a check of grounding finds: each sentence or clause of a draft against the team's and customers' words."""

from typing import Literal

from pydantic import Field

from covision.domain.base import Frozen
from covision.domain.draft import ClauseKind

SupportVerdict = Literal["supported", "partly", "contradicted", "none", "not_checkable"]


class Support(Frozen):
    """A source that a claim rests on (or that contradicts it), with the words themselves.

    `quote` is verbatim in the text of `source` (an answer `answers/<participant>/<question>` or a snippet's id) at
    `start` to `end`.
    """

    source: str
    quote: str
    start: int
    end: int
    strength: float = Field(ge=0, le=1)


class Claim(Frozen):
    """A part of the statement (`statement[start:end] == text`), its type, and whether anything stands behind it."""

    text: str
    start: int
    end: int
    kind: ClauseKind
    verdict: SupportVerdict
    supports: tuple[Support, ...] = ()
    against: tuple[Support, ...] = ()
    sources: int = 0
    claimed: tuple[str, ...] = ()
    reason: str = ""


class SupportReport(Frozen):
    """The check of one draft. `precision`: share of checkable claims that are supported (partly counts half);
    `recall`: share of what people said most often that the draft takes up; None where there is nothing to count.
    `citation_precision` / `citation_recall` compare the draft's own evidence ids with what the check found.
    `foreign` counts comments in other languages, which were not compared.
    """

    statement: str
    claims: tuple[Claim, ...] = ()
    precision: float | None = None
    recall: float | None = None
    citation_precision: float | None = None
    citation_recall: float | None = None
    unsupported: int = 0
    contradicted: int = 0
    foreign: int = 0
    method: Literal["measure", "judge", "mixed"] = "measure"


class Swapped(Frozen):
    """A statement held against another case: its organisation, sector and sources exchanged.

    `own` and `other` are the precision of support here and there, `drop` their difference: a distinctive, grounded
    statement loses most of it, a slogan for anybody nothing. None where nothing in it can be checked, or the two
    cases speak different languages (`reason` says so). `kept` are claims that the other case supports as well.
    """

    other_organisation: str
    own: float | None = None
    other: float | None = None
    drop: float | None = None
    kept: tuple[str, ...] = ()
    reason: str = ""


class Deleted(Frozen):
    """A claim after the answers and comments it rests on were taken away.

    `removed` are their names. `fell`: it turned unsupported or lost strength. A claim that stands as before rests
    on something else: what was cited for it does not carry it, or many say it.
    """

    claim: str
    removed: tuple[str, ...]
    before: SupportVerdict
    after: SupportVerdict
    strength_before: float = Field(ge=0, le=1)
    strength_after: float = Field(ge=0, le=1)
    fell: bool
