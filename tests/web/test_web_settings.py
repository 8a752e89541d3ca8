"""The settings page: words before anything is saved, nothing said twice, and nobody elsewhere changes anything."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import gradio as gr
import pytest
from payloads import ALL
from strict import read

from covision.domain.draft import Usage
from covision.domain.model import Completion, ModelInfo
from covision.errors import InputError
from covision.faces.web import clients
from covision.faces.web.page import Page
from covision.faces.web.panels.settings import SettingsScreen
from covision.faces.web.presenters import settings as shown
from covision.faces.web.warming import Warmup
from covision.faces.web.words import LANGUAGES, load_words
from covision.settings import load_settings
from covision.wiring import House

HERE = clients.Client("127.0.0.1")


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    import os

    for name in [*os.environ]:
        if name.startswith("COVISION_") or name.endswith("_API_KEY"):
            monkeypatch.delenv(name)
    settings = load_settings(home=tmp_path / "home", embeddings="hashing", index="numpy", find_ollama=False)
    with House(settings) as made:
        yield made


@pytest.fixture
def screen(house: House) -> Iterator[SettingsScreen]:
    page = Page(house, load_words("en"), Warmup(house))
    with gr.Blocks():
        page.top()
        made = SettingsScreen(page)
    token = clients.told.set(HERE)
    yield made
    clients.told.reset(token)


def sent(screen: SettingsScreen, **fields: str) -> dict[object, object]:
    return asyncio.run(screen.sent("", fields))


@pytest.mark.parametrize("language", LANGUAGES)
def test_values_of_anybody_stay_text(language: str) -> None:
    words = load_words(language)
    values = dict.fromkeys(("model", "api_base", "judge_model", "writer_model", "max_tokens_per_run"), ALL)
    for kind in shown.KINDS:
        for fixed in ({}, {"model": ALL, "api_base": ALL, "language": ALL, "judge_model": ALL}):
            view = shown.View(values=values, kind=kind, fixed=fixed, locals=(ALL,), ollama=(ALL,), ring=ALL,
                              key_in="keyring", place=ALL, file=ALL)  # fmt: skip
            assert read(shown.form(view, words)) and read(shown.buttons(view, words))
    told = [shown.Told("writer", ModelInfo(name=ALL, remote=True), ALL), shown.Told("judge", None, "")]
    assert "<script>" in read(shown.meaning(told, [ALL], words))
    reply = Completion(text=ALL, model=ALL, usage=Usage(input_tokens=7, output_tokens=1), seconds=0.5)
    assert read(shown.answered(reply, words))


def test_nothing_is_saved_before_somebody_has_read_what_leaves(screen: SettingsScreen, house: House) -> None:
    fields = {"kind": "model", "model_name": "openai/gpt-5-mini"}
    preview = sent(screen, **fields)
    assert "openai" in read(str(preview[screen.meaning])) and house.settings.model is None
    refused = sent(screen, act="save", **fields)
    assert "Nothing is saved yet" in str(refused[screen.page.notice]) and house.settings.model is None
    saved = sent(screen, act="save", agreed="openai", **fields)
    assert house.settings.model == "openai/gpt-5-mini" and "Saved" in str(saved[screen.page.notice])
    assert "words leave this computer" in read(str(saved[screen.meaning]))
    sent(screen, act="save", kind="auto")
    assert house.settings.model is None


def test_another_language_asks_the_browser_to_load_the_page_again(screen: SettingsScreen, house: House) -> None:
    assert "data-reload" in str(sent(screen, act="save", language="pt")[screen.page.notice])
    assert house.settings.language == "pt"
    assert "data-reload" not in str(sent(screen, act="save", language="pt")[screen.page.notice])


def test_one_word_is_told_with_its_tokens(screen: SettingsScreen) -> None:
    told = sent(screen, act="try", kind="model", model_name="scripted/default")
    assert "tokens read" in read(str(told[screen.result]))


@pytest.mark.parametrize(
    "client", [clients.Client("192.168.1.7"), clients.Client("127.0.0.1", True), clients.Client()]
)
def test_nobody_elsewhere_changes_or_tries_anything(
    screen: SettingsScreen, house: House, client: clients.Client
) -> None:
    clients.told.set(client)
    for act in ("save", "try", ""):
        with pytest.raises(InputError):
            sent(screen, act=act, kind="model", model_name="scripted/default")
    with pytest.raises(InputError):
        screen.forget("", "")
    assert house.settings.model is None
    assert "disabled" in str(screen.fill()[screen.buttons])


def test_a_proxy_is_seen() -> None:
    class Request:
        client = type("End", (), {"host": "127.0.0.1"})
        headers = {"X-Forwarded-For": "203.0.113.9"}

    assert clients.Client.of(Request()) == clients.Client("127.0.0.1", True)
    assert clients.Client.of(None) == clients.Client("", False)


def test_a_key_is_in_no_page_no_config_and_no_file(
    screen: SettingsScreen, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    import json

    from covision.faces.web.app import build

    canary, held = "sk-canary-2b9d51f0ac", {}

    class Ring:
        name = "test ring"

        def get_password(self, service: str, place: str) -> str | None:
            return held.get(place)

        def set_password(self, service: str, place: str, key: str) -> None:
            held[place] = key

    monkeypatch.setattr(screen.service.keys, "_known", {})
    monkeypatch.setattr(screen.service.keys, "_backend", Ring)
    fields = {"kind": "model", "model_name": "openai/gpt-5-mini", "key": canary, "agreed": "openai"}
    saved = sent(screen, act="save", **fields)
    assert held == {"provider:openai": canary}
    blocks, more = build(house)
    pages = [json.dumps(blocks.get_config_file(), default=str), str(more), str(saved), str(screen.fill())]
    assert "test ring" in pages[3] and not [one for one in pages if canary in one]
    files = [path.read_bytes() for path in house.settings.home.rglob("*") if path.is_file()]
    assert files and not [one for one in files if canary.encode() in one]
