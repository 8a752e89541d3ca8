"""The versions of the desk: what changed, all that were saved, restore, any two compared, two side by side."""

from collections.abc import Sequence
from typing import Any

from covision.domain.events import ProjectState
from covision.domain.lineage import fork, joined
from covision.errors import InputError
from covision.faces.web.page import Page, Updates, element, participant
from covision.faces.web.panels.desk_parts import NAME, Editor, Part, author_of
from covision.faces.web.presenters import common, desk, versions
from covision.faces.web.presenters.markup import Markup


class Both(Part):
    """Two versions that were written side by side, until somebody says which one goes on."""

    def __init__(self, page: Page, editor: Editor) -> None:
        super().__init__(page)
        self.editor = editor
        self.both = element("", elem_id="both")

    def components(self) -> Sequence[Any]:
        """What handlers may change."""
        return [self.both]

    def fill(self, state: ProjectState) -> Updates:
        """Both of them, or nothing."""
        found = fork(state.versions)
        if found is None:
            return {self.both: ""}
        merged = joined(found, state.versions)
        return {self.both: versions.side_by_side(found, merged, state, self.page.words)}

    def bind(self) -> None:
        """Wire its buttons."""
        self.page.on_element(self.both, {"settle": self.settle}, [self.editor.by])

    def settle(self, project: str, value: str, by: str) -> Updates:
        """Go on with one of them, or with both in one."""
        mine, _, take = value.partition(" ")
        if not mine.isdigit() or take not in ("mine", "theirs", "merge"):
            return {}
        engine, words = self.page.engine, self.page.words
        author = author_of(by, engine.state(project))
        state = engine.settle(project, int(mine), take, author)
        told = words("both.settled", n=state.versions[-1].version)
        return self.page.screen(state, NAME, common.told(told, words))


class Versions(Part):
    """Nothing is overwritten: an earlier version comes back as a new one."""

    def __init__(self, page: Page, editor: Editor) -> None:
        super().__init__(page)
        self.editor = editor
        self.changes = element("", elem_id="changes")
        self.versions = element("", elem_id="versions")
        self.choice = element("", elem_id="compare-any")
        self.compared = element("", elem_id="compared")

    def components(self) -> Sequence[Any]:
        """What handlers may change."""
        return [self.changes, self.versions, self.choice, self.compared]

    def fill(self, state: ProjectState) -> Updates:
        """The newest versions, and what the last one changed."""
        made, words = state.versions, self.page.words
        before, newest = (made[-2], made[-1]) if len(made) > 1 else (None, None)
        return {
            self.changes: self._diff(before.version, newest.version, before.statement, newest.statement)
            if before and newest
            else "",
            self.versions: versions.listed(state, words),
            self.choice: versions.choice(state, words),
            self.compared: "",
        }

    def live(self, state: ProjectState, statement: str) -> Updates:
        """What stands in the box against the newest version."""
        newest = state.versions[-1] if state.versions else None
        if newest is None or newest.statement == statement.strip():
            return {self.changes: ""}
        return {self.changes: self._diff(newest.version, 0, newest.statement, statement.strip())}

    def bind(self) -> None:
        """Wire its buttons."""
        page = self.page
        page.on_element(self.versions, {"restore": self.restore, "compare": self.compare, "page": self.turn})
        page.on_form(self.choice, self.compare_any)

    def turn(self, project: str, since: str) -> Updates:
        """Older or newer ones."""
        state = self.page.engine.state(project)
        return {self.versions: versions.listed(state, self.page.words, int(since) if since.isdigit() else 0)}

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
        return self._two(state, old.version if old else 0, int(version))

    def compare_any(self, project: str, fields: dict[str, str]) -> Updates:
        """What lies between two versions."""
        a, b = (int(fields.get(key, "")) if fields.get(key, "").isdigit() else 0 for key in ("a", "b"))
        return self._two(self.page.engine.state(project), a, b)

    def _two(self, state: ProjectState, a: int, b: int) -> Updates:
        by_number = {one.version: one for one in state.versions}
        if a not in by_number or b not in by_number:
            raise InputError("One of these versions is not here.", todo="Choose two from the lists.")
        old, new = by_number[a], by_number[b]
        return {self.compared: self._diff(a, b, old.statement, new.statement)}

    def _diff(self, a: int, b: int, old: str, new: str) -> Markup:
        words = self.page.words
        title = words("desk.diff", a=a, b=b) if b else words("desk.diff_now", a=a)
        return desk.diff(title, desk.word_diff(old, new), words)
