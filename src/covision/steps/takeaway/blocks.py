"""A document as a list of blocks: what is told, apart from how a kind of file shows it."""

import re
from dataclasses import dataclass
from typing import Literal

from covision.domain.base import Language

Kind = Literal["heading", "subheading", "lead", "caption", "statement", "term", "line", "item", "quote"]

# What XML 1.0 cannot hold, and directions or tags that make text read other than it is.
_UNREADABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff\u202a-\u202e\u2066-\u2069\U000e0000-\U000e007f]"
)


@dataclass(frozen=True)
class Block:
    """One piece. `lead` is the vision itself, `statement` a draft's; `label` stands before a `term` or a `line`;
    a `quote` is somebody's words with their place, below the `item` they stand for.
    """

    kind: Kind
    text: str
    label: str = ""


@dataclass(frozen=True)
class Story:
    """A whole document in the language of its headings; `title` is whose vision it is."""

    title: str
    subtitle: str
    language: Language
    blocks: tuple[Block, ...]


def readable(text: str) -> str:
    """Text without characters that no document can hold, or that would make it read other than it is."""
    return _UNREADABLE.sub("", text)


def section(title: str, *blocks: Block) -> list[Block]:
    """Blocks under a heading; nothing at all where there are none."""
    return [Block("heading", title), *blocks] if blocks else []
