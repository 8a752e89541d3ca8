"""litellm, imported late and kept quiet: no log of prompts or keys, no callbacks, no look-ups at import."""

import gc
import importlib
import logging
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from covision import bootstrap

# The libraries below write request bodies, addresses with keys in them, or whole prompts at DEBUG or INFO.
_SILENT = ("LiteLLM", "LiteLLM Router", "LiteLLM Proxy")
_WARNINGS_ONLY = ("openai", "openai._base_client", "httpx", "httpcore", "aiohttp")
_ready_models: set[str] = set()
_OWN_PROVIDERS = {"scripted": "covision.gateways.scripted", "local": "covision.gateways.local"}


@lru_cache(maxsize=1)
def litellm() -> Any:
    """The litellm module, set up; the first call takes about two seconds."""
    bootstrap.prepare()
    module: Any = importlib.import_module("litellm")
    module.suppress_debug_info = True
    module.telemetry = False
    module.turn_off_message_logging = True
    module.redact_messages_in_exceptions = True
    # What the import made stays for good: without this every full collection looks through all of it again, which
    # takes a tenth of the time of a run of many calls.
    gc.freeze()
    for name in _SILENT:
        logging.getLogger(name).disabled = True
    for name in _WARNINGS_ONLY:
        logging.getLogger(name).setLevel(logging.WARNING)
    return module


def loaded(model: str) -> bool:
    """True where `ready(model)` has nothing left to import."""
    return model in _ready_models


def plain_stream(stream: Any) -> Any:
    """What to read a streamed reply from: the stream of the openai library inside litellm's, where there is one.

    litellm puts its own pieces together again for callbacks that covision does not have, which takes half of the
    time of a call. Other providers' streams are read through litellm, which knows their forms.
    """
    inner = getattr(stream, "completion_stream", None)
    return inner if type(inner).__module__.partition(".")[0] == "openai" else stream


async def streamed(asked: Mapping[str, Any]) -> Any:
    """litellm's stream of a reply, asked for with `asked` and for its usage, the short way where there is one."""
    plain = importlib.import_module("covision.gateways.plain_client")
    short = plain.short_way(asked)
    more = {**short, "stream": True, "stream_options": {"include_usage": True}}
    if "client" not in short:
        return await litellm().acompletion(**asked, **more)
    try:
        # What `acompletion` calls in another thread for the sake of slow providers, and then awaits here.
        return await litellm().completion(**asked, **more, acompletion=True)
    except Exception as raw:
        failed: Exception = plain.meaning_of(raw, asked)
    raise failed


def provider_of(model: str) -> str:
    """The part of a model name before the first slash; "" where there is none."""
    return model.partition("/")[0].lower() if "/" in model else ""


def ready(model: str) -> Any:
    """litellm with our own provider for `model` registered, where the name asks for one of ours."""
    module = litellm()
    if model in _ready_models:
        return module
    own = _OWN_PROVIDERS.get(provider_of(model))
    if own and all(entry["provider"] != provider_of(model) for entry in module.custom_provider_map):
        importlib.import_module(own).register()
    _ready_models.add(model)
    return module


def add_provider(name: str, handler: Any) -> None:
    """Register a `CustomLLM` under `name` (`name/…` models); a second registration replaces the first."""
    module = litellm()
    kept = [entry for entry in module.custom_provider_map if entry["provider"] != name]
    module.custom_provider_map = [*kept, {"provider": name, "custom_handler": handler}]
    importlib.import_module("litellm.utils").custom_llm_setup()
