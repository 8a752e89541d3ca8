"""How fast search is, and how much the index misses: run `python benchmarks/search.py`.

Passages are 8 to 24 words of a made-up vocabulary of 5,120, by Zipf's law. Vectors come ready-made, so no time of
an embedding model is in it: `--clusters 0` gives uniformly random ones, the hardest case for an approximate index,
which no text of people is; `--clusters 300` scatters them round 300 centres.
Measured: filling the database, filling the index, hybrid search (keywords, vectors, fusion, reading the passages),
the index alone, a bare numpy scan of the same vectors, recall@10 of the index, and how many of the ten nearest are
among the candidates that hybrid search takes from the index.
"""

import argparse
import json
import platform
import tempfile
import time
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from covision.domain.search import Passage, Vectors
from covision.settings import Settings
from covision.stores.opening import Stores, open_stores

STARTS = ["ba", "ce", "di", "fo", "gu", "ha", "je", "ki", "lo", "mu", "na", "pe", "ri", "so", "tu", "va"]
WORDS = [one + letter + two + end for one in STARTS for two in STARTS for letter in "rtns" for end in "lmkdb"]


class RandomVectors:
    """Gives each text a unit vector that depends on the text alone, round one of `clusters` centres."""

    name = "random"

    def __init__(self, dimension: int, clusters: int) -> None:
        self.dimension = dimension
        self._centres = np.random.default_rng(1).normal(size=(clusters, dimension)) if clusters else None

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors, shape (len(texts), dimension)."""
        rows = np.stack([self._one(text) for text in texts])
        return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), dtype=np.float32)

    def _one(self, text: str) -> Vectors:
        chance = np.random.default_rng(zlib.crc32(text.encode()))
        row = chance.normal(size=self.dimension)
        if self._centres is not None:
            row += self._centres[chance.integers(len(self._centres))]
        return row.astype(np.float32)


def timed(calls: Sequence[Callable[[], object]]) -> dict[str, float]:
    """Milliseconds, median and 95th percentile."""
    took = []
    for call in calls:
        began = time.perf_counter()
        call()
        took.append((time.perf_counter() - began) * 1000)
    return {"p50_ms": round(float(np.percentile(took, 50)), 2), "p95_ms": round(float(np.percentile(took, 95)), 2)}


def sentences(count: int, chance: np.random.Generator) -> list[str]:
    """Texts of 8 to 24 words, some words common and most rare, each with its number."""
    odds = 1 / np.arange(1, len(WORDS) + 1)
    odds /= odds.sum()
    return [" ".join([*chance.choice(WORDS, size=chance.integers(8, 25), p=odds), f"n{at}"]) for at in range(count)]


def measure(count: int, dimension: int, queries: int, stores: Stores, embedder: RandomVectors) -> dict[str, object]:
    """Everything, on open stores."""
    chance = np.random.default_rng(7)
    texts = sentences(count, chance)
    passages = [
        Passage(id=str(at), workspace="bench", kind="snippet" if at % 4 else "answer", text=text, source="bench")
        for at, text in enumerate(texts)
    ]
    searcher = stores.searcher
    began = time.perf_counter()
    searcher.put(passages)
    kept = time.perf_counter() - began
    searcher.search(texts[0], workspaces=["bench"])
    searcher.settle()
    indexed = time.perf_counter() - began
    (report,) = searcher.report()
    asked = [" ".join(texts[int(at)].split()[:6]) + f" q{at}" for at in chance.integers(0, count, queries)]
    vectors = embedder.embed(asked)
    # All query vectors are in memory before the clock runs.
    searcher.similarity(asked, asked[:1])
    matrix = embedder.embed(texts)
    keys = stores.searcher._passages.keys_with_vector("bench", embedder.name, dimension)
    name, index = searcher._keeper.collection("bench"), searcher._keeper._index
    held = np.argsort(-(vectors @ matrix.T), axis=1)[:, :10]
    hits = taken = 0
    for row, vector in enumerate(vectors):
        right = {keys[int(at)] for at in held[row]}
        found = [int(key) for key, _ in index.nearest(name, vector, 40)]
        taken += len(right & set(found))
        hits += len(right & {int(key) for key, _ in index.nearest(name, vector, 10)})

    def ask(text: str, **more: object) -> Callable[[], object]:
        return lambda: searcher.search(text, workspaces=["bench"], k=8, **more)  # type: ignore[arg-type]

    return {
        "passages": count,
        "dimension": dimension,
        "queries": queries,
        "level": report.level,
        "seconds_to_keep": round(kept, 2),
        "seconds_until_indexed": round(indexed, 2),
        "hybrid": timed([ask(text) for text in asked]),
        "hybrid_filtered": timed([ask(text, kinds=["answer"]) for text in asked]),
        "index_alone_k10": timed([lambda v=vector: index.nearest(name, v, 10) for vector in vectors]),
        "numpy_scan_k10": timed([lambda v=vector: np.argpartition(-(matrix @ v), 10)[:10] for vector in vectors]),
        "recall_at_10": round(hits / (10 * queries), 4),
        "of_ten_nearest_among_40_candidates": round(taken / (10 * queries), 4),
    }


def main() -> None:
    """Print one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--passages", type=int, default=20_000)
    parser.add_argument("--dimension", type=int, default=384)
    parser.add_argument("--queries", type=int, default=200)
    parser.add_argument("--index", choices=["chroma", "numpy"], default="chroma")
    parser.add_argument("--clusters", type=int, default=0)
    given = parser.parse_args()
    embedder = RandomVectors(given.dimension, given.clusters)
    with tempfile.TemporaryDirectory() as home:
        settings = Settings(home=Path(home), index=given.index)
        with open_stores(settings, embedder, shared=True) as stores:
            found = measure(given.passages, given.dimension, given.queries, stores, embedder)
    print(
        json.dumps(
            {"index": given.index, "clusters": given.clusters, "python": platform.python_version(), **found},
            indent=1,
        )
    )


if __name__ == "__main__":
    main()
