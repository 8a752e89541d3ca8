"""The cookie of a browser that has the page open."""

from covision.faces.web.sessions import COOKIE

HELD = {COOKIE: "s" * 43}
"""For httpx: `AsyncClient(cookies=HELD)`."""
OTHER = {COOKIE: "t" * 43}
"""Another browser's."""
