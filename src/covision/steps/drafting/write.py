"""What models write: a small one mends sentences made of the team's words, a strong one words whole statements."""

import asyncio
import re
from collections.abc import Sequence
from pathlib import Path

from pydantic import BaseModel, Field

from covision.domain.model import ChatModel, Message, Request
from covision.errors import AssetMissing, BudgetReached, ModelError
from covision.prompting.fence import fence, line, marker
from covision.prompting.shelf import Prompt, load
from covision.steps import gate
from covision.steps.drafting.compose import Candidate
from covision.steps.drafting.guard import Guard
from covision.steps.drafting.units import Unit
from covision.steps.drafting.voice import Angle
from covision.steps.extract import Records
from covision.steps.mask import cut


class Worded(BaseModel):
    """What a strong writer gives back for one angle."""

    statement: str = Field(description="the vision: one or two plain sentences, 12 to 32 words")
    feel: str = Field("", description="what customers feel, in the words of the notes")
    think: str = Field("", description="what customers think or know, in the words of the notes")
    do: str = Field("", description="what customers can do, in the words of the notes")


def prompt_of(step: str, folder: Path, language: str, shelf: str = "drafting") -> Prompt:
    """The prompt of a language, or the English one."""
    try:
        return load(f"{shelf}/{step}.{language}", folder)
    except AssetMissing:
        return load(f"{shelf}/{step}.en", folder)


def bare(text: str) -> str:
    """A reply without the quotation marks and labels that models put round a sentence."""
    text = " ".join(text.strip().split())
    for label in ("Corrected:", "Corrigido:", "Correção:"):
        text = text.removeprefix(label).strip()
    pairs = (('"', '"'), ("“", "”"), ("«", "»"))
    for left, right in pairs:
        if text.startswith(left) and text.endswith(right) and text.count(left) == (2 if left == right else 1):
            text = text[1:-1].strip()
    return text


async def smooth(
    model: ChatModel, prompt: Prompt, candidate: Candidate, guard: Guard, seed: int
) -> Candidate | None:
    """The candidate as the model mends it; None where nothing changed or the guards refuse the change."""
    request = Request(
        role="writer",
        messages=prompt.messages(text=line(candidate.text)),
        prompt=prompt.ref,
        max_tokens=90,
        temperature=0.0,
        seed=seed,
        stop=("\n",),
    )
    reply = await model.complete(request)
    text = bare(reply.text)
    if text == candidate.text or reply.finish != "stop" or guard.problems(text, source=candidate.text):
        return None
    return candidate.model_copy(update={"text": text, "wording": reply.model})


# What customers should keep in mind, what good service lets them do, what a great experience means: there the
# customer is who it is about. Of other answers a small engine makes the customer do what the staff does.
_TURNED = {"3": "mind", "10": "why", "2": "baseline"}
_MOST_TURNED = 6
_LONGEST_FIELD = 240


_COMPANY = re.compile(r"\b(?:we|us|our|we're|we'll|we've|nós|nos|nosso|nossa|connosco)\b", re.IGNORECASE)


def notes_to_turn(units: Sequence[Unit], guard: Guard, lead: str) -> list[Unit]:
    """Sentences a small engine may say anew: short, present, nobody's name or number, the lead's before others'."""
    if guard.language != guard.voice.language:
        return []
    fits = [unit for unit in units if unit.question in _TURNED and _turnable(unit.text, guard)]
    order = list(_TURNED)
    fits.sort(key=lambda unit: (unit.evidence.participant != lead, order.index(unit.question)))
    return fits[:_MOST_TURNED]


def _turnable(text: str, guard: Guard) -> bool:
    voice = guard.voice
    if any(voice.has(name, text) for name in ("past", "distant", "not_yet")):
        return False
    problems = {problem.key for problem in guard.problems(text)}
    return len(text.split()) in range(5, 23) and not problems & {"digit", "metric", "form", "first_person"}


async def turn(model: ChatModel, prompt: Prompt, unit: Unit, guard: Guard, seed: int) -> Candidate | None:
    """A team's sentence as the customer gets it, worded by a small engine; None where the guards refuse it."""
    request = Request(
        role="writer",
        messages=prompt.messages(text=line(cut(unit.text, 599))),
        prompt=prompt.ref,
        max_tokens=60,
        seed=seed,
        stop=("\n",),
    )
    reply = await model.complete(request)
    text = bare(reply.text)
    said, given = guard.content(text), set(guard.content(unit.text))
    new = [key for key in said if key not in given]
    same = guard.voice.negations(text) == guard.voice.negations(unit.text)
    same = same and bool(_COMPANY.search(text)) == bool(_COMPANY.search(unit.text))
    if reply.finish != "stop" or not same or len(new) > 1 or len(said) < 2 or guard.problems(text):
        return None
    angle = _TURNED[unit.question]
    return Candidate(text=text, angle=angle, evidence=(unit.id,), wording=reply.model)


async def word(
    model: ChatModel,
    prompt: Prompt,
    angle: tuple[str, Angle],
    notes: str,
    language: str,
    organisation: str,
    guard: Guard,
    seed: int,
) -> Candidate | None:
    """A strong model's statement for one angle; asked once more with the reasons where the guards refuse it."""
    key, told = angle
    messages = prompt.messages(
        language=language,
        organisation=line(organisation, 120) if gate.passes(organisation, held=organisation) else "",
        angle=f"{told.title}: {told.why}",
        notes=fence(notes, marker()),
    )
    for _ in range(2):
        request = Request(
            role="writer", messages=messages, prompt=prompt.ref, max_tokens=400, temperature=0.7, seed=seed
        )
        reply = await model.structured(request, Worded)
        text = bare(reply.value.statement)
        problems = guard.problems(text)
        if not problems:
            return Candidate(
                text=text,
                angle=key,
                evidence=(),
                wording=reply.completion.model,
                feel=_kept(reply.value.feel, guard),
                think=_kept(reply.value.think, guard),
                do=_kept(reply.value.do, guard),
            )
        again = "It cannot be shown yet: " + " ".join(problem.text for problem in problems) + " Write it again."
        messages = (
            *messages,
            Message(role="assistant", content=text),
            Message(role="user", content=again),
        )
    return None


def _kept(text: str, guard: Guard) -> str:
    """A field of the reply, or nothing where it says what no source holds."""
    return " ".join(text.split()) if len(text) <= _LONGEST_FIELD and guard.repeats(text) else ""


def notes_of(units: Sequence[Unit], records: Records, beside: Sequence[str]) -> str:
    """The facts a strong writer sees: answers by question, records of customers, then guidance and a contrast.

    Texts are cut where no card number or the like is cut in two: the gate to a remote model masks only whole ones.
    """
    seen = [f"[{unit.evidence.source}] {line(cut(unit.text, 399), 400)}" for unit in units if unit.question][:100]
    return "\n".join([*seen, *records.lines(), *(line(one, 500) for one in beside)])


async def gather_words(
    tasks: Sequence["asyncio.Task[Candidate | None]"],
) -> tuple[list[Candidate], list[ModelError]]:
    """What came out of several calls: candidates, and the errors of those that failed. A reached cap stops all."""
    done = await asyncio.gather(*tasks, return_exceptions=True)
    found = [item for item in done if isinstance(item, Candidate)]
    errors = [item for item in done if isinstance(item, ModelError)]
    for item in done:
        if isinstance(item, BaseException) and not isinstance(item, ModelError):
            raise item
        if isinstance(item, BudgetReached) and not found:
            raise item
    return found, errors
