"""What a run may need, told before its first call."""

from covision.bench.plan import Plan
from covision.domain.draft import Usage
from covision.domain.evals import Estimate, EvalCase
from covision.domain.project import Material
from covision.domain.research import THEMES_FROM
from covision.prompting.shelf import load
from covision.steps.extract import MOST_RECORDS
from covision.steps.suites import material_of
from covision.wiring import House
from covision.wiring.evaluating import price_of, writer_of

CHARS_PER_TOKEN = 4
ANGLES = 5
"""Statements that a strong writer words, one call each."""

TURNED = 6
"""Sentences that a small engine may say anew, one call each; then it mends each draft."""

ANSWER_TOKENS = 120
RECORD_CHARS = 200


def estimate(plan: Plan, house: House) -> Estimate:
    """Calls, tokens and US dollars of every cell: its usual number of calls, with the words of its case.

    Four characters count as a token. `cost` is None where no price is known. Replies that are kept already cost
    less than this says, drafts that a guard sends back cost more.
    """
    calls, tokens_in, tokens_out = 0, 0, 0
    cost: float | None = 0.0
    for case in plan.cases:
        material = material_of(case)
        for model in plan.asked.models:
            for folder in plan.folders.values():
                info = writer_of(house, model)
                small = info.tier != "strong"
                prompt = load("drafting/smooth.en" if small else "drafting/statement.en", folder)
                made, read = _calls(case, material, plan.asked.drafts, len(prompt.body), small, info.remote)
                usage = Usage(input_tokens=made * read, output_tokens=made * ANSWER_TOKENS, calls=made)
                paid = price_of(house, model, usage)
                cost = None if cost is None or paid is None else cost + paid * plan.asked.repeats
                calls += made * plan.asked.repeats
                tokens_in += usage.input_tokens * plan.asked.repeats
                tokens_out += usage.output_tokens * plan.asked.repeats
    return Estimate(
        cells=len(plan.cells),
        drafting_calls=calls,
        judging_calls=0,
        input_tokens=tokens_in,
        output_tokens=tokens_out,
        cost=cost,
    )


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
