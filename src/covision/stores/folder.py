"""The data folder has one owner: a second process that wrote to the index beside us would lose data silently."""

import json
import os
from pathlib import Path

from filelock import FileLock, Timeout

from covision.errors import DataFolderBusy
from covision.stores.failures import plainly


class DataFolder:
    """Holds `owner.lock` until closed; the operating system lets go of it when the process dies."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with plainly(str(path)):
            path.mkdir(parents=True, exist_ok=True)
            self._lock = FileLock(str(path / "owner.lock"), timeout=0)
            try:
                self._lock.acquire()
            except Timeout:
                raise _busy(path) from None
            (path / "owner.json").write_text(json.dumps({"pid": os.getpid()}), encoding="utf-8")

    def close(self) -> None:
        """Let the next one in."""
        self._lock.release()

    def __enter__(self) -> "DataFolder":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _busy(path: Path) -> DataFolderBusy:
    try:
        pid = json.loads((path / "owner.json").read_text(encoding="utf-8"))["pid"]
        who = "This process already has" if pid == os.getpid() else f"Another covision (process {pid}) has"
    except (OSError, ValueError, KeyError, TypeError):
        who = "Another covision has"
    return DataFolderBusy(
        f"{who} the data folder {path} open.",
        safe="Nothing was changed.",
        todo="Use the one that is running, or close it first. To run two, give this one its own folder: "
        "set COVISION_HOME.",
    )
