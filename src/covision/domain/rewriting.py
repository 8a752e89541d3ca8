"""Rewriting a part of a statement: what was asked for, what came back, and what people made of each suggestion."""

from typing import Literal

from pydantic import Field

from covision.domain.base import Frozen, Span
from covision.domain.draft import PromptRef, Usage

WishKind = Literal["free", "own", "shorter", "plainer", "customer", "one_idea", "picturable", "promise", "timeless"]
WISHES: tuple[WishKind, ...] = (
    "own", "shorter", "plainer", "customer", "one_idea", "picturable", "promise", "timeless",
)  # fmt: skip
"""The wishes of one click, each aimed at a criterion; `free` is said in somebody's own words."""
Decision = Literal["open", "accepted", "rejected"]
RULES = "rules"
"""The author of suggestions that code made of the statement and the team's own words."""


class Wish(Frozen):
    """What shall become of the words: a wish of one click, or `free` with somebody's instruction in `words`."""

    kind: WishKind = "free"
    words: str = Field("", max_length=400)


class RewriteAsked(Frozen):
    """A rewrite of `span` of a version, as it was asked for; `critique` is the question that led to it."""

    version: int
    span: Span
    wish: Wish = Wish()
    critique: str = ""
    by: str = ""


class Suggestion(Frozen):
    """Other words for the span. `author` is `model:<name>`, `rules`, or a person's id where the words are theirs.

    `evidence` are ids of the words it rests on.
    """

    id: str
    text: str
    author: str
    prompt: PromptRef | None = None
    evidence: tuple[str, ...] = ()


class RewriteStarted(Frozen):
    """A rewrite began; without an end it shows as interrupted after a restart."""

    type: Literal["rewrite_started"] = "rewrite_started"
    run: str
    asked: RewriteAsked
    model: str = ""
    seed: int = 0


class RewriteEnded(Frozen):
    """A rewrite ended. `offered` were made in all, `refused` has the reason of each that may not be shown, `folded`
    were too like another. `cost` is US dollars, None where unknown.
    """

    type: Literal["rewrite_ended"] = "rewrite_ended"
    run: str
    outcome: Literal["done", "stopped", "failed"]
    reason: str = ""
    suggestions: tuple[Suggestion, ...] = ()
    offered: int = 0
    refused: tuple[str, ...] = ()
    folded: int = 0
    usage: Usage = Usage()
    cost: float | None = None
    seconds: float = 0.0


class SuggestionAccepted(Frozen):
    """Somebody accepted a suggestion; `version` is the one that it made."""

    type: Literal["suggestion_accepted"] = "suggestion_accepted"
    suggestion: str
    version: int
    by: str = ""


class SuggestionRejected(Frozen):
    """Somebody rejected a suggestion."""

    type: Literal["suggestion_rejected"] = "suggestion_rejected"
    suggestion: str
    by: str = ""


class SuggestionReopened(Frozen):
    """An acceptance or a rejection was taken back."""

    type: Literal["suggestion_reopened"] = "suggestion_reopened"
    suggestion: str


class Tracked(Frozen):
    """A suggestion and what became of it; `version` is the one that accepting it made."""

    suggestion: Suggestion
    decision: Decision = "open"
    by: str = ""
    version: int | None = None

    @property
    def id(self) -> str:
        """The suggestion's id."""
        return self.suggestion.id


class Rewrite(Frozen):
    """A rewrite with its suggestions. `running` in a state that was just loaded means: interrupted."""

    run: str
    asked: RewriteAsked
    model: str = ""
    seed: int = 0
    status: Literal["running", "done", "stopped", "failed"] = "running"
    reason: str = ""
    suggestions: tuple[Tracked, ...] = ()
    offered: int = 0
    refused: tuple[str, ...] = ()
    folded: int = 0
    usage: Usage = Usage()
    cost: float | None = None
    seconds: float = 0.0
