"""From a pile of files to themes in a real browser: looked at first, accounted for, taken out and put back."""

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from driving import Server, Watched, begin, go, open_page
from playwright.sync_api import Browser, Page, expect
from test_browser_safety import axe

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(280)]
HOSTILE = (
    '<img src=x onerror=alert(1)> <script>alert(2)</script> ""><svg onload=alert(3)> ${alert(4)} '
    "{{constructor.constructor('alert(5)')()}} <img src=https://example.org/pixel.png> "
    "<a href='javascript:alert(6)'>go</a> <details open ontoggle=alert(7)> \u202eevil"
)
SAID = (
    "Nobody rushed my mother at the counter", "The counter staff waited for my mother and nobody rushed her",
    "Nobody rushed us, my mother could count her coins", "The queue on Saturdays is far too long",
    "A long queue on Saturdays and nobody tells you", "Saturday queue was so long that I left",
    "The seeded loaf was sold out before eleven", "Sold out of the seeded loaf again", "No seeded loaf, sold out by ten",
    "Write to me at joan.pell@example.com about the cake", "The bread was still warm when I came home",
    "Warm bread and a kind word every morning", "They knew my name after two visits",
)  # fmt: skip


def table(count: int = 1) -> bytes:
    lines = ["what they said,our reply,date,stars"]
    for number in range(count):
        for at, said in enumerate(SAID):
            told = f"{said}" if number == 0 else f"{said}, visit {number}"
            lines.append(f'"{told}","Dear customer, we thank you so very much for writing to us today no. {number} {at}",'
                         f"2026-0{1 + at % 6}-11,{1 + at % 5}")  # fmt: skip
    lines += [
        f'"{HOSTILE.replace(chr(34) * 2, chr(34)).replace(chr(34), chr(34) * 2)}","Noted",2026-02-02,1',
        '"","",,',
    ]
    return "\n".join(lines).encode()


def broken() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as file:
        file.writestr("nothing.txt", "no workbook")
    return made.getvalue()


def choose(page: Page, *files: tuple[str, bytes]) -> None:
    page.set_input_files(
        "#choose-files", [{"name": name, "mimeType": "", "buffer": content} for name, content in files]
    )
    expect(page.locator(".tray .file")).to_have_count(len(files))
    expect(page.locator("#notice .message")).to_have_count(0)


def no_side_scroll(page: Page) -> None:
    width = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    assert width[0] <= width[1], width


def test_two_files_one_broken_from_preview_to_themes_and_back(
    browser: Browser, serve: Callable[..., Server], tmp_path: Path
) -> None:
    watched = open_page(browser, serve())
    page = watched.page
    begin(page)
    go(page, "Research")
    expect(page.locator("#sources")).to_contain_text("three reviews")
    choose(page, (f"reviews {HOSTILE[:28]}.csv", table()), ("broken.xlsx", broken()))
    preview(page)
    assert axe(page) == []
    page.get_by_role("button", name="Add 14 comments").click()
    account(page)
    found(page)
    assert axe(page) == []
    masked(page)
    out_and_back(page)
    watched.leave(page.reload)
    expect(page.locator(".source")).to_have_count(1)
    expect(page.locator(".tray")).to_have_count(0)
    expect(page.locator(".theme").first).to_be_visible()
    assert page.evaluate("document.querySelectorAll('.screen img, .screen script, .screen iframe').length") == 0
    assert not list(tmp_path.rglob("*.csv"))
    watched.clean()


def preview(page: Page) -> None:
    good, bad = page.locator(".tray .file").nth(0), page.locator(".tray .file").nth(1)
    expect(bad).to_contain_text("cannot be read")
    expect(bad.locator("select")).to_have_count(0)
    expect(good).to_contain_text("columns divided by commas")
    words = good.get_by_label("The words are in")
    expect(words.locator("option:checked")).to_have_text("our reply")
    expect(good).to_contain_text("words on average")
    expect(good.locator("td.is-text").first).to_contain_text("Dear customer")
    words.focus()
    words.select_option(label="what they said")
    expect(good.locator("td.is-text").first).to_contain_text("Nobody rushed my mother")
    expect(words).to_be_focused()
    expect(good).to_contain_text("14 read · 0 said twice · 1 left out · of 15 rows")
    expect(page.locator(".source")).to_have_count(0)
    no_side_scroll(page)


def account(page: Page) -> None:
    expect(page.locator("#notice")).to_contain_text("14 comments were added")
    source = page.locator(".source")
    expect(source).to_contain_text("14 read · 0 said twice · 1 left out · of 15 rows")
    source.get_by_text("Rows said twice or left out").click()
    expect(source.locator(".rows")).to_contain_text("blank: row 15")
    expect(page.locator(".tray .file")).to_have_count(1)
    page.get_by_role("button", name="Leave it out: broken.xlsx").click()
    expect(page.locator(".tray")).to_have_count(0)


def found(page: Page) -> None:
    """Themes come by themselves where that is quick; otherwise by their button."""
    expect(page.locator(".theme, #find-themes:visible").first).to_be_visible(timeout=60_000)
    if page.locator("#find-themes").is_visible():
        page.locator("#find-themes").click()
    theme = page.locator(".theme").first
    expect(theme).to_be_visible(timeout=90_000)
    expect(theme.locator(".people")).to_have_text(re.compile(r"^\d+ (people|person) · \d+%$"))
    theme.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(theme.locator("blockquote").first).to_be_visible()
    quotes = theme.locator("blockquote .customer").all_text_contents()
    assert len(quotes) >= 3
    for said in quotes:
        assert any(said.strip("“”") in line for line in (*SAID, HOSTILE.replace("\u202e", "").replace('""', '"')))


def masked(page: Page) -> None:
    source = page.locator(".source")
    expect(source.locator(".personal")).to_contain_text("1 e-mail address")
    page.get_by_role("button", name="Look at what is masked").click()
    expect(source.locator(".masked mark")).to_contain_text(["joan.pell@example.com"])
    expect(source.locator(".placeholder")).to_contain_text(["[email-1]"])
    expect(source.locator(".review")).to_contain_text("Names of people")
    page.get_by_role("button", name="Close", exact=True).last.click()
    expect(source.locator(".review")).to_have_count(0)


def out_and_back(page: Page) -> None:
    page.get_by_role("button", name=re.compile("^Take out")).click()
    expect(page.locator(".source")).to_have_count(0)
    expect(page.locator(".theme")).to_have_count(0)
    page.get_by_role("button", name="Put it back").click()
    expect(page.locator(".source")).to_contain_text("14 read")
    expect(page.locator(".theme").first).to_be_visible(timeout=60_000)
    expect(page.locator(".stale")).to_have_count(0)


def test_a_phone_shows_a_wide_table_in_its_own_box_and_pages_of_comments(
    browser: Browser, serve: Callable[..., Server]
) -> None:
    watched: Watched = open_page(
        browser,
        serve(),
        viewport={"width": 390, "height": 844},
        has_touch=True,
        is_mobile=True,
        color_scheme="dark",
    )
    page = watched.page
    begin(page)
    go(page, "Research")
    choose(page, ("reviews.csv", table(60)))
    no_side_scroll(page)
    box = page.locator(".scrolls")
    assert box.evaluate("node => node.scrollWidth > node.clientWidth")
    assert axe(page) == []
    page.locator("#add-files").tap()
    expect(page.locator(".source .account")).to_contain_text("781 read")
    assert page.locator(".customer").count() < 40
    page.get_by_text("Read the comments").tap()
    page.get_by_role("button", name="Read all 781").tap()
    expect(page.locator(".source .customer")).to_have_count(24)
    page.get_by_role("button", name="Next", exact=True).tap()
    expect(page.locator(".source")).to_contain_text("25 to 48 of 781")
    no_side_scroll(page)
    assert axe(page) == []
    watched.clean()


def test_a_vision_is_copied_from_an_example_deleted_and_put_back(
    browser: Browser, serve: Callable[..., Server]
) -> None:
    server = serve()
    watched = open_page(browser, server)
    page = watched.page
    page.get_by_role("button", name="Open a copy: Willow Dental").click()
    expect(page.locator(".source .account")).to_be_visible()
    expect(page.locator(".whose")).to_have_text("Willow Dental (example)")
    address = page.url
    watched.leave(lambda: page.goto(server.address))
    page.get_by_role("button", name="Delete: Willow Dental (example)").click()
    expect(page.locator(".visions li")).to_have_count(0)
    page.get_by_role("button", name="Put it back").click()
    expect(page.locator(".visions li")).to_have_count(1)
    page.get_by_role("button", name="Delete: Willow Dental (example)").click()
    expect(page.locator(".visions li")).to_have_count(0)
    page.goto("about:blank")
    server.kill()
    server.start()
    watched.foreign.clear()
    watched.errors.clear()
    watched.leave(lambda: page.goto(server.address))
    page.wait_for_timeout(1500)
    expect(page.locator(".visions li")).to_have_count(0)
    watched.leave(lambda: page.goto(server.address + address.partition("?")[2].join(["?", ""])))
    expect(page.locator("#notice")).to_contain_text("This vision is not here")
    project = (
        b"version: 1\norganisation: {name: Brought along}\nparticipants: [{id: owner, answers: {'9': Glad}}]\n"
    )
    watched.leave(lambda: page.goto(server.address))
    page.set_input_files("#choose-project", {"name": "mine.yaml", "mimeType": "", "buffer": project})
    expect(page.locator(".whose")).to_have_text("Brought along")
    watched.clean()
