"""The page in the language of the settings: made anew when that changes, without a restart."""

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Scope = MutableMapping[str, Any]
Asgi = Callable[[Scope, Any, Any], Awaitable[None]]


class Spoken:
    """Serves the page of `language()`, and makes it when the start page is asked for in another language.

    Pages that are open go on with the same handlers, in the old language until they are loaded again. A page that
    is replaced keeps running for whoever still listens to it.
    """

    def __init__(self, make: Callable[[], Asgi], language: Callable[[], str]) -> None:
        self._make = make
        self._language = language
        self._spoken = language()
        self._page = make()
        self._lock = asyncio.Lock()
        self._ends: list[asyncio.Event] = []
        self._running: list[asyncio.Task[None]] = []

    async def __call__(self, scope: Scope, receive: Any, send: Any) -> None:
        """Answer with the page that is right now."""
        if scope["type"] == "http" and scope["path"] == "/" and self._language() != self._spoken:
            async with self._lock:
                if self._language() != self._spoken:
                    await self._change()
        if scope["type"] == "lifespan":
            await self._page(scope, self._with_end(receive), send)
            return
        await self._page(scope, receive, send)

    async def _change(self) -> None:
        wanted = self._language()
        page = await asyncio.to_thread(self._make)
        started, end = asyncio.Event(), asyncio.Event()
        messages = iter(({"type": "lifespan.startup"},))

        async def receive() -> dict[str, str]:
            for message in messages:
                return message
            await end.wait()
            return {"type": "lifespan.shutdown"}

        async def send(message: MutableMapping[str, Any]) -> None:
            started.set()

        scope: Scope = {"type": "lifespan", "asgi": {"version": "3.0"}, "state": {}}
        task: asyncio.Task[None] = asyncio.ensure_future(page(scope, receive, send))
        await asyncio.wait({task, asyncio.ensure_future(started.wait())}, return_when=asyncio.FIRST_COMPLETED)
        self._ends.append(end)
        self._running.append(task)
        self._page, self._spoken = page, wanted

    def _with_end(self, receive: Any) -> Any:
        async def told() -> Any:
            message = await receive()
            if message["type"] == "lifespan.shutdown":
                for end in self._ends:
                    end.set()
                await asyncio.gather(*self._running, return_exceptions=True)
            return message

        return told
