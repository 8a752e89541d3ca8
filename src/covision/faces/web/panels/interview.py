"""The interview: one question a turn, follow-ups under their answer, all on one page for those who want it."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import gradio as gr

from covision.domain.events import ProjectState
from covision.domain.interview import Script
from covision.faces.web.page import Act, Page, Updates, element, participant
from covision.faces.web.presenters import common, interview
from covision.faces.web.presenters.markup import Markup
from covision.projects.plan import Ask, AskFollowUp, Enough, Gate, NotEnough, Step

FOLLOW, EDIT = "follow", "edit"


class Interview:
    """The screen `interview`. `place` says what the box is for: `ask:4`, `follow:4`, `edit:4`, or nothing."""

    name = "interview"

    def __init__(self, page: Page) -> None:
        self.page = page
        words = page.words
        with gr.Column(elem_id="interview", elem_classes="screen"), gr.Row(elem_classes="desk-row"):
            with gr.Column(elem_classes="main", scale=3):
                self.question = element("", elem_id="question-card")
                self.answer = gr.Textbox(
                    label=words("interview.answer"),
                    placeholder=words("interview.placeholder"),
                    lines=4,
                    max_lines=24,
                    elem_id="answer",
                    container=True,
                )
                with gr.Row(elem_classes="actions", elem_id="interview-actions"):
                    self.go_on = gr.Button(words("interview.continue"), variant="primary", elem_id="continue")
                    self.skip = gr.Button(words("interview.skip"), elem_id="skip")
                    self.see = gr.Button(words("interview.see"), variant="primary", elem_id="see", visible=False)
                self.early = element("", elem_id="early")
                self.batch = gr.Button(words("interview.batch"), elem_classes="link", elem_id="to-batch")
                self.earlier = element("", elem_id="earlier")
            self.panel = element("", elem_id="panel", elem_classes="side")
        self.place = gr.Textbox("", visible="hidden", label="place", elem_id="place")

    def components(self) -> list[Any]:
        """What handlers may change."""
        return [
            self.question, self.answer, self.go_on, self.skip, self.see, self.early, self.batch, self.earlier,
            self.panel, self.place,
        ]  # fmt: skip

    def fill(self, state: ProjectState) -> Updates:
        """The next step for the participant, as the store has it."""
        step = self.page.engine.next(state.id, participant(state))
        return self.at_step(state, step)

    # What is shown

    def at_step(self, state: ProjectState, step: Step) -> Updates:
        """The screen at a step of the interview."""
        script = self.page.engine.script(state.id)
        words = self.page.words
        if isinstance(step, Ask):
            titles = {section.id: section.title for section in script.sections}
            card = interview.question(
                step.question, words, number=step.number, of=step.of, section=titles.get(step.question.section, "")
            )
            shown = self._asking(state, script, card, f"ask:{step.question.id}", step.question.lines)
            return {**shown, self.early: interview.early(words) if step.can_draft else ""}
        if isinstance(step, AskFollowUp):
            return self._following(state, script, step)
        if isinstance(step, Gate):
            card = interview.question(step.question, words, note=step.text)
            return self._asking(state, script, card, f"ask:{step.question.id}", step.question.lines)
        return self._through(state, script, step)

    def _following(self, state: ProjectState, script: Script, step: AskFollowUp) -> Updates:
        words, id = self.page.words, step.trigger.question
        assert step.follow_up is not None
        asked = script.question(id)
        card = interview.follow_up(asked, self._said(state, id) or "", step.follow_up, words)
        shown = self._asking(state, script, card, f"{FOLLOW}:{id}", 3)
        return {**shown, self.skip: gr.update(value=words("interview.move_on"), visible=True)}

    def _through(self, state: ProjectState, script: Script, step: Enough | NotEnough) -> Updates:
        words = self.page.words
        enough = isinstance(step, Enough)
        if isinstance(step, NotEnough):
            card = interview.not_enough(step, words)
        else:
            card = interview.enough(words, bool(state.research))
        hidden = gr.update(visible=False)
        return {
            **self._around(state, script, "", opened=True),
            self.question: card,
            self.answer: gr.update(visible=False, value=""),
            self.go_on: hidden,
            self.skip: hidden,
            self.see: gr.update(visible=enough),
            self.place: "",
        }

    def _asking(
        self, state: ProjectState, script: Script, card: Markup, place: str, lines: int, value: str = ""
    ) -> Updates:
        words = self.page.words
        return {
            **self._around(state, script, place.partition(":")[2]),
            self.question: card,
            self.answer: gr.update(visible=True, value=value, lines=max(3, lines)),
            self.go_on: gr.update(visible=True, value=words("interview.continue")),
            self.skip: gr.update(visible=True, value=words("interview.skip")),
            self.see: gr.update(visible=False),
            self.place: place,
        }

    def _around(self, state: ProjectState, script: Script, at: str, opened: bool = False) -> Updates:
        words = self.page.words
        return {
            self.early: "",
            self.earlier: interview.answers(state, script, participant(state), words, opened),
            self.panel: interview.panel(self.page.engine.panel(state.id), state, words, at),
        }

    def _said(self, state: ProjectState, question: str) -> str | None:
        person = next((one for one in state.participants if one.id == participant(state)), None)
        return person.answered(question) if person else None

    # What is done

    def bind(self) -> None:
        """Wire the buttons."""
        page, box = self.page, [self.place, self.answer]
        page.on(self.go_on.click, self.carry_on, box)
        page.on(self.answer.submit, self.carry_on, box)
        page.on(self.skip.click, self.pass_over, [self.place])
        page.on(self.see.click, lambda project: page.show(project, "drafts"))
        page.on(self.batch.click, lambda project: page.show(project, "batch"))
        acts: dict[str, Act] = {"edit": self.edit, "go": page.show}
        for component in (self.question, self.early, self.earlier, self.panel):
            page.on_element(component, acts)

    async def carry_on(self, project: str, place: str, text: str) -> AsyncIterator[Updates]:
        """Save what stands in the box, show that it is saved, and only then look for the next step."""
        kind, _, question = place.partition(":")
        if not question:
            yield await asyncio.to_thread(self.page.show, project, self.name)
            return
        if not text.strip():
            yield self.page.advise("interview.empty_follow" if kind == FOLLOW else "interview.empty_answer")
            return
        state = await asyncio.to_thread(self._save, project, kind, question, text)
        thinking = common.told(self.page.words("interview.thinking"), self.page.words)
        yield {**self.page.stamp(state, self.name), self.page.notice: thinking, self.answer: ""}
        shown = await self._next(project, participant(state), question)
        # The box was emptied when its words were saved: what is in it now was typed while this looked for the next.
        box = shown.get(self.answer)
        if isinstance(box, dict) and box.get("visible"):
            box.pop("value", None)
        yield shown

    def _save(self, project: str, kind: str, question: str, text: str) -> ProjectState:
        engine = self.page.engine
        who = participant(engine.state(project))
        save = engine.answer_follow_up if kind == FOLLOW else engine.answer
        state: ProjectState = save(project, who, question, text)
        return state

    async def pass_over(self, project: str, place: str) -> Updates:
        """Skip the question, or move on from a follow-up; leave an edit as it was."""
        kind, _, question = place.partition(":")
        if question and kind not in (FOLLOW, EDIT):
            state = await asyncio.to_thread(self._save, project, kind, question, "")
            return {**self.page.stamp(state, self.name), **await self._next(project, participant(state), question)}
        if kind == FOLLOW:
            await asyncio.to_thread(self._save, project, kind, question, "")
        return await asyncio.to_thread(self.page.show, project, self.name)

    async def _next(self, project: str, who: str, after: str) -> Updates:
        step = await self.page.engine.advance(project, who, after=after)

        def shown() -> Updates:
            # The bar stays as it is: whoever has gone on to another screen is not called back.
            state = self.page.engine.state(project)
            return {self.page.notice: "", **self.at_step(state, step)}

        return await asyncio.to_thread(shown)

    def edit(self, project: str, question: str) -> Updates:
        """An earlier answer in the box again, or a question that was skipped."""
        state = self.page.engine.state(project)
        script = self.page.engine.script(project)
        if question not in script.ids():
            return self.page.show(project, self.name)
        words, asked = self.page.words, script.question(question)
        said = self._said(state, question)
        card = interview.question(asked, words, note=words("interview.editing") if said else "")
        shown = self._asking(state, script, card, f"{EDIT if said else 'ask'}:{question}", asked.lines, said or "")
        if said:
            shown[self.go_on] = gr.update(visible=True, value=words("interview.save"))
            shown[self.skip] = gr.update(visible=True, value=words("interview.back"))
        return {**self.page.stamp(state, self.name), self.page.notice: "", **shown}


class Batch:
    """The screen `batch`: every question on one page."""

    name = "batch"

    def __init__(self, page: Page) -> None:
        self.page = page
        with gr.Column(elem_id="batch", elem_classes="screen"):
            self.form = element("", elem_id="batch-form")

    def components(self) -> list[Any]:
        """What handlers may change."""
        return [self.form]

    def fill(self, state: ProjectState) -> Updates:
        """All questions with what was said."""
        script = self.page.engine.script(state.id)
        return {self.form: interview.batch(state, script, participant(state), self.page.words)}

    def bind(self) -> None:
        """Wire the form."""
        self.page.on_element(self.form, {"go": self.page.show})
        self.page.on_form(self.form, self.save)

    def save(self, project: str, fields: dict[str, str]) -> Updates:
        """All answers at once, all or none; a blank one is left as it is unless it was answered before."""
        engine = self.page.engine
        state = engine.state(project)
        who = participant(state)
        person = next((one for one in state.participants if one.id == who), None)
        known = set(engine.script(project).ids())
        # A browser sends line breaks as CR LF; people did not write them so.
        told = {id: text.replace("\r\n", "\n") for id, text in fields.items() if id in known}
        before = person.answers if person else {}
        kept = {id: text for id, text in told.items() if text.strip() or before.get(id)}
        state = engine.answer_all(project, who, kept)
        note = common.told(self.page.words("interview.batch_saved"), self.page.words)
        return self.page.screen(state, "interview", note)
