"""The list of runs of evaluation."""

from typing import Any

import gradio as gr

from covision.bench.shelf import runs_in
from covision.faces.web.page import Page, Updates, element
from covision.faces.web.presenters import common, evals

NAME = "evals"


class Evals:
    """Runs in the home folder. It belongs to no project."""

    def __init__(self, page: Page) -> None:
        self.page = page
        with gr.Column(elem_id=NAME, elem_classes="screen"):
            self.list = element("", elem_id="runs")

    def components(self) -> list[Any]:
        """What handlers may change."""
        return [self.list]

    def show(self) -> Updates:
        """The screen with the runs as they are now."""
        page, words = self.page, self.page.words
        runs = runs_in(page.house.settings.evals_dir)
        shared = {page.project: "", page.notice: "", page.bar: common.bar(words, NAME)}
        return {**shared, **page.engine_pill(), self.list: evals.page(runs, words)}
