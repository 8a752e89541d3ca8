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
from covision.faces.web.words import LANGUAGES
from covision.projects.bringing import bring, copy_example
from covision.projects.core import usable_text
from covision.steps.project_file import load_project


class Home:
    """Fields for a new vision, and the list."""

    def __init__(self, page: Page) -> None:
        self.page = page
        words = page.words
        self._examples: tuple[home.Example, ...] | None = None
        with gr.Column(elem_id="home", elem_classes="screen"):
            element(home.welcome(words), elem_id="welcome")
            with gr.Row(elem_classes="two"):
                with gr.Column(elem_classes="card", elem_id="start-card"):
                    gr.HTML(f"<h2>{words('home.start_heading')}</h2>", apply_default_css=False)
                    self.name = _line(words("home.name"), words("home.name_hint"), "vision-name")
                    self.sector = _line(words("home.sector"), words("home.sector_hint"), "vision-sector")
                    with gr.Row(elem_classes="pair"):
                        self.size = _line(words("home.size"), words("home.size_hint"), "vision-size")
                        self.role = _line(words("home.role"), words("home.role_hint"), "vision-role")
                    self.language = gr.Radio(
                        [(words(f"home.languages.{code}"), code) for code in LANGUAGES],
                        value=words.language,
                        label=words("home.language"),
                        elem_id="vision-language",
                    )
                    self.start = gr.Button(words("home.start"), variant="primary", elem_id="start")
                with gr.Column(elem_classes="beside"):
                    self.list = element("", elem_id="visions")
                    self.examples = element("", elem_id="examples")
                    self.other = element(home.bring(words, most=arriving.MAX_BYTES), elem_id="bring")
                    element(evals.way(words), elem_id="to-evals")

    def components(self) -> list[Any]:
        """What handlers may change."""
        return [self.name, self.sector, self.size, self.role, self.list, self.examples]

    def fill(self) -> Updates:
        """The list as it is now, without what was deleted."""
        gone = self.page.house.bin.ids()
        listed = [one for one in self.page.engine.projects() if one.id not in gone]
        words = self.page.words
        return {
            self.list: home.project_list(listed, words),
            self.examples: home.examples(self._known_examples(), words),
        }

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
        inputs = [self.name, self.sector, self.size, self.role, self.language]
        page.on(self.start.click, self.begin, inputs)
        page.on(self.name.submit, self.begin, inputs)
        page.on_element(self.list, {"delete": self.delete})
        page.on_element(self.examples, {"example": self.copy})
        page.on_element(self.other, {"bring": self.bring})
        page.on_element(page.notice, {"undelete": self.undelete})

    def begin(self, _: str, name: str, sector: str, size: str, role: str, language: str) -> Updates:
        """A new vision, opened at its first question."""
        name = usable_text(name).strip()
        if not name:
            return self.page.advise("home.need_name")
        if len(name) > 200:
            raise InputError("This name has more than 200 letters.", todo="Shorten it.")
        told = (usable_text(text).strip() for text in (sector, size))
        organisation = Organisation(
            name=name, sector=next(told), size=next(told), language=language if language in LANGUAGES else "en"
        )
        person = Participant(id=participant_id(role), role=usable_text(role).strip() or DEFAULT_PARTICIPANT)
        state = self.page.engine.create(organisation, participants=[person])
        return {
            **self.page.screen(state, "interview"),
            self.name: "",
            self.sector: "",
            self.size: "",
            self.role: "",
        }

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


def _line(label: str, hint: str, id: str) -> Any:
    return gr.Textbox(label=label, placeholder=hint, max_lines=1, elem_id=id, container=True)
