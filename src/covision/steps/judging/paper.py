"""The exam paper: graded statements, damaged and neutral versions, pairs, and what must not work on a judge."""

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import Field, ValidationError, model_validator

from covision.domain.base import Frozen, Language
from covision.errors import AssetMissing, InputError, Place
from covision.steps.judging.records import Record

Rung = Literal[
    "outcome dropped",
    "buzzwords",
    "invented statistic",
    "contradiction",
    "slogan",
    "padded",
    "who and where removed",
]
Edit = Literal["synonym", "order", "spelling", "person"]


class Graded(Frozen):
    """A statement with its grades. `marks` are levels from 0, in the order of the paper's `criteria`."""

    id: str
    language: Language = "en"
    sector: str
    overall: int = Field(ge=0, le=4)
    marks: str
    goals: tuple[str, ...] = ()
    text: str = Field(min_length=1)

    @property
    def records(self) -> tuple[Record, ...]:
        """What the judge may compare it with."""
        goals = tuple(Record(kind="goal", text=one) for one in self.goals)
        return (*goals, Record(kind="trade", text=self.sector))


class Damaged(Frozen):
    """A statement hurt in one known way; `lowers` has the levels that fall."""

    rung: Rung
    text: str
    lowers: dict[int, int] = Field(min_length=1)


class Neutral(Frozen):
    """A statement said otherwise; no level changes."""

    edit: Edit
    text: str


class Rungs(Frozen):
    """All versions of one graded statement."""

    base: str
    damaged: tuple[Damaged, ...]
    neutral: tuple[Neutral, ...]


class Planted(Frozen):
    """A graded statement followed by a wish for marks."""

    base: str
    text: str


class Paper(Frozen):
    """The whole exam. `digest` (16 hex digits) is over the file: results of different papers are not compared."""

    id: str
    version: str
    criteria: tuple[int, ...]
    ladder_criteria: tuple[int, ...]
    statements: tuple[Graded, ...]
    pairs: tuple[tuple[str, str], ...]
    repeats: tuple[str, ...]
    ladder: tuple[Rungs, ...]
    planted: tuple[Planted, ...]
    digest: str = ""

    @model_validator(mode="after")
    def _complete(self) -> "Paper":
        known = {one.id for one in self.statements}
        asked = {*(one for pair in self.pairs for one in pair), *self.repeats}
        asked |= {rungs.base for rungs in self.ladder} | {wish.base for wish in self.planted}
        if asked - known or len(known) < len(self.statements):
            raise ValueError(f"ids that are missing or occur twice: {sorted(asked - known)}")
        for one in self.statements:
            if len(one.marks.split()) != len(self.criteria):
                raise ValueError(f"{one.id}: {len(self.criteria)} marks are expected")
        return self

    def graded(self, id: str) -> Graded:
        """The statement with this id; raises `KeyError`."""
        return next(one for one in self.statements if one.id == id)

    def levels(self, one: Graded) -> dict[int, int]:
        """The grades of a statement by criterion number."""
        pairs = zip(self.criteria, one.marks.split(), strict=True)
        return {number: int(mark) for number, mark in pairs if mark != "-"}

    def short(self) -> "Paper":
        """A part of the paper for a quick look: 25 statements and those that belong to it, two ladders, half of the
        pairs and wishes."""
        few = [one for at, one in enumerate(self.statements) if at % 12 in (0, 3, 4, 6, 9)]
        ladder = self.ladder[:2]
        pairs = self.pairs[::2]
        planted = self.planted[::2]
        needed = {*(one for pair in pairs for one in pair)}
        needed |= {rungs.base for rungs in ladder} | {wish.base for wish in planted}
        kept = {one.id for one in few} | needed
        return self.model_copy(
            update={
                "statements": tuple(one for one in self.statements if one.id in kept),
                "pairs": pairs,
                "repeats": tuple(one for one in self.repeats if one in kept),
                "ladder": ladder,
                "planted": planted,
            }
        )


@lru_cache(maxsize=4)
def load_paper(folder: Path) -> Paper:
    """The paper in the folder `evals`; raises `AssetMissing`, or `InputError` with file and key."""
    path = folder / "calibration" / "exam.yaml"
    if not path.is_file():
        raise AssetMissing(f"The file {path} that ships with covision is missing.", todo="Install covision again.")
    content = path.read_bytes()
    try:
        data: Any = yaml.load(content, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506
        paper = Paper.model_validate(data)
    except yaml.MarkedYAMLError as fault:
        line = fault.problem_mark.line + 1 if fault.problem_mark else None
        raise InputError(str(fault.problem), place=Place(file=str(path), line=line)) from fault
    except ValidationError as fault:
        first = fault.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        raise InputError(first["msg"], place=Place(file=str(path), key=key), todo="Correct this entry.") from fault
    return paper.model_copy(update={"digest": hashlib.sha256(content).hexdigest()[:16]})
