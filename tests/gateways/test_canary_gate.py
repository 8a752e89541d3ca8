"""No canary reaches a remote model: every byte that a model server on loopback receives is searched for them.

The server is asked at 0.0.0.0, which is this computer but counts as a remote address, so the real path is driven.
"""

import asyncio
import contextlib
import json
import re
import threading
from collections.abc import AsyncIterator, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from covision.domain.model import Completion, Delta, ModelInfo, Request
from covision.domain.project import Organisation
from covision.domain.research import ResearchSource, Snippet
from covision.gateways import models as gateway_models
from covision.gateways.base import Chat, Endpoint
from covision.gateways.cache import CachedChat
from covision.gateways.masked import MaskedChat
from covision.gateways.resolve import is_remote, resolve
from covision.settings import Settings, load_settings
from covision.steps.mask import Masker
from covision.wiring import House, open_house
from faults.server import Act, FaultServer, Seen
from faults.talk import request

EMAIL, PHONE, IBAN, NIF = (
    "canary.pell@secret.example",
    "+351 912 000 777",
    "PT50 0002 0123 1234 5678 9015 4",
    "123456789",
)
CANARIES = (EMAIL, PHONE, IBAN, NIF)
_PIECES = (EMAIL.lower(), "canary.pell", "912000777", "50000201231234567890154", "0002012312", "123456789")


def leaks(body: bytes) -> list[str]:
    """Which canaries are in these bytes, whatever separators stand in them."""
    text = json.dumps(json.loads(body), ensure_ascii=False).lower() if body else ""
    flat = re.sub(r"[\s.\-]|\\n", "", text)
    return [piece for piece in _PIECES if piece in text or piece.replace(".", "") in flat]


def test_the_search_for_leaks_finds_them() -> None:
    told = json.dumps({"x": f"a {EMAIL}, {PHONE}, {IBAN} {NIF}"}).encode()
    assert leaks(told) == list(_PIECES)
    assert leaks(json.dumps({"x": "IBAN PT50 0002 0123 12…"}).encode()) == ["0002012312"]


class Capture(FaultServer):
    """Keeps the raw bytes of each request, and answers chats as a writer would and embeddings with vectors."""

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        size = int(next((v for v in re.findall(r"(?i)content-length: (\d+)", head)), "0"))
        raw = await reader.readexactly(size)
        self.bodies.append(raw)
        body = json.loads(raw)
        self.seen.append(Seen(head.split()[1], {}, body, 0.0))
        if "/embeddings" in head.split()[1]:
            data = [{"index": i, "embedding": [1.0, 0.5, float(len(t))]} for i, t in enumerate(body["input"])]
            await self._send(writer, Act(), json.dumps({"data": data, "model": "e", "object": "list"}).encode())
            return
        act = Act(pieces=(self.reply(body),))
        if body.get("stream"):
            gone = asyncio.create_task(asyncio.sleep(60))
            await self._stream(writer, act, gone)
            gone.cancel()
        else:
            from faults.server import whole

            await self._send(writer, act, json.dumps(whole(act)).encode())

    def __init__(self) -> None:
        super().__init__()
        self.bodies: list[bytes] = []

    def reply(self, body: dict[str, Any]) -> str:
        """Enough of an answer for the step that asks."""
        told = json.dumps(body)
        if "statement" in told and "think" in told:
            return json.dumps(
                {"statement": "Whoever comes in goes home with bread they are proud to put on the table."}
            )
        if "records" in told:
            return json.dumps({"records": []})
        return "What do you mean by welcome, when you think of the last visit?"

    @property
    def remote_url(self) -> str:
        return self.url.replace("127.0.0.1", "0.0.0.0")


ANSWERS = {
    "1": "The shop and everybody in it.",
    "2": f"A great visit means bread that tastes of hands; write to {EMAIL} or call {PHONE}.",
    "3": f"That we are their bakery. {'They would be sorry to lose us. ' * 11}Pay {IBAN} today.",
    "8": "in use: feel looked after, think this is worth what I paid, tell somebody at the table where it's from",
    "9": f"Whoever comes in the door goes out feeling that somebody knew them, NIF {NIF} or not, phone {PHONE}.",
    "10": f"Because {EMAIL} asked us to, and because bread is worth it.",
    "11": f"We bake everything here and nothing comes in frozen, ask {PHONE}.",
}
COMMENTS = (
    f"The bread was warm and the woman at the till knew my name, my number is {PHONE} if you want it.",
    f"They never called {PHONE} back about the cake, and {EMAIL} was silent too.",
    f"I sent the money to {IBAN} and the receipt had the wrong NIF {NIF}, but the bread is wonderful.",
)


@contextlib.contextmanager
def captured() -> Iterator[Capture]:
    """The server in a thread of its own: embedding blocks the loop of the test."""
    server, loop = Capture(), asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    asyncio.run_coroutine_threadsafe(server.__aenter__(), loop).result(10)
    try:
        yield server
    finally:
        asyncio.run_coroutine_threadsafe(server.__aexit__(None, None, None), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


@contextlib.contextmanager
def remote_house(tmp_path: Path) -> Iterator[tuple[House, Capture]]:
    with captured() as server:
        settings = load_settings(
            home=tmp_path,
            model="openai/test",
            api_base=server.remote_url,
            api_key="k",
            embeddings="openai/e",
            index="numpy",
        )
        with open_house(settings) as house:
            assert house.resolution["writer"].remote
            yield house, server


def _source() -> ResearchSource:
    snippets = tuple(Snippet(id=f"s{i}", source="comments.csv", text=text) for i, text in enumerate(COMMENTS, 1))
    return ResearchSource(name="comments.csv", rows=3, read=3, snippets=snippets)


async def test_a_draft_sends_no_canary(tmp_path: Path) -> None:
    with remote_house(tmp_path) as (house, server):
        engine = house.engine
        project = engine.create(Organisation(name="Harbour Street Bakery")).id
        for question, text in ANSWERS.items():
            engine.answer(project, "owner", question, text)
        engine.put_research(project, _source())
        async for _ in engine.draft(project, seed=1):
            pass
        assert house.engine.state(project).drafts
    sent = b"\n".join(server.bodies)
    assert len(server.bodies) > 3
    assert any("/embeddings" in seen.path for seen in server.seen)
    assert [leaks(body) for body in server.bodies if leaks(body)] == []
    # The texts did go out, with placeholders: otherwise this test would prove nothing.
    assert b"[phone-" in sent and b"tastes of hands" in sent and b"[phone]" in sent


async def test_a_follow_up_sends_no_canary(tmp_path: Path) -> None:
    with remote_house(tmp_path) as (house, server):
        engine = house.engine
        project = engine.create(Organisation(name="Harbour Street Bakery")).id
        for question, text in {
            "2": f"We are friendly and professional, {EMAIL}, {PHONE}, {IBAN}, NIF {NIF}.",
            "9": f"Excellent service for {EMAIL} and a great experience for {PHONE} always, IBAN {IBAN}.",
        }.items():
            engine.answer(project, "owner", question, text)
            await engine.advance(project, "owner", after=question)
    chats = [body for body, seen in zip(server.bodies, server.seen, strict=True) if "/chat" in seen.path]
    assert chats
    assert [leaks(body) for body in server.bodies if leaks(body)] == []
    assert b"[email-1]" in b"".join(chats)


class Echo(Chat):
    """Says what it was told, in pieces of a few characters."""

    info = ModelInfo(name="openai/echo", remote=True)  # type: ignore[assignment]
    endpoint = Endpoint(model="openai/echo")  # type: ignore[assignment]

    def __init__(self, size: int = 3) -> None:
        self.size = size
        self.told: list[str] = []

    async def complete(self, request: Request) -> Completion:
        self.told += [message.content for message in request.messages]
        return Completion(text=request.messages[-1].content, model="echo")

    async def stream(self, request: Request) -> AsyncIterator[Delta]:
        text = (await self.complete(request)).text
        for at in range(0, len(text), self.size):
            yield Delta(text=text[at : at + self.size])
        yield Delta(completion=Completion(text=text, model="echo"))

    async def batch(self, request: Request, n: int) -> Sequence[Completion]:
        return [await self.complete(request) for _ in range(n)]


TOLD = f"[email-1] is on the door. [note] Write to {EMAIL}, {EMAIL.upper()} or call {PHONE} [soon"


@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
async def test_a_reply_comes_back_as_it_was_said_streamed_too(size: int) -> None:
    echo = Echo(size)
    there = MaskedChat(echo)
    assert (await there.complete(request(TOLD))).text == TOLD
    assert [reply.text for reply in await there.several(request(TOLD), 2)] == [TOLD, TOLD]
    deltas = [delta async for delta in there.stream(request(TOLD))]
    assert "".join(delta.text for delta in deltas) == TOLD
    assert deltas[-1].completion is not None and deltas[-1].completion.text == TOLD
    assert not any(leak in text.lower() for text in echo.told for leak in ("canary", "912 000"))


async def test_kept_replies_hold_no_personal_data() -> None:
    kept: dict[str, str] = {}

    class Cache:
        def get(self, key: str) -> str | None:
            return kept.get(key)

        def put(self, key: str, value: str) -> None:
            kept[key] = value

    there = MaskedChat(CachedChat(Echo(), Cache()))
    first, again = await there.complete(request(TOLD)), await there.complete(request(TOLD))
    assert first.text == again.text == TOLD and again.cached
    assert len(kept) == 1 and "canary" not in "".join(kept.values()).lower()


async def test_one_masker_gives_a_value_one_placeholder_in_all_requests() -> None:
    echo = Echo()
    there = MaskedChat(echo, Masker([f"known {PHONE}"]))
    await there.complete(request("call +351 911 111 111"))
    await there.complete(request(f"call {PHONE}"))
    assert echo.told == ["call [phone-2]", "call [phone-1]"]


def test_every_remote_model_stands_behind_the_gate() -> None:
    infos = {"writer": ModelInfo(name="openai/a", remote=True), "judge": ModelInfo(name="openai/b", remote=False)}
    models = gateway_models.build_models(Settings(api_base="http://0.0.0.0:9/v1"), infos=infos)  # type: ignore[arg-type]
    assert isinstance(models.of("writer"), MaskedChat)
    assert not isinstance(models.of("judge"), MaskedChat)


def test_a_model_that_ollama_passes_on_counts_as_remote_and_is_never_chosen_by_itself() -> None:
    settings = Settings(find_ollama=True)
    assert is_remote("ollama_chat/gpt-oss:120b-cloud", settings) and is_remote("ollama/qwen3:cloud", settings)
    assert not is_remote("ollama_chat/llama3:8b", settings)
    chosen = resolve(settings, lambda name: True, lambda: ["gpt-oss:120b-cloud", "llama3:8b"])
    assert {info.name for info in chosen.values()} == {"ollama_chat/llama3:8b"}
