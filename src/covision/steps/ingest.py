"""Customer research is read: a table or pasted text becomes snippets, and every row is accounted for."""

import re
from collections import Counter
from collections.abc import Sequence
from difflib import get_close_matches

from covision.domain.base import Frozen
from covision.domain.research import ResearchSource, Snippet
from covision.errors import InputError, Place
from covision.steps.assumptions import plain, words
from covision.steps.ingest_table import Table, decode, parse
from covision.steps.ingest_text import Folder, clean, guess_language, nothing_said

_NAMES = {
    "text": "comment comments review reviews text feedback verbatim verbatims response answer message body "
    "content remark remarks opinion description comentario comentarios critica criticas texto opiniao "
    "mensagem resposta observacoes observacao testemunho avaliacao escrita",
    "date": "date day datetime time timestamp created submitted published when month visited data dia hora "
    "mes enviado",
    "rating": "rating ratings stars star score nps csat grade points nota notas estrelas pontuacao classificacao",
    "origin": "source channel origin platform site via from fonte canal origem plataforma",
}
_HEADERS = {role: frozenset(names.split()) for role, names in _NAMES.items()}
_SAMPLE = 400


class Columns(Frozen):
    """Which column is what (names as in the file; None for none) and why that text column was chosen."""

    names: tuple[str, ...]
    text: str | None
    date: str | None = None
    rating: str | None = None
    origin: str | None = None
    why: str = ""
    has_header: bool = True


class Preview(Frozen):
    """What a file looks like before it is read: `rows` are the first data rows, cell by cell."""

    encoding: str | None
    delimiter: str | None
    columns: Columns
    rows: tuple[tuple[str, ...], ...]
    total: int
    notes: tuple[str, ...] = ()


def preview(name: str, content: bytes | str, *, most: int = 5) -> Preview:
    """The first rows, the columns, and a proposal for each role. Raises `InputError` as `read_research` does."""
    table = _table(name, content)
    columns = propose(table)
    data = _data(table, columns)
    shown = tuple(tuple(clean(cell)[0] for cell in row) for row in data[:most])
    return Preview(
        encoding=table.encoding,
        delimiter=table.delimiter,
        columns=columns,
        rows=shown,
        total=len(data),
        notes=tuple(table.notes),
    )


def read_research(
    name: str,
    content: bytes | str,
    *,
    kind: str = "reviews",
    text_column: str | None = None,
    date_column: str | None = None,
    rating_column: str | None = None,
    origin_column: str | None = None,
) -> ResearchSource:
    """Read a CSV or TSV file (bytes), a text file, or pasted text (str).

    Columns that are not named are chosen by looking. `read + folded + skipped = rows` holds. Raises `InputError`
    that says what to do where the file is no text, too large, has no such column, or none that reads like text.
    """
    table = _table(name, content)
    given = {"text": text_column, "date": date_column, "rating": rating_column, "origin": origin_column}
    columns = _with_given(name, propose(table), given)
    if columns.text is None:
        raise InputError(
            "no column reads like customers' words.",
            place=Place(name),
            todo=f"Say which column holds the text. Columns: {', '.join(columns.names) or 'none'}.",
        )
    return _read(name, kind, table, columns)


def _table(name: str, content: bytes | str) -> Table:
    notes: list[str] = []
    encoding: str | None = None
    if isinstance(content, bytes):
        text, encoding, notes = decode(name, content)
    else:
        text = content
    if not any(char.isalnum() for char in text):
        raise InputError(
            "holds no text.", place=Place(name), todo="Choose another file, or paste customers' words."
        )
    is_table = isinstance(content, bytes) and not name.lower().endswith((".txt", ".md"))
    found = parse(name, text, table=is_table or _looks_like_table(text))
    found.encoding = encoding
    found.notes = [*notes, *found.notes]
    return found


def _looks_like_table(text: str) -> bool:
    """Pasted rows of a spreadsheet: the first line names a known column among others."""
    first = text.lstrip("\ufeff").split("\n", 1)[0]
    cells = [plain(cell) for cell in re.split(r"[\t;,|]", first)]
    return len(cells) > 1 and all(len(cell) <= 40 for cell in cells) and any(_named(cell, "text") for cell in cells)


def propose(table: Table) -> Columns:
    """The role of each column, by its name and by what stands in it."""
    if table.delimiter is None:
        head = table.rows[0][0] if table.rows and table.rows[0] else ""
        header = len(table.rows) > 1 and words(head) <= 3 and _named(plain(head), "text")
        return Columns(
            names=(head.strip() if header else "text",),
            text=head.strip() if header else "text",
            why="There is only one column.",
            has_header=header,
        )
    header = _has_header(table.rows)
    width = max(len(row) for row in table.rows)
    first = [clean(cell)[0] for cell in table.rows[0]] if header else []
    names = _unique([*first, *[""] * (width - len(first))])
    sample = [row for row in table.rows[int(header) :] if any(cell.strip() for cell in row)][:_SAMPLE]
    text, why = _text_column(names, sample)
    taken = {text}
    roles: dict[str, str | None] = {}
    for role in ("date", "rating", "origin"):
        roles[role] = next((n for n in names if n not in taken and _named(plain(n), role)), None)
        taken.add(roles[role])
    return Columns(names=tuple(names), text=text, why=why, has_header=header, **roles)


def _named(name: str, role: str) -> bool:
    return any(part in _HEADERS[role] for part in name.replace("_", " ").split())


def _has_header(rows: Sequence[Sequence[str]]) -> bool:
    cells = [cell.strip() for cell in rows[0]]
    if any(len(cell) > 60 or re.fullmatch(r"[\d\s.,:/%-]*\d[\d\s.,:/%-]*", cell) for cell in cells):
        return False
    known = any(_named(plain(cell), role) for cell in cells for role in _HEADERS)
    return known or (len(rows) > 1 and all(words(cell) <= 4 for cell in cells))


def _unique(names: Sequence[str]) -> list[str]:
    found: list[str] = []
    for at, name in enumerate(names, start=1):
        wanted = name or f"column {at}"
        found.append(wanted if wanted not in found else f"{wanted} ({at})")
    return found


def _text_column(names: Sequence[str], sample: Sequence[Sequence[str]]) -> tuple[str | None, str]:
    """The column with the most words a cell; a telling name counts as much as ten words."""
    best: tuple[float, str, str] | None = None
    for at, name in enumerate(names):
        cells = [row[at].strip() for row in sample if at < len(row) and row[at].strip()]
        if not cells:
            continue
        mean = sum(words(cell) for cell in cells) / len(cells)
        different = len(set(cells)) / len(cells)
        named = _named(plain(name), "text")
        if mean < (1 if named else 3) or (different < 0.2 and len(cells) > 10 and not named):
            continue
        score = mean * max(different, 0.2) + (10 if named else 0)
        reason = "its name says so, and " if named else ""
        why = f"{name!r} was chosen: {reason}its cells have {mean:.0f} words on average."
        if best is None or score > best[0]:
            best = (score, name, why)
    return (best[1], best[2]) if best else (None, "")


def _with_given(name: str, columns: Columns, given: dict[str, str | None]) -> Columns:
    change: dict[str, str] = {}
    by_name = {plain(known): known for known in columns.names}
    for role, wanted in given.items():
        if wanted is None:
            continue
        found = wanted if wanted in columns.names else by_name.get(plain(wanted))
        if found is None:
            near = get_close_matches(plain(wanted), by_name, n=1)
            hint = f" Did you mean {by_name[near[0]]!r}?" if near else ""
            todo = f"Columns: {', '.join(columns.names)}.{hint}"
            raise InputError(f"has no column {wanted!r}.", place=Place(name), todo=todo)
        change[role] = found
    if "text" in change:
        change["why"] = "You chose it."
    kept = {role: None for role in ("date", "rating", "origin") if getattr(columns, role) in change.values()}
    return columns.model_copy(update={**kept, **change})


def _data(table: Table, columns: Columns) -> list[list[str]]:
    return table.rows[1:] if columns.has_header else table.rows


def _read(name: str, kind: str, table: Table, columns: Columns) -> ResearchSource:
    at = {role: columns.names.index(n) for role in _NAMES if (n := getattr(columns, role)) is not None}
    folder, skipped, hidden = Folder(), Counter[str](), Counter[str]()
    header = [cell.strip() for cell in table.rows[0]] if columns.has_header else None
    rows = _data(table, columns)
    for number, row in enumerate(rows, start=1):
        cells = {role: row[place] if place < len(row) else "" for role, place in at.items()}
        text, gone = clean(cells["text"])
        why = "header" if header is not None and [c.strip() for c in row] == header else nothing_said(text)
        if why:
            skipped[why] += 1
            continue
        hidden += gone
        more = {role: clean(cells[role])[0][:200] or None for role in ("date", "rating", "origin") if role in cells}
        folder.add(Snippet(id="", text=text, source=name, row=number, language=guess_language(text), **more))
    kept = folder.snippets()
    notes = [*table.notes, *(f"{count} {what} were taken out." for what, count in sorted(hidden.items()))]
    if not kept:
        notes.append("No customer words were found in it.")
    return ResearchSource(
        name=name,
        kind=kind,
        text_column=columns.text if table.delimiter is not None or columns.has_header else None,
        encoding=table.encoding,
        delimiter=table.delimiter,
        rows=len(rows),
        read=len(kept),
        folded=folder.folded,
        skipped=dict(sorted(skipped.items())),
        notes=(columns.why, *notes) if columns.why and table.delimiter is not None else tuple(notes),
        snippets=kept,
    )
