"""The calendar file is valid by RFC 5545, whatever anybody wrote."""

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from covision.domain.adopting import Adoption
from covision.steps.takeaway.calendar import FOLD, escape, fold, review_ics

HELD = Adoption(
    number=2, version=3, statement="You leave known, fed; proud.", owner="Ana", review=date(2027, 5, 1),
    given_up="Speed.\nTwo lines.", why="They asked.", at="2026-05-01T23:30:00.000+02:00",
)  # fmt: skip


def unfolded(text: str) -> list[str]:
    assert text.endswith("\r\n")
    return text.replace("\r\n ", "").split("\r\n")[:-1]


def unescaped(value: str) -> str:
    return re.sub(r"\\(.)", lambda m: "\n" if m[1] in "nN" else m[1], value)


def properties(text: str) -> list[tuple[str, str]]:
    return [(name, value) for name, _, value in (line.partition(":") for line in unfolded(text))]


def test_it_says_when_what_and_why() -> None:
    told = properties(review_ics(HELD, "p1", "Bakery; Sons, Ltd"))
    first = dict(reversed(told))
    assert first["DTSTART;VALUE=DATE"] == "20270501" and first["DTSTAMP"] == "20260501T213000Z"
    assert first["SEQUENCE"] == "1" and first["VERSION"] == "2.0"
    assert unescaped(first["SUMMARY"]) == "Look at the vision of Bakery; Sons, Ltd again"
    text = unescaped(first["DESCRIPTION"])
    for words in ("You leave known, fed; proud.", "Owner: Ana", "Speed.\nTwo lines.", "Why: They asked."):
        assert words in text
    names = [name for name, _ in told]
    assert names[0] == "BEGIN" and names[-1] == "END" and names.count("BEGIN") == names.count("END") == 3
    assert not {"ATTACH", "URL", "ATTENDEE", "ORGANIZER"} & set(names)


def test_a_later_adoption_moves_the_same_entry() -> None:
    def uid(adoption: Adoption, project: str) -> tuple[str, str]:
        found = dict(properties(review_ics(adoption, project, "Bakery")))
        return found["UID"], found["SEQUENCE"]

    later = HELD.model_copy(update={"number": 3, "review": date(2028, 1, 1)})
    assert uid(HELD, "p1") == (uid(later, "p1")[0], "1") and uid(later, "p1")[1] == "2"
    assert uid(HELD, "p1")[0] != uid(HELD, "p2")[0]
    assert review_ics(HELD, "p1", "Bakery") == review_ics(HELD, "p1", "Bakery")


def test_portuguese() -> None:
    assert "SUMMARY:Rever a visão de Padaria" in review_ics(HELD, "p1", "Padaria", "pt")


def test_without_a_day_there_is_no_file() -> None:
    with pytest.raises(ValueError):
        review_ics(HELD.model_copy(update={"review": None}), "p1", "Bakery")


def test_a_time_that_is_none_and_the_last_day_there_is() -> None:
    text = review_ics(HELD.model_copy(update={"at": "?", "review": date.max}), "p1", "Bakery")
    assert "DTSTAMP:99991231T000000Z" in text and "DTSTART;VALUE=DATE:99991231" in text


@given(st.text(max_size=300))
def test_any_words_stay_in_their_line(text: str) -> None:
    told = HELD.model_copy(update={"statement": text, "owner": text, "given_up": text, "why": text})
    made = review_ics(told, "p", text or "x")
    assert [name for name, _ in properties(made)] == [name for name, _ in properties(review_ics(HELD, "p", "x"))]
    for line in made.split("\r\n"):
        assert len(line.encode()) <= FOLD
        assert not re.search("[\x00-\x08\x0a-\x1f\x7f]", line)


@given(st.text(alphabet=st.characters(blacklist_categories=("Cs", "Cc", "Cf")), max_size=200))
def test_folding_and_escaping_lose_nothing(text: str) -> None:
    text = re.sub("[\u2028\u2029]", "", text)
    assert fold(text).replace("\r\n ", "") == text
    assert unescaped(escape(text)) == text
