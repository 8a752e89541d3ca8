"""Which candidates are shown: good by the measures, fluent, different from each other in idea and in words."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from covision.domain.base import Frozen
from covision.domain.rubric import Scorecard
from covision.measures.overlap import jaccard
from covision.measures.text import count_words, sentences, words
from covision.steps.drafting.compose import Candidate
from covision.steps.drafting.guard import Guard
from covision.steps.drafting.whole_en import tells_story

MOST_ALIKE, MOST_HELD = 0.5, 0.75
"""Shared content words over all, and over those of the shorter one, from which two statements are one."""
_COMFORTABLE, _MOST = 34, 40
# Angles that the person worded whole are preferred a little: the rough sentence is often the best in the file.
_PRIOR = {
    "own": 0.26,
    "baseline": -0.08,
    "why": -0.1,
    "mind": -0.02,
    "first": -0.02,
    "goodbye": -0.06,
    "difference": -0.1,
    "arc": -0.05,
}


class Rated(Frozen):
    """A candidate with its utility (about 0..1.3, only for comparing within a run) and its scorecard."""

    candidate: Candidate
    utility: float
    card: Scorecard


def utility(candidate: Candidate, card: Scorecard, people: int, lead: bool = True) -> float:
    """How much a team would gain from seeing this candidate; terms are added, each at most a fifth of the whole.

    Summary of the measures (0..1), a feeling and something to do, the angle, a sentence beyond 34 words, clauses of
    the person's sentence that were left out, how many people it rests on, whether the one who answered first is
    among them (`lead`), and whether it tells a story. How likely an engine finds a text is no part of it: that says
    how common its words are.
    """
    size = count_words(words(candidate.text))
    value = card.summary.value if card.summary.value is not None else 0.4
    value += 0.06 * bool(candidate.feel) + 0.06 * bool(candidate.do)
    value += _PRIOR.get(candidate.angle, 0.0) + 0.01 * min(3, people)
    longest = max(count_words(words(sentence.text)) for sentence in sentences(candidate.text))
    value -= 0.008 * (max(0, longest - _COMFORTABLE) + max(0, size - _MOST)) + 0.014 * max(0, 12 - size)
    # A sentence strung together by "and" is the commonest fault of a rough one.
    strung = max(_ands(sentence.text) for sentence in sentences(candidate.text))
    value -= (0.03 if candidate.wording == "own" else 0.08) * max(0, strung - 2)
    value -= 0.0 if lead else 0.06
    value -= 0.3 * tells_story(candidate.text)
    if candidate.wording == "own" and candidate.dropped:
        value -= 0.06 * candidate.dropped
    return value


def _ands(text: str) -> int:
    return sum(1 for word in words(text) if word.lower in ("and", "e"))


def pick(rated: Sequence[Rated], guard: Guard, wanted: int, taken: Sequence[Candidate] = ()) -> list[Rated]:
    """The best candidates, each another angle and different from any before it (`differs`).

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
            if all(differs(content, other) for other in before):
                shown.append(item)
                before.append(content)
                angles.add(_idea(item.candidate))
    return shown


def differs(one: AbstractSet[str], other: AbstractSet[str]) -> bool:
    """Whether two statements say different things: few words in common, and neither a part of the other."""
    shorter = min(len(one), len(other))
    held = len(one & other) / shorter if shorter else 1.0
    return jaccard(one, other) <= MOST_ALIKE and held < MOST_HELD


def _idea(candidate: Candidate) -> str:
    """The angle; the rough sentences of two people are two ideas."""
    if candidate.angle != "own" or not candidate.evidence:
        return candidate.angle
    return f"own of {candidate.evidence[0].rsplit('.', 2)[0]}"
