"""The one place where ports meet bodies: `open_house` gives the faces everything they use."""

from covision.wiring.house import House, new_id, open_house

__all__ = ["House", "new_id", "open_house"]
