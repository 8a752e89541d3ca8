"""Personal data with a fixed form is masked before a remote model sees it, and put back in what comes home.

What is found, and how: `mask_find`, `mask_phones`, `mask_numbers`. Names and postal addresses have no fixed form
and are not found.
"""

import re
import threading
from collections.abc import Iterable

from covision.domain.base import Frozen
from covision.domain.project import Material
from covision.steps.mask_find import KINDS, Kind, spans
from covision.steps.mask_numbers import bare, iban, luhn

__all__ = [
    "KINDS", "LONGEST", "Found", "Kind", "Masker", "answers_of", "blank", "cut", "iban", "luhn", "masked_texts",
    "personal", "review", "spans",
]  # fmt: skip

_PLACEHOLDER = re.compile(r"\[(" + "|".join(KINDS) + r")-([1-9]\d{0,6})(?:\.([1-9]\d{0,3}))?\]")
LONGEST = max(map(len, KINDS)) + 15
"""No placeholder is longer than this, in characters."""
_AROUND = 40


class Found(Frozen):
    """A piece of personal data for review: `text` is `texts[at][start:end]`, `context` the words around it."""

    kind: Kind
    text: str
    at: int
    start: int
    end: int
    context: str


class Masker:
    """Stable placeholders such as `[email-1]` for one project: the same value always has the same one.

    `texts` are all texts of the project in their fixed order; the numbers follow from them. Another spelling of a
    value (spaces, capitals) shares its number and has its own ending, `[phone-1.2]`, so that each comes back as it
    was. `restore(mask(text)) == text` holds for every text, also one that itself reads like a placeholder: such
    words get a placeholder of their own. Several threads may use one masker.
    """

    def __init__(self, texts: Iterable[str] = ()) -> None:
        self._to: dict[tuple[str, str], str] = {}
        self._back: dict[str, str] = {}
        self._numbers: dict[tuple[str, str], tuple[int, int]] = {}
        self._next = dict.fromkeys(KINDS, 1)
        self._used: set[str] = set()
        self._lock = threading.Lock()
        every = list(texts)
        for text in every:
            self._reserve(text)
        for text in every:
            self.mask(text)

    def mask(self, text: str) -> str:
        """The text with every found value replaced by its placeholder; unseen values get the next number."""
        own = self._reserve(text)
        found = spans(text)
        if not found and not own:
            return text
        parts: list[str] = []
        end = 0
        for start, stop, kind in _without_overlap(own, found):
            parts += [text[end:start], self._placeholder(kind, text[start:stop])]
            end = stop
        return "".join([*parts, text[end:]])

    def restore(self, text: str) -> str:
        """The text with our placeholders replaced by what they stand for; others stay."""
        if "[" not in text:
            return text
        return _PLACEHOLDER.sub(lambda match: self._back.get(match.group(), match.group()), text)

    @property
    def counts(self) -> dict[str, int]:
        """How many different values of each kind were masked; other spellings of one are not counted again."""
        found: dict[str, int] = {}
        for kind, _ in self._numbers:
            found[kind] = found.get(kind, 0) + 1
        return found

    def _reserve(self, text: str) -> list[tuple[int, int, Kind]]:
        """Words that read like placeholders are not given out; those that already mean something need their own."""
        own: list[tuple[int, int, Kind]] = []
        if "[" in text:
            for match in _PLACEHOLDER.finditer(text):
                with self._lock:
                    if match.group() in self._back:
                        own.append((match.start(), match.end(), _kind(match[1])))
                    else:
                        self._used.add(match.group())
        return own

    def _placeholder(self, kind: Kind, value: str) -> str:
        with self._lock:
            known = self._to.get((kind, value))
            if known is None:
                known = self._to[kind, value] = self._new(kind, value)
                self._back[known] = value
            return known

    def _new(self, kind: Kind, value: str) -> str:
        same = (kind, _canonical(kind, value))
        while True:
            if same in self._numbers:
                number, spelling = self._numbers[same]
                self._numbers[same] = number, spelling + 1
                name = f"[{kind}-{number}.{spelling + 1}]"
            else:
                number, self._next[kind] = self._next[kind], self._next[kind] + 1
                name = f"[{kind}-{number}]"
                if name not in self._used:
                    self._numbers[same] = number, 1
            if name not in self._used:
                return name


def _kind(name: str) -> Kind:
    return next(kind for kind in KINDS if kind == name)


def _canonical(kind: Kind, value: str) -> str:
    if kind in ("url", "ip"):
        return value
    if kind in ("email", "handle"):
        return value.casefold()
    digits = bare(value)
    return digits[2:] if kind == "phone" and digits.startswith("00") else digits or value


def _without_overlap(
    own: list[tuple[int, int, Kind]], found: list[tuple[int, int, Kind]]
) -> list[tuple[int, int, Kind]]:
    """Both lists in order; where a value overlaps words that read like a placeholder, one span covers both."""
    if not own:
        return found
    joined: list[tuple[int, int, Kind]] = []
    for start, end, kind in sorted([*own, *found]):
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]), joined[-1][2])
        else:
            joined.append((start, end, kind))
    return joined


def personal(texts: Iterable[str]) -> dict[str, int]:
    """How many places hold personal data, by kind in the order of `KINDS`; kinds not found are left out."""
    counts = dict.fromkeys(KINDS, 0)
    for text in texts:
        for _, _, kind in spans(text):
            counts[kind] += 1
    return {kind: count for kind, count in counts.items() if count}


def review(texts: Iterable[str], limit: int = 200) -> tuple[Found, ...]:
    """The first `limit` pieces of personal data with up to 40 characters of context on both sides, in order."""
    found: list[Found] = []
    for at, text in enumerate(texts):
        for start, end, kind in spans(text):
            if len(found) >= limit:
                return tuple(found)
            context = text[max(0, start - _AROUND) : end + _AROUND]
            found.append(Found(kind=kind, text=text[start:end], at=at, start=start, end=end, context=context))
    return tuple(found)


def blank(text: str) -> str:
    """The text with every found value replaced by its kind alone, `[email]`: the same for the same text, always."""
    parts: list[str] = []
    end = 0
    for start, stop, kind in spans(text):
        parts += [text[end:start], f"[{kind}]"]
        end = stop
    return "".join([*parts, text[end:]])


def cut(text: str, limit: int) -> str:
    """At most `limit` characters of a text with … where it was cut: half a card number would no longer be found."""
    if len(text) <= limit:
        return text
    end = limit - 1
    for start, stop, _ in spans(text[: limit + 200]):
        if start < end < stop:
            end = start
    return text[:end].rstrip() + "…"


def answers_of(material: Material) -> list[str]:
    """What the team wrote, in the fixed order that numbers a project's placeholders."""
    statements = material.statements
    told = [material.organisation.name, *material.goals, statements.mission or "", *statements.values]
    told.append(statements.slogan or "")
    for person in material.participants:
        told += [person.role, person.location or "", *(text for text in person.answers.values() if text)]
    return told


def masked_texts(material: Material) -> list[str]:
    """All that people wrote in a project, the team first, then its customers: for counts and for review."""
    return [*answers_of(material), *(snippet.text for snippet in material.snippets())]
