"""Dilemmas: put a few to people, let each answer alone, and show whether the statement decides."""

from typing import Any

import gradio as gr

from covision.domain.dilemmas import DilemmaRound
from covision.domain.events import ProjectState
from covision.errors import Conflict
from covision.faces.web.page import Act, Page, Updates, element
from covision.faces.web.presenters import common, dilemma_result, dilemmas
from covision.faces.web.presenters.markup import Markup

_USE = "use-"


class Dilemmas:
    """The screen `dilemmas`. Whose answers may be seen by whom is the engine's to say, not the page's."""

    name = "dilemmas"

    def __init__(self, page: Page) -> None:
        self.page = page
        words = page.words
        with gr.Column(elem_id="dilemmas", elem_classes="screen"):
            self.intro = element("", elem_id="dilemmas-intro")
            self.prepare = element("", elem_id="dilemmas-prepare")
            self.own = element("", elem_id="dilemmas-own")
            self.tried = element("", elem_id="dilemmas-tried")
            self.sheet = element("", elem_id="dilemmas-sheet")
            self.around = element("", elem_id="dilemmas-around")
            self.past = element("", elem_id="dilemmas-past")
            self.back = gr.Button(words("dilemmas.back"), elem_classes="link")

    def components(self) -> list[Any]:
        """What handlers may change."""
        return [self.intro, self.prepare, self.own, self.tried, self.sheet, self.around, self.past]

    def fill(self, state: ProjectState) -> Updates:
        """The sheet of a round that is open; else the newest result, or what could be put to people."""
        held = state.dilemmas.newest
        if held is None:
            return self._preparing(state)
        return self._blank(state, held) if held.open else self._found(state, held)

    def bind(self) -> None:
        """Wire lists, forms and the way back."""
        page = self.page
        acts: dict[str, Act] = {
            "go": page.show, "pick": self.pick, "take-out": self.take_out, "prepare": self.begin,
            "next": self.next_person, "see": self.see, "end": self.end, "past": self.look,
        }  # fmt: skip
        for part in (self.intro, self.prepare, self.sheet, self.around, self.past):
            page.on_element(part, acts)
        page.on_element(page.notice, {"put-dilemma-back": self.put_back})
        page.on_form(self.prepare, self.open)
        page.on_form(self.own, self.add)
        page.on_form(self.sheet, self.send)
        page.on_form(self.around, self.see_again)
        page.on(self.back.click, lambda project: page.show(project, "desk"))

    # What is shown

    def _preparing(self, state: ProjectState, source: str = "") -> Updates:
        words = self.page.words
        listed = dilemmas.sources(state, words)
        shown: Updates = {self.intro: dilemmas.intro(state, words), **self._empty()}
        if listed:
            chosen = source if source in dict(listed) else listed[0][0]
            put, others = self.page.engine.propose_dilemmas(state.id, chosen)
            shown[self.prepare] = dilemmas.prepare(state, chosen, put, others, self._tensions(), words)
            shown[self.own] = dilemmas.own(words)
        shown[self.past] = dilemmas.past(state, "", words)
        return shown

    def _tensions(self) -> dict[str, str]:
        """What is set against what, by id, in the page's language."""
        known = self.page.house.corpus.trade_offs.tensions
        return {one.id: one.titles.get(self.page.words.language, one.id) for one in known}

    def _blank(self, state: ProjectState, held: DilemmaRound) -> Updates:
        words, engine = self.page.words, self.page.engine
        turn = str(len(held.papers))
        asked = engine.dilemma_sheet(state.id, held.id)
        return {
            **self._round(state, held),
            self.tried: dilemmas.figure(held, words),
            self.sheet: dilemmas.sheet(held, asked, lambda one: engine.course_order(held.id, one, turn), words),
            self.around: dilemmas.around(held, words),
        }

    def _found(self, state: ProjectState, held: DilemmaRound, who: str = "") -> Updates:
        words = self.page.words
        found = self.page.engine.dilemma_result(state.id, held.id, who)
        around = dilemmas.around(held, words, seen=True) if held.open else ""
        return {
            **self._round(state, held),
            self.sheet: dilemma_result.result(found, held, words),
            self.around: around,
        }

    def _round(self, state: ProjectState, held: DilemmaRound) -> Updates:
        words = self.page.words
        shown = {**self._empty(), self.intro: dilemmas.intro(state, words)}
        return {**shown, self.past: dilemmas.past(state, held.id, words)}

    def _empty(self) -> Updates:
        return dict.fromkeys((self.prepare, self.own, self.tried, self.sheet, self.around), Markup(""))

    # What is done

    def begin(self, project: str, _: str) -> Updates:
        """What could be put to people next."""
        return self._preparing(self.page.engine.state(project))

    def pick(self, project: str, source: str) -> Updates:
        """Another statement: other dilemmas may touch its words."""
        return self._preparing(self.page.engine.state(project), source.strip())

    def open(self, project: str, fields: dict[str, str]) -> Updates:
        """Put the dilemmas that are ticked."""
        ids = [key.removeprefix(_USE) for key in fields if key.startswith(_USE)]
        if not ids:
            return self.page.advise("dilemmas.none_ticked")
        state = self.page.engine.open_dilemmas(project, fields.get("source", ""), ids)
        return self.page.screen(state, self.name, self._told("dilemmas.opened"))

    def add(self, project: str, fields: dict[str, str]) -> Updates:
        """A dilemma of the team's own, proposed first from now on."""
        courses = [fields.get(f"course-{n}", "") for n in (1, 2, 3)]
        state = self.page.engine.add_dilemma(
            project, fields.get("text", ""), courses, title=fields.get("title", "")
        )
        return {**self._preparing(state), **self._noted(state, "dilemmas.added")}

    def take_out(self, project: str, id: str) -> Updates:
        """Do not propose a dilemma of the team's own; it can be put back at once."""
        state = self.page.engine.take_out_dilemma(project, id)
        undo = common.button(self.page.words("dilemmas.put_back"), "put-dilemma-back", id, "link")
        return {**self._preparing(state), **self._noted(state, "dilemmas.taken_out", undo)}

    def put_back(self, project: str, id: str) -> Updates:
        """Undo taking out."""
        return self._preparing(self.page.engine.put_dilemma_back(project, id))

    def send(self, project: str, fields: dict[str, str]) -> Updates:
        """Take somebody's paper. Where it is not whole their choices stay on the page."""
        engine, words, round = self.page.engine, self.page.words, fields.get("round", "")
        answers = {
            key.removeprefix("course-"): (
                "" if value == dilemmas.SILENT_VALUE else value,
                fields.get(f"why-{key.removeprefix('course-')}", ""),
            )
            for key, value in fields.items()
            if key.startswith("course-")
        }
        who = " ".join(fields.get("who", "").split())
        try:
            state = engine.answer_dilemmas(project, round, who, answers)
        except Conflict:
            open_now = any(one.id == round and one.open for one in engine.state(project).dilemmas.rounds)
            return self.page.advise("dilemmas.stands" if open_now else "dilemmas.over")
        held = next(one for one in state.dilemmas.rounds if one.id == round)
        return {
            **self._blank(state, held),
            self.tried: "",
            self.sheet: dilemmas.sent(held, who, words),
            self.around: dilemmas.around(held, words, seen=True),
            **self.page.stamp(state, self.name),
            self.page.notice: "",
        }

    def next_person(self, project: str, round: str) -> Updates:
        """A blank sheet for whoever is next."""
        return self.fill(self.page.engine.state(project))

    def see(self, project: str, value: str) -> Updates:
        """A round for somebody who has answered it: `<round> <name>`."""
        round, _, who = value.partition(" ")
        state = self.page.engine.state(project)
        held = next((one for one in state.dilemmas.rounds if one.id == round), None)
        if held is None:
            return self.fill(state)
        try:
            return self._found(state, held, who)
        except Conflict:
            return self.page.advise("dilemmas.first_alone")

    def see_again(self, project: str, fields: dict[str, str]) -> Updates:
        """The same by the name that somebody writes."""
        return self.see(project, f"{fields.get('round', '')} {fields.get('who', '')}")

    def look(self, project: str, round: str) -> Updates:
        """A round that is over."""
        return self.see(project, round)

    def end(self, project: str, round: str) -> Updates:
        """Take no more answers and show the round to everybody."""
        state = self.page.engine.close_dilemmas(project, round)
        return self.page.screen(state, self.name, self._told("dilemmas.ended"))

    def _told(self, key: str, *actions: Markup) -> Markup:
        return common.told(self.page.words(key), self.page.words, *actions)

    def _noted(self, state: ProjectState, key: str, *actions: Markup) -> Updates:
        return {**self.page.stamp(state, self.name), self.page.notice: self._told(key, *actions)}
