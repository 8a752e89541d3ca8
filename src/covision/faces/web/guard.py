"""The wall round the page: which hosts, sites, addresses and sessions are answered, and with which headers.

What is not named here is not found: the page's framework brings many routes that covision does not use.
"""

import json
import re
from collections.abc import Awaitable, Callable, Mapping, MutableMapping, Sequence
from typing import Any
from urllib.parse import parse_qs, urlsplit

from starlette.responses import PlainTextResponse, Response

from covision.domain.access import acting
from covision.faces.bodies import Message, Receive, again, whole
from covision.faces.web.sessions import Sessions
from covision.faces.web.values import Clean

Scope = MutableMapping[str, Any]
Send = Callable[[Message], Awaitable[None]]
Asgi = Callable[[Scope, Receive, Send], Awaitable[None]]

ACTOR = "covision.actor"
"""The key of a request's scope that says who asks; see `domain.access`."""
LOOPBACK = frozenset(("127.0.0.1", "localhost", "::1"))
MAX_CALL = 8 * 1024 * 1024
"""Bytes of one call of the page: every answer at its longest fits."""
_SAFE_METHODS = frozenset(("GET", "HEAD", "OPTIONS"))
_HASH = re.compile(r"[A-Za-z0-9_-]{1,64}")
_QUEUE = "/gradio_api/"
_JOIN, _LISTEN, _CANCEL = f"{_QUEUE}queue/join", f"{_QUEUE}queue/data", f"{_QUEUE}cancel"
_BEAT = f"{_QUEUE}heartbeat/"
_CALLS = frozenset((_JOIN, _CANCEL))
_OPEN = frozenset(("/", "/config", "/theme.css", "/favicon.ico", f"{_QUEUE}app_id"))
_OPEN_BELOW = ("/assets/", "/static/", "/svelte/")
_BROUGHT = ("access-control-", "server", "x-gradio-server")

# The page's framework compiles its templates in the browser, hence 'unsafe-eval'; nothing may come from elsewhere.
POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; "
    "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
)
_NO_DEVICES = ", ".join(
    f"{name}=()"
    for name in ("camera", "microphone", "geolocation", "usb", "serial", "payment", "midi", "display-capture")
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "permissions-policy": _NO_DEVICES,
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}


class Guard:
    """Answers to this computer's own names only where it listens on loopback, and to no other site's scripts.

    `own` are the paths below which covision's own routes lie (a session is needed), `programs` those that have a
    lock of their own, `public` those that hold nothing of anybody's and are for all. `handlers` are the numbers
    that the page may call, with what is made of each value.
    """

    def __init__(
        self,
        app: Asgi,
        host: str,
        *,
        own: tuple[str, ...] = (),
        programs: tuple[str, ...] = (),
        public: frozenset[str] = frozenset(),
        handlers: Mapping[int, Sequence[Clean]] | None = None,
        sessions: Sessions | None = None,
    ) -> None:
        self.app = app
        self.local = host in LOOPBACK
        self.own, self.programs = own, programs
        self.public = _OPEN | public
        self.handlers = handlers or {}
        self.sessions = sessions or Sessions()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse with 400, 403, 404 or 413, or pass on with headers."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if scope["type"] != "http":
            return
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        session = self.sessions.read(headers.get("cookie", ""))
        scope[ACTOR] = self.sessions.actor(session)
        cookie = ""
        refusal = self._foreign(scope["method"], headers) or self._closed(scope, session)
        if refusal is None and scope["path"] == "/" and session is None:
            _, cookie = self.sessions.fresh()
        told = _with_headers(send, cookie, plain=scope["path"].startswith(_QUEUE))
        if refusal is None and scope["path"] in _CALLS and session is not None:
            content = await whole(receive, MAX_CALL)
            call = self._call(scope["path"], content, session) if content is not None else None
            if isinstance(call, bytes):
                receive = again(call, _left)
                scope["headers"] = _sized(scope["headers"], len(call))
                told = self._noting(told, session) if scope["path"] == _JOIN else told
            else:
                refusal = call or PlainTextResponse("This is too much at once.", status_code=413)
        with acting(scope[ACTOR]):
            await (refusal or self.app)(scope, receive, told)

    def _foreign(self, method: str, headers: Mapping[str, str]) -> Response | None:
        host = headers.get("host", "")
        if self.local and _hostname(f"//{host}") not in LOOPBACK:
            return PlainTextResponse("This address is not served here.", status_code=400)
        origin, site = headers.get("origin"), headers.get("sec-fetch-site", "")
        elsewhere = origin is not None and (origin == "null" or urlsplit(origin).netloc != host)
        followed = method in _SAFE_METHODS and headers.get("sec-fetch-mode") == "navigate"
        if elsewhere or (site in ("cross-site", "same-site") and not followed):
            return PlainTextResponse("Requests from other sites are refused.", status_code=403)
        return None

    def _closed(self, scope: Scope, session: str | None) -> Response | None:
        """A refusal for what is not here, and for what is only for whoever has the page open."""
        path, method = scope["path"], scope["method"]
        if path.startswith(self.programs) or path in self.public or path.startswith(_OPEN_BELOW):
            return None
        mine = path.startswith(self.own)
        if not mine and (path not in (_LISTEN, *_CALLS) and not path.startswith(_BEAT)):
            return _nothing()
        if path in _CALLS and method != "POST":
            return _nothing()
        if session is None:
            return PlainTextResponse(
                "Open covision's page first. Your browser must keep cookies of this address.", status_code=403
            )
        if mine or path in _CALLS:
            return None
        if path == _LISTEN:
            hashes = parse_qs(scope["query_string"].decode("latin-1")).get("session_hash", [""])
            return None if self.sessions.holds("page", hashes[0], session) and len(hashes) == 1 else _nothing()
        name = path.removeprefix(_BEAT)
        return None if _HASH.fullmatch(name) and self.sessions.claim("page", name, session) else _nothing()

    def _call(self, path: str, content: bytes, session: str) -> bytes | Response:
        """The call as it is passed on, with what it may hold and nothing else; or its refusal."""
        try:
            told = json.loads(content)
            name = told["session_hash"]
            if not (isinstance(name, str) and _HASH.fullmatch(name)):
                raise ValueError(name)
            if path == _CANCEL:
                kept = {"session_hash": name, "fn_index": _int(told["fn_index"]), "event_id": told["event_id"]}
                known = isinstance(kept["event_id"], str) and self.sessions.holds("page", name, session)
                mine = known and self.sessions.holds("event", kept["event_id"], session)
                return json.dumps(kept).encode() if mine else _nothing()
            number, data, event = _int(told["fn_index"]), told["data"], told.get("event_data")
            if not (isinstance(data, list) and isinstance(event, dict | str | None)):
                raise ValueError("data")
            # A box that changed tells its text once more as the event: no handler reads it.
            event = event if isinstance(event, dict) else None
            trigger = told.get("trigger_id")
            trigger = None if trigger is None else _int(trigger)
        except (ValueError, KeyError, TypeError, RecursionError):
            return PlainTextResponse("This is no call of the page.", status_code=422)
        if number not in self.handlers or not self.sessions.claim("page", name, session):
            return _nothing()
        if len(data) != len(self.handlers[number]):
            return PlainTextResponse("This is no call of the page.", status_code=422)
        held = [clean(value) for clean, value in zip(self.handlers[number], data, strict=True)]
        kept = {"data": held, "event_data": event, "fn_index": number, "trigger_id": trigger, "session_hash": name}
        return json.dumps(kept).encode()

    def _noting(self, send: Send, session: str) -> Send:
        """A `send` that remembers whose the event of a call is, so that nobody else can cancel it."""

        async def noted(message: Message) -> None:
            if message["type"] == "http.response.body":
                found = re.fullmatch(rb'\s*\{"event_id":\s*"([^"]{1,80})"\}\s*', message.get("body", b""))
                if found is not None:
                    self.sessions.claim("event", found[1].decode("latin-1"), session)
            await send(message)

        return noted


def _with_headers(send: Send, cookie: str, *, plain: bool) -> Send:
    """A `send` with the headers of every reply. With `plain` an error tells nothing but that it is one."""
    replaced = False

    async def told(message: Message) -> None:
        nonlocal replaced
        if message["type"] == "http.response.start":
            kept = [(name, value) for name, value in message.get("headers", []) if not _brought(name)]
            # A report brings a stricter policy of its own: browsers hold to both.
            there = {name.lower() for name, _ in kept} - {b"content-security-policy"}
            added = [
                (name.encode(), value.encode()) for name, value in HEADERS.items() if name.encode() not in there
            ]
            if cookie:
                added.append((b"set-cookie", cookie.encode()))
            replaced = plain and message["status"] >= 400
            if replaced:
                sized = (b"content-length", b"content-type", b"content-encoding")
                kept = [(name, value) for name, value in kept if name.lower() not in sized]
                added += [(b"content-type", b"text/plain; charset=utf-8")]
            message = {**message, "headers": [*kept, *added]}
        elif replaced and message["type"] == "http.response.body":
            message = {**message, "body": b"" if message.get("more_body") else b"This was refused."}
        await send(message)

    return told


def _brought(name: bytes) -> bool:
    return name.decode("latin-1").lower().startswith(_BROUGHT)


def _sized(headers: list[tuple[bytes, bytes]], size: int) -> list[tuple[bytes, bytes]]:
    gone = (b"content-length", b"transfer-encoding", b"content-type")
    kept = [(name, value) for name, value in headers if name.lower() not in gone]
    return [*kept, (b"content-length", str(size).encode()), (b"content-type", b"application/json")]


async def _left() -> Message:
    return {"type": "http.disconnect"}


def _int(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise ValueError(value)
    return value


def _nothing() -> Response:
    return PlainTextResponse("There is nothing here.", status_code=404)


def _hostname(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""
