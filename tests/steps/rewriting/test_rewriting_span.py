"""Whatever is chosen and whatever comes back: outside the span every character stays."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rewriting_data import STATEMENT

from covision.domain.base import Span
from covision.domain.events import Version
from covision.errors import InputError
from covision.steps.rewriting.span import carried, chosen, fitted, parts, replaced, standing

texts = st.text(alphabet="ab é,.!? \n'“”[]<>{}0", min_size=1, max_size=60)


@given(texts, st.integers(-5, 70), st.integers(-5, 70), texts)
def test_outside_the_span_nothing_changes(statement: str, start: int, end: int, reply: str) -> None:
    try:
        span = chosen(statement, start, end)
    except InputError:
        return
    assert span.holds_in(statement) and span.text and span.text == span.text.strip()
    fit = fitted(reply, statement, span)
    new = replaced(statement, span, fit)
    assert new.startswith(statement[: span.start]) and new.endswith(statement[span.end :])
    assert len(new) == len(statement) - len(span.text) + len(fit)
    assert new[span.start : span.start + len(fit)] == fit and "\n" not in fit


@given(texts, st.integers(0, 60), st.integers(0, 60))
def test_a_selection_never_cuts_a_word(statement: str, start: int, end: int) -> None:
    try:
        span = chosen(statement, start, end)
    except InputError:
        return
    edges = (statement[span.start - 1 : span.start + 1], statement[span.end - 1 : span.end + 1])
    assert not any(len(edge) == 2 and edge[0].isalnum() and edge[1].isalnum() for edge in edges if edge)


@pytest.mark.parametrize(("start", "end"), [(3, 3), (21, 21), (500, 600), (-9, -1)])
def test_no_word_is_no_selection(start: int, end: int) -> None:
    with pytest.raises(InputError, match="No words"):
        chosen("Our   ... " + " " * 20, start, end)


def test_half_a_word_is_the_whole_word_and_a_full_stop_belongs_to_the_last() -> None:
    assert chosen("You leave known.", 5, 7).text == "leave"
    assert chosen("You leave known.", 12, 16).text == "known."
    assert chosen("You leave known.", 9, 3).text == "leave"


@pytest.mark.parametrize(
    ("part", "reply", "expected"),
    [
        ("knew you.", "remembered you", "remembered you."),
        ("knew you", "remembered you.", "remembered you"),
        ("you go home", "You leave", "you leave"),
        ("Our friendly", "the kind", "The kind"),
        ("friendly", '"kind"', "kind"),
        ("friendly", "1. kind", "kind"),
        ("friendly", "Alternative: kind", "kind"),
        ("friendly", STATEMENT.replace("friendly", "kind"), "kind"),
        ("you go home", "I go home", "I go home"),
    ],
)
def test_a_reply_is_fitted_into_its_place(part: str, reply: str, expected: str) -> None:
    span = Span.of(STATEMENT, part)
    assert span is not None
    assert fitted(reply, STATEMENT, span) == expected


def test_parts_can_be_chosen_from_a_list() -> None:
    found = parts("You leave known by somebody, and nobody hurries you out. We bake at four.")
    assert [one.text for one in found] == [
        "You leave known by somebody, and nobody hurries you out.", "You leave known by somebody",
        "and nobody hurries you out.", "We bake at four.",
    ]  # fmt: skip


def spanned(text: str, part: str) -> Span:
    found = Span.of(text, part)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("old", "part", "new", "at"),
    [
        ("We bake and we smile.", "we smile", "We bake bread and we smile.", 18),
        ("We bake and we smile.", "We bake", "We bake and we laugh.", 0),
        ("We bake and we smile.", "we smile", "We bake and we laugh.", None),
        ("We bake, you eat, we smile.", "you eat", "We cook, you eat, we laugh.", 9),
        # Two that read alike cannot be told apart, and a word that grew is another word.
        ("you eat, you sing, we bake", "you", "we eat, you sing, they bake", None),
        ("We bake bread.", "bread", "We bake breadcrumbs.", None),
    ],
)
def test_a_span_moves_with_its_words_or_is_gone(old: str, part: str, new: str, at: int | None) -> None:
    found = carried(spanned(old, part), old, new)
    assert (found.start if found else None) == at and (found is None or found.holds_in(new))


@given(texts, texts, st.integers(0, 60), st.integers(0, 60))
def test_a_carried_span_reads_the_same(old: str, new: str, start: int, end: int) -> None:
    low, high = sorted((min(start, len(old)), min(end, len(old))))
    found = carried(Span(start=low, end=high, text=old[low:high]), old, new) if low < high else None
    assert found is None or (found.holds_in(new) and found.text == old[low:high])


def test_a_span_is_followed_along_the_versions_and_comes_back_with_an_old_one() -> None:
    texts = ("We bake, you eat, we bake.", "They bake, you eat, we bake.", "They bake, you eat, we rest.")
    saved = [
        Version(version=at, statement=text, author="a", base=at - 1 or None) for at, text in enumerate(texts, 1)
    ]
    last = Span(start=18, end=25, text="we bake")
    assert standing(last, 1, saved[:2]) == Span(start=20, end=27, text="we bake")
    assert standing(last, 1, saved) is None
    back = Version(version=4, statement=texts[0], author="a", base=1)
    assert standing(last, 1, [*saved, back]) == last
    assert standing(last, 9, saved) is None
