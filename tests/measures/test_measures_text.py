"""Words, sentences and clauses: every span reads verbatim, whatever the text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from covision.measures.text import clauses, count_words, latin_share, ngrams, normalise, sentences, words

TEXTS = st.text(
    st.one_of(
        st.sampled_from(list("abc ABÇé'’-—;:,. !?\n\t“”«»19%🙂")), st.characters(blacklist_categories=("Cs",))
    ),
    max_size=200,
)


@given(TEXTS)
def test_words_read_verbatim_in_order_without_overlap(text: str) -> None:
    end = 0
    for word in words(text):
        assert text[word.start : word.end] == word.text
        assert word.start >= end
        end = word.end


@given(TEXTS)
def test_sentences_hold_every_word_once_and_read_verbatim(text: str) -> None:
    found = sentences(text)
    assert all(span.holds_in(text) and span.text == span.text.strip() for span in found)
    assert all(one.end <= other.start for one, other in zip(found, found[1:], strict=False))
    covered = {at for span in found for at in range(span.start, span.end)}
    assert all(word.start in covered for word in words(text))


@given(TEXTS)
def test_clauses_lie_inside_sentences_and_hold_every_word(text: str) -> None:
    found = clauses(text)
    assert all(span.holds_in(text) for span in found)
    assert all(one.end <= other.start for one, other in zip(found, found[1:], strict=False))
    assert all(any(s.start <= span.start and span.end <= s.end for s in sentences(text)) for span in found)
    covered = {at for span in found for at in range(span.start, span.end)}
    assert all(word.start in covered for word in words(text))


@given(TEXTS)
def test_normalising_twice_changes_nothing_more(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


def test_apostrophes_stay_and_hyphens_tie() -> None:
    found = words("The customer’s good-looking in-store e-mail, isn't it?")
    assert [word.text for word in found][:5] == ["The", "customer’s", "good", "looking", "in"]
    assert count_words(found) == 7
    assert [word.lower for word in found if "'" in word.lower] == ["customer's", "isn't"]


def test_decomposed_accents_are_one_word() -> None:
    assert [word.lower for word in words("experie\u0302ncia")] == ["experiência"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mr. Smith came in. He left happy.", ["Mr. Smith came in.", "He left happy."]),
        ("We open at 9 a.m. on Saturdays, e.g. for bread.", ["We open at 9 a.m. on Saturdays, e.g. for bread."]),
        ("Simply better. Together.", ["Simply better.", "Together."]),
        ("O Sr. Silva voltou! “Que bom.” Disse ela.", ["O Sr. Silva voltou!", "“Que bom.”", "Disse ela."]),
        ("It costs 3.50 euros", ["It costs 3.50 euros"]),
    ],
)
def test_sentences_end_where_a_reader_ends_them(text: str, expected: list[str]) -> None:
    assert [span.text for span in sentences(text)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Friendly, fast and helpful service", ["Friendly, fast and helpful service"]),
        (
            "Your parcel arrives when we said it would, and until then you always know where it is.",
            ["Your parcel arrives when we said it would", "and until then you always know where it is."],
        ),
        ("Preserve the ship; inspire visitors", ["Preserve the ship", "inspire visitors"]),
        ("We bake at night and you eat it warm.", ["We bake at night", "and you eat it warm."]),
        (
            "Sai a saber o que tem e nós ligamos no dia seguinte.",
            ["Sai a saber o que tem", "e nós ligamos no dia seguinte."],
        ),
    ],
)
def test_clauses_are_cut_with_caution(text: str, expected: list[str]) -> None:
    assert [span.text for span in clauses(text)] == expected


def test_ngrams_and_latin_share() -> None:
    assert ngrams([1, 2, 3], 2) == [(1, 2), (2, 3)]
    assert ngrams([1], 2) == []
    assert latin_share("ação") == 1.0
    assert latin_share("мир") == 0.0
    assert latin_share("123 🙂") == 0.0
