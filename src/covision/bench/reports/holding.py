"""One gate held against a run: which end of which interval, and the end of it in words."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from covision.bench.reading import differences
from covision.bench.reports.contrast import matched
from covision.bench.reports.values import (
    SUMMARY,
    SUPPORT,
    TESTS,
    Reader,
    by_case,
    criterion_reader,
    figure,
    groups_of,
)
from covision.bench.reports.wording import counted, figured
from covision.domain.evals import EvalRun
from covision.domain.summary import Contestant, Figure, GateResult, RunSummary
from covision.measures.statistics import paired

if TYPE_CHECKING:
    from covision.bench.reports.gates import Gate

COUNTS: dict[str, tuple[str, str, Callable[[Contestant], int]]] = {
    "failed": ("failed cell", "failed cells", lambda one: one.failed),
    "not_enough": ("cell without drafts", "cells without drafts", lambda one: one.not_enough),
    "surprises": ("unexpected end", "unexpected ends", lambda one: len(one.surprises)),
    "forbidden": (
        "forbidden string came through",
        "forbidden strings came through",
        lambda one: len(one.forbidden),
    ),
}
SAID = {
    "summary": "all criteria together",
    "every": "all criteria together over all drafts",
    "support.precision": "claims that have support",
    "support.recall": "taken up of what was said most often",
    "support.citation_precision": "cited words that do support",
    "support.citation_recall": "supported claims that cite their words",
    "support.unsupported": "claims without support, a draft",
    "support.contradicted": "contradicted claims, a draft",
    "swap": "support lost in another business's place",
    "deletion": "claims that fall with the words they cite",
    "anchors.auc": "references above weak foils",
}
"""Figures as a reader knows them."""
WHOLE = ("anchors.auc", "exam")
"""Figures of the run as a whole: they have no contestant."""

FEWER_IS_BETTER = ("support.unsupported", "support.contradicted")
_READERS = {reader.key: reader for reader in (SUMMARY, *SUPPORT, *TESTS)}


def held(gate: "Gate", run: EvalRun, summary: RunSummary, baseline: EvalRun | None) -> Iterator[GateResult]:
    """A result for every contestant the gate is for; one for the run where it looks at the run as a whole."""
    if gate.key in WHOLE:
        yield _whole(gate, summary)
        return
    chosen = [one for one in summary.contestants if not gate.only or {one.name, one.model} & set(gate.only)]
    if not chosen:
        yield _result(gate, "", "not_enough", f"{gate.name}: the run has no contestant it is for.")
    if gate.not_worse_by is not None and (apart := _apart(gate, summary, run, baseline)) is not None:
        yield apart
        return
    for one in chosen:
        if gate.not_worse_by is not None and baseline is not None:
            yield _not_worse(gate, summary, run, baseline, one.name)
        elif gate.key in COUNTS:
            yield _count(gate, one)
        else:
            yield _bound(gate, summary, one.name, _figure(gate, one), _why_none(gate, one))


def _whole(gate: "Gate", summary: RunSummary) -> GateResult:
    if gate.key == "exam":
        if not summary.exams:
            return _result(gate, "", "skipped", f"{gate.name}: no judge was asked, so there is no exam.")
        value = float(all(exam.passed for exam in summary.exams))
        status = "passed" if _within(gate, value) else "failed"
        told = "; ".join(f"{exam.model} {'passed' if exam.passed else 'failed'} its exam" for exam in summary.exams)
        return _result(gate, "", status, f"{gate.name}: {told}.", value, value)
    whole = next((one for one in summary.anchors if one.key == "summary"), None)
    none = "the suite has no references and foils that were scored"
    return _bound(gate, summary, "", whole.auc if whole else None, none)


def _count(gate: "Gate", one: Contestant) -> GateResult:
    what, more, count = COUNTS[gate.key]
    value = count(one)
    words = f"{one.name}: {counted(value, what, more)}; the limit is {_limit(gate):g}."
    return _result(gate, one.name, "passed" if _within(gate, value) else "failed", words, value, value)


def _within(gate: "Gate", value: float) -> bool:
    """Whether a figure without an interval keeps the limit."""
    return (gate.at_most is None or value <= gate.at_most) and (gate.at_least is None or value >= gate.at_least)


def _bound(gate: "Gate", summary: RunSummary, name: str, found: Figure | None, why_none: str) -> GateResult:
    whose = f"{name}, {_said(gate, summary)}" if name else _said(gate, summary)
    if found is None:
        words = f"{whose}: could not be held against {_limit(gate):g}, since {why_none}."
        return _result(gate, name, "not_enough", words)
    upper = gate.at_most is not None
    limit = _limit(gate)
    beyond = found.value > limit if upper else found.value < limit
    bound = found.interval[1 if upper else 0] if found.interval else None
    what = "statement" if gate.key == "anchors.auc" else "case"
    shown = f"{whose}: {figured(found)} over {counted(found.cases, what)}"
    side = f"{'at most' if upper else 'at least'} {limit:g}"
    if beyond:
        return _result(gate, name, "failed", f"{shown}; it must be {side}.", found.value, bound)
    if bound is None:
        return _result(gate, name, "not_enough", f"{shown}; not enough cases to tell.", found.value)
    if bound > limit if upper else bound < limit:
        end = "upper" if upper else "lower"
        words = f"{shown}; not enough cases to tell: the {end} end must be {side}."
        return _result(gate, name, "not_enough", words, found.value, bound)
    return _result(gate, name, "passed", f"{shown}; with 95% it is {side}.", found.value, bound)


def _apart(gate: "Gate", summary: RunSummary, run: EvalRun, baseline: EvalRun | None) -> GateResult | None:
    """Why nothing can be compared with a baseline; None where it can."""
    what = _said(gate, summary)
    if baseline is None:
        return _result(gate, "", "skipped", f"{what}: not compared, no baseline was given.")
    spoiling = [one.words for one in differences(run, baseline) if one.ruler]
    if not spoiling:
        return None
    words = f"{what}: cannot be compared, run and baseline differ in {'; '.join(spoiling)}."
    return _result(gate, "", "failed", words)


def _not_worse(gate: "Gate", summary: RunSummary, run: EvalRun, baseline: EvalRun, name: str) -> GateResult:
    what = _said(gate, summary)
    couple = next((one for one in matched(run, baseline) if one[0][0] == name), None)
    if couple is None:
        return _result(gate, name, "not_enough", f"{name}: it does not stand in the baseline.")
    mine, its = couple[0][1], couple[1][1]
    reader = reader_of(gate.key)
    assert reader is not None
    one, other = by_case(mine, reader.read), by_case(its, reader.read)
    groups = groups_of(mine) | groups_of(its)
    found = paired(
        [one.get(case) for case in groups],
        [other.get(case) for case in groups],
        list(groups.values()),
        bounds=reader.bounds,
    )
    seen = figure(found.difference) if found else None
    if seen is None:
        return _result(gate, name, "not_enough", f"{name}, {what}: no case has it in both runs.")
    return _regression(gate, name, what, seen)


def _regression(gate: "Gate", name: str, what: str, seen: Figure) -> GateResult:
    margin, sign = _limit(gate), -1.0 if gate.key in FEWER_IS_BETTER else 1.0
    differs = f"differs from the baseline by {figured(seen, sign=True)}"
    shown = f"{name}, {what}: {differs} over {counted(seen.cases, 'case')}"
    value = sign * seen.value
    bound = min(sign * end for end in seen.interval) if seen.interval else None
    if value < -margin:
        return _result(gate, name, "failed", f"{shown}; it may be worse by {margin:g}.", seen.value, bound)
    if bound is None or bound < -margin:
        words = f"{shown}; not enough cases to tell whether it is worse by more than {margin:g}."
        return _result(gate, name, "not_enough", words, seen.value, bound)
    words = f"{shown}; with 95% it is not worse by more than {margin:g}."
    return _result(gate, name, "passed", words, seen.value, bound)


def _said(gate: "Gate", summary: RunSummary) -> str:
    """The figure of a gate as a reader knows it."""
    if gate.criterion:
        found = (one for made in summary.contestants for one in made.criteria if one.key == gate.criterion)
        return f"“{one.title}”" if (one := next(found, None)) else gate.criterion
    return SAID.get(gate.key, gate.key)


def _figure(gate: "Gate", one: Contestant) -> Figure | None:
    if gate.criterion:
        return next((found.figure for found in one.criteria if found.key == gate.criterion), None)
    if gate.figure in ("summary", "every"):
        return one.summary if gate.figure == "summary" else one.every
    found: Figure | None = getattr(one.support, gate.figure.removeprefix("support."))
    return found


def _why_none(gate: "Gate", one: Contestant) -> str:
    if gate.criterion:
        found = next((found for found in one.criteria if found.key == gate.criterion), None)
        if found is None:
            return f"no criterion {gate.criterion!r} was looked at"
        return found.reason.rstrip(".") or "no draft was scored"
    return "no draft was scored" if gate.figure in ("summary", "every") else "nobody looked"


def reader_of(key: str) -> Reader | None:
    """How a figure is read case by case; None for one that has no value of each case."""
    if key.startswith("criterion."):
        name = key.partition(".")[2]
        return criterion_reader(0, name, name)
    return _READERS.get(key)


def _limit(gate: "Gate") -> float:
    return next(value for value in (gate.at_least, gate.at_most, gate.not_worse_by) if value is not None)


def _result(
    gate: "Gate", name: str, status: str, words: str, value: float | None = None, bound: float | None = None
) -> GateResult:
    return GateResult.model_validate(
        {
            "name": gate.name,
            "contestant": name,
            "status": status,
            "value": value,
            "bound": bound,
            "limit": _limit(gate),
            "words": words,
        }
    )
