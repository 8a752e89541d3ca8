"""T40 to T42: no key and no prompt in any message, log, traceback or output, whatever fails and however loud."""

import io
import logging
import os
import subprocess
import sys
import traceback
from collections.abc import Iterator

import pytest
from pydantic import BaseModel

from covision.errors import ModelError
from faults.server import Act, FaultServer
from faults.talk import KEY, PROMPT, chat, request

ECHO = f"Incorrect API key provided: {KEY}. You asked: {PROMPT}"
ACTS = {
    **{str(status): Act(status=status, error=ECHO) for status in (400, 401, 403, 404, 422, 429, 500, 503)},
    "context": Act(
        status=400, error=f"maximum context length is 10 tokens. {ECHO}", code="context_length_exceeded"
    ),
    "policy": Act(status=400, error=f"content policy violation. {ECHO}", code="content_policy_violation"),
    "stream": Act(status=400, error=f"stream {ECHO}"),
    "broken": Act(raw=f"data: {{{ECHO}\n\n".encode()),
    "event": Act(raw=b'data: {"error": {"message": "' + ECHO.replace("'", "").encode() + b'", "code": 500}}\n\n'),
    "torn": Act(cut_after=1, torn=True),
    "reset": Act(reset=True),
    "empty": Act(pieces=(" ",)),
    "hang": Act(hang=True),
    "form": Act(pieces=("{}",)),
    "good": Act(),
}


class Shape(BaseModel):
    n: int


@pytest.fixture
def loud() -> Iterator[io.StringIO]:
    """Everything that any logger says, at DEBUG."""
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setLevel(logging.DEBUG)
    root = logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield out
    root.removeHandler(handler)
    root.setLevel(before)


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS.keys())
async def test_t40_t41_secrets_stay_secret(act: Act, loud: io.StringIO, capfd: pytest.CaptureFixture[str]) -> None:
    said: list[str] = []
    async with FaultServer(act) as server:
        there = chat(server, first_token=1.0, attempts=2)
        for ask in (there.complete(request()), _drain(there), there.structured(request(), Shape)):
            try:
                await ask
            except ModelError as error:
                logging.getLogger("covision.test").exception("failed")
                said += [error.message(), str(error), repr(error), "".join(traceback.format_exception(error))]
                assert error.__context__ is None
                assert error.__cause__ is None
    out, err = capfd.readouterr()
    everything = "\n".join([*said, loud.getvalue(), out, err])
    assert KEY not in everything
    assert PROMPT not in everything
    if act.status != 200:
        assert len(said) == 12


async def _drain(there: object) -> None:
    async for _ in there.stream(request()):  # type: ignore[attr-defined]
        pass


def test_a_key_in_an_address_is_not_shown() -> None:
    from covision.gateways.base import Endpoint
    from covision.gateways.faults import place

    shown = place(Endpoint(model="openai/m", api_base=f"https://user:{KEY}@host.example:8443/v1?key={KEY}"))
    assert shown == "openai/m at https://host.example:8443/v1"


def test_t42_loading_and_asking_looks_up_no_name_and_gateways_load_late() -> None:
    code = """
import socket, sys, asyncio
def no(*args, **kw):
    raise SystemExit(f"looked up {args[:2]}")
socket.getaddrinfo = no
import covision.gateways.models, covision.gateways.resolve
late = {"litellm", "openai", "httpx"} & set(sys.modules)
assert not late, late
from covision.settings import Settings
from covision.domain.model import Request, Message
from covision.domain.draft import PromptRef
models = covision.gateways.models.build_models(Settings(model="scripted/default"))
asked = Request(role="writer", messages=(Message(role="user", content="- [feel] calm"),),
                prompt=PromptRef(id="p", version="1", digest="d"))
print(asyncio.run(models.of("writer").complete(asked)).text)
"""
    env = {k: v for k, v in os.environ.items() if not k.startswith(("COVISION_", "LITELLM_"))}
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip().endswith(".")
