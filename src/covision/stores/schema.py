"""Bring a database to the newest schema; a damaged or newer one is refused, a backup comes first."""

import os
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection, inspect, text

from covision.errors import StorageError
from covision.stores.database import Database
from covision.stores.failures import damaged, plainly

HEAD = "0003_research"
"""The newest revision; a test holds it equal to what the migration scripts say."""

KEEP_BACKUPS = 2
BACKUP_DAYS = 30
_SCRIPTS = Path(__file__).resolve().parent / "migrations"


def ready(database: Database, *, upto: str = HEAD) -> None:
    """Check the file, back it up if it must change, and migrate it.

    Raises `StorageError` for a damaged file (naming the newest good backup), for a schema that this version
    does not know, and for a file that is no covision database. `upto` stops at an older revision, for tests.
    """
    if database.file is not None:
        _refuse_damage(database.file)
        prune_backups(database.file)
    with database.read() as connection:
        now = _revision(connection)
        tables = set(inspect(connection).get_table_names())
    if now == upto:
        return
    if now is None and tables:
        raise StorageError(
            f"{database.where} is not a database of covision.",
            safe="Nothing in it was changed.",
            todo="Point COVISION_HOME or COVISION_DATABASE_URL elsewhere.",
        )
    if now is not None and database.file is not None:
        _refuse_unknown(database, now)
        backup(database.file, now)
    _upgrade(database, upto)


def _revision(connection: Connection) -> str | None:
    if "alembic_version" not in inspect(connection).get_table_names():
        return None
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return str(found) if found is not None else None


def _upgrade(database: Database, upto: str) -> None:
    # Alembic loads only when there is something to migrate: it would slow down every start.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
    with database.write() as connection:
        now = _revision(connection)
        config.attributes["connection"] = connection
        if now != upto:
            command.upgrade(config, upto)


def _refuse_unknown(database: Database, now: str) -> None:
    from alembic.script import ScriptDirectory

    known = {script.revision for script in ScriptDirectory(str(_SCRIPTS)).walk_revisions()}
    if now not in known:
        raise StorageError(
            f"The database {database.where} was made by a newer covision (schema {now}).",
            safe="Nothing in it was changed.",
            todo="Install the newest covision, or set COVISION_HOME to another folder.",
        )


def is_whole(file: Path) -> bool:
    """True if SQLite's own quick check finds nothing wrong with the file."""
    try:
        with _closing(file) as connection:
            return bool(connection.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok")
    except sqlite3.DatabaseError:
        return False


def _refuse_damage(file: Path) -> None:
    if not file.exists() or file.stat().st_size == 0:
        return
    try:
        with _closing(file) as connection:
            good = connection.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok"
    except sqlite3.DatabaseError as error:
        name = getattr(error, "sqlite_errorname", "")
        if name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")):
            good = False
        else:
            with plainly(str(file)):
                raise
    if not good:
        raise damaged(str(file), next((copy for copy in backups(file) if is_whole(copy)), None))


class _closing:
    """A short raw connection: the check must not share the pool of a file that may be damaged."""

    def __init__(self, file: Path) -> None:
        self._connection = sqlite3.connect(file, timeout=5.0)

    def __enter__(self) -> sqlite3.Connection:
        return self._connection

    def __exit__(self, *_: object) -> None:
        self._connection.close()


def backup(file: Path, label: str, now: Callable[[], datetime] | None = None) -> Path:
    """A copy of a live SQLite file in `backups/` beside it, complete before it gets its name."""
    at = (now or (lambda: datetime.now(UTC)))()
    folder = file.parent / "backups"
    with plainly(str(folder)):
        folder.mkdir(parents=True, exist_ok=True)
        target = folder / f"{file.stem}-{at:%Y%m%dT%H%M%S%f}-{label}{file.suffix}"
        part = target.with_suffix(".part")
        with _closing(file) as source, _closing(part) as copy:
            source.backup(copy)
        with part.open("rb") as handle:
            os.fsync(handle.fileno())
        part.replace(target)
    for old in backups(file)[KEEP_BACKUPS:]:
        old.unlink(missing_ok=True)
    return target


def backups(file: Path) -> list[Path]:
    """The copies of a database, newest first."""
    return sorted((file.parent / "backups").glob(f"{file.stem}-*{file.suffix}"), reverse=True)


def prune_backups(file: Path, days: int = BACKUP_DAYS) -> None:
    """Remove copies older than `days`: what was erased since must not live on in them."""
    limit = datetime.now(UTC) - timedelta(days=days)
    for copy in backups(file):
        if datetime.fromtimestamp(copy.stat().st_mtime, UTC) < limit:
            copy.unlink(missing_ok=True)


def forget_in_backups(file: Path, project: str) -> None:
    """Take a project out of the copies of a database; a copy that does not obey is removed.

    A copy loses the whole project, also where only some of its words were erased: copies have older forms, and what
    the project is now is in the database itself.
    """
    for copy in backups(file):
        try:
            _without(copy, project)
        except sqlite3.Error:
            copy.unlink(missing_ok=True)


def _without(copy: Path, project: str) -> None:
    with _closing(copy) as connection:
        connection.isolation_level = None
        connection.execute("PRAGMA foreign_keys=ON")
        connection.execute("PRAGMA secure_delete=ON")
        tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("DELETE FROM projects WHERE id = ?", (project,))
        if "passages" in tables:
            connection.execute("DELETE FROM passages WHERE workspace = ?", (project,))
            connection.execute("DELETE FROM workspaces WHERE id = ?", (project,))
            connection.execute("INSERT INTO passage_words(passage_words) VALUES ('optimize')")
        connection.execute("COMMIT")
        connection.execute("VACUUM")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
