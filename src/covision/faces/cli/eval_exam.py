"""`covision eval exam`."""

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal

import typer

from covision.faces.cli.talk import JSON, note, result, result_json

if TYPE_CHECKING:
    from covision.domain.judging import ExamResult, RungResult
    from covision.domain.rubric import Rubric

MODES = ("batch", "strict")
MODE = typer.Option("batch", "--mode", help="`batch`: all criteria in one call; `strict`: each by itself.")


class Steps:
    """Progress on stderr: one line on a terminal, every tenth elsewhere."""

    def __init__(self, what: str) -> None:
        self.what = what
        self._shown = -1
        self._live = sys.stderr.isatty()

    def __call__(self, done: int, of: int) -> None:
        """`done` of `of` are finished."""
        share = int(100 * done / of) if of else 100
        step = share if self._live else share - share % 10
        if step == self._shown:
            return
        self._shown = step
        text = f"{self.what}: {done} of {of}"
        typer.echo(f"\r{text}" if self._live else text, err=True, nl=not self._live or done >= of)


def add(group: typer.Typer) -> None:
    """Register the command."""
    group.command("exam")(exam)


def exam(
    judge: str = typer.Option(..., "--judge", help="Any litellm model name, local/… or scripted/…."),
    mode: str = MODE,
    quick: bool = typer.Option(False, "--quick", help="A part of the exam: cheaper, and less is certain."),
    again: bool = typer.Option(False, "--again", help="Take it also where a result is kept."),
    as_json: bool = JSON,
) -> None:
    """Examine a judge on graded statements.

    Its exam decides what its verdicts count, down to nothing. The result is kept for this model, mode and prompts.
    """
    import asyncio

    from covision.settings import load_settings
    from covision.wiring import open_house
    from covision.wiring.judging import Bench, names_of

    names = names_of(judge)
    chosen = mode_of(mode)
    if len(names) != 1:
        from covision.errors import UsageError

        raise UsageError("One judge sits the exam at a time.", todo="Name one model with --judge.")
    with open_house(load_settings(), shared=False) as house:
        bench = Bench(house, names[0], chosen)
        found = None if again else bench.known()
        if found is not None and (quick or not found.quick):
            note(f"Kept from {found.exam.taken_at}; --again takes it anew.")
        else:
            note(bench.need(quick).told())
            found = asyncio.run(bench.exam(quick=quick, told=Steps("Judged")))
        if as_json:
            result_json(found.model_dump(mode="json"))
            return
        for line in exam_lines(found, bench.rubric):
            result(line)


def mode_of(mode: str) -> Literal["batch", "strict"]:
    """The mode of judging; raises `UsageError` for any other word."""
    from covision.errors import UsageError

    if mode == "batch":
        return "batch"
    if mode == "strict":
        return "strict"
    raise UsageError(f"There is no mode {mode!r}.", todo=f"Modes: {', '.join(MODES)}.")


def exam_lines(found: "ExamResult", rubric: "Rubric") -> Iterator[str]:
    """An exam as lines for a person."""
    from covision.wiring.judging import verdict

    yield verdict(found)
    yield ""
    yield f"{'mode':28} {found.mode}{' (short form)' if found.quick else ''}, prompts {found.prompt.digest}"
    reach = f" (95%: {found.auc_interval[0]:.2f} to {found.auc_interval[1]:.2f})" if found.auc_interval else ""
    yield f"{'strong against weak, AUC':28} {_figure(found.exam.auc)}{reach}"
    yield f"{'agreement with grades, alpha':28} {_figure(found.exam.alpha)}"
    yield f"{'order of grades, tau':28} {_figure(found.tau)}"
    yield f"{'same answer when repeated':28} {_figure(found.exam.repeatability)}"
    yield f"{'pairs that flip when swapped':28} {_figure(found.exam.flip_rate)}"
    yield f"{'prefers what stands first':28} {_figure(found.first_share)}"
    yield f"{'value for ten words more':28} {_figure(found.length_slope, sign=True)}"
    yield f"{'verdicts not read':28} {found.unread}"
    yield ""
    for rung in found.rungs:
        yield _rung(rung)
    yield ""
    titles = {one.number: one.title for one in rubric.criteria}
    for number, weight in found.weights.items():
        error = found.errors.get(number)
        off = f", error {error:.2f}" if error is not None else ""
        yield f"{number:>2} {titles.get(number, ''):48} weight {weight:.2f}{off}"
    yield ""
    cost = "cost unknown" if found.cost is None else f"{found.cost:.4f} US dollars"
    yield f"{found.calls} calls, {found.seconds:.0f} s, {cost}; taken {found.exam.taken_at}"


def _rung(rung: "RungResult") -> str:
    what = "unmoved by" if rung.neutral else "notices"
    return f"{what + ' ' + rung.kind:28} {rung.noticed} of {rung.of}"


def _figure(value: float | None, *, sign: bool = False) -> str:
    if value is None:
        return "unknown"
    return f"{value:+.3f}" if sign else f"{value:.2f}"
