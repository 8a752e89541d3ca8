"""Which words of a statement somebody really used: matched by stem, so "remembered" is found in "remember"."""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True)
class Source:
    """A text somebody said or wrote, as stems of its content words; `id` names the place, `who` the person."""

    id: str
    stems: frozenset[str]
    who: str = ""
    copies: int = 1


@dataclass(frozen=True)
class Sources:
    """Texts that can support a statement, with an index by stem."""

    items: tuple[Source, ...]

    @cached_property
    def by_stem(self) -> dict[str, list[int]]:
        """Indexes of the sources that hold a stem."""
        found: dict[str, list[int]] = {}
        for at, source in enumerate(self.items):
            for key in source.stems:
                found.setdefault(key, []).append(at)
        return found

    def rarity(self, key: str) -> float:
        """Weight of a stem: log((N + 1) / (n + 1)) + 1 (smoothed inverse document frequency)."""
        return math.log((len(self.items) + 1) / (len(self.by_stem.get(key, ())) + 1)) + 1.0


def support(stems: Iterable[str], sources: Sources) -> dict[str, int]:
    """For each stem, in how many sources it occurs."""
    return {key: len(sources.by_stem.get(key, ())) for key in stems}


@dataclass(frozen=True, slots=True)
class Backing:
    """The sources that share enough of a clause's words: indexes, best first, with the share of each."""

    sources: tuple[int, ...]
    best: float
    shares: tuple[float, ...] = ()


def backing(stems: Sequence[str], sources: Sources, *, least_share: float = 0.3, least_words: int = 1) -> Backing:
    """The sources that hold at least `least_share` of a clause, its words weighted by rarity, and at least
    `least_words` of them. Lexical only: it sees shared words, neither paraphrase nor contradiction."""
    keys = set(stems)
    total = sum(sources.rarity(key) for key in sorted(keys))
    if not total:
        return Backing((), 0.0)
    weights: dict[int, float] = {}
    counts: Counter[int] = Counter()
    for key in sorted(keys):
        rarity = sources.rarity(key)
        for at in sources.by_stem.get(key, ()):
            weights[at] = weights.get(at, 0.0) + rarity
            counts[at] += 1
    shares = {at: weights[at] / total for at in weights if counts[at] >= least_words}
    kept = sorted((at for at, share in shares.items() if share >= least_share), key=lambda at: (-shares[at], at))
    return Backing(tuple(kept), max(shares.values(), default=0.0), tuple(shares[at] for at in kept))
