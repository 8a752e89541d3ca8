"""The process that reads one file: few imports, hard limits, rows out over a pipe, then it ends.

It gets a line of JSON (`name`, `kind`, `encoding`, `delimiter`) and the bytes of the file on its standard input. It
answers with a line of JSON that describes the reading, a line for each row, and a last line that says `end`.
Once the reader is loaded no further file or socket can be opened: the limit on descriptors forbids it.
"""

import codecs
import json
import sys
from typing import Any, BinaryIO

from covision.domain.reading import Reading
from covision.errors import InputError
from covision.gateways.documents.refusing import MAX_REPLY, MEMORY, SECONDS, refuse

try:
    import resource
except ImportError:  # Windows has no such limits; the clock of the parent still holds.
    resource = None  # type: ignore[assignment]

_NONE_MORE = 3
"""Descriptors: standard input, output and error are open, and no other may be."""


_ENCODINGS = ("ascii", "latin-1", "cp437", "cp1252", "utf-16-le", "utf-16-be")
"""What ZIP names, Word and PDF texts are written in: loaded while files can still be opened."""


def main() -> None:
    """Read what stands on the standard input, answer on the standard output."""
    out = sys.stdout.buffer
    asked: dict[str, Any] = json.loads(sys.stdin.buffer.readline())
    name = asked["name"]
    try:
        read = _reader(asked)
        for encoding in _ENCODINGS:
            codecs.lookup(encoding)
        limit(plain=asked["kind"] == "plain")
        _answer(name, out, read(name, sys.stdin.buffer.read()))
    except InputError as error:
        _line(out, {"error": error.what, "todo": error.todo, "safe": error.safe})
    except MemoryError:
        _line(out, {"memory": True})
    except RecursionError:
        _line(out, {"error": f"{name}: is nested too deeply.", "todo": "Save it again, or as CSV."})
    except Exception as error:
        _line(out, {"broken": type(error).__name__})
    out.flush()


def limit(*, plain: bool) -> None:
    """Bound memory, processor time and files of this process; `plain` reading may still load what it needs."""
    if resource is None:
        return
    wanted = [
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ]
    if not plain:
        wanted.append((resource.RLIMIT_NOFILE, _NONE_MORE))
    limits = [(what, (most, most)) for what, most in wanted]
    # At the hard limit a process is killed without a word; at the soft one its end says why.
    limits.append((resource.RLIMIT_CPU, (SECONDS, SECONDS + 1)))
    for what, both in limits:
        try:
            resource.setrlimit(what, both)
        except (ValueError, OSError):  # macOS refuses some of them
            continue


def _reader(asked: dict[str, Any]) -> Any:
    kind = asked["kind"]
    if kind == "plain":
        from covision.steps.ingest_plain import read_plain

        return lambda name, content: read_plain(
            name, content, encoding=asked["encoding"], delimiter=asked["delimiter"]
        )
    if kind == "pdf":
        from covision.gateways.documents.pdf import read_pdf

        return read_pdf
    from covision.gateways.documents.office import read_ole, read_zip

    return read_ole if kind == "ole" else read_zip


def _answer(name: str, out: BinaryIO, reading: Reading) -> None:
    parts = [
        {
            "name": part.name,
            "table": part.table,
            "hidden": part.hidden,
            "header": part.header,
            "pages": part.pages,
            "aside": list(part.aside.items()),
            "starts": list(part.starts.items()),
            "rows": len(part.rows),
        }
        for part in reading.parts
    ]
    size = _line(
        out,
        {
            "format": reading.format,
            "encoding": reading.encoding,
            "delimiter": reading.delimiter,
            "notes": reading.notes,
            "hidden": dict(reading.hidden),
            "parts": parts,
        },
    )
    for part in reading.parts:
        for row in part.rows:
            size += _line(out, row)
            if size > MAX_REPLY:
                raise refuse(name, f"holds more than {MAX_REPLY >> 20} MB of text.", "Keep the columns you need.")
    _line(out, {"end": True})


def _line(out: BinaryIO, data: Any) -> int:
    # ASCII, so that a lone surrogate from a damaged file cannot break the pipe.
    line = json.dumps(data).encode("ascii") + b"\n"
    return out.write(line)
