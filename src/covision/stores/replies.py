"""Model replies in SQL by content key."""

import logging
import time

from sqlalchemy import delete, select, update

from covision.errors import StorageError
from covision.stores.cache import DAY, CacheFile, put_rows, replies

log = logging.getLogger(__name__)


class SqlReplies:
    """A `ReplyCache` that never raises: without it the model is only asked again."""

    def __init__(self, file: CacheFile) -> None:
        self._database = file.database

    def get(self, key: str) -> str | None:
        """The kept JSON, or None."""
        try:
            with self._database.read() as connection:
                row = connection.execute(
                    select(replies.c.value, replies.c.used).where(replies.c.key == key)
                ).first()
            if row is None:
                return None
            if time.time() - row.used > DAY:
                with self._database.write() as connection:
                    connection.execute(update(replies).where(replies.c.key == key).values(used=time.time()))
            return str(row.value)
        except StorageError as error:
            log.warning("The reply cache cannot be read: %s", error)
            return None

    def put(self, key: str, value: str) -> None:
        """Keep JSON; a second value for the same key replaces the first."""
        try:
            with self._database.write() as connection:
                put_rows(connection, replies, [{"key": key, "value": value, "used": time.time()}])
        except StorageError as error:
            log.warning("The reply cache cannot be written: %s", error)

    def clear(self) -> None:
        """Forget every reply: they may quote a project that is being erased. Raises `StorageError`."""
        with self._database.write() as connection:
            connection.execute(delete(replies))
