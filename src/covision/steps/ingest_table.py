"""Bytes to rows: encoding, delimiter, quoting, and limits, without trusting the file's name."""

import csv
import io
import re
from collections import Counter
from dataclasses import dataclass, field
from itertools import islice

from charset_normalizer import from_bytes

from covision.errors import InputError, Place

MAX_BYTES = 20 * 1024 * 1024
MAX_ROWS = 200_000
MAX_COLUMNS = 512
MAX_CELL = 131_072
"""Characters in one cell; also the limit of Python's csv module, which is process-wide and left alone."""

_DELIMITERS = (",", ";", "\t", "|")
_SNIFF_ROWS = 60
_MOST_LONE_QUOTES = 1000

# What a file really is, by its first bytes; the name is never believed.
_MAGIC = (
    (b"PK\x03\x04", "a spreadsheet, Word file or ZIP archive"),
    (b"PK\x05\x06", "a ZIP archive"),
    (b"%PDF", "a PDF"),
    (b"\xd0\xcf\x11\xe0", "an old Excel or Word file"),
    (b"MZ", "a program"),
    (b"\x7fELF", "a program"),
    (b"{\\rtf", "a rich text file"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"\x1f\x8b", "a compressed file"),
    (b"SQLite format 3", "a database"),
)
_EVERYDAY = frozenset("áàâãäåæçéèêëíìîïñóòôõöøœúùûüýÿßÁÀÂÃÄÅÆÇÉÈÊËÍÎÑÓÔÕÖØÚÜ‘’“”„«»–—…€£°ºª§·•¿¡½\xa0")
_HTML = re.compile(rb"^\s*(<!doctype|<html|<\?xml|<svg|<script)", re.IGNORECASE)


@dataclass
class Table:
    """Rows of cells as the file has them; `delimiter` None means that each row is one text."""

    rows: list[list[str]]
    encoding: str | None
    delimiter: str | None
    notes: list[str] = field(default_factory=list)


def decode(name: str, content: bytes) -> tuple[str, str, list[str]]:
    """The text of a file, its encoding, and notes. Strict UTF-8 first (with or without BOM), then a noted guess."""
    if len(content) > MAX_BYTES:
        raise _refuse(
            name,
            f"is {len(content) / 2**20:.1f} MB; at most 20 MB are read.",
            "Split it, or keep the rows you need.",
        )
    for magic, what in _MAGIC:
        if content.startswith(magic):
            raise _refuse(name, f"is {what}, not a table of text.", "Save it as CSV (UTF-8), or paste the text.")
    if _HTML.match(content[:200]):
        raise _refuse(
            name, "is a web page or XML, not a table of text.", "Save it as CSV (UTF-8), or paste the text."
        )
    for bom, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(bom):
            try:
                return content.decode(encoding), encoding, []
            except UnicodeDecodeError:
                break
    try:
        return content.decode("utf-8"), "utf-8", []
    except UnicodeDecodeError as error:
        return _guess(name, content, error)


def _guess(name: str, content: bytes, error: UnicodeDecodeError) -> tuple[str, str, list[str]]:
    """The encoding whose strange characters are mostly everyday ones; the detector's guess joins in."""
    # Only around the first strange byte and the start: a guess over 20 MB takes minutes.
    sample = content[:100_000] + content[max(error.start - 50_000, 0) : error.start + 50_000]
    best = from_bytes(sample).best()
    tried: list[tuple[float, str, str]] = []
    for encoding in dict.fromkeys(["cp1252", *([best.encoding] if best is not None else []), "mac_roman"]):
        try:
            text = content.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
        strange = [char for char in text if not char.isascii()]
        tried.append((-sum(char in _EVERYDAY for char in strange) / max(len(strange), 1), encoding, text))
    found = min(tried, key=lambda item: item[0]) if tried else (0.0, "latin-1", content.decode("latin-1"))
    if sum(char < " " and char not in "\t\r\n\x0b\x0c" for char in found[2]) > len(found[2]) / 50:
        raise _refuse(name, "is not text that can be read.", "Save it as CSV (UTF-8), or paste the text.")
    note = f"The file is not UTF-8; it was read as {found[1]}. Check that accents look right."
    return found[2], found[1], [note]


def parse(name: str, text: str, *, table: bool) -> Table:
    """Rows of a text. `table` says whether it may be a table; where no delimiter fits, each row is one text."""
    lines = list(islice(io.StringIO(text, newline=""), 4 * MAX_ROWS))
    delimiter = sniff(lines) if table else None
    if delimiter is None:
        return Table(_one_column(name, lines) if table else _paragraphs(lines), None, None)
    rows, lone = _read(name, lines, delimiter)
    notes = [f"{lone} lone quote marks were read as plain text."] if lone else []
    return Table(rows, None, delimiter, notes)


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
    lone = at = 0
    while at < len(lines):
        start, failed = at, False
        reader = csv.reader(islice(lines, at, None), delimiter=delimiter)
        before = 0
        try:
            for row in reader:
                start = at + before
                if reader.line_num - before > 1 and _unclosed(lines, start, at + reader.line_num, delimiter):
                    failed = True
                    break
                _keep(name, rows, row)
                before = reader.line_num
        except csv.Error:
            start, failed = at + before, True
        if not failed:
            break
        lone += 1
        if len(lines[start]) > MAX_CELL or lone > _MOST_LONE_QUOTES:
            what = f"row {len(rows) + 1} has a cell of more than {MAX_CELL:,} characters."
            raise _refuse(name, what, "Check the quotes and the delimiter of that row.")
        _keep(name, rows, lines[start].rstrip("\r\n").split(delimiter))
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


def _keep(name: str, rows: list[list[str]], row: list[str]) -> None:
    if len(row) > MAX_COLUMNS:
        what = f"row {len(rows) + 1} has {len(row):,} columns; at most {MAX_COLUMNS} are read."
        raise _refuse(name, what, "Keep the columns you need.")
    rows.append(row)
    if len(rows) > MAX_ROWS + 1:
        raise _refuse(name, f"has more than {MAX_ROWS:,} rows.", "Split it, or keep the rows you need.")


def _one_column(name: str, lines: list[str]) -> list[list[str]]:
    """A table of one column: quotes may still hold line breaks."""
    rows, _ = _read(name, lines, "\x1f")
    return rows


def _paragraphs(lines: list[str]) -> list[list[str]]:
    """Pasted text: paragraphs where blank lines part them, else one text a line."""
    stripped = [line.strip() for line in lines]
    inner = "\n".join(stripped).strip()
    if "\n\n" not in inner:
        return [[line] for line in stripped if line]
    return [[part.strip()] for part in re.split(r"\n{2,}", inner) if part.strip()]


def _refuse(name: str, what: str, todo: str) -> InputError:
    return InputError(what, place=Place(name), todo=todo, safe="Nothing else was changed.")
