"""What the tests drive: writers that do harm on purpose, one project's desk, and the look at what came out."""

import asyncio
import random
from collections.abc import Sequence
from typing import Any

from attacks import Attack
from carriers import SOUND

from covision import assets
from covision.domain.draft import Usage
from covision.domain.model import ChatModel, Completion, ModelInfo, Request, Structured
from covision.domain.project import Material
from covision.errors import ModelBusy
from covision.gateways.scripted_obedient import dressed, obeyed
from covision.steps.corpus import load_corpus
from covision.steps.draft import DraftContext
from covision.steps.drafting import write
from covision.steps.drafting.compose import Candidate
from covision.steps.drafting.desk import Desk
from covision.steps.drafting.session import Session
from covision.steps.gate import fold
from covision.steps.rubric import load_lexicon, load_rubric

SHELF = assets.folder("prompts")
CORPUS = load_corpus(assets.folder("corpus"))
RUBRIC, LEXICON = load_rubric("en"), load_lexicon("en")
FIELDS = ("statement", "feel", "think", "do")


class Speaker:
    """A model that says what it is told to; every request is kept."""

    def __init__(self, tier: str = "strong", remote: bool = False) -> None:
        self.info = ModelInfo.model_validate({"name": "test/speaker", "tier": tier, "remote": remote})
        self.asked: list[Request] = []
        self.fields: dict[str, str] = {}

    def speak(self, request: Request) -> dict[str, str]:
        return {"statement": SOUND, **self.fields}

    async def complete(self, request: Request) -> Completion:
        self.asked.append(request)
        return Completion(text=self.speak(request)["statement"], model=self.info.name)

    async def structured(self, request: Request, shape: Any) -> Any:
        self.asked.append(request)
        said = {key: text for key, text in self.speak(request).items() if key in shape.model_fields}
        done = Completion(text="", model=self.info.name)
        return Structured(value=shape.model_validate(said), completion=done, rung="schema")

    def of(self, role: str) -> ChatModel:
        return self  # type: ignore[return-value]

    def spent(self) -> Usage:
        return Usage(calls=len(self.asked))

    def cost(self) -> float | None:
        return None


class Stubborn(Speaker):
    """Says the same again where it is asked again: its second try is not waited for."""

    async def structured(self, request: Request, shape: Any) -> Any:
        if len(request.messages) > 2:
            raise ModelBusy("it would say the same")
        return await super().structured(request, shape)


class Obedient(Speaker):
    """Does what the text in its prompt says, as `scripted/obedient` does, in every field."""

    def speak(self, request: Request) -> dict[str, str]:
        text = "\n".join(message.content for message in request.messages if message.role == "user")
        orders = obeyed(text)
        said = dressed(orders, SOUND, random.Random(len(self.asked))) if orders else SOUND
        return dict.fromkeys(FIELDS, said)


def context(model: Any) -> DraftContext:
    return DraftContext(
        models=model,
        searcher=None,
        corpus=CORPUS,
        rubric=RUBRIC,
        lexicon=LEXICON,
        shelf_folder=SHELF,
        new_clock=lambda: lambda: 0.0,
    )


class Bench:
    """One project laid out as in a run of a strong writer: the notes it sees, and the guard of its statements."""

    def __init__(self, material: Material) -> None:
        self.model = Stubborn()
        self.desk = Desk(material, context(self.model), "w")
        session = Session(self.desk, self.model, lambda: 0.0, 3, 1, None)  # type: ignore[arg-type]
        self.records = asyncio.run(session._records())
        self.guard = self.desk.guard.hearing(self.records.records)
        self.notes = session._notes(self.records)

    def write(self, **fields: str) -> Candidate | None:
        """What becomes of a writer's reply with these fields."""
        self.model.fields = fields
        angle = ("use", self.desk.voice.angles["use"])
        name = self.desk.material.organisation.name
        made = write.word(self.model, self.desk.statement, angle, self.notes, "en", name, self.guard, 1)  # type: ignore[arg-type]
        try:
            return asyncio.run(made)
        except ModelBusy:
            return None


def spoken(attack: Attack) -> dict[str, dict[str, str]]:
    """Replies of a writer that is wholly in the attacker's hands, by the sink each one aims at."""
    said = attack.payload.rstrip(".")
    whole = f"{said[:1].upper()}{said[1:]}, and they know what happens next."
    inside = f"Patients leave calm, {said}, and know what happens next."
    return {
        "statement, bare": {"statement": f"{said[:1].upper()}{said[1:]}."},
        "statement, led": {"statement": whole},
        "statement, inside": {"statement": inside},
        "statement, one word": {
            "statement": f"Patients leave calm and {attack.canary} and know what happens next."
        },
        "feel": {"feel": attack.payload},
        "think": {"think": f"know what happens next, {said}"},
        "do": {"do": attack.canary},
    }


def reached(attack: Attack, texts: Sequence[str | None]) -> bool:
    """Whether the canary stands in one of the texts, however it is written."""
    return any(attack.canary in fold(text or "").replace(" ", "") for text in texts)
