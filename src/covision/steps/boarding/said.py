"""What people and customers said, sentence by sentence, ready to be held against each other."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from covision.domain.base import Span
from covision.domain.board import Cited
from covision.domain.interview import Script
from covision.domain.project import Material
from covision.domain.research import Snippet, distinct
from covision.measures.lexicon import Lexicon, matcher
from covision.measures.reading import Reading, read
from covision.measures.text import fold, sentences, words
from covision.steps import gate
from covision.steps.ask_compare import reaches
from covision.steps.ask_words import light_words, negations
from covision.steps.assumptions import is_blank
from covision.steps.theming.lists import Lists
from covision.steps.theming.tone import ratings

MOST_SNIPPETS = 1500
"""Snippets read sentence by sentence, the most often said first: a page must not wait for 100,000 reviews."""

_COMMON = 0.10  # what more than this share of customers mention says nothing about what one sentence is about
_FEW = 3.0  # customers who may share a word however few there are
_BY_LINE = "8"


@dataclass(frozen=True)
class Sentence:
    """A sentence of an answer or a snippet: its words by what they are about, and how it is meant.

    `terms` are telling stems with their word positions; `negated`, `good` and `bad` are positions, a negation in
    front of praise or pain taken into account. `rating` is -1 to 1 where the snippet has one.
    """

    cited: Cited
    language: str
    terms: dict[str, tuple[int, ...]]
    stems: tuple[str, ...]
    negations: frozenset[int]
    negated: frozenset[int]
    good: frozenset[int]
    bad: frozenset[int]
    question: str = ""
    slot: str = ""
    who: str = ""
    copies: int = 1
    rating: float | None = None

    @property
    def text(self) -> str:
        """The verbatim words."""
        return self.cited.text

    @property
    def tone(self) -> int:
        """1 for praise, -1 for pain, 0 for neither or both; a clear rating decides where the words do not."""
        value = (len(self.good) > 0) - (len(self.bad) > 0)
        if value == 0 and self.rating is not None and abs(self.rating) >= 0.5 and not (self.good and self.bad):
            return 1 if self.rating > 0 else -1
        return value


@dataclass(frozen=True)
class Words:
    """The words of one language that comparing needs."""

    lexicon: Lexicon
    lists: Lists

    @property
    def language(self) -> str:
        """ISO 639-1."""
        return self.lexicon.language


@dataclass(frozen=True)
class Told:
    """Everything said: sentences of answers and of snippets, and which words are too common to tell anything."""

    answers: tuple[Sentence, ...]
    customers: tuple[Sentence, ...]
    snippets: tuple[Snippet, ...]
    common: frozenset[str]
    foreign: int = 0
    unread: int = 0

    def shared(self, one: Sentence, other: Sentence) -> frozenset[str]:
        """Telling words in both that not everybody uses."""
        return frozenset(one.terms.keys() & other.terms.keys()) - self.common


def told(material: Material, script: Script, words_: Words) -> Told:
    """Read answers and research in the language of the word lists; other snippets are counted as `foreign`."""
    answers = answer_sentences(material, script, words_)
    found = sorted(distinct(material.research), key=lambda item: (-item.copies, item.id))
    same = [item for item in found if item.language in (None, words_.language)]
    # What speaks to a machine is evidence for nothing.
    chosen = [item for item in same[:MOST_SNIPPETS] if not gate.orders(item.text)]
    rated = dict(zip((item.id for item in chosen), ratings(chosen), strict=True))
    customers: list[Sentence] = []
    for item in chosen:
        customers += snippet_sentences(item, words_, rated[item.id])
    often = Counter(key for _, keys in _by_ref(customers) for key in keys)
    most = max(_FEW, _COMMON * len(chosen))
    name = frozenset(_stem(word.lower, words_) for word in words(material.organisation.name))
    return Told(
        answers=tuple(answers),
        customers=tuple(customers),
        snippets=tuple(chosen),
        common=frozenset(key for key, count in often.items() if count > most) | name,
        foreign=len(found) - len(same),
        unread=max(0, len(same) - MOST_SNIPPETS),
    )


def _stem(word: str, words_: Words) -> str:
    reading = read(word, matcher(words_.lexicon))
    return reading.stems[0] if reading.stems else word


def _by_ref(found: Iterable[Sentence]) -> Iterable[tuple[str, set[str]]]:
    held: dict[str, set[str]] = {}
    for one in found:
        held.setdefault(one.cited.ref, set()).update(one.terms)
    return held.items()


def spans(text: str, question: str) -> list[Span]:
    """Sentences of an answer; in answer 8 every line ends one, since people write it as a small table."""
    if question != _BY_LINE:
        return sentences(text)
    found: list[Span] = []
    start = 0
    for line in text.splitlines(keepends=True):
        found += [Span(start=start + one.start, end=start + one.end, text=one.text) for one in sentences(line)]
        start += len(line)
    return found


def answer_sentences(material: Material, script: Script, words_: Words) -> list[Sentence]:
    """Every sentence of every answer, under the id that drafts give it."""
    found: list[Sentence] = []
    for person in material.participants:
        for question in script.questions:
            text = person.answered(question.id)
            if text is None or is_blank(text):
                continue
            for at, span in enumerate(spans(text, question.id), 1):
                cited = Cited(
                    ref=f"a.{person.id}.{question.id}.{at}",
                    kind="answer",
                    text=span.text,
                    source=f"answers/{person.id}/{question.id}",
                    start=span.start,
                    end=span.end,
                )
                found.append(read_sentence(cited, words_, question=question.id, slot=question.slot, who=person.id))
    return found


def snippet_sentences(item: Snippet, words_: Words, rating: float | None = None) -> list[Sentence]:
    """The sentences of a snippet, with their places in it."""
    return [
        read_sentence(cite(item, span), words_, who=item.source, copies=item.copies, rating=rating)
        for span in sentences(item.text)
    ]


def cite(item: Snippet, span: Span | None = None) -> Cited:
    """A snippet, or a part of it, as evidence."""
    start, end = (span.start, span.end) if span else (0, len(item.text))
    text = item.text[start:end]
    return Cited(ref=item.id, kind="snippet", text=text, source=item.place, start=start, end=end)


def read_sentence(
    cited: Cited,
    words_: Words,
    *,
    question: str = "",
    slot: str = "",
    who: str = "",
    copies: int = 1,
    rating: float | None = None,
) -> Sentence:
    """Read cited words; the rest is what the whole answer or snippet knows of them."""
    parts = _parts(cited.text, words_.language, _Key(words_))
    return Sentence(
        cited, words_.language, *parts, question=question, slot=slot, who=who, copies=copies, rating=rating
    )


def part(whole: Sentence, span: Span, words_: Words) -> Sentence:
    """A part of a sentence read by itself; `span` counts in the sentence, its place in the whole source."""
    cited = whole.cited.model_copy(
        update={
            "text": span.text,
            "start": whole.cited.start + span.start,
            "end": whole.cited.start + span.end,
        }
    )
    return read_sentence(
        cited,
        words_,
        question=whole.question,
        slot=whole.slot,
        who=whole.who,
        copies=whole.copies,
        rating=whole.rating,
    )


class _Key:
    """Word lists as a key of the cache: by language, since there is one set of lists for each."""

    def __init__(self, words_: Words) -> None:
        self.words = words_

    def __hash__(self) -> int:
        return hash(self.words.language)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and other.words.lexicon is self.words.lexicon


Parts = tuple[
    dict[str, tuple[int, ...]], tuple[str, ...], frozenset[int], frozenset[int], frozenset[int], frozenset[int]
]


@lru_cache(maxsize=20_000)
def _parts(text: str, language: str, key: _Key) -> Parts:
    reading = read(text, matcher(key.words.lexicon))
    lists = key.words.lists
    light = _light(language)
    nots = negation_places(reading)
    negated = frozenset(
        at for at in range(len(reading.words)) if any(reaches(reading, other, at) for other in nots)
    )
    terms: dict[str, list[int]] = {}
    for at in reading.content:
        if reading.stems[at] not in light:
            terms.setdefault(reading.stems[at], []).append(at)
    good, bad = _meant(reading, lists, negated)
    return {key: tuple(places) for key, places in terms.items()}, reading.stems, nots, negated, good, bad


def forget() -> None:
    """Drop what was read from memory: texts that were erased are in it."""
    _parts.cache_clear()


def _meant(reading: Reading, lists: Lists, negated: frozenset[int]) -> tuple[frozenset[int], frozenset[int]]:
    """Positions of praise and of pain; a negation in front turns the one into the other."""
    places: dict[bool, set[int]] = {True: set(), False: set()}
    for at, key in enumerate(reading.stems):
        if (key in lists.praise) != (key in lists.pain):
            places[(key in lists.praise) != (at in negated)].add(at)
    for good in (True, False):
        for match in reading.matches("feelings" if good else "negative_feelings"):
            turned = match.first in negated
            for at in range(match.first, match.last):
                places[good == turned].discard(at)
                places[good != turned].add(at)
    return frozenset(places[True]), frozenset(places[False])


def negation_places(reading: Reading) -> frozenset[int]:
    """Where negations stand."""
    no = negations(reading.language)
    lowers = [word.lower for word in reading.words]
    return frozenset(at for at, word in enumerate(lowers) if word.removesuffix("'s") in no or word.endswith("n't"))


@lru_cache(maxsize=8)
def _light(language: str) -> frozenset[str]:
    return light_words(language)


def says(text: str, phrases: Sequence[str]) -> bool:
    """True where one of the folded phrases begins a word in the text."""
    folded = f" {fold(text)} "
    return any(f" {phrase}" in folded for phrase in phrases)
