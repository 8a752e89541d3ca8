"""Whole clauses said to the customer: only certain forms are turned, and what comes out is grammatical."""

import pytest
from test_phrases import EN, PT, material

from covision.steps.drafting.sentences import tidy
from covision.steps.drafting.told import pairs, told
from covision.steps.drafting.units import units_of


def said(**answers: str) -> list[str]:
    return [one.text for one in told(units_of(material(**answers)), EN)]


@pytest.mark.parametrize(
    ("answer", "wanted"),
    [
        ("They should feel expected and not be asked for their name twice.", "you feel expected and are not asked for your name twice"),
        ("They shouldn't feel they need a reason to come in.", "you don't feel you need a reason to come in"),
        ("People must be able to come back after years and not be told off.", "you can come back after years and are not told off"),
        ("I'd like them to leave knowing what they owe.", "you leave knowing what you owe"),
        ("If it fails tell them what has to be done and what can wait.", "you know what has to be done and what can wait"),
        ("When it goes wrong I ring them before they ring me.", "we ring you before you ring us"),
        ("They come in and somebody looks up, which is the whole trick.", "you come in and somebody looks up"),
    ],
)  # fmt: skip
def test_what_customers_should_feel_and_do_is_said_to_them(answer: str, wanted: str) -> None:
    assert wanted in said(q8=answer)


@pytest.mark.parametrize(
    "answer",
    [
        "Going home, see you next time.",
        "They were being sick in the corridor, let's be honest.",
        "They want it cheaper and they always say so.",
        "Have you seen how they park?",
        "They had a lovely time with Maureen in May.",
        "They should ring Maureen on extension 4.",
    ],
)
def test_stories_staff_talk_and_names_are_left_alone(answer: str) -> None:
    assert said(q8=answer) == []


def test_a_moment_that_was_named_stays_with_what_follows() -> None:
    found = told(units_of(material(q8="When things go wrong, they should hear from us first.")), EN)
    assert [(one.stage, one.text) for one in found] == [("trouble", "you hear from us first")]


def test_two_clauses_of_one_person_may_stand_together_in_their_order() -> None:
    found = told(units_of(material(q8="They come in and somebody looks up. They leave with a name on a card.")), EN)
    joined = [tuple(one.text for one in kept) for kept in pairs(found)]
    assert ("you come in and somebody looks up", "you leave with a name on a card") in joined


def test_a_portuguese_wish_keeps_its_subjunctive() -> None:
    told_ = told(
        units_of(material(q8="Na primeira visita, que se sinta em casa e que saia com vontade de voltar.")), PT
    )
    assert [one.text for one in told_] == [
        "Queremos que, na primeira visita, cada pessoa se sinta em casa e saia com vontade de voltar"
    ]


@pytest.mark.parametrize(
    ("rough", "wanted"),
    [
        ("I go in, they know me, and I come out with my bike mended", "You go in, we know you, and you come out with your bike mended."),
        ("you see what i see, you decide, you drive off", "You see what we see, you decide, you drive off."),
        ("it doesnt matter who you are, youre next", "It doesn't matter who you are, you're next."),
    ],
)  # fmt: skip
def test_a_rough_sentence_may_be_a_customer_speaking_or_typed_in_a_hurry(rough: str, wanted: str) -> None:
    units = [unit for unit in units_of(material(q9=rough)) if unit.question == "9"]
    assert wanted in [item.text for item in tidy(units, EN)]


def test_not_just_is_never_cut_to_not() -> None:
    units = [
        unit
        for unit in units_of(material(q9="You come out able to drive and not just able to pass"))
        if unit.question == "9"
    ]
    assert [item.text for item in tidy(units, EN)] == ["You come out able to drive and not just able to pass."]
