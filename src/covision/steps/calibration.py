"""The graded statements of `evals/calibration`: read line by line, every fault with file, line and key."""

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from covision.domain.calibration import CalibrationEntry
from covision.domain.corpus import Corpus
from covision.domain.rubric import Rubric
from covision.errors import AssetMissing, InputError, Place
from covision.measures.text import normalise

CORPUS_HAND = "corpus"
"""The hand of the corpus visions, whose labels say only strong or weak."""

_TODO = "Known keys: id, language, sector, statement, grade, labels, hand. See README.md beside the file."


def load_calibration(folder: Path, rubric: Rubric) -> tuple[CalibrationEntry, ...]:
    """All entries of the `statements.<hand>.jsonl` files of a folder, in order of hands and lines.

    Raises `AssetMissing` where there is none, and `InputError` (file, line, key) for the first line that is no
    entry, has a label that is no level of the rubric, or whose id or statement another line has.
    """
    files = sorted(folder.glob("statements.*.jsonl"))
    if not files:
        raise AssetMissing(f"There are no graded statements in {folder}.", todo="Install covision again.")
    levels = {one.number: {level.value for level in one.levels} for one in rubric.criteria}
    found: list[CalibrationEntry] = []
    taken: dict[str, str] = {}
    for file in files:
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
            if not line.strip():
                continue
            entry = _entry(line, Place(str(file), number))
            _check(entry, file, number, levels, taken)
            found.append(entry)
    return tuple(found)


def _entry(line: str, place: Place) -> CalibrationEntry:
    try:
        data: Any = json.loads(line)
    except ValueError as error:
        raise InputError(f"is not JSON: {error}.", place=place, todo=_TODO) from error
    try:
        return CalibrationEntry.model_validate(data)
    except ValidationError as fault:
        first = fault.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        raise InputError(first["msg"], place=Place(place.file, place.line, key=key or None), todo=_TODO) from fault


def _check(
    entry: CalibrationEntry, file: Path, number: int, levels: dict[int, set[float]], taken: dict[str, str]
) -> None:
    where = f"{file.name}:{number}"
    if entry.hand != file.name.split(".")[1]:
        place = Place(str(file), number, key="hand")
        raise InputError(
            "the hand is not the file's.", place=place, todo="One file a hand: statements.<hand>.jsonl."
        )
    for criterion, value in entry.labels.items():
        if value not in levels.get(criterion, set()):
            place = Place(str(file), number, key=f"labels.{criterion}")
            known = ", ".join(f"{level:g}" for level in sorted(levels.get(criterion, ())))
            todo = f"Levels of this criterion: {known}." if known else "The rubric has no such criterion."
            raise InputError(f"{value:g} is no level of criterion {criterion}.", place=place, todo=todo)
    for key, said in (("id", entry.id), ("statement", normalise(entry.statement))):
        if said in taken:
            place = Place(str(file), number, key=key)
            raise InputError(f"this {key} stands in {taken[said]} too.", place=place, todo="Leave one of them out.")
        taken[said] = where


def corpus_entries(corpus: Corpus) -> tuple[CalibrationEntry, ...]:
    """The corpus visions as entries without a grade: what is said to be strong in them is 1, weak is 0."""
    return tuple(
        CalibrationEntry(
            id=vision.id,
            language=vision.language,
            sector=vision.sector,
            statement=vision.text,
            labels={
                **{label.criterion: 1.0 for label in vision.strong},
                **{label.criterion: 0.0 for label in vision.weak},
            },
            hand=CORPUS_HAND,
        )
        for vision in corpus.visions
        if vision.strong or vision.weak
    )


def data_digest(entries: Iterable[CalibrationEntry]) -> str:
    """First 16 hex digits of SHA-256 over the entries as canonical JSON, in order of their ids."""
    data = [entry.model_dump(mode="json") for entry in sorted(entries, key=lambda entry: entry.id)]
    body = json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(body.encode()).hexdigest()[:16]
