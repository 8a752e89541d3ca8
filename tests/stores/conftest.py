"""Stores in a temporary home."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from store_helpers import TinyEmbedder

from covision.settings import Settings
from covision.stores.database import Database
from covision.stores.opening import Stores, open_stores
from covision.stores.projects import SqlProjects
from covision.stores.schema import ready


@pytest.fixture
def embedder() -> TinyEmbedder:
    return TinyEmbedder()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home")


@pytest.fixture
def open_here(settings: Settings, embedder: TinyEmbedder) -> Iterator[Callable[..., Stores]]:
    opened: list[Stores] = []

    def opener(shared: bool = True, index: str = "numpy", **more: object) -> Stores:
        stores = open_stores(settings.model_copy(update={"index": index}), embedder, shared=shared, **more)
        opened.append(stores)
        return stores

    yield opener
    for stores in opened:
        stores.close()


@pytest.fixture
def projects(tmp_path: Path) -> Iterator[SqlProjects]:
    database = Database(f"sqlite:///{tmp_path / 'covision.sqlite'}")
    ready(database)
    yield SqlProjects(database)
    database.close()
