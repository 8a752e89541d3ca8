"""Who asks: the other end of the request that a handler runs for."""

from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from gradio.context import LocalContext

# What a proxy adds. A client that writes it itself only makes itself a stranger.
_PASSED_ON = frozenset(("forwarded", "x-forwarded-for", "x-real-ip", "via"))


@dataclass(frozen=True)
class Client:
    """The address of the other end, and whether a proxy stands between."""

    host: str = ""
    passed_on: bool = False

    @classmethod
    def of(cls, request: Any) -> "Client":
        """From a request of the framework; nobody where there is none."""
        end = getattr(request, "client", None)
        headers = getattr(request, "headers", None) or {}
        names = {str(name).lower() for name in headers}
        return cls(str(getattr(end, "host", "") or ""), bool(names & _PASSED_ON))


told: ContextVar[Client | None] = ContextVar("told", default=None)
"""A client that is known otherwise, without a request of the framework."""


def asking_client() -> Client:
    """Who asked, while a handler runs; nobody outside of one."""
    return told.get() or Client.of(LocalContext.request.get(None))
