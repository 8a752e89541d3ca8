"""JSON and JSON lines: a list of objects (or of texts), wherever it stands in the file."""

import json
import re
from collections.abc import Iterator
from typing import Any

from covision.domain.reading import MAX_CELLS, MAX_COLUMNS, MAX_ROWS, Part, Reading
from covision.errors import InputError, Place

_DEEPEST = 3
_RECORD = re.compile(r'\s*(\[\s*)?\{\s*"')


def read_json(name: str, text: str) -> Reading | None:
    """The records of a JSON or JSON lines text; None where it is neither.

    A field inside a field is called `outer.inner`; numbers stay as they are written. Lines that are no JSON among
    others that are stand aside as `unreadable`. Raises `InputError` for JSON without records.
    """
    start = text.lstrip()[:1]
    if start not in ("[", "{"):
        return None
    try:
        return _read(name, text)
    except RecursionError:
        raise _refuse(name, "is nested too deeply.") from None


def _read(name: str, text: str) -> Reading | None:
    try:
        data = _load(text)
    except json.JSONDecodeError as error:
        found = _lines(name, text)
        if found is None and _RECORD.match(text):
            raise _refuse(name, f"is broken JSON in line {error.lineno}: {error.msg}.") from None
        return found
    records = data if isinstance(data, list) else _longest(data)
    if records is None:
        records = [data]
    return Reading("json", [_part(name, records)])


def _load(text: str) -> Any:
    # Numbers as written: a rating "4.50" is no "4.5", and an endless integer is no work.
    return json.loads(text, parse_int=str, parse_float=str, parse_constant=str)


def _lines(name: str, text: str) -> Reading | None:
    records: list[Any] = []
    bad: dict[int, str] = {}
    for line in text.split("\n"):
        if not line.strip():
            continue
        try:
            records.append(_load(line))
        except ValueError:
            if not records:
                return None
            bad[len(records)] = "unreadable"
            records.append({})
        if len(records) > MAX_ROWS:
            raise _refuse(name, f"has more than {MAX_ROWS:,} records.")
    if 2 * len(bad) > len(records) or not all(isinstance(one, dict | str) for one in records):
        return None
    part = _part(name, records)
    shift = 1 if part.header else 0
    part.aside.update({at + shift: why for at, why in bad.items()})
    return Reading("jsonl", [part])


def _longest(data: Any) -> list[Any] | None:
    """The longest list of objects or texts below an object, at most three keys down."""
    best: list[Any] | None = None
    level = [data]
    for _ in range(_DEEPEST):
        below: list[Any] = []
        for one in level:
            for value in one.values():
                if isinstance(value, dict):
                    below.append(value)
                fits = isinstance(value, list) and value and all(isinstance(item, dict | str) for item in value)
                if fits and (best is None or len(value) > len(best)):
                    best = value
        level = below
    return best


def _part(name: str, records: list[Any]) -> Part:
    if not records:
        raise _refuse(name, "holds no records.")
    if len(records) > MAX_ROWS:
        raise _refuse(name, f"has more than {MAX_ROWS:,} records.")
    if all(isinstance(one, str) for one in records):
        return Part([[one] for one in records], table=False)
    flat = [dict(_flat(one)) if isinstance(one, dict) else {"": _shown(one)} for one in records]
    names = list(dict.fromkeys(key for one in flat for key in one))
    if len(names) > MAX_COLUMNS or len(names) * len(flat) > MAX_CELLS:
        raise _refuse(name, f"has {len(names):,} fields in {len(flat):,} records, which is more than is read.")
    return Part([names, *([one.get(key, "") for key in names] for one in flat)], header=True)


def _flat(record: dict[str, Any], before: str = "", depth: int = 0) -> Iterator[tuple[str, str]]:
    for key, value in record.items():
        if isinstance(value, dict) and depth < _DEEPEST:
            yield from _flat(value, f"{before}{key}.", depth + 1)
        else:
            yield f"{before}{key}", _shown(value)


def _shown(value: Any) -> str:
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return json.dumps(value, ensure_ascii=False)


def _refuse(name: str, what: str) -> InputError:
    todo = "Save it as a list of objects with one comment each, or as CSV (UTF-8)."
    return InputError(what, place=Place(name), todo=todo)
