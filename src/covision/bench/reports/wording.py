"""A summary in plain words: the verdict on top, warnings, and what a judge's exam means. English, for people."""

from collections.abc import Iterator, Sequence
from itertools import combinations

from covision.bench.reading import Differs
from covision.bench.reports.values import contestants, tops
from covision.domain.evals import EvalRun, Spent
from covision.domain.judging import ExamResult
from covision.domain.summary import AnchorFigure, Contestant, Contrast, Figure, RunSummary

LONG_SLOPE = 0.02
"""A change for ten words more from which length is spoken of, where its interval leaves out 0."""
_FEWEST = 5
_SAID = ("Not enough cases to tell: ", "Not enough to tell: ")


def number(value: float | None, *, sign: bool = False) -> str:
    """A figure as people read it: two digits, a real minus."""
    if value is None:
        return "unknown"
    shown = f"{abs(value):.2f}"
    if shown == "0.00":
        return "0.00"
    before = "−" if value < 0 else "+" if sign else ""
    return before + shown


def figured(found: Figure | None, *, sign: bool = False) -> str:
    """A figure with its interval in words; says where there is none."""
    if found is None:
        return "not scored"
    if found.interval is None:
        why = "all alike, so no interval" if found.groups >= _FEWEST else "too few cases for an interval"
        return f"{number(found.value, sign=sign)} ({why})"
    low, high = (number(one, sign=sign) for one in found.interval)
    return f"{number(found.value, sign=sign)} (95%: {low} to {high})"


def share(found: Figure | None) -> str:
    """A share in percent, with its interval."""
    if found is None:
        return "unknown"
    reach = f" (95%: {found.interval[0]:.0%} to {found.interval[1]:.0%})" if found.interval else ""
    return f"{found.value:.0%}{reach}"


def counted(many: int, one: str, more: str = "") -> str:
    """`1 case`, `2 cases`."""
    return f"{many:,} {one if many == 1 else more or one + 's'}"


def spent(used: Spent) -> str:
    """Cost, tokens and time of drafting or judging."""
    if not used.usage.calls and not used.cached:
        return "no calls"
    cost = "cost unknown" if used.cost is None else f"{used.cost:.4f} US dollars" if used.cost else "no cost"
    tokens = f"{used.usage.input_tokens:,} tokens read, {used.usage.output_tokens:,} written"
    kept = f"; {counted(used.cached, 'reply', 'replies')} kept from before" if used.cached else ""
    return f"{counted(used.usage.calls, 'call')}, {tokens}, {used.seconds:,.0f} s, {cost}{kept}"


def verdict_of(body: RunSummary) -> tuple[str, ...]:
    """What the run allows to say, most important first."""
    lines = [*(_contrasted(one) for one in body.against), *(_contrasted(one) for one in body.contrasts)]
    if not body.contrasts:
        lines += [_alone(one) for one in body.contestants]
    if not body.contestants:
        lines.append("No case was drafted, so there is nothing to tell yet.")
    whole = next((one for one in body.anchors if one.key == "summary"), None)
    if whole is not None:
        lines.append(instrument(whole))
    return tuple(lines)


def headline_of(body: RunSummary) -> tuple[tuple[str, str], ...]:
    """Verdicts as a short line and the sentence behind it."""
    lines = [(_short(one), _behind(one)) for one in (*body.against, *body.contrasts)]
    if not body.contrasts:
        whole = next((one for one in body.anchors if one.key == "summary"), None)
        lines += [(_score(one), _beside(one, whole)) for one in body.contestants]
    return tuple(lines) or (("Nothing to tell yet.", "No case was drafted."),)


def _short(one: Contrast) -> str:
    if one.summary.tells == "alike":
        return f"{one.first} and {one.second} are alike."
    if one.summary.tells == "too_few":
        return f"{one.first} against {one.second}: not enough cases to tell."
    better, other = (one.first, one.second) if one.summary.tells == "first" else (one.second, one.first)
    return f"{better} is better than {other}."


def _behind(one: Contrast) -> str:
    # The short line has said it already.
    words = one.summary.words
    return next((words.removeprefix(said) for said in _SAID if words.startswith(said)), words)


def _beside(one: Contestant, whole: AnchorFigure | None) -> str:
    """A score alone says little: what it may be, and where references and foils lie."""
    if one.summary is None:
        return _alone(one)
    cases = f"the mean of the top drafts over {counted(one.summary.cases, 'case')}"
    if one.summary.interval is None:
        said = f"It is {cases}, too few for an interval."
    else:
        low, high = one.summary.interval
        said = f"It is {cases}; with 95% it lies between {number(low)} and {number(high)}."
    if whole is None or whole.references is None or whole.foils is None:
        return said
    means = f"the suite's references score {number(whole.references.value)}, its weak foils"
    return f"{said} On the same scale {means} {number(whole.foils.value)}."


def _score(one: Contestant) -> str:
    return f"{one.name} has no score." if one.summary is None else f"{one.name} scores {number(one.summary.value)}."


def _contrasted(one: Contrast) -> str:
    return f"{one.summary.words} {decided(one)}".strip()


def decided(one: Contrast) -> str:
    """The figures that tell two contestants apart after correction for many; empty where nothing was compared."""
    tested = [other for other in one.others if other.p is not None]
    if not tested:
        return ""
    clear = [other for other in tested if other.tells in ("first", "second")]
    count = f"Of {len(tested)} single figures, corrected for their number,"
    if not clear:
        return f"{count} none tells them apart."
    said = [
        f"{one.first if other.tells == 'first' else one.second} is better at “{other.title}” by "
        f"{number(abs(other.difference.value))}"
        for other in clear
        if other.difference is not None
    ]
    return f"{count} {len(clear)} tell{'s' if len(clear) == 1 else ''} them apart: {'; '.join(said)}."


def _alone(one: Contestant) -> str:
    if one.summary is None:
        why = f"{one.failed} failed" if one.failed else "none could be scored"
        return f"{one.name} has no score: {why}."
    cases = counted(one.summary.cases, "case")
    return f"{one.name} scores {figured(one.summary)} over {cases}."


def instrument(whole: AnchorFigure) -> str:
    """What the references and foils say of the ruler itself."""
    found, references, foils = whole.auc, whole.references, whole.foils
    if found is None or references is None or foils is None:
        return "This suite has no references and foils to show what the scores themselves can tell."
    means = f"references {number(references.value)}, weak foils {number(foils.value)} on average"
    if found.interval is None:
        return f"There are too few references and foils to show what the scores can tell ({means})."
    often = f"a reference scored above a weak foil in {found.value:.0%} of comparisons"
    low, high = found.interval
    reach = f"95%: {low:.0%} to {high:.0%}; half would be chance"
    if low > 0.5:
        return f"The scores can tell strong from weak here: {often} ({reach}; {means})."
    if high < 0.5:
        return f"The scores are the wrong way round here: {often} ({reach}; {means}). Do not choose by them."
    return f"It is not shown that the scores can tell strong from weak here: {often} ({reach}; {means})."


def warnings_of(body: RunSummary, run: EvalRun, apart: Sequence[Differs]) -> tuple[str, ...]:
    """What a reader must know before believing a figure."""
    return tuple(_warnings(body, run, apart))


def _warnings(body: RunSummary, run: EvalRun, apart: Sequence[Differs]) -> Iterator[str]:
    if body.stopped:
        yield f"The run is not whole: {body.stopped}"
    spoiling = [one.words for one in apart if one.ruler]
    if spoiling:
        yield f"The baseline {body.baseline} was measured otherwise and is not compared: {'; '.join(spoiling)}."
    others = [one.words for one in apart if not one.ruler]
    if others and not spoiling:
        yield f"Run and baseline differ in {'; '.join(others)}."
    if body.baseline and not spoiling and not body.against:
        yield f"No contestant of this run stands in the baseline {body.baseline}."
    for one in body.contestants:
        yield from _of_contestant(one)
    for name in sorted({one.model for one in body.contestants if one.model.startswith("scripted/")}):
        yield f"{name} is a script that tries the machinery. Its figures say nothing about a model."
    yield from _twins(run)
    for exam in body.exams:
        if not exam.passed:
            yield f"The judge {exam.model} failed its exam. Its verdicts count nothing; the measures stand alone."
    missing = sorted(set(run.header.cases) - {one.cell.case for one in run.results})
    if missing:
        yield f"{counted(len(missing), 'case has', 'cases have')} no result yet: {', '.join(missing[:8])}."


def _twins(run: EvalRun) -> Iterator[str]:
    """Contestants that said the same: often a sign that one model was asked under two names."""
    said = {
        name: {(one.cell.case, one.cell.repeat): top.draft.statement for one, top in tops(results)}
        for name, results in contestants(run).items()
    }
    for first, second in combinations(said, 2):
        both = said[first].keys() & said[second].keys()
        same = sum(said[first][key] == said[second][key] for key in both)
        if both and 2 * same > len(both):
            yield f"{first} and {second} have the very same top draft in {same} of {counted(len(both), 'cell')}."


def _of_contestant(one: Contestant) -> Iterator[str]:
    if one.failed:
        yield f"{one.name}: {counted(one.failed, 'cell')} failed. Failed cells have no score and enter no mean."
    if one.unscored:
        yield f"{one.name}: {counted(one.unscored, 'top draft has', 'top drafts have')} no summary value."
    if one.forbidden:
        cases = sorted({found.case for found in one.forbidden})
        yield f"{one.name}: forbidden words came through in {', '.join(cases[:8])}."
    for found in one.surprises:
        yield f"{one.name}: {found}."
    reach = one.length.interval if one.length is not None else None
    sure = reach is not None and (reach[0] > 0 or reach[1] < 0)
    if one.length is not None and sure and abs(one.length.value) >= LONG_SLOPE:
        yield f"{one.name}: ten words more go with {number(one.length.value, sign=True)} in the score."
    if one.summary is not None and one.summary.groups < _FEWEST:
        independent = counted(one.summary.groups, "independent case")
        yield f"{one.name}: only {independent}. Nothing is called better below {_FEWEST}."


def gates_told(body: RunSummary) -> str:
    """How all gates ended, in a sentence."""
    ends = [one.status for one in body.gates]
    stops = sum(one.stops for one in body.gates)
    said = [
        f"{ends.count(status)} {word}"
        for status, word in (
            ("passed", "passed"),
            ("failed", "failed"),
            ("not_enough", "could not be told"),
            ("skipped", "skipped"),
        )
        if status in ends
    ]
    end = f"{counted(stops, 'gate stops', 'gates stop')} this run" if stops else "No gate stops this run"
    return f"{end}: {', '.join(said)}."


def exam_words(exam: ExamResult) -> tuple[str, ...]:
    """What a judge's exam means for whoever reads its verdicts."""
    if not exam.passed:
        why = " ".join(exam.reasons)
        return (f"{exam.model} failed its exam, so its verdicts count nothing here.", why)
    counts = sum(weight > 0 for weight in exam.weights.values())
    lines = [f"{exam.model} passed its exam. It counts on {counts} of {len(exam.weights)} criteria."]
    if exam.exam.auc is not None:
        lines.append(f"It put a strong statement above a weak one in {exam.exam.auc:.0%} of comparisons.")
    damage = [rung for rung in exam.rungs if not rung.neutral and rung.of]
    if damage:
        seen, of = sum(rung.noticed for rung in damage), sum(rung.of for rung in damage)
        lines.append(f"It noticed {seen} of {of} planted damages.")
    neutral = [rung for rung in exam.rungs if rung.neutral and rung.of]
    if neutral:
        still, of = sum(rung.noticed for rung in neutral), sum(rung.of for rung in neutral)
        lines.append(f"It stayed where it was in {still} of {of} edits that mean nothing.")
    if exam.exam.flip_rate is not None:
        lines.append(f"It changed its mind in {exam.exam.flip_rate:.0%} of pairs when their order was swapped.")
    return tuple(line for line in lines if line)
