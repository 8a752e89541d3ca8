"""What `covision doctor` looks at. Every check is one small function that never raises."""

import asyncio
import importlib.metadata
import os
import platform
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from covision import __version__
from covision.domain.base import Frozen
from covision.domain.draft import PromptRef
from covision.domain.model import Message, Request
from covision.errors import CovisionError, DataFolderBusy
from covision.faces.cli.app_command import port_is_free

if TYPE_CHECKING:
    from covision.wiring import House

LIBRARIES = ("litellm", "gradio", "chromadb", "pydantic", "sqlalchemy", "onnxruntime", "xllamacpp")
LEAST_FREE = 2_000_000_000
_SOUND_SQLITE = (3, 51, 3)


class Finding(Frozen):
    """One thing that was looked at: `ok`, `look` (works, but know this) or `fault`, and what to do about it."""

    name: str
    state: Literal["ok", "look", "fault"]
    what: str
    todo: str = ""


def look(house: "House", *, ask: bool = False) -> list[Finding]:
    """All checks in order; a check that fails in a way nobody foresaw is a fault of its own."""
    checks: list[tuple[str, Callable[[House], Iterator[Finding]]]] = [
        ("versions", _versions),
        ("settings", _settings),
        ("shipped files", _assets),
        ("engine", _engines),
        ("weights", _weights),
        ("embeddings", _embeddings),
        ("data folder", _data),
        ("disk", _disk),
        ("port", _port),
    ]
    if ask:
        checks.append(("asking", _ask))
    found: list[Finding] = []
    for name, check in checks:
        try:
            found += check(house)
        except CovisionError as error:
            found.append(
                Finding(name=name, state="fault", what=f"{error.what} {error.safe}".strip(), todo=error.todo)
            )
        except Exception as error:
            found.append(
                Finding(
                    name=name,
                    state="fault",
                    what=f"the check itself failed: {type(error).__name__}: {error}",
                    todo="Run it with COVISION_DEBUG=1 and report what it shows.",
                )
            )
    return found


def _versions(_: "House") -> Iterator[Finding]:
    told = [f"covision {__version__}", f"Python {platform.python_version()}", f"SQLite {sqlite3.sqlite_version}"]
    missing = []
    for name in LIBRARIES:
        try:
            told.append(f"{name} {importlib.metadata.version(name)}")
        except importlib.metadata.PackageNotFoundError:
            missing.append(name)
    yield Finding(name="versions", state="ok", what=", ".join(told))
    if "xllamacpp" in missing:
        yield Finding(
            name="built-in engine",
            state="look",
            what="xllamacpp is not installed, so no model can run in this process.",
            todo="Install covision with its extra `local`, or name a model: covision models use NAME.",
        )
    for name in missing:
        if name != "xllamacpp":
            yield Finding(name=name, state="fault", what="is not installed.", todo="Install covision again.")


def _settings(house: "House") -> Iterator[Finding]:
    path = house.settings.home / "settings.yaml"
    named = sorted(name for name in os.environ if name.startswith("COVISION_"))
    source = f"from {path}" if path.is_file() else f"defaults; there is no {path}"
    shell = f"; set in the environment: {', '.join(named)}" if named else ""
    yield Finding(name="settings", state="ok", what=f"{source}{shell}")


def _assets(house: "House") -> Iterator[Finding]:
    from covision.steps.corpus import check_corpus

    problems = check_corpus(house.folder("corpus"))
    if problems:
        yield Finding(
            name="corpus",
            state="fault",
            what=f"{len(problems)} faults; the first: {problems[0]}",
            todo="`covision corpus check` lists them all.",
        )
    else:
        yield Finding(name="corpus", state="ok", what=f"sound, digest {house.corpus.digest}")
    rubric = house.rubric()
    yield Finding(name="rubric", state="ok", what=f"version {rubric.version}, {len(rubric.criteria)} criteria")


def _engines(house: "House") -> Iterator[Finding]:
    roles = house.resolution
    for role in ("interviewer", "writer", "critic", "judge"):
        info = roles.get(role)
        if info is None:
            yield Finding(name=role, state="look", what="no model", todo=f"Set COVISION_{role.upper()}_MODEL.")
        elif info.name.startswith("local/") and not house.weights_ready(info.name):
            name = info.name.removeprefix("local/")
            yield Finding(
                name=role,
                state="look",
                what=f"{info.name}. {info.why}",
                todo=f"`covision models fetch {name}` fetches it; the app does so by itself.",
            )
        else:
            where = " Text leaves this computer." if info.remote else ""
            yield Finding(name=role, state="ok", what=f"{info.name}. {info.why}{where}")


def _weights(house: "House") -> Iterator[Finding]:
    for status in house.weights.status():
        if status.state == "missing":
            continue
        if status.state == "partial":
            share = f"{status.have / 1e6:,.0f} of {status.size / 1e6:,.0f} MB"
            todo = f"`covision models fetch {status.name}` goes on from there."
            yield Finding(name=f"weights {status.name}", state="look", what=share, todo=todo)
            continue
        try:
            house.weights.verify(status.name)
            yield Finding(name=f"weights {status.name}", state="ok", what="here, SHA-256 right")
        except CovisionError as error:
            todo = f"`covision models fetch {status.name}` fetches it again."
            yield Finding(name=f"weights {status.name}", state="fault", what=error.what, todo=todo)


def _embeddings(house: "House") -> Iterator[Finding]:
    from covision.gateways.weights_table import EMBEDDING

    name = house.settings.embeddings
    if name == "local" and not house.weights.ready(EMBEDDING):
        yield Finding(
            name="embeddings",
            state="look",
            what="the local model is not here yet; search goes by keywords",
            todo=f"`covision models fetch {EMBEDDING}` (23 MB).",
        )
    else:
        yield Finding(name="embeddings", state="ok", what=name)


def _data(house: "House") -> Iterator[Finding]:
    folder = house.settings.data_dir
    if not folder.exists() and house.settings.database_url is None:
        yield Finding(name="data folder", state="ok", what=f"{folder} is made at the first start")
        return
    try:
        stores = house.stores
    except DataFolderBusy as error:
        yield Finding(
            name="data folder",
            state="look",
            what=f"{error.what} Database and index were not looked at.",
            todo="Close the app to have them looked at.",
        )
        return
    yield Finding(name="data folder", state="ok", what=str(folder))
    yield from _database(house)
    for report in stores.searcher.report():
        what = f"{report.indexed} of {report.vectors} vectors, {report.findable} of {report.sampled} found by query"
        if report.level:
            yield Finding(name=f"index {report.workspace}", state="ok", what=what)
        else:
            yield Finding(
                name=f"index {report.workspace}",
                state="look",
                what=f"{what}. {report.problem} The database answers meanwhile.".replace("  ", " "),
                todo="`covision corpus build` makes the index anew; nothing is lost.",
            )


def _database(house: "House") -> Iterator[Finding]:
    with house.stores.database.read() as connection:
        if connection.dialect.name != "sqlite":
            yield Finding(name="database", state="ok", what=f"{connection.dialect.name} answers")
            return
        told = connection.exec_driver_sql("PRAGMA quick_check").scalar()
        version = connection.exec_driver_sql("SELECT sqlite_version()").scalar()
    if told != "ok":
        todo = "Copy the data folder away before anything else, then put back a backup."
        yield Finding(name="database", state="fault", what=f"damaged: {told}", todo=todo)
        return
    count = len(house.stores.projects.list())
    yield Finding(name="database", state="ok", what=f"sound, {count} projects, SQLite {version}")
    if tuple(int(part) for part in str(version).split(".")) < _SOUND_SQLITE:
        yield Finding(
            name="SQLite",
            state="look",
            what=f"{version} can damage a database that two programs write at once; covision writes alone.",
            todo="Do not open the database for writing with another program while covision runs.",
        )


def _disk(house: "House") -> Iterator[Finding]:
    place: Path = house.settings.home
    while not place.exists():
        place = place.parent
    free = shutil.disk_usage(place).free
    what = f"{free / 1e9:.1f} GB free at {place}"
    if free < LEAST_FREE:
        yield Finding(name="disk", state="look", what=what, todo="Free some space, or set COVISION_HOME elsewhere.")
    else:
        yield Finding(name="disk", state="ok", what=what)


def _port(house: "House") -> Iterator[Finding]:
    host, port = house.settings.host, house.settings.port
    if port_is_free(host, port):
        yield Finding(name="port", state="ok", what=f"{host}:{port} is free")
    else:
        yield Finding(
            name="port",
            state="look",
            what=f"{host}:{port} is in use, by the app or another program",
            todo=f"`covision app --port {port % 65535 + 1}` uses another one.",
        )


def _ask(house: "House") -> Iterator[Finding]:
    request = Request(
        role="writer",
        messages=(Message(role="user", content="Answer with the one word: ready"),),
        prompt=PromptRef(id="doctor", version="1", digest=""),
        max_tokens=8,
        # Never answered from the cache: the question is whether the model answers now.
        seed=int.from_bytes(os.urandom(3), "big"),
    )
    reply = asyncio.run(house.new_models().of("writer").complete(request))
    yield Finding(
        name="asking", state="ok", what=f"{reply.model} answered in {reply.seconds:.1f} s: {reply.text[:60]!r}"
    )
