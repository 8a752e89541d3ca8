"""Between our requests and replies and litellm's: parameters, chunks, log probabilities, usage, cost."""

import copy
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from covision.domain.draft import Usage
from covision.domain.model import Completion, Finish, Request, TokenLogprob
from covision.gateways import vendor
from covision.gateways.base import Endpoint, Patience

ANY_OBJECT: dict[str, Any] = {"type": "object"}
"""A `json_schema` that asks for JSON mode (`json_object`) rather than for a schema."""

_FINISH: dict[str, Finish] = {
    "length": "length",
    "max_tokens": "length",
    "content_filter": "refused",
    "refusal": "refused",
    "safety": "refused",
    "recitation": "refused",
    "error": "cut",
}
CHARS_PER_TOKEN = 4
# A server that ignores max_tokens is stopped here: no text in any language needs more characters for a token.
MOST_CHARS_PER_TOKEN = 16


def parameters(request: Request, endpoint: Endpoint, patience: Patience) -> dict[str, Any]:
    """What `litellm.acompletion` is called with; retries are ours alone, so both of litellm's are off."""
    import httpx

    found: dict[str, Any] = {
        "model": endpoint.model,
        "messages": [{"role": m.role, "content": m.content} for m in request.messages],
        "max_tokens": request.max_tokens,
        "temperature": request.temperature,
        "seed": request.seed % 2**31,
        "timeout": httpx.Timeout(request.deadline or patience.deadline, connect=patience.connect),
        "num_retries": 0,
        "max_retries": 0,
        "drop_params": True,
    }
    if request.top_p != 1.0:
        found["top_p"] = request.top_p
    if request.stop:
        found["stop"] = list(request.stop)
    if request.logprobs:
        found |= {"logprobs": True, **({"top_logprobs": request.top_logprobs} if request.top_logprobs else {})}
    if request.json_schema is not None:
        found["response_format"] = response_format(request.json_schema)
    if endpoint.api_base:
        found["api_base"] = endpoint.api_base
    if endpoint.api_key is not None:
        found["api_key"] = endpoint.api_key.get_secret_value()
    elif endpoint.api_base:
        # Without this litellm would send the provider's key from the environment to this other server.
        found["api_key"] = "none"
    return found


def response_format(schema: Mapping[str, Any]) -> dict[str, Any]:
    """The `response_format` of the OpenAI API: JSON mode for `ANY_OBJECT`, else the schema, strict if it can be."""
    if dict(schema) == ANY_OBJECT:
        return {"type": "json_object"}
    strict = copy.deepcopy(dict(schema))
    closed = _close(strict)
    return {"type": "json_schema", "json_schema": {"name": "reply", "schema": strict, "strict": closed}}


def _close(node: Any) -> bool:
    """Strict mode wants every property required and no others; False where a free-form object forbids that."""
    if isinstance(node, list):
        closed = [_close(item) for item in node]  # every item is closed, also after one that cannot be
        return all(closed)
    if not isinstance(node, dict):
        return True
    good = True
    if node.get("type") == "object" or "properties" in node:
        good = "properties" in node and not isinstance(node.get("additionalProperties"), dict)
        if good:
            node["additionalProperties"] = False
            node["required"] = list(node["properties"])
            for inner in node["properties"].values():
                inner.pop("default", None)
    closed = [_close(value) for value in node.values()]
    return all(closed) and good


def finish_of(raw: Any) -> Finish:
    """A provider's finish reason; None, which no complete reply has, is `cut`."""
    return "cut" if not raw else _FINISH.get(str(raw).lower(), "stop")


@dataclass
class Reading:
    """A reply while it arrives; `sent` is the finish reason as it stood in a chunk."""

    text: str = ""
    finish: Finish = "cut"
    sent: Any = None
    usage: Usage | None = None
    logprobs: list[TokenLogprob] = field(default_factory=list)

    def take(self, chunk: Any) -> str:
        """Add a chunk of a stream; returns its text."""
        used = _of(chunk, "usage")
        if used is not None:
            self.usage = usage_of(used)
        choices = _of(chunk, "choices") or []
        if not choices:
            return ""
        delta = _of(choices[0], "delta")
        piece = str(_of(delta, "content") or "")
        self.text += piece
        # A refusal comes in words of its own, and then ends like any reply.
        refused = "refusal" if _of(delta, "refusal") or self.sent == "refusal" else None
        self.sent = refused or _of(choices[0], "finish_reason") or self.sent
        self.logprobs.extend(logprobs_of(choices[0]))
        return piece


def usage_of(raw: Any) -> Usage:
    """Tokens as the provider counted them, one call."""
    return Usage(
        input_tokens=int(_of(raw, "prompt_tokens") or 0),
        output_tokens=int(_of(raw, "completion_tokens") or 0),
        calls=1,
    )


def estimated(request: Request, text: str) -> Usage:
    """A rough count for replies that came without one: four characters a token, as English averages."""
    return Usage(input_tokens=input_estimate(request), output_tokens=-(-len(text) // CHARS_PER_TOKEN), calls=1)


def input_estimate(request: Request) -> int:
    """About how many tokens the messages have: four characters each, and four for the frame of a message."""
    return sum(4 + -(-len(m.content) // CHARS_PER_TOKEN) for m in request.messages)


def logprobs_of(choice: Any) -> Iterable[TokenLogprob]:
    """The written tokens' log probabilities, where any were sent; values that are not numbers are left out."""
    for item in _of(_of(choice, "logprobs"), "content") or []:
        value = _of(item, "logprob")
        if not isinstance(value, int | float) or not math.isfinite(value):
            continue
        top = {str(_of(t, "token")): float(_of(t, "logprob")) for t in _of(item, "top_logprobs") or []}
        yield TokenLogprob(token=str(_of(item, "token")), logprob=float(value), top=top)


def whole(response: Any) -> list[Reading]:
    """The choices of a reply that was not streamed; the first carries the usage of all."""
    readings = []
    for number, choice in enumerate(getattr(response, "choices", None) or []):
        message = _of(choice, "message")
        refusal = _of(_of(message, "provider_specific_fields"), "refusal")
        text = str(_of(message, "content") or "")
        usage = getattr(response, "usage", None) if number == 0 else None
        readings.append(
            Reading(
                text=text or str(refusal or ""),
                finish="refused" if refusal else finish_of(_of(choice, "finish_reason")),
                usage=usage_of(usage) if usage is not None else (Usage() if number else None),
                logprobs=list(logprobs_of(choice)),
            )
        )
    return readings


def completion(reading: Reading, request: Request, name: str, endpoint: Endpoint, **more: Any) -> Completion:
    """The finished reply with usage and cost."""
    usage = reading.usage if reading.usage is not None else estimated(request, reading.text)
    return Completion(
        text=reading.text,
        model=name,
        finish=reading.finish,
        usage=usage,
        cost=cost_of(endpoint, usage),
        logprobs=tuple(reading.logprobs),
        **more,
    )


def cost_of(endpoint: Endpoint, usage: Usage) -> float | None:
    """US dollars by litellm's price table; 0 for an engine on this computer, None where no price is known."""
    if endpoint.free:
        return 0.0
    if endpoint.api_base:
        return None
    try:
        paid_in, paid_out = vendor.litellm().cost_per_token(
            model=endpoint.model, prompt_tokens=usage.input_tokens, completion_tokens=usage.output_tokens
        )
    except Exception:  # the table raises bare exceptions for models it does not have
        return None
    total = float(paid_in) + float(paid_out)
    # A price of nothing in the table means that nobody entered one.
    return total if total > 0 or not (usage.input_tokens or usage.output_tokens) else None


def _of(thing: Any, name: str) -> Any:
    return thing.get(name) if isinstance(thing, Mapping) else getattr(thing, name, None)
