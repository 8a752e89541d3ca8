"""`covision project dilemmas`: what people chose in a round of dilemmas that is over."""

import typer

from covision.faces.cli.talk import JSON, note, result, result_json, wrapped


def add(group: typer.Typer) -> None:
    """Put the command into the group `project`."""
    group.command("dilemmas")(dilemmas)


def dilemmas(project: str = typer.Argument(..., help="The project's id."), as_json: bool = JSON) -> None:
    """Whether people decide alike by the statement: the newest round of dilemmas that is over.

    A round that is open tells only who has answered: others' answers are for whoever has answered too, on the page.
    """
    from covision.settings import load_settings
    from covision.wiring import open_house

    with open_house(load_settings(), shared=True) as house:
        house.bin.check(project)
        rounds = house.engine.state(project).dilemmas.rounds
        held = next((one for one in reversed(rounds) if not one.open), None)
        found = house.engine.dilemma_result(project, held.id) if held is not None else None
    if rounds and rounds[-1].open:
        names = ", ".join(one.participant for one in rounds[-1].papers)
        note(f"A round is open; {len(rounds[-1].papers)} have answered{f': {names}' if names else ''}.")
    if held is None or found is None:
        note("No round of dilemmas is over yet: put some to people on the page Dilemmas.")
        if as_json:
            result_json(None)
        return
    if as_json:
        asked = [one.model_dump(mode="json") for one in held.dilemmas]
        result_json({"statement": held.statement, "dilemmas": asked, "result": found.model_dump(mode="json")})
        return
    result(f"{held.statement}")
    alike = f"{found.needed} or more of {found.people} people would do the same in {found.decided} of {found.of}."
    result(alike if found.people > 1 else f"{found.people} answered: too few to tell.")
    for one, verdict in zip(held.dilemmas, found.verdicts, strict=True):
        doubt = "" if verdict.sure or verdict.outcome == "few" else ", too few answers to tell"
        result(f"{one.title}: {_OUTCOMES[verdict.outcome]}{doubt}")
        for taken in verdict.taken:
            if taken.people:
                result(f"    {taken.people} of {verdict.people}: {one.course(taken.course) or 'It does not say'}")
    for raised in found.questions:
        result(wrapped(f"? {raised.text}", ""))


_OUTCOMES = {"decides": "decides", "split": "read differently", "silent": "does not say", "few": "one answer"}
