"""The desk in a browser: typing, words that are not saved, two tabs on one statement, comments, older versions."""

import re
from collections.abc import Callable, Iterator

import pytest
from driving import Server, Watched, begin, go, open_page
from playwright.sync_api import Browser, Page, expect

FIRST = "Whoever comes in goes out known."


@pytest.fixture
def desk(browser: Browser, serve: Callable[..., Server]) -> Iterator[Watched]:
    watched = open_page(browser, serve())
    begin(watched.page)
    go(watched.page, "Desk")
    save(watched.page, FIRST, 1)
    yield watched


def box(page: Page):
    return page.locator("#statement textarea")


def save(page: Page, text: str, version: int) -> None:
    box(page).fill(text)
    page.get_by_role("button", name="Save this version").click()
    expect(page.locator("#versions li strong").first).to_have_text(f"Version {version}")


def another(watched: Watched) -> Page:
    """The same desk in another tab of the same browser."""
    page = watched.page.context.new_page()
    page.goto(watched.page.url)
    expect(box(page)).to_have_value(FIRST)
    return page


def test_scores_follow_typing_and_no_letter_is_lost(desk: Watched) -> None:
    page = desk.page
    more = " With bread they are proud to put on the table, and a word that is theirs."
    box(page).press_sequentially(more, delay=25)
    expect(page.locator("#origins summary").first).to_contain_text("Of 22 words: 22 by your team.")
    expect(page.locator("#criteria")).to_contain_text("22 words")
    box(page).press_sequentially(" And more", delay=25)
    expect(page.locator("#origins summary").first).to_contain_text("Of 24 words")
    expect(box(page)).to_have_value(f"{FIRST}{more} And more")
    desk.clean()


def test_unsaved_words_outlive_a_reload_and_stay_with_their_vision(desk: Watched) -> None:
    page = desk.page
    box(page).press_sequentially(" And more")
    desk.leave(page.reload)
    expect(box(page)).to_have_value(f"{FIRST} And more")
    line = page.locator(".unsaved")
    expect(line).to_contain_text(re.compile(r"Your unsaved words from \d\d:\d\d are here\."))
    page.get_by_role("button", name="Use the saved version instead").click()
    expect(box(page)).to_have_value(FIRST)
    page.get_by_role("button", name="Put my words in the box").click()
    expect(box(page)).to_have_value(f"{FIRST} And more")

    # Another vision sees nothing of it; when the first is deleted, its words go too.
    desk.leave(lambda: page.goto(desk.server.address))
    begin(page, "Vale Sereno")
    go(page, "Desk")
    expect(box(page)).to_have_value("")
    assert page.evaluate("Object.keys(localStorage).filter((one) => one.startsWith('covision.words')).length") == 1
    desk.leave(lambda: page.goto(desk.server.address))
    page.get_by_role("button", name="Delete: Harbour Street Bakery").click()
    expect(page.locator("#notice")).to_contain_text("Harbour Street Bakery")
    desk.leave(page.reload)
    page.wait_for_function("!Object.keys(localStorage).some((one) => one.startsWith('covision.words'))")
    desk.clean()


def test_what_is_saved_in_another_tab_is_shown_beside_ones_own_words(desk: Watched) -> None:
    mine, theirs = desk.page, another(desk)
    save(theirs, "Whoever comes in goes out known and fed.", 2)
    save(mine, "Whoever walks in goes out known.", 3)
    expect(mine.locator("#notice")).to_contain_text("Meanwhile version 2 was saved")
    both = mine.locator(".both")
    expect(both.locator("article")).to_have_count(3)
    expect(both.locator("article").nth(0).locator("ins")).to_have_text("and fed")
    expect(both.locator("article").nth(1).locator("del")).to_have_text("comes")
    mine.get_by_role("button", name="Go on with both together").click()
    expect(box(mine)).to_have_value("Whoever walks in goes out known and fed.")
    expect(both).to_have_count(0)
    expect(mine.locator("#versions li")).to_have_count(4)
    desk.clean()


def test_changes_of_the_same_words_are_shown_apart_and_one_is_taken(desk: Watched) -> None:
    mine, theirs = desk.page, another(desk)
    save(theirs, "Whoever comes in goes out rested.", 2)
    save(mine, "Whoever comes in goes out fed.", 3)
    expect(mine.locator(".both")).to_contain_text("“rested”")
    expect(mine.get_by_role("button", name="Go on with both together")).to_have_count(0)
    mine.get_by_role("button", name="Go on with version 2").click()
    expect(box(mine)).to_have_value("Whoever comes in goes out rested.")
    desk.clean()


def test_a_comment_follows_its_words(desk: Watched) -> None:
    page = desk.page
    box(page).evaluate("(node) => { node.focus(); node.setSelectionRange(26, 31); }")
    page.get_by_role("button", name="Comment on the selected words").click()
    form = page.locator("form.comment-form")
    expect(form).to_contain_text("“known”")
    form.get_by_label("Comment", exact=True).fill("Known by whom?")
    form.get_by_label("Your name").fill("Ben")
    form.get_by_role("button", name="Add the comment").click()
    expect(page.locator(".comments li")).to_contain_text("Known by whom?")
    save(page, "Whoever comes in goes out fed.", 2)
    expect(page.locator(".comments li")).to_contain_text("The words have gone.")
    page.get_by_role("button", name="Settle: Known by whom?").click()
    expect(page.locator("#settled-comments summary")).to_have_text("Settled (1)")
    desk.clean()


def test_any_two_versions_are_compared(desk: Watched) -> None:
    page = desk.page
    save(page, "Whoever comes in goes out fed.", 2)
    save(page, "Whoever comes in goes out fed and rested.", 3)
    form = page.locator("form.compare-any")
    form.get_by_label("What changed from").select_option("1")
    form.get_by_role("button", name="Compare").click()
    expect(page.locator("#compared h2")).to_have_text("What changed from version 1 to 3")
    expect(page.locator("#compared del").first).to_have_text("known")
    desk.clean()
