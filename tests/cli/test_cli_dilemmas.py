"""`covision project dilemmas`: a round that is over is told, one that is open tells nobody's answers."""

import json

import pytest

from covision.domain.project import Organisation
from covision.settings import load_settings
from covision.wiring import open_house

STATEMENT = "Whoever comes in goes out known by name."


@pytest.fixture
def asked(home):
    """A project with an open round, and its id."""
    with open_house(load_settings(), shared=True) as house:
        id = house.engine.create(Organisation(name="Bakery", sector="bakery")).id
        house.engine.save_version(id, STATEMENT, "owner")
        held = house.engine.open_dilemmas(id, "version/1").dilemmas.newest
        for who, letter in (("Ann", "a"), ("Bob", "b"), ("Cid", "")):
            papers = {one.id: (letter if at == 0 else "a", "secret reason") for at, one in enumerate(held.dilemmas)}
            house.engine.answer_dilemmas(id, held.id, who, papers)
    return id, held.id


def close(asked):
    with open_house(load_settings(), shared=True) as house:
        house.engine.close_dilemmas(*asked)


def test_a_round_that_is_open_tells_who_answered_and_not_what(run, asked):
    done = run("project", "dilemmas", asked[0])
    assert done.code == 0 and "3 have answered: Ann, Bob, Cid" in done.err and "secret" not in done.out + done.err
    shown = run("project", "show", asked[0], "--json")
    (held,) = json.loads(shown.out)["dilemmas"]["rounds"]
    assert [one["participant"] for one in held["papers"]] == ["Ann", "Bob", "Cid"] and "secret" not in shown.out
    assert json.loads(run("project", "dilemmas", asked[0], "--json").out) is None


def test_a_round_that_is_over_is_told(run, asked):
    close(asked)
    done = run("project", "dilemmas", asked[0])
    assert done.code == 0 and "3 or more of 3 people would do the same in 5 of 6." in done.out
    assert "1 of 3: It does not say" in done.out and "? On “" in done.out
    told = json.loads(run("project", "dilemmas", asked[0], "--json").out)
    assert told["statement"] == STATEMENT and told["result"]["decided"] == 5 and len(told["dilemmas"]) == 6
    assert "secret reason" in run("project", "show", asked[0], "--json").out


def test_without_a_round_it_says_where_they_are(run, home):
    with open_house(load_settings(), shared=True) as house:
        id = house.engine.create(Organisation(name="Bakery")).id
    done = run("project", "dilemmas", id)
    assert done.code == 0 and "No round of dilemmas is over yet" in done.err
    assert run("project", "dilemmas", "nowhere").code == 1
