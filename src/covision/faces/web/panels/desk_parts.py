"""What the desk is made of: the base of its parts, and the editor that all of them look at."""

from collections.abc import Sequence
from typing import Any

import gradio as gr

from covision.domain.events import ProjectState
from covision.faces.web.page import Page, Updates, participant
from covision.faces.web.presenters import common

NAME = "desk"


class Part:
    """A part of the desk: made where it stands, then filled, told of new words, and bound with all others."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def components(self) -> Sequence[Any]:
        """What handlers may change."""
        return ()

    def fill(self, state: ProjectState) -> Updates:
        """The part for a project as it is saved."""
        return {}

    def unsaved(self) -> Sequence[Any]:
        """Boxes in which words stand that are not saved yet: they are let alone when something is saved."""
        return ()

    def live(self, state: ProjectState, statement: str) -> Updates:
        """The part for words as they stand in the box, not saved yet; nothing where it does not follow them."""
        return {}

    def bind(self) -> None:
        """Wire its buttons."""


class Editor(Part):
    """The statement in its box, who saves it and why. `seen` is the newest version that was there when it came."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        words = page.words
        self.statement = gr.Textbox(
            label=words("desk.statement"),
            placeholder=words("desk.placeholder"),
            lines=3,
            max_lines=12,
            elem_id="statement",
        )
        with gr.Row(elem_classes="pair"):
            self.by = gr.Textbox(
                label=words("desk.by"), placeholder=words("desk.by_hint"), max_lines=1, elem_id="by"
            )
            self.note = gr.Textbox(label=words("desk.note"), max_lines=1, elem_id="note", scale=2)
        with gr.Row(elem_classes="actions", elem_id="desk-actions"):
            self.save = gr.Button(words("desk.save"), variant="primary", elem_id="save-version")
            self.look = gr.Button(words("desk.look"), elem_id="look-again")
        self.seen = gr.Textbox("", visible="hidden", label="seen", elem_id="seen")

    def components(self) -> Sequence[Any]:
        """What handlers may change."""
        return [self.statement, self.by, self.note, self.seen]

    def unsaved(self) -> Sequence[Any]:
        """The box has the saved words already, and what was typed meanwhile."""
        return [self.statement]

    def fill(self, state: ProjectState) -> Updates:
        """The newest version in the box."""
        newest = state.versions[-1] if state.versions else None
        return {
            self.statement: newest.statement if newest else "",
            self.by: common.who_said(participant(state), state),
            self.note: "",
            self.seen: str(newest.version if newest else 0),
        }


def author_of(by: str, state: ProjectState) -> str:
    """The participant whose role was written, or the name as written."""
    name = " ".join(by.split())[:80]
    known = next((one.id for one in state.participants if name.lower() in (one.role.lower(), one.id.lower())), None)
    return known or name.removeprefix("model:") or participant(state)
