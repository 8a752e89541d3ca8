"""How hard a text is to read: approximate, since syllables are found by hyphenation patterns.

Short statements make these numbers jumpy; use them as one weak sign among others.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import pyphen

_DICTIONARIES = {"en": "en_US", "pt": "pt_PT"}
_VOWELS = {"en": re.compile(r"[aeiouy]+"), "pt": re.compile(r"[aeiouyáâãàéêíóôõúü]+")}
# The e of "make", "makes" and "baked" is not heard; that of "table" and "needed" is.
_SILENT = re.compile(r"(?<![aeiouyl])e$|(?<=[^aeiouyszxlcg])es$|(?<=[^aeiouytdl])ed$|(?<=[aeiouy]l)e[sd]?$")


@dataclass(frozen=True, slots=True)
class Readability:
    """`ease` is Flesch reading ease (about 0 very hard to 100 very easy), None where the language has no formula;
    `grade` is the Flesch-Kincaid school grade, English only."""

    words: int
    sentence_length: float
    syllables_per_word: float
    ease: float | None
    grade: float | None


@lru_cache(maxsize=4)
def _dictionary(language: str) -> pyphen.Pyphen:
    return pyphen.Pyphen(lang=_DICTIONARIES[language])


@lru_cache(maxsize=65_536)
def syllables(word: str, language: str) -> int:
    """Syllables of a folded word, at least 1: the greater of hyphenation places plus one and of groups of vowels.

    Hyphenation alone counts too few ("cus-tomer"), since it avoids breaks that are bad to read. Approximate.
    """
    if language not in _DICTIONARIES:
        raise ValueError(f"no syllable patterns for {language!r}")
    sounded = _SILENT.sub("", word) if language == "en" and len(word) > 3 else word
    groups = len(_VOWELS[language].findall(sounded))
    return max(1, groups, len(_dictionary(language).positions(word)) + 1)


def flesch(sentence_length: float, syllables_per_word: float) -> float:
    """Reading ease for English: 206.835 - 1.015 ASL - 84.6 ASW (Flesch 1948)."""
    return 206.835 - 1.015 * sentence_length - 84.6 * syllables_per_word


def flesch_kincaid(sentence_length: float, syllables_per_word: float) -> float:
    """United States school grade for English: 0.39 ASL + 11.8 ASW - 15.59 (Kincaid and others 1975)."""
    return 0.39 * sentence_length + 11.8 * syllables_per_word - 15.59


def flesch_portuguese(sentence_length: float, syllables_per_word: float) -> float:
    """Reading ease adapted to Portuguese: 248.835 - 1.015 ASL - 84.6 ASW (Martins and others 1996)."""
    return 248.835 - 1.015 * sentence_length - 84.6 * syllables_per_word


def readability(folded: Sequence[str], sentences: int, language: str) -> Readability:
    """The numbers for a text given as folded words and its count of sentences; numbers count one syllable each.

    Raises ValueError without words.
    """
    if not folded:
        raise ValueError("readability needs at least one word")
    length = len(folded) / max(1, sentences)
    if language not in _DICTIONARIES:
        return Readability(len(folded), length, 0.0, None, None)
    per_word = sum(1 if word[:1].isdigit() else syllables(word, language) for word in folded) / len(folded)
    if language == "pt":
        return Readability(len(folded), length, per_word, flesch_portuguese(length, per_word), None)
    return Readability(len(folded), length, per_word, flesch(length, per_word), flesch_kincaid(length, per_word))


def common_share(stems: Sequence[str], common: frozenset[str]) -> float:
    """Share (0..1) of these stems that are everyday words; 1 where there are none to judge."""
    return sum(1 for key in stems if key in common) / len(stems) if stems else 1.0
