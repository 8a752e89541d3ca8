"""Drafting: one run at a time, saved before told, stopped and resumed without loss."""

import asyncio
from collections.abc import Callable

import pytest
from engine_fakes import MemoryStore, ScriptedDrafter, draft, draft_set

from covision.domain.events import DraftFound, DraftingEnded, DraftingStarted
from covision.domain.project import Organisation, Participant
from covision.errors import ModelUnavailable, NotEnough, NotFound, StorageError, UsageError
from covision.projects.drafting import DraftProgress
from covision.projects.engine import ProjectEngine

Make = Callable[..., ProjectEngine]


def ready(engine: ProjectEngine, own: bool = True) -> str:
    project = engine.create(Organisation(name="Bakery"), participants=[Participant(id="owner")]).id
    engine.answer(project, "owner", "2", "They go home with bread that tastes of hands.")
    if own:
        engine.answer(project, "owner", "9", "Whoever comes in leaves feeling known.")
    return project


async def test_events_come_in_order_and_are_saved_before_they_are_told(make: Make, store: MemoryStore) -> None:
    engine = make()
    project = ready(engine)
    kinds = []
    async for event in engine.draft(project, seed=7):
        kinds.append(type(event))
        saved = [item.event for item in store.history(project)]
        assert isinstance(event, DraftProgress) or event in saved
    assert kinds == [DraftingStarted, DraftProgress, *[DraftFound] * 3, DraftingEnded]
    state = engine.state(project)
    assert engine.drafting_status(state) == "done" and len(state.drafts) == 3
    assert state.draft_set is not None and state.drafting is not None and state.drafting.seed == 7


async def test_double_click_is_one_job(make: Make, store: MemoryStore) -> None:
    drafter = ScriptedDrafter(slow=True)
    engine = make(drafter)
    project = ready(engine)

    async def watch() -> list[object]:
        return [event async for event in engine.draft(project)]

    watchers = [asyncio.create_task(watch()) for _ in range(20)]
    await asyncio.sleep(0.3)
    assert drafter.go is not None
    for _ in range(3):
        drafter.go.release()
    seen = await asyncio.gather(*watchers)
    assert len(drafter.calls) == 1 and all(events == seen[0] for events in seen)
    assert sum(isinstance(item.event, DraftingStarted) for item in store.history(project)) == 1


async def test_a_watcher_who_leaves_does_not_end_the_run(make: Make) -> None:
    drafter = ScriptedDrafter(slow=True)
    engine = make(drafter)
    project = ready(engine)
    watching = engine.draft(project)
    assert isinstance(await anext(watching), DraftingStarted)
    await watching.aclose()
    assert drafter.go is not None
    for _ in range(3):
        drafter.go.release()
    events = [event async for event in engine.draft(project)]
    assert isinstance(events[-1], DraftingEnded) and events[-1].outcome == "done"
    assert len(drafter.calls) == 1


async def test_stop_keeps_what_was_found_and_cancels_the_work(make: Make) -> None:
    drafter = ScriptedDrafter(slow=True)
    engine = make(drafter)
    project = ready(engine)
    assert drafter.go is not None
    drafter.go.release()
    events = []
    async for event in engine.draft(project):
        events.append(event)
        if isinstance(event, DraftFound):
            await engine.stop(project)
    assert isinstance(events[-1], DraftingEnded) and events[-1].outcome == "stopped"
    state = engine.state(project)
    assert engine.drafting_status(state) == "stopped" and len(state.drafts) == 1 and drafter.cancelled == 1
    await engine.stop(project)


async def test_research_is_taken_out_only_when_no_run_works_with_its_words(make: Make) -> None:
    drafter = ScriptedDrafter(slow=True)
    engine = make(drafter)
    project = ready(engine)
    engine.add_research(project, "r.csv", b"comment\nThey knew my name at the counter\n")
    watching = engine.draft(project)
    await anext(watching)
    state = await engine.take_out(project, "r.csv")
    ended = [event async for event in watching][-1]
    assert isinstance(ended, DraftingEnded) and ended.outcome == "stopped" and "taken out" in ended.reason
    assert state.research == () and state.drafting is not None and state.drafting.status == "stopped"
    with pytest.raises(NotFound):
        await engine.take_out(project, "r.csv")


async def test_stop_before_the_first_step_is_saved_too(make: Make) -> None:
    engine = make(ScriptedDrafter(slow=True))
    project = ready(engine)
    watching = engine.draft(project)
    await anext(watching)
    await engine.stop(project)
    assert [type(event) async for event in watching][-1] is DraftingEnded
    assert engine.drafting_status(engine.state(project)) == "stopped"


async def test_failure_says_what_is_safe_and_what_to_do(make: Make) -> None:
    engine = make(ScriptedDrafter(fails=ModelUnavailable("The server at home is down.", todo="Start it.")))
    project = ready(engine)
    events = [event async for event in engine.draft(project)]
    end = events[-1]
    assert isinstance(end, DraftingEnded) and end.outcome == "failed"
    assert end.reason == "The server at home is down. Your answers and the drafts found so far are saved. Start it."
    assert len(engine.state(project).drafts) == 1


async def test_a_bug_ends_the_run_in_plain_words(make: Make) -> None:
    engine = make(ScriptedDrafter(fails=ZeroDivisionError("secret text")))
    project = ready(engine)
    end = [event async for event in engine.draft(project)][-1]
    assert isinstance(end, DraftingEnded) and "ZeroDivisionError" in end.reason and "secret" not in end.reason
    assert [e async for e in engine.draft(project)][-1].type == "drafting_ended"  # a new run can begin


async def test_no_draft_passed(make: Make) -> None:
    async def none(state: object, run: str, seed: int, wanted: int):  # type: ignore[no-untyped-def]
        yield draft_set([], warnings=("All echoed an example.",))

    engine = make(none)
    end = [event async for event in engine.draft(ready(engine))][-1]
    assert isinstance(end, DraftingEnded) and end.outcome == "failed" and "All echoed an example." in end.reason


async def test_interrupted_after_a_restart_and_resumed_with_the_same_seed(make: Make) -> None:
    dying = make(ScriptedDrafter(slow=True))
    project = ready(dying)
    watching = dying.draft(project, seed=42, wanted=2)
    await anext(watching)
    assert dying.drafting_status(dying.state(project)) == "running"
    drafter = ScriptedDrafter()
    reborn = make(drafter)  # the same store, another process
    assert reborn.drafting_status(reborn.state(project)) == "interrupted"
    events = [event async for event in reborn.resume(project)]
    assert drafter.calls[0][1:] == (42, 2)
    assert isinstance(events[-1], DraftingEnded) and len(reborn.state(project).drafts) == 2
    await dying.close()
    assert reborn.drafting_status(reborn.state(project)) == "done"  # the late end of the old run changes nothing


async def test_resume_without_a_run(engine: ProjectEngine) -> None:
    with pytest.raises(UsageError):
        _ = [event async for event in engine.resume(ready(engine))]


async def test_gate_and_not_enough_come_before_anything_is_saved(make: Make, store: MemoryStore) -> None:
    engine = make()
    empty = engine.create(Organisation(name="Bakery")).id
    gated = ready(engine, own=False)
    for project, words in ((empty, "answer 2, 8 or 9"), (gated, "your own sentence")):
        with pytest.raises(NotEnough, match=words):
            _ = [event async for event in engine.draft(project)]
        assert engine.drafting_status(engine.state(project)) == "none"


async def test_headless_drafting_without_the_sentence_warns(make: Make) -> None:
    engine = make()
    project = ready(engine, own=False)
    events = [event async for event in engine.draft(project, gate=False)]
    assert any(isinstance(event, DraftProgress) and "question 9" in event.text for event in events)
    drafts = engine.state(project).draft_set
    assert drafts is not None and "question 9" in drafts.warnings[0]


async def test_close_stops_all(make: Make) -> None:
    engine = make(ScriptedDrafter(slow=True))
    projects = [ready(engine), ready(engine)]
    for project in projects:
        await anext(engine.draft(project))
    await engine.close()
    assert [engine.drafting_status(engine.state(project)) for project in projects] == ["stopped", "stopped"]


async def test_a_full_disk_at_the_end_is_told(make: Make, store: MemoryStore) -> None:
    engine = make()
    project = ready(engine)
    append = store.append

    def full(id: str, events, expected=None):  # type: ignore[no-untyped-def]
        if any(isinstance(event, DraftingEnded) for event in events):
            raise StorageError("The disk is full.", todo="Make room.")
        return append(id, events, expected)

    store.append = full  # type: ignore[method-assign]
    end = [event async for event in engine.draft(project)][-1]
    assert isinstance(end, DraftingEnded) and end.outcome == "failed" and "disk is full" in end.reason
    assert len(engine.state(project).drafts) == 3


def test_stop_from_another_thread_and_loop(make: Make) -> None:
    import threading

    engine = make(ScriptedDrafter(slow=True))
    project = ready(engine)
    started, ends = threading.Event(), []

    async def run() -> None:
        async for event in engine.draft(project):
            started.set()
            ends.append(event)

    thread = threading.Thread(target=lambda: asyncio.run(run()))
    thread.start()
    assert started.wait(30)
    asyncio.run(asyncio.wait_for(engine.stop(project), 30))
    thread.join(30)
    assert not thread.is_alive() and ends[-1].outcome == "stopped"


async def test_choose_makes_a_version_once(engine: ProjectEngine) -> None:
    project = ready(engine)
    _ = [event async for event in engine.draft(project)]
    state = engine.choose(project, "d2", "it is ours")
    again = engine.choose(project, "d2", "it is ours")
    assert state.revision == again.revision and state.chosen == "d2"
    assert [v.statement for v in state.versions] == [draft(2).statement] and state.versions[
        0
    ].author == "model:none"
    with pytest.raises(NotFound):
        engine.choose(project, "d9")
