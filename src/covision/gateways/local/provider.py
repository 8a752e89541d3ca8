"""`local/…` for litellm: completion, streaming, several replies in one call, and a Stop that stops.

Cost: litellm has no price for these models, so callers take it from `Endpoint.free`, which is true for
`local/…`: a reply costs 0 dollars. Errors are raised as `CovisionError`s; litellm wraps them in its own, and
`faults.translate` finds them again in the chain.
"""

import asyncio
import queue
import threading
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from typing import Any, TypeVar

from covision.errors import InputError, ModelRefused, Stopped
from covision.gateways import vendor
from covision.gateways.local.engine import LocalEngine, Reply, engine_for
from covision.gateways.weights import WeightsStore
from covision.settings import Settings, get_settings

NAME = "local"
_ANY_OBJECT = {"type": "object"}
_Value = TypeVar("_Value")


def engine_of(model: str, settings: Settings | None = None) -> LocalEngine:
    """The loaded engine of `local/NAME` or `NAME`. Blocks for seconds at first.

    Raises `ModelUnavailable` where the weights are missing or damaged (nothing is fetched by itself: 1.1 GB is
    the user's decision) and `ModelRefused` for a name that is not in the table.
    """
    settings = settings or get_settings()
    store = WeightsStore(settings.weights_dir)
    try:
        path = store.file(model)
    except InputError as error:
        raise ModelRefused(error.what, todo=error.todo, model=model) from error
    return engine_for(path, settings.threads)


def register() -> None:
    """Make litellm know `local/…`; calling it again changes nothing."""
    vendor.add_provider(NAME, _provider())


async def in_thread(work: Callable[[Callable[[], bool]], _Value]) -> _Value:
    """Run blocking `work(cancelled)` in a thread; cancelling this task makes `cancelled()` true and waits.

    Waiting for the engine to let go (one token) is what frees its slots for the next request.
    """
    stop = threading.Event()
    task = asyncio.ensure_future(asyncio.to_thread(work, stop.is_set))
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        stop.set()
        await asyncio.wait([task])
        if not task.cancelled():
            task.exception()  # looked at, so that nothing is reported as never retrieved
        raise


def asked(optional: dict[str, Any]) -> dict[str, Any]:
    """litellm's parameters as the engine names them."""
    stop = optional.get("stop") or ()
    wanted = optional.get("max_tokens") or optional.get("max_completion_tokens")
    found: dict[str, Any] = {
        "max_tokens": int(wanted or 400),
        "temperature": float(optional.get("temperature") or 0.0),
        "top_p": float(1.0 if optional.get("top_p") is None else optional["top_p"]),
        "seed": int(optional.get("seed") or 0),
        "stop": [stop] if isinstance(stop, str) else list(stop),
        "logprobs": bool(optional.get("logprobs")),
        "top_logprobs": int(optional.get("top_logprobs") or 0),
    }
    form = optional.get("response_format")
    if isinstance(form, dict) and form.get("type") == "json_schema":
        found["json_schema"] = form["json_schema"]["schema"]
    elif isinstance(form, dict) and form.get("type") == "json_object":
        found["json_schema"] = _ANY_OBJECT
    return found


def plain_messages(messages: Sequence[Any]) -> list[dict[str, str]]:
    """Role and text of each message; content in parts is joined. Raises `ModelRefused` for anything but text."""
    found = []
    for message in messages:
        content = message.get("content") or ""
        if not isinstance(content, str):
            if any(part.get("type") != "text" for part in content):
                raise ModelRefused("The local engine reads text only.")
            content = "".join(part["text"] for part in content)
        found.append({"role": str(message["role"]), "content": content})
    return found


def choice_logprobs(reply: Reply) -> dict[str, Any] | None:
    """A reply's log probabilities in the form of the OpenAI API; None where none were asked for."""
    if not reply.logprobs:
        return None
    return {
        "content": [
            {
                "token": token.token,
                "logprob": token.logprob,
                "bytes": list(token.token.encode()),
                "top_logprobs": [
                    {"token": text, "logprob": value, "bytes": list(text.encode())}
                    for text, value in token.top.items()
                ],
            }
            for token in reply.logprobs
        ]
    }


def usage_of(replies: Sequence[Reply]) -> dict[str, int]:
    """Tokens of one call: the prompt is read once for all of its replies."""
    read, written = sum(r.prompt_tokens for r in replies), sum(r.completion_tokens for r in replies)
    return {"prompt_tokens": read, "completion_tokens": written, "total_tokens": read + written}


def _provider() -> Any:
    """The handler; litellm is imported here and not before."""
    from litellm import CustomLLM

    class Local(CustomLLM):  # type: ignore[misc]
        """The litellm side of the engine."""

        def completion(self, model: str, messages: list[Any], **more: Any) -> Any:
            """`n` replies; blocks."""
            return _response(_write(model, messages, more, None), more["model_response"])

        async def acompletion(self, model: str, messages: list[Any], **more: Any) -> Any:
            """`n` replies in one call; cancelling the task stops the engine."""
            replies = await in_thread(lambda cancelled: _write(model, messages, more, cancelled))
            return _response(replies, more["model_response"])

        def streaming(self, model: str, messages: list[Any], **more: Any) -> Iterator[Any]:
            """One reply in pieces; closing the iterator stops the engine."""
            stream = _Stream(model, messages, more)
            try:
                while (piece := stream.pieces.get()) is not None:
                    yield _chunk(piece)
                yield stream.last()
            finally:
                stream.stop.set()

        async def astreaming(self, model: str, messages: list[Any], **more: Any) -> AsyncIterator[Any]:
            """One reply in pieces; closing the iterator or cancelling the task stops the engine."""
            stream = _Stream(model, messages, more)
            try:
                while (piece := await _next(stream)) is not None:
                    yield _chunk(piece)
                yield stream.last()
            finally:
                stream.stop.set()

    return Local()


def _write(
    model: str, messages: list[Any], more: dict[str, Any], cancelled: Callable[[], bool] | None, **extra: Any
) -> list[Reply]:
    optional = more["optional_params"]
    wanted = {**asked(optional), "n": int(optional.get("n") or 1), **extra}
    return engine_of(model).complete(plain_messages(messages), cancelled=cancelled, **wanted)


def _response(replies: Sequence[Reply], response: Any) -> Any:
    """Fill litellm's `ModelResponse`."""
    from litellm.types.utils import Choices, Usage

    response.choices = []
    for number, reply in enumerate(replies):
        told = choice_logprobs(reply)
        more = {"logprobs": told} if told else {}
        message = {"role": "assistant", "content": reply.text}
        response.choices.append(Choices(finish_reason=_finish(reply), index=number, message=message, **more))
    response.usage = Usage(**usage_of(replies))
    return response


def _finish(reply: Reply) -> str:
    return "length" if reply.finish == "length" else "stop"


def _chunk(text: str, finish: str = "", usage: dict[str, int] | None = None) -> dict[str, Any]:
    more = {"is_finished": bool(finish), "finish_reason": finish, "usage": usage}
    return {"text": text, "index": 0, "tool_use": None, **more}


class _Stream:
    """A reply written in a thread of its own; `pieces` ends with None."""

    def __init__(self, model: str, messages: list[Any], more: dict[str, Any]) -> None:
        self.stop = threading.Event()
        self.pieces: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self._reply: Reply | None = None
        self._failure: Exception | None = None
        threading.Thread(target=self._write, args=(model, messages, more), daemon=True).start()

    def _write(self, model: str, messages: list[Any], more: dict[str, Any]) -> None:
        try:
            found = _write(model, messages, more, self.stop.is_set, n=1, on_token=lambda _, s: self.pieces.put(s))
            self._reply = found[0]
        except Exception as failure:  # carried over to the reader's thread
            self._failure = failure
        finally:
            self.pieces.put(None)

    def last(self) -> dict[str, Any]:
        """The closing piece with finish reason and usage; raises what the engine raised."""
        if self._failure is not None:
            raise self._failure
        if self._reply is None:
            raise Stopped("The local engine was stopped.")
        return _chunk("", _finish(self._reply), usage_of([self._reply]))


async def _next(stream: _Stream) -> str | None:
    """The next piece without blocking the loop."""
    while True:
        try:
            return stream.pieces.get_nowait()
        except queue.Empty:
            await asyncio.sleep(0.005)
