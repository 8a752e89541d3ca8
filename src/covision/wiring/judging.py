"""Judges of this house: which model, its exam taken before it is first used, and scorecards with its verdicts."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from covision.domain.base import Frozen
from covision.domain.draft import DraftSet
from covision.domain.judging import ExamResult, JudgingMode
from covision.domain.model import ModelInfo
from covision.domain.project import Material
from covision.domain.rubric import Scorecard
from covision.errors import ModelUnavailable, UsageError
from covision.steps.judging.asking import JudgePrompts
from covision.steps.judging.combine import Opinion, combine, warnings
from covision.steps.judging.exam import Told, need, take
from covision.steps.judging.judge import AT_ONCE, Judge
from covision.steps.judging.paper import Paper, load_paper
from covision.steps.judging.records import Record, records_of

if TYPE_CHECKING:
    from covision.gateways.base import Endpoint
    from covision.stores.exams import Sitting
    from covision.wiring.house import House

Say = Callable[[str], None]
_LANGUAGE = "en"
# The prompts are English and so are the levels they show; a statement may be in any language.


class Need(Frozen):
    """What an exam may use at most; `cost` is US dollars, None where no price is known."""

    model: str
    calls: int
    input_tokens: int
    output_tokens: int
    cost: float | None

    def told(self) -> str:
        """In words."""
        price = "cost unknown" if self.cost is None else f"about {self.cost:.2f} US dollars"
        return (
            f"{self.model} sits its exam first: at most {self.calls:,} calls, {self.input_tokens:,} tokens read "
            f"and {self.output_tokens:,} written, {price}."
        )


@dataclass
class Bench:
    """A judge with all that its exam needs. `model_name` is any model name; `none` is no judge."""

    house: "House"
    name: str
    mode: JudgingMode = "batch"
    at_once: int = AT_ONCE

    def __post_init__(self) -> None:
        self.prompts = JudgePrompts.load(self.house.folder("prompts"))
        self.rubric = self.house.rubric(_LANGUAGE)
        self.paper: Paper = load_paper(self.house.folder("evals"))
        self.info = self._info()
        self.endpoint = self._endpoint()

    def judge(self, tokens: int = 0) -> Judge:
        """A judge with a meter of its own; `tokens` is the cap on them where it is larger than that of settings."""
        from covision.gateways.models import build_models

        settings = self.house.settings_for(judge=self.name)
        if settings.max_tokens_per_run and tokens > settings.max_tokens_per_run:
            settings = settings.model_copy(update={"max_tokens_per_run": tokens})
        replies = self.house.stores.replies if settings.cache_replies else None
        models = build_models(settings, replies, weights_ready=self.house.weights_ready)
        return Judge(models.of("judge"), self.prompts, self.rubric, mode=self.mode, at_once=self.at_once)

    def need(self, quick: bool = False) -> Need:
        """What the exam may use."""
        from covision.gateways.replies import cost_of

        used = need(self.judge(), self.paper, quick=quick)
        return Need(
            model=self.name,
            calls=used.calls,
            input_tokens=used.input_tokens,
            output_tokens=used.output_tokens,
            cost=cost_of(self.endpoint, used),
        )

    def known(self) -> ExamResult | None:
        """The exam that this judge has sat, None where it has not."""
        store = self.house.stores.exams
        return store.get(self._sitting()) if store is not None else None

    async def exam(self, *, quick: bool = False, told: Told | None = None) -> ExamResult:
        """Take the exam now and keep the result.

        The cap on tokens of a run gives way to what was told before; the cap on money holds. Raises `ModelError`s.
        """
        wanted = await asyncio.to_thread(self.need, quick)
        judge = await asyncio.to_thread(self.judge, 2 * (wanted.input_tokens + wanted.output_tokens))
        from covision.stores.projects import utc_now

        result = await take(judge, self.paper, self.rubric, taken_at=utc_now(), told=told, quick=quick)
        store = self.house.stores.exams
        if store is not None:
            store.put(self._sitting(), result)
        return result

    def _info(self) -> ModelInfo:
        from covision.gateways.resolve import resolve

        settings = self.house.settings_for(judge=self.name)
        info = resolve(settings, self.house.weights_ready, list).get("judge")
        if info is None:
            raise ModelUnavailable("No judge is configured.", todo="Name a model.", attempts=0)
        return info

    def _endpoint(self) -> "Endpoint":
        from covision.gateways.resolve import endpoint_of

        return endpoint_of(self.info.name, self.house.settings_for(judge=self.name))

    def _sitting(self) -> "Sitting":
        from covision.stores.exams import Sitting

        return Sitting(
            model=self.info.name,
            place=self.endpoint.api_base or "",
            mode=self.mode,
            prompt=self.prompts.ref(self.mode),
            rubric_version=self.rubric.version,
            graded_digest=self.paper.digest,
        )


@dataclass
class Panel:
    """One judge or several, each with its exam."""

    house: "House"
    judges: Sequence[tuple[Judge, ExamResult]]

    @property
    def exams(self) -> tuple[ExamResult, ...]:
        """The exams of all judges."""
        return tuple(exam for _, exam in self.judges)

    async def card(
        self, card: Scorecard, language: str, material: Material | None = None, writer: ModelInfo | None = None
    ) -> tuple[Scorecard, tuple[str, ...]]:
        """The scorecard with the judges' verdicts, and what must be said beside it.

        A judge that failed its exam is not asked: its verdict would count nothing.
        """
        records: Sequence[Record] = records_of(material) if material is not None else ()
        rubric = self.house.rubric(language)
        opinions = await asyncio.gather(
            *(_opinion(judge, exam, card.statement, language, records) for judge, exam in self.judges)
        )
        return combine(card, opinions, rubric), warnings(opinions, language, writer)


async def _opinion(
    judge: Judge, exam: ExamResult, statement: str, language: str, records: Sequence[Record]
) -> Opinion:
    # Only what counts is asked for; a judge that failed its exam is asked for nothing.
    numbers = [number for number, weight in exam.weights.items() if weight > 0] if exam.passed else []
    found = await judge.judge(statement, language, records, numbers=numbers)
    return Opinion(judgement=found, exam=exam)


async def judged(
    found: AsyncIterator[Any], panel: Panel, material: Material, writer: ModelInfo
) -> AsyncIterator[Any]:
    """What a drafting run tells, with the judges' verdicts in the scorecards; see `House.draft`.

    Each draft is judged before it is told. The set names its judges and says what must be said of them.
    """
    language = material.organisation.language
    cards: dict[str, Scorecard] = {}
    said: list[str] = []
    async for item in found:
        if isinstance(item, DraftSet):
            drafts = tuple(
                one.model_copy(update={"scorecard": cards.get(one.id, one.scorecard)}) for one in item.drafts
            )
            run = item.run.model_copy(update={"judge": " + ".join(exam.model for exam in panel.exams)})
            new = tuple(text for text in dict.fromkeys(said) if text not in item.warnings)
            yield item.model_copy(update={"drafts": drafts, "run": run, "warnings": (*item.warnings, *new)})
        elif isinstance(item, tuple) and item[0].scorecard is not None:
            draft, evidence = item
            card, told = await panel.card(draft.scorecard, language, material, writer)
            cards[draft.id] = card
            said += told
            yield draft.model_copy(update={"scorecard": card}), evidence
        else:
            yield item


def configured(house: "House") -> tuple[Panel | None, str]:
    """The judge of the setting `judge_model` where it has passed its exam; else None, and why if one is named.

    Opens what it needs and asks no model: an exam is never taken behind somebody's back.
    """
    name = (house.settings.judge_model or "").strip()
    if not name or name.lower() == "none":
        return None, ""
    bench = Bench(house, name)
    exam = bench.known()
    if exam is None:
        return None, f"The judge {name} has not sat its exam: `covision eval exam --judge {name}` takes it."
    if not exam.passed:
        return None, verdict(exam)
    return Panel(house, [(bench.judge(), exam)]), ""


def names_of(judge: str) -> tuple[str, ...]:
    """The models of `--judge A,B`; none for `none`. Raises `UsageError` for an empty or doubled name."""
    if judge.strip().lower() == "none":
        return ()
    names = tuple(part.strip() for part in judge.split(","))
    if not all(names) or len(set(names)) < len(names) or any(name.lower() == "none" for name in names):
        raise UsageError(f"--judge {judge!r} names no judge.", todo="Name one model, several with commas, or none.")
    return names


async def seated(
    house: "House",
    names: Sequence[str],
    mode: JudgingMode,
    say: Say,
    *,
    at_once: int = AT_ONCE,
    told: Told | None = None,
) -> Panel:
    """The judges, each examined: an exam that is not known yet is taken now, and `say` tells first what it needs.

    Raises `ModelError`s of a judge that cannot be asked.
    """
    found: list[tuple[Judge, ExamResult]] = []
    for name in names:
        bench = await asyncio.to_thread(Bench, house, name, mode, at_once)
        exam = await asyncio.to_thread(bench.known)
        if exam is None:
            say((await asyncio.to_thread(bench.need)).told())
            exam = await bench.exam(told=told)
        if exam.passed:
            say(verdict(exam))
        found.append((await asyncio.to_thread(bench.judge), exam))
    return Panel(house, found)


def verdict(exam: ExamResult) -> str:
    """How a judge did, in a sentence or two."""
    if not exam.passed:
        return f"{exam.model} failed its exam and counts nothing: {' '.join(exam.reasons)}"
    counted = [weight for weight in exam.weights.values() if weight > 0]
    short = " (short form)" if exam.quick else ""
    return (
        f"{exam.model} passed its exam{short}: AUC {exam.exam.auc:.2f}, alpha {exam.exam.alpha or 0.0:.2f}. It "
        f"counts on {len(counted)} of {len(exam.weights)} criteria, with weights of {min(counted):.2f} to "
        f"{max(counted):.2f}."
    )
