"""The judges of a run: examined before it, then asked for each statement on the account of its piece of work."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from covision.bench.accounts import Account, RepeatedModels
from covision.bench.rooms import Room
from covision.domain.evals import PairResult, Spent
from covision.domain.judging import ExamResult, JudgingMode
from covision.domain.model import ModelInfo
from covision.domain.rubric import Scorecard
from covision.errors import UsageError
from covision.steps.comparing.compare import read_pairs
from covision.steps.comparing.reading import PairReader
from covision.steps.judging.judge import Judge
from covision.wiring import House
from covision.wiring.evaluating import Meter, Paces, models_for
from covision.wiring.judging import Bench as JudgeBench
from covision.wiring.judging import Need, Panel, names_of, verdict

Say = Callable[[str], None]
AT_ONCE = 50
"""Calls of one piece of work under way at the same time; the pace of the provider holds besides."""


@dataclass(frozen=True)
class Judged:
    """Scorecards with the judges' verdicts, in the order given, what must be said beside them, and what it took."""

    cards: tuple[Scorecard, ...]
    warnings: tuple[str, ...]
    spent: Spent
    requests: int


@dataclass(frozen=True)
class Jury:
    """Judges with their exams. One that failed is asked for nothing, and its scorecards say so."""

    house: House
    seats: tuple[tuple[JudgeBench, ExamResult], ...]
    whole: Meter
    paces: Paces

    @property
    def passed(self) -> bool:
        """True where a judge may compare drafts."""
        return any(exam.passed for _, exam in self.seats)

    def _judges(self, account: Account, repeat: int) -> list[tuple[Judge, ExamResult]]:
        found = []
        for bench, exam in self.seats:
            models = account.counting(
                models_for(self.house, bench.name, whole=self.whole, paces=self.paces, ledger=account.ledger)
            )
            model = RepeatedModels(models, repeat).of("judge")
            judge = Judge(model, bench.prompts, bench.rubric, mode=bench.mode, at_once=AT_ONCE)
            found.append((judge, exam))
        return found

    async def judge(
        self, name: str, repeat: int, cards: Sequence[Scorecard], room: Room, writer: ModelInfo | None = None
    ) -> Judged:
        """Scorecards of one piece of work, `name`, with the verdicts; those of a judge that fails are left out."""
        account = Account(name, self.whole)
        judges = await asyncio.to_thread(self._judges, account, repeat)
        panel = Panel(self.house, judges)
        language = room.material.organisation.language
        try:
            found = await asyncio.gather(
                *(panel.card(card, language, material=room.material, writer=writer) for card in cards)
            )
        finally:
            account.close()
        said = [text for _, warnings in found for text in warnings]
        said += [_trouble(judge) for judge, _ in judges if judge.trouble]
        return Judged(
            cards=tuple(card for card, _ in found),
            warnings=tuple(dict.fromkeys(said)),
            spent=account.spent(),
            requests=account.requests(),
        )

    async def compare(self, name: str, result: PairResult, first: str, second: str, language: str) -> PairResult:
        """Two statements read in both orders by every judge that passed; `result` says which they are."""
        account = Account(name, self.whole)
        judges = await asyncio.to_thread(self._judges, account, result.repeat)
        readers = [PairReader(judge, language) for judge, exam in judges if exam.passed]
        texts = {"first": first, "second": second}
        try:
            (found,) = await read_pairs(texts, [("first", "second")], readers)
        finally:
            account.close()
        return result.model_copy(
            update={
                "verdict": found.verdict,
                "consistent": found.consistent,
                "words_first": found.words_first,
                "words_second": found.words_second,
                "reason": found.reason,
                "judging": account.spent(),
            }
        )


def _trouble(judge: Judge) -> str:
    why = f" {judge.fatal.what}" if judge.fatal is not None else ""
    return f"{judge.model.info.name} failed {judge.trouble} times while judging; those verdicts are missing.{why}"


async def seat(
    house: House, judge: str | None, mode: JudgingMode, *, whole: Meter, paces: Paces, say: Say,
    sat: Sequence[ExamResult] = (),
) -> Jury | None:  # fmt: skip
    """The judges of a run, None where there are none. `sat` are the exams the run was begun with.

    A judge without a known exam sits it now; `say` hears first what that needs, and what it cost counts for the cap
    of the run. Raises `UsageError`, also for an exam that may need more than the cap, and `ModelError`.
    """
    names = names_of(judge) if judge is not None else ()
    if not names:
        return None
    seats = []
    for at, name in enumerate(names):
        bench = await asyncio.to_thread(JudgeBench, house, name, mode)
        exam = sat[at] if at < len(sat) else await asyncio.to_thread(bench.known)
        if exam is None:
            wanted = await asyncio.to_thread(bench.need)
            say(wanted.told())
            _refuse_beyond(wanted, whole)
            exam = await bench.exam()
            whole.paid += exam.cost or 0.0
        say(verdict(exam))
        seats.append((bench, exam))
    return Jury(house, tuple(seats), whole, paces)


def _refuse_beyond(wanted: Need, whole: Meter) -> None:
    tokens = wanted.input_tokens + wanted.output_tokens
    dear = bool(whole.max_cost) and (wanted.cost or 0.0) > whole.max_cost
    if dear or (whole.max_tokens and tokens > whole.max_tokens):
        raise UsageError(
            f"The exam of {wanted.model} may need more than the cap of this run.",
            safe="No model was asked.",
            todo=f"Take it first with `covision eval exam --judge {wanted.model}`, or raise the cap.",
        )
