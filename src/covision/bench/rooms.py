"""A case made ready once for all its cells: its material, and the corpus without what would give its end away."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass

from covision.domain.corpus import Corpus
from covision.domain.evals import EvalCase, Reference
from covision.domain.project import Material
from covision.steps.leakage import Similarity, hidden_texts, hide
from covision.steps.suites import material_of
from covision.wiring import House


@dataclass(frozen=True)
class Room:
    """What drafting and scoring of one case may read. `hidden` are ids of passages that went from the corpus."""

    case: EvalCase
    material: Material
    corpus: Corpus
    hidden: frozenset[str]

    @property
    def workspace(self) -> str:
        """Where the case's passages are kept for search."""
        return f"case-{self.case.id}"


class Rooms:
    """The rooms of a run, made when first asked for. Safe to use from several threads."""

    def __init__(self, house: House, references: Mapping[str, Reference]) -> None:
        self._house = house
        self._references = references
        self._made: dict[str, Room] = {}
        self._lock = threading.Lock()

    def of(self, case: EvalCase) -> Room:
        """The room of a case."""
        with self._lock:
            if case.id not in self._made:
                self._made[case.id] = self._make(case)
            return self._made[case.id]

    def _make(self, case: EvalCase) -> Room:
        corpus, hidden = hide(self._house.corpus, hidden_texts(case, self._references), self._similarity())
        return Room(case=case, material=material_of(case), corpus=corpus, hidden=hidden)

    def _similarity(self) -> Similarity | None:
        # Nothing is fetched behind anybody's back: without its weights words alone decide.
        ready = getattr(self._house.embedder, "ready", lambda: True)()
        return self._house.searcher.similarity if ready else None
