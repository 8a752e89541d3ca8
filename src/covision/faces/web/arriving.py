"""Files on their way from the browser: kept in memory until a screen takes them, never written anywhere."""

import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from covision.errors import InputError

MAX_BYTES = 20 * 1024 * 1024
"""One file; what the readers take at most."""
MAX_WAITING = 120 * 1024 * 1024
MAX_SECONDS = 300.0
ROUTE = "give"


@dataclass(frozen=True)
class Given:
    """A file as it came; `name` is what the browser called it, and nothing more is believed of it."""

    name: str
    content: bytes


class Arriving:
    """Files by a token nobody can guess. A file can be taken once; what nobody takes is dropped. Thread-safe."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._waiting: dict[str, tuple[float, Given]] = {}

    def put(self, name: str, content: bytes) -> str:
        """Keep a file; its token. Raises `InputError` where too much is waiting already."""
        with self._lock:
            self._drop_old()
            if self.waiting + len(content) > MAX_WAITING:
                raise InputError("Too many files are on their way at once.", todo="Add them a few at a time.")
            token = secrets.token_urlsafe(24)
            self._waiting[token] = (self._clock(), Given(name, content))
            return token

    def take(self, token: str) -> Given | None:
        """The file of a token, which is worth nothing afterwards; None where there is none."""
        with self._lock:
            found = self._waiting.pop(token, None)
        return found[1] if found else None

    @property
    def waiting(self) -> int:
        """Bytes that nobody took yet."""
        return sum(len(given.content) for _, given in self._waiting.values())

    def _drop_old(self) -> None:
        before = self._clock() - MAX_SECONDS
        for token in [token for token, (at, _) in self._waiting.items() if at < before]:
            del self._waiting[token]


def tidy_name(name: str) -> str:
    """A file's name as it is shown and kept: no folder, no control or direction character, at most 120 letters."""
    last = name.replace("\\", "/").rstrip("/").rpartition("/")[2]
    plain = "".join(char for char in last if char.isprintable() and not 0xE0000 <= ord(char) <= 0xE007F)
    return " ".join(plain.split())[-120:] or "file"
