"""A house for runs without weights or network, and the tiny suite."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from covision import assets
from covision.settings import Settings
from covision.wiring import House, open_house

TINY = str(Path(__file__).parent / "data" / "tiny.yaml")


@pytest.fixture(scope="session")
def small_assets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An override of what ships with a corpus of a few entries: an index is made in no time."""
    place = tmp_path_factory.mktemp("assets")
    for kind in ("visions", "guidance", "glossary"):
        (place / "corpus" / kind).mkdir(parents=True)
        for path in sorted((assets.folder("corpus") / kind).glob("*.yaml"))[:3]:
            shutil.copy(path, place / "corpus" / kind)
    return place


@pytest.fixture
def tiny() -> str:
    """Path of a suite of three cases."""
    return TINY


@pytest.fixture
def house(scripted: Settings, small_assets: Path) -> Iterator[House]:
    """A headless house with a home of its own."""
    with open_house(scripted.model_copy(update={"assets": small_assets}), shared=False) as opened:
        yield opened
