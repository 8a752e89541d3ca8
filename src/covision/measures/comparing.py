"""Two runs over the same cases: the difference, whether it is more than chance, and what could have been missed."""

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from covision.measures.distributions import normal_quantile, t_power, t_two_sided, visible_shift
from covision.measures.estimates import Bounds, Estimate, clustered_interval, from_fit, numbers
from covision.measures.regression import Array, coefficient, members

EXACT = 16
"""Up to this many cases or clusters every sign-flip is counted; above, drawn."""
FEWEST = 5
"""Below this many cases or clusters nothing is called better."""
_DRAWS = 20_000
_SAME = 1e-12

Tells = Literal["first", "second", "alike", "too_few"]


@dataclass(frozen=True, slots=True)
class Paired:
    """`difference` is first less second over the cases that have both; `left_out` cases have not.

    `p_t` is from Student's t, None without spread; `p_flip` from flipping signs, `exact` where all were counted.
    `p` is what decides: the greater of both, `p_t` alone below six groups, where sign-flips cannot reach 0.05.
    `visible` is the smallest true difference that these cases show with power 0.8; `needed` how many independent
    cases a difference as large as the one seen would take. `spread` is the standard deviation of the differences.
    """

    difference: Estimate
    p: float
    p_t: float | None
    p_flip: float
    exact: bool
    visible: float | None
    needed: int | None
    spread: float | None
    left_out: int = 0


def paired(
    first: Sequence[float | None],
    second: Sequence[float | None],
    clusters: Sequence[Hashable] | None = None,
    *,
    confidence: float = 0.95,
    bounds: Bounds = (0.0, 1.0),
    seed: int = 1,
) -> Paired | None:
    """Two runs compared case by case; `first[i]` and `second[i]` are of one case, None where it was not scored.

    `bounds` are those of a score. Cases of one cluster are taken as dependent: the error is clustered and whole
    clusters change sign. None where no case has both scores.
    """
    if len(first) != len(second) or (clusters is not None and len(clusters) != len(first)):
        raise ValueError("both runs need one value a case, and every case a cluster where they are given")
    both = [
        (a, b, at) for at, (a, b) in enumerate(zip(first, second, strict=True)) if a is not None and b is not None
    ]
    held = numbers([a - b for a, b, _ in both])
    names = [clusters[at] if clusters is not None else at for _, _, at in both]
    limits = None if bounds is None else (bounds[0] - bounds[1], bounds[1] - bounds[0])
    found = clustered_interval(held.tolist(), names, confidence=confidence, bounds=limits)
    if found is None:
        return None
    p_flip, exact = sign_flip(held.tolist(), names, seed=seed)
    alpha = 1.0 - confidence
    p_t = visible = needed = spread = None
    if found.error is not None and found.freedom is not None:
        p_t = t_two_sided(found.value / found.error, found.freedom)
        visible = visible_shift(found.freedom, alpha=alpha) * found.error
        # The spread that as many independent cases would have with this error: clusters make it larger.
        spread = found.error * math.sqrt(found.groups)
        needed = cases_needed(spread, found.value, alpha=alpha)
    p = p_flip if p_t is None else p_t if found.groups < 6 else max(p_t, p_flip)
    return Paired(found, p, p_t, p_flip, exact, visible, needed, spread, len(first) - len(both))


def sign_flip(
    differences: Sequence[float], clusters: Sequence[Hashable] | None = None, *, seed: int = 1
) -> tuple[float, bool]:
    """The two-sided p of a mean difference when each sign could as well be the other, and whether it is exact.

    Fisher's randomisation test (1935): the share of sign patterns whose sum is at least as far from 0. All 2^n
    patterns up to n = 16 (cases, or clusters whose signs flip together); above, 20,000 drawn with `seed`, counting
    the one seen as one more (Phipson and Smyth 2010), so p is never 0. 1 for no differences.
    """
    held = numbers(differences)
    sums = held if clusters is None else np.array([held[group].sum() for group in members(clusters)])
    # A difference of 0 looks the same on either side.
    sums = np.abs(sums[np.abs(sums) > _SAME])
    size = len(sums)
    seen = abs(float(_signed_sum(held))) - _SAME * max(1.0, float(sums.sum()))
    if not size:
        return 1.0, True
    if size <= EXACT:
        # The mirror image of a pattern is as far from 0, so half of them is enough: the last sign stays.
        patterns = (np.arange(2 ** (size - 1))[:, None] >> np.arange(size)) & 1
        return float(np.mean(np.abs((1.0 - 2.0 * patterns) @ sums) >= seen)), True
    rng = np.random.default_rng(seed)
    beyond, left = 0, _DRAWS
    while left:
        rows = min(left, max(1, 500_000 // size))
        drawn = np.frombuffer(rng.bytes((rows * size + 7) // 8), dtype=np.uint8)
        flipped = np.unpackbits(drawn, count=rows * size).reshape(rows, size).astype(np.float64) @ sums
        beyond += int(np.sum(np.abs(float(sums.sum()) - 2.0 * flipped) >= seen))
        left -= rows
    return (beyond + 1) / (_DRAWS + 1), False


def _signed_sum(values: Array) -> float:
    return math.fsum(values.tolist())


def paired_at_equal_length(
    first: Sequence[float],
    second: Sequence[float],
    words_first: Sequence[float],
    words_second: Sequence[float],
    clusters: Sequence[Hashable] | None = None,
    *,
    confidence: float = 0.95,
) -> Estimate | None:
    """The paired difference where both texts have one length: intercept of difference on difference in words.

    After the length-controlled win rate of Dubois and others (2024), here by least squares on scores. Where all
    pairs have equal lengths it is the plain difference; None below four cases, or where all pairs differ by one and
    the same number of words, since then length and run cannot be told apart.
    """
    gaps = numbers(words_first) - numbers(words_second)
    differences = numbers(first) - numbers(second)
    if len(gaps) != len(differences) or (clusters is not None and len(clusters) != len(gaps)):
        raise ValueError("every case needs two values, two lengths, and a cluster where they are given")
    if not gaps.any():
        names = clusters if clusters is not None else range(len(gaps))
        return clustered_interval(differences.tolist(), names, confidence=confidence, bounds=None)
    if len(gaps) < 4:
        return None
    fitted = coefficient(np.column_stack([np.ones(len(gaps)), gaps]), differences, 0, clusters)
    if fitted is None:
        return None
    groups = len(gaps) if clusters is None else len(set(clusters))
    return from_fit(fitted, len(gaps), groups, confidence=confidence)


def holm(p: Sequence[float | None]) -> tuple[float | None, ...]:
    """p-values corrected for their number, in the order given (Holm 1979); None stays None and is not counted."""
    known = sorted((value, at) for at, value in enumerate(p) if value is not None)
    corrected: list[float | None] = [None] * len(p)
    least = 0.0
    for rank, (value, at) in enumerate(known):
        least = max(least, min(1.0, value * (len(known) - rank)))
        corrected[at] = least
    return tuple(corrected)


def smallest_visible(spread: float | None, cases: int, *, power: float = 0.8, alpha: float = 0.05) -> float | None:
    """The smallest true mean difference that a paired t test over `cases` sees with probability `power`.

    `spread` is the standard deviation of the differences. Exact, by the noncentral t (Cohen 1988). None below two
    cases, or where there was no spread.
    """
    if cases < 2 or spread is None or spread <= _SAME:
        return None
    return visible_shift(float(cases - 1), power, alpha) * spread / math.sqrt(cases)


def cases_needed(
    spread: float | None, difference: float, *, power: float = 0.8, alpha: float = 0.05, most: int = 100_000
) -> int | None:
    """How many cases a paired t test needs to see `difference` with probability `power`; None for more than
    `most`.
    """
    if spread is None or spread <= _SAME or abs(difference) <= _SAME:
        return None

    effect = abs(difference) / spread
    # With a known spread fewer would do: counting up from there takes a few steps.
    known = (normal_quantile(1.0 - alpha / 2.0) + normal_quantile(power)) / effect
    if known * known > most:
        return None
    cases = max(2, math.floor(known * known))
    while t_power(effect * math.sqrt(cases), float(cases - 1), alpha) < power:
        cases += 1
    return cases if cases <= most else None


def tells(
    found: Paired | None, *, margin: float = 0.05, alpha: float = 0.05, corrected: float | None = None
) -> Tells:
    """What a comparison allows to say.

    `first` or `second` is better where p (`corrected` for many criteria, where given) is at most `alpha` and the
    interval leaves out 0. They are `alike` where the whole interval lies within `margin` of 0. All else, and
    anything below five independent cases, is `too_few`.
    """
    if found is None or found.difference.interval is None or found.difference.groups < FEWEST:
        return "too_few"
    low, high = found.difference.interval
    p = found.p if corrected is None else max(corrected, found.p)
    if p <= alpha and (low > 0 or high < 0):
        return "first" if low > 0 else "second"
    return "alike" if max(-low, high) <= margin else "too_few"


def in_words(
    found: Paired | None,
    first: str,
    second: str,
    *,
    margin: float = 0.05,
    alpha: float = 0.05,
    corrected: float | None = None,
) -> str:
    """The comparison as one or two sentences of plain English, for reports; see `tells` for what decides."""
    if found is None:
        return f"Not enough cases to tell: no case has a score of both {first} and {second}."
    seen = found.difference
    count = _count(seen)
    if seen.interval is None and seen.groups >= FEWEST:
        same = f"in all {count} the difference is {_signed(seen.value)}"
        return f"Not enough to tell: {same}, so its spread is unknown."
    if seen.interval is None or seen.groups < FEWEST:
        return f"Not enough cases to tell: {count}, and at least {FEWEST} independent ones are needed."
    low, high = seen.interval
    level = f"{100 * seen.confidence:.3g}% interval"
    interval = f"{level} {_signed(low)} to {_signed(high)}, {count}"
    verdict = tells(found, margin=margin, alpha=alpha, corrected=corrected)
    missed = max(-low, high)
    if verdict in ("first", "second"):
        better, other = (first, second) if verdict == "first" else (second, first)
        low, high = (low, high) if verdict == "first" else (-high, -low)
        p = f"p {_p(found.p)}" if corrected is None else f"p {_p(corrected)} after correction for many criteria"
        interval = f"{level} {_plain(low)} to {_plain(high)}, {count}, {p}"
        return f"{better} is better than {other} by {_plain(abs(seen.value))} ({interval})."
    if verdict == "alike":
        most = f"no difference larger than {_plain(missed)} could have been missed"
        return f"{first} and {second} are alike: {most} ({interval})."
    said = f"Not enough cases to tell: {_ahead(seen.value, first, second)} ({interval}); "
    said += f"a true difference of up to {_plain(missed)} could have been missed."
    if found.needed is not None and abs(seen.value) >= margin and found.needed > seen.groups:
        more = "independent cases" if seen.groups == seen.cases else "organisations like these"
        said += f" About {found.needed} {more} would show a difference as large as the one seen."
    elif found.visible is not None:
        said += (
            f" The smallest difference that these cases would show four times in five is {_plain(found.visible)}."
        )
    return said


def _ahead(value: float, first: str, second: str) -> str:
    if abs(value) < 0.005:
        return f"{first} and {second} came out equal"
    ahead, behind = (first, second) if value > 0 else (second, first)
    return f"{ahead} is {_plain(abs(value))} ahead of {behind}"


def _count(seen: Estimate) -> str:
    cases = f"{seen.cases} case{'' if seen.cases == 1 else 's'}"
    return cases if seen.groups == seen.cases else f"{cases} of {seen.groups} organisations"


def _plain(value: float) -> str:
    return f"{value:.2f}" if abs(value) >= 0.005 or abs(value) <= _SAME else f"{value:.3f}"


def _signed(value: float) -> str:
    sign = "+" if value > 0 else "−" if value < 0 else ""
    return sign + _plain(abs(value))


def _p(value: float) -> str:
    return "below 0.001" if value < 0.001 else f"{value:.3f}"
