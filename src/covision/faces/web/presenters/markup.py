"""The one helper that makes HTML: whatever is not `Markup` already is escaped, so no text can become markup."""

from collections.abc import Iterable
from html import escape as _escape

# The page's component evaluates templates: these characters never reach it as themselves.
_TEMPLATE = str.maketrans({"{": "&#123;", "}": "&#125;", "$": "&#36;", "`": "&#96;", "\x00": ""})
# Directions, tags and lone surrogates make text read other than it is, or cannot be sent.
_HIDDEN = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A), *range(0xE0000, 0xE0080)])
_VOID = frozenset(("br", "input", "hr"))


class Markup(str):
    """HTML that was made here and holds no unescaped text of anybody."""

    __slots__ = ()


Child = object
"""Text (escaped), `Markup` (kept), None or False (left out), or an iterable of these."""


def escape(text: object) -> Markup:
    """Any text as HTML text or attribute value."""
    if isinstance(text, Markup):
        return text
    plain = str(text).translate(_HIDDEN).encode("utf-8", "replace").decode("utf-8")
    return Markup(_escape(plain, quote=True).translate(_TEMPLATE))


def join(*children: Child) -> Markup:
    """Children one after the other."""
    return Markup("".join(_flat(children)))


def h(name: str, /, *children: Child, **attributes: object) -> Markup:
    """An element: `h("a", text, href=url, cls="plain", data_do="open")`.

    `cls` is `class`, `_` in a name is `-`; True is an attribute without value, None and False leave it out.
    `name` and the attributes' names are ours, never anybody's text.
    """
    told = "".join(_attribute(key, value) for key, value in attributes.items())
    if name in _VOID:
        return Markup(f"<{name}{told}>")
    return Markup(f"<{name}{told}>{''.join(_flat(children))}</{name}>")


def _attribute(key: str, value: object) -> str:
    if value is None or value is False:
        return ""
    key = {"cls": "class", "for_": "for"}.get(key, key.replace("_", "-"))
    return f" {key}" if value is True else f' {key}="{escape(value)}"'


def _flat(children: Iterable[Child]) -> Iterable[str]:
    for child in children:
        if child is None or child is False:
            continue
        if isinstance(child, str):
            yield escape(child)
        elif isinstance(child, Iterable):
            yield from _flat(child)
        else:
            yield escape(child)
