"""How well criteria and summary do on hands they never saw: figures, and the trust that follows.

A criterion's value is `share` times its reading and the rest its rule. `share` is the square of the reading's
skill over the sum of both squares, at most `MOST` where there is a rule. Skill is 2 x AUC - 1 (Somers' D) at the
lower end of the 95% interval, never below 0, where marks are cut so that strong and weak are as even as can be.
`trust` is the geometric mean of the value's skill with the criterion's own marks and its skill with the whole
grade, but `UNMEASURED` at least where it surely sees its own marks: a plan or a number is a fault even if most weak
statements have none.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from covision.bench.calibrate_fit import CRITERIA, OutOfFold, Rows
from covision.bench.calibrate_table import MEANING, Table
from covision.domain.calibration import Area, CriterionFigures, WholeFigures
from covision.domain.rubric import Rubric
from covision.measures.learned import Floats
from covision.measures.statistics import Estimate, auc, slope

MOST = 0.6
"""No reading counts more than this where a rule can point at words: a planted damage must show."""

LEAST_LABELS, LEAST_SIDE, LEAST_SKILL = 40, 8, 0.15
"""Below these a reading has no say: marks, marks on each side of the cut, skill."""

BY_MEANING_ALONE = frozenset({15})
"""Criteria whose signs only echo the whole: a feeling out of place has none. Without vectors no reading is used."""

UNMEASURED = 0.2
"""Trust of a computed check whose criterion has too few marks: little, since nobody knows."""


@dataclass(frozen=True)
class Mixed:
    """A criterion's values on all rows, and the figures they were made by."""

    figures: CriterionFigures
    values: Floats


def area(values: Floats, strong: Rows, weak: Rows) -> Area | None:
    """How often a strong one lies above a weak one; None where a side has fewer than `LEAST_SIDE` values."""
    there = ~np.isnan(values)
    above, below = values[strong & there], values[weak & there]
    if min(len(above), len(below)) < LEAST_SIDE:
        return None
    found = auc(above.tolist(), below.tolist())
    return _area(found, len(above), len(below)) if found is not None else None


def _area(found: Estimate, strong: int, weak: int) -> Area:
    low_high = found.interval
    interval = (round(low_high[0], 4), round(low_high[1], 4)) if low_high else None
    return Area(auc=round(found.value, 4), interval=interval, strong=strong, weak=weak)


def skill(found: Area | None) -> float:
    """2 x AUC - 1 at the lower end of its interval, at least 0."""
    return max(0.0, 2.0 * found.interval[0] - 1.0) if found is not None and found.interval else 0.0


def cut(marks: Floats, rows: Rows) -> tuple[Rows, Rows]:
    """The rows at or above the mark that divides them most evenly, and those below it."""
    there = rows & ~np.isnan(marks)
    steps = sorted(set(marks[there].tolist()))[1:]
    if not steps:
        return np.zeros_like(there), np.zeros_like(there)
    best = max(steps, key=lambda step: min(int((marks[there] >= step).sum()), int((marks[there] < step).sum())))
    return there & (marks >= best), there & (marks < best)


def mixed(table: Table, found: OutOfFold, reading: str, rows: Rows, rubric: Rubric) -> dict[int, Mixed]:
    """Share, trust and values of every criterion that has a rule or a reading; figures from `rows` alone."""
    made: dict[int, Mixed] = {}
    for one in rubric.criteria:
        column = table.numbers.index(one.number)
        rule = table.rules[:, column]
        ruled = int((rows & ~np.isnan(rule)).sum()) >= LEAST_LABELS
        if one.number in CRITERIA:
            told = np.clip(found.of(reading)[:, CRITERIA.index(one.number)], 0.0, 1.0)
            if one.number in BY_MEANING_ALONE and reading not in MEANING:
                made[one.number] = Mixed(CriterionFigures(number=one.number, labels=0), np.full(len(rule), np.nan))
            else:
                made[one.number] = _mix(table, one.number, told, rule if ruled else None, rows)
        elif ruled:
            whole = area(rule, rows & table.strong, rows & table.weak)
            figures = CriterionFigures(number=one.number, labels=0, whole=whole, trust=one.trust)
            made[one.number] = Mixed(figures, rule)
    return made


def _mix(table: Table, number: int, told: Floats, rule: Floats | None, rows: Rows) -> Mixed:
    marks = table.marks[:, table.numbers.index(number)]
    strong, weak = cut(marks, rows)
    if area(told, strong, weak) is None or int((strong | weak).sum()) < LEAST_LABELS:
        return Mixed(CriterionFigures(number=number, labels=0, trust=UNMEASURED), told if rule is None else rule)
    reading = area(told, strong, weak)
    ruled = area(rule, strong, weak) if rule is not None else None
    share = 1.0
    if rule is not None:
        both = skill(reading) ** 2 + skill(ruled) ** 2
        share = min(MOST, skill(reading) ** 2 / both) if skill(reading) >= LEAST_SKILL else 0.0
    share = round(share, 2)
    values = told if rule is None else share * told + (1.0 - share) * np.where(np.isnan(rule), told, rule)
    own, whole = area(values, strong, weak), area(values, rows & table.strong, rows & table.weak)
    labelled = rows & ~np.isnan(marks)
    low = high = None
    if int(labelled.sum()) >= LEAST_LABELS:
        low, high = (float(edge) for edge in np.quantile((marks - values)[labelled], (0.025, 0.975)))
    figures = CriterionFigures(
        number=number,
        labels=int(labelled.sum()),
        own=own,
        whole=whole,
        rule=ruled,
        reading=reading,
        share=share,
        trust=_trust(skill(own), skill(whole)),
        low=None if low is None else round(low, 3),
        high=None if high is None else round(high, 3),
    )
    return Mixed(figures, values)


def _trust(own: float, whole: float) -> float:
    least = UNMEASURED if own >= LEAST_SKILL else 0.0
    return round(max(least, float(np.sqrt(own * whole))), 2)


def summary_values(made: Mapping[int, Mixed], rubric: Rubric) -> Floats:
    """The summary on all rows: the mean of the criteria by weight times trust, as `summarise` makes it."""
    weights = {one.number: one.weight for one in rubric.criteria}
    parts = [(one.values, weights[number] * one.figures.trust) for number, one in sorted(made.items())]
    top = sum((weight * np.nan_to_num(values) for values, weight in parts), np.zeros(1))
    below = sum((weight * ~np.isnan(values) for values, weight in parts), np.zeros(1))
    return np.asarray(top / np.maximum(below, 1e-12))


def whole_figures(table: Table, found: OutOfFold, sectors: OutOfFold, reading: str, rubric: Rubric) -> WholeFigures:
    """The summary's separation. For each hand, shares and trusts come from the other hands' rows alone."""
    here = table.languages == reading.removesuffix("-signs")
    hands = [hand for hand in sorted(set(table.hands[here])) if (table.strong & (table.hands == hand)).any()]
    values = np.full(len(table.entries), np.nan)
    for hand in hands:
        rows = table.hands == hand
        others = here & ~rows if len(hands) > 1 else here
        values[rows & here] = summary_values(mixed(table, found, reading, others, rubric), rubric)[rows & here]
    strong, weak = here & table.strong, here & table.weak
    everywhere = mixed(table, found, reading, here, rubric)
    by_sector = summary_values(mixed(table, sectors, reading, here, rubric), rubric)
    level, bounds = _length(table, values, here)
    judged = here & ~np.isnan(table.grades) & ~np.isnan(values)
    summary = area(values, strong, weak)
    assert summary is not None, "every reading has strong and weak statements"
    alone = {
        number: Mixed(one.figures, table.rules[:, table.numbers.index(number)])
        for number, one in everywhere.items()
    }
    alone = {number: one for number, one in alone.items() if not np.isnan(one.values[here]).all()}
    return WholeFigures(
        summary=summary,
        by_hand={
            hand: edge
            for hand in hands
            if (edge := area(values, strong & (table.hands == hand), weak & (table.hands == hand))) is not None
        },
        sector_folds=area(by_sector, strong, weak),
        rules=area(summary_values(alone, rubric), strong, weak),
        meaning=area(found.meaning.mean(axis=1), strong, weak) if reading in MEANING else None,
        signs=area(found.signs.mean(axis=1), strong, weak),
        words=area(-table.words, strong, weak),
        long_words=area(-table.long, strong, weak),
        length_slope=level,
        length_slope_interval=bounds,
        correlation=round(float(np.corrcoef(values[judged], table.grades[judged])[0, 1]), 4),
    )


def _length(table: Table, values: Floats, here: Rows) -> tuple[float | None, tuple[float, float] | None]:
    """Change of the summary per ten words among statements graded alike, with its 95% interval."""
    judged = here & ~np.isnan(table.grades) & ~np.isnan(values)
    apart, words = np.zeros(len(values)), np.zeros(len(values))
    for grade in set(table.grades[judged].tolist()):
        alike = judged & (table.grades == grade)
        apart[alike] = values[alike] - values[alike].mean()
        words[alike] = (table.words[alike] - table.words[alike].mean()) / 10.0
    found = slope(words[judged].tolist(), apart[judged].tolist())
    if found is None:
        return None, None
    bounds = found.interval
    return round(found.value, 4), (round(bounds[0], 4), round(bounds[1], 4)) if bounds else None


def readings_of(table: Table) -> Sequence[str]:
    """The readings there are: each language, and signs alone where a language has vectors too."""
    languages = sorted(set(table.languages.tolist()))
    return [*languages, *(f"{language}-signs" for language in languages if language in MEANING)]
