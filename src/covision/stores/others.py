"""What is told when words of a project come or go: the search index, caches, theme vectors."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from covision.domain.research import ResearchSource


@dataclass(frozen=True)
class Others:
    """What else holds words of projects, and is told.

    `came` (project, source) when research is kept; `forgetting` (project, ids of comments or None for all, hashes
    of texts) while the write that erases them is open; `kept` (project, ids) where that write failed and all is as
    it was; `forgotten` (project) when they are erased.
    """

    came: Callable[[str, ResearchSource], None] = lambda *_: None
    forgetting: Callable[[str, Collection[str] | None, Sequence[str]], None] = lambda *_: None
    kept: Callable[[str, Collection[str] | None], None] = lambda *_: None
    forgotten: Callable[[str], None] = lambda *_: None
