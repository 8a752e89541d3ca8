"""The plan as a table: a state, a mode and triggers in; the next step out."""

from functools import lru_cache

import pytest

from covision.assets import folder
from covision.domain.events import ProjectState
from covision.domain.interview import FollowUp, Script, Trigger
from covision.domain.project import Participant
from covision.projects.plan import Ask, AskFollowUp, Gate, NotEnough, first_due, next_step, readiness
from covision.steps.ask import load_script

SAID = "They go home with bread that tastes of hands."
SOLO = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "12", "13", "15", "21", "22"]


@lru_cache
def script() -> Script:
    return load_script(folder("prompts"), "en")


def state(answers: dict[str, str | None], asked: tuple[Trigger, ...] = (), pending: bool = False) -> ProjectState:
    follow_ups = tuple(("me", FollowUp(trigger=trigger, text="Why?")) for trigger in asked)
    return ProjectState(
        id="p",
        participants=(Participant(id="me", answers=answers),),
        follow_ups=follow_ups,
        pending=follow_ups[-1:] if pending else (),
    )


def all_of(ids: list[str], **but: str | None) -> dict[str, str | None]:
    return {**dict.fromkeys(ids, SAID), **{key[1:]: value for key, value in but.items()}}


@pytest.mark.parametrize(
    ("mode", "answers", "kind", "detail"),
    [
        ("solo", {}, "ask", "1"),
        ("solo", {"1": SAID}, "ask", "2"),
        ("solo", {"1": None, "2": SAID}, "ask", "3"),
        ("solo", {"2": SAID}, "ask", "1"),  # an earlier one that was jumped over comes first
        ("solo", all_of(SOLO[:9]), "ask", "12"),
        ("solo", all_of(SOLO), "enough", None),
        ("solo", all_of(SOLO, _9=None), "gate", "9"),
        ("solo", all_of(SOLO, _9="Rough."), "gate", "9"),  # one word is no sentence
        ("solo", dict.fromkeys(SOLO), "not_enough", None),
        ("solo", dict.fromkeys(SOLO, "don't know"), "not_enough", None),
        ("solo", dict.fromkeys(SOLO, "word"), "not_enough", None),
        ("solo", {**dict.fromkeys(SOLO), "1": SAID, "22": SAID}, "not_enough", None),
        ("solo", {**dict.fromkeys(SOLO), "9": SAID}, "enough", None),
        ("solo", {**dict.fromkeys(SOLO), "2": SAID}, "gate", "9"),
        ("team", {}, "ask", "1"),
        ("team", all_of(["1", "2", "3"]), "ask", "6"),
        ("team", all_of(["1", "2", "3", "6", "8", "12", "15", "22"]), "gate", "9"),
        ("workshop", all_of(SOLO), "ask", "10"),
    ],
)
def test_next_step(mode: str, answers: dict[str, str | None], kind: str, detail: str | None) -> None:
    step = next_step(state(answers), script(), mode, "me")  # type: ignore[arg-type]
    assert step.kind == kind
    if isinstance(step, Ask | Gate):
        assert step.question.id == detail


def test_ask_counts_and_says_when_drafts_are_possible() -> None:
    step = next_step(state(all_of(SOLO[:9])), script(), "solo", "me")
    assert isinstance(step, Ask) and (step.number, step.of, step.can_draft) == (10, 14, True)
    step = next_step(state({"2": SAID}), script(), "solo", "me")
    assert isinstance(step, Ask) and not step.can_draft


def test_somebody_new_begins_at_the_beginning() -> None:
    step = next_step(state(all_of(SOLO)), script(), "solo", "pia")
    assert isinstance(step, Ask) and step.question.id == "1" and step.can_draft


def test_our_own_example_is_not_their_own_words() -> None:
    copied = script().question("9").example
    assert isinstance(readiness(state({"2": SAID, "9": copied.upper()}), script()), Gate)


def test_five_thousand_words_are_enough() -> None:
    assert readiness(state({"9": "many words here " * 1700}), script()).kind == "enough"


def test_not_enough_names_the_questions() -> None:
    step = readiness(state({}), script())
    assert isinstance(step, NotEnough) and step.questions == ("2", "8", "9") and "2, 8 or 9" in step.text


def test_a_pending_follow_up_comes_first_and_with_its_words() -> None:
    step = next_step(state({"2": SAID}, (Trigger(id="thin", question="2"),), pending=True), script(), "solo", "me")
    assert isinstance(step, AskFollowUp) and step.follow_up is not None and step.follow_up.text == "Why?"
    other = next_step(
        state({"2": SAID}, (Trigger(id="thin", question="2"),), pending=True), script(), "solo", "pia"
    )
    assert isinstance(other, Ask)


def trigger(id: str, question: str = "2", rung: int = 1) -> Trigger:
    return Trigger(id=id, question=question, rung=rung)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("asked", "due", "expected"),
    [
        ((), (trigger("adjective"), trigger("thin")), "adjective"),
        ((trigger("adjective"),), (trigger("adjective"), trigger("thin")), "thin"),
        ((trigger("adjective"),), (trigger("adjective", rung=2),), "adjective"),
        ((trigger("adjective"), trigger("thin")), (trigger("tactic"),), None),  # two a question
        ((trigger("adjective"), trigger("thin")), (trigger("tactic"), trigger("gap", "1")), "gap"),
        (tuple(trigger("thin", str(n)) for n in range(3, 9)), (trigger("adjective"),), None),  # six a session
        (tuple(trigger("thin", str(n)) for n in range(3, 8)), (trigger("adjective"),), "adjective"),
        ((), (), None),
    ],
)
def test_limits(asked: tuple[Trigger, ...], due: tuple[Trigger, ...], expected: str | None) -> None:
    found = first_due(state({}, asked), "me", due)
    assert (found.id if found else None) == expected


def test_the_limit_is_each_persons_own() -> None:
    asked = tuple(trigger("thin", str(n)) for n in range(3, 9))
    assert first_due(state({}, asked), "pia", (trigger("adjective"),)) is not None
