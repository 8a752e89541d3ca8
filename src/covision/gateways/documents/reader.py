"""The document reader: tells a file by its content, and has it read in a process with limits.

Small files of plain text are read here: starting a process takes longer than reading them, and their limits hold
without one (20 MB, 200,000 rows, 512 columns, no expression slower than linear).
"""

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from pathlib import Path
from typing import IO, Any

from covision.domain.reading import MAX_BYTES, Part, Reading
from covision.errors import InputError, Place
from covision.gateways.documents.refusing import CLOCK, MAX_REPLY, MEMORY, SECONDS, refuse
from covision.steps.ingest_plain import read_plain

_SMALL = 1 << 20
_START = "import sys, json; sys.path[:] = json.loads(sys.argv[1]); " + (
    "from covision.gateways.documents.child import main; main()"
)
_AS_CSV = "Save it again, or save it as CSV (UTF-8) and add that."


class Documents:
    """Reads every known kind of file: 8 seconds of processor time, 512 MB, and `seconds` on the clock for each."""

    def __init__(self, *, seconds: float = CLOCK) -> None:
        self._seconds = seconds

    def read(
        self, name: str, content: bytes, *, encoding: str | None = None, delimiter: str | None = None
    ) -> Reading:
        """The file as it stands. Raises `InputError` with what to do where it cannot be read within the limits."""
        if len(content) > MAX_BYTES:
            what = f"is {len(content) / 2**20:.1f} MB; at most 20 MB are read."
            raise refuse(name, what, "Split it, or keep the rows you need.")
        kind = kind_of(content)
        if kind == "plain" and len(content) <= _SMALL:
            return read_plain(name, content, encoding=encoding, delimiter=delimiter)
        asked = {"name": name, "kind": kind, "encoding": encoding, "delimiter": delimiter}
        return _reading(name, self._ask(name, json.dumps(asked).encode() + b"\n", content))

    def _ask(self, name: str, asked: bytes, content: bytes) -> bytes:
        process = subprocess.Popen(
            [sys.executable, "-I", "-c", _START, json.dumps(_paths())],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=Path(sys.executable).anchor or None,
            # No key and no address of this process reaches the one that reads what others made.
            env={key: os.environ[key] for key in ("SYSTEMROOT", "LD_LIBRARY_PATH") if key in os.environ},
            start_new_session=True,
        )
        assert process.stdin is not None and process.stdout is not None
        reply = bytearray()
        threads = [
            threading.Thread(target=_write, args=(process.stdin, asked, content), daemon=True),
            threading.Thread(target=_collect, args=(process.stdout, reply), daemon=True),
        ]
        try:
            for thread in threads:
                thread.start()
            threads[1].join(self._seconds)
            late = threads[1].is_alive()
        finally:
            _end(process)
            for thread in threads:
                thread.join(2)
            for pipe in (process.stdin, process.stdout):
                with contextlib.suppress(OSError):
                    pipe.close()
        if late or process.returncode == -getattr(signal, "SIGXCPU", 24):
            raise refuse(name, f"takes more than {SECONDS} seconds to read.", _AS_CSV)
        if len(reply) > 2 * MAX_REPLY:
            raise refuse(name, f"holds more than {MAX_REPLY >> 20} MB of text.", "Keep the columns you need.")
        return bytes(reply)


def kind_of(content: bytes) -> str:
    """`zip`, `ole`, `pdf` or `plain`, by the first bytes; the name is never believed."""
    if content.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return "zip"
    if content.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return "ole"
    return "pdf" if content[:1024].lstrip().startswith(b"%PDF-") else "plain"


def _paths() -> list[str]:
    here = str(Path(__file__).resolve().parents[3])
    return [here, *(path for path in sys.path if path and path != here)]


def _write(pipe: IO[bytes], asked: bytes, content: bytes) -> None:
    # A reader that gives up early closes its end; what it said stands in its reply.
    with contextlib.suppress(OSError, ValueError):
        pipe.write(asked)
        pipe.write(content)
        pipe.close()


def _collect(pipe: IO[bytes], reply: bytearray) -> None:
    with contextlib.suppress(OSError, ValueError):
        while len(reply) <= 2 * MAX_REPLY and (chunk := pipe.read(1 << 16)):
            reply += chunk


def _end(process: "subprocess.Popen[bytes]") -> None:
    """End the process and whatever it started; one that is done already has a moment to leave its exit code."""
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(0.2)
    if process.poll() is None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            if hasattr(os, "killpg"):
                os.killpg(process.pid, signal.SIGKILL)
            else:
                process.kill()
    process.wait()


def _reading(name: str, reply: bytes) -> Reading:
    lines = iter(reply.split(b"\n"))
    try:
        head: dict[str, Any] = json.loads(next(lines))
        if "error" in head:
            error = InputError(head["error"], todo=head.get("todo", ""), safe=head.get("safe", ""))
            error.place = Place(name)
            raise error
        if "memory" in head:
            raise refuse(name, f"needs more than {MEMORY >> 20} MB of memory to read.", _AS_CSV)
        if "broken" in head:
            raise refuse(name, f"is damaged: its reader failed ({head['broken']}).", _AS_CSV)
        parts = [_part(item, [json.loads(next(lines)) for _ in range(item["rows"])]) for item in head["parts"]]
        if json.loads(next(lines)) != {"end": True}:
            raise ValueError("cut")
    except (ValueError, KeyError, StopIteration):
        # An error while the rows went out comes after the head; else the process was ended from outside.
        raise _late(name, reply) from None
    return Reading(
        head["format"], parts, head["encoding"], head["delimiter"], head["notes"], Counter(head["hidden"])
    )


def _part(item: dict[str, Any], rows: list[list[str]]) -> Part:
    return Part(
        rows,
        name=item["name"],
        table=item["table"],
        hidden=item["hidden"],
        header=item["header"],
        pages=item["pages"],
        aside={int(at): why for at, why in item["aside"]},
        starts={int(at): begin for at, begin in item["starts"]},
    )


def _late(name: str, reply: bytes) -> InputError:
    last = reply[-2000:].rstrip(b"\n").rsplit(b"\n", 1)[-1]
    if last.startswith(b'{"error"'):
        with contextlib.suppress(ValueError):
            found = json.loads(last)
            return InputError(found["error"], todo=found["todo"], safe=found.get("safe", ""))
    what = f"broke its reader: it is damaged, or needs more than {MEMORY >> 20} MB of memory."
    return refuse(name, what, _AS_CSV)
