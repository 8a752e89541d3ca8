"""Compare in a real browser: side by side, blind without a leak, a vote of two people, and on with the winner."""

import re
from collections.abc import Callable

import pytest
from driving import ANSWERS, Server, answer_all, begin, choose, draft, go, open_page
from playwright.sync_api import Browser, Page, expect
from test_browser_safety import axe

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(280)]
MINE = "Whoever comes in goes out known by name, with bread they are proud to put on the table."


def drafted(page: Page) -> None:
    """Three drafts, and one of them taken up and edited."""
    begin(page)
    answer_all(page, ANSWERS)
    draft(page)
    choose(page)
    page.get_by_label("The statement").fill(MINE)
    page.get_by_label("Saved by").fill("Ottoline")
    page.get_by_role("button", name="Save this version").click()
    expect(page.locator(".versions li")).to_have_count(2)


def sit_down(page: Page, name: str) -> None:
    page.get_by_label("Your name").fill(name)
    page.get_by_role("button", name="Start").click()
    page.wait_for_selector("form.ballot")


def judge_all(page: Page, best: str, why: str) -> int:
    """Choose the statement `best` in every pair that has it, else no preference; how many pairs there were."""
    form, seen = page.locator("form.ballot"), 0
    while form.count():
        fresh = form.get_attribute("data-fresh") or ""
        expect(form.locator("input:checked")).to_have_count(0)
        expect(page.get_by_role("textbox", name="Why (optional)", exact=True)).to_have_value("")
        mine = form.locator("label.card-choice").filter(has_text=best)
        (mine if mine.count() else form.get_by_text("No preference")).click()
        page.get_by_role("textbox", name="Why (optional)", exact=True).fill(why)
        form.locator("button[type=submit]").click()
        page.wait_for_selector(f'form.ballot[data-fresh="{fresh}"]', state="detached")
        seen += 1
    return seen


def hidden(page: Page) -> None:
    """Nothing that tells who wrote what is anywhere in the document, not on hidden screens either."""
    told = page.content()
    for word in (
        "Ottoline",
        "rehearsed",
        "relief",
        "belonging",
        "Looked after, and not in a hurry",
        "version/",
        "of 100",
    ):
        assert word not in told, word
    assert not re.search(r"Version \d|Draft \d|\bd\d-\d", told)


def test_two_people_vote_blind_and_the_winner_is_gone_on_with(
    browser: Browser, serve: Callable[..., Server]
) -> None:
    watched = open_page(browser, serve(pace=0))
    page = watched.page
    drafted(page)
    page.get_by_role("button", name="Compare it with others").click()
    expect(page.locator("article.side")).to_have_count(3)
    expect(page.locator("article.side").first).to_contain_text("Version 2")
    assert page.locator("ins.differs, del.differs").count() > 1
    expect(page.locator(".compare-evidence")).to_contain_text(re.compile("rests? on"))
    assert axe(page) == []
    page.get_by_role("button", name="Radar").click()
    expect(page.locator("svg.radar")).to_be_visible()
    page.locator("#compare-table summary").click()
    assert axe(page) == []
    page.get_by_role("button", name="Choose others").click()
    page.get_by_label("Find a draft or version").fill("known by name")
    expect(page.locator("ul.picker li")).to_have_count(1)
    assert axe(page) == []
    page.get_by_role("button", name="Hide who wrote what").click()
    expect(page.locator(".sides.blind .statement")).to_have_count(3)
    hidden(page)
    letters = dict(zip(page.locator(".sides .letter").all_inner_texts(), page.locator(".sides .statement").all_inner_texts(), strict=True))  # fmt: skip
    page.get_by_role("button", name="Open the vote").click()
    page.wait_for_selector(".ballot-who")
    read = dict(zip(page.locator(".candidates .letter").all_inner_texts(), page.locator(".candidates .statement").all_inner_texts(), strict=True))  # fmt: skip
    assert read == letters, "a letter keeps its statement"
    assert axe(page) == []
    for name in ("Ann", "Bob"):
        sit_down(page, name)
        hidden(page)
        assert judge_all(page, MINE, f"{name} would say it aloud") == 3
        assert axe(page) == []
        page.get_by_role("button", name="The next person votes").click()
        page.wait_for_selector(".ballot-who")
    hidden(page)
    expect(page.locator(".standing")).to_contain_text("2 people have voted: Ann and Bob.")
    page.get_by_role("button", name="Close the vote and see the result").click()
    expect(page.locator(".placed li").first).to_contain_text(MINE)
    expect(page.locator(".placed li").first).to_contain_text("Ottoline")
    expect(page.locator(".result")).to_contain_text("2 people voted without knowing who wrote what.")
    expect(page.locator(".reasons")).to_contain_text("Bob would say it aloud")
    assert axe(page) == []
    page.get_by_role("button", name=re.compile("^Go on with this one")).nth(1).click()
    page.wait_for_selector('body[data-at="desk"]')
    expect(page.locator(".versions li")).to_have_count(3)
    page.locator("#notice").get_by_role("button", name="Undo").click()
    expect(page.get_by_label("The statement")).to_have_value(MINE)
    go(page, "Compare")
    expect(page.locator(".rounds li")).to_contain_text("3 statements, 2 people")
    watched.clean()


def test_a_phone_in_the_dark_and_the_keyboard_get_through_a_vote(
    browser: Browser, serve: Callable[..., Server]
) -> None:
    watched = open_page(browser, serve(pace=0), color_scheme="dark", viewport={"width": 390, "height": 844})
    page = watched.page
    begin(page)
    go(page, "Compare")
    expect(page.locator("#compare-vote")).to_contain_text("nothing to compare yet")
    assert axe(page) == []
    answer_all_from(page)
    draft(page)
    page.get_by_role("button", name="Compare them side by side").click()
    expect(page.locator("article.side")).to_have_count(3)
    fits(page)
    assert axe(page) == []
    edge = page.locator("#compare-acts .primary").bounding_box()
    assert edge is not None and 760 < edge["y"] + edge["height"] <= 844
    page.locator("#compare-acts .primary").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(".ballot-who")
    fits(page)
    page.get_by_label("Your name").focus()
    page.keyboard.type("Ann")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "way-pairs"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector("ul.places")
    fits(page)
    assert axe(page) == []
    for at, place in enumerate(page.locator("ul.places select").all()):
        place.focus()
        page.keyboard.type(str(at + 1))
    page.get_by_role("button", name="Save my order").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".ballot-done")).to_contain_text("Thank you, Ann")
    fits(page)
    page.get_by_role("button", name="Close the vote and see the result").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".verdict")).to_contain_text("Too close to call")
    fits(page)
    assert axe(page) == []
    watched.clean()


def answer_all_from(page: Page) -> None:
    go(page, "Interview")
    answer_all(page, ANSWERS)


def fits(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
