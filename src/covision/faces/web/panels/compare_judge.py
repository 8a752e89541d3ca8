"""A judge's reading of the pairs on the page Compare: only on request, its cost told first, stopped at any time."""

import asyncio
import time
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Any

import gradio as gr

from covision.domain.comparing import Comparison
from covision.domain.draft import Usage
from covision.domain.events import ProjectState
from covision.faces.web.page import Updates, element
from covision.faces.web.presenters import drafts, outcomes
from covision.faces.web.presenters.common import number
from covision.faces.web.presenters.compare import Side
from covision.faces.web.presenters.looks import read
from covision.faces.web.presenters.markup import Markup
from covision.steps.comparing.options import options
from covision.wiring.comparing import Offer, compare, offer

if TYPE_CHECKING:
    from covision.faces.web.panels.compare import Compare

Progress = tuple[int, int]


class AskJudge:
    """The section on a judge. Where none is configured, nothing of it shows."""

    def __init__(self, screen: "Compare") -> None:
        self.screen = screen
        self.page = screen.page
        self.part = element("", elem_id="compare-judge")
        self.halt = gr.Button(self.page.words("drafts.stop"), visible=False, elem_id="compare-halt")

    def components(self) -> list[Any]:
        """What handlers may change."""
        return [self.part, self.halt]

    def nothing(self) -> Updates:
        """Nothing of it."""
        return {self.part: "", self.halt: gr.update(visible=False)}

    def offered(self) -> Updates:
        """That a judge can be asked, where one is configured."""
        name = (self.page.house.settings.judge_model or "").strip()
        if not name or name.lower() == "none":
            return self.nothing()
        return {**self.nothing(), self.part: outcomes.judge_offer(name, self.page.words)}

    def bind(self) -> None:
        """Wire asking and stopping."""
        page, looks = self.page, self.screen.looks
        asked = page.on_element(self.part, {"judge-cost": self.cost, "judge-ask": self.ask}, [looks])
        page.on(self.halt.click, self.stop, cancels=[asked])

    def cost(self, project: str, _: str, text: str) -> Updates:
        """What it would take; or why this judge is not asked."""
        words = self.page.words
        state, sides = self._sides(project, text)
        found = offer(self.page.house, _statements(sides), state.organisation.language)
        if found is None:
            return self.nothing()
        if found.refused:
            why = words("compare.judge.no_exam", name=found.judge) if found.no_exam else found.refused
            return {self.part: outcomes.judge_refused(why, words)}
        return {self.part: outcomes.judge_cost(self._needs(found), found.pairs, words)}

    async def ask(self, project: str, _: str, text: str) -> AsyncIterator[Updates]:
        """Ask it about every pair, told while it reads."""
        state, sides = await asyncio.to_thread(self._sides, project, text)
        statements = _statements(sides)
        found = await asyncio.to_thread(offer, self.page.house, statements, state.organisation.language)
        if found is None or found.refused:
            yield await asyncio.to_thread(self.cost, project, "", text)
            return
        began, steps = time.monotonic(), asyncio.Queue[Progress | None]()
        task = asyncio.create_task(self._compare(state, statements, found.judge, steps))
        told: Progress | None = (0, found.pairs)
        try:
            while told is not None:
                shown = self._progress(told, time.monotonic() - began)
                yield {self.part: shown, self.halt: gr.update(visible=True)}
                told = await steps.get()
            compared = await task
        finally:
            task.cancel()
        words = self.page.words
        spent = self._told("compare.judge.spent", compared.usage, compared.cost)
        yield {self.part: outcomes.judged(compared, sides, spent, words), self.halt: gr.update(visible=False)}

    async def _compare(
        self, state: ProjectState, statements: dict[str, str], judge: str, steps: "asyncio.Queue[Progress | None]"
    ) -> Comparison:
        try:
            return await compare(
                self.page.house,
                statements,
                [judge],
                state.organisation.language,
                material=state.material(),
                say=lambda _: None,
                told=lambda done, of: steps.put_nowait((done, of)),
            )
        finally:
            steps.put_nowait(None)

    def stop(self, project: str) -> Updates:
        """The judge was stopped; it can be asked again, and what it read already costs nothing then."""
        return {**self.offered(), self.page.notice: self.screen.told("compare.judge.stopped")}

    def _sides(self, project: str, text: str) -> tuple[ProjectState, list[Side]]:
        state = self.page.engine.state(project)
        chosen = self.screen.sources(state, read(text))
        by_source = {one.source: one for one in options(state)}
        return state, self.screen.sides_of(state, [by_source[source] for source in chosen])

    def _progress(self, told: Progress, elapsed: float) -> Markup:
        words = self.page.words
        text = f"{words('compare.judge.asking')}. {words('compare.judge.progress', n=told[0], of=told[1])}"
        return drafts.progress(words, text, elapsed=elapsed, expected="", ready=0)

    def _needs(self, found: Offer) -> str:
        return self._told("compare.judge.needs", found.usage, found.cost)

    def _told(self, key: str, usage: Usage, cost: float | None) -> str:
        words = self.page.words
        price = words("compare.judge.unknown") if cost is None else words("compare.judge.free")
        if cost:
            price = words("compare.judge.dollars", n=f"{cost:.4f}" if cost < 0.01 else f"{cost:.2f}")
        tokens = usage.input_tokens + usage.output_tokens
        return words(key, calls=number(usage.calls, words), tokens=number(tokens, words), cost=price)


def _statements(sides: list[Side]) -> dict[str, str]:
    return {side.letter: side.option.statement for side in sides}
