"""Embedding each text once: recent vectors in memory, kept ones by the hash of their text."""

import threading
from collections import OrderedDict
from collections.abc import Sequence

import numpy as np

from covision.domain.search import Embedder, Vectors
from covision.errors import ModelError
from covision.stores.cache import VectorCache, digest

_REMEMBERED = 4_096


class Embeddings:
    """An embedder that remembers. Queries are remembered in memory only: they are nobody's passage to erase."""

    def __init__(self, embedder: Embedder, cache: VectorCache | None = None) -> None:
        self._embedder = embedder
        self._cache = cache
        self._recent: OrderedDict[str, Vectors] = OrderedDict()
        self._guard = threading.Lock()

    @property
    def name(self) -> str:
        """Identity of the vector space."""
        return self._embedder.name

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return self._embedder.dimension

    def embed(self, texts: Sequence[str], keep: bool = False) -> Vectors:
        """Unit vectors, shape (len(texts), dimension); with `keep` they go to the cache. Raises `ModelError`."""
        size = self.dimension
        keys = [digest(text) for text in texts]
        with self._guard:
            found = {key: self._recent[key] for key in keys if key in self._recent}
        asked = {key: text for key, text in zip(keys, texts, strict=True) if key not in found}
        if asked and self._cache is not None:
            found |= self._cache.get(self.name, list(asked), size)
            asked = {key: text for key, text in asked.items() if key not in found}
        if asked:
            made = _checked(self._embedder.embed(list(asked.values())), len(asked), size)
            fresh = dict(zip(asked, made, strict=True))
            found |= fresh
            if keep and self._cache is not None:
                self._cache.put(self.name, fresh)
        with self._guard:
            for key in keys:
                self._recent[key] = found[key]
                self._recent.move_to_end(key)
            while len(self._recent) > _REMEMBERED:
                self._recent.popitem(last=False)
        return np.stack([found[key] for key in keys]) if keys else np.zeros((0, size), dtype=np.float32)

    def forget(self, digests: Sequence[str]) -> None:
        """Erase the vectors of these texts, and all that is in memory."""
        with self._guard:
            self._recent.clear()
        if self._cache is not None:
            self._cache.forget(digests)


def _checked(vectors: Vectors, count: int, dimension: int) -> Vectors:
    if vectors.shape != (count, dimension) or not np.all(np.isfinite(vectors)):
        raise ModelError(
            "The embedding model gave vectors that cannot be used.",
            safe="Your texts are kept; search goes by keywords meanwhile.",
            todo="Choose another embedding model in the settings.",
        )
    length = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.where(length == 0, 1, length), dtype=np.float32)
