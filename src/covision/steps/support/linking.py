"""How strongly a sentence that somebody said stands behind a claim: shared words by rarity, runs, and meaning."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from covision.domain.search import Vectors
from covision.errors import CovisionError
from covision.measures.overlap import longest_run
from covision.steps.boarding.topics import DENSE, MOST_COMPARED
from covision.steps.support.sources import Ground, Segment
from covision.steps.support.terms import Terms

ALIKE = 0.6
"""What a word of the same meaning counts against the word itself ("queue" for "waiting")."""

LEAST_COVER = 0.1
"""Runs of words are looked for only in what shares so much of the claim."""


@dataclass(frozen=True, slots=True)
class Link:
    """A segment by number and what ties it to the claim. `cover` is the share of the claim's words, weighted by
    rarity, that it holds; `telling` how many of them say what the claim is about; `run` the longest run of words in
    common; `cosine` None where meaning was not compared."""

    segment: int
    cover: float
    telling: int
    run: int
    cosine: float | None = None


def links(claims: Sequence[Terms], ground: Ground) -> list[list[Link]]:
    """For each claim the segments that share words with it or lie near it in meaning, in their order."""
    found = [_by_words(claim, ground) for claim in claims]
    near = _cosines(claims, found, ground)
    return [
        [
            Link(
                at,
                cover,
                telling,
                _run(claim, ground.segments[at]) if cover >= LEAST_COVER else 0,
                near.get((number, at)),
            )
            for at, (cover, telling) in _candidates(number, by_words, near)
        ]
        for number, (claim, by_words) in enumerate(zip(claims, found, strict=True))
    ]


Words = dict[int, tuple[float, int]]
Near = dict[tuple[int, int], float]


def _candidates(number: int, by_words: Words, near: Near) -> list[tuple[int, tuple[float, int]]]:
    places = set(by_words) | {at for claim, at in near if claim == number}
    return [(at, by_words.get(at, (0.0, 0))) for at in sorted(places)]


def dense(ground: Ground) -> bool:
    """Whether meaning can be compared: there are vectors, and they tell this language's sentences apart."""
    return ground.similarity is not None and ground.words.language in DENSE


def _by_words(claim: Terms, ground: Ground) -> Words:
    """The share of the claim's weight that each segment holds, and how many telling stems."""
    weights = {key: weight * ground.rarity(key) for key, weight in claim.weights.items()}
    total = sum(weights.values())
    if not total:
        return {}
    telling = claim.telling
    shares: dict[int, float] = {}
    counts: dict[int, int] = {}
    for key, weight in weights.items():
        exact = ground.held.get(key, ())
        same = set(exact)
        concept = claim.concepts.get(key)
        alike = set(ground.concepts.get(concept, ())) if concept else set()
        for at, credit in [*((at, 1.0) for at in exact), *((at, ALIKE) for at in sorted(alike - same))]:
            shares[at] = shares.get(at, 0.0) + credit * weight / total
            counts[at] = counts.get(at, 0) + (key in telling)
    return {at: (share, counts[at]) for at, share in shares.items()}


def _run(claim: Terms, segment: Segment) -> int:
    mine = [word.lower for word in claim.reading.words]
    return longest_run(mine, [word.lower for word in segment.terms.reading.words])[0]


def _cosines(claims: Sequence[Terms], found: Sequence[Words], ground: Ground) -> Near:
    """Cosines of claims and the segments that share most with any of them; empty without vectors."""
    if not dense(ground) or not claims:
        return {}
    assert ground.similarity is not None
    shared: dict[int, float] = {}
    for by_words in found:
        for at, (cover, _) in by_words.items():
            shared[at] = max(shared.get(at, 0.0), cover)
    rest = (at for at in range(len(ground.segments)) if at not in shared)
    order = [*sorted(shared, key=lambda at: (-shared[at], at)), *rest][:MOST_COMPARED]
    if not order:
        return {}
    try:
        cosines: Vectors = ground.similarity(
            [claim.reading.text for claim in claims], [ground.segments[at].text for at in order]
        )
    except CovisionError:
        return {}
    return {
        (number, at): float(np.clip(cosines[number, place], -1, 1))
        for number in range(len(claims))
        for place, at in enumerate(order)
    }
