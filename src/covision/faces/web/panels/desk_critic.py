"""The critic's questions on the desk: answer, put aside, ask for other words; every one can be undone."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path
from typing import Any

import gradio as gr

from covision.domain.critique import Critique
from covision.domain.events import ProjectState
from covision.faces.web.page import Page, Updates, participant
from covision.faces.web.panels.desk_parts import NAME, Editor, Part
from covision.faces.web.presenters import common, critic
from covision.faces.web.presenters.markup import Markup

CRITIC_JS = (Path(__file__).resolve().parents[1] / "critic.js").read_text(encoding="utf-8")
Reword = Callable[[str, Critique, str], AsyncIterator[Updates]]
"""Asks for other words for what a question is about: (project, question, the words in the box)."""


def speaking(**more: Any) -> Any:
    """A piece of HTML that shows in the statement what it speaks of."""
    behaviour = f"covisionElement(element, trigger, watch);\n{CRITIC_JS}"
    return gr.HTML("", js_on_load=behaviour, apply_default_css=False, padding=False, **more)


class Questions(Part):
    """What the scorecard asks is there at once; what the sources ask comes a moment later."""

    def __init__(self, page: Page, editor: Editor, reword: Reword) -> None:
        super().__init__(page)
        self.editor = editor
        self.reword = reword
        self.asked = speaking(elem_id="critic")
        # What is to be looked at: its change starts the work, so that the desk shows at once.
        self.wanted = gr.Textbox("", visible="hidden", label="critic wanted", elem_id="critic-wanted")

    def components(self) -> Sequence[Any]:
        """What handlers may change."""
        return [self.asked, self.wanted]

    def fill(self, state: ProjectState) -> Updates:
        """The questions at hand; the whole list is asked for where it is not there yet."""
        house = self.page.house
        known = house.critic.at_hand(state)
        if known is not None:
            return {self.asked: self._view(known, state), self.wanted: ""}
        found = house.critic.quick(state)
        return {
            self.asked: self._view(found, state, looking=True),
            self.wanted: f"{state.id}/{state.versions[-1].version}/{state.revision}",
        }

    def _view(self, found: Sequence[Critique], state: ProjectState, looking: bool = False) -> Markup:
        return critic.view(found, state, self.page.words, looking=looking)

    def bind(self) -> None:
        """Wire what can be done about a question."""
        page = self.page
        page.on(self.wanted.change, self.look, [self.wanted])
        acts = {"dismiss": self.dismiss, "reopen": self.reopen}
        page.on_element(self.asked, {**acts, "reword": self.other_words}, [self.editor.statement])
        page.on_form(self.asked, self.answer)
        page.on_element(page.notice, {"reopen": self.reopen})

    async def look(self, project: str, wanted: str) -> AsyncIterator[Updates]:
        """The whole list. Whoever has gone to another screen is not called back."""
        if not project or not wanted.startswith(f"{project}/"):
            yield {}
            return
        state = await asyncio.to_thread(self.page.engine.state, project)
        found = await asyncio.to_thread(self.page.house.critic.questions, state)
        yield {self.asked: self._view(found, state)}

    def answer(self, project: str, fields: dict[str, str]) -> Updates:
        """Keep an answer: words to rest on from now on."""
        state = self.page.engine.state(project)
        question = self._find(state, fields.get("id", ""))
        if question is None:
            return {**self.fill(state), **self.page.advise("critic.changed")}
        state = self.page.engine.answer_critique(project, question, fields.get("text", ""), participant(state))
        return self._done(state, "critic.kept", question.id)

    def dismiss(self, project: str, id: str, _: str) -> Updates:
        """Put a question aside; it can be asked again."""
        state = self.page.engine.state(project)
        question = self._find(state, id)
        if question is None:
            return {**self.fill(state), **self.page.advise("critic.changed")}
        state = self.page.engine.dismiss_critique(project, question, participant(state))
        return self._done(state, "critic.put_aside", id)

    def reopen(self, project: str, id: str, _: str = "") -> Updates:
        """Ask a question again."""
        state = self.page.engine.reopen_critique(project, id)
        told = common.told(self.page.words("critic.reopened"), self.page.words)
        return {**self.fill(state), **self.page.stamp(state, NAME), self.page.notice: told}

    async def other_words(self, project: str, id: str, statement: str) -> AsyncIterator[Updates]:
        """Ask for other words for what a question is about, resting on its answer where there is one."""
        state = await asyncio.to_thread(self.page.engine.state, project)
        question = await asyncio.to_thread(self._find, state, id)
        if question is None or question.span is None:
            yield self.page.advise("critic.changed")
            return
        async for update in self.reword(project, question, statement):
            yield update

    def _find(self, state: ProjectState, id: str) -> Critique | None:
        done = next((one.critique for one in state.critiques if one.critique.id == id), None)
        found: Critique | None = done or self.page.house.critic.find(state, id)
        return found

    def _done(self, state: ProjectState, key: str, id: str) -> Updates:
        """The list without the question, and a way back. The words in the box stay as they are."""
        words = self.page.words
        undo = common.button(words("critic.undo"), "reopen", id, "link")
        told = common.told(words(key), words, Markup(" "), undo)
        return {**self.fill(state), **self.page.stamp(state, NAME), self.page.notice: told}
