"""Which pairs are asked about: all of them up to a cap, else few that still connect everything with everything."""

import random
from collections.abc import Mapping, Sequence
from itertools import combinations

Pair = tuple[str, str]


def pairs(
    ids: Sequence[str],
    *,
    most: int,
    values: Mapping[str, float] | None = None,
    settled: Sequence[Pair] = (),
    seed: int = 1,
) -> tuple[Pair, ...]:
    """Pairs to be judged, at most `most` but never fewer than connect all; each in the order of `ids`.

    `settled` pairs (in either order) are known already and connect for nothing. With `values` neighbours by value
    are asked first, then next-but-ones and so on, since those are close; without, random circles through all
    statements (`seed`), so that no two are far from each other by way of others.
    """
    place = {id: at for at, id in enumerate(ids)}
    known = {frozenset(pair) for pair in settled}
    every = [pair for pair in combinations(ids, 2) if frozenset(pair) not in known]
    if len(every) <= most:
        return tuple(every)
    found: dict[frozenset[str], None] = {}
    parts = _Parts(ids)
    for first, second in settled:
        parts.join(first, second)
    queue = _by_value(ids, values) if values else _circles(ids, seed, most)
    waiting: list[frozenset[str]] = []
    for first, second in queue:
        pair = frozenset((first, second))
        if pair in known or pair in found:
            continue
        if parts.join(first, second):
            found[pair] = None
        else:
            waiting.append(pair)
    for pair in dict.fromkeys(waiting):
        if len(found) >= most:
            break
        found[pair] = None
    made = [sorted(pair, key=place.__getitem__) for pair in found]
    return tuple((first, second) for first, second in made)


def _by_value(ids: Sequence[str], values: Mapping[str, float]) -> list[Pair]:
    """All pairs, the nearest in rank first; statements without a value stand last."""
    order = sorted(ids, key=lambda id: (id not in values, -values.get(id, 0.0)))
    return [(order[at], order[at + lag]) for lag in range(1, len(order)) for at in range(len(order) - lag)]


def _circles(ids: Sequence[str], seed: int, most: int) -> list[Pair]:
    """Pairs along random circles through all statements, enough for `most`, then all that are left."""
    chance = random.Random(seed)
    found: list[Pair] = []
    for _ in range(2 + 2 * most // max(1, len(ids))):
        order = list(ids)
        chance.shuffle(order)
        found += zip(order, [*order[1:], order[0]], strict=True)
    return [*found, *combinations(ids, 2)]


class _Parts:
    """Which statements are connected."""

    def __init__(self, ids: Sequence[str]) -> None:
        self._above = {id: id for id in ids}

    def top(self, id: str) -> str:
        while self._above[id] != id:
            self._above[id] = self._above[self._above[id]]
            id = self._above[id]
        return id

    def join(self, first: str, second: str) -> bool:
        """True where they were not connected before."""
        one, other = self.top(first), self.top(second)
        self._above[other] = one
        return one != other
