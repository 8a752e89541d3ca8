"""The commenting part of the engine: what people say about words of a version, and who looks after a clause."""

from covision.domain.comments import ClauseTended, CommentMade, CommentSettled, Place
from covision.domain.events import Event, ProjectState
from covision.errors import Conflict, InputError, NotFound
from covision.projects.core import EngineCore, usable_text

MAX_COMMENT = 4_000
MAX_NAME = 200


class Commenting(EngineCore):
    """Comments and owners are said of words that are saved; they follow the words from version to version."""

    def comment(self, project: str, place: Place, text: str, who: str) -> ProjectState:
        """Say something about words of a version.

        Raises `InputError` for a blank or very long comment, `NotFound` where there is no such version, `Conflict`
        where it does not read so.
        """
        told = usable_text(text).strip()
        if not told:
            raise InputError("The comment is empty.", todo="Write what you want to say about these words.")
        if len(told) > MAX_COMMENT:
            raise InputError(f"A comment has at most {MAX_COMMENT:,} characters.", todo="Shorten it.")
        made = CommentMade(comment=self._new_id(), place=place, text=told, who=_name(who))
        return self._change(project, lambda state: [_there(state, place, made)])

    def settle_comment(self, project: str, comment: str, who: str, *, open: bool = False) -> ProjectState:
        """A comment is dealt with, or (`open`) is not after all. Raises `NotFound`."""

        def events(state: ProjectState) -> list[Event]:
            if all(one.id != comment for one in state.notes.comments):
                raise NotFound("This comment is not here.")
            return [CommentSettled(comment=comment, who=_name(who), open=open)]

        return self._change(project, events)

    def tend_clause(self, project: str, place: Place, *, owner: str = "", goal: str = "") -> ProjectState:
        """Say who looks after a clause, and which of the project's goals it serves; blank takes it back.

        Raises `InputError` for a goal that the project does not have; otherwise as `comment`.
        """
        tended = ClauseTended(place=place, owner=_name(owner), goal=goal)

        def events(state: ProjectState) -> list[Event]:
            if goal and goal not in state.goals:
                raise InputError("This is none of the project's goals.", todo="Choose one from the list.")
            return [_there(state, place, tended)]

        return self._change(project, events)


def _name(who: str) -> str:
    name = " ".join(usable_text(who).split())
    if len(name) > MAX_NAME:
        raise InputError(f"A name has at most {MAX_NAME} characters.", todo="Write a name or a role.")
    return name


def _there(state: ProjectState, place: Place, event: Event) -> Event:
    """The event, where its words stand in its version."""
    found = next((one for one in state.versions if one.version == place.version), None)
    if found is None:
        raise NotFound(f"There is no version {place.version} here.")
    if not place.holds_in(found.statement):
        raise Conflict(
            f"The words “{place.quote}” do not stand in that place of version {place.version}.",
            safe="Nothing was changed.",
            todo="Select the words again.",
        )
    return event
