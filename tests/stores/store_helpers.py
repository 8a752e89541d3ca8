"""A tiny embedder that counts its work, and short passages."""

import hashlib
import re
from collections.abc import Sequence

import numpy as np

from covision.domain.search import Passage


class TinyEmbedder:
    """Words hashed into 64 places; `texts` holds everything it was asked to embed."""

    name = "tiny-1"
    dimension = 64

    def __init__(self) -> None:
        self.texts: list[str] = []

    def embed(self, texts: Sequence[str]) -> np.ndarray:
        self.texts += texts
        out = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, text in enumerate(texts):
            for word in re.findall(r"\w+", text.lower()):
                out[row, int(hashlib.md5(word.encode()).hexdigest(), 16) % self.dimension] += 1
        return out


def passage(text: str, name: str = "", workspace: str = "p1", **more: object) -> Passage:
    values = {"kind": "snippet", "source": "reviews.csv row 1", **more}
    return Passage(id=name or hashlib.md5(text.encode()).hexdigest(), workspace=workspace, text=text, **values)
