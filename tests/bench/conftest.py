"""A house for runs without weights or network, and the tiny suite."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from covision.settings import Settings
from covision.wiring import House, open_house

TINY = str(Path(__file__).parent / "data" / "tiny.yaml")


@pytest.fixture
def tiny() -> str:
    """Path of a suite of three cases."""
    return TINY


@pytest.fixture
def house(scripted: Settings) -> Iterator[House]:
    """A headless house with a home of its own."""
    with open_house(scripted, shared=False) as opened:
        yield opened
