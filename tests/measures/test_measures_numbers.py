"""Readability, overlap and grounding against values worked out by hand."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from covision.measures.grounding import Source, Sources, backing, support
from covision.measures.overlap import containment, diversity, echo, jaccard, longest_run, pairwise, reference
from covision.measures.readability import (
    common_share,
    flesch,
    flesch_kincaid,
    flesch_portuguese,
    readability,
    syllables,
)
from covision.measures.verdict import fading, filling, ramp, squash

WORDS = st.lists(st.sampled_from(list("abcde")), max_size=12)


@pytest.mark.parametrize(
    ("word", "language", "expected"),
    [("the", "en", 1), ("make", "en", 1), ("customer", "en", 3), ("baked", "en", 1)]
    + [("experience", "en", 4), ("idea", "en", 2), ("table", "en", 2), ("needed", "en", 2), ("places", "en", 2)]
    + [("experiência", "pt", 5), ("casa", "pt", 2), ("água", "pt", 2), ("saudável", "pt", 4)],
)
def test_syllables_are_about_right(word: str, language: str, expected: int) -> None:
    assert abs(syllables(word, language) - expected) <= (1 if language == "pt" else 0)


def test_formulas_agree_with_their_sources() -> None:
    assert flesch(10, 1.5) == pytest.approx(206.835 - 10.15 - 126.9)
    assert flesch_kincaid(10, 1.5) == pytest.approx(3.9 + 17.7 - 15.59)
    assert flesch_portuguese(10, 2.0) == pytest.approx(248.835 - 10.15 - 169.2)


def test_long_words_read_harder() -> None:
    plain = readability(["you", "know", "who", "is", "at", "the", "door"], 1, "en")
    hard = readability(["organizations", "leverage", "transformational", "capabilities", "continuously"], 1, "en")
    assert plain.ease is not None and hard.ease is not None and plain.ease > 80 > 0 > hard.ease
    assert readability(["pain"], 1, "fr").ease is None
    with pytest.raises(ValueError):
        readability([], 1, "en")


def test_common_share() -> None:
    assert common_share(["day", "bread", "synergy"], frozenset({"day", "bread"})) == pytest.approx(2 / 3)


@given(WORDS, WORDS)
def test_longest_run_is_really_shared(one: list[str], other: list[str]) -> None:
    size, start = longest_run(one, other)
    run = one[start : start + size]
    assert size == 0 or any(other[at : at + size] == run for at in range(len(other)))
    longer = [one[at : at + size + 1] for at in range(len(one) - size)]
    assert not any(piece == other[at : at + size + 1] for piece in longer for at in range(len(other) - size))


@given(WORDS, WORDS)
def test_jaccard_is_symmetric_and_bounded(one: list[str], other: list[str]) -> None:
    assert jaccard(set(one), set(other)) == jaccard(set(other), set(one))
    assert 0.0 <= jaccard(set(one), set(other)) <= 1.0
    assert jaccard(set(one), set(one)) == 1.0


def test_echo_finds_the_borrowed_words() -> None:
    known = reference("Buying glasses should be easy and fun, with money in your pocket.", "Known")
    other = reference("Every bus leaves on time.", "Other")
    copied = "Choosing shoes should be easy and fun, with money in your pocket."
    found = echo(copied, [other, known])
    assert found is not None and found.reference.owner == "Known"
    assert found.span is not None and found.span.text == "should be easy and fun, with money in your pocket"
    assert found.strength > 0.9
    assert echo("Nobody waits outside", [known]) is None
    own = echo("You know what it costs", [reference("You know the driver", "x")])
    assert own is not None and own.strength < 0.15


def test_containment_and_diversity() -> None:
    assert containment([("a", "b"), ("b", "c")], {("a", "b")}) == 0.5
    assert containment([], {("a", "b")}) == 0.0
    sets = [{"a", "b"}, {"b", "c"}, {"d"}]
    assert pairwise(sets)[0] == (0, 1, pytest.approx(1 / 3))
    assert diversity(sets) == pytest.approx(2 / 3)
    assert diversity(sets[:1]) == 1.0


SOURCES = Sources(
    (
        Source("1", frozenset({"queue", "wait", "bread"})),
        Source("2", frozenset({"bread", "warm"})),
        Source("3", frozenset({"nut", "allergy"})),
    )
)


def test_support_counts_sources() -> None:
    assert support(["bread", "bus"], SOURCES) == {"bread": 2, "bus": 0}


def test_rare_words_back_more_than_frequent_ones() -> None:
    assert SOURCES.rarity("bread") == pytest.approx(math.log(4 / 3) + 1)
    found = backing(["bread", "queue"], SOURCES)
    assert [SOURCES.items[at].id for at in found.sources] == ["1", "2"]
    assert found.best == pytest.approx(1.0)
    assert backing(["bus"], SOURCES).sources == ()
    assert backing([], SOURCES).best == 0.0


@given(st.floats(-100, 100), st.floats(-100, 100))
def test_shapes_are_monotone_and_bounded(one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert 0.0 <= squash(low) <= squash(high) <= 1.0
    assert 0.0 <= ramp(low, -1, 2) <= ramp(high, -1, 2) <= 1.0
    assert fading(abs(low) + 1, 0.5) < 1.0
    assert 0.0 <= filling(abs(low), 1.2) <= 1.0
