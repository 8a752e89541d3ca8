"""What can be asked or computed again: model replies, vectors by the hash of their text, and exams of judges.

One file, `cache/cache.sqlite` in the home folder, shared by every covision process of this user, also by
short command-line runs beside the app. It is no truth: a damaged or older file is thrown away, and a cache
that cannot be read or written never stops a run. It uses a rollback journal, because SQLite before 3.51.3 has a
rare fault with several writing processes in WAL mode. Replies go 30 days after their last use, vectors 30 days
after they were made. Results of exams stay: they hold nobody's words, and erasing a project leaves them alone.
"""

import hashlib
import logging
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from sqlalchemy import Column, Float, LargeBinary, MetaData, String, Table, Text, delete, select
from sqlalchemy.dialects.sqlite import insert

from covision.domain.search import Vectors
from covision.errors import StorageError
from covision.stores.database import Database
from covision.stores.failures import plainly
from covision.stores.schema import is_whole

log = logging.getLogger(__name__)

FORM = 1
KEEP_DAYS = 30
DAY = 86_400.0
_CHUNK = 400

_metadata = MetaData()
replies = Table(
    "replies",
    _metadata,
    Column("key", String(128), primary_key=True),
    Column("value", Text, nullable=False),
    Column("used", Float, nullable=False),
)
_vectors = Table(
    "vectors",
    _metadata,
    Column("model", String(64), primary_key=True),
    Column("digest", String(64), primary_key=True),
    Column("vector", LargeBinary, nullable=False),
    Column("used", Float, nullable=False),
)
exams = Table(
    "exams",
    _metadata,
    Column("key", String(64), primary_key=True),
    Column("value", Text, nullable=False),
)


def digest(text: str) -> str:
    """SHA-256 of a text, in hex."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


class CacheFile:
    """Opens the file; throws away what is damaged or of another form."""

    def __init__(self, path: Path) -> None:
        with plainly(str(path)):
            path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists() and path.stat().st_size and not is_whole(path):
            _remove(path)
        self.database = Database(f"sqlite:///{path}", wal=False)
        # How often this process emptied each part: what was begun before is not kept. Changed inside writes only.
        self.emptied: Counter[str] = Counter()
        with self.database.write() as connection:
            found = connection.exec_driver_sql("PRAGMA user_version").scalar()
            if found != FORM:
                _metadata.drop_all(connection)
                connection.exec_driver_sql(f"PRAGMA user_version = {FORM}")
            _metadata.create_all(connection)
            old = time.time() - KEEP_DAYS * DAY
            for table in (replies, _vectors):
                connection.execute(delete(table).where(table.c.used < old))

    def close(self) -> None:
        """Let go of the file."""
        self.database.close()


def _remove(path: Path) -> None:
    for name in (path, path.with_name(path.name + "-journal")):
        name.unlink(missing_ok=True)


def put_rows(connection: Any, table: Table, rows: "list[dict[str, Any]]") -> None:
    """Insert rows that all have the same keys; a row with the same primary key is replaced."""
    keys = [column.name for column in table.primary_key]
    statement = insert(table)
    others = {name: statement.excluded[name] for name in rows[0] if name not in keys}
    connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=others), rows)


class VectorCache:
    """Vectors by model and hash of the text; holds no text. Never raises, except for `forget`."""

    def __init__(self, file: CacheFile) -> None:
        self._database = file.database
        self._emptied = file.emptied

    def emptied(self, model: str) -> int:
        """How often `forget_space` emptied what is kept under this name, in this process."""
        return self._emptied[digest(model)]

    def get(self, model: str, digests: Sequence[str], dimension: int) -> dict[str, Vectors]:
        """The vectors that are kept, by hash; one of another length is taken for missing."""
        found: dict[str, Vectors] = {}
        try:
            with self._database.read() as connection:
                for at in range(0, len(digests), _CHUNK):
                    rows = connection.execute(
                        select(_vectors.c.digest, _vectors.c.vector).where(
                            _vectors.c.model == digest(model), _vectors.c.digest.in_(digests[at : at + _CHUNK])
                        )
                    )
                    for row in rows:
                        if len(row.vector) == 4 * dimension:
                            found[row.digest] = np.frombuffer(row.vector, dtype="<f4").astype(np.float32)
        except StorageError as error:
            log.warning("The vector cache cannot be read: %s", error)
        return found

    def put(self, model: str, vectors: dict[str, Vectors], emptied: int | None = None) -> None:
        """Keep vectors by hash; none where `emptied` is given and what the method of that name says is another."""
        now = time.time()
        name = digest(model)
        rows = [
            {"model": name, "digest": key, "vector": vector.astype("<f4").tobytes(), "used": now}
            for key, vector in vectors.items()
        ]
        if not rows:
            return
        try:
            with self._database.write() as connection:
                if emptied in (None, self._emptied[name]):
                    put_rows(connection, _vectors, rows)
        except StorageError as error:
            log.warning("The vector cache cannot be written: %s", error)

    def forget(self, digests: Sequence[str]) -> None:
        """Erase vectors of these texts, of every model. Raises `StorageError`."""
        with self._database.write() as connection:
            for at in range(0, len(digests), _CHUNK):
                connection.execute(delete(_vectors).where(_vectors.c.digest.in_(digests[at : at + _CHUNK])))

    def forget_space(self, model: str) -> None:
        """Erase every vector that is kept under this name. Raises `StorageError`."""
        with self._database.write() as connection:
            self._emptied[digest(model)] += 1
            connection.execute(delete(_vectors).where(_vectors.c.model == digest(model)))
