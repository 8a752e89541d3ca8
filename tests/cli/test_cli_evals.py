"""`covision eval compare`, `show` and `agree`, as they are called."""

import json
import sys
from pathlib import Path

import pytest

from covision.bench.log import write_log

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "bench"))
from run_maker import Maker, better


@pytest.fixture
def runs(tmp_path: Path) -> tuple[str, str]:
    """Two runs of one model each, the second better at one criterion."""
    for name, by, seed in (("before", 0.0, 1), ("after", 0.3, 2)):
        write_log(tmp_path / name, Maker(models=("local/one",), value=better(by), seed=seed).run())
    return str(tmp_path / "before"), str(tmp_path / "after")


def test_two_runs_are_compared_in_words_and_as_json(run, runs: tuple[str, str]):
    done = run("eval", "compare", *runs)
    assert done.code == 0, done.err
    assert "local/one in after is better than local/one in before" in " ".join(done.out.split())
    assert "Says what changes for the customer" in done.out
    found = json.loads(run("eval", "compare", *runs, "--json").out)
    assert found["differs"] == [] and found["contrasts"][0]["summary"]["tells"] == "second"


def test_runs_of_another_ruler_are_refused_unless_asked_for(run, runs: tuple[str, str], tmp_path: Path):
    other = tmp_path / "other"
    write_log(other, Maker(models=("local/one",), header={"rubric_version": "0.9"}).run())
    done = run("eval", "compare", runs[0], str(other))
    assert done.code == 2 and "version of the rubric (1.0.0 and 0.9)" in done.err
    done = run("eval", "compare", runs[0], str(other), "--anyway")
    assert done.code == 0 and "Warning: these runs differ in" in done.err


def test_contestants_are_chosen_where_names_differ(run, runs: tuple[str, str], tmp_path: Path):
    two = tmp_path / "two"
    write_log(two, Maker(models=("local/x", "local/y")).run())
    done = run("eval", "compare", runs[0], str(two))
    assert done.code == 2 and "--second (local/x, local/y)" in done.err
    done = run("eval", "compare", runs[0], str(two), "--first", "local/one", "--second", "local/y")
    assert done.code == 0 and "local/y in two" in " ".join(done.out.split())
    assert run("eval", "compare", runs[0], str(two), "--first", "local/z").code == 2


def test_a_run_is_shown_and_written_anew(run, runs: tuple[str, str]):
    done = run("eval", "show", runs[1])
    assert done.code == 0 and "local/one scores" in done.out and "12 done, 0 failed" in done.out
    assert "The scores can tell strong from weak here" in done.out
    assert json.loads(run("eval", "show", runs[1], "--json").out)["contestants"][0]["name"] == "local/one"
    assert not (Path(runs[1]) / "report.html").exists()
    assert run("eval", "show", runs[1], "--write").code == 0
    assert {path.name for path in Path(runs[1]).iterdir()} >= {"report.html", "summary.json", "junit.xml"}


def test_a_template_is_filled_in_and_read_back(run, runs: tuple[str, str], tmp_path: Path):
    path = tmp_path / "ratings.csv"
    done = run("eval", "agree", str(path), runs[0], "--template", "--criteria", "1,picturable")
    assert done.code == 0 and "by 2 criteria" in done.err
    assert run("eval", "agree", str(path), runs[0], "--template").code == 2, "ratings are never written over"
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    filled = [
        lines[0],
        *(f"{who}{line[:-1]}{at % 5 + 1}," for who in ("ann", "bob") for at, line in enumerate(lines[1:])),
    ]
    path.write_text("\n".join(filled), encoding="utf-8")
    done = run("eval", "agree", str(path), runs[0])
    assert done.code == 0, done.err
    assert "People among themselves: alpha 1.00" in done.out and "people (rows) against the run" in done.out
    found = json.loads(run("eval", "agree", str(path), runs[0], "--json").out)
    assert [one["key"] for one in found["criteria"]] == ["customer_result", "picturable"]
    assert run("eval", "agree", str(path), runs[0], "--template", "--criteria", "zzz").code == 2
    assert run("eval", "agree", str(path), runs[0], "--criteria", "1").code == 2, "an option is never ignored"


def test_a_template_is_told_as_json_and_refused_where_there_is_nothing_to_rate(
    run, runs: tuple[str, str], tmp_path: Path
):
    path = tmp_path / "ratings.csv"
    done = run("eval", "agree", str(path), runs[0], "--template", "--criteria", "1,1", "--json")
    assert json.loads(done.out)["criteria"] == ["customer_result"] and path.is_file()
    failed = [("local/one", f"case-{at:02}") for at in range(3)]
    write_log(tmp_path / "none", Maker(models=("local/one",), cases=3, failed=failed, anchors=False).run())
    done = run("eval", "agree", str(tmp_path / "none.csv"), str(tmp_path / "none"), "--template")
    assert done.code == 1 and "no statement to rate" in done.err and not (tmp_path / "none.csv").exists()


def test_a_run_in_which_every_cell_failed_is_no_success(run, home: Path):
    suite = Path(__file__).resolve().parents[1] / "bench" / "data" / "tiny.yaml"
    done = run("eval", "run", str(suite), "--cases", "bakery", "--model", "scripted/fail-401", "--drafts", "3")
    assert done.code == 1 and "0 cells done, 1 failed" in done.out and "does not accept the key" in done.out


def test_a_run_without_a_folder_is_kept_at_home_held_against_gates_and_shown_by_its_name(run, home: Path):
    suite = Path(__file__).resolve().parents[1] / "bench" / "data" / "tiny.yaml"
    words = ("eval", "run", str(suite), "--cases", "silent", "--drafts", "1")
    done = run(*words, "--gate", "default")
    assert done.code == 1, "nothing was scored, so gates on scores cannot be told, and that stops"
    assert "could not be held against 0.5" in done.out
    (folder,) = (home / "evals").iterdir()
    assert folder.name.startswith("tiny-") and (folder / "report.html").is_file()
    shown = run("eval", "show", folder.name)
    assert shown.code == 0 and "0 done, 0 failed, 1 not drafted" in shown.out
    assert run(*words).code == 0 and len(list((home / "evals").iterdir())) == 1, (
        "the same question finds its folder"
    )
    assert run(*words, "--gate", "nothing-like-it").code == 1
