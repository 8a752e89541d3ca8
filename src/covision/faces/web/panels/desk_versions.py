"""The versions of the desk: what changed, every version that was saved, restore, compare."""

from collections.abc import Sequence
from typing import Any

from covision.domain.events import ProjectState
from covision.faces.web.page import Page, Updates, element, participant
from covision.faces.web.panels.desk_parts import NAME, Editor, Part
from covision.faces.web.presenters import common, desk
from covision.faces.web.presenters.markup import Markup


class Versions(Part):
    """Nothing is overwritten: an earlier version comes back as a new one."""

    def __init__(self, page: Page, editor: Editor) -> None:
        super().__init__(page)
        self.editor = editor
        self.changes = element("", elem_id="changes")
        self.versions = element("", elem_id="versions")

    def components(self) -> Sequence[Any]:
        """What handlers may change."""
        return [self.changes, self.versions]

    def fill(self, state: ProjectState) -> Updates:
        """Every version, and what the newest changed."""
        made = state.versions
        before, newest = (made[-2], made[-1]) if len(made) > 1 else (None, None)
        return {
            self.changes: self._diff(before.version, newest.version, before.statement, newest.statement)
            if before and newest
            else "",
            self.versions: desk.versions(state, self.page.words),
        }

    def live(self, state: ProjectState, statement: str) -> Updates:
        """What stands in the box against the newest version."""
        newest = state.versions[-1] if state.versions else None
        if newest is None or newest.statement == statement.strip():
            return {}
        return {self.changes: self._diff(newest.version, 0, newest.statement, statement.strip())}

    def bind(self) -> None:
        """Wire its buttons."""
        self.page.on_element(self.versions, {"restore": self.restore, "compare": self.compare})

    def restore(self, project: str, version: str) -> Updates:
        """An earlier version as the newest again; nothing is overwritten."""
        state = self.page.engine.state(project)
        state = self.page.engine.restore(project, int(version), participant(state))
        text = self.page.words("desk.restored", n=version)
        return self.page.screen(state, NAME, common.told(text, self.page.words))

    def compare(self, project: str, version: str) -> Updates:
        """What a version changed against the one it came from, or the one before it."""
        state = self.page.engine.state(project)
        by_number = {one.version: one for one in state.versions}
        new = by_number.get(int(version))
        old = by_number.get(new.base or int(version) - 1) if new else None
        if new is None or old is None:
            return {}
        return {self.changes: self._diff(old.version, new.version, old.statement, new.statement)}

    def _diff(self, a: int, b: int, old: str, new: str) -> Markup:
        words = self.page.words
        title = words("desk.diff", a=a, b=b) if b else words("desk.diff_now", a=a)
        return desk.diff(title, desk.word_diff(old, new), words)
