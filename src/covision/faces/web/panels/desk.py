"""The desk: the sentence to edit, and its parts around it. Each part is a file of its own."""

from collections.abc import Sequence
from typing import Any

import gradio as gr

from covision.domain.events import ProjectState
from covision.domain.lineage import fork
from covision.errors import Conflict
from covision.faces.web.page import Page, Updates, element
from covision.faces.web.panels.desk_comments import Comments
from covision.faces.web.panels.desk_critic import Questions
from covision.faces.web.panels.desk_ledger import Ledger
from covision.faces.web.panels.desk_live import Live
from covision.faces.web.panels.desk_origins import Origins
from covision.faces.web.panels.desk_parts import NAME, Editor, Part, author_of
from covision.faces.web.panels.desk_rewrite import Rewrites
from covision.faces.web.panels.desk_scores import Scores
from covision.faces.web.panels.desk_versions import Both, Versions
from covision.faces.web.presenters import common, desk
from covision.faces.web.presenters.markup import Markup


class Desk:
    """The screen `desk`: the editor and the parts that look at what stands in it, in the order of the page."""

    name = NAME

    def __init__(self, page: Page) -> None:
        self.page = page
        with gr.Column(elem_id="desk", elem_classes="screen"):
            self.intro = element("", elem_id="desk-intro")
            with gr.Row(elem_classes="desk-row"):
                with gr.Column(elem_classes="main", scale=3):
                    self.editor = editor = Editor(page)
                    main: tuple[Part, ...] = (
                        Live(page, self.typed),
                        Both(page, editor),
                        rewrites := Rewrites(page, editor, lambda state, text: self.scores.score(state, text)),
                        Origins(page),
                        Comments(page, editor),
                        Versions(page, editor),
                        Ledger(page),
                    )
                    self.onward = element("", elem_id="desk-onward")
                with gr.Column(elem_classes="side", scale=2):
                    questions = Questions(page, editor, rewrites.for_question)
                    self.scores = Scores(page, editor)
                    side: tuple[Part, ...] = (questions, self.scores)
        self.parts: tuple[Part, ...] = (editor, *main, *side)

    def components(self) -> Sequence[Any]:
        """What handlers may change."""
        return [self.intro, self.onward, *(one for part in self.parts for one in part.components())]

    def fill(self, state: ProjectState) -> Updates:
        """The newest version in the box, with what is known of it."""
        words, found = self.page.words, bool(state.versions)
        shown: Updates = {
            self.intro: desk.intro(words, not found),
            self.onward: desk.to_takeaway(words) if found else "",
        }
        for part in self.parts:
            shown |= part.fill(state)
        return shown

    def bind(self) -> None:
        """Wire the buttons."""
        page, box = self.page, self.editor
        page.on(box.save.click, self.keep, [box.statement, box.by, box.note, box.seen])
        page.on(box.look.click, self.look_again, [box.statement])
        page.on_element(self.onward, {"go": page.show})
        for part in self.parts:
            part.bind()

    def keep(self, project: str, statement: str, by: str, note: str, seen: str) -> Updates:
        """Save what stands in the box as a new version, with its scorecard."""
        engine, words = self.page.engine, self.page.words
        state = engine.state(project)
        count = len(state.versions)
        card = self.scores.score(state, statement) if statement.strip() else None
        number = int(seen) if seen.isdigit() else 0
        try:
            state = engine.save_version(
                project, statement, author_of(by, state), note=note.strip(), seen=number, scorecard=card
            )
        except Conflict as error:
            state, told = engine.state(project), common.trouble(error, words)
            if both := fork(state.versions):
                told = common.advice(words("both.told", a=both.theirs.version, b=both.mine.version), words)
            return self._saved(state, told)
        if len(state.versions) == count:
            return self.page.advise("desk.same")
        text = words("desk.saved_version", n=state.versions[-1].version)
        return self._saved(state, common.told(text, words))

    def _saved(self, state: ProjectState, note: Markup) -> Updates:
        """The desk after a save; what is typed meanwhile stays."""
        shown = self.page.screen(state, self.name, note)
        let_alone = {one for part in self.parts for one in part.unsaved()}
        return {one: value for one, value in shown.items() if one not in let_alone}

    def typed(self, project: str, statement: str) -> Updates:
        """What the parts say of words that were just typed; nothing is saved."""
        state = self.page.engine.state(project)
        shown: Updates = {}
        for part in self.parts:
            shown |= part.live(state, statement)
        return shown

    def look_again(self, project: str, statement: str) -> Updates:
        """What the parts say of the words as they stand in the box; nothing is saved."""
        state = self.page.engine.state(project)
        shown = self.typed(project, statement)
        if state.versions and state.versions[-1].statement != statement.strip():
            shown[self.page.notice] = common.told(self.page.words("desk.looked"), self.page.words)
        return shown
