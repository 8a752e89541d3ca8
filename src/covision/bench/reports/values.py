"""One value a case: what every figure of a report is counted from.

The unit is the case. A figure of a case is the mean over its repeats of the top draft's value; a repeat that was
not scored is left out, and so is a case of which none was. Nothing unscored ever becomes a number.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from covision.domain.evals import CaseResult, Cell, DraftResult, EvalRun
from covision.domain.rubric import Criterion, CriterionScore, Scorecard
from covision.domain.summary import Figure
from covision.measures.statistics import Estimate, clustered_interval
from covision.measures.text import count_words, words

Read = Callable[[DraftResult], float | None]


@dataclass(frozen=True)
class Reader:
    """A figure by name, and how it is read from a draft. `bounds` None: a count, not a share or score.

    `card` reads it from a scorecard alone, so that references and foils have it too.
    """

    key: str
    title: str
    read: Read
    number: int | None = None
    bounds: tuple[float, float] | None = (0.0, 1.0)
    card: Callable[[Scorecard], float | None] | None = None


def contestants(run: EvalRun) -> dict[str, tuple[CaseResult, ...]]:
    """Results by who made them, in the order of the header: the model, and the prompts where several were used."""
    variants = list(run.header.prompts) or sorted({one.cell.prompts for one in run.results})
    several = len(variants) > 1

    def name(cell: Cell) -> str:
        return f"{cell.model} with {cell.prompts}" if several else cell.model

    order = [Cell(model=model, prompts=one, case="x", group="x") for model in run.header.models for one in variants]
    found: dict[str, list[CaseResult]] = {name(cell): [] for cell in order}
    for result in run.results:
        found.setdefault(name(result.cell), []).append(result)
    return {key: tuple(results) for key, results in found.items() if results}


def tops(results: Iterable[CaseResult]) -> Iterator[tuple[CaseResult, DraftResult]]:
    """The top draft of every cell that has one."""
    return ((one, one.drafts[0]) for one in results if one.drafts)


def by_case(results: Iterable[CaseResult], read: Read) -> dict[str, float]:
    """The value of each case that has one."""
    found: dict[str, list[float]] = {}
    for result, top in tops(results):
        value = read(top)
        if value is not None:
            found.setdefault(result.cell.case, []).append(value)
    return {case: sum(values) / len(values) for case, values in found.items()}


def groups_of(results: Iterable[CaseResult]) -> dict[str, str]:
    """What errors of each case are clustered by."""
    return {one.cell.case: one.cell.group for one in results}


def figure(found: Estimate | None) -> Figure | None:
    """An estimate as it stands in a summary, to six digits."""
    if found is None:
        return None
    interval = found.interval
    return Figure(
        value=round(found.value, 6),
        interval=(round(interval[0], 6), round(interval[1], 6)) if interval else None,
        cases=found.cases,
        groups=found.groups,
    )


def mean_of(
    values: Mapping[str, float], groups: Mapping[str, str], bounds: tuple[float, float] | None = (0.0, 1.0)
) -> Figure | None:
    """The mean over cases with an interval clustered by organisation; None of no cases."""
    cases = list(values)
    names = [groups.get(case, case) for case in cases]
    return figure(clustered_interval([values[case] for case in cases], names, bounds=bounds))


def criterion_of(card: Scorecard | None, key: str) -> CriterionScore | None:
    """A criterion's verdict on a scorecard."""
    return next((one for one in card.criteria if one.key == key), None) if card is not None else None


def score_of(card: Scorecard | None, key: str) -> float | None:
    """A criterion's value; None where it was not scored."""
    one = criterion_of(card, key)
    return one.value if one is not None and one.status == "scored" else None


def summary_of(draft: DraftResult) -> float | None:
    """The summary value of a draft."""
    card = draft.draft.scorecard
    return card.summary.value if card is not None else None


def length_of(draft: DraftResult) -> float:
    """Words of a statement."""
    return float(count_words(words(draft.draft.statement)))


SUMMARY = Reader("summary", "All criteria together", summary_of, card=lambda card: card.summary.value)


def criterion_reader(number: int, key: str, title: str) -> Reader:
    """The reader of one criterion."""
    return Reader(
        f"criterion.{key}",
        title,
        lambda draft: score_of(draft.draft.scorecard, key),
        number,
        card=lambda card: score_of(card, key),
    )


def _support(name: str) -> Read:
    def read(draft: DraftResult) -> float | None:
        value = getattr(draft.support, name) if draft.support is not None else None
        return None if value is None else float(value)

    return read


SUPPORT = (
    Reader("support.precision", "Claims that have support", _support("precision")),
    Reader("support.recall", "Taken up of what was said most often", _support("recall")),
    Reader("support.citation_precision", "Cited words that do support", _support("citation_precision")),
    Reader("support.citation_recall", "Supported claims that cite their words", _support("citation_recall")),
    Reader("support.unsupported", "Claims without support, a draft", _support("unsupported"), bounds=None),
    Reader("support.contradicted", "Claims that are contradicted, a draft", _support("contradicted"), bounds=None),
)
TESTS = (
    Reader("swap", "Support lost in another business's place", lambda draft: draft.swap, bounds=None),
    Reader("deletion", "Claims that fall with their words", lambda draft: draft.deletion),
)


def criteria_of(run: EvalRun, known: Sequence[Criterion] = ()) -> tuple[Reader, ...]:
    """Readers of all criteria that occur in a run, by number; titles from `known`, the key where it has none."""
    titles = {one.key: one.title for one in known}
    cards = [one.draft.scorecard for result in run.results for one in result.drafts]
    cards += [anchor.scorecard for anchor in run.anchors]
    seen = {(one.number, one.key) for card in cards if card is not None for one in card.criteria}
    return tuple(
        criterion_reader(number, key, titles.get(key, key.replace("_", " ").capitalize()))
        for number, key in sorted(seen)
    )
