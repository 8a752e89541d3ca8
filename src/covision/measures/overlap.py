"""How much two texts share: sets of words, runs of words, n-grams; and how far apart several texts are."""

from collections.abc import Callable, Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import combinations

from covision.domain.base import Span
from covision.measures.text import Word, ngrams, words


def jaccard(one: AbstractSet[str], other: AbstractSet[str]) -> float:
    """Shared members over all members, 0..1; two empty sets are equal."""
    union = len(one | other)
    return len(one & other) / union if union else 1.0


def containment(one: Iterable[tuple[str, ...]], other: AbstractSet[tuple[str, ...]]) -> float:
    """Share (0..1) of the n-grams of `one` that `other` holds too; 0 where `one` has none."""
    own = set(one)
    return len(own & other) / len(own) if own else 0.0


def longest_run(one: Sequence[str], other: Sequence[str]) -> tuple[int, int]:
    """The longest run of words that both share: (its length, where it begins in `one`); (0, 0) for none.

    Words are looked up, not compared pair by pair; the time grows with their real coincidences.
    """
    places: dict[str, list[int]] = {}
    for at, word in enumerate(other):
        places.setdefault(word, []).append(at)
    best, where = 0, 0
    ending: dict[int, int] = {}
    for at, word in enumerate(one):
        now: dict[int, int] = {}
        for place in places.get(word, ()):
            size = now[place] = ending.get(place - 1, 0) + 1
            if size > best:
                best, where = size, at - size + 1
        ending = now
    return best, where


@dataclass(frozen=True, slots=True)
class Reference:
    """A statement to compare with, made ready; `owner` is shown where it is echoed."""

    text: str
    owner: str
    words: tuple[str, ...]
    content: frozenset[str]
    trigrams: frozenset[tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Echo:
    """How closely one statement follows another: `strength` 0 (own words) to 1 (the same words)."""

    reference: Reference
    strength: float
    run: int
    span: Span | None


def reference(text: str, owner: str = "", content: Callable[[str], Iterable[str]] | None = None) -> Reference:
    """Make a statement ready for `echo`; `content` gives its content stems, all folded words where it is None."""
    folded = tuple(word.lower for word in words(text))
    kept = frozenset(content(text)) if content else frozenset(folded)
    return Reference(text, owner, folded, kept, frozenset(ngrams(folded, 3)))


def echo(
    statement: str,
    others: Iterable[Reference],
    *,
    content: AbstractSet[str] | None = None,
    found: Sequence[Word] = (),
) -> Echo | None:
    """The reference that a statement follows most closely, None where it shares nothing with any.

    Strength is the greatest of: 3-gram containment; Jaccard of content words, squared, since single words are
    shared by chance; and the longest shared run of words counted from the fourth word, full at nine.
    """
    tokens = found or words(statement)
    folded = [word.lower for word in tokens]
    own = content if content is not None else frozenset(folded)
    trigrams = set(ngrams(folded, 3))
    best: Echo | None = None
    for other in others:
        shared_grams = trigrams & other.trigrams
        shared = jaccard(own, other.content) if own and not own.isdisjoint(other.content) else 0.0
        run, where = longest_run(folded, other.words) if shared_grams else (0, 0)
        grams = len(shared_grams) / len(trigrams) if trigrams else 0.0
        strength = max(grams, shared * shared, min(1.0, max(0.0, (run - 3) / 6)))
        if strength > 0 and (best is None or strength > best.strength):
            best = Echo(other, strength, run, _span(statement, tokens, where, run))
    return best


def _span(statement: str, tokens: Sequence[Word], where: int, run: int) -> Span | None:
    if run < 3:
        return None
    start, end = tokens[where].start, tokens[where + run - 1].end
    return Span(start=start, end=end, text=statement[start:end])


def pairwise(texts: Sequence[AbstractSet[str]]) -> list[tuple[int, int, float]]:
    """Jaccard of every pair of word sets, as (index, index, similarity)."""
    return [(a, b, jaccard(texts[a], texts[b])) for a, b in combinations(range(len(texts)), 2)]


def diversity(texts: Sequence[AbstractSet[str]]) -> float:
    """How far apart texts are: 1 minus the greatest pairwise Jaccard; 1 for fewer than two texts."""
    return 1.0 - max((similarity for _, _, similarity in pairwise(texts)), default=0.0)
