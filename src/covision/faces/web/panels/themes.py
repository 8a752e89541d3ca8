"""Themes on the research screen: looked for by a button, or by themselves where that is quick; stopped at will."""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from typing import Any

import gradio as gr

from covision.domain.events import ProjectState
from covision.domain.research import THEMES_FROM
from covision.faces.web.page import Page, Updates, element
from covision.faces.web.presenters import themes


class Themes:
    """The part `themes` of the screen `research`."""

    watching: dict[str, Any] = {"concurrency_id": "themes", "concurrency_limit": 16}

    def __init__(self, page: Page) -> None:
        self.page = page
        self._watched: list[Any] = []
        words = page.words
        with gr.Column(elem_id="themes", elem_classes="part-of", visible=False) as self.box:
            self.head = element("", elem_id="themes-head")
            with gr.Row(elem_classes="actions", elem_id="themes-actions"):
                self.find = gr.Button(words("themes.find"), variant="primary", elem_id="find-themes")
                self.halt = gr.Button(words("themes.stop"), elem_id="stop-themes", visible=False)
            self.status = element("", elem_id="themes-status")
            self.list = element("", elem_id="theme-list")

    def components(self) -> list[Any]:
        """What handlers may change."""
        return [self.box, self.head, self.find, self.halt, self.status, self.list]

    def fill(self, state: ProjectState) -> Updates:
        """The themes as they are saved, and whether they still fit the research."""
        words, found = self.page.words, state.themes
        snippets = state.material().snippets()
        enough = len(snippets) >= THEMES_FROM
        stale = found is not None and self.page.engine.themes_stale(state)
        running = self.page.engine.finding_themes(state.id)
        open_to = enough and not running and (found is None or stale or not (found.complete and found.embeddings))
        return {
            self.box: gr.update(visible=bool(state.research)),
            self.head: themes.heading(found if enough else None, words),
            self.find: gr.update(visible=open_to, value=words("themes.again" if found else "themes.find")),
            self.halt: gr.update(visible=running),
            self.status: themes.progress(words, words("themes.starting"), None, 0.0) if running else "",
            self.list: themes.page(found, snippets, words, stale=stale),
        }

    # What is done

    def bind(self, imports: Sequence[Any]) -> None:
        """Wire the buttons; `imports` are the events after which themes are looked for by themselves."""
        page = self.page
        asked = page.on(self.find.click, self.look, (), **self.watching)
        renewed = page.on_element(self.list, {"renew": self.renew}, (), **self.watching)
        self._watched = [asked, renewed, *imports]

    def watch(self, load: Any) -> None:
        """After a reload, a search that is under way is watched again."""
        loaded = self.page.on(load.then, self.rejoin, (), **self.watching)
        self.page.on(self.halt.click, self.stop, cancels=[*self._watched, loaded])

    async def rejoin(self, project: str) -> AsyncIterator[Updates]:
        """Watch the search that is under way, if any."""
        if not project or not self.page.engine.finding_themes(project):
            yield {}
            return
        async for update in self.look(project):
            yield update

    async def after_import(self, state: ProjectState) -> AsyncIterator[Updates]:
        """Look for themes by itself where the engine says that this is quick."""
        if self.page.engine.themes_are_quick(state):
            async for update in self.look(state.id):
                yield update

    async def renew(self, project: str, _: str) -> AsyncIterator[Updates]:
        """Look again, from the words beside the themes."""
        async for update in self.look(project):
            yield update

    async def look(self, project: str) -> AsyncIterator[Updates]:
        """Look for themes, told while it goes on. Whoever has gone to another screen is not called back."""
        words, began = self.page.words, time.monotonic()
        hidden, there = gr.update(visible=False), gr.update(visible=True)
        starting = themes.progress(words, words("themes.starting"), None, 0.0)
        yield {self.find: hidden, self.halt: there, self.status: starting}
        async for step in self.page.engine.find_themes(project):
            if isinstance(step, ProjectState):
                continue
            elapsed = time.monotonic() - began
            yield {self.status: themes.progress(words, step.text, step.share, elapsed)}
        state = await asyncio.to_thread(self.page.engine.state, project)
        yield await asyncio.to_thread(self.fill, state)

    async def stop(self, project: str) -> Updates:
        """Stop; what was found until then stays."""
        await self.page.engine.stop_themes(project)
        state = await asyncio.to_thread(self.page.engine.state, project)
        return await asyncio.to_thread(self.fill, state)
