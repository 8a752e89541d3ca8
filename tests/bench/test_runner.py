"""A run with the scripted model: its log, its order, what is shared, what is refused."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from covision.bench import log
from covision.bench.cells import Bench
from covision.bench.evaluate import evaluate, prepared
from covision.bench.plan import Asked
from covision.bench.rooms import Rooms
from covision.bench.runner import Progress, Runner, is_gone, owner_name
from covision.domain.evals import EvalRun
from covision.errors import InputError, Stopped, StorageError, UsageError
from covision.stores.evaluations import SqlEvaluations
from covision.wiring import House
from covision.wiring.evaluating import Meter

MODEL = "scripted/default"


async def run(house: House, out: Path, *, tell: Any = lambda _: None, join: bool = False, **asked: Any) -> EvalRun:
    with prepared(Asked(**{"models": (MODEL,)} | asked), house, out, join=join) as ready:
        return await evaluate(ready, tell)


async def test_every_cell_and_anchor_is_done_once_and_the_log_is_readable_alone(
    house: House, tiny: str, tmp_path: Path
) -> None:
    told: list[Progress] = []
    done = await run(house, tmp_path / "run", suite=tiny, repeats=2, tell=told.append)
    assert [(one.cell.case, one.cell.repeat) for one in done.results] == [
        (case, repeat) for repeat in (0, 1) for case in ("bakery", "clinic", "silent")
    ]
    assert [one.status for one in done.results] == ["done", "done", "not_enough"] * 2
    assert [(one.case, one.kind, one.id) for one in done.anchors] == [
        ("bakery", "reference", "bakery-known"), ("bakery", "foil", "foil-1"), ("clinic", "reference", "clinic-next"),
    ]  # fmt: skip
    for one in done.results:
        assert bool(one.drafts) == (one.status == "done") and bool(one.reason) == (one.status != "done")
        for drafted in one.drafts:
            assert drafted.draft.scorecard is not None and drafted.draft.scorecard.summary.value is not None
            linked = {key for clause in drafted.draft.clauses for key in clause.evidence}
            assert linked <= set(drafted.evidence)
    assert done.end is not None and (done.end.done, done.end.failed, done.end.stopped) == (6, 0, "")
    assert done.end.drafting.usage.calls == sum(one.requests for one in done.results) > 0
    assert max(one.done for one in told) == 9 == told[-1].of and told[-1].seconds_left == 0
    lines = (tmp_path / "run" / log.RESULTS).read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["type"] for line in lines] == ["run"] + ["anchor"] * 3 + ["case"] * 6 + ["end"]
    assert log.read_run(tmp_path / "run") == done


async def test_a_second_run_of_the_same_question_gives_the_same_results(
    house: House, tiny: str, tmp_path: Path
) -> None:
    one = await run(house, tmp_path / "one", suite=tiny, cases=("bakery",))
    two = await run(house, tmp_path / "two", suite=tiny, cases=("bakery",))
    assert log.comparable(one) == log.comparable(two)
    assert one.header.id == two.header.id


async def test_a_finished_run_is_not_done_again(house: House, tiny: str, tmp_path: Path) -> None:
    first = await run(house, tmp_path / "run", suite=tiny, cases=("clinic",))
    told: list[Progress] = []
    again = await run(house, tmp_path / "run", suite=tiny, cases=("clinic",), tell=told.append)
    assert not told
    assert again.results == first.results and again.header == first.header


async def test_another_question_in_the_same_folder_is_refused(house: House, tiny: str, tmp_path: Path) -> None:
    await run(house, tmp_path / "run", suite=tiny, cases=("silent",))
    with pytest.raises(UsageError, match="differs in cases, seed"):
        await run(house, tmp_path / "run", suite=tiny, cases=("clinic",), seed=2)


async def test_two_without_join_do_not_work_on_one_folder(house: House, tiny: str, tmp_path: Path) -> None:
    asked = Asked(suite=tiny, models=(MODEL,), cases=("silent",))
    with prepared(asked, house, tmp_path / "run"):
        with pytest.raises(UsageError, match="Another process works"), prepared(asked, house, tmp_path / "run"):
            pass
        with prepared(asked, house, tmp_path / "run", join=True):
            pass


async def test_prompts_of_a_folder_are_compared_with_those_that_ship(
    house: House, tiny: str, tmp_path: Path
) -> None:
    own = tmp_path / "terse" / "drafting"
    own.mkdir(parents=True)
    shipped = (house.folder("prompts") / "drafting" / "smooth.en.md").read_text(encoding="utf-8")
    (own / "smooth.en.md").write_text(shipped.replace("\n@user", "\nBe brief.\n\n@user", 1), encoding="utf-8")
    prompts = ("shipped", str(tmp_path / "terse"))
    done = await run(house, tmp_path / "run", suite=tiny, cases=("clinic",), prompts=prompts)
    assert [one.cell.prompts for one in done.results] == ["shipped", "terse"]
    one, two = done.header.prompts["shipped"], done.header.prompts["terse"]
    assert [name for name in one if one[name].digest != two[name].digest] == ["drafting/smooth.en"]
    (own / "stray.md").write_text("x")
    with pytest.raises(InputError, match="replaces no prompt that ships"):
        await run(house, tmp_path / "other", suite=tiny, prompts=prompts)


async def test_a_failing_model_makes_failed_cells_with_a_reason_and_no_score(
    house: House, tiny: str, tmp_path: Path
) -> None:
    models = ("scripted/fail-401", MODEL)
    done = await run(house, tmp_path / "run", suite=tiny, cases=("bakery",), models=models)
    failed, good = done.results
    assert failed.status == "failed" and "does not accept the key" in failed.reason and not failed.drafts
    assert good.status == "done"
    assert done.end is not None and (done.end.done, done.end.failed) == (1, 1)
    told: list[Progress] = []
    again = await run(house, tmp_path / "run", suite=tiny, cases=("bakery",), models=models, tell=told.append)
    assert len(told) == 1 and again.results[1] == good, "only what failed is tried again"


async def test_a_cap_stops_before_the_next_call_and_keeps_what_is_done(
    house: House, tiny: str, tmp_path: Path
) -> None:
    whole = await run(house, tmp_path / "whole", suite=tiny, repeats=4)
    used = whole.end.drafting.usage.input_tokens + whole.end.drafting.usage.output_tokens  # type: ignore[union-attr]
    asked = {"suite": tiny, "repeats": 4}
    with pytest.raises(Stopped, match="cap of this run"):
        await run(house, tmp_path / "run", **asked, max_tokens=used // 2)
    part = log.read_run(tmp_path / "run")
    assert part.end is not None and "cap" in part.end.stopped
    spent = part.end.drafting.usage
    assert spent.input_tokens + spent.output_tokens <= used // 2
    assert 0 < len(part.results) < 12 and all(one.status != "failed" for one in part.results)
    rest = await run(house, tmp_path / "run", **asked)
    assert log.comparable(rest).results == log.comparable(whole).results


def test_a_log_whose_last_line_was_cut_is_read_to_there(tmp_path: Path) -> None:
    header = '{"type":"run","id":"a","suite":"s","suite_version":"1","suite_digest":"d","cases":[],"models":[]}'
    (tmp_path / log.RESULTS).write_text(header + '\n{"type":"ca', encoding="utf-8")
    assert log.read_run(tmp_path).header.id == "a"
    (tmp_path / log.RESULTS).write_text('{"type":"ca\n' + header + "\n", encoding="utf-8")
    with pytest.raises(InputError, match="line 1"):
        log.read_run(tmp_path)


def test_only_a_process_of_this_computer_is_known_to_be_gone() -> None:
    host, pid, chance = owner_name().split("/")
    assert not is_gone(f"{host}/{pid}/{chance}") and not is_gone(f"elsewhere/{2**22 + 1}/00")
    assert is_gone(f"{host}/{2**22 + 1}/00")


async def test_a_database_that_is_busy_for_a_moment_costs_no_lease(
    house: House, tiny: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    renewed: list[str] = []
    again, loop = asyncio.Event(), asyncio.get_running_loop()

    def renew(store: SqlEvaluations, run: str, owner: str) -> None:
        renewed.append(run)
        if len(renewed) == 1:
            raise StorageError("busy")
        loop.call_soon_threadsafe(again.set)

    monkeypatch.setattr(SqlEvaluations, "renew", renew)
    with prepared(Asked(suite=tiny, models=(MODEL,), cases=("silent",)), house, tmp_path / "run") as ready:
        runner = Runner(Bench(house, ready.plan, Rooms(house, {}), Meter()), ready.store, ready.out, lease=0.003)
        beat = asyncio.create_task(runner._beat())
        await asyncio.wait([beat, asyncio.ensure_future(again.wait())], return_when=asyncio.FIRST_COMPLETED)
        assert again.is_set() and not beat.done()
        beat.cancel()
