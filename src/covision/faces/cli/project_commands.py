"""`covision project list | show | board | weights | adopt | dilemmas | export | import`."""

from pathlib import Path

import typer

from covision.faces.cli import adopt_command, dilemmas_command, weights_command
from covision.faces.cli.talk import JSON, note, read_text, result, result_json, table, wrapped, write

group = typer.Typer(help="Projects of the data folder.", no_args_is_help=True, rich_markup_mode=None)


@group.command("list")
def list_projects(as_json: bool = JSON) -> None:
    """All projects, newest change first."""
    from covision.settings import load_settings
    from covision.wiring import open_house

    with open_house(load_settings(), shared=True) as house:
        found = [one for one in house.engine.projects() if one.id not in house.bin]
    if as_json:
        result_json([item.model_dump() for item in found])
        return
    table(
        (
            item.id,
            item.name,
            f"{item.answered} answers, {item.drafts} drafts, {item.versions} versions",
            item.changed_at,
        )
        for item in found
    )
    if not found:
        note("There are no projects yet: `covision app`, or `covision project import FILE.yaml`.")


@group.command("show")
def show(project: str = typer.Argument(..., help="The project's id."), as_json: bool = JSON) -> None:
    """What a project holds: the newest statement, drafts, answers, research."""
    from covision.domain.dilemmas import alone
    from covision.settings import load_settings
    from covision.wiring import open_house

    with open_house(load_settings(), shared=True) as house:
        house.bin.check(project)
        state = house.engine.state(project)
        status = house.engine.drafting_status(state)
        panel = house.engine.panel(project)
    if as_json:
        told = {**state.model_dump(mode="json"), "dilemmas": alone(state.dilemmas)}
        result_json({"drafting_status": status, **told})
        return
    result(f"{state.organisation.name} ({state.id}), changed {state.changed_at}")
    if state.versions:
        newest = state.versions[-1]
        result(f"Version {newest.version} by {newest.author}:")
        result(wrapped(newest.statement, "    "))
    for number, draft in enumerate(state.drafts, start=1):
        result(f"Draft {number}{' (chosen)' if draft.id == state.chosen else ''}: {draft.angle}")
        result(wrapped(draft.statement, "    "))
    result(f"Drafting: {status}. {state.drafting.reason if state.drafting else ''}".strip())
    result(f"Interview: {panel.filled} of {panel.of} slots filled, {len(state.participants)} participants.")
    for source in state.research:
        result(f"Research: {source.name}, {source.read} comments.")


@group.command("board")
def board(project: str = typer.Argument(..., help="The project's id."), as_json: bool = JSON) -> None:
    """What is known, assumed and lacking, what disagrees, what nobody took up, and the current state."""
    from covision.faces.cli.board_lines import board_lines, current_lines
    from covision.settings import load_settings
    from covision.steps.current import shown
    from covision.wiring import open_house

    with open_house(load_settings(), shared=True) as house:
        house.bin.check(project)
        found = house.engine.board(project)
        current = house.engine.current(project)
    if as_json:
        kept = current.model_copy(update={"findings": shown(current)})
        result_json({"board": found.model_dump(mode="json"), "current": kept.model_dump(mode="json")})
        return
    for line in (*board_lines(found), *current_lines(current)):
        result(line)


weights_command.add(group)
adopt_command.add(group)
dilemmas_command.add(group)


@group.command("export")
def export(
    project: str = typer.Argument(..., help="The project's id."),
    format: str = typer.Option(
        "md",
        "--format",
        help="md, docx, pdf, pptx (three slides), html, json (drafts.json), yaml (project file), ics (review day), "
        "whole (every event).",
    ),
    evidence: bool = typer.Option(
        True, help="Documents: with what people and customers said, and what the criteria say."
    ),
    method: bool = typer.Option(True, help="Documents: with how the vision was written."),
    out: Path = typer.Option(None, "--out", help="The file to write; default: named after the organisation."),
) -> None:
    """Write a project as a file; `whole` holds everything that happened, and can be imported."""
    from covision.settings import load_settings
    from covision.wiring import open_house

    with open_house(load_settings(), shared=True) as house:
        house.bin.check(project)
        made = house.engine.export(project, format, evidence=evidence, method=method)  # type: ignore[arg-type]
    path = out or Path(made.name)
    write(path, made.content)
    result(str(path))


@group.command("import")
def import_project(
    file: Path = typer.Argument(..., help="A project file (YAML), or what `export --format whole` wrote."),
    as_json: bool = JSON,
) -> None:
    """Make a new project of a file, with its answers and research; prints the new id."""
    from covision.faces.cli.reading import material_of
    from covision.settings import load_settings
    from covision.steps.project_file import load_project
    from covision.wiring import open_house

    if file.suffix.lower() == ".json":
        with open_house(load_settings(), shared=True) as house:
            state = house.engine.bring_whole(read_text(file), str(file))
    else:
        project, base = load_project(file)
        material = material_of(project, base)
        with open_house(load_settings(), shared=True) as house:
            state = house.engine.create(
                material.organisation,
                statements=material.statements,
                goals=material.goals,
                participants=material.participants,
                research=material.research,
                interview_language=_interview(house.folder("prompts"), material.organisation.language),
            )
    if as_json:
        result_json({"id": state.id, "name": state.organisation.name, "revision": state.revision})
    else:
        result(state.id)
    note(f"{state.organisation.name} is project {state.id}.")


def _interview(prompts: Path, language: str) -> str:
    return language if (prompts / "interview" / f"{language}.yaml").is_file() else "en"
