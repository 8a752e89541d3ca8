"""Keys of model servers in the system's keyring, each bound to the place it was saved for.

A place is the scheme, host and port of an address, or a provider's name. A key is given for its own place and no
other, so that another address never gets it. Nothing here writes a key anywhere else, and no message holds one.
"""

import logging
import threading
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from pydantic import SecretStr

from covision.errors import CovisionError, InputError
from covision.gateways.vendor import provider_of

if TYPE_CHECKING:
    from covision.settings import Settings

_log = logging.getLogger(__name__)
SERVICE = "covision"
_LONGEST = 4000
# Backends that keep nothing, or keep it readable in a file.
_UNFIT = ("keyring.backends.fail", "keyring.backends.null", "keyrings.alt")


def place_of(name: str, api_base: str | None) -> str:
    """Where the key of a model goes: `https://host:port`, or `provider:openai` for a provider's own address."""
    if api_base:
        parts = urlsplit(api_base)
        port = parts.port or (443 if parts.scheme == "https" else 80)
        return f"{parts.scheme}://{(parts.hostname or '').lower()}:{port}"
    return f"provider:{provider_of(name)}"


class Keys:
    """Keys by place. What was found is kept in this process, so that a keyring is asked once. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: dict[str, SecretStr | None] = {}

    def ring(self) -> str:
        """The name of the keyring that is used, empty where this computer has none that can be."""
        backend = self._backend()
        return str(getattr(backend, "name", "") or type(backend).__name__) if backend is not None else ""

    def find(self, place: str) -> SecretStr | None:
        """The key of a place; None where there is none or no keyring answers."""
        with self._lock:
            if place not in self._known:
                self._known[place] = self._asked(place)
            return self._known[place]

    def put(self, place: str, key: str) -> None:
        """Keep a key; raises `InputError` where it is no key or there is no keyring."""
        key = key.strip()
        if not key or len(key) > _LONGEST or not key.isascii() or not key.isprintable() or " " in key:
            raise InputError("This is no key: it is empty, too long, or has blanks.", safe="Nothing was changed.")
        backend = self._backend()
        if backend is None:
            raise InputError(
                "This computer has no keyring that covision can use, so the key was not kept.",
                safe="Nothing was changed.",
                todo="Set the key in the environment before the start, for example OPENAI_API_KEY.",
            )
        with self._lock:
            try:
                backend.set_password(SERVICE, place, key)
            except Exception as error:
                raise _mute(error) from None
            self._known[place] = SecretStr(key)

    def drop(self, place: str) -> bool:
        """Forget a key; False where there was none."""
        backend = self._backend()
        with self._lock:
            had = (self._known.pop(place, None) or (self._asked(place) if backend else None)) is not None
            if backend is not None and had:
                try:
                    backend.delete_password(SERVICE, place)
                except Exception as error:
                    raise _mute(error) from None
            self._known[place] = None
            return had

    def _asked(self, place: str) -> SecretStr | None:
        backend = self._backend()
        if backend is None:
            return None
        try:
            found = backend.get_password(SERVICE, place)
        except Exception as error:
            _log.warning("The keyring did not answer: %s", type(error).__name__)
            return None
        return SecretStr(found) if found else None

    def _backend(self) -> Any:
        try:
            import keyring

            backend = keyring.get_keyring()
        except Exception as error:
            _log.info("There is no keyring: %s", type(error).__name__)
            return None
        # The usual backend is a chain; without a member that keeps anything it is of no use.
        members = getattr(backend, "backends", None)
        kinds = [type(one).__module__ for one in (members if members is not None else [backend])]
        return backend if any(not kind.startswith(_UNFIT) for kind in kinds) else None


def _mute(error: Exception) -> CovisionError:
    """A keyring's failure without its words: they may hold what was to be kept."""
    return CovisionError(
        f"The keyring refused ({type(error).__name__}).",
        safe="Nothing was changed.",
        todo="Unlock it, or set the key in the environment before the start.",
    )


def saved_key(name: str, api_base: str | None, settings: "Settings", keys: Keys) -> SecretStr | None:
    """The key that the keyring has for a model's place; none is looked for where the settings name one."""
    return keys.find(place_of(name, api_base)) if settings.use_keyring else None


KEYS = Keys()
"""The keys of this process."""
