"""`covision eval agree`."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from covision.faces.cli.eval_compare import read
from covision.faces.cli.talk import JSON, note, read_text, result, result_json, table, wrapped, write

if TYPE_CHECKING:
    from covision.domain.agreeing import Agreement, Alpha, CriterionAgreement
    from covision.domain.evals import EvalRun
    from covision.domain.rubric import Criterion

_TEMPLATE = typer.Option(False, "--template", help="Write RATINGS as a table to fill in, and stop.")
_CRITERIA = typer.Option("", "--criteria", help="With --template: keys or numbers, with commas; default: all.")


def add(group: typer.Typer) -> None:
    """Register the command."""
    group.command("agree")(agree)


def agree(
    ratings: Path = typer.Argument(..., metavar="RATINGS", help="A CSV of people's ratings; see --template."),
    run: Path = typer.Argument(..., help="Folder of the run that was rated."),
    template: bool = _TEMPLATE,
    criteria: str = _CRITERIA,
    as_json: bool = JSON,
) -> None:
    """How far people agree among themselves, and a judge or the measures with them, per criterion.

    Columns: rater, draft (id), criterion (key or number), and the value: `value` (0 to 1), `level` (1 is the
    weakest level of the criterion) or `value 1-5`. Drafts, references and foils are named by ids that tell
    nothing of who made them.
    """
    from covision.bench import ratings as tables
    from covision.bench.agree import agree as compare
    from covision.steps.rubric import load_rubric

    if criteria and not template:
        from covision.errors import UsageError

        todo = "Without it every criterion that was rated is told."
        raise UsageError("--criteria chooses what --template writes.", todo=todo)
    rated = read(run)[1]
    known = load_rubric().criteria
    if template:
        _write_template(ratings, rated, _chosen(criteria, known), as_json)
        return
    found = compare(tables.read_ratings(read_text(ratings), ratings, rated, known), rated, known)
    if as_json:
        result_json(found.model_dump(mode="json"))
        return
    for line in _lines(found):
        result(line)
    result()
    table(_rows(found))
    for one in found.criteria:
        _confusion(one)


def _chosen(criteria: str, known: Sequence["Criterion"]) -> list["Criterion"]:
    from covision.errors import UsageError

    if not criteria.strip():
        return list(known)
    names = {name: one for one in known for name in (str(one.number), one.key)}
    wanted = [part.strip() for part in criteria.split(",") if part.strip()]
    for name in wanted:
        if name not in names:
            keys = ", ".join(one.key for one in known)
            raise UsageError(f"There is no criterion {name!r}.", todo=f"Criteria: {keys}.")
    return list(dict.fromkeys(names[name] for name in wanted))


def _write_template(path: Path, run: "EvalRun", criteria: Sequence["Criterion"], as_json: bool) -> None:
    from covision.bench.ratings import items_of, template
    from covision.errors import NotFound, UsageError

    statements = len(items_of(run))
    if not statements:
        todo = "Rate a run whose cells have drafts; `covision eval show` says why there are none."
        raise NotFound("This run has no statement to rate.", safe="Nothing was written.", todo=todo)
    if path.exists():
        raise UsageError(f"{path} is there already.", todo="Name a new file: ratings would be lost.")
    write(path, template(run, criteria).encode("utf-8-sig"))
    note(f"Written: {path}, {statements} statements by {len(criteria)} criteria.")
    if as_json:
        keys = [one.key for one in criteria]
        result_json({"file": str(path), "statements": statements, "criteria": keys})
    note(
        "Give each rater a copy with their name in `rater` and a value from 1 (weak) to 5 (strong); an empty value"
    )
    note("is no rating. Put the filled lines of all raters into one file.")


def _lines(found: "Agreement") -> Iterator[str]:
    yield f"{found.ratings} ratings of {found.drafts} statements by {len(found.raters)} people ({found.scale})"
    yield wrapped(f"People among themselves: {_alpha(found.people, 'nobody rated what another did')}.")
    none = "the run has no value for what was rated"
    yield wrapped(f"The run's scores with the median of people: {_alpha(found.instrument, none)}.")
    yield wrapped("Alpha 1 is full agreement, 0 is chance. Below 0.67 nothing firm should rest on it.")


def _alpha(found: "Alpha | None", none: str = "") -> str:
    if found is None:
        return f"cannot be told: {none}, or all ratings are alike" if none else "–"
    reach = f" (95%: {found.interval[0]:.2f} to {found.interval[1]:.2f})" if found.interval else ""
    return (
        f"alpha {found.value:.2f}{reach}, over {found.items} ratings in common"
        if none
        else f"{found.value:.2f}{reach}"
    )


def _rows(found: "Agreement") -> Iterator[tuple[str, ...]]:
    from covision.bench.reports.wording import figured

    yield "criterion", "rated", "people", "with the run", "n", "by", "the run is higher by"
    for one in found.criteria:
        above = figured(one.above, sign=True) if one.above else "–"
        yield (
            f"{one.number} {one.title}",
            str(one.items),
            _alpha(one.people),
            _alpha(one.instrument),
            str(one.both),
            one.method or "unscored",
            above,
        )


def _confusion(one: "CriterionAgreement") -> None:
    from covision.bench.reports.wording import share

    if one.confusion is None:
        return
    result()
    same = f", the same in {share(one.confusion.same)}" if one.confusion.same else ""
    result(f"{one.number} {one.title}: people (rows) against the run (columns){same}")
    table(
        [
            ("", *one.confusion.steps, ""),
            *(
                (step, *(str(count) if count else "·" for count in row), "")
                for step, row in zip(one.confusion.steps, one.confusion.counts, strict=True)
            ),
        ]
    )
