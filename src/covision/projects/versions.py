"""The writing part of the engine: choose a draft, save and restore versions."""

from typing import Literal

from covision.domain.draft import Draft
from covision.domain.events import Chosen, Event, ProjectState, VersionSaved
from covision.domain.lineage import fork, joined, marked_draft, marked_version
from covision.domain.marks import Marked, follow, fresh, origin_of, splice
from covision.domain.rubric import Scorecard
from covision.errors import Conflict, InputError, NotFound
from covision.projects.core import EngineCore, usable_text

Take = Literal["mine", "theirs", "merge"]


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
                marked = marked_draft(chosen, state, _next(state))
                found.append(_saved(state, marked, author, why or chosen.angle, None, chosen.scorecard))
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
            before = marked_version(base, state.versions) if base else None
            origin = origin_of(author, _next(state))
            marked = follow(before, text, origin) if before else fresh(text, origin)
            return [_saved(state, marked, author, note, base or None, scorecard)]

        state = self._change(project, events)
        if clash:
            raise _both_kept(clash[0], state)
        return state

    def replace_span(
        self,
        project: str,
        *,
        seen: int,
        start: int,
        end: int,
        text: str,
        expected: str,
        author: str,
        accepted_by: str,
        prompt: str = "",
        note: str = "",
        scorecard: Scorecard | None = None,
    ) -> ProjectState:
        """A new version: version `seen` with exactly its characters `start` to `end` replaced by `text`.

        `expected` is what stands there; `author` worded the new text (`model:<name>` following `prompt`, or a
        participant), `accepted_by` let it in and is the version's author. Raises `NotFound` for a version that is
        not there, `Conflict` where other words stand in that place (nothing is saved) or where somebody saved
        a newer version meanwhile (both are kept, as in `save_version`).
        """
        told = usable_text(text)
        clash: list[int] = []

        def events(state: ProjectState) -> list[Event]:
            before = marked_version(seen, state.versions)
            if before is None:
                raise NotFound(f"There is no version {seen} here.")
            if not 0 <= start <= end <= len(before.text) or before.text[start:end] != expected:
                raise Conflict(
                    f"The words “{expected}” do not stand in that place of version {seen} any more.",
                    safe="Nothing was changed.",
                    todo="Look at the newest version and ask again for its words.",
                )
            made = splice(before, start, end, told, origin_of(author, _next(state), prompt))
            if not made.text.strip():
                raise InputError("The statement would be empty.", todo="Keep at least a word of it.")
            if told == expected:
                return []
            newest = state.versions[-1].version
            clash[:] = [newest] if newest != seen else []
            return [_saved(state, made, accepted_by, note, seen, scorecard)]

        state = self._change(project, events)
        if clash:
            raise _both_kept(clash[0], state)
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
            marked = marked_version(version, state.versions)
            assert marked is not None
            return [_saved(state, marked, author, note, version, old.scorecard)]

        return self._change(project, events)

    def settle(self, project: str, mine: int, take: Take, author: str) -> ProjectState:
        """Go on from two versions that were written side by side, `mine` the newer: with either, or both in one.

        What is taken becomes the newest version; both stay. Raises `Conflict` where somebody saved or settled
        meanwhile, or where the changes touch and cannot be one.
        """

        def events(state: ProjectState) -> list[Event]:
            both = fork(state.versions)
            if both is None or both.mine.version != mine:
                raise Conflict(
                    "Somebody went on with this statement meanwhile.",
                    safe="Every version is kept.",
                    todo="Look at the newest version.",
                )
            taken = {"mine": both.mine, "theirs": both.theirs}.get(take)
            if taken is not None:
                marked = marked_version(taken.version, state.versions)
                note = f"kept version {taken.version} of {both.theirs.version} and {both.mine.version}"
                card = taken.scorecard
            else:
                marked, card = joined(both, state.versions).marked, None
                note = f"joined versions {both.theirs.version} and {both.mine.version}"
            if marked is None:
                raise Conflict(
                    "The two changes touch the same words, so they cannot be joined without guessing.",
                    safe="Both versions are kept.",
                    todo="Take one of them, or write the words in the box and save.",
                )
            base = both.theirs.version if take == "theirs" else both.mine.version
            return [_saved(state, marked, author, note, base, card)]

        return self._change(project, events)


def _draft(state: ProjectState, id: str) -> Draft:
    found = next((draft for draft in state.drafts if draft.id == id), None)
    if found is None:
        raise NotFound(f"There is no draft {id!r} in this project.")
    return found


def _next(state: ProjectState) -> int:
    return max((item.version for item in state.versions), default=0) + 1


def _saved(
    state: ProjectState, marked: Marked, author: str, note: str, base: int | None, scorecard: Scorecard | None
) -> VersionSaved:
    return VersionSaved(
        version=_next(state),
        statement=marked.text,
        author=author,
        note=note,
        base=base,
        scorecard=scorecard,
        marks=marked.marks,
    )


def _both_kept(theirs: int, state: ProjectState) -> Conflict:
    return Conflict(
        f"Somebody else saved version {theirs} while you were writing.",
        safe=f"Both texts are kept: theirs as version {theirs}, yours as version {state.versions[-1].version}.",
        todo="Compare them and save the one you want to go on with.",
    )
