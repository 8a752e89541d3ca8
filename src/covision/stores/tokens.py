"""Tokens of programs: made once, kept as hashes, revoked at once."""

import hashlib
import hmac
import json
import os
import re
import secrets
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout
from pydantic import ValidationError

from covision.domain.access import Actor, Scope
from covision.domain.base import Frozen
from covision.errors import InputError, NotFound, StorageError

PREFIX = "covision"
_FORM = re.compile(r"covision_([0-9a-f]{8})_([A-Za-z0-9_-]{43})")
_NAME = re.compile(r"[^\W_][\w .-]{0,59}")
_NOBODY = "0" * 64
_LOCK_SECONDS = 10.0
MOST = 200


class Token(Frozen):
    """A token as it is kept: its secret is not in it."""

    id: str
    name: str
    scopes: tuple[Scope, ...]
    made_at: str
    digest: str

    def actor(self) -> Actor:
        """Whoever holds it."""
        return Actor(name=self.name, kind="program", scopes=frozenset(self.scopes))


class Tokens:
    """A file of tokens, readable by its owner alone. Another process may change it: each look is a fresh one.

    A token is `covision_<id>_<secret>` with 256 bits of chance in its secret; SHA-256 of it is what is kept.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def make(self, name: str, scopes: tuple[Scope, ...] = ("read",)) -> tuple[Token, str]:
        """A new token and its text, which nobody can be shown again. Raises `InputError`, `StorageError`."""
        told = name.strip()
        if _NAME.fullmatch(told) is None:
            raise InputError(
                "A token needs a name of 1 to 60 letters, digits, blanks, dots or hyphens.",
                todo="Name the program that will use it.",
            )
        with self._locked():
            held = self.all()
            if any(one.name == told for one in held):
                raise InputError(f"There is a token called {told} already.", todo="Revoke it, or choose another.")
            if len(held) >= MOST:
                raise InputError(f"There are {MOST} tokens already.", todo="Revoke those that nobody uses.")
            id, secret = secrets.token_hex(4), secrets.token_urlsafe(32)
            text = f"{PREFIX}_{id}_{secret}"
            now = datetime.now(UTC).isoformat(timespec="seconds")
            made = Token(id=id, name=told, scopes=scopes, made_at=now, digest=_digest(text))
            self._write([*held, made])
        return made, text

    def revoke(self, name: str) -> Token:
        """Take a token away, by its name or id; it is refused from now on. Raises `NotFound`."""
        with self._locked():
            held = self.all()
            found = next((one for one in held if name in (one.name, one.id)), None)
            if found is None:
                raise NotFound(f"There is no token called {name}.", todo="Look at `covision api tokens`.")
            self._write([one for one in held if one is not found])
        return found

    def all(self) -> tuple[Token, ...]:
        """Every token that is valid, oldest first. Raises `StorageError` for a file that cannot be read."""
        try:
            told: Any = json.loads(self._path.read_text(encoding="utf-8"))
            return tuple(Token.model_validate(one) for one in told)
        except FileNotFoundError:
            return ()
        except (OSError, ValueError, TypeError, ValidationError) as error:
            raise StorageError(
                f"{self._path.name} cannot be read.",
                safe="No program is let in.",
                todo="Mend or remove it, and make new tokens with `covision api token`.",
            ) from error

    def holder(self, text: str) -> Actor | None:
        """Whoever holds this token; None where it is none. Takes the same steps for any token of the right form."""
        asked = _FORM.fullmatch(text)
        id = asked[1] if asked else ""
        found = next((one for one in self.all() if one.id == id), None)
        same = hmac.compare_digest(_digest(text), found.digest if found else _NOBODY)
        return found.actor() if found is not None and same else None

    @staticmethod
    def id_of(text: str) -> str:
        """The public part of what should be a token; empty where it is none."""
        asked = _FORM.fullmatch(text)
        return asked[1] if asked else ""

    def _locked(self) -> Any:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        lock = FileLock(self._path.with_suffix(".lock"), timeout=_LOCK_SECONDS)
        try:
            return lock.acquire()
        except Timeout as error:
            raise StorageError("Another covision is changing the tokens.", todo="Try again.") from error

    def _write(self, tokens: list[Token]) -> None:
        fresh = self._path.with_suffix(".part")
        try:
            fresh.unlink(missing_ok=True)
            handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                json.dump([one.model_dump(mode="json") for one in tokens], file, indent=1)
                file.flush()
                os.fsync(file.fileno())
            fresh.replace(self._path)
        except OSError as error:
            raise StorageError(
                f"The tokens could not be written: {error.strerror or error}.", safe="Those before still hold."
            ) from error


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
