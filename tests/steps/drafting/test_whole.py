"""Broken sentences are refused and sound ones are not: labelled sentences, half of them never looked at while tuning."""

from pathlib import Path

import pytest

from covision import assets
from covision.steps.drafting.persons import only_they, roles_kept, speaks_as_customer
from covision.steps.drafting.verbs_pt import moods, numbers
from covision.steps.drafting.voice import load_voice
from covision.steps.drafting.whole import FAULTS, faults

HERE = Path(__file__).parent
VOICES = {language: load_voice(assets.folder("prompts"), language) for language in ("en", "pt")}


def labelled(language: str, half: str) -> list[tuple[str, str, str, str]]:
    """(verdict, fault, sentence, source): the odd lines for tuning, the even ones held back."""
    rows = [
        line.split("\t") for line in (HERE / f"clauses_{language}.tsv").read_text(encoding="utf-8").splitlines()
    ]
    chosen = rows[0::2] if half == "tune" else rows[1::2]
    return [(row[0], row[1], row[2], row[3] if len(row) > 3 else "") for row in chosen]


def test_the_list_is_long_enough_and_names_known_faults() -> None:
    rows = [row for language in VOICES for half in ("tune", "held") for row in labelled(language, half)]
    assert len(rows) >= 150 and len({row[2:] for row in rows}) == len(rows)
    assert {row[1] for row in rows if row[0] == "broken"} <= set(FAULTS)


@pytest.mark.parametrize("language", ["en", "pt"])
@pytest.mark.parametrize(("half", "caught", "spared"), [("tune", 1.0, 1.0), ("held", 0.8, 0.9)])
def test_broken_sentences_are_found_and_sound_ones_spared(
    language: str, half: str, caught: float, spared: float
) -> None:
    rows = labelled(language, half)
    found = {row[2:]: bool(faults(row[2], VOICES[language], row[3])) for row in rows}
    broken = [found[row[2:]] for row in rows if row[0] == "broken"]
    sound = [not found[row[2:]] for row in rows if row[0] == "sound"]
    assert sum(broken) / len(broken) >= caught and sum(sound) / len(sound) >= spared


@pytest.mark.parametrize("language", ["es", "de"])
def test_a_language_without_rules_is_not_judged(language: str) -> None:
    voice = VOICES["en"].model_copy(update={"language": language})
    assert faults("Que la puerta de la.", voice) == []


def test_a_sentence_kept_whole_may_leave_open_whom_it_speaks_of() -> None:
    own = "You can be away without once wondering whether he's eating. We'd have told you."
    said = own.split(". ")[0] + "."
    assert faults(said, VOICES["en"]) and not faults(said, VOICES["en"], own)


def test_roles_stay_with_whom_they_were() -> None:
    assert roles_kept("They ring me and I tell them.", "You ring us and we tell you.")
    assert not roles_kept("They ring me and I tell them.", "We ring you and you tell us.")
    assert speaks_as_customer("I go in and they know me") and not speaks_as_customer("I ring them at night")
    assert only_they("They sleep because we count for them.") and not only_they(
        "They ask the nurses and thank them."
    )


def test_forms_of_portuguese_verbs() -> None:
    assert (numbers("sente"), moods("sente")) == (frozenset({"one"}), frozenset({"fact"}))
    assert moods("sintam") == frozenset({"wish"}) and numbers("ficam") == frozenset({"many"})
    assert moods("fiquem") == frozenset({"wish"}) and not numbers("mesa")
