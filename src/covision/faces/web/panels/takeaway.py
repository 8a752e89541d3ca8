"""Take away: links to the project's documents."""

from typing import Any

import gradio as gr

from covision.domain.events import ProjectState
from covision.faces.web.page import Page, Updates, element
from covision.faces.web.presenters import takeaway


class TakeAway:
    """The screen `takeaway`. Downloads leave by an own route, never by a file in a shared folder."""

    name = "takeaway"

    def __init__(self, page: Page) -> None:
        self.page = page
        with gr.Column(elem_id="takeaway", elem_classes="screen"):
            self.links = element("", elem_id="takeaway-links")
            self.back = gr.Button(page.words("takeaway.back"), elem_classes="link")

    def components(self) -> list[Any]:
        """What handlers may change."""
        return [self.links]

    def fill(self, state: ProjectState) -> Updates:
        """The newest statement and the formats on offer."""
        return {self.links: takeaway.page(state, self.page.words)}

    def bind(self) -> None:
        """Wire the way back."""
        page = self.page
        page.on(self.back.click, lambda project: page.show(project, "desk"))
