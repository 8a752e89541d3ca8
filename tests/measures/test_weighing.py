"""Weights follow a planted preference, and stay as shipped where there is none."""

import numpy as np
import pytest

from covision.measures.weighing import weigh

CRITERIA = 10


def pairs(seed: int, count: int, truth: list[float], sureness: float) -> np.ndarray:
    """Parts of pairs, the preferred first, by people who prefer by `truth`."""
    rng = np.random.default_rng(seed)
    parts = rng.normal(0, 0.35, (count, CRITERIA)).clip(-1, 1) / CRITERIA
    chance = 1 / (1 + np.exp(-sureness * parts @ np.array(truth)))
    return np.where(rng.random(count) < chance, 1.0, -1.0)[:, None] * parts


def test_a_planted_preference_is_found():
    found = weigh(pairs(1, 40, [8.0] + [0.2] * 9, 40), [1.0] * CRITERIA)
    assert found.p <= 0.02 and found.after.value > found.before.value + 0.1
    assert max(found.multipliers) == found.multipliers[0] > 2 and min(found.multipliers) >= 0
    assert sum(found.multipliers) == pytest.approx(CRITERIA)


def test_noise_and_shipped_preferences_change_nothing():
    """At a level of 0.05 about one seed in twenty may be taken in."""
    for truth, sureness in (([1.0] * CRITERIA, 0.0), ([1.0] * CRITERIA, 25.0)):
        taken_in = [
            found.p <= 0.05 and found.after.value > found.before.value
            for found in (
                weigh(pairs(seed + 1000, 24, truth, sureness), [1.0] * CRITERIA, draws=39) for seed in range(12)
            )
        ]
        assert sum(taken_in) <= 2


def test_what_no_pair_tells_keeps_its_weight():
    parts = pairs(2, 24, [8.0] + [0.2] * 9, 40)
    parts[:, 7] = 0.0
    weights = [1.0] * 5 + [0.5] * 5
    found = weigh(parts, weights)
    assert found.multipliers[7] == 1.0
    assert sum(w * m for w, m in zip(weights, found.multipliers, strict=True)) == pytest.approx(sum(weights))
    again = weigh(parts, weights)
    assert again == found


def test_pairs_of_one_group_are_left_out_together():
    # One pair nine times over tells of itself alone: left out together, nothing is left to learn it from.
    one = np.zeros((1, CRITERIA))
    one[0, 0], one[0, 1] = -0.1, 0.08
    parts = np.repeat(one, 9, axis=0)
    apart, together = weigh(parts, [1.0] * CRITERIA), weigh(parts, [1.0] * CRITERIA, groups=["same"] * 9)
    assert apart.after.value == 1 and together.after.value == together.before.value == 0
    assert weigh(np.zeros((3, CRITERIA)), [1.0] * CRITERIA) is None
    with pytest.raises(ValueError, match="one part"):
        weigh(parts, [1.0])
