"""`covision score`."""

import json
from pathlib import Path
from typing import Any

import typer

from covision.errors import InputError, Place, UsageError


def add(cli: typer.Typer) -> None:
    """Register the command."""
    cli.command("score")(score)


def score(
    file: Path = typer.Argument(None, help='JSON lines: {"id": …, "statement": …} or a string each; - for stdin.'),
    statement: str = typer.Option(None, "--statement", help="One statement, instead of a file."),
    project: Path = typer.Option(None, "--project", help="A project file: its answers and research count too."),
    judge: str = typer.Option("none", "--judge", help="`none`: computed measures only."),
    language: str = typer.Option(
        None, "--language", help="Language of the statements; default: guessed, or the project's."
    ),
    text: bool = typer.Option(False, "--text", help="Print sentences instead of JSON lines."),
    as_json: bool = typer.Option(False, "--json", help="JSON lines, which is the default."),
) -> None:
    """Score statements by the rubric, as JSON lines.

    Computed measures only: no model, no network, and the same result every time.
    """
    from covision.faces.cli.reading import read_material
    from covision.faces.cli.show import card_lines
    from covision.faces.cli.talk import result, result_json
    from covision.settings import load_settings
    from covision.steps.export_words import WORDS
    from covision.steps.ingest_text import guess_language
    from covision.wiring import open_house

    if judge != "none":
        raise UsageError(f"There is no judge {judge!r} yet.", todo="Use --judge none: computed measures only.")
    if (file is None) == (statement is None):
        raise UsageError("Give a file or --statement, one of them.", todo="covision score --help shows both.")
    if text and as_json:
        raise UsageError("--text and --json exclude each other.")
    if project is not None and language is not None:
        raise UsageError("--language is not needed with --project: the project's language counts.")
    items = [("statement", statement)] if statement is not None else read_statements(file)
    material = read_material(project) if project else None
    with open_house(load_settings(), shared=False) as house:
        for name, words in items:
            spoken = material.organisation.language if material else language or guess_language(words) or "en"
            card = house.score(words, id=name, material=material, language=spoken)
            if not text:
                result_json(card.model_dump(mode="json"), lines=True)
                continue
            result(f"{name}: {words}")
            for line in card_lines(card, WORDS.get(spoken, WORDS["en"])):
                result(line)


def read_statements(file: Path) -> list[tuple[str, str]]:
    """Ids and statements of a JSON lines file; raises `InputError` for the first line that is wrong."""
    import sys

    from covision.faces.cli.talk import each_line, read_text

    name = "stdin" if str(file) == "-" else str(file)
    text = sys.stdin.read() if str(file) == "-" else read_text(file)
    found: list[tuple[str, str]] = []

    def use(number: int, line: str) -> None:
        found.append(_statement(line, Place(name, number), f"line-{number}"))

    each_line(text, use)
    if not found:
        raise InputError("holds no statement.", place=Place(name), todo='Write {"statement": "…"} on each line.')
    return found


def _statement(line: str, place: Place, otherwise: str) -> tuple[str, str]:
    todo = 'Write {"id": "a", "statement": "…"} or "…" on each line.'
    try:
        data: Any = json.loads(line)
    except ValueError as error:
        raise InputError(f"is not JSON: {error}.", place=place, todo=todo) from error
    if isinstance(data, str):
        data = {"statement": data}
    if not isinstance(data, dict) or not isinstance(data.get("statement"), str):
        raise InputError("has no statement.", place=place, todo=todo)
    stray = sorted(set(data) - {"id", "statement"})
    if stray:
        place = Place(place.file, place.line, key=stray[0])
        raise InputError("this key is not known.", place=place, todo="Known keys: id, statement.")
    if not data["statement"].strip():
        raise InputError("the statement is empty.", place=place, todo=todo)
    return str(data.get("id", otherwise)), data["statement"]
