"""What the page shows of each case: drafts side by side, and beside each part what stands behind it."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from covision.bench.reports import values
from covision.domain.draft import Clause, Evidence
from covision.domain.evals import Anchor, CaseResult, DraftResult, EvalRun
from covision.domain.rubric import CriterionScore
from covision.domain.summary import Contrast
from covision.domain.support import Claim, Support

VERDICTS = {
    "supported": "supported",
    "partly": "partly supported",
    "contradicted": "contradicted",
    "none": "no support found",
    "not_checkable": "nothing to check",
}
_FURTHEST = 3
_A_GAP = 0.05
Spanning = TypeVar("Spanning", Claim, Clause)
_ANSWER = re.compile(r"^answers/([^/]+)/([^/]+)$")


_TALLY = {"none": "without support", "not_checkable": "not to be checked"}


@dataclass(frozen=True)
class Quote:
    """Words that stand behind a part (or against it), and whose they are; `again`: shown further up already."""

    text: str
    source: str
    against: bool = False
    again: bool = False


@dataclass(frozen=True)
class Part:
    """A piece of a statement with its verdict; `number` counts from 1, 0 for words between parts."""

    text: str
    number: int = 0
    verdict: str = ""
    said: str = ""
    reason: str = ""
    quotes: tuple[Quote, ...] = ()


@dataclass(frozen=True)
class DraftView:
    """One draft: its statement in parts, checked by `checked` or as its own citations say."""

    statement: tuple[Part, ...]
    parts: tuple[Part, ...]
    checked: bool
    language: str
    value: float | None
    interval: tuple[float, float] | None
    words: int
    angle: str
    feel: str
    think: str
    do: str
    rationale: str
    criteria: tuple[CriterionScore, ...]
    forbidden: tuple[str, ...]
    tally: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True)
class CellView:
    """What one contestant made of a case, in one repeat."""

    name: str
    kind: int
    repeat: int
    status: str
    reason: str
    top: DraftView | None
    more: tuple[DraftView, ...]
    warnings: tuple[str, ...]
    surprise: bool


@dataclass(frozen=True)
class CaseView:
    """One case, with the references and foils that were scored beside it."""

    id: str
    organisation: str
    cells: tuple[CellView, ...]
    anchors: tuple[Anchor, ...]
    ends: tuple[tuple[int, str, str], ...]


@dataclass(frozen=True)
class Failure:
    """A reason why cells failed, and which."""

    reason: str
    cells: tuple[str, ...]


def cases_of(run: EvalRun, made: Mapping[str, Sequence[CaseResult]]) -> Iterator[CaseView]:
    """Every case of the run that has a result, in the order of the suite."""
    by_case: dict[str, list[tuple[int, str, CaseResult]]] = {case: [] for case in run.header.cases}
    for kind, (name, results) in enumerate(made.items()):
        for one in results:
            by_case.setdefault(one.cell.case, []).append((kind, name, one))
    beside: dict[str, list[Anchor]] = {}
    for anchor in run.anchors:
        beside.setdefault(anchor.case, []).append(anchor)
    for case, cells in by_case.items():
        cells.sort(key=lambda found: (found[2].cell.repeat, found[0]))
        if cells:
            views = tuple(_cell(kind, name, one) for kind, name, one in cells)
            yield CaseView(
                id=case,
                organisation=next((one.organisation for _, _, one in cells if one.organisation), ""),
                cells=views,
                anchors=tuple(beside.get(case, ())),
                ends=tuple((view.kind, view.name, _end(view)) for view in views if view.repeat == 0),
            )


def widest(contrast: Contrast | None, made: Mapping[str, Sequence[CaseResult]]) -> tuple[tuple[str, float], ...]:
    """The cases in which two contestants of a run lie furthest apart: id, and first less second."""
    if contrast is None or not {contrast.first, contrast.second} <= made.keys():
        return ()
    one, other = (values.by_case(made[name], values.summary_of) for name in (contrast.first, contrast.second))
    gaps = {case: one[case] - other[case] for case in one if case in other}
    far = sorted(gaps, key=lambda case: -abs(gaps[case]))[:_FURTHEST]
    return tuple((case, gaps[case]) for case in far if abs(gaps[case]) >= _A_GAP)


def failures_of(made: Mapping[str, Sequence[CaseResult]]) -> tuple[Failure, ...]:
    """Reasons of failed cells, the most frequent first."""
    found: dict[str, list[str]] = {}
    for name, results in made.items():
        for one in results:
            if one.status == "failed":
                repeat = f" ({one.cell.repeat + 1})" if one.cell.repeat else ""
                found.setdefault(one.reason, []).append(f"{one.cell.case}{repeat}, {name}")
    ordered = sorted(found.items(), key=lambda item: (-len(item[1]), item[0]))
    return tuple(Failure(reason, tuple(cells)) for reason, cells in ordered)


def _end(view: CellView) -> str:
    if view.top is None:
        return {"failed": "failed", "not_enough": "not drafted"}.get(view.status, view.status)
    return "not scored" if view.top.value is None else f"{view.top.value:.2f}"


def _cell(kind: int, name: str, one: CaseResult) -> CellView:
    views = tuple(_draft(draft) for draft in one.drafts)
    ends = {"done": "drafts", "not_enough": "not_enough"}
    return CellView(
        name=name,
        kind=kind,
        repeat=one.cell.repeat,
        status=one.status,
        reason=one.reason,
        top=views[0] if views else None,
        more=views[1:],
        warnings=one.warnings,
        surprise=one.expected is not None and one.status in ends and ends[one.status] != one.expected,
    )


def _draft(found: DraftResult) -> DraftView:
    draft, card = found.draft, found.draft.scorecard
    checked = found.support is not None and found.support.statement == draft.statement
    if checked and found.support is not None:
        parts = [_claim(at, one) for at, one in enumerate(_apart(found.support.claims), start=1)]
        spans = [(one.start, one.end) for one in _apart(found.support.claims)]
        tally = Counter(_TALLY.get(part.verdict, part.said) for part in parts)
    else:
        clauses = _apart(draft.clauses)
        parts = [_clause(at, one, found.evidence) for at, one in enumerate(clauses, start=1)]
        spans = [(one.start, one.end) for one in clauses]
        tally = Counter()
    parts = list(_once(parts))
    return DraftView(
        statement=tuple(_woven(draft.statement, spans, parts)),
        parts=tuple(parts),
        checked=checked,
        language=draft.language,
        value=card.summary.value if card else None,
        interval=card.summary.interval if card else None,
        words=int(values.length_of(found)),
        angle=draft.angle,
        feel=draft.feel,
        think=draft.think,
        do=draft.do,
        rationale=draft.rationale,
        criteria=card.criteria if card else (),
        forbidden=found.forbidden,
        tally=tuple(
            (said, many) for key, word in VERDICTS.items() if (many := tally[said := _TALLY.get(key, word)])
        ),
    )


def _once(parts: Sequence[Part]) -> Iterator[Part]:
    seen: set[tuple[str, str]] = set()
    for part in parts:
        quotes = [replace(one, again=(one.text, one.source) in seen) for one in part.quotes]
        seen |= {(one.text, one.source) for one in quotes}
        yield replace(part, quotes=tuple(quotes))


def _apart(spans: Sequence[Spanning]) -> list[Spanning]:
    """Those that do not overlap one before them, in the order of the text."""
    kept: list[Spanning] = []
    for one in sorted(spans, key=lambda span: (span.start, -span.end)):
        if one.end > one.start and (not kept or one.start >= kept[-1].end):
            kept.append(one)
    return kept


def _woven(statement: str, spans: Sequence[tuple[int, int]], parts: Sequence[Part]) -> Iterator[Part]:
    at = 0
    for (start, end), part in zip(spans, parts, strict=True):
        if start > at:
            yield Part(statement[at:start])
        yield part
        at = end
    if at < len(statement):
        yield Part(statement[at:])


def _claim(at: int, one: Claim) -> Part:
    quotes = [_quote(found, False) for found in one.supports] + [_quote(found, True) for found in one.against]
    return Part(one.text, at, one.verdict, VERDICTS[one.verdict], one.reason, tuple(quotes))


def _quote(found: Support, against: bool) -> Quote:
    return Quote(found.quote, source_words(found.source), against)


def _clause(at: int, one: Clause, evidence: Mapping[str, Evidence]) -> Part:
    found = [evidence[key] for key in one.evidence if key in evidence]
    quotes = tuple(Quote(item.text, source_words(item.source)) for item in found)
    said = "an assumption" if one.assumption else "cites" if quotes else "cites nothing"
    return Part(one.text, at, "cited" if quotes else "uncited", said, "", quotes)


def source_words(source: str) -> str:
    """A place as people say it: `answers/owner/9` is "owner, answer 9"."""
    found = _ANSWER.match(source)
    return f"{found[1]}, answer {found[2]}" if found else source
