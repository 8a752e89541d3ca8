"""A judge over any chat model: all criteria in one call (batch), or each criterion by itself (strict).

Strict mode takes the expected value over the model's own probabilities of the levels, once with the weakest level
first and once with the strongest first, so that a liking for the letter A cancels out (expected score over level
probabilities: Liu et al. 2023, "G-Eval"). Where a model tells no probabilities the mean of four answers at
temperature 0.7 stands in, two in each order of the levels. What cannot be read is None with the reason.
"""

import asyncio
import statistics
from collections.abc import Mapping, Sequence

from covision.domain.base import Span
from covision.domain.draft import Usage
from covision.domain.judging import Judgement, JudgeVerdict, JudgingMode
from covision.domain.model import ChatModel, Completion, Request
from covision.domain.rubric import Criterion, Rubric
from covision.errors import BadReply, BudgetReached, ModelError, ModelIncomplete, ModelRefused
from covision.measures.ranking import Outcome
from covision.steps.judging import asking
from covision.steps.judging.asking import BatchReply, Judged, JudgePrompts
from covision.steps.judging.levels import Scale, chances_of, letter_of
from covision.steps.judging.records import Record, lacking
from covision.steps.support.quoting import find

REPEATS = 4
FEWEST = 3
AT_ONCE = 8
ENOUGH = 5
_PAIR: dict[str, Outcome] = {"A": "first", "B": "second", "T": "tie"}
_NO_WORDS = ("-", "–", "—", "none", "nothing", "n/a")


class Judge:
    """Judges statements with one model in one mode; safe to share between tasks.

    At most `at_once` calls are under way. Where the budget is reached, or `ENOUGH` calls in a row fail for the
    server's sake, nothing more is asked: `fatal` holds the failure, and what was not judged says so. `trouble`
    counts such failures, `calls` all calls; `cost` is US dollars, None where unknown.
    """

    def __init__(
        self,
        model: ChatModel,
        prompts: JudgePrompts,
        rubric: Rubric,
        *,
        mode: JudgingMode = "batch",
        at_once: int = AT_ONCE,
    ) -> None:
        self.model = model
        self.prompts = prompts
        self.criteria = asking.judgeable(rubric)
        self.mode = mode
        self.fatal: ModelError | None = None
        self.calls = 0
        self.trouble = 0
        self.usage = Usage()
        self.cost: float | None = 0.0
        self._gate = asyncio.Semaphore(at_once)
        self._probing = asyncio.Lock()
        self._tells: bool | None = None
        self._in_a_row = 0

    async def judge(
        self,
        statement: str,
        language: str,
        records: Sequence[Record] = (),
        *,
        numbers: Sequence[int] | None = None,
        words: bool = True,
        repeat: int = 0,
        as_is: bool = False,
    ) -> Judgement:
        """The verdicts on one statement, of all judgeable criteria or of `numbers`; no `ModelError` is raised.

        `words=False` saves strict mode the calls for words and reasons where only values count. `as_is` shows the
        judge also what speaks to a machine: for the exam, which must see what such words do to it.
        """
        flat = Judged(" ".join(statement.split())[: asking.LONGEST], language)
        judged = flat if as_is else Judged.of(statement, language)
        chosen = [one for one in self.criteria if numbers is None or one.number in numbers]
        able = [one for one in chosen if not lacking(records, one.number)]
        if self.mode == "batch":
            found = await self._batch(judged, able, records, repeat) if able else {}
        else:
            told = await asyncio.gather(*(self._strict(judged, one, records, words, repeat) for one in able))
            found = {one.number: one for one in told}
        verdicts = [found.get(one.number) or _unread(one, _lack(one)) for one in chosen]
        return Judgement(
            model=self.model.info.name,
            family=self.model.info.family,
            mode=self.mode,
            prompt=self.prompts.ref(self.mode),
            verdicts=tuple(_placed(one, statement) for one in verdicts),
            withheld=judged.withheld,
        )

    async def compare(self, first: str, second: str, language: str, *, repeat: int = 0) -> Outcome | None:
        """Which of two statements is better as they stand here: `first`, `second` or `tie`; None if unreadable."""
        request = asking.pair_request(self.prompts, first, second, language, repeat=repeat)
        reply = await self.ask(request)
        letter = letter_of(reply.text, "ABT") if isinstance(reply, Completion) else None
        return _PAIR.get(letter or "")

    # Batch

    async def _batch(
        self, judged: Judged, criteria: Sequence[Criterion], records: Sequence[Record], repeat: int
    ) -> Mapping[int, JudgeVerdict]:
        request = asking.batch_request(self.prompts, judged, criteria, records, repeat)
        async with self._gate:
            if self.fatal is not None:
                return {one.number: _unread(one, _why(self.fatal)) for one in criteria}
            self.calls += 1
            try:
                found = await self.model.structured(request, BatchReply)
            except ModelError as error:
                self._failed(error)
                return {one.number: _unread(one, _why(error)) for one in criteria}
        self._paid(found.completion)
        # Two verdicts on one criterion: the last one binds.
        said = {entry.criterion: entry for entry in found.value.verdicts}
        return {one.number: _batch_verdict(one, said.get(one.number)) for one in criteria}

    # Strict

    async def _strict(
        self, judged: Judged, criterion: Criterion, records: Sequence[Record], words: bool, repeat: int
    ) -> JudgeVerdict:
        told = await self._by_probabilities(judged, criterion, records, repeat)
        if told is None:
            return await self._by_repeats(judged, criterion, records, repeat)
        if not words or told.value is None:
            return told
        request = asking.criterion_request(self.prompts, judged, criterion, records, repeat=repeat)
        reply = await self.ask(request)
        if isinstance(reply, ModelError):
            return told
        said, why = _lines(reply.text)
        return told.model_copy(update={"reason": why, "span": _claimed(said)})

    async def _by_probabilities(
        self, judged: Judged, criterion: Criterion, records: Sequence[Record], repeat: int
    ) -> JudgeVerdict | None:
        """The verdict from probabilities; None where this model does not tell any."""
        if self._tells is False:
            return None
        values: list[float] = []
        for reverse in (False, True):
            request = asking.level_request(self.prompts, judged, criterion, records, reverse=reverse, repeat=repeat)
            reply = await self.probe(request)
            if reply is None:
                return None
            if isinstance(reply, ModelError):
                return _unread(criterion, _why(reply))
            scale = Scale.of(criterion, reverse=reverse)
            chances = chances_of(reply.logprobs, scale.letters)
            if chances is None:
                return _unread(criterion, "The judge's answer was no level.")
            values.append(scale.expected(chances))
        return JudgeVerdict(
            number=criterion.number,
            key=criterion.key,
            value=_in_range(statistics.fmean(values)),
            question=criterion.question,
            how="probabilities",
            repeats=len(values),
            spread=statistics.pstdev(values),
        )

    async def probe(self, request: Request) -> Completion | ModelError | None:
        """The reply with its probabilities; None where the model turns out to tell none. One call finds out."""
        if self._tells is None:
            async with self._probing:
                if self._tells is None:
                    reply = await self.ask(request)
                    if isinstance(reply, ModelRefused):
                        # Some servers refuse to be asked for probabilities at all; repeats will tell.
                        self._tells = False
                        return None
                    if isinstance(reply, ModelError):
                        return reply
                    self._tells = bool(reply.logprobs)
                    return reply if self._tells else None
        if self._tells is False:
            return None
        return await self.ask(request)

    async def _by_repeats(
        self, judged: Judged, criterion: Criterion, records: Sequence[Record], repeat: int
    ) -> JudgeVerdict:
        """The mean of `REPEATS` answers, half of them with the strongest level first."""
        orders = [bool(at % 2) for at in range(REPEATS)]
        requests = [
            asking.criterion_request(
                self.prompts,
                judged,
                criterion,
                records,
                reverse=reverse,
                repeat=repeat * REPEATS + at,
                temperature=asking.WARMTH,
            )
            for at, reverse in enumerate(orders)
        ]
        replies = await asyncio.gather(*(self.ask(one) for one in requests))
        values: list[float] = []
        said, why, problem = "", "", "The judge's answer was no level."
        for reverse, reply in zip(orders, replies, strict=True):
            if isinstance(reply, ModelError):
                problem = _why(reply)
                continue
            scale = Scale.of(criterion, reverse=reverse)
            value = scale.value(letter_of(reply.text, scale.letters) or "")
            if value is not None:
                values.append(value)
                said, why = (said, why) if why else _lines(reply.text)
        if len(values) < FEWEST:
            return _unread(criterion, f"{problem} Only {len(values)} of {REPEATS} answers could be read.")
        return JudgeVerdict(
            number=criterion.number,
            key=criterion.key,
            value=_in_range(statistics.fmean(values)),
            span=_claimed(said),
            reason=why,
            question=criterion.question,
            how="repeats",
            repeats=len(values),
            spread=statistics.stdev(values),
        )

    # Calls

    async def ask(self, request: Request) -> Completion | ModelError:
        """One whole reply, or why there is none; a refused or cut one is none."""
        async with self._gate:
            if self.fatal is not None:
                return self.fatal
            self.calls += 1
            try:
                reply = await self.model.complete(request)
            except ModelError as error:
                self._failed(error)
                return error
        self._paid(reply)
        if reply.finish == "refused":
            return ModelRefused("The judge declined to answer.", model=reply.model)
        if reply.finish == "cut" or (reply.finish == "length" and not request.logprobs):
            return ModelIncomplete("The judge's answer was cut.", model=reply.model)
        return reply

    def _failed(self, error: ModelError) -> None:
        if self.model.info.remote:
            self.cost = None
        if isinstance(error, BadReply) or error.reply:
            return
        self.trouble += 1
        self._in_a_row += 1
        if isinstance(error, BudgetReached) or self._in_a_row >= ENOUGH:
            self.fatal = error

    def _paid(self, reply: Completion) -> None:
        self._in_a_row = 0
        self.usage += reply.usage
        self.cost = None if self.cost is None or reply.cost is None else self.cost + reply.cost


def overall(judgement: Judgement, rubric: Rubric, numbers: Sequence[int] | None = None) -> float | None:
    """The mean of the verdicts that could be read, each with its criterion's weight; None where there is none."""
    weights = {one.number: one.weight for one in rubric.criteria}
    parts = [
        (one.value, weights.get(one.number, 0.0))
        for one in judgement.verdicts
        if one.value is not None and (numbers is None or one.number in numbers)
    ]
    total = sum(weight for _, weight in parts)
    return sum(value * weight for value, weight in parts) / total if total > 0 else None


def disagreement(batch: Sequence[Judgement], strict: Sequence[Judgement]) -> dict[int, tuple[float, int]]:
    """How far the two modes are apart on the same statements: mean absolute difference and number, by criterion.

    The sequences must be in the same order; what either could not read is left out.
    """
    apart: dict[int, list[float]] = {}
    for one, other in zip(batch, strict, strict=True):
        values = {verdict.number: verdict.value for verdict in other.verdicts}
        for verdict in one.verdicts:
            second = values.get(verdict.number)
            if verdict.value is not None and second is not None:
                apart.setdefault(verdict.number, []).append(abs(verdict.value - second))
    return {number: (statistics.fmean(found), len(found)) for number, found in sorted(apart.items())}


def _batch_verdict(criterion: Criterion, entry: asking.BatchVerdict | None) -> JudgeVerdict:
    if entry is None:
        return _unread(criterion, "The judge gave no verdict on this criterion.")
    scale = Scale.of(criterion)
    value = scale.value(letter_of(entry.level, scale.letters) or "")
    if value is None:
        return _unread(criterion, "The judge's answer was no level.")
    return JudgeVerdict(
        number=criterion.number,
        key=criterion.key,
        value=value,
        span=_claimed(entry.words),
        reason=" ".join(entry.why.split())[:300],
        question=criterion.question,
        how="single",
    )


def _unread(criterion: Criterion, reason: str) -> JudgeVerdict:
    return JudgeVerdict(
        number=criterion.number, key=criterion.key, reason=reason, question=criterion.question, repeats=0
    )


def _lack(criterion: Criterion) -> str:
    return criterion.unscored or "There is nothing to compare the statement with."


def _why(error: ModelError) -> str:
    return error.what if error.what.endswith(".") else f"{error.what}."


def _lines(text: str) -> tuple[str, str]:
    """Words and reason of an answer in lines; the last of each counts."""
    said = why = ""
    for line in text.splitlines():
        name, _, rest = line.strip().partition(":")
        if name.strip(" *_-").lower() == "words":
            said = rest.strip()
        elif name.strip(" *_-").lower() == "why":
            why = " ".join(rest.split())[:300]
    return said, why


def _claimed(said: str) -> Span | None:
    """The words a judge says it copied, with no place yet."""
    words = " ".join(said.split()).strip("\"'“”«»`")
    return None if not words or words.lower() in _NO_WORDS else Span(start=0, end=len(words), text=words)


def _placed(verdict: JudgeVerdict, statement: str) -> JudgeVerdict:
    """Words that occur, quote marks apart, get their place; others are dropped, and that is said."""
    if verdict.span is None:
        return verdict
    said = verdict.span.text
    place = find(said, statement) or find(said.rstrip(".,;:!"), statement)
    if place is not None:
        return verdict.model_copy(update={"span": place})
    note = "The judge quoted words that are not in the statement."
    return verdict.model_copy(update={"span": None, "reason": f"{verdict.reason} {note}".strip()})


def _in_range(value: float) -> float:
    return min(1.0, max(0.0, value))
