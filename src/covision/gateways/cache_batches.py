"""Many reads and writes of the cache of replies at once: one transaction for all that wait, not one for each.

What is asked for while a read or write is under way goes with the next one; nothing waits for company.
"""

import asyncio
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import Any, TypeAlias
from weakref import WeakKeyDictionary

from covision.domain.ports import BatchedReplies, ReplyCache

_GetMany: TypeAlias = Callable[[Sequence[str]], Mapping[str, str]]
_PutMany: TypeAlias = Callable[[Mapping[str, str]], None]
_known: "WeakKeyDictionary[ReplyCache, Batches]" = WeakKeyDictionary()


def batches(cache: ReplyCache) -> "Batches":
    """The batches of a cache in the running event loop; everybody who uses the cache shares them."""
    loop = asyncio.get_running_loop()
    if not isinstance(cache, Hashable):
        return Batches(cache, loop)
    found = _known.get(cache)
    if found is None or found.loop is not loop:
        found = _known[cache] = Batches(cache, loop)
    return found


class Batches:
    """Reads and writes one cache for all tasks of a loop."""

    def __init__(self, cache: ReplyCache, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = loop
        self._get, self._put = _many(cache)
        self._wanted: dict[str, asyncio.Future[str | None]] = {}
        self._new: dict[str, tuple[str, asyncio.Future[None]]] = {}
        self._reading: asyncio.Task[None] | None = None
        self._writing: asyncio.Task[None] | None = None

    async def get(self, key: str) -> str | None:
        """The kept JSON, or None."""
        found = self._wanted.get(key)
        if found is None:
            found = self._wanted[key] = self.loop.create_future()
        if self._reading is None:
            self._reading = self.loop.create_task(self._read())
        return await asyncio.shield(found)

    async def put(self, key: str, value: str) -> None:
        """Keep JSON; it is on the disk when this returns."""
        before = self._new.get(key)
        done = before[1] if before is not None else self.loop.create_future()
        self._new[key] = (value, done)
        if self._writing is None:
            self._writing = self.loop.create_task(self._write())
        await asyncio.shield(done)

    async def _read(self) -> None:
        try:
            while self._wanted:
                wanted, self._wanted = self._wanted, {}
                try:
                    found = await asyncio.to_thread(self._get, list(wanted))
                except Exception as error:
                    _fail(wanted.values(), error)
                    continue
                for key, future in wanted.items():
                    _tell(future, found.get(key))
        finally:
            self._reading = None

    async def _write(self) -> None:
        try:
            while self._new:
                new, self._new = self._new, {}
                try:
                    await asyncio.to_thread(self._put, {key: value for key, (value, _) in new.items()})
                except Exception as error:
                    _fail([future for _, future in new.values()], error)
                    continue
                for _, future in new.values():
                    _tell(future, None)
        finally:
            self._writing = None


def _tell(future: "asyncio.Future[Any]", value: Any) -> None:
    if not future.done():
        future.set_result(value)


def _fail(futures: "Iterable[asyncio.Future[Any]]", error: Exception) -> None:
    for future in futures:
        if not future.done():
            future.set_exception(error)


def _many(cache: ReplyCache) -> tuple[_GetMany, _PutMany]:
    """How many are read and written at once; one by one where the cache knows no other way."""
    if isinstance(cache, BatchedReplies):
        return cache.get_many, cache.put_many

    def get_many(keys: Sequence[str]) -> Mapping[str, str]:
        found = {key: cache.get(key) for key in keys}
        return {key: value for key, value in found.items() if value is not None}

    def put_many(values: Mapping[str, str]) -> None:
        for key, value in values.items():
            cache.put(key, value)

    return get_many, put_many
