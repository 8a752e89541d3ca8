"""A bakery laid out for rewriting, and models that say what they are told."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from covision import assets
from covision.domain.model import Completion, ModelInfo, Request, Structured
from covision.domain.project import Material, Organisation, Participant
from covision.domain.research import ResearchSource, Snippet
from covision.steps.boarding.said import Words
from covision.steps.corpus import load_corpus
from covision.steps.rewriting.room import Room, room_of
from covision.steps.rubric import load_lexicon
from covision.steps.support.sources import ground
from covision.steps.theming.lists import load_lists

SHELF = assets.folder("prompts")
STATEMENT = (
    "Our friendly, professional team gives you quality bread, and you go home feeling that somebody knew you."
)
PORTUGUESE = (
    "Garantimos que cada hóspede recebe um serviço simpático e profissional, e leva consigo algo desta terra."
)
ANSWERS = {
    "2": "The customer goes home with bread that still tastes of somebody's hands.",
    "8": "in use: feel looked after, know what is in the bread\nin trouble: feel believed, tell us instead of the street",
    "9": "Whoever comes in goes out feeling that somebody knew them, with bread they are proud to put on the table.",
    "11": "We always tell you what is in the bread.",
    "12": "On a good day we bag the regulars' loaves before they reach the counter.",
}
REVIEWS = ("She had my loaf half out of the rack before I spoke.", "Lovely bread, slow queue on Saturdays.")


def material(language: str = "en", answers: dict[str, str] | None = None) -> Material:
    snippets = tuple(
        Snippet(id=f"s{at}", text=text, source="reviews", row=at) for at, text in enumerate(REVIEWS, start=1)
    )
    return Material(
        organisation=Organisation(name="Harbour Street Bakery", sector="bakery", language=language),
        participants=(Participant(id="marta", role="owner", answers=answers or ANSWERS),),
        research=(ResearchSource(name="reviews", rows=2, read=2, snippets=snippets),),
    )


def room(given: Material | None = None) -> Room:
    told = given or material()
    language = told.organisation.language
    lexicon = load_lexicon(language)
    sources = ground(told, Words(lexicon, load_lists(language))) if lexicon is not None else None
    return room_of(told, load_corpus(assets.folder("corpus")), lexicon, SHELF, sources)


@lru_cache
def bakery() -> Room:
    return room()


class Telling:
    """A model whose wordings are given, one list a call; every request is kept."""

    def __init__(self, *replies: Sequence[str], tier: str = "strong", fails: Exception | None = None) -> None:
        self.info = ModelInfo.model_validate({"name": "test/telling", "tier": tier})
        self.replies = [list(one) for one in replies]
        self.asked: list[Request] = []
        self.fails = fails

    async def structured(self, request: Request, shape: Any) -> Any:
        self.asked.append(request)
        if self.fails is not None:
            raise self.fails
        value = shape.model_validate({"wordings": self.replies.pop(0) if self.replies else []})
        return Structured(value=value, completion=Completion(text="", model=self.info.name), rung="schema")

    async def complete(self, request: Request) -> Completion:
        self.asked.append(request)
        if self.fails is not None:
            raise self.fails
        return Completion(text=self.replies[0][len(self.asked) - 1], model=self.info.name)
