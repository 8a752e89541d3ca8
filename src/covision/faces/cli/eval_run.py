"""`covision eval run`."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from covision.faces.cli.eval_compare import read
from covision.faces.cli.eval_exam import MODE, mode_of
from covision.faces.cli.talk import JSON, note, result, result_json

if TYPE_CHECKING:
    from covision.bench.evaluate import Prepared
    from covision.bench.plan import Asked
    from covision.bench.runner import Progress
    from covision.domain.evals import EvalRun, Spent
    from covision.wiring import House

_MODELS = typer.Option([], "--model", help="A model that drafts; name several to compare them. Default: settings.")
_PROMPTS = typer.Option(
    [],
    "--prompts",
    help="A folder of prompts in place of shipped ones; `shipped`: these. Several are compared.",
)
_EVERY = 50


def add(group: typer.Typer) -> None:
    """Register the command."""
    group.command("run")(run)


def run(
    suite: str = typer.Argument(..., help="A suite that ships (evals/suites), or the path of one of your own."),
    model: list[str] = _MODELS,
    judge: str = typer.Option("none", "--judge", help="`none`: measures only; a model, or several with commas."),
    mode: str = MODE,
    repeats: int = typer.Option(1, "--repeats", min=1, max=100, help="How often each case is drafted."),
    drafts: int = typer.Option(3, "--drafts", min=1, max=12, help="How many drafts of a case."),
    cases: str = typer.Option("", "--cases", help="Ids of some cases only, with commas between."),
    prompts: list[str] = _PROMPTS,
    out: Path = typer.Option(
        None, "--out", help="Folder of the run; default: its own in `evals` of the home folder."
    ),
    baseline: Path = typer.Option(None, "--baseline", help="Folder of an earlier run to compare with."),
    gate: Path = typer.Option(
        None, "--gate", help="A file of limits, or `default`; code 1 where a limit is missed."
    ),
    join: bool = typer.Option(False, "--join", help="Share the work of a run with other processes."),
    database: str = typer.Option(
        "", "--database", help="URL of the run's database, to share it between computers; default: in --out."
    ),
    seed: int = typer.Option(1, "--seed", min=0, help="The same seed repeats a run as far as the models can."),
    max_cost: float = typer.Option(0.0, "--max-cost", min=0, help="Stop before this many US dollars; 0: no cap."),
    max_tokens: int = typer.Option(0, "--max-tokens", min=0, help="Stop before this many tokens; 0: no cap."),
    yes: bool = typer.Option(False, "--yes", help="Do not ask before remote models are paid for."),
    as_json: bool = JSON,
) -> None:
    """Draft the cases of a suite with each model and score the drafts.

    What it may need is told first. A run that was stopped goes on where it was when the command is given again.
    """
    from covision.bench.plan import SHIPPED, Asked
    from covision.bench.reports.gates import gates_at, load_gates
    from covision.settings import load_settings
    from covision.wiring import open_house
    from covision.wiring.judging import names_of

    # What is compared with and judged by in the end must be readable before anything is paid for.
    earlier = read(baseline)[1] if baseline else None
    if gate is not None:
        gate = gates_at(gate)
        load_gates(gate)
    settings = load_settings()
    with open_house(settings, shared=False) as house:
        asked = Asked(
            suite=suite,
            models=tuple(model) or (house.resolution["writer"].name,),
            judge=judge if names_of(judge) else None,
            mode=mode_of(mode),
            repeats=repeats,
            drafts=drafts,
            cases=tuple(part.strip() for part in cases.split(",") if part.strip()),
            prompts=tuple(prompts) or (SHIPPED,),
            seed=seed,
            max_tokens=max_tokens,
            max_cost=max_cost,
        )
        done, where = _evaluate(house, asked, out, join=join, database=database, yes=yes)
        _report(done, where, earlier, gate, as_json)


def _evaluate(
    house: "House", asked: "Asked", out: Path | None, *, join: bool, database: str, yes: bool
) -> "tuple[EvalRun, Path]":
    import asyncio

    from covision.bench.evaluate import evaluate, prepared
    from covision.errors import Stopped
    from covision.faces.cli.fetching import fetch_for
    from covision.wiring.judging import names_of

    for name in (*asked.models, *names_of(asked.judge or "none")):
        fetch_for(house, name)
    with prepared(asked, house, out, join=join, database=database) as ready:
        _tell_estimate(ready)
        _ask(ready, yes)
        try:
            return asyncio.run(evaluate(ready, _Told(), note)), ready.out
        except (KeyboardInterrupt, asyncio.CancelledError) as error:
            again = f"Results so far: {ready.out / 'results.jsonl'}."
            raise Stopped("Stopped.", safe=again, todo="The same command goes on from here.") from error
        except Stopped as error:
            error.safe = f"What is done is kept: {ready.out / 'results.jsonl'}."
            raise


def _tell_estimate(ready: "Prepared") -> None:
    found = ready.header.estimate
    assert found is not None
    note(
        f"{found.cells} cells: {len(ready.plan.cases)} cases, {len(ready.plan.asked.models)} models, "
        f"{len(ready.plan.folders)} sets of prompts, {ready.plan.asked.repeats} times each."
    )
    tokens = f"{found.input_tokens:,} tokens to read and {found.output_tokens:,} to write"
    cost = "an unknown sum" if found.cost is None else f"{found.cost:.2f} US dollars"
    note(f"Estimate: {found.drafting_calls:,} calls to draft, {found.judging_calls:,} to judge; {tokens}; {cost}.")
    if found.cost is None and ready.plan.asked.max_cost:
        note("No price is known for one of the models: --max-cost cannot hold it. --max-tokens can.")
    if ready.earlier:
        note(f"{ready.earlier} pieces are done already; this goes on from there.")


def _ask(ready: "Prepared", yes: bool) -> None:
    from covision.errors import Stopped, UsageError
    from covision.wiring.evaluating import writer_of
    from covision.wiring.judging import names_of

    names = [*ready.plan.asked.models, *names_of(ready.plan.asked.judge or "none")]
    remote = [name for name in names if writer_of(ready.house, name).remote]
    if yes or not remote:
        return
    if not sys.stdin.isatty():
        raise UsageError(f"{', '.join(remote)} may cost money.", todo="Add --yes, and a cap: --max-cost 1.")
    if not typer.confirm("Begin?", err=True):
        raise Stopped("Nothing was asked of any model.")


class _Told:
    """Progress on stderr: each piece of a small run, every fiftieth part of a large one, each once."""

    def __init__(self) -> None:
        self._last = -1

    def __call__(self, progress: "Progress") -> None:
        """Tell how far it is."""
        step = max(1, progress.of // _EVERY)
        if progress.done == self._last or (progress.done % step and progress.done != progress.of):
            return
        self._last = progress.done
        _say(progress)


def _say(progress: "Progress") -> None:
    failed = f", {progress.failed} failed" if progress.failed else ""
    left = progress.seconds_left
    about = f", about {_span(left)} left" if left is not None and progress.done < progress.of else ""
    note(f"{progress.done} of {progress.of} done{failed}{about}")


def _span(seconds: float) -> str:
    return f"{max(1, round(seconds))} s" if seconds < 90 else f"{round(seconds / 60)} min"


def _report(run: "EvalRun", out: Path, baseline: "EvalRun | None", gate: Path | None, as_json: bool) -> None:
    from covision.bench.report import SUMMARY, write_reports

    outcome = write_reports(run, out, baseline, gate)
    end = run.end
    assert end is not None
    for title, spent in (("Drafting", end.drafting), ("Judging", end.judging)):
        if spent.usage.calls or spent.cached:
            note(f"{title}: {_account(spent)}")
    if as_json:
        import json

        result_json(json.loads((out / SUMMARY).read_text(encoding="utf-8")))
    else:
        result(f"{end.done} cells done, {end.failed} failed: {out / 'results.jsonl'}")
        failed = [one for one in run.results if one.status == "failed"]
        for one in failed[:10]:
            result(f"  {one.cell.key}: {one.reason}")
        if len(failed) > 10:
            result(f"  and {len(failed) - 10} more")
        for line in outcome.lines:
            result(line)
    if outcome.exit_code:
        raise typer.Exit(outcome.exit_code)


def _account(spent: "Spent") -> str:
    cost = "at unknown cost" if spent.cost is None else f"{spent.cost:.4f} US dollars"
    kept = f"; {spent.cached} replies were kept from before" if spent.cached else ""
    used = spent.usage
    return f"{used.calls:,} calls, {used.input_tokens:,} tokens read, {used.output_tokens:,} written, {cost}{kept}."
