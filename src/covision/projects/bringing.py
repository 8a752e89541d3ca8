"""Projects that come from elsewhere: a shipped example, a project file, exported drafts, a whole project."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from covision.domain.draft import DraftSet
from covision.domain.events import DraftFound, DraftingEnded, DraftingStarted, Event, ProjectState
from covision.domain.project import Organisation, Participant, ProjectFile
from covision.errors import InputError, Place
from covision.projects.core import EngineCore
from covision.steps.ingest import read_research
from covision.steps.project_file import check_text, load_project
from covision.steps.takeaway.bundle import FORM_KEY

if TYPE_CHECKING:
    from covision.projects.engine import ProjectEngine

_TODO = "Choose a project file (.yaml), drafts as data or everything (.json) that covision wrote."
_MAX_JSON = 20 * 1024 * 1024


@dataclass(frozen=True)
class Brought:
    """A project that came in: `missing` are research files that it names and that did not come with it."""

    state: ProjectState
    missing: tuple[str, ...] = ()


def copy_example(engine: "ProjectEngine", folder: Path, name: str) -> ProjectState:
    """A shipped example as a project of one's own, called `name`, with its research read."""
    project, base = load_project(folder / "project.yaml")
    state = _create(engine, project, name)
    for file in project.research:
        source = read_research(
            file.file, (base / file.file).read_bytes(), kind=file.kind, text_column=file.text_column
        )
        state = engine.put_research(state.id, source)
    return state


def bring(engine: "ProjectEngine", name: str, content: bytes) -> Brought:
    """A project file (YAML), drafts as data or a whole project (JSON), as a new project.

    Raises `InputError` that names the line where the file is at fault.
    """
    if content.lstrip()[:1] == b"{":
        return Brought(_from_json(engine, name, content))
    checked = check_text(name, content)
    if checked.project is None:
        first, *more = checked.errors
        error = checked.error(first)
        if more:
            error.todo = f"{error.todo} There are {len(more)} more faults after it.".lstrip()
        raise error
    project = checked.project
    return Brought(_create(engine, project, project.organisation.name), tuple(one.file for one in project.research))


def _create(engine: "ProjectEngine", project: ProjectFile, name: str) -> ProjectState:
    return engine.create(
        project.organisation.model_copy(update={"name": name}),
        statements=project.statements,
        goals=project.goals,
        participants=project.participants,
    )


def _from_json(engine: "ProjectEngine", name: str, content: bytes) -> ProjectState:
    """A whole project with all that happened, or drafts with what they rest on."""
    if len(content) > _MAX_JSON:
        raise InputError("is larger than 20 MB.", place=Place(name), todo="Choose the file that covision wrote.")
    try:
        data = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise InputError("is not a file that covision exported.", place=Place(name), todo=_TODO) from error
    if isinstance(data, dict) and FORM_KEY in data:
        return engine.bring_whole(content.decode("utf-8", "replace"), name)
    return _from_drafts(engine, name, data)


def _from_drafts(engine: "ProjectEngine", name: str, data: Any) -> ProjectState:
    """Drafts with what they rest on. The answers themselves are not in such a file; what it quotes of them is."""
    try:
        drafts = DraftSet.model_validate(data)
        organisation = Organisation.model_validate(drafts.project.get("organisation"))
        told = drafts.project.get("participants")
        people = [Participant(id=str(id), role=str(id)) for id in (told if isinstance(told, list) else [])[:200]]
    except (ValidationError, ValueError, RecursionError) as error:
        raise InputError("is not a file that covision exported.", place=Place(name), todo=_TODO) from error
    state = engine.create(organisation, participants=people)
    return engine.put_drafts(state.id, drafts)


class Bringing(EngineCore):
    """Keeps drafts that were made elsewhere."""

    def put_drafts(self, project: str, drafts: DraftSet) -> ProjectState:
        """Save a finished set of drafts as its file tells it; they take the place of those before."""
        run = self._new_id()
        evidence = {key: item.model_dump(mode="json") for key, item in drafts.evidence.items()}
        events: list[Event] = [
            DraftingStarted(run=run, model=drafts.run.model, seed=drafts.run.seed, wanted=len(drafts.drafts))
        ]
        events += [DraftFound(run=run, draft=draft, evidence=evidence) for draft in drafts.drafts]
        return self._store.append(project, [*events, DraftingEnded(run=run, outcome="done", drafts=drafts)])
