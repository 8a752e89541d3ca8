"""What covision asks of a language model, and the port that gateways fulfil."""

from collections.abc import AsyncIterator, Sequence
from typing import Any, Generic, Literal, Protocol, TypeVar

from pydantic import BaseModel, Field

from covision.domain.base import Frozen
from covision.domain.draft import PromptRef, Usage

Role = Literal["interviewer", "writer", "critic", "judge"]
Tier = Literal["small", "strong", "scripted"]
Finish = Literal["stop", "length", "refused", "cut"]
Shape = TypeVar("Shape", bound=BaseModel)


class Message(Frozen):
    """One turn of a conversation."""

    role: Literal["system", "user", "assistant"]
    content: str


class Request(Frozen):
    """One question to a model. `repeat` tells identical requests apart that must be answered anew."""

    role: Role
    messages: tuple[Message, ...]
    prompt: PromptRef
    max_tokens: int = 400
    temperature: float = 0.0
    top_p: float = 1.0
    seed: int = 0
    stop: tuple[str, ...] = ()
    json_schema: dict[str, Any] | None = None
    logprobs: bool = False
    top_logprobs: int = 0
    repeat: int = 0
    deadline: float | None = Field(None, description="seconds for this call with all attempts")
    spent: int = Field(0, ge=0, description="requests that this call has made before, of those it may make")


class TokenLogprob(Frozen):
    """A written token, its natural-log probability, and the likeliest alternatives."""

    token: str
    logprob: float
    top: dict[str, float] = Field(default_factory=dict)


class Completion(Frozen):
    """A reply. `cost` is US dollars, None where unknown; `seconds` the wall time of the call.

    `asker` names the piece of an evaluation that asked for it; it is kept with the reply.
    """

    text: str
    model: str
    finish: Finish = "stop"
    usage: Usage = Usage()
    cost: float | None = None
    seconds: float = 0.0
    attempts: int = 1
    cached: bool = False
    asker: str = ""
    logprobs: tuple[TokenLogprob, ...] = ()


class Delta(Frozen):
    """A piece of a streamed reply; the last one carries the whole `completion`."""

    text: str = ""
    completion: Completion | None = None


class Structured(BaseModel, Generic[Shape]):
    """A validated value and the reply it came from; `rung` is the step of the ladder that worked."""

    value: Shape
    completion: Completion
    rung: Literal["schema", "json", "plain"]
    repairs: int = 0


class ModelInfo(Frozen):
    """Which engine answers a role and why. `remote`: text leaves this computer."""

    name: str
    family: str = ""
    tier: Tier = "strong"
    remote: bool = False
    why: str = ""


class ChatModel(Protocol):
    """A model as the steps see it; every body raises `ModelError`s only, and cancels when its task is."""

    @property
    def info(self) -> ModelInfo:
        """Which engine this is."""

    async def complete(self, request: Request) -> Completion:
        """The whole reply."""

    def stream(self, request: Request) -> AsyncIterator[Delta]:
        """The reply in pieces; the last piece carries the completion."""

    async def several(self, request: Request, n: int) -> Sequence[Completion]:
        """`n` replies to one request, in the fastest way this engine knows; fewer if some failed."""

    async def structured(self, request: Request, shape: type[Shape]) -> Structured[Shape]:
        """A reply that validates as `shape`; raises `BadReply` after the repairs."""


class Models(Protocol):
    """The model of each role, and what has been spent in this run."""

    def of(self, role: Role) -> ChatModel:
        """The model of a role; raises `ModelUnavailable` where nothing can answer."""

    def spent(self) -> Usage:
        """Tokens and calls of this run so far."""

    def cost(self) -> float | None:
        """US dollars of this run so far; None where any call's cost is unknown."""
