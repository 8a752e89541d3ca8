"""Seconds to find the themes of made-up reviews of the size of real exports: python benchmarks/themes.py [--local]

Without --local the hashing embedder stands in, so that only covision's own work is measured; with it MiniLM embeds
(its weights must be there), and the share of the embedding is told. `rss_mb` is the most memory of the process.
"""

import argparse
import asyncio
import json
import random
import resource
import time
from collections.abc import Sequence

from covision.domain.research import ResearchSource, Snippet
from covision.domain.search import Embedder, Vectors
from covision.gateways.embeddings import HashingEmbedder, make_embedder
from covision.settings import load_settings
from covision.steps.themes import find_themes

SIZES = {"300 reviews": (300, 7), "1,000 reviews": (1_000, 7), "100,000 reviews": (100_000, 2)}
THINGS = "queue|staff|coffee|parking|room|breakfast|garden|music|door|price|ticket|guide|map|toilet"
SAID = "was wonderful|was awful|was too slow|made us laugh|could be better|was free|was not what we had hoped for"
TAILS = "on a Sunday|with our children|after the long drive|in the rain|for once|as last year|when we came back"


class Timed:
    """An embedder that adds up its seconds."""

    def __init__(self, inner: Embedder) -> None:
        self.inner, self.seconds = inner, 0.0
        self.name, self.dimension = inner.name, inner.dimension

    def embed(self, texts: Sequence[str]) -> Vectors:
        """As the inner one."""
        began = time.perf_counter()
        rows = self.inner.embed(texts)
        self.seconds += time.perf_counter() - began
        return rows


def reviews(count: int, sentences: int) -> ResearchSource:
    """Made-up reviews, the same in every run."""
    chance = random.Random(7)
    made = []
    for number in range(count):
        parts = [" ".join(chance.choice(of.split("|")) for of in (THINGS, SAID, TAILS)) for _ in range(sentences)]
        text = "".join(f"The {part}. " for part in parts) + f"Visit {number}."
        made.append(Snippet(id=f"s-{number:06d}", text=text, source="made.csv", row=number + 1, language="en"))
    return ResearchSource(name="made.csv", rows=count, read=count, snippets=tuple(made))


def main() -> None:
    """Print one JSON line for each size."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--local", action="store_true", help="embed with MiniLM")
    arguments = parser.parse_args()
    for name, (count, sentences) in SIZES.items():
        inner: Embedder = make_embedder(load_settings()) if arguments.local else HashingEmbedder(384)
        embedder = Timed(inner)
        source = reviews(count, sentences)
        embedder.embed(["warm"])
        embedder.seconds = 0.0
        began = time.perf_counter()
        found = asyncio.run(find_themes([source], embedder))
        took = time.perf_counter() - began
        began = time.perf_counter()
        assert asyncio.run(find_themes([source], embedder, before=found)) is found
        again = time.perf_counter() - began
        told = {
            "size": name,
            "seconds": round(took, 2),
            "embedding_seconds": round(embedder.seconds, 2),
            "again_seconds": round(again, 3),
            "themes": len(found.themes),
            "customers": found.of,
            "rss_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        }
        print(json.dumps(told))


if __name__ == "__main__":
    main()
