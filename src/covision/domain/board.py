"""The evidence board: what is known, assumed and lacking, what disagrees, and what nobody has taken up."""

from typing import Literal

from covision.domain.base import Frozen

Quadrant = Literal["strength", "weakness", "opportunity", "threat", "baseline"]
QUADRANTS: tuple[Quadrant, ...] = ("strength", "weakness", "opportunity", "threat", "baseline")


class Cited(Frozen):
    """Words somebody said, with their place: an answer (`answers/<participant>/<question>`) or a snippet's place.

    The answer or snippet reads `text` at `start` to `end`. `ref` is the evidence id: a snippet's id, or the id that
    drafts give an answer's sentence.
    """

    ref: str
    kind: Literal["answer", "snippet"]
    text: str
    source: str
    start: int = 0
    end: int = 0


class Known(Frozen):
    """Something the project can rest on. `sources` counts distinct ones: people and files."""

    text: str
    slot: str = ""
    evidence: tuple[Cited, ...] = ()
    sources: int = 0


class Tension(Frozen):
    """An answer and customers' words that do not hold together, both as they stand. `strength` is 0..1."""

    answer: Cited
    research: Cited
    question: str
    why: str
    strength: float = 0.0
    others: int = 0


class Untaken(Frozen):
    """Strong customer words that no answer took up; `customers` says how many speak of the same."""

    words: Cited
    theme: str = ""
    customers: int = 1
    why: str = ""


class Coverage(Frozen):
    """One slot of the interview: who filled it, and whether customers speak of it too."""

    slot: str
    label: str
    answers: int = 0
    customers: int = 0
    status: Literal["both", "team", "customers", "nobody"] = "nobody"


class SourceShare(Frozen):
    """How much of the evidence one source gives; `share` is 0..1 of all customers or answers of its kind."""

    source: str
    kind: Literal["answer", "snippet"]
    count: int
    share: float


class LoneClause(Frozen):
    """A clause of a draft that rests on one source only."""

    draft: str
    clause: str
    source: str


class Board(Frozen):
    """The whole board. `notes` say what was not looked for, and why."""

    known: tuple[Known, ...] = ()
    assumed: tuple[str, ...] = ()
    lacking: tuple[str, ...] = ()
    tensions: tuple[Tension, ...] = ()
    untaken: tuple[Untaken, ...] = ()
    coverage: tuple[Coverage, ...] = ()
    mix: tuple[SourceShare, ...] = ()
    lone: tuple[LoneClause, ...] = ()
    notes: tuple[str, ...] = ()


class Finding(Frozen):
    """One line of the current state. `author` is a participant id, or `evidence` where code filled it in."""

    id: str
    quadrant: Quadrant
    text: str
    evidence: tuple[Cited, ...] = ()
    author: str = "evidence"


class CurrentState(Frozen):
    """Strengths, weaknesses, opportunities, threats and the baseline, each line with what it rests on.

    `dismissed` are ids of filled-in lines that people took out: they do not come back by themselves.
    """

    findings: tuple[Finding, ...] = ()
    dismissed: tuple[str, ...] = ()
