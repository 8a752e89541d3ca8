"""The small cuts that generators are made of: they keep a statement a statement, as far as code can."""

import re
from collections.abc import Mapping, Sequence
from random import Random
from typing import TypeVar

from covision.measures.text import fold, words

T = TypeVar("T")
_STOPS = ".!?…"
# Words that keep their capital in the middle of a sentence.
_CAPITAL = re.compile(r"^(?:I\b|[A-Z]{2,})")


def behind(text: str, addition: str) -> str:
    """The text with words before its last stop; `addition` brings its own comma."""
    trimmed = text.rstrip()
    stop = trimmed[len(trimmed.rstrip(_STOPS)) :]
    return f"{trimmed[: len(trimmed) - len(stop)]}{addition}{stop or '.'}"


def before(text: str, addition: str, keep: Sequence[str] = ()) -> str:
    """The text with words in front; its first letter becomes small unless it begins with a name in `keep`."""
    rest = text.lstrip()
    named = any(name and rest.startswith(name) for name in keep)
    if not named and not _CAPITAL.match(rest):
        rest = rest[:1].lower() + rest[1:]
    return f"{addition}{rest}"


def capital(text: str) -> str:
    """The text with a capital first letter."""
    trimmed = text.lstrip()
    return trimmed[:1].upper() + trimmed[1:]


def without(text: str, part: str) -> str | None:
    """The text with a verbatim part cut out and the seam tidied; None where it does not hold the part or too little
    is left (fewer than three words)."""
    if not part or part not in text:
        return None
    left = text.replace(part, "", 1)
    left = re.sub(r"\s+([,;:.!?])", r"\1", left)
    left = re.sub(r"^[\s,;:]+|[,;:]+(?=[.!?]*$)", "", left)
    left = re.sub(r"([,;:])\s*(?=[,;:.])", "", left)
    left = re.sub(r"\s{2,}", " ", left).strip()
    return capital(left) if len(words(left)) >= 3 else None


def exchanged(text: str, pairs: Mapping[str, str], most: int | None = None) -> tuple[str, int]:
    """The text with whole words or phrases exchanged (case of the first letter kept), and how many were."""
    count = 0
    for old, new in pairs.items():
        if most is not None and count >= most:
            break
        pattern = re.compile(rf"(?<!\w){re.escape(old)}(?!\w)", re.IGNORECASE)
        match = pattern.search(text)
        if match is None:
            continue
        told = capital(new) if match.group()[:1].isupper() and not old[:1].isupper() else new
        text = f"{text[: match.start()]}{told}{text[match.end() :]}"
        count += 1
    return text, count


def chosen(dice: Random, things: Sequence[T], count: int) -> list[T]:
    """`count` different things in a random order (all of them where there are fewer)."""
    return dice.sample(list(things), min(count, len(things)))


def listed(things: Sequence[str], link: str) -> str:
    """ "a, b and c"."""
    return things[0] if len(things) == 1 else f"{', '.join(things[:-1])} {link} {things[-1]}"


def holds_any(text: str, others: Sequence[str], least: int = 4) -> bool:
    """True where a word of at least `least` letters begins like a word of the others (first five letters)."""
    heads = {word.lower[:5] for other in others for word in words(other) if len(word.text) >= least}
    return any(word.lower[:5] in heads for word in words(text) if len(word.text) >= least)


def same(one: str, other: str) -> bool:
    """True where two texts differ in nothing a reader sees."""
    return " ".join(fold(one).split()) == " ".join(fold(other).split())
