"""Ports of search: embeddings, the vector index, and the searcher that the steps ask."""

from collections.abc import Mapping, Sequence
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from covision.domain.base import Frozen, Language

Vectors = NDArray[np.float32]
PassageKind = Literal["snippet", "answer", "guidance", "vision", "glossary"]


class Passage(Frozen):
    """A text that can be found: `workspace` is a project id, or `corpus` for what ships."""

    id: str
    workspace: str
    kind: PassageKind
    text: str
    source: str
    language: Language | None = None
    participant: str | None = None
    start: int = 0
    end: int = 0
    copies: int = 1


class Hit(Frozen):
    """A found passage. `score` is higher for better; `dense` is cosine similarity in -1..1 where known."""

    passage: Passage
    score: float
    dense: float | None = None
    keyword_rank: int | None = None
    dense_rank: int | None = None


class Embedder(Protocol):
    """Turns texts into unit vectors; `name` and `dimension` identify the space."""

    @property
    def name(self) -> str:
        """Identity of the vector space, model and version."""

    @property
    def dimension(self) -> int:
        """Length of a vector."""

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Rows of unit length, shape (len(texts), dimension), float32; raises `ModelError`."""


class VectorIndex(Protocol):
    """A rebuildable cache of vectors by id; holds no text. Similarity is cosine, higher is nearer."""

    def put(self, collection: str, ids: Sequence[str], vectors: Vectors) -> None:
        """Add or replace vectors."""

    def drop(self, collection: str, ids: Sequence[str]) -> None:
        """Forget vectors; unknown ids are ignored."""

    def nearest(self, collection: str, vector: Vectors, k: int) -> list[tuple[str, float]]:
        """The `k` nearest ids with their cosine similarity, best first."""

    def has(self, collection: str, ids: Sequence[str]) -> set[str]:
        """Which of these ids can be found."""

    def clear(self, collection: str) -> None:
        """Forget a whole collection."""


class Searcher(Protocol):
    """Hybrid search over workspaces; what the steps ask."""

    def put(self, passages: Sequence[Passage]) -> None:
        """Keep passages with their vectors; a passage with the same id and text costs nothing."""

    def search(
        self,
        query: str,
        *,
        workspaces: Sequence[str],
        kinds: Sequence[PassageKind] = (),
        language: Language | None = None,
        k: int = 8,
        exclude: Sequence[str] = (),
    ) -> list[Hit]:
        """Keyword and dense search, fused by reciprocal rank, best first."""

    def similarity(self, texts: Sequence[str], others: Sequence[str]) -> Vectors:
        """Cosine similarity, shape (len(texts), len(others))."""

    def passages(self, ids: Sequence[str]) -> Mapping[str, Passage]:
        """The passages with these ids; missing ones are left out."""

    def erase(self, workspace: str) -> None:
        """Erase a workspace's passages, vectors and keyword entries."""
