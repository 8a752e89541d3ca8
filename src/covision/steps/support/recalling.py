"""What people and research said most often, and how much of it a statement takes up."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from covision.measures.stems import stem
from covision.measures.text import words
from covision.steps.support.linking import Link, links
from covision.steps.support.sources import Ground
from covision.steps.theming.build import GENERAL_LABELS

if TYPE_CHECKING:
    from covision.steps.support.check import Examined

MOST = 5
"""Things counted of each kind: a statement of a sentence or two cannot hold more."""
LEAST_CUSTOMERS = 2
MOST_OF_ONE = 300
_ALIKE, _TELLING = 0.5, 2
"""Share of a sentence, and telling words, that another person's must hold to say the same."""


@dataclass(frozen=True)
class Often:
    """Something several people said: `refs` are evidence ids of the sentences or comments, `stems` what it is
    called. `voices` counts the customers or participants."""

    label: str
    refs: frozenset[str]
    stems: frozenset[str]
    voices: int


def often(ground: Ground) -> list[Often]:
    """Themes by the customers who speak of them, then what several participants answered alike."""
    return ground.once("often", lambda: [*_themes(ground), *_agreed(ground)])


def _themes(ground: Ground) -> list[Often]:
    themes = ground.material.themes.themes if ground.material.themes else ()
    read = {segment.ref for segment in ground.segments}
    found = []
    for theme in sorted(themes, key=lambda one: (-one.count, one.id)):
        refs = read.intersection(theme.snippets)
        if theme.count >= LEAST_CUSTOMERS and refs and theme.label not in GENERAL_LABELS:
            called = {stem(word.lower, ground.words.language) for word in words(theme.label)}
            found.append(Often(theme.label, frozenset(refs), frozenset(called), theme.count))
    return found[:MOST]


def _agreed(ground: Ground) -> list[Often]:
    """Sentences of answers that a sentence of somebody else's answer says too, joined into groups."""
    answers = _answered(ground)
    group = {at: at for at in answers}

    def first(at: int) -> int:
        while group[at] != at:
            at = group[at]
        return at

    for at, found in zip(answers, links([ground.segments[at].terms for at in answers], ground), strict=True):
        for link in found:
            if link.segment in group and _alike(at, link, ground):
                one, other = sorted((first(at), first(link.segment)))
                group[other] = one
    held: dict[int, list[int]] = {}
    for at in answers:
        held.setdefault(first(at), []).append(at)
    agreed = [
        Often(
            ground.segments[at].text,
            frozenset(ground.segments[one].ref for one in places),
            frozenset(),
            len({ground.segments[one].who for one in places}),
        )
        for at, places in held.items()
    ]
    return sorted((one for one in agreed if one.voices > 1), key=lambda one: (-one.voices, one.label))[:MOST]


def _answered(ground: Ground) -> list[int]:
    """The segments of answers, of each person the first `MOST_OF_ONE`: nobody's length costs more than so many."""
    found, of = [], Counter[str]()
    for at, one in enumerate(ground.segments):
        if not one.customer:
            who = str(one.who)
            of[who] += 1
            if of[who] <= MOST_OF_ONE:
                found.append(at)
    return found


def _alike(at: int, link: Link, ground: Ground) -> bool:
    if ground.segments[at].who == ground.segments[link.segment].who:
        return False
    return link.cover >= _ALIKE and link.telling >= _TELLING


def recall(ground: Ground, examined: Sequence["Examined"]) -> float | None:
    """Share, 0..1, of what was said most often that the claims take up; None where nothing was said by several."""
    wanted = often(ground)
    if not wanted:
        return None
    return sum(1 for one in wanted if taken_up(one, examined)) / len(wanted)


def taken_up(one: Often, examined: Sequence["Examined"]) -> bool:
    """Whether a claim rests on one of its sentences, or calls it by its name."""
    for claim in examined:
        if any(found.segment.ref in one.refs for found in claim.behind):
            return True
        if one.stems and one.stems <= claim.terms.weights.keys():
            return True
    return False
