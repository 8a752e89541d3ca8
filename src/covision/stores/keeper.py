"""Keeps the vector index level with SQL, in the background, without embedding anything again."""

import hashlib
import logging
import threading
import time
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from covision.domain.search import VectorIndex, Vectors
from covision.errors import IndexUnavailable, StorageError
from covision.stores.passages import SqlPassages

log = logging.getLogger(__name__)

SAMPLE = 16
_LEAST_SELF = 0.999
_BATCH = 1_000
_AGAIN_AFTER = 30.0


@dataclass(frozen=True)
class IndexReport:
    """How one workspace's index stands. `findable`: those of `sampled` vectors that find themselves."""

    workspace: str
    passages: int
    vectors: int
    indexed: int
    sampled: int
    findable: int
    problem: str = ""

    @property
    def level(self) -> bool:
        """True if the index holds all that SQL holds, and can find it."""
        return not self.problem and self.vectors == self.indexed and self.sampled == self.findable


class IndexKeeper:
    """One worker thread writes to the index; a workspace is asked there only after a parity check by query.

    Parity is never judged by a count: an index can hold vectors that it does not find.
    """

    def __init__(self, passages: SqlPassages, index: VectorIndex, model: str, dimension: int) -> None:
        self._passages = passages
        self._index = index
        self._model = model
        self._dimension = dimension
        self._guard = threading.RLock()
        self._level: set[str] = set()
        self._behind: set[str] = set()
        self._versions: dict[str, tuple[int, str]] = {}
        self._abandoned: set[str] = set()
        self._running: dict[str, Future[None]] = {}
        self._not_before: dict[str, float] = {}
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="covision-index")

    def collection(self, workspace: str) -> str:
        """The name of a workspace's collection: another embedding model or corpus has another name."""
        version = self._version(workspace)
        parts = [_short(workspace), _short(f"{self._model}/{self._dimension}")]
        return "-".join(["w", *parts, *([_short(version)] if version else [])])

    def _version(self, workspace: str) -> str:
        # Asked at every search; it changes only where passages do.
        changes = self._passages.changes(workspace)
        known = self._versions.get(workspace)
        if known is None or known[0] != changes:
            known = (changes, self._passages.version(workspace))
            self._versions[workspace] = known
        return known[1]

    def nearest(self, workspaces: Sequence[str], vector: Vectors, k: int) -> list[list[tuple[int, float]]] | None:
        """The `k` nearest keys of each workspace with similarity; None, and work begun, where one is not level."""
        names = {workspace: self.collection(workspace) for workspace in workspaces}
        with self._guard:
            late = [item for item in names if names[item] not in self._level or item in self._behind]
        for workspace in late:
            self.catch_up(workspace)
        if late:
            return None
        found = []
        for workspace, name in names.items():
            try:
                got = self._index.nearest(name, vector, k)
            except IndexUnavailable as error:
                log.warning("The index does not answer; SQL does: %s", error)
                with self._guard:
                    self._level.discard(name)
                self.catch_up(workspace)
                return None
            found.append([(int(key), score) for key, score in got if key.isdigit()])
        return found

    def catch_up(self, workspace: str, now: bool = False) -> None:
        """Begin to bring a workspace's index up to date; after a failure not again for 30 seconds, unless `now`."""
        with self._guard:
            self._behind.add(workspace)
            if workspace in self._running or (not now and time.monotonic() < self._not_before.get(workspace, 0)):
                return
            self._running[workspace] = self._worker.submit(self._run, workspace)

    def _run(self, workspace: str) -> None:
        failed = True
        try:
            while True:
                with self._guard:
                    if workspace not in self._behind:
                        failed = False
                        # In one breath with the look: what comes later starts a run of its own.
                        del self._running[workspace]
                        return
                    self._behind.discard(workspace)
                self._bring(workspace)
                self._not_before.pop(workspace, None)
        except (IndexUnavailable, StorageError) as error:
            log.warning("The index of %s is not up to date; SQL answers: %s", workspace, error)
        finally:
            if failed:
                with self._guard:
                    self._behind.add(workspace)
                    self._not_before[workspace] = time.monotonic() + _AGAIN_AFTER
                    self._running.pop(workspace, None)

    def _bring(self, workspace: str) -> None:
        if not self._passages.count(workspace):
            return
        name = self.collection(workspace)
        for old in self._passages.enter_collection(workspace, name):
            self._forget([old])
        keys = self._passages.keys_with_vector(workspace, self._model, self._dimension)
        if not keys:
            return
        try:
            self._add_missing(name, keys)
            gone = self._passages.leftovers(workspace)
            self._index.drop(name, [str(key) for key in gone])
            self._passages.strike_leftovers(gone)
            if name not in self._level and self._lost(name, keys):
                raise IndexUnavailable("vectors that are there are not found")
        except IndexUnavailable as error:
            log.warning("The index of %s is made anew: %s", workspace, error)
            self._index.clear(name)
            self._add_missing(name, keys)
            if self._lost(name, keys):
                raise
        with self._guard:
            self._level.add(name)

    def _add_missing(self, name: str, keys: Sequence[int]) -> None:
        held = self._index.has(name, [str(key) for key in keys])
        missing = [key for key in keys if str(key) not in held]
        for at in range(0, len(missing), _BATCH):
            if name in self._abandoned:
                raise IndexUnavailable("its words are being erased")
            part = self._passages.vectors_of(self._model, self._dimension, missing[at : at + _BATCH])
            if part:
                self._index.put(name, [str(key) for key in part], np.stack(list(part.values())))

    def _lost(self, name: str, keys: Sequence[int]) -> list[int]:
        """Of a sample spread over all keys, those that a query by their own vector does not find."""
        if not keys:
            return []
        places = np.unique(np.linspace(0, len(keys) - 1, SAMPLE).astype(int))
        sample = [keys[int(place)] for place in places]
        lost = []
        for key, vector in self._passages.vectors_of(self._model, self._dimension, sample).items():
            # A text without any known word has the zero vector, which nothing is near to.
            if not np.any(vector):
                continue
            got = self._index.nearest(name, vector, 1)
            # Another passage with the same words is as good: what counts is that this place is found.
            if not got or got[0][1] < _LEAST_SELF:
                lost.append(key)
        return lost

    def forget(self, workspace: str) -> None:
        """Remove a workspace's collections from the index, and wait until they are gone.

        Raises `IndexUnavailable`; what could not be removed is tried again at the next start.
        """
        names = self._passages.collections(workspace)
        with self._guard:
            self._behind.discard(workspace)
            # Filling a large collection takes minutes; nobody waits for one that goes.
            self._abandoned.update(names)
        # On the worker, so that no vectors are put after the names were read.
        self._worker.submit(lambda: self._forget(self._passages.collections(workspace))).result()

    def forget_erased(self) -> None:
        """Begin to remove the collections of workspaces that were erased when the process ended."""
        if self._passages.orphans():
            self._worker.submit(self._forget_orphans)

    def _forget_orphans(self) -> None:
        try:
            self._forget(self._passages.orphans())
        except (IndexUnavailable, StorageError) as error:
            log.warning("Erased vectors are still in the index: %s", error)

    def _forget(self, names: Sequence[str]) -> None:
        for name in names:
            with self._guard:
                self._level.discard(name)
            self._index.clear(name)
            self._passages.strike_collection(name)
            with self._guard:
                self._abandoned.discard(name)

    def settle(self, timeout: float | None = None) -> None:
        """Wait for the work that was begun; raises `TimeoutError`."""
        while True:
            with self._guard:
                waiting = list(self._running.values())
            if not waiting:
                return
            for future in waiting:
                future.result(timeout)

    def report(self) -> list[IndexReport]:
        """How each workspace's index stands, found out by asking it."""
        self.settle()
        return [self._report(workspace) for workspace in self._passages.names()]

    def _report(self, workspace: str) -> IndexReport:
        name = self.collection(workspace)
        keys = self._passages.keys_with_vector(workspace, self._model, self._dimension)
        indexed = sampled = lost = 0
        problem = ""
        try:
            indexed = len(self._index.has(name, [str(key) for key in keys]))
            sampled = min(len(keys), SAMPLE)
            lost = len(self._lost(name, keys))
        except IndexUnavailable as error:
            problem = error.message()
        return IndexReport(
            workspace=workspace,
            passages=self._passages.count(workspace),
            vectors=len(keys),
            indexed=indexed,
            sampled=sampled,
            findable=sampled - lost,
            problem=problem,
        )

    def rebuild(self) -> None:
        """Throw every collection away and fill it again from SQL. Waits for the end."""
        for workspace in self._passages.names():
            self.forget(workspace)
            self.catch_up(workspace, now=True)
        self.settle()

    def close(self) -> None:
        """Stop after the work at hand; what is left is done at the next start."""
        with self._guard:
            self._behind.clear()
        self._worker.shutdown(wait=True, cancel_futures=True)


def _short(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:20]
