"""Comments on words of the statement on the desk."""

import json
from collections.abc import Sequence
from typing import Any

from covision.domain.comments import Place
from covision.domain.edits import carried
from covision.domain.events import ProjectState
from covision.errors import InputError
from covision.faces.web.page import Page, Updates, element, participant
from covision.faces.web.panels.desk_parts import NAME, Editor, Part, author_of
from covision.faces.web.presenters import comments, common
from covision.faces.web.presenters.markup import Markup


class Comments(Part):
    """What is selected in the box is commented on; a comment stays with words that are saved."""

    def __init__(self, page: Page, editor: Editor) -> None:
        super().__init__(page)
        self.editor = editor
        self.comments = element("", elem_id="comments")
        self.form = element("", elem_id="comment-form")

    def components(self) -> Sequence[Any]:
        """What handlers may change."""
        return [self.comments, self.form]

    def unsaved(self) -> Sequence[Any]:
        """A comment that is being written."""
        return [self.form]

    def fill(self, state: ProjectState) -> Updates:
        """All comments, each where its words stand now."""
        return {self.comments: comments.listed(state, self.page.words), self.form: ""}

    def bind(self) -> None:
        """Wire its buttons."""
        page, acts = self.page, {"about": self.about, "settle": self.settle, "reopen": self.reopen}
        page.on_element(self.comments, acts, [self.editor.by])
        page.on_element(self.form, {"leave": self.leave})
        page.on_form(self.form, self.add)

    def about(self, project: str, selection: str, by: str) -> Updates:
        """A form for the words that are selected in the box, where they are saved."""
        state, words = self.page.engine.state(project), self.page.words
        newest = state.versions[-1] if state.versions else None
        try:
            told = json.loads(selection)
            start, end, whole = int(told["start"]), int(told["end"]), str(told["whole"])
        except (ValueError, KeyError, TypeError):
            start, end, whole = 0, 0, ""
        if newest is None or not whole[start:end].strip():
            return self.page.advise("comments.nothing")
        found = carried(whole, newest.statement, start, end)
        if found is None:
            return self.page.advise("comments.unsaved")
        first, last = _bare(newest.statement, *found)
        who = by.strip() or common.who_said(participant(state), state)
        text = newest.statement[first:last]
        return {self.form: comments.form(newest.version, first, last, text, who, words), self.page.notice: ""}

    def leave(self, project: str, _: str) -> Updates:
        """No comment after all."""
        return {self.form: ""}

    def add(self, project: str, fields: dict[str, str]) -> Updates:
        """Keep the comment with its words."""
        state = self.page.engine.state(project)
        numbers = [fields.get(key, "") for key in ("version", "start", "end")]
        if not all(one.isdigit() for one in numbers):
            raise InputError("It is not known which words this is about.", todo="Select the words again.")
        version, start, end = (int(one) for one in numbers)
        saved = next((one.statement for one in state.versions if one.version == version), "")
        if not saved[start:end]:
            raise InputError("It is not known which words this is about.", todo="Select the words again.")
        place = Place(version=version, start=start, end=start + len(saved[start:end]), quote=saved[start:end])
        who = author_of(fields.get("who", ""), state)
        state = self.page.engine.comment(project, place, fields.get("text", ""), who)
        return {**self._told(state, "added"), self.form: ""}

    def settle(self, project: str, id: str, by: str) -> Updates:
        """Dealt with."""
        return self._settle(project, id, by, "settled_told")

    def reopen(self, project: str, id: str, by: str) -> Updates:
        """Not dealt with after all."""
        return self._settle(project, id, by, "reopened")

    def _settle(self, project: str, id: str, by: str, key: str) -> Updates:
        who = author_of(by, self.page.engine.state(project))
        return self._told(self.page.engine.settle_comment(project, id, who, open=key == "reopened"), key)

    def _told(self, state: ProjectState, key: str) -> Updates:
        words = self.page.words
        note: Markup = common.told(words(f"comments.{key}"), words)
        return {
            **self.page.stamp(state, NAME),
            self.page.notice: note,
            self.comments: comments.listed(state, words),
        }


def _bare(text: str, start: int, end: int) -> tuple[int, int]:
    """The place without the blanks at its edges."""
    part = text[start:end]
    start += len(part) - len(part.lstrip())
    return start, start + len(part.strip())
