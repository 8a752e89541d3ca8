"""Who gets in: tokens, patience, limits, and what is told to whoever is refused. Numbers are those of threats."""

import asyncio
import json
import os
import stat
from pathlib import Path
from typing import Any

import httpx
import pytest
from api_support import client

from covision.domain.access import Actor
from covision.errors import InputError, NotFound, StorageError
from covision.faces.api import lock as locks
from covision.faces.api.app import ROOT, api, routes
from covision.faces.api.lock import TRIES, WAIT_SECONDS, Lock, Patience
from covision.faces.web.app import build
from covision.faces.web.server import web_app
from covision.settings import load_settings
from covision.stores.tokens import Tokens
from covision.wiring import House


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def requests(house: House) -> list[tuple[str, str]]:
    """Method and path of everything the API can do, with a made-up id."""
    paths = routes(house).openapi()["paths"]
    return [
        (method.upper(), path.replace("{id}", "madeup00")) for path, methods in paths.items() for method in methods
    ]


def test_t51_a_token_is_long_shown_once_and_kept_as_a_hash(tmp_path: Path) -> None:
    tokens = Tokens(tmp_path / "data" / "tokens.json")
    made, text = tokens.make("Weekly report", ("read",))
    assert len(text.rpartition("_")[2]) >= 22 and text != tokens.make("Another")[1]
    kept = (tmp_path / "data" / "tokens.json").read_text()
    assert text not in kept and text[17:] not in kept
    if os.name == "posix":
        assert stat.S_IMODE((tmp_path / "data" / "tokens.json").stat().st_mode) == 0o600
    assert tokens.holder(text) == Actor(name="Weekly report", kind="program", scopes=frozenset(("read",)))
    for wrong in (
        "",
        "x",
        text[:-1],
        text + "x",
        text.upper(),
        f"covision_{made.id}_{'A' * 43}",
        "covision_00000000_" + text[18:],
    ):
        assert tokens.holder(wrong) is None
    assert tokens.revoke("Weekly report").id == made.id and tokens.holder(text) is None
    with pytest.raises(NotFound):
        tokens.revoke(made.id)


@pytest.mark.parametrize("name", ["", " ", "\n", "<b>", "x" * 61, "a\u202eb", "../x"])
def test_a_tokens_name_is_a_plain_one(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError):
        Tokens(tmp_path / "tokens.json").make(name)


def test_two_tokens_have_two_names_and_many_makers_lose_none(tmp_path: Path) -> None:
    from concurrent.futures import ThreadPoolExecutor

    tokens = Tokens(tmp_path / "tokens.json")
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: tokens.make(f"program {number}"), range(24)))
    assert len(tokens.all()) == 24 and len({one.id for one in tokens.all()}) == 24
    with pytest.raises(InputError, match="already"):
        tokens.make("program 3")


@pytest.mark.parametrize("text", ["{", "[1]", '{"a": 1}', '[{"id": "x"}]', "null", "\x00"])
async def test_a_damaged_file_of_tokens_lets_nobody_in(house: House, text: str) -> None:
    _, token = house.tokens.make("writer")
    (house.settings.data_dir / "tokens.json").write_text(text)
    with pytest.raises(StorageError, match="cannot be read"):
        house.tokens.all()
    async with client(api(house), token) as program:
        assert (await program.get("/projects")).status_code == 503


async def test_without_a_token_nothing_is_done_or_told(house: House) -> None:
    async with client(api(house)) as nobody:
        for method, path in [*requests(house), ("GET", "/openapi.json"), ("GET", "/nothing"), ("POST", "/")]:
            reply = await nobody.request(method, path, json={})
            assert reply.status_code == 401 and reply.headers["www-authenticate"].startswith("Bearer")
            assert (
                reply.headers["content-type"] == "application/problem+json"
                and "covision api token" in reply.json()["todo"]
            )
            assert set(reply.json()) == {"type", "title", "status", "detail", "todo"}


@pytest.mark.parametrize("header", ["Basic abc", "Bearer", "bearer ", "Bearer x y", "Token x", "Bearer é"])
async def test_a_header_of_another_form_is_no_token(house: House, header: str) -> None:
    async with client(api(house)) as nobody:
        reply = await nobody.get("/projects", headers=[(b"authorization", header.encode("latin-1"))])
        assert reply.status_code == 401


async def test_t47_five_wrong_tries_close_the_door_for_a_minute(house: House) -> None:
    clock = Clock()
    app = Lock(routes(house), house.tokens, Patience(clock))
    made, token = house.tokens.make("writer")
    _, other = house.tokens.make("other")
    wrong = f"covision_{made.id}_{'A' * 43}"
    async with client(app) as program:

        async def ask(text: str) -> httpx.Response:
            return await program.get("/projects", headers={"Authorization": f"Bearer {text}"})

        told = [(await ask(wrong)) for _ in range(TRIES)]
        assert {one.status_code for one in told} == {401} and len({one.text for one in told}) == 1
        closed = await ask(wrong)
        assert closed.status_code == 429 and 0 < int(closed.headers["retry-after"]) <= WAIT_SECONDS
        assert (await ask(token)).status_code == 429
        assert (await ask(other)).status_code == 200
        clock.now += WAIT_SECONDS + 1
        assert (await ask(token)).status_code == 200
        for number in range(TRIES):
            assert (await ask(f"guess-{number}")).status_code == 401
        assert (await ask("guess-6")).status_code == 429
        assert (await ask(other)).status_code == 200


def test_what_is_remembered_of_wrong_tries_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locks, "_MOST", 50)
    patience = Patience(Clock())
    for number in range(500):
        patience.wrong((str(number), ""))
    assert len(patience._wrong) == 50


async def test_a_token_to_look_changes_nothing_and_asks_no_model(house: House, project: str) -> None:
    _, token = house.tokens.make("reader")
    before = house.engine.history(project)
    statements = {"a": "They leave glad.", "b": "They leave known."}
    async with client(api(house), token) as reader:
        for path in ("", "/interview", "/drafts", "/versions", "/drafts/events", "/export?format=whole"):
            assert (await reader.get(f"/projects/{project}{path}")).status_code == 200
        assert (await reader.post("/score", json={"statements": statements})).status_code == 200
        assert (await reader.post("/compare", json={"statements": statements})).status_code == 200
        for method, path, body in (
            ("POST", "/projects", {"name": "x"}),
            ("POST", "/projects/import", {}),
            ("POST", f"/projects/{project}/interview/answers", {"question": "2", "text": "x"}),
            ("POST", f"/projects/{project}/interview/skips", {"question": "2"}),
            ("POST", f"/projects/{project}/drafts", {}),
            ("DELETE", f"/projects/{project}/drafts", None),
            ("POST", f"/projects/{project}/versions", {"statement": "x", "author": "eve", "seen": 0}),
            ("POST", "/score", {"statements": statements, "judge": "configured"}),
            ("POST", "/compare", {"statements": statements, "judge": "configured"}),
        ):
            reply = await reader.request(method, path, json=body)
            assert reply.status_code == 403 and "reader may not" in reply.json()["detail"], path
    assert house.engine.history(project) == before and len(house.engine.projects()) == 1


async def test_with_access_denied_every_route_refuses(house: House, project: str) -> None:
    class Nobody:
        def allows(self, actor: Any, scope: Any, project: Any) -> bool:
            return False

    _, token = house.tokens.make("everything", ("read", "write"))
    before = house.engine.history(project)
    vars(house.engine)["_access"] = house.access = Nobody()  # type: ignore[assignment]
    vars(house.engine).update({key: value for key, value in vars(house.engine).items() if key.startswith("_")})
    for name in [name for name in vars(house.engine) if not name.startswith("_")]:
        del vars(house.engine)[name]
    bodies = {
        "answers": {"question": "2", "text": "x"}, "skips": {"question": "2"}, "projects": {"name": "x"},
        "versions": {"statement": "x", "author": "eve", "seen": 0}, "import": {}, "drafts": {},
        "score": {"statements": {"a": "x"}}, "compare": {"statements": {"a": "x", "b": "y"}},
    }  # fmt: skip
    async with client(api(house), token) as program:
        for method, path in requests(house):
            body = bodies.get(path.rpartition("/")[2]) if method == "POST" else None
            reply = await program.request(method, path.replace("madeup00", project), json=body)
            assert reply.status_code in (403, 404), (method, path, reply.text)
            assert "bakery" not in reply.text.lower()
    assert house.stores.projects.history(project) == list(before)


@pytest.mark.parametrize("id", ["madeup00", "x" * 60, "..%2f..%2fetc", "' OR 1=1", "%00", "é", "a%0ab", "None"])
async def test_an_id_that_is_none_is_not_found(program: httpx.AsyncClient, house: House, id: str) -> None:
    for method, path in requests(house):
        if "madeup00" in path:
            body = (
                {"question": "2", "text": "x"}
                if path.endswith("answers")
                else {"question": "2"}
                if path.endswith("skips")
                else {}
            )
            body = {"statement": "x", "author": "e", "seen": 0} if path.endswith("versions") else body
            reply = await program.request(
                method, path.replace("madeup00", id), json=body if method == "POST" else None
            )
            assert reply.status_code == 404, (method, path, reply.text)
            assert reply.headers["content-type"] == "application/problem+json"


HOSTILE: tuple[Any, ...] = (
    None, True, 7, -1, 10**40, "x" * 100_001, [], {}, [["a"]], {"a": {"b": 1}}, "\x00", "\ud800",
)  # fmt: skip


@pytest.mark.parametrize("hostile", HOSTILE, ids=lambda one: repr(one)[:16])
async def test_bodies_of_any_type_end_in_a_problem_that_says_what_to_do(
    program: httpx.AsyncClient, house: House, project: str, hostile: Any
) -> None:
    keys = ("name", "question", "text", "drafts", "seed", "statements", "statement", "author", "seen", "judge")
    for method, path in requests(house):
        if method != "POST" or path.endswith("import"):
            continue
        for body in (hostile, {"stray": hostile}, *({key: hostile} for key in keys)):
            content = json.dumps(body).encode()
            reply = await program.post(
                path.replace("madeup00", project), content=content, headers={"Content-Type": "application/json"}
            )
            assert reply.status_code in (201, 202, 409, 422), (path, body, reply.text)
            if reply.status_code == 422:
                told = reply.json()
                assert told["todo"] and "xxxxxxxx" not in reply.text and len(reply.text) < 5000


@pytest.mark.parametrize("content", [b"", b"{", b"\xff", b"[" * 50_000, b'{"name": NaN}', b"name=x"])
async def test_what_is_no_json_is_refused(program: httpx.AsyncClient, content: bytes) -> None:
    reply = await program.post("/projects", content=content, headers={"Content-Type": "application/json"})
    assert reply.status_code in (400, 422) and reply.json()["todo"]


async def test_more_than_the_limit_is_refused_before_it_is_read(
    program: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(locks, "MAX_BODY", 1000)
    monkeypatch.setattr(locks, "MAX_FILE", 5000)
    big = {"name": "x" * 2000}
    assert (await program.post("/projects", json=big)).status_code == 413
    assert (await program.post("/projects/import", content=b"x" * 5001)).status_code == 413
    assert (await program.post("/projects/import", content=b"x" * 2000)).status_code == 422


async def test_t60_the_api_is_off_unless_it_is_turned_on(tmp_path: Path) -> None:
    async def status(on: bool, path: str, **headers: str) -> int:
        settings = load_settings(
            home=tmp_path, model="scripted/default", embeddings="hashing", index="numpy", api=on
        )
        with House(settings) as house:
            token = next(iter(house.tokens.all()), None)
            text = "" if token else house.tokens.make("writer")[1]
            async with client(web_app(house, *build(house)), text) as program:
                return (await program.get(f"{ROOT}{path}", headers=headers)).status_code

    assert await status(True, "/projects") == 200
    assert await status(True, "/openapi.json") == 401
    assert await status(False, "/projects") == 404
    assert await status(False, "/openapi.json") == 404
    assert await status(True, "/projects", Host="evil.example") == 400
    assert await status(True, "/projects", Origin="https://evil.example") == 403


async def test_the_description_is_openapi_3_1_and_says_what_everything_does(program: httpx.AsyncClient) -> None:
    told = (await program.get("/openapi.json")).json()
    assert told["openapi"].startswith("3.1") and told["security"] == [{"token": []}]
    for path, methods in told["paths"].items():
        for method, operation in methods.items():
            assert operation["description"] and "4XX" in operation["responses"], (method, path)
    assert "drafts/events" in " ".join(told["paths"])


async def test_many_wrong_tokens_at_once_are_all_refused(house: House) -> None:
    async with client(api(house)) as nobody:
        headers = {"Authorization": "Bearer covision_00000000_" + "A" * 43}
        replies = await asyncio.gather(*(nobody.get("/projects", headers=headers) for _ in range(50)))
    assert {one.status_code for one in replies} <= {401, 429} and 429 in {one.status_code for one in replies}
