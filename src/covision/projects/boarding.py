"""The evidence board and the current state of a project."""

import hashlib
import json
from collections.abc import Callable

from covision.domain.board import Board, CurrentState, Finding, Quadrant
from covision.domain.draft import Evidence
from covision.domain.events import CurrentStateSaved, Event, ProjectState
from covision.errors import InputError, NotFound
from covision.projects.core import EngineCore, usable_text
from covision.projects.plan import Mode
from covision.steps import ask_compare, ask_triggers
from covision.steps.board import board
from covision.steps.boarding import said as boarding_said
from covision.steps.current import EVIDENCE, fill_current, shown
from covision.steps.theming.lists import load_lists

_REMEMBERED = 8
MAX_LINE = 1000
"""Characters of a line of the current state."""


class Boarding(EngineCore):
    """Both are computed; of the current state only people's own lines and what they took out are kept."""

    def board(self, project: str, mode: Mode = "solo") -> Board:
        """The evidence board of a project as it is now. May take seconds where a lot of research is new."""
        return self._board(self._store.load(project), mode)

    def board_at_hand(self, state: ProjectState, mode: Mode = "solo") -> Board | None:
        """The board of this state where it was computed already: what a page can show at once."""
        return self._boards().get(_key(state, mode))

    def _forget_boards(self, project: str) -> None:
        """Drop a project's boards from memory, and every text that was read for boards and follow-ups."""
        self.__dict__["_times_forgotten"] = self._forgotten() + 1
        held = self._boards()
        for key in [key for key in tuple(held) if key.startswith(f"{project}/")]:
            held.pop(key, None)
        boarding_said.forget()
        ask_compare.forget()
        ask_triggers.forget()

    def _forgotten(self) -> int:
        """How often words were dropped: a board that was begun before that is not held."""
        return int(self.__dict__.get("_times_forgotten", 0))

    def _boards(self) -> dict[str, Board]:
        held: dict[str, Board] = self.__dict__.setdefault("_held_boards", {})
        return held

    def _board(self, state: ProjectState, mode: Mode = "solo") -> Board:
        held, key = self._boards(), _key(state, mode)
        made = held.get(key)
        if made is None:
            before = self._forgotten()
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
            if self._forgotten() != before:
                self._forget_boards(state.id)
                return made
            for old in list(held)[: max(0, len(held) - _REMEMBERED + 1)]:
                held.pop(old, None)
            held[key] = made
        return made

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

    def current_lines(self, state: ProjectState) -> tuple[Finding, ...]:
        """The current state for a document: the lines that nobody took out, without those that need the board."""
        script = self._script(state)
        slots = {question.id: question.slot for question in script.questions}
        found = fill_current(state.material(), state.themes, state.current, slots=slots, language=script.language)
        return shown(found)

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


def _key(state: ProjectState, mode: Mode) -> str:
    """What the board depends on, as a digest: an edit of the current state does not make it anew."""
    told = [
        mode,
        state.interview_language,
        [person.model_dump(mode="json") for person in state.participants],
        [(one.name, one.digest, one.rows, one.read, one.folded) for one in state.research],
        state.themes.model_dump(mode="json") if state.themes else None,
        [draft.model_dump(mode="json", include={"id", "statement", "clauses"}) for draft in state.drafts],
    ]
    return f"{state.id}/{hashlib.sha256(json.dumps(told).encode()).hexdigest()}"


def _worded(text: str) -> str:
    said = " ".join(usable_text(text).split())
    if not said:
        raise InputError(
            "There is nothing to save yet.", safe="The line was not changed.", todo="Write a few words."
        )
    if len(said) > MAX_LINE:
        raise InputError(
            f"This line has {len(said):,} characters; at most {MAX_LINE} fit.",
            safe="The line was not changed.",
            todo="Say it in a sentence or two, or make two lines of it.",
        )
    return said
