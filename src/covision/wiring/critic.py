"""The critic of a house: its questions about the newest version, and the rewrites that people ask for."""

import asyncio
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from covision.domain.base import Frozen
from covision.domain.critique import Critique, Handled
from covision.domain.events import ProjectState
from covision.domain.model import ChatModel
from covision.domain.project import Material
from covision.domain.rewriting import RewriteEnded, RewriteStarted
from covision.domain.support import SupportReport
from covision.errors import ModelUnavailable
from covision.steps.critique.effects import Effect, effects
from covision.steps.critique.questions import critiques, parts_of
from covision.steps.rewriting.rewrite import rewrite
from covision.steps.rewriting.room import Room, room_of
from covision.steps.support.check import report

if TYPE_CHECKING:
    from covision.steps.support.sources import Ground
    from covision.wiring.house import House

Extra = Callable[[ProjectState], Iterable[Critique]]
"""Questions of another source about a project's newest version."""
_KEPT = 2


class _Key(Frozen):
    """What the questions depend on."""

    project: str
    version: int
    statement: str
    handled: tuple[Handled, ...]
    material: Material
    extra: tuple[Critique, ...] = ()


class Critic:
    """Questions without a model; rewrites with the writer of the house. May be asked from several threads."""

    def __init__(self, house: "House") -> None:
        self._house = house
        self._lock = threading.Lock()
        self._kept: list[tuple[_Key, tuple[Critique, ...]]] = []
        self._grounds: list[tuple[str, Material, Ground | None]] = []
        self.extra: list[Extra] = [lambda state: house.engine.dilemma_critiques(state)]
        """Other sources of questions: dilemmas that people answered differently."""

    def at_hand(self, state: ProjectState) -> tuple[Critique, ...] | None:
        """The whole list where it was made already: what a page can show at once; empty without a version."""
        key = self._key(state)
        if key is None:
            return ()
        return next((found for known, found in self._kept if known == key), None)

    def quick(self, state: ProjectState) -> tuple[Critique, ...]:
        """What the scorecard alone asks, in a fraction of a second."""
        return self._questions(state, None) if state.versions else ()

    def questions(self, state: ProjectState) -> tuple[Critique, ...]:
        """All that is asked about the newest version. May take seconds where a lot of research is new."""
        key = self._key(state)
        if key is None:
            return ()
        known = self.at_hand(state)
        if known is not None:
            return known
        ground = self._ground(state.id, key.material)
        found = self._questions(state, report(key.statement, ground) if ground is not None else None)
        with self._lock:
            self._kept = [(key, found), *self._kept[: _KEPT - 1]]
        return found

    def find(self, state: ProjectState, id: str) -> Critique | None:
        """An open question by its id."""
        asked = (*(self.at_hand(state) or ()), *self.quick(state))
        return next((one for one in asked if one.id == id), None)

    def effects(self, state: ProjectState, suggestions: Sequence[tuple[str, str]]) -> list[tuple[Effect, ...]]:
        """What would change in the criteria if the newest version read so: for each `(id, statement)` in order."""
        if not suggestions or not state.versions:
            return [() for _ in suggestions]
        now = state.versions[-1].statement
        asked = [("now", now), *suggestions]
        before, *after = self._house.score_many(asked, material=state.material())
        rubric = self._house.rubric(state.organisation.language)
        return [effects(before, card, rubric) for card in after]

    async def rewrite(
        self, state: ProjectState, started: RewriteStarted, say: Callable[[str], None]
    ) -> RewriteEnded:
        """Other words for a span of the newest version, by rule and by the writer of this house; see `Rewriter`."""
        began = time.monotonic()
        material, asked = state.material(), started.asked
        statement = next(one.statement for one in state.versions if one.version == asked.version)
        models = await asyncio.to_thread(self._house.new_models, material=material)
        model: ChatModel | None
        try:
            model = models.of("writer")
        except ModelUnavailable:
            model = None
        say("reading")
        room = await asyncio.to_thread(self._room, state.id, material)
        known = [
            one.suggestion.text
            for before in state.rewrites
            if before.asked.span.text == asked.span.text
            for one in before.suggestions
        ]
        shelf = self._house.folder("prompts")
        found = await rewrite(
            asked, statement, room, model, shelf, run=started.run, seed=started.seed, known=known, say=say
        )
        return RewriteEnded(
            run=started.run,
            outcome="done",
            reason=found.failed,
            suggestions=tuple(found.suggestions),
            offered=found.offered,
            refused=tuple(found.refused),
            folded=found.folded,
            usage=models.spent(),
            cost=models.cost(),
            seconds=round(time.monotonic() - began, 1),
        )

    def forget(self, project: str) -> None:
        """Drop what is kept of a project's words."""
        with self._lock:
            self._kept = [one for one in self._kept if one[0].project != project]
            self._grounds = [one for one in self._grounds if one[0] != project]

    def _key(self, state: ProjectState) -> _Key | None:
        if not state.versions:
            return None
        newest = state.versions[-1]
        return _Key.model_construct(
            project=state.id,
            version=newest.version,
            statement=newest.statement,
            handled=state.critiques,
            material=state.material(),
            extra=self._others(state),
        )

    def _others(self, state: ProjectState) -> tuple[Critique, ...]:
        return tuple(one for source in self.extra for one in source(state))

    def _questions(self, state: ProjectState, support: SupportReport | None) -> tuple[Critique, ...]:
        house, newest, material = self._house, state.versions[-1], state.material()
        parts = parts_of(newest.statement)
        asked = [("whole", newest.statement), *((f"part {at}", part.text) for at, part in enumerate(parts))]
        card, *of_parts = house.score_many(asked, material=material)
        held = newest.scorecard
        return critiques(
            newest.statement,
            material=material,
            rubric=house.rubric(state.organisation.language),
            card=held if held is not None and held.judge is not None else card,
            report=support,
            board=house.engine.board(state.id) if support is not None else house.engine.board_at_hand(state),
            parts={part.text: one for part, one in zip(parts, of_parts, strict=True)},
            extra=self._others(state),
            handled=state.critiques,
        )

    def _room(self, project: str, material: Material) -> Room:
        language = material.organisation.language
        ground = self._ground(project, material)
        return room_of(
            material, self._house.corpus, self._house.lexicon(language), self._house.folder("prompts"), ground
        )

    def _ground(self, project: str, material: Material) -> "Ground | None":
        from covision.wiring.supporting import ground_of

        for of, known, ground in self._grounds:
            if of == project and known == material:
                return ground
        made = ground_of(self._house, material)
        with self._lock:
            self._grounds = [(project, material, made), *self._grounds[: _KEPT - 1]]
        return made
