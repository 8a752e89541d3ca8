"""The evidence board: computed when it is first looked at, told meanwhile; the current state can be edited."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import gradio as gr

from covision.domain.board import QUADRANTS, Quadrant
from covision.domain.events import ProjectState
from covision.faces.web.page import Page, Updates, element, participant
from covision.faces.web.presenters import board, common


class EvidenceBoard:
    """The screen `board`."""

    name = "board"

    def __init__(self, page: Page) -> None:
        self.page = page
        words = page.words
        with gr.Column(elem_id="board", elem_classes="screen wide"):
            element(board.intro(words))
            self.cards = element("", elem_id="board-cards")
            self.state = element("", elem_id="board-state-lines")
            with gr.Row(elem_classes="onward"):
                self.onward = gr.Button(words("board.to_drafts"), variant="primary", elem_id="board-onward")
                self.research = gr.Button(words("board.to_research"), elem_id="board-research")
                self.back = gr.Button(words("board.to_questions"), elem_classes="link")
            # What is to be computed: its change starts the work, so that the screen shows at once.
            self.wanted = gr.Textbox("", visible="hidden", label="wanted", elem_id="board-wanted")

    def components(self) -> list[Any]:
        """What handlers may change."""
        return [self.cards, self.state, self.wanted]

    def fill(self, state: ProjectState) -> Updates:
        """The board where it is at hand; else a word that it is being computed, which then begins."""
        if self.page.engine.board_at_hand(state) is not None:
            return {**self._shown(state), self.wanted: ""}
        return {
            self.cards: board.working(self.page.words),
            self.state: "",
            self.wanted: f"{state.id}/{state.revision}",
        }

    def _shown(self, state: ProjectState) -> Updates:
        engine, words = self.page.engine, self.page.words
        return {
            self.cards: board.page(engine.board(state.id), state, words),
            self.state: board.current(engine.current(state.id), state, words),
        }

    # What is done

    def bind(self) -> None:
        """Wire the buttons."""
        page = self.page
        page.on(self.wanted.change, self.look, [self.wanted])
        page.on(self.onward.click, lambda project: page.show(project, "drafts"))
        page.on(self.research.click, lambda project: page.show(project, "research"))
        page.on(self.back.click, lambda project: page.show(project, "interview"))
        page.on_element(self.cards, {"go": page.show})
        page.on_element(self.state, {"take-out": self.take_out, "put-back": self.put_back})
        page.on_element(page.notice, {"put-back": self.put_back})
        page.on_form(self.state, self.keep)

    async def look(self, project: str, wanted: str) -> AsyncIterator[Updates]:
        """Compute the board that the screen asked for. Whoever has gone to another screen is not called back."""
        if not project or not wanted.startswith(f"{project}/"):
            yield {}
            return
        state = await asyncio.to_thread(self.page.engine.state, project)
        yield await asyncio.to_thread(self._shown, state)

    def keep(self, project: str, fields: dict[str, str]) -> Updates:
        """Save a changed line, or a new one."""
        engine, words = self.page.engine, self.page.words
        text = fields.get("text", "")
        who = participant(engine.state(project))
        quadrant = _quadrant(fields.get("quadrant", ""))
        if quadrant is not None:
            state = engine.add_finding(project, quadrant, text, who)
        else:
            state = engine.edit_finding(project, fields.get("id", ""), text, who)
        return self.page.screen(state, self.name, common.told(words("board.saved"), words))

    def take_out(self, project: str, id: str) -> Updates:
        """Take a line out; it can be put back at once, and later from the list below."""
        words = self.page.words
        state = self.page.engine.dismiss_finding(project, id)
        undo = common.button(words("board.put_back"), "put-back", id, "link")
        return self.page.screen(state, self.name, common.told(words("board.was_taken_out"), words, undo))

    def put_back(self, project: str, id: str) -> Updates:
        """Put back a line that was taken out."""
        return self.page.screen(self.page.engine.restore_finding(project, id), self.name)


def _quadrant(name: str) -> Quadrant | None:
    return next((one for one in QUADRANTS if one == name), None)
