"""What all chat gateways share: where to ask, how long to wait, and the two methods built on the others."""

import asyncio
import random
import time
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field

from pydantic import SecretStr

from covision.domain.model import Completion, Delta, ModelInfo, Request, Shape, Structured
from covision.errors import ModelError, ModelRefused
from covision.settings import Settings

AT_ONCE = 4
"""How many requests of one `several` are under way at the same time."""


@dataclass(frozen=True)
class Endpoint:
    """Where a model is asked. `api_key` is sent to `api_base` or to the provider of `model`, nowhere else."""

    model: str
    api_base: str | None = None
    api_key: SecretStr | None = None
    key_name: str = "COVISION_API_KEY"
    free: bool = False

    @property
    def key(self) -> str:
        """Names the endpoint in the process-wide memories (ladder, breaker); holds no secret."""
        return f"{self.model}@{self.api_base or ''}"


@dataclass(frozen=True)
class Patience:
    """Limits of one call, in seconds; `attempts` is the number of requests, the first included."""

    attempts: int = 3
    retry_after_cap: float = 60.0
    deadline: float = 180.0
    connect: float = 5.0
    first_token: float | None = 30.0
    idle: float | None = 30.0

    @classmethod
    def of(cls, settings: Settings, *, local: bool = False) -> "Patience":
        """From the settings. A local engine reads long prompts slowly: it has the deadline alone."""
        return cls(
            attempts=1 if local else settings.attempts,
            retry_after_cap=settings.retry_after_cap,
            deadline=settings.call_deadline,
            connect=settings.connect_timeout,
            first_token=None if local else settings.first_token_timeout,
            idle=None if local else settings.idle_timeout,
        )


@dataclass(frozen=True)
class Rhythm:
    """Time and chance, injected: `now` is monotonic seconds, `wall` Unix seconds, `random` uniform in [0, 1)."""

    sleep: Callable[[float], Awaitable[None]] = field(default=asyncio.sleep)
    now: Callable[[], float] = field(default=time.monotonic)
    wall: Callable[[], float] = field(default=time.time)
    random: Callable[[], float] = field(default=random.random)


class Chat(ABC):
    """Base of `LitellmChat` and of every wrapper round it; fulfils `domain.model.ChatModel`.

    `several` and `structured` are built on `complete` of the outermost wrapper, so that each single request
    passes the cache, the meter and the breaker.
    """

    @property
    @abstractmethod
    def info(self) -> ModelInfo:
        """Which engine this is."""

    @property
    @abstractmethod
    def endpoint(self) -> Endpoint:
        """Where it is asked."""

    @property
    def batched(self) -> bool:
        """True where one request brings many replies faster than many requests do."""
        return self.info.name.startswith("local/")

    @abstractmethod
    async def complete(self, request: Request) -> Completion:
        """The whole reply; raises `ModelIncomplete` where it was cut, and other `ModelError`s."""

    @abstractmethod
    def stream(self, request: Request) -> AsyncIterator[Delta]:
        """The reply in pieces. A failure after the first token ends in a completion with finish `cut`."""

    @abstractmethod
    async def batch(self, request: Request, n: int) -> Sequence[Completion]:
        """`n` replies to one request in one call."""

    async def several(self, request: Request, n: int) -> Sequence[Completion]:
        """Up to `n` replies with seeds `seed`, `seed+1`, …; raises where none came. A refusal ends the asking."""
        if n < 1:
            return []
        if self.batched and n > 1:
            return await self.batch(request, n)
        gate = asyncio.Semaphore(AT_ONCE)
        refused: list[ModelRefused] = []
        tasks = [asyncio.ensure_future(self._one(gate, nth(request, i), refused)) for i in range(n)]
        try:
            results = await asyncio.gather(*tasks)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        replies = [r for r in results if isinstance(r, Completion)]
        failed = [r for r in results if isinstance(r, ModelError)]
        if failed and not replies:
            raise failed[0]
        return replies

    async def _one(
        self, gate: asyncio.Semaphore, request: Request, refused: list[ModelRefused]
    ) -> Completion | ModelError:
        async with gate:
            if refused:
                return refused[0]
            try:
                return await self.complete(request)
            except ModelRefused as error:
                refused.append(error)
                return error
            except ModelError as error:
                return error

    async def structured(self, request: Request, shape: type[Shape]) -> Structured[Shape]:
        """A reply that validates as `shape`; raises `BadReply` after the repairs."""
        from covision.gateways.ladder import climb

        return await climb(self, request, shape)


class Wrapper(Chat):
    """A chat round another chat."""

    def __init__(self, inner: Chat) -> None:
        self.inner = inner

    @property
    def info(self) -> ModelInfo:
        """Which engine this is."""
        return self.inner.info

    @property
    def endpoint(self) -> Endpoint:
        """Where it is asked."""
        return self.inner.endpoint


def nth(request: Request, i: int) -> Request:
    """The request for reply `i` (from 0) of several: its own seed and repeat number."""
    return request.model_copy(update={"seed": request.seed + i, "repeat": request.repeat + i}) if i else request
