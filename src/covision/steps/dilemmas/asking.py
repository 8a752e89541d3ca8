"""Failing dilemmas as questions of the critic: what people could not decide by, asked of its writer."""

from covision.domain.base import Span
from covision.domain.critique import Critique
from covision.domain.dilemmas import DilemmaResult, DilemmaRound, Raised, Verdict
from covision.domain.rubric import Rubric
from covision.steps.critique.questions import MENDED, UNMENDED, critique_id
from covision.steps.dilemmas.words import asks

DECIDES = 7
"""The criterion that dilemmas speak to: it can say no."""
_SURE, _UNSURE = 0.9, 0.5


def dilemma_critiques(
    found: DilemmaResult, held: DilemmaRound, statement: str, rubric: Rubric
) -> tuple[Critique, ...]:
    """A question for each dilemma of a closed round that the statement does not decide.

    None while the round is open: the numbers would tell others' answers to whoever has not answered. Of a statement
    that has changed since, only questions about words that still stand in it. The expected gain is that of all
    critiques: weight * trust * room * mend; room is the share of people who do not go with the most.
    """
    if held.open:
        return ()
    weights = {one.number: one.weight for one in rubric.criteria}
    weight = weights.get(DECIDES, 0.0) / (max(weights.values(), default=1.0) or 1.0)
    verdicts = {one.dilemma: one for one in found.verdicts}
    made = []
    for one in found.questions:
        span = _placed(one, held, statement)
        if span is None and statement != held.statement:
            continue
        verdict = verdicts[one.dilemma]
        mend = MENDED if any(taken.reasons for taken in verdict.taken) else UNMENDED
        room = 1.0 - verdict.alike / verdict.people
        made.append(
            Critique(
                id=critique_id("dilemma", f"{held.id}/{one.dilemma}", span.text if span else ""),
                source="dilemma",
                question=one.text,
                why=_why(verdict, held),
                span=span,
                gain=round(min(1.0, weight * (_SURE if verdict.sure else _UNSURE) * room * mend), 4),
                criterion=DECIDES,
            )
        )
    return tuple(made)


def _placed(one: Raised, held: DilemmaRound, statement: str) -> Span | None:
    """The words it is about, where they stand in this statement; only where they stand once if it has changed."""
    if one.span is None or statement == held.statement:
        return one.span
    return Span.of(statement, one.span.text) if statement.count(one.span.text) == 1 else None


def _why(verdict: Verdict, held: DilemmaRound) -> str:
    texts = asks(held.language)
    told = texts["why"].format(n=verdict.alike, of=verdict.people)
    return told if verdict.sure else f"{told} {texts['few']}"
