"""What does not fit a model, in plain words at its line; the keys that are known at a place of a file."""

from collections.abc import Sequence
from difflib import get_close_matches
from typing import Any, get_args

from pydantic import BaseModel

from covision.steps.project_yaml import Fault, Parsed

_LINES = ("this must hold `name: value` lines.", "Indent them by two spaces below this key.")
_LIST = ("this must be a list.", "Write it as [one, two], or each on its own line after a hyphen.")
_TRUTH = ("this must be true or false.", "Write `true` or `false`.")
_SAID = {
    "string_type": ("this must be text.", "Write the words after the colon, in quotes if in doubt."),
    "string_too_short": ("this must not be empty.", "Write a word or two."),
    "string_too_long": ("this is too long.", "Shorten it."),
    "tuple_type": _LIST,
    "list_type": _LIST,
    "model_type": _LINES,
    "dict_type": _LINES,
    "bool_type": _TRUTH,
    "bool_parsing": _TRUTH,
    "float_parsing": ("this must be a number.", "Write it with digits, such as 4 or 4.5."),
    "string_pattern_mismatch": (
        "an id holds letters, digits, hyphens, dots and underscores only.",
        "Write the role as it should read under `role`, and a short id here.",
    ),
}


def plain_fault(item: Any, parsed: Parsed, known: Sequence[str], missing: str = "") -> Fault:
    """An entry of `ValidationError.errors()` as a fault with line and dotted key.

    `known` are the keys at its place, for one that is not known; `missing` says what to do where it is missing.
    """
    path = tuple(item["loc"])
    key = ".".join(str(part) for part in path)
    line = parsed.line(path)
    kind = item["type"]
    if kind == "extra_forbidden":
        near = get_close_matches(str(path[-1]).lower(), known, n=1, cutoff=0.5)
        todo = f"Did you mean {near[0]!r}?" if near else f"Known keys here: {', '.join(known)}."
        return Fault("this key is not known.", todo, line, key)
    if kind == "missing":
        return Fault("this key is missing.", missing, line, key)
    what, todo = _SAID.get(kind, (f"{item['msg'].removeprefix('Value error, ')}.", ""))
    return Fault(what, todo, line, key)


def known_keys(model: type[BaseModel], path: Sequence[str | int]) -> list[str]:
    """The keys that a file may have beside the last one of `path`, which begins at `model`."""
    here: type[BaseModel] | None = model
    for part in path[:-1]:
        if here is not None and isinstance(part, str) and part in here.model_fields:
            here = _model_in(here.model_fields[part].annotation)
    return list(here.model_fields) if here is not None else []


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for part in get_args(annotation) if (found := _model_in(part)) is not None), None)
