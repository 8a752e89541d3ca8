"""A part of a statement and what takes its place: outside it nothing changes, whatever comes back."""

import re
from collections.abc import Sequence

from covision.domain.base import Span
from covision.domain.events import Version
from covision.errors import InputError
from covision.measures.text import clauses, normalise, sentences, words

MOST_WORDS = 60
_ENDS = ".!?…"
_QUOTES = (('"', '"'), ("“", "”"), ("«", "»"), ("‘", "’"), ("'", "'"))
_KEEP_CAPITAL = re.compile(r"(?:I|I['’](?:m|ve|d|ll))\b")
_LABEL = re.compile(
    r"^(?:(?:new|better|alternative|replacement|rewritten|suggestion|option|opção|alternativa|novo|nova|answer|into|para)"
    r"(?: (?:words?|text|version|palavras|texto|versão))?\s*\d*\s*[:.)-]|[-*•]|\d+\s*[.)])\s+",
    re.IGNORECASE,
)


def chosen(statement: str, start: int, end: int) -> Span:
    """The whole words that a selection touches, without blanks at its edges.

    Offsets outside the text are cut to it. Raises `InputError` where no word is touched, or more than
    `MOST_WORDS` are.
    """
    low, high = sorted((max(0, min(start, len(statement))), max(0, min(end, len(statement)))))
    touched = [one for one in words(statement) if one.start < high and one.end > low]
    if not touched:
        raise InputError(
            "No words are chosen.",
            safe="Nothing was changed.",
            todo="Mark some words of the statement, or choose a part from the list.",
        )
    if len(touched) > MOST_WORDS:
        raise InputError(
            f"{len(touched)} words are chosen; at most {MOST_WORDS} can be rewritten at once.",
            safe="Nothing was changed.",
            todo="Choose a smaller part.",
        )
    start, end = touched[0].start, touched[-1].end
    # The mark that ends a sentence belongs to its last word where it was chosen too.
    while end < high and statement[end] in _ENDS:
        end += 1
    return Span(start=start, end=end, text=statement[start:end])


def parts(statement: str) -> list[Span]:
    """What can be chosen from a list: each sentence where there are several, and each clause, in order."""
    found = [*(sentences(statement) if len(sentences(statement)) > 1 else ()), *clauses(statement)]
    unique = {(one.start, one.end): one for one in found}
    return [unique[key] for key in sorted(unique, key=lambda key: (key[0], -key[1]))]


def replaced(statement: str, span: Span, text: str) -> str:
    """The statement with exactly the span's characters replaced.

    Raises `ValueError` where the span does not stand in the statement as it says.
    """
    if not span.holds_in(statement) or span.end <= span.start:
        raise ValueError(f"{span.text!r} does not stand at {span.start}:{span.end}")
    return f"{statement[: span.start]}{text}{statement[span.end :]}"


def fitted(reply: str, statement: str, span: Span) -> str:
    """A reply as it can stand in the span's place: one line, no label, its edges as those of the words it replaces.

    Where the reply is the whole statement again with other words in the middle, the middle is taken.
    """
    text = _bare(" ".join(reply.split()))
    text = _middle(text, statement, span)
    text = _bare(text)
    last = span.text[-1:]
    if last not in _ENDS:
        text = text.rstrip(_ENDS + ",;: ")
    elif text and text[-1] not in _ENDS:
        text = text.rstrip(",;: ") + last
    return _cased(text.lstrip(",;:. "), statement, span)


def _cased(text: str, statement: str, span: Span) -> str:
    """A capital where a sentence begins, none in its middle but for names that stand in the statement."""
    before = statement[: span.start].rstrip(" \n\"'“«")
    if not before or before[-1] in _ENDS:
        return text[:1].upper() + text[1:]
    first = text.split(" ", 1)[0]
    inner = any(char.isupper() for char in first[1:])
    known = {word.text for word in words(statement) if word.start > 0}
    if first[:1].isupper() and not inner and not _KEEP_CAPITAL.match(text) and first not in known:
        return text[:1].lower() + text[1:]
    return text


def _middle(text: str, statement: str, span: Span) -> str:
    before, after = normalise(statement[: span.start]), normalise(statement[span.end :]).strip(" .!?…")
    said = normalise(text)
    if len(said) != len(text) or not (before or after):
        return text
    start = len(before) if before and said.startswith(before) else 0
    bare = said.rstrip(" .!?…")
    end = len(bare) - len(after) if after and bare.endswith(after) else len(text)
    whole = (not before or start) and (not after or end < len(text))
    return text[start:end].strip() if whole and start < end else text


def _bare(text: str) -> str:
    text = _LABEL.sub("", text.strip())
    for left, right in _QUOTES:
        if len(text) > 1 and text.startswith(left) and text.endswith(right):
            inner = text[1:-1]
            if left not in inner and right not in inner:
                return inner.strip()
    return text


# A suggestion on an older version


def carried(span: Span, old: str, new: str) -> Span | None:
    """The same words in a newer text, or None where they changed or cannot be told apart from others.

    Words before the change stay where they are and words after it move with the text; else they are found where
    they stand exactly once in both texts.
    """
    if not span.holds_in(old):
        return None
    head = _common(old, new)
    tail = min(_common(old[::-1], new[::-1]), min(len(old), len(new)) - head)
    if span.end <= head and _edge(new, span.start, span.end):
        return Span(start=span.start, end=span.end, text=span.text)
    shift = len(new) - len(old)
    if span.start >= len(old) - tail and _edge(new, span.start + shift, span.end + shift):
        return Span(start=span.start + shift, end=span.end + shift, text=span.text)
    if len(words(span.text)) > 1 and old.count(span.text) == 1 and new.count(span.text) == 1:
        at = new.index(span.text)
        if _edge(new, at, at + len(span.text)):
            return Span(start=at, end=at + len(span.text), text=span.text)
    return None


def standing(span: Span, version: int, versions: Sequence[Version]) -> Span | None:
    """Where the words of a version's span stand in the newest version, None where they no longer do.

    Followed edit by edit along the versions that the newest one came from.
    """
    by_number = {one.version: one for one in versions}
    if version not in by_number:
        return None
    chain = [versions[-1]]
    seen = {chain[0].version}
    while chain[-1].version != version:
        base = chain[-1].base
        if base is None or base not in by_number or base in seen:
            return carried(span, by_number[version].statement, versions[-1].statement)
        seen.add(base)
        chain.append(by_number[base])
    found: Span | None = span if span.holds_in(by_number[version].statement) else None
    for old, new in zip(reversed(chain[1:]), reversed(chain[:-1]), strict=True):
        found = carried(found, old.statement, new.statement) if found is not None else None
    return found


def _common(one: str, other: str) -> int:
    """How many characters two texts begin alike with."""
    at = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        at += 1
    return at


def _edge(text: str, start: int, end: int) -> bool:
    """Whether a span cuts no word of the text: a word that grew at the span's edge is another word."""
    before = start > 0 and text[start - 1].isalnum() and text[start].isalnum()
    after = end < len(text) and text[end].isalnum() and text[end - 1].isalnum()
    return not before and not after
