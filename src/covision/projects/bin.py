"""Projects that were deleted and can still be put back for a while."""

import json
import logging
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from covision.errors import CovisionError, NotFound, StorageError

if TYPE_CHECKING:
    from covision.projects.engine import ProjectEngine

_log = logging.getLogger(__name__)

KEPT_SECONDS = 600.0
"""How long a deleted project can be put back while covision runs."""


class Bin:
    """Marks of deleted projects, in a file: a crash forgets none, and what is marked is erased at the next start.

    A marked project is shown nowhere. `take_back` undoes it, `gone` says that it is erased. Thread-safe; raises
    `StorageError` where the mark cannot be written, and then nothing is deleted.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._erasing: set[str] = set()

    def put(self, project: str) -> None:
        """Mark a project."""
        self._change(lambda ids: ids | {project})

    def take_back(self, project: str) -> bool:
        """Unmark it; False where it was not marked or is being erased: it cannot be put back."""
        with self._lock:
            if project in self._erasing or project not in self.ids():
                return False
            self._write(self.ids() - {project})
            return True

    def begin(self, project: str) -> bool:
        """Claim a marked project for erasing, its mark stays; False where it was put back or is claimed."""
        with self._lock:
            if project in self._erasing or project not in self.ids():
                return False
            self._erasing.add(project)
            return True

    def end(self, project: str, erased: bool) -> None:
        """It is erased, so that its mark can go; or it could not be, and is tried again later."""
        with self._lock:
            self._erasing.discard(project)
            if erased:
                self._write(self.ids() - {project})

    def ids(self) -> frozenset[str]:
        """All marked projects."""
        try:
            told = json.loads(self._path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return frozenset()
        except (OSError, ValueError):
            # A mark that cannot be read must not erase anything.
            return frozenset()
        return frozenset(str(id) for id in told) if isinstance(told, list) else frozenset()

    def __contains__(self, project: object) -> bool:
        return project in self.ids()

    def check(self, project: str) -> None:
        """Raise `NotFound` for a project that was deleted, whether or not it is erased yet."""
        if project in self.ids():
            raise NotFound(
                f"Project {project} was deleted.",
                safe="The app can put it back for ten minutes; then, or at its next start, covision erases it.",
                todo="Choose another: `covision project list`.",
            )

    def _change(self, change: Callable[[frozenset[str]], frozenset[str]]) -> None:
        with self._lock:
            self._write(change(self.ids()))

    def _write(self, ids: frozenset[str]) -> None:
        temporary = self._path.with_suffix(".part")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            temporary.write_text(json.dumps(sorted(ids)), encoding="utf-8")
            temporary.replace(self._path)
        except OSError as error:
            raise StorageError(
                f"The mark of a deleted vision cannot be written: {error.strerror or error}.",
                safe="Nothing was deleted.",
                todo="Look whether the disk is full.",
            ) from error


async def empty(bin: Bin, engine: "ProjectEngine", projects: Iterable[str] | None = None) -> None:
    """Erase marked projects (all of them, or those of `projects` that are marked); a failure is tried next time."""
    for project in sorted(bin.ids() if projects is None else projects):
        if not bin.begin(project):
            continue
        erased = False
        try:
            await engine.delete(project)
            erased = True
        except NotFound:
            erased = True
        except CovisionError as error:
            _log.warning("project %s was deleted and is not erased yet: %s", project, error)
        finally:
            bin.end(project, erased)
