"""F8 for servers that do not speak the OpenAI API: a whole stream is whole and a cut one is cut."""

import json
from collections.abc import Iterable
from typing import Any

import pytest
from pydantic import BaseModel, SecretStr

from covision.domain.model import ModelInfo
from covision.errors import ModelIncomplete
from covision.gateways.base import Endpoint, Patience
from covision.gateways.litellm_chat import LitellmChat
from faults.server import Act, FaultServer
from faults.talk import KEY, Time, request


def ollama(text: str, done: bool = False) -> dict[str, Any]:
    """A line of Ollama's /api/chat."""
    last = {"done_reason": "stop", "prompt_eval_count": 5, "eval_count": 2} if done else {}
    message = {"role": "assistant", "content": text}
    return {"model": "m", "created_at": "2026-01-01T00:00:00Z", "message": message, "done": done, **last}


def lines(*events: dict[str, Any]) -> bytes:
    return b"".join(json.dumps(event).encode() + b"\n" for event in events)


def anthropic(*texts: str, end: bool) -> bytes:
    """The events of Anthropic's /v1/messages."""
    message = {"id": "m", "type": "message", "role": "assistant", "content": [], "model": "c", "stop_reason": None}
    events: list[dict[str, Any]] = [
        {"type": "message_start", "message": {**message, "usage": {"input_tokens": 5, "output_tokens": 1}}},
        {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}},
        *({"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": t}} for t in texts),
    ]
    if end:
        events += [
            {"type": "content_block_stop", "index": 0},
            {"type": "message_delta", "delta": {"stop_reason": "end_turn"}, "usage": {"output_tokens": 2}},
            {"type": "message_stop"},
        ]
    return b"".join(f"event: {e['type']}\ndata: {json.dumps(e)}\n\n".encode() for e in events)


def there(server: FaultServer, model: str) -> LitellmChat:
    base = server.url.removesuffix("/v1")
    endpoint = Endpoint(model=model, api_base=base, api_key=SecretStr(KEY))
    return LitellmChat(ModelInfo(name=model), endpoint, Patience(attempts=1, deadline=20), Time().rhythm)


CASES: Iterable[Any] = [
    (
        "ollama_chat/m",
        lines(ollama("Hi "), ollama("there"), ollama("", True)),
        lines(ollama("Hi "), ollama("there")),
    ),
    (
        "anthropic/claude-sonnet-4-20250514",
        anthropic("Hi ", "there", end=True),
        anthropic("Hi ", "there", end=False),
    ),
]


@pytest.mark.parametrize(("model", "whole", "cut"), CASES, ids=["ollama", "anthropic"])
async def test_f8_whole_and_cut_streams_of_other_providers(model: str, whole: bytes, cut: bytes) -> None:
    async with FaultServer(Act(raw=whole)) as server:
        reply = await there(server, model).complete(request())
    assert (reply.text, reply.finish) == ("Hi there", "stop")
    assert (reply.usage.input_tokens, reply.usage.output_tokens) == (5, 2)
    async with FaultServer(Act(raw=cut)) as server:
        with pytest.raises(ModelIncomplete) as caught:
            await there(server, model).complete(request())
    assert caught.value.reply == "Hi there"


async def test_ollama_gets_the_schema_in_its_own_form() -> None:
    class Shape(BaseModel):
        n: int

    async with FaultServer(Act(raw=lines(ollama('{"n": 3}'), ollama("", True)))) as server:
        found = await there(server, "ollama_chat/m").structured(request(), Shape)
        assert server.seen[0].body["format"]["properties"]["n"]["type"] == "integer"
    assert found.value.n == 3
