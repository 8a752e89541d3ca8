"""Words, sentences and clauses with their places: every span reads verbatim from the text it came from."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar

from covision.domain.base import Span

Item = TypeVar("Item")


def word_set(listed: str) -> frozenset[str]:
    """The words of a blank-separated list."""
    return frozenset(listed.split())


_LETTER = r"[^\W_][̀-ͯ]*"
_WORD = re.compile(rf"\d+(?:[.,:]\d+)*(?![^\W_])|(?:{_LETTER})+(?:['’ʼ](?:{_LETTER})+)*")
_HYPHENS = "-‐‑"
_QUOTES = str.maketrans("’‘ʼ“”„«»‑‐", '\'\'\'"""""--')
_ENDING = re.compile(r"[.!?…。!?]+[\"'”’»)\]]*(?=\s|$)|[。!?]|\n\s*\n|\n(?=\s*[-•*\d])")
_ABBREVIATIONS = word_set(
    "mr mrs ms dr prof st no vs etc inc ltd co e.g i.e u.s u.k a.m p.m approx dept est fig sr sra sras srs dra lda "
    "exmo exma av art pág ex p.ex n.º tel ca"
)
# A clause begins after these where a comma or dash comes before, or where a subject follows at once.
JOINERS = word_set(
    "and but so or because while when whenever until unless if even since although though where yet "
    "e mas para porque enquanto quando até se mesmo embora onde pois porém"
)
# Only these begin one without a comma: "where it is" belongs to what stands before it.
_LINKS = word_set("and but so because e mas porque")
_SUBJECTS = word_set(
    "i we you they he she it nobody everyone everybody anyone anybody someone each every our your their customers "
    "guests people nós vocês eles elas ninguém todos quem cada você ele ela"
)
# A run of at least this many words stands alone as a clause after a comma; shorter ones are items of a list.
_CLAUSE_WORDS = 4


@dataclass(frozen=True, slots=True)
class Word:
    """A word or number, verbatim at `start:end`; `joined` marks one that a hyphen ties to the word before."""

    text: str
    start: int
    end: int
    joined: bool = False

    @property
    def lower(self) -> str:
        """Case-folded, composed, with plain apostrophes."""
        return _folded(self.text)

    @property
    def number(self) -> bool:
        """True for a word that begins with a digit."""
        return self.text[:1].isdigit()


def fold(text: str) -> str:
    """Lower case, composed accents, straight quotes and hyphens; the form in which words are compared."""
    return unicodedata.normalize("NFC", text).translate(_QUOTES).lower()


@lru_cache(maxsize=65_536)
def _folded(word: str) -> str:
    return fold(word)


def normalise(text: str) -> str:
    """`fold` with every run of white-space as one blank, ends trimmed: two texts that read alike are equal."""
    return " ".join(fold(text).split())


def words(text: str) -> list[Word]:
    """All words and numbers in order, hyphenated words in their parts (the later parts are `joined`).

    Apostrophes stay inside a word; emoji and punctuation are no words.
    """
    found: list[Word] = []
    end = -2
    for match in _WORD.finditer(text):
        start = match.start()
        joined = start == end + 1 and text[end] in _HYPHENS
        found.append(Word(match.group(), start, match.end(), joined))
        end = match.end()
    return found


def count_words(found: Iterable[Word]) -> int:
    """How many words a reader counts: a hyphenated word is one."""
    return sum(1 for word in found if not word.joined)


def sentences(text: str) -> list[Span]:
    """Sentences in order, verbatim and without the white-space around them; abbreviations do not end one."""
    found: list[Span] = []
    start = 0
    for match in _ENDING.finditer(text):
        if match.group()[0] == "." and _is_abbreviation(text, match.start(), match.end()):
            continue
        _keep(found, text, start, match.end())
        start = match.end()
    _keep(found, text, start, len(text))
    return found


def _is_abbreviation(text: str, dot: int, after: int) -> bool:
    before = text[:dot].rsplit(None, 1)[-1:] or [""]
    token = fold(before[0]).strip("(\"'")
    if len(token) == 1 and token.isalpha() and token not in "aieo":
        return True
    if token not in _ABBREVIATIONS:
        return False
    following = text[after:].lstrip()
    return bool(following) and (token != "etc" or not following[0].isupper())


def _keep(found: list[Span], text: str, start: int, end: int) -> None:
    part = text[start:end]
    left = len(part) - len(part.lstrip())
    trimmed = part.strip()
    if any(char.isalnum() for char in trimmed):
        found.append(Span(start=start + left, end=start + left + len(trimmed), text=trimmed))


def clauses(text: str) -> list[Span]:
    """Parts that each say one thing, verbatim, in order, without overlap; when in doubt a sentence stays whole.

    Cut at semicolons, colons and dashes; at a comma where both sides have at least four words or a conjunction with
    its subject follows; and at a conjunction directly before a subject.
    """
    found: list[Span] = []
    for sentence in sentences(text):
        offset = sentence.start
        start = 0
        for cut in _cuts(sentence.text):
            _keep_clause(found, text, offset + start, offset + cut)
            start = cut
        _keep_clause(found, text, offset + start, sentence.end)
    return found


def _cuts(sentence: str) -> list[int]:
    """Character offsets in a sentence where a new clause begins."""
    found = words(sentence)
    cuts: list[int] = []
    since = 0
    for at in range(1, len(found)):
        between = sentence[found[at - 1].end : found[at].start]
        if _cut_here(between, found, at, since, sentence):
            cuts.append(found[at].start)
            since = at
    return cuts


def _cut_here(between: str, found: Sequence[Word], at: int, since: int, sentence: str) -> bool:
    if any(mark in between for mark in (";", "—", "–", ": ", " - ")):
        return True
    word = found[at].lower
    # "And they're" begins a clause as "and they are" does.
    subject_next = at + 1 < len(found) and found[at + 1].lower.partition("'")[0] in _SUBJECTS
    if "," in between:
        ahead = _until_comma(found, at, sentence)
        if word in JOINERS:
            return at - since >= _CLAUSE_WORDS and (subject_next or ahead > _CLAUSE_WORDS)
        return at - since >= _CLAUSE_WORDS and ahead >= _CLAUSE_WORDS
    return word in _LINKS and subject_next and at - since >= _CLAUSE_WORDS


def _until_comma(found: Sequence[Word], at: int, sentence: str) -> int:
    """How many words stand from `at` to the next comma, or to the end."""
    for later in range(at + 1, len(found)):
        if "," in sentence[found[later - 1].end : found[later].start]:
            return later - at
    return len(found) - at


def _keep_clause(found: list[Span], text: str, start: int, end: int) -> None:
    part = text[start:end].rstrip(" \t\r\n,;:—–-")
    left = len(part) - len(part.lstrip())
    trimmed = part.lstrip()
    if any(char.isalnum() for char in trimmed):
        found.append(Span(start=start + left, end=start + left + len(trimmed), text=trimmed))


def ngrams(items: Sequence[Item], n: int) -> list[tuple[Item, ...]]:
    """Every run of `n` neighbours, in order; empty where there are fewer than `n` items."""
    return [tuple(items[at : at + n]) for at in range(len(items) - n + 1)]


def latin_share(text: str) -> float:
    """Share (0..1) of the letters that belong to the Latin script; 0 where there are no letters."""
    letters = [char for char in text if char.isalpha()]
    if not letters:
        return 0.0
    latin = sum(1 for char in letters if char < "ɐ" or unicodedata.name(char, "").startswith("LATIN"))
    return latin / len(letters)
