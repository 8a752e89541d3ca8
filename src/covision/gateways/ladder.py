"""The structured ladder: ask by schema, else in JSON mode, else in plain text; validate, repair at most twice."""

import json
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Literal

from pydantic import BaseModel, ValidationError

from covision.domain.draft import Usage
from covision.domain.model import Completion, Message, Request, Shape, Structured
from covision.errors import BadReply, ModelIncomplete, ModelRefused
from covision.gateways.base import Chat
from covision.gateways.faults import FormRefused, place
from covision.gateways.lenient import NotJson, read_json
from covision.gateways.replies import ANY_OBJECT

Rung = Literal["schema", "json", "plain"]
RUNGS: tuple[Rung, ...] = ("schema", "json", "plain")
REPAIRS = 2
MOST = 3
"""Questions of one climb at most: rungs, repairs and larger rooms together; and requests, with all that the
questions were asked again."""


_worked: dict[str, Rung] = {}
"""The rung that worked for an endpoint in this process: higher ones are not tried again."""


@dataclass
class _Tally:
    """What all requests of one climb used."""

    usage: Usage = field(default_factory=Usage)
    cost: float | None = 0.0
    seconds: float = 0.0
    attempts: int = 0
    asked: int = 0

    @property
    def spent(self) -> bool:
        """True where nothing more may be asked."""
        return max(self.asked, self.attempts) >= MOST

    def add(self, reply: Completion) -> None:
        self.usage += reply.usage
        self.cost = None if self.cost is None or reply.cost is None else self.cost + reply.cost
        self.seconds += reply.seconds
        self.attempts += reply.attempts


async def climb(chat: Chat, request: Request, shape: type[Shape]) -> Structured[Shape]:
    """Ask `chat` until the reply validates as `shape`.

    A rung that the server refuses, or that brings no JSON at all, leads to the next one. At most `MOST` questions
    are asked in all. Raises `BadReply` (with the last reply) after two repair turns or where they are used up,
    `ModelIncomplete` where more room did not help, `ModelRefused` where the model declined.
    """
    schema = _schema(shape)
    tally = _Tally()
    start = RUNGS.index(_worked.get(chat.endpoint.key, "schema"))
    for rung in RUNGS[start:]:
        asked = _at(rung, request, schema)
        try:
            reply = await _roomy(chat, asked, tally)
        except FormRefused as error:
            tally.attempts += error.attempts
            if rung == "plain" or tally.spent:
                raise
            continue
        try:
            read_json(reply.text)
        except NotJson:
            if rung != "plain" and "{" not in reply.text and not tally.spent:
                continue
        found = await _validated(chat, asked, reply, shape, rung, tally)
        _worked[chat.endpoint.key] = rung
        return found
    raise AssertionError("the plain rung returns or raises")


@lru_cache(maxsize=64)
def _schema(shape: type[BaseModel]) -> dict[str, Any]:
    """The schema of a shape; making it takes longer than all else on this side of a call."""
    return shape.model_json_schema()


async def _validated(
    chat: Chat, asked: Request, reply: Completion, shape: type[Shape], rung: Rung, tally: _Tally
) -> Structured[Shape]:
    """The value in `reply`, after up to `REPAIRS` turns that quote what is wrong with it."""
    repair = 0
    while True:
        try:
            value = shape.model_validate_json(json.dumps(read_json(reply.text)))
        except NotJson as error:
            problem = f"It is not valid JSON: {error}."
        except ValidationError as error:
            problem = f"It does not fit: {problems(error)}."
        else:
            whole = reply.model_copy(
                update={
                    "usage": tally.usage,
                    "cost": tally.cost,
                    "seconds": tally.seconds,
                    "attempts": tally.attempts,
                }
            )
            return Structured[Shape](value=value, completion=whole, rung=rung, repairs=repair)
        if repair == REPAIRS or tally.spent:
            break
        repair += 1
        reply = await _roomy(chat, _repair(asked, reply, problem, shape, rung), tally)
    tried = f"after {repair} repairs" if repair == REPAIRS else f"in {tally.asked} answers"
    raise BadReply(
        f"The model {place(chat.endpoint)} did not answer in the form that was asked for, {tried}.",
        todo="Try again, or choose a stronger model.",
        model=chat.endpoint.model,
        reply=reply.text,
        attempts=tally.attempts,
    )


def problems(error: ValidationError, most: int = 6) -> str:
    """What does not fit, for the model to read: path and reason of each, without the values."""
    found = error.errors(include_url=False, include_input=False, include_context=False)
    listed = [f"{'.'.join(map(str, e['loc'])) or 'the whole'}: {e['msg']}" for e in found[:most]]
    more = f"; and {len(found) - most} more" if len(found) > most else ""
    return "; ".join(listed) + more


async def _roomy(chat: Chat, request: Request, tally: _Tally) -> Completion:
    """One reply; where it was cut off for length, one more with four times the room."""
    for again in (False, True):
        if again and tally.spent:
            break
        room = request.max_tokens * (4 if again else 1)
        tally.asked += 1
        reply = await chat.complete(request.model_copy(update={"max_tokens": room, "spent": tally.attempts}))
        tally.add(reply)
        if reply.finish == "refused":
            raise ModelRefused(
                f"The model {place(chat.endpoint)} declined to answer.",
                todo="Change the wording, or choose another model.",
                model=chat.endpoint.model,
                reply=reply.text,
                attempts=tally.attempts,
            )
        if reply.finish == "stop":
            return reply
    raise ModelIncomplete(
        f"The answer of {place(chat.endpoint)} did not fit into the room it had.",
        todo="Try again with less text, or choose another model.",
        model=chat.endpoint.model,
        reply=reply.text,
        attempts=tally.attempts,
    )


def _at(rung: Rung, request: Request, schema: dict[str, Any]) -> Request:
    if rung == "schema":
        return request.model_copy(update={"json_schema": schema})
    told = _told(request.messages, schema)
    return request.model_copy(update={"messages": told, "json_schema": ANY_OBJECT if rung == "json" else None})


def _told(messages: tuple[Message, ...], schema: dict[str, Any]) -> tuple[Message, ...]:
    """The schema at the end of the last message, where a model follows it best."""
    text = (
        "Answer with one JSON object and nothing else: no prose, no code fence. It must fit this JSON schema:\n"
        + json.dumps(schema, ensure_ascii=False)
    )
    if messages and messages[-1].role == "user":
        last = messages[-1]
        return (*messages[:-1], Message(role="user", content=f"{last.content}\n\n{text}"))
    return (*messages, Message(role="user", content=text))


def _repair(asked: Request, reply: Completion, problem: str, shape: type[Shape], rung: Rung) -> Request:
    text = (
        f"Your answer cannot be used. {problem} Answer again with the whole corrected JSON object and nothing else."
    )
    if rung == "schema":
        text += f" It must fit this JSON schema:\n{json.dumps(_schema(shape), ensure_ascii=False)}"
    turns = (Message(role="assistant", content=reply.text), Message(role="user", content=text))
    return asked.model_copy(update={"messages": (*asked.messages, *turns)})
