"""Duplicates are folded: the first one stays and counts the others."""

import re
from collections.abc import Callable
from itertools import chain
from typing import Any

from rapidfuzz import fuzz

from covision.domain.research import Snippet
from covision.steps.ingest_text import comparable, snippet_id

_NEAR = 93.0  # rapidfuzz ratio above which two long texts are one
_NEAR_WORDS = 8  # shorter texts are only folded where they are the same
_EDGE_WORDS = 4
_BLOCK = 40
# Numbers and negations change the sense of otherwise equal texts ("t" is left of "don't").
_FIGURES = re.compile(
    r"\b(?:\d\w*|no|not|never|t|não|nunca|sem|sin|jamás|ne|pas|jamais|sans|nicht|kein|keine|nie|ohne)\b"
)


class Folder:
    """Folds exact and near duplicates as they come: the first one stays and counts the copies."""

    def __init__(self) -> None:
        self._kept: dict[str, dict[str, Any]] = {}
        self._copies: dict[str, int] = {}
        self._exact: dict[str, str] = {}
        self._blocks: dict[tuple[str, ...], list[tuple[str, str]]] = {}
        self.folded = 0

    def add(self, text: str, more: Callable[[], dict[str, Any]]) -> bool:
        """True: the text is kept, with the other fields of its snippet from `more`. False: it repeats another."""
        key = comparable(text)
        blocks: list[tuple[str, ...]] = []
        same = self._exact.get(key)
        if same is None:
            blocks = _blocks(key)
            same = self._near(key, blocks)
        if same is not None:
            self._copies[same] += 1
            self.folded += 1
            return False
        id = snippet_id(text, self._kept)
        self._kept[id] = {"text": text, **more()}
        self._copies[id] = 1
        self._exact[key] = id
        for name in blocks:
            block = self._blocks.setdefault(name, [])
            if len(block) < _BLOCK:
                block.append((key, id))
        return True

    def snippets(self) -> tuple[Snippet, ...]:
        """Those that stayed, in order."""
        return tuple(Snippet(id=id, copies=self._copies[id], **fields) for id, fields in self._kept.items())

    def _near(self, key: str, blocks: list[tuple[str, ...]]) -> str | None:
        for other, id in chain.from_iterable(self._blocks.get(name, ()) for name in blocks):
            if fuzz.ratio(key, other, score_cutoff=_NEAR) > 0:
                return id
        return None


def _blocks(key: str) -> list[tuple[str, ...]]:
    """Where near duplicates are looked for: texts of the same figures that begin or end with the same words."""
    parts = key.split()
    if len(parts) < _NEAR_WORDS:
        return []
    figures = _FIGURES.findall(key)
    return [("first", *parts[:_EDGE_WORDS], *figures), ("last", *parts[-_EDGE_WORDS:], *figures)]
