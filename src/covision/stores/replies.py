"""Model replies in SQL by content key."""

import logging
import threading
import time
from collections import OrderedDict

from sqlalchemy import delete, select, update

from covision.errors import StorageError
from covision.stores.cache import DAY, CacheFile, put_rows, replies

log = logging.getLogger(__name__)
_ALL = "replies"
# Of questions that never got an answer only so many are remembered.
_AWAITED = 4_096


class SqlReplies:
    """A `ReplyCache` that never raises: without it the model is only asked again.

    A reply that was asked for before `clear` is not kept: it may quote what is erased.
    """

    def __init__(self, file: CacheFile) -> None:
        self._database = file.database
        self._emptied = file.emptied
        self._asked: OrderedDict[str, int] = OrderedDict()
        self._guard = threading.Lock()

    def get(self, key: str) -> str | None:
        """The kept JSON, or None."""
        try:
            with self._database.read() as connection:
                row = connection.execute(
                    select(replies.c.value, replies.c.used).where(replies.c.key == key)
                ).first()
            if row is None:
                self._await(key)
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
        with self._guard:
            asked = self._asked.pop(key, None)
        try:
            with self._database.write() as connection:
                if asked in (None, self._emptied[_ALL]):
                    put_rows(connection, replies, [{"key": key, "value": value, "used": time.time()}])
        except StorageError as error:
            log.warning("The reply cache cannot be written: %s", error)

    def clear(self) -> None:
        """Forget every reply: they may quote a project that is being erased. Raises `StorageError`."""
        with self._database.write() as connection:
            self._emptied[_ALL] += 1
            connection.execute(delete(replies))

    def _await(self, key: str) -> None:
        with self._guard:
            self._asked.setdefault(key, self._emptied[_ALL])
            while len(self._asked) > _AWAITED:
                self._asked.popitem(last=False)
