"""Labelled pairs of a claim and one source, and the halves: thresholds were set on `TUNE`, figures are of `HELD`.

Labels. Supported: all that the claim says stands in the source, in whatever words; behind an aspiration, a need or a
let-down about the same thing is enough (an aspiration speaks of what customers shall have, so a complaint that they
have it not is its ground, while it contradicts a fact or a commitment). Partly: one of two things, or said more weakly. Contradicted: the source says
the opposite. None: another thing, however many words are shared, or a number, name, date or superlative nobody said.
"""

from support_pair import Pair
from support_pairs_en import ENGLISH
from support_pairs_pt import PORTUGUESE

PAIRS: tuple[Pair, ...] = (*ENGLISH, *PORTUGUESE)


def _half(which: int) -> tuple[Pair, ...]:
    """Every other pair of each language and label, in the order they were written."""
    found: list[Pair] = []
    seen: dict[tuple[str, str], int] = {}
    for pair in PAIRS:
        key = (pair.language, pair.label)
        seen[key] = seen.get(key, -1) + 1
        if seen[key] % 2 == which:
            found.append(pair)
    return tuple(found)


TUNE, HELD = _half(0), _half(1)
