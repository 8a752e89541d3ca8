"""The learned reading: two small linear models, of signs and of meaning, that say how a statement would be marked.

Per criterion each is a ridge regression of the marks (Hoerl and Kennard 1970): one on the signs of
`measures.signs`, one on a sentence embedding. Where both are had, the reading is their mean; in a language that
the embedding model does not know, or without its weights, signs alone are read. Nothing is fetched here: vectors
come from the caller.

A statement that the model was made from is never read by a fit that saw it: its out-of-fold prediction is kept.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from covision.measures.signs import Signs
from covision.measures.text import normalise

Floats = NDArray[np.float64]
_CLIP = 3.0
"""A sign further than this many standard deviations from its mean counts as that far: one odd text moves little."""


@dataclass(frozen=True)
class Scale:
    """Where a language's signs lie: `mean` and `spread`, shape (signs,)."""

    mean: Floats
    spread: Floats

    def __call__(self, rows: Floats) -> Floats:
        """Rows in standard deviations from the mean, cut at 3."""
        return np.asarray(np.clip((rows - self.mean) / self.spread, -_CLIP, _CLIP))


@dataclass(frozen=True)
class Linear:
    """`rows @ weights.T + bias`: weights (criteria, columns), bias (criteria,)."""

    weights: Floats
    bias: Floats

    def __call__(self, rows: Floats) -> Floats:
        """Predictions, shape (rows, criteria)."""
        return np.asarray(rows @ self.weights.T + self.bias)


@dataclass(frozen=True)
class Fitted:
    """What training makes: how signs are scaled by language, where vectors are centred, and both models."""

    scales: Mapping[str, Scale]
    centre: Floats
    radius: float
    by_signs: Linear
    by_meaning: Linear

    def read(self, language: str, signs: Floats, vectors: Floats | None) -> Floats:
        """Predicted marks, shape (rows, criteria), not cut at 0 and 1; `vectors` None: signs alone."""
        told = self.by_signs(self.scales[language](signs))
        if vectors is None:
            return told
        return np.asarray((told + self.by_meaning((vectors - self.centre) / self.radius)) / 2.0)


@dataclass(frozen=True)
class Use:
    """How a criterion's reading is used: its share in the value, and what trust, bounds and noise follow."""

    share: float
    trust: float
    low: float
    high: float


@dataclass(frozen=True)
class Learned:
    """A whole model. `numbers` are the criteria in the order of the columns; `uses` by reading and criterion.

    A reading is a language, or a language with `-signs` where vectors are missing. `keys` are digests of the
    statements it was made from, sorted, and `kept` what was predicted for them out of fold, by reading.
    """

    digest: str
    embeddings: str
    meaning_languages: frozenset[str]
    numbers: tuple[int, ...]
    fitted: Fitted
    uses: Mapping[str, Mapping[int, Use]]
    keys: NDArray[np.uint64]
    kept: Mapping[str, Floats]

    def wants(self, embeddings: str, language: str) -> bool:
        """True where vectors of this model help in this language."""
        return embeddings == self.embeddings and language in self.meaning_languages

    def reading(self, language: str, vectors: bool) -> str | None:
        """Which reading serves; None where the language was never learned."""
        if language not in self.fitted.scales:
            return None
        return language if vectors or language not in self.meaning_languages else f"{language}-signs"

    def read(self, name: str, texts: Sequence[str], signs: Floats, vectors: Floats | None) -> Floats:
        """Marks 0..1 that these statements would be given, shape (texts, criteria); `name` is a reading."""
        found = self.fitted.read(name.removesuffix("-signs"), signs, vectors)
        for row, text in enumerate(texts):
            place = self._place(text)
            if place is not None:
                found[row] = self.kept[name][place]
        return np.asarray(np.clip(found, 0.0, 1.0))

    def _place(self, text: str) -> int | None:
        key = key_of(text)
        at = int(np.searchsorted(self.keys, key))
        return at if at < len(self.keys) and self.keys[at] == key else None


def key_of(text: str) -> np.uint64:
    """First 64 bits of SHA-256 over the text as compared: case, quotes, white-space and end marks set aside."""
    plain = normalise(text).strip(" .!?\"'")
    return np.uint64(int.from_bytes(hashlib.sha256(plain.encode()).digest()[:8], "big"))


def ridge(rows: Floats, marks: Floats, penalty: float, counts: Floats | None = None) -> tuple[Floats, float]:
    """Weights and bias that minimise the squared error plus `penalty` times the squared weights, in closed form.

    `counts` weighs the rows. The bias is not penalised.
    """
    weigh = np.ones(len(rows)) if counts is None else counts
    total = weigh.sum()
    centre, level = weigh @ rows / total, float(weigh @ marks / total)
    apart = rows - centre
    weighed = apart * weigh[:, None]
    weights = np.linalg.solve(weighed.T @ apart + penalty * np.eye(rows.shape[1]), weighed.T @ (marks - level))
    return np.asarray(weights), level - float(centre @ weights)


def scale_of(rows: Floats) -> Scale:
    """The scale of these signs; one that never differs counts nothing."""
    spread = rows.std(axis=0)
    return Scale(rows.mean(axis=0), np.where(spread > 1e-9, spread, np.inf))


def stacked(rows: Sequence[Signs]) -> Floats:
    """Signs of several statements, shape (statements, signs)."""
    return np.array(rows, dtype=np.float64)
