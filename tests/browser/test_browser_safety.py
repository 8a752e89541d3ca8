"""Hostile texts stay text, the page passes axe, fits a phone, and works by keyboard."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from driving import ANSWERS, Server, Watched, answer_all, begin, choose, draft, go, open_page, paste
from playwright.sync_api import Browser, Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(280)]
STEPS = ("Interview", "Research", "Evidence", "Drafts", "Desk", "Compare", "Take away")
ELSEWHERE = ("dilemmas", "settings", "batch")
HOSTILE = (
    '<img src=x onerror=alert(1)> <script>alert(2)</script> "><svg onload=alert(3)> ${alert(4)} '
    "{{constructor.constructor('alert(5)')()}} </textarea><script>alert(6)</script> "
    "<img src=https://example.org/pixel.png> ![x](https://example.org/y.png) <a href='javascript:alert(7)'>go</a>"
)


def axe(page: Page) -> list[str]:
    """Serious and critical faults that axe finds on the page as it is."""
    import axe_playwright_python

    source = Path(axe_playwright_python.__file__).parent / "axe.min.js"
    page.evaluate(source.read_text(encoding="utf-8"))
    found: Any = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{one['id']}: {[node['html'][:120] for node in one['nodes'][:3]]}"
        for one in found["violations"]
        if one["impact"] in ("serious", "critical")
    ]


def visit(watched: Watched, at: str) -> None:
    """Open a screen of the project by its address."""
    address = re.sub(r"at=\w+", f"at={at}", watched.page.url)
    watched.leave(lambda: watched.page.goto(address))
    watched.page.wait_for_selector(f'body[data-at="{at}"]')
    watched.page.wait_for_timeout(300)


def test_hostile_texts_stay_texts_on_every_screen(browser: Browser, serve: Callable[..., Server]) -> None:
    watched = open_page(browser, serve())
    page = watched.page
    begin(page, f"Café {HOSTILE[:150]}", HOSTILE)
    answer_all(page, {**ANSWERS, "4": f"{ANSWERS['4']} {HOSTILE}", "6": f"{ANSWERS['6']} {HOSTILE}"})
    paste(page, f"{HOSTILE} said one\n{HOSTILE} said another", HOSTILE[:100])
    expect(page.locator(".snippets")).to_contain_text("<script>alert(2)</script>")
    draft(page)
    page.locator("article.draft .clause").first.click()
    choose(page)
    page.get_by_label("The statement").fill(f"They leave glad. {HOSTILE}")
    page.get_by_label("Saved by").fill("<img src=x onerror=alert(8)>")
    page.get_by_role("button", name="Save this version").click()
    expect(page.locator(".versions li")).to_have_count(2)
    expect(page.locator(".versions")).to_contain_text("{{constructor")
    for step in STEPS:
        go(page, step)
        page.wait_for_timeout(300)
    for at in ELSEWHERE:
        visit(watched, at)
    watched.leave(lambda: page.goto(watched.server.address))
    expect(page.locator(".visions li")).to_contain_text("<img src=x")
    assert page.evaluate("document.querySelectorAll('.screen img, .screen script, .screen iframe').length") == 0
    watched.clean()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_screen_passes_axe(browser: Browser, serve: Callable[..., Server], scheme: str) -> None:
    watched = open_page(browser, serve(), color_scheme=scheme)
    page = watched.page
    page.wait_for_selector(".visions")
    assert axe(page) == []
    begin(page)
    assert axe(page) == []
    page.get_by_role("button", name="Continue", exact=True).click()
    expect(page.locator("#notice")).to_contain_text("Write something first")
    assert axe(page) == []
    page.get_by_role("button", name="Answer all on one page").click()
    page.wait_for_selector("#batch form")
    assert axe(page) == []
    go(page, "Interview")
    answer_all(page, ANSWERS)
    paste(page)
    draft(page)
    page.locator("article.draft .clause").first.click()
    assert axe(page) == []
    choose(page)
    page.get_by_label("The statement").fill("Whoever comes in goes out known by name.")
    page.get_by_role("button", name="Look again").click()
    page.wait_for_selector(".diff")
    for step in STEPS:
        if step != "Desk":
            go(page, step)
        page.wait_for_timeout(200)
        assert axe(page) == [], step
        if step == "Drafts":
            go(page, "Desk")
    for at in ELSEWHERE:
        visit(watched, at)
        assert axe(page) == [], at
    watched.clean()


def test_a_phone_has_one_column_and_the_main_action_at_its_edge(
    browser: Browser, serve: Callable[..., Server]
) -> None:
    watched = open_page(browser, serve(), viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page = watched.page

    def fits(where: str) -> None:
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, where

    fits("home")
    begin(page, "Organisation with a very long name that could push everything else out of the way")
    fits("interview")
    edge = page.locator("#continue").bounding_box()
    assert edge is not None and 760 < edge["y"] + edge["height"] <= 844
    assert not page.evaluate("document.querySelector('details.drawer').open")
    page.locator("details.drawer summary").click()
    expect(page.locator(".slots")).to_be_visible()
    answer_all(page, ANSWERS)
    fits("batch")
    paste(page)
    fits("research")
    draft(page)
    page.locator("article.draft .clause").first.tap()
    expect(page.locator(".proof:visible")).to_have_count(1)
    fits("drafts")
    choose(page)
    fits("desk")
    go(page, "Take away")
    fits("take away")
    watched.clean()


def test_the_first_question_is_reached_and_answered_by_keyboard(
    browser: Browser, serve: Callable[..., Server]
) -> None:
    watched = open_page(browser, serve())
    page = watched.page
    page.get_by_label("Name of the organisation").focus()
    page.keyboard.type("Harbour Street Bakery")
    page.keyboard.press("Enter")
    page.wait_for_selector("#question-card h1:visible")
    page.locator(".hints summary").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".hints details[open] p")).to_be_visible()
    for _ in range(6):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.tagName") == "TEXTAREA":
            break
    page.keyboard.type(ANSWERS["1"])
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "continue"
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"
    page.keyboard.press("Enter")
    expect(page.locator("#question-card h1")).to_contain_text("From memory")
    watched.clean()
