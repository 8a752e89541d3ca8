"""The lock on the door for programs: a token, patience with wrong ones, and a limit on what is sent."""

import threading
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import Any

from covision.domain.access import acting
from covision.errors import CovisionError
from covision.faces.api.problems import of_error, problem
from covision.faces.bodies import again, whole
from covision.stores.tokens import Tokens

Asgi = Callable[[Any, Any, Any], Awaitable[None]]

MAX_BODY = 2 * 1024 * 1024
MAX_FILE = 20 * 1024 * 1024
"""Bytes of a request, and of one that brings a project."""
TRIES, WAIT_SECONDS = 5, 60.0
_MOST = 10_000


class Patience:
    """Counts wrong tries by address and the public part of the token; five in a minute close the door for one.

    A program with a token that was revoked shuts out itself and nobody else. Thread-safe.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._wrong: OrderedDict[tuple[str, str], list[float]] = OrderedDict()

    def wait(self, who: tuple[str, str]) -> int:
        """Seconds until somebody may try again; 0 for now."""
        with self._lock:
            tries = self._recent(who)
            return max(1, round(tries[-TRIES] + WAIT_SECONDS - self._clock())) if len(tries) >= TRIES else 0

    def wrong(self, who: tuple[str, str]) -> None:
        """Somebody tried in vain."""
        with self._lock:
            self._wrong[who] = [*self._recent(who), self._clock()][-TRIES:]
            self._wrong.move_to_end(who)
            while len(self._wrong) > _MOST:
                self._wrong.popitem(last=False)

    def _recent(self, who: tuple[str, str]) -> list[float]:
        since = self._clock() - WAIT_SECONDS
        return [at for at in self._wrong.get(who, []) if at > since]


class Lock:
    """Lets programs in by their token, and says to everything behind it who they are."""

    def __init__(self, app: Asgi, tokens: Tokens, patience: Patience | None = None) -> None:
        self.app, self.tokens = app, tokens
        self.patience = patience or Patience()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Refuse with 401, 413 or 429, or pass on as the token's holder."""
        if scope["type"] != "http":
            return
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        kind, _, token = headers.get("authorization", "").partition(" ")
        who = ((scope.get("client") or ("", 0))[0], Tokens.id_of(token.strip()))
        wait = self.patience.wait(who)
        if wait:
            told = problem(
                429, "Too many wrong tokens.", todo=f"Wait {wait} seconds.", headers={"Retry-After": str(wait)}
            )
            await told(scope, receive, send)
            return
        try:
            holder = self.tokens.holder(token.strip()) if kind.lower() == "bearer" else None
        except CovisionError as error:
            await of_error(error)(scope, receive, send)
            return
        if holder is None:
            if token:
                self.patience.wrong(who)
            told = problem(
                401,
                "This needs a token that is valid.",
                todo="Make one with `covision api token NAME`, and send it as `Authorization: Bearer …`.",
                headers={"WWW-Authenticate": 'Bearer realm="covision"'},
            )
            await told(scope, receive, send)
            return
        if scope["method"] in ("POST", "PUT", "PATCH"):
            most = MAX_FILE if scope["path"].endswith("/projects/import") else MAX_BODY
            content = await whole(receive, most)
            if content is None:
                todo = f"Send at most {most >> 20} MB."
                await problem(413, "This is too much at once.", todo=todo)(scope, receive, send)
                return
            receive = again(content, receive)
        with acting(holder):
            await self.app(scope, receive, send)
