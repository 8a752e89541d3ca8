"""The learned reading inside a scorecard: marks of a batch of statements, mixed with what the rules found.

The reading says how whoever graded the shipped statements would mark this one; rules point at words. A criterion's
value is a share of each (`Use.share`, measured on hands that the model never saw). Which words matter is found by
leaving each clause out.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from covision.domain.base import Span
from covision.domain.search import Vectors
from covision.errors import ModelError
from covision.measures.learned import Floats, Learned, Use
from covision.measures.lexicon import Matcher
from covision.measures.reading import Reading, read
from covision.measures.reasons import say
from covision.measures.signs import NAMES, Signs, signs
from covision.measures.verdict import Scored, Unscored, Verdict

log = logging.getLogger(__name__)
Embed = Callable[[Sequence[str]], Vectors]
"""Unit vectors of texts, by the embedding model that the learned reading was made with."""

LOW, HIGH = 0.4, 0.6
MOST_CLAUSES = 5
LEAST_PULL = 0.04
"""A clause that moves a mark by less says nothing of which words matter."""

LEAST_TRUST = 0.25
"""A criterion that no rule tells stays unscored where its reading is trusted less."""

APART = 0.25
"""Where rule and reading lie no further apart, the rule's reason is enough."""


@dataclass(frozen=True)
class Told:
    """What was read of one statement: `name` of the reading, marks 0..1 by criterion, and what each clause adds."""

    name: str
    marks: Mapping[int, float]
    pulls: tuple[tuple[Span, Mapping[int, float]], ...] = ()


@dataclass(frozen=True)
class Mixed:
    """A verdict with the reading in it: its 95% interval, and what share of the rubric's trust it has earned."""

    verdict: Scored
    interval: tuple[float, float] | None
    trust: float


class LearnedReader:
    """Reads batches of statements of one language and organisation."""

    def __init__(self, learned: Learned, lists: Matcher, name: str = "", embed: Embed | None = None) -> None:
        self.learned = learned
        self._lists, self._name, self._embed = lists, name, embed
        language = lists.language
        self._full = learned.reading(language, language in learned.meaning_languages)
        self._by_signs = learned.reading(language, False)

    def read(self, readings: Sequence[Reading], clauses: bool = True) -> list[Told | None]:
        """What is read of each statement; with `clauses` also how each of its clauses pulls the marks. None in a
        language that was never learned.

        Where vectors fail, signs alone are read, as if there were none.
        """
        if self._by_signs is None or self._full is None:
            return [None for _ in readings]
        marks, told, name = self._marks(readings)
        pulls = [self._pulls(one, row, name) if clauses else () for one, row in zip(readings, told, strict=True)]
        return [Told(name, self._by_number(row), pull) for row, pull in zip(marks, pulls, strict=True)]

    def _by_number(self, row: Floats) -> dict[int, float]:
        return {number: float(mark) for number, mark in zip(self.learned.numbers, row, strict=True)}

    def _pulls(self, reading: Reading, told: Signs, name: str) -> tuple[tuple[Span, Mapping[int, float]], ...]:
        """What each clause adds to the marks: they fall by so much where it is left out. Found by signs alone,
        which are half of a full reading: vectors of every rest would take most of the time."""
        if not 2 <= len(reading.clauses) <= MOST_CLAUSES:
            return ()
        rests = [f"{reading.text[: one.start]} {reading.text[one.end :]}".strip(" ,;:") for one in reading.clauses]
        rows = [told, *(signs(read(rest, self._lists, self._name), self._lists) for rest in rests)]
        marks = self.learned.fitted.read(self._lists.language, np.array(rows), None)
        added = (marks[0] - marks[1:]) * (1.0 if name.endswith("-signs") or name == self._by_signs else 0.5)
        return tuple((span, self._by_number(row)) for span, row in zip(reading.clauses, added, strict=True))

    def _marks(self, readings: Sequence[Reading]) -> tuple[Floats, Floats, str]:
        """Marks, the signs they rest on, and which reading it was."""
        assert self._full is not None and self._by_signs is not None
        if not readings:
            return np.zeros((0, len(self.learned.numbers))), np.zeros((0, len(NAMES))), self._full
        told = np.array([signs(reading, self._lists) for reading in readings])
        texts = [reading.text for reading in readings]
        vectors = self._vectors(readings) if self._full != self._by_signs else None
        name = self._by_signs if vectors is None else self._full
        return self.learned.read(name, texts, told, vectors), told, name

    def _vectors(self, readings: Sequence[Reading]) -> Floats | None:
        if self._embed is None:
            return None
        try:
            found = self._embed([" ".join(reading.canonical()) for reading in readings])
        except ModelError as error:
            log.warning("Statements are read by their words alone. %s", error.message())
            return None
        return np.asarray(found, dtype=np.float64)

    def use(self, told: Told, number: int) -> tuple[Use, float] | None:
        """How a criterion's reading is used, and its trust as a share of what the full reading earns; None: not."""
        use = self.learned.uses[told.name].get(number)
        full = self.learned.uses[self._full or told.name].get(number)
        if use is None or full is None or use.share <= 0 or (use.share >= 1 and use.trust < LEAST_TRUST):
            return None
        return use, min(1.0, use.trust / full.trust) if full.trust > 0 else 0.0


def mix(number: int, verdict: Verdict | None, told: Told, reader: LearnedReader, language: str) -> Mixed | None:
    """A rule's verdict (None: there is no rule) with the reading in it; None where the reading has no say."""
    found = reader.use(told, number)
    if found is None or isinstance(verdict, Unscored):
        return None
    use, earned = found
    mark = told.marks[number]
    value = mark if verdict is None else use.share * mark + (1.0 - use.share) * verdict.value
    said, span = _reason(number, mark, told, language)
    if told.name.endswith("-signs"):
        said = f"{said} {say(language, 'read.signs')}"
    if verdict is None:
        mixed = Scored(value, f"{said} {say(language, 'read.only')}", span)
    elif abs(mark - verdict.value) > APART or (span is not None and verdict.span is None):
        mixed = Scored(value, f"{verdict.reason} {said}", verdict.span or span, verdict.question)
    else:
        mixed = Scored(value, verdict.reason, verdict.span, verdict.question)
    interval = (round(max(0.0, min(value, value + use.low)), 4), round(min(1.0, max(value, value + use.high)), 4))
    return Mixed(mixed, interval, earned)


def _reason(number: int, mark: float, told: Told, language: str) -> tuple[str, Span | None]:
    """How the whole reads, and the clause that pulls it most the way it leans."""
    level = "low" if mark < LOW else "high" if mark > HIGH else "middle"
    said = say(language, f"read.{level}")
    pulls = [(added[number], span) for span, added in told.pulls]
    if not pulls:
        return said, None
    pull, span = min(pulls, key=lambda one: one[0]) if mark < 0.5 else max(pulls, key=lambda one: one[0])
    if abs(pull) < LEAST_PULL or (pull < 0) != (mark < 0.5):
        return said, None
    which = "read.down" if mark < 0.5 else "read.up"
    return f"{said} {say(language, which, about=[span.text])}", span
