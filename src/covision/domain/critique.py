"""What the critic asks about a statement, and what people made of it: answered or put aside, both on record."""

from collections.abc import Sequence
from typing import Literal

from pydantic import Field

from covision.domain.base import Frozen, Span
from covision.domain.board import Cited
from covision.domain.project import Material, Participant

CritiqueSource = Literal["score", "support", "board", "dilemma"]
Outcome = Literal["answered", "dismissed"]
ANSWERS = "critic"
"""Answers to the critic stand among a participant's answers as `critic.<id of the question>`."""


class Critique(Frozen):
    """A question to the writer about some words of the statement, and why it is asked.

    `id` is the same for the same question about the same words in any version. `span` None: about the whole
    statement. `gain` 0..1 is what mending it is expected to bring; `criterion` the number of the criterion it would
    move, None of none. `evidence` are words that could mend it. `worded_by` names the model that worded it; empty:
    written words.
    """

    id: str = Field(min_length=1, max_length=40, pattern=r"^[\w.-]+$")
    source: CritiqueSource
    question: str
    why: str = ""
    span: Span | None = None
    gain: float = Field(0.0, ge=0, le=1)
    criterion: int | None = None
    evidence: tuple[Cited, ...] = ()
    worded_by: str = ""


class CritiqueAnswered(Frozen):
    """Somebody answered a question of the critic in their own words; a later answer takes its place."""

    type: Literal["critique_answered"] = "critique_answered"
    critique: Critique
    text: str
    author: str


class CritiqueDismissed(Frozen):
    """Somebody put a question of the critic aside: it is not asked again about these words."""

    type: Literal["critique_dismissed"] = "critique_dismissed"
    critique: Critique
    author: str


class CritiqueReopened(Frozen):
    """An answer or a dismissal was taken back: the question is open again."""

    type: Literal["critique_reopened"] = "critique_reopened"
    critique: str


class Handled(Frozen):
    """A question that somebody answered or put aside. `at` is UTC ISO 8601."""

    critique: Critique
    outcome: Outcome
    text: str = ""
    author: str = ""
    at: str = ""


def with_answers(material: Material, handled: Sequence[Handled]) -> Material:
    """The material with what people answered to the critic among their answers: words to draft and to score by."""
    people = list(material.participants)
    for one in handled:
        if one.outcome != "answered" or not one.text.strip():
            continue
        answer: dict[str, str | None] = {f"{ANSWERS}.{one.critique.id}": one.text}
        at = next((at for at, person in enumerate(people) if person.id == one.author), None)
        if at is None:
            people.append(Participant.model_construct(id=one.author, role=one.author, answers=answer))
        else:
            people[at] = people[at].model_copy(update={"answers": {**people[at].answers, **answer}})
    return material.model_copy(update={"participants": tuple(people)}) if handled else material
