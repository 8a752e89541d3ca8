"""Customer research is read: a file or pasted text becomes snippets, and every row is accounted for."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator

from covision.domain.base import Frozen
from covision.domain.reading import DocumentReader, Part, Reading
from covision.domain.research import ResearchSource
from covision.errors import InputError, Place
from covision.steps.ingest_columns import Columns, propose, with_given
from covision.steps.ingest_plain import read_pasted, read_plain
from covision.steps.ingest_rows import Account, damage_note, walk
from covision.steps.ingest_text import clean, guess_language
from covision.steps.mask import personal

READER = "2"
"""Version of what reading makes of a file; another one reads unchanged files anew."""

_SAMPLE = 300


class Choices(Frozen):
    """What the user chose in place of what was found; None: as found; an empty column name: there is none.

    `sheets` are the sheets to read (a hidden one only where it is named here). `columns` gives a sheet a text
    column of its own; `text_column` and the others hold for every sheet that has such a column.
    """

    text_column: str | None = None
    date_column: str | None = None
    rating_column: str | None = None
    origin_column: str | None = None
    sheets: tuple[str, ...] | None = None
    columns: dict[str, str] = {}
    encoding: str | None = None
    delimiter: str | None = None


class SheetPreview(Frozen):
    """A sheet (or the only table or text of a file): `rows` are its first data rows, `total` counts all of them."""

    name: str | None
    columns: Columns
    rows: tuple[tuple[str, ...], ...]
    total: int
    hidden: bool = False


class Preview(Frozen):
    """What a file looks like before it is read. `language` is the commonest one of its first comments."""

    format: str
    encoding: str | None
    delimiter: str | None
    language: str | None
    sheets: tuple[SheetPreview, ...]
    notes: tuple[str, ...] = ()
    hidden: dict[str, int] = {}

    @property
    def total(self) -> int:
        """Data rows of all sheets."""
        return sum(sheet.total for sheet in self.sheets)


def preview(
    name: str,
    content: bytes | str,
    reader: DocumentReader | None = None,
    choices: Choices = Choices(),
    *,
    most: int = 5,
) -> Preview:
    """The first rows and the proposed columns of each sheet, with `choices` heeded; raises as `read_research`."""
    reading = _reading(name, content, reader, choices)
    sheets: list[SheetPreview] = []
    languages: Counter[str] = Counter()
    for part, columns in _parts(name, reading, choices):
        data = part.rows[columns.before :]
        shown = tuple(tuple(clean(cell)[0] for cell in row) for row in data[:most])
        sheets.append(
            SheetPreview(name=part.name, columns=columns, rows=shown, total=len(data), hidden=part.hidden)
        )
        if columns.text is not None and not part.hidden:
            at = columns.names.index(columns.text)
            said = (guess_language(row[at]) for row in data[:_SAMPLE] if at < len(row))
            languages.update(language for language in said if language is not None)
    return Preview(
        format=reading.format,
        encoding=reading.encoding,
        delimiter=reading.delimiter,
        language=languages.most_common(1)[0][0] if languages else None,
        sheets=tuple(sheets),
        notes=tuple(reading.notes),
        hidden=dict(sorted(reading.hidden.items())),
    )


def read_research(
    name: str,
    content: bytes | str,
    *,
    kind: str = "reviews",
    choices: Choices = Choices(),
    reader: DocumentReader | None = None,
    text_column: str | None = None,
) -> ResearchSource:
    """Read a file (bytes) or pasted text (str).

    Without a `reader` only files of plain text can be read. Columns that are not chosen are found by looking.
    `read + folded + skipped = rows` holds, and `left_out` lists every row that is not a snippet. Raises
    `InputError` that says what to do where the file cannot be read, has no such column or sheet, or no column
    that reads like text.
    """
    if text_column is not None:
        choices = choices.model_copy(update={"text_column": text_column})
    reading = _reading(name, content, reader, choices)
    parts = list(_parts(name, reading, choices))
    wanted = [columns for part, columns in parts if _why_not(part, choices) is None]
    if all(columns.text is None for columns in wanted):
        names = dict.fromkeys(known for columns in wanted for known in columns.names)
        raise InputError(
            "no column reads like customers' words.",
            place=Place(name),
            todo=f"Say which column holds the text. Columns: {', '.join(names) or 'none'}.",
        )
    account = Account()
    for part, columns in parts:
        walk(account, name, part, columns, _why_not(part, choices))
    kept = account.folder.snippets()
    used = [(part, columns) for part, columns in parts if _why_not(part, choices) is None and columns.text]
    named = [
        columns.text or ""
        for part, columns in used
        if part.table and (len(columns.names) > 1 or columns.has_header)
    ]
    return ResearchSource(
        name=name,
        kind=kind,
        format=reading.format,
        digest=source_digest(content, kind, choices),
        text_column=", ".join(dict.fromkeys(named)) or None,
        encoding=reading.encoding,
        delimiter=reading.delimiter,
        rows=account.rows,
        read=len(kept),
        folded=account.folder.folded,
        skipped=dict(sorted(account.skipped.items())),
        left_out=tuple(account.left_out),
        hidden=dict(sorted((reading.hidden + account.hidden).items())),
        personal=personal(snippet.text for snippet in kept),
        notes=tuple(_notes(reading, used, account, bool(kept))),
        snippets=kept,
    )


def source_digest(content: bytes | str, kind: str = "reviews", choices: Choices = Choices()) -> str:
    """SHA-256 (hex) of content, kind, choices and the version of the reader: equal digests read equally."""
    digest = hashlib.sha256(f"{READER}\n{kind}\n{choices.model_dump_json()}\n".encode())
    pasted = isinstance(content, str)
    digest.update(b"pasted\n" if pasted else b"file\n")
    digest.update(content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content)
    return digest.hexdigest()


def _reading(name: str, content: bytes | str, reader: DocumentReader | None, choices: Choices) -> Reading:
    if isinstance(content, str):
        return read_pasted(name, content, delimiter=choices.delimiter)
    read = reader.read if reader is not None else read_plain
    return read(name, content, encoding=choices.encoding, delimiter=choices.delimiter)


def _parts(name: str, reading: Reading, choices: Choices) -> Iterator[tuple[Part, Columns]]:
    """Each part with its columns, as proposed and chosen."""
    parts = [part for part in reading.parts if part.rows]
    names = [part.name for part in parts if part.name]
    for wanted in (*(choices.sheets or ()), *choices.columns):
        if wanted not in names:
            todo = f"Sheets: {', '.join(names)}." if names else "It has no sheets."
            raise InputError(f"has no sheet {wanted!r}.", place=Place(name), todo=todo)
    proposed = [propose(part) for part in parts]
    for role in ("text_column", "date_column", "rating_column", "origin_column"):
        if column := getattr(choices, role):
            _somewhere(name, proposed, column)
    given = {
        "text": choices.text_column,
        "date": choices.date_column,
        "rating": choices.rating_column,
        "origin": choices.origin_column,
    }
    for part, columns in zip(parts, proposed, strict=True):
        chosen = with_given(name, columns, given, strict=False)
        if part.name in choices.columns:
            chosen = with_given(name, chosen, {"text": choices.columns[part.name]})
        yield part, chosen


def _somewhere(name: str, proposed: Iterable[Columns], column: str) -> None:
    """Raises `InputError` unless some sheet has this column."""
    failed: InputError | None = None
    for columns in proposed:
        try:
            with_given(name, columns, {"text": column})
            return
        except InputError as error:
            failed = failed or error
    if failed is not None:
        raise failed


def _why_not(part: Part, choices: Choices) -> str | None:
    """Why a whole part is left out: not chosen, or hidden and not asked for by name."""
    if choices.sheets is not None:
        return None if part.name in choices.sheets else "not_chosen"
    return "hidden" if part.hidden else None


def _notes(reading: Reading, used: list[tuple[Part, Columns]], account: Account, any_read: bool) -> Iterator[str]:
    several = len(reading.parts) > 1
    for part, columns in used:
        if part.table and columns.why and len(columns.names) > 1:
            yield f'Sheet "{part.name}": {columns.why}' if several and part.name else columns.why
    yield from reading.notes
    for what, count in sorted(account.hidden.items()):
        yield f"{count} {what} were taken out."
    if (note := damage_note(account)) is not None:
        yield note
    if not any_read:
        yield "No customer words were found in it."
