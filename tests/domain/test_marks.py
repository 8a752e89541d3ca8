"""Each character keeps its origin: held against a list of (character, origin) that is edited alongside."""

from string import ascii_letters

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from covision.domain.edits import replaced
from covision.domain.marks import (
    Mark,
    Marked,
    Origin,
    attributed,
    by_model,
    cut,
    follow,
    fresh,
    merge,
    origin_of,
    splice,
    trim,
    words_by_kind,
)

quick = settings(max_examples=150, deadline=None, derandomize=True)
MODEL = Origin(kind="model", who="local/one", version=1, prompt="draft@3")
MARTA = Origin(kind="person", who="marta", version=2)
JOHN = Origin(kind="person", who="john", version=3)
ORIGINS = (MODEL, MARTA, JOHN, Origin(kind="customer", who="s-1"))
TEXT = st.text(alphabet="ab é.\n", max_size=12)


def pairs(marked):
    return [(letter, marked.origin(at)) for at, letter in enumerate(marked.text)]


def told(marked):
    return [(marked.text[one.start : one.end], one.origin.who) for one in marked.marks]


@quick
@given(st.lists(st.tuples(TEXT, st.sampled_from(ORIGINS), st.integers(0, 40), st.integers(0, 40)), max_size=12))
def test_splices_in_any_order_touch_nothing_else(edits):
    marked, oracle = fresh("", MODEL), []
    for text, origin, one, other in edits:
        start, end = sorted((min(one, len(oracle)), min(other, len(oracle))))
        before = oracle[:start], oracle[end:]
        marked = splice(marked, start, end, text, origin)
        oracle = [*before[0], *((letter, origin) for letter in text), *before[1]]
        assert pairs(marked) == oracle
        assert pairs(cut(marked, start, len(oracle))) == oracle[start:]
    words = "".join(letter for letter, _ in oracle)
    assert trim(marked).text == words.strip()
    assert all(one.origin != two.origin for one, two in zip(marked.marks, marked.marks[1:], strict=False))


def edited(draw, words, fresh_letters, who):
    """Words, each with who wrote it, after some were put in and taken out; no two words are alike."""
    made = list(words)
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(made)))
        if draw(st.booleans()) and fresh_letters:
            made.insert(at, (fresh_letters.pop() * 5, who))
        elif made:
            del made[min(at, len(made) - 1)]
    return made


def text_of(words):
    return " ".join(word for word, _ in words)


def by_word(marked):
    return {word[0]: {marked.origin(at) for at in range(len(marked.text)) if marked.text[at] == word[0]}
            for word in marked.text.split()}  # fmt: skip


@quick
@given(st.data())
def test_what_an_edit_in_a_box_kept_stays_whose_it_was(data):
    letters = list(ascii_letters)
    words = [(letters.pop() * 5, MODEL) for _ in range(data.draw(st.integers(0, 9)))]
    marked = fresh(text_of(words), MODEL)
    for who in data.draw(st.lists(st.sampled_from((MARTA, JOHN)), max_size=4)):
        words = edited(data.draw, words, letters, who)
        marked = follow(marked, text_of(words), who)
        assert marked.text == text_of(words)
        assert by_word(marked) == {word[0]: {origin} for word, origin in words}


@quick
@given(st.text(alphabet="ab c.,é\n", max_size=40), st.text(alphabet="ab c.,é\n", max_size=40))
def test_the_changes_of_two_texts_lead_from_one_to_the_other(old, new):
    made, at = "", 0
    for one in replaced(old, new):
        assert one.start >= at and new[one.at : one.at + len(one.text)] == one.text
        made += old[at : one.start] + one.text
        at = one.end
    assert made + old[at:] == new
    assert follow(fresh(old, MODEL), new, MARTA).text == new
    assert {one.origin for one in follow(fresh(old, MODEL), old, MARTA).marks} <= {MODEL}


@quick
@given(st.data())
def test_two_edits_that_stand_apart_become_one_with_the_words_of_both(data):
    """The oracle: words in groups of three, of which the middle one always stays; each group is changed by one."""
    groups = [
        data.draw(st.sampled_from(("mine", "theirs", "neither"))) for _ in range(data.draw(st.integers(1, 6)))
    ]
    letters = list(ascii_letters)
    base, mine, theirs, both = [], [], [], []
    for whose in groups:
        old, stays, new = (letters.pop() * 5 for _ in range(3))
        base += [(old, MODEL), (stays, MODEL)]
        mine += [(new, MARTA) if whose == "mine" else (old, MODEL), (stays, MODEL)]
        theirs += [(new, JOHN) if whose == "theirs" else (old, MODEL), (stays, MODEL)]
        changed = {"mine": (new, MARTA), "theirs": (new, JOHN), "neither": (old, MODEL)}[whose]
        both += [changed, (stays, MODEL)]
    start = fresh(text_of(base), MODEL)
    found = merge(start, follow(start, text_of(mine), MARTA), follow(start, text_of(theirs), JOHN))
    assert found.marked is not None and found.marked.text == text_of(both)
    assert by_word(found.marked) == {word[0]: {origin} for word, origin in both}


@pytest.mark.parametrize(
    ("mine", "theirs", "touch"),
    [
        ("You leave known.", "You leave fed.", [("known", "fed")]),
        ("You leave rested.", "You all leave rested.", None),
        ("You leave restedly.", "You leave unrested.", [("ly", "un")]),
        ("We leave rested.", "You go rested.", [("We", "go")]),
        ("You leave well rested.", "You leave well rested.", None),
        ("You leave rested. Ana.", "You leave rested. Rui.", [("Ana.", "Rui.")]),
    ],
)
def test_changes_of_the_same_words_or_of_neighbours_are_not_guessed(mine, theirs, touch):
    base = fresh("You leave rested.", MODEL)
    found = merge(base, follow(base, mine, MARTA), follow(base, theirs, JOHN))
    assert [tuple(part.strip() for part in one) for one in found.touching] == (touch or [])
    assert (found.marked is None) == bool(touch)


def test_a_merge_keeps_what_one_side_says_of_words_that_both_kept():
    base = fresh("You leave rested and fed.", MODEL)
    mine = splice(base, 4, 9, "leave", MARTA)
    found = merge(base, mine, follow(base, "You leave rested and warm.", JOHN)).marked
    assert told(found) == [("You ", "local/one"), ("leave", "marta"), (" rested and ", "local/one"),
                           ("warm", "john"), (".", "local/one")]  # fmt: skip


def test_a_changed_word_keeps_its_letters_and_another_word_keeps_none():
    base = fresh("They receive customer care", MODEL)
    assert told(follow(base, "They receive customers care", MARTA))[1] == ("s", "marta")
    assert told(follow(base, "They receive patient care", MARTA))[1] == ("patient", "marta")


def test_words_that_are_moved_or_known_stay_whose_they_were():
    base = fresh("Nobody rushed my mother here, and every guest is known.", MODEL)
    moved = follow(base, "Every guest is known. At the till nobody rushed my mother here.", MARTA)
    assert told(moved) == [
        ("Every guest is known", "local/one"), (". At the till n", "marta"), ("obody rushed my mother here.", "local/one"),
    ]  # fmt: skip
    pasted = follow(fresh("", MARTA), "We say that nobody rushed my mother here.", MARTA, [base])
    assert told(pasted) == [
        ("We say that ", "marta"),
        ("nobody rushed my mother here", "local/one"),
        (".", "marta"),
    ]


def test_words_of_answers_and_comments_are_found_in_a_draft():
    said = [(MARTA, "Nobody rushed my mother. In the end she smiled"), (ORIGINS[3], "In the end nobody came by")]
    text = "In the end nobody rushed my mother, in the end."
    assert told(attributed(text, MODEL, said)) == [
        ("In the end ", "local/one"), ("nobody rushed my mother", "marta"), (", in the end.", "local/one"),
    ]  # fmt: skip
    assert told(attributed("She smiled", MODEL, [(MARTA, " She smiled ")])) == [("She smiled", "marta")]
    assert told(attributed("She smiled", MODEL, [(MARTA, "She smiled once")])) == [("She smiled", "local/one")]
    assert told(attributed("so we are, and", MODEL, [(MARTA, "so we are, and")])) == [("so we are, and", "marta")]


def test_words_belong_to_whoever_wrote_most_of_them():
    marked = follow(fresh("Customers leave known", MODEL), "Customer leave with bread", MARTA)
    assert words_by_kind(marked) == {"person": 2, "customer": 0, "model": 2, "unknown": 0}


def test_marks_with_gaps_or_over_the_end_are_refused():
    for marks in ((), (Mark(start=1, end=3, origin=MODEL),), (Mark(start=0, end=4, origin=MODEL),)):
        with pytest.raises(ValidationError):
            Marked(text="abc", marks=marks)
    with pytest.raises(ValueError, match="no span"):
        splice(fresh("abc", MODEL), 2, 1, "", MARTA)
    with pytest.raises(IndexError):
        fresh("abc", MODEL).origin(3)


def test_authors_by_their_names():
    assert [by_model(one) for one in ("model:x", "scripted/a", "local/one", "own", "joined", "marta", "")] == [
        True, True, True, False, False, False, False,
    ]  # fmt: skip
    assert origin_of("model:local/one", 2, "draft@3") == Origin(
        kind="model", who="local/one", version=2, prompt="draft@3"
    )
    assert (origin_of("own").kind, origin_of("").kind) == ("person", "unknown")


def test_long_texts_of_other_words_are_compared_in_a_moment():
    """Counted in work, not in time: the middle is not compared word by word beyond the limit."""
    old, new = " ".join(f"a{n}" for n in range(3000)), " ".join(f"b{n}" for n in range(3000))
    assert replaced(old, new) == replaced(old, new) and len(replaced(f"x {old} y", f"x {new} y")) == 1
