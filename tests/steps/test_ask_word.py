"""The interviewer model may word a follow-up; whatever it does, a question is asked in time."""

import asyncio
from typing import Any

import pytest
from ask_data import script

from covision.assets import folder
from covision.domain.base import Span
from covision.domain.interview import FollowUp, Trigger
from covision.domain.model import Completion, ModelInfo, Request
from covision.errors import AssetMissing, BadReply, ModelBusy, ModelTimeout
from covision.prompting.fence import unmarked
from covision.prompting.shelf import Prompt, load
from covision.steps.ask import word, written

ANSWER = "They are served by friendly people."
TRIGGER = Trigger(id="adjective", question="2", span=Span.of(ANSWER, "friendly"))
WRITTEN = written(script(), TRIGGER, "s")
GOOD = "When people are friendly, what changes for the customer?"


class Model:
    def __init__(self, reply: str | Exception, seconds: float = 0, tier: Any = "strong") -> None:
        self.reply, self.seconds, self.tier, self.requests = reply, seconds, tier, []  # type: ignore[var-annotated]

    @property
    def info(self) -> ModelInfo:
        return ModelInfo(name="a/model", tier=self.tier)

    async def complete(self, request: Request) -> Completion:
        self.requests.append(request)
        await asyncio.sleep(self.seconds)
        if isinstance(self.reply, Exception):
            raise self.reply
        return Completion(text=self.reply, model="a/model")


def shipped() -> Prompt:
    return load("interview/follow_up", folder("prompts"))


async def ask(model: Any, prompt: Any = shipped, follow_up: FollowUp = WRITTEN, seconds: float = 1) -> FollowUp:
    question = script().question("2")
    return await word(
        follow_up, model, script=script(), question=question, answer=ANSWER, prompt=prompt, seconds=seconds
    )


async def test_a_good_reply_is_used_and_named() -> None:
    model = Model(GOOD)
    got = await ask(model)
    assert (got.text, got.worded_by, got.trigger) == (GOOD, "a/model", TRIGGER)
    request = model.requests[0]
    assert request.role == "interviewer" and request.prompt.id == "interview/follow_up"
    assert [message.role for message in request.messages] == ["system", "user"]
    assert f"<data>\n{ANSWER}\n</data>" in unmarked(request.messages[1].content) and request.deadline == 1


@pytest.mark.parametrize(
    "model",
    [
        None,
        Model(GOOD, tier="scripted"),
        Model(GOOD, seconds=5),
        Model(ModelBusy("busy")),
        Model(ModelTimeout("slow")),
        Model(BadReply("bad")),
        Model("It lets them relax."),
        Model("What changes for customers because of that?"),  # without their word
    ],
)
async def test_everything_else_falls_back_to_the_written_words(model: Any) -> None:
    assert await ask(model, seconds=0.05) == WRITTEN


async def test_a_missing_prompt_is_no_matter() -> None:
    def missing() -> Any:
        raise AssetMissing("no prompt")

    assert await ask(Model(GOOD), prompt=missing) == WRITTEN


@pytest.mark.parametrize("id", ["gap", "unclaimed_research", "contradiction"])
async def test_quotes_of_others_are_never_reworded(id: Any) -> None:
    model = Model(GOOD)
    trigger = Trigger(id=id, question="2", span=Span.of(ANSWER, "friendly"), other="rude")
    before = written(script(), trigger)
    assert await ask(model, follow_up=before) == before and not model.requests


async def test_cancelling_is_not_swallowed() -> None:
    task = asyncio.create_task(ask(Model(GOOD, seconds=5), seconds=5))
    await asyncio.sleep(0.01)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_a_long_answer_is_cut_before_an_address_and_not_inside_it() -> None:
    # The gate to a remote model masks whole addresses only.
    model = Model(GOOD)
    answer = f"{ANSWER} {'x' * (1985 - len(ANSWER) - 1)} canary.person@example.com and more"
    question = script().question("2")
    await word(WRITTEN, model, script=script(), question=question, answer=answer, prompt=shipped, seconds=1)  # type: ignore[arg-type]
    sent = model.requests[0].messages[-1].content
    assert "friendly people" in sent and "canary" not in sent
