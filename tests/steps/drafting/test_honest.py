"""Other languages, little to go by, comments that stand against a draft, and drafts that are really different."""

from typing import Any

import pytest
from test_draft import Writer, run
from test_phrases import EN, PT, material
from test_told import said

from covision.domain.project import Material, Organisation, Participant
from covision.domain.research import ResearchSource, Snippet
from covision.errors import NotEnough
from covision.steps.drafting.choose import differs
from covision.steps.drafting.doubt import Doubts
from covision.steps.drafting.sentences import tidy
from covision.steps.drafting.units import units_of
from covision.steps.drafting.words import WORDS
from covision.steps.rubric import load_lexicon


def told(language: str, **answers: str) -> Material:
    person = Participant(id="o", answers={key.removeprefix("q"): text for key, text in answers.items()})
    return Material(organisation=Organisation(name="Paco", language=language), participants=(person,))


SPANISH = {
    "q9": "Quien entra aquí sin saber cómo se llama la pieza sale con la que era y sabiendo ponerla.",
    "q2": "Que se va con el tornillo que era, y uno solo.",
}


def test_another_language_gives_whole_sentences_and_says_why() -> None:
    shown, whole = run(told("es", **SPANISH), Writer())
    assert shown[0].statement == SPANISH["q9"] and shown[0].origin == "o"
    assert shown[1].statement.endswith("significa que se va con el tornillo que era, y uno solo.")
    assert any("only in English and Portuguese" in text for text in whole.warnings)
    assert all(made.statement[c.start : c.end] == c.text for made in shown for c in made.clauses)


def test_a_strong_writer_is_asked_where_code_can_compose_nothing() -> None:
    lines = iter(
        [
            "Nadie se siente tonto por no saber cómo se llama la pieza que busca.",
            "Quien entra con un tornillo roto sale sabiendo poner el que era.",
        ]
        * 8
    )
    writer = Writer(lambda request: next(lines), tier="strong")
    shown, _ = run(
        told(
            "es",
            q8="al entrar: puede decir cómo se llama la pieza que busca, sin sentirse tonto, y poner el tornillo roto",
        ),
        writer,
    )
    assert writer.asked and shown[0].origin == "scripted/test"
    with pytest.raises(NotEnough):
        run(told("es", q8="nada"), Writer(tier="strong"))


@pytest.mark.parametrize(
    ("rough", "wanted"),
    [
        ("They don't lie awake because I'm looking at the clock for them.", "You don't lie awake because we're looking at the clock for you."),
        ("They're safe with us, even from us.", "You're safe with us, even from us."),
        ("It's there at six. I agree with that bit, whoever wrote it. You come in for milk and someone's glad.", "You come in for milk and someone's glad."),
        ("You come alone, leave known.", "You come alone, leave known."),
    ],
)  # fmt: skip
def test_a_short_run_of_own_words_is_said_of_the_right_people(rough: str, wanted: str) -> None:
    shown, _ = run(told("en", q9=rough), Writer())
    assert wanted in [made.statement for made in shown] + [made.statement.split(". ")[-1] for made in shown]


def test_a_sentence_to_be_is_taken_from_a_long_ramble() -> None:
    ramble = " ".join(f"I walked round field {chr(97 + n)} with the dog when I was small." for n in range(12))
    units = units_of(material(q9=f"{ramble} So if it's to be a sentence: you shut the gate and the children go."))
    own = [unit for unit in units if unit.question == "9"]
    assert [item.text for item in tidy(own, EN)] == ["You shut the gate and the children go."]


def test_what_staff_do_is_not_said_of_the_customer() -> None:
    shown, _ = run(
        told("en", q8="In use: help with the machine without sighing", q9="You find it all on the shelf."), Writer()
    )
    assert not any("machine" in made.statement for made in shown)
    assert said(q8="I look at the clock because they look at me.") == []


def test_portuguese_verbs_agree_with_their_customer() -> None:
    shown, _ = run(
        told("pt", q8="primeiro contacto: sente que pode vir sem saber nada", q2="Chega e sai contente daqui."),
        Writer(),
    )
    assert "Desde o primeiro contacto, quem nos procura sente que pode vir sem saber nada." in [
        made.statement for made in shown
    ]
    assert PT.interview and EN.interview


def test_a_part_of_a_draft_is_no_other_draft() -> None:
    whole = frozenset(("leave", "feel", "known", "proud", "bread", "table", "morning"))
    assert not differs(frozenset(("leave", "feel", "known")), whole)
    assert differs(frozenset(("leave", "rain", "chair", "stop")), whole)


class Near:
    """A searcher that finds every comment near."""

    def similarity(self, texts: Any, others: Any) -> list[list[float]]:
        return [[0.9] * len(others) for _ in texts]


def comments(marks: list[int], text: str = "nobody picked up and we waited {n} hours") -> Material:
    rows = tuple(
        Snippet(id=f"s-{n}", source="c.csv", row=n, text=text.format(n=n), rating=str(mark))
        for n, mark in enumerate([*marks], 1)
    )
    source = ResearchSource(name="c.csv", rows=len(rows), read=len(rows), snippets=rows)
    return Material(organisation=Organisation(name="X"), research=(source,))


@pytest.mark.parametrize(("marks", "warned"), [([1, 1, 2, 1, 5], True), ([5, 4, 5, 1, 5], False), ([1, 1], False)])
def test_complaints_near_a_draft_are_told_beside_it(marks: list[int], warned: bool) -> None:
    found = Doubts(comments(marks), load_lexicon("en"), Near(), WORDS["en"])  # type: ignore[arg-type]
    beside = found.of("A real person answers straight away and stays with you.")
    assert bool(beside) is warned and bool(found.of_all()) is warned
    assert not warned or "c.csv row 1" in beside[-1]


def test_comments_that_deny_a_clause_are_counted_and_placed() -> None:
    rough = comments([3, 3, 3], "your staff are not friendly at all here, number {n}")
    found = Doubts(rough, load_lexicon("en"), None, WORDS["en"]).of("The staff are friendly here.")
    assert len(found) == 1 and "3 comments say otherwise" in found[0] and "c.csv row 1" in found[0]
    assert Doubts(comments([]), None, None, WORDS["en"]).of("The staff are friendly.") == ()


@pytest.mark.parametrize(
    ("rough", "never"),
    [
        # "Them" are the stairs of a clause that would be left out.
        ("Folk climb our stairs in a fright, and they go down them knowing what it is.", "They go down"),
        # A list keeps its "and" where its end is left out.
        ("People can look at it without fear, know that it is right, and get on with the day, supported by experts", "fear, know that it is right."),
        # What is fair to tenants is no aside.
        ("Our tenants feel at home, and trust us to be fair to them from the first key to the last penny.", "trust us."),
    ],
)  # fmt: skip
def test_what_is_left_out_leaves_a_whole_sentence(rough: str, never: str) -> None:
    own = [unit for unit in units_of(material(q9=rough)) if unit.question == "9"]
    found = [item for item in tidy(own, EN) if not (item.headless and item.text.startswith("They"))]
    assert found and not any(never in item.text for item in found)


def test_a_person_may_say_three_words_twice_in_their_own_sentence() -> None:
    own = "You have a bit of a talk at the steps, and if you're not at the steps on Thursday we'll knock."
    shown, _ = run(told("en", q9=own), Writer())
    assert shown[0].statement == own


@pytest.mark.parametrize(("gap", "kept"), [(0.9, True), (1.1, False)])
def test_a_made_sentence_far_less_likely_than_its_sources_is_passed_over(gap: float, kept: bool) -> None:
    rough = "They don't lie awake at all, because I'm looking at the clock for them."
    made = "You don't lie awake at all, because we're looking at the clock for you."

    async def fluency(texts: Any) -> list[float]:
        return [-3.0 - gap, *(-3.0 for _ in texts[1:])] if texts[0].startswith(made[:-1]) else [-3.0 for _ in texts]

    shown, _ = run(told("en", q9=rough, q2="You come in and we know your name."), Writer(), fluency=fluency)
    assert any(draft.statement.startswith(made) for draft in shown) is kept


def test_a_sentence_kept_as_it_was_written_is_not_mended() -> None:
    own = "You come in with a letter that frightens you and go home able to explain it to somebody else."
    writer = Writer(lambda request: own.replace("somebody", "someone"))
    shown, _ = run(told("en", q9=own), writer)
    assert shown[0].statement == own and shown[0].origin == "o"
