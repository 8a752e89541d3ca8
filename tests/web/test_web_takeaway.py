"""The page Take away: adopting in plain words, undone as easily; files by an own route."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from holding import HELD
from payloads import ALL, PAYLOADS

from covision.domain.project import Organisation
from covision.errors import InputError
from covision.faces.web.app import build
from covision.faces.web.panels.takeaway import TakeAway
from covision.faces.web.presenters import adopting, takeaway
from covision.faces.web.presenters.common import button
from covision.faces.web.server import download, web_app
from covision.faces.web.words import LANGUAGES, load_words
from covision.projects.bringing import bring
from covision.settings import load_settings
from covision.wiring import House

TODAY = date(2026, 6, 1)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    settings = load_settings(home=tmp_path / "home", model="scripted/default", embeddings="hashing", index="numpy")
    with House(settings) as made:
        yield made


@pytest.fixture
def project(house: House) -> str:
    id: str = house.engine.create(Organisation(name="Bakery")).id
    house.engine.save_version(id, "You leave known.", "ann")
    house.engine.save_version(id, "You leave known and fed.", "ben")
    return id


@pytest.fixture
def screen(house: House, monkeypatch: pytest.MonkeyPatch) -> TakeAway:
    made: list[TakeAway] = []
    monkeypatch.setattr("covision.faces.web.app.TakeAway", lambda page: made.append(TakeAway(page)) or made[0])
    build(house)
    return made[0]


FIELDS = {"version": "2", "owner": "Ana", "review": "2999-05-01", "given_up": "Speed <b>", "why": "They asked."}


def test_adopting_and_undoing_on_the_page(screen: TakeAway, house: House, project: str) -> None:
    shown = screen.adopt(project, FIELDS)
    page, notice = shown[screen.adopting], shown[screen.page.notice]
    for told in ("You leave known and fed.", "Adopted as version 2", "Ana", "1 May 2999", "Speed &lt;b&gt;"):
        assert told in page
    assert button("Undo", "adopt-back", "1", "link") in notice and f"./take/{project}.ics" in shown[screen.links]
    back = screen.take_back(project, "1")
    assert "no longer adopted" in back[screen.page.notice] and ".ics" not in back[screen.links]
    assert "was undone" in back[screen.adopting] and len(house.engine.state(project).adoptions) == 1


def test_a_day_that_is_none_or_past_is_told_and_nothing_is_adopted(
    screen: TakeAway, house: House, project: str
) -> None:
    for day in ("31/12/2027", "2001-01-01"):
        with pytest.raises(InputError):
            screen.adopt(project, {**FIELDS, "review": day})
    assert house.engine.state(project).adoptions == ()
    screen.adopt(project, {**FIELDS, "review": " "})
    assert house.engine.state(project).adoptions[0].review is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_says_what_is_newer_than_the_adopted_one(house: House, project: str, language: str) -> None:
    words = load_words(language)
    assert words("adopt.version") in adopting.adopting(house.engine.state(project), words, TODAY)
    house.engine.adopt(project, owner="Ana")
    state = house.engine.save_version(project, "Another.", "ann", seen=2)
    page = adopting.adopting(state, words, TODAY)
    assert words("adopt.newer", n=3) in page and words("adopt.based_on", n=2) in page
    assert adopting.adopting(house.engine.create(Organisation(name="New")), words, TODAY) == ""


def test_the_form_proposes_a_day_in_a_year_on_any_day(house: House, project: str) -> None:
    state, words = house.engine.state(project), load_words("en")
    assert 'value="2029-02-28"' in adopting.adopting(state, words, date(2028, 2, 29))


def test_the_calendar_file_leaves_by_the_own_route(house: House, project: str) -> None:
    house.engine.adopt(project, review=date(2027, 5, 1))
    reply: Any = download(house, f"{project}.ics")
    assert bytes(reply.body).startswith(b"BEGIN:VCALENDAR\r\n") and reply.media_type.startswith("text/calendar")
    assert reply.headers["content-disposition"].startswith("attachment;")


FORMATS = takeaway.FORMATS


def test_every_document_leaves_by_the_own_route_and_none_stays_behind(
    house: House, project: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = tmp_path / "cache"
    monkeypatch.setenv("GRADIO_TEMP_DIR", str(cache))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temp"))
    (tmp_path / "temp").mkdir()
    house.engine.adopt(project, review=date(2027, 5, 1))
    for name in FORMATS:
        if name == "json":
            continue
        reply: Any = download(house, f"{project}.{name}")
        assert reply.status_code == 200 and reply.headers["cache-control"] == "no-store"
        assert reply.headers["content-disposition"].startswith("attachment; filename*=UTF-8''vision-bakery.")
    assert list((tmp_path / "temp").rglob("*")) == [] and not cache.exists()


def test_a_document_without_what_people_said(house: House, project: str) -> None:
    whole: Any = download(house, f"{project}.html")
    bare: Any = download(house, f"{project}.html", evidence=False, method=False)
    assert b"How we wrote this" in bytes(whole.body) and b"How we wrote this" not in bytes(bare.body)


async def test_the_address_says_what_is_left_out(house: House, project: str) -> None:
    import httpx

    app = web_app(house, *build(house))
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:7860", cookies=HELD) as client:
        whole = await client.get(f"/take/{project}.md")
        bare = await client.get(f"/take/{project}.md?method=0")
        wrong = await client.get(f"/take/{project}.md?method=perhaps")
        foreign = await client.get(f"/take/{project}.md", headers={"Host": "evil.example"})
    assert "How we wrote this" in whole.text and "How we wrote this" not in bare.text
    assert (wrong.status_code, foreign.status_code) == (422, 400)


def test_boxes_change_the_links_alone(screen: TakeAway, project: str) -> None:
    shown = screen.choose(project, False, True)
    assert list(shown) == [screen.links] and f"./take/{project}.pdf?evidence=0" in shown[screen.links]
    both = screen.choose(project, False, False)[screen.links]
    assert f"./take/{project}.docx?evidence=0&amp;method=0" in both
    assert f'./take/{project}.docx"' in screen.choose(project, True, True)[screen.links]


def test_hostile_words_leave_in_every_format(house: House) -> None:
    for payload in (*PAYLOADS, ALL):
        project = house.engine.create(Organisation(name=payload[:200])).id
        house.engine.save_version(project, payload, "ann", note=payload)
        house.engine.adopt(project, owner=payload[:200], review=date(2027, 5, 1), given_up=payload, why=payload)
        for name in ("html", "md", "ics", "whole"):
            body = bytes(download(house, f"{project}.{name}").body)
            assert body and (name != "html" or (b"<script" not in body and b"<img" not in body))
    for name in ("docx", "pdf", "pptx"):
        assert download(house, f"{project}.{name}").body


def test_everything_comes_in_again_by_the_start_page(house: House, project: str) -> None:
    held = house.engine.adopt(project, owner="Ana", review=date(2027, 5, 1)).adoptions
    content = bytes(download(house, f"{project}.whole").body)
    back = bring(house.engine, "everything.json", content).state
    assert back.id != project and back.adoptions == held and back.versions == house.engine.state(project).versions
    with pytest.raises(InputError, match="everything.json"):
        bring(house.engine, "everything.json", content.replace(b"created", b"creates"))
