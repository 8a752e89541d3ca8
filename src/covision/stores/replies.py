"""Model replies in SQL by content key."""

import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import delete, select, update

from covision.errors import StorageError
from covision.stores.cache import DAY, CacheFile, put_rows, replies

log = logging.getLogger(__name__)
_ALL = "replies"
# Of questions that never got an answer only so many are remembered.
_AWAITED = 4_096
_CHUNK = 400


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
        return self.get_many([key]).get(key)

    def get_many(self, keys: Sequence[str]) -> dict[str, str]:
        """The kept JSON of those that are kept, by key."""
        found: dict[str, Any] = {}
        try:
            with self._database.read() as connection:
                for at in range(0, len(keys), _CHUNK):
                    part = keys[at : at + _CHUNK]
                    rows = connection.execute(
                        select(replies.c.key, replies.c.value, replies.c.used).where(replies.c.key.in_(part))
                    )
                    found.update((row.key, row) for row in rows)
            for key in keys:
                if key not in found:
                    self._await(key)
            old = [key for key, row in found.items() if time.time() - row.used > DAY]
            if old:
                with self._database.write() as connection:
                    for at in range(0, len(old), _CHUNK):
                        part = old[at : at + _CHUNK]
                        connection.execute(update(replies).where(replies.c.key.in_(part)).values(used=time.time()))
        except StorageError as error:
            log.warning("The reply cache cannot be read: %s", error)
            return {}
        return {key: str(row.value) for key, row in found.items()}

    def put(self, key: str, value: str) -> None:
        """Keep JSON; a second value for the same key replaces the first."""
        self.put_many({key: value})

    def put_many(self, values: Mapping[str, str]) -> None:
        """Keep JSON by key in one transaction."""
        with self._guard:
            asked = {key: self._asked.pop(key, None) for key in values}
        try:
            with self._database.write() as connection:
                now = time.time()
                fresh = [key for key in values if asked[key] in (None, self._emptied[_ALL])]
                if fresh:
                    put_rows(
                        connection, replies, [{"key": key, "value": values[key], "used": now} for key in fresh]
                    )
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
