"""The main path in a real browser: from an empty list to a document, and the same after a reload and elsewhere."""

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from driving import ANSWERS, Server, Watched, answer, answer_all, begin, choose, draft, go, open_page, paste, turn
from playwright.sync_api import Browser, Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(280)]
MINE = "Whoever comes in goes out known by name, with bread they are proud to put on the table."


def test_from_the_first_question_to_a_document(browser: Browser, serve: Callable[..., Server]) -> None:
    server = serve()
    watched = open_page(browser, server)
    page = watched.page
    project = begin(page)
    interview(page)
    paste(page)
    assert "3 read" in page.locator(".source .account").inner_text()
    draft(page)
    evidence(page)
    versions(page)
    documents(page)
    same_after_reload(watched)
    second_browser(browser, server, page, project)
    watched.clean()


def interview(page: Page) -> None:
    answer(page, ANSWERS["1"])
    follow_up = answer(page, ANSWERS["2"])
    assert "friendly" in follow_up
    expect(page.locator(".because")).to_contain_text("Because you said “friendly”")
    expect(page.locator(".said mark")).to_have_text("friendly")
    third = answer(page, "Nobody is made to feel in the way when the queue is long")
    assert "come to a customer's mind" in third
    turn(page, lambda: page.get_by_role("button", name="Skip, I do not know").click())
    expect(page.locator("#panel")).to_contain_text("We do not know what this organisation wants")
    expect(page.locator("#panel")).to_contain_text("2 of 14 known")
    go(page, "Drafts")
    expect(page.locator(".halted")).to_contain_text("own sentence")
    expect(page.locator("#see-drafts")).to_be_hidden()
    go(page, "Interview")
    answer_all(page, {key: text for key, text in ANSWERS.items() if key not in ("1", "2")})
    expect(page.locator("#bar .saved")).to_have_text(re.compile(r"^Saved \d\d:\d\d$"))
    page.locator(".earlier summary").click()
    page.get_by_role("button", name=re.compile("^Change: Who exactly are you here for")).click()
    box = page.get_by_label("Your answer")
    expect(box).to_have_value(ANSWERS["4"])
    box.fill(f"{ANSWERS['4']} Restaurants on the quay too.")
    page.get_by_role("button", name="Save the change").click()
    expect(page.locator("#panel")).to_contain_text("8 of 14 known")
    page.wait_for_selector("#notice .told", state="detached")


def evidence(page: Page) -> None:
    card = page.locator("article.draft").first
    expect(card).to_contain_text("Strong")
    clause = card.locator(".clause").first
    proof = page.locator(f"#{clause.get_attribute('aria-controls')}")
    expect(proof).to_be_hidden()
    clause.click()
    expect(proof).to_be_visible()
    expect(proof).to_contain_text(re.compile("owner, question|a customer, review site|Nobody has said this yet"))
    clause.press("Enter")
    expect(proof).to_be_hidden()


def versions(page: Page) -> None:
    chosen = " ".join(page.locator("article.draft .statement").first.inner_text().split())
    choose(page)
    box = page.get_by_label("The statement")
    assert box.input_value().split()[:3] == chosen.replace("[", "").split()[:3]
    box.fill(MINE)
    page.get_by_role("button", name="Look again").click()
    expect(page.locator(".diff ins").first).to_be_visible()
    expect(page.locator(".versions li")).to_have_count(1)
    page.get_by_role("button", name="Save this version").click()
    expect(page.locator(".versions li")).to_have_count(2)
    expect(page.locator(".criteria li").first).to_be_visible()
    page.get_by_role("button", name="Restore: Version 1").click()
    expect(page.locator(".versions li")).to_have_count(3)
    page.get_by_role("button", name="Restore: Version 2").click()
    expect(page.locator(".versions li")).to_have_count(4)
    expect(box).to_have_value(MINE)


def documents(page: Page) -> None:
    go(page, "Take away")
    expect(page.locator(".newest")).to_contain_text(MINE)
    offered = (
        ("Markdown", "md"), ("Word document", "docx"), ("Project file", "yaml"), ("PDF", "pdf"), ("Slides", "pptx"),
        ("Web page", "html"), ("Everything", "whole.json"),
    )  # fmt: skip
    for title, ending in offered:
        with page.expect_download() as arriving:
            page.get_by_role("link", name=f"Download: {title}").click()
        assert arriving.value.suggested_filename == f"vision-harbour-street-bakery.{ending}"
        content = Path(arriving.value.path()).read_bytes()
        if ending == "docx":
            with zipfile.ZipFile(io.BytesIO(content)) as word:
                content = word.read("word/document.xml")
        elif ending == "pptx":
            with zipfile.ZipFile(io.BytesIO(content)) as slides:
                content = slides.read("ppt/slides/slide1.xml")
        if ending == "pdf":
            assert content.startswith(b"%PDF-")
            continue
        told = ANSWERS["9"] if ending == "yaml" else MINE
        assert told[:40] in content.decode()


def same_after_reload(watched: Watched) -> None:
    page = watched.page
    go(page, "Desk")
    watched.leave(page.reload)
    expect(page.get_by_label("The statement")).to_have_value(MINE)
    expect(page.locator(".versions li")).to_have_count(4)
    go(page, "Drafts")
    expect(page.locator("article.draft")).to_have_count(3)


def second_browser(browser: Browser, server: Server, first: Page, project: str) -> None:
    other = open_page(browser, server, f"?project={project}")
    expect(other.page.get_by_label("The statement")).to_have_value(MINE)
    go(first, "Desk")
    for page, text in ((other.page, f"{MINE} Always."), (first, f"{MINE} Every day.")):
        page.get_by_label("The statement").fill(text)
        page.get_by_role("button", name="Save this version").click()
        expect(page.locator(".versions li")).to_have_count(5 if page is other.page else 6)
    expect(first.locator("#notice")).to_contain_text("Both are shown below")
    expect(first.locator(".versions")).to_contain_text("Always.")
    other.leave(lambda: other.page.goto(server.address))
    expect(other.page.locator(".visions li")).to_contain_text("6 versions saved · edited today")
    other.clean()
    other.page.context.close()
