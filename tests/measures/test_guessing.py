"""What a few answers can tell, against counting every possible set of answers."""

from itertools import product

import pytest

from covision.measures.agreement import above_chance, percent_agreement
from covision.measures.guessing import chance_of_alike, chance_of_same_course, chance_of_so_few


def counted(people: int, alike: int, courses: int) -> float:
    every = list(product(range(courses + 1), repeat=people))
    # The last choice is silence: agreeing on it is agreeing on nothing.
    return sum(max(one.count(course) for course in range(courses)) >= alike for one in every) / len(every)


@pytest.mark.parametrize("courses", [1, 2, 3])
@pytest.mark.parametrize("people", [1, 2, 3, 5, 6])
def test_guessing_alike_is_counted(people, courses):
    for alike in range(people + 1):
        assert chance_of_alike(people, alike, courses) == pytest.approx(counted(people, alike, courses), abs=1e-12)
    assert chance_of_alike(120, 120, 3) < 1e-60


@pytest.mark.parametrize("people", [1, 2, 4, 6])
def test_a_statement_that_works_may_look_split(people):
    for alike in range(people + 1):
        ways = [one for one in product((0, 1), repeat=people) if sum(one) <= alike]
        oracle = sum(0.9 ** sum(one) * 0.1 ** (people - sum(one)) for one in ways)
        assert chance_of_so_few(people, alike, 0.9) == pytest.approx(oracle, abs=1e-12)


def test_agreement_above_chance_is_that_of_brennan_and_prediger():
    # Two raters, five items, three kinds, four alike: (0.8 - 1/3) / (1 - 1/3).
    pairs = percent_agreement([list("aabca"), list("aabcb")])
    assert pairs is not None and pairs.value == pytest.approx(0.8)
    found = above_chance(pairs, 1 / 3)
    assert found.value == pytest.approx(0.7) and found.interval is not None and pairs.interval is not None
    assert found.interval[0] == pytest.approx((pairs.interval[0] - 1 / 3) * 1.5)
    assert above_chance(pairs, 0.8).value == pytest.approx(0.0)
    assert above_chance(pairs, 0.0) == pairs


def test_two_who_guess_take_the_same_course_as_often_as_counted():
    for courses in (2, 3):
        every = list(product(range(courses + 1), repeat=2))
        same = sum(a == b and a < courses for a, b in every) / len(every)
        assert chance_of_same_course(courses) == pytest.approx(same)


@pytest.mark.parametrize("wrong", [lambda: chance_of_alike(2, 3, 2), lambda: chance_of_alike(2, 1, 0),
                                   lambda: chance_of_so_few(2, 3, 0.9), lambda: chance_of_so_few(2, 1, 1.0),
                                   lambda: chance_of_same_course(0)])  # fmt: skip
def test_what_cannot_be_is_refused(wrong):
    with pytest.raises(ValueError):
        wrong()
    pairs = percent_agreement([["a"], ["a"]])
    assert pairs is not None
    with pytest.raises(ValueError):
        above_chance(pairs, 1.0)
