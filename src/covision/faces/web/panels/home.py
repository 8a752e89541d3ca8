"""The start page: start a vision, open one, bring one along, or delete one and put it back."""

import asyncio
import json
import re
from typing import Any

import gradio as gr

from covision.domain.project import Organisation, Participant
from covision.errors import CovisionError, InputError
from covision.faces.web import arriving
from covision.faces.web.page import DEFAULT_PARTICIPANT, Page, Updates, element
from covision.faces.web.presenters import common, evals, home
from covision.faces.web.presenters.markup import join
from covision.faces.web.words import LANGUAGES
from covision.projects.bringing import bring, copy_example
from covision.projects.core import usable_text
from covision.steps.project_file import load_project


class Home:
    """A form for a new vision, and the list."""

    def __init__(self, page: Page) -> None:
        self.page = page
        words = page.words
        self._examples: tuple[home.Example, ...] | None = None
        # One form and one list of the page's own: each component more is work in every browser before it is ready.
        with gr.Column(elem_id="home", elem_classes="screen"):
            self.start = element(home.start(words), elem_id="start-form")
            self.beside = element("", elem_id="beside")

    def components(self) -> list[Any]:
        """What handlers may change."""
        return [self.beside]

    def fill(self) -> Updates:
        """The list as it is now, without what was deleted."""
        gone = self.page.house.bin.ids()
        listed = [one for one in self.page.engine.projects() if one.id not in gone]
        words = self.page.words
        shown = join(
            home.project_list(listed, words),
            home.examples(self._known_examples(), words),
            home.bring(words, most=arriving.MAX_BYTES),
            evals.way(words),
        )
        return {self.beside: shown}

    def _known_examples(self) -> tuple[home.Example, ...]:
        """The examples that ship; none where they cannot be found: they are a help and no need."""
        if self._examples is None:
            found = []
            try:
                for path in sorted(self.page.house.folder("examples").glob("*/project.yaml")):
                    told, _ = load_project(path)
                    organisation = told.organisation
                    found.append(
                        home.Example(
                            path.parent.name, organisation.name, organisation.sector, organisation.language
                        )
                    )
            except CovisionError:
                found = []
            self._examples = tuple(found)
        return self._examples

    def bind(self) -> None:
        """Wire the buttons."""
        page = self.page
        page.on_form(self.start, self.begin)
        page.on_element(self.beside, {"delete": self.delete, "example": self.copy, "bring": self.bring})
        page.on_element(page.notice, {"undelete": self.undelete})

    def begin(self, _: str, fields: dict[str, str]) -> Updates:
        """A new vision, opened at its first question."""
        name, sector, size, role = (usable_text(fields.get(key, "")).strip() for key in home.FIELDS)
        language = fields.get("language", "")
        if not name:
            return self.page.advise("home.need_name")
        if len(name) > 200:
            raise InputError("This name has more than 200 letters.", todo="Shorten it.")
        organisation = Organisation(
            name=name, sector=sector, size=size, language=language if language in LANGUAGES else "en"
        )
        person = Participant(id=participant_id(role), role=role or DEFAULT_PARTICIPANT)
        state = self.page.engine.create(organisation, participants=[person])
        return self.page.screen(state, "interview")

    def copy(self, _: str, id: str) -> Updates:
        """A copy of an example, opened at its research."""
        known = next((one for one in self._known_examples() if one.id == id), None)
        if known is None:
            return self.fill()
        words = self.page.words
        folder = self.page.house.folder("examples") / known.id
        state = copy_example(self.page.engine, folder, words("home.example_name", name=known.name))
        return self.page.screen(state, "research", common.told(words("home.example_ready"), words))

    def bring(self, _: str, value: str) -> Updates:
        """A project file as a new vision; where it names research that is not here, the way to it is shown."""
        words = self.page.words
        try:
            told = json.loads(value)["files"][0]
            token, error = str(told.get("token", "")), str(told.get("error", ""))
        except (ValueError, TypeError, KeyError, IndexError, AttributeError):
            token, error = "", "lost"
        if error == "large":
            size = arriving.MAX_BYTES // (1024 * 1024)
            raise InputError(words("research.too_large", mb=size), todo=words("research.lost_todo"))
        given = self.page.files.take(token)
        if given is None:
            raise InputError(words("research.lost"), todo=words("research.lost_todo"))
        brought = bring(self.page.engine, given.name, given.content)
        name = brought.state.organisation.name
        if brought.missing:
            note = words("home.brought_missing", name=name, files=", ".join(brought.missing))
            return self.page.screen(brought.state, "research", common.told(note, words))
        note = words("home.brought", name=name)
        return self.page.screen(brought.state, self.page.where(brought.state), common.told(note, words))

    async def delete(self, _: str, id: str) -> Updates:
        """Out of the list at once; erased when it can no longer be put back."""
        words, house = self.page.words, self.page.house
        state = await asyncio.to_thread(self.page.engine.state, id)
        await self.page.engine.stop(id)
        await self.page.engine.stop_themes(id)
        await asyncio.to_thread(house.bin.put, id)
        for forget in self.page.forgets:
            forget(id)
        self.page.empty_later(id)
        undo = common.button(words("home.undelete"), "undelete", id, "link")
        note = common.told(words("home.deleted", name=state.organisation.name), words, undo)
        return await asyncio.to_thread(self.page.leave, note)

    def undelete(self, _: str, id: str) -> Updates:
        """Back in the list, if it is not erased yet."""
        words = self.page.words
        if not self.page.house.bin.take_back(id):
            return self.page.leave(common.advice(words("home.undelete_late"), words))
        name = self.page.engine.state(id).organisation.name
        return self.page.leave(common.told(words("home.undeleted", name=name), words))


def participant_id(role: str) -> str:
    """An id made of a role: letters, digits and hyphens; `owner` where nothing is left."""
    return "-".join(re.findall(r"[^\W_]+", role.lower()))[:80].strip("-") or DEFAULT_PARTICIPANT
