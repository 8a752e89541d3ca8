"""Chunks per second of the local embedder against a bare ONNX loop over the same texts, as a ratio in one run.

    python benchmarks/embeddings.py [--chunks 300] [--rounds 3]

The bare loop is what a first program does: one text at a time, padded by the tokenizer's own settings (128).
A second one gives it batches of 32 with the same fixed padding. Needs `covision models fetch minilm-l6-int8`.
"""

import argparse
import json
import random
import time
from collections.abc import Callable
from statistics import median
from typing import Any

import numpy as np

from covision.gateways.embeddings import LocalMiniLM
from covision.gateways.weights import WeightsStore
from covision.gateways.weights_table import EMBEDDING
from covision.settings import get_settings

TALK = "the staff was kind and the wait too long but nobody told us why our bill had changed again"
WORDS = TALK.split()


def chunks(count: int) -> list[str]:
    """Texts of 5 to 90 words, mostly short, as customer comments are; the same in every run."""
    dice = random.Random(7)
    return [" ".join(dice.choices(WORDS, k=min(90, 5 + int(dice.expovariate(1 / 18))))) for _ in range(count)]


def bare(weights: WeightsStore, batch: int) -> Callable[[list[str]], np.ndarray]:
    """A loop over ONNX Runtime with the tokenizer's fixed padding."""
    import onnxruntime
    from tokenizers import Tokenizer

    files = weights.files(EMBEDDING)
    session: Any = onnxruntime.InferenceSession(str(files["model.onnx"]), providers=["CPUExecutionProvider"])
    tokenizer = Tokenizer.from_file(str(files["tokenizer.json"]))

    def run(texts: list[str]) -> np.ndarray:
        rows = []
        for start in range(0, len(texts), batch):
            read = tokenizer.encode_batch(texts[start : start + batch])
            ids, mask = np.array([r.ids for r in read]), np.array([r.attention_mask for r in read])
            inputs = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
            hidden = session.run(None, inputs)[0]
            mean = (hidden * mask[:, :, None]).sum(1) / mask.sum(1, keepdims=True)
            rows.append(mean / np.linalg.norm(mean, axis=1, keepdims=True))
        return np.concatenate(rows)

    return run


def main() -> None:
    """Print the figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--chunks", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    weights = WeightsStore(get_settings().weights_dir)
    texts = chunks(given.chunks)
    ways = {"embedder": LocalMiniLM(weights).embed, "bare, one": bare(weights, 1), "bare, 32": bare(weights, 32)}
    rates: dict[str, list[float]] = {name: [] for name in ways}
    found = {name: way(texts[:40]) for name, way in ways.items()}
    for _ in range(given.rounds):
        for name, way in ways.items():
            started = time.perf_counter()
            way(texts)
            rates[name].append(len(texts) / (time.perf_counter() - started))
    cosine = {n: round(float((found["embedder"] * found[n]).sum(1).min()), 4) for n in ways if n != "embedder"}
    ratios = {
        f"times {name}": round(median(a / b for a, b in zip(rates["embedder"], rates[name], strict=True)), 2)
        for name in ways
        if name != "embedder"
    }
    print(json.dumps({"chunks/s": {n: round(median(r), 1) for n, r in rates.items()}, **ratios, "cosine": cosine}))


if __name__ == "__main__":
    main()
