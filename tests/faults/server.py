"""A model server on loopback that fails on purpose; it speaks the OpenAI chat API over plain HTTP/1.1."""

import asyncio
import contextlib
import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any


@dataclass(frozen=True)
class Act:
    """What the server does with one request.

    `pieces` are the deltas of a stream (their concatenation is the text of a whole reply); `finish` None sends
    no finish_reason. `cut_after` ends the reply after that many pieces: cleanly, or with a torn connection where
    `torn`. `stall_after` falls silent after that many pieces. `drip` is seconds between pieces. `slices` writes
    the body in so many bytes at a time. `raw` replaces the body of the answer byte for byte.
    """

    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    pieces: tuple[str, ...] = ("Guests leave ", "feeling looked ", "after.")
    finish: str | None = "stop"
    refusal: str | None = None
    usage: bool = True
    cut_after: int | None = None
    torn: bool = False
    stall_after: int | None = None
    drip: float = 0.0
    slices: int = 0
    raw: bytes | None = None
    hang: bool = False
    reset: bool = False
    endless: int = 0
    error: str = "the request was not accepted"
    code: str | None = None


@dataclass
class Seen:
    """One request as it arrived."""

    path: str
    headers: dict[str, str]
    body: dict[str, Any]
    at: float


class FaultServer:
    """`async with FaultServer(Act(...), Act(...)) as server`: acts in order, the last one for the rest.

    With `answer` each act is what that makes of the request's body.
    """

    def __init__(self, *acts: Act, answer: Callable[[dict[str, Any]], Act] | None = None) -> None:
        self.acts = list(acts) or [Act()]
        self.answer = answer
        self.seen: list[Seen] = []
        self.disconnected = asyncio.Event()
        self.arrived = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None
        self.port = 0

    @property
    def url(self) -> str:
        """Base URL in the OpenAI manner."""
        return f"http://127.0.0.1:{self.port}/v1"

    @property
    def count(self) -> int:
        """How many requests arrived."""
        return len(self.seen)

    async def __aenter__(self) -> "FaultServer":
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._server is not None
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            await self._answer(reader, writer)
        except ConnectionError:
            self.disconnected.set()
        except (asyncio.CancelledError, asyncio.IncompleteReadError):
            pass
        finally:
            self._tasks.discard(task)
            writer.close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers = {k.strip().lower(): v.strip() for k, _, v in (line.partition(":") for line in head[1:] if line)}
        raw = await reader.readexactly(int(headers.get("content-length", "0")))
        act = self.acts[min(len(self.seen), len(self.acts) - 1)]
        body = json.loads(raw) if raw else {}
        if self.answer is not None:
            act = self.answer(body)
        self.seen.append(Seen(head[0].split()[1], headers, body, time.monotonic()))
        self.arrived.set()
        if act.reset:
            writer.transport.abort()
            return
        gone = asyncio.create_task(self._watch(reader))
        try:
            if act.hang:
                await gone
            elif act.status != 200:
                error = {"error": {"message": act.error, "type": "invalid_request_error", "code": act.code}}
                await self._send(writer, act, json.dumps(error).encode())
            elif act.raw is not None:
                await self._send(writer, act, act.raw, stream=bool(body.get("stream")))
            elif body.get("stream"):
                await self._stream(writer, act, gone)
            else:
                await self._send(writer, act, json.dumps(whole(act)).encode())
        finally:
            gone.cancel()

    async def _watch(self, reader: asyncio.StreamReader) -> None:
        with contextlib.suppress(ConnectionError):
            while await reader.read(1024):
                pass
        self.disconnected.set()

    async def _send(self, writer: asyncio.StreamWriter, act: Act, body: bytes, *, stream: bool = False) -> None:
        kind = "text/event-stream" if stream else "application/json"
        lines = [f"HTTP/1.1 {act.status} X", f"Content-Type: {kind}", f"Content-Length: {len(body)}"]
        lines += ["Connection: close", *(f"{k}: {v}" for k, v in act.headers.items())]
        writer.write("\r\n".join([*lines, "", ""]).encode("latin-1"))
        await self._write(writer, act, body)

    async def _write(self, writer: asyncio.StreamWriter, act: Act, body: bytes) -> None:
        step = act.slices or len(body) or 1
        for at in range(0, len(body), step):
            writer.write(body[at : at + step])
            await writer.drain()
            if act.slices:
                await asyncio.sleep(0)

    async def _stream(self, writer: asyncio.StreamWriter, act: Act, gone: "asyncio.Task[None]") -> None:
        writer.write(
            b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
            b"Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
        )
        for number, event in enumerate(events(act)):
            if act.cut_after is not None and number >= act.cut_after:
                if act.torn:
                    writer.transport.abort()
                    return
                break
            if act.stall_after is not None and number >= act.stall_after:
                await writer.drain()
                await gone
                return
            if gone.done():
                return
            for part in _parts(event, act.slices):
                writer.write(f"{len(part):x}\r\n".encode() + part + b"\r\n")
                await writer.drain()
                if act.slices:
                    await asyncio.sleep(0)
            await asyncio.sleep(act.drip)
        writer.write(b"0\r\n\r\n")
        await writer.drain()


def _parts(data: bytes, size: int) -> Iterator[bytes]:
    step = size or len(data)
    for at in range(0, len(data), step):
        yield data[at : at + step]


def events(act: Act) -> Iterator[bytes]:
    """The server-sent events of a streamed reply, pieces first."""
    pieces = (act.pieces[0] for _ in range(act.endless)) if act.endless else iter(act.pieces)
    for piece in pieces:
        yield _event(_chunk({"role": "assistant", "content": piece}, None))
    if act.finish is not None:
        delta = {"refusal": act.refusal} if act.refusal else {}
        yield _event(_chunk(delta, act.finish))
    if act.usage:
        yield _event({**_chunk({}, None), "choices": [], "usage": _usage(act)})
    yield b"data: [DONE]\n\n"


def whole(act: Act) -> dict[str, Any]:
    """The body of a reply that is not streamed."""
    text = "".join(act.pieces) if not act.endless else act.pieces[0] * act.endless
    message = {"role": "assistant", "content": text, "refusal": act.refusal}
    choice = {"index": 0, "message": message, "finish_reason": act.finish, "logprobs": None}
    body = {"id": "r1", "object": "chat.completion", "created": 1, "model": "test", "choices": [choice]}
    return {**body, "usage": _usage(act)} if act.usage else body


def _usage(act: Act) -> dict[str, int]:
    return {"prompt_tokens": 11, "completion_tokens": len(act.pieces), "total_tokens": 11 + len(act.pieces)}


def _chunk(delta: dict[str, Any], finish: str | None) -> dict[str, Any]:
    choice = {"index": 0, "delta": delta, "finish_reason": finish, "logprobs": None}
    return {"id": "r1", "object": "chat.completion.chunk", "created": 1, "model": "test", "choices": [choice]}


def _event(data: dict[str, Any]) -> bytes:
    return b"data: " + json.dumps(data, ensure_ascii=False).encode() + b"\n\n"
