"""`covision research`."""

from pathlib import Path

import typer

from covision.faces.cli.talk import JSON


def add(cli: typer.Typer) -> None:
    """Register the command."""
    cli.command("research")(research)


def research(
    files: list[Path] = typer.Argument(..., help="CSV, TSV or text files of customer comments."),
    text_column: str = typer.Option(None, "--text-column", help="Which column holds the comments."),
    kind: str = typer.Option("reviews", "--kind", help="What they are: reviews, survey, complaints …"),
    project: str = typer.Option(None, "--project", help="Save them in this project (its id)."),
    no_themes: bool = typer.Option(False, "--no-themes", help="Only read; do not look for themes."),
    as_json: bool = JSON,
) -> None:
    """Read customer comments; account for every row; tell what several customers speak of, with their words.

    With --project comments and themes are saved.
    """
    from covision.faces.cli import theme_output
    from covision.faces.cli.reading import account
    from covision.faces.cli.talk import note, read_bytes, result, result_json
    from covision.settings import load_settings
    from covision.steps.ingest import read_research
    from covision.wiring import open_house

    sources = [read_research(path.name, read_bytes(path), kind=kind, text_column=text_column) for path in files]
    found = None
    with open_house(load_settings(), shared=project is not None) as house:
        if project is not None:
            house.engine.state(project)
            for source in sources:
                house.engine.put_research(project, source)
            note(f"Saved in project {project}.")
        if not no_themes:
            found = theme_output.find(house, sources, project)
    if as_json:
        told = [source.model_dump(mode="json") for source in sources]
        result_json({"sources": told, "themes": found.model_dump(mode="json") if found else None})
        return
    for source in sources:
        result(account(source))
        for text in source.notes:
            result(f"  {text}")
    if found is not None:
        theme_output.show(found)
