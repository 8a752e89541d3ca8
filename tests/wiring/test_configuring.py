"""Settings of a running house: what is fixed, what a change means, where keys go, and what never leaves."""

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from covision.errors import InputError
from covision.gateways import keys as keys_module
from covision.gateways import resolve as resolve_module
from covision.gateways.keys import Keys, place_of
from covision.gateways.resolve import endpoint_of
from covision.settings import load_settings
from covision.wiring import House
from covision.wiring.configuring import Configuring

CANARY = "sk-canary-7f3e9a1c55d24b"


class Ring:
    """A keyring in memory."""

    name = "test ring"

    def __init__(self) -> None:
        self.held: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, place: str) -> str | None:
        return self.held.get((service, place))

    def set_password(self, service: str, place: str, key: str) -> None:
        self.held[service, place] = key

    def delete_password(self, service: str, place: str) -> None:
        del self.held[service, place]


class Shut(Ring):
    """A keyring that refuses and says aloud what it was given."""

    def set_password(self, service: str, place: str, key: str) -> None:
        raise RuntimeError(f"locked, and here is {key}")


@pytest.fixture
def clean(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    import os

    for name in [*os.environ]:
        if name.startswith("COVISION_") or name.endswith("_API_KEY"):
            monkeypatch.delenv(name)
    return monkeypatch


@pytest.fixture
def house(tmp_path: Path, clean: pytest.MonkeyPatch) -> Iterator[House]:
    settings = load_settings(home=tmp_path / "home", embeddings="hashing", index="numpy", find_ollama=False)
    with House(settings) as made:
        yield made


def service(house: House, monkeypatch: pytest.MonkeyPatch, ring: Any = None) -> Configuring:
    made = Keys()
    monkeypatch.setattr(made, "_backend", lambda: ring)
    monkeypatch.setattr(resolve_module, "KEYS", made)
    return Configuring(house, made, lambda host: ["203.0.113.9"])


def test_a_model_is_written_down_and_used_at_once(house: House, clean: pytest.MonkeyPatch) -> None:
    path = house.settings.home / "settings.yaml"
    path.parent.mkdir(parents=True)
    path.write_text("# mine\nmodel: openai/old\nattempts: 2\n")
    assert house.resolution["writer"].name.startswith("local/")
    changing = service(house, clean)
    changing.save(
        {"model": "scripted/default", "judge_model": "none", "max_tokens_per_run": "1000", "language": "pt"}
    )
    assert path.read_text() == (
        '# mine\nattempts: 2\nmodel: "scripted/default"\njudge_model: "none"\nmax_tokens_per_run: 1000\nlanguage: "pt"\n'
    )
    assert house.resolution["writer"].name == "scripted/default" and "judge" not in house.resolution
    again = load_settings(home=house.settings.home)
    assert (again.model, again.judge_model, again.max_tokens_per_run) == ("scripted/default", "none", 1000)
    changing.save({"model": "", "max_tokens_per_run": ""})
    assert "model: " not in path.read_text().replace("judge_model: ", "")
    assert house.settings.model is None and house.settings.max_tokens_per_run == 400_000


def test_a_run_that_is_under_way_keeps_its_engine(house: House, clean: pytest.MonkeyPatch) -> None:
    changing = service(house, clean)
    changing.save({"model": "scripted/default"})
    running = house.new_models()
    changing.save({"model": "local/qwen2.5-coder-0.5b"})
    assert running.of("writer").info.name == "scripted/default"
    assert house.new_models().of("writer").info.name == "local/qwen2.5-coder-0.5b"


def test_unknown_lines_stay_and_are_named(house: House, clean: pytest.MonkeyPatch) -> None:
    path = house.settings.home / "settings.yaml"
    path.parent.mkdir(parents=True)
    path.write_text("modell: openai/typo\n")
    with pytest.raises(InputError) as told:
        service(house, clean).save({"model": "scripted/default"})
    assert "modell" in told.value.what and path.read_text() == "modell: openai/typo\n"


def test_what_the_environment_holds_is_fixed(house: House, clean: pytest.MonkeyPatch) -> None:
    clean.setenv("COVISION_MODEL", "scripted/default")
    changing = service(house, clean)
    assert changing.fixed() == {"model": "COVISION_MODEL"}
    changing.save({"model": "openai/gpt-5-mini", "language": "pt"})
    assert "gpt-5" not in (house.settings.home / "settings.yaml").read_text()


@pytest.mark.parametrize(
    "changes",
    [{"model": "gpt-5"}, {"model": "none"}, {"model": "local/nobody"}, {"max_tokens_per_run": "-1"},
     {"max_cost_per_run": "much"}, {"language": "xx"}, {"model": "x" * 400}, {"api_base": "http://169.254.169.254"}],
)  # fmt: skip
def test_what_cannot_be_is_refused_and_nothing_is_written(
    house: House, clean: pytest.MonkeyPatch, changes: dict[str, str]
) -> None:
    with pytest.raises(InputError):
        service(house, clean).save(changes)
    assert not (house.settings.home / "settings.yaml").exists()


def test_what_would_leave_is_told_before_it_is_saved(house: House, clean: pytest.MonkeyPatch) -> None:
    changing = service(house, clean)
    assert changing.newly_told(house.settings) == []
    planned = changing.planned({"model": "openai/gpt-5-mini", "judge_model": "anthropic/claude"})
    assert changing.newly_told(planned) == ["anthropic", "openai"]
    here = changing.planned({"api_base": "http://127.0.0.1:8000/v1", "model": "mine"})
    assert changing.newly_told(here) == []
    there = changing.planned({"api_base": "https://models.example.org/v1", "model": "mine"})
    assert changing.newly_told(there) == ["https://models.example.org:443"]


def test_a_key_is_kept_by_the_ring_alone(
    house: House, clean: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    ring = Ring()
    changing = service(house, clean, ring)
    changing.save({"api_base": "https://models.example.org/v1", "model": "mine"}, CANARY)
    assert ring.held == {("covision", "https://models.example.org:443"): CANARY}
    endpoint = endpoint_of("openai/mine", house.settings)
    assert endpoint.api_key is not None and endpoint.api_key.get_secret_value() == CANARY
    assert changing.kept_for(house.settings) == ("keyring", "https://models.example.org:443")
    house.engine.projects()
    everything = [path.read_bytes() for path in house.settings.home.rglob("*") if path.is_file()]
    assert everything and not [held for held in everything if CANARY.encode() in held]
    assert CANARY not in caplog.text and CANARY not in repr(house.settings) and CANARY not in repr(endpoint)


def test_another_address_does_not_get_the_key_and_the_old_one_loses_it(
    house: House, clean: pytest.MonkeyPatch
) -> None:
    ring = Ring()
    changing = service(house, clean, ring)
    changing.save({"api_base": "https://models.example.org/v1", "model": "mine"}, CANARY)
    changing.save({"api_base": "https://evil.example/v1"})
    assert endpoint_of("openai/mine", house.settings).api_key is None and ring.held == {}
    changing.save({"api_base": "https://models.example.org/v1"})
    assert endpoint_of("openai/mine", house.settings).api_key is None


def test_a_key_of_the_environment_is_not_given_to_another(
    house: House, clean: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    clean.setenv("COVISION_API_KEY", CANARY)
    settings = load_settings(home=tmp_path / "other", model="openai/a", find_ollama=False)
    with House(settings) as other:
        changing = service(other, clean)
        assert changing.fixed()["api_base"] == "COVISION_API_KEY"
        with pytest.raises(InputError) as told:
            changing.save({"model": "anthropic/claude"})
        assert CANARY not in told.value.message()
        changing.save({"model": "openai/b"})


def test_without_a_ring_nothing_is_kept_and_the_way_is_told(house: House, clean: pytest.MonkeyPatch) -> None:
    changing = service(house, clean)
    with pytest.raises(InputError) as told:
        changing.save({"model": "openai/gpt-5-mini"}, CANARY)
    assert "OPENAI_API_KEY" in told.value.todo and CANARY not in told.value.message()
    assert not (house.settings.home / "settings.yaml").exists()


def test_a_ring_that_refuses_says_nothing_of_the_key(house: House, clean: pytest.MonkeyPatch) -> None:
    with pytest.raises(Exception) as told:
        service(house, clean, Shut()).save({"model": "openai/gpt-5-mini"}, CANARY)
    assert CANARY not in str(told.value) and told.value.__cause__ is None and told.value.__suppress_context__


def test_a_key_is_forgotten(house: House, clean: pytest.MonkeyPatch) -> None:
    ring = Ring()
    changing = service(house, clean, ring)
    changing.save({"model": "openai/gpt-5-mini"}, CANARY)
    assert changing.forget_key() and ring.held == {} and not changing.forget_key()


@pytest.mark.parametrize("module", ["keyring.backends.fail", "keyring.backends.null", "keyrings.alt.file"])
def test_a_ring_that_keeps_nothing_or_keeps_it_readable_is_none(
    monkeypatch: pytest.MonkeyPatch, module: str
) -> None:
    import sys
    import types

    backend = type("Keyring", (), {"__module__": module})()
    fake = types.SimpleNamespace(get_keyring=lambda: backend)
    monkeypatch.setitem(sys.modules, "keyring", fake)
    assert keys_module.Keys().ring() == ""


def test_places_are_scheme_host_and_port() -> None:
    assert place_of("openai/a", "HTTPS://Models.example.org/v1") == "https://models.example.org:443"
    assert place_of("openai/a", "http://127.0.0.1:8000/v1") == "http://127.0.0.1:8000"
    assert place_of("openai/a", None) == "provider:openai"


@pytest.mark.parametrize(
    ("host", "client", "passed_on", "may"),
    [("127.0.0.1", "127.0.0.1", False, True), ("127.0.0.1", "::1", False, True), ("0.0.0.0", "127.0.0.1", False, False),
     ("0.0.0.0", "192.168.1.7", False, False), ("127.0.0.1", "192.168.1.7", False, False),
     ("127.0.0.1", "127.0.0.1", True, False), ("127.0.0.1", "", False, False)],
)  # fmt: skip
def test_only_this_computer_changes_settings(
    tmp_path: Path, clean: pytest.MonkeyPatch, host: str, client: str, passed_on: bool, may: bool
) -> None:
    with House(load_settings(home=tmp_path, host=host)) as house:
        assert Configuring(house).may_change(client, passed_on=passed_on) is may
    with House(load_settings(home=tmp_path, host=host, settings_from_network=True)) as house:
        assert Configuring(house).may_change(client, passed_on=passed_on)


async def test_one_word_is_asked_of_what_is_planned(house: House, clean: pytest.MonkeyPatch) -> None:
    changing = service(house, clean)
    reply = await changing.ask(changing.planned({"model": "scripted/default"}))
    assert reply.text.strip() and reply.model and house.settings.model is None
