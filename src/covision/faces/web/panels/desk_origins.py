"""Who wrote which words of the statement on the desk."""

from collections.abc import Sequence
from typing import Any

from covision.domain.events import ProjectState
from covision.domain.lineage import marked_version
from covision.domain.marks import Origin, follow, fresh
from covision.faces.web.page import Page, Updates, element, participant
from covision.faces.web.panels.desk_parts import Part
from covision.faces.web.presenters import origins


class Origins(Part):
    """The marks of the newest version; of words that are typed, what was typed counts as the writer's."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self.view = element("", elem_id="origins")

    def components(self) -> Sequence[Any]:
        """What handlers may change."""
        return [self.view]

    def fill(self, state: ProjectState) -> Updates:
        """The newest version as it is saved."""
        newest = state.versions[-1].version if state.versions else 0
        return {self.view: origins.view(marked_version(newest, state.versions), state, self.page.words)}

    def live(self, state: ProjectState, statement: str) -> Updates:
        """The words in the box."""
        newest = state.versions[-1] if state.versions else None
        saved = newest is not None and newest.statement == statement.strip()
        before = marked_version(newest.version, state.versions) if newest else None
        yours = Origin(kind="person", who=participant(state))
        marked = follow(before, statement.strip(), yours) if before else fresh(statement.strip(), yours)
        return {self.view: origins.view(marked, state, self.page.words, saved=saved)}
