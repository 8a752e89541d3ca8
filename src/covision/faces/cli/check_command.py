"""`covision new` and `covision check`."""

from pathlib import Path

import typer

from covision.errors import CovisionError, InputError, Place, UsageError
from covision.faces.cli.talk import JSON, note, read_text, result, result_json, write


def add(cli: typer.Typer) -> None:
    """Register the commands."""
    cli.command("new")(new)
    cli.command("check")(check)


def new(
    file: Path = typer.Argument(..., help="The project file to write; it must not exist yet."),
    language: str = typer.Option("en", "--language", help="Language of the interview: en or pt."),
    mode: str = typer.Option("solo", "--mode", help="Which questions: solo, team or workshop."),
) -> None:
    """Write a commented project file to fill in."""
    from covision.assets import folder
    from covision.settings import load_settings
    from covision.steps.ask import load_script
    from covision.steps.project_file import new_project

    script = load_script(folder("prompts", load_settings().assets), language)
    if mode not in script.modes:
        raise UsageError(f"There is no mode {mode!r}.", todo=f"Modes: {', '.join(script.modes)}.")
    if file.exists():
        raise InputError(
            "exists already.", place=Place(str(file)), safe="It was not changed.", todo="Choose another name."
        )
    write(file, new_project(script, mode).encode())
    note(f"Written: {file}. Fill it in, then: covision check {file}")


def check(
    file: Path = typer.Argument(..., help="A project file (YAML), or a drafts.json."),
    project: Path = typer.Option(None, "--project", help="For drafts.json: the project it was drafted from."),
    research: list[Path] = typer.Option(None, "--research", help="For drafts.json: research that was added."),
    drafts: int = typer.Option(3, "--drafts", min=1, help="For drafts.json: how many drafts there must be."),
    support: bool = typer.Option(
        False, "--support", help="For drafts.json with --project: what each part of each draft rests on."
    ),
    as_json: bool = JSON,
) -> None:
    """Find the faults in a project file or a drafts.json.

    Each fault is named with file, line and key; the exit code is 1 where there is one. With --support every
    draft is split and held against people's and customers' words anew, whatever it cites; the exit code stays.
    """
    if support and (project is None or file.suffix.lower() != ".json"):
        raise UsageError("--support needs a drafts.json and --project.", todo="covision check --help shows both.")
    if file.suffix.lower() == ".json":
        _check_drafts(file, project, research or [], drafts, support, as_json)
    else:
        _check_project(file, as_json)


def _check_project(file: Path, as_json: bool) -> None:
    from covision.steps.project_file import check_project

    checked = check_project(file)
    if as_json:
        faults = [
            {
                "line": fault.line,
                "key": fault.key,
                "warning": fault.warning,
                "message": fault.what,
                "todo": fault.todo,
            }
            for fault in checked.faults
        ]
        result_json({"file": str(file), "ok": not checked.errors, "faults": faults})
    else:
        for fault in checked.faults:
            mark = "warning: " if fault.warning else ""
            result(f"{mark}{Place(str(file), fault.line, key=fault.key)}: {fault.what} {fault.todo}".rstrip())
        if not checked.errors and checked.project is not None:
            people = len(checked.project.participants)
            result(f"{file} is sound: {checked.project.organisation.name}, {people} participants.")
    if checked.errors:
        count = len(checked.errors)
        raise CovisionError(f"{count} {'fault' if count == 1 else 'faults'} in {file}.")


def _check_drafts(
    file: Path, project: Path | None, research: list[Path], wanted: int, support: bool, as_json: bool
) -> None:
    from covision.faces.cli.reading import read_material
    from covision.faces.cli.support_output import show_support, supports
    from covision.settings import load_settings
    from covision.steps.check_drafts import check_drafts
    from covision.wiring import open_house

    text = read_text(file)
    material = read_material(project, research) if project else None
    with open_house(load_settings(), shared=False) as house:
        broken = check_drafts(text, house.corpus, house.lexicon, material=material, wanted=wanted)
        rests = supports(house, text, material) if support and material is not None else None
    if as_json:
        found = [item.model_dump() for item in broken]
        told = {"file": str(file), "ok": not broken, "with_project": project is not None, "broken": found}
        result_json(told | {"support": [one.model_dump(mode="json") for one in rests or ()]} if support else told)
    else:
        for item in broken:
            result(f"{file}, {item}")
        if not broken:
            result(f"{file} keeps its contract.")
        for one in rests or ():
            show_support(one)
    if project is None:
        note("Words of answers and comments were not looked up: give --project to check them too.")
    if broken:
        count = len(broken)
        raise CovisionError(f"{file} breaks its contract in {count} {'place' if count == 1 else 'places'}.")
