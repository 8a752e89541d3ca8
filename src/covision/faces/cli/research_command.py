"""`covision research`."""

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from covision.faces.cli.talk import JSON

if TYPE_CHECKING:
    from collections.abc import Sequence

    from covision.domain.research import ResearchSource, ThemeSet
    from covision.projects.researching import Failure
    from covision.steps.ingest import Choices
    from covision.wiring import House


def add(cli: typer.Typer) -> None:
    """Register the command."""
    cli.command("research")(research)


def research(
    files: list[Path] = typer.Argument(..., help="Files of customers' words, or folders of them."),
    text_column: str = typer.Option(None, "--text-column", help="Which column holds the comments."),
    sheet: list[str] = typer.Option(None, "--sheet", help="Read this sheet only; repeat it for several."),
    encoding: str = typer.Option(None, "--encoding", help="Read text files in this encoding."),
    delimiter: str = typer.Option(None, "--delimiter", help="Cut rows at this character."),
    kind: str = typer.Option("reviews", "--kind", help="What they are: reviews, survey, complaints …"),
    project: str = typer.Option(None, "--project", help="Save them in this project (its id)."),
    preview: bool = typer.Option(False, "--preview", help="Only show what would be read, and as what."),
    no_themes: bool = typer.Option(False, "--no-themes", help="Only read; do not look for themes."),
    as_json: bool = JSON,
) -> None:
    """Read customers' words; account for every row; tell what several customers speak of, with their words.

    CSV, TSV, JSON, text, Markdown, XLSX, XLS, ODS, DOCX and PDF are read. With --project comments and themes are
    saved, and files that are there already unchanged are not read again. A file that cannot be read is said, and
    the others go on; the exit code is then 1.
    """
    from covision.faces.cli import theme_output
    from covision.faces.cli.reading import files_of
    from covision.faces.cli.talk import note
    from covision.settings import load_settings
    from covision.steps.ingest import Choices
    from covision.wiring import open_house

    choices = Choices(text_column=text_column, sheets=tuple(sheet) if sheet else None, encoding=encoding)
    choices = choices.model_copy(update={"delimiter": "\t" if delimiter in ("tab", "\\t") else delimiter})
    given, unread = _given(files_of(files))
    found = None
    with open_house(load_settings(), shared=project is not None) as house:
        if preview:
            _preview(house, given, choices, as_json, unread)
            return
        if project is not None:
            house.bin.check(project)
            added = house.engine.add_files(project, given, choices, kind=kind)
            failures = added.failures
            names = {*(one.name for one in added.sources), *added.unchanged}
            sources = [source for source in added.state.research if source.name in names]
            for name in added.unchanged:
                note(f"{name}: unchanged, it was not read again.")
            note(f"Saved in project {project}.")
        else:
            sources, failures = _read(house, given, choices, kind)
        failures = (*unread, *failures)
        if not no_themes and sources:
            found = theme_output.find(house, sources, project)
    for failure in failures:
        note(f"{failure.reason} {failure.todo}")
    _show(sources, found, failures, as_json)
    if failures:
        raise typer.Exit(1)


def _show(
    sources: "Sequence[ResearchSource]", found: "ThemeSet | None", failures: "Sequence[Failure]", as_json: bool
) -> None:
    """Sources, themes and failures: as JSON, or in words."""
    from covision.faces.cli import theme_output
    from covision.faces.cli.reading import show_source
    from covision.faces.cli.talk import result_json

    if as_json:
        told = [source.model_dump(mode="json") for source in sources]
        failed = [failure.model_dump(mode="json") for failure in failures]
        result_json(
            {"sources": told, "themes": found.model_dump(mode="json") if found else None, "failures": failed}
        )
    else:
        for source in sources:
            show_source(source)
        if found is not None:
            theme_output.show(found)


def _given(files: "list[tuple[str, Path]]") -> "tuple[list[tuple[str, bytes]], list[Failure]]":
    """The content of each file, and those whose content cannot be had."""
    from covision.errors import InputError
    from covision.faces.cli.reading import content_of
    from covision.projects.researching import Failure

    given, unread = [], []
    for name, path in files:
        try:
            given.append((name, content_of(path)))
        except InputError as error:
            unread.append(Failure(name=name, reason=error.what, todo=error.todo))
    return given, unread


def _read(
    house: "House", given: "list[tuple[str, bytes]]", choices: "Choices", kind: str
) -> "tuple[list[ResearchSource], tuple[Failure, ...]]":
    from covision.errors import InputError
    from covision.projects.researching import Failure
    from covision.steps.ingest import read_research

    sources, failures = [], []
    for name, content in given:
        try:
            sources.append(read_research(name, content, kind=kind, choices=choices, reader=house.reader))
        except InputError as error:
            failures.append(Failure(name=name, reason=error.what, todo=error.todo))
    return sources, tuple(failures)


def _preview(
    house: "House", given: "list[tuple[str, bytes]]", choices: "Choices", as_json: bool, unread: "list[Failure]"
) -> None:
    from covision.errors import InputError
    from covision.faces.cli.reading import show_preview
    from covision.faces.cli.talk import note, result_json
    from covision.steps.ingest import preview

    shown, failed = [], bool(unread)
    for failure in unread:
        note(f"{failure.reason} {failure.todo}")
    for name, content in given:
        try:
            shown.append((name, preview(name, content, house.reader, choices)))
        except InputError as error:
            failed = True
            note(f"{error.what} {error.todo}")
    if as_json:
        result_json([{"name": name, **one.model_dump(mode="json")} for name, one in shown])
    else:
        for name, one in shown:
            show_preview(name, one)
    if failed:
        raise typer.Exit(1)
