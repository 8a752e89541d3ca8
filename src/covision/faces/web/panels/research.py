"""Research: drop in files or paste words, look before anything is added, see how it was read, take it out again."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import gradio as gr

from covision.domain.events import ProjectState
from covision.domain.research import ResearchSource
from covision.faces.web import arriving, tray
from covision.faces.web.page import Act, Page, Updates, element
from covision.faces.web.panels.themes import Themes
from covision.faces.web.presenters import common, pending, research
from covision.faces.web.presenters.research import PAGE, Look, Masked, key
from covision.faces.web.tray import MAX_FILES, Pending, Tray
from covision.projects.bin import KEPT_SECONDS
from covision.steps import mask

_MB = 1024 * 1024
_REVIEWED = 40
_ROUND = 60


class Research:
    """The screen `research`."""

    name = "research"

    def __init__(self, page: Page) -> None:
        self.page = page
        words = page.words
        self._removed: dict[str, ResearchSource] = {}
        self._dropping: set[asyncio.Task[None]] = set()
        page.forgets.append(self._forget)
        with gr.Column(elem_id="research", elem_classes="screen"):
            element(research.intro(words))
            with gr.Row(elem_classes="intake"):
                drop = research.drop(words, most=arriving.MAX_BYTES, many=MAX_FILES)
                self.drop = element(drop, elem_id="drop")
                self._pasting()
            self.pending = element("", elem_id="pending")
            self.list = element("", elem_id="sources")
            self.themes = Themes(page)
            with gr.Row(elem_classes="onward"):
                self.board = gr.Button(
                    words("research.board"), variant="primary", visible=False, elem_id="research-board"
                )
                self.onward = gr.Button(words("research.onward"), elem_id="research-onward")
                self.back = gr.Button(words("research.back"), elem_classes="link")
            self.tray = gr.State(Tray())

    def _pasting(self) -> None:
        words = self.page.words
        with gr.Column(elem_classes="pasting"):
            self.paste = gr.Textbox(
                label=words("research.paste"),
                placeholder=words("research.paste_hint"),
                lines=3,
                max_lines=16,
                elem_id="paste",
            )
            with gr.Row(elem_classes="pair named"):
                self.source = gr.Textbox(
                    label=words("research.name"),
                    placeholder=words("research.name_hint"),
                    max_lines=1,
                    elem_id="paste-name",
                )
                self.add = gr.Button(words("research.add"), elem_id="add-words")

    def components(self) -> list[Any]:
        """What handlers may change."""
        return [self.paste, self.source, self.pending, self.list, self.board, *self.themes.components()]

    def fill(self, state: ProjectState) -> Updates:
        """All sources as they were read, and their themes. Files that wait belong to the page that chose them."""
        there = bool(state.research) and "board" in self.page.screens
        return {
            self.list: research.sources(state.research, self.page.words),
            self.board: gr.update(visible=there),
            **self.themes.fill(state),
        }

    def bind(self) -> None:
        """Wire the buttons."""
        page, held = self.page, [self.tray]
        watching = self.themes.watching
        pasted = page.on(self.add.click, self.add_pasted, [self.paste, self.source], **watching)
        page.on_element(self.drop, {"files": self.arrive}, held)
        added = page.on_element(self.pending, {"add": self.add_waiting}, held, **watching)
        changes: dict[str, Act] = {"pick": self.pick, "drop": self.leave_out, "drop-all": self.leave_all}
        page.on_element(self.pending, changes, held)
        looks: dict[str, Act] = {
            "remove": self.remove, "review": self.review, "close-review": self.fewer, "comments": self.comments,
            "fewer": self.fewer,
        }  # fmt: skip
        page.on_element(self.list, looks, held)
        undone = page.on_element(page.notice, {"undo": self.undo}, (), **watching)
        page.on(self.board.click, lambda project: page.show(project, "board"))
        page.on(self.onward.click, lambda project: page.show(project, "drafts"))
        page.on(self.back.click, lambda project: page.show(project, "interview"))
        self.themes.bind([pasted, added, undone])

    # Files that wait

    async def arrive(self, project: str, value: str, held: Tray) -> AsyncIterator[Updates]:
        """Look into each file that came; what is in it is shown, and nothing is added."""
        words, held = self.page.words, held.of(project)
        told, left = _told(value)
        for number, (name, token, error) in enumerate(told, start=1):
            shown = words("research.looking", name=arriving.tidy_name(name), n=number, of=len(told))
            yield {self.page.notice: common.told(shown, words)}
            held.put(await asyncio.to_thread(self._looked, project, held, name, token, error))
            yield {self.pending: pending.tray(held, words)}
        if left:
            yield self.page.advise("research.too_many", most=MAX_FILES, n=left)
        else:
            yield {self.page.notice: ""}

    def _looked(self, project: str, held: Tray, name: str, token: str, error: str) -> Pending:
        words = self.page.words
        given = self.page.files.take(token) if token else None
        if error == "large":
            problem = words("research.too_large", mb=arriving.MAX_BYTES // _MB)
            return tray.refused(name, problem, words("research.too_large_todo"))
        if given is None:
            return tray.refused(name, words("research.lost"), words("research.lost_todo"))
        if not held.room(len(given.content)):
            return tray.refused(given.name, words("research.full"), words("research.full_todo"))
        made = tray.opened(given, held.free_name(given.name))
        return self._look(project, made, made.choices)

    def _look(self, project: str, one: Pending, choices: Any) -> Pending:
        research = self.page.engine.state(project).research
        return tray.looked_at(one, choices, self.page.house.reader, research)

    async def pick(self, project: str, value: str, held: Tray) -> Updates:
        """Another column, sheet, encoding or delimiter: the file is looked at anew."""
        id, what, picked = (*value.split(" ", 2), "", "")[:3]
        one = held.of(project).find(id)
        if one is None:
            return {self.pending: pending.tray(held, self.page.words)}
        choices = tray.chosen(one, what, picked)
        if choices != one.choices:
            held.put(await asyncio.to_thread(self._look, project, one, choices))
        return {self.pending: pending.tray(held, self.page.words)}

    def leave_out(self, project: str, id: str, held: Tray) -> Updates:
        """One file less."""
        held.of(project).drop(id)
        return {self.pending: pending.tray(held, self.page.words)}

    def leave_all(self, project: str, _: str, held: Tray) -> Updates:
        """No file waits any more."""
        held.of(project).files.clear()
        return {self.pending: ""}

    async def add_waiting(self, project: str, _: str, held: Tray) -> AsyncIterator[Updates]:
        """Save what was read of every file that can be added; a file that failed stays with its reason."""
        words, held = self.page.words, held.of(project)
        ready = [one for one in held.files if one.ready]
        if not ready:
            yield {self.pending: pending.tray(held, words)}
            return
        state = await asyncio.to_thread(self._save, project, ready)
        total = sum(one.source.read for one in ready if one.source)
        held.files = [one for one in held.files if one not in ready and not one.known]
        note = common.told(words.count("research.added_files", total, shown=common.number(total, words)), words)
        shown = await asyncio.to_thread(self.page.screen, state, self.name, note)
        yield {**shown, self.pending: pending.tray(held, words)}
        async for update in self.themes.after_import(state):
            yield update

    def _save(self, project: str, ready: list[Pending]) -> ProjectState:
        engine = self.page.engine
        for one in ready:
            engine.put_research(project, one.source)
        state: ProjectState = engine.state(project)
        return state

    # Pasted words

    async def add_pasted(self, project: str, text: str, name: str) -> AsyncIterator[Updates]:
        """Read pasted words and save them; the box is emptied only then."""
        if not text.strip():
            yield self.page.advise("research.need_text")
            return

        def save() -> tuple[ProjectState, str]:
            called = name.strip()[:120] or self._free_name(project)
            return self.page.engine.add_research(project, called, text), called

        state, called = await asyncio.to_thread(save)
        shown = await asyncio.to_thread(self._added, state, called)
        yield {**shown, self.paste: "", self.source: ""}
        async for update in self.themes.after_import(state):
            yield update

    def _added(self, state: ProjectState, name: str) -> Updates:
        note = common.told(self.page.words("research.added", name=name), self.page.words)
        return self.page.screen(state, self.name, note)

    def _free_name(self, project: str) -> str:
        taken = {source.name for source in self.page.engine.state(project).research}
        base, number = self.page.words("research.default_name"), 1
        while (name := base if number == 1 else f"{base} {number}") in taken:
            number += 1
        return name

    # What is in the project

    def _source(self, state: ProjectState, id: str) -> ResearchSource | None:
        return next((one for one in state.research if key(one.name) == id), None)

    async def remove(self, project: str, id: str, held: Tray) -> Updates:
        """Take a source out; it can be put back for as long as a deleted vision can."""
        words = self.page.words
        before = await asyncio.to_thread(self.page.engine.state, project)
        gone = self._source(before, id)
        if gone is None:
            return await asyncio.to_thread(self.page.show, project, self.name)
        state = await self.page.engine.take_out(project, gone.name)
        self._hold(project, gone)
        held.of(project).look = Look()
        undo = common.button(words("research.undo"), "undo", "", "link")
        said = words("research.removed", name=gone.name)
        if research.is_quoted(gone, before):
            said = f"{said} {words('research.removed_quotes')}"
        note = common.told(said, words, undo)
        return await asyncio.to_thread(self.page.screen, state, self.name, note)

    def _forget(self, project: str) -> None:
        self._removed.pop(project, None)

    def _hold(self, project: str, gone: ResearchSource, seconds: float = KEPT_SECONDS) -> None:
        """Keep in memory what was taken out, for the undo alone and only so long."""
        self._removed[project] = gone

        async def drop() -> None:
            await asyncio.sleep(seconds)
            if self._removed.get(project) is gone:
                del self._removed[project]

        task = asyncio.create_task(drop(), name=f"forget research of {project}")
        self._dropping.add(task)
        task.add_done_callback(self._dropping.discard)

    async def undo(self, project: str, _: str) -> AsyncIterator[Updates]:
        """Put the source back that was taken out last; what rested on its words is looked for again."""
        gone = self._removed.pop(project, None)
        if gone is None:
            late = common.advice(self.page.words("research.undo_late"), self.page.words)
            yield await asyncio.to_thread(self.page.show, project, self.name, late)
            return
        state = await asyncio.to_thread(self.page.engine.put_research, project, gone)
        yield await asyncio.to_thread(self._added, state, gone.name)
        async for update in self.themes.after_import(state):
            yield update

    def comments(self, project: str, value: str, held: Tray) -> Updates:
        """A page of a source's comments: only these are sent."""
        id, _, at = value.partition(" ")
        first = int(at) if at.isdigit() else 1
        return self._looking(project, held, Look(key=id, at=max(1, first)))

    def fewer(self, project: str, _: str, held: Tray) -> Updates:
        """The first few comments again, no review."""
        return self._looking(project, held, Look())

    async def review(self, project: str, id: str, held: Tray) -> AsyncIterator[Updates]:
        """Personal data of a source in its context, and what a remote model would see instead."""
        words = self.page.words
        state = await asyncio.to_thread(self.page.engine.state, project)
        source = self._source(state, id)
        if source is None:
            yield await asyncio.to_thread(self.page.show, project, self.name)
            return
        yield {self.page.notice: common.told(words("research.reviewing", name=source.name), words)}
        found = await asyncio.to_thread(_reviewed, source, mask.answers_of(state.material()))
        shown = await asyncio.to_thread(self._looking, project, held, Look(key=id, review=found), state)
        yield {**shown, self.page.notice: ""}

    def _looking(self, project: str, held: Tray, look: Look, state: ProjectState | None = None) -> Updates:
        held.of(project).look = look
        state = state or self.page.engine.state(project)
        return {self.list: research.sources(state.research, self.page.words, look)}


def _reviewed(source: ResearchSource, answers: list[str]) -> tuple[Masked, ...]:
    """The first finds of a source. Only the comments they stand in are masked, after what the team wrote: the
    whole project would take seconds, and the numbers in the placeholders are all that it would change."""
    texts = [one.text for one in source.snippets]
    found = mask.review(texts, _REVIEWED)
    masker = mask.Masker([*answers, *(texts[at] for at in dict.fromkeys(one.at for one in found))])
    return tuple(_masked(one, texts[one.at], masker) for one in found)


def _masked(one: mask.Found, text: str, masker: mask.Masker) -> Masked:
    """A find as it is shown: a few words before and after, and the same place as it would be sent."""
    before, after = text[max(0, one.start - _ROUND) : one.start], text[one.end : one.end + _ROUND]
    return Masked(
        kind=one.kind, before=before, found=one.text, after=after, seen=_sent(one, text, masker.mask(text))
    )


def _sent(one: mask.Found, text: str, whole: str) -> str:
    """The masked text round a find. By itself a number may not be known: the words beside it say what it is."""
    at = done = 0
    for start, end, _ in mask.spans(text):
        at += start - done
        stop = whole.find("]", at) + 1
        if start == one.start:
            return whole[max(0, at - _ROUND) : stop + _ROUND]
        at, done = stop, end
    return whole


def _told(value: str) -> tuple[list[tuple[str, str, str]], int]:
    """What the browser says of files: (name, token, error) each, and how many it left out; it may say anything."""
    try:
        said = json.loads(value)
        files = said["files"][:MAX_FILES]
        told = [tuple(str(one.get(field, "")) for field in ("name", "token", "error")) for one in files]
        left = said.get("left", 0)
    except (ValueError, TypeError, KeyError, AttributeError):
        return [], 0
    return [(name, token, error) for name, token, error in told], left if isinstance(left, int) else 0


__all__ = ["PAGE", "Research"]
