"""How customers mean what they say: praise, pain, a wish, a feeling."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from covision.domain.research import Snippet, ThemeKind
from covision.steps.theming.lists import Lists
from covision.steps.theming.segments import Segment

_REACH = 3
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
_RATED = 0.5
_TOLD = 0.25
_FEWEST_TOLD = 3


@dataclass(frozen=True, slots=True)
class Tone:
    """`value` is -1 (pain) to 1 (praise), from the words and, where known, the rating; 0 for neither."""

    value: float
    wish: bool = False
    feeling: bool = False


def tone(segment: Segment, lists: Lists, rating: float | None = None) -> Tone:
    """The tone of an utterance. A negation up to three words before a word turns it; `rating` is -1 to 1."""
    lowers = segment.lowers
    value = 0.0
    named = {part for term in segment.terms if " " in term for part in term.partition(":")[2].split()}
    apart = {
        place
        for size in (2, 3)
        for at in range(len(lowers) - size + 1)
        if lowers[at : at + size] in lists.neutral_runs
        for place in range(at, at + size)
    }
    for at, root in enumerate(segment.roots):
        # "Fast food" is no praise of its speed.
        if root in named or at in apart:
            continue
        asks = lists.asks(lowers[at], root)
        sign = (root in lists.praise and not asks) - (root in lists.pain)
        if sign and any(_negates(word, lists) for word in lowers[max(0, at - _REACH) : at]):
            sign = -sign
        value += sign
    runs = _runs(lowers)
    value += len(runs & lists.praise_runs) - len(runs & lists.pain_runs)
    value = max(-1.0, min(1.0, value / 2 if abs(value) > 1 else value * 0.6))
    if rating is not None:
        # A good mark does not make a complaint praise; where the words are neutral it tells how they are meant.
        value = max(-1.0, min(1.0, value + (_RATED if value == 0 else _RATED / 2) * rating))
    wish = bool(runs & lists.wish_runs) or any(map(lists.asks, lowers, segment.roots))
    feeling = bool(runs & lists.feeling_runs) or any(root in lists.feeling for root in segment.roots)
    return Tone(value, wish, feeling)


def _negates(word: str, lists: Lists) -> bool:
    return word in lists.negation or word.endswith("n't")


def _runs(lowers: Sequence[str]) -> set[tuple[str, ...]]:
    return {tuple(lowers[at : at + size]) for size in (2, 3, 4) for at in range(len(lowers) - size + 1)}


def ratings(snippets: Sequence[Snippet]) -> list[float | None]:
    """Each snippet's rating on -1..1, None where there is none; the scale is judged per file and sheet.

    A scale is 5, 10 or 100, the smallest that holds every number of the column.
    """
    numbers = [_number(snippet.rating) for snippet in snippets]
    found: list[float | None] = []
    for number, scale in zip(numbers, _scales(snippets, numbers), strict=True):
        low = 1.0 if scale == 5 else 0.0
        found.append(None if number is None or scale is None else 2 * (number - low) / (scale - low) - 1)
    return found


def marks(snippets: Sequence[Snippet]) -> list[str | None]:
    """Each snippet's rating as it is counted: as it stands; where files mark on different scales, with its scale.

    Three stars of five are no three of ten: "3/5" and "3/10".
    """
    numbers = [_number(snippet.rating) for snippet in snippets]
    scales = _scales(snippets, numbers)
    several = len({scale for number, scale in zip(numbers, scales, strict=True) if number is not None}) > 1
    found: list[str | None] = []
    for snippet, number, scale in zip(snippets, numbers, scales, strict=True):
        bare = number is not None and (snippet.rating or "").strip() == f"{number:g}"
        found.append(f"{number:g}/{scale:g}" if several and bare and scale is not None else snippet.rating)
    return found


def _scales(snippets: Sequence[Snippet], numbers: Sequence[float | None]) -> list[float | None]:
    """The highest mark of each snippet's file and sheet: 5, 10 or 100; None where marks go beyond."""
    highest: dict[tuple[str, str | None], float] = {}
    for snippet, number in zip(snippets, numbers, strict=True):
        key = (snippet.source, snippet.sheet)
        highest[key] = max(highest.get(key, 0.0), number or 0.0)
    tops = (highest[(snippet.source, snippet.sheet)] for snippet in snippets)
    return [5.0 if top <= 5 else 10.0 if top <= 10 else 100.0 if top <= 100 else None for top in tops]


def _number(text: str | None) -> float | None:
    match = _NUMBER.search(text or "")
    return float(match.group().replace(",", ".")) if match else None


def kind(tones: Sequence[Tone]) -> ThemeKind:
    """What a group of utterances is, by what most of them are; `mixed` where neither side has two thirds,
    or where fewer than three, or a quarter, tell how it was."""
    count = len(tones)
    good, bad = sum(one.value > 0.2 for one in tones), sum(one.value < -0.2 for one in tones)
    if count and sum(one.wish for one in tones) / count >= 0.4:
        return "wish"
    if count and sum(one.feeling for one in tones) / count >= 0.5:
        return "feeling"
    if not count or good + bad < max(_TOLD * count, min(_FEWEST_TOLD, count)):
        return "mixed"
    share = good / (good + bad)
    return "praise" if share >= 2 / 3 else "pain" if share <= 1 / 3 else "mixed"
