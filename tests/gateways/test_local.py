"""The local engine on a small real model: schema, probabilities, repeatability, Stop, and its litellm side."""

import asyncio
import json
import math
import sys
import threading
import time
from pathlib import Path
from typing import Literal

import httpx
import pytest
from pydantic import BaseModel, Field

sys.path.insert(0, str(Path(__file__).parent))
from local_weights import weights_store

from covision.domain.draft import PromptRef
from covision.domain.model import Message, ModelInfo, Request
from covision.errors import ModelRefused, ModelUnavailable, Stopped
from covision.gateways import vendor
from covision.gateways.base import Endpoint, Patience
from covision.gateways.faults import ContextTooLong, FormRefused
from covision.gateways.litellm_chat import LitellmChat
from covision.gateways.local import LocalEngine, engine_of, register
from covision.gateways.local.engine import CONTEXT, _load
from covision.gateways.local.provider import asked, choice_logprobs, plain_messages
from covision.gateways.local.serve import make_server
from covision.settings import get_settings, load_settings

MODEL = "qwen2.5-coder-0.5b"
FRUIT = [{"role": "system", "content": "You are brief."}, {"role": "user", "content": "Name a fruit and say why."}]
COUNT = [{"role": "user", "content": "Count from one to a thousand in words, each on a line."}]


@pytest.fixture(scope="module")
def engine() -> LocalEngine:
    weights_store(MODEL)
    pytest.importorskip("xllamacpp")
    return engine_of(MODEL)


@pytest.mark.weights
def test_the_same_call_writes_the_same_text_and_another_seed_another(engine):
    def ask(seed):
        return [r.text for r in engine.complete(FRUIT, n=2, max_tokens=5, temperature=1.0, seed=seed)]

    assert ask(1) == ask(1) != ask(50)


@pytest.mark.weights
def test_several_replies_read_the_prompt_once(engine):
    replies = engine.complete(FRUIT, n=3, max_tokens=6, temperature=1.0, seed=7)
    assert len({r.text for r in replies}) > 1
    assert [bool(r.prompt_tokens) for r in replies] == [True, False, False]
    assert all(r.finish in ("stop", "length") and 0 < r.completion_tokens <= 6 for r in replies)


@pytest.mark.weights
def test_more_replies_than_slots_come_in_rounds(engine):
    assert len(engine.complete(FRUIT, n=engine.slots + 1, max_tokens=1, temperature=1.0)) == engine.slots + 1


@pytest.mark.weights
def test_a_prompt_is_not_read_twice(engine):
    long = [{"role": "system", "content": "Answer with one word. " * 8}, {"role": "user", "content": "Say yes."}]
    engine.complete(long, max_tokens=1)
    again = engine.complete(long, max_tokens=1)[0]
    assert again.cached_tokens >= again.prompt_tokens - 2


@pytest.mark.weights
def test_probabilities_are_those_of_the_model_whatever_the_temperature(engine):
    cold = engine.complete(FRUIT, max_tokens=3, temperature=0.0, logprobs=True, top_logprobs=3)[0]
    hot = engine.complete(FRUIT, max_tokens=3, temperature=1.3, seed=5, logprobs=True, top_logprobs=3)[0]
    for reply in (cold, hot):
        assert all(t.logprob <= 0 and len(t.top) == 3 for t in reply.logprobs)
    shared = set(cold.logprobs[0].top) & set(hot.logprobs[0].top)
    assert shared
    for token in shared:
        assert cold.logprobs[0].top[token] == pytest.approx(hot.logprobs[0].top[token], abs=0.05)
    assert cold.logprobs[0].logprob == max(cold.logprobs[0].top.values())
    assert sum(math.exp(v) for v in cold.logprobs[0].top.values()) <= 1.0 + 1e-6


class Fruit(BaseModel):
    name: str = Field(max_length=20)
    colour: Literal["red", "green", "yellow"]


@pytest.mark.weights
def test_a_schema_binds_what_is_written(engine):
    schema = Fruit.model_json_schema() | {"additionalProperties": False}
    for reply in engine.complete(FRUIT, n=2, max_tokens=60, temperature=1.0, json_schema=schema):
        assert reply.finish == "stop"
        Fruit.model_validate_json(reply.text)


@pytest.mark.weights
def test_a_schema_that_cannot_be_followed_is_refused_not_ignored(engine):
    broken = {"type": "object", "properties": {"a": {"$ref": "#/nope"}}, "required": ["a"]}
    with pytest.raises(FormRefused):
        engine.complete([{"role": "user", "content": "Say only: hello"}], max_tokens=30, json_schema=broken)


@pytest.mark.weights
def test_stop_words_and_length_end_a_reply(engine):
    stopped = engine.complete(COUNT, max_tokens=16, stop=["zz", "e"])[0]
    assert stopped.finish == "stop" and "e" not in stopped.text
    assert engine.complete(COUNT, max_tokens=3)[0].finish == "length"


@pytest.mark.weights
def test_stop_ends_within_a_token(engine):
    pieces = []
    with pytest.raises(Stopped):
        engine.complete(
            COUNT, max_tokens=400, on_token=lambda i, s: pieces.append((i, s)), cancelled=lambda: len(pieces) >= 4
        )
    assert 4 <= len(pieces) <= 6
    # The slot is free again: nothing goes on being written behind our back.
    began = time.monotonic()
    engine.complete(FRUIT, max_tokens=1)
    assert time.monotonic() - began < 15


@pytest.mark.weights
def test_stop_works_while_a_long_prompt_is_read_and_while_waiting(engine):
    stop = threading.Event()
    long = [{"role": "user", "content": "The quick brown fox jumps over the lazy dog. " * 600}]
    failed: list[BaseException] = []

    def read() -> None:
        try:
            engine.complete(long, max_tokens=1, cancelled=stop.is_set)
        except BaseException as error:
            failed.append(error)

    reader = threading.Thread(target=read)
    reader.start()
    time.sleep(0.3)
    with pytest.raises(Stopped):
        engine.complete(FRUIT, cancelled=lambda: True)
    stop.set()
    reader.join(30)
    assert not reader.is_alive() and isinstance(failed[0], Stopped)


@pytest.mark.weights
def test_an_error_in_the_listener_comes_back_to_the_caller(engine):
    def broken(number, text):
        raise KeyError("listener")

    with pytest.raises(KeyError, match="listener"):
        engine.complete(FRUIT, max_tokens=10, on_token=broken)
    assert engine.complete(FRUIT, max_tokens=1)[0].text


@pytest.mark.weights
def test_too_long_a_prompt_is_refused_with_the_limit(engine):
    with pytest.raises(ContextTooLong, match=str(CONTEXT)):
        engine.complete([{"role": "user", "content": "hi " * (CONTEXT + 50)}])


@pytest.mark.weights
def test_given_texts_are_scored_by_their_own_tokens(engine):
    sentence, shuffled = "We answer the phone quickly.", "Phone quickly the answer we."
    scores = engine.score([sentence, shuffled, 'Olá "você"\n😀'], "Our promise to customers:\n")
    assert all(-30 < score < 0 for score in scores)
    assert scores[0] > scores[1] + 0.5
    assert engine.tokens(sentence) != engine.tokens(shuffled) and len(engine.tokens(sentence)) < len(sentence) / 3
    with pytest.raises(ModelRefused):
        engine.score([""])


@pytest.mark.weights
def test_the_score_of_a_greedy_text_is_what_the_model_told_while_writing_it(engine):
    written = engine.complete(FRUIT, max_tokens=6, temperature=0.0, logprobs=True)[0]
    told = sum(t.logprob for t in written.logprobs[:6]) / 6
    frame = "".join(f"<|im_start|>{m['role']}\n{m['content']}<|im_end|>\n" for m in FRUIT)
    score = engine.score([written.text], frame + "<|im_start|>assistant\n")[0]
    assert score == pytest.approx(told, abs=0.1)


@pytest.mark.weights
def test_the_librarys_own_port_is_locked(engine):
    address = str(engine._server.listening_address)
    assert "127.0.0.1" in address
    reply = httpx.post(f"{address}/v1/chat/completions", json={"messages": FRUIT}, trust_env=False)
    assert reply.status_code == 401


def test_weights_that_are_no_weights_are_told_by_name(tmp_path):
    pytest.importorskip("xllamacpp")
    path = tmp_path / "model.gguf"
    path.write_bytes(b"GGUF" + bytes(1000))
    with pytest.raises(ModelUnavailable, match=r"model\.gguf could not be loaded"):
        _load(path, 1, 1, "key")


# --- the litellm side


def chat() -> LitellmChat:
    info = ModelInfo(name=f"local/{MODEL}", tier="small")
    return LitellmChat(
        info, Endpoint(f"local/{MODEL}", free=True), Patience(attempts=1, first_token=None, idle=None)
    )


def request(**more) -> Request:
    messages = tuple(Message(**m) for m in FRUIT)
    return Request(role="writer", messages=messages, prompt=PromptRef(id="test", version="1", digest="0"), **more)


@pytest.mark.weights
async def test_through_litellm_replies_cost_nothing_and_carry_usage_and_probabilities(engine):
    reply = await chat().complete(request(max_tokens=5, logprobs=True, top_logprobs=2))
    assert reply.text and reply.cost == 0.0 and reply.finish == "length"
    assert reply.usage.input_tokens > 10 and reply.usage.output_tokens == 5
    assert reply.logprobs[0].logprob <= 0 and len(reply.logprobs[0].top) == 2


@pytest.mark.weights
async def test_through_litellm_several_come_in_one_call(engine):
    replies = await chat().several(request(max_tokens=5, temperature=1.0), 3)
    assert len(replies) == 3 and len({r.text for r in replies}) > 1


@pytest.mark.weights
async def test_through_litellm_a_schema_holds_on_the_first_rung(engine):
    found = await chat().structured(request(max_tokens=60), Fruit)
    assert found.rung == "schema" and found.repairs == 0 and found.value.colour in ("red", "green", "yellow")


@pytest.mark.weights
async def test_through_litellm_a_stream_brings_pieces_and_then_the_whole(engine):
    pieces = [delta async for delta in chat().stream(request(max_tokens=6))]
    whole = pieces[-1].completion
    assert whole is not None and "".join(p.text for p in pieces) == whole.text and len(pieces) >= 5
    assert whole.finish == "length" and whole.usage.output_tokens == 6


@pytest.mark.weights
async def test_cancelling_the_task_stops_the_engine(engine):
    litellm = vendor.ready(f"local/{MODEL}")
    task = asyncio.ensure_future(litellm.acompletion(f"local/{MODEL}", COUNT, max_tokens=600, num_retries=0))
    await asyncio.sleep(1.0)
    task.cancel()
    began = time.monotonic()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert time.monotonic() - began < 10
    assert engine._turn.acquire(timeout=1.0)
    engine._turn.release()


@pytest.mark.weights
async def test_closing_a_stream_stops_the_engine(engine):
    stream = chat().stream(request(max_tokens=600, stop=("zzz",)))
    async for _ in stream:
        break
    await stream.aclose()
    assert await asyncio.to_thread(engine._turn.acquire, True, 10.0)
    engine._turn.release()


@pytest.mark.parametrize("way", ["complete", "stream"])
async def test_missing_weights_reach_the_caller_as_such(tmp_path, monkeypatch, way):
    monkeypatch.setenv("COVISION_HOME", str(tmp_path))
    monkeypatch.setenv("COVISION_WEIGHTS", str(tmp_path / "weights"))
    get_settings.cache_clear()
    try:
        with pytest.raises(ModelUnavailable, match="not on this computer") as caught:
            if way == "complete":
                await chat().complete(request())
            else:
                async for _ in chat().stream(request()):
                    pass
        assert f"covision models fetch {MODEL}" in caught.value.todo
    finally:
        get_settings.cache_clear()


def test_unknown_local_names_are_refused(tmp_path):
    with pytest.raises(ModelRefused, match="no weights called nope"):
        engine_of("local/nope", load_settings(home=tmp_path))


def test_registering_twice_changes_nothing():
    register()
    register()
    assert [e["provider"] for e in vendor.litellm().custom_provider_map].count("local") == 1


def test_parameters_are_read_as_the_api_means_them():
    found = asked(
        {"max_completion_tokens": 7, "stop": "x", "top_p": 0.5, "response_format": {"type": "json_object"}}
    )
    assert (found["max_tokens"], found["stop"], found["top_p"]) == (7, ["x"], 0.5)
    assert found["json_schema"] == {"type": "object"}
    parts = [{"role": "user", "content": [{"type": "text", "text": "a"}, {"type": "text", "text": "b"}]}]
    assert plain_messages(parts) == [{"role": "user", "content": "ab"}]
    with pytest.raises(ModelRefused):
        plain_messages([{"role": "user", "content": [{"type": "image_url"}]}])


# --- the server for tests of the remote path


@pytest.fixture(scope="module")
def served(engine):
    server = make_server(engine, MODEL)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/v1"
    server.shutdown()
    server.server_close()


@pytest.mark.weights
async def test_the_remote_path_works_against_the_served_engine(served):
    info = ModelInfo(name=f"openai/{MODEL}")
    remote = LitellmChat(info, Endpoint(f"openai/{MODEL}", api_base=served), Patience(first_token=60, idle=60))
    reply = await remote.complete(request(max_tokens=5))
    assert reply.text and reply.usage.output_tokens == 5 and reply.finish == "length"
    assert (await remote.structured(request(max_tokens=60), Fruit)).rung == "schema"


@pytest.mark.weights
def test_the_served_engine_answers_bad_requests_and_lists_its_model(served):
    with httpx.Client(trust_env=False, base_url=served) as client:
        assert client.get("/models").json()["data"][0]["id"] == MODEL
        assert client.post("/chat/completions", content=b"{").status_code == 400
        assert client.post("/chat/completions", json={"messages": "no"}).status_code == 400
        assert client.post("/nothing", json={}).status_code == 404
        long = {"messages": [{"role": "user", "content": "hi " * (CONTEXT + 50)}]}
        assert client.post("/chat/completions", json=long, timeout=30).status_code == 400
        body = {"messages": FRUIT, "max_tokens": 3, "n": 2, "logprobs": True}
        told = client.post("/chat/completions", json=body, timeout=60).json()
        assert len(told["choices"]) == 2 and len(told["choices"][1]["logprobs"]["content"]) == 3
        with client.stream(
            "POST", "/chat/completions", json={**body, "n": 1, "stream": True}, timeout=60
        ) as stream:
            lines = [line.removeprefix("data: ") for line in stream.iter_lines() if line]
        assert lines[-1] == "[DONE]" and json.loads(lines[-2])["usage"]["completion_tokens"] == 3


def test_a_reply_without_probabilities_has_none_to_tell():
    from covision.gateways.local import Reply

    assert choice_logprobs(Reply()) is None
