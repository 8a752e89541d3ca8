"""A team's phrases become clauses about the customer, keep every denial, and gain no word."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from covision import assets
from covision.domain.project import Material, Organisation, Participant
from covision.measures.text import words
from covision.steps.drafting.compose import audience, compose
from covision.steps.drafting.pieces import STAGES, pieces_of
from covision.steps.drafting.promises import promises
from covision.steps.drafting.sentences import tidy
from covision.steps.drafting.units import units_of
from covision.steps.drafting.voice import Voice, load_voice
from covision.steps.rubric import load_lexicon

SHELF = assets.folder("prompts")
WORDS = {language: load_lexicon(language) for language in ("en", "pt")}
EN, PT = load_voice(SHELF, "en"), load_voice(SHELF, "pt")


def material(language: str = "en", **answers: str) -> Material:
    told = {key.removeprefix("q"): text for key, text in answers.items()}
    people = (Participant(id="owner", answers=dict(told)),)
    return Material(organisation=Organisation(name="Mill Lane", language=language), participants=people)


def pieces(text: str, language: str = "en") -> list[tuple[str, str, str]]:
    lexicon = WORDS[language]
    assert lexicon is not None
    found = pieces_of(units_of(material(language, q8=text)), EN if language == "en" else PT, lexicon)
    return [(piece.stage, piece.kind, piece.text) for piece in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            'first contact: feel the warmth, think "they\'ve seen me", say what they came for without rushing',
            [("first", "feel", "feel the warmth"), ("first", "think", "know we've seen you")],
        ),
        (
            "in use: feel safe and in charge, think I know what she's doing and why, lift a hand if they want to stop",
            [
                ("use", "feel", "feel safe and in charge"),
                ("use", "think", "know what we're doing and why"),
                ("use", "do", "can lift a hand if you want to stop"),
            ],
        ),
        (
            "goodbye: not be made to feel it's their fault",
            [("goodbye", "do", "do not have to feel it's your fault")],
        ),
        ("They should feel calm, and tell a mate.", [("", "feel", "feel calm"), ("", "do", "can tell a mate")]),
        (
            "feel: welcome and not judged\ndo: come back without shame",
            [("", "feel", "feel welcome and not judged"), ("", "do", "can come back without shame")],
        ),
        ("in trouble: a real answer within 2 hours", []),
        ("in use: I don't see it, honestly I've not thought about it", []),
    ],
)
def test_phrases_of_answer_eight(text: str, expected: list[tuple[str, str, str]]) -> None:
    found = pieces(text)
    assert [item for item in found if item in expected] == expected
    if not expected:
        assert found == []


def test_portuguese_phrases_stand_in_the_infinitive() -> None:
    assert pieces("quando corre mal: sentir que não estão a incomodar, chamar-nos a qualquer hora", "pt") == [
        ("trouble", "feel", "sentir que não estão a incomodar"),
        ("trouble", "do", "chamar-nos a qualquer hora"),
    ]
    assert pieces("Ao balcão que saibam que ninguém os apressa.", "pt") == [
        ("use", "think", "saber que ninguém os apressa")
    ]


@pytest.mark.parametrize("verb", ["feel rushed", "feel stupid for asking", "think we forgot them"])
@pytest.mark.parametrize("no", ["should not", "must never", "shouldn't"])
def test_a_denial_is_never_lost(no: str, verb: str) -> None:
    for stage, kind, text in pieces(f"in use: they {no} {verb}"):
        assert re.search(r"\b(?:not|never)\b", text), (stage, kind, text)


def test_a_rough_sentence_is_tidied_with_its_own_words_only() -> None:
    seed = (
        "We want that whoever comes in the door, even when there's a queue, goes out feeling like somebody knew them, "
        "and if we've run out or we got it wrong we say so and sort it there and then."
    )
    found = [item.text for item in tidy(units_of(material(q9=seed)), EN)]
    assert found[0].startswith(
        "Whoever comes in the door, even when there's a queue, goes out feeling like somebody knew"
    )
    assert "Whoever comes in the door goes out feeling like somebody knew them." in found
    said = {word.lower for word in words(seed)} | {"and"}
    for text in found:
        assert {word.lower for word in words(text)} <= said
        assert text[0].isupper() and text.endswith(".")


def test_first_person_stories_and_rivals_are_no_promise() -> None:
    told = material(
        q11="We ring every patient that evening. The chain in town can't. I used to work there. We lost one in May.",
        q12="What is not true yet is Saturdays.",
    )
    assert [text for text, _ in promises(units_of(told), EN)] == ["We ring every patient that evening"]


def test_customers_are_called_what_the_team_calls_them() -> None:
    told = material(q2="The patient leaves calm.", q3="Patients think it does not hurt.", q8="Customers feel fine.")
    assert audience(units_of(told), EN) == "Patients"


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=400), st.sampled_from(["2", "8", "9", "10", "11"]))
def test_any_answer_is_survived_and_evidence_is_verbatim(text: str, question: str) -> None:
    lexicon = WORDS["en"]
    assert lexicon is not None
    person = Participant(id="owner", answers={question: text})
    told = Material(organisation=Organisation(name="X"), participants=(person,))
    units = units_of(told)
    for unit in units:
        assert text[unit.evidence.start : unit.evidence.end] == unit.evidence.text
    for candidate in compose(told, units, EN, lexicon):
        assert candidate.text.strip() and set(candidate.evidence) <= {unit.id for unit in units}


@pytest.mark.parametrize("voice", [EN, PT], ids=["en", "pt"])
def test_every_angle_a_candidate_can_take_has_a_title(voice: Voice) -> None:
    taken = {"own", "baseline", "why", "mind", "arc", "difference", *STAGES}
    assert taken <= set(voice.angles) and set(STAGES) <= set(voice.sentences)
