"""Text to rows: delimiter, quoting, and limits."""

import csv
import io
from collections import Counter
from dataclasses import dataclass, field
from itertools import islice

from covision.domain.reading import MAX_CELLS, MAX_COLUMNS, MAX_ROWS
from covision.errors import InputError, Place

MAX_CELL = 131_072
"""Characters in one cell; also the limit of Python's csv module, which is process-wide and left alone."""

_DELIMITERS = (",", ";", "\t", "|", "~", "^", "¦")
_SNIFF_ROWS = 60
_MOST_LONE_QUOTES = 1000
_MOST_LINES = 4 * MAX_ROWS


@dataclass
class Table:
    """Rows of cells as the text has them; `delimiter` None means that each row is one cell."""

    rows: list[list[str]]
    delimiter: str | None
    notes: list[str] = field(default_factory=list)


def parse(name: str, text: str, delimiter: str | None = None) -> Table:
    """The rows of a table. `delimiter` None: found by looking; where none fits, the table has one column."""
    lines = list(islice(io.StringIO(text, newline=""), _MOST_LINES + 1))
    if len(lines) > _MOST_LINES:
        raise _refuse(name, f"has more than {_MOST_LINES:,} lines.", "Split it, or keep the rows you need.")
    if delimiter is not None and (len(delimiter) != 1 or delimiter in '"\r\n'):
        raise _refuse(name, f"cannot be cut at {delimiter!r}.", "Choose one character, such as a comma or a tab.")
    found = delimiter or sniff(lines)
    # Quotes may hold line breaks in a table of one column too.
    rows, lone = _read(name, lines, found or "\x1f")
    notes = [f"{lone} lone quote marks were read as plain text."] if lone and found else []
    return Table(rows, found, notes)


def sniff(lines: list[str]) -> str | None:
    """The delimiter that cuts most rows into the same number of cells, two or more; None where none does."""
    best: tuple[float, int, str] | None = None
    for delimiter in _DELIMITERS:
        try:
            rows = [r for r in islice(csv.reader(lines[: 4 * _SNIFF_ROWS], delimiter=delimiter), _SNIFF_ROWS) if r]
        except csv.Error:
            continue
        if not rows:
            continue
        columns, times = Counter(len(row) for row in rows).most_common(1)[0]
        share = times / len(rows)
        if columns > 1 and share >= 0.6 and len(rows[0]) > 1 and (best is None or (share, columns) > best[:2]):
            best = (share, columns, delimiter)
    return best[2] if best else None


def _read(name: str, lines: list[str], delimiter: str) -> tuple[list[list[str]], int]:
    """All rows, and how many quotes were never closed; such a one spoils its own line only."""
    rows: list[list[str]] = []
    lone = at = cells = 0
    while at < len(lines):
        start, failed = at, False
        # A range and not islice: after each lone quote the reader starts where it stopped, at no cost.
        reader = csv.reader(map(lines.__getitem__, range(at, len(lines))), delimiter=delimiter)
        before = 0
        try:
            for row in reader:
                start = at + before
                if reader.line_num - before > 1 and _unclosed(lines, start, at + reader.line_num, delimiter):
                    failed = True
                    break
                cells += len(row)
                _keep(name, rows, row, cells)
                before = reader.line_num
        except csv.Error:
            start, failed = at + before, True
        if not failed:
            break
        lone += 1
        if lone > _MOST_LONE_QUOTES:
            what = f"has more than {_MOST_LONE_QUOTES:,} quote marks that are never closed."
            raise _refuse(name, what, "Save it again as CSV, or choose another delimiter.")
        if len(lines[start]) > MAX_CELL:
            what = f"row {len(rows) + 1} has a cell of more than {MAX_CELL:,} characters."
            raise _refuse(name, what, "Check the quotes and the delimiter of that row.")
        row = lines[start].rstrip("\r\n").split(delimiter)
        cells += len(row)
        _keep(name, rows, row, cells)
        at = start + 1
    return rows, lone


def _unclosed(lines: list[str], start: int, end: int, delimiter: str) -> bool:
    """True where a row of several lines only came about because a quote was never closed.

    Read strictly it fails, and it either swallowed the rest of the file or a line that looks like a row itself.
    """
    try:
        list(csv.reader(lines[start:end], delimiter=delimiter, strict=True))
    except csv.Error:
        usual = lines[0].count(delimiter)
        return end >= len(lines) or any(line.count(delimiter) == usual for line in lines[start + 1 : end])
    return False


def _keep(name: str, rows: list[list[str]], row: list[str], cells: int) -> None:
    if len(row) > MAX_COLUMNS:
        what = f"row {len(rows) + 1} has {len(row):,} columns; at most {MAX_COLUMNS} are read."
        raise _refuse(name, what, "Keep the columns you need.")
    if cells > MAX_CELLS:
        raise _refuse(name, f"has more than {MAX_CELLS:,} cells.", "Keep the columns you need.")
    rows.append(row)
    if len(rows) > MAX_ROWS + 1:
        raise _refuse(name, f"has more than {MAX_ROWS:,} rows.", "Split it, or keep the rows you need.")


def _refuse(name: str, what: str, todo: str) -> InputError:
    return InputError(what, place=Place(name), todo=todo, safe="Nothing else was changed.")
