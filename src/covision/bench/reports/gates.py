"""Limits that a run is held against: the file, and what becomes of each of its gates.

A gate looks at the end of the 95% interval that speaks against the run, never at the mean alone. So there are three
ends: passed, failed, and not enough cases to tell.
"""

from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError

from covision.assets import folder
from covision.bench.reports.holding import WHOLE, held, reader_of
from covision.domain.base import Frozen
from covision.domain.evals import EvalRun
from covision.domain.summary import GateResult, RunSummary
from covision.errors import InputError, Place
from covision.steps.project_yaml import Fault, Parsed, parse
from covision.steps.yaml_faults import known_keys, plain_fault

Few = Literal["fail", "warn"]
FIGURES = (
    "summary", "every", "support.precision", "support.recall", "support.citation_precision",
    "support.citation_recall", "support.unsupported", "support.contradicted", "swap", "deletion", "anchors.auc",
    "failed", "not_enough", "surprises", "forbidden", "exam",
)  # fmt: skip
"""What a gate may look at besides criteria; the last five are counted and have no interval."""

LIMITS = ("at_least", "at_most", "not_worse_by")
_LARGEST = 1024 * 1024


class Gate(Frozen):
    """One limit on one figure (or on one criterion, by key), for every contestant or those in `only`.

    `at_least` holds for the lower, `at_most` for the upper end of the interval; `not_worse_by` for the paired
    difference to the baseline. `few` says what "not enough cases to tell" does here; the file's own where None.
    """

    figure: str = ""
    criterion: str = ""
    at_least: float | None = None
    at_most: float | None = None
    not_worse_by: float | None = Field(None, ge=0)
    only: tuple[str, ...] = ()
    few: Few | None = None
    note: str = ""

    @property
    def key(self) -> str:
        """Name of the figure it looks at."""
        return f"criterion.{self.criterion}" if self.criterion else self.figure

    @property
    def name(self) -> str:
        """The gate as it stands in a list."""
        for limit, said in zip(LIMITS, ("at least", "at most", "not worse by more than"), strict=True):
            value = getattr(self, limit)
            if value is not None:
                return f"{self.key} {said} {value:g}"
        return self.key


class GateFile(Frozen):
    """All gates of a file; `few` says whether a gate without enough cases to tell stops (`fail`) or only tells."""

    version: int = 1
    few: Few = "fail"
    gates: tuple[Gate, ...]
    lines: tuple[int | None, ...] = Field((), exclude=True)


def gates_at(path: Path) -> Path:
    """A file of gates by its path, or by the name of one that ships in evals/gates, such as `default`."""
    shipped = folder("evals") / "gates" / f"{path.name}.yaml"
    return shipped if path.parent == Path() and not path.suffix and shipped.is_file() else path


def load_gates(path: Path) -> GateFile:
    """The gates of a YAML file. Raises `InputError` for its first fault, with file, line and key."""
    parsed = parse(_text(path))
    _refuse(path, [fault for fault in parsed.faults if not fault.warning])
    if not isinstance(parsed.data, dict):
        raise InputError("must hold `gates:` and a list below it.", place=Place(str(path), 1))
    if "lines" in parsed.data:
        _refuse(path, [Fault("this key is not known.", "Known keys here: few, gates.", parsed.line(("lines",)))])
    try:
        found = GateFile.model_validate(parsed.data)
    except ValidationError as error:
        items = sorted(error.errors(), key=lambda item: item["type"] == "missing")
        known = {"lines"}
        faults = [
            plain_fault(
                item,
                parsed,
                [key for key in known_keys(GateFile, item["loc"]) if key not in known],
                "Write a list of gates below `gates:`.",
            )
            for item in items
        ]
        _refuse(path, faults)
        raise
    _refuse(path, list(_senseless(found, parsed)))
    lines = tuple(parsed.line(("gates", at)) for at in range(len(found.gates)))
    return found.model_copy(update={"lines": lines})


def check_gates(
    gates: GateFile, run: EvalRun, summary: RunSummary, baseline: EvalRun | None = None
) -> tuple[GateResult, ...]:
    """What becomes of every gate: one result a contestant, in the order of the file.

    A gate against a baseline is skipped where none was given, and fails where the two were measured otherwise.
    """
    found: list[GateResult] = []
    for at, gate in enumerate(gates.gates):
        line = gates.lines[at] if at < len(gates.lines) else None
        for one in held(gate, run, summary, baseline):
            few = gate.few or gates.few
            stops = one.status == "failed" or (one.status == "not_enough" and few == "fail")
            found.append(one.model_copy(update={"stops": stops, "line": line}))
    return tuple(found)


def _text(path: Path) -> str:
    place = Place(str(path))
    try:
        if path.stat().st_size > _LARGEST:
            raise InputError("is larger than 1 MB.", place=place)
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise InputError("this line is not UTF-8 text.", place=Place(str(path), line)) from error
    except FileNotFoundError as error:
        todo = "Check the name; gates that ship are in evals/gates."
        raise InputError("there is no such file.", place=place, todo=todo) from error
    except OSError as error:
        raise InputError("cannot be read.", place=place, todo="Check the name.") from error


def _senseless(found: GateFile, parsed: Parsed) -> Iterator[Fault]:
    if not found.gates:
        yield Fault("a file of gates needs a gate.", "Write one below `gates:`.", parsed.line(("gates",)), "gates")
    for at, gate in enumerate(found.gates):
        line, key = parsed.line(("gates", at)), f"gates.{at}"
        if bool(gate.figure) == bool(gate.criterion):
            todo = "Such as `figure: summary` or `criterion: customer_result`."
            yield Fault("a gate looks at one figure or one criterion.", todo, line, key)
        elif gate.figure and gate.figure not in FIGURES:
            near = get_close_matches(gate.figure, FIGURES, n=1)
            todo = f"Did you mean {near[0]!r}?" if near else f"Figures: {', '.join(FIGURES)}."
            place = parsed.line(("gates", at, "figure"))
            yield Fault(f"there is no figure {gate.figure!r}.", todo, place, f"{key}.figure")
        elif gate.not_worse_by is not None and reader_of(gate.key) is None:
            todo = "Only figures with a value of each case are compared with a baseline."
            yield Fault(f"{gate.key} cannot be compared case by case.", todo, line, key)
        elif gate.only and gate.key in WHOLE:
            yield Fault(f"{gate.key} is of the run as a whole.", "Leave `only` out.", line, f"{key}.only")
        if sum(getattr(gate, limit) is not None for limit in LIMITS) != 1:
            yield Fault("a gate has one limit.", f"Write one of {', '.join(LIMITS)}.", line, key)


def _refuse(path: Path, faults: Sequence[Fault]) -> None:
    if not faults:
        return
    first = faults[0]
    todo = first.todo.replace("what `covision new` writes", "the form of evals/gates/default.yaml")
    raise InputError(first.what, place=Place(str(path), first.line, key=first.key), todo=todo)
