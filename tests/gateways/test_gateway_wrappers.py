"""Cache, meter, breaker (F15, F16, T55): one protocol, each counted at the server."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from covision.domain.draft import PromptRef, Usage
from covision.domain.model import Completion, Delta, Message, ModelInfo, Request
from covision.errors import BudgetReached, ModelBusy, ModelError, ModelRefused, ModelUnavailable
from covision.gateways.base import Chat, Endpoint
from covision.gateways.breaker import Breaker, GuardedChat
from covision.gateways.cache import CachedChat, key_of
from covision.gateways.meter import Meter, MeteredChat
from faults.server import Act, FaultServer
from faults.talk import Time, chat, request

GOOD = Act()


class Kept(dict[str, str]):
    """A `ReplyCache` in memory."""

    def put(self, key: str, value: str) -> None:
        self[key] = value


class Batching(Chat):
    """An engine that answers many at once."""

    def __init__(self) -> None:
        self.calls: list[int] = []

    info = ModelInfo(name="local/test")  # type: ignore[assignment]
    endpoint = Endpoint(model="local/test", free=True)  # type: ignore[assignment]

    async def complete(self, request: Request) -> Completion:
        return (await self.batch(request, 1))[0]

    async def stream(self, request: Request) -> AsyncIterator[Delta]:
        yield Delta(completion=await self.complete(request))

    async def batch(self, request: Request, n: int) -> Sequence[Completion]:
        self.calls.append(n)
        return [Completion(text=f"{i}", model="local/test", cost=0.0, usage=Usage(calls=i == 0)) for i in range(n)]


async def last(chat_: Chat, asked: Request) -> Completion:
    found = [delta async for delta in chat_.stream(asked)][-1].completion
    assert found is not None
    return found


async def test_a_reply_is_paid_for_once() -> None:
    async with FaultServer(GOOD) as server:
        meter = Meter()
        there = CachedChat(MeteredChat(chat(server), meter), Kept())
        new = await there.complete(request())
        kept = await there.complete(request())
        streamed = await last(there, request())
        assert server.count == meter.usage.calls == 1
    assert not new.cached
    assert kept.cached and streamed.cached
    assert (kept.text, kept.cost, kept.usage) == (new.text, 0.0, Usage())


async def test_a_streamed_reply_is_kept_for_whole_ones() -> None:
    async with FaultServer(GOOD) as server:
        there = CachedChat(chat(server), Kept())
        await last(there, request())
        assert (await there.complete(request())).cached
        assert server.count == 1


@pytest.mark.parametrize(
    "act", [Act(cut_after=1), Act(finish="content_filter"), Act(status=400), Act(status=500), Act(pieces=(" ",))]
)
async def test_errors_cut_and_refused_replies_are_never_kept(act: Act) -> None:
    kept = Kept()
    async with FaultServer(act) as server:
        there = CachedChat(chat(server, attempts=1), kept)
        for ask in (there.complete(request()), last(there, request())):
            with contextlib.suppress(ModelError):
                await ask
    assert not kept


async def test_a_damaged_entry_is_asked_for_again() -> None:
    async with FaultServer(GOOD) as server:
        kept = Kept()
        there = CachedChat(chat(server), kept)
        await there.complete(request())
        kept[next(iter(kept))] = "{"
        assert not (await there.complete(request())).cached


async def test_repairs_and_repeats_are_cached_each_by_itself() -> None:
    class Shape(BaseModel):
        n: int

    async with FaultServer(Act(pieces=("{}",)), Act(pieces=('{"n": 1}',))) as server:
        there = CachedChat(chat(server), Kept())
        assert (await there.structured(request(), Shape)).repairs == 1
        assert (await there.structured(request(), Shape)).value.n == 1
        assert server.count == 2
        await there.several(request("x"), 3)
        assert len({r.cached for r in await there.several(request("x"), 3)}) == 1
        assert server.count == 5


async def test_a_batch_is_kept_as_a_whole() -> None:
    engine = Batching()
    there = CachedChat(engine, Kept())
    first = await there.several(request(), 4)
    second = await there.several(request(), 4)
    assert [r.text for r in first] == [r.text for r in second] == ["0", "1", "2", "3"]
    assert all(r.cached for r in second)
    assert engine.calls == [4]
    await there.several(request(), 3)
    assert engine.calls == [4, 3]


BASE = request(seed=1)
HERE = Endpoint(model="openai/a")
CHANGES: list[dict[str, object]] = [
    {"messages": (Message(role="user", content="else"),)},
    {"messages": (Message(role="system", content=BASE.messages[0].content),)},
    {"prompt": PromptRef(id="p", version="1", digest="other")},
    {"max_tokens": 401},
    {"temperature": 0.1},
    {"top_p": 0.9},
    {"seed": 2},
    {"stop": ("x",)},
    {"json_schema": {"type": "object"}},
    {"logprobs": True},
    {"top_logprobs": 3},
    {"repeat": 1},
]


@pytest.mark.parametrize("change", CHANGES, ids=lambda c: next(iter(c)))
def test_whatever_decides_the_reply_is_in_the_key(change: dict[str, object]) -> None:
    assert key_of(BASE.model_copy(update=change), HERE) != key_of(BASE, HERE)


def test_the_key_names_model_and_server_but_not_the_deadline() -> None:
    assert key_of(BASE, Endpoint(model="openai/b")) != key_of(BASE, HERE)
    assert key_of(BASE, Endpoint(model="openai/a", api_base="http://127.0.0.1:1/v1")) != key_of(BASE, HERE)
    assert key_of(BASE.model_copy(update={"deadline": 3.0}), HERE) == key_of(BASE, HERE)
    assert len(key_of(BASE, HERE)) == 64


@given(st.text(max_size=30), st.text(max_size=30))
@settings(max_examples=50, deadline=None)
def test_keys_of_different_texts_differ(one: str, two: str) -> None:
    assert (key_of(request(one), HERE) == key_of(request(two), HERE)) == (one == two)


async def test_f15_the_cap_on_tokens_stops_before_the_call() -> None:
    async with FaultServer(GOOD) as server:
        meter = Meter(max_tokens=400)
        there = MeteredChat(chat(server), meter)
        asked = request("a" * 40, max_tokens=100)  # at most 14 + 100 tokens, really 11 + 3
        done = 0
        with pytest.raises(BudgetReached, match="cap of 400 tokens"):
            for _ in range(100):
                await there.complete(asked)
                done += 1
        assert server.count == done == meter.usage.calls
        assert 14 * done <= 400 < 14 * done + 114
        with pytest.raises(BudgetReached):
            await last(there, asked)
        assert server.count == done


async def test_t55_calls_under_way_count_against_the_cap() -> None:
    async with FaultServer(Act(drip=0.02)) as server:
        there = MeteredChat(chat(server), Meter(max_tokens=300))
        replies = await there.several(request("a" * 40, max_tokens=100), 4)
        assert 1 <= len(replies) <= 4
        assert server.count == len(replies)
    async with FaultServer(GOOD) as server:
        there = MeteredChat(chat(server), Meter(max_tokens=50))
        with pytest.raises(BudgetReached):
            await there.several(request(max_tokens=100), 20)
        assert server.count == 0


def test_money_is_capped_and_unknown_stays_unknown() -> None:
    meter = Meter(max_cost=1.0)
    reply = Completion(text="x", model="m", cost=0.75, usage=Usage(calls=1))
    meter.hold(10, 0.9, "m")
    with pytest.raises(BudgetReached, match=r"1\.00 US dollars"):
        meter.hold(10, 0.2, "m")
    meter.release(10, 0.9)
    meter.add(reply)
    assert meter.cost == 0.75
    with pytest.raises(BudgetReached):
        meter.hold(10, 0.3, "m")
    meter.add(reply.model_copy(update={"cost": None}))
    assert meter.cost is None
    assert meter.paid == 0.75


async def test_the_price_of_a_known_model_is_known_and_of_an_own_server_is_not() -> None:
    from covision.gateways.replies import cost_of

    used = Usage(input_tokens=1000, output_tokens=1000, calls=1)
    known = cost_of(Endpoint(model="openai/gpt-4o-mini"), used)
    assert known is not None
    assert 0 < known < 0.01
    assert cost_of(Endpoint(model="openai/no-such-model"), used) is None
    assert cost_of(Endpoint(model="openai/gpt-4o-mini", api_base="http://127.0.0.1:1/v1"), used) is None
    assert cost_of(Endpoint(model="local/any", free=True), used) == 0.0
    async with FaultServer(GOOD) as server:
        meter = Meter()
        assert (await MeteredChat(chat(server), meter).complete(request())).cost is None
        assert meter.cost is None


async def test_failures_and_stopped_calls_are_counted() -> None:
    async with FaultServer(Act(status=500)) as server:
        meter = Meter()
        with pytest.raises(ModelUnavailable):
            await MeteredChat(chat(server), meter).complete(request())
        assert meter.usage.calls == server.count == 3
        assert meter.cost is None
    async with FaultServer(Act(hang=True)) as server:
        meter = Meter(max_tokens=1000)
        task = asyncio.create_task(MeteredChat(chat(server), meter).complete(request()))
        await server.arrived.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert meter.usage.calls == 1
        meter.hold(1000, None, "m")  # nothing is still set aside


async def test_f16_after_five_failures_the_server_is_left_alone_and_probed_once() -> None:
    time = Time()
    async with FaultServer(Act(status=503)) as server:
        there = GuardedChat(chat(server, time, attempts=1), Breaker(lambda: time.at))
        for _ in range(5):
            with pytest.raises(ModelBusy):
                await there.complete(request())
        with pytest.raises(ModelUnavailable, match="left alone") as caught:
            await there.complete(request())
        assert "30 seconds" in caught.value.message()
        with pytest.raises(ModelUnavailable):
            await last(there, request())
        assert server.count == 5
        time.at += 31
        with pytest.raises(ModelBusy):  # the probe
            await there.complete(request())
        with pytest.raises(ModelUnavailable, match="left alone"):
            await there.complete(request())
        assert server.count == 6
        server.acts = [GOOD]
        time.at += 31
        both = await asyncio.gather(there.complete(request()), there.complete(request()), return_exceptions=True)
        assert [type(r) for r in both] == [Completion, ModelUnavailable]
        assert (await there.complete(request())).text


async def test_f16_slow_failures_and_refusals_do_not_open_the_breaker() -> None:
    time = Time()
    async with FaultServer(Act(status=503)) as server:
        there = GuardedChat(chat(server, time, attempts=1), Breaker(lambda: time.at))
        for _ in range(12):
            with pytest.raises(ModelBusy):
                await there.complete(request())
            time.at += 16
        assert server.count == 12
    async with FaultServer(Act(status=401)) as server:
        there = GuardedChat(chat(server, time), Breaker(lambda: time.at))
        for _ in range(8):
            with pytest.raises(ModelRefused):
                await there.complete(request())
        assert server.count == 8


async def test_a_stopped_probe_does_not_shut_the_door() -> None:
    time = Time()
    breaker = Breaker(lambda: time.at)
    async with FaultServer(Act(status=503)) as server:
        there = GuardedChat(chat(server, time, attempts=1), breaker)
        for _ in range(5):
            with pytest.raises(ModelBusy):
                await there.complete(request())
        time.at += 31
        server.acts = [Act(hang=True)]
        server.arrived.clear()
        task = asyncio.create_task(there.complete(request()))
        await server.arrived.wait()
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        server.acts = [GOOD]
        assert (await there.complete(request())).text
