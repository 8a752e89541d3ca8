"""Spreadsheets: XLSX, ODS and old XLS. Sheets, rows and columns that nobody can see are set aside and counted."""

import datetime as dt
import io
import posixpath
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from functools import partial

import python_calamine as calamine
from lxml import etree

from covision.domain.reading import MAX_CELLS, MAX_COLUMNS, MAX_ROWS, Part, Reading
from covision.gateways.documents.archive import Archive
from covision.gateways.documents.refusing import refuse

_ROW = re.compile(rb"<(?:\w+:)?row\b[^<>]{0,1000}>")
_COL = re.compile(rb"<(?:\w+:)?col\b[^<>]{0,1000}>")
_ATTRIBUTE = re.compile(rb"\b(r|min|max|hidden)=[\"']([^\"']{0,20})")
_MOST_ROWS = 1_048_576  # of a sheet in a spreadsheet program
_CHUNK = 1 << 20
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"


def read_xlsx(name: str, archive: Archive, content: bytes) -> Reading:
    """The sheets of an XLSX file."""
    comments = sum(
        len(re.findall(rb"<(?:\w+:)?comment\b", archive.read(entry)))
        for entry in archive.names
        if re.match(r"xl/(comments\d*|comments/comment\d*)\.xml$", entry)
    )
    unseen = {sheet: partial(_unseen_xlsx, name, archive, path) for sheet, path in _paths(archive)}
    reading = _read(name, "xlsx", content, unseen)
    reading.hidden["comments"] += comments
    return _told(reading, archive.hidden)


def read_ods(name: str, archive: Archive, content: bytes) -> Reading:
    """The sheets of an ODS file."""
    found = _unseen_ods(archive)
    reading = _read(name, "ods", content, {sheet: partial(_rows_only, rows) for sheet, rows in found.items()})
    reading.hidden["comments"] += archive.read("content.xml").count(b"<office:annotation ")
    return _told(reading, archive.hidden)


def read_xls(name: str, content: bytes) -> Reading:
    """The sheets of an old Excel file; hidden rows cannot be told apart in it, and a note says so."""
    reading = _read(name, "xls", content, {})
    reading.notes.append("In old Excel files hidden rows cannot be told from others; they were read.")
    return _told(reading, Counter())


Unseen = Callable[[], tuple[set[int], set[int]]]
"""Gives hidden rows and hidden columns, from 0."""


def _rows_only(rows: set[int]) -> tuple[set[int], set[int]]:
    return rows, set()


def _read(name: str, format: str, content: bytes, unseen: Mapping[str, Unseen]) -> Reading:
    reading = Reading(format, [])
    cells = 0
    try:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheets = [sheet for sheet in book.sheets_metadata if sheet.typ == calamine.SheetTypeEnum.WorkSheet]
        if any(
            sheet.typ in (calamine.SheetTypeEnum.MacroSheet, calamine.SheetTypeEnum.Vba)
            for sheet in book.sheets_metadata
        ):
            raise refuse(name, "holds macros.", "Save it without macros (XLSX), or as CSV.")
        for meta in sheets:
            rows_away, columns_away = unseen[meta.name]() if meta.name in unseen else (set(), set())
            sheet = book.get_sheet_by_name(meta.name)
            cells += sheet.height * sheet.width
            _check(name, meta.name, sheet, cells)
            hidden = meta.visible != calamine.SheetVisibleEnum.Visible
            if (part := _part(sheet, hidden, rows_away, columns_away, reading.hidden)).rows:
                reading.parts.append(part)
    except calamine.PasswordError:
        raise refuse(name, "is protected by a password.", "Take the password off, and add it again.") from None
    except calamine.CalamineError:
        raise refuse(name, "is damaged: it cannot be read as a spreadsheet.", "Save it again, or as CSV.") from None
    if not reading.parts:
        raise refuse(name, "holds no text.", "Choose another file, or paste customers' words.")
    return reading


def _check(name: str, sheet: str, found: calamine.CalamineSheet, cells: int) -> None:
    if found.height > MAX_ROWS + 1:
        raise refuse(name, f'has more than {MAX_ROWS:,} rows in sheet "{sheet}".', "Keep the rows you need.")
    if found.width > MAX_COLUMNS:
        what = f'has {found.width:,} columns in sheet "{sheet}"; at most {MAX_COLUMNS} are read.'
        raise refuse(name, what, "Keep the columns you need.")
    if cells > MAX_CELLS:
        raise refuse(name, f"has more than {MAX_CELLS:,} cells.", "Keep the columns and rows you need.")


def _part(
    sheet: calamine.CalamineSheet, hidden: bool, rows_away: set[int], columns_away: set[int], counts: Counter[str]
) -> Part:
    start = sheet.start or (0, 0)
    part = Part([], name=sheet.name, hidden=hidden)
    gone: set[int] = set()
    for at, row in enumerate(sheet.to_python(skip_empty_area=True), start=start[0]):
        cells = [_shown(cell) for cell in row]
        for column in columns_away:
            place = column - start[1]
            if 0 <= place < len(cells) and cells[place]:
                gone.add(column)
                cells[place] = ""
        if at in rows_away and any(cells):
            part.aside[len(part.rows)] = "hidden"
        part.rows.append(cells)
    counts["hidden sheets"] += hidden and bool(part.rows)
    counts["hidden rows"] += 0 if hidden else len(part.aside)
    counts["hidden columns"] += len(gone)
    return part


def _shown(cell: object) -> str:
    """A cell as text: dates by ISO 8601, whole numbers without a point."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, dt.datetime):
        day = cell.time() == dt.time(0)
        return cell.date().isoformat() if day else cell.isoformat(sep=" ", timespec="seconds")
    if isinstance(cell, dt.date | dt.time):
        return cell.isoformat()
    return "" if cell is None else str(cell)


def _paths(archive: Archive) -> Iterator[tuple[str, str]]:
    """Sheet names with the entries that hold them."""
    book, relations = _xml(archive.read("xl/workbook.xml")), _xml(archive.read("xl/_rels/workbook.xml.rels"))
    if book is None or relations is None:
        return
    targets = {one.get("Id"): one.get("Target") or "" for one in relations}
    for sheet in book.iter("{*}sheet"):
        ids = [value for key, value in sheet.attrib.items() if str(key).endswith("}id")]
        target = targets.get(ids[0], "") if ids else ""
        yield str(sheet.get("name")), posixpath.normpath(posixpath.join("/xl", target)).lstrip("/")


def _xml(content: bytes) -> "etree._Element | None":
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(content, parser) if content else None
    except etree.XMLSyntaxError:
        return None


def _unseen_xlsx(name: str, archive: Archive, path: str) -> tuple[set[int], set[int]]:
    """Hidden rows and columns of a sheet, from 0; the sheet streams by, it is never held."""
    rows: set[int] = set()
    columns: set[int] = set()
    if path not in archive.names:
        return rows, columns
    tail, count = b"", 0
    with archive.zip.open(path) as stream:
        while chunk := stream.read(_CHUNK):
            # What may be the first half of a tag waits for the next chunk.
            whole = tail + chunk
            cut = whole.rfind(b"<")
            text, tail = (whole[:cut], whole[cut:]) if cut > 0 else (whole, b"")
            if b"hidden" not in text and count + text.count(b"<row") <= _MOST_ROWS:
                count += text.count(b"<row") + text.count(b":row")
                continue
            for tag in _COL.findall(text):
                found = dict(_ATTRIBUTE.findall(tag))
                if found.get(b"hidden") in (b"1", b"true"):
                    first, last = _number(found.get(b"min")), _number(found.get(b"max"))
                    columns.update(range(first - 1, min(last, MAX_COLUMNS + 1)))
            for tag in _ROW.findall(text):
                found = dict(_ATTRIBUTE.findall(tag))
                count = _number(found.get(b"r")) or count + 1
                if found.get(b"hidden") in (b"1", b"true"):
                    rows.add(count - 1)
            if count > _MOST_ROWS:
                raise refuse(name, f"has more than {MAX_ROWS:,} rows.", "Keep the rows you need.")
    return rows, columns


def _number(text: bytes | None) -> int:
    return int(text) if text and text.isdigit() else 0


def _unseen_ods(archive: Archive) -> dict[str, set[int]]:
    """Hidden rows of each sheet, from 0."""
    found: dict[str, set[int]] = {}
    rows: set[int] = set()
    at = 0
    parse = etree.iterparse(
        io.BytesIO(archive.read("content.xml")),
        events=("start", "end"),
        tag=(f"{_TABLE}table", f"{_TABLE}table-row"),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
    )
    try:
        for event, node in parse:
            if node.tag == f"{_TABLE}table":
                if event == "start":
                    at, rows = 0, found.setdefault(str(node.get(f"{_TABLE}name")), set())
                continue
            if event == "start":
                continue
            times = _number((node.get(f"{_TABLE}number-rows-repeated") or "1").encode())
            if node.get(f"{_TABLE}visibility") in ("collapse", "filter"):
                rows.update(range(at, at + min(times, MAX_ROWS)))
            at += times
            node.clear()
    except etree.XMLSyntaxError:
        return {}
    return found


def _told(reading: Reading, more: Counter[str]) -> Reading:
    """Say what is there and was not read."""
    reading.hidden = +(reading.hidden + more)
    if reading.hidden["hidden sheets"]:
        names = ", ".join(f'"{part.name}"' for part in reading.parts if part.hidden)
        reading.notes.append(f"Hidden sheets are not read unless you choose them: {names}.")
    if count := reading.hidden["hidden rows"]:
        note = f"{count:,} hidden rows were not read. If a filter hides them, show all rows and add the file again."
        reading.notes.append(note)
    if count := reading.hidden["hidden columns"]:
        reading.notes.append(f"{count:,} hidden columns were not read.")
    for what in ("comments", "embedded files", "references to other places"):
        if count := reading.hidden[what]:
            reading.notes.append(f"{count:,} {what} in the file were not read.")
    return reading
