"""Changing the settings of a running house: what is fixed, what a change would mean, and the change itself.

What is saved stands in `settings.yaml` of the data folder; keys go to the system's keyring alone. Runs that are
under way keep the engine they began with; what begins afterwards has the new one.
"""

import asyncio
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import yaml

from covision.domain.draft import PromptRef
from covision.domain.model import Completion, Message, ModelInfo, Request, Role
from covision.errors import InputError, Place, StorageError, UsageError
from covision.gateways.addresses import Resolve, checked_address, look_up
from covision.gateways.keys import KEYS, Keys, place_of
from covision.gateways.resolve import ROLES, ask_ollama, base_of, full_name, is_loopback, key_name, resolve
from covision.gateways.vendor import provider_of
from covision.settings import Settings

if TYPE_CHECKING:
    from covision.wiring.house import House

MODELS = ("model", *(f"{role}_model" for role in ROLES))
EDITABLE = (*MODELS, "api_base", "max_tokens_per_run", "max_cost_per_run", "language")
"""The settings that a page may change."""
_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_NONE = "none"
_LONGEST = 300
_OUR_OWN = ("local", "scripted", "ollama", "ollama_chat")


@dataclass(frozen=True)
class Consequence:
    """What a role's engine would be, and where it sends text: a host or provider, "" where nothing leaves."""

    role: Role
    info: ModelInfo | None
    goes_to: str


class Configuring:
    """The settings of one house, to look at and to change. Every method is safe to call from a thread."""

    def __init__(self, house: "House", keys: Keys = KEYS, look: Resolve = look_up) -> None:
        self._house = house
        self._look = look
        self.keys = keys

    # What is

    def may_change(self, client: str, *, passed_on: bool = False) -> bool:
        """Whether a client of this address may change anything; `passed_on`: a proxy stands between."""
        settings = self._house.settings
        if settings.settings_from_network:
            return True
        here = client in _LOOPBACK or client.startswith("127.") or is_loopback(f"//{client}")
        return settings.host in _LOOPBACK and here and not passed_on

    def fixed(self) -> dict[str, str]:
        """Settings that cannot be changed here, with the environment variable that holds them."""
        held = {name: f"COVISION_{name.upper()}" for name in EDITABLE}
        found = {name: variable for name, variable in held.items() if _in_environment(variable)}
        if self._house.settings.api_key is not None and "api_base" not in found:
            # A key from elsewhere belongs to the address it was set for: a new address must not get it.
            found["api_base"] = "COVISION_API_KEY"
        return found

    def ollama_models(self) -> list[str]:
        """Models of an Ollama server on this computer, empty where none answers."""
        return ask_ollama(self._house.settings.ollama_url) if self._house.settings.find_ollama else []

    def kept_for(self, settings: Settings, role: Role = "writer") -> tuple[str, str]:
        """Where the key of a role's engine is, `environment`, `keyring` or "", and the place it is for."""
        name = settings.model_for(role)
        if name is None or name.strip().lower() == _NONE or provider_of(full_name(name, settings)) in _OUR_OWN:
            return "", ""
        name = full_name(name, settings)
        place = place_of(name, base_of(name, settings))
        if settings.api_key is not None or os.environ.get(key_name(provider_of(name))):
            return "environment", place
        return ("keyring" if self.keys.find(place) is not None else ""), place

    # What would be

    def planned(self, changes: Mapping[str, str]) -> Settings:
        """The settings with these changes; blank takes a line out. Raises `InputError` for what cannot be."""
        unknown = sorted(set(changes) - set(EDITABLE))
        if unknown:
            raise UsageError(f"There is no setting {unknown[0]} to change here.")
        fixed = self.fixed()
        told = {name: text.strip() for name, text in changes.items() if name not in fixed}
        values: dict[str, Any] = {}
        for name, text in told.items():
            if len(text) > _LONGEST:
                raise InputError(f"The setting {name} is too long.", safe="Nothing was changed.")
            values[name] = _value(name, text)
        if values.get("api_base"):
            values["api_base"] = checked_address(values["api_base"], self._look)
        defaults = {name: field.default for name, field in Settings.model_fields.items()}
        merged = {name: defaults[name] if value is None else value for name, value in values.items()}
        planned = self._house.settings.model_copy(update=merged)
        self._check_models(planned)
        self._check_given_key(planned)
        return planned

    def consequences(self, planned: Settings) -> list[Consequence]:
        """Which engine each role would have, and what would leave this computer."""
        found = resolve(planned, self._house.weights_ready)
        return [Consequence(role, found.get(role), _goes_to(found.get(role), planned)) for role in ROLES]

    def newly_told(self, planned: Settings) -> list[str]:
        """Places that would get words of this computer's people and do not get them now."""
        now = {one.goes_to for one in self.consequences(self._house.settings)}
        return sorted({one.goes_to for one in self.consequences(planned)} - now - {""})

    async def ask(self, planned: Settings, key: str = "", role: Role = "writer") -> Completion:
        """One word of the planned engine of a role, with its seconds and tokens; nothing of any project is sent."""
        from covision.gateways.models import build_models

        if key:
            planned = planned.model_copy(update={"api_key": _secret(key)})
        models = await asyncio.to_thread(lambda: build_models(planned, weights_ready=self._house.weights_ready))
        prompt = PromptRef(id="settings/word", version="1", digest="0")
        asked = Message(role="user", content="Answer with the one word: ready")
        return await models.of(role).complete(
            Request(role=role, messages=(asked,), prompt=prompt, max_tokens=16, deadline=60.0)
        )

    # The change

    def save(self, changes: Mapping[str, str], key: str = "") -> Settings:
        """Write the changes down and use them; a key goes to the keyring for the writer's place.

        An address that changes takes the key of the old one away. Raises `InputError`, `StorageError`.
        """
        house, before = self._house, self._house.settings
        planned = self.planned(changes)
        fixed = self.fixed()
        if key:
            source, place = self.kept_for(planned)
            if not place:
                raise InputError("The built-in engine and Ollama need no key.", safe="Nothing was changed.")
            if source == "environment":
                raise InputError("The key for this engine is set in the environment and stands.")
            self.keys.put(place, key)
        write_lines(house.settings.home, {name: getattr(planned, name) for name in changes if name not in fixed})
        if before.api_base and before.api_base != planned.api_base:
            self.keys.drop(place_of("", before.api_base))
        house.take_settings(planned)
        return planned

    def forget_key(self, role: Role = "writer") -> bool:
        """Take the key of a role's engine out of the keyring; False where there was none."""
        _, place = self.kept_for(self._house.settings, role)
        return bool(place) and self.keys.drop(place)

    def _check_models(self, planned: Settings) -> None:
        from covision.gateways.weights_table import TABLE

        for name in MODELS:
            model = getattr(planned, name)
            if model is None or (name == "judge_model" and model.lower() == _NONE):
                continue
            if model.lower() == _NONE:
                raise InputError("Only the judge can be none.", safe="Nothing was changed.")
            if model.startswith("local/") and model.removeprefix("local/") not in TABLE:
                raise InputError(f"There is no built-in model {model}.", safe="Nothing was changed.")
            if "/" not in model and not planned.api_base:
                raise InputError(
                    f"{model} names no provider.",
                    safe="Nothing was changed.",
                    todo=f"Write it as provider/model, such as openai/{model}, or give the address of a server.",
                )

    def _check_given_key(self, planned: Settings) -> None:
        """A key of the environment stays where it goes now."""
        if planned.api_key is None:
            return
        before = {one.goes_to for one in self.consequences(self._house.settings)}
        after = {one.goes_to for one in self.consequences(planned)}
        if after - before - {""}:
            raise InputError(
                "COVISION_API_KEY is set in the environment for the engine of now and is not given to another.",
                safe="Nothing was changed.",
                todo="Start covision without it, or change both in the environment.",
            )


def write_lines(home: Any, values: Mapping[str, Any]) -> None:
    """Put settings into `settings.yaml` whole or not at all, other lines untouched; None takes a line out.

    Raises `InputError` where the file holds what covision does not know, and `StorageError`.
    """
    path = home / "settings.yaml"
    try:
        text = path.read_text(encoding="utf-8") if path.is_file() else ""
        held = yaml.safe_load(text) or {}
    except (yaml.YAMLError, UnicodeDecodeError, OSError) as error:
        raise InputError(
            f"cannot be read: {type(error).__name__}.", place=Place(str(path)), todo="Mend or remove it."
        ) from error
    unknown = (
        sorted(str(key) for key in held if key not in Settings.model_fields) if isinstance(held, dict) else ["?"]
    )
    if unknown:
        raise InputError(
            f"holds what covision does not know: {', '.join(unknown)}.",
            place=Place(str(path)),
            safe="Nothing was changed, in the file neither.",
            todo="Mend or remove these lines.",
        )
    lines = [line for line in text.splitlines() if line.partition(":")[0] not in values]
    lines += [
        f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in values.items() if value is not None
    ]
    wanted = {name: value for name, value in {**held, **values}.items() if value is not None}
    if (yaml.safe_load("\n".join(lines)) or {}) != wanted:
        raise InputError("cannot be changed line by line.", place=Place(str(path)), todo="Mend or remove it.")
    fresh = path.with_name(".settings.yaml.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh.write_text("\n".join(lines) + "\n" if lines else "", encoding="utf-8")
        fresh.replace(path)
    except OSError as error:
        raise StorageError(
            f"{path} could not be written: {error.strerror or error}.", safe="Nothing was changed."
        ) from error


def _in_environment(variable: str) -> bool:
    return any(name.upper() == variable for name in os.environ)


def _value(name: str, text: str) -> Any:
    if not text:
        return None
    if name == "max_tokens_per_run":
        if not text.isdecimal() or int(text) > 10**9:
            raise InputError("The cap on tokens is no whole number from 0 up.", safe="Nothing was changed.")
        return int(text)
    if name == "max_cost_per_run":
        try:
            cost = float(text.replace(",", "."))
        except ValueError:
            cost = -1.0
        if not 0 <= cost <= 100_000:
            raise InputError("The cap on money is no amount from 0 up.", safe="Nothing was changed.")
        return cost
    if name == "language" and text not in ("en", "pt"):
        raise InputError("The page is there in English (en) and Portuguese (pt).", safe="Nothing was changed.")
    return text


def _goes_to(info: ModelInfo | None, settings: Settings) -> str:
    if info is None or not info.remote:
        return ""
    return place_of(info.name, base_of(info.name, settings)).removeprefix("provider:")


def _secret(key: str) -> Any:
    from pydantic import SecretStr

    return SecretStr(key.strip())
