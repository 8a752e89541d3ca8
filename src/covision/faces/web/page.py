"""The page as a whole: what every screen shares, and the one way in which anything on it reaches the engine."""

import asyncio
import inspect
import logging
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

import gradio as gr

from covision.domain.events import ProjectState
from covision.errors import CovisionError, NotFound
from covision.faces.web.arriving import Arriving
from covision.faces.web.presenters import common, home
from covision.faces.web.presenters.markup import Markup
from covision.faces.web.warming import Warmup
from covision.faces.web.words import Words
from covision.projects.bin import KEPT_SECONDS, empty
from covision.wiring import House

_log = logging.getLogger(__name__)
_HERE = Path(__file__).resolve().parent
ELEMENT_JS = (_HERE / "element.js").read_text(encoding="utf-8")
DEFAULT_PARTICIPANT = "owner"
_LOOK_AGAIN_SECONDS = 2.0
_MB = 1_000_000

Updates = dict[Any, Any]
"""What changes on the page: component to new value or `gr.update`."""

Act = Callable[..., Any]
"""A handler: plain, async, or an async generator of `Updates`. Whatever it raises becomes a message on the page."""


class Screen(Protocol):
    """One screen: its name in the address, and what a project shows on it."""

    name: str

    def components(self) -> Sequence[Any]:
        """Every component a handler may change."""

    def fill(self, state: ProjectState) -> Updates:
        """The screen for a project as it is now."""

    def bind(self) -> None:
        """Wire its buttons."""


def element(value: str = "", **more: Any) -> Any:
    """A piece of the page's own HTML, with its behaviour."""
    return gr.HTML(value, js_on_load=ELEMENT_JS, apply_default_css=False, padding=False, **more)


def participant(state: ProjectState) -> str:
    """Who answers on this page: the project's first participant."""
    return state.participants[0].id if state.participants else DEFAULT_PARTICIPANT


class Page:
    """What the screens share. Truth is the store: a screen is filled from the state after every change."""

    def __init__(self, house: House, words: Words, warmup: Warmup, files: Arriving | None = None) -> None:
        self.house = house
        self.words = words
        self.warmup = warmup
        self.files = files or Arriving()
        self.screens: dict[str, Screen] = {}
        self.home: Callable[[], Updates] = dict
        self.project: Any = None
        self.pill: Any = None
        self.timer: Any = None
        self.bar: Any = None
        self.notice: Any = None
        self.everything: list[Any] = []
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
        self.timer = gr.Timer(_LOOK_AGAIN_SECONDS, active=False)
        self.project = gr.Textbox("", visible="hidden", elem_id="project-id", label="project")

    def gather(self, *more: Any) -> None:
        """Close the list of components that handlers may change."""
        shared = [self.bar, self.notice, self.project, self.pill, self.timer]
        self.everything = [
            *shared,
            *(one for screen in self.screens.values() for one in screen.components()),
            *more,
        ]

    # What is shown

    def show(self, project: str, at: str = "", note: Markup | str = "") -> Updates:
        """A screen of a project, or the start page where there is none of this id."""
        if not project:
            return self.leave()
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

    def stamp(self, state: ProjectState, at: str) -> Updates:
        """The bar after a save: shows the time of the newest event."""
        return {self.bar: common.bar(self.words, at, state)}

    def advise(self, key: str, **fields: object) -> Updates:
        """A hint on top of the page; boxes stay as they are."""
        return {self.notice: common.advice(self.words(key, **fields), self.words)}

    # How clicks reach the engine

    def on(self, event: Any, act: Act, inputs: Sequence[Any] = (), **more: Any) -> Any:
        """Bind a handler to a component's event. The project's id comes first, then `inputs`."""
        told = {"show_progress": "hidden", "api_visibility": "private", **more}
        return event(self._guarded(act), inputs=[self.project, *inputs], outputs=self.everything, **told)

    def on_element(self, component: Any, acts: Mapping[str, Act], inputs: Sequence[Any] = (), **more: Any) -> Any:
        """Bind the actions of a piece of HTML: `act(project, value, *inputs)` by the name in `data-do`."""

        async def click(project: str, *values: Any) -> AsyncIterator[Updates]:
            *told, event = values
            data = getattr(event, "_data", None)
            name, value = (
                (str(data.get("do", "")), str(data.get("with", ""))) if isinstance(data, dict) else ("", "")
            )
            act = acts.get(name)
            if act is None:
                yield {self.notice: gr.skip()}
                return
            async for update in self._guarded(act)(project, value, *told):
                yield update

        told = {"show_progress": "hidden", "api_visibility": "private", **more}
        return component.click(
            _with_event(click, len(inputs)), inputs=[self.project, *inputs], outputs=self.everything, **told
        )

    def on_form(self, component: Any, act: Act, **more: Any) -> Any:
        """Bind a form of the page's own: `act(project, fields)` when it is sent."""

        async def send(project: str, event: gr.EventData) -> AsyncIterator[Updates]:
            data = getattr(event, "_data", None)
            fields = data.get("fields") if isinstance(data, dict) else None
            told = {str(key): str(value) for key, value in fields.items()} if isinstance(fields, dict) else {}
            async for update in self._guarded(act)(project, told):
                yield update

        told = {"show_progress": "hidden", "api_visibility": "private", **more}
        return component.submit(send, inputs=[self.project], outputs=self.everything, **told)

    def _guarded(self, act: Act) -> Callable[..., AsyncIterator[Updates]]:
        # The framework takes a mapping without any component for a missing value.
        unchanged: Updates = {self.notice: gr.skip()}

        async def run(*values: Any) -> AsyncIterator[Updates]:
            try:
                # A vision that was deleted in another tab takes no more words: they would be erased with it.
                if values and values[0] and await asyncio.to_thread(self.house.bin.__contains__, values[0]):
                    yield await asyncio.to_thread(self.not_here)
                    return
                if inspect.isasyncgenfunction(act):
                    async for update in act(*values):
                        yield update or unchanged
                elif inspect.iscoroutinefunction(act):
                    yield await act(*values) or unchanged
                else:
                    yield await asyncio.to_thread(act, *values) or unchanged
            except CovisionError as error:
                yield {self.notice: common.trouble(error, self.words)}
            except Exception:
                _log.exception("a handler of the page failed")
                yield {self.notice: common.broken(self.words)}

        return run


def _with_event(run: Callable[..., AsyncIterator[Updates]], inputs: int) -> Callable[..., Any]:
    """A handler whose last parameter is declared as the event, which is how the framework knows to send it."""
    if inputs == 0:

        async def with_none(project: str, event: gr.EventData) -> AsyncIterator[Updates]:
            async for update in run(project, event):
                yield update

        return with_none

    async def with_one(project: str, first: Any, event: gr.EventData) -> AsyncIterator[Updates]:
        async for update in run(project, first, event):
            yield update

    return with_one
