"""Who wins: strengths from pairs, and an order from several people's rankings."""

import math
from collections.abc import Collection, Hashable, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

import numpy as np

from covision.measures.comparing import holm
from covision.measures.distributions import t_quantile, t_two_sided
from covision.measures.estimates import Estimate, Interval, clustered_interval, numbers, wilson
from covision.measures.regression import Array, members

Outcome = Literal["first", "second", "tie"]
_PRIOR = 0.25
_FEWEST_GROUPS = 5
# Degrees of freedom at which t is normal.
_NORMAL = 1e9


@dataclass(frozen=True, slots=True)
class Contest:
    """One verdict on two named things; `group` is the case it was about (contests of one case are dependent)."""

    first: str
    second: str
    outcome: Outcome
    group: Hashable = None


@dataclass(frozen=True, slots=True)
class Standing:
    """One contestant. `strength` in log-odds against the average one (the strengths sum to 0), with its interval;
    `tier` counts from 1, and those of one tier are too close to call."""

    name: str
    strength: float
    interval: Interval
    tier: int
    contests: int
    win_rate: Estimate | None


@dataclass(frozen=True, slots=True)
class Gap:
    """Two contestants: how far the first is ahead in log-odds, the chance that it wins, p corrected for all
    pairs.
    """

    first: str
    second: str
    ahead: float
    interval: Interval
    chance: float
    p: float
    clear: bool


@dataclass(frozen=True, slots=True)
class Ladder:
    """All contestants, the strongest first, and every pair of them. `connected` False: some never met, not even by
    way of others, and no order between those is more than a guess. `slope` is what one unit of length is worth in
    log-odds, None where lengths were not given."""

    standings: tuple[Standing, ...]
    gaps: tuple[Gap, ...]
    connected: bool
    slope: Estimate | None = None

    @property
    def tiers(self) -> tuple[tuple[str, ...], ...]:
        """Names by tier, the best first."""
        last = max((one.tier for one in self.standings), default=0)
        return tuple(tuple(one.name for one in self.standings if one.tier == at) for at in range(1, last + 1))

    @property
    def close(self) -> tuple[tuple[str, str], ...]:
        """Pairs that are too close to call."""
        return tuple((gap.first, gap.second) for gap in self.gaps if not gap.clear)


def bradley_terry(
    contests: Sequence[Contest], *, lengths: Sequence[float] | None = None, confidence: float = 0.95
) -> Ladder | None:
    """Strengths by the model of Bradley and Terry (1952); None without contests of two different contestants.

    A tie counts as half a win for each. A normal prior with variance 4 on every strength (about one drawn contest
    against an average opponent) keeps a clean sweep finite. Errors are the larger of the curvature of the posterior
    and the sandwich clustered by `group` (from five groups on, t with groups - 1 degrees of freedom): ties
    make the first too wide, dependent contests too narrow. Gaps are clear where p, by Holm over all pairs, is at
    most 1 - confidence.

    `lengths`, one a contest, say how much longer its first text is than its second: one more coefficient with the
    same prior, and the strengths are then those at equal length (as in length-controlled AlpacaEval, Dubois et al.
    2024). Where length and strength go together throughout, they share what was seen, and all intervals are wide.
    """
    if lengths is not None and len(lengths) != len(contests):
        raise ValueError("every contest needs a length")
    kept = [at for at, contest in enumerate(contests) if contest.first != contest.second]
    held = [contests[at] for at in kept]
    names = sorted({name for contest in held for name in (contest.first, contest.second)})
    if not held:
        return None
    model = _Model.of(held, names, [lengths[at] for at in kept] if lengths is not None else None)
    order = sorted(range(len(names)), key=lambda at: (-model.strengths[at], names[at]))
    gaps = _gaps(model, names, order, 1.0 - confidence)
    placed = tiers([names[at] for at in order], {(gap.first, gap.second) for gap in gaps if gap.clear})
    reach = t_quantile(0.5 + confidence / 2.0, model.freedom)
    standings = []
    middle = model.units[: len(names)].mean(axis=0)
    for at in order:
        strength, name = float(model.strengths[at]), names[at]
        wide = reach * model.error(model.units[at] - middle)
        mine = sum(1 for contest in held if name in (contest.first, contest.second))
        rate = win_rate(held, name, confidence=confidence)
        standings.append(Standing(name, strength, (strength - wide, strength + wide), placed[name], mine, rate))
    slope = _slope(model, len(held), confidence, reach) if lengths is not None else None
    return Ladder(tuple(standings), gaps, len(set(model.parts)) == 1, slope)


def _slope(model: "_Model", cases: int, confidence: float, reach: float) -> Estimate:
    """The last coefficient."""
    value, error = float(model.strengths[-1]), model.error(model.units[-1])
    interval = value - reach * error, value + reach * error
    return Estimate(value, interval, error, cases, model.groups, model.freedom, confidence)


@dataclass(frozen=True, slots=True)
class _Model:
    """Fitted strengths (and the slope of length behind them, where lengths were given) with both covariances;
    `parts` numbers who is connected with whom."""

    strengths: Array
    curved: Array
    sandwich: Array | None
    freedom: float
    parts: tuple[int, ...]
    groups: int

    @classmethod
    def of(
        cls, contests: Sequence[Contest], names: Sequence[str], lengths: Sequence[float] | None = None
    ) -> "_Model":
        place = {name: at for at, name in enumerate(names)}
        pairs = [(place[contest.first], place[contest.second]) for contest in contests]
        design = np.zeros((len(contests), len(names)))
        for row, (first, second) in enumerate(pairs):
            design[row, first], design[row, second] = 1.0, -1.0
        if lengths is not None:
            design = np.column_stack([design, numbers(lengths)])
        won = np.array([_share(contest, contest.first) for contest in contests])
        strengths, curved = _fit(design, won)
        scores = (won - _expits(design @ strengths))[:, None] * design
        groups = members([_group(contest, at) for at, contest in enumerate(contests)])
        parts = _parts(pairs, len(names))
        if len(groups) < _FEWEST_GROUPS:
            return cls(strengths, curved, None, _NORMAL, parts, len(groups))
        sums = np.array([scores[group].sum(axis=0) for group in groups])
        sandwich = curved @ (sums.T @ sums) @ curved * len(groups) / (len(groups) - 1)
        return cls(strengths, curved, sandwich, float(len(groups) - 1), parts, len(groups))

    @property
    def units(self) -> Array:
        return np.eye(len(self.strengths))

    def error(self, contrast: Array) -> float:
        variance = float(contrast @ self.curved @ contrast)
        if self.sandwich is not None:
            variance = max(variance, float(contrast @ self.sandwich @ contrast))
        return math.sqrt(variance)


def _fit(design: Array, won: Array) -> tuple[Array, Array]:
    """The strengths of greatest posterior density and the inverse curvature there, by damped Newton steps."""

    def height(at: Array) -> float:
        odds = design @ at
        return float(won @ odds - np.logaddexp(0.0, odds).sum() - 0.5 * _PRIOR * at @ at)

    strengths: Array = np.zeros(design.shape[1])
    for _ in range(200):
        chances = _expits(design @ strengths)
        slope = design.T @ (won - chances) - _PRIOR * strengths
        curve = design.T @ ((chances * (1.0 - chances))[:, None] * design) + _PRIOR * np.eye(len(strengths))
        step = np.linalg.solve(curve, slope)
        if float(np.abs(step).max()) < 1e-10:
            break
        share, here = 1.0, height(strengths)
        while height(strengths + share * step) < here and share > 1e-6:
            share *= 0.5
        strengths = strengths + share * step
    curved: Array = np.linalg.inv(curve).astype(np.float64)
    return strengths, curved


def _gaps(model: _Model, names: Sequence[str], order: Sequence[int], alpha: float) -> tuple[Gap, ...]:
    pairs = list(combinations(order, 2))
    ahead = [float(model.strengths[a] - model.strengths[b]) for a, b in pairs]
    errors = [model.error(model.units[a] - model.units[b]) for a, b in pairs]
    p = holm([t_two_sided(gap / error, model.freedom) for gap, error in zip(ahead, errors, strict=True)])
    reach = t_quantile(1.0 - alpha / 2.0, model.freedom)
    found = []
    for (a, b), gap, error, value in zip(pairs, ahead, errors, p, strict=True):
        sure = 1.0 if value is None or model.parts[a] != model.parts[b] else value
        interval = gap - reach * error, gap + reach * error
        found.append(Gap(names[a], names[b], gap, interval, _expit(gap), sure, sure <= alpha))
    return tuple(found)


def tiers(order: Sequence[str], clear: Collection[tuple[str, str]]) -> dict[str, int]:
    """The tier of each name, from 1. `order` has the best first, `clear` pairs (better, worse) that are apart.

    A tier ends where somebody is clearly behind its strongest.
    """
    found: dict[str, int] = {}
    leader, tier = order[0], 1
    for name in order:
        if (leader, name) in clear:
            leader, tier = name, tier + 1
        found[name] = tier
    return found


def _parts(pairs: Iterable[tuple[int, int]], count: int) -> tuple[int, ...]:
    parts = list(range(count))
    for a, b in pairs:
        one, other = parts[a], parts[b]
        parts = [one if part == other else part for part in parts]
    return tuple(parts)


def _group(contest: Contest, at: int) -> Hashable:
    return ("alone", at) if contest.group is None else ("group", contest.group)


def _share(contest: Contest, name: str) -> float:
    if contest.outcome == "tie":
        return 0.5
    return 1.0 if (contest.outcome == "first") == (contest.first == name) else 0.0


def _expits(x: Array) -> Array:
    found: Array = 0.5 * (1.0 + np.tanh(0.5 * x))
    return found


def _expit(x: float) -> float:
    return 0.5 * (1.0 + math.tanh(0.5 * x))


def win_rate(contests: Sequence[Contest], name: str, *, confidence: float = 0.95) -> Estimate | None:
    """The share of its contests that `name` won, a tie half, with a t interval clustered by group; None of none."""
    mine = [
        (_share(contest, name), _group(contest, at))
        for at, contest in enumerate(contests)
        if name in (contest.first, contest.second) and contest.first != contest.second
    ]
    return clustered_interval([won for won, _ in mine], [group for _, group in mine], confidence=confidence)


@dataclass(frozen=True, slots=True)
class Orders:
    """What judging in both orders tells of a judge: `consistent` the share of pairs with one verdict in both,
    `first_share` how often it chose what it read first (verdicts of a tie left out): 0.5 without such a leaning."""

    consistent: Estimate
    first_share: Estimate | None


def position_consistency(verdicts: Sequence[tuple[Outcome, Outcome]], *, confidence: float = 0.95) -> Orders | None:
    """Of pairs judged twice: (A read first, B read first), each verdict naming the place of the text it chose.

    ("first", "second") is consistent, both times A; ("first", "first") chose by place. Wilson's interval over pairs
    for consistency, a t interval clustered by pair for the place. None of no pairs.
    """
    same = {("first", "second"), ("second", "first"), ("tie", "tie")}
    consistent = wilson(sum(1 for pair in verdicts if pair in same), len(verdicts), confidence=confidence)
    if consistent is None:
        return None
    chosen = [(said == "first", at) for at, pair in enumerate(verdicts) for said in pair if said != "tie"]
    place = clustered_interval([float(one) for one, _ in chosen], [at for _, at in chosen], confidence=confidence)
    return Orders(consistent, place)


@dataclass(frozen=True, slots=True)
class Elected:
    """The result of `schulze`: `order` holds tied names together, the best first. `preferred[a][b]` is how many put
    names[a] before names[b]; `paths[a][b]` the strength of the strongest path between them."""

    names: tuple[str, ...]
    order: tuple[tuple[str, ...], ...]
    preferred: tuple[tuple[int, ...], ...]
    paths: tuple[tuple[int, ...], ...]

    def beats(self, one: str, other: str) -> bool:
        """Whether the method puts `one` before `other`."""
        a, b = self.names.index(one), self.names.index(other)
        return self.paths[a][b] > self.paths[b][a]


def schulze(
    ballots: Iterable[Sequence[Sequence[str]]],
    names: Sequence[str] | None = None,
    *,
    unranked: Literal["silent", "last"] = "silent",
) -> Elected:
    """One order from several people's rankings, by the method of Schulze (2011), strength by winning votes.

    A ballot is groups of names, the best first; names of one group are tied. What a ballot leaves out it is silent
    about (a person who did not see a draft did not reject it), or with "last" puts behind all it ranks, as the
    paper does. `names` defaults to all that were ranked. Neither beats the other: tied, and placed as high as
    what beats them allows. A name twice on a ballot, or one that is not in `names`, is a ValueError.
    """
    cast = [[tuple(group) for group in ballot] for ballot in ballots]
    known = (
        list(names)
        if names is not None
        else sorted({name for ballot in cast for group in ballot for name in group})
    )
    place = {name: at for at, name in enumerate(known)}
    count = len(known)
    preferred = np.zeros((count, count), dtype=np.int64)
    for ballot in cast:
        ranks = _ranks(ballot, place)
        if unranked == "last":
            ranks = {at: ranks.get(at, len(ballot)) for at in range(count)}
        for a, rank in ranks.items():
            for b, other in ranks.items():
                preferred[a, b] += rank < other
    paths = np.where(preferred > preferred.T, preferred, 0)
    for middle in range(count):
        paths = np.maximum(paths, np.minimum(paths[:, middle, None], paths[None, middle, :]))
    np.fill_diagonal(paths, 0)
    order, left = [], list(range(count))
    while left:
        best = [a for a in left if not any(paths[b, a] > paths[a, b] for b in left)]
        order.append(tuple(known[a] for a in best))
        left = [a for a in left if a not in best]
    rows = tuple(tuple(int(one) for one in row) for row in preferred)
    return Elected(tuple(known), tuple(order), rows, tuple(tuple(int(one) for one in row) for row in paths))


def _ranks(ballot: Sequence[Sequence[str]], place: dict[str, int]) -> dict[int, int]:
    ranks: dict[int, int] = {}
    for rank, group in enumerate(ballot):
        for name in group:
            if name not in place or place[name] in ranks:
                raise ValueError(f"{name!r} is not among the names, or stands twice on a ballot")
            ranks[place[name]] = rank
    return ranks
