"""Settings: which engine, its key, roles, caps and the language of the page."""

import asyncio
from typing import Any

import gradio as gr

from covision.domain.events import ProjectState
from covision.errors import InputError
from covision.faces.web.clients import asking_client
from covision.faces.web.page import Page, Updates, element
from covision.faces.web.presenters import common
from covision.faces.web.presenters import settings as shown
from covision.faces.web.presenters.markup import Markup, h, join
from covision.settings import Settings
from covision.wiring.configuring import EDITABLE, Configuring

_PLAIN = ("interviewer_model", "writer_model", "critic_model", "judge_model", "max_tokens_per_run",
          "max_cost_per_run", "language")  # fmt: skip


class SettingsScreen:
    """The screen `settings`; it belongs to no project, and leads back to the one somebody came from."""

    name = "settings"

    def __init__(self, page: Page) -> None:
        self.page = page
        self.service = Configuring(page.house)
        with gr.Column(elem_id="settings", elem_classes="screen"):
            self.intro = element("", elem_id="settings-intro")
            with gr.Row(elem_classes="desk-row"):
                with gr.Column(elem_classes="main", scale=3):
                    self.form = element("", elem_id="settings-main")
                with gr.Column(elem_classes="side", scale=2):
                    self.meaning = element("", elem_id="settings-meaning")
                    self.buttons = element("", elem_id="settings-buttons")
                    self.result = element("", elem_id="settings-result")
                    self.looks = element(shown.looks(page.words), elem_id="settings-looks")

    def components(self) -> list[Any]:
        """What handlers may change."""
        return [self.intro, self.form, self.meaning, self.buttons, self.result]

    def fill(self, state: ProjectState | None = None) -> Updates:
        """The settings as they are."""
        settings, words = self.page.house.settings, self.page.words
        view = self._view(settings)
        return {
            self.intro: shown.intro(view, words),
            self.form: shown.form(view, words),
            self.meaning: self._means(settings),
            self.buttons: shown.buttons(view, words),
            self.result: "",
        }

    def show(self) -> Updates:
        """The screen where no project is open."""
        self.page.house.admit("read")
        page = self.page
        return {
            page.project: "",
            page.notice: "",
            **page.stamp(None, self.name),
            **page.engine_pill(),
            **self.fill(),
        }

    def bind(self) -> None:
        """Wire the form."""
        # Leaving a field sends the form for its preview: the click that left it must not be dropped meanwhile.
        self.page.on_form(self.form, self.sent, trigger_mode="multiple")
        self.page.on_element(self.form, {"forget-key": self.forget})

    def _view(self, settings: Settings) -> shown.View:
        from covision.gateways.resolve import LOCAL_MODELS

        service = self.service
        values = {name: _text(getattr(settings, name)) for name in EDITABLE}
        key_in, place = service.kept_for(settings)
        return shown.View(
            values=values, kind=_kind(settings), fixed=service.fixed(), locals=LOCAL_MODELS,
            ollama=[f"ollama_chat/{one}" for one in service.ollama_models()], ring=service.keys.ring(),
            key_in=key_in, place=place, may=self._may(), file=str(settings.home / "settings.yaml"),
        )  # fmt: skip

    def _may(self) -> bool:
        client = asking_client()
        return self.service.may_change(client.host, passed_on=client.passed_on)

    def _must(self) -> None:
        words = self.page.words
        self.page.house.admit("write")
        if not self._may():
            raise InputError(words("settings.read_only"), safe=words("settings.nothing_changed"))

    def _means(self, planned: Settings) -> Markup:
        told = [shown.Told(one.role, one.info, one.goes_to) for one in self.service.consequences(planned)]
        return shown.meaning(told, self.service.newly_told(planned), self.page.words)

    # What is done

    async def sent(self, project: str, fields: dict[str, str]) -> Updates:
        """Show what the form would mean, try its engine, or save it, by the button that sent it."""
        words = self.page.words
        self._must()
        act, key = fields.get("act", ""), fields.get("key", "")
        planned = await asyncio.to_thread(self.service.planned, _changes(fields))
        if act == "try":
            reply = await self.service.ask(planned, key)
            return {self.result: h("p", shown.answered(reply, words), cls="answered", role="status")}
        means = await asyncio.to_thread(self._means, planned)
        if act != "save":
            return {self.meaning: means}
        new = await asyncio.to_thread(self.service.newly_told, planned)
        if new and fields.get("agreed") != " ".join(new):
            advice = common.advice(words("settings.agree_first", places=", ".join(new)), words)
            return {self.meaning: means, self.page.notice: advice}
        return await asyncio.to_thread(self._save, project, fields, key)

    def _save(self, project: str, fields: dict[str, str], key: str) -> Updates:
        page = self.page
        before = page.house.settings.language
        saved = self.service.save(_changes(fields), key)
        note: Markup | str = common.told(page.words("settings.saved"), page.words)
        if saved.language != before:
            note = join(note, h("span", hidden=True, data_reload=True))
        state = page.engine.state(project) if project else None
        return {**self.fill(state), **page.stamp(state, self.name), **page.engine_pill(state), page.notice: note}

    def forget(self, project: str, _: str) -> Updates:
        """Take the key out of the keyring."""
        words = self.page.words
        self._must()
        gone = self.service.forget_key()
        return {
            **self.fill(),
            self.page.notice: common.told(words("settings.forgot" if gone else "settings.no_key"), words),
        }


def _text(value: object) -> str:
    return "" if value is None else f"{value:g}" if isinstance(value, float) else str(value)


def _kind(settings: Settings) -> str:
    name = settings.model or ""
    if settings.api_base:
        return "server"
    if not name:
        return "auto"
    return "local" if name.startswith("local/") else "ollama" if name.startswith("ollama") else "model"


def _changes(fields: dict[str, str]) -> dict[str, str]:
    """What a form asks for; a field that was not sent (it is fixed, or not shown) stays as it is."""
    found = {name: fields[name] for name in _PLAIN if name in fields}
    kind = fields.get("kind")
    if kind is None:
        return found
    name = {"local": "local_model", "ollama": "ollama_model", "model": "model_name", "server": "server_model"}.get(
        kind
    )
    found["model"] = fields.get(name, "") if name else ""
    if kind != "server":
        found["api_base"] = ""
    elif "api_base" in fields:
        found["api_base"] = fields["api_base"]
    return found
