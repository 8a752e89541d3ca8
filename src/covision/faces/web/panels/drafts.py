"""Drafts: asked for by one button, told while they are made, stopped and resumed at any time."""

import asyncio
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import gradio as gr

from covision.domain.events import DraftFound, DraftingEnded, DraftingStarted, ProjectState
from covision.faces.web.page import Page, Updates, element
from covision.faces.web.presenters import drafts
from covision.faces.web.presenters.common import heading
from covision.faces.web.presenters.markup import Markup
from covision.projects.drafting import DraftingEvent, DraftProgress
from covision.projects.plan import Enough


class Drafts:
    """The screen `drafts`."""

    name = "drafts"

    def __init__(self, page: Page) -> None:
        self.page = page
        words = page.words
        with gr.Column(elem_id="drafts", elem_classes="screen wide"):
            element(heading(words("drafts.heading"), words("drafts.lead")))
            with gr.Row(elem_classes="actions", elem_id="drafts-actions"):
                self.see = gr.Button(words("drafts.see"), variant="primary", elem_id="see-drafts")
                self.halt = gr.Button(words("drafts.stop"), elem_id="stop", visible=False)
            self.status = element("", elem_id="drafting-status")
            self.cards = element("", elem_id="draft-cards")

    def components(self) -> list[Any]:
        """What handlers may change."""
        return [self.see, self.halt, self.status, self.cards]

    def fill(self, state: ProjectState) -> Updates:
        """The newest run as it is saved."""
        engine, words = self.page.engine, self.page.words
        status = engine.drafting_status(state)
        ready = engine.readiness(state.id)
        may = isinstance(ready, Enough)
        running = status == "running"
        note: Markup | str = drafts.ended(words, status, state.drafting.reason if state.drafting else "")
        if running:
            note = self._progress(state, words("drafts.starting"), self._since(state))
        elif not may:
            note = drafts.waiting(words, ready.text)
        label = words("drafts.again" if state.drafts else "drafts.see")
        return {
            self.see: gr.update(visible=may and not running, value=label, variant=_weight(state)),
            self.halt: gr.update(visible=running),
            self.status: note,
            self.cards: self._cards(state),
        }

    def _cards(self, state: ProjectState) -> Markup:
        return drafts.cards(state, self.page.house.rubric(state.interview_language), self.page.words)

    def _since(self, state: ProjectState) -> float:
        """Seconds since the newest run started."""
        for stored in reversed(self.page.engine.history(state.id)):
            if isinstance(stored.event, DraftingStarted):
                began = datetime.fromisoformat(stored.at.replace("Z", "+00:00"))
                return max(0.0, (datetime.now(UTC) - began).total_seconds())
        return 0.0

    def _progress(self, state: ProjectState, text: str, elapsed: float) -> Markup:
        return drafts.progress(
            self.page.words, text, elapsed=elapsed, expected=self._expected(), ready=len(state.drafts)
        )

    def _expected(self) -> str:
        words, info = self.page.words, self.page.house.resolution.get("writer")
        if info is None or info.tier == "scripted":
            return words("drafts.expect_scripted")
        seconds = round(self.page.house.settings.drafting_seconds)
        return words("drafts.expect_local", n=seconds) if info.tier == "small" else words("drafts.expect_remote")

    # What is done

    def bind(self) -> None:
        """Wire what needs no run."""
        self.page.on_element(self.cards, {"choose": self.choose, "go": self.page.show})

    def watch(self, load: Any) -> None:
        """Wire what starts or watches a run; after `load`, a run that is under way is watched again."""
        page = self.page
        watching: dict[str, Any] = {"concurrency_id": "watch", "concurrency_limit": 32}
        asked = page.on(self.see.click, self.draft, (), **watching)
        resumed = page.on_element(self.status, {"resume": self.resume, "go": page.show}, (), **watching)
        loaded = page.on(load.then, self.rejoin, (), **watching)
        page.on(self.halt.click, self.stop, cancels=[asked, resumed, loaded])

    async def draft(self, project: str) -> AsyncIterator[Updates]:
        """Three drafts, told while they are made."""
        percent = self.page.warmup.percent
        if percent is not None:
            yield self.page.advise("drafts.waiting_weights", percent=percent)
            return
        state = await asyncio.to_thread(self.page.engine.state, project)
        seed = (state.drafting.seed + 1) if state.drafting and state.drafts else 0
        async for update in self._watch(project, self.page.engine.draft(project, seed=seed)):
            yield update

    async def resume(self, project: str, _: str) -> AsyncIterator[Updates]:
        """The interrupted run anew, with its seed."""
        async for update in self._watch(project, self.page.engine.resume(project)):
            yield update

    async def rejoin(self, project: str) -> AsyncIterator[Updates]:
        """After a reload: watch the run that is under way, if any."""
        if not project:
            yield {}
            return
        state = await asyncio.to_thread(self.page.engine.state, project)
        if self.page.engine.drafting_status(state) != "running":
            yield {}
            return
        since = await asyncio.to_thread(self._since, state)
        async for update in self._watch(project, self.page.engine.draft(project), since):
            yield update

    async def _watch(
        self, project: str, events: AsyncIterator[DraftingEvent], elapsed: float = 0.0
    ) -> AsyncIterator[Updates]:
        began = time.monotonic() - elapsed
        text = self.page.words("drafts.starting")
        async for event in events:
            if isinstance(event, DraftProgress):
                text = event.text
            state = await asyncio.to_thread(self.page.engine.state, project)
            if isinstance(event, DraftingEnded):
                filled: Updates = await asyncio.to_thread(self.fill, state)
                yield {**self.page.engine_pill(state), **filled}
                return
            # The bar stays as it is: whoever has gone on to another screen is not called back.
            shown: Updates = {self.status: self._progress(state, text, time.monotonic() - began)}
            if isinstance(event, DraftingStarted):
                hidden, there = gr.update(visible=False), gr.update(visible=True)
                shown |= {self.see: hidden, self.halt: there, self.cards: self._cards(state)}
                shown |= {self.page.notice: ""}
            elif isinstance(event, DraftFound):
                shown |= {self.cards: self._cards(state)}
            yield shown

    async def stop(self, project: str) -> AsyncIterator[Updates]:
        """Stop the run; what was found is kept."""
        yield {self.halt: gr.update(visible=False)}
        await self.page.engine.stop(project)
        state = await asyncio.to_thread(self.page.engine.state, project)
        yield await asyncio.to_thread(self.fill, state)

    def choose(self, project: str, draft: str) -> Updates:
        """Go on with this draft, at the desk."""
        state = self.page.engine.choose(project, draft)
        return self.page.screen(state, "desk")


def _weight(state: ProjectState) -> str:
    return "secondary" if state.drafts else "primary"
