"""How far raters agree: with each other, with a judge, and a judge with itself."""

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from covision.measures.distributions import t_quantile
from covision.measures.estimates import Estimate, Interval, clustered_interval, numbers, wilson
from covision.measures.regression import Array

Scale = Literal["nominal", "ordinal", "interval"]
Rating = float | str | None
_DRAWS = 1000
_FEWEST_ITEMS = 5


@dataclass(frozen=True, slots=True)
class Alpha:
    """Krippendorff's alpha: 1 full agreement, 0 what chance gives, below 0 worse. `items` had two ratings or
    more.
    """

    value: float
    interval: Interval | None
    items: int
    ratings: int


def alpha(
    ratings: Sequence[Sequence[Rating]],
    scale: Scale = "ordinal",
    *,
    confidence: float = 0.95,
    draws: int = _DRAWS,
    seed: int = 1,
) -> Alpha | None:
    """Krippendorff's alpha (2011, "Computing Krippendorff's alpha-reliability"), with an interval over items.

    `ratings` has one row a rater and one column an item, None where a rater gave none. Text is for nominal ratings
    only. None where no item has two ratings, or all pairable ratings are equal (then alpha is not defined).

    The interval is alpha and t (items - 1 degrees of freedom) times the standard deviation of a bootstrap over
    items, `draws` times with `seed`, ranks and marginals anew each time; its percentiles are too narrow for few
    items. None below five items, where more than one draw in twenty has no alpha, and where no draw differs.
    """
    counts, values = _counts(ratings, scale)
    if not len(counts):
        return None
    whole = _alphas(np.ones((1, len(counts))), counts, values, scale)[0]
    if not np.isfinite(whole):
        return None
    interval = None
    if len(counts) >= _FEWEST_ITEMS:
        rng = np.random.default_rng(seed)
        weights = rng.multinomial(len(counts), np.full(len(counts), 1.0 / len(counts)), size=draws).astype(
            np.float64
        )
        drawn = _alphas(weights, counts, values, scale)
        drawn = drawn[np.isfinite(drawn)]
        if len(drawn) >= 0.95 * draws and float(np.ptp(drawn)) > 1e-12:
            reach = t_quantile(0.5 + confidence / 2.0, float(len(counts) - 1)) * float(drawn.std())
            interval = max(-1.0, float(whole) - reach), min(1.0, float(whole) + reach)
    return Alpha(float(whole), interval, len(counts), int(counts.sum()))


def _counts(ratings: Sequence[Sequence[Rating]], scale: Scale) -> tuple[NDArray[np.int64], Array]:
    """How often each item (with two ratings or more) got each value, and the values as numbers, ascending."""
    if len({len(row) for row in ratings}) > 1:
        raise ValueError("every rater needs one place an item, None where there is no rating")
    items = [[one for one in column if one is not None] for column in zip(*ratings, strict=True)]
    items = [item for item in items if len(item) >= 2]
    given = {one for item in items for one in item}
    if scale == "nominal":
        values = np.arange(len(given), dtype=np.float64)
        place = {one: at for at, one in enumerate(sorted(given, key=str))}
    else:
        if any(isinstance(one, str) for one in given):
            raise ValueError(f"ratings on an {scale} scale are numbers")
        values = np.sort(numbers([float(one) for one in given]))
        place = {float(one): at for at, one in enumerate(values)}
    counts = np.zeros((len(items), len(values)), dtype=np.int64)
    for row, item in enumerate(items):
        for one in item:
            counts[row, place[one]] += 1
    return counts, values


def _alphas(weights: Array, counts: NDArray[np.int64], values: Array, scale: Scale) -> Array:
    """Alpha for each row of item weights, shape (draws, items); NaN where it is not defined.

    On an ordinal scale the metric is the squared difference of mean ranks, (R_c - R_k)², on an interval scale
    that of values; so disagreement is a variance within items against one over all, and no table of pairs is
    needed.
    """
    size = counts.sum(axis=1).astype(np.float64)
    totals = weights @ counts
    whole = totals.sum(axis=1)
    if scale == "nominal":
        observed = weights @ ((size**2 - (counts**2).sum(axis=1)) / (size - 1.0))
        expected = whole**2 - (totals**2).sum(axis=1)
    else:
        if scale == "ordinal":
            places = np.cumsum(totals, axis=1) - 0.5 * totals
        else:
            places = np.broadcast_to(values, totals.shape)
        places = places - ((totals * places).sum(axis=1) / whole)[:, None]
        within = size * (places**2 @ counts.T) - (places @ counts.T) ** 2
        observed = (weights * within / (size - 1.0)).sum(axis=1)
        expected = whole * (totals * places**2).sum(axis=1)
    defined = ((totals > 0).sum(axis=1) >= 2) & (expected > 0)
    ratio = np.where(defined, observed * (whole - 1.0), np.nan) / np.where(defined, expected, 1.0)
    found: Array = 1.0 - ratio
    return found


def tau_b(first: Sequence[float], second: Sequence[float]) -> float | None:
    """Kendall's rank correlation tau-b (Kendall 1945), which allows for ties; None where one side does not vary."""
    one, other = numbers(first), numbers(second)
    if len(one) != len(other):
        raise ValueError("both lists need one value an item")
    if len(one) < 2:
        return None
    a = np.sign(one[:, None] - one[None, :])
    b = np.sign(other[:, None] - other[None, :])
    scale = math.sqrt(float((a * a).sum()) * float((b * b).sum()))
    return float((a * b).sum()) / scale if scale > 0 else None


@dataclass(frozen=True, slots=True)
class Confusion:
    """`counts[i][j]`: how many items the first rater gave `labels[i]` and the second `labels[j]`.

    `agreement` is the share of equal ratings (Wilson's interval), `kappa` Cohen's (1960), None where chance alone
    would agree fully; both None of no items.
    """

    labels: tuple[Rating, ...]
    counts: tuple[tuple[int, ...], ...]
    agreement: Estimate | None
    kappa: float | None


def confusion(
    first: Sequence[Rating], second: Sequence[Rating], labels: Sequence[Rating] | None = None
) -> Confusion:
    """Two raters' labels against each other; items that one of them left out (None) are not counted.

    `labels` fixes rows and columns; else all labels that occur, sorted. One that is not in `labels` is a
    ValueError.
    """
    if len(first) != len(second):
        raise ValueError("both raters need one place an item")
    pairs = [(a, b) for a, b in zip(first, second, strict=True) if a is not None and b is not None]
    seen = {one for pair in pairs for one in pair}
    known = list(labels) if labels is not None else sorted(seen, key=lambda one: (isinstance(one, str), one))
    if not seen <= set(known):
        raise ValueError("a rating is not among the labels")
    place = {one: at for at, one in enumerate(known)}
    counts = np.zeros((len(known), len(known)), dtype=np.int64)
    for a, b in pairs:
        counts[place[a], place[b]] += 1
    equal = int(np.trace(counts))
    kappa = None
    if pairs:
        chance = float(counts.sum(axis=1) @ counts.sum(axis=0)) / len(pairs) ** 2
        kappa = (equal / len(pairs) - chance) / (1.0 - chance) if chance < 1.0 else None
    rows = tuple(tuple(int(one) for one in row) for row in counts)
    return Confusion(tuple(known), rows, wilson(equal, len(pairs)), kappa)


def percent_agreement(ratings: Sequence[Sequence[Rating]], *, within: float = 0.0) -> Estimate | None:
    """The share of pairs of raters that agree on an item, over all items, with a t interval clustered by item.

    `ratings` has one row a rater and one column an item, None where there is none. Numbers agree where they differ
    by at most `within`. None where no item has two ratings.
    """
    return _agreeing([[one for one in column if one is not None] for column in zip(*ratings, strict=True)], within)


def above_chance(agreement: Estimate, chance: float) -> Estimate:
    """Agreement corrected for chance, (a - c) / (1 - c): 1 full agreement, 0 what `chance` gives, below 0 worse.

    For answers whose possible values differ from item to item and are fixed before anybody answers: chance is then
    guessing among them (Brennan and Prediger 1981), not what the marginals say as in alpha or kappa. The interval
    is that of the agreement, moved and stretched likewise; `chance` is known, so it adds nothing to it.
    """
    if not 0.0 <= chance < 1.0:
        raise ValueError("chance lies between 0 and 1, and is not 1")

    def moved(value: float) -> float:
        return (value - chance) / (1.0 - chance)

    interval = agreement.interval
    return replace(
        agreement,
        value=moved(agreement.value),
        interval=(moved(interval[0]), moved(interval[1])) if interval else None,
        error=agreement.error / (1.0 - chance) if agreement.error is not None else None,
    )


@dataclass(frozen=True, slots=True)
class Repeatability:
    """A rater's agreement with itself: `agreement` the share of pairs of repeats that agree, `spread` the standard
    deviation within an item (pooled), over `items` that were rated twice or more."""

    agreement: Estimate
    spread: float
    items: int


def repeatability(repeats: Sequence[Sequence[float | None]], *, within: float = 0.0) -> Repeatability | None:
    """How far one rater repeats itself. One row an item, its repeats in any number, None where one failed.

    Repeats agree where they differ by at most `within`. None where no item has two repeats.
    """
    items = [[one for one in item if one is not None] for item in repeats]
    items = [item for item in items if len(item) >= 2]
    agreement = _agreeing(items, within)
    if agreement is None:
        return None
    squares = sum(float(numbers(item).var()) * len(item) for item in items)
    freedom = sum(len(item) - 1 for item in items)
    return Repeatability(agreement, math.sqrt(squares / freedom), len(items))


def _agreeing(items: Sequence[Sequence[Hashable]], within: float) -> Estimate | None:
    agreed: list[float] = []
    names: list[int] = []
    for at, item in enumerate(items):
        for place, one in enumerate(item):
            for other in item[place + 1 :]:
                agreed.append(float(_alike(one, other, within)))
                names.append(at)
    return clustered_interval(agreed, names)


def _alike(one: Hashable, other: Hashable, within: float) -> bool:
    if isinstance(one, int | float) and isinstance(other, int | float):
        return abs(one - other) <= within + 1e-12
    return one == other
