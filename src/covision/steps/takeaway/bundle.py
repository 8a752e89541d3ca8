"""A whole project as a file: every event in order, with its time; read back as the history of a new project."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter, ValidationError

from covision import __version__
from covision.domain.events import Adopted, Created, Event, Stored, VersionSaved
from covision.errors import InputError, Place

FORM = 1
FORM_KEY = "covision_project"
"""The key by which a file is known as a whole project; its value is the form."""
_EVENT: TypeAdapter[Any] = TypeAdapter(Event)
_TODO = "Give a bundle that covision wrote: `covision project export --format whole`, or the page Take away."


def dump(history: Sequence[Stored]) -> bytes:
    """The history as JSON, its keys in their order; the same history gives the same bytes."""
    data = {
        FORM_KEY: FORM,
        "covision": __version__,
        "events": [
            {"seq": item.seq, "at": item.at, "event": item.event.model_dump(mode="json")} for item in history
        ],
    }
    return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "replace")


def parse(text: str, file: str = "bundle") -> list[Stored]:
    """The history, its events numbered from 1; nothing but data is read from it, and no id of a project.

    Raises `InputError` with the key that is wrong: another form, an event that cannot be, a time that is none, an
    adoption of words that its version does not have.
    """
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InputError("is not JSON.", place=Place(file), todo=_TODO) from error
    if not isinstance(data, dict) or data.get(FORM_KEY) != FORM or not isinstance(data.get("events"), list):
        raise InputError("is not a whole project of a form this covision reads.", place=Place(file), todo=_TODO)
    history = [_stored(item, number, file) for number, item in enumerate(data["events"])]
    if not history or not isinstance(history[0].event, Created):
        raise _wrong("the first event must create the project.", 0, file)
    _adopted_as_saved(history, file)
    return history


def _stored(item: Any, number: int, file: str) -> Stored:
    try:
        event, at = _EVENT.validate_python(item["event"]), item["at"]
        datetime.fromisoformat(at.replace("Z", "+00:00"))
    except (ValidationError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise _wrong("this event cannot be read.", number, file) from error
    return Stored(project="", seq=number + 1, at=at, event=event)


def _adopted_as_saved(history: Sequence[Stored], file: str) -> None:
    saved: dict[int, str] = {}
    for number, item in enumerate(history):
        if isinstance(item.event, VersionSaved):
            saved[item.event.version] = item.event.statement
        elif isinstance(item.event, Adopted) and saved.get(item.event.version) != item.event.statement:
            raise _wrong("this adoption does not have the words of its version.", number, file)


def _wrong(what: str, number: int, file: str) -> InputError:
    return InputError(what, place=Place(file, key=f"events.{number}"), todo=_TODO)
