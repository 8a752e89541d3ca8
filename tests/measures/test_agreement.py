"""Agreement against the krippendorff package, scipy and hand counts."""

import krippendorff
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from covision.measures.agreement import alpha, confusion, percent_agreement, repeatability, tau_b

# Krippendorff (2011), the example with four observers and missing values.
OBSERVERS = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3],
    [None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None],
]


@pytest.mark.parametrize(("scale", "value"), [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849)])
def test_alpha_is_that_of_the_paper(scale, value):
    found = alpha(OBSERVERS, scale)
    assert found is not None and found.value == pytest.approx(value, abs=0.0006)
    assert (found.items, found.ratings) == (11, 40)
    assert found.interval is not None and found.interval[0] < value < found.interval[1]
    assert alpha(OBSERVERS, scale) == found, "the same draws each time"
    assert alpha(OBSERVERS, scale, seed=2) != found


TABLES = st.integers(2, 5).flatmap(
    lambda raters: st.lists(
        st.lists(st.sampled_from([None, 0, 0.25, 0.5, 1]), min_size=raters, max_size=raters),
        min_size=2,
        max_size=12,
    )
)


@given(TABLES)
@settings(max_examples=120, deadline=None)
def test_alpha_is_that_of_the_package(columns):
    rows = [list(row) for row in zip(*columns, strict=True)]
    pairable = [one for column in columns for one in column if sum(c is not None for c in column) > 1]
    defined = len({one for one in pairable if one is not None}) > 1
    for scale in ("nominal", "ordinal", "interval"):
        found = alpha(rows, scale, draws=20)
        if not defined:
            assert found is None
            continue
        table = np.array([[np.nan if one is None else one for one in row] for row in rows], dtype=float)
        exact = krippendorff.alpha(table, level_of_measurement=scale)
        assert found is not None and found.value == pytest.approx(exact, abs=1e-9)


def test_alpha_of_labels():
    rows = [["good", "bad", "good", "bad", None], ["good", "bad", "bad", "bad", "good"]]
    found = alpha(rows, "nominal")
    coded = [[1, 0, 1, 0, np.nan], [1, 0, 0, 0, 1]]
    assert found is not None and found.items == 4 and found.interval is None
    assert found.value == pytest.approx(krippendorff.alpha(np.array(coded), level_of_measurement="nominal"))
    with pytest.raises(ValueError, match="numbers"):
        alpha(rows, "ordinal")
    with pytest.raises(ValueError, match="one place"):
        alpha([[1, 2], [1]])


def test_full_agreement_promises_no_certainty():
    found = alpha([[0, 0.5, 1, 0.5, 0, 1]] * 2)
    assert found is not None and found.value == 1 and found.interval is None


def test_alpha_that_is_not_defined_is_none():
    assert alpha([[1, None], [None, 2]]) is None, "no item has two ratings"
    assert alpha([[3, 3, 3], [3, 3, 3]]) is None, "chance alone would agree fully"
    assert alpha([]) is None


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), min_size=2, max_size=25))
@settings(max_examples=80, deadline=None)
def test_tau_is_that_of_scipy(pairs):
    one, other = [a for a, _ in pairs], [b for _, b in pairs]
    exact, found = stats.kendalltau(one, other).statistic, tau_b(one, other)
    if len(set(one)) < 2 or len(set(other)) < 2:
        assert found is None
    else:
        assert found == pytest.approx(exact)


def test_a_confusion_counts_and_tells_kappa():
    first, second = ["a", "a", "b", "b", None, "a"], ["a", "b", "b", "b", "a", None]
    found = confusion(first, second, ["a", "b", "c"])
    assert found.labels == ("a", "b", "c") and found.counts == ((1, 1, 0), (0, 2, 0), (0, 0, 0))
    assert found.agreement is not None and found.agreement.value == 0.75
    assert found.kappa == pytest.approx((0.75 - 0.5) / 0.5)
    with pytest.raises(ValueError, match="labels"):
        confusion(["a"], ["z"], ["a"])
    nothing = confusion([None], ["a"])
    assert nothing.agreement is None and nothing.kappa is None and nothing.counts == ()
    assert confusion([1, 1], [1, 1]).kappa is None


def test_pairs_of_raters_agree_or_do_not():
    found = percent_agreement([[1, 2, 3], [1, 3, None], [1, 2, None]])
    # Item 1: three pairs, all agree; item 2: one of three; item 3 has one rating.
    assert found is not None and found.value == pytest.approx(4 / 6) and found.groups == 2
    near = percent_agreement([[0.5, 0.1], [0.6, 0.9]], within=0.1)
    assert near is not None and near.value == 0.5
    assert percent_agreement([[1, None], [None, 1]]) is None


def test_a_rater_repeats_itself_or_does_not():
    found = repeatability([[0.5, 0.5, 0.75], [1.0, 1.0], [0.25], [0.0, None, 0.0]])
    assert found is not None and found.items == 3
    assert found.agreement.value == pytest.approx(3 / 5)
    assert found.spread == pytest.approx((np.var([0.5, 0.5, 0.75]) * 3 / 4) ** 0.5)
    assert repeatability([[0.5], [None, 0.4]]) is None


def test_intervals_of_alpha_hold():
    # Three raters, 12 items, five levels: the truth is alpha of very many items.
    rng = np.random.default_rng(5)

    def ratings(items):
        shared = rng.normal(size=items)
        rows = np.sqrt(0.7) * shared + np.sqrt(0.3) * rng.normal(size=(3, items))
        return (np.digitize(rows, [-1, -0.3, 0.4, 1.1]) / 4).tolist()

    truth = alpha(ratings(20_000), draws=1)
    assert truth is not None
    found = [alpha(ratings(12), draws=200) for _ in range(300)]
    kept = [
        one is not None and one.interval is not None and one.interval[0] <= truth.value <= one.interval[1]
        for one in found
    ]
    assert 0.91 <= np.mean(kept) <= 0.985
