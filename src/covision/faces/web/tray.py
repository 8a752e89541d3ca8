"""Files that were chosen and are not added yet: read to show what is in them, kept in this page's memory only."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field

from covision.domain.reading import DocumentReader, Reading
from covision.domain.research import ResearchSource
from covision.errors import CovisionError, InputError
from covision.faces.web.arriving import Given, tidy_name
from covision.faces.web.presenters.research import Look
from covision.steps.ingest import Choices, Preview, SheetPreview, preview, read_research

MAX_FILES = 20
MAX_BYTES = 80 * 1024 * 1024
ENCODINGS = ("utf-8", "cp1252", "iso-8859-1", "iso-8859-15", "mac-roman", "cp850", "utf-16")
DELIMITERS = (",", ";", "\t", "|")
_ABOUT_IT = frozenset(("is", "has", "holds", "cannot", "could", "was", "needs", "contains", "ends", "took"))
ROLES = ("text", "date", "rating", "origin")


@dataclass(frozen=True)
class Pending:
    """A file that waits: what is in it and what would be added, or why it cannot be read.

    `known` says that the project holds exactly this already, `replaces` that it holds another source of this name.
    """

    key: str
    name: str
    content: bytes = b""
    choices: Choices = field(default_factory=Choices)
    preview: Preview | None = None
    source: ResearchSource | None = None
    problem: str = ""
    todo: str = ""
    known: bool = False
    replaces: bool = False

    @property
    def ready(self) -> bool:
        """True where adding it adds something."""
        return self.source is not None and bool(self.source.snippets) and not self.known


@dataclass
class Tray:
    """What one open page holds of one project; a reload begins with an empty one."""

    project: str = ""
    files: list[Pending] = field(default_factory=list)
    look: Look = field(default_factory=Look)

    def of(self, project: str) -> "Tray":
        """This tray if it is the project's, otherwise emptied for it."""
        if self.project != project:
            self.project, self.files, self.look = project, [], Look()
        return self

    def room(self, size: int) -> bool:
        """Whether one more file of this size fits."""
        held = sum(len(one.content) for one in self.files)
        return len(self.files) < MAX_FILES and held + size <= MAX_BYTES

    def find(self, key: str) -> Pending | None:
        """A file by its key."""
        return next((one for one in self.files if one.key == key), None)

    def put(self, made: Pending) -> None:
        """Keep a file, in the place it had if it was there before."""
        at = next((n for n, one in enumerate(self.files) if one.key == made.key), len(self.files))
        self.files[at : at + 1] = [made]

    def drop(self, key: str) -> None:
        """Leave a file out."""
        self.files = [one for one in self.files if one.key != key]

    def free_name(self, name: str) -> str:
        """The name, numbered where another file that waits has it."""
        taken, number, made = {one.name for one in self.files}, 1, name
        while made in taken:
            number += 1
            stem, dot, ending = name.rpartition(".")
            made = f"{stem} ({number}).{ending}" if dot else f"{name} ({number})"
        return made


def refused(name: str, problem: str, todo: str) -> Pending:
    """A file that did not come in at all."""
    return Pending(key=uuid.uuid4().hex[:12], name=tidy_name(name), problem=problem, todo=todo)


def opened(given: Given, name: str) -> Pending:
    """A file as it came, not looked at yet."""
    return Pending(key=uuid.uuid4().hex[:12], name=name, content=given.content)


class Once:
    """A reader that reads a file once for those who ask for the same in a row: preview, then the rows."""

    def __init__(self, reader: DocumentReader) -> None:
        self._reader = reader
        self._held: tuple[tuple[int, str | None, str | None], Reading] | None = None

    def read(
        self, name: str, content: bytes, *, encoding: str | None = None, delimiter: str | None = None
    ) -> Reading:
        """As the reader itself."""
        asked = (id(content), encoding, delimiter)
        if self._held is None or self._held[0] != asked:
            self._held = (asked, self._reader.read(name, content, encoding=encoding, delimiter=delimiter))
        return self._held[1]


def looked_at(one: Pending, choices: Choices, reader: DocumentReader, held: Sequence[ResearchSource]) -> Pending:
    """The file with what these choices make of it; a file that fails keeps its reason, other files go on.

    Where the preview works and reading does not, the preview stays: a column can then be chosen by hand.
    """
    made: dict[str, object] = {"choices": choices, "preview": None, "source": None, "problem": "", "todo": ""}
    try:
        once = Once(reader)
        made["preview"] = preview(one.name, one.content, once, choices)
        made["source"] = read_research(one.name, one.content, choices=choices, reader=once)
    except CovisionError as error:
        made |= {"problem": _plainly(error, one.name), "todo": error.todo}
    source = made["source"]
    if isinstance(source, ResearchSource):
        made["known"] = any(other.digest == source.digest for other in held)
        made["replaces"] = not made["known"] and any(other.name == source.name for other in held)
    return Pending(key=one.key, name=one.name, content=one.content, **made)  # type: ignore[arg-type]


def _plainly(error: CovisionError, name: str) -> str:
    """What happened, without the name that stands above it already."""
    place = str(error.place) if isinstance(error, InputError) and error.place else ""
    what = error.what.removeprefix(f"{place}: ") if place else error.what
    if place and place != name:
        what = f"{place.removeprefix(name).lstrip(', ')}: {what}".lstrip(": ")
    if what.partition(" ")[0] in _ABOUT_IT:
        return f"This file {what}"
    return what[:1].upper() + what[1:]


def chosen(one: Pending, what: str, value: str) -> Choices:
    """The choices after one more. `value` is the number of a column, sheet, encoding or delimiter; `-` for none,
    `=` for what was found. `words` is the text column of one sheet: the sheet's number, then the column's.

    What no list offers changes nothing.
    """
    now, preview = one.choices, one.preview
    if preview is None:
        return now
    if what in ROLES and value == "=":
        return now.model_copy(update={f"{what}_column": None})
    if what in ROLES:
        names = columns(preview, now)
        picked = "" if value == "-" else names[int(value)] if value.isdigit() and int(value) < len(names) else None
        if picked is None or (what == "text" and not picked):
            return now
        return now.model_copy(update={f"{what}_column": picked})
    at, _, on = value.partition(" ")
    if what == "sheet" and at.isdigit() and int(at) < len(preview.sheets):
        return _with_sheet(now, preview, int(at), on == "1")
    if what == "words" and at.isdigit() and int(at) < len(preview.sheets):
        return _with_words(now, preview.sheets[int(at)], on)
    offered = {"encoding": ENCODINGS, "delimiter": DELIMITERS}.get(what, ())
    if not (value.isdigit() and int(value) < len(offered)):
        return now
    # Another way of reading gives other columns: what was chosen among the old ones may not be there.
    again: dict[str, object] = {f"{role}_column": None for role in ROLES} | {"columns": {}}
    return now.model_copy(update={**again, what: offered[int(value)]})


def _with_sheet(now: Choices, preview: Preview, at: int, on: bool) -> Choices:
    names = [sheet.name for sheet in preview.sheets if sheet.name]
    shown = tuple(sheet.name for sheet in preview.sheets if sheet.name and not sheet.hidden)
    before = set(now.sheets if now.sheets is not None else shown)
    name = preview.sheets[at].name
    if name is None:
        return now
    wanted = before | {name} if on else before - {name}
    return now.model_copy(update={"sheets": tuple(one for one in names if one in wanted)}) if wanted else now


def _with_words(now: Choices, sheet: SheetPreview, column: str) -> Choices:
    names = sheet.columns.names
    if sheet.name is None or not column.isdigit() or int(column) >= len(names):
        return now
    return now.model_copy(update={"columns": {**now.columns, sheet.name: names[int(column)]}})


def is_read(preview: Preview, choices: Choices, at: int) -> bool:
    """Whether a sheet is read with these choices."""
    sheet = preview.sheets[at]
    return sheet.name in choices.sheets if choices.sheets is not None else not sheet.hidden


def columns(preview: Preview, choices: Choices) -> list[str]:
    """The names of all columns of the sheets that are read, each once."""
    found = (
        name
        for at, sheet in enumerate(preview.sheets)
        if is_read(preview, choices, at)
        for name in sheet.columns.names
    )
    return list(dict.fromkeys(found))
