"""The local engine: llama.cpp in this process, through xllamacpp, over one file of weights.

The library is a whole server with slots, a prefix cache, grammars and log probabilities; here it is called
in process. It also listens on a loopback port of its own: that port is locked with a random key.
"""

import atexit
import os
import secrets
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from covision.domain.model import TokenLogprob
from covision.errors import ModelError, ModelRefused, ModelUnavailable, Stopped

CONTEXT = 8192
"""Tokens that prompt and reply may have together."""

SLOTS = 8
"""Replies that can be written at once; they share one context and the prompt is read once for all of them."""

_BATCH = 256  # tokens read between two looks at `cancelled`
_PROMPT_CACHE_MIB = 256

Cancelled = Callable[[], bool]
OnToken = Callable[[int, str], None]
"""Called with the number of the reply, from 0, and a piece of its text."""


@dataclass
class Reply:
    """One reply. `prompt_tokens` of which `cached_tokens` were not read again; `seconds` of the whole call."""

    text: str = ""
    finish: Literal["stop", "length", "cut"] = "cut"
    logprobs: list[TokenLogprob] = field(default_factory=list)
    prompt_tokens: int = 0
    completion_tokens: int = 0
    cached_tokens: int = 0
    seconds: float = 0.0


class LocalEngine:
    """A loaded model. Blocking; safe to call from several threads, which share the slots."""

    def __init__(self, weights: Path, *, threads: int | None = None, slots: int = SLOTS) -> None:
        self.weights = weights
        self.slots = slots
        self._server = _load(weights, threads or os.cpu_count() or 1, slots)
        # The library answers an `n` only as large as its slots, and waits for that many to be free.
        self._turn = threading.Lock()

    def complete(
        self,
        messages: Sequence[Mapping[str, str]],
        *,
        n: int = 1,
        max_tokens: int = 400,
        temperature: float = 0.0,
        top_p: float = 1.0,
        seed: int = 0,
        stop: Sequence[str] = (),
        json_schema: Mapping[str, Any] | None = None,
        logprobs: bool = False,
        top_logprobs: int = 0,
        on_token: OnToken | None = None,
        cancelled: Cancelled | None = None,
    ) -> list[Reply]:
        """`n` replies, reply `i` written with `seed + i`; the same seed writes the same text.

        Log probabilities are natural, of the model itself: before temperature and before the schema's grammar.
        `json_schema` `{"type": "object"}` admits any object. Raises `ModelRefused` (too long, unusable schema),
        `ModelUnavailable`, or `Stopped` at the next token after `cancelled()` is true.
        """
        body: dict[str, Any] = {
            "messages": [{"role": m["role"], "content": m["content"]} for m in messages],
            "max_tokens": max_tokens,
            "temperature": temperature,
            "top_p": top_p,
            # With these off, what is sampled from is the model's own distribution and nothing else.
            "top_k": 0,
            "min_p": 0.0,
            "stop": list(stop),
        }
        if json_schema is not None:
            body["response_format"] = {"type": "json_schema", "json_schema": {"schema": dict(json_schema)}}
        if logprobs:
            body |= {"logprobs": True, "top_logprobs": max(1, top_logprobs)}
        replies: list[Reply] = []
        while len(replies) < n:
            first, count = len(replies), min(self.slots, n - len(replies))
            sink = _Sink(count, first, top_logprobs, on_token, cancelled)
            self._ask(self._server.handle_chat_completions, {**body, "n": count, "seed": seed + first}, sink)
            replies += sink.replies
        return replies

    def score(self, text: str, context: str = "\n", cancelled: Cancelled | None = None) -> float:
        """Mean natural-log probability per token of `text` after `context`, as this model finds it.

        The text is written token by token under a grammar that admits nothing else, so it costs as much as
        writing it. Raises `ModelRefused` for a text without characters.
        """
        if not text:
            raise ModelRefused("There is no text to score.", model=str(self.weights.stem))
        sink = _Sink(1, 0, 0, None, cancelled)
        body = {
            "prompt": context,
            "grammar": f"root ::= {_literal(text)}",
            "n_predict": len(text.encode()) + 1,
            "temperature": 0.0,
            "n_probs": 1,
            "return_tokens": True,
        }
        self._ask(self._server.handle_completions, body, sink)
        told = [t.logprob for t in sink.replies[0].logprobs if t.token]
        if not told:
            raise ModelUnavailable("The local engine did not tell probabilities.", model=self.weights.stem)
        return sum(told) / len(told)

    def _ask(self, handle: Callable[..., Any], body: dict[str, Any], sink: "_Sink") -> None:
        """Run one request through the library; it blocks, calls `sink` for each piece, and stops when told so."""
        extra = {
            "stream": True,
            "stream_options": {"include_usage": True},
            "return_progress": True,
            "cache_prompt": True,
        }
        started = time.monotonic()
        while not self._turn.acquire(timeout=0.05):
            sink.check()
        try:
            sink.check()
            returned = handle({**body, **extra}, sink)
        except ModelError:
            raise
        except (RuntimeError, ValueError) as error:
            raise ModelUnavailable(
                "The local engine failed.",
                safe="Nothing you wrote is lost.",
                todo="Try again; if it fails again, run `covision doctor`.",
                model=self.weights.stem,
            ) from error
        finally:
            self._turn.release()
        if isinstance(returned, Mapping):
            sink.error = sink.error or returned.get("error")
        sink.close(time.monotonic() - started, self.weights.stem)


class _Sink:
    """Gathers the pieces of a streamed answer; returning True tells the library to stop."""

    def __init__(
        self, count: int, first: int, top: int, on_token: OnToken | None, cancelled: Cancelled | None
    ) -> None:
        self.replies = [Reply() for _ in range(count)]
        self.error: Any = None
        self._first, self._top, self._on_token, self._cancelled = first, top, on_token, cancelled
        self._failure: BaseException | None = None
        self._stopped = False

    def __call__(self, chunk: Any) -> bool:
        # An exception must not travel through the library's threads: it is kept and raised by `close`.
        try:
            self._stopped = self._cancelled is not None and self._cancelled()
            for piece in chunk if isinstance(chunk, list) else [chunk]:
                if isinstance(piece, Mapping):
                    self._take(piece)
        except BaseException as failure:
            self._failure = failure
        return self._stopped or self._failure is not None

    def _take(self, piece: Mapping[str, Any]) -> None:
        self.error = self.error or piece.get("error")
        usage = piece.get("usage")
        if usage:
            for number, reply in enumerate(self.replies):
                reply.prompt_tokens = int(usage["prompt_tokens"]) if number == 0 else 0
            self._spread(int(usage["completion_tokens"]))
            details = usage.get("prompt_tokens_details") or {}
            self.replies[0].cached_tokens = int(details.get("cached_tokens") or 0)
        for choice in piece.get("choices") or []:
            reply = self.replies[choice.get("index", 0)]
            text = choice["text"] if "text" in choice else (choice.get("delta") or {}).get("content")
            reply.logprobs.extend(self._logprobs(choice.get("logprobs") or {}))
            reply.finish = choice.get("finish_reason") or reply.finish
            if text:
                reply.text += text
                reply.completion_tokens += 1
                if self._on_token is not None:
                    self._on_token(self._first + choice.get("index", 0), text)

    def _spread(self, told: int) -> None:
        """Several replies share one count: what pieces cannot show (the end token) goes to the first."""
        rest = told - sum(reply.completion_tokens for reply in self.replies)
        self.replies[0].completion_tokens += max(0, rest)

    def _logprobs(self, told: Mapping[str, Any]) -> list[TokenLogprob]:
        return [
            TokenLogprob(
                token=str(item["token"]),
                logprob=float(item["logprob"]),
                top={str(t["token"]): float(t["logprob"]) for t in item.get("top_logprobs", [])[: self._top]},
            )
            for item in told.get("content") or []
        ]

    def check(self) -> None:
        """Raise `Stopped` where the caller has stopped."""
        if self._cancelled is not None and self._cancelled():
            raise Stopped("The local engine was stopped.")

    def close(self, seconds: float, model: str) -> None:
        """Raise what went wrong, now that the library has returned."""
        if self._failure is not None:
            raise self._failure
        if self._stopped:
            raise Stopped("The local engine was stopped.")
        if self.error:
            raise _refusal(self.error, model)
        for reply in self.replies:
            reply.seconds = seconds


def _refusal(error: Any, model: str) -> ModelError:
    kind = error.get("type") if isinstance(error, Mapping) else ""
    if kind == "exceed_context_size_error":
        return ModelRefused(
            f"The text is too long for the local engine: it reads at most {CONTEXT} tokens.",
            todo="Use fewer or shorter answers and research, or another model.",
            model=model,
        )
    if kind == "invalid_request_error":
        return ModelRefused("The local engine does not accept this request.", model=model)
    return ModelUnavailable("The local engine failed.", todo="Try again.", model=model)


def _literal(text: str) -> str:
    """A GBNF literal that admits exactly `text`."""
    plain = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
    return '"' + "".join(plain.get(char, char) for char in text) + '"'


def _load(weights: Path, threads: int, slots: int) -> Any:
    """Read the weights; raises `ModelUnavailable` where the library or the file does not play along."""
    # Threads that wait for each other by spinning starve as soon as anything else wants a core: six times
    # slower beside one busy process. This must be in the environment before the library is loaded.
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")
    try:
        import xllamacpp
    except ImportError as error:
        raise ModelUnavailable(
            "The local engine is not installed.", todo="Install it with `pip install 'covision[local]'`."
        ) from error
    params = xllamacpp.CommonParams()
    params.model.path = str(weights)
    params.n_ctx = CONTEXT
    params.n_batch = params.n_ubatch = _BATCH
    params.n_parallel = slots
    params.kv_unified = True
    params.n_gpu_layers = 0
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = threads
    params.cache_ram_mib = _PROMPT_CACHE_MIB
    params.warmup = False
    params.verbosity = 0
    params.ui = params.endpoint_slots = params.endpoint_props = params.endpoint_metrics = False
    params.api_keys = [secrets.token_urlsafe(32)]
    params.cors_origins = "null"
    try:
        return xllamacpp.Server(params)
    except Exception as error:  # the library raises bare exceptions
        raise ModelUnavailable(
            f"The weights in {weights.name} could not be loaded.",
            todo="Check them with `covision models list`, or fetch them again.",
            model=weights.stem,
        ) from error


_engines: dict[tuple[Path, int | None], LocalEngine] = {}
_loading = threading.Lock()


def engine_for(weights: Path, threads: int | None = None) -> LocalEngine:
    """The one engine of this process for a file of weights; the first call loads it (blocks for seconds)."""
    key = (weights.resolve(), threads)
    with _loading:
        if key not in _engines:
            _engines[key] = LocalEngine(weights, threads=threads)
        return _engines[key]


@atexit.register
def unload() -> None:
    """Let go of all engines; while they are being used by no one."""
    with _loading:
        _engines.clear()
