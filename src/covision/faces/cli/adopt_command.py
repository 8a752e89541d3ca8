"""`covision project adopt`."""

from datetime import datetime

import typer

from covision.faces.cli.talk import JSON, note, result, result_json, wrapped


def add(group: typer.Typer) -> None:
    """Register the command."""
    group.command("adopt")(adopt)


def adopt(
    project: str = typer.Argument(..., help="The project's id."),
    version: int = typer.Option(None, "--version", help="The version to adopt; default: the newest."),
    owner: str = typer.Option("", "--owner", help="Who answers for it: a name or a role."),
    review: datetime = typer.Option(
        None, "--review", formats=["%Y-%m-%d"], help="The day on which you look at it again."
    ),
    given_up: str = typer.Option("", "--given-up", help="What you give up for it."),
    why: str = typer.Option("", "--why", help="Why it is worth that."),
    undo: bool = typer.Option(False, "--undo", help="Take the adoption that holds back."),
    as_json: bool = JSON,
) -> None:
    """Adopt a version: its words are frozen, and later versions say that they are based on it.

    Adopting again supersedes; `covision project export --format ics` writes the review as a calendar file.
    """
    from covision.domain.adopting import adopted_now
    from covision.errors import NotFound
    from covision.settings import load_settings
    from covision.wiring import open_house

    with open_house(load_settings(), shared=True) as house:
        house.bin.check(project)
        engine = house.engine
        if undo:
            held = adopted_now(engine.state(project).adoptions)
            if held is None:
                raise NotFound("No version is adopted here.", safe="Nothing was changed.")
            state = engine.take_back(project, held.number)
        else:
            state = engine.adopt(
                project,
                version=version,
                owner=owner,
                review=review.date() if review else None,
                given_up=given_up,
                why=why,
                today=datetime.now().date(),
            )
    held = adopted_now(state.adoptions)
    if as_json:
        result_json(held.model_dump(mode="json") if held else None)
        return
    if held is None:
        note("No version is adopted any more; what was adopted stays in the history.")
        return
    result(f"Version {held.version} is adopted:")
    result(wrapped(held.statement, "    "))
