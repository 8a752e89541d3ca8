"""Stops asking a server that keeps failing, and lets one call through now and then to see whether it is back."""

from collections import deque
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field

from covision.domain.model import Completion, Delta, Request
from covision.errors import ModelBusy, ModelTimeout, ModelUnavailable
from covision.gateways.base import Chat, Endpoint, Wrapper
from covision.gateways.faults import place

FAILURES = 5
WINDOW = 60.0
REST = 30.0

_SERVER_FAULTS = (ModelUnavailable, ModelBusy, ModelTimeout)


@dataclass
class Breaker:
    """Open after 5 failed calls within 60 s; after 30 s of rest one probe decides. `now` is monotonic seconds."""

    now: Callable[[], float]
    failures: deque[float] = field(default_factory=deque)
    opened: float | None = None
    probing: bool = False

    def admit(self, endpoint: Endpoint) -> bool:
        """True where this call is the probe; raises `ModelUnavailable` where no call may pass."""
        if self.opened is None:
            return False
        left = self.opened + REST - self.now()
        if left > 0 or self.probing:
            raise ModelUnavailable(
                f"The model {place(endpoint)} failed {FAILURES} times in a minute and is left alone for now.",
                safe="You can go on editing, voting and exporting.",
                todo=f"Try again in {max(1, round(left))} seconds, or choose another model with COVISION_MODEL.",
                model=endpoint.model,
                attempts=0,
            )
        self.probing = True
        return True

    def succeeded(self) -> None:
        """The server answers."""
        self.failures.clear()
        self.opened = None

    def failed(self, *, probe: bool) -> None:
        """A call failed at the server."""
        now = self.now()
        self.failures.append(now)
        while self.failures and self.failures[0] < now - WINDOW:
            self.failures.popleft()
        if probe or len(self.failures) >= FAILURES:
            self.opened = now


class GuardedChat(Wrapper):
    """A chat behind a breaker. Wrong keys and bad requests do not count: the server did answer."""

    def __init__(self, inner: Chat, breaker: Breaker) -> None:
        super().__init__(inner)
        self.breaker = breaker

    async def complete(self, request: Request) -> Completion:
        """The reply; raises `ModelUnavailable` at once while the breaker is open."""
        return (await self._guarded(request, 1))[0]

    async def batch(self, request: Request, n: int) -> Sequence[Completion]:
        """As `complete`."""
        return await self._guarded(request, n)

    async def stream(self, request: Request) -> AsyncIterator[Delta]:
        """The pieces; a reply that was cut counts as a failure."""
        probe = self.breaker.admit(self.endpoint)
        try:
            async for delta in self.inner.stream(request):
                if delta.completion is not None:
                    if delta.completion.finish == "cut":
                        self.breaker.failed(probe=probe)
                    else:
                        self.breaker.succeeded()
                yield delta
        except _SERVER_FAULTS:
            self.breaker.failed(probe=probe)
            raise
        finally:
            self.breaker.probing = self.breaker.probing and not probe

    async def _guarded(self, request: Request, n: int) -> Sequence[Completion]:
        probe = self.breaker.admit(self.endpoint)
        try:
            replies = [await self.inner.complete(request)] if n == 1 else await self.inner.batch(request, n)
        except _SERVER_FAULTS:
            self.breaker.failed(probe=probe)
            raise
        finally:
            self.breaker.probing = self.breaker.probing and not probe
        self.breaker.succeeded()
        return replies
