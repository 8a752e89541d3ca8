"""Chroma as the vector index: a cache without text that can be thrown away at any time.

Only ids and vectors go in (`embedding_function=None`, no documents, no metadata). The folder belongs to one
process, the owner of the data folder. A folder that cannot be opened, or that was open when the process
died before its first answer, is removed and filled again from SQL: Chroma reads its files natively, and a
damaged one could take the process down at every start.
"""

import ctypes
import logging
import re
import shutil
import sqlite3
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from functools import cache, partial
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlparse

import numpy as np

from covision import bootstrap
from covision.domain.search import Vectors
from covision.errors import IndexUnavailable, InputError

log = logging.getLogger(__name__)
Result = TypeVar("Result")

BATCH = 1_000
EF_SEARCH = 256
"""Candidates that a query keeps (Chroma's default is 100): it buys recall on vectors without clusters."""
_DOUBT = "in-doubt"
# A topic of the write queue ends in the id of its collection.
_DEAD_QUEUE = (
    "DELETE FROM embeddings_queue WHERE NOT EXISTS "
    "(SELECT 1 FROM collections WHERE embeddings_queue.topic LIKE '%' || collections.id)"
)
_SEGMENT = re.compile(r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")


class ChromaIndex:
    """A `VectorIndex` on an embedded Chroma in `path`, or on a Chroma server at `url`.

    Opens at first use (importing chromadb takes about a second). Every fault of Chroma is an
    `IndexUnavailable`; `clear` also mends: where a collection cannot be removed, the whole folder is.
    """

    def __init__(self, path: Path, url: str | None = None) -> None:
        self._path = path
        self._url = url
        self._client: Any = None
        self._collections: dict[str, Any] = {}
        self._proved = False
        self._guard = threading.RLock()

    def put(self, collection: str, ids: Sequence[str], vectors: Vectors) -> None:
        """Add or replace vectors, shape (len(ids), dimension); a batch holds 1,000."""
        with self._guard:
            target = self._collection(collection, make=True)
            for at in range(0, len(ids), BATCH):
                part, rows = list(ids[at : at + BATCH]), np.ascontiguousarray(vectors[at : at + BATCH])
                self._ask(partial(target.upsert, ids=part, embeddings=rows))

    def drop(self, collection: str, ids: Sequence[str]) -> None:
        """Forget vectors; unknown ids are ignored."""
        with self._guard:
            held = list(self.has(collection, ids))
            if not held:
                return
            target = self._collection(collection)
            for at in range(0, len(held), BATCH):
                part = held[at : at + BATCH]
                self._ask(partial(target.delete, ids=part))

    def nearest(self, collection: str, vector: Vectors, k: int) -> list[tuple[str, float]]:
        """The `k` nearest ids with their cosine similarity (1 - Chroma's cosine distance), best first."""
        with self._guard:
            target = self._collection(collection)
            query = np.asarray(vector, dtype=np.float32).reshape(1, -1)
            found = self._ask(
                lambda: target.query(query_embeddings=query, n_results=max(1, k), include=["distances"])
            )
            self._prove()
        pairs = zip(found["ids"][0], found["distances"][0], strict=True)
        return [(str(name), 1.0 - float(distance)) for name, distance in pairs][:k]

    def has(self, collection: str, ids: Sequence[str]) -> set[str]:
        """Which of these ids can be found; none where there is no such collection."""
        with self._guard:
            try:
                target = self._collection(collection)
            except MissingCollection:
                return set()
            found: set[str] = set()
            for at in range(0, len(ids), BATCH):
                part = list(ids[at : at + BATCH])
                if part:
                    got = self._ask(partial(target.get, ids=part, include=[]))
                    found.update(str(name) for name in got["ids"])
            return found

    def clear(self, collection: str) -> None:
        """Forget a whole collection, in the files too; a folder that does not obey is removed."""
        with self._guard:
            self._collections.pop(collection, None)
            try:
                client = self._open()
                names = [item.name for item in self._ask(client.list_collections)]
                if collection in names:
                    self._ask(lambda: client.delete_collection(collection))
                    self._sweep(deleted=True)
            except IndexUnavailable:
                if self._url:
                    raise
                log.warning("The search index in %s does not answer; it is made anew.", self._path)
                self.wipe()

    def wipe(self) -> None:
        """Remove the folder; the next use begins an empty one."""
        with self._guard:
            self._shut()
            if not self._url:
                shutil.rmtree(self._path, ignore_errors=True)

    def close(self) -> None:
        """Let go of the folder or server."""
        with self._guard:
            opened = self._client is not None
            self._shut()
            if opened and not self._url:
                (self._path / _DOUBT).unlink(missing_ok=True)

    def _open(self) -> Any:
        if self._client is not None:
            return self._client
        bootstrap.prepare()
        import chromadb
        from chromadb.config import Settings

        quiet = Settings(anonymized_telemetry=False)
        if self._url:
            self._client = self._ask(lambda: _connect(chromadb, self._url or "", quiet))
            return self._client
        doubt = self._path / _DOUBT
        if doubt.exists():
            log.warning("covision ended before the search index in %s answered; it is made anew.", self._path)
            shutil.rmtree(self._path, ignore_errors=True)
        for attempt in (1, 2):
            try:
                self._path.mkdir(parents=True, exist_ok=True)
                doubt.touch()
                self._client = self._ask(lambda: chromadb.PersistentClient(str(self._path), settings=quiet))
                self._sweep()
                return self._client
            except (IndexUnavailable, OSError) as error:
                self._shut()
                if attempt == 2:
                    raise IndexUnavailable(
                        f"The search index in {self._path} cannot be opened: {error}.",
                        safe="Your texts are in the database.",
                        todo="Look at the disk; the index is made anew by itself.",
                    ) from error
                log.warning("The search index in %s is damaged; it is made anew: %s", self._path, error)
                shutil.rmtree(self._path, ignore_errors=True)
        raise AssertionError("unreachable")

    def _collection(self, name: str, make: bool = False) -> Any:
        if name in self._collections:
            return self._collections[name]
        client = self._open()
        if make:
            space = {"hnsw": {"space": "cosine", "ef_search": EF_SEARCH}}
            made = self._ask(
                lambda: client.get_or_create_collection(name, embedding_function=None, configuration=space)
            )
        else:
            made = self._ask(lambda: client.get_collection(name, embedding_function=None))
        self._collections[name] = made
        return made

    def _ask(self, call: Callable[[], Result]) -> Result:
        try:
            with _empty_memory():
                return call()
        except (KeyboardInterrupt, SystemExit, GeneratorExit, IndexUnavailable):
            raise
        except BaseException as error:
            # Panics of Chroma's native part arrive as BaseException.
            if type(error).__name__ == "NotFoundError":
                self._collections.clear()
                raise MissingCollection(f"The search index lacks a collection: {error}.") from error
            raise IndexUnavailable(
                f"The search index did not answer: {error}.",
                safe="Your texts are in the database.",
                todo="Nothing to do: the index is made anew by itself.",
            ) from error

    def _prove(self) -> None:
        if not self._proved and not self._url:
            self._proved = True
            (self._path / _DOUBT).unlink(missing_ok=True)

    def _shut(self) -> None:
        client, self._client, self._collections, self._proved = self._client, None, {}, False
        if client is not None:
            try:
                self._ask(client.close)
            except IndexUnavailable as error:
                log.warning("Chroma did not close cleanly: %s", error)
        if not self._url and "chromadb" in sys.modules:
            # Chroma keeps one system a path for the whole process, also one that failed to start: it would be
            # given out again.
            from chromadb.api.shared_system_client import SharedSystemClient

            SharedSystemClient._identifier_to_system.pop(str(self._path), None)
            SharedSystemClient._identifier_to_refcount.pop(str(self._path), None)

    def _sweep(self, deleted: bool = False) -> None:
        """Remove what Chroma leaves of deleted collections: vector files, rows of its write queue, free pages."""
        file = self._path / "chroma.sqlite3"
        if self._url or not file.exists():
            return
        try:
            with closing(sqlite3.connect(file, timeout=5, isolation_level=None)) as connection:
                alive = {row[0] for row in connection.execute("SELECT id FROM segments")}
                orphans = [
                    item for item in self._path.iterdir() if _SEGMENT.match(item.name) and item.name not in alive
                ]
                connection.execute("PRAGMA secure_delete=ON")
                dead = connection.execute(_DEAD_QUEUE).rowcount
                # Always after a deletion: Chroma's own writes leave old copies in the slack of pages in use.
                if deleted or dead or orphans:
                    connection.execute("VACUUM")
        except (sqlite3.Error, OSError) as error:
            raise IndexUnavailable(f"The files of the search index cannot be read: {error}.") from error
        for item in orphans:
            shutil.rmtree(item, ignore_errors=True)


_M_PERTURB = -6


@contextmanager
def _empty_memory() -> Iterator[None]:
    """Memory that is asked for meanwhile holds zeros (glibc only).

    Chroma writes its whole buffers to its files, the unused part too: that would hold whatever this process had in
    that memory before, erased vectors among it.
    """
    libc = _libc()
    if libc is not None:
        # New memory is filled with the complement of this byte.
        libc.mallopt(_M_PERTURB, 0xFF)
    try:
        yield
    finally:
        if libc is not None:
            libc.mallopt(_M_PERTURB, 0)


@cache
def _libc() -> Any:
    try:
        found = ctypes.CDLL(None)
        found.mallopt.argtypes = (ctypes.c_int, ctypes.c_int)
    except (OSError, AttributeError, TypeError):
        log.debug("This system has no mallopt.")
        return None
    return found


class MissingCollection(IndexUnavailable):
    """The index has no such collection yet."""


def _connect(chromadb: Any, url: str, quiet: Any) -> Any:
    parsed = urlparse(url if "//" in url else f"http://{url}")
    if not parsed.hostname or parsed.scheme not in ("http", "https"):
        raise InputError(
            f"{url} is not the address of a Chroma server.", todo="Set COVISION_CHROMA_URL to http://host:port."
        )
    secure = parsed.scheme == "https"
    return chromadb.HttpClient(
        host=parsed.hostname, port=parsed.port or (443 if secure else 8000), ssl=secure, settings=quiet
    )
