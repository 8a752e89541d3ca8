"""Runs of words that set one group of texts apart from the others, as somebody wrote them."""

import math
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from covision.measures.stems import stem
from covision.measures.text import Word, fold

MOST_WORDS = 5
_ENDINGS = {
    "es": ("amente", "ciones", "es", "os", "as", "s", "o", "a", "e"),
    "fr": ("ement", "es", "s", "x", "e"),
    "de": ("en", "er", "es", "em", "e", "n", "s"),
}
_LEAST_LEFT = 4


@lru_cache(maxsize=65_536)
def root(word: str, language: str) -> str:
    """The stem of a folded word; Spanish, French and German lose one ending and keep at least four letters."""
    for ending in _ENDINGS.get(language, ()):
        if word.endswith(ending) and len(word) - len(ending) >= _LEAST_LEFT:
            return word[: -len(ending)]
    return stem(word, language)


@dataclass(frozen=True, slots=True)
class Phrase:
    """A run of words: `text` verbatim as most people wrote it, `roots` its stems, `texts` how many hold it."""

    text: str
    roots: tuple[str, ...]
    texts: int
    score: float


def runs(text: str, found: Sequence[Word], most: int = MOST_WORDS) -> list[tuple[int, int]]:
    """Index ranges (first, after last) of up to `most` neighbouring words with only blanks or hyphens between."""
    tied = [text[one.end : other.start] in (" ", "-") for one, other in pairwise(found)]
    ranges: list[tuple[int, int]] = []
    for first in range(len(found)):
        for after in range(first + 1, min(first + most, len(found)) + 1):
            if after > first + 1 and not tied[after - 2]:
                break
            ranges.append((first, after))
    return ranges


def contrast(inside: int, size: int, everywhere: int, total: int) -> float:
    """Class-based TF-IDF (Grootendorst 2022): share inside the group times ln(1 + texts / texts that hold it)."""
    return (inside / max(size, 1)) * math.log(1 + total / max(everywhere, 1))


def surface(spellings: Mapping[str, int]) -> str:
    """The commonest spelling; of equals the one in lower case, then the first by the alphabet."""
    return min(spellings, key=lambda text: (-spellings[text], sum(char.isupper() for char in text), text))


def counted(groups: Sequence[Collection[tuple[str, ...]]]) -> Counter[tuple[str, ...]]:
    """In how many collections each run occurs."""
    return Counter(run for group in groups for run in set(group))


def alike(one: Sequence[str], other: Sequence[str]) -> bool:
    """True where one phrase says nothing beside the other: all stems of the shorter stand in the longer."""
    small, large = sorted((set(one), set(other)), key=len)
    return small <= large


def plain_words(text: str) -> list[str]:
    """The folded words of a phrase."""
    return fold(text).split()
