"""Research: paste customers' words or choose a file; how it was read; take it out and put it back."""

from pathlib import Path
from typing import Any

import gradio as gr

from covision.domain.events import ProjectState
from covision.domain.research import ResearchSource
from covision.errors import InputError
from covision.faces.web.page import Page, Updates, element
from covision.faces.web.presenters import common, research

MAX_BYTES = 20 * 1024 * 1024
_MB = 1024 * 1024


class Research:
    """The screen `research`."""

    name = "research"

    def __init__(self, page: Page) -> None:
        self.page = page
        words = page.words
        self._removed: dict[str, ResearchSource] = {}
        with gr.Column(elem_id="research", elem_classes="screen"):
            element(research.intro(words))
            with gr.Column(elem_classes="card"):
                self.paste = gr.Textbox(
                    label=words("research.paste"),
                    placeholder=words("research.paste_hint"),
                    lines=5,
                    max_lines=20,
                    elem_id="paste",
                )
                self.source = gr.Textbox(
                    label=words("research.name"),
                    placeholder=words("research.name_hint"),
                    max_lines=1,
                    elem_id="paste-name",
                )
                with gr.Row(elem_classes="actions"):
                    self.add = gr.Button(words("research.add"), variant="primary", elem_id="add-words")
                    self.file = gr.UploadButton(
                        words("research.file"),
                        file_types=[".csv", ".tsv", ".txt"],
                        file_count="single",
                        elem_id="choose-file",
                    )
            self.list = element("", elem_id="sources")
            with gr.Row(elem_classes="onward"):
                self.onward = gr.Button(words("research.onward"), elem_id="research-onward")
                self.back = gr.Button(words("research.back"), elem_classes="link")

    def components(self) -> list[Any]:
        """What handlers may change."""
        return [self.paste, self.source, self.file, self.list]

    def fill(self, state: ProjectState) -> Updates:
        """All sources as they were read."""
        return {self.list: research.sources(state.research, self.page.words)}

    def bind(self) -> None:
        """Wire the buttons."""
        page = self.page
        page.on(self.add.click, self.add_pasted, [self.paste, self.source])
        page.on(self.file.upload, self.add_file, [self.file])
        page.on(self.onward.click, lambda project: page.show(project, "drafts"))
        page.on(self.back.click, lambda project: page.show(project, "interview"))
        page.on_element(self.list, {"remove": self.remove})
        page.on_element(page.notice, {"undo": self.undo})

    def add_pasted(self, project: str, text: str, name: str) -> Updates:
        """Read pasted words and save them; the box is emptied only then."""
        if not text.strip():
            return self.page.advise("research.need_text")
        name = name.strip()[:120] or self._free_name(project)
        state = self.page.engine.add_research(project, name, text)
        return {**self._added(state, name), self.paste: "", self.source: ""}

    def add_file(self, project: str, path: str | None) -> Updates:
        """Read an uploaded file at once, save what it holds, and remove the copy the browser sent."""
        if not path:
            return {}
        file = Path(path)
        try:
            if file.stat().st_size > MAX_BYTES:
                raise InputError(self.page.words("research.too_large", mb=MAX_BYTES // _MB))
            content = file.read_bytes()
        except OSError as error:
            raise InputError(self.page.words("research.unreadable")) from error
        finally:
            file.unlink(missing_ok=True)
        state = self.page.engine.add_research(project, file.name, content)
        return {**self._added(state, file.name), self.file: None}

    def _added(self, state: ProjectState, name: str) -> Updates:
        note = common.told(self.page.words("research.added", name=name), self.page.words)
        return self.page.screen(state, self.name, note)

    def _free_name(self, project: str) -> str:
        taken = {source.name for source in self.page.engine.state(project).research}
        base, number = self.page.words("research.default_name"), 1
        while (name := base if number == 1 else f"{base} {number}") in taken:
            number += 1
        return name

    def remove(self, project: str, name: str) -> Updates:
        """Take a source out; it can be put back as long as the page is open."""
        words = self.page.words
        gone = next((one for one in self.page.engine.state(project).research if one.name == name), None)
        state = self.page.engine.remove_research(project, name)
        if gone is not None:
            self._removed[project] = gone
        undo = common.button(words("research.undo"), "undo", "", "link")
        return self.page.screen(state, self.name, common.told(words("research.removed", name=name), words, undo))

    def undo(self, project: str, _: str) -> Updates:
        """Put the source back that was taken out last."""
        gone = self._removed.pop(project, None)
        if gone is None:
            return self.page.show(project, self.name)
        state = self.page.engine.put_research(project, gone)
        return self._added(state, gone.name)
