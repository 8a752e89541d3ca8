"""The evidence board and the current state of a project."""

import hashlib
from collections.abc import Callable

from covision.domain.board import Board, CurrentState, Finding, Quadrant
from covision.domain.draft import Evidence
from covision.domain.events import CurrentStateSaved, Event, ProjectState
from covision.errors import InputError, NotFound
from covision.projects.core import EngineCore, usable_text
from covision.projects.plan import Mode
from covision.steps.board import board
from covision.steps.current import EVIDENCE, fill_current
from covision.steps.theming.lists import load_lists

_REMEMBERED = 8


class Boarding(EngineCore):
    """Both are computed; of the current state only people's own lines and what they took out are kept."""

    def board(self, project: str, mode: Mode = "solo") -> Board:
        """The evidence board of a project as it is now. May take seconds where a lot of research is new."""
        return self._board(self._store.load(project), mode)

    def _board(self, state: ProjectState, mode: Mode = "solo") -> Board:
        held: dict[tuple[str, int, str], Board] = self.__dict__.setdefault("_boards", {})
        key = (state.id, state.revision, mode)
        if key not in held:
            script = self._script(state)
            made = board(
                state.material(),
                script,
                self._lexicons(script.language),
                load_lists(script.language),
                mode=mode,
                similarity=self._searcher.similarity if self._searcher else None,
                drafts=state.drafts,
                evidence={id: Evidence.model_validate(item) for id, item in state.evidence.items()},
            )
            while len(held) >= _REMEMBERED:
                held.pop(next(iter(held)), None)
            held[key] = made
        return held[key]

    def current(self, project: str) -> CurrentState:
        """The current state: filled in from the evidence as it is now, with people's lines."""
        return self._current(self._store.load(project))

    def _current(self, state: ProjectState) -> CurrentState:
        script = self._script(state)
        return fill_current(
            state.material(),
            state.themes,
            state.current,
            slots={question.id: question.slot for question in script.questions},
            tensions=self._board(state).tensions,
            language=script.language,
        )

    def edit_finding(self, project: str, id: str, text: str, author: str) -> ProjectState:
        """Word a line anew. The original wording again gives the line back to the evidence."""
        said = _worded(text)

        def change(state: ProjectState, kept: dict[str, Finding], gone: list[str]) -> None:
            now = self._finding(state, id)
            filled = next((one for one in self._filled(state) if one.id == id), None)
            if filled is not None and filled.text == said:
                kept.pop(id, None)
            elif now.text != said:
                kept[id] = now.model_copy(update={"text": said, "author": author})

        return self._save(project, change)

    def add_finding(self, project: str, quadrant: Quadrant, text: str, author: str) -> ProjectState:
        """A line of somebody's own; the same words in the same place again change nothing."""
        said = _worded(text)
        id = f"{quadrant[0]}-own-{hashlib.sha256(f'{quadrant}/{said}'.encode()).hexdigest()[:12]}"

        def change(state: ProjectState, kept: dict[str, Finding], gone: list[str]) -> None:
            kept.setdefault(id, Finding(id=id, quadrant=quadrant, text=said, author=author))
            if id in gone:
                gone.remove(id)

        return self._save(project, change)

    def dismiss_finding(self, project: str, id: str) -> ProjectState:
        """Take a line out; it does not come back by itself, and can be restored."""

        def change(state: ProjectState, kept: dict[str, Finding], gone: list[str]) -> None:
            self._finding(state, id)
            if id not in gone:
                gone.append(id)

        return self._save(project, change)

    def restore_finding(self, project: str, id: str) -> ProjectState:
        """Put back a line that was taken out; nothing changes where it was not."""

        def change(state: ProjectState, kept: dict[str, Finding], gone: list[str]) -> None:
            if id in gone:
                gone.remove(id)

        return self._save(project, change)

    def _filled(self, state: ProjectState) -> tuple[Finding, ...]:
        """What the evidence alone gives."""
        return self._current(state.model_copy(update={"current": None})).findings

    def _finding(self, state: ProjectState, id: str) -> Finding:
        found = next((one for one in self._current(state).findings if one.id == id), None)
        if found is None:
            raise NotFound("This line is no longer here: what it rested on has changed.")
        return found

    def _save(
        self, project: str, change: Callable[[ProjectState, dict[str, Finding], list[str]], None]
    ) -> ProjectState:
        def events(state: ProjectState) -> list[Event]:
            before = state.current or CurrentState()
            kept = {one.id: one for one in before.findings if one.author != EVIDENCE}
            gone = list(before.dismissed)
            change(state, kept, gone)
            after = CurrentState(findings=tuple(kept.values()), dismissed=tuple(gone))
            return [] if after == before else [CurrentStateSaved(current=after)]

        return self._change(project, events)


def _worded(text: str) -> str:
    said = " ".join(usable_text(text).split())
    if not said:
        raise InputError(
            "There is nothing to save yet.", safe="The line was not changed.", todo="Write a few words."
        )
    return said
