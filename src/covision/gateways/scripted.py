"""`scripted/…` models: a litellm provider that answers by rule; no model writes or judges here.

scripted/default          one sentence from the prompt's own facts, or valid values for a JSON schema
scripted/script:PATH      replies from a YAML or JSON file (see `Script`)
scripted/obedient         does what any instruction inside the prompt says: for tests of what gets through
scripted/slow[-MS]        as default, MS milliseconds a word (200)
scripted/judge-KIND       a judge by rule: perfect random length first full-marks obedient; see `scripted_judges`
scripted/fail-KIND        401 404 429 429-SECONDS 500 503 timeout connection hang empty length refused cut json
"""

import asyncio
import hashlib
import json
import re
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from covision.errors import InputError, ModelUnavailable, Place
from covision.gateways import vendor
from covision.gateways.scripted_voice import last_words, reply_to, wanted_schema

NAME = "scripted"
_TOKEN = re.compile(r"\s*\S+|\s+\Z")
_FINISHES = {"length": "length", "refused": "content_filter"}


@dataclass(frozen=True)
class Line:
    """One reply of a script: `when` is a part of the last message it answers; without it, replies come in order."""

    text: str = ""
    when: str | None = None
    finish: str = "stop"
    error: str | None = None
    delay: float = 0.0


@dataclass
class Script:
    """A file of replies: a list (or `replies:`) of texts, or of `{text|json, when, finish, error, delay}`.

    Replies with `when` answer every request whose last message holds it, before the others, which are used once
    each, in order. Raises `InputError` where the file is not such a list, `ModelUnavailable` where it is used up.
    """

    path: Path
    lines: list[Line] = field(default_factory=list)
    next: int = 0

    @classmethod
    def read(cls, path: Path) -> "Script":
        """The script in a file."""
        try:
            data = yaml.safe_load(path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
            raise InputError(
                f"The script of replies cannot be read ({type(error).__name__}).", place=Place(str(path))
            ) from None
        entries = data.get("replies") if isinstance(data, Mapping) else data
        if not isinstance(entries, list):
            raise InputError("A list of replies is expected.", place=Place(str(path)))
        return cls(path, [_line(entry, path, number) for number, entry in enumerate(entries)])

    def answer(self, message: str) -> Line:
        """The reply to a last message."""
        for line in self.lines:
            if line.when is not None and line.when in message:
                return line
        ordered = [line for line in self.lines if line.when is None]
        if self.next >= len(ordered):
            raise ModelUnavailable(
                f"The script {self.path.name} has no reply left for this request.",
                todo="Add a reply, or one with `when:` and a part of the message.",
            )
        self.next += 1
        return ordered[self.next - 1]


def _line(entry: Any, path: Path, number: int) -> Line:
    if isinstance(entry, str):
        return Line(entry)
    known = {"text", "json", "when", "finish", "error", "delay"}
    if not isinstance(entry, Mapping) or set(entry) - known:
        raise InputError(
            f"A reply is a text, or has keys of {', '.join(sorted(known))}.",
            place=Place(str(path), key=f"replies.{number}"),
        )
    text = json.dumps(entry["json"], ensure_ascii=False) if "json" in entry else str(entry.get("text", ""))
    more = {key: entry[key] for key in ("when", "finish", "error", "delay") if key in entry}
    return Line(text=text, **more)


_scripts: dict[tuple[str, int], Script] = {}


def _script(path: Path) -> Script:
    try:
        stamp = path.stat().st_mtime_ns
    except OSError:
        stamp = 0
    key = (str(path), stamp)
    if key not in _scripts:
        _scripts[key] = Script.read(path)
    return _scripts[key]


def answer(name: str, messages: Sequence[Mapping[str, Any]], seed: int, form: Mapping[str, Any] | None) -> Line:
    """The reply of `scripted/<name>`; raises `ModelUnavailable` for a name that does not exist."""
    if name.startswith("script:"):
        return _script(Path(name.removeprefix("script:")).expanduser()).answer(last_words(messages))
    schema = wanted_schema(messages, form)
    if name in ("default", "obedient"):
        return Line(reply_to(name, messages, seed, schema))
    if name.startswith("judge-"):
        from covision.gateways.scripted_judges import NAMES, answer_as_judge

        if name in NAMES:
            return Line(answer_as_judge(name, messages, seed, schema))
    kind, _, detail = name.partition("-")
    text = reply_to("default", messages, seed, schema)
    if kind == "slow" and (not detail or detail.isdigit()):
        return Line(text, delay=int(detail or 200) / 1000)
    if kind == "fail" and detail:
        return _failing(detail, text)
    raise ModelUnavailable(
        f"There is no model scripted/{name}.",
        todo="Use scripted/default, scripted/script:PATH, scripted/obedient, scripted/judge-KIND, scripted/slow or "
        "scripted/fail-KIND.",
    )


def _failing(kind: str, text: str) -> Line:
    if kind == "empty":
        return Line("")
    if kind == "json":
        return Line('{"value": NaN,')
    if kind in (*_FINISHES, "cut"):
        return Line(text[: max(1, len(text) // 2)], finish=kind)
    return Line(text, error=kind)


def tokens(text: str) -> list[str]:
    """The text as words with the space before them; their concatenation is the text."""
    return _TOKEN.findall(text) if text.strip() else [text]


def logprob(token: str, before: str) -> float:
    """A made-up log probability between -1.5 and -0.05, fixed by the token and what stands before it."""
    digest = hashlib.sha256(f"{before[-40:]}\0{token}".encode("utf-8", "surrogatepass")).digest()
    return -0.05 - 1.45 * int.from_bytes(digest[:4], "big") / 2**32


def _logprobs(text: str, top: int) -> dict[str, Any]:
    content = []
    before = ""
    for token in tokens(text):
        value = logprob(token, before)
        entry = {"token": token, "logprob": value, "bytes": None}
        content.append({**entry, "top_logprobs": [entry] if top else []})
        before += token
    return {"content": content}


def register() -> None:
    """Add the provider to litellm; imports litellm."""
    vendor.add_provider(NAME, _provider())


def _provider() -> Any:
    from litellm import CustomLLM

    class Scripted(CustomLLM):  # type: ignore[misc]
        """The litellm side: whole replies and streams."""

        async def acompletion(self, model: str, messages: list[Any], **more: Any) -> Any:
            """`n` replies with seeds `seed`, `seed + 1`, …"""
            asked = more["optional_params"]
            seed = int(asked.get("seed") or 0)
            lines = [
                answer(model, messages, seed + i, asked.get("response_format"))
                for i in range(int(asked.get("n") or 1))
            ]
            for line in lines:
                await _happen(line, model)
                await asyncio.sleep(line.delay * len(tokens(line.text)))
            return _response(lines, messages, asked, more["model_response"])

        async def astreaming(self, model: str, messages: list[Any], **more: Any) -> AsyncIterator[Any]:
            """One reply, a word at a time."""
            asked = more["optional_params"]
            line = answer(model, messages, int(asked.get("seed") or 0), asked.get("response_format"))
            await _happen(line, model)
            for token in tokens(line.text):
                await asyncio.sleep(line.delay)
                yield _chunk(token)
            if line.finish != "cut":
                usage = {"prompt_tokens": _count(messages), "completion_tokens": len(tokens(line.text))}
                usage["total_tokens"] = sum(usage.values())
                yield _chunk("", _FINISHES.get(line.finish, "stop"), usage)

    return Scripted()


def _chunk(text: str, finish: str = "", usage: dict[str, int] | None = None) -> dict[str, Any]:
    more = {"is_finished": bool(finish), "finish_reason": finish, "usage": usage}
    return {"text": text, "index": 0, "tool_use": None, **more}


def _count(messages: Sequence[Mapping[str, Any]]) -> int:
    return sum(len(str(m.get("content") or "").split()) for m in messages)


def _response(lines: list[Line], messages: list[Any], asked: Mapping[str, Any], response: Any) -> Any:
    from litellm import Usage
    from litellm.types.utils import Choices, Message

    logs = bool(asked.get("logprobs"))
    response.choices = [
        Choices(
            index=i,
            finish_reason=_FINISHES.get(line.finish, "stop"),
            message=Message(content=line.text),
            **({"logprobs": _logprobs(line.text, int(asked.get("top_logprobs") or 0))} if logs else {}),
        )
        for i, line in enumerate(lines)
    ]
    for choice, line in zip(response.choices, lines, strict=True):
        if line.finish == "cut":
            choice.finish_reason = "error"
    read, written = _count(messages), sum(len(tokens(line.text)) for line in lines)
    response.usage = Usage(prompt_tokens=read, completion_tokens=written, total_tokens=read + written)
    return response


async def _happen(line: Line, model: str) -> None:
    """The failure that a line asks for, as litellm would raise it."""
    kind = line.error
    if kind is None:
        return
    if kind == "hang":
        await asyncio.Event().wait()
    import litellm

    wait = kind.partition("-")[2]
    kinds: dict[str, Any] = {
        "timeout": litellm.Timeout,
        "401": litellm.AuthenticationError,
        "404": litellm.NotFoundError,
        "429": litellm.RateLimitError,
    }
    code = kind.partition("-")[0]
    if code == "connection":
        raise litellm.APIConnectionError(message="Connection error.", llm_provider=NAME, model=model)
    if code in kinds:
        error = kinds[code](message=f"scripted {code}", llm_provider=NAME, model=model)
    elif code.isdigit():
        error = litellm.APIError(int(code), f"scripted {code}", NAME, model)
    else:
        raise ModelUnavailable(
            f"There is no failure called {kind}.", todo="Use one of those that covision.gateways.scripted lists."
        )
    if code != "timeout":
        error.litellm_response_headers = {"retry-after": wait} if wait else {"x-scripted": "1"}
    raise error
