"""The base of every model: frozen, and an unknown key is an error."""

from typing import TypeAlias

from pydantic import BaseModel, ConfigDict

# Text that comes from people or files is never trimmed or "corrected" by a model: quotes stay verbatim.
Language: TypeAlias = str


class Frozen(BaseModel):
    """A value: cannot change, refuses keys it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Span(Frozen):
    """Characters `start` to `end` (exclusive, counted from 0) of a text, which read `text`."""

    start: int
    end: int
    text: str

    @classmethod
    def of(cls, whole: str, part: str, since: int = 0) -> "Span | None":
        """The first place of `part` in `whole` at or after `since`; None where it does not occur verbatim."""
        at = whole.find(part, since)
        return cls(start=at, end=at + len(part), text=part) if part and at >= 0 else None

    def holds_in(self, whole: str) -> bool:
        """True if these offsets really read this text in `whole`."""
        return whole[self.start : self.end] == self.text
