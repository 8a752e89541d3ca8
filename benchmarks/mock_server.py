"""A model server on loopback that answers every chat after a fixed time; run as a script, it prints its port.

    python benchmarks/mock_server.py --delay 0.2

It keeps connections open, speaks JSON and server-sent events, counts requests at `/count`, and tells at `/calls`
when each came and was answered (monotonic seconds). With `--replies` a file holds what it says, a reply a line.
"""

import argparse
import asyncio
import json
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

REPLY = (
    '{"verdicts": [{"criterion": 1, "words": "bread", "why": "Says what the customer gets.", "level": "B"}], '
    '"score": 4, "reasoning": "It is plain.", "reason": "It is plain.", "choice": "B", "steps": ["Read it."]}'
)


class Server:
    """Answers with the `replies` in turn, each after `delay` seconds."""

    def __init__(self, delay: float, replies: Sequence[str] = (REPLY,)) -> None:
        self.delay = delay
        self.replies = replies
        self.count = 0
        self.calls: list[tuple[float, float]] = []

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, as many requests as come."""
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                lines = head.decode("latin-1").split("\r\n")
                names = {k.strip().lower(): v.strip() for k, _, v in (line.partition(":") for line in lines[1:])}
                body = await reader.readexactly(int(names.get("content-length", "0")))
                if lines[0].split()[1] == "/count":
                    _send(writer, json.dumps(self.count).encode(), "application/json")
                    continue
                if lines[0].split()[1] == "/calls":
                    _send(writer, json.dumps(self.calls).encode(), "application/json")
                    continue
                came, reply = time.monotonic(), self.replies[self.count % len(self.replies)]
                self.count += 1
                await asyncio.sleep(self.delay)
                self._answer(writer, json.loads(body), reply)
                await writer.drain()
                self.calls.append((came, time.monotonic()))
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    def _answer(self, writer: asyncio.StreamWriter, asked: dict[str, Any], reply: str) -> None:
        used = {"prompt_tokens": 300, "completion_tokens": 40, "total_tokens": 340}
        base = {"id": "r", "created": 1, "model": str(asked.get("model", "mock"))}
        if not asked.get("stream"):
            message: dict[str, Any] = {"role": "assistant", "content": reply}
            if asked.get("tools"):
                call = {"name": asked["tools"][0]["function"]["name"], "arguments": reply}
                message = {"role": "assistant", "tool_calls": [{"id": "t", "type": "function", "function": call}]}
            whole = {"index": 0, "message": message, "finish_reason": "stop", "logprobs": None}
            whole = {**base, "object": "chat.completion", "choices": [whole], "usage": used}
            _send(writer, json.dumps(whole).encode(), "application/json")
            return
        chunk = {**base, "object": "chat.completion.chunk"}
        first = {"index": 0, "delta": {"role": "assistant", "content": reply}, "finish_reason": None}
        last = {"index": 0, "delta": {}, "finish_reason": "stop"}
        events = [
            {**chunk, "choices": [first]},
            {**chunk, "choices": [last]},
            {**chunk, "choices": [], "usage": used},
        ]
        text = "".join(f"data: {json.dumps(event)}\n\n" for event in events) + "data: [DONE]\n\n"
        _send(writer, text.encode(), "text/event-stream")


def _send(writer: asyncio.StreamWriter, body: bytes, kind: str) -> None:
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
    writer.write(head.encode() + body)


async def main(delay: float, replies: Path | None) -> None:
    """Serve until killed."""
    told = replies.read_text(encoding="utf-8").splitlines() if replies else [REPLY]
    server = await asyncio.start_server(Server(delay, told).serve, "127.0.0.1", 0, backlog=1000)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--delay", type=float, default=0.2)
    parser.add_argument("--replies", type=Path)
    asked = parser.parse_args()
    asyncio.run(main(asked.delay, asked.replies))
