"""The engine behind its door: `Access` is asked before every call, whichever face calls."""

import inspect
from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any, cast

from covision.domain.access import Access, Scope, actor
from covision.domain.events import ProjectState
from covision.errors import AccessDenied, NotFound

if TYPE_CHECKING:
    from covision.projects.engine import ProjectEngine

READS = frozenset((
    "ballot", "board", "board_at_hand", "course_order", "current", "current_lines", "dilemma_critiques",
    "dilemma_result", "dilemma_sheet", "drafting_status", "export", "finding_themes", "history", "next", "panel",
    "preferences", "preview_research", "projects", "propose_dilemmas", "readiness", "reweigh", "reweigh_draft",
    "script", "state", "tally", "telling", "themes_are_quick", "themes_stale", "watch", "weights",
))  # fmt: skip
"""Calls that change nothing and ask no model. Every other call needs `write`: a name that is not here is safe."""

WITHOUT_PROJECT = frozenset(("bring_whole", "course_order", "create", "preview_research", "projects"))
"""Calls about no project in particular. All others say which one first, as its id or its state."""

_OWN = frozenset(("close",))
# The house ends its engine, whoever asked last.


def admit(access: Access, scope: Scope, project: str | None) -> None:
    """Ask `access` for whoever asks now. Raises `NotFound` where they may not even know of the project, as for one
    that is not there; `AccessDenied` where they may look and not change it, or where no project is meant.
    """
    who = actor()
    if access.allows(who, scope, project):
        return
    if project is not None and (scope == "read" or not access.allows(who, "read", project)):
        raise missing(project)
    what = "change anything here or ask a model" if scope == "write" else "look at this"
    raise AccessDenied(
        f"{who.name} may not {what}.",
        safe="Nothing was changed.",
        todo="Ask whoever runs this covision for the right to do so.",
    )


def missing(project: str) -> NotFound:
    """What is said of a project that is not there, or not for whoever asks."""
    return NotFound(
        f"There is no project {project}.", safe="Nothing was changed.", todo="Look at the list of projects."
    )


def admitted(engine: "ProjectEngine", access: Access) -> "ProjectEngine":
    """The engine with `access` asked before each of its public methods runs."""
    return cast("ProjectEngine", _Door(engine, access))


class _Door:
    """Stands in for the engine; built methods are kept."""

    def __init__(self, engine: "ProjectEngine", access: Access) -> None:
        self._behind = engine
        self._access = access

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._behind, name)
        if name.startswith("_") or name in _OWN or not inspect.ismethod(found):
            return found
        made = _asking(name, found, self._access)
        self.__dict__[name] = made
        return made


def _asking(name: str, call: Callable[..., Any], access: Access) -> Callable[..., Any]:
    scope: Scope = "read" if name in READS else "write"
    about = name not in WITHOUT_PROJECT
    first = next(iter(inspect.signature(call).parameters), "")

    @wraps(call)
    def asked(*args: Any, **more: Any) -> Any:
        project = None
        if about:
            told = args[0] if args else more.get(first)
            project = told.id if isinstance(told, ProjectState) else str(told)
        admit(access, scope, project)
        found = call(*args, **more)
        if name == "projects":
            return [one for one in found if access.allows(actor(), "read", one.id)]
        return found

    return asked
