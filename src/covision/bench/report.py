"""What is written beside the log of a run: its summary, the page to read, and the file for a build server."""

from dataclasses import dataclass
from pathlib import Path

from covision.bench.reports.gates import check_gates, load_gates
from covision.bench.reports.junit import junit
from covision.bench.reports.page import page
from covision.bench.reports.summary import summarise
from covision.domain.evals import EvalRun
from covision.domain.summary import RunSummary
from covision.errors import AssetMissing, StorageError
from covision.steps.rubric import load_rubric

SUMMARY = "summary.json"
REPORT = "report.html"
JUNIT = "junit.xml"


@dataclass(frozen=True)
class Outcome:
    """How a run ended for whoever asked: exit code, and lines to tell."""

    exit_code: int = 0
    lines: tuple[str, ...] = ()


def write_reports(run: EvalRun, out: Path, baseline: EvalRun | None = None, gate: Path | None = None) -> Outcome:
    """Write `summary.json`, `report.html` and `junit.xml` into `out`, beside the log of the run.

    A gate that fails makes the exit code 1, and so does a run in which no cell came to an end but by failing.
    Raises `InputError` for a file of gates that cannot be read, before anything is written, and `StorageError`.
    """
    gates = load_gates(gate) if gate is not None else None
    summary = summary_of(run, baseline)
    if gates is not None:
        summary = summary.model_copy(update={"gates": check_gates(gates, run, summary, baseline)})
    _write(out / SUMMARY, summary.model_dump_json(indent=2) + "\n")
    _write(out / REPORT, page(run, summary))
    _write(out / JUNIT, junit(run, summary))
    stops = any(one.stops for one in summary.gates) or _nothing_came(summary)
    return Outcome(int(stops), (*lines_of(summary), f"Report: {out / REPORT}"))


def _nothing_came(summary: RunSummary) -> bool:
    """True where drafts were tried and every one of them failed: for a build server that is no success."""
    made = summary.contestants
    return any(one.failed for one in made) and not any(one.done for one in made)


def summary_of(run: EvalRun, baseline: EvalRun | None = None) -> RunSummary:
    """The summary of a run with the titles of the rubric that ships."""
    try:
        known = load_rubric().criteria
    except AssetMissing:
        # A log is readable alone; criteria then show their keys.
        known = ()
    return summarise(run, known, baseline)


def lines_of(summary: RunSummary) -> tuple[str, ...]:
    """What is told on a terminal: the verdict, warnings, and each gate."""
    told = [*summary.verdict, *(f"Note: {one}" for one in summary.warnings)]
    told += [f"Gate {one.status.replace('_', ' ')}: {one.words}" for one in summary.gates]
    return tuple(told)


def _write(path: Path, text: str) -> None:
    fresh = path.with_name(f".{path.name}.new")
    try:
        fresh.write_text(text, encoding="utf-8")
        fresh.replace(path)
    except OSError as error:
        raise StorageError(
            f"{path} could not be written: {error.strerror or error}.",
            safe="The log of the run is whole.",
            todo="Free some space or check the rights, then run the command again.",
        ) from error
