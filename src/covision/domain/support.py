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
