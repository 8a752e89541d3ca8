"""One database: short transactions, one writer at a time, failures in plain words.

SQLite is the default. WAL with `synchronous=FULL`: what was acknowledged survives a killed process and a
power cut. Every write begins with `BEGIN IMMEDIATE` under one lock of this process, so that a
read-modify-write cannot lose an update and only one connection ever writes or checkpoints. Memory-mapped
reading stays off: with it a failing disk kills the process instead of raising. `secure_delete` overwrites
what is erased.
"""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError

from covision.errors import InputError
from covision.stores.failures import plainly

BUSY_SECONDS = 5.0
_WRITES = "covision_writes"


class Database:
    """An engine with a read and a write transaction; `where` is how messages name it."""

    def __init__(self, url: str, *, wal: bool = True) -> None:
        try:
            parsed = make_url(url)
            self.sqlite = parsed.get_backend_name() == "sqlite"
            extra: dict[str, Any] = {"connect_args": {"timeout": BUSY_SECONDS}} if self.sqlite else {}
            self.engine: Engine = create_engine(parsed, pool_pre_ping=not self.sqlite, **extra)
        except (ArgumentError, NoSuchModuleError, ImportError) as error:
            raise InputError(
                f"The database address cannot be used: {error}.",
                todo="Change COVISION_DATABASE_URL, or leave it out to use a file in the data folder.",
            ) from error
        self.file = Path(parsed.database) if self.sqlite and parsed.database else None
        self.where = str(self.file) if self.file else parsed.render_as_string(hide_password=True)
        self._lock = threading.RLock()
        if self.sqlite:
            _prepare(self.engine, wal)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A transaction that only reads: it sees one moment of the database."""
        with plainly(self.where), self.engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction that is kept whole or not at all; it is on the disk when the block is left."""
        with plainly(self.where), self._lock, self.engine.connect() as raw:
            connection = raw.execution_options(**{_WRITES: True})
            with connection.begin():
                yield connection

    def checkpoint(self) -> None:
        """Move the write-ahead log into the file and empty it, so that erased words are in neither."""
        if not self.sqlite:
            return
        with plainly(self.where), self._lock:
            self._plain("PRAGMA wal_checkpoint(TRUNCATE)")

    def vacuum(self) -> None:
        """Rewrite the file without free pages and slack; short of space this changes nothing.

        What is copied meanwhile is in a nameless file, not in memory: a database may be larger than that.
        """
        if not self.sqlite:
            return
        with plainly(self.where), self._lock:
            self._plain("PRAGMA temp_store=FILE", "VACUUM", last="PRAGMA temp_store=MEMORY")
        self.checkpoint()

    def close(self) -> None:
        """Let go of every connection; the last one empties the write-ahead log."""
        with self._lock:
            self.engine.dispose()

    def _plain(self, *statements: str, last: str = "") -> None:
        # Not inside a transaction: SQLite refuses checkpoints and VACUUM there. The connection goes back to the
        # pool: `last` puts it right, whatever failed before.
        raw = self.engine.raw_connection()
        try:
            for statement in statements:
                raw.cursor().execute(statement).fetchall()
        finally:
            try:
                if last:
                    raw.cursor().execute(last)
            finally:
                raw.close()


def _prepare(engine: Engine, wal: bool) -> None:
    @event.listens_for(engine, "connect")
    def _connect(connection: sqlite3.Connection, _: Any) -> None:
        # Python's own transaction handling begins too late for BEGIN IMMEDIATE; we begin by ourselves.
        connection.isolation_level = None
        for pragma in (
            f"busy_timeout={int(BUSY_SECONDS * 1000)}",
            "mmap_size=0",
            f"journal_mode={'WAL' if wal else 'DELETE'}",
            "synchronous=FULL" if wal else "synchronous=NORMAL",
            "foreign_keys=ON",
            "secure_delete=ON",
            "temp_store=MEMORY",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get(_WRITES, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
