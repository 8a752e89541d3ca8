"""A searcher that is opened when it is first asked."""

from collections.abc import Callable, Mapping, Sequence

from covision.domain.base import Language
from covision.domain.search import Hit, Passage, PassageKind, Searcher, Vectors


class LateSearcher:
    """A `Searcher` that opens the real one when it is first asked: making the engine waits for no index."""

    def __init__(self, open_searcher: Callable[[], Searcher]) -> None:
        self._open = open_searcher

    def put(self, passages: Sequence[Passage]) -> None:
        """Keep passages with their vectors."""
        self._open().put(passages)

    def search(
        self,
        query: str,
        *,
        workspaces: Sequence[str],
        kinds: Sequence[PassageKind] = (),
        language: Language | None = None,
        k: int = 8,
        exclude: Sequence[str] = (),
    ) -> list[Hit]:
        """Keyword and dense search."""
        return self._open().search(
            query, workspaces=workspaces, kinds=kinds, language=language, k=k, exclude=exclude
        )

    def similarity(self, texts: Sequence[str], others: Sequence[str]) -> Vectors:
        """Cosine similarity."""
        return self._open().similarity(texts, others)

    def passages(self, ids: Sequence[str]) -> Mapping[str, Passage]:
        """The passages with these ids."""
        return self._open().passages(ids)

    def erase(self, workspace: str) -> None:
        """Erase a workspace."""
        self._open().erase(workspace)
