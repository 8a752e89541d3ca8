"""Load the rubric and the word lists that ship with covision, or that stand in an override folder."""

from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import ValidationError

from covision.assets import folder
from covision.domain.base import Frozen
from covision.domain.rubric import Rubric
from covision.errors import AssetMissing, InputError, Place
from covision.measures.lexicon import Lexicon

Model = TypeVar("Model", bound=Frozen)
# The C loader reads the word lists about ten times faster; not every build of PyYAML has it.
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@lru_cache(maxsize=16)
def load_rubric(language: str = "en", override: Path | None = None) -> Rubric:
    """The rubric in a language, the English one where there is none; criteria in the order of their numbers.

    Raises `AssetMissing`, or `InputError` with file, line and key.
    """
    base = folder("evals", override) / "rubric"
    path = base / f"rubric.{language}.yaml"
    rubric = _load(path if path.is_file() else base / "rubric.en.yaml", Rubric)
    numbers = [criterion.number for criterion in rubric.criteria]
    keys = [criterion.key for criterion in rubric.criteria]
    if len(set(numbers)) < len(numbers) or len(set(keys)) < len(keys):
        place = Place(file=str(path), key="criteria")
        raise InputError("two criteria have the same number or key", place=place, todo="Give each its own.")
    return rubric.model_copy(update={"criteria": tuple(sorted(rubric.criteria, key=lambda one: one.number))})


@lru_cache(maxsize=16)
def load_lexicon(language: str, override: Path | None = None) -> Lexicon | None:
    """The word lists of a language; None where covision has none for it, so that measures stay unscored.

    Raises `InputError` with file, line and key where the file is wrong.
    """
    path = folder("evals", override) / "rubric" / "lexicon" / f"{language}.yaml"
    return _load(path, Lexicon) if path.is_file() else None


def _load(path: Path, shape: type[Model]) -> Model:
    if not path.is_file():
        raise AssetMissing(f"The file {path} that ships with covision is missing.", todo="Install covision again.")
    try:
        data = yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506 (a safe loader)
    except yaml.MarkedYAMLError as fault:
        line = fault.problem_mark.line + 1 if fault.problem_mark else None
        raise InputError(str(fault.problem), place=Place(file=str(path), line=line)) from fault
    try:
        return shape.model_validate(data)
    except ValidationError as fault:
        first = fault.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        raise InputError(first["msg"], place=Place(file=str(path), key=key), todo="Correct this entry.") from fault
