"""Make the pictures of `docs/tour.md` anew: `python docs/make_screens.py`.

A covision of its own with a scratch folder and the scripted engine copies the example Harbour Street Bakery, drafts
there, and is photographed: wide (1280 by 860), dark, and 390 pixels wide. Needs Playwright and a Chromium.
"""

import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "tests" / "browser"), str(ROOT / "src")]

from driving import CHROMIUM, FLAGS, Server, open_page  # noqa: E402
from playwright.sync_api import Browser, Page, sync_playwright  # noqa: E402

OUT = ROOT / "docs" / "screens"
MINE = "Whoever comes in goes out known by name, with bread they are proud to put on the table."
STEPS = ("interview", "research", "board", "drafts", "desk", "compare", "dilemmas", "takeaway", "settings")


def prepare(page: Page) -> str:
    """A copy of the example with drafts and two versions; its address."""
    page.locator('[data-do="example"][data-with="harbour-street-bakery"]').click()
    page.wait_for_selector('body[data-at="research"]')
    go(page, "drafts")
    page.locator("#see-drafts").click()
    page.locator("article.draft").nth(2).wait_for(timeout=180_000)
    page.wait_for_selector("#stop", state="hidden", timeout=180_000)
    page.locator('article.draft [data-do="choose"]').first.click()
    page.wait_for_selector('body[data-at="desk"]')
    page.locator("#statement textarea").fill(MINE)
    page.locator("#save-version").click()
    page.locator(".versions li").nth(1).wait_for()
    return page.url.partition("&")[0]


def go(page: Page, step: str) -> bool:
    """Open a step by the bar; False where the bar has none of this name."""
    button = page.locator(f'header.bar [data-do="go"][data-with="{step}"]')
    if not button.count():
        return False
    button.first.click()
    page.wait_for_selector(f'body[data-at="{step}"]')
    page.wait_for_timeout(900)
    return True


def shoot(browser: Browser, server: Server, address: str, kind: str, **context: object) -> None:
    """All steps in one size and look."""
    watched = open_page(browser, server, address.removeprefix(server.address), **context)
    page = watched.page
    page.set_default_timeout(120_000)
    page.wait_for_timeout(1500)
    for step in STEPS:
        if go(page, step):
            page.screenshot(path=OUT / f"{step}-{kind}.png")
    page.context.close()


def squeeze() -> None:
    """Pictures with 128 colours: a third of the size, and nobody sees it."""
    from PIL import Image

    for path in OUT.glob("*.png"):
        Image.open(path).convert("P", palette=Image.Palette.ADAPTIVE, colors=128).save(path, optimize=True)


def main() -> None:
    """Make every picture."""
    OUT.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as play:
        server = Server(Path(folder) / "home")
        browser = play.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        try:
            first = open_page(browser, server)
            first.page.set_default_timeout(120_000)
            first.page.wait_for_selector(".visions")
            first.page.screenshot(path=OUT / "home-wide.png")
            address = prepare(first.page)
            phone = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
            shoot(browser, server, address, "wide", viewport={"width": 1280, "height": 860})
            shoot(browser, server, address, "dark", viewport={"width": 1280, "height": 860}, color_scheme="dark")
            shoot(browser, server, address, "390", **phone)
        finally:
            browser.close()
            server.stop()
    squeeze()


if __name__ == "__main__":
    main()
