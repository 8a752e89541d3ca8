"""Which engine answers which role, and the sentence that says why; no look-round leaves this computer."""

import asyncio
import json
import time
from pathlib import Path
from typing import Any

import pytest

from covision.domain.model import Role
from covision.errors import BudgetReached, ModelRefused, ModelUnavailable
from covision.gateways.models import build_models
from covision.gateways.resolve import (
    ROLES,
    ask_ollama,
    billions,
    endpoint_of,
    family_of,
    is_loopback,
    resolve,
    tier_of,
)
from covision.settings import Settings
from faults.server import Act, FaultServer
from faults.talk import Time, request


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Settings from nothing but the test."""
    import os

    for name in [n for n in os.environ if n.startswith("COVISION_")]:
        monkeypatch.delenv(name)
    return lambda **more: Settings(home=tmp_path, **more)


def none() -> list[str]:
    return []


def never() -> list[str]:
    raise AssertionError("nobody should have looked")


def test_nothing_is_configured(made: Any) -> None:
    found = resolve(made(), lambda name: True, none)
    assert set(found) == set(ROLES)
    writer = found["writer"]
    assert (writer.name, writer.tier, writer.remote, writer.family) == (
        "local/qwen2.5-coder-1.5b",
        "small",
        False,
        "qwen",
    )
    assert writer.why == "Nothing is configured, so the built-in engine writes; nothing leaves this computer."


def test_weights_that_are_there_come_first_and_missing_ones_are_said(made: Any) -> None:
    found = resolve(made(), lambda name: name.endswith("0.5b"), none)
    assert found["writer"].name == "local/qwen2.5-coder-0.5b"
    found = resolve(made(), lambda name: False, none)
    assert found["writer"].name == "local/qwen2.5-coder-1.5b"
    assert "covision models fetch" in found["writer"].why


def test_ollama_on_this_computer_comes_before_the_built_in_engine(made: Any) -> None:
    models = ["nomic-embed-text:latest", "llama3.2:3b", "qwen2.5:7b", "smollm:135m"]
    found = resolve(made(), lambda name: True, lambda: models)
    assert found["writer"].name == "ollama_chat/qwen2.5:7b"
    assert (found["writer"].tier, found["writer"].remote) == ("strong", False)
    assert found["writer"].why.startswith("An Ollama server answers on this computer")
    only = resolve(made(), lambda name: True, lambda: ["llama3.2:3b"])
    assert only["writer"].tier == "small"
    assert resolve(made(), lambda name: True, lambda: models[:1])["writer"].name.startswith("local/")


def test_ollama_is_not_looked_for_where_that_is_off_or_elsewhere(made: Any) -> None:
    resolve(made(find_ollama=False), lambda name: True, never)
    resolve(made(ollama_url="http://10.0.0.8:11434"), lambda name: True, never)
    resolve(made(model="openai/gpt-4o"), lambda name: True, never)


def test_a_role_has_its_own_model_before_the_common_one(made: Any) -> None:
    found = resolve(
        made(model="anthropic/claude-sonnet-4", writer_model="scripted/default"), lambda name: True, never
    )
    assert (found["writer"].name, found["writer"].why) == ("scripted/default", "Set by COVISION_WRITER_MODEL.")
    assert (found["judge"].name, found["judge"].why) == ("anthropic/claude-sonnet-4", "Set by COVISION_MODEL.")
    assert (found["writer"].tier, found["writer"].remote) == ("scripted", False)
    assert (found["judge"].tier, found["judge"].remote, found["judge"].family) == ("strong", True, "claude")


def test_judge_none(made: Any) -> None:
    settings = made(judge_model="none")
    assert "judge" not in resolve(settings, lambda name: True, none)
    models = build_models(settings, weights_ready=lambda name: True, ollama_models=none)
    assert models.info("judge") is None
    with pytest.raises(ModelUnavailable, match="No model is configured as judge"):
        models.of("judge")


@pytest.mark.parametrize(
    ("name", "size"),
    [
        ("llama3.2:3b", 3),
        ("qwen2.5:0.5b-instruct", 0.5),
        ("mixtral:8x7b", 56),
        ("smollm2:135m", 0.135),
        ("gemma3n:e2b", 2),
        ("phi4:latest", None),
        ("openai/gpt-4o", None),
        ("qwen2.5-coder-1.5b", 1.5),
    ],
)
def test_sizes_in_names(name: str, size: float | None) -> None:
    assert billions(name) == (pytest.approx(size) if size is not None else None)


def test_families_and_the_tier_that_is_set(made: Any) -> None:
    assert family_of("openrouter/meta-llama/llama-3.1-8b") == "llama"
    assert family_of("local/smollm2-135m") == "smollm"
    assert family_of("scripted/obedient") == "scripted"
    assert tier_of("openai/gpt-4o", made(tier="small")) == "small"
    assert tier_of("scripted/default", made(tier="small")) == "scripted"
    assert tier_of("openai/qwen-1b", made()) == "strong"


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:1", "http://localhost", "http://[::1]:11434", "http://127.9.9.9/v1"]
)
def test_loopback(url: str) -> None:
    assert is_loopback(url)


@pytest.mark.parametrize(
    "url",
    [
        "http://10.0.0.1",
        "https://api.openai.com",
        "http://localhost.evil.example",
        "http://127.0.0.1@evil.example/",
        "x",
    ],
)
def test_not_loopback(url: str) -> None:
    assert not is_loopback(url)


def test_t39_a_key_goes_to_its_own_host_only(made: Any) -> None:
    base = made(api_base="http://127.0.0.1:9/v1", api_key="sk-own", model="mine", judge_model="anthropic/claude-x")
    assert resolve(base, lambda name: True, never)["writer"].name == "openai/mine"
    writer, judge = endpoint_of("openai/mine", base), endpoint_of("anthropic/claude-x", base)
    assert writer.api_base == "http://127.0.0.1:9/v1"
    assert writer.api_key is not None
    assert (judge.api_base, judge.api_key, judge.key_name) == (None, None, "ANTHROPIC_API_KEY")
    assert "sk-own" not in repr(writer)
    single = endpoint_of("mistral/large", made(api_key="sk-own", model="mistral/large"))
    assert single.api_key is not None
    two = made(api_key="sk-own", model="mistral/large", judge_model="openai/gpt-4o")
    assert endpoint_of("mistral/large", two).api_key is None
    assert endpoint_of("ollama_chat/x", made(api_key="sk-own", api_base="http://h/v1")).api_key is None


async def test_t39_the_environment_key_of_a_provider_is_not_sent_to_another_server(
    made: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-canary-of-openai")
    async with FaultServer() as server:
        models = build_models(made(api_base=server.url, model="mine"), weights_ready=lambda name: False)
        await models.of("writer").complete(request())
        assert "sk-canary-of-openai" not in json.dumps(server.seen[0].headers)


async def test_ollama_is_asked_for_its_models() -> None:
    body = json.dumps({"models": [{"name": "llama3.2:3b"}, {"name": "x"}]}).encode()
    async with FaultServer(
        Act(raw=body), Act(raw=b"{}"), Act(status=500), Act(raw=b"\xff"), Act(hang=True)
    ) as server:
        url = server.url.removesuffix("/v1")
        assert await asyncio.to_thread(ask_ollama, url) == ["llama3.2:3b", "x"]
        assert server.seen[0].path == "/api/tags"
        for _ in range(3):
            assert await asyncio.to_thread(ask_ollama, url) == []
        started = time.monotonic()
        assert await asyncio.to_thread(ask_ollama, url) == []
        assert time.monotonic() - started < 10.0
    assert await asyncio.to_thread(ask_ollama, url) == []
    assert ask_ollama("http://192.0.2.1:11434") == []


async def test_the_roles_of_one_run_share_their_meter(made: Any) -> None:
    settings = made(model="scripted/default", max_tokens_per_run=3000)
    models = build_models(settings)
    assert models.of("writer") is models.of("critic")
    await models.of("writer").complete(request())
    await models.of("interviewer").complete(request())
    assert models.spent().calls == 2
    assert models.cost() == 0.0
    assert build_models(settings).spent().calls == 0
    small = build_models(made(model="scripted/default", max_tokens_per_run=100))
    with pytest.raises(BudgetReached) as caught:
        await small.of("judge").complete(request())
    assert "COVISION_MAX_TOKENS_PER_RUN" in caught.value.message()


async def test_built_models_keep_replies_but_never_those_of_a_script(made: Any) -> None:
    class Kept(dict[str, str]):
        def put(self, key: str, value: str) -> None:
            self[key] = value

    kept = Kept()
    async with FaultServer() as server:
        models = build_models(made(api_base=server.url, model="mine"), kept, rhythm=Time().rhythm)
        roles: tuple[Role, ...] = ("writer", "judge", "writer")
        for role in roles:
            await models.of(role).complete(request())
        assert server.count == 1
        off = build_models(made(api_base=server.url, model="mine", cache_replies=False), kept)
        await off.of("writer").complete(request())
        assert server.count == 2
    assert len(kept) == 1
    await build_models(made(model="scripted/default"), kept).of("writer").complete(request())
    assert len(kept) == 1


async def test_settings_reach_the_call(made: Any) -> None:
    async with FaultServer(Act(status=500)) as server:
        settings = made(api_base=server.url, model="limits", attempts=2, api_key="sk-own")
        with pytest.raises(ModelUnavailable):
            await build_models(settings, rhythm=Time().rhythm).of("writer").complete(request())
        assert server.count == 2
        assert server.seen[0].headers["authorization"] == "Bearer sk-own"
    async with FaultServer(Act(status=401)) as server:
        settings = made(api_base=server.url, model="limits", api_key="sk-own")
        with pytest.raises(ModelRefused, match="key"):
            await build_models(settings).of("writer").complete(request())
