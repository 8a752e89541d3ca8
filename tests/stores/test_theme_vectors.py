"""Vectors of sentences are kept for one project, and go with it."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from covision.gateways.embeddings import HashingEmbedder
from covision.stores.cache import CacheFile, VectorCache
from covision.stores.theme_vectors import ThemeVectors, space_of


class Counting(HashingEmbedder):
    asked = 0

    def embed(self, texts: Sequence[str]) -> Any:
        self.asked += len(texts)
        return super().embed(texts)


def test_a_sentence_is_embedded_once_in_a_project_and_forgotten_with_it(tmp_path: Path) -> None:
    file = CacheFile(tmp_path / "cache.sqlite")
    cache, embedder = VectorCache(file), Counting(32)
    one, other = ThemeVectors(embedder, cache, "one"), ThemeVectors(embedder, cache, "other")
    texts = ["A long queue.", "A free seat.", "A long queue."]
    first = one.embed(texts)
    assert embedder.asked == 2 and np.allclose(first, HashingEmbedder(32).embed(texts))
    assert np.array_equal(one.embed(texts), first) and embedder.asked == 2
    other.embed(texts)
    assert embedder.asked == 4, "projects do not share: what one erases would be found in the other"
    cache.forget_space(space_of(one.name, "one"))
    assert not cache.get(space_of(one.name, "one"), [], 32)
    one.embed(texts)
    other.embed(texts)
    assert embedder.asked == 6
    assert one.embed([]).shape == (0, 32) and one.dimension == 32
    file.close()
