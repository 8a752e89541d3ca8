"""Files of plain text and pasted text: what they are is told by their content, the name only breaks ties."""

import re

from covision.domain.reading import MAX_BYTES, MAX_CELLS, MAX_ROWS, Part, Reading
from covision.errors import InputError, Place
from covision.steps.assumptions import plain
from covision.steps.ingest_columns import is_called
from covision.steps.ingest_encoding import decode
from covision.steps.ingest_json import read_json
from covision.steps.ingest_table import parse

# What a file really is, by its first bytes; the name is never believed.
_MAGIC = (
    (b"PK\x03\x04", "a spreadsheet, Word file or ZIP archive"),
    (b"PK\x05\x06", "a ZIP archive"),
    (b"%PDF", "a PDF"),
    (b"\xd0\xcf\x11\xe0", "an old Excel or Word file"),
    (b"\x7fELF", "a program"),
    (b"\xca\xfe\xba\xbe", "a program"),
    (b"\xcf\xfa\xed\xfe", "a program"),
    (b"{\\rtf", "a rich text file"),
    (b"%!PS", "a PostScript file"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"II*\x00", "a picture"),
    (b"MM\x00*", "a picture"),
    (b"\x1f\x8b", "a compressed file"),
    (b"BZh", "a compressed file"),
    (b"7z\xbc\xaf", "a compressed file"),
    (b"Rar!", "a compressed file"),
    (b"\xfd7zXZ", "a compressed file"),
    (b"(\xb5/\xfd", "a compressed file"),
    (b"SQLite format 3", "a database"),
    (b"PAR1", "a database"),
    (b"OggS", "a sound recording"),
    (b"ID3", "a sound recording"),
)
_MARKUP = re.compile(r"<(!doctype|!--|html|head|body|\?xml|svg|script|math|xsl)\b|<!--", re.IGNORECASE)
_LIST_MARK = re.compile(r"[ \t]*(?:[-*•–▪◦]|\d{1,3}[.)]|>)[ \t]+(?=\S)")
_HEADING = re.compile(r"#{1,6}[ \t]+\S")
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def read_plain(name: str, content: bytes, *, encoding: str | None = None, delimiter: str | None = None) -> Reading:
    """A CSV, TSV, JSON, JSON lines, text or Markdown file. Raises `InputError` where it is none of them."""
    if len(content) > MAX_BYTES:
        raise InputError(
            f"is {len(content) / 2**20:.1f} MB; at most 20 MB are read.",
            place=Place(name),
            todo="Split it, or keep the rows you need.",
            safe="Nothing else was changed.",
        )
    refuse_magic(name, content)
    text, found, notes = decode(name, content, encoding)
    refuse_markup(name, text)
    lower = name.lower()
    running = lower.endswith((".txt", ".md", ".markdown", ".text"))
    reading = _read(name, text, delimiter, table=not running, markdown=lower.endswith((".md", ".markdown")))
    reading.encoding = found
    reading.notes = [*notes, *reading.notes]
    return reading


def read_pasted(name: str, text: str, *, delimiter: str | None = None) -> Reading:
    """Pasted text: rows of a spreadsheet, JSON, or paragraphs. Raises `InputError` where there is nothing in it."""
    if len(text) > MAX_BYTES:
        raise InputError("is too long to paste.", place=Place(name), todo="Save it as a file, and add that.")
    reading = _read(name, text, delimiter, table=False, markdown=False)
    if reading.format in ("text", "markdown"):
        reading.format = "pasted"
    return reading


def refuse_magic(name: str, content: bytes) -> None:
    """Raises `InputError` for bytes that begin like something that is no text."""
    what = next((what for magic, what in _MAGIC if content.startswith(magic)), None)
    if content.startswith(b"MZ") and any(byte > 126 or byte < 9 for byte in content[:64]):
        what = "a program"
    if content[4:8] == b"ftyp" or (content.startswith(b"RIFF") and b"\x00" in content[:64]):
        what = "a recording"
    if what is not None:
        raise InputError(
            f"is {what}, not a table of text.",
            place=Place(name),
            todo="Save it as CSV (UTF-8), or paste the text.",
            safe="Nothing else was changed.",
        )


def refuse_markup(name: str, text: str) -> None:
    """Raises `InputError` for a text that begins like a web page or XML."""
    start = text[:20_000].lstrip("\ufeff \t\r\n")[:20]
    if _MARKUP.match(start):
        todo = "Save it as CSV (UTF-8), or paste the text."
        raise InputError("is a web page or XML, not a table of text.", place=Place(name), todo=todo)


def _read(name: str, text: str, delimiter: str | None, *, table: bool, markdown: bool) -> Reading:
    text = text.removeprefix("\ufeff")
    if not any(char.isalnum() for char in text):
        raise InputError(
            "holds no text.", place=Place(name), todo="Choose another file, or paste customers' words."
        )
    if len(text) > 4096 and len(_CONTROLS.findall(text)) > len(text) / 10:
        todo = "Save it as CSV (UTF-8), or paste the text."
        raise InputError("is not text that can be read.", place=Place(name), todo=todo)
    if delimiter is None and (found := read_json(name, text)) is not None:
        return found
    if table or delimiter is not None or _looks_like_table(text):
        cut = parse(name, text, delimiter)
        format = "tsv" if cut.delimiter == "\t" else "csv"
        return Reading(format, [Part(cut.rows)], delimiter=cut.delimiter, notes=cut.notes)
    return Reading("markdown" if markdown else "text", [_paragraphs(name, text, markdown)])


def _looks_like_table(text: str) -> bool:
    """Pasted rows of a spreadsheet: the first line names a known column among others."""
    first = text[:10_000].split("\n", 1)[0]
    cells = [plain(cell) for cell in re.split(r"[\t;,|]", first)]
    return (
        len(cells) > 1 and all(len(cell) <= 40 for cell in cells) and any(is_called(cell, "text") for cell in cells)
    )


def _paragraphs(name: str, text: str, markdown: bool) -> Part:
    """Paragraphs where blank lines part them, else one text a line; each item of a list is a text of its own."""
    lines = re.split(r"\r\n|\r|\n", text)
    apart = any(not line.strip() for line in "\n".join(lines).strip().split("\n"))
    part = Part([], table=False)
    open = False
    for line in lines:
        if not line.strip():
            open = False
            continue
        heading = markdown and _HEADING.match(line)
        mark = _LIST_MARK.match(line)
        if open and apart and not mark and not heading:
            part.rows[-1][0] += "\n" + line
            continue
        if heading:
            part.aside[len(part.rows)] = "heading"
        elif mark:
            part.starts[len(part.rows)] = mark.end()
        part.rows.append([line])
        open = not heading
        if len(part.rows) > min(MAX_ROWS, MAX_CELLS):
            what = f"has more than {MAX_ROWS:,} paragraphs."
            raise InputError(what, place=Place(name), todo="Split it, or keep the part you need.")
    return part
