"""What the page's fields may hold when a call comes in: text, a box that is ticked or not, a choice on offer."""

from collections.abc import Callable
from typing import Any

Clean = Callable[[Any], Any]
"""Makes of whatever was sent what the field can hold; its own first value where it cannot hold that."""


def cleaner(component: Any) -> Clean:
    """The cleaner for a component of the page; a state of the server's takes nothing from outside."""
    kind, first = type(component).__name__, getattr(component, "value", None)
    if kind in ("Textbox", "HTML"):
        return _text
    if kind == "Checkbox":
        return lambda sent: sent if isinstance(sent, bool) else bool(first)
    if kind in ("Radio", "Dropdown") and not getattr(component, "multiselect", False):
        offered = [value for _, value in component.choices]
        return lambda sent: sent if isinstance(sent, str | int | float) and sent in offered else first
    if kind == "State":
        return lambda _: None
    return lambda sent: sent


def _text(sent: Any) -> str:
    if isinstance(sent, bool) or not isinstance(sent, str | int | float):
        return ""
    return str(sent).encode("utf-8", "replace").decode("utf-8")


def cleaners(blocks: Any) -> dict[int, tuple[Clean, ...]]:
    """For each handler that the page may call, by its number: what is made of each value."""
    return {
        number: tuple(cleaner(component) for component in one.inputs)
        for number, one in blocks.fns.items()
        if one.fn is not None
    }
