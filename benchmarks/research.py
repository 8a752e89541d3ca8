"""Import of customer research against a bare embedding loop, and everyday at size, as ratios in one run.

    python benchmarks/research.py [--rows 2000] [--big 100000]

The file is a made-up CSV export: comments of 5 to 90 words, date, rating, an e-mail address now and then. Import is
reading, masking, folding, saving, and filling the search index until every comment can be found by sense. The bare
loop embeds the same texts (those that were kept) with the same ONNX model: sorted by length, batches of 32, padded
to the longest of each batch, all threads; nothing else. The loop runs before and after the import, and the mean of
the two is the yardstick, so that a computer that is busy meanwhile decides less. Needs the local embedding model.

With `--big`: a project with so many comments: how long it takes to save them, to open the project, to save an
answer (median and 95th percentile of 50), and to remove a source of 2,000 among them.
"""

import argparse
import csv
import io
import json
import random
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from covision.domain.events import Answered, Created, ResearchAdded, ResearchRemoved
from covision.domain.project import Organisation, Participant
from covision.domain.research import ResearchSource, Snippet
from covision.domain.search import Vectors
from covision.gateways.embeddings import LocalMiniLM
from covision.gateways.weights import WeightsStore
from covision.gateways.weights_table import EMBEDDING
from covision.settings import Settings, get_settings
from covision.steps.ingest import read_research
from covision.steps.mask import Masker
from covision.stores.opening import open_stores

TALK = (
    "the staff was kind and the wait too long but nobody told us why our bill had changed again we asked twice at "
    "the counter and went home without an answer although the food was warm and the room quiet next time I would "
    "rather order by phone because parking near the station costs more than lunch and my mother cannot walk so far"
)
WORDS = TALK.split()


def export(rows: int) -> bytes:
    """The CSV file; the same in every run."""
    dice = random.Random(7)
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["id", "date", "rating", "comment"])
    for at in range(rows):
        said = " ".join(dice.choices(WORDS, k=min(90, 5 + int(dice.expovariate(1 / 18)))))
        if at % 50 == 0:
            said += f" write to guest{at}@example.org"
        writer.writerow(
            [at, f"2026-{1 + at % 12:02}-{1 + at % 28:02}", 1 + at % 5, said.capitalize() + f" ({at})."]
        )
    return out.getvalue().encode()


class Bare:
    """A loop over ONNX Runtime with dynamic padding."""

    def __init__(self, weights: WeightsStore) -> None:
        import onnxruntime
        from tokenizers import Tokenizer

        files = weights.files(EMBEDDING)
        options = onnxruntime.SessionOptions()
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self._session: Any = onnxruntime.InferenceSession(
            str(files["model.onnx"]), options, providers=["CPUExecutionProvider"]
        )
        self._tokenizer = Tokenizer.from_file(str(files["tokenizer.json"]))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(256)

    def seconds(self, texts: Sequence[str]) -> float:
        """For all texts."""
        began = time.perf_counter()
        ids = sorted((one.ids for one in self._tokenizer.encode_batch(list(texts))), key=len)
        for at in range(0, len(ids), 32):
            part = ids[at : at + 32]
            width = max(map(len, part))
            tokens = np.zeros((len(part), width), dtype=np.int64)
            mask = np.zeros_like(tokens)
            for row, one in enumerate(part):
                tokens[row, : len(one)], mask[row, : len(one)] = one, 1
            inputs = {"input_ids": tokens, "attention_mask": mask, "token_type_ids": np.zeros_like(tokens)}
            hidden = self._session.run(None, inputs)[0]
            mean = (hidden * mask[:, :, None]).sum(1) / mask.sum(1, keepdims=True)
            mean / np.linalg.norm(mean, axis=1, keepdims=True)
        return time.perf_counter() - began


def importing(rows: int, home: Path) -> dict[str, object]:
    """Import with embedding, its parts, and the same file once more."""
    weights = WeightsStore(get_settings().weights_dir)
    model, bare, content = LocalMiniLM(weights), Bare(weights), export(rows)
    model.embed(["warm"])
    with open_stores(Settings(home=home), model, shared=True) as stores:
        stores.projects.create("p1", Created(organisation=Organisation(name="o")))
        texts = [one.text for one in read_research("reviews.csv", content).snippets]
        before = bare.seconds(texts)
        began = time.perf_counter()
        source = read_research("reviews.csv", content)
        read = time.perf_counter() - began
        stores.projects.append("p1", [ResearchAdded(source=source)])
        saved = time.perf_counter() - began
        while stores.searcher.filling("p1") is not None:
            time.sleep(0.01)
        whole = time.perf_counter() - began
        after = bare.seconds(texts)
        stores.searcher.settle()
        began = time.perf_counter()
        masker = Masker(texts)
        for text in texts:
            masker.mask(text)
        masked = time.perf_counter() - began
        again = reimport(stores, content)
    loop = (before + after) / 2
    return {
        "rows": rows,
        "comments": len(texts),
        "bare_loop_seconds": [round(before, 2), round(after, 2)],
        "import_seconds": round(whole, 2),
        "saved_after_seconds": round(saved, 2),
        "loop_over_import": round(loop / whole, 3),
        "reading_and_masking_share": round((read + masked) / whole, 4),
        "unchanged_file_again_seconds": round(again, 4),
        "first_over_again": round(whole / again, 1),
    }


def reimport(stores: Any, content: bytes) -> float:
    """Seconds for the same file through the engine: it is known by its content."""
    from covision.projects.engine import ProjectEngine

    def unused(*_: Any) -> Any:
        raise AssertionError("not asked for here")

    engine = ProjectEngine(stores.projects, unused, unused, unused, new_id=lambda: "p2")
    engine.add_research("p1", "reviews.csv", content)
    began = time.perf_counter()
    engine.add_research("p1", "reviews.csv", content)
    return time.perf_counter() - began


def snippets(count: int, name: str, seed: int) -> tuple[Snippet, ...]:
    """Comments of 5 to 40 words."""
    dice = random.Random(seed)
    said = (" ".join(dice.choices(WORDS, k=dice.randint(5, 40))) for _ in range(count))
    return tuple(
        Snippet(id=f"s{seed}-{at}", text=f"{text} {at}", source=name, row=at) for at, text in enumerate(said)
    )


class NoEmbedder:
    """Is never ready, so that nothing is embedded."""

    name = "none"
    dimension = 64

    def ready(self) -> bool:
        """Never."""
        return False

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Not asked for here."""
        raise AssertionError("not asked for here")


def at_size(count: int, home: Path) -> dict[str, object]:
    """Everyday in a large project, without the index: no embedding is in it."""
    settings = Settings(home=home, index="numpy")
    with open_stores(settings, NoEmbedder(), shared=True) as stores:
        new = Created(organisation=Organisation(name="o"), participants=(Participant(id="owner"),))
        stores.projects.create("p1", new)
        parts = {"large.csv": (count - 2_000, 1), "small.csv": (2_000, 2)}
        began = time.perf_counter()
        for name, (size, seed) in parts.items():
            source = ResearchSource(name=name, snippets=snippets(size, name, seed))
            if name == "large.csv":
                began = time.perf_counter()
            stores.projects.append("p1", [ResearchAdded(source=source)])
        saving = time.perf_counter() - began
        stores.searcher.settle()
        took = []
        for turn in range(50):
            began = time.perf_counter()
            stores.projects.append("p1", [Answered(participant="owner", question="1", text=f"answer {turn}")])
            took.append((time.perf_counter() - began) * 1000)
        began = time.perf_counter()
        stores.projects.append("p1", [ResearchRemoved(name="small.csv")])
        removing = time.perf_counter() - began
    with open_stores(settings, NoEmbedder(), shared=True) as stores:
        began = time.perf_counter()
        stores.projects.load("p1")
        opening = time.perf_counter() - began
        began = time.perf_counter()
        stores.projects.load("p1")
        again = time.perf_counter() - began
    return {
        "comments": count,
        "saving_the_research_seconds": round(saving, 2),
        "answer_ms": {
            "p50": round(float(np.percentile(took, 50)), 1),
            "p95": round(float(np.percentile(took, 95)), 1),
        },
        "removing_2000_comments_seconds": round(removing, 2),
        "opening_seconds": round(opening, 2),
        "opening_again_ms": round(again * 1000, 2),
    }


def main() -> None:
    """Print one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=2_000)
    parser.add_argument("--big", type=int, default=0)
    given = parser.parse_args()
    found: dict[str, object] = {}
    with tempfile.TemporaryDirectory() as home:
        found["import"] = importing(given.rows, Path(home))
    if given.big:
        with tempfile.TemporaryDirectory() as home:
            found["at_size"] = at_size(given.big, Path(home))
    print(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
