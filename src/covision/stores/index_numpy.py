"""A vector index in memory: an exact scan, the same answer every time."""

import threading
from collections.abc import Sequence

import numpy as np

from covision.domain.search import Vectors
from covision.errors import IndexUnavailable


class NumpyIndex:
    """A `VectorIndex` that is empty at every start and is filled again from SQL."""

    def __init__(self) -> None:
        self._held: dict[str, tuple[list[str], dict[str, int], Vectors]] = {}
        self._guard = threading.RLock()

    def put(self, collection: str, ids: Sequence[str], vectors: Vectors) -> None:
        """Add or replace vectors, shape (len(ids), dimension)."""
        with self._guard:
            names, places, matrix = self._held.get(collection, ([], {}, vectors[:0]))
            newest = {name: at for at, name in enumerate(ids)}
            kept = [at for at, name in enumerate(names) if name not in newest]
            names = [*(names[at] for at in kept), *newest]
            unit = _unit(vectors[list(newest.values())])
            matrix = np.concatenate([matrix[kept], unit]) if kept else unit
            places = {name: at for at, name in enumerate(names)}
            self._held[collection] = (names, places, matrix)

    def drop(self, collection: str, ids: Sequence[str]) -> None:
        """Forget vectors; unknown ids are ignored."""
        with self._guard:
            if collection not in self._held:
                return
            names, _, matrix = self._held[collection]
            gone = set(ids)
            kept = [at for at, name in enumerate(names) if name not in gone]
            names = [names[at] for at in kept]
            self._held[collection] = (names, {name: at for at, name in enumerate(names)}, matrix[kept])

    def nearest(self, collection: str, vector: Vectors, k: int) -> list[tuple[str, float]]:
        """The `k` nearest ids with their cosine similarity, best first; equals in order of entry."""
        with self._guard:
            if collection not in self._held:
                raise IndexUnavailable(f"The index has no collection {collection}.")
            names, _, matrix = self._held[collection]
        scores = matrix @ _unit(vector.reshape(1, -1))[0]
        order = top(scores, k)
        return [(names[at], float(scores[at])) for at in order]

    def has(self, collection: str, ids: Sequence[str]) -> set[str]:
        """Which of these ids can be found."""
        with self._guard:
            _, places, _ = self._held.get(collection, ([], {}, np.zeros((0, 0), dtype=np.float32)))
            return {name for name in ids if name in places}

    def clear(self, collection: str) -> None:
        """Forget a whole collection."""
        with self._guard:
            self._held.pop(collection, None)

    def close(self) -> None:
        """Forget everything."""
        with self._guard:
            self._held.clear()


def top(scores: Vectors, k: int) -> list[int]:
    """Places of the `k` highest scores, highest first; equals in order of place."""
    count = min(k, len(scores))
    if count <= 0:
        return []
    if count < len(scores):
        # Everything as good as the k-th, so that equals are cut by place and not by chance.
        least = np.partition(scores, len(scores) - count)[len(scores) - count]
        places = np.flatnonzero(scores >= least)
    else:
        places = np.arange(len(scores))
    order = np.lexsort((places, -scores[places]))
    return [int(places[at]) for at in order[:count]]


def _unit(vectors: Vectors) -> Vectors:
    length = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.where(length == 0, 1, length), dtype=np.float32)
