"""Scorecards side by side: what is apart, what is a sign only, what each gives up, and what they share."""

import pytest

from covision.domain.draft import Clause, Draft, Evidence
from covision.domain.events import ProjectState, Version
from covision.domain.project import Organisation
from covision.domain.rubric import Criterion, CriterionScore, Rubric, Scorecard, Summary
from covision.steps.comparing.contrast import aligned, contrasts
from covision.steps.comparing.options import first_choice, found, key_of, options
from covision.steps.comparing.overlap import overlap, rests


def criterion(number: int, weight: float = 1.0) -> Criterion:
    return Criterion(
        number=number, key=f"k{number}", title=f"Title {number}", asks="a", strong="s", weak="w",
        checks=("computed",), question="q", weight=weight, noise=0.05,
    )  # fmt: skip


RUBRIC = Rubric(version="t", criteria=(criterion(1), criterion(2, 3.0), criterion(3)))


def score(number: int, value: float | None, reach: float | None = 0.1, method: str = "measure") -> CriterionScore:
    interval = None
    if value is not None and reach is not None:
        interval = (max(0.0, value - reach), min(1.0, value + reach))
    status = "unscored" if value is None else "scored"
    return CriterionScore(
        number=number, key=f"k{number}", status=status, value=value, interval=interval, method=method, trust=0.6,
        reason=f"reason {number}",
    )  # fmt: skip


def card(*scores: CriterionScore, summary: float | None = 0.5) -> Scorecard:
    return Scorecard(id="c", statement="s", summary=Summary(value=summary), criteria=scores)


def test_only_intervals_that_do_not_overlap_are_called_a_difference():
    rows = aligned(
        {
            "A": card(score(1, 0.9), score(2, 0.9, 0.3), score(3, 0.9, None)),
            "B": card(score(1, 0.5), score(2, 0.5, 0.3), score(3, 0.1, None)),
        },
        RUBRIC,
    )
    assert rows[0].clear == (("A", "B"),) and rows[0].leans == ()
    assert rows[1].clear == () and rows[1].leans == (("A", "B"),)
    # Without an interval nobody knows how sure a value is, however far apart they are.
    assert rows[2].clear == () and rows[2].leans == (("A", "B"),)


def test_what_meaningless_edits_move_is_no_difference_and_neither_is_a_small_gap():
    near = aligned({"A": card(score(1, 0.60, 0.0)), "B": card(score(1, 0.52, 0.0))}, RUBRIC)[0]
    assert near.clear == near.leans == ()
    apart = aligned({"A": card(score(1, 0.70, 0.0)), "B": card(score(1, 0.52, 0.0))}, RUBRIC)[0]
    assert apart.clear == (("A", "B"),)


def test_a_judged_value_is_not_held_against_a_measured_one():
    row = aligned({"A": card(score(1, 0.9, 0.0, "judge")), "B": card(score(1, 0.1, 0.0))}, RUBRIC)[0]
    assert row.mixed and row.clear == row.leans == ()
    both = {"A": card(score(1, 0.9, 0.0, "judge")), "B": card(score(1, 0.1, 0.0, "mixed"))}
    assert aligned(both, RUBRIC)[0].clear == (("A", "B"),)


def test_what_was_not_scored_is_told_with_its_reason_and_compared_with_nothing():
    rows = aligned({"A": card(score(1, 0.9)), "B": card(score(1, None)), "C": card()}, RUBRIC)
    assert list(rows[0].scores) == ["A"] and rows[0].unscored == {"B": "reason 1", "C": ""}
    assert rows[0].clear == () and rows[2].scores == {}


def test_what_each_gives_up_comes_by_certainty_then_weight_and_names_the_others():
    cards = {
        "A": card(score(1, 0.2, 0.05), score(2, 0.2, 0.4), score(3, 0.9)),
        "B": card(score(1, 0.8, 0.05), score(2, 0.8, 0.4), score(3, 0.4)),
        "C": card(score(1, 0.7, 0.05), score(2, 0.3, 0.4), score(3, 0.4)),
    }
    first, second, _ = contrasts(aligned(cards, RUBRIC), cards, {("B", "A")})
    assert [(one.criterion.number, one.others, one.clear) for one in first.gives_up] == [
        (1, ("B", "C"), True), (2, ("B",), False),
    ]  # fmt: skip
    assert [(one.criterion.number, one.others, one.clear) for one in first.for_] == [(3, ("B", "C"), True)]
    assert first.behind == ("B",) and second.ahead == ("A",)
    # Ahead of one of two others is not ahead.
    assert [one.criterion.number for one in second.for_] == [2]


# What they rest on


def draft(id: str, *clauses: tuple[str, tuple[str, ...]], angle: str = "calm") -> Draft:
    at, made = 0, []
    for text, evidence in clauses:
        made.append(Clause(text=text, start=at, end=at + len(text), kind="need", evidence=evidence))
        at += len(text) + 1
    statement = " ".join(text for text, _ in clauses)
    return Draft(id=id, angle=angle, statement=statement, language="en", clauses=tuple(made), origin=f"model:{id}")


EVIDENCE = {
    id: Evidence(kind="answer", text=text, source=source)
    for id, text, source in (("a", "one", "x"), ("b", "two", "x"), ("again", "one", "x"), ("c", "three", "y"))
}


def test_evidence_is_grouped_by_who_rests_on_it_and_the_same_words_are_one_piece():
    drafts = (
        draft("d1", ("You leave calm", ("a", "b")), ("and fed", ())),
        draft("d2", ("You come back", ("again", "c"))),
    )
    told = [rests(letter, one.statement, one, drafts) for letter, one in zip("AB", drafts, strict=True)]
    assert [one.assumed for one in told] == [1, 0]
    assert overlap(told, EVIDENCE).groups == ((("A", "B"), ("a",)), (("A",), ("b",)), (("B",), ("c",)))


def test_an_edited_version_keeps_the_evidence_of_what_stands_unchanged_in_it():
    drafts = (draft("d1", ("You leave calm", ("a",)), ("because we listened", ("b",))),)
    told = rests("A", "You leave calm because somebody listened", None, drafts)
    assert told.carried and told.evidence == ("a",)
    assert rests("A", "Quite other words", None, drafts).evidence == ()
    assert overlap([rests("A", "x", None, drafts)], {}).groups == ()


# What can be compared


def state(*versions: str) -> ProjectState:
    drafts = (
        draft("d1", ("You leave calm", ())),
        draft("d2", ("You come back", ()), angle="Crème de la crème").model_copy(update={"scorecard": card(summary=0.9)}),
        draft("d3", ("You know why", ())).model_copy(update={"scorecard": card(summary=0.4)}),
    )  # fmt: skip
    made = tuple(
        Version(version=n, statement=text, author="owner", note=f"note {n}") for n, text in enumerate(versions, 1)
    )
    return ProjectState(id="p", organisation=Organisation(name="B"), drafts=drafts, versions=made)


def test_each_text_stands_once_by_its_newest_version():
    every = options(state("You leave  calm", "Edited", "You leave calm "))
    assert [one.source for one in every] == ["version/3", "draft/d2", "draft/d3", "version/2"]
    assert every[0].draft is not None and every[0].newest and every[0].place == 1
    assert len({one.key for one in every}) == 4 and every[1].key == key_of("p", "draft/d2")
    assert not any("d2" in one.key for one in every)


@pytest.mark.parametrize(
    ("versions", "first"),
    [
        ((), ["draft/d2", "draft/d3", "draft/d1"]),
        (("Edited",), ["version/1", "draft/d2", "draft/d3"]),
        (("You leave calm", "Edited"), ["version/2", "draft/d2", "draft/d3"]),
    ],
)
def test_the_newest_version_and_the_best_drafts_come_first(versions, first):
    assert [one.source for one in first_choice(options(state(*versions)))] == first


def test_without_drafts_the_newest_versions_come_first():
    only = state("One", "Two", "Three", "Four").model_copy(update={"drafts": ()})
    assert [one.source for one in first_choice(options(only))] == ["version/4", "version/3", "version/2"]


@pytest.mark.parametrize(
    ("query", "sources"),
    [
        ("", 5), ("calm", ["draft/d1", "draft/d3"]), ("CRÈME", ["draft/d2"]), ("you back", ["draft/d2"]), ("2", ["draft/d2", "version/2"]),
        ("ome", []), ("note 1", ["version/1"]), ("owner", ["version/2", "version/1"]),
    ],
)  # fmt: skip
def test_words_and_numbers_find_statements(query, sources):
    seen = [one.source for one in found(options(state("Edited", "Again edited")), query)]
    assert seen == sources if isinstance(sources, list) else len(seen) == sources
