"""The writing part of the engine: choose a draft, save and restore versions."""

from covision.domain.draft import Draft
from covision.domain.events import Chosen, Event, ProjectState, VersionSaved
from covision.domain.rubric import Scorecard
from covision.errors import Conflict, InputError, NotFound
from covision.projects.core import EngineCore, usable_text


class Versions(EngineCore):
    """Nothing is overwritten: every save is a new version."""

    def choose(self, project: str, draft: str, why: str = "") -> ProjectState:
        """Go on with this draft; its statement becomes a version unless it is the newest already."""

        def events(state: ProjectState) -> list[Event]:
            chosen = _draft(state, draft)
            found: list[Event] = []
            if state.chosen != draft:
                found.append(Chosen(draft=draft, why=why))
            newest = state.versions[-1] if state.versions else None
            if newest is None or newest.statement != chosen.statement:
                model = state.drafting.model if state.drafting else "unknown"
                author = chosen.origin or f"model:{model}"
                note = why or chosen.angle
                found.append(_version(state, chosen.statement, author, note, None, chosen.scorecard))
            return found

        return self._change(project, events)

    def save_version(
        self,
        project: str,
        statement: str,
        author: str,
        *,
        note: str = "",
        seen: int | None = None,
        scorecard: Scorecard | None = None,
    ) -> ProjectState:
        """Save an edited statement. `seen` is the newest version number its writer looked at (0 for none).

        Where somebody saved a newer one meanwhile, yours is saved as well, and then `Conflict` names both.
        """
        text = usable_text(statement).strip()
        if not text:
            raise InputError("The statement is empty.", todo="Write it, or restore an earlier version.")
        clash: list[int] = []

        def events(state: ProjectState) -> list[Event]:
            newest = state.versions[-1] if state.versions else None
            if newest is not None and newest.statement == text and newest.author == author:
                return []
            clash[:] = [newest.version] if newest and seen is not None and newest.version != seen else []
            base = seen if seen is not None else newest.version if newest else None
            return [_version(state, text, author, note, base or None, scorecard)]

        state = self._change(project, events)
        if clash:
            mine = state.versions[-1].version
            raise Conflict(
                f"Somebody else saved version {clash[0]} while you were writing.",
                safe=f"Both texts are kept: theirs as version {clash[0]}, yours as version {mine}.",
                todo="Compare them and save the one you want to go on with.",
            )
        return state

    def restore(self, project: str, version: int, author: str) -> ProjectState:
        """Make an earlier version the newest again, as a new version; nothing is overwritten."""

        def events(state: ProjectState) -> list[Event]:
            old = next((item for item in state.versions if item.version == version), None)
            if old is None:
                raise NotFound(f"There is no version {version} here.")
            if state.versions[-1].version == version:
                return []
            note = f"restored version {version}"
            return [_version(state, old.statement, author, note, version, old.scorecard)]

        return self._change(project, events)


def _draft(state: ProjectState, id: str) -> Draft:
    found = next((draft for draft in state.drafts if draft.id == id), None)
    if found is None:
        raise NotFound(f"There is no draft {id!r} in this project.")
    return found


def _version(
    state: ProjectState, statement: str, author: str, note: str, base: int | None, scorecard: Scorecard | None
) -> VersionSaved:
    number = max((item.version for item in state.versions), default=0) + 1
    return VersionSaved(
        version=number, statement=statement, author=author, note=note, base=base, scorecard=scorecard
    )
