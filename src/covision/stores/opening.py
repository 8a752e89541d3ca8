"""Open everything that keeps things, in one call.

Who works where:

* `shared=True` (the app, `project …`, `corpus build`): the data folder, `home/data`, with the project
  database and the Chroma index. One process owns it; a second one gets `DataFolderBusy`.
* `shared=False` (headless commands such as `draft`, `score`, `corpus check`, `corpus search`): a scratch
  folder that is removed at the end, so they run beside the app and beside each other. Their vectors are
  scanned exactly in memory: one seed gives one result, and Chroma is not loaded.

Both use `home/cache`: model replies, and vectors by the hash of their text. So a headless run pays for
nothing that the app or an earlier run paid for.
"""

import logging
import shutil
import tempfile
from collections.abc import Collection, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from covision.domain.ports import Clock, ReplyCache
from covision.domain.research import ResearchSource
from covision.domain.search import Embedder
from covision.errors import IndexUnavailable, NotFound, StorageError
from covision.settings import Settings
from covision.steps.retrieve import snippet_passages
from covision.stores.cache import CacheFile, VectorCache
from covision.stores.database import Database
from covision.stores.exams import SqlExams
from covision.stores.failures import plainly
from covision.stores.folder import DataFolder
from covision.stores.index_chroma import ChromaIndex
from covision.stores.index_numpy import NumpyIndex
from covision.stores.others import Others
from covision.stores.passages import SqlPassages
from covision.stores.projects import SqlProjects, utc_now
from covision.stores.replies import SqlReplies
from covision.stores.schema import ready
from covision.stores.searcher import HybridSearcher
from covision.stores.theme_vectors import ThemeVectors, space_of

log = logging.getLogger(__name__)


@dataclass
class Stores:
    """What is open. `replies` is None where it is switched off or the cache file cannot be used, and so is `exams`
    where that file cannot be used.
    """

    projects: SqlProjects
    replies: ReplyCache | None
    searcher: HybridSearcher
    database: Database
    exams: SqlExams | None
    _stack: ExitStack = field(repr=False)
    _cache: CacheFile | None = field(default=None, repr=False)
    _embedder: Embedder | None = field(default=None, repr=False)

    def embedder_of(self, project: str) -> Embedder | None:
        """The embedder that finds a project's themes; what it embeds is kept until the project's words go."""
        if self._embedder is None or self._cache is None:
            return self._embedder
        return ThemeVectors(self._embedder, VectorCache(self._cache), project)

    def erase(self, project: str) -> None:
        """Erase a project: events, research, passages, vectors, its part of backups, and all cached replies.

        Raises `NotFound` only where there was neither a project nor a passage of it.
        """
        missing: NotFound | None = None
        try:
            self.projects.delete(project)
        except NotFound as error:
            missing = error
        if missing and project not in self.searcher.workspaces():
            raise missing
        if missing:
            self.projects.others.forgetting(project, None, [])
        self.searcher.erase(project)

    def close(self) -> None:
        """Finish what is being written, close the files, let go of the folder. Twice does no harm."""
        self._stack.close()

    def __enter__(self) -> "Stores":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def open_stores(settings: Settings, embedder: Embedder, *, shared: bool, clock: Clock = utc_now) -> Stores:
    """Open the stores; see the module for `shared`.

    Raises `DataFolderBusy`, and `StorageError` for a damaged, newer, full or unwritable place. Nothing stays
    open after an error.
    """
    with ExitStack() as stack:
        if shared:
            folder = settings.data_dir
            stack.callback(DataFolder(folder).close)
        else:
            folder = _scratch(stack)
        url = settings.database_url if shared else None
        database = Database(url or f"sqlite:///{folder / 'covision.sqlite'}")
        stack.callback(database.close)
        ready(database)
        cache = _cache(settings.home / "cache" / "cache.sqlite", stack)
        index: ChromaIndex | NumpyIndex
        if shared and settings.index == "chroma":
            index = ChromaIndex(folder / "index", settings.chroma_url)
        else:
            index = NumpyIndex()
        stack.callback(index.close)
        vectors = VectorCache(cache) if cache else None
        searcher = HybridSearcher(SqlPassages(database), index, embedder, vectors)
        stack.callback(searcher.close)
        projects = SqlProjects(database, clock)
        _keep_level(projects, searcher, cache, embedder, shared)
        return Stores(
            projects=projects,
            replies=SqlReplies(cache) if cache and settings.cache_replies else None,
            searcher=searcher,
            database=database,
            exams=SqlExams(cache) if cache else None,
            _cache=cache,
            _embedder=embedder,
            _stack=stack.pop_all(),
        )


def _keep_level(
    projects: SqlProjects, searcher: HybridSearcher, cache: CacheFile | None, embedder: Embedder, shared: bool
) -> None:
    """What projects keep can be found soon; what they erase, the caches and the index erase too."""

    def empty(cache: CacheFile, project: str) -> None:
        SqlReplies(cache).clear()
        VectorCache(cache).forget_space(space_of(embedder.name, project))

    def forgetting(project: str, ids: Collection[str] | None, digests: Sequence[str]) -> None:
        # Any reply may quote what is erased, also one that was kept while the cache was switched on.
        if cache is not None:
            empty(cache, project)
            cache.database.vacuum()
        searcher.forget_texts(project, ids, digests)

    def forgotten(project: str) -> None:
        try:
            # Once more: until the write was done, whoever began to work still read the words that it erased.
            if cache is not None:
                empty(cache, project)
        except StorageError as error:
            log.warning("What was cached while words were erased could not be erased: %s", error)
        try:
            searcher.forget_vectors(project)
        except IndexUnavailable as error:
            log.warning("Vectors of erased words are in the index until it answers again: %s", error)

    def came(project: str, source: ResearchSource) -> None:
        searcher.welcome(project, [one.id for one in source.snippets])
        # Nothing is fetched behind anybody's back: without its weights the model waits until it is asked for.
        if shared and getattr(embedder, "ready", lambda: True)():
            searcher.put_later(snippet_passages(project, source))

    projects.others = Others(came=came, forgetting=forgetting, kept=searcher.welcome, forgotten=forgotten)


def _scratch(stack: ExitStack) -> Path:
    with plainly(tempfile.gettempdir()):
        folder = Path(tempfile.mkdtemp(prefix="covision-"))
    stack.callback(shutil.rmtree, folder, ignore_errors=True)
    return folder


def _cache(path: Path, stack: ExitStack) -> CacheFile | None:
    try:
        cache = CacheFile(path)
    except StorageError as error:
        log.warning("Nothing is cached in this run: %s", error)
        return None
    stack.callback(cache.close)
    return cache
