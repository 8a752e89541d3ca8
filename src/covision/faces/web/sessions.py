"""Who holds which open page: a cookie that the server made, and what of the page's traffic belongs to it."""

import re
import secrets
import threading
from collections import OrderedDict
from http.cookies import CookieError, SimpleCookie

from covision.domain.access import LOCAL_PERSON, Actor

COOKIE = "covision_session"
NOBODY = Actor(name="whoever has not opened the page", scopes=frozenset())
"""Somebody without a session: may do nothing."""
_FORM = re.compile(r"[A-Za-z0-9_-]{43}")
_MOST = 50_000


class Sessions:
    """Sessions of browsers, and the page hashes and events that each began. Thread-safe; all of it in memory.

    A hash belongs to the session that used it first: nobody else can listen to it or cancel its work. With
    accounts, `actor` is where a session's person comes from.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._held: OrderedDict[str, str] = OrderedDict()

    def read(self, cookies: str) -> str | None:
        """The session that a Cookie header names; None where it names none.

        One that this process did not make is taken up: an open page goes on when covision is started again.
        """
        try:
            found = SimpleCookie(cookies).get(COOKIE)
        except CookieError:
            return None
        return found.value if found is not None and _FORM.fullmatch(found.value) else None

    def actor(self, session: str | None) -> Actor:
        """Whoever a session belongs to: today always the person at this computer."""
        return LOCAL_PERSON if session is not None else NOBODY

    def fresh(self) -> tuple[str, str]:
        """A new session, and the Set-Cookie header that hands it over."""
        made = secrets.token_urlsafe(32)
        return made, f"{COOKIE}={made}; Path=/; HttpOnly; SameSite=Strict"

    def claim(self, kind: str, name: str, session: str) -> bool:
        """Take a hash or an event for a session; False where it is somebody else's."""
        key = f"{kind}/{name}"
        with self._lock:
            held = self._held.setdefault(key, session)
            self._held.move_to_end(key)
            while len(self._held) > _MOST:
                self._held.popitem(last=False)
        return held == session

    def holds(self, kind: str, name: str, session: str) -> bool:
        """Whether a hash or an event is this session's."""
        with self._lock:
            return self._held.get(f"{kind}/{name}") == session
