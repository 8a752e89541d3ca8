"""The wall round the page: hosts, origins, headers, sessions, and what is not found. Numbers are those of threats."""

import asyncio
import json
from typing import Any

import httpx
import pytest
from holding import HELD, OTHER

from covision.domain.access import LOCAL_PERSON
from covision.faces.web import guard as walls
from covision.faces.web.guard import ACTOR, HEADERS, Guard
from covision.faces.web.sessions import COOKIE, NOBODY, Sessions

BASE = "http://127.0.0.1:7860"
CALL = {"data": ["", "x"], "event_data": None, "fn_index": 3, "trigger_id": 7, "session_hash": "abc"}


class Behind:
    """What stands behind the wall: keeps what reached it, and answers as a queue does."""

    def __init__(self) -> None:
        self.reached: list[tuple[str, bytes, Any]] = []
        self.status, self.reply = 200, b'{"event_id":"e1"}'

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        message = await receive()
        self.reached.append((scope["path"], message.get("body", b""), scope[ACTOR]))
        headers = [(b"content-type", b"text/plain"), (b"access-control-allow-origin", b"*"), (b"server", b"x/1")]
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        await send({"type": "http.response.body", "body": self.reply})


class Wall:
    """A guard, and somebody who asks it."""

    def __init__(self, host: str = "127.0.0.1") -> None:
        self.behind = Behind()
        self.guard = Guard(
            self.behind, host, own=("/take/", "/give"), programs=("/api/",), handlers={3: (str, lambda sent: sent)}
        )

    async def ask(
        self, path: str, method: str = "GET", cookies: Any = HELD, body: Any = None, **headers: str
    ) -> httpx.Response:
        transport = httpx.ASGITransport(app=self.guard)
        content = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
        async with httpx.AsyncClient(transport=transport, base_url=BASE, cookies=cookies) as client:
            return await client.request(method, path, headers=headers, content=content)

    async def join(self, cookies: Any = HELD, **change: Any) -> int:
        call = {key: value for key, value in {**CALL, **change}.items() if value is not ...}
        return (await self.ask("/gradio_api/queue/join", "POST", cookies, call)).status_code


@pytest.fixture
def wall() -> Wall:
    return Wall()


ORIGINS = {
    "https://evil.example": 403, "null": 403, "http://127.0.0.1:1": 403, "http://127.0.0.1": 403,
    "http://localhost:7860": 403, "https://127.0.0.1:7860.evil.example": 403, "http://127.0.0.1:7860": 200, "": 403,
}  # fmt: skip


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD"])
@pytest.mark.parametrize("origin", ORIGINS)
async def test_t45_no_other_site_reaches_any_method(wall: Wall, origin: str, method: str) -> None:
    for path in ("/", "/take/x.md", "/give", "/api/v1/projects"):
        reply = await wall.ask(path, method, Host="127.0.0.1:7860", Origin=origin)
        assert reply.status_code == ORIGINS[origin]
        assert "access-control-allow-origin" not in reply.headers


@pytest.mark.parametrize(
    ("site", "mode", "status"),
    [("cross-site", "no-cors", 403), ("same-site", "cors", 403), ("same-origin", "cors", 200), ("none", "navigate", 200),
     ("cross-site", "navigate", 200)],
)  # fmt: skip
async def test_t45_a_picture_or_script_of_another_site_gets_nothing(
    wall: Wall, site: str, mode: str, status: int
) -> None:
    reply = await wall.ask("/take/x.md", **{"Sec-Fetch-Site": site, "Sec-Fetch-Mode": mode})
    assert reply.status_code == status


async def test_t45_a_form_of_another_site_cannot_be_sent_by_navigating(wall: Wall) -> None:
    reply = await wall.ask("/give", "POST", **{"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"})
    assert reply.status_code == 403 and not wall.behind.reached


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:7860", "[::1", "", "0.0.0.0", "[::2]",
             "2130706433", "127.0.0.1@evil.example", "localhost."],
)  # fmt: skip
async def test_t46_a_foreign_host_name_is_refused_everywhere(wall: Wall, host: str) -> None:
    for path in ("/", "/take/x.md", "/api/v1/projects", "/gradio_api/queue/join"):
        assert (await wall.ask(path, Host=host)).status_code == 400
    assert not wall.behind.reached


async def test_every_reply_has_the_headers_also_a_refusal(wall: Wall) -> None:
    replies = [
        await wall.ask("/"), await wall.ask("/nothing"), await wall.ask("/", Host="evil.example"),
        await wall.ask("/give", "POST", None),
    ]  # fmt: skip
    assert [one.status_code for one in replies] == [200, 404, 400, 403]
    for reply in replies:
        for name, value in HEADERS.items():
            assert value in reply.headers.get_list(name), name
        assert "server" not in reply.headers
    policy = HEADERS["content-security-policy"]
    assert "default-src 'self'" in policy and "frame-ancestors 'none'" in policy and "http" not in policy
    assert "img-src 'self' data: blob:" in policy and "object-src 'none'" in policy


CLOSED = [
    "/docs", "/redoc", "/openapi.json", "/gradio_api/openapi.json", "/monitoring", "/monitoring/summary",
    "/monitoring/x", "/gradio_api/info", "/gradio_api/mcp", "/gradio_api/mcp/sse", "/gradio_api/deep_link?session_hash=x",
    "/gradio_api/file=/etc/passwd", "/gradio_api/file/etc/passwd", "/file=/etc/passwd", "/gradio_api/upload",
    "/gradio_api/upload_progress", "/gradio_api/proxy=https://evil.example/x", "/proxy=https://evil.example/x",
    "/proxy=http://169.254.169.254/", "/login", "/logout", "/login?next=//evil.example", "/gradio_api/runs",
    "/gradio_api/vibe-code", "/gradio_api/vibe-edit", "/gradio_api/reset", "/gradio_api/stream/x/close",
    "/gradio_api/component_server", "/gradio_api/process_recording", "/gradio_api/startup-events", "/gradio_api/token",
    "/gradio_api/dev/reload", "/gradio_api/run/begin", "/gradio_api/api/begin", "/gradio_api/call/begin",
    "/gradio_api/call/v2/begin", "/gradio_api/call/begin/e1", "/custom_component/x", "/gradio_api/profiling/traces",
    "/manifest.json", "/pwa_icon", "/%2e%2e/etc/passwd", "/take", "/api", "/.env", "/x//evil.example/",
]  # fmt: skip


@pytest.mark.parametrize("path", CLOSED)
async def test_t6_t7_t60_t61_what_covision_does_not_use_is_not_there(wall: Wall, path: str) -> None:
    for method in ("GET", "POST"):
        reply = await wall.ask(path, method, HELD, CALL)
        assert reply.status_code == 404 and "location" not in reply.headers
    assert not wall.behind.reached


async def test_a_session_is_given_with_the_page_and_with_nothing_else(wall: Wall) -> None:
    first = await wall.ask("/", cookies=None)
    told = first.headers["set-cookie"]
    assert told.startswith(f"{COOKIE}=") and "HttpOnly" in told and "SameSite=Strict" in told
    assert "set-cookie" not in (await wall.ask("/")).headers
    for path in ("/assets/x.js", "/take/x.md", "/config"):
        assert "set-cookie" not in (await wall.ask(path, cookies=None)).headers
    assert len({Sessions().fresh()[0] for _ in range(50)}) == 50


@pytest.mark.parametrize(
    "cookie", ["", "covision_session=", "covision_session=short", "covision_session=" + "s" * 44, "other=x", "\x00",
               'covision_session="' + "s" * 43, "covision_session=" + "é" * 43, "=;=;=" + "x" * 5000],
)  # fmt: skip
def test_a_cookie_of_another_form_is_no_session(cookie: str) -> None:
    held = Sessions().read(cookie)
    assert held is None and Sessions().actor(held) == NOBODY


async def test_t1_t2_who_asks_is_the_sessions_never_the_bodys(wall: Wall) -> None:
    assert await wall.join(None) == 403 and not wall.behind.reached
    assert await wall.join(user_id="root", username="root", request={"x": 1}, batched=True, event_id="e9") == 200
    path, body, who = wall.behind.reached[-1]
    assert who == LOCAL_PERSON and path == "/gradio_api/queue/join"
    assert json.loads(body) == CALL


@pytest.mark.parametrize(
    ("change", "status"),
    [({"fn_index": 4}, 404), ({"fn_index": -1}, 404), ({"fn_index": True}, 422), ({"fn_index": "3"}, 422),
     ({"fn_index": None}, 422), ({"fn_index": ...}, 422), ({"fn_index": 3.0}, 422), ({"fn_index": 10**30}, 404),
     ({"data": "x"}, 422), ({"data": []}, 422), ({"data": ["", "x", "y"]}, 422), ({"data": None}, 422),
     ({"event_data": 7}, 422), ({"event_data": []}, 422), ({"trigger_id": "x"}, 422), ({"trigger_id": [1]}, 422),
     ({"session_hash": ""}, 422), ({"session_hash": "a" * 65}, 422), ({"session_hash": "../x"}, 422),
     ({"session_hash": 7}, 422), ({"session_hash": None}, 422), ({"session_hash": "a\nb"}, 422)],
)  # fmt: skip
async def test_t3_a_call_of_another_form_does_not_get_through(wall: Wall, change: Any, status: int) -> None:
    assert await wall.join(**change) == status and not wall.behind.reached


@pytest.mark.parametrize(
    "body",
    [b"", b"null", b"[]", b"{", b"\xff\xfe", b'"x"', b"[" * 100_000, b'{"session_hash":' + b'"a"' * 3, b"NaN"],
)
async def test_a_body_that_is_no_call_is_refused(wall: Wall, body: bytes) -> None:
    reply = await wall.ask("/gradio_api/queue/join", "POST", body=body)
    assert reply.status_code == 422 and reply.text == "This was refused." and not wall.behind.reached


async def test_a_body_that_is_too_large_is_refused(wall: Wall, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(walls, "MAX_CALL", 1000)
    assert await wall.join(data=["", "x" * 2000]) == 413 and not wall.behind.reached


async def test_t4_nobody_listens_to_anothers_work(wall: Wall) -> None:
    assert await wall.join() == 200
    listen = "/gradio_api/queue/data?session_hash="
    assert (await wall.ask(f"{listen}abc")).status_code == 200
    for address in (
        f"{listen}abc",
        f"{listen}guess",
        listen,
        f"{listen}abc&session_hash=mine",
        "/gradio_api/queue/data",
    ):
        assert (await wall.ask(address, cookies=OTHER)).status_code == 404
    assert (await wall.ask(f"{listen}abc", cookies=None)).status_code == 403
    assert await wall.join(OTHER) == 404
    assert (await wall.ask("/gradio_api/heartbeat/abc", cookies=OTHER)).status_code == 404
    assert (await wall.ask("/gradio_api/heartbeat/..%2f", cookies=OTHER)).status_code == 404


async def test_t5_nobody_cancels_anothers_work(wall: Wall) -> None:
    assert await wall.join() == 200
    wall.behind.reply = b'{"event_id":"e2"}'
    assert await wall.join(OTHER, session_hash="theirs") == 200
    reached = len(wall.behind.reached)

    async def cancel(cookies: Any, **told: Any) -> int:
        return (await wall.ask("/gradio_api/cancel", "POST", cookies, told)).status_code

    for told in (
        {"session_hash": "abc", "fn_index": 3, "event_id": "e1"},
        {"session_hash": "theirs", "fn_index": 3, "event_id": "e1"},
        {"session_hash": "theirs", "fn_index": 3, "event_id": "guessed"},
        {"session_hash": "unknown", "fn_index": 3, "event_id": "e2"},
    ):
        assert await cancel(OTHER, **told) == 404
    assert await cancel(OTHER, session_hash="theirs", fn_index=3, event_id=["e2"]) == 404
    assert await cancel(OTHER, session_hash="theirs", fn_index=3) == 422
    assert await cancel(None, session_hash="abc", fn_index=3, event_id="e1") == 403
    assert len(wall.behind.reached) == reached
    assert await cancel(HELD, session_hash="abc", fn_index=3, event_id="e1") == 200


async def test_an_error_of_the_framework_tells_nothing(wall: Wall) -> None:
    wall.behind.status, wall.behind.reply = 500, b"Traceback (most recent call last): /etc/secret"
    reply = await wall.ask("/gradio_api/queue/join", "POST", body=CALL)
    assert (reply.status_code, reply.text) == (500, "This was refused.")


async def test_what_is_neither_http_nor_the_servers_start_is_dropped(wall: Wall) -> None:
    sent: list[Any] = []

    async def receive() -> Any:
        raise AssertionError("nobody listens")

    async def send(message: Any) -> None:
        sent.append(message)

    await asyncio.wait_for(wall.guard({"type": "websocket", "path": "/"}, receive, send), 5)
    assert not sent and not wall.behind.reached


def test_what_is_remembered_of_sessions_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("covision.faces.web.sessions._MOST", 100)
    sessions = Sessions()
    for number in range(1000):
        assert sessions.claim("page", str(number), "s")
    assert not sessions.holds("page", "0", "s") and sessions.holds("page", "999", "s")


async def test_a_box_that_changed_tells_its_text_once_more_and_that_is_left_out(wall: Wall) -> None:
    assert await wall.join(event_data="cnz/1/2") == 200
    assert "cnz/1/2" not in str(wall.behind.reached)
