"""A model asked through `litellm.acompletion`: deadlines, retries, completeness, and errors a person can act on."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from typing import Any

from covision.domain.model import Completion, Delta, ModelInfo, Request
from covision.errors import BadReply, ModelBusy, ModelError, ModelIncomplete
from covision.gateways import vendor
from covision.gateways.base import Chat, Endpoint, Patience, Rhythm
from covision.gateways.faults import Fault, StreamRefused, Transient, place, timed_out, translate
from covision.gateways.replies import MOST_CHARS_PER_TOKEN, Reading, completion, finish_of, parameters, whole
from covision.gateways.retry import persist

_no_streams: set[str] = set()
"""Endpoints that refused to stream in this process."""

_FRESH_SEED = 1_000_003
_OWN = ("local", "scripted")


@dataclass
class _Call:
    """One call while it is under way: when it must end, and what has arrived."""

    request: Request
    started: float
    until: float
    loop_until: float
    requests: int = 0
    reading: Reading = field(default_factory=Reading)


class LitellmChat(Chat):
    """`ChatModel` over litellm. `complete` streams underneath, so that a stall or a cut is seen at once.

    `busy` is told of each request that was refused for want of room, with the seconds the server asks to wait.
    """

    def __init__(
        self,
        info: ModelInfo,
        endpoint: Endpoint,
        patience: Patience | None = None,
        rhythm: Rhythm | None = None,
        busy: Callable[[float | None], None] | None = None,
    ) -> None:
        self._info = info
        self._endpoint = endpoint
        self.patience = patience or Patience()
        self.rhythm = rhythm or Rhythm()
        self._busy = busy

    @property
    def info(self) -> ModelInfo:
        """Which engine this is."""
        return self._info

    @property
    def endpoint(self) -> Endpoint:
        """Where it is asked."""
        return self._endpoint

    async def complete(self, request: Request) -> Completion:
        """The whole reply. An empty one is asked for once more; a cut one raises `ModelIncomplete`."""
        await self._prepare()
        call = self._begin(request)
        try:
            async with asyncio.timeout_at(call.loop_until):
                first = await self._persist_whole(call)
                if not _blank(first):
                    return first
                second = None
                if self._may_ask_again(call):
                    call.request = _again(request, first)
                    second = await self._persist_whole(call)
            if second is not None and not _blank(second):
                return _joined(first, second)
            failed: ModelError = self._empty(call)
        except TimeoutError:
            failed = self._late(call)
        raise failed

    async def batch(self, request: Request, n: int) -> Sequence[Completion]:
        """`n` replies in one request; empty and cut ones are left out."""
        await self._prepare()
        call = self._begin(request)
        try:
            async with asyncio.timeout_at(call.loop_until):
                readings = await persist(
                    lambda _: self._whole(call, n), self._endpoint, self.patience, self.rhythm, call.until
                )
            good = [r for r in readings if r.text.strip() and r.finish != "cut"]
            if good:
                return [self._completion(call, reading) for reading in good]
            failed: ModelError = self._empty(call)
        except TimeoutError:
            failed = self._late(call)
        raise failed

    async def stream(self, request: Request) -> AsyncIterator[Delta]:
        """The reply in pieces, the last with the completion; asked again only before the first piece.

        After the first piece a lost connection, a stall or the deadline ends in a completion with finish `cut`.
        """
        await self._prepare()
        call = self._begin(request)
        for number in range(2):
            try:
                pieces, first = await self._open_with_first(call)
            except StreamRefused:
                reply = await self.complete(request)
                yield Delta(text=reply.text)
                yield Delta(completion=reply)
                return
            async with aclosing(pieces):
                if first is None and call.reading.finish != "refused":
                    if number == 0 and self._may_ask_again(call):
                        call.request = _again(request, self._completion(call, call.reading))
                        continue
                    break
                yield Delta(text=first or "")
                rest = self._rest(pieces, call)
                async with aclosing(rest):
                    async for piece in rest:
                        yield Delta(text=piece)
            yield Delta(completion=self._completion(call, call.reading))
            return
        raise self._empty(call)

    async def _rest(self, pieces: AsyncGenerator[str, None], call: _Call) -> AsyncGenerator[str, None]:
        try:
            async for piece in pieces:
                yield piece
        except (Transient, ModelError):
            call.reading.finish = "cut"

    async def _prepare(self) -> None:
        # The first import of litellm takes seconds; the event loop must go on meanwhile.
        if vendor.loaded(self._endpoint.model):
            return
        await asyncio.to_thread(vendor.ready, self._endpoint.model)

    def _begin(self, request: Request) -> _Call:
        seconds = request.deadline or self.patience.deadline
        now = self.rhythm.now()
        return _Call(request, now, now + seconds, asyncio.get_running_loop().time() + seconds)

    async def _persist_whole(self, call: _Call) -> Completion:
        left = self._left(call)
        reading = await persist(lambda _: self._once(call), self._endpoint, left, self.rhythm, call.until)
        return self._completion(call, reading)

    def _left(self, call: _Call) -> Patience:
        """The patience that is left for a call after the requests it has made."""
        attempts = self.patience.attempts - call.request.spent - call.requests
        return replace(self.patience, attempts=max(1, attempts))

    def _may_ask_again(self, call: _Call) -> bool:
        # An empty reply is worth a second try also where a failed request is not.
        return call.requests < max(2, self.patience.attempts - call.request.spent)

    async def _once(self, call: _Call) -> Reading:
        """One whole reply; a cut one is transient."""
        if vendor.provider_of(self._endpoint.model) in _OWN or self._endpoint.key in _no_streams:
            reading = (await self._whole(call, 1))[0]
        else:
            try:
                async with aclosing(self._pieces(call)) as pieces:
                    async for _ in pieces:
                        pass
                reading = call.reading
            except StreamRefused:
                reading = (await self._whole(call, 1))[0]
                # Only now is it known that the stream was the trouble, and not something else in the request.
                _no_streams.add(self._endpoint.key)
        if reading.finish == "cut":
            raise Transient(Fault(self._cut(reading), transient=True))
        return reading

    async def _open_with_first(self, call: _Call) -> tuple[AsyncGenerator[str, None], str | None]:
        async def ask(_: int) -> tuple[AsyncGenerator[str, None], str | None]:
            pieces = self._pieces(call)
            first = await anext(pieces, None)
            if first is None and call.reading.finish == "cut":
                raise Transient(Fault(self._cut(call.reading), transient=True))
            return pieces, first

        try:
            async with asyncio.timeout_at(call.loop_until):
                return await persist(ask, self._endpoint, self._left(call), self.rhythm, call.until)
        except TimeoutError:
            failed = self._late(call)
        raise failed

    async def _whole(self, call: _Call, n: int) -> list[Reading]:
        """One request that is not streamed."""
        call.requests += 1
        more = {"n": n} if n > 1 else {}
        failed: Exception
        try:
            response = await vendor.litellm().acompletion(**self._parameters(call), **more)
            readings = whole(response) or [Reading()]
            for reading in readings:
                _cap(reading, call.request)
            return readings
        except Exception as raw:
            failed = self._failure(raw)
        raise failed

    async def _pieces(self, call: _Call) -> AsyncGenerator[str, None]:
        """One streamed request; the first piece has something to read. Sets `call.reading`, `finish` last."""
        call.requests += 1
        reading = call.reading = Reading()
        started = asyncio.get_running_loop().time()
        failed: Exception | None = None
        stream: Any = None
        begun = False
        waiting = ""
        try:
            limit = self._limit(call, started, begun=False)
            stream = await _by(limit, vendor.streamed(self._parameters(call)))
            pieces = vendor.plain_stream(stream)
            chunks = aiter(pieces)
            while True:
                try:
                    chunk = await _by(self._limit(call, started, begun=begun), anext(chunks))
                except StopAsyncIteration:
                    reading.finish = _real_finish(stream) if pieces is stream else finish_of(reading.sent)
                    break
                waiting += reading.take(chunk)
                if begun or waiting.strip():
                    begun = True
                    if waiting:
                        yield waiting
                    waiting = ""
                if _cap(reading, call.request):
                    break
        except Exception as raw:
            failed = self._failure(raw, reading)
        finally:
            await _close(stream)
        if failed is not None:
            raise failed

    def _limit(self, call: _Call, started: float, *, begun: bool) -> float:
        """Loop time by which the next chunk must be there: first-token or idle limit, and the deadline."""
        limits = [call.loop_until]
        if not begun and self.patience.first_token is not None:
            limits.append(started + self.patience.first_token)
        if begun and self.patience.idle is not None:
            limits.append(asyncio.get_running_loop().time() + self.patience.idle)
        return min(limits)

    def _failure(self, raw: Exception, reading: Reading | None = None) -> Exception:
        if isinstance(raw, TimeoutError):
            what = (
                "stopped in the middle of its answer." if reading and reading.text else "did not begin to answer."
            )
            return Transient(
                Fault(timed_out(self._endpoint, what, reading.text if reading else ""), transient=True)
            )
        fault = translate(raw, self._endpoint, self.rhythm.wall())
        if reading is not None and reading.text:
            fault.error.reply = reading.text
        if self._busy is not None and fault.transient and isinstance(fault.error, ModelBusy):
            self._busy(fault.retry_after)
        return Transient(fault) if fault.transient else fault.error

    def _parameters(self, call: _Call) -> dict[str, Any]:
        return parameters(call.request, self._endpoint, self.patience)

    def _completion(self, call: _Call, reading: Reading) -> Completion:
        seconds = self.rhythm.now() - call.started
        return completion(
            reading, call.request, self._info.name, self._endpoint, seconds=seconds, attempts=max(1, call.requests)
        )

    def _cut(self, reading: Reading) -> ModelError:
        return ModelIncomplete(
            f"The answer of {place(self._endpoint)} broke off before its end.",
            safe="What arrived is kept.",
            todo="Try again.",
            model=self._endpoint.model,
            reply=reading.text,
        )

    def _empty(self, call: _Call) -> ModelError:
        return BadReply(
            f"The model {place(self._endpoint)} answered with nothing{', twice' if call.requests == 2 else ''}.",
            todo="Try again, or choose another model with COVISION_MODEL.",
            model=self._endpoint.model,
            attempts=call.requests,
        )

    def _late(self, call: _Call) -> ModelError:
        seconds = round(call.until - call.started)
        error = timed_out(self._endpoint, f"was not done after {seconds} seconds.", call.reading.text)
        error.attempts = max(1, call.requests)
        return error


async def _by(when: float, awaitable: Any) -> Any:
    async with asyncio.timeout_at(when):
        return await awaitable


async def _close(stream: Any) -> None:
    # Closing is what the server sees as a disconnect: without it, a stopped answer goes on being paid for.
    if stream is not None and hasattr(stream, "aclose"):
        await stream.aclose()


def _real_finish(stream: Any) -> Any:
    """The finish reason that the server really sent.

    litellm 1.106 ends a cut stream with a `stop` of its own making; the wrapper's two attributes hold what came.
    """
    sent = getattr(stream, "received_finish_reason", None) or getattr(stream, "intermittent_finish_reason", None)
    return finish_of(sent)


def _cap(reading: Reading, request: Request) -> bool:
    """Cut off a server that ignores `max_tokens`; True where that was needed. The reply then counts as `length`."""
    most = 1000 + request.max_tokens * MOST_CHARS_PER_TOKEN
    if len(reading.text) <= most:
        return False
    reading.text = reading.text[:most]
    reading.finish = "length"
    return True


def _blank(reply: Completion) -> bool:
    return not reply.text.strip() and reply.finish in ("stop", "length")


def _again(request: Request, empty: Completion) -> Request:
    """Asked afresh after an empty reply: another seed, and more room where the room was used up unseen."""
    room = max(4 * request.max_tokens, 2000) if empty.finish == "length" else request.max_tokens
    return request.model_copy(update={"seed": request.seed + _FRESH_SEED, "max_tokens": room})


def _joined(first: Completion, second: Completion) -> Completion:
    cost = None if first.cost is None or second.cost is None else first.cost + second.cost
    return second.model_copy(update={"usage": first.usage + second.usage, "cost": cost})
