"""Dot plots as numbers: places in percent of a strip, with the words for whoever does not see it.

A plot is a column of strips as wide as the page allows; so labels stay text, and nothing shrinks on a phone.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from covision.bench.reports.values import length_of, summary_of
from covision.bench.reports.wording import figured, number, share
from covision.domain.evals import CaseResult
from covision.domain.summary import (
    AnchorFigure,
    Contestant,
    Contrast,
    CriterionFigure,
    Difference,
    Figure,
    Pairwise,
)

LANE = 16
"""Height of one contestant's lane in a strip, pixels."""


@dataclass(frozen=True)
class Mark:
    """A dot at `at` percent with a whisker from `low` to `high`; `kind` counts contestants from 0, `y` pixels."""

    kind: int
    at: float
    low: float | None
    high: float | None
    y: float


@dataclass(frozen=True)
class Band:
    """From weak foils to references, in percent; `reversed` where the foils came out above."""

    low: float
    high: float
    reversed: bool


@dataclass(frozen=True)
class Row:
    """One strip: its label, marks, the same in words (`alt`), figures to print beside it, and a remark."""

    label: str
    marks: tuple[Mark, ...]
    alt: str
    shown: tuple[str, ...]
    height: int
    number: int | None = None
    band: Band | None = None
    note: str = ""
    clear: bool = False


@dataclass(frozen=True)
class Plot:
    """Rows over one axis; `ticks` are (percent, label); `zero` is where "no difference" lies, None without one."""

    rows: tuple[Row, ...]
    ticks: tuple[tuple[float, str], ...]
    zero: float | None = None


@dataclass(frozen=True)
class Axis:
    """A scale from `low` to `high`."""

    low: float
    high: float

    def place(self, value: float) -> float:
        """A value as percent of the strip, kept on it."""
        share = (value - self.low) / (self.high - self.low)
        return round(100 * min(1.0, max(0.0, share)), 2)


SHARE = Axis(0.0, 1.0)
SHARE_TICKS = tuple((25.0 * at, label) for at, label in enumerate(("0", "0.25", "0.5", "0.75", "1")))


def overview(contestants: Sequence[Contestant], whole: AnchorFigure | None) -> Plot:
    """Each contestant's summary value on its own strip, with references and foils behind it."""
    rows = [
        _row(one.name, [(at, one.summary)], SHARE, (one.name,), band=_band(whole))
        for at, one in enumerate(contestants)
    ]
    return Plot(tuple(rows), SHARE_TICKS)


def by_criterion(contestants: Sequence[Contestant], anchors: Sequence[AnchorFigure]) -> Plot:
    """Every criterion that was scored for anybody: a dot for each contestant."""
    names = [one.name for one in contestants]
    behind = {one.key: one for one in anchors}
    rows = []
    for found in _aligned(contestants):
        if any(one.figure for one in found):
            rows.append(
                _row(
                    found[0].title,
                    [(at, one.figure) for at, one in enumerate(found)],
                    SHARE,
                    names,
                    number_of=found[0].number,
                    band=_band(behind.get(f"criterion.{found[0].key}")),
                    note=_unscored(found),
                )
            )
    return Plot(tuple(rows), SHARE_TICKS)


def grounding(contestants: Sequence[Contestant]) -> Plot:
    """The shares of the check of grounding."""
    names = [one.name for one in contestants]
    kinds = (
        ("precision", "Claims that have support"),
        ("recall", "Of what was said most often, taken up"),
        ("citation_precision", "Cited words that do support"),
        ("citation_recall", "Supported claims that cite their words"),
        ("deletion", "Claims that fall with the words they cite"),
    )
    rows = []
    for key, label in kinds:
        found: list[tuple[int, Figure | None]] = [
            (at, getattr(one.support, key)) for at, one in enumerate(contestants)
        ]
        if any(one for _, one in found):
            rows.append(_row(label, found, SHARE, names))
    return Plot(tuple(rows), SHARE_TICKS)


def differences(contrast: Contrast) -> Plot:
    """Every figure of a comparison that has a difference: right of zero the first contestant is ahead."""
    found = [one for one in (contrast.summary, *contrast.others) if one.difference is not None]
    ends = [abs(end) for one in found for end in (_interval(one) or (one.difference.value,))]  # type: ignore[union-attr]
    reach = max(0.1, math.ceil(10 * max(ends, default=0.1)) / 10)
    axis = Axis(-reach, reach)
    rows = [
        _row(
            one.title,
            [(0, one.difference)],
            axis,
            (f"{contrast.first} less {contrast.second}",),
            number_of=one.number,
            note=_told(one, contrast),
            sign=True,
            clear=one.tells in ("first", "second"),
        )
        for one in found
    ]
    ticks = tuple(
        (axis.place(at), number(at, sign=True) if at else "0") for at in (-reach, -reach / 2, 0.0, reach / 2, reach)
    )
    return Plot(tuple(rows), ticks, axis.place(0.0))


def strengths(pairs: Pairwise, names: Sequence[str]) -> Plot:
    """Bradley and Terry's strengths, the strongest first; `names` are the contestants, whose marks are used."""
    ends = [abs(end) for one in pairs.placed for end in one.interval]
    reach = max(1.0, math.ceil(max(ends, default=1.0)))
    axis = Axis(-reach, reach)
    rows = [
        _row(
            one.name,
            [(_kind(one.name, names, at), Figure(value=one.strength, interval=one.interval))],
            axis,
            (one.name,),
            sign=True,
            note=f"won {share(one.win_rate)} of {one.contests}, ties half",
        )
        for at, one in enumerate(pairs.placed)
    ]
    ticks = ((0.0, "weaker"), (50.0, "average"), (100.0, "stronger"))
    return Plot(tuple(rows), ticks, 50.0)


def _kind(name: str, names: Sequence[str], otherwise: int) -> int:
    return names.index(name) if name in names else otherwise


@dataclass(frozen=True)
class Point:
    """A draft in the plot of score against length, both in percent of the field."""

    kind: int
    x: float
    y: float


@dataclass(frozen=True)
class Scatter:
    """Drafts by length (`words`, the right end) and summary value."""

    points: tuple[Point, ...]
    words: int


def lengths(results: Iterable[Sequence[CaseResult]]) -> Scatter:
    """Every draft with a value, by contestant in the order given."""
    found = [
        (at, length_of(draft), value)
        for at, mine in enumerate(results)
        for one in mine
        for draft in one.drafts
        if (value := summary_of(draft)) is not None
    ]
    most = 10 * max(1, math.ceil(max((length for _, length, _ in found), default=1.0) / 10))
    points = (Point(at, round(100 * length / most, 2), round(100 * (1 - value), 2)) for at, length, value in found)
    return Scatter(tuple(sorted(set(points), key=lambda one: (one.kind, one.x, one.y))), most)


def _row(
    label: str,
    figures: Sequence[tuple[int, Figure | None]],
    axis: Axis,
    names: Sequence[str],
    *,
    number_of: int | None = None,
    band: Band | None = None,
    note: str = "",
    sign: bool = False,
    clear: bool = False,
) -> Row:
    marks = []
    for lane, (kind, found) in enumerate(figures):
        if found is not None:
            low, high = found.interval or (None, None)
            marks.append(
                Mark(
                    kind=kind,
                    at=axis.place(found.value),
                    low=axis.place(low) if low is not None else None,
                    high=axis.place(high) if high is not None else None,
                    y=LANE * (lane + 0.5) + 4,
                )
            )
    told = [f"{name}: {figured(found, sign=sign)}" for name, (_, found) in zip(names, figures, strict=True)]
    return Row(
        label=label,
        marks=tuple(marks),
        alt=f"{label}. {'; '.join(told)}.",
        shown=tuple(number(found.value, sign=sign) if found else "–" for _, found in figures),
        height=LANE * len(figures) + 8,
        number=number_of,
        band=band,
        note=note,
        clear=clear,
    )


def _band(found: AnchorFigure | None) -> Band | None:
    if found is None or found.references is None or found.foils is None:
        return None
    foils, references = SHARE.place(found.foils.value), SHARE.place(found.references.value)
    return Band(min(foils, references), max(foils, references), foils > references)


def _aligned(contestants: Sequence[Contestant]) -> Iterable[tuple[CriterionFigure, ...]]:
    return zip(*(one.criteria for one in contestants), strict=True) if contestants else ()


def _unscored(found: Sequence[CriterionFigure]) -> str:
    missing = sum(one.unscored for one in found)
    whole = missing + sum(one.scored for one in found)
    return f"{missing} of {whole} drafts unscored" if missing else ""


def _interval(one: Difference) -> tuple[float, float] | None:
    return one.difference.interval if one.difference is not None else None


def _told(one: Difference, contrast: Contrast) -> str:
    if one.tells in ("first", "second"):
        return f"{contrast.first if one.tells == 'first' else contrast.second} is better"
    return "alike" if one.tells == "alike" else "not enough cases to tell"
