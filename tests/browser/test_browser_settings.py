"""Settings in a browser: another language and another look without a restart, a preview, one word, a save."""

from collections.abc import Callable
from pathlib import Path

import pytest
from driving import ANSWERS, Server, answer_all, begin, open_page
from playwright.sync_api import Browser, expect

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(280)]


def test_settings_count_at_once(browser: Browser, serve: Callable[..., Server], tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "settings.yaml").write_text("# ours\nmodel: scripted/default\n")
    server = serve(COVISION_MODEL="")
    watched = open_page(browser, server)
    page = watched.page
    begin(page)
    answer_all(page, {"2": ANSWERS["2"]})
    page.get_by_role("button", name="Settings").click()
    page.wait_for_selector('body[data-at="settings"]')
    # What it means is told while somebody chooses, and nothing is saved without a word on it.
    expect(page.get_by_label("Name of the model", exact=True)).to_have_value("scripted/default")
    page.get_by_label("Name of the model", exact=True).fill("openai/gpt-5-mini")
    page.get_by_label("Tokens, at most").focus()
    expect(page.locator(".meaning")).to_contain_text("words leave this computer and go to openai")
    page.get_by_role("button", name="Save the settings").click()
    expect(page.locator("#notice")).to_contain_text("Nothing is saved yet")
    assert "gpt-5" not in "".join(path.read_text() for path in server.home.glob("settings.yaml"))
    # A failing choice leaves what was typed.
    page.get_by_label("Name of the model", exact=True).fill("gpt-5-mini")
    page.get_by_role("button", name="Save the settings").click()
    expect(page.locator("#notice")).to_contain_text("names no provider")
    expect(page.get_by_label("Name of the model", exact=True)).to_have_value("gpt-5-mini")
    page.get_by_label("Name of the model", exact=True).fill("scripted/default")
    page.get_by_role("button", name="Ask it for one word").click()
    expect(page.locator(".answered")).to_contain_text("tokens read")
    page.locator("#settings-form").get_by_text("Português", exact=True).click()
    page.get_by_role("button", name="Save the settings").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Definições")
    expect(page.locator("#pill")).to_contain_text("Texto por guião")
    assert page.evaluate("document.documentElement.lang") == "pt"
    page.get_by_role("button", name="Escuro").click()
    assert page.evaluate("document.body.classList.contains('dark')")
    watched.leave(page.reload)
    expect(page.get_by_role("button", name="Escuro")).to_have_attribute("aria-pressed", "true")
    assert page.evaluate("document.body.classList.contains('dark')")
    page.get_by_role("navigation").get_by_role("button", name="Entrevista").click()
    page.wait_for_selector('body[data-at="interview"]')
    expect(page.get_by_role("button", name="Continuar", exact=True)).to_be_visible()
    held = (server.home / "settings.yaml").read_text()
    assert held.startswith("# ours\n") and 'language: "pt"' in held
    watched.clean()
