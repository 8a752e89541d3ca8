"""Text of people and files is data: it goes into a prompt fenced by a marker that it cannot forge."""

import hashlib
import re

_LOOKALIKE = re.compile(r"[<⟨《‹＜]{1,3}\s*/?\s*(?:data|notes|end)[^>⟩》›＞\n]{0,40}[>⟩》›＞]{1,3}", re.IGNORECASE)
# Markers of chat templates: a model reads them as the begin of another turn.
_TEMPLATE = re.compile(r"<\|[^|>\n]{1,40}\|>|\[/?INST\]|<<?/?SYS>?>|^@(?:system|user|assistant)\s*$", re.I | re.M)


def marker(*parts: str) -> str:
    """8 hex digits that depend on all parts: repeatable for a run, unknown to whoever wrote the text."""
    return hashlib.sha256("\x00".join(parts).encode()).hexdigest()[:8]


def neutral(text: str) -> str:
    """The text without look-alikes of fences and chat-template markers, on as many lines as before."""
    return _TEMPLATE.sub(" ", _LOOKALIKE.sub(" ", text))


def line(text: str, limit: int = 600) -> str:
    """The text as one neutral line of at most `limit` characters."""
    flat = " ".join(neutral(text).split())
    return flat if len(flat) <= limit else flat[: limit - 1].rsplit(" ", 1)[0] + "…"


def fence(text: str, mark: str) -> str:
    """The text between two lines that carry the marker."""
    return f"<data {mark}>\n{neutral(text)}\n</data {mark}>"
