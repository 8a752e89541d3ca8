"""How many words of a statement people wrote, told from the versions it came from."""

import re
from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher

from covision.domain.events import Version

_WORD = re.compile(r"[^\W_]+(?:['’\-][^\W_]+)*")
# A draft that joins the team's own phrases has nobody else's words.
_OWN = frozenset(("own", "joined"))


def by_model(author: str) -> bool:
    """True where a model or a script worded it."""
    return author.startswith(("model:", "scripted")) or ("/" in author and author not in _OWN)


def words_by_people(version: int, versions: Sequence[Version]) -> tuple[int, int] | None:
    """Words of a version that people wrote, and all its words; None for a version that is not there.

    Each version is held against the one it came from: a word that it kept stays whose it was, a word that is new
    belongs to who saved it.
    """
    by_number = {one.version: one for one in versions}
    if version not in by_number:
        return None
    people = _people(by_number[version], by_number)
    return sum(people), len(people)


def _people(version: Version, by_number: Mapping[int, Version]) -> list[bool]:
    """For each word of a version in order, whether a person wrote it."""
    chain, seen = [version], {version.version}
    while (base := chain[-1].base) is not None and base in by_number and base not in seen:
        seen.add(base)
        chain.append(by_number[base])
    words: list[str] = []
    people: list[bool] = []
    for one in reversed(chain):
        fresh = _WORD.findall(one.statement)
        mine = not by_model(one.author)
        made: list[bool] = []
        matcher = SequenceMatcher(
            None, [word.casefold() for word in words], [word.casefold() for word in fresh], autojunk=False
        )
        for kind, a1, a2, b1, b2 in matcher.get_opcodes():
            made += people[a1:a2] if kind == "equal" else [mine] * (b2 - b1)
        words, people = fresh, made
    return people
