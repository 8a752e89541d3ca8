"""The server round the page: headers, the hosts it answers to, downloads by an own route, a clean start and end."""

import asyncio
import errno
import re
import socket
import sys
from pathlib import Path
from typing import Any
from urllib.parse import quote

import gradio as gr
import uvicorn
from fastapi import FastAPI, HTTPException, Request
from starlette.responses import PlainTextResponse, Response

from covision.bench.report import REPORT
from covision.bench.shelf import file_of
from covision.errors import AccessDenied, CovisionError, InputError, NotFound, UsageError
from covision.faces.api.app import ROOT as API
from covision.faces.api.app import api
from covision.faces.web import arriving
from covision.faces.web.arriving import Arriving
from covision.faces.web.explaining import help_response
from covision.faces.web.guard import Asgi, Guard
from covision.faces.web.presenters import evals
from covision.faces.web.presenters.help import ROUTE as ROUTE_OF_HELP
from covision.faces.web.presenters.takeaway import FORMATS, ROUTE
from covision.faces.web.theme import theme
from covision.faces.web.values import cleaners
from covision.faces.web.warming import Warmup
from covision.projects.bin import empty
from covision.wiring import House

_HERE = Path(__file__).resolve().parent
_MAX_UPLOAD = "1kb"
# The framework's own uploads are closed by the guard; this is the second wall.
_GRACE_SECONDS = 3
# Words of models and customers stand in a report: it has no scripts, no origin and nobody to talk to.
_REPORT_POLICY = (
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
)
_NAME = re.compile(rf"^([a-z0-9]{{1,40}})\.({'|'.join(FORMATS)})$")


def launch_settings() -> dict[str, Any]:
    """Look and safety of the page, for `mount_gradio_app`: nothing is reported, recorded or fetched elsewhere."""
    return {
        "theme": theme(),
        "css_paths": sorted((_HERE / "style").glob("*.css")),
        "js": (_HERE / "page.js").read_text(encoding="utf-8"),
        "head": _head(),
        "favicon_path": str(_HERE / "favicon.svg"),
        "footer_links": [],
        "run_history": False,
        "show_error": False,
        "ssr_mode": False,
        "enable_monitoring": False,
        "mcp_server": False,
        "pwa": False,
        "max_file_size": _MAX_UPLOAD,
    }


def _head() -> str:
    """Light or dark before anything is drawn, and what every piece of the page's HTML does, once for all."""
    body = (_HERE / "element.js").read_text(encoding="utf-8")
    look = (_HERE / "look.js").read_text(encoding="utf-8")
    does = f"window.covisionElement = (element, trigger, watch) => {{\n{body}\n}};"
    return f"<script>{look}{does}</script>"


def web_app(
    house: House, blocks: Any, settings: dict[str, Any], host: str = "127.0.0.1", files: Arriving | None = None
) -> Asgi:
    """The page with the routes of files that come and go, behind the guard. `files` is what the page takes from."""
    waiting = files or Arriving()
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)

    @app.exception_handler(AccessDenied)
    def refused(_: Request, error: AccessDenied) -> Response:
        return PlainTextResponse(error.message(), status_code=403)

    @app.get(f"/{ROUTE}/{{name}}")
    def take(name: str, evidence: bool = True, method: bool = True) -> Response:
        return download(house, name, evidence=evidence, method=method)

    @app.get(f"/{evals.ROUTE}/{{name}}/{{file}}")
    def look(name: str, file: str) -> Response:
        return run_file(house, name, file)

    @app.get(f"/{ROUTE_OF_HELP}")
    def explain(lang: str = "") -> Response:
        return help_response(house, lang)

    @app.post(f"/{arriving.ROUTE}")
    async def give(request: Request, name: str = "") -> Response:
        house.admit("write")
        return await accept(request, name, waiting)

    if house.settings.api:
        app.mount(API, api(house))
    mounted = gr.mount_gradio_app(app, blocks, path="/", **settings)
    own = (f"/{ROUTE}/", f"/{evals.ROUTE}/", f"/{arriving.ROUTE}")
    programs = (f"{API}/",) if house.settings.api else ()
    public = frozenset((f"/{ROUTE_OF_HELP}",))
    return Guard(mounted, host, own=own, programs=programs, public=public, handlers=cleaners(blocks))


async def accept(request: Request, name: str, files: Arriving) -> Response:
    """A file of the browser's, into memory: its token, or 413 as soon as it is too large."""
    content = bytearray()
    async for part in request.stream():
        content += part
        if len(content) > arriving.MAX_BYTES:
            return PlainTextResponse("This file is too large.", status_code=413)
    try:
        return PlainTextResponse(files.put(arriving.tidy_name(name), bytes(content)))
    except InputError as error:
        return PlainTextResponse(error.message(), status_code=503)


def download(house: House, name: str, *, evidence: bool = True, method: bool = True) -> Response:
    """A project's document by `<id>.<format>`; 404 for anything else. See `ProjectEngine.export`."""
    asked = _NAME.match(name)
    if asked is None or asked[1] in house.bin:
        raise HTTPException(404, "There is no such document.")
    try:
        made = house.engine.export(asked[1], asked[2], evidence=evidence, method=method)  # type: ignore[arg-type]
    except (NotFound, InputError, AccessDenied) as error:
        raise HTTPException(404, error.message()) from error
    except CovisionError as error:
        raise HTTPException(500, error.message()) from error
    shown = f"attachment; filename*=UTF-8''{quote(made.name)}"
    return Response(
        made.content,
        media_type=made.media_type,
        headers={"Content-Disposition": shown, "Cache-Control": "no-store"},
    )


def run_file(house: House, name: str, file: str) -> Response:
    """A file of a run of evaluation; 404 for anything else. A report may show itself, and do nothing else."""
    house.admit("read")
    path = file_of(house.settings.evals_dir, name, file)
    if path is None:
        raise HTTPException(404, "There is no such file of a run.")
    kept = {"Cache-Control": "no-store"}
    if file == REPORT:
        return Response(
            path.read_bytes(), media_type="text/html", headers={**kept, "Content-Security-Policy": _REPORT_POLICY}
        )
    shown = f"attachment; filename*=UTF-8''{quote(f'{name}-{file}')}"
    return Response(
        path.read_bytes(), media_type="application/octet-stream", headers={**kept, "Content-Disposition": shown}
    )


class _Server(uvicorn.Server):
    """Says where it listens, then warms up; at the end it stops drafting, so that no run shows as interrupted."""

    def __init__(self, config: uvicorn.Config, house: House, warmup: Warmup, address: str) -> None:
        super().__init__(config)
        self.house, self.warmup, self.address = house, warmup, address

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Listen, tell, begin what can wait."""
        await super().startup(sockets)
        if self.started:
            sys.stdout.write(f"covision is at {self.address}\nStop it with Ctrl-C.\n")
            sys.stdout.flush()
            self.warmup.start()
            self._emptying = asyncio.create_task(self._empty())

    async def _empty(self) -> None:
        """Erase what was deleted before the last end, if anything was."""
        house = self.house
        if await asyncio.to_thread(house.bin.ids):
            await empty(house.bin, await asyncio.to_thread(lambda: house.engine))

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop what runs, then the server."""
        self.warmup.stop()
        if "engine" in self.house.built:
            await empty(self.house.bin, self.house.engine)
            await asyncio.wait_for(self.house.engine.close(), timeout=_GRACE_SECONDS * 2)
        await super().shutdown(sockets)


def run(house: House, warmup: Warmup, app: Asgi, host: str, port: int) -> None:
    """Serve until interrupted; see `app.serve`."""
    listening = _listen(host, port)
    taken = listening.getsockname()[1]
    shown = f"[{host}]" if ":" in host else host
    address = f"http://{shown}:{taken}/"
    config = uvicorn.Config(
        app,
        workers=1,
        log_level="warning",
        access_log=False,
        timeout_graceful_shutdown=_GRACE_SECONDS,
        lifespan="on",
    )
    try:
        _Server(config, house, warmup, address).run(sockets=[listening])
    except KeyboardInterrupt:
        pass
    finally:
        listening.close()


def _listen(host: str, port: int) -> socket.socket:
    """A bound socket; `UsageError` in plain words where that cannot be."""
    try:
        kind = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        made = socket.socket(kind, socket.SOCK_STREAM)
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind((host, port))
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            todo = f"Close what uses it, or choose another: covision app --port {port + 1}."
            raise UsageError(f"Port {port} is in use on this computer.", todo=todo) from error
        raise UsageError(
            f"covision cannot listen on {host}, port {port}: {error.strerror or error}.",
            todo="Use --host 127.0.0.1, and a port above 1023.",
        ) from error
    return made
