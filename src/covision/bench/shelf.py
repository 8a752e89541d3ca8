"""The runs in a folder, newest first: what a list of them shows, without reading whole logs."""

import re
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from covision.bench.log import RESULTS, item_of
from covision.bench.report import JUNIT, REPORT, SUMMARY
from covision.domain.evals import Header
from covision.domain.summary import RunSummary

FILES = (REPORT, SUMMARY, RESULTS, JUNIT)
"""Files of a run that may be looked at."""

_NAME = re.compile(r"^[A-Za-z0-9][A-Za-z0-9._-]{0,150}$")
_LARGEST = 32 * 1024 * 1024


@dataclass(frozen=True)
class Listed:
    """A run by the name of its folder. `summary` None: it has not ended yet, or its summary cannot be read."""

    name: str
    header: Header
    summary: RunSummary | None
    report: bool


def runs_in(folder: Path) -> tuple[Listed, ...]:
    """Every run below `folder`, the newest first; a folder whose log does not begin as a run is left out."""
    try:
        places = [path for path in folder.iterdir() if _NAME.match(path.name) and path.is_dir()]
    except OSError:
        return ()
    found = [one for path in places if (one := _listed(path)) is not None]
    return tuple(sorted(found, key=lambda one: (one.header.started_at, one.name), reverse=True))


def place_of(run: Path, folder: Path) -> Path:
    """A run as it was named: the path itself, or else the one of this name below `folder`."""
    shelved = folder / run
    return shelved if not run.exists() and _NAME.match(str(run)) and shelved.is_dir() else run


def file_of(folder: Path, name: str, file: str) -> Path | None:
    """A file of the run called `name` below `folder`; None for any other name, and for what lies elsewhere."""
    if file not in FILES or not _NAME.match(name):
        return None
    path = folder / name / file
    try:
        inside = path.resolve(strict=True).is_relative_to(folder.resolve(strict=True))
    except OSError:
        return None
    return path if inside and path.is_file() else None


def _listed(path: Path) -> Listed | None:
    try:
        with (path / RESULTS).open(encoding="utf-8") as lines:
            header = item_of(lines.readline(_LARGEST))
    except (OSError, UnicodeDecodeError, ValidationError):
        return None
    if not isinstance(header, Header):
        return None
    return Listed(path.name, header, _summary(path / SUMMARY, header), (path / REPORT).is_file())


def _summary(path: Path, header: Header) -> RunSummary | None:
    """The summary beside a log; None where there is none of this run."""
    try:
        if path.stat().st_size > _LARGEST:
            return None
        found = RunSummary.model_validate_json(path.read_bytes())
    except (OSError, ValidationError):
        return None
    return found if found.run == header.id else None
