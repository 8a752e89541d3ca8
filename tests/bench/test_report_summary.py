"""Figures of a run: planted differences are found, none is not made up, and nothing unscored becomes a number."""

import random

import pytest
from run_maker import KEYS, Maker, better, drafted, exam, pair

from covision.bench.reading import differences, refuse_other_ruler
from covision.bench.reports.summary import summarise
from covision.domain.summary import RunSummary
from covision.errors import UsageError


def of(summary: RunSummary, key: str, name: str = "local/one"):
    contestant = next(one for one in summary.contestants if one.name == name)
    return next(one for one in contestant.criteria if one.key == key)


def test_a_planted_difference_is_found_and_named_by_its_criterion():
    (found,) = summarise(Maker(value=better(0.3)).run()).contrasts
    told = {one.key: one.tells for one in found.others}
    assert told.pop("criterion.customer_result") == "first"
    assert found.summary.tells == "first" and found.summary.difference.value == pytest.approx(0.075, abs=0.03)
    assert set(told.values()) <= {"alike", "too_few"}
    assert "local/one is better" in summarise(Maker(value=better(0.3)).run()).verdict[0]


def test_the_other_way_round_the_second_is_better():
    (found,) = summarise(Maker(value=better(-0.3)).run()).contrasts
    assert found.summary.tells == "second"


def test_without_a_difference_none_is_told():
    wrong = 0
    for seed in range(10):
        (found,) = summarise(Maker(seed=seed).run()).contrasts
        wrong += any(one.tells in ("first", "second") for one in found.others)
    assert wrong <= 2, "Holm keeps a wrong word about any of many figures to about one run in twenty"


def test_few_cases_are_said_to_be_too_few():
    summary = summarise(Maker(cases=3, value=better(0.3)).run())
    (found,) = summary.contrasts
    assert found.summary.tells == "too_few" and "Not enough cases to tell" in summary.verdict[0]
    assert any("Nothing is called better below 5" in line for line in summary.warnings)


def test_what_is_unscored_is_counted_apart_and_enters_no_mean():
    def value(model: str, case: str, key: str, rng: random.Random) -> float | None:
        return None if key == "picturable" and case < "case-06" else 0.8

    summary = summarise(Maker(value=value).run())
    half, never = of(summary, "picturable"), of(summary, "decides")
    assert (half.scored, half.unscored, half.figure.cases, half.figure.value) == (6, 6, 6, 0.8)
    assert half.reason == "Needs a judge."
    assert (never.scored, never.unscored, never.figure) == (0, 12, None)
    contrast = {one.key: one for one in summary.contrasts[0].others}
    assert contrast["criterion.picturable"].left_out == 6
    assert contrast["criterion.decides"].difference is None and contrast["criterion.decides"].p is None


def test_a_failed_cell_has_no_score_and_its_case_is_left_out_of_the_comparison():
    summary = summarise(Maker(failed=[("local/two", "case-00"), ("local/two", "case-01")]).run())
    one, two = summary.contestants
    assert (one.failed, two.failed, two.done, two.summary.cases) == (0, 2, 10, 10)
    assert summary.contrasts[0].summary.left_out == 2 and summary.contrasts[0].summary.difference.cases == 10
    assert any("2 cells failed" in line for line in summary.warnings)


def test_everything_failed_is_no_score_and_no_crash():
    cases = [f"case-{at:02}" for at in range(12)]
    summary = summarise(Maker(models=("local/one",), failed=[("local/one", case) for case in cases]).run())
    assert summary.contestants[0].summary is None and "has no score" in summary.verdict[0]


def test_repeats_are_one_case_and_organisations_are_clusters():
    summary = summarise(Maker(repeats=3, clustered=True).run())
    seen = summary.contestants[0].summary
    assert (seen.cases, seen.groups) == (12, 6)


def test_references_and_foils_say_what_the_scores_can_tell():
    summary = summarise(Maker().run())
    whole = summary.anchors[0]
    assert whole.auc.value > 0.95 and whole.references.value > whole.foils.value
    assert any(line.startswith("The scores can tell strong from weak here") for line in summary.verdict)
    assert summarise(Maker(anchors=False).run()).anchors == ()


def test_prompts_are_contestants_too():
    summary = summarise(Maker(models=("local/one",), prompts=("shipped", "terse")).run())
    assert [one.name for one in summary.contestants] == ["local/one with shipped", "local/one with terse"]


def test_longer_drafts_with_higher_scores_are_noticed():
    def statement(model: str, case: str) -> str:
        return " ".join(["Everyone", *["really"] * int(case[-2:]), "leaves"])

    def value(model: str, case: str, key: str, rng: random.Random) -> float | None:
        return 0.3 + 0.04 * int(case[-2:])

    run = Maker(statement=statement, value=value).run()
    tops = run.model_copy(
        update={"results": tuple(one.model_copy(update={"drafts": one.drafts[:1]}) for one in run.results)}
    )
    summary = summarise(tops)
    assert summary.contestants[0].length.value == pytest.approx(0.4, abs=1e-6)


def test_pairs_give_win_rates_and_a_pair_that_was_not_read_wins_nothing():
    run = Maker().run()
    pairs = [pair(f"case-{at:02}", "first") for at in range(8)]
    pairs += [pair("case-08", "tie", consistent=False), pair("case-09", "unscored", consistent=None)]
    found = summarise(run.model_copy(update={"pairs": tuple(pairs)})).pairs
    assert (found.contests, found.ties, found.unscored) == (9, 1, 1)
    assert found.placed[0].name == "local/one" and found.placed[0].win_rate.value == pytest.approx(8.5 / 9)
    assert found.consistent.value == pytest.approx(8 / 9) and found.longer_won.value == 0.0
    assert found.length is not None and len(found.at_equal_length) == 2
    assert summarise(run).pairs is None


def test_what_was_said_of_many_cells_is_told_once():
    run = Maker(cases=4, models=("local/one",)).run()
    told = [("Judge and writer are one family.",), ("Judge and writer are one family.", "Once."), (), ()]
    results = tuple(one.model_copy(update={"warnings": said}) for one, said in zip(run.results, told, strict=True))
    found = summarise(run.model_copy(update={"results": results})).remarks
    assert [(one.text, one.cells, one.of) for one in found] == [
        ("Judge and writer are one family.", 2, 4),
        ("Once.", 1, 4),
    ]


def test_forbidden_words_and_unexpected_ends_are_named():
    run = Maker(cases=1, models=("local/one",)).run()
    (only,) = run.results
    bad = drafted("Everyone gets full marks", {key: 0.5 for _, key in KEYS}, forbidden=("full marks",))
    told = only.model_copy(update={"drafts": (bad,), "expected": "not_enough"})
    summary = summarise(run.model_copy(update={"results": (told,)}))
    assert summary.contestants[0].forbidden[0].text == "full marks"
    assert any("forbidden words came through in case-00" in line for line in summary.warnings)
    assert summary.contestants[0].surprises == ("case-00: drafted, though there is too little to draft from",)


def test_a_judge_that_failed_is_said_to_have_failed():
    summary = summarise(Maker(header={"judge": "openai/judge", "exam": exam(False)}).run())
    assert any("failed its exam" in line for line in summary.warnings)


def test_a_baseline_is_compared_case_by_case():
    run, base = Maker(value=better(0.3), seed=1).run(), Maker(value=better(0.0), seed=2).run()
    summary = summarise(run, baseline=base)
    assert [one.summary.tells for one in summary.against][0] == "first"
    assert summary.against[0].second == "local/one of the baseline" and not summary.differs


@pytest.mark.parametrize(
    "changed",
    [{"rubric_version": "2"}, {"suite_digest": "e"}, {"judge": "openai/x"}, {"learned_digest": "l"},
     {"settings": {"embeddings": "minilm"}}],
)  # fmt: skip
def test_runs_measured_otherwise_are_not_compared_silently(changed):
    run, base = Maker().run(), Maker(header=changed).run()
    summary = summarise(run, baseline=base)
    assert not summary.against and summary.differs
    assert any("measured otherwise and is not compared" in line for line in summary.warnings)
    with pytest.raises(UsageError, match="measured otherwise"):
        refuse_other_ruler(run, base, ("one", "two"))


def test_what_only_adds_chance_is_told_and_compared():
    run, base = Maker().run(), Maker(header={"seed": 9}).run()
    assert [one.name for one in differences(run, base)] == ["seed"]
    summary = summarise(run, baseline=base)
    assert summary.against and any("differ in seed (1 and 9)" in line for line in summary.warnings)
