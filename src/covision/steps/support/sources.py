"""The sentences that a statement can rest on: what people answered and customers wrote, each with its place."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar

import numpy as np

from covision.domain.base import Span
from covision.domain.board import Cited
from covision.domain.project import Material
from covision.domain.research import distinct
from covision.domain.search import Embedder, Vectors
from covision.measures.text import fold, sentences
from covision.steps import gate
from covision.steps.assumptions import is_blank
from covision.steps.boarding.said import MOST_SNIPPETS, Sentence, Words, read_sentence, spans
from covision.steps.boarding.topics import Similarity
from covision.steps.support.terms import Terms, terms
from covision.steps.theming.tone import ratings

Made = TypeVar("Made")

RULED_OUT = "14"
"""The question about what people ask for and the team will not promise."""


@dataclass(frozen=True)
class Segment:
    """A sentence of an answer or a comment. `source` and `ref` name it as `Support` and as drafts do, `who` is the
    voice: a participant, or a customer's comment."""

    source: str
    ref: str
    who: str
    span: Span
    terms: Terms
    words: Words = field(repr=False)
    question: str = ""
    rating: float | None = None

    @property
    def text(self) -> str:
        """The verbatim sentence."""
        return self.span.text

    @property
    def customer(self) -> bool:
        """True for a customer's comment."""
        return not self.question

    @cached_property
    def meaning(self) -> Sentence:
        """The sentence as the rules for contradictions read it."""
        kind = "snippet" if self.customer else "answer"
        cited = Cited.model_validate(
            {
                "ref": self.ref,
                "kind": kind,
                "text": self.text,
                "source": self.source,
                "start": self.span.start,
                "end": self.span.end,
            }
        )
        return read_sentence(cited, self.words, question=self.question, who=self.who, rating=self.rating)


@dataclass(frozen=True)
class Ground:
    """All that a project's people and customers said, ready for linking; made once for many statements.

    `whole` has each source's text by its name. `foreign` comments are in another language, `unread` ones beyond the
    limit.
    """

    material: Material
    words: Words
    segments: tuple[Segment, ...]
    whole: dict[str, str]
    similarity: Similarity | None = None
    foreign: int = 0
    unread: int = 0
    _made: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)

    def once(self, name: str, make: Callable[[], Made]) -> Made:
        """What `make` gives, made when it is first asked for under this name."""
        if name not in self._made:
            self._made[name] = make()
        made: Made = self._made[name]
        return made

    @cached_property
    def held(self) -> dict[str, tuple[int, ...]]:
        """The segments that hold a stem."""
        found: dict[str, list[int]] = {}
        for at, one in enumerate(self.segments):
            for key in one.terms.weights:
                found.setdefault(key, []).append(at)
        return {key: tuple(places) for key, places in found.items()}

    @cached_property
    def concepts(self) -> dict[str, tuple[int, ...]]:
        """The segments that name a concept."""
        found: dict[str, list[int]] = {}
        for at, one in enumerate(self.segments):
            for key in set(one.terms.concepts.values()):
                found.setdefault(key, []).append(at)
        return {key: tuple(places) for key, places in found.items()}

    def rarity(self, key: str) -> float:
        """Smoothed inverse document frequency over sentences, 1 for a word that stands in all of them."""
        return math.log((len(self.segments) + 1) / (len(self.held.get(key, ())) + 1)) + 1.0

    @cached_property
    def told(self) -> str:
        """What is known of the organisation beside answers and comments, folded: name, sector, size, goals."""
        about, own = self.material.organisation, self.material.statements
        parts = [about.name, about.sector, about.size, *self.material.goals]
        parts += [own.mission or "", *own.values, own.slogan or ""]
        return fold(" \n ".join(parts))


def ground(material: Material, words: Words, vectors: Similarity | None = None) -> Ground:
    """Read all answers and the comments in the language of the word lists.

    Texts that speak to a machine are evidence of nothing and are left out whole. Of more than `MOST_SNIPPETS`
    comments those said most often are read.
    """
    name = material.organisation.name
    segments: list[Segment] = []
    whole: dict[str, str] = {}
    for person in material.participants:
        for question in person.answers:
            text = person.answered(question)
            if text is None or is_blank(text) or gate.orders(text):
                continue
            source = f"answers/{person.id}/{question}"
            whole[source] = text
            segments += [
                Segment(
                    source, f"a.{person.id}.{question}.{at}", person.id, span, terms(span.text, words, name), words,
                    question,
                )
                for at, span in enumerate(spans(text, question), 1)
            ]  # fmt: skip
    found = sorted(distinct(material.research), key=lambda item: (-item.copies, item.id))
    same = [item for item in found if item.language in (None, words.language)]
    chosen = [item for item in same[:MOST_SNIPPETS] if not gate.orders(item.text)]
    for item, rating in zip(chosen, ratings(chosen), strict=True):
        whole[item.id] = item.text
        segments += [
            Segment(item.id, item.id, item.id, span, terms(span.text, words, name), words, rating=rating)
            for span in sentences(item.text)
        ]
    return Ground(
        material, words, tuple(segments), whole, vectors, len(found) - len(same), max(0, len(same) - MOST_SNIPPETS)
    )


def similarity_of(embedder: Embedder) -> Callable[[Sequence[str], Sequence[str]], Vectors]:
    """Cosines by an embedder; a text that was embedded once is not embedded again while this is kept."""
    kept: dict[str, Vectors] = {}

    def vectors(texts: Sequence[str]) -> Vectors:
        new = [text for text in dict.fromkeys(texts) if text not in kept]
        if new:
            kept.update(zip(new, embedder.embed(new), strict=True))
        rows = [kept[text] for text in texts]
        return np.asarray(rows, dtype=np.float32).reshape(len(texts), -1)

    def similarity(texts: Sequence[str], others: Sequence[str]) -> Vectors:
        found: Vectors = vectors(texts) @ vectors(others).T
        return found

    return similarity
