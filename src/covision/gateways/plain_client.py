"""The short way of a streamed reply through litellm: nothing is logged, priced or modelled that nobody reads.

litellm takes a client of the OpenAI library and an object that keeps its books, both of the caller's making. The
ones here leave out what takes more than half of a call's processor time and is thrown away: a price (covision asks
for it itself), books for callbacks that covision does not have, a walk through the whole request for file uploads,
and a pydantic model of every piece of the reply. Which parameters a provider gets, its address, its key, and what
an error means remain litellm's.
"""

import asyncio
import atexit
import json
import os
from collections.abc import Mapping
from datetime import datetime
from functools import cached_property, lru_cache
from typing import Any
from uuid import uuid4

import httpx
import openai

_ACCEPTED = {"accept": "text/event-stream", "content-type": "application/json"}


@lru_cache(maxsize=1)
def quiet_books() -> type[Any]:
    """litellm's account of one call, made of its model and messages, with nobody to read it.

    Before a call and after a failure nothing is written down, and no price is looked up: covision asks for prices
    itself, once the tokens are known, and an error is raised as it is.
    """
    from litellm.litellm_core_utils.litellm_logging import Logging

    class QuietBooks(Logging):  # type: ignore[misc]
        def __init__(self, model: str, messages: list[dict[str, str]]) -> None:
            name = str(uuid4())
            super().__init__(model, messages, True, "acompletion", datetime.now(), name, "", litellm_trace_id=name)

        def pre_call(self, *_: Any, **__: Any) -> None: ...

        def response_cost_calculator(self, *_: Any, **__: Any) -> None: ...

        def failure_handler(self, *_: Any, **__: Any) -> None: ...

        async def async_failure_handler(self, *_: Any, **__: Any) -> None: ...

    return QuietBooks


def short_way(asked: Mapping[str, Any]) -> dict[str, Any]:
    """What makes a call with these parameters a short one; {} for other providers, whose streams litellm reads."""
    key = asked.get("api_key") or os.environ.get("OPENAI_API_KEY")
    base = asked.get("api_base") or os.environ.get("OPENAI_BASE_URL") or os.environ.get("OPENAI_API_BASE")
    if not key or not asked["model"].startswith("openai/"):
        return {}
    return {
        "client": client_of(base or "https://api.openai.com/v1", key),
        "litellm_logging_obj": quiet_books()(asked["model"], asked["messages"]),
    }


def meaning_of(raw: Exception, asked: Mapping[str, Any]) -> Exception:
    """litellm's error for what the provider's client raised, as `acompletion` would have raised it."""
    from litellm.litellm_core_utils.exception_mapping_utils import exception_type

    name = asked["model"].partition("/")[2]
    try:
        found: Exception = exception_type(
            model=name, custom_llm_provider="openai", original_exception=raw, completion_kwargs=dict(asked)
        )
    except Exception as error:
        found = error
    return found


@lru_cache(maxsize=64)
def client_of(base_url: str, api_key: str) -> "PlainClient":
    """The client of an endpoint. Its connections are shared by all calls; it retries nothing."""
    from litellm.llms.openai.common_utils import BaseOpenAILLM

    http: Any = BaseOpenAILLM.get_async_http_client()
    client = PlainClient(api_key=api_key, base_url=base_url, http_client=http, max_retries=0)
    atexit.register(lambda: asyncio.run(client.close()))
    return client


class PlainClient(openai.AsyncOpenAI):
    """An OpenAI client whose streamed chats bring each event as a plain dictionary."""

    @cached_property
    def chat(self) -> Any:
        """Chats with a short way for streams."""
        return _Chat(self)

    @cached_property
    def address(self) -> httpx.URL:
        """Where chats are asked."""
        return httpx.URL(f"{str(self.base_url).rstrip('/')}/chat/completions")

    async def ask(self, body: Mapping[str, Any], timeout: httpx.Timeout | float | None) -> "_Raw":
        """A stream of events. Raises the errors of the OpenAI library, as its own way does."""
        request = httpx.Request(
            "POST",
            self.address,
            headers={**self._plain_headers, **_ACCEPTED},
            content=json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass"),
            extensions={"timeout": httpx.Timeout(timeout).as_dict()},
        )
        try:
            response = await self._client.send(request, stream=True)
        except httpx.TimeoutException as error:
            raise openai.APITimeoutError(request=request) from error
        except Exception as error:
            raise openai.APIConnectionError(request=request) from error
        if not response.is_success:
            await response.aread()
            raise self._make_status_error_from_response(response) from None
        return _Raw(openai.AsyncStream(cast_to=object, response=response, client=self), response.headers)

    @cached_property
    def _plain_headers(self) -> dict[str, str]:
        return {
            name: value for name, value in self.default_headers.items() if isinstance(value, str)
        } | self.auth_headers


class _Raw:
    """What litellm reads of an answer: its headers, and the stream."""

    def __init__(self, stream: openai.AsyncStream[Any], headers: Mapping[str, str]) -> None:
        self._stream = stream
        self.headers = headers

    def parse(self) -> openai.AsyncStream[Any]:
        """The stream."""
        return self._stream


class _Chat:
    """`client.chat.completions.with_raw_response.create`, which is what litellm calls."""

    def __init__(self, client: PlainClient) -> None:
        self._client = client
        self._usual = openai.resources.chat.AsyncChat(client)

    @property
    def completions(self) -> "_Chat":
        """This."""
        return self

    @property
    def with_raw_response(self) -> "_Chat":
        """This."""
        return self

    async def create(self, *, timeout: httpx.Timeout | float | None = None, **body: Any) -> Any:
        """The short way for a stream without extras, else the library's."""
        extras = [name for name in body if name.startswith("extra_")]
        if not body.get("stream") or any(body[name] for name in extras):
            return await self._usual.completions.with_raw_response.create(timeout=timeout, **body)
        return await self._client.ask({name: body[name] for name in body if name not in extras}, timeout)
