"""Votes counted, against a published example and by what must hold."""

import itertools

from hypothesis import given, settings
from hypothesis import strategies as st

from covision.domain.voting import Candidate, Round, Vote
from covision.steps.voting import ballot, count, first_choices


def a_round(votes, names="ABCDE"):
    candidates = tuple(Candidate(id=name, statement=f"Statement {name}.", source=f"draft/{name}") for name in names)
    return Round(id="r", candidates=candidates, votes=tuple(votes))


def ranked(who, order, **more):
    return Vote(participant=who, ranking=tuple(tuple(group) for group in order), **more)


# Schulze, "A new monotonic, clone-independent, reversal symmetric and condorcet-consistent single-winner election
# method" (2011), the example of 45 voters.
PAPER = {"ACBED": 5, "ADECB": 5, "BEDAC": 8, "CABED": 3, "CAEBD": 7, "CBADE": 2, "DCEBA": 7, "EBADC": 8}


def test_the_example_of_the_paper():
    votes = [ranked(f"{order}{at}", order) for order, number in PAPER.items() for at in range(number)]
    found = count(a_round(votes))
    assert [one.id for one in found.ranking.order] == list("EACBD") and found.voters == 45
    assert found.ranking.basis == "people" and "45 people" in found.ranking.label
    assert first_choices(a_round(votes)) == {"A": 10, "B": 8, "C": 12, "D": 7, "E": 8}
    by_pair = {(one.first, one.second): one for one in found.majorities}
    assert (by_pair["A", "B"].for_first, by_pair["A", "B"].for_second) == (20, 25)
    # As pairs, the same votes are the same result.
    pairs = [
        Vote.on_pair(vote.participant, *pair, "first")
        for vote in votes
        for pair in itertools.combinations(vote.names, 2)
    ]
    assert count(a_round(pairs)).ranking == found.ranking


def test_one_person_must_not_be_able_to_turn_what_is_called_clear():
    two = [ranked("ann", "AB"), ranked("bob", "AB")]
    assert count(a_round(two, "AB")).ranking.close == (("A", "B"),)
    three = count(a_round([*two, ranked("cid", "AB")], "AB"))
    assert three.ranking.close == () and three.ranking.tiers == (("A",), ("B",))
    assert three.ranking.order[0].wins.value == 1 and three.ranking.order[0].interval[0] < 1
    split = count(a_round([*two, ranked("cid", "AB"), ranked("dee", "BA", reason="A says too much.")], "AB"))
    assert split.ranking.tiers == (("A", "B"),) and split.ranking.order[0].id == "A"


def test_reasons_of_the_minority_are_kept_and_stand_first():
    votes = [
        ranked("ann", "ABC", reason="I can see it."),
        ranked("bob", "ABC"),
        ranked("cid", "ACB"),
        ranked("dee", ["C", "AB"], reason="Only C is true on a Friday night."),
    ]
    found = count(a_round(votes, "ABC"))
    assert [(one.participant, one.minority, one.prefers, one.over) for one in found.reasons] == [
        ("dee", True, "C", "A"),
        ("ann", False, "", ""),
    ]
    assert found.reasons[0].reason == "Only C is true on a Friday night."


def test_the_newest_vote_on_a_pair_holds():
    votes = [ranked("ann", "ABC"), Vote.on_pair("ann", "B", "C", "second")]
    found = count(a_round(votes, "ABC"))
    by_pair = {(one.first, one.second): one for one in found.majorities}
    assert (by_pair["B", "C"].for_first, by_pair["B", "C"].for_second, by_pair["A", "B"].for_first) == (0, 1, 1)


def test_without_votes_nothing_is_ranked():
    found = count(a_round([], "ABC"))
    assert (
        found.voters == 0
        and {one.tier for one in found.ranking.order} == {None}
        and "Nobody" in found.ranking.label
    )
    one = count(a_round([ranked("ann", "AB")], "ABC"))
    assert (
        one.ranking.close == (("A", "B"),) and one.ranking.order[-1].id == "C" and "One person" in one.ranking.label
    )


def test_each_person_reads_in_an_order_of_their_own():
    held = a_round([])
    first = [one.id for one in ballot(held, "ann")]
    assert first == [one.id for one in ballot(held, "ann")] and sorted(first) == list("ABCDE")
    orders = {tuple(one.id for one in ballot(held, f"p{at}")) for at in range(30)}
    assert len(orders) > 15 and len({order[0] for order in orders}) == 5


@settings(max_examples=50, deadline=None)
@given(st.lists(st.permutations("ABCD"), min_size=1, max_size=6))
def test_who_all_put_first_wins_and_no_close_pair_is_a_tier_apart_by_one_vote(orders):
    found = count(a_round([ranked(f"p{at}", order) for at, order in enumerate(orders)], "ABCD"))
    if len({order[0] for order in orders}) == 1:
        assert found.ranking.order[0].id == orders[0][0]
    assert sum(len(tier) for tier in found.ranking.tiers) == 4
    for tier in found.ranking.tiers:
        assert all((tier[0], other) in found.ranking.close for other in tier[1:])
    assert all(0 <= one.value <= 1 for one in found.ranking.order)


def test_a_shared_place_or_a_pair_left_out_is_no_first_choice():
    shared, half = (
        ranked("ann", ["AB", "C"]),
        [Vote.on_pair("ben", "A", "B", "first"), Vote.on_pair("ben", "B", "C", "first")],
    )
    assert first_choices(a_round([shared, *half], "ABC")) == {}
    assert first_choices(a_round([*half, Vote.on_pair("ben", "A", "C", "first")], "ABC")) == {"A": 1}
