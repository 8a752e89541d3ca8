"""One person is one person however the name was typed."""

import pytest

from covision.domain.people import same_person_key


@pytest.mark.parametrize("typed", ["Ann", " ann", "ANN ", "Ａｎｎ", "\u00a0Ann\t", "A\u200bnn\u2060"])
def test_one_name_typed_in_many_ways_is_one_person(typed):
    assert same_person_key(typed) == "ann"


def test_two_people_stay_two():
    assert same_person_key("Ann B") != same_person_key("Ann") and same_person_key("Ann  B") == same_person_key(
        "ann b"
    )
    assert same_person_key("João") != same_person_key("Joao")
    assert same_person_key("  ") == ""
