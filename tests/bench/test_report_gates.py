"""Gates look at the end of the interval that speaks against the run; JUnit tells a build server the same."""

from pathlib import Path
from xml.etree import ElementTree as Xml

import pytest
from run_maker import KEYS, Maker, better, drafted, exam

from covision.bench.report import Outcome, summary_of, write_reports
from covision.bench.reports.gates import check_gates, load_gates
from covision.domain.evals import EvalRun
from covision.errors import InputError

SHIPPED = Path(__file__).resolve().parents[2] / "evals" / "gates" / "default.yaml"


def gate(tmp_path: Path, body: str) -> Path:
    path = tmp_path / "gates.yaml"
    path.write_text(body, encoding="utf-8")
    return path


def ends(tmp_path: Path, body: str, run: EvalRun, baseline: EvalRun | None = None) -> list[tuple[str, bool]]:
    found = check_gates(load_gates(gate(tmp_path, body)), run, summary_of(run, baseline), baseline)
    return [(one.status, one.stops) for one in found]


ONE = ("local/one",)


@pytest.mark.parametrize(
    ("limit", "end"),
    [(0.3, ("passed", False)), (0.59, ("not_enough", True)), (0.9, ("failed", True))],
)
def test_the_lower_end_is_held_against_the_limit(tmp_path: Path, limit: float, end: tuple[str, bool]):
    body = f"gates:\n  - figure: summary\n    at_least: {limit}\n"
    assert ends(tmp_path, body, Maker(models=ONE, seed=5).run()) == [end]


def test_not_enough_cases_can_be_told_without_stopping(tmp_path: Path):
    run = Maker(models=ONE, cases=1).run()
    assert ends(tmp_path, "gates: [{figure: summary, at_least: 0.1}]\n", run) == [("not_enough", True)]
    assert ends(tmp_path, "few: warn\ngates: [{figure: summary, at_least: 0.1}]\n", run) == [("not_enough", False)]
    own = "gates: [{figure: summary, at_least: 0.1, few: warn}]\n"
    assert ends(tmp_path, own, run) == [("not_enough", False)]


def test_what_nobody_scored_is_not_enough_and_never_a_pass(tmp_path: Path):
    run = Maker(models=ONE).run()
    for body in (
        "criterion: decides, at_least: 0",
        "figure: swap, at_least: 0",
        "criterion: nonsense, at_least: 0",
    ):
        assert ends(tmp_path, f"gates: [{{{body}}}]\n", run) == [("not_enough", True)]


def test_counts_have_no_interval(tmp_path: Path):
    run = Maker(failed=[("local/two", "case-00")]).run()
    assert ends(tmp_path, "gates: [{figure: failed, at_most: 0}]\n", run) == [("passed", False), ("failed", True)]
    assert ends(tmp_path, "gates: [{figure: failed, at_most: 1}]\n", run) == [("passed", False)] * 2
    only = "gates: [{figure: failed, at_most: 0, only: [local/one]}]\n"
    assert ends(tmp_path, only, run) == [("passed", False)]
    nobody = "gates: [{figure: failed, at_most: 0, only: [local/three]}]\n"
    assert ends(tmp_path, nobody, run) == [("not_enough", True)]


def test_the_upper_end_is_held_against_a_limit_above(tmp_path: Path):
    run = Maker(models=ONE).run()
    assert ends(tmp_path, "gates: [{figure: support.recall, at_most: 0.9}]\n", run) == [("passed", False)]
    assert ends(tmp_path, "gates: [{figure: support.recall, at_most: 0.3}]\n", run) == [("failed", True)]


@pytest.mark.parametrize(("by", "end"), [(0.3, "passed"), (0.0, "passed"), (-0.3, "failed")])
def test_a_regression_is_paired_with_the_baseline(tmp_path: Path, by: float, end: str):
    body = "gates: [{criterion: customer_result, not_worse_by: 0.1}]\n"
    run, base = Maker(models=ONE, value=better(by), seed=1).run(), Maker(models=ONE, value=better(0), seed=2).run()
    assert [one[0] for one in ends(tmp_path, body, run, base)] == [end]


def test_a_regression_without_baseline_is_skipped_and_with_another_ruler_fails(tmp_path: Path):
    body = "gates: [{figure: summary, not_worse_by: 0.1}]\n"
    run = Maker(models=ONE).run()
    assert ends(tmp_path, body, run) == [("skipped", False)]
    assert ends(tmp_path, body, run, Maker(models=ONE, header={"rubric_version": "0"}).run()) == [("failed", True)]


def test_a_judge_has_to_have_passed(tmp_path: Path):
    body = "gates: [{figure: exam, at_least: 1}]\n"
    for passed, end in ((True, ("passed", False)), (False, ("failed", True))):
        run = Maker(models=ONE, header={"judge": "openai/judge", "exam": exam(passed)}).run()
        assert ends(tmp_path, body, run) == [end]
    assert ends(tmp_path, body, Maker(models=ONE).run()) == [("skipped", False)]


def test_a_limit_above_holds_for_an_exam_too(tmp_path: Path):
    run = Maker(models=ONE, header={"judge": "openai/judge", "exam": exam(True)}).run()
    assert ends(tmp_path, "gates: [{figure: exam, at_most: 0}]\n", run) == [("failed", True)]


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (
            "gates:\n  - figure: sumary\n    at_least: 1\n",
            "line 2, key gates.0.figure: there is no figure 'sumary'",
        ),
        ("gates:\n  - figure: summary\n", "line 2, key gates.0: a gate has one limit"),
        ("gates:\n  - figure: summary\n    at_leest: 1\n", "line 3, key gates.0.at_leest: this key is not known"),
        (
            "gates:\n  - figure: summary\n    at_least: much\n",
            "line 3, key gates.0.at_least: this must be a number",
        ),
        ("gates:\n  - {figure: summary, criterion: simple, at_least: 1}\n", "one figure or one criterion"),
        ("gates:\n  - {figure: failed, not_worse_by: 1}\n", "cannot be compared case by case"),
        ("gates:\n  - {figure: exam, at_least: 1, only: [a]}\n", "line 2, key gates.0.only: exam is of the run"),
        ("few: maybe\ngates: [{figure: failed, at_most: 0}]\n", "line 1, key few"),
        ("lines: [1]\ngates: [{figure: failed, at_most: 0}]\n", "line 1"),
        ("gates: []\n", "needs a gate"),
        ("few: fail\n", "key gates: this key is missing"),
        ("nothing\n", "must hold"),
    ],
)
def test_a_fault_in_the_file_is_named_with_its_line(tmp_path: Path, body: str, told: str):
    with pytest.raises(InputError, match=told):
        load_gates(gate(tmp_path, body))


def test_the_gates_that_ship_are_sound_and_stop_a_bad_run(tmp_path: Path):
    assert load_gates(SHIPPED).gates
    good = Maker(value=lambda *_: 0.8).run()
    assert write_reports(good, tmp_path, gate=SHIPPED).exit_code == 0
    bad = Maker(value=better(-0.3), failed=[("local/two", "case-00")]).run()
    outcome = write_reports(bad, tmp_path, gate=SHIPPED)
    assert outcome.exit_code == 1
    assert any("Gate failed: local/two: 1 failed cell; the limit is 0." in line for line in outcome.lines)


def read(tmp_path: Path, run: EvalRun, path: Path | None = None) -> tuple[Outcome, Xml.Element]:
    outcome = write_reports(run, tmp_path, gate=path)
    return outcome, Xml.parse(tmp_path / "junit.xml").getroot()


def test_junit_holds_a_test_a_cell_and_a_gate(tmp_path: Path):
    run = Maker(cases=3, failed=[("local/two", "case-01")]).run()
    body = "gates:\n  - {figure: failed, at_most: 0}\n  - {figure: summary, not_worse_by: 0.1}\n"
    outcome, root = read(tmp_path, run, gate(tmp_path, body))
    assert outcome.exit_code == 1
    assert {key: root.get(key) for key in ("tests", "failures", "errors", "skipped")} == {
        "tests": "9", "failures": "1", "errors": "1", "skipped": "1",
    }  # fmt: skip
    error = root.find(".//testcase[@name='case-01']/error")
    assert error is not None and error.get("message") == "The server was busy."
    for suite in root:
        assert int(suite.get("tests", "0")) == len(suite.findall("testcase"))


def test_junit_takes_any_text(tmp_path: Path):
    run = Maker(cases=1, models=ONE).run()
    evil = "]]><x a='\"&\x00\x1b\ufffe\ud800"
    told = run.results[0].model_copy(
        update={"status": "failed", "reason": evil, "drafts": (), "expected": "drafts"}
    )
    leak = drafted("Full marks for us", {key: 0.5 for _, key in KEYS}, forbidden=("<b>&",))
    leaked = run.results[0].model_copy(update={"drafts": (leak,)})
    _, root = read(tmp_path, run.model_copy(update={"results": (told, leaked)}))
    assert root.find(".//error").get("message").startswith("]]><x a='\"&\ufffd\ufffd")
    assert "<b>&" in root.find(".//failure").get("message")
