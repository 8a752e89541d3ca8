"""The interview as data: questions, slots they fill, follow-ups that triggers ask for."""

from typing import Literal

from pydantic import Field

from covision.domain.base import Frozen, Language, Span

TriggerId = Literal[
    "contradiction", "adjective", "company_subject", "no_scene", "only_metric",
    "tactic", "thin", "gap", "unclaimed_research", "roles_apart",
]  # fmt: skip


class Section(Frozen):
    """A part of the interview."""

    id: str
    title: str


class Slot(Frozen):
    """Something the vision needs to know; a skipped one becomes its `assumption`."""

    id: str
    label: str
    empty: str
    assumption: str


class Question(Frozen):
    """One question; `lines` is the height of its text box."""

    id: str
    section: str
    slot: str
    story: bool = False
    lines: int = 3
    text: str
    why: str
    example: str
    gap: str


class FollowUpKind(Frozen):
    """What a trigger asks, in words that serve where no model is at hand."""

    id: TriggerId
    intent: str
    wordings: tuple[str, ...] = Field(min_length=1)
    rung_two: tuple[str, ...] = ()


class Script(Frozen):
    """The whole interview of one language."""

    version: int
    language: Language
    title: str
    intro: str
    modes: dict[str, tuple[str, ...]]
    sections: tuple[Section, ...]
    slots: tuple[Slot, ...]
    questions: tuple[Question, ...]
    follow_ups: tuple[FollowUpKind, ...]
    gate: str
    summary_check: str
    messages: dict[str, str]

    def question(self, id: str) -> Question:
        """The question with this id; KeyError where there is none."""
        return {question.id: question for question in self.questions}[id]

    def ids(self) -> list[str]:
        """Question ids in order."""
        return [q.id for q in self.questions]

    def slot(self, id: str) -> Slot:
        """The slot with this id; KeyError where there is none."""
        return {slot.id: slot for slot in self.slots}[id]


class Trigger(Frozen):
    """Why a follow-up is due: computed, never a model's opinion."""

    id: TriggerId
    question: str
    span: Span | None = None
    other: str | None = None
    rung: int = 1


class FollowUp(Frozen):
    """A follow-up as asked; `worded_by` is `written` or the model's name."""

    trigger: Trigger
    text: str
    worded_by: str = "written"
