"""Ports that keep projects, and the small ones (clock, ids) that make runs repeatable."""

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol, runtime_checkable

from covision.domain.base import Frozen
from covision.domain.events import Event, ProjectState, Stored

Clock = Callable[[], str]
"""Now, as UTC ISO 8601 text with milliseconds."""

NewId = Callable[[], str]
"""A fresh id, 12 characters of a-z0-9."""


class ProjectSummary(Frozen):
    """A line of the project list. `research` counts comments of customers that are kept."""

    id: str
    name: str
    created_at: str
    changed_at: str
    revision: int
    drafts: int = 0
    versions: int = 0
    answered: int = 0
    research: int = 0


class ProjectStore(Protocol):
    """Keeps projects as events. Every method is one transaction; an acknowledged event is never lost."""

    def create(self, project: str, first: Event) -> ProjectState:
        """A new project whose first event is `first`; raises `Conflict` where the id exists."""

    def restore(self, project: str, history: Sequence[Stored]) -> ProjectState:
        """A new project of events that happened elsewhere, at their own times; raises `Conflict` as `create` does,
        and where an event contradicts one before it.
        """

    def load(self, project: str) -> ProjectState:
        """The state now; raises `NotFound`."""

    def append(self, project: str, events: Sequence[Event], expected: int | None = None) -> ProjectState:
        """Keep events in order. With `expected`, raises `Conflict` unless it is the revision now."""

    def history(self, project: str) -> list[Stored]:
        """Every event, in order."""

    def list(self) -> list[ProjectSummary]:
        """All projects, newest change first."""

    def delete(self, project: str) -> None:
        """Erase a project and its events; raises `NotFound`."""


class ReplyCache(Protocol):
    """Model replies by content key; never holds an error or a cut reply."""

    def get(self, key: str) -> str | None:
        """The kept JSON, or None."""

    def put(self, key: str, value: str) -> None:
        """Keep JSON."""


@runtime_checkable
class BatchedReplies(Protocol):
    """A `ReplyCache` that takes many at once."""

    def get_many(self, keys: Sequence[str]) -> Mapping[str, str]:
        """The kept JSON of those that are kept."""

    def put_many(self, values: Mapping[str, str]) -> None:
        """Keep JSON by key, all in one transaction."""
