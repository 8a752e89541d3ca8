"""What changed between two texts: by words, and inside a word that changed by characters. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

_TOKEN = re.compile(r"[^\W_]+(?:['’\-][^\W_]+)*|[^\w\s]|_")
_LETTER = re.compile(r"\w")
# As `difflib.get_close_matches` has it: so alike, a word is the same one, changed.
_CLOSE = 0.6
# Comparing costs words times words; beyond these the changed middle counts as replaced as a whole.
_MOST_PAIRS = 4_000_000
_MOST_CLOSE = 2_500
Pair = tuple[int, int]


@dataclass(frozen=True)
class Replaced:
    """Characters `start` to `end` of the old text became `text`, which stands at `at` in the new one."""

    start: int
    end: int
    text: str
    at: int

    def same(self, other: "Replaced") -> bool:
        """The same change of the same place, wherever it stands in the new text."""
        return (self.start, self.end, self.text) == (other.start, other.end, other.text)

    def touches(self, other: "Replaced", old: str) -> bool:
        """True where the two places overlap, or no word of the old text stands between them."""
        (_, end), (start, _) = sorted((_whole(self, old), _whole(other, old)))
        return start < end or not _LETTER.search(old[end:start])


def replaced(old: str, new: str) -> list[Replaced]:
    """Every place where `new` differs from `old`, in order: replacing them all in `old` gives `new`."""
    found: list[Replaced] = []
    i = j = 0
    for a, b, length in [*_kept(old, new), (len(old), len(new), 0)]:
        if a > i or b > j:
            found.append(_bare(old, new, (i, a), (j, b)))
        i, j = a + length, b + length
    return [one for one in found if one.end > one.start or one.text]


def _bare(old: str, new: str, here: Pair, there: Pair) -> Replaced:
    """A change without the blanks that both have at its edges."""
    (i, a), (j, b) = here, there
    while i < a and j < b and old[i] == new[j] and old[i].isspace():
        i, j = i + 1, j + 1
    while i < a and j < b and old[a - 1] == new[b - 1] and old[a - 1].isspace():
        a, b = a - 1, b - 1
    return Replaced(start=i, end=a, text=new[j:b], at=j)


@lru_cache(maxsize=512)
def _kept(old: str, new: str) -> tuple[tuple[int, int, int], ...]:
    """Characters that stayed, as places in both and a length: words, and the blanks before them."""
    a, b = list(_TOKEN.finditer(old)), list(_TOKEN.finditer(new))
    found: list[tuple[int, int, int]] = []
    for i, j in _pairs([one.group() for one in a], [one.group() for one in b]):
        gap = old[a[i - 1].end() if i else 0 : a[i].start()]
        if gap and gap == new[b[j - 1].end() if j else 0 : b[j].start()]:
            found.append((a[i].start() - len(gap), b[j].start() - len(gap), len(gap)))
        one, other = a[i].group(), b[j].group()
        whole = [(0, 0, len(one))] if one == other else _alike(one, other).get_matching_blocks()
        found += [(a[i].start() + x, b[j].start() + y, n) for x, y, n in whole if n]
    return tuple(found)


def _pairs(a: Sequence[str], b: Sequence[str]) -> list[Pair]:
    """Words that stayed, or stayed nearly, by their numbers in both."""
    first = 0
    while first < min(len(a), len(b)) and a[first] == b[first]:
        first += 1
    last = 0
    while last < min(len(a), len(b)) - first and a[-1 - last] == b[-1 - last]:
        last += 1
    pairs = [(at, at) for at in range(first)]
    mid_a, mid_b = a[first : len(a) - last], b[first : len(b) - last]
    if len(mid_a) * len(mid_b) <= _MOST_PAIRS:
        for kind, i, i2, j, j2 in SequenceMatcher(None, mid_a, mid_b, autojunk=False).get_opcodes():
            if kind == "equal":
                pairs += [(first + i + n, first + j + n) for n in range(i2 - i)]
            elif kind == "replace":
                pairs += [(first + i + x, first + j + y) for x, y in _close(mid_a[i:i2], mid_b[j:j2])]
    return [*pairs, *((len(a) - n, len(b) - n) for n in range(last, 0, -1))]


def _close(a: Sequence[str], b: Sequence[str]) -> list[Pair]:
    """Words of two changed places that are the same word, changed, in order."""
    found: list[Pair] = []
    since = 0
    for i, one in enumerate(a if len(a) * len(b) <= _MOST_CLOSE else ()):
        near = next((j for j in range(since, len(b)) if _alike(one, b[j]).ratio() >= _CLOSE), None)
        if near is not None:
            found.append((i, near))
            since = near + 1
    return found


def _alike(one: str, other: str) -> "SequenceMatcher[str]":
    return SequenceMatcher(None, one, other, autojunk=False)


def _whole(one: Replaced, old: str) -> Pair:
    """The place with the whole words that it is in."""
    start, end = one.start, one.end
    inside = old[start:end]
    if _LETTER.match(inside[:1]) or _LETTER.match(one.text[:1]):
        while start > 0 and _LETTER.match(old[start - 1]):
            start -= 1
    if _LETTER.match(inside[-1:]) or _LETTER.match(one.text[-1:]):
        while end < len(old) and _LETTER.match(old[end]):
            end += 1
    return start, end


def carried(old: str, new: str, start: int, end: int) -> Pair | None:
    """Where the words at `start` to `end` of the old text stand in the new one.

    None when they have gone: when fewer than half of their characters stayed, and they stand nowhere else, once.
    """
    found: list[Pair] = []
    for a, b, length in _kept(old, new):
        first, last = max(a, start), min(a + length, end)
        if last > first and old[first:last].strip():
            found.append((b + first - a, b + last - a))
    stayed = sum(last - first for first, last in found)
    words = old[start:end].strip()
    if 2 * stayed >= len(words) > 0:
        return found[0][0], found[-1][1]
    moved = list(re.finditer(rf"(?<!\w){re.escape(words)}(?!\w)", new)) if words else []
    return moved[0].span() if len(moved) == 1 else None
