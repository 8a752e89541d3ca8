"""How fast statements are scored without a model: run `python benchmarks/score.py`.

Speed depends on the machine, so the main figure is a ratio: scoring time against the time that only cutting the
same texts into words takes, in the same run, best of several rounds. Statements are the corpus visions; the project
round them has answers, comments and all the other visions to compare with.
"""

import json
import time
from collections.abc import Callable

import yaml

from covision.assets import folder
from covision.measures.text import words
from covision.settings import load_settings
from covision.steps.calibration import load_calibration
from covision.steps.rubric import load_lexicon, load_rubric
from covision.steps.score import Known, Said, Scorer, ScoringContext
from covision.wiring import open_house

ROUNDS = 5
REPEATS = 10


def statements() -> list[dict[str, str]]:
    """The English corpus visions: owner, text and what each gives up."""
    files = sorted((folder("corpus") / "visions").glob("*.yaml"))
    entries = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in files]
    return [entry for entry in entries if entry["language"] == "en"]


def best(action: Callable[[], object]) -> float:
    """Seconds of the fastest of `ROUNDS` rounds after one to warm up."""
    action()
    found = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        action()
        found.append(time.perf_counter() - start)
    return min(found)


def main() -> None:
    """Print one JSON object."""
    entries = statements()
    texts = [entry["text"] for entry in entries] * REPEATS
    notes = [entry["gives_up"] for entry in entries]
    context = ScoringContext(
        organisation="Benchmark Ltd",
        answers=tuple(Said(id=f"a{at}", question=str(at % 22 + 1), text=note) for at, note in enumerate(notes)),
        snippets=tuple(Said(id=f"s{at}", text=note) for at, note in enumerate(notes * 5)),
        statements=tuple(Known(owner=entry["owner"], text=entry["text"]) for entry in entries),
    )
    start = time.perf_counter()
    scorer = Scorer(load_rubric("en"), load_lexicon("en"), context)
    ready = time.perf_counter() - start
    cutting = best(lambda: [words(text) for text in texts])
    scoring = best(lambda: [scorer.score(text, id="b") for text in texts])
    found = {
        "statements": len(texts),
        "ready_seconds": round(ready, 3),
        "per_second": round(len(texts) / scoring),
        "times_word_cutting": round(scoring / cutting, 1),
    }
    print(json.dumps(found | with_reading()))


def with_reading() -> dict[str, object]:
    """The same with the learned reading, by vectors where their weights are here."""
    with open_house(load_settings(), shared=False) as house:
        rubric = load_rubric("en")
        entries = load_calibration(folder("evals") / "calibration", rubric)
        texts = [f"{one.statement} " for one in entries if one.language == "en"][:1000]
        asked = [(str(at), text) for at, text in enumerate(texts)]
        house.score_many(asked[:50])
        start = time.perf_counter()
        for at in range(0, len(asked), 256):
            house.score_many(asked[at : at + 256])
        whole = time.perf_counter() - start
        found: dict[str, object] = {
            "reading_statements": len(asked),
            "reading_with_vectors": house.scoring.embed is not None,
            "reading_per_second": round(len(asked) / whole),
        }
        if house.scoring.embed is not None:
            start = time.perf_counter()
            house.embedder.embed(texts)
            found["embedding_alone_per_second"] = round(len(asked) / (time.perf_counter() - start))
        return found


if __name__ == "__main__":
    main()
