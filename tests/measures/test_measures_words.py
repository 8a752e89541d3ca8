"""Stems, spellings and word lists: forms of one word meet, different words do not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from covision.measures.lexicon import Lexicon, matcher
from covision.measures.reading import foreign, read
from covision.measures.stems import form, spelling, stem


@pytest.mark.parametrize(
    ("language", "forms"),
    [
        ("en", "care cares cared caring"),
        ("en", "leave leaves leaving left"),
        ("en", "organise organize organised organizing"),
        ("en", "organisation organizations"),
        ("en", "colour color colours coloured"),
        ("en", "stop stopped stopping"),
        ("en", "quality qualities"),
        ("en", "centre center centres"),
        ("en", "happy happily happiness"),
        ("pt", "cliente clientes"),
        ("pt", "ação ações acção"),
        ("pt", "sentir sente sentem sentindo"),
        ("pt", "simpático simpática simpáticos"),
        ("pt", "rápido rápida rapidamente"),
        ("pt", "cuidar cuidamos cuidado"),
        ("pt", "connosco conosco"),
    ],
)
def test_forms_and_spellings_of_one_word_share_a_stem(language: str, forms: str) -> None:
    assert len({stem(word, language) for word in forms.split()}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("friend", "friendly"),
        ("car", "care"),
        ("busy", "business"),
        ("hop", "hope"),
        ("even", "event"),
        ("new", "news"),
    ],
)
def test_different_words_keep_apart(one: str, other: str) -> None:
    assert stem(one, "en") != stem(other, "en")


def test_a_participle_is_no_noun_by_form() -> None:
    assert form("valued", "en") != form("value", "en")
    assert form("efficiently", "en") == form("efficient", "en")
    assert form("simpáticas", "pt") == form("simpático", "pt")


@given(st.text(max_size=30), st.sampled_from(["en", "pt", "fr"]))
def test_any_text_has_a_stem(word: str, language: str) -> None:
    lower = word.lower()
    assert isinstance(stem(lower, language), str)
    assert spelling(lower, "fr") == lower


SMALL = Lexicon(
    version=1,
    language="en",
    service_adjectives=("friendly", "efficient", "experienced"),
    feelings=("valued", "at ease"),
    value_nouns=("value",),
    superlatives=("best", "best in class"),
    company_subjects=("we", "our team"),
    customer_subjects=("you", "customer", "customers", "guest", "guests"),
    stopwords=("the", "a", "we", "you", "our", "and", "at", "is", "are", "every", "in", "feel"),
    common_words=("day", "bread"),
)


def entries(text: str, category: str) -> list[str]:
    reading = read(text, matcher(SMALL))
    return [match.text for match in reading.matches(category)]  # type: ignore[arg-type]


def test_the_longest_phrase_wins() -> None:
    assert entries("We are best in class, and the best.", "superlatives") == ["best in class", "best"]


def test_phrases_match_across_hyphens_but_not_across_commas() -> None:
    assert entries("A best-in-class shop", "superlatives") == ["best-in-class"]
    assert entries("You feel at, ease", "feelings") == []


def test_categories_keep_participles_apart() -> None:
    assert entries("Every experience has value", "service_adjectives") == []
    assert entries("Every experience has value", "feelings") == []
    assert entries("Guests feel valued", "feelings") == ["valued"]
    assert entries("Guests feel valued", "value_nouns") == []
    assert entries("Guests find values", "value_nouns") == ["values"]


def test_name_and_words_for_customers_are_no_content() -> None:
    reading = read("At Best Bread every guest is a friend", matcher(SMALL), "Best Bread Ltd")
    assert [reading.words[at].text for at in reading.content] == ["friend"]
    assert reading.matches("superlatives") == []
    assert reading.word_count() == 7


def test_matches_read_verbatim() -> None:
    text = "Our  friendly—and EFFICIENT — team"
    reading = read(text, matcher(SMALL))
    for match in reading.matches("service_adjectives"):
        assert text[match.start : match.end] == match.text == reading.span(match).text


def test_another_language_is_noticed() -> None:
    lists = matcher(SMALL)
    assert foreign(read("Мы печём хлеб", lists), lists)
    assert foreign(read("Wir backen jeden Morgen frisches Brot damit niemand warten muss", lists), lists)
    assert not foreign(read("We bake", lists), lists)
