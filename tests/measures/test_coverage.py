"""How often a 95% interval holds the truth, for scores as they occur: bounded, skewed, in steps, in groups.

The table in docs/decisions/0009-statistics-for-few-cases.md is `coverage` with 20,000 draws.
"""

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import special, stats

from covision.measures.estimates import Estimate
from covision.measures.statistics import auc, clustered_interval, mean_interval, paired

# Each turns a uniform number into a score of 0..1, and has the mean that belongs to it.
LEVELS, SHARES = np.array([0, 0.25, 0.5, 0.75, 1]), np.array([0.05, 0.15, 0.3, 0.35, 0.15])
SCORES = {
    "middling": (lambda p: special.betaincinv(8, 5, p), 8 / 13),
    "high": (lambda p: special.betaincinv(8, 2, p), 0.8),
    "levels": (lambda p: LEVELS[np.searchsorted(np.cumsum(SHARES)[:-1], p)], float(LEVELS @ SHARES)),
    "two camps": (lambda p: special.betaincinv(0.6, 0.6, p), 0.5),
}
KINDS = ("mean", "paired", "clustered")
COUNTS = (5, 12, 30)
SIZES = (1, 1, 2, 3, 5)


def uniforms(rng: np.random.Generator, draws: int, ids: NDArray[np.intp], shared: float) -> NDArray[np.float64]:
    """Uniform numbers, shape (draws, cases), those of one id correlated by `shared` on the normal scale."""
    common = rng.normal(size=(draws, ids.max() + 1))[:, ids]
    return stats.norm.cdf(np.sqrt(shared) * common + np.sqrt(1 - shared) * rng.normal(size=(draws, len(ids))))


def coverage(kind: str, scores: str, count: int, draws: int) -> float:
    """The share of `draws` whose interval holds the true mean; `count` is cases, or clusters of unequal size."""
    rng = np.random.default_rng(19)
    make, truth = SCORES[scores]
    if kind == "mean":
        rows = make(rng.uniform(size=(draws, count)))
        return held((mean_interval(row) for row in rows.tolist()), truth)
    if kind == "paired":
        both = uniforms(rng, draws, np.repeat(np.arange(count), 2), 0.6).reshape(draws, count, 2)
        other, mean = SCORES["middling"]
        first, second = make(both[:, :, 0]), other(both[:, :, 1])
        # Above 16 cases the test of signs is by far the slowest part, and the interval is that of the differences.
        if count <= 12:
            found = (paired(a, b) for a, b in zip(first.tolist(), second.tolist(), strict=True))
            return held((one and one.difference for one in found), truth - mean)
        return held((mean_interval(row, bounds=(-1, 1)) for row in (first - second).tolist()), truth - mean)
    ids = np.repeat(np.arange(count), np.resize(SIZES, count))
    rows = make(uniforms(rng, draws, ids, 0.4))
    return held((clustered_interval(row, ids.tolist()) for row in rows.tolist()), truth)


def held(found, truth: float) -> float:
    """The share of estimates whose interval holds the truth; one without an interval holds nothing."""
    kept = [one.interval is not None and one.interval[0] <= truth <= one.interval[1] for one in found]
    return sum(kept) / len(kept)


@pytest.mark.parametrize("scores", SCORES)
@pytest.mark.parametrize("count", COUNTS)
@pytest.mark.parametrize("kind", KINDS)
def test_intervals_hold_as_often_as_they_say(kind: str, count: int, scores: str):
    assert 0.92 <= coverage(kind, scores, count, 1000) <= 0.97


def test_the_interval_of_a_pair_is_that_of_its_differences():
    rng = np.random.default_rng(2)
    a, b = rng.uniform(size=(2, 30)).tolist()
    found = paired(a, b)
    assert found is not None and isinstance(found.difference, Estimate)
    assert found.difference == mean_interval(np.subtract(a, b).tolist(), bounds=(-1, 1))


def test_percentile_bootstraps_of_five_cases_do_not():
    # Why no interval of a mean here is one.
    rng = np.random.default_rng(23)
    make, truth = SCORES["middling"]
    rows = make(rng.uniform(size=(1000, 5)))
    means = rows[:, rng.integers(0, 5, size=(400, 5))].mean(axis=2)
    low, high = np.quantile(means, [0.025, 0.975], axis=1)
    assert np.mean((low <= truth) & (truth <= high)) < 0.88


def test_ignoring_groups_does_not():
    rng = np.random.default_rng(31)
    ids = np.repeat(np.arange(12), np.resize(SIZES, 12))
    make, truth = SCORES["levels"]
    rows = make(uniforms(rng, 800, ids, 0.4)).tolist()
    assert held((mean_interval(row) for row in rows), truth) < 0.9


@pytest.mark.parametrize(("strong", "weak", "apart"), [(8, 12, 1.0), (8, 12, 2.0), (30, 30, 2.0)])
def test_intervals_of_an_area_hold(strong: int, weak: int, apart: float):
    rng = np.random.default_rng(29)
    truth = float(stats.norm.cdf(apart / 2**0.5))
    above, below = rng.normal(apart, 1, size=(500, strong)).tolist(), rng.normal(size=(500, weak)).tolist()
    assert 0.93 <= held((auc(a, b) for a, b in zip(above, below, strict=True)), truth) <= 0.99
