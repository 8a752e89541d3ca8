"""`covision eval mutations`."""

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from covision.errors import UsageError
from covision.faces.cli.talk import JSON

if TYPE_CHECKING:
    from covision.domain.mutations import MutationReport


def add(group: typer.Typer) -> None:
    """Register the command."""
    group.command("mutations")(mutations)


def mutations(
    language: str = typer.Option(None, "--language", help="en or pt; default: both."),
    split: str = typer.Option("held", "--split", help="tune, held, written, fresh, last or all: which statements."),
    rounds: int = typer.Option(
        1, "--rounds", min=1, max=20, help="How many changes of each kind a statement gets."
    ),
    misses: int = typer.Option(0, "--misses", min=0, help="Show this many changes that were judged wrongly."),
    out: Path = typer.Option(None, "--out", help="Write the whole page (Markdown) with every split to this file."),
    as_json: bool = JSON,
) -> None:
    """Damage strong statements in known ways: do the measures notice, and does nothing else move?

    Neutral edits (a name, a synonym, a spelling) must move no criterion by more than its stated noise.
    """
    from covision.bench.mutation_page import page
    from covision.bench.mutations import SPLITS, Suite, load_bases
    from covision.faces.cli.talk import note, result_json, write

    if language not in (None, "en", "pt"):
        raise UsageError(f"There are no statements in {language!r}.", todo="Languages: en, pt.")
    if split not in (*SPLITS, "all"):
        raise UsageError(f"There is no split {split!r}.", todo=f"Splits: {', '.join(SPLITS)}, all.")
    every = load_bases()
    if out is not None:
        write(out, page(every).encode())
        note(f"Written: {out}.")
        return
    chosen = [base for base in every if split in (base.split, "all") and language in (None, base.language)]
    if not chosen:
        raise UsageError("No statement is both in this split and in this language.")
    report = Suite(chosen, every=every, rounds=rounds).run()
    if as_json:
        result_json(report.model_dump(mode="json"))
    else:
        _show(report, misses)


def _show(report: "MutationReport", misses: int) -> None:
    from covision.bench.mutation_page import shown
    from covision.faces.cli.talk import result, table

    result(f"{report.bases} statements, {report.damages} damages, {report.edits} neutral edits ({report.scorer})")
    result(
        f"Detected: {shown(report.detected)}. Spill: {shown(report.spill)}. Neutral moves: {shown(report.neutral)}."
    )
    result()
    rows = [("criterion", "detected", "spill", "neutral moves", "noise")]
    for one in report.criteria:
        cells = (shown(one.detected), shown(one.spill), shown(one.neutral))
        rows.append((f"{one.number} {one.title}", *cells, f"{one.noise:g}"))
    table(rows)
    result()
    rows = [("kind", "aims at", "detected", "moved others", "not applicable")]
    for kind in report.kinds:
        aims = ", ".join(str(number) for number in kind.aims) or "nothing"
        rows.append((kind.kind, aims, shown(kind.detected), shown(kind.moved), str(kind.not_applicable)))
    table(rows)
    for miss in report.misses[:misses]:
        result(
            f"{miss.what}: {miss.kind} of {miss.base}, criterion {miss.criterion}: {miss.before:.2f} to "
            f"{miss.after:.2f}: {miss.text}"
        )
