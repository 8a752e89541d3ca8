"""Whether two sentences speak of the same thing: shared telling words, and cosine where embeddings can tell.

The thresholds were read off 14 projects (examples and unseen ones, 11 English, 3 Portuguese), pairs of an answer's
sentence and a customer's, by band of cosine: with two shared telling words 9 of 10 pairs speak of the same thing
from 0.40 on, 3 of 4 below; with one shared word 2 of 3 from 0.60 on, under half at 0.50; with none hardly any even
at 0.60, since every sentence about a loaf lies near every other one.
"""

from collections.abc import Callable, Sequence

import numpy as np

from covision.domain.search import Vectors
from covision.errors import CovisionError
from covision.steps.boarding.said import Sentence, Told

Similarity = Callable[[Sequence[str], Sequence[str]], Vectors]

DENSE = frozenset(("en",))
"""Languages in which the built-in embeddings tell subjects apart: in Portuguese unrelated sentences lie at 0.6."""

TWO_WORDS = 0.40
ONE_WORD = 0.60
FREE = 0.55
FREE_ONE_WORD = 0.40
FREE_TWO_WORDS = 0.30
MOST_COMPARED = 400
"""Customer sentences compared by embedding, those that share words with answers first."""


class Topics:
    """Cosines of answers' sentences and customers', and what they share. Without embeddings words alone decide."""

    def __init__(self, told: Told, similarity: Similarity | None) -> None:
        self.told = told
        self.dense = False
        self._at: dict[int, int] = {}
        self._cosine: Vectors | None = None
        self._similarity: Similarity | None = None
        language = told.answers[0].language if told.answers else ""
        if similarity is None or language not in DENSE or not told.customers:
            return
        said = frozenset(key for one in told.answers for key in one.terms) - told.common
        sharing = {at: len(said & one.terms.keys()) for at, one in enumerate(told.customers)}
        order = sorted((at for at in sharing if sharing[at]), key=lambda at: (-sharing[at], at))[:MOST_COMPARED]
        if not order:
            return
        try:
            self._cosine = similarity([one.text for one in told.answers], [told.customers[at].text for at in order])
        except CovisionError:
            return
        self.dense = True
        self._similarity = similarity
        self._at = {at: place for place, at in enumerate(order)}

    def cosine(self, answer: int, customer: int) -> float | None:
        """Cosine of an answer's sentence and a customer's by their numbers; None where it was not looked at."""
        if self._cosine is None or customer not in self._at:
            return None
        return float(self._cosine[answer, self._at[customer]])

    def same(self, answer: int, customer: int) -> float:
        """How surely the two speak of the same thing, 0..1; 0 where nothing says so."""
        shared = len(self.told.shared(self.told.answers[answer], self.told.customers[customer]))
        near = self.cosine(answer, customer)
        if near is None:
            return min(1.0, 0.4 + 0.1 * shared) if shared >= 2 else 0.0
        if (shared >= 2 and near >= TWO_WORDS) or (shared == 1 and near >= ONE_WORD):
            return float(np.clip(near + 0.05 * min(shared, 4), 0, 1))
        return 0.0

    def taken_up(self, found: Sequence[Sentence]) -> list[bool]:
        """For each customer's sentence, whether an answer may well speak of it: what is shown as taken up by nobody
        must not be. One word in common is enough where the cosine is not low, none where it is high; without
        embeddings one word is enough.
        """
        answers = self.told.answers
        if not answers or not found:
            return [False] * len(found)
        near: Vectors | None = None
        if self._similarity is not None:
            try:
                near = self._similarity([one.text for one in found], [one.text for one in answers])
            except CovisionError:
                near = None
        return [
            any(
                self._may_be(one, answer, None if near is None else float(near[row, column]))
                for column, answer in enumerate(answers)
            )
            for row, one in enumerate(found)
        ]

    def _may_be(self, one: Sentence, answer: Sentence, near: float | None) -> bool:
        if near is None:
            return bool(self.told.shared(one, answer))
        both = len(one.terms.keys() & answer.terms.keys())  # words that many use count here too
        return near >= FREE or (both >= 1 and near >= FREE_ONE_WORD) or (both >= 2 and near >= FREE_TWO_WORDS)


def sharing(told: Told) -> dict[int, list[int]]:
    """For each answer's sentence, the customers' sentences that share a telling word with it."""
    places: dict[str, list[int]] = {}
    for at, one in enumerate(told.customers):
        for key in one.terms.keys() - told.common:
            places.setdefault(key, []).append(at)
    return {
        number: sorted({at for key in answer.terms for at in places.get(key, ())})
        for number, answer in enumerate(told.answers)
    }


def value(one: Sentence) -> int:
    """1 for a content customer, -1 for one who is not, 0 where it cannot be told; a clear rating comes first."""
    if one.rating is not None and abs(one.rating) >= 0.4:
        return 1 if one.rating > 0 else -1
    return one.tone
