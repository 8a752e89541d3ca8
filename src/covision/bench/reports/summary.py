"""A run as figures: `summarise` makes what `summary.json` holds."""

from collections import Counter
from collections.abc import Sequence

from covision.bench.reading import Differs, differences
from covision.bench.reports.contrast import all_contrasts, contrasts_of, matched
from covision.bench.reports.pairwise import TEN_WORDS, pairwise
from covision.bench.reports.values import (
    SUMMARY,
    SUPPORT,
    TESTS,
    Reader,
    by_case,
    contestants,
    criteria_of,
    criterion_of,
    figure,
    groups_of,
    length_of,
    mean_of,
    summary_of,
    tops,
)
from covision.bench.reports.wording import verdict_of, warnings_of
from covision.domain.evals import Anchor, CaseResult, EvalRun, Spent
from covision.domain.rubric import Criterion
from covision.domain.summary import (
    AnchorFigure,
    Contestant,
    Contrast,
    CriterionFigure,
    Escaped,
    Figure,
    Remark,
    RunSummary,
    SupportFigures,
)
from covision.measures.statistics import auc, slope

_REMARKS = 5


def summarise(run: EvalRun, known: Sequence[Criterion] = (), baseline: EvalRun | None = None) -> RunSummary:
    """All figures of a run, with its baseline where one is given.

    `known` gives criteria their titles. A baseline that was measured otherwise is not compared: `differs` then says
    what keeps the two apart.
    """
    header = run.header
    criteria = criteria_of(run, known)
    apart = differences(run, baseline) if baseline is not None else ()
    body = RunSummary(
        run=header.id,
        suite=header.suite,
        suite_version=header.suite_version,
        suite_digest=header.suite_digest,
        cases=len(header.cases),
        repeats=header.repeats,
        drafts=header.drafts,
        judge=header.judge,
        mode=header.mode,
        rubric_version=header.rubric_version,
        version=header.version,
        started_at=header.started_at,
        stopped=_stopped(run),
        contestants=tuple(_contestant(name, results, criteria) for name, results in contestants(run).items()),
        anchors=_anchors(run.anchors, criteria),
        anchor_judging=sum((one.judging for one in run.anchors), Spent()),
        contrasts=all_contrasts(run, criteria),
        pairs=pairwise(run.pairs),
        remarks=_remarks(run),
        exams=header.exams or ((header.exam,) if header.exam is not None else ()),
        baseline=baseline.header.id if baseline is not None else "",
        differs=tuple(one.words for one in apart),
        against=_against(run, baseline, apart, criteria),
    )
    return body.model_copy(update={"verdict": verdict_of(body), "warnings": warnings_of(body, run, apart)})


def _stopped(run: EvalRun) -> str:
    if run.end is None:
        return "It has no end: it is under way, or was killed."
    return run.end.stopped


def _remarks(run: EvalRun) -> tuple[Remark, ...]:
    """What was said of at least a quarter of the cells, the most frequent first."""
    found = Counter(line for one in run.results for line in dict.fromkeys(one.warnings))
    of = len(run.results)
    return tuple(
        Remark(text=text, cells=cells, of=of) for text, cells in found.most_common(_REMARKS) if 4 * cells >= of
    )


def _against(
    run: EvalRun, baseline: EvalRun | None, apart: Sequence[Differs], criteria: Sequence[Reader]
) -> tuple[Contrast, ...]:
    if baseline is None or any(one.ruler for one in apart):
        return ()
    return contrasts_of(matched(run, baseline, ("", " of the baseline")), criteria)


def _contestant(name: str, results: Sequence[CaseResult], criteria: Sequence[Reader]) -> Contestant:
    groups = groups_of(results)
    first = results[0].cell
    return Contestant(
        name=name,
        model=first.model,
        prompts=first.prompts,
        done=sum(one.status == "done" for one in results),
        failed=sum(one.status == "failed" for one in results),
        not_enough=sum(one.status == "not_enough" for one in results),
        surprises=tuple(_surprise(one) for one in results if _is_surprise(one)),
        drafts=sum(len(one.drafts) for one in results),
        summary=mean_of(by_case(results, summary_of), groups),
        unscored=sum(summary_of(top) is None for _, top in tops(results)),
        every=_every(results, groups),
        criteria=tuple(_criterion(reader, results, groups) for reader in criteria),
        support=_support(results, groups),
        forbidden=tuple(
            Escaped(case=one.cell.case, repeat=one.cell.repeat, draft=draft.draft.id, text=text)
            for one in results
            for draft in one.drafts
            for text in draft.forbidden
        ),
        length=_length(results),
        words=mean_of(by_case(results, length_of), groups, None),
        drafting=sum((one.drafting for one in results), Spent()),
        judging=sum((one.judging for one in results), Spent()),
    )


def _is_surprise(one: CaseResult) -> bool:
    # A failure is told as such; here are honest ends that are not the one a case was written for.
    ends = {"done": "drafts", "not_enough": "not_enough"}
    return one.expected is not None and one.status in ends and ends[one.status] != one.expected


def _surprise(one: CaseResult) -> str:
    repeat = f" ({one.cell.repeat + 1})" if one.cell.repeat else ""
    end = "drafted, though there is too little to draft from" if one.status == "done" else "not drafted"
    return f"{one.cell.case}{repeat}: {end}"


def _every(results: Sequence[CaseResult], groups: dict[str, str]) -> Figure | None:
    found: dict[str, list[float]] = {}
    for one in results:
        for draft in one.drafts:
            value = summary_of(draft)
            if value is not None:
                found.setdefault(one.cell.case, []).append(value)
    return mean_of({case: sum(values) / len(values) for case, values in found.items()}, groups)


def _criterion(reader: Reader, results: Sequence[CaseResult], groups: dict[str, str]) -> CriterionFigure:
    key = reader.key.partition(".")[2]
    seen = [criterion_of(top.draft.scorecard, key) for _, top in tops(results)]
    scored = [one for one in seen if one is not None and one.status == "scored" and one.value is not None]
    reasons = Counter(one.reason for one in seen if one is not None and one.status == "unscored")
    reasons["This draft has no scorecard with it."] += sum(one is None for one in seen)
    methods = Counter(one.method for one in scored)
    return CriterionFigure(
        number=reader.number or 0,
        key=key,
        title=reader.title,
        figure=mean_of(by_case(results, reader.read), groups),
        scored=len(scored),
        unscored=len(seen) - len(scored),
        reason=reasons.most_common(1)[0][0] if len(seen) > len(scored) else "",
        method=methods.most_common(1)[0][0] if methods else "",
    )


def _support(results: Sequence[CaseResult], groups: dict[str, str]) -> SupportFigures:
    reports = [top.support for _, top in tops(results) if top.support is not None]
    found = {
        reader.key.removeprefix("support."): mean_of(by_case(results, reader.read), groups, reader.bounds)
        for reader in (*SUPPORT, *TESTS)
    }
    verdicts = Counter(claim.verdict for report in reports for claim in report.claims)
    return SupportFigures(checked=len(reports), verdicts=dict(sorted(verdicts.items())), **found)


def _length(results: Sequence[CaseResult]) -> Figure | None:
    """The change of the summary value for ten words more, over all drafts; drafts of one organisation depend."""
    scored = [
        (length_of(draft), value, one.cell.group)
        for one in results
        for draft in one.drafts
        if (value := summary_of(draft)) is not None
    ]
    lengths = [length / TEN_WORDS for length, _, _ in scored]
    found = slope(lengths, [value for _, value, _ in scored], [group for _, _, group in scored])
    return figure(found)


def _anchors(anchors: Sequence[Anchor], criteria: Sequence[Reader]) -> tuple[AnchorFigure, ...]:
    if not anchors:
        return ()
    return tuple(_anchor(anchors, reader) for reader in (SUMMARY, *criteria))


def _anchor(anchors: Sequence[Anchor], reader: Reader) -> AnchorFigure:
    read = reader.card
    assert read is not None
    sides: dict[str, list[tuple[float, str]]] = {"reference": [], "foil": []}
    for one in anchors:
        value = read(one.scorecard)
        if value is not None:
            sides[one.kind].append((value, one.group))
    references, foils = sides["reference"], sides["foil"]
    return AnchorFigure(
        key=reader.key,
        title=reader.title,
        number=reader.number,
        references=_side(references),
        foils=_side(foils),
        auc=figure(auc([value for value, _ in references], [value for value, _ in foils])),
    )


def _side(values: Sequence[tuple[float, str]]) -> Figure | None:
    named = {str(at): (value, group) for at, (value, group) in enumerate(values)}
    return mean_of({at: value for at, (value, _) in named.items()}, {at: group for at, (_, group) in named.items()})
