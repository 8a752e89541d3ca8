"""A project file and its research as the material that drafts rest on; files and folders of research."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from covision.domain.project import Material, ProjectFile
from covision.domain.reading import MAX_BYTES, DocumentReader
from covision.domain.research import ResearchSource
from covision.errors import InputError, Place
from covision.faces.cli.talk import note, read_bytes, result
from covision.steps.ingest import Preview, read_research
from covision.steps.project_file import load_project

KNOWN = (".csv", ".tsv", ".txt", ".md", ".markdown", ".json", ".jsonl", ".xlsx", ".xls", ".ods", ".docx", ".pdf")
"""What is looked for in a folder; a file that is named is read whatever its name."""


def read_material(path: Path, extra: Sequence[Path] = ()) -> Material:
    """The project at `path` with the research it names, and `extra` files. Raises `InputError`."""
    project, base = load_project(path)
    return material_of(project, base, extra)


def material_of(project: ProjectFile, base: Path, extra: Sequence[Path] = ()) -> Material:
    """A project with its research read; files of the project are relative to `base`."""
    sources: dict[str, ResearchSource] = {}
    reader = _reader()
    for item in project.research:
        content = content_of(base / item.file, "Paths are relative to the project file.")
        sources[item.file] = read_research(
            item.file, content, kind=item.kind, text_column=item.text_column, reader=reader
        )
    for name, path in files_of(extra):
        name = name if name not in sources else str(path)
        sources[name] = read_research(name, content_of(path), reader=reader)
    for source in sources.values():
        note(account(source))
    return Material(
        organisation=project.organisation,
        statements=project.statements,
        goals=project.goals,
        participants=project.participants,
        research=tuple(sources.values()),
    )


def files_of(paths: Sequence[Path]) -> list[tuple[str, Path]]:
    """The files at these paths with a name for each; a folder stands for the files of known kinds below it, sorted.

    What in a folder is of another kind is said on stderr. Raises `InputError` for a folder without any.
    """
    found: list[tuple[str, Path]] = []
    taken: set[str] = set()
    for path in paths:
        for name, file in _below(path) if path.is_dir() else [(path.name, path)]:
            name = name if name not in taken else str(file)
            taken.add(name)
            found.append((name, file))
    return found


def content_of(path: Path, todo: str = "Check the name.") -> bytes:
    """A file of customers' words. Raises `InputError`; one that is too large is refused before it is in memory."""
    try:
        size = path.stat().st_size
    except OSError:
        size = 0
    if size > MAX_BYTES:
        raise InputError(
            f"is {size / 2**20:,.1f} MB; at most {MAX_BYTES >> 20} MB are read.",
            place=Place(path.name),
            todo="Split it, or keep the rows you need.",
        )
    return read_bytes(path, todo)


def _below(folder: Path) -> Iterator[tuple[str, Path]]:
    # Links are not followed: a folder stands for itself, not for what somebody linked into it.
    files = sorted(path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    files = [path for path in files if not any(part.startswith(".") for part in path.relative_to(folder).parts)]
    known = [path for path in files if path.suffix.lower() in KNOWN]
    if not known:
        todo = f"Files that can be read end in {', '.join(KNOWN)}."
        raise InputError("holds no file of customers' words.", place=Place(str(folder)), todo=todo)
    for path in files:
        if path not in known:
            note(f"{path.relative_to(folder)} was passed over: it is of another kind.")
    yield from ((path.relative_to(folder).as_posix(), path) for path in known)


def account(source: ResearchSource) -> str:
    """What became of every row of a source, in a sentence."""
    parts = [f"{source.read} read"]
    if source.folded:
        parts.append(f"{source.folded} folded into one that says the same")
    parts += [f"{count} skipped ({why.replace('_', ' ')})" for why, count in source.skipped.items() if count]
    column = f", column {source.text_column}" if source.text_column else ""
    return f"{source.name}{column}: {source.rows} rows, {', '.join(parts)}."


def show_source(source: ResearchSource) -> None:
    """The account of a source on stdout, its notes, and which rows were left out."""
    result(account(source))
    for text in source.notes:
        result(f"  {text}")
    for left in source.left_out:
        sheet = f'sheet "{left.sheet}" ' if left.sheet else ""
        rows = left.rows if len(left.rows) <= 120 else left.rows[:120].rsplit(",", 1)[0] + ", …"
        result(f"  {left.why.replace('_', ' ')}: {sheet}rows {rows}")


def show_preview(name: str, shown: Preview) -> None:
    """What a file looks like before it is read, on stdout."""
    about = [
        shown.format,
        shown.encoding,
        f"cut at {shown.delimiter!r}" if shown.delimiter else None,
        shown.language,
    ]
    result(f"{name}: {', '.join(part for part in about if part)}, {shown.total} rows.")
    for text in shown.notes:
        result(f"  {text}")
    for sheet in shown.sheets:
        columns = sheet.columns
        roles = ((role, getattr(columns, role)) for role in ("text", "date", "rating", "origin"))
        told = ", ".join(f"{role}: {column}" for role, column in roles if column) or "no text column"
        hidden = " (hidden)" if sheet.hidden else ""
        result(f"  {sheet.name or 'rows'}{hidden}, {sheet.total} rows. {told}. {columns.why}")
        for row in sheet.rows:
            result("    " + " | ".join(cell.replace("\n", " ")[:60] for cell in row))


def _reader() -> DocumentReader:
    from covision.settings import load_settings
    from covision.wiring import open_house

    return open_house(load_settings(), shared=False).reader
