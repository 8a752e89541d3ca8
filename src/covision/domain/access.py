"""Who asks, and the port that says whether they may.

covision is one person on one computer today, so that person may do everything. Accounts are a body of `Access` and
a way for a face to tell the `Actor` of its own session; nothing else moves.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Literal, Protocol, TypeAlias

from covision.domain.base import Frozen

Scope: TypeAlias = Literal["read", "write"]
"""What somebody may do: look, or change things and ask models (which costs)."""
SCOPES: tuple[Scope, ...] = ("read", "write")


class Actor(Frozen):
    """Whoever asks: a person, or a program with a token. Made by the server, never of what a client says."""

    name: str
    kind: Literal["person", "program"] = "person"
    scopes: frozenset[Scope] = frozenset(SCOPES)

    @property
    def reads_only(self) -> bool:
        """True for somebody who may look and change nothing."""
        return "write" not in self.scopes


LOCAL_PERSON = Actor(name="the person at this computer")


class Access(Protocol):
    """Says who may do what. Asked on every call of the service layer, so it must answer at once."""

    def allows(self, actor: Actor, scope: Scope, project: str | None) -> bool:
        """Whether `actor` may do this in a project; `project` is None where the call is about none of them."""


class OnePerson:
    """The person at this computer may do everything, a program what its token is for."""

    def allows(self, actor: Actor, scope: Scope, project: str | None) -> bool:
        """As the scopes say; see `Access`."""
        return scope in actor.scopes


_NOW: ContextVar[Actor] = ContextVar("covision_actor", default=LOCAL_PERSON)


def actor() -> Actor:
    """Whoever asks now: of this task or thread, and of those that it starts."""
    return _NOW.get()


@contextmanager
def acting(who: Actor) -> Iterator[None]:
    """Everything inside is asked by `who`."""
    before = _NOW.set(who)
    try:
        yield
    finally:
        _NOW.reset(before)
