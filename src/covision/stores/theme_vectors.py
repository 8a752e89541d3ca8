"""Vectors of the sentences that themes are found in: kept for each project apart, so that they go with it."""

from collections.abc import Sequence

import numpy as np

from covision.domain.search import Embedder, Vectors
from covision.stores.cache import VectorCache, digest


def space_of(model: str, project: str) -> str:
    """The name under which the cache keeps these vectors."""
    return f"{model} themes {project}"


class ThemeVectors:
    """An `Embedder` that embeds each sentence of a project once; a sentence that came again costs nothing.

    Made for one search: once words of the project are erased it keeps no more vectors, they may be of those words.
    """

    def __init__(self, embedder: Embedder, cache: VectorCache, project: str) -> None:
        self._embedder = embedder
        self._cache = cache
        self._project = project
        self._emptied = cache.emptied(space_of(embedder.name, project))

    @property
    def name(self) -> str:
        """Identity of the vector space."""
        return self._embedder.name

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return self._embedder.dimension

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Rows of unit length; raises `ModelError`."""
        if not texts:
            return self._embedder.embed(texts)
        space = space_of(self.name, self._project)
        keys = [digest(text) for text in texts]
        found = self._cache.get(space, list(dict.fromkeys(keys)), self.dimension)
        asked = {key: text for key, text in zip(keys, texts, strict=True) if key not in found}
        if asked:
            made = dict(zip(asked, self._embedder.embed(list(asked.values())), strict=True))
            self._cache.put(space, made, self._emptied)
            found |= made
        return np.stack([found[key] for key in keys])
