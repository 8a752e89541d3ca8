"""A judge's examination: it judges the paper through the port, and never learns that it is examined.

What speaks to a machine is shown to it as it stands, without the filter that protects real judging: the exam must
see what such words do to this judge.
"""

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from covision.domain.draft import Usage
from covision.domain.judging import ExamResult, Judgement
from covision.domain.model import Request
from covision.domain.rubric import Rubric
from covision.errors import ModelBusy
from covision.measures.ranking import Outcome
from covision.steps.judging import asking
from covision.steps.judging.asking import Judged
from covision.steps.judging.figures import Sheet, examined
from covision.steps.judging.judge import REPEATS, Judge
from covision.steps.judging.paper import Graded, Paper
from covision.steps.judging.records import Record

MOST_TROUBLE = 0.05
"""With more failures of the server than this share of the calls the exam is broken off, and nothing is kept."""

_OUTPUT = {"batch": 600, "strict": 60}
Told = Callable[[int, int], None]
"""Called with how many verdicts or batches of them are here, and of how many."""


@dataclass(frozen=True)
class _Asked:
    """One thing to be judged: a text in the place of `base`, on `numbers`."""

    key: str
    text: str
    base: Graded
    numbers: tuple[int, ...]
    repeat: int = 0


@dataclass
class _Progress:
    told: Told | None
    of: int
    done: int = 0

    def step(self, by: int = 1) -> None:
        self.done += by
        if self.told is not None:
            self.told(min(self.done, self.of), self.of)


@dataclass
class _Desk:
    """What is judged so far, by key."""

    found: dict[str, list[Judgement]] = field(default_factory=dict)

    def of(self, key: str) -> Judgement:
        """All verdicts on one text."""
        first, *rest = self.found[key]
        verdicts = sorted((*first.verdicts, *(v for one in rest for v in one.verdicts)), key=lambda v: v.number)
        return first.model_copy(update={"verdicts": tuple(verdicts)})


async def take(
    judge: Judge, paper: Paper, rubric: Rubric, *, taken_at: str, told: Told | None = None, quick: bool = False
) -> ExamResult:
    """Examine a judge. Raises the `ModelError` of a judge that cannot be asked, or whose server failed too often.

    With `quick` a part of the paper is asked: its intervals are wider, its weights smaller.
    """
    started = time.monotonic()
    paper = paper.short() if quick else paper
    work = _work(paper, judge)
    steps = len(work) if judge.mode == "batch" else sum(len(one.numbers) for one in work)
    progress = _Progress(told, steps + 2 * len(paper.pairs))
    desk = _Desk()
    if judge.mode == "batch":
        await _judge(judge, work, desk, progress, None)
    else:
        # One criterion after the other: an engine that keeps what it has read reads the levels once.
        for number in paper.criteria:
            some = [one for one in work if number in one.numbers]
            await _judge(judge, some, desk, progress, number)
    verdicts = await asyncio.gather(*(_pair(judge, paper, pair, progress) for pair in paper.pairs))
    _stop_where_broken(judge)
    sheet = Sheet(
        paper=paper,
        rubric=rubric,
        judged={one.key: desk.of(one.key) for one in work},
        pairs=[pair for pair in verdicts if pair is not None],
        unread_pairs=sum(1 for pair in verdicts if pair is None),
    )
    result = examined(sheet, judge, taken_at)
    return result.model_copy(
        update={
            "quick": quick,
            "calls": judge.calls,
            "seconds": round(time.monotonic() - started, 3),
            "cost": judge.cost,
        }
    )


def need(judge: Judge, paper: Paper, *, quick: bool = False) -> Usage:
    """About what the exam will use, at most: calls and tokens, four characters each; said before the first call."""
    paper = paper.short() if quick else paper
    prompts, criteria = judge.prompts, {one.number: one for one in judge.criteria}
    calls = read = 0
    for one in _work(paper, judge):
        judged = Judged(one.text, one.base.language)
        if judge.mode == "batch":
            chosen = [criteria[number] for number in one.numbers if number in criteria]
            calls += 1
            read += tokens(asking.batch_request(prompts, judged, chosen, one.base.records))
            continue
        for number in one.numbers:
            request = asking.criterion_request(prompts, judged, criteria[number], one.base.records)
            calls += REPEATS
            read += REPEATS * tokens(request)
    for first, second in paper.pairs:
        texts = (paper.graded(first).text, paper.graded(second).text)
        calls += 2
        read += 2 * tokens(asking.pair_request(prompts, *texts, "en"))
    return Usage(input_tokens=read, output_tokens=calls * _OUTPUT[judge.mode], calls=calls)


def tokens(request: Request) -> int:
    """About how many tokens the messages have: four characters each, and four for the frame of a message."""
    return sum(4 + -(-len(one.content) // 4) for one in request.messages)


def _work(paper: Paper, judge: Judge) -> list[_Asked]:
    able = {one.number for one in judge.criteria}
    every = tuple(number for number in paper.criteria if number in able)
    some = tuple(number for number in paper.ladder_criteria if number in able)
    # A batch asks for everything at once anyway.
    on_ladder = every if judge.mode == "batch" else some
    found = [_Asked(f"graded/{one.id}", one.text, one, _fit(every, one)) for one in paper.statements]
    for id in paper.repeats:
        one = paper.graded(id)
        found.append(_Asked(f"again/{id}", one.text, one, _fit(on_ladder, one), 1))
    for rungs in paper.ladder:
        base = paper.graded(rungs.base)
        for hurt in rungs.damaged:
            found.append(_Asked(f"damaged/{base.id}/{hurt.rung}", hurt.text, base, _fit(on_ladder, base)))
        for same in rungs.neutral:
            found.append(_Asked(f"neutral/{base.id}/{same.edit}", same.text, base, _fit(on_ladder, base)))
    for planted in paper.planted:
        base = paper.graded(planted.base)
        found.append(_Asked(f"planted/{base.id}", planted.text, base, _fit(on_ladder, base)))
    return found


def _fit(numbers: Sequence[int], one: Graded) -> tuple[int, ...]:
    """Without goals there is nothing to be in line with."""
    return tuple(number for number in numbers if number != 12 or one.goals)


async def _judge(
    judge: Judge, work: Sequence[_Asked], desk: _Desk, progress: _Progress, number: int | None
) -> None:
    async def one(asked: _Asked) -> None:
        numbers: Sequence[int] = asked.numbers if number is None else (number,)
        records: Sequence[Record] = asked.base.records
        found = await judge.judge(
            asked.text,
            asked.base.language,
            records,
            numbers=numbers,
            words=False,
            repeat=asked.repeat,
            as_is=True,
        )
        _stop_where_broken(judge)
        desk.found.setdefault(asked.key, []).append(found)
        progress.step()

    tasks = [asyncio.ensure_future(one(asked)) for asked in work]
    try:
        await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _pair(
    judge: Judge, paper: Paper, pair: tuple[str, str], progress: _Progress
) -> tuple[Outcome, Outcome] | None:
    """The verdicts with the first statement read first, and with the second; None where one is unreadable."""
    first, second = (paper.graded(id) for id in pair)
    found = await asyncio.gather(
        judge.compare(first.text, second.text, first.language),
        judge.compare(second.text, first.text, first.language),
    )
    progress.step(2)
    one, other = found
    return None if one is None or other is None else (one, other)


def _stop_where_broken(judge: Judge) -> None:
    if judge.fatal is not None:
        raise judge.fatal
    if judge.trouble > max(3, MOST_TROUBLE * max(judge.calls, 100)):
        raise ModelBusy(
            f"{judge.model.info.name} failed {judge.trouble} of {judge.calls} times, so its exam was broken off.",
            safe="Nothing of it counts; answers that came are kept.",
            todo="Try again later.",
            model=judge.model.info.name,
        )
