"""What a suggestion must satisfy before anybody sees it, whoever made it: held against what stood there before.

A statement that a person wrote may break rules of its own; a suggestion is refused for what it would make worse.
"""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import Literal

from covision.domain.base import Span
from covision.domain.rewriting import Wish
from covision.measures.lexicon import Category
from covision.measures.reading import Reading, foreign, read
from covision.measures.stems import stem
from covision.measures.text import count_words, normalise, word_set, words
from covision.steps import gate
from covision.steps.drafting.guard import LONGEST
from covision.steps.drafting.whole import faults
from covision.steps.mask import spans as personal
from covision.steps.rewriting.room import Room
from covision.steps.rewriting.span import replaced
from covision.steps.support.check import examine, judged

Reason = Literal[
    "empty", "unsafe", "digit", "name", "quote", "unsaid", "promise", "whole", "language", "long", "repeats",
    "copied", "wish",
]  # fmt: skip
REASONS: tuple[Reason, ...] = (
    "empty", "unsafe", "digit", "name", "quote", "unsaid", "promise", "whole", "language", "long", "repeats",
    "copied", "wish",
)  # fmt: skip
"""Why a suggestion may not be shown; the words for each are the page's."""

_QUOTED = re.compile('["“«]([^"“”«»]+)["”»]')
_ABSOLUTE = {
    "en": word_set(
        "always never every everyone everybody anyone anybody all any guarantee guarantees guaranteed promise "
        "promises promised ensure ensures must whatever whenever wherever"
    ),
    "pt": word_set(
        "sempre nunca jamais todos todas qualquer garantimos garantir garante garantida garantido prometemos "
        "promessa prometido asseguramos assegurar"
    ),
}
_BIG: tuple[Category, ...] = ("service_adjectives", "superlatives", "value_nouns", "buzzwords", "abstract_nouns")
_LONGER, _MORE = 2.0, 6
"""A replacement may have so many times the words of what it replaces, and so many more."""
_STRANGE_SHARE = 0.2
_ORDERED = 4
"""Words above which the same words in another order are the same suggestion."""
_ALONE = frozenset(("fragment", "dangling", "condition", "verb", "agreement"))
_CLAUSE = re.compile(r"(?:and |but |so )?(?:we|you|they|nobody|everyone|people|customers) \w+ \w+", re.IGNORECASE)
_SEAM = {
    "en": re.compile(
        r"\b(?:the|an?|our|your|their|its|of|through|and|or|gets?|gives?|brings?|offers?|provides?|delivers?)"
        r"\s*(?:[,.;:!?…]|$)"
        r"|\b(?:of|with|through|by|for|from)\s+(?:in|of|with|through|by|for|from|and|or|at)\b"
        r"|\b(?:the|an?|our|your)\s+(?:of|in|with|by|for|and|or|at|is|are|the|an?)\b",
        re.IGNORECASE,
    ),
    "pt": re.compile(
        r"\b(?:os?|as?|uma?|d[aeo]s?|com|por|em|e|ou|pel[ao]s?|para)\s*(?:[,.;:!?…]|$)"
        r"|\b(?:de|com|por|em|para|pel[ao]s?)\s+(?:d[aeo]s?|com|por|em|e|ou|n[ao]s?)\b"
        r"|\b(?:um|uma|os|o)\s+(?:d[aeo]s?|com|por|em|e|ou|para|pel[ao]s?)\b",
        re.IGNORECASE,
    ),
}
"""Words that no word follows which they need: what is left where something was taken out badly."""
_HEADLESS = re.compile(r"(?:what|why|how|which|whose|\w+ing)\b", re.IGNORECASE)
_FROM_PROMPT = ("echo", "prompt", "metric", "copied")


def problem(text: str, statement: str, span: Span, room: Room, wish: Wish | None = None) -> Reason | None:
    """The first reason why `text` may not take the span's place; None where it may be shown.

    Raises `ValueError` where the span does not stand in the statement.
    """
    new = replaced(statement, span, text)
    if not text or not any(char.isalpha() for char in text):
        return "empty"
    if "\n" in text or _unsafe(text, statement, room):
        return "unsafe"
    size, before = count_words(words(text)), count_words(words(span.text))
    if size > before * _LONGER + _MORE or count_words(words(new)) > max(LONGEST, count_words(words(statement))):
        return "long"
    asked = wish.words if wish is not None else ""
    found = _invented(text, new, statement, span, room, asked) or _broken(new, statement, room)
    return found or _misplaced(text, statement, span, room) or _unheeded(text, span, room, wish)


def _unsafe(text: str, statement: str, room: Room) -> bool:
    """Whether it would be live, lead away, pose as a machine's turn, or carry on an order."""
    wide = [text[start:end] for start, end, _ in personal(text)]
    return not gate.passes(text, held=statement) or any(one not in statement for one in wide) or gate.orders(text)


def _invented(text: str, new: str, statement: str, span: Span, room: Room, asked: str) -> Reason | None:
    """Numbers, names, quotes, words and promises that neither the statement nor anybody's words hold.

    `asked` is what the person who asks said: their own words too.
    """
    held = f"{statement}\n{room.guard.source_text}\n{asked}"
    low = normalise(held)
    if any(char.isnumeric() for char in text) and _numbers(text) - _numbers(held):
        return "digit"
    if any(normalise(said) not in low for said in _QUOTED.findall(text)):
        return "quote"
    named = {word.lower for word in words(held) if word.text[:1].isupper()}
    inner = (
        text[1:] if not statement[: span.start].strip() or statement[: span.start].rstrip()[-1] in ".!?…" else text
    )
    shift = len(text) - len(inner)
    for word in words(inner):
        begins = inner[: word.start].rstrip()[-1:] in (".", "!", "?", "…") or (shift and word.start == 0)
        capital = word.text[:1].isupper() and len(word.text) > 1 and not begins
        if capital and word.lower not in named and room.language != "de":  # every noun has a capital there
            return "name"
    if _vows(text, span, room, asked):
        return "promise"
    known = {*room.guard.content(statement), *room.guard.content(asked), *room.guard.known}
    said = room.guard.content(text)
    strange = [key for key in said if key not in known]
    rare = [key for key in strange if key in room.guard.alone or room.guard.rare(key)]
    if rare or len(strange) > max(1, _STRANGE_SHARE * len(said)):
        return "unsaid"
    return "promise" if _promises(text, new, statement, span, room, asked) else None


def _numbers(text: str) -> set[str]:
    return {word.text for word in words(text) if any(char.isnumeric() for char in word.text)}


def _vows(text: str, span: Span, room: Room, asked: str) -> bool:
    """Whether it says "always", "guarantee" and the like where nobody did."""
    absolute = _ABSOLUTE.get(room.language, frozenset())
    stood = {word.lower for word in words(f"{span.text} {asked}")}
    fresh = ({word.lower for word in words(text)} & absolute) - stood
    return bool(fresh) and not _backed(fresh, text, room)


def _promises(text: str, new: str, statement: str, span: Span, room: Room, asked: str) -> bool:
    """Whether it commits the team to something that nobody said and that did not stand there before."""
    if room.ground is None:
        return False
    before = examine(statement, room.ground)
    bare = {(one.kind, normalise(one.span.text)) for one in before}
    stood = {said for one in before for said in one.unsaid}
    at = range(span.start, span.start + len(text))
    for one in examine(new, room.ground):
        touched = one.span.start < at.stop and one.span.end > at.start
        if not touched or (one.kind, normalise(one.span.text)) in bare or one.kind not in ("commitment", "fact"):
            continue
        if one.unsaid and stood.issuperset(one.unsaid):
            continue  # a number that the statement had already says nothing of the new words
        verdict, _ = judged(one, room.language)
        if verdict in ("none", "contradicted") and not _stood(one.span.text, f"{statement} {asked}", room):
            return True
    return False


def _backed(fresh: set[str], text: str, room: Room) -> bool:
    """Whether somebody said it as strongly about the same things."""
    content = set(room.guard.content(text))
    for unit in room.said():
        said = {word.lower for word in words(unit.text)}
        if fresh <= said and len(content & set(room.guard.content(unit.text))) >= min(2, len(content)):
            return True
    return False


def _stood(claim: str, statement: str, room: Room) -> bool:
    """Whether the claim says no more than the statement did: all its telling words stood there."""
    return set(room.guard.content(claim)) <= set(room.guard.content(statement))


def _broken(new: str, statement: str, room: Room) -> Reason | None:
    """Whether the sentence is less whole, less of its language, or says words twice."""
    if room.ruled:
        old_faults = Counter(one.key for one in faults(statement, room.voice, statement))
        new_faults = Counter(one.key for one in faults(new, room.voice, statement))
        if new_faults - old_faults:
            return "whole"
    seam = _SEAM.get(room.language)
    if seam is not None and len(seam.findall(new)) > len(seam.findall(statement)):
        return "whole"
    keys = Counter(one.key for one in room.guard.problems(statement))
    now = Counter(one.key for one in room.guard.problems(new)) - keys
    if now["repeats"]:
        return "repeats"
    if any(now[key] for key in _FROM_PROMPT):
        return "copied"
    if now["ending"] or now["first_person"] or now["form"]:
        return "whole"
    if now["language"] or _foreign(new, room):
        return "language"
    return "repeats" if _stutters(new) and not _stutters(statement) else None


def _misplaced(text: str, statement: str, span: Span, room: Room) -> Reason | None:
    """Whether it is no clause where one stood, says only what stands outside the span, or copies a prompt."""
    if room.ruled and _faults_alone(text, room) - _faults_alone(span.text, room):
        return "whole"
    if room.language == "en" and _HEADLESS.match(text) and not _HEADLESS.match(span.text) and "," not in text:
        return "whole"
    said, stood = set(room.guard.content(text)), set(room.guard.content(span.text))
    outside = set(room.guard.content(f"{statement[: span.start]} {statement[span.end :]}"))
    if said and stood and not said & stood and said <= outside:
        return "repeats"
    plain = normalise(text).strip(" .")
    shots = [normalise(one.text).strip(" .") for one in room.guard.shots]
    return "copied" if not said <= stood and any(plain in shot for shot in shots) else None


def _faults_alone(text: str, room: Room) -> Counter[str]:
    """The faults of a part read as a sentence of its own: what a clause has, its replacement needs."""
    bare = text.rstrip(" .!?…")
    found = {one.key for one in faults(f"{bare[:1].upper()}{bare[1:]}.", room.voice)} & _ALONE
    # The rules know no list of all verbs: after a pronoun that is a subject one stands anyway.
    return Counter(found - {"fragment"} if _CLAUSE.match(bare) else found)


def _foreign(text: str, room: Room) -> bool:
    return room.guard.lists is not None and foreign(_read(text, room), room.guard.lists)


def _read(text: str, room: Room) -> Reading:
    assert room.guard.lists is not None
    return read(text, room.guard.lists, room.guard.organisation)


def _stutters(text: str) -> bool:
    """Whether a word stands twice in a row ("with with"), which no seam may leave."""
    return any(
        one.lower == two.lower and not text[one.end : two.start].strip() for one, two in pairwise(words(text))
    )


def _unheeded(text: str, span: Span, room: Room, wish: Wish | None) -> Reason | None:
    """Whether it does not do what was asked for, where code can tell."""
    kind = wish.kind if wish is not None else "free"
    before, after = words(span.text), words(text)
    if kind == "shorter" and count_words(after) >= count_words(before):
        return "wish"
    if room.guard.lists is None:
        return None
    old, new = _read(span.text, room), _read(text, room)
    if kind == "plainer" and _plain(new) >= _plain(old) and count_words(after) >= count_words(before):
        return "wish"
    if kind == "customer" and _about_us(new, room) > max(0, _about_us(old, room) - 1):
        return "wish"
    if kind == "timeless" and len(new.matches("tactics")) > len(old.matches("tactics")):
        return "wish"
    return None


def _plain(reading: Reading) -> int:
    return sum(len(reading.matches(name)) for name in _BIG)


def _about_us(reading: Reading, room: Room) -> int:
    own = {"en": ("we", "our", "us"), "pt": ("nós", "nosso", "nossa", "nossos", "nossas")}.get(room.language, ())
    said = [word.lower.partition("'")[0] for word in reading.words]
    return sum(word in own for word in said) + len(reading.matches("company_subjects"))


def alike(one: str, other: str, language: str) -> bool:
    """Whether two suggestions say the same: the same words but for signs, capitals and endings."""

    def bare(text: str) -> list[str]:
        return [stem(word.lower, language) for word in words(text)]

    first, second = bare(one), bare(other)
    return first == second or (len(first) > _ORDERED and sorted(first) == sorted(second))


def told(reasons: Sequence[str]) -> list[tuple[Reason, int]]:
    """Reasons with how often each was one, the most frequent first."""
    counts = Counter(one for one in reasons if one in REASONS)
    return [(one, counts[one]) for one in sorted(counts, key=lambda one: (-counts[one], REASONS.index(one)))]
