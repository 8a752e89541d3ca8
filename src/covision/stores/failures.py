"""Database and disk failures in plain words: what happened, what is safe, what to do."""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from covision.errors import StorageError

_FULL = ("SQLITE_FULL", "SQLITE_IOERR_WRITE", "SQLITE_IOERR_FSYNC", "SQLITE_IOERR_TRUNCATE", "SQLITE_IOERR_SHMSIZE")
_LOCKED = ("SQLITE_BUSY", "SQLITE_LOCKED")
_DAMAGED = ("SQLITE_CORRUPT", "SQLITE_NOTADB")
_READONLY = ("SQLITE_READONLY", "SQLITE_PERM", "SQLITE_CANTOPEN", "SQLITE_AUTH")
_BEFORE = "Everything saved before is safe."


def disk_full(where: str) -> StorageError:
    """No room: the write was taken back as a whole."""
    return StorageError(
        "The disk is full, so this was not saved.",
        safe=_BEFORE,
        todo=f"Free some space on the disk that holds {where}, then try again.",
    )


def locked(where: str) -> StorageError:
    """Somebody else held the database for longer than the busy timeout."""
    return StorageError(
        "The database was in use by another program for more than 5 seconds, so this was not saved.",
        safe=_BEFORE,
        todo=f"Close what else uses {where} (a backup, a database viewer), then try again.",
    )


def read_only(where: str) -> StorageError:
    """The folder or file may not be written."""
    return StorageError(
        f"covision may not write to {where}.",
        safe=_BEFORE,
        todo="Give your user the right to write there, or set COVISION_HOME to a folder you own.",
    )


def damaged(where: str, backup: Path | None = None) -> StorageError:
    """The file cannot be trusted; `backup` is the newest copy that passes the check."""
    if backup is not None:
        todo = f"Move that file away and copy {backup} to its place, then start again."
    else:
        todo = "There is no backup made by covision. Put back your own copy, or move the file away to start empty."
    return StorageError(f"The database {where} is damaged.", safe="Nothing in it was changed.", todo=todo)


def from_sqlite(error: BaseException, where: str) -> StorageError:
    """The `StorageError` for what the database driver said."""
    name = getattr(error, "sqlite_errorname", "") or ""
    text = str(error).lower()
    if name.startswith(_LOCKED) or "database is locked" in text:
        return locked(where)
    if name.startswith(_DAMAGED) or "malformed" in text or "not a database" in text:
        return damaged(where)
    if name.startswith(_FULL) or "disk is full" in text:
        return disk_full(where)
    if name.startswith(_READONLY) or "readonly" in text or "unable to open" in text:
        return read_only(where)
    return StorageError(
        f"The database did not do what it was asked: {error}.",
        safe=_BEFORE,
        todo=f"Try again. If it happens again, look at the disk that holds {where}.",
    )


def from_system(error: OSError, where: str) -> StorageError:
    """The `StorageError` for what the file system said."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return disk_full(where)
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return read_only(where)
    return StorageError(
        f"The disk did not do what it was asked: {error}.", safe=_BEFORE, todo=f"Look at {where}, then try again."
    )


@contextmanager
def plainly(where: str) -> Iterator[None]:
    """Whatever the database or disk throws inside comes out as a `StorageError` that names `where`."""
    try:
        yield
    except DBAPIError as error:
        raise from_sqlite(error.orig or error, where) from error
    except (SQLAlchemyError, sqlite3.Error) as error:
        raise from_sqlite(error, where) from error
    except OSError as error:
        raise from_system(error, where) from error
