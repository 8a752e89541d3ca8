"""A judge reads two statements and answers with one letter: A, B, or T for a tie.

It sees neither ids nor authors, models or history; the texts are fenced, and each statement is once A and once B.
The prompt is the one of its exam, so that the exam tells of these verdicts too.
"""

from covision.domain.comparing import OrderVerdict
from covision.domain.model import Completion
from covision.errors import ModelError
from covision.steps.judging import asking
from covision.steps.judging.judge import Judge
from covision.steps.judging.levels import chances_of, letter_of

LETTERS = "ABT"
_VALUES = {"A": 1.0, "T": 0.5, "B": 0.0}


class PairReader:
    """Reads pairs with one judge in one language. With `warm` repeats are asked at a temperature, so that they may
    differ."""

    def __init__(self, judge: Judge, language: str, *, warm: bool = False) -> None:
        self.judge = judge
        self.language = language
        self.warm = warm

    async def __call__(self, first: str, second: str, *, repeat: int) -> OrderVerdict:
        """The verdict by the order read. The letter that was written decides; where the model tells probabilities,
        they make the preference. What cannot be read is no verdict, with the reason."""
        reply = await self._reply(first, second, repeat)
        if isinstance(reply, ModelError):
            return OrderVerdict(said=None, reason=reply.what)
        letter = letter_of(reply.text, LETTERS)
        chances = chances_of(reply.logprobs, LETTERS) if reply.logprobs else None
        if letter is None:
            return OrderVerdict(said=None, reason="The judge's answer was neither A, B nor T.")
        preference = None
        if chances is not None:
            preference = min(1.0, max(0.0, sum(chances[one] * _VALUES[one] for one in LETTERS)))
        return OrderVerdict(said={"A": "first", "B": "second", "T": "tie"}[letter], preference=preference)

    async def _reply(self, first: str, second: str, repeat: int) -> Completion | ModelError:
        request = asking.pair_request(
            self.judge.prompts, first, second, self.language, repeat=repeat, logprobs=True
        )
        if self.warm:
            request = request.model_copy(update={"temperature": asking.WARMTH})
        told = await self.judge.probe(request)
        if told is not None:
            return told
        return await self.judge.ask(request.model_copy(update={"logprobs": False, "top_logprobs": 0}))
