"""A draft, its clauses, and the evidence each clause rests on (public contract `drafts.json`)."""

from typing import Any, Literal

from pydantic import Field, model_validator

from covision.domain.base import Frozen, Language
from covision.domain.rubric import Scorecard

EvidenceKind = Literal["answer", "snippet", "guidance", "example"]
ClauseKind = Literal["fact", "need", "commitment", "aspiration", "style"]


class Evidence(Frozen):
    """Verbatim words somebody said or wrote: `source_text[start:end] == text`.

    `source` names the place: `answers/<participant>/<question>`, `<file> row <n>`, or a corpus entry.
    """

    kind: EvidenceKind
    text: str
    source: str
    participant: str | None = None
    start: int = 0
    end: int = 0


class Clause(Frozen):
    """A part of the statement: `statement[start:end] == text`; evidence ids, or marked an assumption."""

    text: str
    start: int
    end: int
    kind: ClauseKind
    evidence: tuple[str, ...] = ()
    assumption: bool = False


class Draft(Frozen):
    """One statement with what it rests on. `origin` says who worded it: a model, or a person's own sentence.

    `warnings` are for whoever would sign it: customers' comments that stand against it, by their places.
    """

    id: str
    angle: str
    statement: str
    language: Language
    feel: str = ""
    think: str = ""
    do: str = ""
    rationale: str = ""
    clauses: tuple[Clause, ...] = ()
    scorecard: Scorecard | None = None
    origin: str = ""
    warnings: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _offsets_hold(self) -> "Draft":
        for clause in self.clauses:
            if self.statement[clause.start : clause.end] != clause.text:
                raise ValueError(f"clause {clause.text!r} is not at {clause.start}:{clause.end} of the statement")
        return self


class PromptRef(Frozen):
    """Which prompt: its identity is the digest of its body."""

    id: str
    version: str
    digest: str


class Usage(Frozen):
    """Tokens and calls; `seconds` is time spent waiting for the model."""

    input_tokens: int = 0
    output_tokens: int = 0
    calls: int = 0

    def __add__(self, other: "Usage") -> "Usage":
        return Usage(
            input_tokens=self.input_tokens + other.input_tokens,
            output_tokens=self.output_tokens + other.output_tokens,
            calls=self.calls + other.calls,
        )


class RunInfo(Frozen):
    """Where a set of drafts came from, enough to ask again. `cost` is US dollars, None where unknown."""

    model: str
    judge: str | None = None
    prompt: PromptRef
    corpus_digest: str
    rubric_version: str
    seed: int
    usage: Usage = Usage()
    cost: float | None = None
    seconds: float = 0.0


class DraftSet(Frozen):
    """What `drafts.json` holds."""

    project: dict[str, Any]
    run: RunInfo
    evidence: dict[str, Evidence] = Field(default_factory=dict)
    drafts: tuple[Draft, ...] = ()
    assumptions: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _evidence_resolves(self) -> "DraftSet":
        for draft in self.drafts:
            for clause in draft.clauses:
                missing = [key for key in clause.evidence if key not in self.evidence]
                if missing:
                    raise ValueError(f"draft {draft.id}: evidence {missing} does not resolve")
        return self
