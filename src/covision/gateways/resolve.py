"""Which engine answers each role, and why, in a sentence for the user."""

import os
import re
from collections.abc import Callable
from typing import get_args
from urllib.parse import urlsplit

from covision.domain.model import ModelInfo, Role, Tier
from covision.gateways.base import Endpoint
from covision.gateways.keys import KEYS, saved_key
from covision.gateways.vendor import provider_of
from covision.settings import Settings

ROLES: tuple[Role, ...] = get_args(Role)
LOCAL_DEFAULT = "local/qwen2.5-coder-1.5b"
LOCAL_MODELS = (LOCAL_DEFAULT, "local/qwen2.5-coder-0.5b", "local/smollm2-135m")
OLLAMA_PATIENCE = 0.3

_NONE = "none"
_OLLAMA = ("ollama", "ollama_chat")
# Providers that speak to whatever `api_base` names. For any other provider `api_base` is somebody else's address.
_OPENAI_LIKE = (
    "openai", "text-completion-openai", "custom_openai", "openai_like", "hosted_vllm", "vllm", "litellm_proxy",
    "lm_studio", "llamafile", "xinference",
)  # fmt: skip
_KEY_NAMES = {"together_ai": "TOGETHERAI_API_KEY", "bedrock": "AWS_ACCESS_KEY_ID", "vertex_ai": "VERTEXAI_PROJECT"}
_SIZE = re.compile(r"(?<![a-z0-9.])(?:e)?(\d+(?:\.\d+)?)(?:x(\d+(?:\.\d+)?))?\s*([bm])(?![a-z])", re.IGNORECASE)
# Ollama passes models with this tag on to its own servers: the text leaves this computer all the same.
_PASSED_ON = re.compile(r"[:-]cloud$", re.IGNORECASE)
_NOT_CHAT = re.compile(r"embed|minilm|\bbge|rerank|whisper", re.IGNORECASE)


def ask_ollama(url: str) -> list[str]:
    """Names of the models of an Ollama server at `url`; empty where none answers within 0.3 s.

    Only a loopback address is ever asked: a look-round must not reach out of this computer.
    """
    if not is_loopback(url):
        return []
    import httpx

    try:
        with httpx.Client(trust_env=False, timeout=OLLAMA_PATIENCE, follow_redirects=False) as client:
            reply = client.get(url.rstrip("/") + "/api/tags")
            reply.raise_for_status()
            models = reply.json()["models"]
            return [str(model["name"]) for model in models]
    except (httpx.HTTPError, httpx.InvalidURL, ValueError, KeyError, TypeError):
        return []


def resolve(
    settings: Settings,
    weights_ready: Callable[[str], bool],
    ollama_models: Callable[[], list[str]] | None = None,
) -> dict[Role, ModelInfo]:
    """The engine of each role. A role that is set to `none` has no entry.

    Order: the role's setting, `model`, an Ollama server on this computer, the built-in engine.
    `weights_ready(name)` tells whether the weights of a `local/…` model are on the disk.
    """
    look = ollama_models or (lambda: ask_ollama(settings.ollama_url))
    found: dict[Role, ModelInfo] = {}
    by_itself: ModelInfo | None = None
    for role in ROLES:
        own = getattr(settings, f"{role}_model")
        name = settings.model_for(role)
        if name is not None:
            if name.strip().lower() != _NONE:
                variable = f"COVISION_{role.upper()}_MODEL" if own else "COVISION_MODEL"
                found[role] = describe(full_name(name, settings), settings, f"Set by {variable}.")
            continue
        if by_itself is None:
            by_itself = _unconfigured(settings, weights_ready, look)
        found[role] = by_itself
    return found


def _unconfigured(
    settings: Settings, weights_ready: Callable[[str], bool], look: Callable[[], list[str]]
) -> ModelInfo:
    if settings.find_ollama and is_loopback(settings.ollama_url):
        models = [name for name in look() if not _NOT_CHAT.search(name) and not _PASSED_ON.search(name)]
        if models:
            best = max(models, key=lambda name: billions(name) or 0.0)
            why = "An Ollama server answers on this computer; nothing leaves it."
            return describe(f"ollama_chat/{best}", settings, why)
    start = "Nothing is configured, so the built-in engine writes; nothing leaves this computer."
    for name in LOCAL_MODELS[:2]:
        if weights_ready(name):
            return describe(name, settings, start)
    why = f"{start} Its model is not here yet: run `covision models fetch`."
    return describe(LOCAL_DEFAULT, settings, why)


def full_name(name: str, settings: Settings) -> str:
    """A bare name means a model of the server at `api_base`, where one is configured."""
    name = name.strip()
    return f"openai/{name}" if settings.api_base and not provider_of(name) else name


def describe(name: str, settings: Settings, why: str) -> ModelInfo:
    """What is known of a model by its name."""
    return ModelInfo(
        name=name, family=family_of(name), tier=tier_of(name, settings), remote=is_remote(name, settings), why=why
    )


def family_of(name: str) -> str:
    """The maker's line of models, such as `qwen` or `gpt`: a judge of the writer's family favours its own."""
    if provider_of(name) == "scripted":
        return "scripted"
    match = re.match(r"[a-z]+", name.rpartition("/")[2].lower())
    return match.group(0) if match else ""


def billions(name: str) -> float | None:
    """Parameters in billions as the name tells them (`8b`, `8x7b`, `135m`); None where it does not."""
    sizes = [
        float(a) * float(b or 1) * (0.001 if unit.lower() == "m" else 1.0) for a, b, unit in _SIZE.findall(name)
    ]
    return max(sizes) if sizes else None


def tier_of(name: str, settings: Settings) -> Tier:
    """How freely the model may be asked."""
    provider = provider_of(name)
    if provider == "scripted":
        return "scripted"
    if settings.tier is not None:
        return settings.tier
    if provider == "local":
        return "small"
    size = billions(name) if provider in _OLLAMA else None
    return "small" if size is not None and size < 4 else "strong"


def is_remote(name: str, settings: Settings) -> bool:
    """True where text leaves this computer."""
    provider = provider_of(name)
    if provider in ("local", "scripted"):
        return False
    if provider in _OLLAMA and _PASSED_ON.search(name):
        return True
    base = base_of(name, settings)
    return base is None or not is_loopback(base)


def base_of(name: str, settings: Settings) -> str | None:
    """The configured address a model is asked at; None for a provider's own."""
    provider = provider_of(name)
    if provider in _OLLAMA:
        return settings.ollama_url
    return settings.api_base if provider in _OPENAI_LIKE else None


def is_loopback(url: str) -> bool:
    """True for an address of this computer itself; a name other than `localhost` is not looked up."""
    import ipaddress

    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return False
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def endpoint_of(name: str, settings: Settings) -> Endpoint:
    """Where a model is asked and with which key.

    `api_key` goes to `api_base` alone; without `api_base` it goes to the one remote provider that is configured.
    A key never reaches a second provider. Where the settings hold none, the keyring is asked for the place's own.
    """
    provider = provider_of(name)
    base = base_of(name, settings)
    if provider in ("local", "scripted"):
        return Endpoint(model=name, free=True)
    if provider in _OLLAMA:
        return Endpoint(model=name, api_base=base, free=is_loopback(settings.ollama_url))
    if base is not None:
        return Endpoint(
            model=name, api_base=base, api_key=settings.api_key or saved_key(name, base, settings, KEYS)
        )
    variable = key_name(provider)
    if settings.api_key is not None and not settings.api_base and _providers(settings) == {provider}:
        return Endpoint(model=name, api_key=settings.api_key)
    # A provider's own variable wins, as every setting of the environment does.
    kept = None if os.environ.get(variable) else saved_key(name, None, settings, KEYS)
    return Endpoint(model=name, api_key=kept, key_name=variable)


def key_name(provider: str) -> str:
    """The environment variable that litellm reads a provider's key from."""
    return _KEY_NAMES.get(provider, f"{provider.upper()}_API_KEY" if provider else "COVISION_API_KEY")


def _providers(settings: Settings) -> set[str]:
    names = {name for role in ROLES if (name := settings.model_for(role)) and name.lower() != _NONE}
    return {provider_of(name) for name in names} - {"local", "scripted", *_OLLAMA}
