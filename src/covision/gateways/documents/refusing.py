"""Limits of reading, and how a file is refused."""

from covision.errors import InputError, Place

MAX_EXPANDED = 200 * 1024 * 1024
MAX_RATIO = 100
MAX_ENTRIES = 5_000
MAX_REPLY = 96 * 1024 * 1024
MEMORY = 512 * 1024 * 1024
SECONDS = 8
"""Of processor time; the promise is 10 seconds with starting and ending."""
CLOCK = 20.0
"""Seconds on the clock, for a machine that is busy with other things."""

SAFE = "Nothing else was changed."


def refuse(name: str, what: str, todo: str) -> InputError:
    """The error for a file that is not read: `what` follows its name."""
    return InputError(what, place=Place(name), todo=todo, safe=SAFE)
