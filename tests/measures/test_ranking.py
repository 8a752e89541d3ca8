"""Strengths against choix, orders against the examples of Schulze's paper."""

import itertools

import choix
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from covision.measures.ranking import Contest, bradley_terry, position_consistency, schulze, win_rate

NAMES = "abcd"


def contests(seed: int, count: int, strengths: list[float], ties: float = 0.2) -> list[Contest]:
    rng = np.random.default_rng(seed)
    found = []
    for at in range(count):
        a, b = rng.choice(len(strengths), size=2, replace=False)
        chance = 1 / (1 + np.exp(strengths[b] - strengths[a]))
        outcome = "tie" if rng.random() < ties else "first" if rng.random() < chance else "second"
        found.append(Contest(NAMES[a], NAMES[b], outcome, at // 3))
    return found


def test_strengths_are_those_of_choix():
    held = contests(1, 60, [1.0, 0.3, -0.2, -1.1])
    ladder = bradley_terry(held)
    # A tie is half a win for each, so every win counts twice and so does the prior: choix puts alpha * |x|².
    data = []
    for one in held:
        a, b = NAMES.index(one.first), NAMES.index(one.second)
        data += {"first": [(a, b)] * 2, "second": [(b, a)] * 2, "tie": [(a, b), (b, a)]}[one.outcome]
    exact = choix.opt_pairwise(4, data, alpha=0.25, tol=1e-12)
    assert ladder is not None and ladder.connected
    found = {one.name: one.strength for one in ladder.standings}
    assert [found[name] for name in NAMES] == pytest.approx(list(exact), abs=1e-6)
    assert sum(found.values()) == pytest.approx(0, abs=1e-9)


def test_a_sweep_stays_finite_and_six_wins_are_too_few():
    ladder = bradley_terry([Contest("a", "b", "first", at) for at in range(12)])
    assert ladder is not None and ladder.tiers == (("a",), ("b",)) and ladder.close == ()
    assert 2 < ladder.gaps[0].ahead < 6 and 0.9 < ladder.gaps[0].chance < 1
    few = bradley_terry([Contest("b", "a", "second", at) for at in range(5)])
    assert few is not None and few.tiers == (("a", "b"),) and few.close == (("a", "b"),)
    assert few.standings[0].name == "a" and few.standings[0].win_rate.value == 1


def test_only_ties_are_even():
    ladder = bradley_terry([Contest("a", "b", "tie", at) for at in range(40)])
    assert ladder is not None and ladder.gaps[0].ahead == pytest.approx(0) and ladder.close == (("a", "b"),)
    assert ladder.standings[0].interval[0] < 0 < ladder.standings[0].interval[1]


def test_contests_of_one_case_count_as_dependent():
    outcomes = ["first"] * 3 + ["second"]
    apart = bradley_terry([Contest("a", "b", one, at) for at, one in enumerate(outcomes * 6)])
    # The same verdicts, but six alike at a time come from one case.
    together = bradley_terry([Contest("a", "b", one, at) for at, one in enumerate(outcomes * 2) for _ in range(3)])
    assert apart is not None and together is not None
    assert together.gaps[0].ahead == pytest.approx(apart.gaps[0].ahead)
    wide = [one.gaps[0].interval[1] - one.gaps[0].interval[0] for one in (apart, together)]
    assert wide[1] > 1.4 * wide[0]


def test_who_never_met_is_not_ordered():
    held = [Contest("a", "b", "first", at) for at in range(30)] + [
        Contest("c", "d", "first", at) for at in range(30)
    ]
    ladder = bradley_terry(held)
    assert ladder is not None and not ladder.connected
    assert {("a", "d"), ("c", "b")} <= set(ladder.close)
    assert ("a", "b") not in ladder.close and ("c", "d") not in ladder.close


def test_nothing_to_compare_is_none():
    assert bradley_terry([]) is None and bradley_terry([Contest("a", "a", "tie")]) is None
    assert win_rate([], "a") is None and position_consistency([]) is None


def test_intervals_of_strength_hold():
    # 30 cases, one contest a pair and case, of three contestants: gap intervals cover the truth (prior and all).
    truth, kept = {"a": 0.6, "b": 0.0, "c": -0.6}, []
    rng = np.random.default_rng(4)
    for _ in range(200):
        held = []
        for case, (x, y) in itertools.product(range(30), itertools.combinations("abc", 2)):
            won = rng.random() < 1 / (1 + np.exp(truth[y] - truth[x]))
            held.append(Contest(x, y, "first" if won else "second", case))
        ladder = bradley_terry(held)
        assert ladder is not None
        kept += [gap.interval[0] <= truth[gap.first] - truth[gap.second] <= gap.interval[1] for gap in ladder.gaps]
    assert 0.92 <= np.mean(kept) <= 0.985


def test_a_win_rate_counts_ties_half():
    held = [
        Contest("a", "b", "first"),
        Contest("b", "a", "tie"),
        Contest("b", "c", "first"),
        Contest("c", "a", "first"),
    ]
    found = win_rate(held, "a")
    assert found is not None and found.value == pytest.approx(0.5) and found.cases == 3


def test_a_judge_that_takes_the_first_is_caught():
    found = position_consistency([("first", "first")] * 10)
    assert found is not None and found.consistent.value == 0
    assert found.first_share is not None and found.first_share.value == 1
    assert found.first_share.interval is not None and found.first_share.interval[0] > 0.5
    fair = position_consistency([("first", "second"), ("second", "first"), ("tie", "tie"), ("first", "tie")])
    assert fair is not None and fair.consistent.value == 0.75
    assert fair.first_share is not None and fair.first_share.value == pytest.approx(3 / 5)


def counted(*ballots: tuple[int, str]) -> list[list[list[str]]]:
    return [[[name] for name in order] for times, order in ballots for _ in range(times)]


def test_the_order_is_that_of_the_paper():
    # Schulze (2011), example 1 (45 voters): E > A > C > B > D.
    held = counted(
        (5, "ACBED"), (5, "ADECB"), (8, "BEDAC"), (3, "CABED"), (7, "CAEBD"), (2, "CBADE"), (7, "DCEBA"), (8, "EBADC")
    )  # fmt: skip
    found = schulze(held)
    assert found.order == (("E",), ("A",), ("C",), ("B",), ("D",))
    assert found.preferred[0][1:] == (20, 26, 30, 22) and found.paths[0][1:] == (28, 28, 30, 24)
    assert found.beats("E", "A") and not found.beats("A", "E")


def test_two_best_are_tied_as_in_the_paper():
    # Schulze (2011), an example without one winner: B and D beat the others and not each other.
    held = counted((3, "ABCD"), (2, "DABC"), (2, "DBCA"), (2, "CBDA"))
    found = schulze(held)
    assert found.order == (("B", "D"), ("A", "C")) or set(found.order[0]) == {"B", "D"}
    assert not found.beats("B", "D") and not found.beats("D", "B")


def test_ties_and_what_was_left_out():
    held = [[["a", "b"], ["c"]], [["a"]], [["b"], ["a"]]]
    silent, last = schulze(held), schulze(held, unranked="last")
    assert silent.order == (("b",), ("a",), ("c",))
    assert silent.preferred == ((0, 0, 1), (1, 0, 1), (0, 0, 0))
    assert last.preferred == ((0, 1, 3), (1, 0, 2), (0, 0, 0)) and last.order == (("a", "b"), ("c",))
    assert schulze([], ["x", "y"]).order == (("x", "y"),) and schulze([]).order == ()
    for wrong in ([["a"], ["a"]], [["z"]]):
        with pytest.raises(ValueError, match="names"):
            schulze([wrong], ["a", "b"])


@given(st.lists(st.permutations(list(NAMES)), min_size=1, max_size=9))
@settings(max_examples=80, deadline=None)
def test_who_beats_all_others_wins_and_names_do_not_matter(orders):
    found = schulze([[[name] for name in order] for order in orders])
    for name in NAMES:
        ahead = [
            sum(order.index(name) < order.index(other) for order in orders) for other in NAMES if other != name
        ]
        if all(2 * one > len(orders) for one in ahead):
            assert found.order[0] == (name,)
    assert sorted(name for group in found.order for name in group) == list(NAMES)
    turned = dict(zip(NAMES, "dcba", strict=True))
    again = schulze([[[turned[name]] for name in order] for order in orders])
    assert [set(group) for group in again.order] == [{turned[name] for name in group} for group in found.order]
