"""Aspects become groups that are one theme each: praise apart from pain, and all that is general in one."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from covision.domain.research import ThemeKind
from covision.domain.search import Vectors
from covision.steps.theming.aspects import Aspect, least_customers
from covision.steps.theming.segments import Segment
from covision.steps.theming.tone import Tone, kind

MOST_THEMES = 24
FEWEST_AT_MOST = 8
_SIDE_SHARE = 0.2
_CLEAR = 0.2
_VOTERS = 5
_DECIDED = 0.8
_CLOSE = 0.35
_AGAINST = 0.5
_PLAIN_WORTH = 0.4
_GENERAL_WORDS = 14
_GENERAL_TONE = 0.5


@dataclass(frozen=True, slots=True)
class Group:
    """Utterances of one theme, best fit first. `side` is 1 (praise), -1 (pain) or 0 (not parted)."""

    terms: tuple[str, ...]
    members: tuple[int, ...]
    fit: dict[int, float]
    kind: ThemeKind
    language: str = "en"
    side: int = 0
    general: bool = False


def grouped(
    made: Sequence[Aspect],
    found: Sequence[Segment],
    vectors: Vectors,
    tones: Sequence[Tone],
    judged: Callable[[Segment], bool],
    customers: int,
) -> list[Group]:
    """The groups that most customers speak of, then what is said in general.

    At most the square root of the customers, between `FEWEST_AT_MOST` and `MOST_THEMES`: as many as can be read.

    `judged` tells whether an utterance judges the whole ("great", "terrible").
    """
    least = least_customers(customers)
    groups = [group for aspect in made for group in parted(aspect, found, vectors, tones, least)]
    groups = [group for group in groups if people(group.members, found) >= least]
    groups.sort(key=lambda group: (-_weight(group, found, tones), group.terms))
    kept = groups[: max(FEWEST_AT_MOST, min(MOST_THEMES, round(customers**0.5)))]
    return [*kept, *_general(kept, found, tones, judged, least)]


def _weight(group: Group, found: Sequence[Segment], tones: Sequence[Tone]) -> float:
    """Customers, those who say how it was for them in full: what is only mentioned on the way weighs less."""
    said = {found[at].snippet for at in group.members if _says(tones[at])}
    return len(said) + _PLAIN_WORTH * (people(group.members, found) - len(said))


def _says(one: Tone) -> bool:
    return abs(one.value) > _CLEAR or one.wish or one.feeling


def people(members: Sequence[int], found: Sequence[Segment]) -> int:
    """How many snippets the utterances come from."""
    return len({found[at].snippet for at in members})


def parted(
    aspect: Aspect, found: Sequence[Segment], vectors: Vectors, tones: Sequence[Tone], least: int
) -> list[Group]:
    """Praise and pain as groups of their own where a fifth of the customers stands on each side; else one group.

    Utterances without a tone of their own go with the most similar ones that have one, where those agree; the
    others are in neither.
    """
    good = [at for at in aspect.members if tones[at].value > _CLEAR]
    bad = [at for at in aspect.members if tones[at].value < -_CLEAR]
    enough = max(least, _SIDE_SHARE * people(aspect.members, found))
    if min(people(good, found), people(bad, found)) < enough:
        return [_group(aspect, aspect.members, found, tones, 0)]
    clear = good + bad
    signs = np.array([1.0] * len(good) + [-1.0] * len(bad), dtype=np.float32)
    sides: dict[int, list[int]] = {1: list(good), -1: list(bad)}
    for at in sorted(set(aspect.members) - set(clear)):
        near = vectors[clear] @ vectors[at]
        voters = np.argsort(-near, kind="stable")[:_VOTERS]
        weight = np.maximum(near[voters], 0.0)
        vote = float((weight * signs[voters]).sum())
        if abs(vote) >= _DECIDED * max(float(weight.sum()), _VOTERS * _CLOSE):
            sides[1 if vote > 0 else -1].append(at)
    return [_group(aspect, members, found, tones, side) for side, members in sides.items()]


def _group(
    aspect: Aspect, members: Sequence[int], found: Sequence[Segment], tones: Sequence[Tone], side: int
) -> Group:
    meant = kind([tones[at] for at in members])
    if side and meant in ("praise", "pain", "mixed"):
        meant = "praise" if side > 0 else "pain"
    against = {"praise": -1.0, "pain": 1.0}.get(meant, 0.0)
    members = [at for at in members if against * tones[at].value < _AGAINST]
    order = tuple(sorted(members, key=lambda at: (-aspect.fit[at], at)))
    fit = {at: aspect.fit[at] for at in order}
    return Group(aspect.terms, order, fit, meant, language=spoken(members, found), side=side)


def spoken(members: Sequence[int], found: Sequence[Segment]) -> str:
    """The language of most of these utterances."""
    return Counter(found[at].language for at in members).most_common(1)[0][0]


def _general(
    groups: Sequence[Group],
    found: Sequence[Segment],
    tones: Sequence[Tone],
    judged: Callable[[Segment], bool],
    least: int,
) -> list[Group]:
    """Short praise and short complaint that name nothing: one group each, not five themes."""
    taken = {at for group in groups for at in group.members}
    made: list[Group] = []
    for side, name in ((1, "praise"), (-1, "pain")):
        members = [
            at
            for at, segment in enumerate(found)
            if at not in taken
            and not segment.terms
            and len(segment.words) <= _GENERAL_WORDS
            and side * tones[at].value >= _GENERAL_TONE
            and judged(segment)
        ]
        if people(members, found) >= least:
            fit = {at: abs(tones[at].value) for at in members}
            order = tuple(sorted(members, key=lambda at: (-fit[at], len(found[at].words), at)))
            kind_: ThemeKind = "praise" if name == "praise" else "pain"
            made.append(Group((f"*{name}",), order, fit, kind_, spoken(members, found), side, general=True))
    return made
