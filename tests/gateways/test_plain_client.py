"""The short way through litellm: what is sent stays what litellm would send, and where there is none litellm reads."""

import json

import httpx
import openai
import pytest

from covision.gateways import plain_client
from faults.server import Act, FaultServer
from faults.talk import chat, request


@pytest.mark.parametrize("model", ["ollama_chat/llama3.2", "anthropic/claude", "local/small", "scripted/good"])
def test_other_providers_have_no_short_way(model: str) -> None:
    assert plain_client.short_way({"model": model, "messages": [], "api_key": "k", "api_base": "http://x/v1"}) == {}


def test_without_any_key_litellm_says_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    assert plain_client.short_way({"model": "openai/m", "messages": []}) == {}


def test_each_address_and_key_has_a_client_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "env-key")
    asked = {"model": "openai/m", "messages": []}
    own = plain_client.short_way(asked)["client"]
    other = plain_client.short_way({**asked, "api_base": "http://127.0.0.1:9/v1", "api_key": "none"})["client"]
    assert (own.api_key, str(own.base_url)) == ("env-key", "https://api.openai.com/v1/")
    assert (other.api_key, str(other.address)) == ("none", "http://127.0.0.1:9/v1/chat/completions")
    assert other is plain_client.client_of("http://127.0.0.1:9/v1", "none")
    assert other.max_retries == own.max_retries == 0


async def test_the_same_request_is_sent_as_litellm_sends_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    schema = {"type": "object", "properties": {"n": {"type": "integer"}}}
    asked = request().model_copy(update={"json_schema": schema, "stop": ("END",), "logprobs": True})
    async with FaultServer(Act(), Act()) as server:
        short = await chat(server).complete(asked)
        monkeypatch.setattr(plain_client, "short_way", lambda _: {})
        usual = await chat(server).complete(asked)
        one, two = (seen.body for seen in server.seen)
        assert one == two
        assert one["stream_options"] == {"include_usage": True}
    assert (short.text, short.usage, short.finish) == (usual.text, usual.usage, usual.finish)


async def test_a_request_that_is_not_streamed_goes_the_usual_way() -> None:
    async with FaultServer(Act()) as server:
        client = plain_client.client_of(server.url, "k")
        raw = await client.chat.completions.with_raw_response.create(
            model="m", messages=[{"role": "user", "content": "Hello"}]
        )
        assert isinstance(raw.parse(), openai.types.chat.ChatCompletion)


async def test_an_error_keeps_its_status_and_what_the_server_asks_for() -> None:
    async with FaultServer(Act(status=429, headers={"Retry-After": "7"})) as server:
        client = plain_client.client_of(server.url, "k")
        with pytest.raises(openai.RateLimitError) as caught:
            await client.ask({"model": "m", "messages": [], "stream": True}, httpx.Timeout(5))
    assert caught.value.response.headers["retry-after"] == "7"
    meant = plain_client.meaning_of(caught.value, {"model": "openai/m", "messages": []})
    assert type(meant).__name__ == "RateLimitError"
    assert getattr(meant, "status_code", None) == 429


def test_nothing_is_written_into_the_books() -> None:
    books = plain_client.quiet_books()("openai/m", [{"role": "user", "content": "secret words"}])
    books.pre_call(input="secret words", api_key="k", additional_args={"complete_input_dict": {}})
    assert books.response_cost_calculator(result=None) is None
    assert "k" not in json.dumps({name: str(value) for name, value in books.model_call_details.items()}).split('"')
