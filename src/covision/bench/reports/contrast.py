"""Two contestants on the same cases: every figure as a paired difference, with what it allows to say."""

from collections.abc import Sequence
from itertools import combinations
from typing import TypeAlias

from covision.bench.reports.values import (
    SUMMARY,
    SUPPORT,
    Reader,
    by_case,
    contestants,
    figure,
    groups_of,
    length_of,
    summary_of,
)
from covision.domain.evals import CaseResult, EvalRun
from covision.domain.summary import Contrast, Difference
from covision.measures.statistics import Estimate, Paired, holm, in_words, paired, paired_at_equal_length, tells

Made: TypeAlias = tuple[str, tuple[CaseResult, ...]]
"""A contestant by name, with its results."""

GROUNDING = SUPPORT[:2]
"""Figures of grounding that are compared: precision and recall."""


def all_contrasts(run: EvalRun, criteria: Sequence[Reader]) -> tuple[Contrast, ...]:
    """Every two contestants of a run."""
    return contrasts_of(list(combinations(contestants(run).items(), 2)), criteria)


def contrasts_of(couples: Sequence[tuple[Made, Made]], criteria: Sequence[Reader]) -> tuple[Contrast, ...]:
    """Couples of contestants, of one run or two; with several, their summaries are corrected for their number."""
    found = [_compared(SUMMARY, one[1], other[1]) for one, other in couples]
    corrected = holm([one.p if one else None for one in found]) if len(couples) > 1 else [None] * len(couples)
    return tuple(
        _contrast(one, other, criteria, summary, p)
        for (one, other), summary, p in zip(couples, found, corrected, strict=True)
    )


def matched(run: EvalRun, other: EvalRun, names: tuple[str, str] = ("", "")) -> list[tuple[Made, Made]]:
    """Contestants of two runs that belong together: those of one name, or the only one of each.

    `names` are put behind, to tell the runs apart.
    """
    mine, its = contestants(run), contestants(other)
    couples = [(name, name) for name in mine if name in its]
    if not couples and len(mine) == len(its) == 1:
        couples = [(next(iter(mine)), next(iter(its)))]
    return [((f"{a}{names[0]}", mine[a]), (f"{b}{names[1]}", its[b])) for a, b in couples]


def _contrast(
    first: Made,
    second: Made,
    criteria: Sequence[Reader],
    summary: Paired | None,
    corrected: float | None,
) -> Contrast:
    others = [*criteria, *(one for one in GROUNDING if by_case(first[1], one.read) or by_case(second[1], one.read))]
    found = [_compared(reader, first[1], second[1]) for reader in others]
    ps = holm([one.p if one else None for one in found])
    names = first[0], second[0]
    return Contrast(
        first=names[0],
        second=names[1],
        summary=_difference(SUMMARY, summary, names, corrected),
        others=tuple(_difference(reader, one, names, p) for reader, one, p in zip(others, found, ps, strict=True)),
        at_equal_length=figure(_at_equal_length(first[1], second[1])),
    )


def _compared(reader: Reader, first: Sequence[CaseResult], second: Sequence[CaseResult]) -> Paired | None:
    one, other = by_case(first, reader.read), by_case(second, reader.read)
    groups = groups_of(first) | groups_of(second)
    cases = list(groups)
    return paired(
        [one.get(case) for case in cases],
        [other.get(case) for case in cases],
        [groups[case] for case in cases],
        bounds=reader.bounds,
    )


def _difference(
    reader: Reader, found: Paired | None, names: tuple[str, str], corrected: float | None
) -> Difference:
    words = in_words(found, *names, corrected=corrected)
    if found is None:
        return Difference(key=reader.key, title=reader.title, number=reader.number, words=words)
    return Difference(
        key=reader.key,
        title=reader.title,
        number=reader.number,
        difference=figure(found.difference),
        p=_digits(found.p),
        corrected=_digits(corrected),
        visible=_digits(found.visible),
        needed=found.needed,
        left_out=found.left_out,
        tells=tells(found, corrected=corrected),
        words=words,
    )


def _digits(value: float | None) -> float | None:
    return None if value is None else round(value, 6)


def _at_equal_length(first: Sequence[CaseResult], second: Sequence[CaseResult]) -> Estimate | None:
    values = by_case(first, summary_of), by_case(second, summary_of)
    lengths = by_case(first, length_of), by_case(second, length_of)
    groups = groups_of(first)
    both = [case for case in values[0] if case in values[1]]
    return paired_at_equal_length(
        [values[0][case] for case in both],
        [values[1][case] for case in both],
        [lengths[0][case] for case in both],
        [lengths[1][case] for case in both],
        [groups[case] for case in both],
    )
