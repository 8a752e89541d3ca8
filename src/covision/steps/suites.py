"""Suites of evaluation: read with the line of every fault, and a case laid out as material that drafts rest on."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from covision.domain.base import Frozen
from covision.domain.evals import CaseId, EvalCase, EvalSuite, Reference
from covision.domain.project import Material
from covision.domain.research import ResearchSource
from covision.errors import InputError, Place, UsageError
from covision.steps.ingest import Choices, read_research
from covision.steps.project_file import QUESTIONS
from covision.steps.project_yaml import Fault, Parsed, parse
from covision.steps.yaml_faults import known_keys, plain_fault

COMMENTS = "comments"
"""Name of the source that a case's own comments become."""

_FORM = "the form in evals/suites/README.md"
_LARGEST = 5 * 1024 * 1024
Shape = TypeVar("Shape", bound=BaseModel)


class _SuiteFile(Frozen):
    id: CaseId
    version: str
    title: str
    about: str = ""
    cases: tuple[EvalCase, ...]
    references: tuple[Reference, ...] = ()


class _References(Frozen):
    references: tuple[Reference, ...]


def suite_names(evals: Path) -> list[str]:
    """Ids of the suites that ship, sorted."""
    return sorted(path.stem for path in (evals / "suites").glob("*.yaml"))


def load_suite(name: str, evals: Path) -> EvalSuite:
    """The suite that ships as `name` in `evals/suites`, or the one in a file of the user.

    References come from `evals/references`, and from the file itself, which wins. Raises `UsageError` where there
    is no such suite, and `InputError` for the first fault, naming file, line and key.
    """
    path = _path_of(name, evals)
    whole, parsed = _read(path, _SuiteFile)
    known = load_references(evals / "references") | {one.id: one for one in whole.references}
    _refuse(path, [*_twice(parsed, whole), *_unknown(parsed, whole, known)])
    used = {id: known[id] for case in whole.cases for id in case.references}
    used = {id: used[id] for id in sorted(used)}
    return EvalSuite(
        id=whole.id,
        version=whole.version,
        title=whole.title,
        about=whole.about,
        cases=whole.cases,
        references=used,
        digest=suite_digest(whole.cases, used),
    )


def suite_digest(cases: Sequence[EvalCase], references: Mapping[str, Reference]) -> str:
    """First 16 hex digits of SHA-256 over cases and references as canonical JSON, without remarks to readers."""
    body = {
        "cases": [case.model_dump(mode="json", exclude={"note"}) for case in cases],
        "references": [one.model_dump(mode="json", exclude={"note"}) for _, one in sorted(references.items())],
    }
    text = json.dumps(body, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def load_references(folder: Path) -> dict[str, Reference]:
    """Every reference in the YAML files of a folder, by id; none where there is no such folder.

    A file holds one reference, or a list of them under `references`. Raises `InputError` with file, line and key.
    """
    found: dict[str, Reference] = {}
    where: dict[str, Path] = {}
    for path in sorted(folder.glob("*.yaml")):
        for one in _references_in(path):
            if one.id in found:
                what = f"the reference {one.id!r} stands in {where[one.id].name} too."
                raise InputError(what, place=Place(str(path)), todo="Give each its own id.")
            found[one.id], where[one.id] = one, path
    return found


def _references_in(path: Path) -> Sequence[Reference]:
    parsed = _parsed(path)
    if isinstance(parsed.data, dict) and "references" in parsed.data:
        return _validated(path, parsed, _References).references
    return (_validated(path, parsed, Reference),)


def research_of(case: EvalCase) -> ResearchSource | None:
    """The comments of a case, read as a file of customers' words is read; None where it has none.

    A comment's row is its place in the case, from 1. Raises `InputError` where nothing in them can be read.
    """
    if not case.comments:
        return None
    rows = [
        {
            "text": one.text,
            "date": one.date or "",
            "rating": f"{one.rating:g}" if one.rating is not None else "",
            "source": one.source,
        }
        for one in case.comments
    ]
    choices = Choices(text_column="text", date_column="date", rating_column="rating", origin_column="source")
    return read_research(COMMENTS, json.dumps(rows, ensure_ascii=False).encode(), choices=choices)


def material_of(case: EvalCase) -> Material:
    """A case as the material that drafts rest on; nothing of its references, foils or hidden texts is in it."""
    source = research_of(case)
    return Material(
        organisation=case.organisation,
        statements=case.statements,
        goals=case.goals,
        participants=case.participants,
        research=(source,) if source is not None else (),
    )


def chosen(suite: EvalSuite, wanted: Sequence[str]) -> tuple[EvalCase, ...]:
    """The cases with these ids in the order of the suite, all where none is named; raises `UsageError`."""
    known = [case.id for case in suite.cases]
    for id in wanted:
        if id not in known:
            near = get_close_matches(id, known, n=1)
            hint = f"Did you mean {near[0]!r}?" if near else f"Cases: {', '.join(known)}."
            raise UsageError(f"The suite {suite.id} has no case {id!r}.", todo=hint)
    return tuple(case for case in suite.cases if not wanted or case.id in wanted)


def _path_of(name: str, evals: Path) -> Path:
    if name.endswith((".yaml", ".yml")) or "/" in name or "\\" in name:
        return Path(name)
    path = evals / "suites" / f"{name}.yaml"
    if not path.is_file():
        known = ", ".join(suite_names(evals)) or "none"
        todo = f"Suites: {known}. A suite of your own is named by its path, such as ./mine.yaml."
        raise UsageError(f"There is no suite {name!r}.", todo=todo)
    return path


def _read(path: Path, shape: type[Shape]) -> tuple[Shape, Parsed]:
    parsed = _parsed(path)
    return _validated(path, parsed, shape), parsed


def _parsed(path: Path) -> Parsed:
    place = Place(str(path))
    try:
        if path.stat().st_size > _LARGEST:
            raise InputError("is larger than 5 MB.", place=place, todo="Split it into several suites.")
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        todo = "Save the file as UTF-8 in your editor."
        raise InputError("this line is not UTF-8 text.", place=Place(str(path), line), todo=todo) from error
    except FileNotFoundError as error:
        raise InputError("there is no such file.", place=place, todo="Check the name.") from error
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}.", place=place, todo="Check the name.") from error
    parsed = parse(text)
    _refuse(path, [fault for fault in parsed.faults if not fault.warning])
    if not isinstance(parsed.data, dict):
        todo = f"Compare with {_FORM}."
        raise InputError("must hold `name: value` lines.", place=Place(str(path), 1), todo=todo)
    # The reader of project files makes a number of every plain `version`; here it is a name.
    if isinstance(parsed.data.get("version"), int):
        parsed.data["version"] = str(parsed.data["version"])
    return parsed


def _validated(path: Path, parsed: Parsed, shape: type[Shape]) -> Shape:
    try:
        return shape.model_validate(parsed.data)
    except ValidationError as error:
        # A key that is misspelt is missing too: what is there and wrong comes first.
        items = sorted(error.errors(), key=lambda item: item["type"] == "missing")
    _refuse(path, [_fault(item, parsed, shape) for item in items])
    raise AssertionError("a value that does not fit has a fault")


def _fault(item: Any, parsed: Parsed, shape: type[BaseModel]) -> Fault:
    where = tuple(item["loc"])
    if item["type"] == "string_pattern_mismatch" and "participants" not in where:
        what, todo = "an id holds lower-case letters, digits and hyphens only.", "Such as bakery-in-trouble."
        return Fault(what, todo, parsed.line(where), ".".join(map(str, where)))
    return plain_fault(item, parsed, known_keys(shape, where), f"Add `{where[-1]}: …`.")


def _refuse(path: Path, faults: Sequence[Fault]) -> None:
    if not faults:
        return
    first, *more = faults
    todo = first.todo.replace("what `covision new` writes", _FORM)
    if more:
        todo += f" {len(more)} more {'faults stand' if len(more) > 1 else 'fault stands'} in this file."
    raise InputError(first.what, place=Place(str(path), first.line, key=first.key), todo=todo.strip())


def _twice(parsed: Parsed, suite: _SuiteFile) -> Iterator[Fault]:
    if not suite.cases:
        yield Fault("a suite needs a case.", "Write one below `cases:`.", parsed.line(("cases",)), "cases")
    ids = {"cases": [one.id for one in suite.cases], "references": [one.id for one in suite.references]}
    for name, items in ids.items():
        for at, id in enumerate(items):
            if id in items[:at]:
                yield _at(parsed, (name, at, "id"), f"the id {id!r} was given before.", "Give each its own.")
    for at, case in enumerate(suite.cases):
        people = [person.id for person in case.participants]
        for number, id in enumerate(people):
            if id in people[:number]:
                here = ("cases", at, "participants", number, "id")
                yield _at(parsed, here, f"the id {id!r} was given before.", "Give each their own.")
        for number, foil in enumerate(case.foils):
            if not foil.strip():
                yield _at(parsed, ("cases", at, "foils", number), "this foil is empty.", "Write a sentence.")


def _unknown(parsed: Parsed, suite: _SuiteFile, references: Mapping[str, Reference]) -> Iterator[Fault]:
    for at, case in enumerate(suite.cases):
        for number, id in enumerate(case.references):
            if id not in references:
                near = get_close_matches(id, references, n=1)
                todo = f"Did you mean {near[0]!r}?" if near else "Write it into evals/references or into this file."
                yield _at(parsed, ("cases", at, "references", number), f"there is no reference {id!r}.", todo)
        for number, person in enumerate(case.participants):
            for question in person.answers:
                if question not in QUESTIONS:
                    todo = f"Questions are {QUESTIONS[0]} to {QUESTIONS[-1]}."
                    here = ("cases", at, "participants", number, "answers", question)
                    yield _at(parsed, here, f"there is no question {question!r}.", todo)


def _at(parsed: Parsed, path: tuple[str | int, ...], what: str, todo: str) -> Fault:
    return Fault(what, todo, parsed.line(path), ".".join(map(str, path)))
