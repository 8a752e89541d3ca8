"""People's ratings: what is given out is blind, what comes back is checked line by line, and agreement is real."""

import csv
import io
import random
from pathlib import Path

import krippendorff
import pytest
from run_maker import KEYS, Maker

from covision.bench.agree import agree
from covision.bench.ratings import item_id, items_of, read_ratings, template
from covision.domain.agreeing import CriterionAgreement
from covision.errors import InputError
from covision.steps.rubric import load_rubric

CRITERIA = load_rubric().criteria
PATH = Path("ratings.csv")


def spread(model: str, case: str, key: str, rng: random.Random) -> float:
    return rng.choice((0.0, 0.25, 0.5, 0.75, 1.0))


RUN = Maker(cases=20, models=("local/one",), value=spread).run()
IDS = [item_id(one.cell.case, one.drafts[0].draft.statement) for one in RUN.results]
TRUE = [one.drafts[0].draft.scorecard.criteria[0].value for one in RUN.results]


def table(rows: list[tuple[str, str, str, str]], header: str = "rater,draft,criterion,value 1-5") -> str:
    return "\n".join([header, *(",".join(row) for row in rows)]) + "\n"


def said(text: str, run=RUN) -> CriterionAgreement:
    return agree(read_ratings(text, PATH, run, CRITERIA), run, CRITERIA).criteria[0]


def as_fifths(value: float) -> str:
    return str(round(1 + 4 * value))


def test_a_judge_that_says_what_people_say_agrees_fully():
    found = said(
        table([(rater, id, "1", as_fifths(value)) for rater in "ab" for id, value in zip(IDS, TRUE, strict=True)])
    )
    assert (found.items, found.ratings, found.both, found.method) == (20, 40, 20, "measure")
    assert found.people.value == found.instrument.value == 1.0 and found.above.value == 0.0
    assert sum(found.confusion.counts[at][at] for at in range(5)) == 20 and found.confusion.same.value == 1.0


def test_alpha_is_that_of_an_independent_library():
    rng = random.Random(5)
    rows = {rater: [rng.randint(1, 5) for _ in IDS] for rater in "abc"}
    text = table(
        [(rater, id, "customer_result", str(v)) for rater in rows for id, v in zip(IDS, rows[rater], strict=True)]
    )
    found = said(text)
    wanted = krippendorff.alpha(reliability_data=list(rows.values()), level_of_measurement="ordinal")
    assert found.people.value == pytest.approx(wanted, abs=1e-6)
    middle = [sorted(column)[1] for column in zip(*rows.values(), strict=True)]
    machine = [1 + 4 * value for value in TRUE]
    wanted = krippendorff.alpha(reliability_data=[middle, machine], level_of_measurement="ordinal")
    assert found.instrument.value == pytest.approx(wanted, abs=1e-6)
    low, high = found.people.interval
    assert low < found.people.value < high and low < 0.3


def test_a_judge_that_is_always_kinder_is_told_by_how_much():
    lower = [(id, value) for id, value in zip(IDS, TRUE, strict=True) if value >= 0.25]
    found = said(table([("a", id, "1", as_fifths(value - 0.25)) for id, value in lower]))
    assert found.above.value == pytest.approx(0.25) and found.people is None


def test_levels_are_those_of_the_rubric():
    levels = CRITERIA[0].levels
    found = said(table([("a", id, "1", "1") for id in IDS[:6]], "rater,draft,criterion,level"))
    assert found.confusion.steps == tuple(f"{level.value:.2g}" for level in levels)
    assert sum(found.confusion.counts[0]) == 6


def test_what_the_run_did_not_score_is_no_disagreement():
    text = table([(rater, id, "7", "3") for rater in "ab" for id in IDS])
    found = said(text)
    assert (found.both, found.instrument, found.confusion, found.above, found.method) == (0, None, None, None, "")


def test_the_template_is_blind_and_comes_back_as_it_went_out():
    run = Maker(
        cases=2, models=("local/one", "local/two"), statement=lambda model, case: f"={case} by nobody known"
    ).run()
    text = template(run, CRITERIA[:2])
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) == 2 * len(items_of(run)) and "local/" not in text and "foil" not in text
    assert rows[0]["draft"] in items_of(run) and all(not row["statement"].startswith("=") for row in rows)
    filled = text.replace(",,\n", ",4,\n").replace("\n,", "\nann,")
    found = agree(read_ratings(filled.removesuffix("ann,"), PATH, run, CRITERIA), run, CRITERIA)
    assert found.ratings == len(rows) and found.raters == ("ann",)


def test_excel_files_with_semicolons_decimal_commas_and_gaps_are_read():
    text = (
        f"Rater;Case;Criterion;Value\nann;case-00;1;0,5\nann;case-01;1;\n;;;\nbob;case-00;{CRITERIA[0].title};1\n"
    )
    found = read_ratings(text, PATH, RUN, CRITERIA)
    assert [(row.rater, row.item, row.value) for row in found.rows] == [("ann", IDS[0], 0.5), ("bob", IDS[0], 1.0)]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("rater,draft,value\n", "line 1: there is no column 'criterion'"),
        ("rater,criterion,value\n", "no column 'draft'"),
        ("rater,draft,criterion\n", "no column of values"),
        ("rater,draft,criterion,value,level\n", "several columns of values"),
        ("rater,draft,criterion,value 5-1\n", "has no steps"),
        (table([("a", IDS[0], "1", "6")]), "line 2: 6 is not on the scale"),
        (table([("a", IDS[0], "1", "good")]), "line 2: 'good' is no number"),
        (table([("a", IDS[0], "1", "1"), ("a", IDS[0], "1", "2")]), "line 3: a rated this draft .* on line 2 too"),
        (table([("a", "0" * 10, "1", "1")]), "has no draft '0000000000'"),
        (table([("a", IDS[0], "nonsense", "1")]), "no criterion 'nonsense'"),
        (table([("", IDS[0], "1", "1")]), "nobody is named"),
        (table([("a", IDS[0], "1", "9")], "rater,draft,criterion,level"), "levels of customer_result are 1 to"),
        (table([("a", "nowhere", "1", "1")], "rater,case,criterion,value"), "has no top drafts"),
        (table([("a", IDS[0], "1", "")]), "holds no ratings"),
        ("", "there is no column"),
    ],
)
def test_a_line_that_cannot_be_understood_is_named(text: str, told: str):
    with pytest.raises(InputError, match=told):
        read_ratings(text, PATH, RUN, CRITERIA)


def test_a_case_with_two_top_drafts_needs_the_draft_named():
    run = Maker(cases=1, statement=lambda model, case: f"{model} says so here").run()
    with pytest.raises(InputError, match="has 2 top drafts"):
        read_ratings(table([("a", "case-00", "1", "1")], "rater,case,criterion,value"), PATH, run, CRITERIA)


def test_all_criteria_together_have_no_interval_since_they_depend_on_each_other():
    text = table(
        [
            (rater, id, str(number), "3" if rater == "a" else "4")
            for rater in "ab"
            for id in IDS
            for number, _ in KEYS
        ]
    )
    found = agree(read_ratings(text, PATH, RUN, CRITERIA), RUN, CRITERIA)
    assert (
        len(found.criteria) == len(KEYS) and found.people.interval is None and found.people.items == 20 * len(KEYS)
    )
