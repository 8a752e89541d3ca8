"""`covision project weights`."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import typer

from covision.faces.cli.talk import JSON, note, result, result_json, table, wrapped

if TYPE_CHECKING:
    from covision.domain.preferences import PlaceChange, Suggestion


def add(group: typer.Typer) -> None:
    """Register the command."""
    group.command("weights")(weights)


def weights(
    project: str = typer.Argument(..., help="The project's id."),
    apply: bool = typer.Option(False, "--apply", help="Let this project's summaries use the suggested weights."),
    reset: bool = typer.Option(False, "--reset", help="Back to the shipped weights."),
    as_json: bool = JSON,
) -> None:
    """What a project's edits and votes say about the weights of criteria, and what following them would change.

    Weights change the summary of scorecards in this project from then on, and nothing else. Without an option
    nothing is changed.
    """
    from covision.errors import UsageError
    from covision.settings import load_settings
    from covision.wiring import open_house

    if apply and reset:
        raise UsageError("--apply and --reset exclude each other.")
    with open_house(load_settings(), shared=True) as house:
        house.bin.check(project)
        if apply:
            house.engine.apply_weights(project)
            note("These weights are in use in this project now.")
        if reset:
            house.engine.reset_weights(project)
            note("The shipped weights are in use in this project.")
        found = house.engine.weights(project)
    if as_json:
        result_json(found.model_dump(mode="json"))
        return
    for line in lines(found):
        result(line)
    if found.changes:
        table(
            [
                ("criterion", "shipped", "now", "suggested"),
                *(
                    (f"{one.number} {one.title}", *map(_plain, (one.shipped, one.now, one.suggested)))
                    for one in found.changes
                ),
            ]
        )
    for place in found.places:
        result(wrapped(f"{place.source}: {place.statement}", "    ", f"{_place(place)}  "))


def lines(found: "Suggestion") -> Iterator[str]:
    """A suggestion in sentences."""
    yield wrapped(found.told)
    if found.after is not None and found.before is not None and found.p is not None:
        yield wrapped(
            f"On pairs left out of the fit: {found.before.value:.0%} before, {found.after.value:.0%} after; the "
            f"chance of such a gain if the shipped weights were right is {found.p:.2f}."
        )
    if found.applied:
        yield "This project's summaries use weights of its own."


def _plain(value: float) -> str:
    return f"{value:.2f}"


def _place(one: "PlaceChange") -> str:
    before, after = one.place_before or "–", one.place_after or "–"
    return f"{before}." if before == after else f"{before}. → {after}."
