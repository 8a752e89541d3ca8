"""The check of grounding for one project, with the word lists, vectors and themes of the house."""

import asyncio

from covision.domain.draft import Draft
from covision.domain.project import Material
from covision.domain.support import SupportReport
from covision.errors import CovisionError
from covision.gateways.embeddings import HashingEmbedder
from covision.steps.boarding.said import Words
from covision.steps.boarding.tensions import LANGUAGES
from covision.steps.support.check import report
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
