"""What the critic asks, from the scorecard, the check of support and the evidence board, what helps most first.

The expected gain of a question is weight * trust * room * mend, 0..1: what its criterion counts among all (as a
share of the weightiest), how far whoever found it is to be believed, how far the words are from good, and whether
words exist that could mend them (`MENDED`, else `UNMENDED`). Pure; no model has a say.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from covision.domain.base import Span
from covision.domain.board import Board, Cited
from covision.domain.critique import Critique, CritiqueSource, Handled
from covision.domain.project import Material
from covision.domain.rubric import CriterionScore, Rubric, Scorecard
from covision.domain.support import Claim, Support, SupportReport
from covision.measures.text import JOINERS, clauses, normalise, words
from covision.steps.critique.evidence import Evidenced
from covision.steps.critique.wording import say

GOOD_FROM = 0.75
"""A criterion from this value on raises no question."""
MENDED, UNMENDED = 1.0, 0.6
MOST = 9
MOST_OF_SPAN = 3
"""Questions about the same words: more would be a scolding."""
_CUSTOMERS_WORDS = 11
"""The criterion that the check of support and the board speak to."""
# Share right of what was found, as measured (decision 0013): what is contradicted 12 of 12; what nobody said 19 of
# 44, where most of those 44 were written to share no word with what was said.
_CONTRADICTED, _UNSAID, _BOARD = 0.9, 0.5, 0.5
_ROOM = {"commitment": 1.0, "fact": 1.0, "need": 0.7, "aspiration": 0.5, "style": 0.0}
_TAKEN_UP, _SAME, _APART = 0.34, 0.5, 0.1
_MOST_UNTAKEN = 2
_OF_WORDS = frozenset((4, 6, 13, 14, 16, 17, 18))
"""Criteria whose measure points at the words to mend; of the others it may point at what is good already."""


def critiques(
    statement: str,
    *,
    material: Material,
    rubric: Rubric,
    card: Scorecard | None = None,
    report: SupportReport | None = None,
    board: Board | None = None,
    parts: Mapping[str, Scorecard] = MappingProxyType({}),
    extra: Iterable[Critique] = (),
    handled: Sequence[Handled] = (),
) -> tuple[Critique, ...]:
    """Open questions about a statement, the greatest expected gain first, at most `MOST`.

    `card`, `report` and `board` None: nobody looked. `parts` are the scorecards of the statement's `parts_of`, each
    by itself: they tell which part a question is about. `extra` are questions of other sources, such as dilemmas;
    those whose words do not stand in the statement are left out. What was `handled` is not asked again.
    """
    ask = _Asking(statement, material, rubric, parts)
    found = [
        *(ask.of_score(card) if card is not None and card.statement == statement else ()),
        *(ask.of_support(report) if report is not None and report.statement == statement else ()),
        *(ask.of_board(board) if board is not None else ()),
        *(one for one in extra if one.span is None or one.span.holds_in(statement)),
    ]
    done = {one.critique.id for one in handled}
    kept: list[Critique] = []
    for one in sorted(found, key=lambda one: (-one.gain, one.id)):
        same = [other for other in kept if _meet(one.span, other.span)]
        twice = any(one.id == other.id or one.criterion == other.criterion for other in same)
        if one.id not in done and not twice and len(same) < MOST_OF_SPAN:
            kept.append(one)
    return tuple(kept[:MOST])


def _meet(one: Span | None, other: Span | None) -> bool:
    """Whether two questions are about the same words; those about the whole meet none but their like."""
    if one is None or other is None:
        return False
    return one.start < other.end and other.start < one.end


def folded(handled: Sequence[Handled], statement: str) -> tuple[tuple[Handled, ...], tuple[Handled, ...]]:
    """What was answered or put aside: about words that still stand, and about words that are gone."""
    here = tuple(one for one in handled if one.critique.span is None or one.critique.span.text in statement)
    return here, tuple(one for one in handled if one not in here)


def placed(critique: Critique, statement: str) -> Span | None:
    """Where the question's words stand in this statement: at their place, else where they stand once; else None."""
    span = critique.span
    if span is None or span.holds_in(statement):
        return span
    return Span.of(statement, span.text) if statement.count(span.text) == 1 else None


def parts_of(statement: str) -> list[Span]:
    """The clauses of a statement as questions are asked about them, in order."""
    return [_bare(statement, clause.start, clause.end) for clause in clauses(statement)]


def critique_id(source: CritiqueSource, key: str, words: str = "") -> str:
    """The same question about the same words has the same id in any version."""
    told = hashlib.sha256(f"{source}/{key}/{normalise(words)}".encode()).hexdigest()[:12]
    return f"{source}-{told}"


class _Asking:
    """The questions of one statement."""

    def __init__(self, statement: str, material: Material, rubric: Rubric, parts: Mapping[str, Scorecard]) -> None:
        self.statement = statement
        self.parts = parts
        self.language = material.organisation.language
        self.evidenced = Evidenced(material)
        self.weights = {one.number: one.weight for one in rubric.criteria}
        self.most = max(self.weights.values(), default=1.0) or 1.0

    def _gain(self, number: int, trust: float, room: float, mended: bool) -> float:
        weight = self.weights.get(number, 0.0) / self.most
        return round(min(1.0, weight * trust * room * (MENDED if mended else UNMENDED)), 4)

    def of_score(self, card: Scorecard) -> Iterable[Critique]:
        """One for each criterion that is not good yet, in the rubric's own words."""
        for one in card.criteria:
            if one.value is None or one.value >= GOOD_FROM or not one.question or one.trust <= 0:
                continue
            span = self._weak_part(one)
            said = self.evidenced.for_criterion(one.number, span.text if span else self.statement)
            mended = bool(said) or self.evidenced.needs_none(one.number)
            yield Critique(
                id=critique_id("score", one.key, span.text if span else ""),
                source="score",
                question=one.question,
                why=one.reason,
                span=span,
                gain=self._gain(one.number, one.trust, 1.0 - one.value, mended),
                criterion=one.number,
                evidence=said,
            )

    def _weak_part(self, one: CriterionScore) -> Span | None:
        """The words a question is about: those that the measure points at where it points at what to mend, else the
        clause that does worst by itself; None where all clauses do alike.
        """
        if one.number in _OF_WORDS:
            return one.span if one.span is not None and one.span.holds_in(self.statement) else None
        whole = parts_of(self.statement)
        if len(whole) < 2:
            return whole[0] if whole else None
        told = [(value, part) for part in whole if (value := self._alone(part, one.number)) is not None]
        if not told or max(value for value, _ in told) - min(value for value, _ in told) < _APART:
            return None
        return min(told, key=lambda item: (item[0], item[1].start))[1]

    def _alone(self, part: Span, number: int) -> float | None:
        card = self.parts.get(part.text)
        return next((one.value for one in card.criteria if one.number == number), None) if card else None

    def of_support(self, report: SupportReport) -> Iterable[Critique]:
        """One for each claim that nobody said, or that somebody contradicts."""
        for claim in report.claims:
            if claim.verdict not in ("none", "contradicted"):
                continue
            against = tuple(_cited(one) for one in claim.against)
            denied = claim.verdict == "contradicted"
            key = "contradicted" if denied and against else "unsaid"
            quote = against[0].text if against else ""
            span = _bare(self.statement, claim.start, claim.end)
            yield Critique(
                id=critique_id("support", claim.verdict, span.text),
                source="support",
                question=say(self.language, key, words=span.text, quote=quote),
                why=claim.reason,
                span=span,
                gain=self._gain(
                    _CUSTOMERS_WORDS, _CONTRADICTED if denied else _UNSAID, 1.0 if denied else _room(claim), True
                ),
                criterion=_CUSTOMERS_WORDS,
                evidence=against[:2],
            )

    def of_board(self, board: Board) -> Iterable[Critique]:
        """What customers say that the statement says nothing of, and disagreements about what it says."""
        fresh = [one for one in board.untaken if self.evidenced.share(one.words.text, self.statement) < _TAKEN_UP]
        for one in fresh[:_MOST_UNTAKEN]:
            many = one.customers > 1
            question = say(
                self.language, "untaken.many" if many else "untaken.one", quote=one.words.text, n=one.customers
            )
            yield Critique(
                id=critique_id("board", "untaken", one.words.ref or one.words.text),
                source="board",
                question=question,
                why=one.why,
                gain=self._gain(_CUSTOMERS_WORDS, _BOARD, min(1.0, 0.4 + 0.06 * one.customers), True),
                criterion=_CUSTOMERS_WORDS,
                evidence=(one.words,),
            )
        for two in board.tensions:
            span = self._about(two.answer.text)
            if span is None:
                continue
            yield Critique(
                id=critique_id("board", f"tension/{two.answer.ref}/{two.research.ref}", span.text),
                source="board",
                question=say(self.language, "tension", quote=two.research.text, words=two.answer.text),
                why=two.why,
                span=span,
                gain=self._gain(_CUSTOMERS_WORDS, _BOARD, max(0.3, two.strength), True),
                criterion=_CUSTOMERS_WORDS,
                evidence=(two.research, two.answer),
            )

    def _about(self, answer: str) -> Span | None:
        """The clause that takes the answer up most, where it takes up enough of it."""
        ranked = [
            (self.evidenced.share(one.text, answer), -at, one) for at, one in enumerate(clauses(self.statement))
        ]
        best = max(ranked, key=lambda item: item[:2], default=None)
        if best is None or best[0] < _SAME:
            return None
        return _bare(self.statement, best[2].start, best[2].end)


def _bare(statement: str, start: int, end: int) -> Span:
    """A part without the "and" it begins with and the mark it ends with, where a word remains."""
    inner = words(statement[start:end])
    while len(inner) > 1 and inner[0].lower in JOINERS:
        inner = inner[1:]
    if not inner:
        return Span(start=start, end=end, text=statement[start:end])
    first, last = start + inner[0].start, start + inner[-1].end
    return Span(start=first, end=last, text=statement[first:last])


def _room(claim: Claim) -> float:
    return _ROOM.get(claim.kind, 0.5)


def _cited(one: Support) -> Cited:
    answer = one.source.startswith("answers/")
    return Cited(
        ref=one.source, kind="answer" if answer else "snippet", text=one.quote, source=one.source, start=one.start,
        end=one.end,
    )  # fmt: skip
