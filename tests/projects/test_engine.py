"""The engine saves first, asks next, and never loses a text."""

import asyncio
from collections.abc import Callable

import pytest
from engine_fakes import MemoryStore, OneModel, SayingModel, follow_up_prompt

from covision.domain.events import Answered
from covision.domain.project import Organisation, Participant, Statements
from covision.errors import Conflict, InputError, ModelUnavailable, NotFound, UsageError
from covision.projects.engine import ProjectEngine
from covision.projects.plan import Ask, AskFollowUp, Gate

Make = Callable[..., ProjectEngine]
BAKERY = Organisation(name="Harbour Street Bakery")


def begin(engine: ProjectEngine, **more: object) -> str:
    return engine.create(BAKERY, participants=[Participant(id="owner", role="owner")], **more).id  # type: ignore[arg-type]


def test_a_project_begins_and_is_listed(engine: ProjectEngine) -> None:
    project = begin(engine, goals=["Waste less"], statements=Statements(slogan="Baked before you wake"))
    state = engine.state(project)
    assert state.organisation == BAKERY and state.goals == ("Waste less",)
    assert state.interview_language == "en" and state.statements.slogan == "Baked before you wake"
    assert [line.name for line in engine.projects()] == ["Harbour Street Bakery"]


def test_rename_keeps_what_is_not_named(engine: ProjectEngine) -> None:
    project = begin(engine, goals=["Waste less"])
    state = engine.rename(project, Organisation(name="Harbour Bread"))
    assert state.organisation.name == "Harbour Bread" and state.goals == ("Waste less",)
    assert engine.rename(project, state.organisation, goals=[]).goals == ()


def test_an_answer_is_saved_and_the_same_again_is_no_event(engine: ProjectEngine) -> None:
    project = begin(engine)
    first = engine.answer(project, "owner", "2", "They go home with bread that tastes of hands.")
    again = engine.answer(project, "owner", "2", "They go home with bread that tastes of hands.")
    assert first.revision == again.revision == 2
    assert engine.answer(project, "owner", "2", "They go home.").participants[0].answers["2"] == "They go home."


def test_a_blank_answer_is_a_skip_and_can_be_taken_back(engine: ProjectEngine) -> None:
    project = begin(engine)
    engine.answer(project, "owner", "4", "  \n")
    assert engine.state(project).skipped == (("owner", "4"),)
    assert engine.skip(project, "owner", "4").revision == 2
    assert engine.answer(project, "owner", "4", "People who live nearby").skipped == ()


def test_batch_answers_are_one_save(engine: ProjectEngine, store: MemoryStore) -> None:
    project = begin(engine)
    state = engine.answer_all(
        project, "owner", {"2": "They feel known here.", "4": "", "9": "Nobody leaves unseen."}
    )
    assert state.participants[0].answers == {"2": "They feel known here.", "4": None, "9": "Nobody leaves unseen."}
    with pytest.raises(UsageError, match="no question '99'"):
        engine.answer_all(project, "owner", {"3": "kept?", "99": "x"})
    assert "3" not in engine.state(project).participants[0].answers


def test_text_a_database_cannot_hold_is_made_holdable(engine: ProjectEngine) -> None:
    project = begin(engine)
    state = engine.answer(project, "owner", "2", "nul\x00 and half \ud83d a pair")
    assert state.participants[0].answers["2"] == "nul and half ? a pair"
    with pytest.raises(InputError, match="100,001 characters"):
        engine.answer(project, "owner", "2", "x" * 100_001)


async def test_follow_up_is_worded_saved_and_shown_again_after_a_reload(make: Make, store: MemoryStore) -> None:
    engine = make()
    project = begin(engine)
    engine.answer(project, "owner", "2", "They are served by friendly people and go home content with their bread.")
    step = await engine.advance(project, "owner", after="2")
    assert isinstance(step, AskFollowUp) and step.follow_up is not None
    assert step.trigger.id == "adjective" and "friendly" in step.follow_up.text
    reloaded = make().next(project, "owner")
    assert reloaded == step


async def test_follow_up_answer_joins_the_answer_and_a_second_click_does_not(engine: ProjectEngine) -> None:
    project = begin(engine)
    engine.answer(project, "owner", "2", "They are served by friendly people and go home content with their bread.")
    await engine.advance(project, "owner", after="2")
    state = engine.answer_follow_up(
        project, "owner", "2", "They can be tired and nobody minds, even on bad mornings."
    )
    again = engine.answer_follow_up(
        project, "owner", "2", "They can be tired and nobody minds, even on bad mornings."
    )
    assert state.revision == again.revision
    assert state.participants[0].answers["2"].count("They can be tired") == 1
    step = await engine.advance(project, "owner", after="2")
    assert isinstance(step, Ask) and step.question.id == "1"


async def test_passing_over_a_follow_up_keeps_the_answer(engine: ProjectEngine) -> None:
    project = begin(engine)
    engine.answer(project, "owner", "2", "Fast and friendly service.")
    await engine.advance(project, "owner", after="2")
    state = engine.answer_follow_up(project, "owner", "2", "don't know")
    assert state.participants[0].answers["2"] == "Fast and friendly service." and state.pending == ()


async def test_two_clicks_at_once_ask_one_follow_up(engine: ProjectEngine) -> None:
    project = begin(engine)
    engine.answer(project, "owner", "2", "They meet friendly people and go home content with their bread today.")
    steps = await asyncio.gather(*(engine.advance(project, "owner", after="2") for _ in range(5)))
    assert len({step.follow_up.text for step in steps if isinstance(step, AskFollowUp) and step.follow_up}) == 1
    assert len(engine.state(project).follow_ups) == 1


async def test_the_model_words_a_follow_up(make: Make) -> None:
    model = SayingModel("When people are friendly, what changes for the customer that morning?")
    engine = make(models=OneModel(model), wording=follow_up_prompt)
    project = begin(engine)
    engine.answer(project, "owner", "2", "They meet friendly people and go home content with their bread today.")
    step = await engine.advance(project, "owner", after="2")
    assert isinstance(step, AskFollowUp) and step.follow_up is not None
    assert (step.follow_up.worded_by, step.follow_up.text) == ("test/saying", model.reply)
    assert "friendly" in model.requests[0].messages[1].content


async def test_a_slow_model_delays_neither_the_save_nor_the_follow_up(make: Make) -> None:
    model = SayingModel("never said", seconds=30)
    engine = make(models=OneModel(model), wording=follow_up_prompt, wording_seconds=0.05)
    project = begin(engine)
    engine.answer(project, "owner", "2", "They meet friendly people and go home content with their bread today.")
    asking = asyncio.create_task(engine.advance(project, "owner", after="2"))
    await asyncio.sleep(0.01)
    assert engine.state(project).participants[0].answers["2"].startswith("They meet")
    step = await asyncio.wait_for(asking, 20)
    assert isinstance(step, AskFollowUp) and step.follow_up is not None
    assert step.follow_up.worded_by == "written" and model.cancelled


@pytest.mark.parametrize(
    "failure", [OneModel(ModelUnavailable("down")), OneModel(SayingModel(ModelUnavailable("x")))]
)
async def test_no_model_no_matter(make: Make, failure: OneModel) -> None:
    engine = make(models=failure, wording=follow_up_prompt)
    project = begin(engine)
    engine.answer(project, "owner", "2", "They meet friendly people and go home content with their bread today.")
    step = await engine.advance(project, "owner", after="2")
    assert isinstance(step, AskFollowUp) and step.follow_up and step.follow_up.worded_by == "written"


def test_panel_counts_slots_and_names_assumptions(engine: ProjectEngine) -> None:
    project = begin(engine)
    engine.answer_all(
        project, "owner", {"2": "They go home with bread that tastes of hands.", "4": "", "6": "A lady in May"}
    )
    panel = engine.panel(project)
    by_slot = {slot.slot: slot for slot in panel.slots}
    assert by_slot["baseline"].status == "filled" and by_slot["delight_story"].status == "partial"
    assert by_slot["audience"].status == "empty" and by_slot["audience"].note
    assert (panel.filled, panel.of) == (1, 14)
    assert [a.slot for a in panel.assumptions if a.skipped] == ["audience"]


async def test_research_is_read_replaced_and_removed(engine: ProjectEngine) -> None:
    project = begin(engine)
    state = engine.add_research(project, "comments.csv", b"date,comment\n2026,They knew my name at the counter\n")
    assert state.research[0].read == 1 and state.research[0].text_column == "comment"
    same = engine.add_research(project, "comments.csv", b"date,comment\n2026,They knew my name at the counter\n")
    assert same.revision == state.revision
    state = engine.add_research(project, "comments.csv", b"comment\nOne more loaf would have been nice\n")
    assert len(state.research) == 1 and "loaf" in state.research[0].snippets[0].text
    assert engine.remove_research(project, "comments.csv").research == ()
    with pytest.raises(NotFound):
        engine.remove_research(project, "comments.csv")


async def test_delete_erases(engine: ProjectEngine) -> None:
    project = begin(engine)
    await engine.delete(project)
    with pytest.raises(NotFound):
        engine.state(project)


def test_versions_conflict_keeps_both_texts(engine: ProjectEngine) -> None:
    project = begin(engine)
    engine.save_version(project, "You leave known.", "owner", seen=0)
    engine.save_version(project, "You leave known and fed.", "owner", seen=1)
    with pytest.raises(Conflict) as caught:
        engine.save_version(project, "You leave lighter.", "pia", seen=1)
    assert "version 2" in caught.value.message() and "version 3" in caught.value.message()
    versions = engine.state(project).versions
    assert [v.statement for v in versions] == ["You leave known.", "You leave known and fed.", "You leave lighter."]
    assert versions[2].base == 1 and versions[2].author == "pia"


def test_other_changes_are_no_conflict_and_a_second_click_is_no_version(engine: ProjectEngine) -> None:
    project = begin(engine)
    engine.save_version(project, "You leave known.", "owner", seen=0)
    engine.answer(project, "pia", "2", "They get what they came for.")
    assert len(engine.save_version(project, "You leave lighter.", "owner", seen=1).versions) == 2
    assert len(engine.save_version(project, "You leave lighter.", "owner", seen=1).versions) == 2
    with pytest.raises(InputError):
        engine.save_version(project, "  ", "owner")


def test_restore_is_a_new_version(engine: ProjectEngine) -> None:
    project = begin(engine)
    engine.save_version(project, "First.", "owner")
    engine.save_version(project, "Second.", "owner")
    state = engine.restore(project, 1, "owner")
    assert [v.statement for v in state.versions] == ["First.", "Second.", "First."]
    assert state.versions[-1].base == 1
    assert len(engine.restore(project, 3, "owner").versions) == 3
    with pytest.raises(NotFound):
        engine.restore(project, 9, "owner")


def test_a_save_that_meets_another_writer_is_computed_again(make: Make, store: MemoryStore) -> None:
    engine = make()
    project = begin(engine)
    append, raced = store.append, []

    def racing(id: str, events: object, expected: int | None = None) -> object:
        if expected is not None and not raced:
            raced.append(True)
            append(id, [Answered(participant="pia", question="2", text="in between")])
        return append(id, events, expected)  # type: ignore[arg-type]

    store.append = racing  # type: ignore[method-assign, assignment]
    state = engine.save_version(project, "You leave known.", "owner")
    assert raced and state.versions[0].version == 1 and state.revision == 3


def test_gate_and_ready(engine: ProjectEngine) -> None:
    project = begin(engine)
    assert engine.readiness(project).kind == "not_enough"
    engine.answer(project, "owner", "2", "They go home with bread that tastes of hands.")
    assert isinstance(engine.readiness(project), Gate)
    engine.answer(project, "owner", "9", "Whoever comes in leaves feeling known.")
    assert engine.readiness(project).kind == "enough"
