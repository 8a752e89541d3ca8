"""How fast search is at size, and how much the index misses: `python benchmarks/search.py --passages 100000`.

Passages are 8 to 40 words. Without `--words-from` the vocabulary is made up, 5,120 words by Zipf's law; with it,
words come as often and in the same neighbourhood as in that text file (pairs of words drawn from it), so that a few
words are in most passages, as people write. Vectors come ready-made: no time of an embedding model is in it.
`--clusters 0` gives uniformly random ones, the hardest case for an approximate index, which no text of people is;
`--clusters 300` scatters them round 300 centres. Short questions have 3 to 6 words, long ones 60: a part of the
answers, as drafting asks.

Measured in one run: filling the database, filling the index, hybrid search (keywords, vectors, fusion, reading the
passages) with the query's vector known, its parts, a bare numpy scan of the same vectors, search while the index is
not there, recall@10 against an exact scan, seconds to rebuild the index from SQL, and memory of the process. The
query's own embedding is measured apart (`--embed`, with the local model).
"""

import argparse
import json
import platform
import re
import tempfile
import time
import zlib
from collections import defaultdict
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np

from covision.domain.search import Passage, Vectors
from covision.settings import Settings, get_settings
from covision.stores.opening import Stores, open_stores
from covision.stores.passages import Filter

STARTS = ["ba", "ce", "di", "fo", "gu", "ha", "je", "ki", "lo", "mu", "na", "pe", "ri", "so", "tu", "va"]
WORDS = [one + letter + two + end for one in STARTS for two in STARTS for letter in "rtns" for end in "lmkdb"]
LONG = 60


class RandomVectors:
    """Gives each text a unit vector that depends on the text alone, round one of `clusters` centres."""

    name = "random"

    def __init__(self, dimension: int, clusters: int) -> None:
        self.dimension = dimension
        self.embedded = 0
        self._centres = np.random.default_rng(1).normal(size=(clusters, dimension)) if clusters else None

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors, shape (len(texts), dimension)."""
        self.embedded += len(texts)
        rows = np.stack([self._one(text) for text in texts])
        return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), dtype=np.float32)

    def _one(self, text: str) -> Vectors:
        chance = np.random.default_rng(zlib.crc32(text.encode()))
        row = chance.standard_normal(self.dimension, dtype=np.float32)
        if self._centres is not None:
            row += self._centres[chance.integers(len(self._centres))].astype(np.float32)
        return row


def made_up(chance: np.random.Generator) -> Callable[[int], list[str]]:
    """Words by Zipf's law."""
    odds = 1 / np.arange(1, len(WORDS) + 1)
    odds /= odds.sum()
    names = np.array(WORDS)
    return lambda count: [str(word) for word in names[chance.choice(len(WORDS), size=count, p=odds)]]


def like(file: Path, chance: np.random.Generator) -> Callable[[int], list[str]]:
    """Words in pairs as a text has them."""
    found = re.findall(r"\w+", file.read_text(encoding="utf-8", errors="replace").lower())
    after: dict[str, list[str]] = defaultdict(list)
    for one, two in pairwise(found):
        after[one].append(two)

    def draw(count: int) -> list[str]:
        word, said = found[int(chance.integers(len(found)))], []
        for pick in chance.random(count):
            said.append(word)
            choices = after.get(word) or found
            word = choices[int(pick * len(choices))]
        return said

    return draw


def timed(calls: Sequence[Callable[[], object]]) -> dict[str, float]:
    """Milliseconds, median and 95th percentile."""
    took = []
    for call in calls:
        began = time.perf_counter()
        call()
        took.append((time.perf_counter() - began) * 1000)
    return {"p50_ms": round(float(np.percentile(took, 50)), 2), "p95_ms": round(float(np.percentile(took, 95)), 2)}


def memory() -> dict[str, int]:
    """Megabytes of this process, now and at its highest; empty where the system does not tell."""
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii")
    except OSError:
        return {}
    names = {"now": "VmRSS", "highest": "VmHWM"}
    return {name: int(status.split(f"{key}:")[1].split()[0]) // 1024 for name, key in names.items()}


def fill(stores: Stores, texts: Sequence[str]) -> dict[str, object]:
    """Keep the passages and wait for the index."""
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
    return {"seconds_to_keep": round(kept, 1), "seconds_until_indexed": round(time.perf_counter() - began, 1)}


def questions(texts: Sequence[str], draw: Callable[[int], list[str]], queries: int) -> dict[str, list[str]]:
    """Short ones begin like a passage, long ones like answers; each is unlike any other."""
    chance = np.random.default_rng(11)
    short = [
        " ".join(texts[int(at)].split()[: int(chance.integers(3, 7))]) + f" q{at}"
        for at in chance.integers(0, len(texts), queries)
    ]
    return {"short": short, "long": [" ".join([*draw(LONG), f"q{at}"]) for at in range(queries)]}


def recall(stores: Stores, vectors: Vectors, matrix: Vectors, keys: Sequence[int]) -> dict[str, float]:
    """Of the ten truly nearest: those that search by vector finds among its ten, and among its 40 candidates."""
    held = np.argsort(-(vectors @ matrix.T), axis=1)[:, :10]
    hits = taken = 0
    for row, vector in enumerate(vectors):
        right = {keys[int(at)] for at in held[row]}
        near = list(stores.searcher._near(vector, Filter(("bench",)), 40))
        taken += len(right & set(near))
        hits += len(right & set(near[:10]))
    total = 10 * len(vectors)
    return {"recall_at_10": round(hits / total, 4), "of_ten_nearest_among_40": round(taken / total, 4)}


def measure(
    stores: Stores, embedder: RandomVectors, texts: Sequence[str], asked: dict[str, list[str]]
) -> dict[str, object]:
    """Everything, on open stores."""
    searcher = stores.searcher
    found: dict[str, object] = fill(stores, texts)
    found["index_is_level"] = [report.level for report in searcher.report()]
    found["memory_mb_after_filling"] = memory()
    keys = searcher._passages.keys_with_vector("bench", embedder.name, embedder.dimension)
    # All query vectors are in memory before the clock runs.
    vectors = {kind: searcher._embeddings.embed(some) for kind, some in asked.items()}

    def ask(text: str, **more: object) -> Callable[[], object]:
        return lambda: searcher.search(text, workspaces=["bench"], k=8, **more)  # type: ignore[arg-type]

    where = Filter(("bench",))
    for kind, some in asked.items():
        timed([ask(text) for text in some])
        found[kind] = {
            "hybrid": timed([ask(text) for text in some]),
            "hybrid_with_a_filter": timed([ask(text, kinds=["answer"]) for text in some]),
            "keywords_alone": timed([lambda t=text: searcher._passages.search(t, where, 40) for text in some]),
            "vectors_alone": timed([lambda v=vector: searcher._near(v, where, 40) for vector in vectors[kind]]),
        }
    found["memory_mb"] = memory()
    matrix = embedder.embed(texts)
    both = np.concatenate(list(vectors.values()))
    found |= recall(stores, both, matrix, keys)
    scan = timed([lambda v=vector: np.argpartition(-(matrix @ v), 40)[:40] for vector in vectors["short"]])
    found["numpy_scan"] = scan
    before = embedder.embedded
    began = time.perf_counter()
    searcher.rebuild()
    found["seconds_to_rebuild_the_index"] = round(time.perf_counter() - began, 1)
    found["embedded_again"] = embedder.embedded - before
    searcher._keeper.nearest = lambda *_: None  # type: ignore[method-assign]
    ask(asked["short"][0])()
    found["hybrid_without_the_index"] = timed([ask(text) for text in asked["short"]])
    return found


def embedding(asked: Sequence[str]) -> dict[str, float]:
    """What the local model takes for one query."""
    from covision.gateways.embeddings import LocalMiniLM
    from covision.gateways.weights import WeightsStore

    model = LocalMiniLM(WeightsStore(get_settings().weights_dir))
    model.embed(["warm"])
    return timed([lambda t=text: model.embed([t]) for text in asked])


def main() -> None:
    """Print one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--passages", type=int, default=20_000)
    parser.add_argument("--dimension", type=int, default=384)
    parser.add_argument("--queries", type=int, default=100)
    parser.add_argument("--index", choices=["chroma", "numpy"], default="chroma")
    parser.add_argument("--clusters", type=int, default=300)
    parser.add_argument("--words-from", type=Path)
    parser.add_argument("--embed", action="store_true")
    given = parser.parse_args()
    chance = np.random.default_rng(7)
    draw = like(given.words_from, chance) if given.words_from else made_up(chance)
    texts = [" ".join([*draw(int(chance.integers(8, 41))), f"n{at}"]) for at in range(given.passages)]
    asked = questions(texts, draw, given.queries)
    embedder = RandomVectors(given.dimension, given.clusters)
    with tempfile.TemporaryDirectory() as home:
        settings = Settings(home=Path(home), index=given.index)
        with open_stores(settings, embedder, shared=True) as stores:
            found = measure(stores, embedder, texts, asked)
    if given.embed:
        found["embedding_a_query"] = {kind: embedding(some) for kind, some in asked.items()}
    shown = {name: getattr(given, name) for name in ("passages", "dimension", "queries", "index", "clusters")}
    shown |= {"words": "as in a text" if given.words_from else "made up", "python": platform.python_version()}
    print(json.dumps({**shown, **found}, indent=1))


if __name__ == "__main__":
    main()
