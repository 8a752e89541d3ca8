"""The local engine: llama.cpp in this process, through xllamacpp, over one file of weights.

The library is a whole server with slots, a prefix cache, grammars and log probabilities; here it is called
in process. It also listens on a loopback port of its own: that port is locked with a random key.
"""

import atexit
import contextlib
import http.client
import json
import os
import secrets
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from covision.domain.model import TokenLogprob
from covision.errors import ModelError, ModelRefused, ModelUnavailable, Stopped
from covision.gateways.faults import ContextTooLong, FormRefused

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
        self._key = secrets.token_urlsafe(32)
        self._server = _load(weights, threads or os.cpu_count() or 1, slots, self._key)
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
        """`n` replies, reply `i` written with `seed + i`; the same call writes the same texts.

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
            body["grammar"] = _grammar(json_schema)
        if logprobs:
            body |= {"logprobs": True, "top_logprobs": max(1, top_logprobs)}
        replies: list[Reply] = []
        while len(replies) < n:
            first, count = len(replies), min(self.slots, n - len(replies))
            sink = _Sink(count, first, top_logprobs, on_token, cancelled)
            with self._held(cancelled):
                self._run(self._server.handle_chat_completions, {**body, "n": count, "seed": seed + first}, sink)
            replies += sink.replies
        if json_schema is not None:
            _require_json(replies, self.weights.stem)
        return replies

    def score(self, texts: Sequence[str], context: str = "\n", cancelled: Cancelled | None = None) -> list[float]:
        """Mean natural-log probability per token of each given text after `context`, as this model finds it.

        Each text is written under a grammar that admits its own tokens only, several texts at once, so scoring
        costs about as much as writing them. The end of the text is not counted. Raises `ModelRefused` for an
        empty text, else like `complete`.
        """
        with self._held(cancelled), ThreadPoolExecutor(self.slots) as pool:
            return list(pool.map(lambda text: self._score(text, context, cancelled), texts))

    def _score(self, text: str, context: str, cancelled: Cancelled | None) -> float:
        tokens = self.tokens(text)
        if not tokens:
            raise ModelRefused("There is no text to score.", model=self.weights.stem)
        sink = _Sink(1, 0, 0, None, cancelled)
        body = {
            "prompt": context,
            "grammar": "root ::= " + " ".join(f"<[{token}]>" for token in tokens),
            "n_predict": len(tokens),
            "temperature": 0.0,
            "n_probs": 1,
        }
        self._run(self._server.handle_completions, body, sink)
        told = sink.replies[0].logprobs[: len(tokens)]
        if len(told) < len(tokens):
            raise ModelUnavailable("The local engine did not tell all probabilities.", model=self.weights.stem)
        return sum(token.logprob for token in told) / len(told)

    def tokens(self, text: str) -> list[int]:
        """The model's own tokens of a text. The library answers this on its loopback port only."""
        address = urlsplit(str(self._server.listening_address))
        line = http.client.HTTPConnection(address.hostname or "127.0.0.1", address.port, timeout=30)
        try:
            body = json.dumps({"content": text, "add_special": False, "parse_special": False})
            headers = {"Authorization": f"Bearer {self._key}", "Content-Type": "application/json"}
            line.request("POST", "/tokenize", body, headers)
            return [int(token) for token in json.loads(line.getresponse().read())["tokens"]]
        except (OSError, ValueError, KeyError) as error:
            raise ModelUnavailable("The local engine did not answer.", model=self.weights.stem) from error
        finally:
            line.close()

    @contextlib.contextmanager
    def _held(self, cancelled: Cancelled | None) -> Iterator[None]:
        """Have all slots for oneself; raises `Stopped` where the caller stops while waiting."""
        while not self._turn.acquire(timeout=0.05):
            _check(cancelled)
        try:
            _check(cancelled)
            yield
        finally:
            self._turn.release()

    def _run(self, handle: Callable[..., Any], body: dict[str, Any], sink: "_Sink") -> None:
        """One request through the library: it blocks, calls `sink` for each piece, and stops when told so."""
        extra = {
            "stream": True,
            "stream_options": {"include_usage": True},
            "return_progress": True,
            "cache_prompt": True,
        }
        started = time.monotonic()
        try:
            returned = handle({**body, **extra}, sink)
        except (RuntimeError, ValueError) as error:
            raise ModelUnavailable(
                "The local engine failed.",
                safe="Nothing you wrote is lost.",
                todo="Try again; if it fails again, run `covision doctor`.",
                model=self.weights.stem,
            ) from error
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
            # The prompt is read once for all replies. The library's count of written tokens is that of one
            # reply only, so tokens are counted as their pieces come.
            self.replies[0].prompt_tokens = int(usage["prompt_tokens"])
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

    def _logprobs(self, told: Mapping[str, Any]) -> list[TokenLogprob]:
        return [
            TokenLogprob(
                token=str(item["token"]),
                logprob=float(item["logprob"]),
                top={str(t["token"]): float(t["logprob"]) for t in item.get("top_logprobs", [])[: self._top]},
            )
            for item in told.get("content") or []
        ]

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
        return ContextTooLong(
            f"The text is too long for the local engine: it reads at most {CONTEXT} tokens.",
            todo="Use fewer or shorter answers and research, or another model.",
            model=model,
        )
    if kind == "invalid_request_error":
        return FormRefused("The local engine does not accept this request.", model=model)
    return ModelUnavailable("The local engine failed.", todo="Try again.", model=model)


def _check(cancelled: Cancelled | None) -> None:
    if cancelled is not None and cancelled():
        raise Stopped("The local engine was stopped.")


def _grammar(schema: Mapping[str, Any]) -> str:
    """The schema as a grammar of the sampler itself: unlike the chat template's, it admits no code fence."""
    import xllamacpp

    try:
        return str(xllamacpp.json_schema_to_grammar(json.dumps(dict(schema))))
    except (RuntimeError, ValueError, TypeError) as error:
        raise FormRefused("The local engine cannot follow this schema.") from error


def _require_json(replies: Sequence[Reply], model: str) -> None:
    """A schema that the library cannot compile is silently left out by it; then the reply is no JSON."""
    for reply in replies:
        if reply.finish == "stop":
            try:
                json.loads(reply.text)
            except ValueError as error:
                raise FormRefused("The local engine cannot follow this schema.", model=model) from error


def _load(weights: Path, threads: int, slots: int, key: str) -> Any:
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
    params.api_keys = [key]
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
