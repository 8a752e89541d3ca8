"""An engine on a store in memory, with the shipped interview and word lists."""

from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from engine_fakes import MemoryStore, ScriptedDrafter, new_ids

from covision.assets import folder
from covision.domain.interview import Script
from covision.measures.lexicon import Lexicon
from covision.projects.engine import ProjectEngine
from covision.steps.ask import load_script
from covision.stores.database import Database
from covision.stores.projects import SqlProjects
from covision.stores.schema import ready


@lru_cache
def script(language: str) -> Script:
    return load_script(folder("prompts"), language)


@lru_cache
def lexicon(language: str) -> Lexicon:
    path = Path(folder("evals")) / "rubric" / "lexicon" / f"{language}.yaml"
    return Lexicon.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))


@pytest.fixture(params=["memory", "sql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Any]:
    """Both bodies of the port: what the engine promises, it promises on the database too."""
    if request.param == "memory":
        yield MemoryStore()
        return
    database = Database(f"sqlite:///{tmp_path / 'covision.sqlite'}")
    ready(database)
    yield SqlProjects(database)
    database.close()


@pytest.fixture
def make(store: MemoryStore) -> Callable[..., ProjectEngine]:
    def build(drafter: Any = None, **more: Any) -> ProjectEngine:
        return ProjectEngine(store, script, lexicon, drafter or ScriptedDrafter(), new_id=new_ids(), **more)

    return build


@pytest.fixture
def engine(make: Callable[..., ProjectEngine]) -> ProjectEngine:
    return make()
