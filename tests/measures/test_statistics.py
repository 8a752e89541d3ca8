"""Intervals, tests and corrections against scipy and brute force."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import special, stats

from covision.measures.distributions import incomplete_beta, t_cdf, t_power, t_quantile, visible_shift
from covision.measures.regression import coefficient
from covision.measures.statistics import (
    auc,
    cases_needed,
    clustered_interval,
    holm,
    in_words,
    mean_interval,
    paired,
    paired_at_equal_length,
    sign_flip,
    slope,
    smallest_visible,
    tells,
    wilson,
)

FREEDOMS = (0.7, 1, 1.5, 2, 2.7, 3, 4, 7.3, 11, 29, 100, 999, 5e4, 2e5, 1e9)


@pytest.mark.parametrize("freedom", FREEDOMS)
def test_student_t_is_that_of_scipy(freedom: float):
    for t in (-40, -6, -2.1, -1, -0.3, -1e-4, 0, 1e-6, 0.5, 1.96, 3, 12, 300):
        assert t_cdf(t, freedom) == pytest.approx(stats.t.cdf(t, freedom), abs=1e-9)
    for p in (0.0005, 0.01, 0.025, 0.2, 0.4999, 0.5, 0.6, 0.9, 0.975, 0.995, 0.9999):
        assert t_quantile(p, freedom) == pytest.approx(stats.t.ppf(p, freedom), rel=1e-8, abs=1e-10)


def test_the_incomplete_beta_function_is_that_of_scipy():
    for a in (0.5, 1, 3, 40, 900):
        for b in (0.5, 1, 2.5, 70):
            for x in (0, 1e-9, 0.01, 0.3, 0.5, 0.77, 0.999, 1):
                assert incomplete_beta(a, b, x) == pytest.approx(special.betainc(a, b, x), abs=1e-11)


def test_impossible_probabilities_are_refused():
    for call in (lambda: t_quantile(1.0, 5), lambda: t_cdf(1.0, 0), lambda: visible_shift(5, 1.0, 0.05)):
        with pytest.raises(ValueError):
            call()


def test_power_is_that_of_the_noncentral_t():
    for freedom in (1, 2, 4, 11, 29, 200, 2e5):
        critical = stats.t.ppf(0.975, freedom)
        for shift in (0.0, 0.5, 2.0, 3.1, 6.0):
            exact = stats.nct.sf(critical, freedom, shift) + stats.nct.cdf(-critical, freedom, shift)
            assert t_power(shift, freedom) == pytest.approx(exact, abs=1e-6)


def test_the_mean_has_the_t_interval_of_scipy():
    values = [0.4, 0.55, 0.7, 0.35, 0.8]
    low, high = stats.t.interval(0.9, 4, np.mean(values), stats.sem(values))
    found = mean_interval(values, confidence=0.9)
    assert found is not None and found.interval == pytest.approx((low, high), abs=1e-10)
    assert found.error == pytest.approx(stats.sem(values)) and found.freedom == pytest.approx(4)
    assert (found.cases, found.groups) == (5, 5)


def test_intervals_end_at_the_bounds_of_the_scale():
    found = mean_interval([1.0, 0.1, 1.0])
    assert found is not None and found.interval is not None
    assert found.interval == (0.0, 1.0)
    free = mean_interval([1.0, 0.1, 1.0], bounds=None)
    assert free is not None and free.interval is not None and free.interval[1] > 1.2


def test_too_few_values_have_no_interval():
    assert mean_interval([]) is None and wilson(0, 0) is None and auc([], [0.1]) is None
    assert paired([], []) is None and paired([None, 0.5], [0.5, None]) is None
    one = mean_interval([0.4])
    assert one is not None and one.value == 0.4 and one.interval is None and one.error is None
    alone = clustered_interval([0.2, 0.4, 0.9], ["x"] * 3)
    assert alone is not None and alone.interval is None
    assert slope([1, 2], [0.1, 0.2]) is None and slope([3, 3, 3], [0.1, 0.2, 0.3]) is None
    assert smallest_visible(0.2, 1) is None and smallest_visible(0.0, 9) is None
    assert cases_needed(0.2, 0.0) is None and cases_needed(None, 0.1) is None


@pytest.mark.parametrize("wrong", [math.nan, math.inf])
def test_what_is_no_number_is_refused(wrong: float):
    for call in (mean_interval, lambda v: auc(v, [0.1]), lambda v: paired(v, [0.1, 0.2])):
        with pytest.raises(ValueError, match="finite"):
            call([0.5, wrong])


def test_equal_values_promise_no_certainty():
    found = mean_interval([0.75] * 5)
    assert found is not None and found.interval is not None and found.error is None
    share = 1 - 0.05 ** (1 / 5)
    assert found.interval == pytest.approx((0.75 - share * 0.75, 0.75 + share * 0.25))
    # The share is the one-sided bound of Clopper and Pearson for 0 of 5.
    assert share == pytest.approx(stats.beta.ppf(0.95, 1, 5))
    free = mean_interval([0.75] * 5, bounds=None)
    assert free is not None and free.interval is None


def test_clusters_of_one_are_the_plain_interval():
    values = [0.1, 0.5, 0.45, 0.9, 0.3, 0.62]
    plain, single = mean_interval(values), clustered_interval(values, list("abcdef"))
    assert plain == single


def test_equal_clusters_are_the_interval_of_their_means():
    values = np.array([[0.1, 0.3], [0.5, 0.6], [0.45, 0.5], [0.9, 0.7]])
    found = clustered_interval(values.ravel().tolist(), [at for at in range(4) for _ in range(2)])
    means = mean_interval(values.mean(axis=1).tolist())
    assert found is not None and means is not None
    assert found.interval == pytest.approx(means.interval) and found.freedom == pytest.approx(3)
    assert (found.cases, found.groups) == (8, 4)


def cr2_by_matrices(design: np.ndarray, values: np.ndarray, ids: np.ndarray, wanted: int) -> tuple[float, float]:
    """Error and degrees of freedom as Bell and McCaffrey write them, with whole matrices."""
    inverse = np.linalg.inv(design.T @ design)
    away = np.eye(len(values)) - design @ inverse @ design.T
    contrast = inverse[:, wanted]
    total, columns = 0.0, []
    for one in np.unique(ids):
        held = ids == one
        root = np.real(np.linalg.inv(np.array(matrix_root(away[np.ix_(held, held)]))))
        pull = root @ design[held] @ contrast
        total += (pull @ (away @ values)[held]) ** 2
        columns.append(away[:, held] @ pull)
    gram = np.array(columns) @ np.array(columns).T
    return total**0.5, np.trace(gram) ** 2 / np.sum(gram**2)


def matrix_root(matrix: np.ndarray) -> np.ndarray:
    from scipy.linalg import sqrtm

    return sqrtm(matrix)


def test_clustered_errors_are_those_of_bell_and_mccaffrey():
    rng = np.random.default_rng(3)
    ids = np.repeat(np.arange(6), [1, 4, 2, 3, 1, 5])
    values = rng.uniform(size=16)
    error, freedom = cr2_by_matrices(np.ones((16, 1)), values, ids, 0)
    found = clustered_interval(values.tolist(), ids.tolist())
    assert found is not None and found.error == pytest.approx(error) and found.freedom == pytest.approx(freedom)
    design = np.column_stack([np.ones(16), rng.normal(size=16)])
    for wanted in (0, 1):
        fitted = coefficient(design, values, wanted, ids.tolist())
        assert fitted is not None
        assert (fitted.error, fitted.freedom) == pytest.approx(cr2_by_matrices(design, values, ids, wanted))
    alone = coefficient(np.ones((16, 1)), values, 0, ids.tolist())
    assert alone is not None and (alone.error, alone.freedom) == pytest.approx((error, freedom))


def test_dependent_cases_widen_the_interval():
    values = [0.1, 0.12, 0.11, 0.5, 0.52, 0.51, 0.9, 0.88, 0.91]
    plain, grouped = mean_interval(values), clustered_interval(values, [at // 3 for at in range(9)])
    assert plain is not None and grouped is not None and plain.error is not None and grouped.error is not None
    assert grouped.value == plain.value and grouped.error > 1.5 * plain.error


@given(st.integers(0, 60), st.integers(1, 60))
@settings(max_examples=60, deadline=None)
def test_wilson_is_that_of_scipy(successes: int, more: int):
    of = successes + more
    found = wilson(successes, of)
    exact = stats.binomtest(successes, of).proportion_ci(0.95, method="wilson")
    assert found is not None and found.interval == pytest.approx((exact.low, exact.high), abs=1e-9)


def test_the_area_is_that_of_mann_whitney_and_its_error_that_of_delong():
    rng = np.random.default_rng(5)
    strong, weak = rng.integers(2, 9, size=13) / 8, rng.integers(0, 7, size=17) / 8
    found = auc(strong.tolist(), weak.tolist())
    assert found is not None and found.interval is not None
    kernel = (strong[:, None] > weak) + 0.5 * (strong[:, None] == weak)
    assert (strong[:, None] == weak).any(), "ties are part of this test"
    assert found.value == pytest.approx(stats.mannwhitneyu(strong, weak).statistic / (13 * 17))
    variance = kernel.mean(axis=1).var(ddof=1) / 13 + kernel.mean(axis=0).var(ddof=1) / 17
    assert found.error == pytest.approx(variance**0.5)
    assert 0 < found.interval[0] < found.value < found.interval[1] < 1
    turned = auc(weak.tolist(), strong.tolist())
    assert turned is not None and turned.interval is not None
    assert turned.interval == pytest.approx((1 - found.interval[1], 1 - found.interval[0]))


def test_full_separation_is_not_certainty():
    found = auc([0.8, 0.9, 0.7, 0.95, 0.85], [0.1, 0.2, 0.3, 0.15, 0.12])
    assert found is not None and found.value == 1 and found.interval is not None
    assert 0.5 < found.interval[0] < 0.85 and found.interval[1] == 1
    equal = auc([0.5] * 6, [0.5] * 6)
    assert equal is not None and equal.value == 0.5 and equal.interval is not None
    assert equal.interval[0] < 0.3 and equal.interval[1] > 0.7
    alone = auc([0.9], [0.1, 0.2])
    assert alone is not None and alone.interval is None


def test_the_slope_is_that_of_scipy():
    lengths, values = [12, 25, 18, 40, 31, 22], [0.2, 0.5, 0.3, 0.6, 0.7, 0.4]
    found, exact = slope(lengths, values), stats.linregress(lengths, values)
    assert found is not None and found.value == pytest.approx(exact.slope)
    assert found.error == pytest.approx(exact.stderr) and found.freedom == 4
    straight = slope([1, 2, 3], [0.1, 0.2, 0.3])
    assert straight is not None and straight.value == pytest.approx(0.1) and straight.interval is None


def test_a_slope_within_groups_pays_for_the_level_of_each_group():
    lengths, values = [12, 25, 18, 40, 31, 22, 9], [0.2, 0.5, 0.3, 0.9, 0.8, 0.7, 0.1]
    grades = [1, 1, 1, 2, 2, 2, 3]
    found = slope(lengths, values, within=grades)
    middle = {one: np.array([[a, b] for a, b, c in zip(lengths, values, grades, strict=True) if c == one]).mean(0)
              for one in grades}  # fmt: skip
    left = np.array([[a, b] for a, b in zip(lengths, values, strict=True)]) - [middle[one] for one in grades]
    exact = stats.linregress(left[:, 0], left[:, 1])  # it takes n - 2 degrees of freedom, three levels cost four
    assert found is not None and found.value == pytest.approx(exact.slope) and found.freedom == 3
    assert found.error == pytest.approx(exact.stderr * (5 / 3) ** 0.5)
    reach = stats.t.ppf(0.975, 3) * found.error
    assert found.interval == pytest.approx((found.value - reach, found.value + reach))
    assert slope([1, 2, 3], [0.1, 0.2, 0.4], within="abc") is None, "one case a group shows no slope"
    with pytest.raises(ValueError, match="a group"):
        slope(lengths, values, within=[1])


def test_a_paired_difference_is_that_of_scipy():
    first, second = [0.6, 0.7, 0.55, 0.9, 0.4, 0.75], [0.5, 0.62, 0.6, 0.7, 0.35, 0.6]
    found, exact = paired(first, second), stats.ttest_rel(first, second)
    assert found is not None and found.p_t == pytest.approx(exact.pvalue)
    assert found.difference.interval == pytest.approx(tuple(exact.confidence_interval()))
    flipped = stats.permutation_test(
        (np.subtract(first, second),), np.sum, permutation_type="samples", n_resamples=np.inf
    )
    assert found.p_flip == pytest.approx(flipped.pvalue) and found.exact
    assert found.p == max(found.p_t, found.p_flip)


def test_what_was_not_scored_leaves_the_pair_out():
    found = paired([0.6, None, 0.5, 0.9], [0.5, 0.4, None, 0.6], ["a", "b", "c", "d"])
    assert found is not None and found.left_out == 2 and found.difference.cases == 2
    assert found.difference.value == pytest.approx(0.2)


@given(st.lists(st.sampled_from([-0.5, -0.25, -0.1, 0.0, 0.1, 0.25, 0.75]), min_size=1, max_size=10))
@settings(max_examples=80, deadline=None)
def test_sign_flips_are_all_counted(differences: list[float]):
    seen = abs(math.fsum(differences))
    sums = [
        math.fsum(d if at >> place & 1 else -d for place, d in enumerate(differences))
        for at in range(2 ** len(differences))
    ]
    share = sum(abs(one) >= seen - 1e-9 for one in sums) / len(sums)
    p, exact = sign_flip(differences)
    assert exact and p == pytest.approx(share)


def test_many_sign_flips_are_drawn_alike_each_time():
    rng = np.random.default_rng(7)
    held = rng.normal(0.25, 1, size=16).tolist()
    exact, counted = sign_flip(held)
    # 0.0 cannot change its side: with it there are as many patterns, and 17 differences are few enough to compare.
    drawn, all_counted = sign_flip([*held, 1e-9])
    assert counted and not all_counted and drawn == pytest.approx(exact, abs=0.012)
    assert sign_flip([*held, 1e-9]) == (drawn, False)
    assert 0 < sign_flip([0.5] * 40)[0] < 1e-4


def test_whole_clusters_change_sign():
    differences, names = [0.3, 0.2, 0.25, -0.1, 0.4, 0.35], ["a", "a", "a", "b", "c", "c"]
    assert sign_flip(differences, names) == sign_flip([0.75, -0.1, 0.75])
    found = paired([0.5 + one for one in differences], [0.5] * 6, names)
    assert found is not None and found.difference.groups == 3 and found.p_flip == sign_flip(differences, names)[0]


def test_holm_is_that_of_the_paper():
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx((0.03, 0.06, 0.06, 0.02))
    assert holm([0.5, None, 0.9]) == (1.0, None, 1.0)
    assert holm([]) == ()


@given(st.lists(st.floats(0, 1), min_size=1, max_size=12))
@settings(max_examples=60, deadline=None)
def test_holm_rejects_what_stepping_down_rejects(p: list[float]):
    rejected = set()
    for rank, at in enumerate(sorted(range(len(p)), key=lambda at: p[at])):
        if p[at] * (len(p) - rank) > 0.05:
            break
        rejected.add(at)
    found = holm(p)
    assert {at for at, one in enumerate(found) if one is not None and one <= 0.05} == rejected


def test_what_is_called_visible_is_seen_four_times_in_five():
    least = smallest_visible(0.2, 12)
    assert least is not None
    rng = np.random.default_rng(11)
    drawn = rng.normal(least, 0.2, size=(20_000, 12))
    seen = np.abs(drawn.mean(axis=1)) / (drawn.std(axis=1, ddof=1) / 12**0.5) > stats.t.ppf(0.975, 11)
    assert seen.mean() == pytest.approx(0.8, abs=0.01)
    assert cases_needed(0.2, least * 1.001) == 12
    assert cases_needed(0.2, least * 0.99) == 13
    assert cases_needed(0.2, 0.2) == 10, "as in the tables of Cohen for d = 1"
    assert cases_needed(0.2, 1e-5) is None


def test_length_is_taken_out_of_a_difference():
    rng = np.random.default_rng(13)
    words_a, words_b = rng.integers(20, 40, size=20).astype(float), rng.integers(10, 30, size=20).astype(float)
    base = rng.uniform(0.3, 0.5, size=20)
    a, b = base + 0.01 * words_a + rng.normal(0, 0.01, 20), base + 0.01 * words_b
    plain = paired(a.tolist(), b.tolist(), bounds=None)
    even = paired_at_equal_length(a.tolist(), b.tolist(), words_a.tolist(), words_b.tolist())
    assert plain is not None and plain.difference.value > 0.05
    assert even is not None and even.interval is not None and even.interval[0] < 0 < even.interval[1]
    same = paired_at_equal_length([0.5, 0.7, 0.6], [0.4, 0.5, 0.6], [9, 8, 7], [9, 8, 7])
    assert same is not None and same.value == pytest.approx(0.1) and same.interval is not None
    assert paired_at_equal_length([0.5] * 5, [0.4] * 5, [20] * 5, [10] * 5) is None


def test_words_say_what_the_figures_allow():
    first = [0.72, 0.81, 0.66, 0.9, 0.78, 0.7, 0.84, 0.75]
    second = [0.5, 0.66, 0.5, 0.72, 0.55, 0.52, 0.6, 0.61]
    better = paired(first, second)
    assert tells(better) == "first" and tells(paired(second, first)) == "second"
    assert in_words(better, "A", "B").startswith("A is better than B by 0.19 (95% interval 0.1")
    assert in_words(paired(second, first), "A", "B").startswith("B is better than A by 0.19 (95% interval 0.1")
    assert "after correction" in in_words(better, "A", "B", corrected=0.04)
    assert tells(better, corrected=0.2) == "too_few"
    same = paired([one + (0.01 if at % 2 else -0.01) for at, one in enumerate(second)], second)
    assert tells(same) == "alike"
    assert "no difference larger than 0.01 could have been missed" in in_words(same, "A", "B")
    few = paired(first[:3], second[:3])
    assert tells(few) == "too_few" == tells(None)
    assert (
        in_words(few, "A", "B") == "Not enough cases to tell: 3 cases, and at least 5 independent ones are needed."
    )
    assert "no case" in in_words(None, "A", "B")


def test_words_say_how_many_cases_would_tell():
    found = paired([0.9, 0.2, 0.8, 0.4, 0.7, 0.6], [0.5, 0.5, 0.5, 0.5, 0.5, 0.5])
    assert found is not None and found.needed is not None and found.difference.interval is not None
    said = in_words(found, "A", "B")
    assert said.startswith("Not enough cases to tell: A is 0.10 ahead of B")
    assert f"up to {found.difference.interval[1]:.2f} could have been missed" in said
    assert f"About {found.needed} independent cases" in said
    even = paired([0.9, 0.1, 0.8, 0.2, 0.9, 0.1], [0.5] * 6)
    assert even is not None and even.visible is not None
    assert f"four times in five is {even.visible:.2f}" in in_words(even, "A", "B")


def test_equal_runs_are_not_proof_of_equality():
    found = paired([0.5, 0.6, 0.7, 0.8, 0.9], [0.5, 0.6, 0.7, 0.8, 0.9])
    assert found is not None and found.p == 1 and found.p_t is None and found.visible is None
    assert tells(found) == "too_few"
    assert in_words(found, "A", "B").startswith("Not enough cases to tell: A and B came out equal")
    free = paired([0.5] * 6, [0.4] * 6, bounds=None)
    assert free is not None and free.difference.interval is None
    assert in_words(free, "A", "B").endswith("in all 6 cases the difference is +0.10, so its spread is unknown.")
    grouped = paired([0.9, 0.2, 0.8, 0.4, 0.7, 0.6, 0.8], [0.5] * 7, list("abcdeff"))
    assert grouped is not None and f"About {grouped.needed} organisations like these" in in_words(grouped, "A", "B")
    organisations = paired([0.5, 0.6, 0.7], [0.4, 0.3, 0.2], ["x", "x", "y"])
    assert "3 cases of 2 organisations" in in_words(organisations, "A", "B")
