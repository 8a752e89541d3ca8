"""The page as a whole: what every screen shares, and the one way in which anything on it reaches the engine."""

import asyncio
from collections.abc import Callable
from typing import Any

import gradio as gr

from covision.domain.events import ProjectState
from covision.errors import NotFound
from covision.faces.web.arriving import Arriving
from covision.faces.web.clicks import Act, Clicks, Screen, Updates
from covision.faces.web.presenters import common, home
from covision.faces.web.presenters.markup import Markup
from covision.faces.web.warming import Warmup
from covision.faces.web.words import Words
from covision.projects.bin import KEPT_SECONDS, empty
from covision.wiring import House

# What every piece of HTML does stands once in the page's head: carried by each piece it was two thirds of the page.
_ELEMENT_JS = "covisionElement(element, trigger, watch);"
DEFAULT_PARTICIPANT = "owner"
_LOOK_AGAIN_SECONDS = 2.0
_MB = 1_000_000


def element(value: str = "", **more: Any) -> Any:
    """A piece of the page's own HTML, with its behaviour."""
    return gr.HTML(value, js_on_load=_ELEMENT_JS, apply_default_css=False, padding=False, **more)


def participant(state: ProjectState) -> str:
    """Who answers on this page: the project's first participant."""
    return state.participants[0].id if state.participants else DEFAULT_PARTICIPANT


class Page(Clicks):
    """What the screens share. Truth is the store: a screen is filled from the state after every change."""

    def __init__(self, house: House, words: Words, warmup: Warmup, files: Arriving | None = None) -> None:
        super().__init__(house, words)
        self.warmup = warmup
        self.files = files or Arriving()
        self.home: Callable[[], Updates] = dict
        self.lone: dict[str, Callable[[], Updates]] = {}
        """Screens that need no project, by their name in the address."""
        self.pill: Any = None
        self.timer: Any = None
        self._emptying: set[asyncio.Task[None]] = set()
        self._deletions: dict[str, object] = {}
        self.forgets: list[Callable[[str], None]] = []
        """Told of a vision that is deleted: what screens hold of its words in memory goes."""

    @property
    def engine(self) -> Any:
        """The project engine; opened when it is first asked for."""
        return self.house.engine

    def top(self) -> None:
        """The components on top of every screen."""
        with gr.Row(elem_id="top"):
            self.bar = element(Markup(""), elem_id="bar")
            self.pill = element(Markup(""), elem_id="pill")
        self.notice = element("", elem_id="notice")
        # Kept by the page and sent with every request, so that a restarted server knows the project.
        self.relay, self.arrival = element("", elem_id="relay"), element("", elem_id="arrival")
        self.timer = gr.Timer(_LOOK_AGAIN_SECONDS, active=False)
        self.project = gr.HTML("", visible="hidden", elem_id="project-id", apply_default_css=False)

    # What is shown

    def show(self, project: str, at: str = "", note: Markup | str = "") -> Updates:
        """A screen of a project, or the start page where there is none of this id."""
        if not project:
            return self.lone[at]() if at in self.lone else self.leave()
        try:
            state = self.engine.state(project)
            if project in self.house.bin:
                raise NotFound(f"{project} was deleted.")
        except NotFound:
            return self.not_here()
        return self.screen(state, at or self.where(state), note)

    def screen(self, state: ProjectState, at: str, note: Markup | str = "") -> Updates:
        """A screen of a project whose state is at hand."""
        at = at if at in self.screens else "interview"
        shared = {self.project: state.id, self.notice: note, self.bar: common.bar(self.words, at, state)}
        return {**shared, **self.engine_pill(state), **self.screens[at].fill(state)}

    def empty_later(self, project: str, seconds: float = KEPT_SECONDS) -> None:
        """Erase a deleted project when it can no longer be put back. A start and an end of covision do so too.

        One that was put back and is deleted again has all its time again.
        """

        newest = self._deletions[project] = object()

        async def wait() -> None:
            await asyncio.sleep(seconds)
            if self._deletions.get(project) is newest:
                del self._deletions[project]
                await empty(self.house.bin, self.engine, [project])

        task = asyncio.create_task(wait(), name=f"erase {project}")
        self._emptying.add(task)
        task.add_done_callback(self._emptying.discard)

    def not_here(self) -> Updates:
        """The start page, saying that the vision that was asked for is not here (any more)."""
        words = self.words
        return self.leave(common.advice(f"{words('errors.no_project')} {words('errors.no_project_todo')}", words))

    def leave(self, note: Markup | str = "") -> Updates:
        """The start page."""
        shared = {self.project: "", self.notice: note, self.bar: common.bar(self.words, "home")}
        return {**shared, **self.engine_pill(), **self.home()}

    def engine_pill(self, state: ProjectState | None = None) -> Updates:
        """Which engine writes, or how far its weights are; the page looks again while something is under way."""
        warmup, fetching = self.warmup, ""
        if warmup.percent is not None:
            fetching = self.words("engine.fetching", have=warmup.have // _MB, size=warmup.size // _MB)
        run = state.draft_set.run if state is not None and state.draft_set is not None else None
        info = self.house.resolution.get("writer")
        shown = home.pill(info, self.words, fetching=fetching, failed=warmup.failed, run=run)
        return {self.pill: shown, self.timer: gr.update(active=warmup.busy)}

    def fetch_again(self, project: str, _: str) -> Updates:
        """Try once more to fetch the built-in engine."""
        self.warmup.start()
        return self.engine_pill(self.engine.state(project) if project else None)

    def where(self, state: ProjectState) -> str:
        """Where a project is at: the screen it opens with."""
        if state.versions:
            return "desk"
        return "drafts" if state.drafts or state.drafting is not None else "interview"

    def stamp(self, state: ProjectState | None, at: str) -> Updates:
        """The bar after a save: shows the time of the newest event."""
        return {self.bar: common.bar(self.words, at, state)}

    def advise(self, key: str, **fields: object) -> Updates:
        """A hint on top of the page; boxes stay as they are."""
        return {self.notice: common.advice(self.words(key, **fields), self.words)}


__all__ = ["Act", "Page", "Screen", "Updates", "element", "participant"]
