"""Which candidates are shown: good by the measures, fluent, different from each other in idea and in words."""

from collections.abc import Sequence

from covision.domain.base import Frozen
from covision.domain.rubric import Scorecard
from covision.measures.overlap import jaccard
from covision.measures.text import count_words, words
from covision.steps.drafting.compose import Candidate
from covision.steps.drafting.guard import Guard

MOST_ALIKE = 0.5
_COMFORTABLE = 32
# Angles that the person worded whole are preferred a little: the rough sentence is often the best in the file.
_PRIOR = {
    "own": 0.2,
    "baseline": -0.08,
    "why": -0.1,
    "mind": -0.02,
    "first": -0.02,
    "goodbye": -0.06,
    "difference": -0.04,
    "arc": -0.05,
}


class Rated(Frozen):
    """A candidate with its utility (about 0..1.3, only for comparing within a run) and its scorecard."""

    candidate: Candidate
    utility: float
    card: Scorecard


def utility(candidate: Candidate, card: Scorecard, people: int, lead: bool = True) -> float:
    """How much a team would gain from seeing this candidate; terms are added, each at most a fifth of the whole.

    Summary of the measures (0..1), a feeling and something to do, the angle, length beyond 32 words, clauses of
    the person's sentence that were left out, how many people it rests on, and whether the one who answered first is
    among them (`lead`). How likely an engine finds a text is no part of it: that says how common its words are.
    """
    size = count_words(words(candidate.text))
    value = card.summary.value if card.summary.value is not None else 0.4
    value += 0.06 * bool(candidate.feel) + 0.06 * bool(candidate.do)
    value += _PRIOR.get(candidate.angle, 0.0) + 0.01 * min(3, people)
    value -= 0.012 * max(0, size - _COMFORTABLE) + 0.02 * max(0, 12 - size)
    # A sentence strung together by "and" is the commonest fault of a rough one.
    strung = sum(1 for word in words(candidate.text) if word.lower in ("and", "e"))
    value -= 0.08 * max(0, strung - 2)
    value -= 0.0 if lead else 0.06
    if candidate.wording == "own" and candidate.dropped:
        value -= 0.015 * candidate.dropped
    return value


def pick(rated: Sequence[Rated], guard: Guard, wanted: int, taken: Sequence[Candidate] = ()) -> list[Rated]:
    """The best candidates, each another angle and at most half alike (Jaccard of content words) to any before it.

    Where angles run out, an angle may come twice; where words run out, fewer are shown.
    """
    shown: list[Rated] = []
    before = [frozenset(guard.content(item.text)) for item in taken]
    angles = {_idea(item) for item in taken}
    ordered = sorted(rated, key=lambda item: -item.utility)
    for again in (False, True):
        for item in ordered:
            if len(shown) >= wanted:
                return shown
            content = frozenset(guard.content(item.candidate.text))
            if item in shown or (_idea(item.candidate) in angles and not again):
                continue
            if all(jaccard(content, other) <= MOST_ALIKE for other in before):
                shown.append(item)
                before.append(content)
                angles.add(_idea(item.candidate))
    return shown


def _idea(candidate: Candidate) -> str:
    """The angle; the rough sentences of two people are two ideas."""
    if candidate.angle != "own" or not candidate.evidence:
        return candidate.angle
    return f"own of {candidate.evidence[0].rsplit('.', 2)[0]}"
