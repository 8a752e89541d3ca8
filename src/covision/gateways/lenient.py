"""JSON out of a model's text: fences, leading prose and trailing commas are forgiven, nothing is made up."""

import json
import math
import re
from typing import Any

_FENCE = re.compile(r"```[A-Za-z0-9_-]*[ \t]*\r?\n?(.*?)```", re.DOTALL)
MOST_DEPTH = 60


class NotJson(ValueError):
    """The text holds no JSON value that can be read; the message says where and why, and quotes nothing."""


def read_json(text: str) -> Any:
    """The JSON object or array in `text`; raises `NotJson`.

    The whole text is tried, then fenced blocks, then the first object or array after prose. NaN and Infinity,
    which are not JSON, a value that is cut, a key that occurs twice, and more than 60 levels are refused.
    """
    problem = "no JSON object was found"
    for candidate in _candidates(text):
        for form in (candidate, without_trailing_commas(candidate)):
            try:
                value = _strict(form)
            except (ValueError, RecursionError) as error:
                problem = _reason(error)
                continue
            if isinstance(value, dict | list):
                return value
            problem = "a JSON object was expected"
    raise NotJson(problem)


def _candidates(text: str) -> list[str]:
    stripped = text.strip().lstrip("\ufeff")
    found = [stripped, *(block.strip() for block in _FENCE.findall(stripped))]
    brace, bracket = stripped.find("{"), stripped.find("[")
    if bracket >= 0:
        listed = _balanced(stripped[bracket:])
        # In "as asked in [1]: {…}" the bracket is prose; in "[{…}, {…}]" it holds the objects.
        if brace < 0 or bracket < brace < bracket + len(listed):
            found.append(listed)
    if brace >= 0:
        found.append(_balanced(stripped[brace:]))
    return [c for c in found if c]


def _balanced(text: str) -> str:
    """From the first bracket to the one that closes it; the whole text where none does."""
    depth = 0
    quoted = False
    for at, char in enumerate(text):
        if char == '"' and not (quoted and _odd_backslashes(text, at)):
            quoted = not quoted
        elif quoted:
            continue
        elif char in "{[":
            depth += 1
        elif char in "}]":
            depth -= 1
            if depth == 0:
                return text[: at + 1]
    return text


def _odd_backslashes(text: str, at: int) -> bool:
    run = 0
    while at - 1 - run >= 0 and text[at - 1 - run] == "\\":
        run += 1
    return run % 2 == 1


def without_trailing_commas(text: str) -> str:
    """Commas directly before a closing bracket, outside strings, taken away."""
    kept: list[str] = []
    quoted = False
    for at, char in enumerate(text):
        if char == '"' and not (quoted and _odd_backslashes(text, at)):
            quoted = not quoted
        if char in "}]" and not quoted:
            back = len(kept) - 1
            while back >= 0 and kept[back].isspace():
                back -= 1
            if back >= 0 and kept[back] == ",":
                del kept[back]
        kept.append(char)
    return "".join(kept)


def _strict(text: str) -> Any:
    value = json.loads(text, parse_constant=_no_constant, parse_float=_finite, object_pairs_hook=_no_twins)
    _shallow(value)
    return value


def _no_constant(name: str) -> Any:
    raise NotJson(f"{name} is not a JSON value")


def _finite(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise NotJson("a number is too large")
    return number


def _no_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise NotJson("a key occurs twice in one object")
    return found


def _shallow(value: Any, depth: int = 0) -> None:
    if depth > MOST_DEPTH:
        raise NotJson("the value is nested too deeply")
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for item in inner:
        _shallow(item, depth + 1)


def _reason(error: BaseException) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"{error.msg} (line {error.lineno}, column {error.colno})"
    return str(error) if isinstance(error, NotJson) else "the value is nested too deeply"
