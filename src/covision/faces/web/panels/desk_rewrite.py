"""Other words for a part of the statement: asked for, told while they are looked for, accepted, rejected."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import UTC, datetime
from typing import Any, get_args

import gradio as gr

from covision.domain.base import Span
from covision.domain.critique import Critique
from covision.domain.events import ProjectState
from covision.domain.rewriting import RewriteAsked, RewriteEnded, Wish, WishKind
from covision.domain.rubric import Scorecard
from covision.errors import InputError
from covision.faces.web.page import Page, Updates, element, participant
from covision.faces.web.panels.desk_critic import speaking
from covision.faces.web.panels.desk_parts import NAME, Editor, Part, author_of
from covision.faces.web.presenters import common, suggestions
from covision.faces.web.presenters.markup import Markup
from covision.projects.rewriting import RewriteEvent
from covision.steps.critique.questions import placed
from covision.steps.rewriting.span import chosen, fitted, replaced, standing

Score = Callable[[ProjectState, str], Scorecard]
_KINDS = get_args(WishKind)
_BY_CRITERION: dict[int, WishKind] = {
    1: "customer", 3: "picturable", 4: "one_idea", 6: "shorter", 9: "promise", 13: "timeless", 14: "timeless",
    16: "plainer",
}  # fmt: skip


class Rewrites(Part):
    """Suggestions stand beside the statement until somebody decides; the box is never written over."""

    def __init__(self, page: Page, editor: Editor, score: Score) -> None:
        super().__init__(page)
        self.editor = editor
        self.score = score
        self.box = speaking(elem_id="rewrite")
        self.work = element("", elem_id="rewrite-work")
        # A rewrite that is under way when the desk opens: its change starts watching.
        self.wanted = gr.Textbox("", visible="hidden", label="rewrite wanted", elem_id="rewrite-wanted")

    def components(self) -> Sequence[Any]:
        """What handlers may change."""
        return [self.box, self.work, self.wanted]

    def fill(self, state: ProjectState) -> Updates:
        """The box for the newest version, what is under way, and what waits for a decision."""
        statement = state.versions[-1].statement if state.versions else ""
        rubric = self.page.house.rubric(self.page.words.language)
        status = {one.run: self.page.engine.rewrite_status(state, one) for one in state.rewrites}
        running = next((run for run, told in status.items() if told == "running"), "")
        return {
            self.box: suggestions.box(statement, rubric, self.page.words),
            self.work: self._work(state, self._since(state, running) if running else None),
            self.wanted: f"{state.id}/{running}" if running else "",
        }

    def _work(self, state: ProjectState, elapsed: float | None = None) -> Markup:
        engine, words = self.page.engine, self.page.words
        status = {one.run: engine.rewrite_status(state, one) for one in state.rewrites}
        placed_at = {
            item.id: span
            for one in state.rewrites
            for item in one.suggestions
            if item.decision == "open"
            and (span := standing(one.asked.span, one.asked.version, state.versions)) is not None
        }
        texts = {item.id: item.suggestion.text for one in state.rewrites for item in one.suggestions}
        now = state.versions[-1].statement if state.versions else ""
        would = [(id, replaced(now, span, texts[id])) for id, span in placed_at.items()]
        moved = self.page.house.critic.effects(state, would)
        effects = {id: told for (id, _), told in zip(would, moved, strict=True)}
        shown = suggestions.suggestions(state, status, placed_at, effects, words)
        running = next((one for one in state.rewrites if status[one.run] == "running"), None)
        if running is None:
            return shown
        doing = suggestions.progress(running, engine.rewrite_doing(state), elapsed or 0.0, words)
        return Markup(doing + shown)

    def _since(self, state: ProjectState, run: str) -> float:
        """Seconds since a run started."""
        for stored in reversed(self.page.engine.history(state.id)):
            if getattr(stored.event, "run", "") == run and stored.event.type == "rewrite_started":
                began = datetime.fromisoformat(stored.at.replace("Z", "+00:00"))
                return max(0.0, (datetime.now(UTC) - began).total_seconds())
        return 0.0

    def bind(self) -> None:
        """Wire the box, the suggestions, and the undo beside a message."""
        page = self.page
        watching: dict[str, Any] = {"concurrency_id": "watch", "concurrency_limit": 32}
        page.on(self.wanted.change, self.rejoin, [self.wanted], **watching)
        page.on_form(self.box, self.send, **watching)
        acts = {"accept": self.accept, "accept-all": self.accept_all, "reject": self.reject, "undo": self.undo}
        page.on_element(self.work, {**acts, "stop": self.stop, "repeat": self.repeat}, [self.editor.statement])
        page.on_element(page.notice, {"undo-words": self.undo})

    # Asking

    async def send(self, project: str, fields: dict[str, str]) -> AsyncIterator[Updates]:
        """Ask for other words for what is marked or chosen, or put a person's own words there."""
        told = _told(fields.get("chosen", ""))
        state, note = await asyncio.to_thread(self._saved, project, told["whole"], told["by"], told["seen"])
        by = author_of(told["by"], state)
        statement = state.versions[-1].statement
        lead = len(told["whole"]) - len(told["whole"].lstrip())
        start, end = told["start"] - lead, told["end"] - lead
        part = fields.get("part", "")
        if part:
            # A part of the list is one of the version that was shown: it is looked for in what stands now.
            start, end = _listed(part, statement)
        span = chosen(statement, start, end)
        if fields.get("wish") == "mine":
            yield await asyncio.to_thread(self._put_in, state, span, fields.get("mine", ""), by)
            return
        kind = next((one for one in _KINDS if one == fields.get("wish")), "free")
        wish = Wish(kind=kind, words=" ".join(fields.get("words", "").split())[:400])
        asked = RewriteAsked(version=state.versions[-1].version, span=span, wish=wish, by=by)
        if note:
            yield self.page.screen(state, NAME, note)
        async for update in self._watch(project, self.page.engine.rewrite(project, asked)):
            yield update

    async def for_question(self, project: str, question: Critique, statement: str) -> AsyncIterator[Updates]:
        """Other words for what a question is about: by its criterion, or from its answer where there is one."""
        state, note = await asyncio.to_thread(self._saved, project, statement, "", "")
        span = placed(question, state.versions[-1].statement)
        if span is None:
            yield self.page.advise("critic.changed")
            return
        answered = any(one.critique.id == question.id and one.outcome == "answered" for one in state.critiques)
        kind = "own" if answered else _BY_CRITERION.get(question.criterion or 0, "own")
        asked = RewriteAsked(
            version=state.versions[-1].version,
            span=span,
            wish=Wish(kind=kind),
            critique=question.id,
            by=participant(state),
        )
        if note:
            yield self.page.screen(state, NAME, note)
        async for update in self._watch(project, self.page.engine.rewrite(project, asked)):
            yield update

    async def repeat(self, project: str, run: str, statement: str) -> AsyncIterator[Updates]:
        """What was interrupted, stopped or failed, once more."""
        await asyncio.to_thread(self._saved, project, statement, "", "")
        async for update in self._watch(project, self.page.engine.repeat_rewrite(project, run)):
            yield update

    async def rejoin(self, project: str, wanted: str) -> AsyncIterator[Updates]:
        """After a reload: watch the rewrite that is under way, if any."""
        if not project or not wanted.startswith(f"{project}/"):
            yield {}
            return
        state = await asyncio.to_thread(self.page.engine.state, project)
        run = wanted.partition("/")[2]
        one = next((one for one in state.rewrites if one.run == run), None)
        if one is None or self.page.engine.rewrite_status(state, one) != "running":
            yield {self.work: await asyncio.to_thread(self._work, state)}
            return
        since = await asyncio.to_thread(self._since, state, run)
        async for update in self._watch(project, self.page.engine.rewrite(project, one.asked), since):
            yield update

    async def stop(self, project: str, _: str, __: str) -> Updates:
        """Stop looking for other words; nothing was changed."""
        await self.page.engine.stop_rewrite(project)
        state = await asyncio.to_thread(self.page.engine.state, project)
        return {self.work: await asyncio.to_thread(self._work, state)}

    async def _watch(
        self, project: str, events: AsyncIterator[RewriteEvent], elapsed: float = 0.0
    ) -> AsyncIterator[Updates]:
        """What is done and then the suggestions. The box stays as it is, and nobody is called back to the desk."""
        began = time.monotonic() - elapsed
        async for event in events:
            state = await asyncio.to_thread(self.page.engine.state, project)
            shown: Updates = {self.work: await asyncio.to_thread(self._work, state, time.monotonic() - began)}
            if isinstance(event, RewriteEnded):
                shown |= self.page.engine_pill(state)
            yield shown

    def _saved(self, project: str, whole: str, by: str, seen: str) -> tuple[ProjectState, Markup | None]:
        """The project with what stands in the box as its newest version, and what to say of that."""
        engine, words = self.page.engine, self.page.words
        state = engine.state(project)
        newest = state.versions[-1] if state.versions else None
        text = whole.strip()
        if newest is None and not text:
            raise InputError(words("rewrite.no_statement"))
        if newest is not None and (not text or text == newest.statement):
            return state, None
        number = int(seen) if seen.isdigit() else newest.version if newest else 0
        card = self.score(state, text)
        state = engine.save_version(project, text, author_of(by, state), seen=number, scorecard=card)
        return state, common.told(words("rewrite.saved_first", n=state.versions[-1].version), words)

    def _put_in(self, state: ProjectState, span: Span, text: str, by: str) -> Updates:
        """A person's own words for the part, as a version of theirs."""
        words = self.page.words
        statement = state.versions[-1].statement
        fit = fitted(text, statement, span)
        if not fit:
            raise InputError(words("rewrite.nothing_written"), safe=words("errors.safe"))
        card = self.score(state, replaced(statement, span, fit))
        state = self.page.engine.replace_span(
            state.id, seen=state.versions[-1].version, start=span.start, end=span.end, text=fit, expected=span.text,
            author=by, accepted_by=by, scorecard=card,
        )  # fmt: skip
        told = common.told(words("rewrite.mine_done", n=state.versions[-1].version), words)
        return self.page.screen(state, NAME, told)

    # Deciding

    def accept(self, project: str, id: str, statement: str) -> Updates:
        """Accept one suggestion: its words, and nothing else, change."""
        return self._accepted(project, [id], statement)

    def accept_all(self, project: str, _: str, statement: str) -> Updates:
        """Accept the first suggestion for each part that still stands."""
        state = self.page.engine.state(project)
        taken: list[Span] = []
        ids: list[str] = []
        for one in reversed(state.rewrites):
            span = standing(one.asked.span, one.asked.version, state.versions)
            open_ones = [item.id for item in one.suggestions if item.decision == "open"]
            if span and open_ones and all(span.end <= other.start or span.start >= other.end for other in taken):
                taken.append(span)
                ids.append(open_ones[0])
        return self._accepted(project, ids, statement)

    def _accepted(self, project: str, ids: list[str], statement: str) -> Updates:
        engine, words = self.page.engine, self.page.words
        state, _ = self._saved(project, statement, "", "")
        count = len(state.versions)
        state = engine.accept_suggestions(project, ids, participant(state), self.score)
        n, made = state.versions[-1].version, len(state.versions) - count
        if not made:
            return {self.work: self._work(state)}
        key = "rewrite.was_accepted" if made == 1 else "rewrite.were_accepted"
        undo = common.button(words("rewrite.undo"), "undo-words", " ".join(ids), "link")
        return self.page.screen(state, NAME, common.told(words(key, n=n, count=made), words, Markup(" "), undo))

    def reject(self, project: str, id: str, _: str) -> Updates:
        """Reject a suggestion; it can be opened again."""
        words = self.page.words
        state = self.page.engine.reject_suggestion(project, id, participant(self.page.engine.state(project)))
        undo = common.button(words("rewrite.undo"), "undo-words", id, "link")
        told = common.told(words("rewrite.was_rejected"), words, Markup(" "), undo)
        return {self.work: self._work(state), **self.page.stamp(state, NAME), self.page.notice: told}

    def undo(self, project: str, ids: str, statement: str = "") -> Updates:
        """Open decided suggestions again; the words that an accepted one replaced come back."""
        engine, words = self.page.engine, self.page.words
        if statement:
            self._saved(project, statement, "", "")
        state = engine.undo_suggestions(project, ids.split(), participant(engine.state(project)))
        return self.page.screen(state, NAME, common.told(words("rewrite.undone"), words))


def _told(text: str) -> dict[str, Any]:
    """What the browser says is marked in which words, and who writes; blanks where it says nothing usable."""
    try:
        data = json.loads(text)
    except ValueError:
        data = {}
    data = data if isinstance(data, dict) else {}
    numbers = {name: data.get(name) if isinstance(data.get(name), int) else 0 for name in ("start", "end")}
    return {**numbers, **{name: str(data.get(name) or "") for name in ("whole", "by", "seen")}}


def _listed(part: str, statement: str) -> tuple[int, int]:
    start, _, end = part.partition("-")
    return (int(start), int(end)) if start.isdigit() and end.isdigit() and int(end) <= len(statement) else (0, 0)
