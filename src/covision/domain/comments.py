"""What people say about words of a statement, and who looks after a clause. Both follow the words. Pure."""

from typing import Any, Literal, Self

from pydantic import Field, model_validator

from covision.domain.base import Frozen
from covision.domain.edits import carried

_MAX_NAME = 200


class Place(Frozen):
    """Words of a version: its statement reads `quote` at `start` to `end`."""

    version: int
    start: int = Field(ge=0)
    end: int
    quote: str = Field(min_length=1)

    @model_validator(mode="after")
    def _as_long(self) -> Self:
        if self.end - self.start != len(self.quote):
            raise ValueError("a quote is as long as its place")
        return self

    def holds_in(self, statement: str) -> bool:
        """True if the statement reads so."""
        return statement[self.start : self.end] == self.quote

    def now(self, statement: str, then: str) -> tuple[int, int] | None:
        """Where these words of the statement `then` stand in another one; None when they have gone."""
        return carried(then, statement, self.start, self.end) if self.holds_in(then) else None


class CommentMade(Frozen):
    """Somebody said something about words of a version."""

    type: Literal["comment_made"] = "comment_made"
    comment: str
    place: Place
    text: str = Field(min_length=1)
    who: str = Field(max_length=_MAX_NAME)


class CommentSettled(Frozen):
    """A comment is dealt with, or (`open`) it is not after all."""

    type: Literal["comment_settled"] = "comment_settled"
    comment: str
    who: str = Field(max_length=_MAX_NAME)
    open: bool = False


class ClauseTended(Frozen):
    """Who looks after a clause, and which goal it serves; the newest one on a clause holds, blank is nobody."""

    type: Literal["clause_tended"] = "clause_tended"
    place: Place
    owner: str = Field("", max_length=_MAX_NAME)
    goal: str = ""


class Comment(Frozen):
    """A comment as it stands; `settled_at` is blank while it is open."""

    id: str
    place: Place
    text: str
    who: str
    at: str = ""
    settled_at: str = ""
    settled_by: str = ""


class Notes(Frozen):
    """All that was said about words of versions, in order."""

    comments: tuple[Comment, ...] = ()
    tended: tuple[ClauseTended, ...] = ()


def noted(notes: Notes, event: CommentMade | CommentSettled | ClauseTended, at: str) -> dict[str, Any]:
    """The notes after an event, as a change of the project's state."""
    if isinstance(event, ClauseTended):
        return {"notes": notes.model_copy(update={"tended": (*notes.tended, event)})}
    comments = notes.comments
    if isinstance(event, CommentSettled):
        settled = {"settled_at": "" if event.open else at, "settled_by": "" if event.open else event.who}
        comments = tuple(one.model_copy(update=settled) if one.id == event.comment else one for one in comments)
    elif all(one.id != event.comment for one in comments):
        made = Comment(id=event.comment, place=event.place, text=event.text, who=event.who, at=at)
        comments = (*comments, made)
    return {"notes": notes.model_copy(update={"comments": comments})}
