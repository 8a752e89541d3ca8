"""Drafting that is stopped, reloaded or killed loses nothing and can go on."""

import time
from collections.abc import Callable

import pytest
from driving import ANSWERS, Server, answer_all, begin, go, open_page
from playwright.sync_api import Browser, expect

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(280)]


def test_stop_keeps_what_was_found_and_the_run_goes_on_later(
    browser: Browser, serve: Callable[..., Server]
) -> None:
    watched = open_page(browser, serve(pace=1.5))
    page = watched.page
    begin(page)
    answer_all(page, {"2": ANSWERS["2"], "9": ANSWERS["9"]})
    go(page, "Drafts")
    page.locator("#see-drafts").click()
    expect(page.locator(".progress")).to_contain_text("Writing draft 1 of 3")
    expect(page.locator(".seconds")).not_to_have_text("0 s")
    expect(page.locator("article.draft")).to_have_count(1)
    pressed = time.monotonic()
    page.locator("#stop").click()
    expect(page.locator(".halted")).to_contain_text("Drafting was stopped")
    assert time.monotonic() - pressed < 5
    time.sleep(3.5)
    expect(page.locator("article.draft")).to_have_count(1)
    page.get_by_role("button", name="Go on drafting").click()
    expect(page.locator("article.draft")).to_have_count(1)
    watched.leave(page.reload)
    expect(page.locator("#stop")).to_be_visible()
    go(page, "Interview")
    expect(page.locator("article.draft")).to_have_count(3, timeout=40_000)
    expect(page.locator("#stop")).to_be_hidden()
    page.wait_for_timeout(500)
    expect(page.locator("body")).to_have_attribute("data-at", "interview")
    watched.clean()


def test_a_killed_app_shows_the_run_as_interrupted_and_resumes(
    browser: Browser, serve: Callable[..., Server]
) -> None:
    server = serve(pace=1.0)
    watched = open_page(browser, server)
    page = watched.page
    project = begin(page)
    answer_all(page, {"2": ANSWERS["2"], "9": ANSWERS["9"]})
    go(page, "Drafts")
    page.locator("#see-drafts").click()
    expect(page.locator("article.draft")).to_have_count(1)
    server.kill()
    server.start()
    page.goto(f"{server.address}?project={project}")
    expect(page.locator(".halted")).to_contain_text("Drafting was interrupted")
    expect(page.locator("article.draft").first).to_be_visible()
    page.get_by_role("button", name="Go on drafting").click()
    expect(page.locator("article.draft")).to_have_count(3, timeout=40_000)
    go(page, "Interview")
    expect(page.locator("#panel")).to_contain_text("2 of 14 known")
