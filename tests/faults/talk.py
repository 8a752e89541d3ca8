"""Short ways to build a chat against the fault server, with time and chance under the test's control."""

from dataclasses import dataclass, field
from typing import Any

from pydantic import SecretStr

from covision.domain.draft import PromptRef
from covision.domain.model import Message, ModelInfo, Request
from covision.gateways.base import Endpoint, Patience, Rhythm
from covision.gateways.litellm_chat import LitellmChat
from faults.server import FaultServer

KEY = "sk-canary-5f1e0a77c2"
PROMPT = "canary-prompt: the owner's own words about the bakery"


@dataclass
class Time:
    """Sleeps that take no time; `slept` lists them. `at` is both monotonic and wall seconds."""

    at: float = 1_800_000_000.0
    slept: list[float] = field(default_factory=list)
    chance: float = 0.5

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.at += seconds

    @property
    def rhythm(self) -> Rhythm:
        return Rhythm(sleep=self.sleep, now=lambda: self.at, wall=lambda: self.at, random=lambda: self.chance)


def request(text: str = PROMPT, **more: Any) -> Request:
    """A request of one message."""
    base: dict[str, Any] = {"role": "writer", "prompt": PromptRef(id="p", version="1", digest="d")}
    return Request(**base | {"messages": (Message(role="user", content=text),)} | more)


def chat(server: FaultServer, time: Time | None = None, model: str = "openai/test", **limits: Any) -> LitellmChat:
    """A chat whose server is the fault server."""
    endpoint = Endpoint(model=model, api_base=server.url, api_key=SecretStr(KEY))
    patience = Patience(**{"first_token": 5.0, "idle": 5.0, "deadline": 20.0} | limits)
    return LitellmChat(ModelInfo(name=model), endpoint, patience, (time or Time()).rhythm)


def scripted(name: str, time: Time | None = None, **limits: Any) -> LitellmChat:
    """A chat with a scripted model."""
    model = f"scripted/{name}"
    patience = Patience(**{"deadline": 20.0} | limits)
    return LitellmChat(ModelInfo(name=model), Endpoint(model=model, free=True), patience, (time or Time()).rhythm)
