"""`covision doctor`."""

import typer

from covision.errors import CovisionError
from covision.faces.cli.talk import JSON, result, result_json, wrapped

_MARKS = {"ok": "ok    ", "look": "look  ", "fault": "FAULT "}


def add(cli: typer.Typer) -> None:
    """Register the command."""
    cli.command("doctor")(doctor)


def doctor(
    ask: bool = typer.Option(False, "--ask", help="Also ask the writing model for one word."),
    as_json: bool = JSON,
) -> None:
    """Look for faults, and say what to do about each.

    Versions, settings, shipped files, engines, weights, database, index, disk and port.
    """
    from covision.faces.cli.health import look
    from covision.settings import load_settings
    from covision.wiring import open_house

    with open_house(load_settings(), shared=True) as house:
        found = look(house, ask=ask)
    faults = [item for item in found if item.state == "fault"]
    if as_json:
        result_json({"ok": not faults, "checks": [item.model_dump() for item in found]})
    else:
        for item in found:
            result(f"{_MARKS[item.state]}{item.name}: {item.what}")
            if item.todo:
                result(wrapped(item.todo, "        ", "      > "))
    if faults:
        raise CovisionError(f"{len(faults)} {'fault' if len(faults) == 1 else 'faults'} found.")
