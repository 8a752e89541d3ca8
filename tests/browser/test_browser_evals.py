"""Runs of evaluation in the app, and a report in a browser: opened, read, nothing fetched, axe content."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from driving import Server, open_page
from playwright.sync_api import Browser, expect
from test_browser_safety import axe

from covision.bench.log import write_log
from covision.bench.report import write_reports

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "bench"))
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "web"))
from payloads import ALL
from run_maker import Maker, better, exam, pair

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(280)]


def shelved(home: Path) -> None:
    """A run with every section, and hostile words in it."""
    run = Maker(
        value=better(0.3), failed=[("local/two", "case-01")], statement=lambda model, case: f"{ALL} {case} {model}",
        header={"judge": "openai/judge", "exam": exam(True)},
    ).run()  # fmt: skip
    run = run.model_copy(update={"pairs": tuple(pair(f"case-{at:02}", "first") for at in range(6))})
    write_log(home / "evals" / "made-up", run)
    write_reports(run, home / "evals" / "made-up")


def test_runs_are_found_from_the_start_page_and_a_report_opens(
    browser: Browser, serve: Callable[..., Server], tmp_path: Path
) -> None:
    watched = open_page(browser, serve())
    page = watched.page
    watched.leave(lambda: page.get_by_role("link", name="Runs of evaluation").click())
    expect(page.locator("#runs")).to_contain_text("covision eval run core")
    assert axe(page) == []
    shelved(tmp_path / "home")
    watched.leave(page.reload)
    assert "at=evals" in page.url
    page.locator("#runs summary").first.click()
    expect(page.locator("#runs .verdict")).to_contain_text("local/one is better than local/two")
    assert axe(page) == []
    with page.context.expect_page() as opening:
        page.get_by_role("link", name="Open the report").click()
    report = opening.value
    said: list[str] = []
    report.on("console", lambda one: said.append(one.text))
    report.reload()
    expect(report.locator("h1")).to_have_text("local/one is better than local/two.")
    report.locator("nav.within a", has_text="Case by case").click()
    expect(report.locator("details.case").first).to_be_visible()
    assert report.locator("details.case").count() == 12
    assert report.evaluate("document.querySelectorAll('script, img, iframe').length") == 0
    assert not said
    watched.clean()


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_a_report_passes_axe_and_fits(browser: Browser, tmp_path: Path, width: int, scheme: str) -> None:
    shelved(tmp_path)
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True)  # type: ignore[arg-type]
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda one: asked.append(one.url))
    page.goto((tmp_path / "evals" / "made-up" / "report.html").as_uri())
    assert all(url.startswith(("file:", "data:")) for url in asked)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert axe(page) == []
    context.close()
