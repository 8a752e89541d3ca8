"""Answers to dilemmas counted: how far a statement lets people decide alike, and what to ask where it does not."""

from collections import Counter
from collections.abc import Collection, Mapping

from covision.domain.base import Span
from covision.domain.dilemmas import (
    LETTERS,
    SILENT,
    Choice,
    Dilemma,
    DilemmaResult,
    DilemmaRound,
    Outcome,
    Raised,
    Taken,
    Verdict,
)
from covision.measures.agreement import above_chance, percent_agreement
from covision.measures.estimates import Estimate, wilson
from covision.measures.guessing import chance_of_alike, chance_of_same_course, chance_of_so_few
from covision.steps.comparing.orders import figure
from covision.steps.dilemmas.named import named
from covision.steps.dilemmas.words import asks

ENOUGH_PEOPLE = 3
"""Below this no figure over all dilemmas is given."""
_LEVEL = 0.05
_WORKS = 0.9
"""A statement that decides is one by which nine of ten people would choose alike."""


def result(held: DilemmaRound, stopwords: Collection[str] = frozenset()) -> DilemmaResult:
    """A round counted, open or closed; `stopwords` are folded words without a sense in its language.

    A dilemma is decided where more than two thirds of all people take one course; whoever finds that the statement
    does not say agrees with nobody.
    """
    people = len(held.papers)
    verdicts = tuple(_verdict(one, held) for one in held.dilemmas)
    pairs, above = _over_all(held)
    reasons = [(paper.person, one.reason) for paper in held.papers for one in paper.choices if one.course]
    return DilemmaResult(
        round=held.id,
        people=people,
        needed=_needed(people),
        of=len(verdicts),
        decided=sum(one.outcome == "decides" for one in verdicts),
        silent=sum(one.outcome == "silent" for one in verdicts),
        verdicts=verdicts,
        pairs=figure(pairs) if pairs else None,
        above=figure(above) if above else None,
        named=named(held.statement, reasons, held.language, stopwords),
        questions=tuple(
            _question(one, verdict, held, stopwords)
            for one, verdict in zip(held.dilemmas, verdicts, strict=True)
            if verdict.outcome in ("split", "silent")
        ),
    )


def _needed(people: int) -> int:
    """How many people are more than two thirds of all."""
    return 2 * people // 3 + 1


def _choices(dilemma: Dilemma, held: DilemmaRound) -> list[Choice]:
    return [found for paper in held.papers if (found := paper.choice(dilemma.id)) is not None]


def _verdict(dilemma: Dilemma, held: DilemmaRound) -> Verdict:
    choices = _choices(dilemma, held)
    people, counts = len(choices), Counter[str](one.course for one in choices)
    # Where two courses have as many people, the earlier stands for both: nothing rests on which.
    most = max(dilemma.letters, key=lambda letter: (counts[letter], -LETTERS.index(letter)))
    alike, silent = counts[most], counts[SILENT]
    told = tuple(
        Taken(course=letter, people=counts[letter],
              reasons=tuple(one.reason for one in choices if one.course == letter and one.reason.strip()))
        for letter in (*dilemma.letters, SILENT)
    )  # fmt: skip
    if people < 2:
        return Verdict(dilemma=dilemma.id, outcome="few", taken=told, people=people, alike=alike)
    share = wilson(alike, people)
    chance = chance_of_alike(people, alike, len(dilemma.courses))
    outcome: Outcome
    if 2 * silent >= people:
        outcome, sure = "silent", chance_of_so_few(people, people - silent, _WORKS) <= _LEVEL
    elif alike >= _needed(people):
        outcome, sure = "decides", chance <= _LEVEL
    else:
        outcome, sure = "split", chance_of_so_few(people, alike, _WORKS) <= _LEVEL
    return Verdict(
        dilemma=dilemma.id,
        outcome=outcome,
        taken=told,
        people=people,
        alike=alike,
        course=most if alike else SILENT,
        share=figure(share) if share else None,
        chance=round(chance, 4),
        sure=sure,
        refused=tuple(letter for letter in dilemma.letters if not counts[letter]) if outcome == "decides" else (),
    )


def _over_all(held: DilemmaRound) -> tuple[Estimate | None, Estimate | None]:
    """Share of pairs who would do the same, and the same corrected for chance; None below three people."""
    if len(held.papers) < ENOUGH_PEOPLE:
        return None, None
    rows = [
        [_label(paper.choice(dilemma.id), at) for dilemma in held.dilemmas] for at, paper in enumerate(held.papers)
    ]
    pairs = percent_agreement(rows)
    if pairs is None:
        return None, None
    chance = sum(chance_of_same_course(len(one.courses)) for one in held.dilemmas) / len(held.dilemmas)
    return pairs, above_chance(pairs, chance)


def _label(choice: Choice | None, at: int) -> str | None:
    # Silence is no agreement: everybody's is a label of its own.
    return None if choice is None else choice.course or f"silent {at}"


def _question(dilemma: Dilemma, verdict: Verdict, held: DilemmaRound, stopwords: Collection[str]) -> Raised:
    texts, span = asks(held.language), None
    if verdict.outcome == "silent":
        silent = verdict.taken[-1].people
        key = "silent.one" if silent == 1 else "silent.many"
        text = texts[key].format(title=dilemma.title, n=silent, of=verdict.people)
    else:
        ranked = sorted(verdict.taken, key=lambda one: -one.people)
        # Two courses where there are two; else the one, and those who find nothing.
        sides = sorted((one for one in ranked if one.people), key=lambda one: not one.course)[:2]
        first, second = (_said(dilemma, one, texts) for one in sides)
        span = _shared(dilemma, held, stopwords)
        key = "split_span" if span else "split"
        text = texts[key].format(title=dilemma.title, first=first, second=second, span=span.text if span else "")
    return Raised(
        dilemma=dilemma.id, title=dilemma.title, outcome=verdict.outcome, text=text, span=span,
        criteria=dilemma.criteria,
    )  # fmt: skip


def _said(dilemma: Dilemma, one: Taken, texts: Mapping[str, str]) -> str:
    key = f"{'said' if one.course else 'found'}.{'one' if one.people == 1 else 'many'}"
    return texts[key].format(n=one.people, course=dilemma.course(one.course).rstrip("."))


def _shared(dilemma: Dilemma, held: DilemmaRound, stopwords: Collection[str]) -> Span | None:
    """The words of the statement that people on different courses both name as their reason, the longest such."""
    by_course: dict[str, list[tuple[str, str]]] = {}
    for paper in held.papers:
        choice = paper.choice(dilemma.id)
        if choice is not None and choice.course:
            by_course.setdefault(choice.course, []).append((paper.person, choice.reason))
    sides = [
        {one.span.text: one.span for one in named(held.statement, told, held.language, stopwords)}
        for told in by_course.values()
    ]
    both = [
        span for at, side in enumerate(sides) for text, span in side.items()
        if any(_within(span, other) for place, more in enumerate(sides) if place != at for other in more.values())
    ]  # fmt: skip
    return max(both, key=lambda span: (len(span.text), -span.start), default=None)


def _within(span: Span, other: Span) -> bool:
    return other.start <= span.start and span.end <= other.end
