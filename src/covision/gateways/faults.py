"""litellm's exceptions in our words.

Nothing of the server's own text is repeated: servers quote prompts and keys in their messages. The status code
decides, not litellm's class: litellm 1.106 makes a `BadRequestError` of a 503 whose body says "invalid request".
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import Any

from covision.errors import (
    BadReply,
    CovisionError,
    ModelBusy,
    ModelError,
    ModelRefused,
    ModelTimeout,
    ModelUnavailable,
)
from covision.gateways.base import Endpoint

_ASK_AGAIN_LATER = "Try again in a while, or choose another model with COVISION_MODEL."
_SAFE = "Nothing you wrote is lost."


# A stream that is read past litellm breaks in these ways: torn, no JSON, no text, an error among its events.
_BROKEN = frozenset({"TransportError", "JSONDecodeError", "UnicodeDecodeError", "APIError"})


class FormRefused(ModelRefused):
    """The server rejects the request as such; another form of the same question may pass."""


class StreamRefused(FormRefused):
    """The server does not stream this model; the whole reply may be asked for."""


class ContextTooLong(ModelRefused):
    """The request is longer than the model can read."""


@dataclass(frozen=True)
class Fault:
    """A failed request: what to tell, whether asking again can help, and the wait the server asks for (seconds)."""

    error: ModelError
    transient: bool = False
    retry_after: float | None = None


class Transient(Exception):
    """Carries a transient `Fault` to the retrying loop."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(type(fault.error).__name__)
        self.fault = fault


def translate(raw: BaseException, endpoint: Endpoint, wall: float) -> Fault:
    """What a failed litellm call means. `wall` is Unix time now, for a Retry-After in date form."""
    own = _own_error(raw)
    if own is not None:
        return Fault(own, transient=False)
    error = getattr(raw, "original_exception", None) or raw
    names = {kind.__name__ for kind in type(error).__mro__}
    status = _status(error)
    headers = _headers(error) or _headers(raw)
    # Read to tell one refusal from another, never repeated; the machine-readable code is in the body alone.
    text = f"{error} {getattr(error, 'body', '')}".lower()
    if "ContextWindowExceededError" in names:
        return Fault(_context(endpoint))
    if "ContentPolicyViolationError" in names:
        return Fault(_declined(endpoint))
    if "JSONSchemaValidationError" in names:
        return Fault(
            _said(BadReply, endpoint, "answered in another form than the one asked for.", _ASK_AGAIN_LATER)
        )
    if "UnsupportedParamsError" in names:
        return Fault(_said(FormRefused, endpoint, "does not take this kind of request.", "Choose another model."))
    if "llm provider not provided" in text or "LiteLLMUnknownProvider" in names:
        return Fault(_unknown_provider(endpoint))
    if not headers and ("missing credentials" in text or ("api key" in text and "missing" in text)):
        return Fault(_no_key(endpoint))
    if names & {"Timeout", "APITimeoutError", "TimeoutError", "TimeoutException"} and not headers:
        return Fault(timed_out(endpoint, "did not answer in time."), transient=True)
    if not headers and (status >= 500 or names & {"APIConnectionError", "ConnectionError", "OSError"}):
        return Fault(_unreachable(endpoint, broken="connection error" not in text), transient=True)
    if not headers and not status and names & _BROKEN:
        return _in_stream(getattr(error, "body", None), text, endpoint)
    return _by_status(status, text, endpoint, retry_after(headers, wall))


def _in_stream(body: Any, text: str, endpoint: Endpoint) -> Fault:
    """A stream that broke; an error among its events may say why, by a code in its body as often as by a word."""
    code = str(body.get("code") or "") if isinstance(body, Mapping) else ""
    if "context_length" in text or "context length" in text or "context size" in text or "context_size" in text:
        return Fault(_context(endpoint))
    if "insufficient_quota" in text:
        return Fault(_no_credit(endpoint))
    if "rate_limit" in text or "rate limit" in text:
        return _by_status(429, text, endpoint, None)
    if code.isdecimal() and 400 <= int(code) < 600:
        return _by_status(int(code), text, endpoint, None)
    if code == "content_filter":
        return Fault(_declined(endpoint))
    return Fault(_unreachable(endpoint, broken=True), transient=True)


def _by_status(status: int, text: str, endpoint: Endpoint, wait: float | None) -> Fault:
    if status == 429 and "insufficient_quota" in text:
        return Fault(_no_credit(endpoint))
    if status in (429, 503, 529):
        busy = _said(ModelBusy, endpoint, f"is busy (status {status}).", _ASK_AGAIN_LATER)
        return Fault(busy, transient=True, retry_after=wait)
    if status == 408:
        return Fault(timed_out(endpoint, "did not answer in time."), transient=True, retry_after=wait)
    if status >= 500:
        down = _said(ModelUnavailable, endpoint, f"failed at its server (status {status}).", _ASK_AGAIN_LATER)
        return Fault(down, transient=True, retry_after=wait)
    if status in (401, 403):
        return Fault(_wrong_key(endpoint, status))
    if status == 402:
        return Fault(_no_credit(endpoint))
    if status == 404:
        return Fault(_unknown_model(endpoint))
    if status in (400, 413, 422):
        if status == 413:
            return Fault(_context(endpoint))
        kind = StreamRefused if "stream" in text else FormRefused
        todo = "Check the model's name with `covision models list`, or choose another model."
        return Fault(_said(kind, endpoint, f"does not accept the request (status {status}).", todo))
    return Fault(_said(ModelUnavailable, endpoint, "failed in a way covision does not know.", _ASK_AGAIN_LATER))


def retry_after(headers: Mapping[str, Any], wall: float) -> float | None:
    """Seconds to wait as the server asks (RFC 9110 §10.2.3: seconds or an HTTP date); None where it does not say.

    A past date or a negative number is 0; text that is neither is ignored.
    """
    lower = {str(k).lower(): str(v).strip() for k, v in headers.items()}
    for name, factor in (("retry-after-ms", 0.001), ("retry-after", 1.0)):
        value = lower.get(name)
        if not value:
            continue
        try:
            seconds = float(value) * factor
        except ValueError:
            try:
                date = parsedate_to_datetime(value)
            except ValueError:
                continue
            seconds = (date if date.tzinfo else date.replace(tzinfo=UTC)).timestamp() - wall
        if seconds == seconds:
            return max(0.0, seconds)
    return None


def too_long_to_wait(endpoint: Endpoint, wait: float) -> ModelBusy:
    """The server asks for more patience than the user has."""
    error: ModelBusy = _said(
        ModelBusy,
        endpoint,
        f"is busy and asks to wait {_span(wait)}.",
        f"Try again in {_span(wait)}, or choose another model with COVISION_MODEL.",
    )
    return error


def timed_out(endpoint: Endpoint, what: str, reply: str = "") -> ModelTimeout:
    """The model was too slow; `what` completes the sentence that starts with its name."""
    error: ModelTimeout = _said(ModelTimeout, endpoint, what, _ASK_AGAIN_LATER)
    error.reply = reply
    return error


def place(endpoint: Endpoint) -> str:
    """The model and, where one is configured, its server, as a person would say it."""
    return f"{endpoint.model} at {_bare(endpoint.api_base)}" if endpoint.api_base else endpoint.model


def _bare(url: str) -> str:
    # A key in the address (user:key@host, ?key=…) must not reach the screen.
    head, _, rest = url.partition("://")
    rest = rest.partition("?")[0].rpartition("@")[2] if rest else ""
    return f"{head}://{rest}" if rest else head


def _said(kind: type[Any], endpoint: Endpoint, what: str, todo: str) -> Any:
    return kind(f"The model {place(endpoint)} {what}", safe=_SAFE, todo=todo, model=endpoint.model)


def _context(endpoint: Endpoint) -> ModelError:
    error: ModelError = _said(
        ContextTooLong,
        endpoint,
        "cannot read that much text at once.",
        "Use fewer or shorter answers and research, or a model with a longer context.",
    )
    return error


def _declined(endpoint: Endpoint) -> ModelError:
    error: ModelError = _said(
        ModelRefused, endpoint, "declined to answer.", "Change the wording, or choose another model."
    )
    return error


def _unknown_provider(endpoint: Endpoint) -> ModelError:
    return ModelRefused(
        f"The model name {endpoint.model} does not say who provides it.",
        safe=_SAFE,
        todo="Write provider/name, such as openai/gpt-4o-mini, ollama_chat/llama3.2 or local/qwen2.5-coder-1.5b.",
        model=endpoint.model,
    )


def _wrong_key(endpoint: Endpoint, status: int) -> ModelError:
    todo = f"Set {endpoint.key_name} to a key that may use this model, and try again."
    error: ModelError = _said(ModelRefused, endpoint, f"does not accept the key (status {status}).", todo)
    return error


def _no_key(endpoint: Endpoint) -> ModelError:
    todo = f"Set {endpoint.key_name}, or choose another model with COVISION_MODEL."
    error: ModelError = _said(ModelRefused, endpoint, "needs a key and none is set.", todo)
    return error


def _no_credit(endpoint: Endpoint) -> ModelError:
    todo = f"Look at the plan and billing of the account behind {endpoint.key_name}, or choose another model."
    error: ModelError = _said(ModelRefused, endpoint, "has no credit left for this key.", todo)
    return error


def _unknown_model(endpoint: Endpoint) -> ModelError:
    todo = "Check the name and address with `covision models list`."
    error: ModelError = _said(ModelRefused, endpoint, "is not known to its server (status 404).", todo)
    return error


def _unreachable(endpoint: Endpoint, *, broken: bool) -> ModelError:
    what = "broke off the connection or sent something unreadable." if broken else "does not answer."
    where = _bare(endpoint.api_base) if endpoint.api_base else "the internet connection"
    todo = f"Check that {where} can be reached and the server runs, or choose another model with COVISION_MODEL."
    error: ModelError = _said(ModelUnavailable, endpoint, what, todo)
    return error


def _own_error(error: BaseException | None) -> ModelError | None:
    """Our own error inside what litellm wrapped round it: the local and scripted engines raise these."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        if isinstance(error, ModelError):
            return error
        if isinstance(error, CovisionError):
            return ModelUnavailable(error.what, todo=error.todo, safe=error.safe)
        error = getattr(error, "original_exception", None) or error.__cause__ or error.__context__
    return None


def _status(error: BaseException) -> int:
    try:
        return int(getattr(error, "status_code", 0) or 0)
    except (TypeError, ValueError):
        return 0


def _headers(error: BaseException) -> Mapping[str, Any]:
    found = getattr(error, "litellm_response_headers", None)
    if not found:
        found = getattr(getattr(error, "response", None), "headers", None)
    return found if isinstance(found, Mapping) else {}


def _span(seconds: float) -> str:
    if seconds < 90:
        return f"{max(1, round(seconds))} seconds"
    return f"{round(seconds / 60)} minutes" if seconds < 5400 else f"{round(seconds / 3600)} hours"
