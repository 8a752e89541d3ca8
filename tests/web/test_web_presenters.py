"""Presenters: nobody's text becomes markup, and the screens say what they should."""

import re
from datetime import UTC, date, datetime

import pytest
from payloads import ALL, PAYLOADS
from strict import read

from covision.assets import folder
from covision.domain.comparing import Figure
from covision.domain.events import ProjectState
from covision.domain.interview import Script
from covision.domain.model import ModelInfo
from covision.domain.ports import ProjectSummary
from covision.domain.preferences import PlaceChange, Suggestion, WeightChange
from covision.errors import InputError
from covision.faces.web.presenters import (
    adopting,
    common,
    desk,
    drafts,
    home,
    interview,
    research,
    takeaway,
    versions,
    weights,
)
from covision.faces.web.presenters.markup import Markup, escape, h
from covision.faces.web.words import LANGUAGES, Words, load_words
from covision.projects.engine import Panel
from covision.steps.ask import load_script
from covision.steps.assumptions import assumptions, slots
from covision.steps.rubric import load_rubric


def script() -> Script:
    return load_script(folder("prompts"), "en")


CHANGE = WeightChange(number=3, key="k", title=ALL, shipped=1.0, now=1.0, suggested=2.4)
PLACE = PlaceChange(source="draft/a", statement=ALL, before=0.4, after=0.6, place_before=2, place_after=1)
SUGGESTED = Suggestion(
    status="suggested", told=ALL, pairs=14, edits=10, votes=4, needed=12, before=Figure(value=0.5),
    after=Figure(value=0.75), p=0.01, weights={3: 2.4}, changes=(CHANGE,),
    places=(PLACE, PLACE.model_copy(update={"place_before": 1, "place_after": 2})),
)  # fmt: skip


def screens(state: ProjectState, words: Words) -> dict[str, Markup]:
    asked, rubric = script(), load_rubric("en")
    known = tuple(slots(state.material(), asked))
    panel = Panel(slots=known, assumptions=tuple(assumptions(state.material(), asked)), filled=1, of=len(known))
    summary = ProjectSummary(
        id="abc", name=ALL, created_at=state.created_at, changed_at=state.changed_at, revision=1, drafts=2
    )
    info = ModelInfo(name=ALL, remote=True, why=ALL)
    card = state.versions[1].scorecard
    return {
        "bar": common.bar(words, "interview", state),
        "trouble": common.trouble(InputError(ALL, todo=ALL, safe=ALL), words),
        "told": common.told(ALL, words, common.button(ALL, "undo", ALL)),
        "list": home.project_list([summary], words),
        "pill": home.pill(info, words, failed=ALL, run=state.draft_set.run if state.draft_set else None),
        "question": interview.question(asked.question("2"), words, number=1, of=2, note=ALL, section=ALL),
        "follow_up": interview.follow_up(asked.question("2"), ALL, state.pending[0][1], words),
        "answers": interview.answers(state, asked, "owner", words),
        "panel": interview.panel(panel, state, words, "2"),
        "batch": interview.batch(state, asked, "owner", words),
        "research": research.sources(state.research, words),
        "drafts": drafts.cards(state, rubric, words),
        "ended": drafts.ended(words, "failed", ALL),
        "progress": drafts.progress(words, ALL, elapsed=3.2, expected=ALL, ready=1),
        "waiting": drafts.waiting(words, ALL),
        "criteria": desk.criteria(card, rubric, words),
        "versions": versions.listed(state, words),
        "diff": desk.diff(ALL, desk.word_diff(ALL, ALL[::-1]), words),
        "weights": weights.effect(SUGGESTED, words),
        "takeaway": takeaway.intro(state, words) + takeaway.documents(state, words) + takeaway.data(state, words),
        "adopting": adopting.adopting(state, words, date(2026, 6, 1)),
    }  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_nobodys_text_becomes_markup_on_any_screen(hostile: ProjectState, language: str) -> None:
    for name, markup in screens(hostile, load_words(language)).items():
        read(markup), name


def test_hostile_text_is_shown_as_it_was_written(hostile: ProjectState) -> None:
    shown = screens(hostile, load_words("en"))
    for name in ("answers", "batch", "research", "drafts", "versions", "ended", "trouble", "pill"):
        text = read(shown[name])
        assert "<script>alert(1)</script>" in text, name
        assert "{{constructor.constructor('alert(6)')()}}" in text, name


@pytest.mark.parametrize("language", LANGUAGES)
def test_weights_of_ones_own_show_their_effect_before_they_can_be_used(language: str) -> None:
    words = load_words(language)
    assert weights.line(0, False, words) == ""
    assert 'data-do="weigh"' in weights.line(14, False, words) and "shipped" not in weights.line(14, False, words)
    assert 'data-do="shipped"' in weights.line(0, True, words)
    shown = weights.effect(SUGGESTED, words)
    assert (
        shown.index("75%") < shown.index('data-do="use"')
        and "2.4" in shown
        and "2" in read(shown)
        and shown.count("<li>") == 2
        and 'data-do="shipped"' not in shown
    )
    used = weights.effect(SUGGESTED.model_copy(update={"applied": SUGGESTED.weights}), words)
    assert 'data-do="use"' not in used and 'data-do="shipped"' in used
    for status in ("not_enough", "as_shipped"):
        told = weights.effect(SUGGESTED.model_copy(update={"status": status}), words)
        assert "14" in read(told) and 'data-do="use"' not in told


@pytest.mark.parametrize("payload", PAYLOADS)
def test_one_helper_escapes_text_children_and_attributes(payload: str) -> None:
    made = h("p", payload, [payload, None], title=payload, cls=payload)
    assert read(made) == (payload * 2).replace("\u202e", "")
    assert escape(escape(payload)) == escape(payload)


def test_bidi_controls_and_lone_surrogates_do_not_reach_the_page() -> None:
    assert escape("a\u202eb\ud800c\x00") == "ab?c"


def test_a_clause_opens_the_words_it_rests_on(hostile: ProjectState) -> None:
    text = drafts.cards(hostile, load_rubric("en"), load_words("en"))
    opened = re.findall(r'data-opens="([^"]+)"', text)
    assert len(opened) == len(set(opened)) == 6
    assert all(f'id="{name}"' in text for name in opened)


def test_an_assumption_stands_in_brackets_with_a_question_mark(hostile: ProjectState) -> None:
    made = hostile.drafts[0].model_copy(update={"clauses": hostile.drafts[0].clauses[1:]})
    shown = read(drafts.statement(made, {}, "d", load_words("en")))
    assert shown.endswith("?]") and "[" in shown


def test_scripted_text_is_named_as_such(hostile: ProjectState) -> None:
    words = load_words("en")
    for name in ("scripted/default", "model:scripted/default"):
        assert "not written by a language model" in common.author(name, hostile, words)
    assert common.author("local/qwen", hostile, words) == "Worded by local/qwen"
    assert common.author("own", hostile, words) == words("drafts.own")


@pytest.mark.parametrize(
    ("old", "new"), [("a b c", "a c"), ("", "new words"), ("Same.", "Same."), ("One, two", "One; two three")]
)
def test_a_word_diff_gives_both_texts_back(old: str, new: str) -> None:
    changes = desk.word_diff(old, new)
    assert "".join(text for text, kind in changes if kind != "removed") == new
    assert "".join(text for text, kind in changes if kind != "added") == old
    read(desk.diff("t", changes, load_words("en")))


def test_times_are_told_as_people_do() -> None:
    words, now = load_words("en"), datetime(2026, 5, 3, 18, 0, tzinfo=UTC)
    assert common.when("2026-05-03T14:02:00.000Z", words, now) == "today 14:02"
    assert common.when("2026-05-02T09:10:00.000Z", words, now) == "yesterday 09:10"
    assert common.when("2026-03-01T09:10:00.000Z", words, now) == "1 March"
    assert common.when("no time", words, now) == ""


def test_every_row_of_a_source_is_accounted_for(hostile: ProjectState) -> None:
    assert "1 read · 1 said twice · 1 left out · of 3 rows" in read(
        research.sources(hostile.research, load_words("en"))
    )


def test_take_away_offers_only_what_there_is(hostile: ProjectState) -> None:
    words = load_words("en")
    shown = takeaway.documents(hostile, words) + takeaway.data(hostile, words)
    assert re.findall(r"\./take/abc123\.(\w+)", shown) == list(takeaway.FORMATS)
    assert "typst" in takeaway.documents(hostile, words, missing=("pdf",))
    bare = hostile.model_copy(update={"versions": (), "drafts": (), "draft_set": None, "adoptions": ()})
    assert takeaway.documents(bare, words) == ""
    assert re.findall(r"\./take/abc123\.(\w+)", takeaway.data(bare, words)) == ["whole", "yaml"]


def test_catalogues_have_the_same_keys_and_fields() -> None:
    first, *others = (load_words(language).texts for language in LANGUAGES)
    for other in others:
        assert set(first) == set(other)
        for key, text in first.items():
            assert set(re.findall(r"{(\w+)}", text)) == set(re.findall(r"{(\w+)}", other[key])), key
            assert "!" not in text + other[key], key


def test_fewer_drafts_than_promised_come_with_their_reason(hostile: ProjectState) -> None:
    few, words = hostile.model_copy(update={"drafts": hostile.drafts[:1]}), load_words("en")
    assert few.draft_set and few.draft_set.warnings
    told = str(drafts.cards(few, load_rubric("en"), words))
    assert told.index(words("drafts.warnings")) < told.index("<article") and '<details class="below" open' in told
    three = few.model_copy(update={"drafts": few.drafts * 3})
    shown = str(drafts.cards(three, load_rubric("en"), words))
    assert shown.index(words("drafts.warnings")) > shown.rindex("<article") and 'class="below" open' not in shown
