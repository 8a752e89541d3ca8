"""A project file and its research as the material that drafts rest on."""

from collections.abc import Sequence
from pathlib import Path

from covision.domain.project import Material, ProjectFile
from covision.domain.research import ResearchSource
from covision.faces.cli.talk import note, read_bytes
from covision.steps.ingest import read_research
from covision.steps.project_file import load_project


def read_material(path: Path, extra: Sequence[Path] = ()) -> Material:
    """The project at `path` with the research it names, and `extra` files. Raises `InputError`."""
    project, base = load_project(path)
    return material_of(project, base, extra)


def material_of(project: ProjectFile, base: Path, extra: Sequence[Path] = ()) -> Material:
    """A project with its research read; files of the project are relative to `base`."""
    sources: dict[str, ResearchSource] = {}
    for item in project.research:
        content = read_bytes(base / item.file, "Paths are relative to the project file.")
        sources[item.file] = read_research(item.file, content, kind=item.kind, text_column=item.text_column)
    for path in extra:
        name = path.name if path.name not in sources else str(path)
        sources[name] = read_research(name, read_bytes(path))
    for source in sources.values():
        note(account(source))
    return Material(
        organisation=project.organisation,
        statements=project.statements,
        goals=project.goals,
        participants=project.participants,
        research=tuple(sources.values()),
    )


def account(source: ResearchSource) -> str:
    """What became of every row of a source, in a sentence."""
    parts = [f"{source.read} read"]
    if source.folded:
        parts.append(f"{source.folded} folded into one that says the same")
    parts += [f"{count} skipped ({why.replace('_', ' ')})" for why, count in source.skipped.items() if count]
    column = f", column {source.text_column}" if source.text_column else ""
    return f"{source.name}{column}: {source.rows} rows, {', '.join(parts)}."
