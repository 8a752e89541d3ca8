"""Text of people and files is data: it goes into a prompt fenced by a marker that nobody can know beforehand."""

import re
import secrets

_LOOKALIKE = re.compile(
    r"[<⟨《‹＜]{1,3}\s{0,8}/?\s{0,8}(?:data|notes|end)[^>⟩》›＞\n]{0,40}[>⟩》›＞]{1,3}", re.IGNORECASE
)
# Markers of chat templates: a model reads them as the begin of another turn.
_TEMPLATE = re.compile(r"<\|[^|>\n]{1,40}\|>|\[/?INST\]|<<?/?SYS>?>|^@(?:system|user|assistant)\s*$", re.I | re.M)
_SIGNS, _PASSES = re.compile(r"[<⟨《‹＜>⟩》›＞\[\]|@]"), 4
_MARK = re.compile(r"<(/?)data [0-9a-f]{12}>")


def marker() -> str:
    """12 hex digits of chance (48 bits), new for every call: whoever wrote the text cannot close its fence."""
    return secrets.token_hex(6)


def unmarked(text: str) -> str:
    """A prompt without the markers of its fences: what two calls that ask the same have in common.

    For keys of kept replies and for models that answer by rule. A fence's content holds no fence, see `neutral`,
    so that nothing but markers is taken out.
    """
    return _MARK.sub(r"<\1data>", text)


def neutral(text: str) -> str:
    """The text without look-alikes of fences and chat-template markers, on as many lines as before.

    Taking one out can put another together ("< <data>data>"), so it is done again until nothing changes; whoever
    nests them deeper than that loses all signs they are made of.
    """
    for _ in range(_PASSES):
        plain = _TEMPLATE.sub(" ", _LOOKALIKE.sub(" ", text))
        if plain == text:
            return text
        text = plain
    return _SIGNS.sub(" ", text)


def line(text: str, limit: int = 600) -> str:
    """The text as one neutral line of at most `limit` characters."""
    flat = " ".join(neutral(text).split())
    return flat if len(flat) <= limit else flat[: limit - 1].rsplit(" ", 1)[0] + "…"


def fence(text: str, mark: str) -> str:
    """The text between two lines that carry the marker."""
    return f"<data {mark}>\n{neutral(text)}\n</data {mark}>"
