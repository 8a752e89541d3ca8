"""What happens next in an interview. Pure: the same state and triggers give the same step."""

from collections.abc import Sequence
from typing import Literal, TypeAlias

from covision.domain.base import Frozen
from covision.domain.events import ProjectState
from covision.domain.interview import FollowUp, Question, Script, Trigger
from covision.domain.project import Participant
from covision.steps.assumptions import OWN_SENTENCE, has_basis, has_own_sentence, question_of, questions

Mode = Literal["solo", "team", "workshop"]
PER_QUESTION = 2
PER_SESSION: dict[str, int] = {"solo": 6, "team": 4, "workshop": 12}
"""Follow-ups one participant is asked at most: by question, and in a whole session of each mode."""


class Ask(Frozen):
    """Put this question. `number` counts from 1 within the mode; `can_draft` once drafts would be honest."""

    kind: Literal["ask"] = "ask"
    question: Question
    number: int
    of: int
    can_draft: bool = False


class AskFollowUp(Frozen):
    """A follow-up is due. `follow_up` holds its words once it was asked; None while only the trigger is known."""

    kind: Literal["follow_up"] = "follow_up"
    trigger: Trigger
    follow_up: FollowUp | None = None


class Gate(Frozen):
    """All else is said; drafts wait for the sentence in a person's own words."""

    kind: Literal["gate"] = "gate"
    question: Question
    text: str


class Enough(Frozen):
    """The questions are through and there is enough to draft."""

    kind: Literal["enough"] = "enough"
    text: str


class NotEnough(Frozen):
    """The questions are through and nothing said can carry a draft."""

    kind: Literal["not_enough"] = "not_enough"
    text: str
    questions: tuple[str, ...]


Step: TypeAlias = Ask | AskFollowUp | Gate | Enough | NotEnough


def next_step(
    state: ProjectState,
    script: Script,
    mode: Mode = "solo",
    participant: str = "",
    triggers: Sequence[Trigger] = (),
) -> Step:
    """The next step for one participant.

    In order: a follow-up that was asked and awaits its answer; the first of `triggers` (in their priority) that the
    limits allow; the first open question of the mode; then whether drafts would be honest.
    """
    for who, follow_up in state.pending:
        if who == participant:
            return AskFollowUp(trigger=follow_up.trigger, follow_up=follow_up)
    due = first_due(state, participant, triggers, mode)
    if due is not None:
        return AskFollowUp(trigger=due)
    ready = readiness(state, script)
    asked = questions(script, mode)
    person = _person(state, participant)
    for number, question in enumerate(asked, start=1):
        if person is None or question.id not in person.answers:
            return Ask(question=question, number=number, of=len(asked), can_draft=ready.kind == "enough")
    return ready


def readiness(state: ProjectState, script: Script) -> Gate | Enough | NotEnough:
    """Whether drafts may be shown now: something to rest on first, then a person's own sentence."""
    material = state.material()
    if not has_basis(material, script):
        return NotEnough(text=script.messages["not_enough"], questions=("2", "8", "9"))
    own = question_of(script, OWN_SENTENCE)
    if own is not None and not has_own_sentence(material, script):
        return Gate(question=own, text=script.gate)
    return Enough(text=script.messages["enough"])


def first_due(
    state: ProjectState, participant: str, triggers: Sequence[Trigger], mode: Mode = "solo"
) -> Trigger | None:
    """The first trigger that may still be asked: never the same twice, and within the limits."""
    asked = [follow_up.trigger for who, follow_up in state.follow_ups if who == participant]
    if len(asked) >= PER_SESSION[mode]:
        return None
    for trigger in triggers:
        of_question = [old for old in asked if old.question == trigger.question]
        if len(of_question) < PER_QUESTION and not any(_same(old, trigger) for old in of_question):
            return trigger
    return None


def _same(old: Trigger, new: Trigger) -> bool:
    return old.id == new.id and old.rung == new.rung


def _person(state: ProjectState, participant: str) -> Participant | None:
    return next((person for person in state.participants if person.id == participant), None)
