"""What customers speak of: words that occur in like company are grouped, and utterances go to their group.

The words carry the meaning and the vectors decide which words belong together, so that an utterance comes into a
theme because it says so, in any language, also where the embedding model knows only English.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from math import log

import numpy as np

from covision.domain.search import Vectors
from covision.measures.clusters import average_link, means
from covision.steps.theming.segments import Segment

MOST_TERMS = 700
_TOO_COMMON = 0.6
_NAME_SHARE = 0.09
_CAPITAL = 0.6
_COHERENT = 0.12
_FEW = 100
_FEW_COHERENT = 0.2
_FEW_COMMON = 0.12
_NAME_NEAR = 0.55
_NICKNAME = 0.3
_NICKNAME_LETTERS = 3
_LINK = 0.5
_LARGEST = 0.25
_TERM_NEAR = 0.10
_NEAR = 0.58
_SECOND = 0.30


@dataclass
class Aspect:
    """One thing customers speak of: the terms that name it, and which utterances do, with their fit (0..1)."""

    terms: tuple[str, ...]
    members: list[int] = field(default_factory=list)
    fit: dict[int, float] = field(default_factory=dict)
    centre: Vectors | None = None


def least_customers(count: int) -> int:
    """How many customers make a theme: 3 up to 300 of them, 1 in 100 beyond that, at most 25."""
    return max(3, min(25, round(count / 100)))


def vocabulary(found: Sequence[Segment], vectors: Vectors, customers: int) -> dict[str, list[int]]:
    """Terms that can name a theme, with the utterances that hold each.

    Left out: what too few or nearly all customers say, names that many mention (the firm, the town), and words
    whose utterances have nothing in common.
    """
    holders: dict[str, list[int]] = defaultdict(list)
    for at, segment in enumerate(found):
        for term in segment.terms:
            holders[term].append(at)
    people = {term: len({found[at].snippet for at in held}) for term, held in holders.items()}
    few = customers < _FEW
    least = 2 if few else max(3, round(customers / 250))
    names = _names(found, vectors, holders, people, customers)
    kept: dict[str, list[int]] = {}
    for term in sorted(holders, key=lambda term: (-people[term], term)):
        if people[term] < least or term in names:
            continue
        if not term.startswith("="):
            # Among few comments words meet by chance: one must be said by several, and in one sense.
            common = people[term] > (_FEW_COMMON if few else _TOO_COMMON) * customers
            near = coherence(vectors, holders[term]) >= (_FEW_COHERENT if few else _COHERENT)
            if common or not near or (few and people[term] < least_customers(customers) + 1):
                continue
        kept[term] = holders[term]
        if len(kept) == MOST_TERMS:
            break
    return kept


def coherence(vectors: Vectors, rows: Sequence[int]) -> float:
    """Mean cosine similarity of all pairs of unit rows, -1..1; 0 for fewer than two."""
    count = len(rows)
    if count < 2:
        return 0.0
    whole = vectors[list(rows)].sum(axis=0)
    return float((whole @ whole - count) / (count * (count - 1)))


def _names(
    found: Sequence[Segment],
    vectors: Vectors,
    holders: Mapping[str, Sequence[int]],
    people: Mapping[str, int],
    customers: int,
) -> set[str]:
    """Names that many mention (the firm's own, mostly), and other names for the same, such as its nickname.

    A name is a term that is mostly written with a capital inside sentences.
    """
    least = least_customers(customers)
    written: Counter[str] = Counter()
    capital: Counter[str] = Counter()
    for segment in found:
        for at in range(1, len(segment.words)):
            before, word = segment.words[at - 1 : at + 1]
            single = f"{segment.language}:{segment.roots[at]}"
            pair = f"{segment.language}:{segment.roots[at - 1]} {segment.roots[at]}"
            for term, high in ((single, word.text[0].isupper()), (pair, before.text[0].isupper())):
                if people.get(term, 0) >= least:
                    written[term] += 1
                    capital[term] += high and word.text[0].isupper()
    names = [term for term in sorted(written) if capital[term] >= _CAPITAL * written[term]]
    known = {term for term in names if people[term] > max(_NAME_SHARE * customers, 3)}
    if known:
        firm = means(vectors, [holders[term] for term in sorted(known)])
        for term in names:
            if float((firm @ means(vectors, [holders[term]])[0]).max()) >= _NAME_NEAR:
                known.add(term)
    heads = {_letters(term) for term in known}
    short = {term for term in written if capital[term] >= _NICKNAME * written[term] and _shortens(term, heads)}
    return known | short


def _letters(term: str) -> str:
    return term.partition(":")[2].replace(" ", "")


def _shortens(term: str, heads: Collection[str]) -> bool:
    """True for a nickname: "Mac" where the firm is Macintosh, or the name with more after it."""
    letters = _letters(term)
    return len(letters) >= _NICKNAME_LETTERS and any(
        head.startswith(letters) or letters.startswith(head) for head in heads
    )


def aspects(found: Sequence[Segment], vectors: Vectors, customers: int) -> list[Aspect]:
    """Groups of terms, each with the utterances that speak of it; most customers first."""
    terms = vocabulary(found, vectors, customers)
    if not terms:
        return []
    names = list(terms)
    middle = means(vectors, [terms[name] for name in names])
    sizes = [len({found[at].snippet for at in terms[name]}) for name in names]
    most = max(_LARGEST * customers, 1.2 * least_customers(customers))
    groups = average_link(np.asarray(middle @ middle.T), [float(size) for size in sizes], least=_LINK, most=most)
    made = [Aspect(terms=tuple(names[at] for at in group)) for group in groups]
    return assign(made, found, vectors, terms, customers)


def assign(
    made: Sequence[Aspect],
    found: Sequence[Segment],
    vectors: Vectors,
    terms: Mapping[str, Sequence[int]],
    customers: int,
) -> list[Aspect]:
    """Give each utterance to the aspect it fits best, to a second one where it names that too, or to none."""
    owner = {term: at for at, aspect in enumerate(made) for term in aspect.terms}
    rare = {term: log(1 + len(found) / len(held)) for term, held in terms.items()}
    top = max(rare.values())
    centres = means(vectors, [sorted({at for term in aspect.terms for at in terms[term]}) for aspect in made])
    cosine = vectors @ centres.T
    members: list[dict[int, float]] = [{} for _ in made]
    for at, segment in enumerate(found):
        named: dict[int, float] = defaultdict(float)
        for term in segment.terms:
            if term in owner:
                named[owner[term]] += rare[term] / top
        score = {one: float(cosine[at, one]) + 0.5 * min(1.0, weight) for one, weight in named.items()}
        fits = [one for one in score if cosine[at, one] >= _TERM_NEAR]
        fits.sort(key=lambda one: (-score[one], one))
        if not fits:
            nearest = int(np.argmax(cosine[at]))
            fits = [nearest] if cosine[at, nearest] >= _NEAR else []
        for place, one in enumerate(fits[:2]):
            if place == 0 or cosine[at, one] >= _SECOND:
                members[one][at] = float(cosine[at, one])
    for aspect, fit, centre in zip(made, members, centres, strict=True):
        aspect.members, aspect.fit, aspect.centre = sorted(fit), fit, centre
    least = least_customers(customers)
    kept = [one for one in made if len({found[at].snippet for at in one.members}) >= least]
    return sorted(kept, key=lambda one: -len({found[at].snippet for at in one.members}))
