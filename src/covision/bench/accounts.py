"""Who asked how often, and what it cost: the account of one piece of work, and models asked for the n-th time."""

import time
from collections.abc import AsyncIterator, Sequence

from covision.domain.draft import Usage
from covision.domain.evals import Spent
from covision.domain.model import ChatModel, Completion, Delta, ModelInfo, Models, Request, Role, Shape, Structured
from covision.wiring.evaluating import Ledger, Meter, RoleModels

REPEAT_STEP = 1000
"""Repeat numbers of a run's repeats lie so far apart: one question may be asked for several replies at once."""


class RepeatedModels:
    """`Models` that are asked for the `repeat`-th time: replies of another repeat never stand in for theirs."""

    def __init__(self, inner: Models, repeat: int) -> None:
        self._inner = inner
        self._repeat = repeat

    def of(self, role: Role) -> ChatModel:
        """The model of a role."""
        return _Repeated(self._inner.of(role), self._repeat)

    def spent(self) -> Usage:
        """Tokens and calls so far."""
        return self._inner.spent()

    def cost(self) -> float | None:
        """US dollars so far; None where unknown."""
        return self._inner.cost()


class _Repeated:
    def __init__(self, inner: ChatModel, repeat: int) -> None:
        self._inner = inner
        self._repeat = repeat

    @property
    def info(self) -> ModelInfo:
        return self._inner.info

    async def complete(self, request: Request) -> Completion:
        return await self._inner.complete(self._again(request))

    async def stream(self, request: Request) -> AsyncIterator[Delta]:
        async for delta in self._inner.stream(self._again(request)):
            yield delta

    async def several(self, request: Request, n: int) -> Sequence[Completion]:
        return await self._inner.several(self._again(request), n)

    async def structured(self, request: Request, shape: type[Shape]) -> Structured[Shape]:
        return await self._inner.structured(self._again(request), shape)

    def _again(self, request: Request) -> Request:
        return request.model_copy(update={"repeat": request.repeat + REPEAT_STEP * self._repeat})


class Account:
    """What one piece of work used: its own meter, and what its ledger took from the cache."""

    def __init__(self, name: str, whole: Meter) -> None:
        self.ledger = Ledger(name)
        self._whole = whole
        self._models: list[RoleModels] = []
        self._started = time.monotonic()

    def counting(self, models: RoleModels) -> RoleModels:
        """The models whose calls this account counts."""
        self._models.append(models)
        return models

    def spent(self) -> Spent:
        """Everything so far. What was paid for before an interruption counts here, and for the caps of the run."""
        usage = Usage()
        cost: float | None = 0.0
        for models in self._models:
            usage += models.meter.usage
            cost = _sum(cost, models.meter.cost)
        for reply in self.ledger.own:
            usage += reply.usage
            cost = _sum(cost, reply.cost)
        saved = Usage()
        known: float | None = 0.0
        for reply in self.ledger.earlier:
            saved += reply.usage
            known = _sum(known, reply.cost)
        return Spent(
            usage=usage,
            cost=cost,
            seconds=round(time.monotonic() - self._started, 3),
            cached=len(self.ledger.earlier),
            saved=saved,
            saved_cost=known,
        )

    def requests(self) -> int:
        """Requests that were sent, repeated ones too; those of an interrupted attempt whose replies were kept."""
        sent = sum(models.meter.requests for models in self._models)
        return sent + sum(reply.attempts for reply in self.ledger.own)

    def close(self) -> None:
        """Tell the whole run what was paid for before an interruption; its caps count that too."""
        for reply in self.ledger.own:
            self._whole.add(reply)


def _sum(one: float | None, other: float | None) -> float | None:
    return None if one is None or other is None else one + other
