"""What follows typing: after a pause the parts of the desk look at the words in the box, which is let alone."""

from collections.abc import Callable, Sequence
from itertools import count
from pathlib import Path
from typing import Any

import gradio as gr

from covision.domain.events import ProjectState
from covision.faces.web.page import Page, Updates
from covision.faces.web.panels.desk_parts import Part
from covision.faces.web.presenters import live

DESK_JS = (Path(__file__).resolve().parents[1] / "desk.js").read_text(encoding="utf-8")


class Live(Part):
    """Words that are not saved yet stay in the browser, too: a reload or a server that fell takes none."""

    def __init__(self, page: Page, look: Callable[[str, str], Updates]) -> None:
        super().__init__(page)
        self.look = look
        self.element = gr.HTML("", js_on_load=DESK_JS, apply_default_css=False, padding=False, elem_id="desk-live")
        self._fillings = count(1)

    def components(self) -> Sequence[Any]:
        """What handlers may change."""
        return [self.element]

    def fill(self, state: ProjectState) -> Updates:
        """Which version stands in the box."""
        return {self.element: live.state_of(state, next(self._fillings), self.page.words)}

    def bind(self) -> None:
        """The newest words win: what was asked for in between is not looked at."""
        self.page.on_element(self.element, {"live": self.look}, trigger_mode="always_last")
