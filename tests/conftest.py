"""What all tests share: a home of their own, no look-ups, and models that need nothing.

Weights are not fetched by tests: `make weights` does that. They stay where the user keeps them.
"""

import os
import socket
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings as property_settings

from covision import bootstrap
from covision.settings import Settings, get_settings, load_settings

# Property tests have no deadline: on a busy machine it would fail them for being slow. The official check draws the
# same examples each time, so that it says the same of the same commit; everybody else's runs go on searching.
property_settings.register_profile("patient", deadline=None)
property_settings.register_profile("official", deadline=None, derandomize=True)
property_settings.load_profile("official" if os.environ.get("CI") else "patient")

bootstrap.prepare()
_WEIGHTS = load_settings().weights_dir
_LOOPBACK = {None, "", "localhost", "127.0.0.1", "::1", "0.0.0.0", "::", b"localhost", b"127.0.0.1"}
_LOOKED_UP: list[str] = []
_HOME = tempfile.TemporaryDirectory(prefix="covision-tests-")


def _fresh_environment() -> None:
    for name in [name for name in os.environ if name.startswith("COVISION_")]:
        del os.environ[name]
    os.environ["COVISION_HOME"] = _HOME.name
    os.environ["COVISION_WEIGHTS"] = str(_WEIGHTS)
    # What a developer has running must not answer in a test.
    os.environ["COVISION_FIND_OLLAMA"] = "false"
    get_settings.cache_clear()


_fresh_environment()


@pytest.fixture(autouse=True)
def same_environment_for_every_test(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Settings that a test reads are its own, not those of the test before it."""
    yield
    get_settings.cache_clear()


@pytest.fixture(autouse=True)
def no_look_ups(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Name resolution fails but for this computer; the list holds the names that were asked for all the same."""
    _LOOKED_UP.clear()

    def guarded(real: Callable[..., Any]) -> Callable[..., Any]:
        def resolve(host: Any, *rest: Any, **more: Any) -> Any:
            if host not in _LOOPBACK:
                _LOOKED_UP.append(str(host))
                raise socket.gaierror(socket.EAI_NONAME, f"no look-ups in tests: {host}")
            return real(host, *rest, **more)

        return resolve

    for name in ("getaddrinfo", "gethostbyname", "gethostbyname_ex"):
        monkeypatch.setattr(socket, name, guarded(getattr(socket, name)))
    return _LOOKED_UP


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home of this test alone, in the environment too: search by hashing, the scripted model writes."""
    place = tmp_path / "home"
    monkeypatch.setenv("COVISION_HOME", str(place))
    monkeypatch.setenv("COVISION_MODEL", "scripted/default")
    monkeypatch.setenv("COVISION_EMBEDDINGS", "hashing")
    monkeypatch.setenv("COVISION_INDEX", "numpy")
    get_settings.cache_clear()
    return place


@pytest.fixture
def scripted(home: Path) -> Settings:
    """Settings for a house that needs no weights and no network."""
    return load_settings()
