"""The log of a run, `results.jsonl`: one line a thing, readable alone."""

import os
from collections.abc import Iterable
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from covision.domain.evals import Anchor, CaseResult, End, EvalRun, Header, Line, PairResult, Spent
from covision.errors import InputError, Place, StorageError

RESULTS = "results.jsonl"
_LINE: TypeAdapter[Line] = TypeAdapter(Line)


def line_of(item: Line) -> str:
    """A line of the log, without its end."""
    return item.model_dump_json()


def item_of(text: str) -> Line:
    """What a line says; raises `ValidationError`."""
    return _LINE.validate_json(text)


def spent(item: Line) -> tuple[Spent, ...]:
    """What a piece of work used, by what it was used for."""
    if isinstance(item, CaseResult):
        return (item.drafting, item.judging)
    return (item.judging,) if isinstance(item, Anchor | PairResult) else ()


def append(folder: Path, item: Line) -> None:
    """Add a line in one write, so that the lines of several processes do not mix. Raises `StorageError`."""
    path = folder / RESULTS
    try:
        handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
        try:
            os.write(handle, f"{line_of(item)}\n".encode())
        finally:
            os.close(handle)
    except OSError as error:
        raise _unwritten(path, error) from error


def write_log(folder: Path, run: EvalRun) -> None:
    """The whole log, in its order: header, anchors, cases, pairs, end. Raises `StorageError`."""
    path = folder / RESULTS
    items: list[Line] = [run.header, *run.anchors, *run.results, *run.pairs, *([run.end] if run.end else [])]
    # Another process of the same run may write it too: each has a file of its own before it takes the name.
    fresh = path.with_name(f".{RESULTS}.{os.getpid()}.new")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        fresh.write_text("".join(f"{line_of(item)}\n" for item in items), encoding="utf-8")
        fresh.replace(path)
    except OSError as error:
        raise _unwritten(path, error) from error


def read_run(folder: Path) -> EvalRun:
    """The run in a folder, or in the log that `folder` names.

    A last line that was cut off (its process was killed) is left out; of several results of one cell the last one
    counts. Raises `InputError` with the line that cannot be read.
    """
    path = folder / RESULTS if folder.is_dir() else folder
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except FileNotFoundError as error:
        todo = "Name the folder that `covision eval run --out` wrote."
        raise InputError("there is no results.jsonl.", place=Place(str(folder)), todo=todo) from error
    except (OSError, UnicodeDecodeError) as error:
        raise InputError("cannot be read.", place=Place(str(path)), todo="Check the name.") from error
    items: list[Line] = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            items.append(item_of(line))
        except ValidationError as error:
            if number == len(lines):
                break
            first = error.errors()[0]
            key = ".".join(map(str, first["loc"]))
            place = Place(str(path), number, key=key or None)
            todo = "It was written by another covision, or changed."
            raise InputError(f"{first['msg']}.", place=place, todo=todo) from error
    return run_of(items, path)


def run_of(items: Iterable[Line], path: Path) -> EvalRun:
    """Lines as a run. Raises `InputError` where there is no header, or more than one."""
    headers: list[Header] = []
    cells: dict[str, CaseResult] = {}
    anchors: dict[tuple[str, str, str], Anchor] = {}
    pairs: dict[tuple[str, int, str, str], PairResult] = {}
    end: End | None = None
    for item in items:
        if isinstance(item, Header):
            headers.append(item)
        elif isinstance(item, CaseResult):
            cells[item.cell.key] = item
        elif isinstance(item, Anchor):
            anchors[(item.case, item.kind, item.id)] = item
        elif isinstance(item, PairResult):
            pairs[(item.case, item.repeat, item.first, item.second)] = item
        else:
            end = item
    if len({header.id for header in headers}) != 1:
        what = "holds no run." if not headers else "holds lines of several runs."
        raise InputError(what, place=Place(str(path)), todo="Name the folder of one run.")
    return EvalRun(
        header=headers[0],
        results=tuple(cells.values()),
        anchors=tuple(anchors.values()),
        pairs=tuple(pairs.values()),
        end=end,
    )


def comparable(run: EvalRun) -> EvalRun:
    """The run without its times: two runs of the same question on the same replies are equal."""

    def still(spent: Spent) -> Spent:
        return spent.model_copy(update={"seconds": 0.0})

    end = run.end
    return EvalRun(
        header=run.header.model_copy(update={"started_at": "", "estimate": None}),
        results=tuple(
            one.model_copy(update={"drafting": still(one.drafting), "judging": still(one.judging)})
            for one in run.results
        ),
        anchors=tuple(one.model_copy(update={"judging": still(one.judging)}) for one in run.anchors),
        pairs=tuple(one.model_copy(update={"judging": still(one.judging)}) for one in run.pairs),
        end=end
        and end.model_copy(
            update={"finished_at": "", "drafting": still(end.drafting), "judging": still(end.judging)}
        ),
    )


def _unwritten(path: Path, error: OSError) -> StorageError:
    return StorageError(
        f"{path} could not be written: {error.strerror or error}.",
        safe="What was done is kept in the database of the run.",
        todo="Free some space, check the rights, or choose another place with --out; then run the command again.",
    )
