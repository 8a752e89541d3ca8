"""F1 to F5: what is asked again, how often, and after which wait; what is not, and what the user reads."""

import asyncio
import json
import random
from datetime import UTC, datetime
from email.utils import format_datetime

import pytest

from covision.errors import ModelBusy, ModelError, ModelRefused, ModelTimeout, ModelUnavailable
from covision.gateways.base import Endpoint, Patience
from covision.gateways.faults import ContextTooLong, Fault, Transient, retry_after
from covision.gateways.retry import persist
from faults.server import Act, FaultServer
from faults.talk import KEY, PROMPT, Time, chat, request

GOOD = Act()


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504, 529])
async def test_f2_transient_statuses_are_asked_again_and_the_reply_tells_how_often(status: int) -> None:
    time = Time()
    async with FaultServer(Act(status=status), Act(status=status), GOOD) as server:
        reply = await chat(server, time).complete(request())
        assert reply.text == "Guests leave feeling looked after."
        assert (server.count, reply.attempts) == (3, 3)
    assert time.slept == [0.25, 0.5]  # full jitter at chance 0.5: half of 0.5 and of 1.0


@pytest.mark.parametrize("attempts", [1, 3, 5])
async def test_f3_nobody_else_retries(attempts: int) -> None:
    async with FaultServer(Act(status=503)) as server:
        with pytest.raises(ModelBusy) as caught:
            await chat(server, attempts=attempts).complete(request())
        assert server.count == attempts == caught.value.attempts


async def test_f3_a_stream_is_not_retried_by_anybody_else_either() -> None:
    async with FaultServer(Act(status=500)) as server:
        with pytest.raises(ModelUnavailable):
            async for _ in chat(server).stream(request()):
                pass
        assert server.count == 3


async def test_jitter_is_bounded_by_eight_seconds() -> None:
    time = Time(chance=0.999)
    async with FaultServer(Act(status=500)) as server:
        with pytest.raises(ModelUnavailable):
            await chat(server, time, attempts=8, deadline=100).complete(request())
    assert time.slept == [pytest.approx(0.999 * w) for w in (0.5, 1, 2, 4, 8, 8, 8)]


@pytest.mark.parametrize(
    ("status", "kind", "says"),
    [
        (400, ModelRefused, "does not accept the request"),
        (401, ModelRefused, "COVISION_API_KEY"),
        (402, ModelRefused, "credit"),
        (403, ModelRefused, "COVISION_API_KEY"),
        (404, ModelRefused, "models list"),
        (413, ContextTooLong, "longer context"),
        (422, ModelRefused, "does not accept the request"),
    ],
)
@pytest.mark.parametrize("streamed", [False, True])
async def test_f4_what_would_fail_again_is_asked_once(
    status: int, kind: type[ModelError], says: str, streamed: bool
) -> None:
    async with FaultServer(Act(status=status, error=f"bad {KEY} {PROMPT}")) as server:
        with pytest.raises(kind) as caught:
            if streamed:
                _ = [delta async for delta in chat(server).stream(request())]
            else:
                await chat(server).complete(request())
        assert server.count == 1
    assert says in caught.value.message()
    assert str(server.port) in caught.value.message()


async def test_a_context_that_is_too_long_is_named_as_such() -> None:
    act = Act(status=400, error="This model's maximum context length is 10 tokens", code="context_length_exceeded")
    async with FaultServer(act) as server:
        with pytest.raises(ContextTooLong, match="cannot read that much"):
            await chat(server).complete(request())


@pytest.mark.parametrize(
    ("code", "words", "kind", "asked"),
    [
        (400, "the request exceeds the available context size", ContextTooLong, 1),
        ("context_length_exceeded", "too long", ContextTooLong, 1),
        (429, "slow down", ModelBusy, 3),
        ("rate_limit_exceeded", "slow down", ModelBusy, 3),
        ("insufficient_quota", "no more", ModelRefused, 1),
        (401, "who are you", ModelRefused, 1),
        ("content_filter", "no", ModelRefused, 1),
        (500, "broken", ModelUnavailable, 3),
        (None, "broken", ModelUnavailable, 3),
    ],
)
async def test_an_error_among_the_events_of_a_stream_is_told_as_what_it_is(
    code: int | str | None, words: str, kind: type[ModelError], asked: int
) -> None:
    event = json.dumps({"error": {"message": f"{words} {KEY} {PROMPT}", "code": code}})
    async with FaultServer(Act(raw=f"data: {event}\n\n".encode())) as server:
        with pytest.raises(kind) as caught:
            await chat(server, Time()).complete(request())
        assert server.count == asked
    assert KEY not in caught.value.message() and PROMPT not in caught.value.message()


@pytest.mark.parametrize(("header", "gap"), [("7", 7.0), ("0", 0.0), ("-5", 0.0), ("1.5", 1.5)])
async def test_f1_retry_after_in_seconds_is_the_wait(header: str, gap: float) -> None:
    time = Time()
    async with FaultServer(Act(status=429, headers={"Retry-After": header}), GOOD) as server:
        await chat(server, time).complete(request())
    assert time.slept == [gap]


async def test_f1_retry_after_as_a_date_is_the_wait() -> None:
    time = Time()
    date = format_datetime(datetime.fromtimestamp(time.at + 9, UTC), usegmt=True)
    async with FaultServer(Act(status=503, headers={"Retry-After": date}), GOOD) as server:
        await chat(server, time).complete(request())
    assert time.slept == [pytest.approx(9, abs=1)]


async def test_f1_a_wait_beyond_the_cap_is_told_at_once() -> None:
    time = Time()
    async with FaultServer(Act(status=429, headers={"Retry-After": "86400"})) as server:
        with pytest.raises(ModelBusy, match="wait 24 hours"):
            await chat(server, time).complete(request())
        assert server.count == 1
    assert time.slept == []


async def test_f1_a_wait_beyond_the_deadline_is_told_at_once() -> None:
    time = Time()
    async with FaultServer(Act(status=429, headers={"Retry-After": "30"})) as server:
        with pytest.raises(ModelBusy, match="wait 30 seconds"):
            await chat(server, time, deadline=20).complete(request())
        assert server.count == 1
    assert time.slept == []


def test_retry_after_that_is_no_wait_is_ignored() -> None:
    assert retry_after({"Retry-After": "soon"}, 0.0) is None
    assert retry_after({"Retry-After": "nan"}, 0.0) is None
    assert retry_after({"retry-after-ms": "250", "Retry-After": "9"}, 0.0) == 0.25
    assert retry_after({"Retry-After": "Sun, 06 Nov 1994 08:49:37 GMT"}, 1e9) == 0.0
    assert retry_after({}, 0.0) is None


async def test_f5_a_reset_connection_is_asked_again() -> None:
    async with FaultServer(Act(reset=True), GOOD) as server:
        reply = await chat(server).complete(request())
        assert (reply.attempts, server.count) == (2, 2)


async def test_f5_a_server_that_is_down_is_named_with_its_address() -> None:
    async with FaultServer() as server:
        lost = chat(server)
    with pytest.raises(ModelUnavailable) as caught:
        await lost.complete(request())
    assert f"127.0.0.1:{server.port}" in caught.value.message()
    assert caught.value.attempts == 3


async def test_f5_a_name_that_does_not_resolve_is_unavailable() -> None:
    async with FaultServer() as server:
        lost = chat(server, attempts=1)
    object.__setattr__(lost.endpoint, "api_base", "http://model.invalid/v1")
    with pytest.raises(ModelUnavailable, match="model.invalid"):
        await lost.complete(request())


async def test_f6_no_first_token() -> None:
    async with FaultServer(GOOD, Act(hang=True)) as server:
        # The first call of a process loads a library: its seconds must not count against the server.
        await chat(server).complete(request())
        with pytest.raises(ModelTimeout, match="did not begin"):
            await chat(server, attempts=2, first_token=1.0).complete(request())
        assert server.count == 3


async def test_f6_a_stall_is_asked_again_within_the_deadline() -> None:
    async with FaultServer(Act(stall_after=1), GOOD) as server:
        reply = await chat(server, idle=1.0).complete(request())
        assert (reply.text, reply.attempts) == ("Guests leave feeling looked after.", 2)


async def test_the_deadline_ends_everything_and_keeps_what_arrived() -> None:
    slow = Act(pieces=tuple("word " for _ in range(50)), drip=0.1)
    async with FaultServer(slow) as server:
        with pytest.raises(ModelTimeout) as caught:
            await chat(server, deadline=2.5).complete(request())
        assert server.count == 1
    assert caught.value.reply.startswith("word ")


async def test_a_missing_key_names_the_variable_to_set(monkeypatch: pytest.MonkeyPatch) -> None:
    from covision.domain.model import ModelInfo
    from covision.gateways.litellm_chat import LitellmChat

    for name in ("OPENAI_API_KEY", "ANTHROPIC_API_KEY"):
        monkeypatch.delenv(name, raising=False)
        model = f"{name.split('_')[0].lower()}/some-model"
        there = LitellmChat(ModelInfo(name=model), Endpoint(model=model, key_name=name))
        with pytest.raises(ModelRefused) as caught:
            await there.complete(request())
        assert name in caught.value.message()
        assert caught.value.attempts == 1


async def test_a_name_without_provider_is_explained() -> None:
    from covision.domain.model import ModelInfo
    from covision.gateways.litellm_chat import LitellmChat

    there = LitellmChat(ModelInfo(name="whatever"), Endpoint(model="whatever"))
    with pytest.raises(ModelRefused, match="who provides it"):
        await there.complete(request())


async def test_f2_one_failure_in_five_leaves_99_in_100_calls_whole() -> None:
    """Theory: 1 - 0.2^3 = 99.2 % succeed, with 1 + 0.2 + 0.04 = 1.24 requests a call."""
    dice = random.Random(20)
    requests = failed = 0

    async def ask(_: int) -> str:
        nonlocal requests
        requests += 1
        if dice.random() < 0.2:
            raise Transient(Fault(ModelBusy("busy"), transient=True))
        return "good"

    for _ in range(2000):
        try:
            assert await persist(ask, Endpoint(model="m"), Patience(), Time().rhythm, 2e9) == "good"
        except ModelBusy:
            failed += 1
    assert failed / 2000 <= 0.012
    assert requests / 2000 == pytest.approx(1.24, abs=0.03)


def test_every_event_loop_of_a_process_can_ask() -> None:
    """The command line runs one loop after another: no client of a closed loop may be used again."""

    async def once() -> str:
        async with FaultServer(GOOD) as server:
            there = chat(server)
            return (await there.complete(request())).text + (await there.complete(request())).text

    assert len({asyncio.run(once()) for _ in range(3)}) == 1


async def test_a_used_up_quota_is_not_waited_for() -> None:
    async with FaultServer(Act(status=429, error="You exceeded your quota", code="insufficient_quota")) as server:
        with pytest.raises(ModelRefused, match="no credit left"):
            await chat(server).complete(request())
        assert server.count == 1
