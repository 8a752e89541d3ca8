"""The help: the same parts in both languages, every address leads somewhere, nothing on it runs."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from payloads import PAYLOADS
from strict import read

from covision.assets import folder
from covision.domain.corpus import Corpus
from covision.faces.web.explaining import help_response
from covision.faces.web.helping import Help, help_style, load_help
from covision.faces.web.presenters import common, help
from covision.faces.web.words import LANGUAGES, load_words
from covision.settings import load_settings
from covision.steps.corpus import load_corpus
from covision.steps.rubric import load_rubric
from covision.wiring import House


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return load_corpus(folder("corpus"))


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    settings = load_settings(home=tmp_path / "home", model="scripted/default", embeddings="hashing", index="numpy")
    with House(settings) as made:
        yield made


def shape(told: Help) -> list[object]:
    """Parts and kinds of pieces, without their words."""
    return [
        (one.id, one.terms, one.rubric, [
            (bool(piece.p), bool(piece.quote), len(piece.steps), len(piece.pairs), len(piece.table.rows) if piece.table else 0)
            for piece in one.body
        ])
        for one in told.sections
    ]  # fmt: skip


def test_both_languages_have_the_same_parts() -> None:
    en, pt = (load_help(language) for language in LANGUAGES)
    assert shape(en) == shape(pt) and load_help("fr") == en
    assert (en.language.code, pt.language.code) == ("pt", "en")
    assert {"vision", "not", "steps", "marks", "scores", "criteria", "dilemmas", "privacy", "workshop", "glossary",
            "trouble"} <= {one.id for one in en.sections}  # fmt: skip
    for one in en.sections:
        for piece in one.body:
            assert sum(map(bool, (piece.p, piece.quote, piece.steps, piece.pairs, piece.table))) == 1, one.id
            assert piece.table is None or all(len(row) == len(piece.table.head) for row in piece.table.rows)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_address_on_it_leads_somewhere(corpus: Corpus, language: str) -> None:
    told = load_help(language)
    shown = help.body(told, corpus.glossary, load_rubric(language), language)
    assert read(shown)
    ids = re.findall(r' id="([^"]+)"', shown)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', shown)) <= set(ids)
    assert set(re.findall(r'aria-labelledby="([^"]+)"', shown)) <= set(ids)
    known = {entry.id for entry in corpus.glossary}
    assert all(term in known and term in ids for one in told.sections for term in one.terms)
    assert {f"criterion-{number}" for number in range(1, 20)} <= set(ids)


def test_the_glossary_is_told_in_the_language_of_the_page(corpus: Corpus) -> None:
    shown = read(help.body(load_help("pt"), corpus.glossary, load_rubric("pt"), "pt"))
    assert "Suposição" in shown and "Ponto de contacto" in shown and "Touchpoint" not in shown


@pytest.mark.parametrize("payload", PAYLOADS)
def test_nothing_in_a_text_becomes_markup(payload: str) -> None:
    assert read(help.inline(f"{payload} **{payload}** `{payload.replace('`', '')}`"))


def test_marks_in_a_text() -> None:
    assert help.inline("a **b** `c` [d](#scores)") == (
        'a <strong>b</strong> <code>c</code> <a href="#scores">d</a>'
    )
    assert help.inline("[x](https://example.org) [y](./z)") == "[x](https://example.org) [y](./z)"


@pytest.mark.parametrize(
    ("asked", "heading"), [("", "Como funciona"), ("en", "How this works"), ("xx", "Como funciona")]
)
def test_it_is_served_in_the_language_of_the_settings_or_the_one_asked_for(
    tmp_path: Path, asked: str, heading: str
) -> None:
    settings = load_settings(
        home=tmp_path / "home", model="scripted/default", embeddings="hashing", index="numpy", language="pt"
    )
    with House(settings) as house:
        reply = help_response(house, asked)
    document = bytes(reply.body).decode()
    assert f'<h1 id="top">{heading}</h1>' in document and f'lang="{asked if asked == "en" else "pt"}"' in document


def test_it_needs_no_script_and_nothing_from_elsewhere(house: House) -> None:
    reply = help_response(house)
    policy, document = reply.headers["content-security-policy"], bytes(reply.body).decode()
    assert "default-src 'none'" in policy and "script" not in policy
    assert "<script" not in document and "://" not in document and " on" + "click" not in document
    assert "@import" not in help_style() and "url(" not in help_style()


def test_every_screen_has_the_way_to_it() -> None:
    for language in LANGUAGES:
        words = load_words(language)
        assert 'href="./help"' in common.bar(words, "home") and words("help.link") in read(
            common.bar(words, "home")
        )
    link = help.link(load_words("en"), "scores", "How to read this")
    assert 'href="./help#scores"' in link and 'target="_blank"' in link and "opens in a new tab" in read(link)
