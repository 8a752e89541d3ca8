"""Judges under a test's control: what they answer to which request, and what they were asked."""

from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path

from covision.domain.draft import Usage
from covision.domain.model import Completion, Delta, ModelInfo, Request, Shape, Structured, TokenLogprob
from covision.errors import BadReply, ModelError
from covision.steps.judging.asking import JudgePrompts
from covision.steps.rubric import load_rubric

ROOT = Path(__file__).resolve().parents[2]
RUBRIC = load_rubric("en")
PROMPTS = JudgePrompts.load(ROOT / "prompts")


class FakeJudge:
    """`answer(request)` gives a text, a `Completion`, or an error to raise."""

    def __init__(self, answer: Callable[[Request], "str | Completion | ModelError"], **info: object) -> None:
        self.info = ModelInfo.model_validate({"name": "fake/judge", **info})
        self.answer = answer
        self.seen: list[Request] = []

    async def complete(self, request: Request) -> Completion:
        self.seen.append(request)
        found = self.answer(request)
        if isinstance(found, ModelError):
            raise found
        usage = Usage(input_tokens=10, output_tokens=1, calls=1)
        return (
            found if isinstance(found, Completion) else Completion(text=found, model="fake", usage=usage, cost=0.0)
        )

    async def structured(self, request: Request, shape: type[Shape]) -> Structured[Shape]:
        reply = await self.complete(request)
        try:
            return Structured[Shape](value=shape.model_validate_json(reply.text), completion=reply, rung="schema")
        except ValueError:
            raise BadReply("The model did not answer in the form that was asked for.", reply=reply.text) from None

    def stream(self, request: Request) -> AsyncIterator[Delta]:
        raise NotImplementedError

    async def several(self, request: Request, n: int) -> Sequence[Completion]:
        raise NotImplementedError


def with_chances(**chances: float) -> Completion:
    """A letter with these natural-log probabilities of the letters."""
    best = max(chances, key=lambda letter: chances[letter])
    token = TokenLogprob(token=best, logprob=chances[best], top=chances)
    return Completion(text=best, model="fake", logprobs=(token,), cost=0.0)
