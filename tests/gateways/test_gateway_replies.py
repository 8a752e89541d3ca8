"""F7 to F11, F14: complete and incomplete streams, empty and endless answers, broken bytes, and Stop."""

import asyncio
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from covision.domain.model import Completion, Delta, Request
from covision.errors import BadReply, ModelError, ModelIncomplete
from covision.gateways.base import AT_ONCE, Wrapper
from faults.server import Act, FaultServer, events
from faults.talk import chat, request

GOOD = Act()
TEXT = "Guests leave feeling looked after."


async def read(stream: object) -> tuple[str, Completion | None, list[Delta]]:
    deltas = [delta async for delta in stream]  # type: ignore[attr-defined]
    return "".join(d.text for d in deltas), deltas[-1].completion if deltas else None, deltas


async def test_a_stream_brings_pieces_and_then_the_completion() -> None:
    async with FaultServer(GOOD) as server:
        text, last, deltas = await read(chat(server).stream(request()))
    assert last is not None
    assert (text, last.text, last.finish) == (TEXT, TEXT, "stop")
    assert (last.usage.input_tokens, last.usage.output_tokens, last.usage.calls) == (11, 3, 1)
    assert len(deltas) == 4
    assert all(d.completion is None for d in deltas[:-1])


@pytest.mark.parametrize("torn", [False, True])
@pytest.mark.parametrize("after", [1, 2, 3])
async def test_f8_a_cut_stream_is_called_cut_and_not_asked_again(after: int, torn: bool) -> None:
    async with FaultServer(Act(cut_after=after, torn=torn)) as server:
        text, last, _ = await read(chat(server).stream(request()))
        assert server.count == 1
    assert last is not None
    assert last.finish == "cut"
    assert text == last.text == "".join(GOOD.pieces[:after])


@pytest.mark.parametrize("torn", [False, True])
async def test_f8_cut_before_the_first_token_is_asked_again(torn: bool) -> None:
    async with FaultServer(Act(cut_after=0, torn=torn), GOOD) as server:
        text, last, _ = await read(chat(server).stream(request()))
        assert server.count == 2
    assert last is not None
    assert (text, last.finish, last.attempts) == (TEXT, "stop", 2)


async def test_f8_a_whole_reply_is_never_a_cut_one() -> None:
    async with FaultServer(Act(cut_after=2), Act(finish=None), GOOD) as server:
        reply = await chat(server).complete(request())
        assert (reply.text, reply.finish, server.count) == (TEXT, "stop", 3)
    async with FaultServer(Act(cut_after=2)) as server:
        with pytest.raises(ModelIncomplete) as caught:
            await chat(server).complete(request())
    assert caught.value.reply == "Guests leave feeling looked "


def test_f8_the_attributes_of_litellms_stream_that_we_read_exist() -> None:
    from covision.gateways.vendor import litellm

    wrapper = litellm().CustomStreamWrapper(completion_stream=None, model="m", logging_obj=_NoLog())
    assert wrapper.received_finish_reason is None
    assert wrapper.intermittent_finish_reason is None


class _NoLog:
    model_call_details: dict[str, object] = {"litellm_params": {}}
    completion_start_time = None


@pytest.mark.parametrize(
    ("sent", "finish"), [("length", "length"), ("content_filter", "refused"), ("stop", "stop")]
)
async def test_f9_finish_reasons(sent: str, finish: str) -> None:
    async with FaultServer(Act(finish=sent)) as server:
        reply = await chat(server).complete(request())
        _, last, _ = await read(chat(server).stream(request()))
        assert server.count == 2
    assert last is not None
    assert reply.finish == last.finish == finish


async def test_f9_a_refusal_in_a_stream_is_refused_and_not_an_empty_answer() -> None:
    async with FaultServer(Act(pieces=(), refusal="I cannot help with that.")) as server:
        reply = await chat(server).complete(request())
        assert server.count == 1
    assert reply.finish == "refused"


@pytest.mark.parametrize("blank", [(), ("",), ("  ", "\n")])
async def test_f10_an_empty_answer_is_drawn_once_more(blank: tuple[str, ...]) -> None:
    async with FaultServer(Act(pieces=blank), GOOD) as server:
        reply = await chat(server).complete(request(seed=5))
        assert (reply.text, reply.attempts, server.count) == (TEXT, 2, 2)
        assert server.seen[0].body["seed"] == 5 != server.seen[1].body["seed"]
        assert reply.usage.calls == 2
    async with FaultServer(Act(pieces=blank), GOOD) as server:
        text, _, _ = await read(chat(server).stream(request()))
        assert (text, server.count) == (TEXT, 2)


async def test_f10_empty_twice_is_an_error() -> None:
    async with FaultServer(Act(pieces=(" ",))) as server:
        with pytest.raises(BadReply, match="nothing, twice"):
            await chat(server).complete(request())
        assert server.count == 2
        with pytest.raises(BadReply):
            await read(chat(server).stream(request()))
        assert server.count == 4


async def test_f9_room_used_up_unseen_is_asked_for_with_more() -> None:
    async with FaultServer(Act(pieces=("",), finish="length"), GOOD) as server:
        await chat(server).complete(request(max_tokens=50))
        assert server.seen[1].body["max_tokens"] >= 2000


@pytest.mark.parametrize(
    "body", [b"data: {broken\n\n", b"<html>hello</html>", b"", b"data: \xff\xfe\n\n", b"\x00" * 9]
)
async def test_f11_a_broken_stream_before_the_first_token_is_asked_again(body: bytes) -> None:
    async with FaultServer(Act(raw=body), GOOD) as server:
        reply = await chat(server).complete(request())
        assert (reply.text, server.count) == (TEXT, 2)


async def test_f11_a_break_in_the_middle_keeps_what_came() -> None:
    first = next(events(GOOD))
    async with FaultServer(Act(raw=first + b'data: {"choices": [{"delta"\n\ndata: [DONE]\n\n')) as server:
        text, last, _ = await read(chat(server).stream(request()))
    assert last is not None
    assert (text, last.finish) == ("Guests leave ", "cut")


async def test_f11_characters_split_over_packets_arrive_whole() -> None:
    pieces = ("Café, ", "日本語 ", "and 🥐")
    async with FaultServer(Act(pieces=pieces, slices=1)) as server:
        text, _, _ = await read(chat(server).stream(request()))
    assert text == "".join(pieces)


@given(at=st.integers(0, 400), junk=st.binary(min_size=1, max_size=6))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_f11_any_damage_ends_in_a_reply_or_a_typed_error(at: int, junk: bytes) -> None:
    whole = b"".join(events(GOOD))
    damaged = whole[: at % len(whole)] + junk + whole[at % len(whole) + len(junk) :]
    async with FaultServer(Act(raw=damaged)) as server:
        try:
            _, last, _ = await read(chat(server, attempts=1).stream(request()))
            assert last is not None
        except ModelError:
            pass


async def test_f14_endless_output_is_stopped_and_flagged() -> None:
    flood = Act(pieces=("word " * 200,), endless=10_000)  # 10 MB
    async with FaultServer(flood) as server:
        reply = await chat(server).complete(request(max_tokens=100))
        assert reply.finish == "length"
        assert len(reply.text) == 1000 + 100 * 16
        await asyncio.wait_for(server.disconnected.wait(), 20)


async def test_f7_a_drip_ends_at_the_deadline_with_what_came() -> None:
    slow = Act(pieces=tuple("word " for _ in range(50)), drip=0.1)
    async with FaultServer(slow) as server:
        text, last, _ = await read(chat(server, deadline=2.5).stream(request()))
    assert last is not None
    assert last.finish == "cut"
    assert text.startswith("word ")


@pytest.mark.parametrize("streamed", [False, True])
@pytest.mark.parametrize("act", [Act(hang=True), Act(stall_after=1)])
async def test_stop_reaches_the_server(act: Act, streamed: bool) -> None:
    async with FaultServer(act) as server:
        body = read(chat(server).stream(request())) if streamed else chat(server).complete(request())
        task = asyncio.create_task(body)  # type: ignore[arg-type]
        await asyncio.wait_for(server.arrived.wait(), 20)
        await asyncio.sleep(0.1)
        assert not server.disconnected.is_set()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await asyncio.wait_for(server.disconnected.wait(), 20)
        assert server.count == 1


async def test_a_stream_that_is_left_is_closed() -> None:
    async with FaultServer(Act(stall_after=1)) as server:
        stream = chat(server).stream(request())
        async for _ in stream:
            break
        await stream.aclose()  # type: ignore[attr-defined]
        await asyncio.wait_for(server.disconnected.wait(), 20)


async def test_a_server_that_does_not_stream_is_asked_whole() -> None:
    no = Act(status=400, error="streaming is not available for this model")
    async with FaultServer(no, GOOD, GOOD) as server:
        there = chat(server, model="openai/whole")
        assert (await there.complete(request())).text == TEXT
        text, last, _ = await read(there.stream(request()))
        assert text == TEXT
        assert last is not None


async def test_log_probabilities_come_through_a_stream() -> None:
    entry = {
        "token": "Hi",
        "logprob": -0.5,
        "bytes": None,
        "top_logprobs": [{"token": "Yo", "logprob": -2, "bytes": None}],
    }
    choice = {"index": 0, "delta": {"role": "assistant", "content": "Hi"}, "finish_reason": None}
    chunk = {"id": "a", "object": "chat.completion.chunk", "created": 1, "model": "t"}
    body = json.dumps({**chunk, "choices": [{**choice, "logprobs": {"content": [entry]}}]}).encode()
    done = json.dumps({**chunk, "choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]}).encode()
    async with FaultServer(Act(raw=b"data: " + body + b"\n\ndata: " + done + b"\n\ndata: [DONE]\n\n")) as server:
        reply = await chat(server).complete(request(logprobs=True, top_logprobs=1))
    assert [one.logprob for one in reply.logprobs] == [-0.5]
    assert reply.logprobs[0].top == {"Yo": -2.0}


class Counting(Wrapper):
    """Counts how many calls are under way at once."""

    now = most = 0

    async def complete(self, request: Request) -> Completion:
        self.now += 1
        self.most = max(self.most, self.now)
        try:
            return await self.inner.complete(request)
        finally:
            self.now -= 1

    stream = batch = None  # type: ignore[assignment]


async def test_several_have_their_own_seeds_and_run_side_by_side() -> None:
    async with FaultServer(Act(drip=0.05)) as server:
        there = Counting(chat(server))
        replies = await there.several(request(seed=40), 6)
        assert len(replies) == 6
        assert sorted(seen.body["seed"] for seen in server.seen) == list(range(40, 46))
    assert there.most == AT_ONCE


async def test_several_brings_what_succeeded() -> None:
    async with FaultServer(GOOD, Act(status=500)) as server:
        assert len(await chat(server, attempts=1).several(request(), 3)) == 1
    async with FaultServer(Act(status=500)) as server:
        with pytest.raises(ModelError):
            await chat(server, attempts=1).several(request(), 3)
    async with FaultServer(Act(status=401)) as server:
        with pytest.raises(ModelError):
            await chat(server, attempts=1).several(request(), 20)
        assert server.count == AT_ONCE
    async with FaultServer(GOOD, Act(status=400)) as server:
        assert len(await chat(server, attempts=1).several(request(), 20)) == 1
        assert server.count <= AT_ONCE + 1
