"""The server round the page: hosts, origins, headers, downloads, a taken port, the weights behind an open page."""

import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from covision.domain.model import ModelInfo
from covision.domain.project import Organisation, Participant
from covision.errors import ModelUnavailable, UsageError
from covision.faces.web.guard import Guard
from covision.faces.web.server import _listen, download
from covision.faces.web.warming import Warmup
from covision.settings import load_settings
from covision.wiring import House


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    settings = load_settings(home=tmp_path / "home", model="scripted/default", embeddings="hashing", index="numpy")
    with House(settings) as made:
        yield made


async def _page(scope: Any, receive: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain")]})
    await send({"type": "http.response.body", "body": b"page"})


async def ask(host: str = "127.0.0.1", method: str = "GET", **headers: str) -> httpx.Response:
    transport = httpx.ASGITransport(app=Guard(_page, host))
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:7860") as client:
        return await client.request(method, "/", headers=headers)


@pytest.mark.parametrize("name", ["127.0.0.1:7860", "localhost", "[::1]:7860"])
async def test_it_answers_to_this_computers_names(name: str) -> None:
    assert (await ask(Host=name)).status_code == 200


@pytest.mark.parametrize(
    "name", ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:7860", "[::1", ""]
)
async def test_a_foreign_host_name_is_refused_on_loopback(name: str) -> None:
    assert (await ask(Host=name)).status_code == 400


async def test_another_name_is_fine_where_the_owner_opened_it_to_a_network() -> None:
    assert (await ask("0.0.0.0", Host="desk.local:7860")).status_code == 200


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1:1"])
async def test_another_sites_script_cannot_post(origin: str) -> None:
    assert (await ask(method="POST", Host="127.0.0.1:7860", Origin=origin)).status_code == 403


async def test_the_own_page_can_post_and_gets_the_headers() -> None:
    reply = await ask(method="POST", Host="127.0.0.1:7860", Origin="http://127.0.0.1:7860")
    assert reply.status_code == 200
    policy = reply.headers["content-security-policy"]
    assert "default-src 'self'" in policy and "frame-ancestors 'none'" in policy and "http" not in policy
    assert reply.headers["x-content-type-options"] == "nosniff"


def test_documents_leave_by_their_own_route(house: House) -> None:
    person = Participant(id="owner", answers={"9": "They go home knowing what to do."})
    state = house.engine.create(Organisation(name="Café <b>"), participants=[person])
    house.engine.save_version(state.id, "They go home knowing what to do.", "owner")
    for ending, start in (("md", b"# "), ("docx", b"PK"), ("yaml", b"version: 1")):
        reply = download(house, f"{state.id}.{ending}")
        assert bytes(reply.body).startswith(start)
        assert reply.headers["content-disposition"].startswith("attachment; filename*=UTF-8''vision-caf")
        assert reply.headers["cache-control"] == "no-store"


def test_a_deleted_vision_has_no_documents(house: House) -> None:
    from fastapi import HTTPException

    state = house.engine.create(Organisation(name="Café"))
    house.bin.put(state.id)
    with pytest.raises(HTTPException) as caught:
        download(house, f"{state.id}.md")
    assert caught.value.status_code == 404
    assert house.bin.take_back(state.id) and download(house, f"{state.id}.md").status_code == 200


@pytest.mark.parametrize("name", ["nobody00.md", "../../etc/passwd.md", "a.exe", "a", "A.md", "x.md/..", ".md"])
def test_any_other_name_is_not_found(house: House, name: str) -> None:
    from fastapi import HTTPException

    with pytest.raises(HTTPException) as caught:
        download(house, name)
    assert caught.value.status_code == 404


def test_a_taken_port_is_told_in_plain_words() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(UsageError, match=f"Port {port} is in use") as caught:
            _listen("127.0.0.1", port)
    assert f"--port {port + 1}" in caught.value.todo


class Fetching:
    """A weights store that delivers when told to, or fails."""

    def __init__(self, fails: Exception | None = None) -> None:
        self.go = threading.Event()
        self.fails = fails
        self.here: set[str] = set()

    def weights(self, name: str) -> Any:
        return type("Entry", (), {"size": 200})()

    def fetch(self, name: str, tell: Any, stop: Any) -> None:
        tell(50, 200)
        self.go.wait(60)
        if self.fails:
            raise self.fails
        self.here.add(name)


class LocalHouse:
    """As much of a house as the fetching needs."""

    def __init__(self, store: Fetching) -> None:
        self.weights = store
        self.settings = load_settings(embeddings="hashing")
        self.resolution = {"writer": ModelInfo(name="local/tiny"), "critic": ModelInfo(name="local/tiny")}
        self.looked = 0
        self.warmed = False

    def weights_ready(self, name: str) -> bool:
        return name.removeprefix("local/") in self.weights.here

    def look_again(self) -> None:
        self.looked += 1

    def warm(self) -> None:
        self.warmed = True


def until(true: Any) -> None:
    end = time.monotonic() + 60
    while not true():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_weights_are_fetched_behind_the_open_page() -> None:
    store = Fetching()
    house = LocalHouse(store)
    warmup = Warmup(house)  # type: ignore[arg-type]
    warmup.start()
    warmup.start()
    until(lambda: warmup.percent == 25)
    assert warmup.busy
    store.go.set()
    until(lambda: not warmup.busy)
    assert (warmup.percent, warmup.failed, house.looked, house.warmed) == (None, "", 1, True)


def test_a_failed_fetch_says_what_to_do_and_can_be_tried_again() -> None:
    store = Fetching(ModelUnavailable("No source delivers.", todo="Connect once."))
    store.go.set()
    warmup = Warmup(LocalHouse(store))  # type: ignore[arg-type]
    warmup.start()
    until(lambda: not warmup.busy)
    assert warmup.failed == "No source delivers. Connect once."
    store.fails = None
    warmup.start()
    until(lambda: not warmup.busy)
    assert warmup.failed == ""
