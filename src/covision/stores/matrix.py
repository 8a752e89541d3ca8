"""An exact scan over vectors that are held in memory: the answer while the index is missing, behind or too narrow.

Float32, so 100,000 vectors of 384 numbers are 154 MB; the workspace asked last stays, others where there is room.
"""

import threading
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from covision.domain.search import Vectors
from covision.stores.index_numpy import top
from covision.stores.passages import SqlPassages

MOST = 120_000
"""Vectors held at once, unless one workspace alone has more."""

_PART = 4_000


@dataclass(frozen=True)
class _Held:
    changes: int
    keys: NDArray[np.int64]
    rows: Vectors


class Matrices:
    """Vectors of workspaces, read from SQL once and brought up to date by what changed. Thread-safe."""

    def __init__(self, passages: SqlPassages, model: str, dimension: int) -> None:
        self._passages = passages
        self._model, self._dimension = model, dimension
        self._held: dict[str, _Held] = {}
        self._guard = threading.Lock()

    def nearest(
        self, workspace: str, vector: Vectors, k: int, among: Sequence[int] | None = None
    ) -> list[tuple[int, float]]:
        """The `k` nearest keys with their similarity, nearest first; `among` narrows them, in ascending order."""
        held = self._now(workspace)
        scores = np.asarray(held.rows @ vector, dtype=np.float32)
        keys = held.keys
        if among is not None:
            wanted = np.asarray(among, dtype=np.int64)
            places = np.searchsorted(keys, wanted)
            places = places[(places < len(keys)) & (keys[np.minimum(places, len(keys) - 1)] == wanted)]
            keys, scores = keys[places], scores[places]
        return [(int(keys[at]), float(scores[at])) for at in top(scores, k)]

    def drop(self, *workspaces: str) -> None:
        """Let the memory go."""
        with self._guard:
            for workspace in workspaces:
                self._held.pop(workspace, None)

    def _now(self, workspace: str) -> _Held:
        with self._guard:
            changes = self._passages.changes(workspace)
            held = self._held.get(workspace)
            if held is None or held.changes != changes:
                held = self._read(workspace, changes, held)
                self._held.pop(workspace, None)
                # Two large workspaces would be too much for a small computer.
                while self._held and sum(len(one.keys) for one in self._held.values()) + len(held.keys) > MOST:
                    self._held.pop(next(iter(self._held)))
                self._held[workspace] = held
            return held

    def _read(self, workspace: str, changes: int, before: _Held | None) -> _Held:
        wanted = self._passages.keys_with_vector(workspace, self._model, self._dimension)
        keys = np.asarray(wanted, dtype=np.int64)
        rows = np.zeros((len(keys), self._dimension), dtype=np.float32)
        known = np.zeros(len(keys), dtype=bool)
        if before is not None and len(before.keys) and len(keys):
            places = np.searchsorted(before.keys, keys)
            known = (places < len(before.keys)) & (before.keys[np.minimum(places, len(before.keys) - 1)] == keys)
            rows[known] = before.rows[places[known]]
        missing = np.flatnonzero(~known)
        for at in range(0, len(missing), _PART):
            part = missing[at : at + _PART]
            found = self._passages.vectors_of(self._model, self._dimension, [int(keys[place]) for place in part])
            for place in part:
                vector = found.get(int(keys[place]))
                if vector is not None:
                    rows[place] = vector
        return _Held(changes, keys, rows)
