"""T1 to T3: every handler of the page, called raw over HTTP. None acts without the service layer's say."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from handlers import CREATES, OPEN, PROJECT
from payloads import ALL
from running import Handler, Running, Switch, running

from covision.domain.project import Organisation, Participant
from covision.domain.research import ResearchSource, Snippet
from covision.settings import load_settings
from covision.wiring import House

pytestmark = [pytest.mark.slow]
SECRET, NAME = "canary-of-an-answer-7f3a", "canary-of-a-name-51cd"
INTERNALS = re.compile(r"Traceback|File \\?\"|site-packages|covision/|\.py\b|Error\(|sqlite|0x[0-9a-f]{6}")
HOSTILE_IDS: tuple[Any, ...] = (
    "madeup00madeup", "../../etc/passwd", "'; DROP TABLE event; --", ALL, "x" * 5000, "\x00", "None", 7, True,
    ["a"], {"id": "a"}, "undefined",
)  # fmt: skip
HOSTILE_VALUES: tuple[Any, ...] = (None, 5, {"x": ["y"]}, ["a", {"b": None}], True, ALL, "\ud800")


@pytest.fixture(scope="module")
def switch() -> Switch:
    return Switch()


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory, switch: Switch) -> Iterator[Running]:
    home = tmp_path_factory.mktemp("handlers")
    with House(load_settings(home=home, model="scripted/default", embeddings="hashing", index="numpy")) as house:
        house.access = switch
        with running(house) as made:
            yield made


@pytest.fixture(scope="module")
def victim(app: Running) -> str:
    """A project with words in every part, which is nobody's business here."""
    engine, told = app.house.engine, f"They go home knowing what to do. {SECRET}"
    person = Participant(id="owner", role="owner", answers={"2": told, "8": told, "9": told})
    id = engine.create(Organisation(name=NAME, sector=SECRET), participants=[person]).id
    snippet = Snippet(id="s", text=told, source="reviews.csv", row=1)
    engine.put_research(id, ResearchSource(name="reviews.csv", rows=1, read=1, snippets=(snippet,)))
    engine.save_version(id, told, "ann", note=SECRET)
    return str(id)


def kept(app: Running) -> dict[str, Any]:
    """All that is kept, past every door."""
    store = app.house.stores.projects
    return {
        **{one.id: store.history(one.id) for one in store.list()},
        "bin": app.house.bin.ids(),
        "files": sorted(str(one) for one in Path(app.house.settings.home).rglob("*") if "lock" not in one.name),
    }


def cases(handler: Handler) -> list[tuple[str, str, Any]]:
    """Name, word and event of everything a handler does; a word that it does not know is one more."""
    if handler.event == "submit" and handler.acts.keys() == {""} and len(handler.inputs) == 1:
        return [(handler.acts[""], "", {"fields": {"version": "1", "owner": "eve", "text": "eve", "2": "eve"}})]
    return [(name, do, {"do": do, "with": "1"} if do else None) for do, name in handler.acts.items()]


def values(handler: Handler, project: Any, hostile: Any = "eve was here") -> list[Any]:
    return [project, *(hostile for _ in handler.inputs[1:])]


def safe(status: int, told: str) -> None:
    assert status in (200, 404, 422), (status, told)
    assert SECRET not in told and not INTERNALS.search(told), told[:2000]


def test_every_handler_of_the_page_is_in_the_matrix(app: Running) -> None:
    found = app.handlers()
    assert len(found) > 50
    assert not [one for one in found if not one.acts], "bound past Page.on, Page.on_element and Page.on_form"
    names = {name for one in found for name in one.acts.values()}
    known = PROJECT | OPEN
    assert not names - known, f"add to tests/web/handlers.py: {sorted(names - known)}"
    # What the framework would offer to programs is the same list, and none of it is public.
    info = app.blocks.get_api_info(all_endpoints=True)
    numbers = {int(key) for key in info["unnamed_endpoints"]} | {
        one["id"] for one in app.client.get("/config").json()["dependencies"]
    }
    assert {one.number for one in found} <= numbers
    assert all(one.api_visibility == "private" for one in app.blocks.fns.values() if one.fn is not None)


def test_a_call_without_the_pages_session_is_refused(app: Running, victim: str) -> None:
    before = kept(app)
    with httpx.Client(base_url=app.address) as nobody:
        for handler in app.handlers():
            body = {"data": values(handler, victim), "fn_index": handler.number, "session_hash": "x"}
            for path in (
                "queue/join",
                "queue/join/",
                "run/x",
                "api/x",
                "call/x",
                "call/v2/x",
                f"call/{handler.number}",
            ):
                reply = nobody.post(f"/gradio_api/{path}", json=body)
                assert reply.status_code in (403, 404) and SECRET not in reply.text
    assert kept(app) == before


def test_the_frameworks_other_ways_to_call_are_closed_to_the_page_too(app: Running, victim: str) -> None:
    before = kept(app)
    for handler in app.handlers():
        name = app.blocks.fns[handler.number].api_name
        body = {"data": values(handler, victim), "fn_index": handler.number, "session_hash": "x"}
        for path in (f"run/{name}", f"api/{name}", f"call/{name}", f"call/v2/{name}", "run/x"):
            assert app.client.post(f"/gradio_api/{path}", json=body).status_code == 404
    assert kept(app) == before


def test_no_handler_does_anything_without_a_project_that_is_here(app: Running, victim: str, capfd: Any) -> None:
    before, turn = kept(app), 0
    for handler in app.handlers():
        for name, _, event in cases(handler):
            # In turn without a project and with an id that is none, so that all ids and all handlers are tried.
            project = "" if turn % 3 == 0 else HOSTILE_IDS[turn % len(HOSTILE_IDS)]
            turn += 1
            safe(*app.call(handler.number, values(handler, project), event))
            if name not in CREATES:
                assert kept(app) == before, name
            before = kept(app)
    assert "Traceback" not in "".join(capfd.readouterr())


def test_no_handler_trips_over_hostile_values(app: Running, victim: str, capfd: Any) -> None:
    """In a project of the asker's own, with events and values of any type."""
    own = app.house.engine.create(Organisation(name="Own")).id
    before = kept(app)[victim]
    for at, handler in enumerate(app.handlers()):
        for turn, (name, do, _) in enumerate(cases(handler)):
            hostile = HOSTILE_VALUES[(at + turn) % len(HOSTILE_VALUES)]
            event = {"do": do, "with": hostile, "fields": {"version": hostile, "2": hostile} if at % 2 else hostile}
            if name not in ("Home.copy", "Drafts.draft", "Drafts.resume"):
                safe(*app.call(handler.number, values(handler, own, hostile), event))
    assert kept(app)[victim] == before
    assert "Traceback" not in "".join(capfd.readouterr())


def test_with_access_denied_every_handler_refuses(app: Running, switch: Switch, victim: str, capfd: Any) -> None:
    before = kept(app)
    switch.open = False
    try:
        for handler in app.handlers():
            for name, _, event in cases(handler):
                switch.asked.clear()
                status, told = app.call(handler.number, values(handler, victim), {**(event or {}), "with": victim})
                safe(status, told)
                assert switch.asked, f"{name} was not asked for"
                assert NAME not in told, name
        for path in (f"/take/{victim}.md", f"/take/{victim}.whole", "/evals/x/report.html"):
            reply = app.client.get(path)
            assert reply.status_code in (403, 404) and SECRET not in reply.text and NAME not in reply.text
        assert app.client.post("/give?name=x", content=b"x").status_code == 403
    finally:
        switch.open = True
    assert kept(app) == before
    assert "Traceback" not in "".join(capfd.readouterr())


def test_an_actor_who_may_only_look_changes_nothing(app: Running, victim: str, monkeypatch: Any) -> None:
    from covision.domain.access import Actor
    from covision.faces.web.sessions import Sessions

    guest = Actor(name="a guest", scopes=frozenset(("read",)))
    monkeypatch.setattr(Sessions, "actor", lambda self, session: guest)
    before = kept(app)
    for handler in app.handlers():
        for name, do, event in cases(handler):
            status, told = app.call(
                handler.number, values(handler, victim), {**(event or {}), "do": do, "with": victim}
            )
            assert status == 200 and not INTERNALS.search(told), name
    after = kept(app)
    assert after.pop("files") is not None and before.pop("files") is not None
    assert after == before
