"""A whole project as a file: every event in order, with its time; read back as events of a new project."""

import json
from collections.abc import Sequence
from typing import Any

from pydantic import TypeAdapter, ValidationError

from covision import __version__
from covision.domain.events import Created, Event, Stored
from covision.errors import InputError, Place
from covision.steps.export import file_name

FORM = 1
_EVENT: TypeAdapter[Any] = TypeAdapter(Event)
_TODO = "Give a file that `covision project export --format whole` wrote."


def dump(history: Sequence[Stored]) -> tuple[str, bytes]:
    """File name and content of a project's history."""
    first = history[0].event
    name = first.organisation.name if isinstance(first, Created) else ""
    data = {
        "covision_project": FORM,
        "covision": __version__,
        "events": [
            {"seq": item.seq, "at": item.at, "event": item.event.model_dump(mode="json")} for item in history
        ],
    }
    return f"{file_name(name)}.whole.json", (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode()


def parse(text: str, file: str) -> tuple[Created, list[Event]]:
    """The first event and the rest; raises `InputError` with the key that is wrong."""
    try:
        data = json.loads(text)
    except ValueError as error:
        raise InputError(f"is not JSON: {error}.", place=Place(file), todo=_TODO) from error
    if (
        not isinstance(data, dict)
        or data.get("covision_project") != FORM
        or not isinstance(data.get("events"), list)
    ):
        raise InputError("is not a whole project of a form this covision reads.", place=Place(file), todo=_TODO)
    events: list[Event] = []
    for number, item in enumerate(data["events"]):
        try:
            events.append(_EVENT.validate_python(item["event"]))
        except (ValidationError, KeyError, TypeError) as error:
            raise InputError(
                "this event cannot be read.", place=Place(file, key=f"events.{number}"), todo=_TODO
            ) from error
    if not events or not isinstance(events[0], Created):
        raise InputError("the first event must create the project.", place=Place(file, key="events.0"), todo=_TODO)
    return events[0], events[1:]
