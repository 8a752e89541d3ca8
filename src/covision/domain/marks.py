"""Whose each character of a statement is, and how that stays true while the statement is edited. Pure."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal, Self

from pydantic import Field, model_validator

from covision.domain.base import Frozen
from covision.domain.edits import Replaced, replaced

Kind = Literal["person", "customer", "model", "unknown"]
KINDS: tuple[Kind, ...] = ("person", "customer", "model", "unknown")
OWN = frozenset(("own", "joined"))
"""Drafts that are the team's own sentence, or their phrases joined: nobody else's words."""
RUN = 3
"""So many words in a row, word for word, are a quotation."""
_LONG_RUN = 5
_TELLING = 4
_WORD = re.compile(r"[^\W_]+(?:['’\-][^\W_]+)*")
_STOP = re.compile(r"[.!?;:…\n]")
_Runs = list[tuple[int, "Origin"]]
_Quoted = tuple[int, int, int, _Runs]


class Origin(Frozen):
    """Who worded something. `who` is a participant's id or a name, a comment's id, or a model's name.

    `version` is the version these words came in with, `prompt` the prompt (`id@version`) that a model followed.
    """

    kind: Kind = "unknown"
    who: str = ""
    version: int | None = None
    prompt: str = ""


class Mark(Frozen):
    """Characters `start` to `end` (exclusive) of a text are of this origin."""

    start: int = Field(ge=0)
    end: int = Field(gt=0)
    origin: Origin


class Marked(Frozen):
    """A text, each character of which has one origin: the marks cover it in order, without gaps."""

    text: str
    marks: tuple[Mark, ...] = ()

    @model_validator(mode="after")
    def _covered(self) -> Self:
        check(self.text, self.marks)
        return self

    def origin(self, at: int) -> Origin:
        """Whose the character at `at` is; raises `IndexError` outside the text."""
        if not 0 <= at < len(self.text):
            raise IndexError(at)
        return next(mark.origin for mark in self.marks if mark.end > at)


class Merged(Frozen):
    """Two edits of one text in one where their changes stand apart; None, and what touches, where they do not."""

    marked: Marked | None = None
    touching: tuple[tuple[str, str], ...] = ()


def check(text: str, marks: Sequence[Mark]) -> None:
    """Raise `ValueError` unless the marks cover the text in order, without gaps."""
    at = 0
    for mark in marks:
        if mark.start != at or mark.end <= mark.start:
            raise ValueError(f"a mark begins at {mark.start} where the one before it ends at {at}")
        at = mark.end
    if at != len(text):
        raise ValueError(f"marks cover {at} of {len(text)} characters")


def by_model(author: str) -> bool:
    """True where a model or a script worded it: `model:…`, `scripted…`, or a model's name with its provider."""
    return author.startswith(("model:", "scripted")) or ("/" in author and author not in OWN)


def origin_of(author: str, version: int | None = None, prompt: str = "") -> Origin:
    """The origin that an author's name says; see `Version.author` and `Draft.origin`."""
    if by_model(author):
        return Origin(kind="model", who=author.removeprefix("model:"), version=version, prompt=prompt)
    return Origin(kind="person" if author else "unknown", who=author, version=version)


def fresh(text: str, origin: Origin) -> Marked:
    """A text that is all of one origin."""
    return Marked(text=text, marks=(Mark(start=0, end=len(text), origin=origin),) if text else ())


def cut(marked: Marked, start: int, end: int) -> Marked:
    """The characters `start` to `end`, each with its origin."""
    return _joined(marked.text[start:end], _runs(marked, start, end))


def splice(marked: Marked, start: int, end: int, replacement: str, origin: Origin) -> Marked:
    """Exactly `start` to `end` replaced; every character outside stays, and whose it is.

    Raises `ValueError` for a span that is not in the text.
    """
    if not 0 <= start <= end <= len(marked.text):
        raise ValueError(f"{start} to {end} is no span of {len(marked.text)} characters")
    text = marked.text[:start] + replacement + marked.text[end:]
    after = _runs(marked, end, len(marked.text))
    return _joined(text, [*_runs(marked, 0, start), (len(replacement), origin), *after])


def trim(marked: Marked) -> Marked:
    """Without blanks at the edges."""
    start = len(marked.text) - len(marked.text.lstrip())
    return cut(marked, start, max(start, len(marked.text.rstrip())))


def follow(marked: Marked, text: str, origin: Origin, known: Sequence[Marked] = ()) -> Marked:
    """An edit made in a text box: what it kept stays whose it was, the rest is of `origin`.

    Words are compared first, then characters inside the words that changed. Words that went to another place, or
    that stand in one of `known` texts, stay whose they were too: three or more in a row, word for word.
    """
    changes = replaced(marked.text, text)
    gone = [cut(marked, one.start, one.end) for one in changes]
    runs: _Runs = []
    at = 0
    for one in changes:
        runs += _runs(marked, at, one.start)
        runs += _runs(_brought(one.text, origin, (*gone, *known)), 0, len(one.text))
        at = one.end
    return _joined(text, [*runs, *_runs(marked, at, len(marked.text))])


def merge(base: Marked, mine: Marked, theirs: Marked) -> Merged:
    """Two edits of one text in one. Where they changed the same words, or words side by side, nothing is guessed:
    `touching` has what each of them says there.
    """
    ours, others = replaced(base.text, mine.text), replaced(base.text, theirs.text)
    others = [one for one in others if not any(one.same(other) for other in ours)]
    clashes = [(one.text, other.text) for one in ours for other in others if one.touches(other, base.text)]
    if clashes:
        return Merged(touching=tuple(clashes))
    both = [(one, mine) for one in ours] + [(one, theirs) for one in others]
    kept = _agreed(base, (mine, ours), (theirs, replaced(base.text, theirs.text)))
    text, origins, at = "", [], 0
    for one, whose in sorted(both, key=lambda item: (item[0].start, item[0].end)):
        text += base.text[at : one.start] + one.text
        origins += kept[at : one.start] + _each(whose)[one.at : one.at + len(one.text)]
        at = one.end
    return Merged(marked=_joined(text + base.text[at:], [(1, one) for one in origins + kept[at:]]))


def attributed(text: str, origin: Origin, sources: Iterable[tuple[Origin, str]]) -> Marked:
    """A text of `origin`, in which words that stand in a source are that source's.

    A quotation is three or more words in a row that say something (two of four letters, or five words), or the
    whole text. The longest wins, then the source that comes first.
    """
    return _brought(text, origin, (), sources)


def words_by_kind(marked: Marked) -> dict[Kind, int]:
    """How many words each kind of author wrote; a word belongs to whoever wrote most of it."""
    counts: dict[Kind, int] = dict.fromkeys(KINDS, 0)
    for word in _WORD.finditer(marked.text):
        share: dict[Kind, int] = {}
        for length, origin in _runs(marked, word.start(), word.end()):
            share[origin.kind] = share.get(origin.kind, 0) + length
        counts[max(share, key=lambda kind: share[kind])] += 1
    return counts


def _runs(marked: Marked, start: int, end: int) -> _Runs:
    """Lengths and origins of the characters `start` to `end`."""
    found = ((max(mark.start, start), min(mark.end, end), mark.origin) for mark in marked.marks)
    return [(last - first, origin) for first, last, origin in found if last > first]


def _joined(text: str, runs: Iterable[tuple[int, Origin]]) -> Marked:
    marks: list[Mark] = []
    at = 0
    for length, origin in runs:
        if not length:
            continue
        if marks and marks[-1].origin == origin:
            marks[-1] = Mark(start=marks[-1].start, end=at + length, origin=origin)
        else:
            marks.append(Mark(start=at, end=at + length, origin=origin))
        at += length
    return Marked(text=text, marks=tuple(marks))


def _each(marked: Marked) -> list[Origin]:
    """The origin of every character."""
    return [mark.origin for mark in marked.marks for _ in range(mark.end - mark.start)]


def _agreed(base: Marked, *edits: tuple[Marked, Sequence[Replaced]]) -> list[Origin]:
    """For each character of the base whose it is now: as an edit that kept it says."""
    before = _each(base)
    origins = list(before)
    for marked, changes in reversed(edits):
        told, old, new = _each(marked), 0, 0
        for start, end, length in [*((one.start, one.end, len(one.text)) for one in changes), (len(origins), 0, 0)]:
            for at in range(old, start):
                now = told[new + at - old]
                if now != before[at]:
                    origins[at] = now
            old, new = end, new + start - old + length
    return origins


def _brought(
    text: str, origin: Origin, known: Sequence[Marked], sources: Iterable[tuple[Origin, str]] = ()
) -> Marked:
    """A text of `origin` but for the words that `known` texts or sources had already."""
    said_by = tuple(sources)
    whole = next((one for one, said in said_by if text.strip() and said.strip() == text.strip()), None)
    words = list(_WORD.finditer(text))
    wanted: dict[tuple[str, ...], list[int]] = {}
    for at, run in enumerate(_grams([word.group() for word in words])):
        wanted.setdefault(run, []).append(at)
    if whole is not None or not wanted:
        return fresh(text, whole or origin)
    found: list[_Quoted] = []
    every: list[tuple[Marked | Origin, str]] = [*((one, one.text) for one in known), *said_by]
    for rank, (whose, said) in enumerate(every):
        for first, last, since in _shared(words, wanted, text, said):
            start, end = words[first].start(), words[last].end()
            runs = _runs(whose, since, since + end - start) if isinstance(whose, Marked) else [(end - start, whose)]
            found.append((first - last, rank, first, runs))
    return _laid(text, origin, words, found)


def _laid(
    text: str,
    origin: Origin,
    words: Sequence[re.Match[str]],
    found: Sequence[_Quoted],
) -> Marked:
    """The quotations laid over a text, the longest first, none over another."""
    taken: dict[int, tuple[int, _Runs]] = {}
    used: set[int] = set()
    for less, _, first, runs in sorted(found, key=lambda one: one[:3]):
        last = first - less
        if used.isdisjoint(range(first, last + 1)):
            used.update(range(first, last + 1))
            taken[words[first].start()] = (words[last].end(), runs)
    whole: _Runs = []
    at = 0
    for start in sorted(taken):
        end, runs = taken[start]
        whole += [(start - at, origin), *runs]
        at = end
    return _joined(text, [*whole, (len(text) - at, origin)])


def _grams(words: Sequence[str]) -> Iterable[tuple[str, ...]]:
    folded = [word.casefold() for word in words]
    return zip(*(folded[at:] for at in range(RUN)), strict=False)


def _shared(
    words: Sequence[re.Match[str]], wanted: Mapping[tuple[str, ...], Sequence[int]], text: str, said: str
) -> Iterable[tuple[int, int, int]]:
    """Runs of words that both texts have: first and last word of `words`, and the run's place in `said`."""
    heard = list(_WORD.finditer(said))
    reached: dict[int, int] = {}
    for at, run in enumerate(_grams([word.group() for word in heard])):
        for first in wanted.get(run, ()):
            if reached.get(first - at, -1) > at:
                continue
            length = _length(words, heard, first, at, text, said)
            reached[first - at] = at + max(length, 1)
            if _tells([word.group() for word in words[first : first + length]]):
                yield first, first + length - 1, heard[at].start()


def _length(
    words: Sequence[re.Match[str]], heard: Sequence[re.Match[str]], first: int, at: int, text: str, said: str
) -> int:
    """How many words the two have in a row, with the same between them."""
    length = 1
    while first + length < len(words) and at + length < len(heard):
        here, there = words[first + length], heard[at + length]
        between = text[words[first + length - 1].end() : here.start()]
        if here.group().casefold() != there.group().casefold() or _STOP.search(between):
            break
        if between != said[heard[at + length - 1].end() : there.start()] or len(here.group()) != len(there.group()):
            break
        length += 1
    return length


def _tells(run: Sequence[str]) -> bool:
    """True where a run of words is a quotation and not a turn that everybody uses."""
    telling = sum(len(word) >= _TELLING for word in run)
    return len(run) >= _LONG_RUN or (len(run) >= RUN and telling >= 2)
