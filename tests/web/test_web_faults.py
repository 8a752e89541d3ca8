"""What goes wrong is told in the page's language, and nothing of it is lost or becomes markup."""

import pytest
from payloads import ALL
from strict import read

from covision import errors
from covision.faces.web.presenters import faults
from covision.faces.web.presenters.common import trouble
from covision.faces.web.words import load_words

PT, EN = load_words("pt"), load_words("en")


def test_a_known_sentence_is_portuguese_with_its_own_words() -> None:
    error = errors.InputError(
        "This text has 30,000 characters; at most 20,000 can be kept.", safe="Nothing was overwritten.",
        todo="Shorten it, or add it as research.",
    )  # fmt: skip
    told = read(trouble(error, PT))
    assert "Este texto tem 30,000 caracteres" in told and "Nada foi substituído" in told and "This text" not in told
    assert error.what in read(trouble(error, EN))


def test_an_unknown_sentence_follows_a_line_by_its_kind() -> None:
    told = trouble(errors.ModelTimeout("The moon stood in the way."), PT)
    assert read(told).startswith("O motor demorou de mais.") and 'lang="en"' in told and "The moon" in read(told)


def test_every_class_of_error_has_a_line() -> None:
    classes = [
        one for one in vars(errors).values() if isinstance(one, type) and issubclass(one, errors.CovisionError)
    ]
    for one in classes:
        assert faults.kind(one("x"), PT) != PT("errors.unexpected")


def test_every_known_sentence_is_recognised_by_its_own_form() -> None:
    keys = [key for key in EN.texts if key.startswith("faults.said.")]
    assert len(keys) > 50
    for key in keys:
        assert faults.said(EN.texts[key], PT) is not None, key


@pytest.mark.parametrize("words", [PT, EN])
def test_words_of_anybody_stay_text(words: object) -> None:
    error = errors.InputError(f"{ALL} names no provider.", safe=ALL, todo=ALL)
    assert read(trouble(error, words))  # type: ignore[arg-type]
