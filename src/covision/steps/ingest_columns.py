"""Which column is what: by its name, and by what stands in it; whatever is proposed can be overridden."""

import re
from collections.abc import Sequence
from difflib import get_close_matches

from covision.domain.base import Frozen
from covision.domain.reading import Part
from covision.errors import InputError, Place
from covision.steps.assumptions import is_blank, plain, words
from covision.steps.ingest_text import clean

ROLES = ("text", "date", "rating", "origin")
_NAMES = {
    "text": "comment comments review reviews text feedback verbatim verbatims response answer message body "
    "content remark remarks opinion description comentario comentarios critica criticas texto opiniao "
    "mensagem resposta observacoes observacao testemunho avaliacao escrita "
    "resena resenas respuesta mensaje opiniones observaciones kommentar kommentare bewertung bewertungstext "
    "rezension antwort nachricht freitext ruckmeldung commentaire commentaires avis reponse remarque",
    "date": "date day datetime time timestamp created submitted published when month visited data dia hora "
    "mes enviado fecha datum tag zeit erstellt jour quand",
    "rating": "rating ratings stars star score nps csat grade points likely likelihood nota notas estrelas "
    "pontuacao classificacao probabilidade puntuacion estrellas calificacion probabilidad sterne note punkte "
    "wahrscheinlich etoiles",
    "origin": "source channel origin platform site via from branch store location outlet centre center "
    "fonte canal origem plataforma loja filial fuente origen tienda sucursal "
    "plattform kanal quelle herkunft filiale standort plateforme magasin",
}
_HEADERS = {role: frozenset(names.split()) for role, names in _NAMES.items()}
_SAMPLE = 400
_TITLES = 12
_FIGURES = 0.9
_LOOKED_AT = 60  # rows that tell whether the first of them is a header
_NUMBER = re.compile(r"(?=\D*\d)[\d\s.,:/%-]+")
_DATE = re.compile(r"((19|20)\d\d[-/]\d{1,2}([-/]\d{1,2})?|\d{1,4}([-/.])\d{1,2}\4\d{1,4})([ T]\d.*)?")


class Columns(Frozen):
    """Which column is what (names as in the file; None for none) and why that text column was chosen.

    `above` counts rows above the table: blank ones, and titles over its header.
    """

    names: tuple[str, ...]
    text: str | None
    date: str | None = None
    rating: str | None = None
    origin: str | None = None
    why: str = ""
    has_header: bool = True
    above: int = 0

    @property
    def before(self) -> int:
        """Rows before the first row of data."""
        return self.above + self.has_header


def is_called(name: str, role: str) -> bool:
    """True where a column of this name (as `plain` makes it) is likely of that role."""
    return any(part in _HEADERS[role] for part in name.replace("_", " ").split())


def propose(part: Part) -> Columns:
    """The role of each column of a table; running text has one column."""
    width = max((len(row) for row in part.rows), default=0)
    if not part.table:
        return Columns(names=("text",), text="text", why="It is running text.", has_header=False)
    if width <= 1:
        head = clean(part.rows[0][0])[0] if part.rows and part.rows[0] else ""
        header = len(part.rows) > 1 and words(head) <= 3 and is_called(plain(head), "text")
        header = part.header if part.header is not None else header
        name = head if header and head else "text"
        return Columns(names=(name,), text=name, why="There is only one column.", has_header=header)
    above = 0 if part.header is not None else _above(part.rows)
    header = part.header if part.header is not None else _has_header(part.rows[above : above + _LOOKED_AT])
    first = [clean(cell)[0] for cell in part.rows[above]] if header else []
    names = _unique([*first, *[""] * (width - len(first))])
    body = (row for at, row in enumerate(part.rows) if at >= above + header and at not in part.aside)
    sample: list[Sequence[str]] = []
    for row in body:
        if any(cell.strip() for cell in row):
            sample.append(row)
        if len(sample) >= _SAMPLE:
            break
    text, why = _text_column(names, sample)
    told = {"date": "Dates", "rating": "Ratings", "origin": "Origins"}
    taken = {text}
    roles: dict[str, str | None] = {}
    for role in ROLES[1:]:
        named = _by_name(names, taken, role)
        roles[role] = named or _by_cells(names, taken, role, sample)
        taken.add(roles[role])
        if text is not None and roles[role] is not None:
            why += f" {told[role]}: {roles[role]!r}, by {'its name' if named else 'how its cells look'}."
    return Columns(names=tuple(names), text=text, why=why, has_header=header, above=above, **roles)


def _above(rows: Sequence[Sequence[str]]) -> int:
    """Rows above the table: blank ones, and titles of one cell over a row that names the columns below it."""
    full = [sum(bool(cell.strip()) for cell in row) for row in rows[:_TITLES]]
    blank = next((at for at, cells in enumerate(full) if cells), 0)
    table = next((at for at, cells in enumerate(full) if cells > 1), blank)
    known = any(is_called(plain(cell), role) for cell in rows[table] for role in _HEADERS)
    if table > blank and not known and not _names_figures(rows[table : table + _LOOKED_AT]):
        return blank
    return table


def _by_name(names: Sequence[str], taken: set[str | None], role: str) -> str | None:
    return next((name for name in names if name not in taken and is_called(plain(name), role)), None)


def _by_cells(
    names: Sequence[str], taken: set[str | None], role: str, sample: Sequence[Sequence[str]]
) -> str | None:
    """Dates are told by their form wherever the name does not say so; marks and origins are not: ids look alike."""
    if role != "date":
        return None
    for at, name in enumerate(names):
        cells = [row[at].strip() for row in sample if at < len(row) and row[at].strip()]
        if (
            name not in taken
            and len(cells) > 1
            and sum(bool(_DATE.fullmatch(c)) for c in cells) >= 0.9 * len(cells)
        ):
            return name
    return None


def _has_header(rows: Sequence[Sequence[str]]) -> bool:
    cells = [cell.strip() for cell in rows[0]]
    if _names_figures(rows):
        return True
    if any(len(cell) > 60 or _NUMBER.fullmatch(cell) for cell in cells):
        return False
    known = any(is_called(plain(cell), role) for cell in cells for role in _HEADERS)
    return known or (len(rows) > 1 and all(words(cell) <= 4 for cell in cells))


def _names_figures(rows: Sequence[Sequence[str]]) -> bool:
    """True where the first row has no figure and stands over a column of them, as a survey's questions do."""
    head = [cell.strip() for cell in rows[0]]
    if any(_figure(cell) for cell in head) or len(set(head)) < len(head):
        return False
    for at, cell in enumerate(head):
        below = [row[at].strip() for row in rows[1:] if at < len(row) and row[at].strip()]
        if not is_blank(cell) and len(below) > 1 and sum(map(_figure, below)) >= _FIGURES * len(below):
            return True
    return False


def _figure(cell: str) -> bool:
    return bool(_NUMBER.fullmatch(cell) or _DATE.fullmatch(cell))


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
        named = is_called(plain(name), "text")
        if mean < (1 if named else 3) or (different < 0.2 and len(cells) > 10 and not named):
            continue
        # A column that few customers filled in says less than its long cells suggest.
        filled = len(cells) / len(sample)
        score = mean * max(different, 0.2) * max(filled, 0.1) + (10 if named else 0)
        reason = "its name says so, and " if named else ""
        why = f"{name!r} was chosen: {reason}its cells have {mean:.0f} words on average."
        if best is None or score > best[0]:
            best = (score, name, why)
    return (best[1], best[2]) if best else (None, "")


def with_given(name: str, columns: Columns, given: dict[str, str | None], *, strict: bool = True) -> Columns:
    """The columns with those that the user chose; an empty name: no column has this role (the text's stays).

    With `strict`, a name that is not there raises `InputError`.
    """
    change: dict[str, str] = {}
    by_name = {plain(known): known for known in columns.names}
    for role, wanted in given.items():
        if not wanted:
            continue
        found = wanted if wanted in columns.names else by_name.get(plain(wanted))
        if found is None and not strict:
            continue
        if found is None:
            near = get_close_matches(plain(wanted), by_name, n=1)
            hint = f" Did you mean {by_name[near[0]]!r}?" if near else ""
            todo = f"Columns: {', '.join(columns.names)}.{hint}"
            raise InputError(f"has no column {wanted!r}.", place=Place(name), todo=todo)
        change[role] = found
    if "text" in change:
        change["why"] = "You chose it."
    kept = {role: None for role in ROLES[1:] if getattr(columns, role) in change.values()}
    none = {role: None for role in ROLES[1:] if given.get(role) == ""}
    return columns.model_copy(update={**kept, **change, **none})
