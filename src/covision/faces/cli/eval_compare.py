"""`covision eval compare` and `covision eval show`."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from covision.faces.cli.talk import JSON, note, result, result_json, table, wrapped

if TYPE_CHECKING:
    from covision.bench.reports.contrast import Made
    from covision.domain.evals import EvalRun
    from covision.domain.summary import Contrast, RunSummary

_FIRST = typer.Option("", "--first", help="Contestant of the first run, where several could be meant.")
_SECOND = typer.Option("", "--second", help="Contestant of the second run.")


def add(group: typer.Typer) -> None:
    """Register the commands."""
    group.command("compare")(compare)
    group.command("show")(show)


def compare(
    run_a: Path = typer.Argument(..., help="Folder of a run, or its name in the home folder."),
    run_b: Path = typer.Argument(..., help="Folder of another run of the same suite."),
    first: str = _FIRST,
    second: str = _SECOND,
    anyway: bool = typer.Option(
        False, "--anyway", help="Compare runs that were measured otherwise, with a warning."
    ),
    as_json: bool = JSON,
) -> None:
    """Compare two runs case by case: differences with intervals, and whether there are enough cases to tell.

    Contestants of one name are compared; where each run has one alone, those two. Runs with another suite, rubric
    or judge are refused.
    """
    from covision.bench.reading import differences, refuse_other_ruler
    from covision.bench.reports.contrast import contrasts_of
    from covision.bench.reports.values import criteria_of
    from covision.bench.reports.wording import decided
    from covision.steps.rubric import load_rubric

    run, other = read(run_a)[1], read(run_b)[1]
    names = _names(run_a, run_b)
    apart = differences(run, other)
    if not anyway:
        refuse_other_ruler(run, other, names)
    couples = _couples(run, other, names, first, second)
    found = contrasts_of(couples, criteria_of(run, load_rubric().criteria))
    if apart:
        note(f"{'Warning: these' if any(one.ruler for one in apart) else 'These'} runs differ in:")
        for differs in apart:
            note(f"  {differs.words}")
    if as_json:
        result_json(
            {
                "runs": [run.header.id, other.header.id],
                "differs": [one.words for one in apart],
                "contrasts": [one.model_dump(mode="json") for one in found],
            }
        )
        return
    for one in found:
        result(wrapped(one.summary.words))
        told = decided(one)
        if told:
            result(wrapped(told))
        result()
        table(_rows(one))
        result()


def read(run: Path) -> "tuple[Path, EvalRun]":
    """A run by its folder or log, or by the name it has in the home folder; with where it is."""
    from covision.bench.log import read_run
    from covision.bench.shelf import place_of
    from covision.settings import load_settings

    place = place_of(run, load_settings().evals_dir)
    return place, read_run(place)


def _names(run_a: Path, run_b: Path) -> tuple[str, str]:
    names = tuple(path.name if path.is_dir() else path.parent.name for path in (run_a, run_b))
    return (names[0], names[1]) if names[0] != names[1] else (str(run_a), str(run_b))


def _couples(
    run: "EvalRun", other: "EvalRun", names: tuple[str, str], first: str, second: str
) -> "list[tuple[Made, Made]]":
    from covision.bench.reports.contrast import matched
    from covision.bench.reports.values import contestants
    from covision.errors import UsageError

    behind = (f" in {names[0]}", f" in {names[1]}")
    if not first and not second:
        found = matched(run, other, behind)
        if found:
            return found
        what = "No contestant stands in both runs."
        raise UsageError(what, todo=_choice(contestants(run), contestants(other)))
    return [(_chosen(run, first, behind[0]), _chosen(other, second or first, behind[1]))]


def _chosen(run: "EvalRun", name: str, said: str) -> "Made":
    from covision.bench.reports.values import contestants
    from covision.errors import UsageError

    made = contestants(run)
    if name not in made and (name or len(made) != 1):
        raise UsageError(f"There is no contestant {name!r}{said}.", todo=f"There are: {', '.join(made)}.")
    found = name or next(iter(made))
    return found + said, made[found]


def _choice(first: Iterable[str], second: Iterable[str]) -> str:
    return f"Choose with --first ({', '.join(first)}) and --second ({', '.join(second)})."


def _rows(contrast: "Contrast") -> Iterator[tuple[str, ...]]:
    from covision.bench.reports.wording import figured, number

    yield "figure", "difference", "p", "visible from", ""
    for one in (contrast.summary, *contrast.others):
        if one.difference is None:
            continue
        p = one.corrected if one.corrected is not None else one.p
        title = f"{one.number} {one.title}" if one.number else one.title
        told = {"first": "first is better", "second": "second is better", "too_few": "not enough cases to tell"}
        yield (
            title,
            figured(one.difference, sign=True),
            "" if p is None else f"{p:.3f}",
            number(one.visible) if one.visible is not None else "",
            told.get(one.tells, one.tells),
        )


def show(
    run: Path = typer.Argument(..., help="Folder of a run, or its name in the home folder."),
    write: bool = typer.Option(False, "--write", help="Write summary, report and junit.xml anew, without gates."),
    as_json: bool = JSON,
) -> None:
    """Show what a run found: the verdict in words, every figure with its interval, failures and cost."""
    from covision.bench.report import summary_of, write_reports

    place, found = read(run)
    if write:
        write_reports(found, place if place.is_dir() else place.parent)
    summary = summary_of(found)
    if as_json:
        result_json(summary.model_dump(mode="json"))
        return
    _show(summary)


def _show(summary: "RunSummary") -> None:
    from covision.bench.reports.wording import spent

    result(f"{summary.suite} {summary.suite_version}: {summary.cases} cases, run {summary.run}")
    result()
    for line in summary.verdict:
        result(wrapped(line))
    for line in summary.warnings:
        result(wrapped(line, indent="  ", first="! "))
    result()
    table(_figures(summary))
    result()
    for one in summary.contestants:
        result(f"{one.name}: {one.done} done, {one.failed} failed, {one.not_enough} not drafted")
        result(f"  drafting: {spent(one.drafting)}")
        result(f"  judging: {spent(one.judging)}")


def _figures(summary: "RunSummary") -> Iterator[tuple[str, ...]]:
    from covision.bench.reports.wording import figured

    made = summary.contestants
    yield ("figure", *(one.name for one in made))
    yield ("all criteria together", *(figured(one.summary) for one in made))
    for found in zip(*(one.criteria for one in made), strict=True):
        if any(one.figure for one in found):
            yield (f"{found[0].number} {found[0].title}", *(figured(one.figure) for one in found))
    if any(one.support.checked for one in made):
        yield ("claims that have support", *(figured(one.support.precision) for one in made))
        yield ("taken up of what was said most", *(figured(one.support.recall) for one in made))
