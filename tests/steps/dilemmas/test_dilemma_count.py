"""Answers counted, against figures made by hand."""

from itertools import combinations

import pytest

from covision.domain.dilemmas import Choice, Dilemma, DilemmaRound, Paper
from covision.steps.dilemmas.count import result

STATEMENT = "Whoever comes in is known by name and never hurried."
STOP = frozenset(("whoever", "in", "is", "by", "and"))
ASKED = tuple(
    Dilemma(
        id=f"d{n}", title=f"Case {n}", text="What now?", courses=("Go left.", "Go right.", "Wait.")[: 3 - n % 2]
    )
    for n in range(4)
)


def counted(*papers: str, reasons: dict | None = None, asked=ASKED, language="en"):
    """One string a person, one letter a dilemma, `-` for silence."""
    made = tuple(
        Paper(
            participant=f"P{at}",
            choices=tuple(
                Choice(dilemma=one.id, course="" if letter == "-" else letter, reason=(reasons or {}).get((at, one.id), ""))
                for one, letter in zip(asked, letters, strict=True)
            ),
        )
        for at, letters in enumerate(papers)
    )  # fmt: skip
    held = DilemmaRound(
        id="r", statement=STATEMENT, source="version/1", language=language, dilemmas=asked, papers=made
    )
    return result(held, STOP)


def test_six_people_on_four_dilemmas():
    found = counted("aa-a", "aa-b", "aa-c", "ab-a", "aaab", "ba-c")
    assert (found.people, found.needed, found.of, found.decided, found.silent) == (6, 5, 4, 2, 1)
    first, second, third, fourth = found.verdicts
    assert (first.outcome, first.alike, first.course, first.sure) == ("decides", 5, "a", True)
    assert first.refused == ("c",) and second.refused == ()
    assert (third.outcome, third.taken[-1].people, third.sure) == ("silent", 5, True)
    assert (fourth.outcome, fourth.alike, fourth.sure) == ("split", 2, True)
    assert [one.outcome for one in found.questions] == ["silent", "split"]
    assert "5 of 6 people find nothing" in found.questions[0].text
    assert "“Go left”" in found.questions[1].text and "2 people would say" in found.questions[1].text
    assert second.share is not None and second.share.value == pytest.approx(5 / 6, abs=1e-4)
    assert second.share.interval == pytest.approx((0.4365, 0.9699), abs=1e-3), "Wilson's interval for 5 of 6"


def test_pairs_and_chance_against_counting_them():
    papers = ("aa-a", "aa-b", "aa-c", "ab-a", "aaab", "ba-c")
    found = counted(*papers)
    same = [
        one[at] == other[at] != "-" for one, other in combinations(papers, 2) for at in range(4)
    ]  # fmt: skip
    share = sum(same) / len(same)
    chance = sum(3 / 16 if at % 2 == 0 else 2 / 9 for at in range(4)) / 4
    assert found.pairs is not None and found.above is not None
    assert found.pairs.value == pytest.approx(share, abs=1e-4)
    assert found.above.value == pytest.approx((share - chance) / (1 - chance), abs=1e-4)
    assert found.pairs.interval is not None and found.pairs.interval[0] < share < found.pairs.interval[1]


def test_silence_agrees_with_nobody():
    found = counted("----", "----", "----")
    assert found.pairs is not None and found.pairs.value == 0.0 and found.above is not None
    assert found.above.value < 0 and found.decided == 0 and found.silent == 4


def test_few_answers_are_told_as_few():
    nobody, one = counted(), counted("aaaa")
    assert nobody.people == 0 and {x.outcome for x in nobody.verdicts} == {"few"} == {
        x.outcome for x in one.verdicts
    }
    assert not one.questions and one.pairs is None
    two = counted("aaaa", "aaab")
    assert two.needed == 2 and two.decided == 3 and two.pairs is None and two.above is None
    assert not any(x.sure for x in two.verdicts), "two alike are guessing one time in five"
    assert [x.outcome for x in two.questions] == ["split"], "that two differ is worth a question all the same"
    three = counted("aaaa", "aaaa", "aaaa")
    # Three alike by guessing: 3/64 among three courses, 2/27 among two.
    assert [x.chance for x in three.verdicts] == pytest.approx([3 / 64, 2 / 27, 3 / 64, 2 / 27], abs=1e-4)
    assert [x.sure for x in three.verdicts] == [True, False, True, False]


def test_words_of_the_statement_that_people_named():
    found = counted(
        "aaaa", "baaa", "baaa",
        reasons={(0, "d0"): "because it says known by name", (1, "d0"): "Knows their NAME, so", (2, "d1"): "not hurrying"},
    )  # fmt: skip
    assert [(one.span.text, one.people) for one in found.named] == [("known by name", 2), ("hurried", 1)]
    assert all(one.span.holds_in(STATEMENT) for one in found.named)
    asked = found.questions[0]
    assert asked.dilemma == "d0" and asked.span is not None and asked.span.text == "known by name"
    assert "both point at “known by name”" in asked.text


def test_words_that_no_reason_uses_together_stay_apart():
    found = counted("aaaa", "aaaa", reasons={(0, "d0"): "name", (0, "d1"): "never", (1, "d0"): "by name, never"})
    assert [(one.span.text, one.people) for one in found.named] == [("name and never", 2)]
    found = counted("aaaa", "aaaa", reasons={(0, "d0"): "name", (0, "d1"): "never"})
    assert [(one.span.text, one.people) for one in found.named] == [("name", 1), ("never", 1)]


def test_reasons_of_whoever_finds_silence_name_nothing():
    found = counted("-aaa", "aaaa", reasons={(0, "d0"): "known by name says nothing here"})
    assert found.named == ()


def test_questions_in_portuguese_and_where_one_course_stands_against_silence():
    found = counted("aaaa", "aaaa", "-aaa", language="pt")
    (asked,) = found.questions
    assert "2 pessoas diriam: «Go left»" in asked.text and "1 pessoa acha que a frase não diz" in asked.text
    found = counted("-aaa", "aaaa", language="pt")
    assert "1 de 2 pessoas não encontra nada" in found.questions[0].text
