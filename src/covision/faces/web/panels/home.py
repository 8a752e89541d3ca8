"""The start page: start a vision, or open one."""

import re
from typing import Any

import gradio as gr

from covision.domain.project import Organisation, Participant
from covision.errors import InputError
from covision.faces.web.page import DEFAULT_PARTICIPANT, Page, Updates, element
from covision.faces.web.presenters import home
from covision.faces.web.words import LANGUAGES
from covision.projects.core import usable_text


class Home:
    """Fields for a new vision, and the list."""

    def __init__(self, page: Page) -> None:
        self.page = page
        words = page.words
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
                self.list = element("", elem_id="visions")

    def components(self) -> list[Any]:
        """What handlers may change."""
        return [self.name, self.sector, self.size, self.role, self.list]

    def fill(self) -> Updates:
        """The list as it is now."""
        return {self.list: home.project_list(self.page.engine.projects(), self.page.words)}

    def bind(self) -> None:
        """Wire the button."""
        inputs = [self.name, self.sector, self.size, self.role, self.language]
        self.page.on(self.start.click, self.begin, inputs)
        self.page.on(self.name.submit, self.begin, inputs)

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


def participant_id(role: str) -> str:
    """An id made of a role: letters, digits and hyphens; `owner` where nothing is left."""
    return "-".join(re.findall(r"[^\W_]+", role.lower()))[:80].strip("-") or DEFAULT_PARTICIPANT


def _line(label: str, hint: str, id: str) -> Any:
    return gr.Textbox(label=label, placeholder=hint, max_lines=1, elem_id=id, container=True)
