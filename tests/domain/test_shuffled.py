"""An order by chance that a seed decides, so that what is read blind stays where it is."""

from collections import Counter
from itertools import permutations

import pytest

from covision.domain.voting import shuffled


@pytest.mark.parametrize("count", [0, 1, 2, 3, 4, 12])
def test_the_same_seed_gives_the_same_order_and_all_of_them(count):
    items = tuple(f"draft/{n}" for n in range(count))
    for seed in ("", "a", "b7"):
        found = shuffled(items, seed)
        assert found == shuffled(items, seed) and sorted(found) == sorted(items)


@pytest.mark.parametrize("count", [3, 4])
def test_three_or_more_never_stand_as_they_stood_and_every_other_order_comes(count):
    items = tuple("abcd"[:count])
    seen = Counter(shuffled(items, str(seed)) for seed in range(600))
    assert set(seen) == set(permutations(items)) - {items}


def test_of_two_either_comes_first():
    seen = Counter(shuffled(("a", "b"), str(seed)) for seed in range(200))
    assert 60 < seen["a", "b"] < 140
