"""The real server in a thread of this process, and raw calls of the page's handlers over HTTP."""

import json
import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx
import uvicorn
from holding import HELD

from covision.domain.access import Actor
from covision.faces.web.app import build
from covision.faces.web.server import web_app
from covision.wiring import House

SECONDS = 60


class Switch:
    """An `Access` that can be turned off; `asked` is what it was asked."""

    def __init__(self) -> None:
        self.open = True
        self.asked: list[tuple[str, str | None]] = []

    def allows(self, actor: Actor, scope: Any, project: str | None) -> bool:
        self.asked.append((scope, project))
        return self.open and scope in actor.scopes


@dataclass(frozen=True)
class Handler:
    """A handler as the page knows it: `acts` are what it does, by the word that its event says ("" for none)."""

    number: int
    inputs: tuple[str, ...]
    acts: dict[str, str]
    event: str


class Running:
    """A server that listens; `call` does what a script would do that has the page's cookie or has not."""

    def __init__(self, house: House, address: str, blocks: Any) -> None:
        self.house, self.address, self.blocks = house, address, blocks
        self.client = httpx.Client(base_url=address, cookies=HELD, timeout=SECONDS)
        self._handlers: list[Handler] = []

    def handlers(self) -> list[Handler]:
        """Every handler of the app's own `/config`."""
        if not self._handlers:
            for one in self.client.get("/config").json()["dependencies"]:
                if one["backend_fn"]:
                    function = self.blocks.fns[one["id"]]
                    kinds = tuple(type(component).__name__ for component in function.inputs)
                    event = one["targets"][0][1] if one["targets"] else ""
                    self._handlers.append(Handler(one["id"], kinds, getattr(function.fn, "acts", {}), event))
        return self._handlers

    def call(self, number: int, data: list[Any], event: Any = None) -> tuple[int, str]:
        """Status of the call, and all that is told of it until it is done, by the relay too."""
        status, told = self._call(number, data, event)
        relayed = re.search(r'data-relay=\\"([^"\\]+)', told)
        if relayed is None:
            return status, told
        relay = next(one for one in self.handlers() if "Clicks.take_over" in one.acts.values())
        word = next(do for do, name in relay.acts.items() if name == "Clicks.take_over")
        _, more = self._call(
            relay.number, ["", *(None for _ in relay.inputs[1:])], {"do": word, "with": relayed[1]}
        )
        return status, told + more

    def _call(self, number: int, data: list[Any], event: Any) -> tuple[int, str]:
        body = {"data": data, "fn_index": number, "event_data": event, "session_hash": "page", "trigger_id": None}
        joined = self.client.post("/gradio_api/queue/join", content=json.dumps(body))
        if joined.status_code != 200:
            return joined.status_code, joined.text
        told: list[str] = []
        with self.client.stream("GET", "/gradio_api/queue/data", params={"session_hash": "page"}) as stream:
            for line in stream.iter_lines():
                if not line.startswith("data:"):
                    continue
                told.append(line)
                if json.loads(line[5:])["msg"] in ("process_completed", "close_stream", "unexpected_error"):
                    break
        return 200, "\n".join(told)


@contextmanager
def running(house: House) -> Iterator[Running]:
    """Serve a house on a free port of this computer."""
    blocks, settings = build(house)
    app = web_app(house, blocks, settings)
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", access_log=False, lifespan="on"))
        begun = threading.Event()
        server.startup = _telling(server.startup, begun)  # type: ignore[method-assign]
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        assert begun.wait(SECONDS)
        made = Running(house, f"http://127.0.0.1:{listening.getsockname()[1]}", blocks)
        try:
            yield made
        finally:
            made.client.close()
            server.should_exit = True
            thread.join(SECONDS)


def _telling(startup: Any, begun: threading.Event) -> Any:
    async def told(*args: Any, **more: Any) -> None:
        await startup(*args, **more)
        begun.set()

    return told
