"""Replies kept by content: the same question to the same model is paid for once."""

import hashlib
import json
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field

from pydantic import ValidationError

from covision.domain.draft import Usage
from covision.domain.model import Completion, Delta, Request
from covision.domain.ports import ReplyCache
from covision.gateways.base import Chat, Endpoint, Wrapper
from covision.gateways.cache_batches import batches
from covision.prompting.fence import unmarked

_FORM = 1
"""Number of the key's form; raise it when what is kept changes its meaning."""


def key_of(request: Request, endpoint: Endpoint, drawn: tuple[int, int] | None = None) -> str:
    """SHA-256 (hex) over everything that decides the reply; the API key, the deadline and
    earlier attempts are not part of it.

    `drawn` is (index, n) of a reply that was drawn together with others: another one than asked for alone.
    """
    asked = request.model_dump(mode="json", exclude={"deadline", "role", "spent"})
    # The markers of fences are chance: the same question has other ones each time.
    asked["messages"] = [{**one, "content": unmarked(one["content"])} for one in asked["messages"]]
    whole = {"form": _FORM, "model": endpoint.model, "base": endpoint.api_base, "drawn": drawn, "request": asked}
    text = json.dumps(whole, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass
class Ledger:
    """What came out of the cache for one piece of a larger run, called `name`.

    `own` are replies that this very piece had asked for before it was interrupted: it counts them as its own.
    `earlier` were there before. Both as they were when they were made, with their usage and cost.
    """

    name: str
    own: list[Completion] = field(default_factory=list)
    earlier: list[Completion] = field(default_factory=list)

    def take(self, reply: Completion) -> None:
        """Count a kept reply."""
        (self.own if reply.asker == self.name else self.earlier).append(reply)


class CachedChat(Wrapper):
    """Answers from the cache where it can. Only whole replies are kept: errors, cut and refused ones never.

    With a `ledger` replies are kept under its name, and it is told of each one that was kept before.
    """

    def __init__(self, inner: Chat, cache: ReplyCache, ledger: Ledger | None = None) -> None:
        super().__init__(inner)
        self.cache = cache
        self.ledger = ledger

    async def complete(self, request: Request) -> Completion:
        """The kept reply (marked `cached`, cost and usage 0), else a new one."""
        key = key_of(request, self.endpoint)
        kept = await self._kept(key)
        if kept is not None:
            return kept
        reply = await self.inner.complete(request)
        await self._keep(key, reply)
        return reply

    async def stream(self, request: Request) -> AsyncIterator[Delta]:
        """A kept reply comes in one piece."""
        key = key_of(request, self.endpoint)
        kept = await self._kept(key)
        if kept is not None:
            yield Delta(text=kept.text)
            yield Delta(completion=kept)
            return
        async for delta in self.inner.stream(request):
            if delta.completion is not None:
                await self._keep(key, delta.completion)
            yield delta

    async def batch(self, request: Request, n: int) -> Sequence[Completion]:
        """All `n` from the cache, or all asked for in one call."""
        keys = [key_of(request, self.endpoint, (i, n)) for i in range(n)]
        kept = [await self._read(key) for key in keys]
        found = [one for one in kept if one is not None]
        if len(found) == n:
            return [self._served(one) for one in found]
        replies = await self.inner.batch(request, n)
        if len(replies) == n:
            for key, reply in zip(keys, replies, strict=True):
                await self._keep(key, reply)
        return replies

    async def _kept(self, key: str) -> Completion | None:
        reply = await self._read(key)
        return None if reply is None else self._served(reply)

    async def _read(self, key: str) -> Completion | None:
        text = await batches(self.cache).get(key)
        if text is None:
            return None
        try:
            return Completion.model_validate_json(text)
        except ValidationError:
            return None

    def _served(self, reply: Completion) -> Completion:
        if self.ledger is not None:
            self.ledger.take(reply)
        return reply.model_copy(update={"cached": True, "cost": 0.0, "usage": Usage(), "seconds": 0.0})

    async def _keep(self, key: str, reply: Completion) -> None:
        if reply.finish in ("stop", "length") and reply.text.strip() and not reply.cached:
            if self.ledger is not None:
                reply = reply.model_copy(update={"asker": self.ledger.name})
            await batches(self.cache).put(key, reply.model_dump_json())
