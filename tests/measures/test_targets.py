"""Targets, dates and ways of delivery told by their form; scenes with a number in them stay what they are."""

import pytest

from covision.domain.base import Language
from covision.measures.lexicon import matcher
from covision.measures.reading import foreign, read
from covision.measures.targets import tactic_end, target_end
from covision.steps.rubric import load_lexicon


def _found(text: str, language: Language, tell) -> list[str]:
    reading = read(text, matcher(load_lexicon(language)))
    ends = [(word.start, tell(reading, at)) for at, word in enumerate(reading.words)]
    return [text[start:end] for start, end in ends if end]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Seventeen times in twenty it works.", "Seventeen times in twenty"),
        ("We answer within a quarter of an hour.", "within a quarter of an hour"),
        ("It is mended in under two days.", "in under two days"),
        ("A third fewer people wait.", "A third fewer"),
        ("The queue is cut by a half.", "by a half"),
        ("At least eleven families come.", "At least eleven"),
        ("We are number one.", "number one"),
        ("One in every six comes back.", "One in every six"),
    ],
)
def test_a_target_is_found_by_its_form(text: str, told: str) -> None:
    assert told in _found(text, "en", target_end)


@pytest.mark.parametrize(
    "text",
    [
        "Two bites and you know whose kitchen it is.",
        "One of our people knows your name.",
        "She sits in half the light of the window.",
        "The three of us open the door.",
        "You learn to swim at fifty.",
        "A quarter past five the bread is warm.",
    ],
)
def test_a_scene_with_a_number_is_no_target(text: str) -> None:
    assert _found(text, "en", target_end) == []


def test_portuguese_has_its_own_forms() -> None:
    assert _found("Dezanove em cada vinte voltam.", "pt", target_end) == ["Dezanove em cada vinte"]
    assert _found("Respondemos em menos de duas horas.", "pt", target_end)[0] == "em menos de duas horas"
    assert _found("Pelo menos onze famílias vêm.", "pt", target_end) == ["Pelo menos onze"]
    assert _found("Duas avós e um neto entram.", "pt", target_end) == []
    assert _found("Até ao verão abrimos o jardim.", "pt", tactic_end) == ["Até ao verão"]
    assert _found("O nosso novo programa ajuda.", "pt", tactic_end)[0].endswith("programa")


def test_seasons_and_ways_of_delivery_are_tactics_and_summer_is_not() -> None:
    assert _found("By next spring you sit outside.", "en", tactic_end)[0] == "By next spring"
    assert _found("You see it on your phone.", "en", tactic_end) == ["on your phone"]
    assert _found("Our new booking system does it.", "en", tactic_end)[0] == "Our new booking system"
    assert _found("In summer the door stands open.", "en", tactic_end) == []
    assert _found("The programme of the evening lies on the chair.", "en", tactic_end) == []


def test_an_idiom_is_found_whoever_owns_it() -> None:
    lists = matcher(load_lexicon("en"))
    for owner in ("our", "her", "their", "your"):
        assert read(f"We keep {owner} cool when it burns.", lists).matches("idioms")
    assert not read("We keep the soup cool.", lists).matches("idioms")


def test_hard_words_are_no_other_language() -> None:
    lists = matcher(load_lexicon("en"))
    hard = "Prospective purchasers undertaking painstaking verification consistently relinquish unwarranted scepticism."
    assert not foreign(read(hard, lists), lists)
    german = "Unsere Kunden verlassen den Laden mit warmem Brot und einem guten Wort auf den Lippen heute."
    assert foreign(read(german, lists), lists)
