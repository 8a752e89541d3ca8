"""Each trigger fires for its reason, stays silent without it, and every wording has a written form."""

import numpy as np
import pytest
from ask_data import found, ids, research, script
from hypothesis import given
from hypothesis import strategies as st

from covision.assets import folder
from covision.domain.base import Span
from covision.domain.interview import Trigger
from covision.errors import AssetMissing, IndexUnavailable, InputError
from covision.steps.ask import check_wording, load_script, quoted, written

FULL = "They go home with bread that still tastes of somebody's hands in the morning."


@pytest.mark.parametrize("language", ["en", "pt"])
def test_shipped_scripts_load_and_know_every_trigger(language: str) -> None:
    loaded = load_script(folder("prompts"), language)
    assert loaded.ids() == [str(number) for number in range(1, 23)]
    assert {kind.id for kind in loaded.follow_ups} == set(Trigger.model_fields["id"].annotation.__args__)  # type: ignore[union-attr]


def test_wrong_scripts_are_named(tmp_path) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(AssetMissing, match="'xx'"):
        load_script(folder("prompts"), "xx")
    (tmp_path / "interview").mkdir()
    path = tmp_path / "interview" / "en.yaml"
    good = (folder("prompts") / "interview" / "en.yaml").read_text(encoding="utf-8")
    path.write_text(good.replace("slot: scope", "slot: scoop", 1), encoding="utf-8")
    with pytest.raises(InputError, match="no slot 'scoop'"):
        load_script(tmp_path, "en")
    path.write_text(good.replace("version: 1", "version: one", 1), encoding="utf-8")
    with pytest.raises(InputError, match="key version"):
        load_script(tmp_path, "en")


@pytest.mark.parametrize(
    ("question", "answer", "trigger", "span"),
    [
        ("2", "They are served by friendly people who know the bread by heart.", "adjective", "friendly"),
        ("2", "They are served promptly and go home with what they wanted today.", "adjective", "promptly"),
        ("3", "That this is a world-class place to buy your bread and sit down.", "adjective", "world-class"),
        ("9", "We deliver, and we bake, and we never sleep for the sake of it.", "company_subject", None),
        ("6", "It happens quite often, and it makes everything worthwhile to see that.", "no_scene", None),
        ("2", "NPS of 70%", "only_metric", "NPS of 70%"),
        ("3", "That there is an app they can order from whenever they like to.", "tactic", "app"),
        ("4", "Families nearby", "thin", None),
        ("3", "What would you like to come to a customer's mind when they think of you", "thin", None),
    ],
)
def test_each_trigger_fires(question: str, answer: str, trigger: str, span: str | None) -> None:
    by_id = {item.id: item for item in found(question, answer)}
    assert trigger in by_id
    assert span is None or (by_id[trigger].span or Span(start=0, end=0, text="")).text == span


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("2", FULL),
        ("2", "They had a good day and were patient with the kind of queue we have."),
        ("9", "You leave known."),  # a sentence of one's own may be short
        ("6", "A woman came back in February and cried at the counter because we had noticed."),
        ("6", "It was Pia who found the ring under the oven, and they hugged her for it."),
        ("13", "NPS was 70% last spring, and 40 of the reviews name the bread itself."),
        ("15", "The website and the app are run by someone who never meets a customer here."),
        ("7", "We were friendly but we forgot her order on Friday and she missed her train."),
        ("9", "We want that whoever comes in goes out feeling that customers matter to us."),
    ],
)
def test_and_stays_silent(question: str, answer: str) -> None:
    assert ids(question, answer) == []


def test_order_of_priority_is_the_rules() -> None:
    answer = "We are friendly."
    assert ids("2", answer) == ["adjective", "company_subject", "thin"]


def test_portuguese_triggers() -> None:
    assert ids("2", "São recebidos por pessoas simpáticas que conhecem bem o pão da casa.", language="pt") == [
        "adjective"
    ]
    assert ids("4", "Famílias daqui", language="pt") == ["thin"]
    assert "no_scene" in ids(
        "6", "Acontece muitas vezes, e faz valer a pena todo o esforço que se tem.", language="pt"
    )


def test_contradiction_by_negation_opposites_and_feelings() -> None:
    answered = {"3": "Nobody answers the telephone after lunch."}
    exact = found("2", "The team answers the telephone after lunch.", more=answered)[0]
    assert exact.id == "contradiction" and exact.other == "Nobody answers the telephone after lunch."
    assert exact.span is not None and exact.span.text == "The team answers the telephone after lunch."
    opposite = found(
        "3", "Bread on Saturday afternoons is fresh.", more={"2": "Bread on Saturday afternoons is stale."}
    )
    assert opposite[0].id == "contradiction"
    reviews = research("I felt rushed by the Saturday counter staff.", "Nice bread.")
    felt = found("2", "They feel welcome at the Saturday counter.", sources=(reviews,))
    assert felt[0].id == "contradiction" and felt[0].other == "I felt rushed by the Saturday counter staff."


@pytest.mark.parametrize(
    "earlier",
    [
        "Somebody answers the telephone after lunch.",
        "Nobody comes after lunch.",
        "Nobody used to answer the telephone after lunch, which is no longer so.",
        "After lunch, no, the telephone is answered.",
    ],
)
def test_no_contradiction_where_nothing_clashes(earlier: str) -> None:
    assert "contradiction" not in ids("2", "The team answers the telephone after lunch.", more={"3": earlier})


def test_stories_may_clash() -> None:
    assert "contradiction" not in ids("7", "Nobody answered the telephone after lunch on Friday.", more={"2": FULL})
    told = {"7": "Nobody answered the telephone after lunch."}
    assert "contradiction" not in ids("2", "The team answers the telephone after lunch.", more=told)


def test_two_rungs_of_the_ladder() -> None:
    first = found("2", "They are served by friendly people who know the bread.")[0]
    assert ids("2", "They are served by friendly people who know the bread.", asked=(first,)) == []  # passed over
    praised = (
        "They are served by friendly people who know the bread.\nThey get attentive service when they come to us."
    )
    second = found("2", praised, asked=(first,))
    assert [(t.id, t.rung, t.span and t.span.text) for t in second] == [("adjective", 2, "attentive")]
    assert second[0].span is not None and second[0].span.holds_in(praised)
    deep = (
        "They are served by friendly people who know the bread.\nThey can be tired here and nobody minds it at all."
    )
    assert ids("2", deep, asked=(first,)) == []
    assert ids("2", praised, asked=(first, *second)) == []


def test_gap_at_the_end_of_a_section_and_only_once() -> None:
    more = {"1": None, "2": FULL}
    gaps = [t for t in found("3", FULL, more=more) if t.id == "gap"]
    assert [t.question for t in gaps] == ["1"]
    assert "gap" not in ids("2", FULL, more={"1": None})
    assert "gap" not in ids("3", FULL, more=more, asked=tuple(gaps))
    assert "gap" not in ids("3", FULL, more={"2": FULL})  # question 1 still comes by itself
    assert written(script(), gaps[0]).text == script().question("1").gap


PUSHCHAIR = (
    "There is nowhere to park a pushchair by the door.",
    "I could not get my pushchair past the narrow door on Sunday.",
    "The narrow door and a pushchair do not go together at all.",
    "Lovely rolls.",
)


def test_research_nobody_took_up() -> None:
    trigger = found(
        "13", "I have a note of a review about rolls pinned by the sink here.", sources=(research(*PUSHCHAIR),)
    )[-1]
    assert trigger.id == "unclaimed_research" and trigger.span is not None and "pushchair" in trigger.span.text
    taken = {"7": "A mother with a pushchair got stuck in our narrow door and we did not help."}
    assert "unclaimed_research" not in ids("13", FULL, more=taken, sources=(research(*PUSHCHAIR),))
    assert "unclaimed_research" not in ids(
        "13", FULL, sources=(research("Lovely rolls.", "Pushchair door narrow."),)
    )


def test_similarity_turns_away_what_was_said_in_other_words() -> None:
    near = lambda texts, others: np.full((len(texts), len(others)), 0.9, dtype=np.float32)  # noqa: E731
    far = lambda texts, others: np.zeros((len(texts), len(others)), dtype=np.float32)  # noqa: E731

    def broken(texts: object, others: object) -> object:
        raise IndexUnavailable("gone")

    for similarity, expected in ((near, False), (far, True), (broken, True)):
        got = ids("13", FULL, sources=(research(*PUSHCHAIR),), similarity=similarity)
        assert ("unclaimed_research" in got) is expected


def test_two_roles_far_apart() -> None:
    other = {"2": "Their invoice shows what was bought, in one line, without any jargon."}
    trigger = found("2", FULL, mode="workshop", others=other)[-1]
    assert trigger.id == "roles_apart" and trigger.other == other["2"]
    assert "roles_apart" not in ids("2", FULL, mode="team", others=other)  # answers are private
    near = {"2": "Bread that tastes of hands, every morning."}
    assert "roles_apart" not in ids("2", FULL, mode="workshop", others=near)


def test_written_words_hold_the_span_and_leave_braces_alone() -> None:
    span = Span(start=0, end=14, text="{other} {span}")
    text = written(script(), Trigger(id="adjective", question="2", span=span), "x").text
    assert "{other} {span}" in text and text.endswith("?")
    for kind in script().follow_ups:
        for language in ("en", "pt"):
            bare = written(script(language), Trigger(id=kind.id, question="2"), "seed").text
            assert "{" not in bare and bare.endswith("?") and '""' not in bare and "«»" not in bare


def test_wording_is_the_same_for_the_same_seed_and_differs_between_seeds() -> None:
    trigger = Trigger(id="thin", question="2")
    assert written(script(), trigger, "a") == written(script(), trigger, "a")
    assert len({written(script(), trigger, str(n)).text for n in range(20)}) == 3


def test_long_quotes_are_cut_with_a_mark() -> None:
    assert quoted("one " * 30).endswith(" …") and len(quoted("one " * 30).split()) == 19
    assert quoted('He said "no".') == "He said 'no'"


@pytest.mark.parametrize(
    "reply",
    [
        "",
        "Tell me more.",
        "Why?",
        "When you are friendly, what changes for the customer? And what else?",
        "You are right. When you are friendly, what changes?",
        "When you are friendly, what changes,\nfor the customer?",
        "When you are **friendly**, what changes for the customer?",
        "When you are friendly <b>what</b> changes for the customer?",
        "When you are friendly, see https://x.example, what changes for the customer?",
        "When you are friendly, what changes, for example less waiting for the customer?",
        "When you are nice to them, what changes for the customer because of it?",
        "Does friendly staff reduce anxiety, increase loyalty, deepen relationships and encourage recommendations?",
        "When you are friendly " + "and more " * 20 + "what changes?",
    ],
)
def test_replies_that_are_not_shown(reply: str) -> None:
    plain = 'You wrote "friendly". What changes for the customer because of it?'
    assert check_wording(reply, span="friendly", answer="We are friendly.", written=plain) is None


def test_a_good_reply_is_shown() -> None:
    plain = 'You wrote "friendly". What changes for the customer because of it?'
    reply = ' "When you are friendly, what changes for the customer?" '
    got = check_wording(reply, span="friendly", answer="We are friendly.", written=plain)
    assert got == "When you are friendly, what changes for the customer?"


@given(st.text(max_size=300), st.sampled_from(["1", "2", "6", "8", "9", "13", "22"]))
def test_any_answer_is_survived_and_spans_hold(answer: str, question: str) -> None:
    for trigger in found(
        question, answer, more={"3": answer}, sources=(research("Same.", answer),) if answer.strip() else ()
    ):
        if trigger.span is not None and trigger.id not in ("unclaimed_research",):
            assert trigger.span.holds_in(answer)
        assert written(script(), trigger).text
