"""The model of each role, wrapped, with one meter a run."""

import time
from collections.abc import Callable, Mapping

from covision.domain.draft import Usage
from covision.domain.model import ChatModel, ModelInfo, Role
from covision.domain.ports import ReplyCache
from covision.domain.project import Material
from covision.errors import ModelUnavailable
from covision.gateways.base import Chat, Patience, Rhythm
from covision.gateways.breaker import Breaker, GuardedChat
from covision.gateways.cache import CachedChat, Ledger
from covision.gateways.litellm_chat import LitellmChat
from covision.gateways.masked import MaskedChat
from covision.gateways.meter import Meter, MeteredChat
from covision.gateways.pace import PacedChat, PaceOf
from covision.gateways.resolve import endpoint_of, resolve
from covision.settings import Settings
from covision.steps.mask import Masker, masked_texts

_breakers: dict[str, Breaker] = {}
"""One breaker an endpoint in this process: a server that is down is down for every run."""


class RoleModels:
    """Fulfils `domain.model.Models` for one run: build a new one for each run."""

    def __init__(
        self,
        infos: Mapping[Role, ModelInfo],
        settings: Settings,
        cache: ReplyCache | None = None,
        rhythm: Rhythm | None = None,
        masker: Masker | None = None,
        whole: Meter | None = None,
        pace_of: PaceOf | None = None,
        ledger: Ledger | None = None,
    ) -> None:
        self.infos = dict(infos)
        self.settings = settings
        self.cache = cache
        self.masker = masker
        self.rhythm = rhythm or Rhythm()
        self.pace_of = pace_of
        self.ledger = ledger
        self.meter = Meter(max_tokens=settings.max_tokens_per_run, max_cost=settings.max_cost_per_run, whole=whole)
        self._built: dict[str, Chat] = {}

    def of(self, role: Role) -> ChatModel:
        """The model of a role; raises `ModelUnavailable` where the role is set to `none`."""
        info = self.infos.get(role)
        if info is None:
            raise ModelUnavailable(
                f"No model is configured as {role}.",
                todo=f"Set COVISION_{role.upper()}_MODEL or COVISION_MODEL to a model's name.",
                attempts=0,
            )
        if info.name not in self._built:
            self._built[info.name] = self._build(info)
        return self._built[info.name]

    def info(self, role: Role) -> ModelInfo | None:
        """Which engine answers a role; None where the role is set to `none`."""
        return self.infos.get(role)

    def spent(self) -> Usage:
        """Tokens and calls of this run so far."""
        return self.meter.usage

    def cost(self) -> float | None:
        """US dollars of this run so far; None where any call's cost is unknown."""
        return self.meter.cost

    def _build(self, info: ModelInfo) -> Chat:
        endpoint = endpoint_of(info.name, self.settings)
        here = info.name.startswith(("local/", "scripted/"))
        patience = Patience.of(self.settings, local=info.name.startswith("local/"))
        pace = self.pace_of(endpoint) if self.pace_of is not None else None
        chat: Chat = LitellmChat(info, endpoint, patience, self.rhythm, busy=pace.busy if pace else None)
        if not here:
            chat = GuardedChat(chat, _breakers.setdefault(endpoint.key, Breaker(time.monotonic)))
        chat = MeteredChat(chat, self.meter)
        # Outside the meter: a call that waits for its turn holds no part of the budget yet.
        if pace is not None:
            chat = PacedChat(chat, pace)
        # A script of replies is read in order: a kept reply would skip a line of it.
        if self.cache is not None and self.settings.cache_replies and not info.name.startswith("scripted/"):
            chat = CachedChat(chat, self.cache, self.ledger)
        # Outermost, so that no step can go round it and nothing unmasked is kept with the replies.
        return MaskedChat(chat, self.masker) if info.remote else chat


def build_models(
    settings: Settings,
    cache: ReplyCache | None = None,
    *,
    weights_ready: Callable[[str], bool] = lambda name: False,
    ollama_models: Callable[[], list[str]] | None = None,
    infos: Mapping[Role, ModelInfo] | None = None,
    rhythm: Rhythm | None = None,
    material: Material | None = None,
    whole: Meter | None = None,
    pace_of: PaceOf | None = None,
    ledger: Ledger | None = None,
) -> RoleModels:
    """The models of one run. `infos` is a result of `resolve` to use again; chats are built when first asked.

    The texts of `material` number what is masked for remote models, so that a value has one placeholder in a
    project; without it each request has its own numbers. Reading 100,000 comments for that takes seconds. `whole`,
    `pace_of` and `ledger` belong to a run of many runs: its meter, how many calls an endpoint takes at once, and
    the account of what was kept before.
    """
    found = infos if infos is not None else resolve(settings, weights_ready, ollama_models)
    remote = any(info.remote for info in found.values())
    masker = Masker(masked_texts(material)) if remote and material is not None else None
    return RoleModels(found, settings, cache, rhythm, masker, whole, pace_of, ledger)
