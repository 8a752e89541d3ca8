"""Generators of neutral edits: the statement means what it meant, and nothing may move."""

import re
from collections.abc import Mapping

from covision.measures.text import words
from covision.steps.mutating.damage import Case
from covision.steps.mutating.edits import exchanged, same

_LAST_STOP = re.compile(r"[.!?]+\s*$")


def another_name(case: Case) -> str | None:
    """An invented name of the same kind; None where the statement does not name its organisation.

    The project round it is renamed by whoever scores (`renamed`).
    """
    name = case.base.organisation
    if not name or name not in case.text:
        return None
    return case.text.replace(name, new_name(case))


def new_name(case: Case) -> str:
    """The organisation's name with its proper part exchanged: the first word, in Portuguese the last."""
    parts = case.base.organisation.split()
    at = -1 if case.said.name_last else 0
    free = [name for name in case.said.names if name != parts[at]]
    # No dice: the statement and the project round it must get the same name.
    parts[at] = free[len(case.base.id) % len(free)]
    return " ".join(parts)


def synonym(case: Case) -> str | None:
    """One word changes for a close synonym; None where the vocabulary knows none for any word."""
    return _one(case, case.said.synonyms)


def spelling(case: Case) -> str | None:
    """All words that have another spelling across the ocean get it."""
    text, count = exchanged(case.text, case.said.spellings)
    return text if count else None


def contraction(case: Case) -> str | None:
    """ "You are" becomes "you're", or back again; one of them."""
    return _one(case, case.said.contractions)


def other_order(case: Case) -> str | None:
    """Two equal parts change places; None where the base names none."""
    if case.base.equal is None:
        return None
    first, second = case.base.equal
    if first not in case.text or second not in case.text:
        return None
    return case.text.replace(first, "\0", 1).replace(second, first, 1).replace("\0", second, 1)


def quoted(case: Case) -> str:
    """Quotation marks round the whole."""
    left, right = case.dice.choice((("“", "”"), ('"', '"'), ("«", "»"), ("‘", "’")))
    return f"{left}{case.text}{right}"


def stop(case: Case) -> str:
    """The last stop goes, or comes."""
    return _LAST_STOP.sub("", case.text) if _LAST_STOP.search(case.text) else f"{case.text}."


def white_space(case: Case) -> str:
    """Line breaks, wide gaps and unbreakable blanks in place of some blanks, and round it."""
    parts = case.text.split(" ")
    gaps = [case.dice.choice((" ", " ", "  ", "\n", "\u00a0", "\t")) for _ in parts[1:]]
    joined = "".join(word + gap for word, gap in zip(parts, [*gaps, ""], strict=True))
    return f" {joined}\n"


def marks(case: Case) -> str | None:
    """Curly for straight apostrophes, long for short dashes and the other way round; None without any."""
    text = case.text.translate(str.maketrans("'’—–", "’'–—"))
    return text if text != case.text else None


def capitals(case: Case) -> str:
    """The first letter small, as in the middle of a list."""
    return case.text[:1].lower() + case.text[1:]


def _one(case: Case, pairs: Mapping[str, str]) -> str | None:
    there = {word.lower for word in words(case.text)}
    usable = [(old, new) for old, new in pairs.items() if all(part.lower() in there for part in old.split())]
    case.dice.shuffle(usable)
    for old, new in usable:
        text, count = exchanged(case.text, {old: new})
        if count and not same(text, case.text):
            return text
    return None
