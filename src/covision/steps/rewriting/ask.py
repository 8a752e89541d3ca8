"""How a model is asked for other words: everything of people fenced, and only words for the span come back."""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import yaml
from pydantic import BaseModel, Field

from covision.domain.base import Span
from covision.domain.model import ChatModel, Message, Request
from covision.domain.rewriting import Wish
from covision.errors import BudgetReached, ModelError
from covision.prompting.fence import fence, line, marker
from covision.prompting.shelf import Prompt
from covision.steps import gate
from covision.steps.drafting import write
from covision.steps.mask import cut
from covision.steps.rewriting.room import PROMPTS, Room

WANTED = 3
_MOST_NOTES = 60
_SMALL_TOKENS = 60
_WARMTH = (0.0, 0.6, 0.9)
"""Temperatures of a small engine's tries: the likeliest words first, then others."""


class Wordings(BaseModel):
    """What a strong writer gives back."""

    wordings: list[str] = Field(default_factory=list, description="other words for the marked part, nothing else")


@lru_cache(maxsize=4)
def _wishes(shelf: Path) -> dict[str, dict[str, dict[str, str]]]:
    found: dict[str, dict[str, dict[str, str]]] = yaml.safe_load(
        (shelf / PROMPTS / "wishes.yaml").read_text(encoding="utf-8")
    )
    return found


def wish_words(wish: Wish, language: str, shelf: Path, size: str) -> str:
    """What is wanted, as a prompt says it: the wish's own words, and the person's instruction."""
    known = _wishes(shelf)
    own = known.get(language, known["en"]).get(wish.kind, {}).get(size, "")
    return "; ".join(part for part in (own, line(wish.words, 400)) if part)


def prompt_for(room: Room, shelf: Path, strong: bool) -> Prompt:
    """The prompt for a strong or a small writer, in the statement's language where there is one."""
    return write.prompt_of("span" if strong else "small", shelf, room.language, PROMPTS)


async def ask_strong(
    model: ChatModel, prompt: Prompt, statement: str, span: Span, room: Room, wish: str, seed: int
) -> tuple[list[str], tuple[Message, ...]]:
    """Several wordings in one call, and the conversation so far. Raises `ModelError`s."""
    mark = marker()
    shown = f"{statement[: span.start]}[[{span.text}]]{statement[span.end :]}"
    messages = prompt.messages(
        language=room.language,
        statement=fence(shown, mark),
        part=fence(span.text, mark),
        notes=fence(notes(room, span), mark),
        wish=wish,
        count=str(WANTED),
    )
    return await _structured(model, prompt, messages, seed)


async def ask_again(
    model: ChatModel, prompt: Prompt, messages: Sequence[Message], said: Sequence[str], why: str, seed: int
) -> list[str]:
    """Once more, with the reasons why what came back could not be shown."""
    told = Message(role="assistant", content="\n".join(line(text, 300) for text in said) or "-")
    again = f"They cannot be shown: {why} Write {WANTED} others for the same part."
    found, _ = await _structured(model, prompt, (*messages, told, Message(role="user", content=again)), seed)
    return found


async def _structured(
    model: ChatModel, prompt: Prompt, messages: tuple[Message, ...], seed: int
) -> tuple[list[str], tuple[Message, ...]]:
    request = Request(
        role="writer", messages=messages, prompt=prompt.ref, max_tokens=400, temperature=0.7, seed=seed
    )
    reply = await model.structured(request, Wordings)
    return [text for text in reply.value.wordings if isinstance(text, str)][: 2 * WANTED], messages


async def ask_small(
    model: ChatModel, prompt: Prompt, statement: str, span: Span, wish: str, seed: int
) -> list[str]:
    """A few tries of a small engine, one wording each; a try that fails is left out. Raises where all fail."""
    before, after = line(statement[: span.start], 600), line(statement[span.end :], 600)
    told = {
        "before": before + " " * bool(before),
        "part": line(span.text, 600),
        "after": after if after[:1] in ",;:.!?…" else f" {after}",
        "wish": wish,
    }
    messages = prompt.messages(**{name: told[name] for name in prompt.variables})
    found: list[str] = []
    failed: list[ModelError] = []
    for at, warmth in enumerate(_WARMTH):
        request = Request(
            role="writer",
            messages=messages,
            prompt=prompt.ref,
            max_tokens=_SMALL_TOKENS,
            temperature=warmth,
            seed=seed + at,
            stop=("\n",),
        )
        try:
            reply = await model.complete(request)
        except BudgetReached:
            raise
        except ModelError as error:
            failed.append(error)
            continue
        if reply.finish == "stop":
            found.append(reply.text)
    if failed and not found:
        raise failed[0]
    return found


def notes(room: Room, span: Span) -> str:
    """What a writer may draw on: the answers nearest to the span first, then checked records of customers."""
    content = set(room.guard.content(span.text))
    said = [unit for unit in room.said() if not gate.orders(unit.text)]
    near = sorted(said, key=lambda unit: -len(content & set(room.guard.content(unit.text))))
    lines = [f"- {line(cut(unit.text, 399), 400)}" for unit in near[:_MOST_NOTES]]
    return "\n".join([*lines, *(f"- {text}" for text in room.records.lines())])
