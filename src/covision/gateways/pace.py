"""How many calls an endpoint takes at once, found out while a run of many calls goes on."""

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator, Callable, Sequence
from types import TracebackType

from covision.domain.model import Completion, Delta, Request
from covision.gateways.base import Chat, Endpoint, Wrapper
from covision.gateways.vendor import provider_of

START_REMOTE = 20
MOST = 200
SHRINK = 0.8
COOLDOWN = 15.0
"""Seconds after a step down in which further refusals are the same crowd, not news."""

LONGEST_HOLD = 60.0


class Pace:
    """A gate with a limit that moves: `limit` calls at once, a fifth fewer when the server is busy, one more after
    a round of successes (additive increase, multiplicative decrease: Chiu and Jain 1989).

    After a refusal no new call begins before the seconds that the server asked for are over. `now` is monotonic
    seconds. All methods belong to one event loop.
    """

    def __init__(
        self, start: int = START_REMOTE, most: int = MOST, now: Callable[[], float] = time.monotonic
    ) -> None:
        self.limit = float(start)
        self.most = most
        self.running = 0
        self.refusals = 0
        self._now = now
        self._shrunk: float | None = None
        self._hold = 0.0
        self._waiting: deque[asyncio.Future[None]] = deque()
        self._timer: asyncio.TimerHandle | None = None

    async def __aenter__(self) -> None:
        if self._free() and not self._waiting:
            self.running += 1
            return
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        self._admit()
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self._leave()
            elif turn in self._waiting:
                self._waiting.remove(turn)
            raise

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self.limit = min(self.most, self.limit + 1.0 / max(1.0, self.limit))
        self._leave()

    def busy(self, retry_after: float | None = None) -> None:
        """The server refused a request for want of room; `retry_after` seconds are to pass before the next."""
        self.refusals += 1
        now = self._now()
        if self._shrunk is None or now - self._shrunk >= COOLDOWN:
            self._shrunk = now
            self.limit = max(1.0, self.limit * SHRINK)
        if retry_after:
            self._hold = max(self._hold, now + min(retry_after, LONGEST_HOLD))

    def _free(self) -> bool:
        return self.running < int(self.limit) and self._now() >= self._hold

    def _leave(self) -> None:
        self.running -= 1
        self._admit()

    def _admit(self) -> None:
        while self._waiting and self._free():
            turn = self._waiting.popleft()
            if not turn.done():
                self.running += 1
                turn.set_result(None)
        left = self._hold - self._now()
        if self._waiting and left > 0 and self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(left + 0.001, self._again)

    def _again(self) -> None:
        self._timer = None
        self._admit()


PaceOf = Callable[[Endpoint], Pace]


class Paces:
    """One pace a provider: its models share its limits. The engine in this process takes one call at a time."""

    def __init__(self, start: int = START_REMOTE, most: int = MOST) -> None:
        self.start = start
        self.most = most
        self._known: dict[str, Pace] = {}

    def __call__(self, endpoint: Endpoint) -> Pace:
        """The pace of an endpoint's provider at its address."""
        provider = provider_of(endpoint.model)
        key = f"{provider}@{endpoint.api_base or ''}"
        if key not in self._known:
            local = provider == "local"
            self._known[key] = Pace(1, 1) if local else Pace(min(self.start, self.most), self.most)
        return self._known[key]


class PacedChat(Wrapper):
    """A chat whose calls wait for their turn; a call keeps its place while it is asked again."""

    def __init__(self, inner: Chat, pace: Pace) -> None:
        super().__init__(inner)
        self.pace = pace

    async def complete(self, request: Request) -> Completion:
        """The reply, once it is this call's turn."""
        async with self.pace:
            return await self.inner.complete(request)

    async def batch(self, request: Request, n: int) -> Sequence[Completion]:
        """The replies to one call."""
        async with self.pace:
            return await self.inner.batch(request, n)

    async def stream(self, request: Request) -> AsyncIterator[Delta]:
        """The pieces, once it is this call's turn."""
        async with self.pace:
            async for delta in self.inner.stream(request):
                yield delta
