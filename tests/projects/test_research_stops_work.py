"""Research that loses words, while something works with them: that ends first, so that nothing brings them back."""

import asyncio
import threading
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from engine_fakes import MemoryStore, ScriptedDrafter

from covision.domain.events import DraftFound, DraftingEnded
from covision.domain.project import Organisation, Participant
from covision.domain.research import ResearchSource, Snippet
from covision.errors import Conflict, NotFound
from covision.gateways.embeddings import HashingEmbedder
from covision.projects.engine import ProjectEngine

Make = Callable[..., ProjectEngine]


def source(*numbers: int, name: str = "r.csv") -> ResearchSource:
    said = "They knew my name at the counter, visit number"
    snippets = tuple(Snippet(id=f"s{n}", text=f"{said} {n}.", source=name, row=n, language="en") for n in numbers)
    return ResearchSource(name=name, rows=len(snippets), read=len(snippets), snippets=snippets)


def ready(engine: ProjectEngine, *sources: ResearchSource) -> str:
    people = [Participant(id="owner")]
    project = engine.create(Organisation(name="Bakery"), participants=people, research=sources).id
    engine.answer(project, "owner", "2", "They go home with bread that tastes of hands.")
    engine.answer(project, "owner", "9", "Whoever comes in leaves feeling known.")
    return project


LOSING: dict[str, Callable[[ProjectEngine, str], Any]] = {
    "replaced": lambda engine, project: engine.put_research(project, source(1)),
    "read again": lambda engine, project: engine.add_files(project, [("r.csv", b"comment\nAnother one said so\n")]),
    "taken out": lambda engine, project: engine.remove_research(project, "r.csv"),
}


@pytest.mark.parametrize("how", LOSING)
async def test_drafting_ends_before_words_go(make: Make, store: MemoryStore, how: str) -> None:
    drafter = ScriptedDrafter(slow=True)
    engine = make(drafter)
    project = ready(engine, source(1, 2))
    watching = engine.draft(project)
    assert drafter.go is not None
    drafter.go.release()
    while not isinstance(await anext(watching), DraftFound):
        pass
    await asyncio.to_thread(LOSING[how], engine, project)
    drafter.go.release()
    ended = [event async for event in watching][-1]
    assert isinstance(ended, DraftingEnded) and ended.outcome == "stopped" and "drafts found so far" in ended.reason
    kinds = [one.event.type for one in store.history(project)]
    assert kinds[-2] == "drafting_ended" and kinds[-1].startswith("research_")
    assert len(engine.state(project).drafts) == 1 and drafter.cancelled == 1


async def test_drafting_goes_on_where_a_newer_file_only_has_more(make: Make) -> None:
    drafter = ScriptedDrafter(slow=True)
    engine = make(drafter)
    project = ready(engine, source(1, 2), source(2, 3, name="other.csv"))
    watching = engine.draft(project)
    await anext(watching)
    for newer in (source(1, 2, 4), source(3, 5, name="other.csv")):
        await asyncio.to_thread(engine.put_research, project, newer)
    assert drafter.go is not None
    for _ in range(3):
        drafter.go.release()
    ended = [event async for event in watching][-1]
    assert isinstance(ended, DraftingEnded) and ended.outcome == "done"


async def test_who_cannot_wait_for_the_drafting_is_told_and_nothing_is_changed(make: Make) -> None:
    engine = make(ScriptedDrafter(slow=True))
    project = ready(engine, source(1, 2))
    await anext(engine.draft(project))
    with pytest.raises(Conflict, match="Drafts are being written"):
        engine.remove_research(project, "r.csv")
    with pytest.raises(Conflict):
        engine.put_research(project, source(1))
    assert engine.state(project).research == (source(1, 2),)
    with pytest.raises(NotFound):
        engine.remove_research(project, "nothere.csv")
    assert engine.drafting_status(engine.state(project)) == "running"
    await engine.stop(project)
    assert engine.put_research(project, source(1)).research == (source(1),)


class Waiting(HashingEmbedder):
    """Waits in its first batch until it may go on."""

    def __init__(self) -> None:
        super().__init__(64)
        self.begun, self.go = threading.Event(), threading.Event()

    def embed(self, texts: Sequence[str]) -> Any:
        self.begun.set()
        assert self.go.wait(20)
        return super().embed(texts)


async def test_a_search_for_themes_ends_before_words_go(make: Make) -> None:
    embedder = Waiting()
    engine = make(embedder=embedder)
    project = ready(engine, source(*range(40)))

    async def watch() -> list[Any]:
        return [step async for step in engine.find_themes(project)]

    watching = asyncio.create_task(watch())
    await asyncio.to_thread(embedder.begun.wait, 20)
    replacing = asyncio.create_task(asyncio.to_thread(engine.put_research, project, source(*range(20))))
    assert await asyncio.to_thread(engine._searches[project].stop.wait, 20)
    assert not replacing.done() and engine.state(project).research == (source(*range(40)),)
    embedder.go.set()
    state = await replacing
    assert not engine.finding_themes(project) and state.research == (source(*range(20)),)
    await watching
