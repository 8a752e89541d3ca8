"""What the criteria say of the statement on the desk, what they ask back, and the project's own weights."""

from collections.abc import Sequence
from typing import Any

from covision.domain.events import ProjectState, Version
from covision.domain.rubric import Scorecard
from covision.faces.web.page import Page, Updates, element
from covision.faces.web.panels.desk_parts import NAME, Editor, Part
from covision.faces.web.presenters import common, desk, weights


class Scores(Part):
    """Criteria as sentence and bar; no model is asked."""

    def __init__(self, page: Page, editor: Editor) -> None:
        super().__init__(page)
        self.editor = editor
        self.criteria = element("", elem_id="criteria")
        self.weights = element("", elem_id="own-weights")

    def components(self) -> Sequence[Any]:
        """What handlers may change."""
        return [self.criteria, self.weights]

    def fill(self, state: ProjectState) -> Updates:
        """The card of the newest version, against the one that it came from."""
        newest = state.versions[-1] if state.versions else None
        base = next((one for one in state.versions if newest and one.version == newest.base), None)
        telling = weights.line(self.page.engine.telling(state), bool(state.weights), self.page.words)
        card = self._of(state, newest) if newest else None
        before = (base.version, self._of(state, base)) if base else None
        return {self.weights: telling, **self._card(state, card, before)}

    def live(self, state: ProjectState, statement: str) -> Updates:
        """What the criteria say of the words in the box, against the newest version."""
        newest = state.versions[-1] if state.versions else None
        if newest is not None and newest.statement == statement.strip():
            return {one: value for one, value in self.fill(state).items() if one is not self.weights}
        before = (newest.version, self._of(state, newest)) if newest else None
        return self._card(state, self.score(state, statement), before)

    def _of(self, state: ProjectState, version: Version) -> Scorecard:
        """A version's card, made where it was saved without."""
        return version.scorecard or self.score(state, version.statement)

    def score(self, state: ProjectState, statement: str) -> Scorecard:
        """What the computed criteria say. The summary is by the project's own weights."""
        card = self.page.house.score(statement, id=NAME, material=state.material())
        reweighed: Scorecard = self.page.engine.reweigh(state, card)
        return reweighed

    def bind(self) -> None:
        """Wire its buttons."""
        acts = {"weigh": self.weigh, "use": self.use_weights, "shipped": self.ship_weights}
        self.page.on_element(self.weights, acts)

    def weigh(self, project: str, _: str) -> Updates:
        """What the team's edits and votes say about the criteria, and what following them would change."""
        return {self.weights: weights.effect(self.page.engine.weights(project), self.page.words)}

    def use_weights(self, project: str, _: str) -> Updates:
        """Let this project's summaries follow them."""
        state = self.page.engine.apply_weights(project)
        return self.page.screen(state, NAME, common.told(self.page.words("desk.weights.used"), self.page.words))

    def ship_weights(self, project: str, _: str) -> Updates:
        """Back to the shipped weights."""
        state = self.page.engine.reset_weights(project)
        text = self.page.words("desk.weights.returned")
        return self.page.screen(state, NAME, common.told(text, self.page.words))

    def _card(self, state: ProjectState, card: Scorecard | None, before: desk.Before | None = None) -> Updates:
        rubric = self.page.house.rubric(state.organisation.language)
        words = self.page.words
        return {self.criteria: desk.criteria(card, rubric, words, before)}
