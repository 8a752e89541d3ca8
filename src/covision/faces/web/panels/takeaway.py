"""Take away: adopt a version, and links to the project's documents."""

from datetime import date
from typing import Any

import gradio as gr

from covision.domain.adopting import adopted_now
from covision.domain.events import ProjectState
from covision.errors import InputError
from covision.faces.web.page import Page, Updates, element
from covision.faces.web.presenters import adopting, common, takeaway
from covision.faces.web.presenters.markup import h
from covision.steps.takeaway.pdf import can_write


class TakeAway:
    """The screen `takeaway`. Downloads leave by an own route, never by a file in a shared folder."""

    name = "takeaway"

    def __init__(self, page: Page) -> None:
        self.page, words = page, page.words
        with gr.Column(elem_id="takeaway", elem_classes="screen"):
            self.intro = element("", elem_id="takeaway-intro")
            with gr.Row(elem_classes="desk-row"):
                with gr.Column(elem_classes="main", scale=3):
                    self.adopting = element("", elem_id="adopting")
                with gr.Column(elem_classes="side", scale=2):
                    with gr.Column(visible=False, elem_id="takeaway-options") as self.options:
                        element(h("h2", words("takeaway.documents"), cls="part"))
                        self.evidence = gr.Checkbox(True, label=words("takeaway.evidence"), elem_id="with-evidence")
                        self.method = gr.Checkbox(True, label=words("takeaway.method"), elem_id="with-method")
                    self.links = element("", elem_id="takeaway-links")
                    self.data = element("", elem_id="takeaway-data")
            self.back = gr.Button(words("takeaway.back"), elem_classes="link")

    def components(self) -> list[Any]:
        """What handlers may change."""
        return [self.intro, self.adopting, self.options, self.evidence, self.method, self.links, self.data]

    def fill(self, state: ProjectState) -> Updates:
        """What is adopted or can be, and the formats on offer."""
        words = self.page.words
        return {
            self.intro: takeaway.intro(state, words),
            self.adopting: adopting.adopting(state, words, date.today()),
            self.options: gr.update(visible=bool(state.versions or state.drafts)),
            self.evidence: True,
            self.method: True,
            self.links: takeaway.documents(state, words, missing=_missing()),
            self.data: takeaway.data(state, words),
        }

    def bind(self) -> None:
        """Wire the form, the undo and the way back."""
        page = self.page
        page.on_form(self.adopting, self.adopt)
        page.on_element(self.adopting, {"adopt-back": self.take_back})
        page.on_element(page.notice, {"adopt-back": self.take_back})
        for box in (self.evidence, self.method):
            page.on(box.input, self.choose, [self.evidence, self.method])
        page.on(self.back.click, lambda project: page.show(project, "desk"))

    def adopt(self, project: str, fields: dict[str, str]) -> Updates:
        """Adopt the version of the form; it can be undone at once, and later from the history."""
        words, version = self.page.words, fields.get("version", "")
        state = self.page.engine.adopt(
            project,
            version=int(version) if version.isdecimal() else None,
            owner=fields.get("owner", ""),
            review=_day(fields.get("review", ""), words("adopt.no_day"), words("adopt.no_day_todo")),
            given_up=fields.get("given_up", ""),
            why=fields.get("why", ""),
            today=date.today(),
        )
        held = adopted_now(state.adoptions)
        assert held is not None
        undo = common.button(words("adopt.undo"), "adopt-back", str(held.number), "link")
        return self.page.screen(state, self.name, common.told(words("adopt.done", n=held.version), words, undo))

    def choose(self, project: str, evidence: bool, method: bool) -> Updates:
        """The links, to documents with or without what people said and how it was written."""
        state = self.page.engine.state(project)
        words, missing = self.page.words, _missing()
        return {self.links: takeaway.documents(state, words, evidence=evidence, method=method, missing=missing)}

    def take_back(self, project: str, number: str) -> Updates:
        """Undo an adoption; the one before it holds again."""
        state = self.page.engine.take_back(project, int(number) if number.isdecimal() else 0)
        held = adopted_now(state.adoptions)
        words = self.page.words
        text = words("adopt.undone_before", n=held.version) if held else words("adopt.undone")
        return self.page.screen(state, self.name, common.told(text, words))


def _missing() -> tuple[str, ...]:
    return () if can_write() else ("pdf",)


def _day(text: str, what: str, todo: str) -> date | None:
    """The day of a form's field, None where it was left blank."""
    if not text.strip():
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError as error:
        raise InputError(what, todo=todo) from error
