"""Two people answer dilemmas alone, each at their own browser; then both see where the sentence does not decide."""

from collections.abc import Callable
from typing import Any

import pytest
from driving import Server, Watched, begin, go, open_page
from playwright.sync_api import Browser, Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(280)]
STATEMENT = "Whoever comes in goes out known by name and unhurried, with bread they are proud of."


def fill(page: Page, letters: list[str], who: str, reason: str = "") -> None:
    for field, letter in zip(page.locator("fieldset.asked").all(), letters, strict=True):
        field.locator(f"input[value={letter}]").check()
        field.get_by_label("Which of its words tell you so? (optional)").fill(reason)
    page.get_by_label("Your name or role").fill(who)


def send(page: Page, letters: list[str], who: str, reason: str = "") -> None:
    fill(page, letters, who, reason)
    page.get_by_role("button", name="Send my answers").click()
    expect(page.get_by_role("heading", name=f"Your answers are in, {who}")).to_be_visible()


def add_own(page: Page) -> None:
    page.locator("#own-dilemma > summary").click()
    page.get_by_label("What happens").fill("The oven is out, and two orders are due at four.")
    page.get_by_label("One course", exact=True).fill("Ring both and say so.")
    page.get_by_role("textbox", name="Another").fill("Bake one of them elsewhere.")
    page.get_by_role("button", name="Add this dilemma").click()
    expect(page.locator(".prepare fieldset .offered > li").first).to_contain_text("The oven is out")


def serious(page: Page) -> list[Any]:
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page).response["violations"]
    return [(one["id"], [node["html"] for node in one["nodes"]]) for one in found
            if one["impact"] in ("serious", "critical")]  # fmt: skip


def opened(browser: Browser, server: Server) -> tuple[Watched, str]:
    first = open_page(browser, server)
    page = first.page
    project = begin(page)
    go(page, "Desk")
    page.get_by_label("The statement").fill(STATEMENT)
    page.get_by_role("button", name="Save this version").click()
    page.wait_for_selector(".versions li")
    page.get_by_role("button", name="Try it on everyday dilemmas").click()
    expect(page.get_by_role("heading", name="Can people decide by it?")).to_be_visible()
    expect(page.locator(".prepare fieldset .offered > li")).to_have_count(6)
    assert not serious(page)
    return first, project


def test_two_people_answer_alone_and_see_where_it_does_not_decide(
    browser: Browser, serve: Callable[..., Server]
) -> None:
    server = serve()
    first, project = opened(browser, server)
    page = first.page
    add_own(page)
    page.get_by_role("button", name="Put these to people").click()
    expect(page.locator("fieldset.asked")).to_have_count(6)
    expect(page.get_by_role("heading", name="Answer alone")).to_be_in_viewport()
    assert not serious(page)

    other = open_page(browser, server, f"?project={project}&at=dilemmas")
    theirs = other.page
    expect(theirs.locator("fieldset.asked")).to_have_count(6)

    # A paper that is not whole stays on the page with all that was ticked.
    page.get_by_label("Your name or role").fill("Ann")
    page.locator("fieldset.asked").first.locator("input[value=a]").check()
    page.get_by_role("button", name="Send my answers").click()
    expect(page.locator("fieldset.asked").first.locator("input[value=a]")).to_be_checked()
    expect(page.locator("section.sent")).to_have_count(0)
    send(page, ["a"] * 6, "Ann", "known by name")

    # Others' answers do not show by asking for them in a name that has not answered.
    theirs.reload()
    theirs.wait_for_selector("#seen-before")
    theirs.locator("#seen-before > summary").click()
    theirs.get_by_label("Your name, as you wrote it then").fill("Ben")
    theirs.get_by_role("button", name="See what others chose").click()
    expect(theirs.locator("#notice")).to_contain_text("once yours are in")
    expect(theirs.locator(".dilemma-result")).to_have_count(0)
    assert "known by name" not in theirs.locator("#dilemmas-sheet form").inner_text()

    send(theirs, ["b", "a", "a", "a", "a", "none"], "Ben", "everybody is known by name")
    theirs.get_by_role("button", name="See what others chose").click()
    expect(theirs.locator(".headline")).to_contain_text("Both people would do the same in 4 of 6 dilemmas.")
    expect(theirs.locator(".raised li").first).to_contain_text("both point at “known by name”")
    expect(theirs.locator(".raised li").first).to_contain_text("The oven is out")
    expect(theirs.locator(".raised li").nth(1)).to_contain_text("1 of 2 people finds nothing")
    assert not serious(theirs)

    # Ann looks again by her name, however she writes it; after that the round is ended for all.
    page.get_by_role("button", name="The next person answers").click()
    page.locator("#seen-before > summary").click()
    page.get_by_label("Your name, as you wrote it then").fill(" ANN ")
    page.get_by_role("button", name="See what others chose").click()
    expect(page.locator(".headline")).to_contain_text("4 of 6")
    page.locator("#ending > summary").click()
    page.get_by_role("button", name="End it and show the result").click()
    expect(page.locator("#notice")).to_contain_text("The round is over")
    theirs.reload()
    expect(theirs.locator(".headline")).to_contain_text("4 of 6")
    theirs.get_by_role("button", name="Work on the sentence").click()
    theirs.wait_for_selector('body[data-at="desk"]')
    first.clean()
    other.clean()


def test_by_keyboard_alone_on_a_phone_in_portuguese(browser: Browser, serve: Callable[..., Server]) -> None:
    server = serve(COVISION_LANGUAGE="pt")
    watched = open_page(
        browser, server, viewport={"width": 390, "height": 844}, color_scheme="dark", locale="pt-PT"
    )
    page = watched.page
    page.get_by_label("Nome da organização").fill("Padaria do Cais")
    page.get_by_label("O que faz").fill("padaria")
    page.get_by_role("button", name="Começar pela primeira pergunta").click()
    page.wait_for_selector("#question-card h1:visible")
    page.get_by_role("navigation").get_by_role("button", name="Mesa", exact=True).click()
    page.wait_for_selector('body[data-at="desk"]')
    page.locator("#statement textarea").fill("Quem entra sai conhecido pelo nome.")
    page.locator("#save-version").click()
    page.wait_for_selector(".versions li")
    page.get_by_role("button", name="Experimentá-la em dilemas do dia a dia").press("Enter")
    button = page.get_by_role("button", name="Pôr estes dilemas")
    expect(page.locator(".prepare fieldset .offered > li").first).to_contain_text("O último pão")
    button.press("Enter")
    expect(page.locator("fieldset.asked")).to_have_count(6)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    first = page.locator("fieldset.asked").first.locator("input[type=radio]").first
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name || ''").startswith("course-"):
            break
    for _ in range(6):
        page.keyboard.press("Space")
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
    expect(first).to_be_checked()
    page.keyboard.type("Rui")
    page.keyboard.press("Enter")
    heading = page.get_by_role("heading", name="As suas respostas chegaram, Rui")
    expect(heading).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".headline")).to_contain_text("Só com duas se vê se a frase decide")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert not serious(page)
    watched.clean()


def test_the_help_opens_beside_the_work_at_the_part_that_is_asked_for(
    browser: Browser, serve: Callable[..., Server]
) -> None:
    server = serve()
    watched = open_page(browser, server)
    page = watched.page
    page.get_by_label("Name of the organisation").fill("Harbour")
    with page.context.expect_page() as opening:
        page.get_by_role("link", name="How this works").click()
    beside = opening.value
    expect(beside.get_by_role("heading", name="How this works")).to_be_visible()
    assert not serious(beside)
    expect(page.get_by_label("Name of the organisation")).to_have_value("Harbour")
    beside.goto(f"{server.address}?at=help#scores")
    beside.wait_for_url(f"{server.address}help#scores")
    title = beside.locator("#scores")
    expect(title).to_be_in_viewport()
    beside.get_by_role("link", name="criterion").click()
    expect(beside.locator("#criteria")).to_be_in_viewport()
    beside.get_by_role("link", name="Em português").click()
    expect(beside.get_by_role("heading", name="Como funciona")).to_be_visible()
    watched.clean()
