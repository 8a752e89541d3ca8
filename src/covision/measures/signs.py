"""Signs of a statement for the learned reading: what word lists find and how the words are made, as numbers.

Every sign can be told in words; none knows a topic. Neutral edits (a name, a spelling, another word for customers)
change none of them: they see the canonical form that the measures see.
"""

import math
import re
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from covision.measures.lexicon import CATEGORIES, Matcher
from covision.measures.lists import longest_list
from covision.measures.readability import common_share, syllables
from covision.measures.reading import Reading
from covision.measures.text import word_set

Signs = NDArray[np.float64]

_KINDS = {
    "en": {
        "we": word_set("we our ours us"),
        "you": word_set("you your yours"),
        "denial": word_set("never no nobody nothing none not without isn't doesn't don't won't can't"),
        "article": word_set("a an the"),
        "somebody": word_set("it they them their he she his her who whoever one"),
        "when": word_set("when while before after until if whenever once by"),
        "all": word_set("all every everything each always total entire whole full"),
        "to": word_set("to"),
        "and": word_set("and"),
        "of": word_set("for of"),
        "be": word_set("be is are being been was were"),
        "will": word_set("will should must can may could would"),
        "what": word_set("what where how which"),
    },
    "pt": {
        "we": word_set("nós nosso nossa nossos nossas connosco conosco nos"),
        "you": word_set("você vocês seu sua seus suas te tu teu tua si lhe"),
        "denial": word_set("nunca não ninguém nada nenhum nenhuma sem nem"),
        "article": word_set("o a os as um uma"),
        "somebody": word_set("ele ela eles elas quem isso isto aquilo alguém lhe lhes"),
        "when": word_set("quando enquanto antes depois até se assim"),
        "all": word_set("todo toda todos todas tudo cada sempre total"),
        "to": word_set(""),
        "and": word_set("e"),
        "of": word_set("de do da dos das para"),
        "be": word_set("é são ser está estão foi era"),
        "will": word_set("vai vão deve pode podem"),
        "what": word_set("que qual onde como"),
    },
}
_MADE_NOUN = {
    "en": re.compile(r"(?:tion|sion|ment|ity|ness|ance|ence|ship|ism)s?$"),
    "pt": re.compile(r"(?:ção|ções|mento|dades?|ância|ência|ismo|eza|agem)s?$"),
}
_ADVERB = {"en": re.compile(r".{3,}ly$"), "pt": re.compile(r".{3,}mente$")}
_GOING_ON = {"en": re.compile(r".{2,}ing$"), "pt": re.compile(r".{2,}(?:ando|endo|indo)$")}
_INFINITIVE = {"en": re.compile(r"to$"), "pt": re.compile(r"\w+[aei]r$")}
_SEEN = tuple(_KINDS["en"])

NAMES: tuple[str, ...] = (
    *(f"count {name}" for name in CATEGORIES),
    *(f"share {name}" for name in CATEGORIES),
    *(f"word {name}" for name in _SEEN),
    "has denial", "has you", "has we", "log words", "letters a word", "share of 7 letters", "share of 10 letters",
    "count of 10 letters", "syllables a word", "share of everyday words", "share of stop words",
    "share of made nouns", "count of made nouns", "adverbs", "going on", "begins with infinitive",
    "commas a word", "commas", "longest list", "sentences", "numbers", "capitals", "semicolon or colon",
)  # fmt: skip
"""What each sign counts, in order; counts are capped, shares are of all words."""


def signs(reading: Reading, lists: Matcher) -> Signs:
    """The signs of a statement, shape (len(NAMES),); languages without word sets of their own count as English."""
    language = reading.language if reading.language in _KINDS else "en"
    lowers = [word.lower for at, word in enumerate(reading.words) if at not in reading.names]
    total = max(1, len(lowers))
    counts = [len(reading.matches(category)) for category in CATEGORIES]
    kinds = _KINDS[language]
    told = {name: sum(lower in kinds[name] for lower in lowers) for name in _SEEN}
    values = [float(min(4, count)) for count in counts]
    values += [count / total for count in counts]
    values += [told[name] / total for name in _SEEN]
    values += [float(told[name] > 0) for name in ("denial", "you", "we")]
    values += _made(reading.canonical(), language)
    content = [reading.stems[at] for at in reading.content]
    values += [common_share(content, lists.common), 1.0 - len(content) / total]
    nouns = sum(bool(_MADE_NOUN[language].search(lower)) for lower in lowers)
    values += [
        nouns / total,
        float(min(5, nouns)),
        float(min(2, sum(bool(_ADVERB[language].match(lower)) for lower in lowers))),
        float(min(3, sum(bool(_GOING_ON[language].match(lower)) for lower in lowers))),
        float(bool(lowers and _INFINITIVE[language].match(lowers[0]))),
        *_shape(reading, total),
    ]
    return np.array(values)


def _made(canonical: Sequence[str], language: str) -> list[float]:
    """Length of the text and of its words: log words, letters, shares of long words, their count, syllables."""
    total = max(1, len(canonical))
    letters = [len(word) for word in canonical] or [0]
    spoken = [_syllables(word, language) for word in canonical if not word[:1].isdigit()]
    long = sum(size >= 10 for size in letters)
    return [
        math.log(total),
        sum(letters) / total,
        sum(size >= 7 for size in letters) / total,
        long / total,
        float(min(6, long)),
        sum(spoken) / len(spoken) if spoken else 1.0,
    ]


@lru_cache(maxsize=65_536)
def _syllables(word: str, language: str) -> int:
    return syllables(word, language)


def _shape(reading: Reading, total: int) -> list[float]:
    text = reading.text
    commas = text.count(",")
    capitals = sum(
        word.text[:1].isupper() for at, word in enumerate(reading.words) if at and at not in reading.names
    )
    return [
        commas / total,
        float(min(5, commas)),
        float(min(6, len(longest_list(reading)))),
        float(min(4, len(reading.sentences))),
        float(min(2, sum(word.number for word in reading.words))),
        capitals / total,
        float(";" in text or ":" in text),
    ]
