"""Scorecards by measures alone: rules, and the learned reading where nothing must be fetched for it."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from covision.domain.project import Material
from covision.measures.learned import Learned
from covision.steps.learned import load_learned
from covision.steps.score import Known, Scorer, ScoringContext, context_of
from covision.steps.score_reading import Embed

if TYPE_CHECKING:
    from covision.wiring.house import House

KEPT = 4
"""Scorers that are kept: the texts of a project are read once for many statements."""


class Scoring:
    """The scorers of a house. They may be asked from several threads."""

    def __init__(self, house: "House") -> None:
        self._house = house
        self._kept: list[tuple[object, Scorer]] = []

    @property
    def learned(self) -> Learned | None:
        """The shipped learned reading; None where it is missing."""
        return load_learned(self._house.settings.assets)

    @property
    def embed(self) -> Embed | None:
        """Vectors for the learned reading: only by the embedding model it was made with, and only where its weights
        are here already."""
        return embed_of(self._house, self.learned)

    def of(self, material: Material | None = None, language: str = "en") -> Scorer:
        """The scorer of a project, or without one of a language."""
        if material is not None:
            return self._scorer(material, lambda: context_of(material, self._house.corpus))
        known = tuple(Known(owner=vision.owner, text=vision.text) for vision in self._house.corpus.visions)
        return self._scorer(language, lambda: ScoringContext(language=language, statements=known))

    def _scorer(self, key: object, context: Callable[[], ScoringContext]) -> Scorer:
        embed = self.embed
        wanted = (key, embed is not None)
        for known, scorer in self._kept:
            if known == wanted:
                return scorer
        about = context()
        house = self._house
        scorer = Scorer(house.rubric(about.language), house.lexicon(about.language), about, self.learned, embed)
        self._kept = [(wanted, scorer), *self._kept[: KEPT - 1]]
        return scorer


def embed_of(house: "House", learned: Learned | None) -> Embed | None:
    """The embedder of the house, where it is the one that the reading was made with and nothing must be fetched."""
    if learned is None or house.settings.embeddings.strip().lower() != "local":
        return None
    embedder = house.embedder
    ready: Callable[[], bool] | None = getattr(embedder, "ready", None)
    if embedder.name != learned.embeddings or ready is None or not ready():
        return None
    return lambda texts: embedder.embed(list(texts))
