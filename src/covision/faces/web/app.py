"""The web app: the page built on a house, and the server that serves it on this computer."""

from typing import Any
from urllib.parse import parse_qs

import gradio as gr

from covision.faces.web.arriving import Arriving
from covision.faces.web.guard import Asgi
from covision.faces.web.languages import Spoken
from covision.faces.web.page import Page, Updates
from covision.faces.web.panels.board import EvidenceBoard
from covision.faces.web.panels.compare import Compare
from covision.faces.web.panels.desk import Desk
from covision.faces.web.panels.dilemmas import Dilemmas
from covision.faces.web.panels.drafts import Drafts
from covision.faces.web.panels.evals import NAME as EVALS
from covision.faces.web.panels.evals import Evals
from covision.faces.web.panels.home import Home
from covision.faces.web.panels.interview import Batch, Interview
from covision.faces.web.panels.research import Research
from covision.faces.web.panels.settings import SettingsScreen
from covision.faces.web.panels.takeaway import TakeAway
from covision.faces.web.server import launch_settings, run, web_app
from covision.faces.web.swift import Swift
from covision.faces.web.warming import Warmup
from covision.faces.web.words import load_words
from covision.wiring import House

_AT_ONCE = 16
# No project yet: which one, if any, the address says.
_ADDRESS = '() => ["", window.location.search]'


def build(house: House, warmup: Warmup | None = None, files: Arriving | None = None) -> tuple[Any, dict[str, Any]]:
    """The page, and what it is mounted or launched with. No store is opened and no engine asked yet.

    `files` is where the server puts what the browser sends.
    """
    words = load_words(house.settings.language)
    warmup = warmup or Warmup(house)
    page = Page(house, words, warmup, files)
    with gr.Blocks(title=words("title"), analytics_enabled=False, fill_width=True) as blocks:
        page.top()
        home, runs = Home(page), Evals(page)
        screens = (
            Interview(page),
            Batch(page),
            research := Research(page),
            EvidenceBoard(page),
            drafts := Drafts(page),
            Desk(page),
            Compare(page),
            Dilemmas(page),
            TakeAway(page),
            settings := SettingsScreen(page),
        )
        page.screens = {screen.name: screen for screen in screens}
        page.home = home.fill
        page.lone = {EVALS: runs.show, settings.name: settings.show}
        page.furnish(blocks)
        page.gather(*home.components(), *runs.components())
        home.bind()
        for screen in screens:
            screen.bind()

        def arrive(_: str, query: str) -> Updates:
            asked = parse_qs(query.lstrip("?"))
            project, at = (asked.get(name, [""])[0] for name in ("project", "at"))
            return page.show(project, at)

        page.on(blocks.load, arrive, [page.notice], js=_ADDRESS, relay=page.arrival)
        # The start page needs no more than that. A project arrives by a relay of its own, and then is watched.
        arrived = page.on_element(page.arrival, {"relay": page.take_over}, far=True, trigger_mode="multiple")
        drafts.watch(arrived)
        research.themes.watch(arrived)
        page.on(page.timer.tick, lambda project: page.engine_pill(page.engine.state(project) if project else None))
        page.on_element(page.bar, {"go": page.show}, far=True)
        page.on_element(page.relay, {"relay": page.take_over}, far=True, trigger_mode="multiple")
        page.on_element(page.pill, {"fetch": page.fetch_again, "go": page.show})
    blocks.queue(default_concurrency_limit=_AT_ONCE, max_size=256)
    return blocks, launch_settings()


def serve(house: House, host: str, port: int) -> None:
    """Serve the page until interrupted, one process; prints the address once it listens.

    Raises `UsageError` where the port is taken or the address is not this computer's. Weights are fetched and slow
    libraries loaded behind the open page.
    """
    warmup, files = Warmup(house), Arriving()

    def page() -> Asgi:
        return web_app(house, *build(house, warmup, files), host=host, files=files)

    run(house, warmup, Swift(Spoken(page, lambda: house.settings.language)), host, port)


__all__ = ["build", "serve"]
