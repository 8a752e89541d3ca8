"""What commands share: output, settings, files of the user."""

import json
import re
import shutil
import sys
import textwrap
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import typer

from covision.errors import InputError, Place

JSON = typer.Option(False, "--json", help="Print JSON instead of text.")
# A terminal obeys these: words of customers and models must not.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def plain(text: str) -> str:
    """Text without characters that would steer a terminal; line breaks and tabs stay."""
    return _CONTROL.sub("", text)


def result(text: str = "") -> None:
    """A line of the result, on stdout."""
    typer.echo(plain(text))


def result_json(data: Any, *, lines: bool = False) -> None:
    """The result as JSON on stdout; with `lines` on one line."""
    typer.echo(json.dumps(data, ensure_ascii=False, indent=None if lines else 2))


def note(text: str) -> None:
    """Progress or a remark, on stderr."""
    typer.echo(plain(text), err=True)


def wrapped(text: str, indent: str = "", first: str | None = None) -> str:
    """Text broken to the width of the terminal (at most 100 columns)."""
    width = max(40, min(100, shutil.get_terminal_size((100, 24)).columns))
    return textwrap.fill(
        " ".join(plain(text).split()),
        width,
        initial_indent=indent if first is None else first,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )


def table(rows: Iterable[tuple[str, ...]]) -> None:
    """Columns on stdout, as wide as they need to be; the last one is not padded."""
    shown = [tuple(plain(cell) for cell in row) for row in rows]
    if not shown:
        return
    widths = [max(len(row[at]) for row in shown) for at in range(len(shown[0]) - 1)]
    for row in shown:
        result("  ".join([*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[-1]]))


class Bytes:
    """Progress of a download on stderr: one line on a terminal, every tenth elsewhere."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._shown = -1
        self._live = sys.stderr.isatty()

    def __call__(self, have: int, size: int) -> None:
        """`have` of `size` bytes are here."""
        share = int(100 * have / size) if size else 100
        step = share if self._live else share - share % 10
        if step == self._shown:
            return
        self._shown = step
        text = f"{self.name}: {have / 1e6:,.0f} of {size / 1e6:,.0f} MB ({share}%)"
        if self._live:
            typer.echo(f"\r{text}", err=True, nl=share >= 100)
        else:
            typer.echo(text, err=True)


def read_bytes(path: Path, todo: str = "Check the name.") -> bytes:
    """A file of the user; raises `InputError` in plain words."""
    try:
        return path.read_bytes()
    except IsADirectoryError as error:
        raise InputError("is a folder.", place=Place(str(path)), todo="Name a file in it.") from error
    except FileNotFoundError as error:
        raise InputError("there is no such file.", place=Place(str(path)), todo=todo) from error
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}.", place=Place(str(path)), todo=todo) from error


def read_text(path: Path, todo: str = "Check the name.") -> str:
    """A text file of the user, UTF-8; raises `InputError` with the line that is not."""
    content = read_bytes(path, todo)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise InputError(
            "this line is not UTF-8 text.", place=Place(str(path), line), todo="Save the file as UTF-8."
        ) from error


def write(path: Path, content: bytes) -> None:
    """Write a file whole or not at all; raises `StorageError`."""
    from covision.errors import StorageError

    fresh = path.with_name(f".{path.name}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh.write_bytes(content)
        fresh.replace(path)
    except OSError as error:
        fresh.unlink(missing_ok=True) if fresh.parent.is_dir() else None
        raise StorageError(
            f"{path} could not be written: {error.strerror or error}.",
            todo="Free some space, check the rights, or choose another place with --out.",
        ) from error


def each_line(text: str, use: Callable[[int, str], None]) -> None:
    """Call `use` with the number (from 1) and the words of every line that is not blank."""
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip():
            use(number, line)
