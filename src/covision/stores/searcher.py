"""Hybrid search: keywords and vectors, fused by reciprocal rank.

SQL is the truth. The vector index is only a faster way to the same answer: wherever it is missing, behind,
damaged or not yet checked, the vectors in SQL are scanned instead, and the index is brought up to date in
the background. Where no vectors can be had (the embedding model is down), keywords alone answer, and
`trouble` says so.
"""

import logging
import threading
from collections.abc import Callable, Collection, Mapping, Sequence

import numpy as np

from covision.domain.base import Language
from covision.domain.search import Embedder, Hit, Passage, PassageKind, VectorIndex, Vectors
from covision.errors import ModelError
from covision.stores.cache import VectorCache
from covision.stores.embeddings import Embeddings
from covision.stores.filling import Filler, Filling, Tell
from covision.stores.index_numpy import top
from covision.stores.keeper import IndexKeeper, IndexReport
from covision.stores.matrix import Matrices
from covision.stores.passages import Filter, Row, SqlPassages

log = logging.getLogger(__name__)

RRF = 60
"""k of reciprocal rank fusion: score = sum over the lists of 1 / (k + rank). Cormack, Clarke and Buettcher 2009."""

_EMBED_BATCH = 256
_FEW = 2_000


class HybridSearcher:
    """A `Searcher` over SQL, a vector index and an embedder. Safe to use from several threads.

    Passage ids are unique within a workspace only. `trouble` is empty, or says why vectors are not used.
    """

    def __init__(
        self, passages: SqlPassages, index: VectorIndex, embedder: Embedder, cache: VectorCache | None = None
    ) -> None:
        self._passages = passages
        self._embeddings = Embeddings(embedder, cache)
        self._model, self._dimension = embedder.name, embedder.dimension
        self._keeper = IndexKeeper(passages, index, embedder.name, embedder.dimension)
        self._matrices = Matrices(passages, embedder.name, embedder.dimension)
        self._filler = Filler(self._fill)
        self._embedding = threading.Lock()
        self.trouble = ""
        self._keeper.forget_erased()

    def put(self, passages: Sequence[Passage]) -> None:
        """Keep passages with their vectors; one with the same id and text costs nothing.

        Texts are kept before they are embedded: a model that fails here costs nothing but the vectors. Where
        `put_later` is at work on a workspace, its vectors are not waited for.
        """
        if passages:
            self._passages.put(passages)
            self._vectorise(
                sorted(name for name in {item.workspace for item in passages} if not self.filling(name))
            )

    def put_later(self, passages: Sequence[Passage]) -> None:
        """Keep passages with their vectors in the background; `filling` tells how far that is."""
        by_workspace: dict[str, list[Passage]] = {}
        for item in passages:
            by_workspace.setdefault(item.workspace, []).append(item)
        for workspace, items in by_workspace.items():
            self._filler.add(workspace, items)

    def filling(self, workspace: str) -> Filling | None:
        """How far `put_later` is with a workspace; None where it is done."""
        return self._filler.now(workspace)

    def _fill(self, passages: Sequence[Passage], tell: Tell) -> None:
        self._passages.put(passages)
        self._vectorise(sorted({item.workspace for item in passages}), tell, lambda: self._filler.closed)

    def sync(self, workspace: str, passages: Sequence[Passage], version: str) -> None:
        """Make a workspace hold exactly these passages; `version` is a digest of their content."""
        if self._passages.version(workspace) != version or self._passages.count(workspace) != len(passages):
            self._passages.sync(workspace, passages, version)
        self._vectorise([workspace])

    def erase(self, workspace: str) -> None:
        """Erase a workspace's passages, vectors and keyword entries, from the files too.

        Raises `StorageError`, or `IndexUnavailable` where the index cannot be reached; both can be tried again.
        """
        self._embeddings.forget(self._passages.erase(workspace))
        self._matrices.drop(workspace)
        self._keeper.forget(workspace)

    def forget_texts(self, workspace: str, ids: Collection[str] | None, digests: Sequence[str]) -> None:
        """Forget texts that are being erased, in memory and in the cache of vectors, and take none of them again.

        `ids` None: the whole workspace. Called while the write that erases them is open. Raises `StorageError`.
        """
        self._embeddings.forget(digests)
        self._passages.bury(workspace, ids)

    def welcome(self, workspace: str, ids: Collection[str] | None) -> None:
        """Passages with these ids may come again; None: what `forget_texts` with None forbade may."""
        self._passages.dig_up(workspace, ids)

    def forget_vectors(self, workspace: str) -> None:
        """Make the index of a workspace anew after some of its passages were erased; what it held goes at once.

        Raises `IndexUnavailable`; what could not be removed is tried again at the next start.
        """
        self._passages.changed(workspace)
        self._matrices.drop(workspace)
        self._keeper.forget(workspace)
        if workspace in self._passages.names():
            self._keeper.catch_up(workspace, now=True)

    def _vectorise(
        self, workspaces: Sequence[str], tell: Tell = lambda *_: None, stopped: Callable[[], bool] = lambda: False
    ) -> None:
        # One at a time: two would embed the same texts.
        with self._embedding:
            missing = self._passages.without_vector(workspaces, self._model, self._dimension)
            # Texts of like length share a batch: little is padded.
            missing.sort(key=lambda row: len(row.passage.text))
            try:
                for at in range(0, len(missing), _EMBED_BATCH):
                    if stopped():
                        return
                    self._embed(missing[at : at + _EMBED_BATCH])
                    tell(min(at + _EMBED_BATCH, len(missing)), len(missing))
                self.trouble = ""
            except ModelError as error:
                self.trouble = error.message()
                log.warning("Passages are kept without vectors: %s", error)
        for workspace in workspaces:
            self._keeper.catch_up(workspace)

    def _embed(self, rows: Sequence[Row]) -> None:
        made = self._embeddings.embed([row.passage.text for row in rows], keep=True)
        alive = self._passages.put_vectors(self._model, {row.key: made[at] for at, row in enumerate(rows)})
        erased = [row.digest for row in rows if row.key not in alive]
        if erased:
            self._embeddings.forget(erased)

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
        """The `k` best passages, best first; never from a workspace that is not named.

        A passage of unknown language passes every language filter. `score` is the sum of 1 / (60 + rank).
        """
        if not workspaces or k < 1 or not query.strip():
            return []
        where = Filter(tuple(dict.fromkeys(workspaces)), tuple(kinds), language, tuple(exclude))
        pool = max(4 * k, 40)
        vector = self._query(query)
        by_word = _ranks(self._passages.search(query, where, pool))
        near = self._near(vector, where, pool) if vector is not None else {}
        by_sense = _ranks(list(near.items()))
        score: dict[int, float] = {}
        for ranks in (by_word, by_sense):
            for key, rank in ranks.items():
                score[key] = score.get(key, 0.0) + 1.0 / (RRF + rank)
        best = sorted(score, key=lambda key: (-score[key], -near.get(key, -1.0), key))[:k]
        rows = self._passages.rows(best, where)
        cosine = near if vector is None else near | self._cosines(vector, [key for key in best if key not in near])
        return [
            Hit(
                passage=rows[key].passage,
                score=score[key],
                dense=cosine.get(key),
                keyword_rank=by_word.get(key),
                dense_rank=by_sense.get(key),
            )
            for key in best
            if key in rows
        ]

    def similarity(self, texts: Sequence[str], others: Sequence[str]) -> Vectors:
        """Cosine similarity, shape (len(texts), len(others)); raises `ModelError`."""
        left, right = self._embeddings.embed(texts), self._embeddings.embed(others)
        return np.asarray(np.clip(left @ right.T, -1, 1), dtype=np.float32)

    def passages(self, ids: Sequence[str], workspaces: Sequence[str] = ()) -> Mapping[str, Passage]:
        """The passages with these ids; missing ones are left out.

        Where no workspace is named, an id that two workspaces use is left out too: the wrong one of them
        would be somebody else's text.
        """
        found: dict[str, Passage] = {}
        twice: set[str] = set()
        for row in self._passages.by_ids(list(dict.fromkeys(ids)), workspaces):
            if row.passage.id in found:
                twice.add(row.passage.id)
            found[row.passage.id] = row.passage
        return {name: found[name] for name in ids if name in found and name not in twice}

    def _query(self, query: str) -> Vectors | None:
        try:
            vector: Vectors = self._embeddings.embed([query])[0]
        except ModelError as error:
            self.trouble = error.message()
            log.warning("Search goes by keywords alone: %s", error)
            return None
        # A query without any word the model knows is near to nothing; its order would be chance.
        return vector if np.any(vector) else None

    def _cosines(self, vector: Vectors, keys: Sequence[int]) -> dict[int, float]:
        held = self._passages.vectors_of(self._model, self._dimension, keys) if keys else {}
        return {key: _in_range(float(np.dot(row, vector))) for key, row in held.items()}

    def _near(self, vector: Vectors, where: Filter, pool: int) -> dict[int, float]:
        """Keys with cosine similarity, nearest first."""
        found = self._from_index(vector, where, pool)
        if found is None:
            found = self._scan(vector, where, pool)
        return dict(sorted(found.items(), key=lambda item: (-item[1], item[0]))[:pool])

    def _scan(self, vector: Vectors, where: Filter, pool: int) -> dict[int, float]:
        """The exact answer: from SQL where few passages are meant, else from vectors held in memory."""
        few = self._passages.keys(where, _FEW + 1)
        if len(few) <= _FEW:
            keys, matrix = self._passages.vectors(self._model, self._dimension, where)
            scores = np.asarray(matrix @ vector, dtype=np.float32)
            return {keys[at]: _in_range(float(scores[at])) for at in top(scores, pool)}
        among = None if where.everything else self._passages.keys(where)
        pairs = [
            pair
            for workspace in where.workspaces
            for pair in self._matrices.nearest(workspace, vector, pool, among)
        ]
        return {key: _in_range(score) for key, score in pairs}

    def _from_index(self, vector: Vectors, where: Filter, pool: int) -> dict[int, float] | None:
        """What the index finds; None where it cannot be relied on for this question."""
        wanted = pool if where.everything else 4 * pool
        lists = self._keeper.nearest(where.workspaces, vector, wanted)
        if lists is None:
            return None
        near = {key: _in_range(score) for pairs in lists for key, score in pairs}
        if where.everything:
            # Vectors in memory stay only while questions come that the index cannot answer.
            self._matrices.drop(*where.workspaces)
            # What is not in SQL any more is left out where the passages are read.
            return near
        allowed = {key: near[key] for key in self._passages.among(list(near), where)}
        # A narrow filter may leave too few of the nearest; then only a scan of what it lets through is right.
        if len(allowed) < pool and any(len(pairs) >= wanted for pairs in lists):
            return None
        return allowed

    def workspaces(self) -> list[str]:
        """Every workspace that holds passages."""
        return self._passages.names()

    def settle(self, timeout: float | None = None) -> None:
        """Wait until all is in the index (tests, benchmarks); raises `TimeoutError`."""
        self._filler.settle()
        self._keeper.settle(timeout)

    def report(self) -> list[IndexReport]:
        """How each workspace's index stands, found out by asking it."""
        return self._keeper.report()

    def rebuild(self) -> None:
        """Make the index anew from SQL; nothing that has a vector is embedded again. Waits for the end."""
        self._vectorise(self._passages.names())
        self._keeper.rebuild()

    def close(self) -> None:
        """Stop the background work; what is left is done at the next start."""
        self._filler.close()
        self._keeper.close()


def _ranks(scored: Sequence[tuple[int, float]]) -> dict[int, int]:
    """Ranks from 1, in order; equals share a rank, so that their order by chance moves nothing."""
    found: dict[int, int] = {}
    last: float | None = None
    rank = 0
    for place, (key, value) in enumerate(scored, start=1):
        if value != last:
            rank, last = place, value
        found[key] = rank
    return found


def _in_range(value: float) -> float:
    return min(1.0, max(-1.0, value))
