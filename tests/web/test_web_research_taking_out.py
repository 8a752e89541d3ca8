"""Research that is taken out and put back on the page: what the notice says, what stays in memory."""

import asyncio
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import gradio as gr
import pytest
from research_data import TABLE, look, many
from strict import read

from covision.domain.board import Cited, CurrentState, Finding
from covision.domain.draft import Clause, Draft
from covision.domain.events import ProjectState
from covision.domain.project import Organisation, Participant
from covision.domain.research import Snippet
from covision.faces.web.page import Page
from covision.faces.web.panels.research import Research, _reviewed
from covision.faces.web.presenters import research
from covision.faces.web.presenters.research import key
from covision.faces.web.tray import Tray
from covision.faces.web.warming import Warmup
from covision.faces.web.words import load_words
from covision.settings import load_settings
from covision.steps import mask
from covision.wiring import House

# Taking out, and putting back


@pytest.fixture
def screen(tmp_path: Path) -> Iterator[tuple[Research, str]]:
    settings = load_settings(home=tmp_path / "home", model="scripted/default", embeddings="hashing", index="numpy")
    with House(settings) as house, gr.Blocks():
        page = Page(house, load_words("en"), Warmup(house))
        page.top()
        made = Research(page)
        page.screens, page.home = {"research": made}, dict
        project = house.engine.create(Organisation(name="Café"), participants=[Participant(id="owner")]).id
        house.engine.add_research(project, "r.csv", TABLE)
        yield made, project


def cites(state: ProjectState, *ids: str) -> ProjectState:
    text = "People leave known by name."
    clause = Clause(text=text, start=0, end=len(text), kind="fact", evidence=ids)
    draft = Draft(id="d", angle="a", statement=text, language="en", clauses=(clause,), origin="own")
    return state.model_copy(update={"drafts": (draft,)})


async def test_what_is_taken_out_is_held_for_the_undo_and_no_longer(screen: tuple[Research, str]) -> None:
    shown, project = screen
    page = shown.page
    held = Tray().of(project)
    told = await shown.remove(project, key("r.csv"), held)
    assert "was taken out" in read(told[page.notice]) and "quotes" not in read(told[page.notice])
    assert project in shown._removed
    back = [update async for update in shown.undo(project, "")]
    assert "r.csv" in read(back[0][shown.list]) and project not in shown._removed
    source = page.engine.state(project).research[0]
    shown._hold(project, source, 0.0)
    for _ in range(200):
        if not shown._removed:
            break
        await asyncio.sleep(0.05)
    assert shown._removed == {}
    late = [update async for update in shown.undo(project, "")]
    assert "can no longer be put back" in read(late[0][page.notice])
    shown._hold(project, source)
    for forget in page.forgets:
        forget(project)
    assert shown._removed == {}


async def test_quotes_that_putting_back_does_not_bring_are_told(
    screen: tuple[Research, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    shown, project = screen
    state = shown.page.engine.state(project)
    (source,) = state.research
    one = source.snippets[0]
    assert not research.is_quoted(source, state)
    assert research.is_quoted(source, cites(state, "a1", one.id))
    assert not research.is_quoted(source, cites(state, "a1"))
    line = Finding(
        id="x", quadrant="threat", text="t", author="me",
        evidence=(Cited(ref=one.id, kind="snippet", text=one.text, source="r.csv", start=0, end=3),),
    )  # fmt: skip
    saved = state.model_copy(update={"current": CurrentState(findings=(line,))})
    assert research.is_quoted(source, saved)
    twice = cites(state, one.id).model_copy(update={"research": (source, many(0).model_copy(
        update={"name": "other", "snippets": (one,)})),
    })  # fmt: skip
    assert not research.is_quoted(source, twice)
    monkeypatch.setattr(shown.page.engine, "state", lambda _: cites(state, one.id))
    told = await shown.remove(project, key("r.csv"), Tray().of(project))
    assert "Its quotes left your drafts and saved lines too" in read(told[shown.page.notice])


async def test_adding_and_the_review_fill_the_page_off_the_event_loop(
    screen: tuple[Research, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    shown, project = screen
    real, threads = shown.page.screen, []

    def watched(*given: Any) -> Any:
        threads.append(threading.current_thread())
        return real(*given)

    monkeypatch.setattr(shown.page, "screen", watched)
    monkeypatch.setattr(shown.page.engine, "themes_are_quick", lambda _: False)
    text = "Write to joan.pell@example.com if anything changes"
    async for _ in shown.add_pasted(project, text, "pasted"):
        pass
    held = Tray().of(project)
    held.put(look(TABLE.replace("mother", "father"), name="two.csv"))
    assert [update async for update in shown.add_waiting(project, "", held)]
    assert len(threads) == 2 and threading.main_thread() not in threads
    first, last = [update async for update in shown.review(project, key("pasted"), held)]
    assert "Looking through" in read(first[shown.page.notice])
    assert "[email-1]" in read(last[shown.list]) and last[shown.page.notice] == ""


def test_a_review_masks_only_what_it_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [f"Write to p{n}@example.com" for n in range(500)]
    source = many(500).model_copy(
        update={"snippets": tuple(Snippet(id=f"s{n}", text=text, source="r") for n, text in enumerate(texts))}
    )
    masked: list[str] = []
    real = mask.Masker.mask
    monkeypatch.setattr(mask.Masker, "mask", lambda self, text: masked.append(text) or real(self, text))
    found = _reviewed(source, ["Call the owner"])
    assert len(found) == 40 and len(set(masked)) == 41
    assert found[39].seen == "Write to [email-40]"
