"""Other words for five words, in a real browser: asked for, one accepted, one rejected, undone; nothing else changes."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from driving import ANSWERS, Server, Watched, answer_all, begin, go, open_page
from playwright.sync_api import Browser, Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(280)]
TEXT = "Our friendly team gives you quality bread, and you go home feeling that somebody knew you."
FIVE = "and you go home feeling"
WORDINGS = ["and you go out feeling", "and you go home proud, feeling", "and you walk home with 3 loaves, feeling"]


def replies(folder: Path) -> str:
    path = folder / "replies.json"
    path.write_text(json.dumps([{"when": "different wordings of the part", "json": {"wordings": WORDINGS}}]))
    return f"scripted/script:{path}"


def mark(page: Page, text: str, words: str) -> None:
    at = text.index(words)
    box = page.get_by_label("The statement", exact=True)
    box.focus()
    # By keyboard: to the start, then the words.
    page.keyboard.press("Control+Home")
    for _ in range(at):
        page.keyboard.press("ArrowRight")
    for _ in words:
        page.keyboard.press("Shift+ArrowRight")


def statement(page: Page) -> str:
    return page.get_by_label("The statement", exact=True).input_value()


def prepared(browser: Browser, serve: Callable[..., Server], folder: Path) -> Watched:
    watched = open_page(browser, serve(COVISION_MODEL=replies(folder)))
    page = watched.page
    begin(page)
    answer_all(page, {key: text for key, text in ANSWERS.items() if key in ("2", "8", "9", "12")})
    go(page, "Desk")
    page.get_by_label("The statement", exact=True).fill(TEXT)
    page.get_by_role("button", name="Save this version").click()
    expect(page.locator(".versions li")).to_have_count(1)
    return watched


def test_five_words_are_rewritten_and_nothing_else(
    browser: Browser, serve: Callable[..., Server], tmp_path: Path
) -> None:
    watched = prepared(browser, serve, tmp_path)
    page = watched.page
    mark(page, TEXT, FIVE)
    expect(page.locator("#rewrite-marked")).to_contain_text(FIVE)
    page.get_by_label("What should become of them").fill("less plain")
    page.get_by_role("button", name="Suggest other words").click()
    cards = page.locator("#rewrite-work .suggestions .cards > li")
    expect(cards).to_have_count(2, timeout=60_000)
    assert statement(page) == TEXT
    expect(page.locator(".account")).to_contain_text("1 of 3 were not usable: a number that nobody named (1)")
    expect(cards.first).to_contain_text("scripted/script")
    accepted = accept_reject_undo(page, cards)
    same_after_reload(watched, page, accepted)
    question(page, accepted)
    watched.clean()


def accept_reject_undo(page: Page, cards: object) -> str:
    page.get_by_role("button", name=f"Reject: {WORDINGS[1]}").click()
    expect(page.locator("#notice")).to_contain_text("Your words stay as they are")
    assert statement(page) == TEXT
    page.locator("#notice").get_by_role("button", name="Undo").click()
    expect(page.get_by_role("button", name=f"Accept: {WORDINGS[1]}")).to_be_visible()
    page.get_by_role("button", name=f"Accept: {WORDINGS[0]}").click()
    accepted = TEXT.replace(FIVE, WORDINGS[0])
    expect(page.get_by_label("The statement", exact=True)).to_have_value(accepted)
    expect(page.locator(".versions li")).to_have_count(2)
    # The other one was for words that are no longer there.
    expect(page.locator("#rewrite-work .stale summary")).to_contain_text("One suggestion no longer fits")
    page.locator("#notice").get_by_role("button", name="Undo").click()
    expect(page.get_by_label("The statement", exact=True)).to_have_value(TEXT)
    page.get_by_role("button", name=f"Accept: {WORDINGS[0]}").click()
    expect(page.get_by_label("The statement", exact=True)).to_have_value(accepted)
    expect(page.locator(".versions li")).to_have_count(4)
    return accepted


def same_after_reload(watched: Watched, page: Page, accepted: str) -> None:
    watched.leave(page.reload)
    expect(page.get_by_label("The statement", exact=True)).to_have_value(accepted)
    expect(page.locator("#rewrite-decided summary")).to_contain_text("Decided (1)")


def question(page: Page, accepted: str) -> None:
    """A question is answered, undone, put aside; the words in the box stay."""
    first = page.locator("#critic > div > section > ol > li, #critic .critic > ol > li").first
    asked = first.locator(".asked").inner_text()
    first.locator("summary", has_text="Answer").click()
    first.get_by_label("Your answer").fill("They go home lighter than they came.")
    first.get_by_role("button", name="Keep the answer").click()
    expect(page.locator("#notice")).to_contain_text("Your answer is kept")
    expect(page.locator("#critic-done summary")).to_contain_text("(1)")
    page.locator("#notice").get_by_role("button", name="Undo").click()
    expect(page.locator("#notice")).to_contain_text("open again")
    page.get_by_role("button", name=f"Put it aside: {asked}").click()
    expect(page.locator("#notice")).to_contain_text(re.compile("put aside"))
    assert statement(page) == accepted
