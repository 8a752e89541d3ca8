"""Student's t, central and noncentral, without scipy: what intervals and power calculations stand on.

Distribution functions are accurate to 1e-8 for 0.5 degrees of freedom and more, fractional ones too.
"""

import math
from functools import lru_cache
from statistics import NormalDist

import numpy as np

_NORMAL = NormalDist()
_LARGE = 1e5
_TINY = 1e-300
_STEPS = 5000
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(160)
_ERF = np.vectorize(math.erf, otypes=[float])


def normal_cdf(z: float) -> float:
    """P(Z <= z) of the standard normal distribution."""
    return 0.5 * math.erfc(-z / math.sqrt(2.0))


def normal_quantile(p: float) -> float:
    """The z with P(Z <= z) = p, 0 < p < 1 (Wichura 1988, AS 241, as the standard library has it)."""
    return _NORMAL.inv_cdf(p)


def incomplete_beta(a: float, b: float, x: float, rest: float | None = None) -> float:
    """The regularised incomplete beta function I_x(a, b), by the continued fraction DLMF 8.17.22.

    Evaluated with Lentz's method in the form of Thompson and Barnett (1986); where x is beyond the mean the
    symmetry I_x(a, b) = 1 - I_{1-x}(b, a) keeps the fraction short. `rest` is 1 - x where the caller knows it more
    exactly than subtraction does.
    """
    rest = 1.0 - x if rest is None else rest
    if x <= 0.0 or rest <= 0.0:
        return 0.0 if x <= 0.0 else 1.0
    if x > (a + 1.0) / (a + b + 2.0):
        return 1.0 - incomplete_beta(b, a, rest, x)
    log_x, log_rest = (math.log(x), math.log1p(-x)) if x < 0.5 else (math.log1p(-rest), math.log(rest))
    scale = a * log_x + b * log_rest - math.lgamma(a) - math.lgamma(b) + math.lgamma(a + b)
    value, up, down = _TINY, _TINY, 0.0
    for step in range(_STEPS):
        half = step // 2
        if step == 0:
            part = 1.0
        elif step % 2 == 0:
            part = half * (b - half) * x / ((a + step - 1.0) * (a + step))
        else:
            part = -(a + half) * (a + b + half) * x / ((a + step - 1.0) * (a + step))
        down = 1.0 / (1.0 + part * down or _TINY)
        up = 1.0 + part / up or _TINY
        value *= up * down
        if step and abs(up * down - 1.0) < 1e-15:
            break
    return math.exp(scale) / a * value


def t_cdf(t: float, freedom: float) -> float:
    """P(T <= t) of Student's t: the tail is I_{v/(v+t²)}(v/2, 1/2) / 2 (Abramowitz and Stegun 26.7.1).

    Above 100,000 degrees of freedom the normal approximation 26.7.8 is exact to ten figures.
    """
    if not freedom > 0:
        raise ValueError("degrees of freedom must be above 0")
    if freedom > _LARGE:
        return normal_cdf(t * (1.0 - 0.25 / freedom) / math.sqrt(1.0 + 0.5 * t * t / freedom))
    whole = freedom + t * t
    tail = 0.5 * incomplete_beta(0.5 * freedom, 0.5, freedom / whole, t * t / whole)
    return tail if t < 0 else 1.0 - tail


def t_two_sided(t: float, freedom: float) -> float:
    """P(|T| >= |t|): the p-value of a t statistic."""
    return min(1.0, 2.0 * t_cdf(-abs(t), freedom))


@lru_cache(maxsize=4096)
def t_quantile(p: float, freedom: float) -> float:
    """The t with P(T <= t) = p, 0 < p < 1, by bisection of `t_cdf`."""
    if not 0.0 < p < 1.0:
        raise ValueError("a probability lies between 0 and 1")
    if p == 0.5:
        return 0.0
    tail = min(p, 1.0 - p)
    far = 1.0
    while t_cdf(-far, freedom) > tail:
        far *= 2.0
    near = 0.0
    while far - near > 1e-13 * far:
        middle = 0.5 * (near + far)
        if middle in (near, far):
            break
        if t_cdf(-middle, freedom) > tail:
            near = middle
        else:
            far = middle
    found = 0.5 * (near + far)
    return found if p > 0.5 else -found


def t_power(shift: float, freedom: float, alpha: float = 0.05) -> float:
    """How likely a two-sided t test at `alpha` sees a true difference of `shift` standard errors.

    The noncentral t integrated over the chi distribution of the standard error (Johnson, Kotz and Balakrishnan
    1995, chapter 31), Gauss-Legendre with 160 nodes.
    """
    if freedom > 10 * _LARGE:
        critical = normal_quantile(1.0 - alpha / 2.0)
        return normal_cdf(shift - critical) + normal_cdf(-shift - critical)
    critical = t_quantile(1.0 - alpha / 2.0, freedom)
    width = 9.0 / math.sqrt(2.0 * freedom)
    low, high = max(0.0, 1.0 - width), 1.0 + width
    ratio = 0.5 * (high - low) * _NODES + 0.5 * (high + low)
    constant = math.log(2.0) + 0.5 * freedom * math.log(0.5 * freedom) - math.lgamma(0.5 * freedom)
    density = np.exp(constant + (freedom - 1.0) * np.log(ratio) - 0.5 * freedom * ratio**2)
    beyond = 1.0 + 0.5 * (_ERF((shift - critical * ratio) / math.sqrt(2.0)))
    beyond += 0.5 * _ERF((-shift - critical * ratio) / math.sqrt(2.0))
    return float(np.clip(0.5 * (high - low) * np.sum(_WEIGHTS * density * beyond), 0.0, 1.0))


@lru_cache(maxsize=4096)
def visible_shift(freedom: float, power: float = 0.8, alpha: float = 0.05) -> float:
    """The true difference, in standard errors, that a two-sided t test at `alpha` sees with probability `power`."""
    if not alpha < power < 1.0:
        raise ValueError("power lies between alpha and 1")
    high = 1.0
    while t_power(high, freedom, alpha) < power:
        high *= 2.0
    low = 0.0
    for _ in range(60):
        middle = 0.5 * (low + high)
        if t_power(middle, freedom, alpha) < power:
            low = middle
        else:
            high = middle
    return 0.5 * (low + high)
