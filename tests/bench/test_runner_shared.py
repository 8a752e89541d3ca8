"""Processes that share a run: one cap for all of them, and cells that fail are tried a few times and no more."""

from pathlib import Path
from typing import Any

import pytest

from covision.bench import cells, log
from covision.bench.caps import SharedMeter
from covision.bench.checks import Grounds
from covision.bench.evaluate import MOST_TRIES, evaluate, prepared
from covision.bench.plan import Asked
from covision.bench.runner import Progress
from covision.domain.draft import Usage
from covision.domain.evals import EvalRun
from covision.domain.model import Completion
from covision.errors import BudgetReached, Stopped
from covision.stores.database import Database
from covision.stores.evaluations import SqlEvaluations
from covision.stores.spending import SqlSpending
from covision.wiring import House

MODEL = "scripted/default"


async def run(house: House, out: Path, *, tell: Any = lambda _: None, join: bool = False, **asked: Any) -> EvalRun:
    with prepared(Asked(**{"models": (MODEL,)} | asked), house, out, join=join) as ready:
        return await evaluate(ready, tell)


def reply(tokens: int, cost: float = 0.0) -> Completion:
    return Completion(text="x", model="m", usage=Usage(input_tokens=tokens, calls=1), cost=cost)


@pytest.fixture
def two(tmp_path: Path) -> tuple[SharedMeter, SharedMeter]:
    """Meters of two processes with a cap of 1,000 tokens and a dollar between them."""
    made = []
    for owner in ("one", "two"):
        database = Database(f"sqlite:///{tmp_path / 'run.sqlite'}", wal=False)
        store, spending = SqlEvaluations(database), SqlSpending(database)
        made.append(SharedMeter(1000, 1.0, store=store, spending=spending, run="r", owner=owner))
    return made[0], made[1]


def test_what_another_process_has_under_way_counts(two: tuple[SharedMeter, SharedMeter]) -> None:
    one, other = two
    one.hold(600, 0.1, "m")
    with pytest.raises(BudgetReached, match="1,000 tokens"):
        other.hold(600, 0.1, "m")
    assert other.reached and not one.reached
    one.release(600, 0.1)
    one.add(reply(100, 0.1))
    one.hold(100, 0.1, "m")
    other.hold(600, 0.1, "m")  # 100 used, 100 and 600 held
    with pytest.raises(BudgetReached):
        one.hold(300, 0.1, "m")


def test_money_has_one_cap_as_well_and_a_process_that_leaves_gives_back(
    two: tuple[SharedMeter, SharedMeter],
) -> None:
    one, other = two
    one.hold(1, 0.9, "m")
    with pytest.raises(BudgetReached, match=r"1\.00 US dollars"):
        other.hold(1, 0.2, "m")
    other.leave("one")
    other.hold(1, 0.2, "m")


async def test_results_count_once_whoever_made_them(house: House, tiny: str, tmp_path: Path) -> None:
    whole = await run(house, tmp_path / "whole", suite=tiny, repeats=4)
    used = whole.end.drafting.usage.input_tokens + whole.end.drafting.usage.output_tokens  # type: ignore[union-attr]
    out, asked = tmp_path / "run", {"suite": tiny, "repeats": 4, "join": True}
    with pytest.raises(Stopped, match="cap of this run"):
        await run(house, out, **asked, max_tokens=used // 2)
    begun = log.read_run(out)
    with pytest.raises(Stopped, match="cap of this run"):
        await run(house, out, **asked, max_tokens=used // 2)
    after = log.read_run(out)
    spent = after.end.drafting.usage  # type: ignore[union-attr]
    assert 0 < len(begun.results) <= len(after.results) < 12
    assert spent.input_tokens + spent.output_tokens <= used // 2, "the second process does not begin at nothing"
    rest = await run(house, out, **asked)
    assert log.comparable(rest).results == log.comparable(whole).results


async def test_who_joins_tries_failed_cells_a_few_times_in_all(house: House, tiny: str, tmp_path: Path) -> None:
    asked: dict[str, Any] = {"suite": tiny, "cases": ("bakery",), "models": ("scripted/fail-401",), "join": True}
    tries = []
    for _ in range(MOST_TRIES + 2):
        told: list[Progress] = []
        done = await run(house, tmp_path / "run", **asked, tell=told.append)
        tries.append(sum(one.item is not None and one.item.type == "case" for one in told))
        assert [one.status for one in done.results] == ["failed"]
    assert tries == [1] * MOST_TRIES + [0, 0]


@pytest.mark.parametrize("where", ["check", "challenge"])
async def test_a_fault_inside_covision_costs_one_cell_and_not_the_run(
    house: House, tiny: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    right = getattr(Grounds, where)

    async def wrong(self: Grounds, room: Any, *rest: Any) -> Any:
        if room.case.id == "bakery":
            raise ZeroDivisionError("a fault of ours")
        return await right(self, room, *rest)

    monkeypatch.setattr(Grounds, where, wrong)
    done = await run(house, tmp_path / "run", suite=tiny)
    by_case = {one.cell.case: one for one in done.results}
    assert {case: one.status for case, one in by_case.items()} == {
        "bakery": "failed", "clinic": "done", "silent": "not_enough"
    }  # fmt: skip
    assert "ZeroDivisionError: a fault of ours" in by_case["bakery"].reason and not by_case["bakery"].drafts
    assert by_case["bakery"].drafting.usage.calls > 0, "what the drafts took is counted"
    for anchor in done.anchors:
        hurt = where == "check" and anchor.case == "bakery"
        assert anchor.status == ("failed" if hurt else "done") and bool(anchor.reason) == hurt
        assert (anchor.scorecard.summary.value is None) == hurt
        assert all(one.reason for one in anchor.scorecard.criteria if hurt)
    monkeypatch.setattr(Grounds, where, right)
    mended = await run(house, tmp_path / "run", suite=tiny)
    assert [one.status for one in mended.results] == ["done", "done", "not_enough"]
    assert all(one.status == "done" for one in mended.anchors)


async def test_a_case_that_cannot_be_prepared_fails_alone(
    house: House, tiny: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    right = cells.Rooms.of

    def wrong(self: Any, case: Any) -> Any:
        if case.id == "clinic":
            raise KeyError("gone")
        return right(self, case)

    monkeypatch.setattr(cells.Rooms, "of", wrong)
    done = await run(house, tmp_path / "run", suite=tiny)
    assert {one.cell.case: one.status for one in done.results}["clinic"] == "failed"
    assert {one.case: one.status for one in done.anchors} == {"bakery": "done", "clinic": "failed"}
