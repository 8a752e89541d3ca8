"""Projects that were deleted and can still be put back for a while."""

import json
import threading
from collections.abc import Callable
from pathlib import Path

from covision.errors import StorageError

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

    def put(self, project: str) -> None:
        """Mark a project."""
        self._change(lambda ids: ids | {project})

    def take_back(self, project: str) -> bool:
        """Unmark it; False where it was not marked: it is gone, or was put back already."""
        before = self.ids()
        self._change(lambda ids: ids - {project})
        return project in before

    def gone(self, project: str) -> None:
        """Forget the mark of a project that is erased."""
        self.take_back(project)

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

    def _change(self, change: Callable[[frozenset[str]], frozenset[str]]) -> None:
        with self._lock:
            wanted = sorted(change(self.ids()))
            temporary = self._path.with_suffix(".part")
            try:
                self._path.parent.mkdir(parents=True, exist_ok=True)
                temporary.write_text(json.dumps(wanted), encoding="utf-8")
                temporary.replace(self._path)
            except OSError as error:
                raise StorageError(
                    f"The mark of a deleted vision cannot be written: {error.strerror or error}.",
                    safe="Nothing was deleted.",
                    todo="Look whether the disk is full.",
                ) from error
