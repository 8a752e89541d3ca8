"""A browser, or a reason why there is none."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from driving import CHROMIUM, FLAGS, Server
from playwright.sync_api import Browser, sync_playwright


# While it is open, Playwright keeps an event loop in its thread: other tests of the process could start none.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if not CHROMIUM.is_file() and not os.environ.get("CI"):
        pytest.skip(f"no browser at {CHROMIUM}; set COVISION_TEST_CHROMIUM")
    with sync_playwright() as play:
        made = play.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield made
        made.close()


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Callable[..., Server]]:
    made: list[Server] = []

    def start(**more: object) -> Server:
        made.append(Server(tmp_path / "home", **more))  # type: ignore[arg-type]
        return made[-1]

    yield start
    for server in made:
        server.stop()
