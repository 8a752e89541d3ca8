"""A document as PDF, set by typst from our own template: words are data to it, and it may read nothing else."""

import json
import tempfile
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

from covision.errors import UsageError
from covision.steps.takeaway.blocks import Story, readable

_FAMILIES = {"item": "list", "quote": "list", "term": "terms"}
_TEMPLATE = Path(__file__).with_name("vision.typ")
# The fonts within typst hold Latin, Greek and Cyrillic; other scripts need those of this computer.
_OWN_FONTS_UP_TO = 0x0590


def can_write() -> bool:
    """True where typst is installed."""
    return find_spec("typst") is not None


def pdf(story: Story) -> bytes:
    """The file; the same document gives the same bytes. Raises `UsageError` where typst is not installed.

    The template imports nothing and no words reach it as markup, so neither a file nor an address can be asked for;
    its root is an empty folder all the same.
    """
    if not can_write():
        raise UsageError(
            "A PDF needs typst, which is not installed.",
            todo="Install it with `pip install 'covision[pdf]'`, or take the Word document or the page instead.",
        )
    import typst

    compile_: Callable[..., bytes] = typst.compile
    told = data(story)
    plain = all(ord(character) < _OWN_FONTS_UP_TO or 0x1E00 <= ord(character) < 0x2E80 for character in told)
    with tempfile.TemporaryDirectory(prefix="covision-pdf-") as empty:
        return compile_(
            _TEMPLATE.read_bytes(),
            root=empty,
            package_path=empty,
            package_cache_path=empty,
            sys_inputs={"story": told},
            ignore_system_fonts=plain,
        )


def data(story: Story) -> str:
    """The document as JSON: neighbouring terms are one group, neighbouring items and quotes too."""
    groups: list[list[dict[str, str]]] = []
    before = ""
    for one in story.blocks:
        if not one.text.strip():
            continue
        family = _FAMILIES.get(one.kind, "")
        if not family or family != before:
            groups.append([])
        label = _clean(one.label).removesuffix(":")
        groups[-1].append({"kind": one.kind, "text": _clean(one.text), "label": label})
        before = family
    told = {"title": _clean(story.title), "subtitle": story.subtitle, "language": story.language, "groups": groups}
    return json.dumps(told, ensure_ascii=False)


def _clean(text: str) -> str:
    return readable(text).encode("utf-8", "replace").decode("utf-8")
