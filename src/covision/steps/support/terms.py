"""What a text is about, for linking: its telling stems with a weight each, and the concepts they name."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from covision.measures.lexicon import matcher
from covision.measures.reading import Reading, read
from covision.steps.ask_words import light_words
from covision.steps.boarding.said import Words

LIGHT, COMMON, TELLING = 0.25, 0.6, 1.0
"""Weights of a stem before its rarity counts: in sentences about anything, in everyday language, of its own."""


@dataclass(frozen=True)
class Terms:
    """A text made ready for linking. `weights` by stem, `places` of its content words, `concepts` by stem."""

    reading: Reading
    weights: Mapping[str, float]
    places: tuple[int, ...]
    concepts: Mapping[str, str]

    @property
    def telling(self) -> frozenset[str]:
        """Stems that say what the text is about."""
        return frozenset(key for key, weight in self.weights.items() if weight > LIGHT)


def terms(text: str, words: Words, name: str = "") -> Terms:
    """Read a text; words of the organisation's `name` say nothing about it."""
    lists = matcher(words.lexicon)
    reading = read(text, lists, name)
    light = _light(words.language)
    weights: dict[str, float] = {}
    concepts: dict[str, str] = {}
    for at in reading.content:
        key = reading.stems[at]
        weights[key] = LIGHT if key in light else COMMON if key in lists.common else TELLING
        named = words.lists.concept(reading.words[at].lower)
        if named:
            concepts[key] = named
    return Terms(reading, weights, reading.content, concepts)


@lru_cache(maxsize=8)
def _light(language: str) -> frozenset[str]:
    return light_words(language)
