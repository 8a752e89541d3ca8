"""The pairs that a person is shown: all of them, places balanced, what is decided not asked again."""

from collections import Counter
from itertools import combinations

import pytest

from covision.domain.voting import Candidate, Round, Vote
from covision.steps.voting import open_pairs, pairs_for, preferences


def held(count: int, *votes: Vote) -> Round:
    candidates = tuple(
        Candidate(id=letter, statement=letter, source=f"version/{at}")
        for at, letter in enumerate("ABCDEFGHIJKL"[:count])
    )
    return Round(id="r", candidates=candidates, votes=votes)


@pytest.mark.parametrize("count", range(2, 13))
def test_everybody_judges_every_pair_once_and_no_place_is_favoured(count):
    for who in ("Ann", "Bob", "João"):
        pairs = pairs_for(held(count), who)
        letters = "ABCDEFGHIJKL"[:count]
        assert sorted(map(frozenset, pairs), key=sorted) == sorted(
            map(frozenset, combinations(letters, 2)), key=sorted
        )
        first = Counter(pair[0] for pair in pairs)
        assert all(abs(first[letter] - (count - 1) / 2) <= 0.5 for letter in letters)
    sides = Counter(pairs_for(held(2), f"p{at}")[0][0] for at in range(200))
    assert 60 < sides["A"] < 140


def test_what_somebody_decided_is_not_asked_again_however_they_type_their_name():
    mine = pairs_for(held(3), "Ann")
    one = held(3, Vote.on_pair("Ann", *mine[1], "tie"))
    assert open_pairs(one, " ANN ") == (mine[0], mine[2]) and len(open_pairs(one, "Bob")) == 3
    whole = held(3, Vote(participant="ann", ranking=(("A",), ("B", "C"))))
    assert open_pairs(whole, "Ann") == ()
    part = held(3, Vote(participant="ann", ranking=(("A",), ("B",))))
    assert {frozenset(pair) for pair in open_pairs(part, "Ann")} == {frozenset("AC"), frozenset("BC")}


def test_votes_under_two_spellings_are_one_persons():
    votes = (Vote.on_pair("Ann", "A", "B", "first"), Vote.on_pair("ann ", "B", "C", "first"))
    assert list(preferences(held(3, *votes))) == ["Ann"]
