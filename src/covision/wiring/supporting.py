"""The check of grounding for one project, with the word lists, vectors and themes of the house."""

import asyncio
import threading

from covision.domain.base import Span
from covision.domain.draft import ClauseKind, Draft
from covision.domain.project import Material
from covision.domain.support import Claim, SupportReport
from covision.errors import CovisionError
from covision.gateways.embeddings import HashingEmbedder
from covision.measures.text import sentences
from covision.steps.boarding.said import Words
from covision.steps.boarding.tensions import LANGUAGES
from covision.steps.support.check import report
from covision.steps.support.claims import claims_of
from covision.steps.support.sources import Ground, ground, similarity_of
from covision.steps.themes import find_themes
from covision.steps.theming.lists import load_lists
from covision.wiring.house import House


def ground_of(house: House, material: Material) -> Ground | None:
    """A project's sources made ready for checking; None in a language without word lists.

    Meaning is compared where the embedding model needs no download. Research without themes is themed here, since
    what customers say most often is a part of the check.
    """
    language = material.organisation.language
    lexicon = house.lexicon(language)
    if lexicon is None or language not in LANGUAGES:
        return None
    ready = _ready(house)
    if material.themes is None and material.snippets():
        # Themes by words alone are better than waiting for a download that nobody asked for.
        embedder = house.embedder if ready else HashingEmbedder()
        material = material.model_copy(update={"themes": asyncio.run(find_themes(material.research, embedder))})
    vectors = similarity_of(house.embedder) if ready and not isinstance(house.embedder, HashingEmbedder) else None
    return ground(material, Words(lexicon, load_lists(language, house.settings.assets)), vectors)


def support_of(draft: Draft, sources: Ground) -> SupportReport:
    """What a draft rests on, its own citations compared."""
    return report(draft.statement, sources, draft=draft)


def _ready(house: House) -> bool:
    ready = getattr(house.embedder, "ready", None)
    try:
        return ready is None or bool(ready())
    except CovisionError:
        return False


def clauses_of(house: House, statement: str, language: str, name: str = "") -> list[tuple[Span, ClauseKind]]:
    """The clauses of a statement with their types; in a language without word lists its sentences, untyped."""
    lexicon = house.lexicon(language)
    if lexicon is None or language not in LANGUAGES:
        return [(one, "aspiration") for one in sentences(statement)]
    words = Words(lexicon, load_lists(language, house.settings.assets))
    return [(span, kind) for span, kind, _ in claims_of(statement, words, name)]


class Grounds:
    """What a check found for the statement that was checked last; words of one project at a time are held."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._held: tuple[str, Material, Ground] | None = None
        self._found: tuple[str, tuple[Claim, ...]] | None = None
        self._lock = threading.Lock()

    def check(self, project: str, material: Material, statement: str) -> tuple[Claim, ...] | None:
        """The claims of a statement with what carries or contradicts them; None where there are no word lists."""
        with self._lock:
            if self._held is None or self._held[:2] != (project, material):
                self._held = self._found = None
                made = ground_of(self._house, material)
                if made is None:
                    return None
                self._held = (project, material, made)
            found = report(statement, self._held[2]).claims
            self._found = (statement, found)
            return found

    def found(self, project: str, material: Material, statement: str) -> tuple[Claim, ...] | None:
        """What was found, where it was these words and nobody said more since; no work is done."""
        held, found = self._held, self._found
        if held is None or held[0] != project or found is None:
            return None
        if held[1] != material:
            self.forget(project)
            return None
        return found[1] if found[0] == statement else None

    def forget(self, project: str) -> None:
        """Drop what is held of a project's words."""
        if self._held is not None and self._held[0] == project:
            self._held = self._found = None
