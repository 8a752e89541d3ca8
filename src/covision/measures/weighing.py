"""Weights of criteria from people's preferences: as shipped, unless the preferences say otherwise clearly enough.

Let `parts[i, k]` be what criterion k adds, at shipped weights, to the difference of the two summaries of pair i,
the preferred text less the other. The chance that it is preferred is taken as expit(sum over k of theta_k parts_ik)
(a Bradley-Terry model on features). Shipped weights are theta_k = s for all k; s is fitted. Other weights are the
theta of greatest posterior density under theta_k ~ normal(max(s, FLOOR), SPREAD²), 0 <= theta_k <= MOST times that
middle: drawn towards the shipped ones, never negative.

Whether they are better is tested, not assumed: preferences are drawn anew from the model with shipped weights, the
fit is repeated on each, and p is how often the likelihood gains as much as it did (parametric bootstrap of the
likelihood ratio). Agreement is told on pairs that were left out of the fit, a group at a time.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np

from covision.measures.estimates import Estimate, wilson
from covision.measures.regression import Array, members

SPREAD = 6.0
FLOOR = 6.0
MOST = 4.0
_TOP = 60.0
_MIDDLE, _WIDE = 8.0, 20.0
_DRAWS = 199
_EVEN = 1e-9


@dataclass(frozen=True, slots=True)
class Weighed:
    """`multipliers[k]` is what the shipped weight of criterion k is to be multiplied by; 1 where no pair tells.

    `before` and `after` are shares of left-out pairs whose preferred text has the higher summary (a tie half), by
    shipped and by fitted weights; `p` is the chance of such a gain if the shipped weights were right.
    """

    multipliers: tuple[float, ...]
    before: Estimate
    after: Estimate
    p: float
    scale: float


def weigh(
    parts: Array,
    weights: Sequence[float],
    *,
    shares: Sequence[float] | None = None,
    groups: Sequence[Hashable] | None = None,
    draws: int = _DRAWS,
    seed: int = 1,
) -> Weighed | None:
    """Fit multipliers to pairs, shape (pairs, criteria); `weights` are the shipped ones. None of no pairs.

    `shares` 0..1 say how much a pair counts (a vote of 4 against 1 is 0.6); pairs of one group are left out
    together. The multipliers keep the sum of the weights that pairs tell of.
    """
    rows = np.asarray(parts, dtype=np.float64)
    if rows.ndim != 2 or rows.shape[1] != len(weights):
        raise ValueError("every pair needs one part a criterion")
    if not len(rows) or not np.abs(rows).any():
        return None
    counts = np.ones(len(rows)) if shares is None else np.asarray(shares, dtype=np.float64)
    told = np.abs(rows).any(axis=0)
    held = rows[:, told]
    scale = _scale(held, counts)
    found = _fit(held, counts, scale)
    p = _chance(held, counts, scale, _gain(held, counts, scale, found), draws, seed)
    names = list(range(len(rows))) if groups is None else list(groups)
    left_out = np.empty(len(rows))
    for group in members(names):
        kept = np.setdiff1d(np.arange(len(rows)), group)
        middle = _scale(held[kept], counts[kept])
        left_out[group] = held[group] @ _fit(held[kept], counts[kept], middle)
    before, after = _agreement(held.sum(axis=1)), _agreement(left_out)
    assert before is not None and after is not None
    shipped = np.asarray(weights, dtype=np.float64)[told]
    whole = float(shipped @ found)
    multipliers = np.ones(len(weights))
    if whole > 0:
        multipliers[told] = found * float(shipped.sum()) / whole
    return Weighed(tuple(float(one) for one in multipliers), before, after, p, scale)


def _agreement(differences: Array) -> Estimate | None:
    even = np.abs(differences) <= _EVEN
    return wilson(float((differences > _EVEN).sum()) + 0.5 * float(even.sum()), len(differences))


def _likelihood(rows: Array, counts: Array, theta: Array) -> float:
    return -float(counts @ np.logaddexp(0.0, -(rows @ theta)))


def _scale(rows: Array, counts: Array) -> float:
    """How much the shipped summary tells, 0 to `_TOP`, with a wide prior round `_MIDDLE` that keeps it finite."""
    whole, scale = rows.sum(axis=1), _MIDDLE
    for _ in range(50):
        chance = _expits(scale * whole)
        slope = float(counts @ (whole * (1.0 - chance))) - (scale - _MIDDLE) / _WIDE**2
        curve = float(counts @ (whole**2 * chance * (1.0 - chance))) + 1.0 / _WIDE**2
        new = min(_TOP, max(0.0, scale + slope / curve))
        if abs(new - scale) < 1e-8:
            break
        scale = new
    return scale


def _fit(rows: Array, counts: Array, scale: float) -> Array:
    """Theta of greatest posterior density between its bounds, by projected Newton steps."""
    middle = max(scale, FLOOR)
    top = MOST * middle
    theta: Array = np.full(rows.shape[1], middle)
    pull = np.eye(rows.shape[1]) / SPREAD**2

    def cost(at: Array) -> float:
        return -_likelihood(rows, counts, at) + float(((at - middle) ** 2).sum()) / (2.0 * SPREAD**2)

    for _ in range(60):
        chance = _expits(rows @ theta)
        slope = (theta - middle) / SPREAD**2 - rows.T @ (counts * (1.0 - chance))
        curve = (rows * (counts * chance * (1.0 - chance))[:, None]).T @ rows + pull
        free = ~(((theta <= 0.0) & (slope > 0)) | ((theta >= top) & (slope < 0)))
        step = np.zeros(len(theta))
        step[free] = np.linalg.solve(curve[np.ix_(free, free)], -slope[free])
        share, here = 1.0, cost(theta)
        new = np.clip(theta + step, 0.0, top)
        while cost(new) > here and share > 1e-4:
            share *= 0.5
            new = np.clip(theta + share * step, 0.0, top)
        if float(np.abs(new - theta).max()) < 1e-6:
            break
        theta = new
    return theta


def _gain(rows: Array, counts: Array, scale: float, theta: Array) -> float:
    return _likelihood(rows, counts, theta) - _likelihood(rows, counts, np.full(rows.shape[1], scale))


def _chance(rows: Array, counts: Array, scale: float, seen: float, draws: int, seed: int) -> float:
    """How often preferences drawn from the shipped weights gain at least `seen`."""
    rng = np.random.default_rng(seed)
    chance = _expits(scale * rows.sum(axis=1))
    as_large = 0
    for _ in range(draws):
        drawn = np.where(rng.random(len(rows)) < chance, 1.0, -1.0)[:, None] * rows
        middle = _scale(drawn, counts)
        as_large += _gain(drawn, counts, middle, _fit(drawn, counts, middle)) >= seen - _EVEN
    return (1.0 + as_large) / (1.0 + draws)


def _expits(x: Array) -> Array:
    found: Array = 0.5 * (1.0 + np.tanh(0.5 * x))
    return found
