"""How anything on the page reaches the engine: one guarded way for clicks, forms and boxes.

A handler lists few components as its outputs, because the browser walks its whole tree once for each of them at
every click: those of its own screen and what all screens share. What it changes elsewhere goes by the relay: the
browser is told a token, asks with it, and gets it with every component as output.
"""

import asyncio
import inspect
import logging
import re
import secrets
from collections import OrderedDict
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterable, Mapping, Sequence
from contextlib import aclosing
from typing import Any, Protocol

import gradio as gr
from gradio.context import LocalContext

from covision.domain.access import Actor, acting, actor
from covision.domain.events import ProjectState
from covision.errors import CovisionError
from covision.faces.web.guard import ACTOR
from covision.faces.web.presenters import common
from covision.faces.web.presenters.markup import Markup, h
from covision.faces.web.sessions import NOBODY
from covision.faces.web.words import Words
from covision.wiring import House

_log = logging.getLogger(__name__)
_AT = re.compile(r' data-at="([a-z]+)"')
_MOST_WAITING = 256
_ID = re.compile(r"[a-z0-9]{1,40}")

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


class Clicks:
    """The way of every click. The page adds what is shown."""

    def __init__(self, house: House, words: Words) -> None:
        self.house = house
        self.words = words
        self.screens: dict[str, Screen] = {}
        self.rooms: dict[str, Any] = {}
        self.everything: list[Any] = []
        self.project: Any = None
        self.bar: Any = None
        self.notice: Any = None
        self.pill: Any = None
        self.timer: Any = None
        self.relay: Any = None
        self.arrival: Any = None
        self._homes: list[Any] = []
        self._waiting: OrderedDict[str, Updates] = OrderedDict()

    def not_here(self) -> Updates:
        """What is shown of a project that is not here."""
        raise NotImplementedError

    # Which components there are

    def furnish(self, blocks: Any, first: str = "home") -> None:
        """Leave every screen but the first out of the browser until somebody goes there.

        A screen is a column of class `screen` whose id is its name. To be called when all are made.
        """
        for one in blocks.blocks.values():
            if isinstance(one, gr.Column) and "screen" in one.elem_classes and one.elem_id != first:
                one.visible = False
                self.rooms[one.elem_id] = one

    def gather(self, *more: Any) -> None:
        """Close the list of components that handlers may change; `more` belong to no project's screen."""
        self._homes = list(more)
        of_screens = (one for screen in self.screens.values() for one in screen.components())
        self.everything = _once([*self._shared(), *self.rooms.values(), *of_screens, *more])

    def _shared(self) -> list[Any]:
        return [self.bar, self.notice, self.project, self.pill, self.timer, self.relay, self.arrival]

    def _near(self, component: Any, acts: Iterable[Act]) -> list[Any]:
        """What a handler of this component changes without the relay: its screen, else the start page and lists."""
        while component is not None and getattr(component, "elem_id", None) not in self.screens:
            component = getattr(component, "parent", None)
        of = [self.screens[component.elem_id]] if component is not None else []
        owners = (getattr(act, "__self__", None) for act in acts)
        of += [owner for owner in owners if owner is not None and hasattr(owner, "components")]
        near = [one for screen in of for one in screen.components()] or self._homes
        # A screen that fills itself says that it is open: no reason to go by the relay.
        own = [self.rooms[one.name] for one in of if getattr(one, "name", "") in self.rooms]
        return _once([*self._shared(), *own, *near])

    # How clicks reach the engine

    def on(self, event: Any, act: Act, inputs: Sequence[Any] = (), *, relay: Any = None, **more: Any) -> Any:
        """Bind a handler to a component's event. The project's id comes first, then `inputs`."""
        outputs = self._near(getattr(event, "__self__", None), [act])
        told = {"show_progress": "hidden", "api_visibility": "private", **more}
        handler = _known(self._guarded(act, outputs, relay), {"": act})
        return event(handler, inputs=[self.project, *inputs], outputs=outputs, **told)

    def on_element(
        self, component: Any, acts: Mapping[str, Act], inputs: Sequence[Any] = (), *, far: bool = False, **more: Any
    ) -> Any:
        """Bind the actions of a piece of HTML: `act(project, value, *inputs)` by the name in `data-do`.

        `far`: it leads to other screens as a rule, so that the relay would only be a way round.
        """
        outputs = self.everything if far else self._near(component, acts.values())

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
            async for update in self._guarded(act, outputs)(project, value, *told):
                yield update

        told = {"show_progress": "hidden", "api_visibility": "private", **more}
        handler = _known(_with_event(click, len(inputs)), acts)
        return component.click(handler, inputs=[self.project, *inputs], outputs=outputs, **told)

    def on_form(self, component: Any, act: Act, **more: Any) -> Any:
        """Bind a form of the page's own: `act(project, fields)` when it is sent."""
        outputs = self._near(component, [act])

        async def send(project: str, event: gr.EventData) -> AsyncIterator[Updates]:
            data = getattr(event, "_data", None)
            fields = data.get("fields") if isinstance(data, dict) else None
            told = {str(key): str(value) for key, value in fields.items()} if isinstance(fields, dict) else {}
            async for update in self._guarded(act, outputs)(project, told):
                yield update

        told = {"show_progress": "hidden", "api_visibility": "private", **more}
        return component.submit(_known(send, {"": act}), inputs=[self.project], outputs=outputs, **told)

    def _guarded(
        self, act: Act, outputs: Sequence[Any] | None = None, relay: Any = None
    ) -> Callable[..., AsyncIterator[Updates]]:
        # The framework takes a mapping without any component for a missing value.
        unchanged: Updates = {self.notice: gr.skip()}

        def ready(update: Updates) -> Updates:
            return self._handed_on(self._entered(update), outputs, relay or self.relay) or unchanged

        async def run(*values: Any) -> AsyncIterator[Updates]:
            who = asking()
            try:
                with acting(who):
                    here = await asyncio.to_thread(self._here, *values)
                # The framework may take each step of a handler in a task of its own: each is told who asks.
                async with aclosing(_steps(act if here else self._gone, values)) as steps:
                    while True:
                        with acting(who):
                            update = await anext(steps, None)
                        if update is None:
                            return
                        yield ready(update)
            except CovisionError as error:
                yield {self.notice: common.trouble(error, self.words)}
            except Exception:
                _log.exception("a handler of the page failed")
                yield {self.notice: common.broken(self.words)}

        return run

    def _here(self, *values: Any) -> bool:
        """Whether whoever asks may look at what the handler is about; False for a vision that is not here any more.

        One that was deleted in another tab takes no more words: they would be erased with it.
        """
        project = values[0] if values else None
        if project and not (isinstance(project, str) and _ID.fullmatch(project)):
            return False
        self.house.admit("read", project or None)
        return not project or project not in self.house.bin

    def _gone(self, *_: Any) -> Updates:
        return self.not_here()

    # Screens that were not open, and what belongs to them

    def _entered(self, update: Updates) -> Updates:
        """The update with the screen that its bar names brought into the browser."""
        found = _AT.search(str(update.get(self.bar, "")))
        room = self.rooms.get(found[1]) if found else None
        return {room: gr.update(visible=True), **update} if room is not None else update

    def _handed_on(self, update: Updates, outputs: Sequence[Any] | None, relay: Any) -> Updates:
        """The update, or the relay's token for it where it changes what is not among the outputs."""
        known = {id(one) for one in outputs} if outputs is not None and relay is not None else set()
        if not known or all(id(one) in known for one in update):
            return update
        token = secrets.token_urlsafe(18)
        self._waiting[token] = update
        while len(self._waiting) > _MOST_WAITING:
            self._waiting.popitem(last=False)
        return {relay: h("span", hidden=True, data_relay=token)}

    def take_over(self, project: str, token: str) -> Updates:
        """What waits under a token, once."""
        return self._waiting.pop(token, None) or {self.relay: Markup("")}


def _once(found: Iterable[Any]) -> list[Any]:
    return list({id(one): one for one in found}.values())


async def _steps(act: Act, values: Sequence[Any]) -> AsyncGenerator[Updates, None]:
    if inspect.isasyncgenfunction(act):
        async for update in act(*values):
            yield update or {}
    elif inspect.iscoroutinefunction(act):
        yield await act(*values) or {}
    else:
        yield await asyncio.to_thread(act, *values) or {}


def asking() -> Actor:
    """Whoever calls the handler that runs now: told by the server's own session, never by what the page sent."""
    request = LocalContext.request.get(None)
    if request is None:
        return actor()
    found = request.request.scope.get(ACTOR) if request.request is not None else None
    return found if isinstance(found, Actor) else NOBODY


def _known(handler: Callable[..., Any], acts: Mapping[str, Act]) -> Callable[..., Any]:
    """The handler with the names of what it does: the matrix of all handlers is checked by them."""
    named = {do: getattr(act, "__qualname__", type(act).__name__) for do, act in acts.items()}
    handler.acts = named  # type: ignore[attr-defined]
    return handler


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
