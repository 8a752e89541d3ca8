"""A server in its own process, a browser that reports what it should not see, and the steps of the main path."""

import os
import re
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, expect

expect.set_options(timeout=20_000)
CHROMIUM = Path(os.environ.get("COVISION_TEST_CHROMIUM", "/usr/bin/chromium"))
FLAGS = [
    "--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--no-first-run",
]  # fmt: skip
ROOT = Path(__file__).resolve().parents[2]
APP = "from covision.faces.cli.main import main; raise SystemExit(main(['app', '--port', '0']))"
REHEARSED = [str(ROOT / "tests" / "web" / "rehearsal.py"), "0"]
ANSWERS = {
    "1": "The shop on Harbour Street, all nine of us, the counter and the bakehouse.",
    "2": "The customer goes home with bread that still tastes of somebody's hands, and we were friendly about it.",
    "4": "People who live or work within a walk of the harbour, and not those who are rude to the counter staff.",
    "6": "In February a woman who had been off sick cried at the counter because we had sent a loaf to her home.",
    "7": "We wrote the wrong name on a birthday cake and it cost the mother the morning of the party.",
    "8": "first contact: feel expected, think somebody is glad I came, ask for the loaf they always have\n"
    "in trouble: feel believed, know we will put it right, tell us instead of telling the street",
    "9": "Whoever comes in goes out feeling that somebody knew them, with bread they are proud to put on the table",
    "12": "On a good day the regulars' loaves are bagged before they reach the counter. On Saturdays nobody is known.",
}
REVIEWS = (
    "She had my loaf half out of the rack before I opened my mouth. I walked out feeling like a person again.\n"
    "Lovely bread, slow queue on Saturdays.\nThey carry the bag to the bench for my mother and nobody hurries her."
)


class Server:
    """The app on a free port with its own data folder; with a `pace`, rehearsed drafts take that many seconds a step.

    `env` adds variables, or takes one away that is blank.
    """

    def __init__(self, home: Path, *, pace: float | None = None, **env: str) -> None:
        self.home = home
        self.pace = pace
        self.more = env
        self.lines: list[str] = []
        self.address = ""
        self.start()

    def start(self) -> None:
        keep = {key: value for key, value in os.environ.items() if not key.startswith("COVISION_")}
        own = {
            "COVISION_HOME": str(self.home), "COVISION_MODEL": "scripted/default", "COVISION_EMBEDDINGS": "hashing",
            "COVISION_INDEX": "numpy", "COVISION_TEST_PACE": str(self.pace or 0), **self.more,
        }  # fmt: skip
        command = ["-c", APP] if self.pace is None else REHEARSED
        self.process = subprocess.Popen(
            [sys.executable, *command],
            env={**keep, **{name: value for name, value in own.items() if value}},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        listening = threading.Event()
        threading.Thread(target=self._read, args=(listening,), daemon=True).start()
        assert listening.wait(200), "\n".join(self.lines)

    def _read(self, listening: threading.Event) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.append(line.rstrip())
            found = re.search(r"http://127\.0\.0\.1:\d+/", line)
            if found:
                self.address = found[0]
                listening.set()
        listening.set()

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(20)

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait(20)


CUT = ("AbortError: signal is aborted", "Unexpected error Connection errored out")


@dataclass
class Watched:
    """A page and everything on it that must not happen."""

    page: Page
    server: Server
    foreign: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def clean(self) -> None:
        assert not self.foreign, self.foreign
        assert not self.dialogs, self.dialogs
        assert not self.errors, self.errors
        assert not [line for line in self.server.lines if "Traceback" in line], "\n".join(self.server.lines)

    def leave(self, act: Callable[[], object]) -> None:
        """Reload or go elsewhere. A stream that is open then is cut, and the page that is left says so; the rest counts."""
        before = len(self.errors)
        act()
        self.page.wait_for_selector("header.bar")
        self.errors[before:] = [one for one in self.errors[before:] if not one.startswith(CUT)]


def open_page(browser: Browser, server: Server, path: str = "", **context: Any) -> Watched:
    made = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, "locale": "en-GB", **context})
    page = made.new_page()
    page.set_default_timeout(30_000)
    watched = Watched(page, server)

    def dialog(one: Any) -> None:
        watched.dialogs.append(one.message)
        one.dismiss()

    def request(one: Any) -> None:
        if not one.url.startswith((server.address, "data:", "blob:")):
            watched.foreign.append(one.url)

    def console(one: Any) -> None:
        if one.type == "error":
            watched.errors.append(one.text)

    page.on("dialog", dialog)
    page.on("request", request)
    page.on("console", console)
    page.on("pageerror", lambda error: watched.errors.append(str(error)))
    page.goto(server.address + path)
    page.wait_for_selector("header.bar")
    return watched


def begin(page: Page, name: str = "Harbour Street Bakery", sector: str = "bakery") -> str:
    page.get_by_label("Name of the organisation").fill(name)
    page.get_by_label("What you do").fill(sector)
    page.get_by_role("button", name="Start with the first question").click()
    page.wait_for_selector("#question-card h1:visible")
    page.wait_for_url(re.compile("project="))
    found = re.search(r"project=([a-z0-9]+)", page.url)
    assert found
    return found[1]


def go(page: Page, step: str) -> None:
    """Open a step by the bar."""
    page.get_by_role("navigation").get_by_role("button", name=step, exact=True).click()
    page.wait_for_selector(
        f'body[data-at="{ {"Take away": "takeaway", "Evidence": "board"}.get(step, step.lower()) }"]'
    )


def turn(page: Page, act: Callable[[], None]) -> str:
    """Do something that leads to another question; its words."""
    before = page.locator("#question-card h1").text_content()
    act()
    expect(page.locator("#question-card h1")).not_to_have_text(before or "")
    page.wait_for_selector("#notice .told", state="detached")
    return page.locator("#question-card h1").text_content() or ""


def answer(page: Page, text: str) -> str:
    page.get_by_label("Your answer").fill(text)
    return turn(page, lambda: page.get_by_role("button", name="Continue", exact=True).click())


def answer_all(page: Page, answers: dict[str, str]) -> None:
    page.get_by_role("button", name="Answer all on one page").click()
    page.wait_for_selector("#batch form")
    for question, text in answers.items():
        page.fill(f"#q-{question}", text)
    page.get_by_role("button", name="Save all answers").click()
    page.wait_for_selector('body[data-at="interview"]')


def paste(page: Page, text: str = REVIEWS, name: str = "review site") -> None:
    go(page, "Research")
    page.get_by_label("Customers' words").fill(text)
    page.get_by_label("Where they come from").fill(name)
    page.get_by_role("button", name="Add these words").click()
    page.wait_for_selector(".source .snippets")


def draft(page: Page) -> None:
    go(page, "Drafts")
    page.locator("#see-drafts").click()
    expect(page.locator("article.draft")).to_have_count(3, timeout=90_000)
    page.wait_for_selector("#stop", state="hidden")


def choose(page: Page) -> None:
    """Work on the first draft; its statement is in the box."""
    page.get_by_role("button", name="Work on this one").first.click()
    expect(page.get_by_label("The statement")).not_to_have_value("")
    page.wait_for_selector(".versions li")
