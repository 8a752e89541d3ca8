"""Bodies of requests: read whole up to a limit, and read once more by whoever comes next."""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]


async def whole(receive: Receive, most: int) -> bytes | None:
    """The body in bytes; None as soon as it is larger than `most`."""
    content = bytearray()
    while True:
        message = await receive()
        content += message.get("body", b"")
        if len(content) > most:
            return None
        if message["type"] != "http.request" or not message.get("more_body"):
            return bytes(content)


def again(content: bytes, after: Receive) -> Receive:
    """A body that was read, to be read once more; then whatever `after` tells."""
    told = False

    async def receive() -> Message:
        nonlocal told
        if told:
            return await after()
        told = True
        return {"type": "http.request", "body": content, "more_body": False}

    return receive
