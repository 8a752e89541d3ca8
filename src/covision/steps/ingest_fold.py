"""Duplicates are folded: the first one stays and counts the others."""

from rapidfuzz import fuzz

from covision.domain.research import Snippet
from covision.steps.ingest_text import comparable, snippet_id

_NEAR = 93.0  # rapidfuzz ratio above which two long texts are one
_NEAR_WORDS = 8  # shorter texts are only folded where they are the same
_EDGE_WORDS = 4
_BLOCK = 40


class Folder:
    """Folds exact and near duplicates as they come: the first one stays and counts the copies."""

    def __init__(self) -> None:
        self._kept: dict[str, Snippet] = {}
        self._exact: dict[str, str] = {}
        self._blocks: dict[tuple[str, ...], list[tuple[str, str]]] = {}
        self.folded = 0

    def add(self, snippet: Snippet) -> bool:
        """True: the snippet is kept (its id is made here). False: it repeats another, which counts it."""
        key = comparable(snippet.text)
        same = self._exact.get(key) or self._near(key)
        if same is not None:
            old = self._kept[same]
            self._kept[same] = old.model_copy(update={"copies": old.copies + snippet.copies})
            self.folded += 1
            return False
        id = snippet_id(snippet.text, self._kept)
        self._kept[id] = snippet.model_copy(update={"id": id})
        self._exact[key] = id
        for edge in _edges(key):
            block = self._blocks.setdefault(edge, [])
            if len(block) < _BLOCK:
                block.append((key, id))
        return True

    def snippets(self) -> tuple[Snippet, ...]:
        """Those that stayed, in order."""
        return tuple(self._kept.values())

    def _near(self, key: str) -> str | None:
        for edge in _edges(key):
            for other, id in self._blocks.get(edge, ()):
                if _figures(other) == _figures(key) and fuzz.ratio(key, other, score_cutoff=_NEAR) > 0:
                    return id
        return None


def _edges(key: str) -> list[tuple[str, ...]]:
    """Blocks in which near duplicates are looked for: texts that begin or end with the same words."""
    parts = key.split()
    if len(parts) < _NEAR_WORDS:
        return []
    return [("first", *parts[:_EDGE_WORDS]), ("last", *parts[-_EDGE_WORDS:])]


def _figures(key: str) -> tuple[str, ...]:
    """Numbers and negations, which change the sense of otherwise equal texts."""
    return tuple(
        w for w in key.split() if w[0].isdigit() or w in ("no", "not", "never", "t", "não", "nunca", "sem")
    )
