"""The clause ledger of the desk: what each clause rests on, what speaks against it, who looks after it."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from typing import Any

from covision.domain.comments import Place
from covision.domain.events import ProjectState
from covision.errors import InputError
from covision.faces.web.page import Page, Updates, element
from covision.faces.web.panels.desk_parts import NAME, Part
from covision.faces.web.presenters import common, ledger
from covision.faces.web.presenters.markup import Markup
from covision.projects.core import usable_text
from covision.steps.ledger import ledger as rows_of
from covision.wiring.supporting import Grounds, clauses_of

_MOST_GOAL = 300


class Ledger(Part):
    """Fast as long as nobody asks for a check: that reads every comment."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self.table = element("", elem_id="ledger")
        self.status = element("", elem_id="ledger-status")
        self.grounds = Grounds(page.house)
        page.forgets.append(self.grounds.forget)

    def components(self) -> Sequence[Any]:
        """What handlers may change."""
        return [self.table, self.status]

    def fill(self, state: ProjectState) -> Updates:
        """The clauses of the newest version."""
        return {self.table: self._table(state), self.status: ""}

    def bind(self) -> None:
        """Wire its buttons and forms."""
        self.page.on_element(self.table, {"check": self.check})
        self.page.on_form(self.table, self.send)

    async def check(self, project: str, _: str) -> AsyncIterator[Updates]:
        """Hold each clause against every answer and comment."""
        state = await asyncio.to_thread(self.page.engine.state, project)
        yield {self.status: ledger.checking(self.page.words, sum(one.read for one in state.research))}
        statement = state.versions[-1].statement if state.versions else ""
        if await asyncio.to_thread(self.grounds.check, project, state.material(), statement) is None:
            yield {self.status: "", **self.page.advise("ledger.no_lists")}
            return
        yield {self.table: await asyncio.to_thread(self._table, state), self.status: ""}

    def send(self, project: str, fields: dict[str, str]) -> Updates:
        """Who looks after a clause and which goal it serves; or a new goal."""
        if "new_goal" in fields:
            return self._goal(project, fields["new_goal"])
        engine, state = self.page.engine, self.page.engine.state(project)
        numbers = [fields.get(key, "") for key in ("version", "start", "end")]
        if not all(one.isdigit() for one in numbers):
            raise InputError("It is not known which clause this is about.", todo="Open the desk again.")
        version, start, end = (int(one) for one in numbers)
        saved = next((one.statement for one in state.versions if one.version == version), "")
        if not 0 <= start < end <= len(saved):
            raise InputError("It is not known which clause this is about.", todo="Open the desk again.")
        place = Place(version=version, start=start, end=end, quote=saved[start:end])
        state = engine.tend_clause(project, place, owner=fields.get("owner", ""), goal=fields.get("goal", ""))
        return self._told(state, "ledger.kept")

    def _goal(self, project: str, text: str) -> Updates:
        goal = " ".join(usable_text(text).split())
        if not goal or len(goal) > _MOST_GOAL:
            raise InputError(f"A goal has 1 to {_MOST_GOAL} characters.", todo="Write it in a line.")
        state = self.page.engine.state(project)
        goals = tuple(dict.fromkeys((*state.goals, goal)))
        state = self.page.engine.rename(project, state.organisation, goals=goals)
        return self._told(state, "ledger.goal_kept")

    def _told(self, state: ProjectState, key: str) -> Updates:
        note: Markup = common.told(self.page.words(key), self.page.words)
        return {**self.page.stamp(state, NAME), self.page.notice: note, self.table: self._table(state)}

    def _table(self, state: ProjectState) -> Markup:
        newest = state.versions[-1] if state.versions else None
        if newest is None:
            return Markup("")
        organisation = state.organisation
        parts = clauses_of(self.page.house, newest.statement, organisation.language, organisation.name)
        claims = self.grounds.found(state.id, state.material(), newest.statement)
        rows = rows_of(state, parts, claims)
        return ledger.table(rows, state, self.page.words, checked=claims is not None)
