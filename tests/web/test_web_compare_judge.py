"""A judge on the page Compare: only where one is set, its cost before its verdict, and why one is not believed."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from compare_data import TEXTS, html, looks, project
from strict import read as text_of

from covision.faces.web.app import build
from covision.faces.web.panels.compare import Compare
from covision.settings import load_settings
from covision.wiring import House
from covision.wiring.judging import Bench


def opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, judge: str) -> Iterator[Compare]:
    settings = load_settings(
        home=tmp_path / "home", model="scripted/default", embeddings="hashing", index="numpy", judge_model=judge
    )
    with House(settings) as house:
        made: list[Compare] = []
        monkeypatch.setattr("covision.faces.web.app.Compare", lambda page: made.append(Compare(page)) or made[0])
        build(house)
        yield made[0]


async def watched(screen: Compare, here: str, text: str) -> list[dict[Any, Any]]:
    return [update async for update in screen.judge.ask(here, "", text)]


def shown(screen: Compare, here: str) -> dict[Any, Any]:
    return screen.fill(screen.page.engine.state(here))


def test_without_a_judge_nothing_speaks_of_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for screen in opened(tmp_path, monkeypatch, "none"):
        here = project(screen.page.engine, screen.page.house)
        first = shown(screen, here)
        assert first[screen.judge.part] == ""
        assert screen.judge.cost(here, "", first[screen.looks])[screen.judge.part] == ""


async def test_a_judge_that_passed_is_asked_on_request_with_its_cost_told_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for screen in opened(tmp_path, monkeypatch, "scripted/judge-perfect"):
        here = project(screen.page.engine, screen.page.house)
        text = shown(screen, here)[screen.looks]
        assert "only when you want it" in text_of(shown(screen, here)[screen.judge.part])
        unexamined = text_of(screen.judge.cost(here, "", text)[screen.judge.part])
        assert "has not sat its exam yet" in unexamined and "Ask the judge now" not in unexamined
        await Bench(screen.page.house, "scripted/judge-perfect").exam(quick=True)
        offered = text_of(screen.judge.cost(here, "", text)[screen.judge.part])
        assert "3 pairs are read in both orders. About 6 calls and" in offered and "Cost: none." in offered
        updates = await watched(screen, here, text)
        told = [text_of(update[screen.judge.part]) for update in updates]
        assert "0 of 3 pairs read" in told[0] and any("3 of 3 pairs read" in one for one in told)
        assert "6 calls" in told[-1] and "call" in told[-1] and screen.page.engine.state(here).rounds == ()
        again = await watched(screen, here, text)
        assert text_of(again[-1][screen.judge.part]).split("6 calls")[0] == told[-1].split("6 calls")[0]
        stopped = screen.judge.stop(here)
        assert "Nothing was lost" in html(stopped) and "only when you want it" in html(stopped)


async def test_a_judge_that_failed_its_exam_is_not_asked_and_the_page_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for screen in opened(tmp_path, monkeypatch, "scripted/judge-length"):
        here = project(screen.page.engine, screen.page.house)
        await Bench(screen.page.house, "scripted/judge-length").exam(quick=True)
        text = shown(screen, here)[screen.looks]
        told = text_of(screen.judge.cost(here, "", text)[screen.judge.part])
        assert "The judge is not asked." in told and "failed its exam" in told
        (only,) = await watched(screen, here, text)
        assert "failed its exam" in text_of(only[screen.judge.part])


async def test_a_judge_is_not_offered_where_somebody_reads_blind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for screen in opened(tmp_path, monkeypatch, "scripted/judge-perfect"):
        here = project(screen.page.engine, screen.page.house)
        first = shown(screen, here)
        blind = screen.hide(here, "", first[screen.looks])
        assert blind[screen.judge.part] == "" and looks(screen, blind).mode == "blind"
        assert all(text in html(blind) for text in TEXTS)
