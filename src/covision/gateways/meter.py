"""What a run has spent, and the caps that stop it before the next call."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field

from covision.domain.draft import Usage
from covision.domain.model import Completion, Delta, Request
from covision.errors import BudgetReached, ModelError
from covision.gateways import vendor
from covision.gateways.base import Chat, Endpoint, Wrapper
from covision.gateways.replies import cost_of, input_estimate


@dataclass
class Meter:
    """Tokens, calls and US dollars of one run. A cap of 0 is no cap.

    `unpriced` counts calls whose cost nobody knows: from the first of them `cost` is None, never a guess.
    `requests` counts requests, repeated ones too. `whole` is the meter of a larger run that this one is a part of:
    its caps hold too, and it counts the same. `elsewhere` is what others use of the same caps, tokens and US
    dollars. `reached` says whether a cap of this very meter stopped a call; `caps` names for the user what
    raises them.
    """

    max_tokens: int = 0
    max_cost: float = 0.0
    usage: Usage = field(default_factory=Usage)
    paid: float = 0.0
    unpriced: int = 0
    requests: int = 0
    whole: "Meter | None" = None
    caps: tuple[str, str] = ("COVISION_MAX_TOKENS_PER_RUN", "COVISION_MAX_COST_PER_RUN")
    reached: bool = False
    elsewhere: tuple[int, float] = (0, 0.0)
    _held_tokens: int = 0
    _held_cost: float = 0.0

    @property
    def cost(self) -> float | None:
        """US dollars so far, None where any call's cost is unknown."""
        return None if self.unpriced else self.paid

    def hold(self, tokens: int, cost: float | None, model: str) -> None:
        """Set aside what a call may need at most; raises `BudgetReached` where that would pass a cap."""
        used, paid = self.in_use()
        if self.max_tokens and self.elsewhere[0] + used + tokens > self.max_tokens:
            self.reached = True
            raise _reached(f"{self.max_tokens:,} tokens", self.caps[0], model)
        if self.max_cost and self.elsewhere[1] + paid + (cost or 0.0) > self.max_cost:
            self.reached = True
            raise _reached(f"{self.max_cost:.2f} US dollars", self.caps[1], model)
        if self.whole is not None:
            self.whole.hold(tokens, cost, model)
        self._held_tokens += tokens
        self._held_cost += cost or 0.0

    def in_use(self) -> tuple[int, float]:
        """Tokens and US dollars that were used or are set aside."""
        tokens = self.usage.input_tokens + self.usage.output_tokens + self._held_tokens
        return tokens, self.paid + self._held_cost

    def release(self, tokens: int, cost: float | None) -> None:
        """Give back what `hold` set aside."""
        self._held_tokens -= tokens
        self._held_cost -= cost or 0.0
        if self.whole is not None:
            self.whole.release(tokens, cost)

    def add(self, reply: Completion) -> None:
        """Count a reply; a cached one used nothing."""
        if self.whole is not None:
            self.whole.add(reply)
        if reply.cached:
            return
        self.usage += reply.usage
        self.requests += reply.attempts
        if reply.cost is not None:
            self.paid += reply.cost
        elif reply.usage.calls:
            self.unpriced += 1

    def fail(self, calls: int, *, free: bool) -> None:
        """Count calls that failed: what the provider charged for them is not known."""
        if self.whole is not None:
            self.whole.fail(calls, free=free)
        self.usage += Usage(calls=calls)
        self.requests += calls
        self.unpriced += 0 if free else 1


def _reached(cap: str, name: str, model: str) -> BudgetReached:
    return BudgetReached(
        f"The next call could pass this run's cap of {cap}, so it was not made.",
        safe="Everything done so far is kept.",
        todo=f"Start a new run, or raise {name}.",
        model=model,
        attempts=0,
    )


class MeteredChat(Wrapper):
    """Counts every call of the chat inside; one meter is shared by all roles of a run."""

    def __init__(self, inner: Chat, meter: Meter) -> None:
        super().__init__(inner)
        self.meter = meter

    async def complete(self, request: Request) -> Completion:
        """The reply, counted; raises `BudgetReached` before a call that could pass a cap."""
        return (await self._counted(request, 1))[0]

    async def batch(self, request: Request, n: int) -> Sequence[Completion]:
        """The replies, counted together."""
        return await self._counted(request, n)

    async def stream(self, request: Request) -> AsyncIterator[Delta]:
        """The pieces; the completion is counted, and a stream that is left early counts as a call."""
        tokens, cost = await _worst_case(request, 1, self.endpoint)
        self.meter.hold(tokens, cost, self.endpoint.model)
        done = False
        try:
            async for delta in self.inner.stream(request):
                if delta.completion is not None:
                    self.meter.add(delta.completion)
                    done = True
                yield delta
        except ModelError as error:
            self.meter.fail(error.attempts, free=self.endpoint.free)
            done = True
            raise
        finally:
            self.meter.release(tokens, cost)
            if not done:
                self.meter.fail(1, free=self.endpoint.free)

    async def _counted(self, request: Request, n: int) -> Sequence[Completion]:
        tokens, cost = await _worst_case(request, n, self.endpoint)
        self.meter.hold(tokens, cost, self.endpoint.model)
        failed_calls = 1
        try:
            replies = [await self.inner.complete(request)] if n == 1 else await self.inner.batch(request, n)
            failed_calls = 0
        except ModelError as error:
            failed_calls = error.attempts
            raise
        finally:
            self.meter.release(tokens, cost)
            if failed_calls:
                self.meter.fail(failed_calls, free=self.endpoint.free)
        for reply in replies:
            self.meter.add(reply)
        return replies


async def _worst_case(request: Request, n: int, endpoint: Endpoint) -> tuple[int, float | None]:
    # Only a price has to be looked up, in litellm's table; importing that takes seconds the first time.
    if endpoint.free or endpoint.api_base or vendor.loaded(endpoint.model):
        return worst_case(request, n, endpoint)
    return await asyncio.to_thread(worst_case, request, n, endpoint)


def worst_case(request: Request, n: int, endpoint: Endpoint) -> tuple[int, float | None]:
    """Tokens and US dollars that `n` replies can need: the estimated input once, and all the room for output."""
    usage = Usage(input_tokens=input_estimate(request), output_tokens=n * request.max_tokens, calls=1)
    return usage.input_tokens + usage.output_tokens, cost_of(endpoint, usage)
