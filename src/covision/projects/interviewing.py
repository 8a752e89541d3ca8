"""The interview part of the engine: answers, skips, follow-ups."""

import asyncio

from covision.domain.events import Answered, AnsweredFollowUp, AskedFollowUp, Event, ProjectState, Skipped
from covision.domain.interview import FollowUp, Script, Trigger
from covision.domain.model import ChatModel
from covision.errors import ModelError, UsageError
from covision.projects.core import EngineCore, usable_text
from covision.projects.plan import AskFollowUp, Mode, Step, next_step
from covision.steps import ask
from covision.steps.ask_triggers import TriggerContext
from covision.steps.assumptions import is_blank


class Interviewing(EngineCore):
    """Answers are saved before anything else is tried."""

    def answer(self, project: str, participant: str, question: str, text: str) -> ProjectState:
        """Save an answer; a blank one is a skip. Sending the same text again changes nothing."""
        return self.answer_all(project, participant, {question: text})

    def skip(self, project: str, participant: str, question: str) -> ProjectState:
        """Skip a question: it becomes an assumption. An earlier answer is withdrawn."""
        return self.answer_all(project, participant, {question: ""})

    def answer_all(self, project: str, participant: str, answers: dict[str, str]) -> ProjectState:
        """Save several answers at once, all or none."""
        state = self._store.load(project)
        known = self._script(state).ids()
        now: dict[str, str | None] = next((p.answers for p in state.participants if p.id == participant), {})
        events: list[Event] = []
        for question, text in answers.items():
            if question not in known:
                raise UsageError(f"There is no question {question!r}.", todo=f"Questions are {', '.join(known)}.")
            said = usable_text(text)
            if not said.strip():
                if question not in now or now[question] is not None:
                    events.append(Skipped(participant=participant, question=question))
            elif now.get(question) != said:
                events.append(Answered(participant=participant, question=question, text=said))
        return self._store.append(project, events) if events else state

    def answer_follow_up(self, project: str, participant: str, question: str, text: str) -> ProjectState:
        """Join the answer to a pending follow-up to the answer it is about; blank text passes it over.

        Where none is pending (a second click), nothing changes.
        """

        def events(state: ProjectState) -> list[Event]:
            pending = any(who == participant and item.trigger.question == question for who, item in state.pending)
            said = usable_text(text)
            if not pending:
                return []
            return [
                AnsweredFollowUp(participant=participant, question=question, text="" if is_blank(said) else said)
            ]

        return self._change(project, events)

    def next(self, project: str, participant: str, mode: Mode = "solo") -> Step:
        """The next step without computing new follow-ups: what a reload shows."""
        state = self._store.load(project)
        return next_step(state, self._script(state), mode, participant)

    async def advance(self, project: str, participant: str, mode: Mode = "solo", after: str | None = None) -> Step:
        """The next step after question `after` was answered or skipped; a due follow-up is worded and saved.

        The interviewer model has `wording_seconds`; then, or where there is none, the written words serve.
        """
        state = await asyncio.to_thread(self._store.load, project)
        script = self._script(state)
        due = await asyncio.to_thread(self._triggers, state, script, participant, after, mode) if after else []
        step = next_step(state, script, mode, participant, due)
        if not isinstance(step, AskFollowUp) or step.follow_up is not None:
            return step
        worded = await self._word(state, script, step.trigger, participant)
        asked = AskedFollowUp(participant=participant, follow_up=worded)

        def events(now: ProjectState) -> list[Event]:
            # A double click words the follow-up twice; only the first is asked.
            again = next_step(now, script, mode, participant, due)
            return [asked] if isinstance(again, AskFollowUp) and again.follow_up is None else []

        state = await asyncio.to_thread(self._change, project, events)
        return next_step(state, script, mode, participant)

    def _triggers(
        self, state: ProjectState, script: Script, participant: str, after: str, mode: Mode
    ) -> list[Trigger]:
        if after not in script.ids():
            return []
        context = TriggerContext.of(
            state,
            script,
            participant=participant,
            lexicon=self._lexicons(state.interview_language),
            mode=mode,
            similarity=self._searcher.similarity if self._searcher else None,
        )
        person = next((p for p in state.participants if p.id == participant), None)
        return ask.triggers(script.question(after), person.answered(after) if person else None, context)

    async def _word(self, state: ProjectState, script: Script, trigger: Trigger, participant: str) -> FollowUp:
        seed = f"{state.id}/{participant}/{trigger.question}"
        written = ask.written(script, trigger, seed)
        if self._wording is None:
            return written
        try:
            model: ChatModel | None = self._models.of("interviewer") if self._models else None
        except ModelError:
            model = None
        person = next((p for p in state.participants if p.id == participant), None)
        answer = person.answered(trigger.question) if person else None
        question = script.question(trigger.question)
        return await ask.word(
            written,
            model,
            script=script,
            question=question,
            answer=answer or "",
            prompt=self._wording,
            seconds=self._wording_seconds,
        )
