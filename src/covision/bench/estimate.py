"""What a run may need, told before its first call."""

from collections.abc import Iterator
from dataclasses import dataclass

from covision.bench.plan import Plan
from covision.domain.draft import Usage
from covision.domain.evals import Estimate, EvalCase
from covision.domain.judging import JudgingMode
from covision.domain.model import Request
from covision.domain.project import Material
from covision.domain.research import THEMES_FROM
from covision.prompting.shelf import load
from covision.steps.extract import MOST_RECORDS
from covision.steps.judging import asking
from covision.steps.judging.asking import Judged, JudgePrompts
from covision.steps.judging.judge import REPEATS
from covision.steps.judging.records import records_of
from covision.steps.suites import material_of
from covision.wiring import House
from covision.wiring.evaluating import price_of, writer_of
from covision.wiring.judging import names_of

CHARS_PER_TOKEN = 4
ANGLES = 5
"""Statements that a strong writer words, one call each."""

TURNED = 6
"""Sentences that a small engine may say anew, one call each; then it mends each draft."""

ANSWER_TOKENS = 120
VERDICT_TOKENS = 60
"""Tokens of a verdict on one criterion, with its reason."""

RECORD_CHARS = 200
SENTENCE = (
    "A sentence of about as many words as most visions have, so that a judge's question has its usual length."
)


@dataclass
class _Sum:
    drafting: int = 0
    judging: int = 0
    read: int = 0
    written: int = 0
    cost: float | None = 0.0

    def add(self, house: House, model: str, usage: Usage, times: int) -> None:
        paid = price_of(house, model, usage)
        self.cost = None if self.cost is None or paid is None else self.cost + paid * times
        self.read += usage.input_tokens * times
        self.written += usage.output_tokens * times


def estimate(plan: Plan, house: House) -> Estimate:
    """Calls, tokens and US dollars of every cell: its usual number of calls, with the words of its case.

    Four characters count as a token. `cost` is None where no price is known. Replies that are kept already cost
    less than this says, drafts that a guard sends back cost more. A judge is counted as if it had passed its exam;
    the exam itself is not part of this.
    """
    total = _Sum()
    repeats, drafts = plan.asked.repeats, plan.asked.drafts
    judges = names_of(plan.asked.judge or "none")
    for case in plan.cases:
        material = material_of(case)
        for model in plan.asked.models:
            for folder in plan.folders.values():
                info = writer_of(house, model)
                small = info.tier != "strong"
                prompt = load("drafting/smooth.en" if small else "drafting/statement.en", folder)
                made, read = _calls(case, material, drafts, len(prompt.body), small, info.remote)
                usage = Usage(input_tokens=made * read, output_tokens=made * ANSWER_TOKENS, calls=made)
                total.add(house, model, usage, repeats)
                total.drafting += made * repeats
        statements = len(plan.asked.models) * len(plan.folders) * repeats * drafts * (case.expects == "drafts")
        statements += len(case.references) + len(case.foils)
        for judge in judges:
            usage = judgement(house, plan.asked.mode, material)
            total.add(house, judge, usage, statements)
            total.judging += usage.calls * statements
    return Estimate(
        cells=len(plan.cells),
        drafting_calls=total.drafting,
        judging_calls=total.judging,
        input_tokens=total.read,
        output_tokens=total.written,
        cost=total.cost,
    )


def judgement(house: House, mode: JudgingMode, material: Material) -> Usage:
    """What one statement's judgement takes: calls and tokens. Strict mode is counted without probabilities."""
    requests = list(_questions(house, mode, material))
    chars = sum(len(message.content) for request in requests for message in request.messages)
    criteria = len(asking.judgeable(house.rubric()))
    return Usage(
        input_tokens=chars // CHARS_PER_TOKEN,
        output_tokens=VERDICT_TOKENS * (criteria if mode == "batch" else len(requests)),
        calls=len(requests),
    )


def _questions(house: House, mode: JudgingMode, material: Material) -> Iterator[Request]:
    prompts = JudgePrompts.load(house.folder("prompts"))
    criteria = asking.judgeable(house.rubric())
    judged, records = Judged(SENTENCE, "en"), records_of(material)
    if mode == "batch":
        yield asking.batch_request(prompts, judged, criteria, records)
        return
    for one in criteria:
        yield from [asking.criterion_request(prompts, judged, one, records)] * REPEATS


def _calls(
    case: EvalCase, material: Material, drafts: int, prompt: int, small: bool, remote: bool
) -> tuple[int, int]:
    """How many calls a cell makes, and how many tokens each reads."""
    answers = [text for person in case.participants for text in person.answers.values() if text]
    if not answers:
        return 0, 0
    if small:
        return TURNED + drafts, (prompt + sum(map(len, answers)) // len(answers)) // CHARS_PER_TOKEN
    comments = material.snippets()
    extra = int(remote and len(comments) >= THEMES_FROM)
    notes = sum(map(len, answers)) + RECORD_CHARS * min(MOST_RECORDS, len(comments))
    return ANGLES + extra, (prompt + notes) // CHARS_PER_TOKEN
