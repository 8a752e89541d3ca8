"""The page `docs/mutations.md`: what the mutation suite found, for each split, criterion and kind."""

from collections.abc import Callable, Sequence
from functools import partial

from covision.bench.mutations import SPLITS, Suite
from covision.domain.mutations import MutationBase, MutationReport, Rate
from covision.steps.mutating.kinds import DAMAGES, NEUTRAL

_HEAD = """# Planted damages and neutral edits

Made by `covision eval mutations --out docs/mutations.md`; a test runs it again and compares.

Strong statements, each with a small invented project round it (`evals/calibration/mutation_base.yaml`), are
damaged in one known way. The criterion aimed at must fall by more than its noise (*detected*). Criteria that
have nothing to do with that damage must stay within theirs (*spill* counts those that did not). Then the same
statements are changed in ways that mean nothing: no criterion may move by more than its noise (*neutral
moves*). The noise of a criterion is stated in the rubric; it is what an edit without meaning may move its
value, on the scale from 0 to 1.

The word lists and rules were improved on the `tune` statements only; of `held` totals were seen while that went
on, its misses never. In both the damages are made by generators whose words are by the same hands as the word
lists, and the lists were widened while the generators' misses on `tune` were read. So these two say that a
known damage is noticed whatever statement it is done to; they do not say that every wording of it is.

For that, whole changed statements were written by hand. When the first set of them (`written`) was first
scored, 108 of 128 damages were detected (84%, 77 to 90%) and 5 of 28 neutral edits moved something; then the
measures were improved on that set too. The second set (`fresh`), on statements of `held`, was first read at 53 of
64 (83%, 72 to 90%) and 5 of 28. Then the measures were improved once more: targets, dates and ways of delivery are
now found by their form and not by words alone, whose "word" an idiom is about no longer matters, and the lists grew
by some 1,100 entries, none taken from that set. It stands at 92% since, and its misses had been read by then.

`last` was written after that and before anything of it was scored, by somebody who knew what the rules look for
and wrote round it. **It is the honest figure for words that nobody prepared for: 33 of 50 at its first reading
(66%, 52 to 78%), and 2 of 24 neutral edits.** Abstract, praising, stacked, padded, hard, empty, put about the
company: 24 of 24. Told in an idiom (1 of 6), by a tool or an offer (2 of 6), by a number in a roundabout way (1 of
5): mostly missed. What is defined by its words alone cannot be listed to the end; an examined judge is the way past
it. In hand-written damages no criterion counts as a bystander, since a hand changes more than one thing.

A damage that cannot be applied to a statement is not counted. Shares have 95% intervals (Wilson).
"""


def shown(rate: Rate) -> str:
    """ "35 of 37 (95%, 82 to 99%)", or a dash where there is nothing to count."""
    if not rate.of or rate.share is None or rate.interval is None:
        return "–"
    low, high = rate.interval
    return f"{rate.hits} of {rate.of} ({100 * rate.share:.0f}%, {100 * low:.0f} to {100 * high:.0f}%)"


def reports(bases: Sequence[MutationBase]) -> dict[str, MutationReport]:
    """One report for each split that has statements, and `unseen`: held and last together."""
    parts: dict[str, Callable[[MutationBase], bool]] = {
        split: partial(_in, (split,)) for split in SPLITS if any(base.split == split for base in bases)
    }
    return Suite(bases).run_apart({**parts, "unseen": partial(_in, ("held", "last"))})


def _in(splits: Sequence[str], base: MutationBase) -> bool:
    return base.split in splits


def page(bases: Sequence[MutationBase]) -> str:
    """The whole page as Markdown."""
    found = reports(bases)
    unseen = found.pop("unseen")
    lines = [_HEAD, "## By split", ""]
    lines += ["| split | statements | damages | detected | spill | neutral edits | neutral moves |"]
    lines += ["|---|---|---|---|---|---|---|"]
    lines += [
        _row(split, one.bases, one.damages, shown(one.detected), shown(one.spill), one.edits, shown(one.neutral))
        for split, one in found.items()
    ]
    return "\n".join([*lines, *_by_criterion(unseen), *_by_kind(unseen)]) + "\n"


def _by_criterion(report: MutationReport) -> list[str]:
    lines = ["", "## By criterion (held and last statements)", ""]
    lines += ["| criterion | damages | detected | mean fall | spill | neutral moves | worst neutral | noise |"]
    lines += ["|---|---|---|---|---|---|---|---|"]
    without = []
    for one in report.criteria:
        title = f"{one.number} {one.title}"
        if not one.neutral.of:
            without.append(title)
            continue
        fall = f"{one.mean_fall:.2f}" if one.mean_fall is not None else "–"
        told = (shown(one.detected), fall, shown(one.spill), shown(one.neutral))
        lines.append(_row(title, one.detected.of, *told, f"{one.worst:.3f}", f"{one.noise:g}"))
    if without:
        lines += ["", "Not scored without a model or people, so not tested here: " + "; ".join(without) + "."]
    return lines


def _by_kind(report: MutationReport) -> list[str]:
    lines = ["", "## By kind (held and last statements)", ""]
    lines += [
        "| kind | aims at | applied | not applicable | detected | moved others |",
        "|---|---|---|---|---|---|",
    ]
    titles = {kind.key: kind.title for kind in (*DAMAGES, *NEUTRAL)}
    for kind in report.kinds:
        aims = ", ".join(str(number) for number in kind.aims) or "nothing"
        told = (shown(kind.detected), shown(kind.moved))
        lines.append(_row(titles[kind.kind], aims, kind.applied, kind.not_applicable, *told))
    return lines


def _row(*cells: object) -> str:
    return f"| {' | '.join(str(cell) for cell in cells)} |"
