"""A tiny embedder that counts its work, and stores in a temporary home."""

import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

from covision.domain.search import Passage
from covision.settings import Settings
from covision.stores.database import Database
from covision.stores.opening import Stores, open_stores
from covision.stores.projects import SqlProjects
from covision.stores.schema import ready


class TinyEmbedder:
    """Words hashed into 64 places; `texts` holds everything it was asked to embed."""

    name = "tiny-1"
    dimension = 64

    def __init__(self) -> None:
        self.texts: list[str] = []

    def embed(self, texts: Sequence[str]) -> np.ndarray:
        self.texts += texts
        out = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, text in enumerate(texts):
            for word in re.findall(r"\w+", text.lower()):
                out[row, int(hashlib.md5(word.encode()).hexdigest(), 16) % self.dimension] += 1
        return out


def passage(text: str, name: str = "", workspace: str = "p1", **more: object) -> Passage:
    values = {"kind": "snippet", "source": "reviews.csv row 1", **more}
    return Passage(id=name or hashlib.md5(text.encode()).hexdigest(), workspace=workspace, text=text, **values)


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
