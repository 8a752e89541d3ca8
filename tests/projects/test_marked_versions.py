"""Versions know whose their words are: chosen drafts, edits in the box, spans that were let in, restored ones."""

import pytest

from covision.domain.draft import Draft
from covision.domain.events import DraftFound, DraftingStarted, VersionSaved
from covision.domain.lineage import fork, marked_version
from covision.domain.project import Organisation, Participant
from covision.domain.research import ResearchSource, Snippet
from covision.errors import Conflict, InputError, NotFound
from covision.steps.takeaway import bundle

SAID = "I think nobody should rush my mother. That is all"
COMMENT = "They carry the bag for her every time."
STATEMENT = "Nobody should rush my mother; we carry the bag for her and you know it."


def told(state, number=None):
    marked = marked_version(number or state.versions[-1].version, state.versions)
    return [
        (marked.text[one.start : one.end], one.origin.kind, one.origin.who, one.origin.version)
        for one in marked.marks
    ]


@pytest.fixture
def project(engine, store):
    person = Participant(id="marta", role="Owner", answers={"2": SAID})
    id = engine.create(Organisation(name="Bakery"), participants=(person,)).id
    snippet = Snippet(id="s1", text=COMMENT, source="reviews.csv", row=1)
    engine.put_research(id, ResearchSource(name="reviews.csv", rows=1, read=1, snippets=(snippet,)))
    engine.save_version(id, "We carry bread.", "marta")
    return id


def test_an_edit_keeps_the_words_it_left_alone(engine, project):
    state = engine.save_version(project, "We carry warm bread.", "john", seen=1)
    assert told(state) == [
        ("We carry", "person", "marta", 1), (" warm", "person", "john", 2), (" bread.", "person", "marta", 1),
    ]  # fmt: skip
    state = engine.restore(project, 1, "john")
    assert told(state) == [("We carry bread.", "person", "marta", 1)]


def test_a_span_is_replaced_and_nothing_else(engine, project):
    state = engine.replace_span(
        project, seen=1, start=9, end=14, text="a loaf", expected="bread", author="model:local/one",
        accepted_by="marta", prompt="rewrite@2", note="shorter",
    )  # fmt: skip
    newest = state.versions[-1]
    assert (newest.statement, newest.author, newest.base, newest.note) == (
        "We carry a loaf.",
        "marta",
        1,
        "shorter",
    )
    assert told(state) == [
        ("We carry ", "person", "marta", 1), ("a loaf", "model", "local/one", 2), (".", "person", "marta", 1),
    ]  # fmt: skip
    assert newest.marks[1].origin.prompt == "rewrite@2"


def test_a_span_of_other_words_is_refused_and_nothing_is_saved(engine, project):
    span = {"seen": 1, "start": 9, "end": 14, "text": "a loaf", "author": "model:m", "accepted_by": "marta"}
    with pytest.raises(Conflict, match="bready"):
        engine.replace_span(project, **span, expected="bready")
    with pytest.raises(Conflict):
        engine.replace_span(project, **{**span, "end": 99}, expected="bread.")
    with pytest.raises(NotFound):
        engine.replace_span(project, **{**span, "seen": 7}, expected="bread")
    with pytest.raises(InputError):
        engine.replace_span(project, **{**span, "start": 0, "end": 15, "text": " "}, expected="We carry bread.")
    assert len(engine.state(project).versions) == 1


def test_a_span_let_in_while_somebody_saved_keeps_both(engine, project):
    engine.save_version(project, "We carry bread and cake.", "john", seen=1)
    with pytest.raises(Conflict, match="version 2"):
        engine.replace_span(
            project, seen=1, start=9, end=14, text="a loaf", expected="bread", author="model:m", accepted_by="marta"
        )
    assert [one.statement for one in engine.state(project).versions][1:] == [
        "We carry bread and cake.", "We carry a loaf.",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("origin", "rest"),
    [("model:local/one", ("model", "local/one")), ("own", ("person", "own")), ("", ("model", "local/two"))],
)
def test_a_chosen_draft_has_the_words_of_those_who_said_them(engine, store, project, origin, rest):
    draft = Draft(id="d1", angle="care", statement=STATEMENT, language="en", origin=origin)
    started = DraftingStarted(run="r", model="local/two", seed=1)
    store.append(project, [started, DraftFound(run="r", draft=draft)])
    assert told(engine.choose(project, "d1")) == [
        ("Nobody should rush my mother", "person", "marta", 2), ("; we ", *rest, 2),
        ("carry the bag for her", "customer", "s1", 2), (" and you know it.", *rest, 2),
    ]  # fmt: skip
    engine.remove_research(project, "reviews.csv")
    assert [one[2] for one in told(engine.state(project))][2] in ("", "s1")


def test_versions_from_before_are_told_from_those_they_came_from(engine, store, project):
    store.append(project, [
        VersionSaved(version=2, statement="We carry warm bread.", author="model:m", base=1),
        VersionSaved(version=3, statement="We carry warm bread home.", author="john", base=2),
    ])  # fmt: skip
    assert told(engine.save_version(project, "Here we carry warm bread home.", "ann", seen=3)) == [
        ("Here we", "person", "ann", 4), (" carry", "person", "marta", 1), (" warm", "model", "m", 2),
        (" bread", "person", "marta", 1), (" home", "person", "john", 3), (".", "person", "marta", 1),
    ]  # fmt: skip


def test_a_bundle_brings_every_mark_back(engine, project):
    engine.save_version(project, "We carry warm bread.", "john", seen=1)
    whole = engine.export(project, "whole").content.decode()
    back = engine.bring_whole(whole)
    assert [one.marks for one in back.versions] == [one.marks for one in engine.state(project).versions]
    with pytest.raises(InputError):
        bundle.parse(whole.replace('"end": 8', '"end": 7'))


def side_by_side(engine, project, mine, theirs):
    engine.save_version(project, theirs, "john", seen=1)
    with pytest.raises(Conflict):
        engine.save_version(project, mine, "ann", seen=1)
    return fork(engine.state(project).versions)


@pytest.mark.parametrize(
    ("take", "text"), [("mine", "Here we carry bread."), ("theirs", "We carry bread and cake.")]
)
def test_of_two_versions_side_by_side_one_is_taken_and_both_stay(engine, project, take, text):
    both = side_by_side(engine, project, "Here we carry bread.", "We carry bread and cake.")
    assert (both.base.version, both.theirs.version, both.mine.version) == (1, 2, 3)
    state = engine.settle(project, 3, take, "ann")
    assert [one.statement for one in state.versions[1:]] == [both.theirs.statement, both.mine.statement, text]
    assert fork(state.versions) is None
    with pytest.raises(Conflict):
        engine.settle(project, 3, take, "ann")


def test_two_versions_side_by_side_become_one_with_the_words_of_both(engine, project):
    side_by_side(engine, project, "Here we carry bread.", "We carry bread and cake.")
    state = engine.settle(project, 3, "merge", "ann")
    assert told(state) == [
        ("Here we", "person", "ann", 3), (" carry bread", "person", "marta", 1), (" and cake", "person", "john", 2),
        (".", "person", "marta", 1),
    ]  # fmt: skip


def test_changes_that_touch_are_not_joined(engine, project):
    side_by_side(engine, project, "We carry cake.", "We carry loaves.")
    with pytest.raises(Conflict):
        engine.settle(project, 3, "merge", "ann")
    assert len(engine.state(project).versions) == 3


def test_a_restored_version_is_no_fork(engine, project):
    engine.save_version(project, "We carry cake.", "john", seen=1)
    assert fork(engine.restore(project, 1, "ann").versions) is None
