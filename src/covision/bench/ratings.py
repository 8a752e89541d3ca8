"""People's ratings of drafts as a table: the template that is given out, and what comes back.

A draft is named by digits that say nothing of who made it, and drafts, references and foils lie in one shuffled
order: people rate blind.
"""

import csv
import hashlib
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from covision.bench.reports.values import tops
from covision.domain.evals import EvalRun
from covision.domain.rubric import Criterion, Scorecard
from covision.errors import InputError, Place

COLUMNS = ("rater", "draft", "case", "statement", "criterion", "value 1-5", "note")
SCALES = "value (0 to 1), level (1 is the weakest level of the criterion), or value 1-5 (any two numbers)"
_RANGE = re.compile(r"^(?:value|rating|score)\s*(\d+)\s*(?:-|–|to|\.\.)\s*(\d+)$")
_NUMBER = re.compile(r"^-?\d+(?:[.,]\d+)?$")
_FORMULA = ("=", "+", "-", "@", "\t")
_STEPS_OF_SHARE = 5


@dataclass(frozen=True)
class Item:
    """Something people rated: a draft, a reference or a foil, with the scorecard it got in the run."""

    id: str
    case: str
    group: str
    statement: str
    card: Scorecard


@dataclass(frozen=True)
class Scale:
    """What numbers mean: `kind` share (0 to 1), level (of the criterion) or range (`low` to `high`)."""

    kind: str
    low: float = 0.0
    high: float = 1.0

    @property
    def name(self) -> str:
        """As it stands in the header."""
        return {"share": "value 0 to 1", "level": "level"}.get(self.kind, f"value {self.low:g} to {self.high:g}")

    def steps(self, criterion: Criterion) -> tuple[float, ...]:
        """The places that a rating can take, as values 0..1, weakest first."""
        if self.kind == "level" and criterion.levels:
            return tuple(sorted({level.value for level in criterion.levels}))
        count = int(self.high - self.low) + 1 if self.kind == "range" else _STEPS_OF_SHARE
        return tuple(at / (count - 1) for at in range(count))


@dataclass(frozen=True)
class Rating:
    """One person's rating of one item on one criterion, as a value 0..1."""

    rater: str
    item: str
    criterion: str
    value: float


@dataclass(frozen=True)
class Ratings:
    """All ratings of a file."""

    scale: Scale
    rows: tuple[Rating, ...]


def items_of(run: EvalRun, *, every: bool = False) -> dict[str, Item]:
    """What can be rated, by id: top drafts (all drafts with `every`), references and foils that were scored."""
    found: dict[str, Item] = {}
    for result in run.results:
        for draft in result.drafts if every else result.drafts[:1]:
            if draft.draft.scorecard is not None:
                _add(found, result.cell.case, result.cell.group, draft.draft.statement, draft.draft.scorecard)
    for anchor in run.anchors:
        _add(found, anchor.case, anchor.group, anchor.scorecard.statement, anchor.scorecard)
    return found


def item_id(case: str, statement: str) -> str:
    """Ten hex digits of SHA-256 over case and statement."""
    return hashlib.sha256(f"{case}\n{statement}".encode("utf-8", "replace")).hexdigest()[:10]


def _add(found: dict[str, Item], case: str, group: str, statement: str, card: Scorecard) -> None:
    id = item_id(case, statement)
    found.setdefault(id, Item(id, case, group, statement, card))


def template(run: EvalRun, criteria: Sequence[Criterion]) -> str:
    """A CSV to fill in: a line for each item and criterion, in an order that says nothing."""
    rows = io.StringIO()
    writer = csv.writer(rows, lineterminator="\n")
    writer.writerow(COLUMNS)
    items = items_of(run)
    for id in sorted(items):
        for criterion in criteria:
            row = ["", id, items[id].case, items[id].statement, criterion.key, "", ""]
            writer.writerow([_harmless(cell) for cell in row])
    return rows.getvalue()


def _harmless(cell: str) -> str:
    # A spreadsheet takes these for formulas.
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def read_ratings(text: str, path: Path, run: EvalRun, criteria: Sequence[Criterion]) -> Ratings:
    """The ratings in a CSV (commas, semicolons or tabs); lines without a value are skipped.

    Raises `InputError` with the line of the first that cannot be understood.
    """
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        header = [cell.strip().lower() for cell in next(reader, [])]
        columns = _Columns.of(header, path)
        known = _Known.of(run, criteria)
        rows: list[Rating] = []
        seen: dict[tuple[str, str, str], int] = {}
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            told = columns.row(cells)
            if not told["value"]:
                continue
            row = _rating(told, columns.scale, known, Place(str(path), reader.line_num))
            where = (row.rater, row.item, row.criterion)
            if where in seen:
                what = f"{row.rater} rated this draft on this criterion on line {seen[where]} too."
                raise InputError(what, place=Place(str(path), reader.line_num), todo="Keep one of the two.")
            seen[where] = reader.line_num
            rows.append(row)
    except csv.Error as error:
        raise InputError(f"cannot be read as CSV: {error}.", place=Place(str(path), reader.line_num)) from error
    if not rows:
        raise InputError("holds no ratings.", place=Place(str(path)), todo="Fill in the value of some lines.")
    return Ratings(columns.scale, tuple(rows))


@dataclass(frozen=True)
class _Columns:
    """Where what stands."""

    places: dict[str, int]
    scale: Scale

    @classmethod
    def of(cls, header: Sequence[str], path: Path) -> "_Columns":
        place = Place(str(path), 1)
        places = {name: header.index(name) for name in ("rater", "draft", "case", "criterion") if name in header}
        values = [(at, scale) for at, name in enumerate(header) if (scale := _scale_of(name)) is not None]
        missing = [name for name in ("rater", "criterion") if name not in places]
        if "draft" not in places and "case" not in places:
            missing.append("draft")
        if missing:
            todo = f"The first line names the columns: {', '.join(COLUMNS)}. --template writes such a file."
            raise InputError(f"there is no column {missing[0]!r}.", place=place, todo=todo)
        if len(values) != 1:
            what = "there is no column of values." if not values else "there are several columns of values."
            raise InputError(what, place=place, todo=f"Its name says the scale: {SCALES}.")
        at, scale = values[0]
        if scale.high <= scale.low:
            raise InputError(f"a scale from {scale.low:g} to {scale.high:g} has no steps.", place=place)
        return cls(places | {"value": at}, scale)

    def row(self, cells: Sequence[str]) -> dict[str, str]:
        """A line by the names of its columns."""
        return {name: cells[at].strip() if at < len(cells) else "" for name, at in self.places.items()}


def _scale_of(name: str) -> Scale | None:
    if name == "level":
        return Scale("level")
    if name in ("value", "value 0-1", "value 0 to 1"):
        return Scale("share")
    found = _RANGE.match(name)
    return Scale("range", float(found[1]), float(found[2])) if found else None


@dataclass(frozen=True)
class _Known:
    """What a line may name."""

    items: dict[str, Item]
    of_case: dict[str, tuple[str, ...]]
    criteria: dict[str, Criterion]

    @classmethod
    def of(cls, run: EvalRun, criteria: Sequence[Criterion]) -> "_Known":
        of_case: dict[str, set[str]] = {}
        for result, top in tops(run.results):
            of_case.setdefault(result.cell.case, set()).add(item_id(result.cell.case, top.draft.statement))
        names = {name: one for one in criteria for name in (str(one.number), one.key, one.title.lower())}
        ids = {case: tuple(sorted(found)) for case, found in of_case.items()}
        return cls(items_of(run, every=True), ids, names)


def _rating(told: dict[str, str], scale: Scale, known: _Known, place: Place) -> Rating:
    criterion = known.criteria.get(told["criterion"].lower())
    if criterion is None:
        what = f"there is no criterion {told['criterion']!r}."
        raise InputError(what, place=place, todo="Name it by its number or key, as in the rubric.")
    if not told["rater"]:
        raise InputError("nobody is named as the rater.", place=place, todo="Write a name or initials.")
    return Rating(told["rater"], _item(told, known, place), criterion.key, _value(told, scale, criterion, place))


def _item(told: dict[str, str], known: _Known, place: Place) -> str:
    id = told.get("draft", "").lower()
    if id:
        if id not in known.items:
            what = f"the run has no draft {id!r} with a scorecard."
            raise InputError(what, place=place, todo="Ids stand in the file that --template writes.")
        return id
    found = known.of_case.get(told.get("case", ""), ())
    if len(found) != 1:
        case = told.get("case", "")
        what = f"the case {case!r} has {len(found) or 'no'} top drafts in this run."
        raise InputError(what, place=place, todo="Name the draft by its id, as --template writes it.")
    return found[0]


def _value(told: dict[str, str], scale: Scale, criterion: Criterion, place: Place) -> float:
    text = told["value"]
    if not _NUMBER.match(text):
        raise InputError(f"{text!r} is no number.", place=place, todo=f"The scale is {scale.name}.")
    value = float(text.replace(",", "."))
    if scale.kind == "level":
        steps = scale.steps(criterion)
        if value != int(value) or not 1 <= value <= len(steps):
            raise InputError(f"the levels of {criterion.key} are 1 to {len(steps)}.", place=place)
        return steps[int(value) - 1]
    if not scale.low <= value <= scale.high:
        raise InputError(f"{text} is not on the scale {scale.name}.", place=place)
    return (value - scale.low) / (scale.high - scale.low)


def raters_of(ratings: Ratings) -> Iterator[str]:
    """Names of raters in the order they first occur."""
    yield from dict.fromkeys(row.rater for row in ratings.rows)
