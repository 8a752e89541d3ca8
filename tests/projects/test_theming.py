"""The engine finds themes in the background, saves them, and can be stopped."""

import asyncio
import threading
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from covision.domain.events import ProjectState
from covision.domain.project import Organisation
from covision.domain.research import ResearchSource, Snippet, ThemeSet
from covision.errors import InputError, ModelUnavailable, NotFound
from covision.gateways.embeddings import HashingEmbedder
from covision.projects.engine import ProjectEngine
from covision.projects.theming import ThemesProgress, worth_saving

Make = Callable[..., ProjectEngine]
SAID = [
    "The queue at the till was terribly long.",
    "We waited in a slow queue for ages.",
    "Such a long queue on Saturdays.",
    "Friendly staff who helped my mother.",
    "The staff were kind and friendly.",
    "I love the friendly staff here.",
]


def source(count: int = 24, name: str = "reviews.csv", start: int = 0) -> ResearchSource:
    snippets = tuple(
        Snippet(id=f"s-{at:05d}", text=f"{SAID[at % 6]} Visit number {at}.", source=name, row=at + 1, language="en")
        for at in range(start, start + count)
    )
    return ResearchSource(name=name, rows=count, read=count, snippets=snippets)


class Embedder(HashingEmbedder):
    """Counts what it is asked; waits for `go` after the first batch, and fails with `fails`."""

    def __init__(self, fails: Exception | None = None, waits: bool = False) -> None:
        super().__init__(128)
        self.asked = 0
        self.fails = fails
        self.go = threading.Event()
        self.begun = threading.Event()
        if not waits:
            self.go.set()

    def embed(self, texts: Sequence[str]) -> Any:
        if self.asked:
            assert self.go.wait(20)
        self.asked += len(texts)
        self.begun.set()
        if self.fails:
            raise self.fails
        return super().embed(texts)


def begin(engine: ProjectEngine, *sources: ResearchSource) -> str:
    return engine.create(Organisation(name="Harbour Street Bakery"), research=sources).id


async def watch(engine: ProjectEngine, project: str) -> list[Any]:
    return [step async for step in engine.find_themes(project)]


def test_themes_are_found_told_and_saved(make: Make) -> None:
    engine = make(embedder=Embedder())
    project = begin(engine, source())
    steps = asyncio.run(watch(engine, project))
    assert all(isinstance(step, ThemesProgress) for step in steps[:-1]) and isinstance(steps[-1], ProjectState)
    themes = engine.state(project).themes
    assert themes is not None and steps[-1].themes == themes and themes.complete
    assert {one.kind for one in themes.themes} == {"pain", "praise"}
    assert not engine.finding_themes(project) and not engine.themes_stale(engine.state(project))
    assert engine.state(project).material().themes == themes


def test_finding_again_costs_nothing_until_the_research_changes(make: Make) -> None:
    embedder = Embedder()
    engine = make(embedder=embedder)
    project = begin(engine, source())
    asyncio.run(watch(engine, project))
    asked, revision = embedder.asked, engine.state(project).revision
    asyncio.run(watch(engine, project))
    assert embedder.asked == asked and engine.state(project).revision == revision
    before = engine.state(project).themes
    engine.put_research(project, source(12, "more.csv", start=24))
    assert engine.themes_stale(engine.state(project))
    asyncio.run(watch(engine, project))
    after = engine.state(project).themes
    assert before and after and after.of == 36
    assert {one.id for one in before.themes} <= {one.id for one in after.themes}


def test_two_watchers_see_one_search(make: Make) -> None:
    embedder = Embedder()
    engine = make(embedder=embedder)
    project = begin(engine, source())

    async def both() -> list[list[Any]]:
        return list(await asyncio.gather(watch(engine, project), watch(engine, project)))

    first, second = asyncio.run(both())
    assert first[-1] == second[-1] and embedder.asked == 24


def test_stop_saves_what_was_read(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("covision.steps.themes._BATCH", 40)
    embedder = Embedder(waits=True)
    engine = make(embedder=embedder)
    project = begin(engine, source(200))

    async def scene() -> None:
        watching = asyncio.create_task(watch(engine, project))
        await asyncio.to_thread(embedder.begun.wait, 20)
        assert engine.finding_themes(project)
        stopping = asyncio.create_task(engine.stop_themes(project))
        await asyncio.sleep(0.05)
        embedder.go.set()
        await asyncio.gather(stopping, watching)

    asyncio.run(scene())
    themes = engine.state(project).themes
    assert themes is not None and not themes.complete and 0 < themes.of < 200
    assert not engine.finding_themes(project)
    asyncio.run(watch(engine, project))
    whole = engine.state(project).themes
    assert whole is not None and whole.complete and whole.of == 200


def test_a_search_goes_on_when_its_watcher_leaves(make: Make) -> None:
    embedder = Embedder(waits=True)
    engine = make(embedder=embedder)
    project = begin(engine, source(200))

    async def scene() -> None:
        watching = asyncio.create_task(watch(engine, project))
        await asyncio.to_thread(embedder.begun.wait, 20)
        watching.cancel()
        embedder.go.set()
        await asyncio.to_thread(engine._searches[project].done.wait, 20)

    asyncio.run(scene())
    assert engine.state(project).themes is not None


def test_what_was_stopped_early_replaces_nothing_larger() -> None:
    whole = ThemeSet(of=100, digest="a")
    assert not worth_saving(ThemeSet(of=5, digest="b", complete=False), whole)
    assert worth_saving(ThemeSet(of=5, digest="b"), whole)
    assert worth_saving(ThemeSet(of=5, digest="b", complete=False), None)
    assert not worth_saving(whole, whole)


def test_without_an_embedder_it_says_what_to_do(make: Make) -> None:
    engine = make()
    project = begin(engine, source())
    with pytest.raises(ModelUnavailable) as raised:
        asyncio.run(watch(engine, project))
    assert "COVISION_EMBEDDINGS" in raised.value.todo
    assert engine.state(project).themes is None and not engine.finding_themes(project)


def test_a_model_that_is_away_leaves_words_to_decide(make: Make) -> None:
    engine = make(embedder=Embedder(fails=ModelUnavailable("The embedding model is away.")))
    project = begin(engine, source())
    asyncio.run(watch(engine, project))
    themes = engine.state(project).themes
    assert themes is not None and themes.themes and "away" in themes.notes[0]


def test_an_error_reaches_the_watcher_and_the_next_search_may_begin(make: Make) -> None:
    embedder = Embedder(fails=InputError("broken"))
    engine = make(embedder=embedder)
    project = begin(engine, source())
    with pytest.raises(InputError, match="broken"):
        asyncio.run(watch(engine, project))
    embedder.fails = None
    assert isinstance(asyncio.run(watch(engine, project))[-1], ProjectState)


def test_small_research_is_quick_and_large_is_not(make: Make) -> None:
    engine = make(embedder=Embedder())
    project = begin(engine, source(12))
    assert engine.themes_are_quick(engine.state(project))
    engine.put_research(project, source(2000, "large.csv", start=100))
    assert not engine.themes_are_quick(engine.state(project))
    assert not make().themes_are_quick(engine.state(project))


def test_an_unknown_project_is_not_found_and_nothing_to_stop_is_no_error(make: Make) -> None:
    engine = make(embedder=Embedder())
    asyncio.run(engine.stop_themes("nothere"))
    with pytest.raises(NotFound):
        asyncio.run(watch(engine, "nothere"))


def test_words_that_were_taken_out_meanwhile_do_not_come_back(make: Make) -> None:
    embedder = Embedder(waits=True)
    engine = make(embedder=embedder)
    project = begin(engine, source(200), source(24, "more.csv", start=500))

    async def scene() -> None:
        watching = asyncio.create_task(watch(engine, project))
        await asyncio.to_thread(embedder.begun.wait, 20)
        engine.remove_research(project, "more.csv")
        embedder.go.set()
        await watching

    asyncio.run(scene())
    state = engine.state(project)
    assert state.themes is not None and not engine.themes_stale(state) and state.themes.of == 200
    assert "more.csv" not in state.themes.model_dump_json()


def test_deleting_a_project_ends_its_search(make: Make) -> None:
    embedder = Embedder(waits=True)
    engine = make(embedder=embedder)
    project = begin(engine, source(200))

    async def scene() -> None:
        watching = asyncio.create_task(watch(engine, project))
        await asyncio.to_thread(embedder.begun.wait, 20)
        embedder.go.set()
        await engine.delete(project)
        await asyncio.gather(watching, return_exceptions=True)

    asyncio.run(scene())
    assert not engine.finding_themes(project)
    with pytest.raises(NotFound):
        engine.state(project)
