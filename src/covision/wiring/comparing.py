"""Statements of this house compared: by judges that passed their exam, else by the measures."""

import asyncio
from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import TYPE_CHECKING

from covision.domain.base import Frozen
from covision.domain.comparing import Comparison
from covision.domain.draft import Usage
from covision.domain.judging import JudgingMode
from covision.domain.project import Material
from covision.domain.rubric import Scorecard
from covision.steps.comparing.compare import (
    MOST_PAIRS,
    Told,
    by_judge,
    by_scorecards,
    plan,
    read_pairs,
    settled_pairs,
)
from covision.steps.comparing.reading import PairReader
from covision.steps.judging import asking
from covision.steps.judging.exam import tokens
from covision.steps.judging.judge import AT_ONCE, Judge
from covision.wiring.judging import Bench, Panel, Say, configured, seated, verdict

if TYPE_CHECKING:
    from covision.wiring.house import House


class Offer(Frozen):
    """What asking the configured judge about pairs would take; `refused` says why it is not asked, else "".

    `pairs` are read in both orders; `usage` counts tokens at most, `cost` is US dollars, None where nobody knows.
    """

    judge: str
    refused: str = ""
    no_exam: bool = False
    pairs: int = 0
    usage: Usage = Usage()
    cost: float | None = None


def offer(house: "House", statements: Mapping[str, str], language: str) -> Offer | None:
    """What the judge of the setting `judge_model` would take for these statements; None where none is configured.

    Asks no model: a judge that has not sat its exam, or failed it, is refused with the reason.
    """
    from covision.gateways.replies import cost_of

    name = (house.settings.judge_model or "").strip()
    if not name or name.lower() == "none":
        return None
    bench = Bench(house, name)
    exam = bench.known()
    if exam is None:
        return Offer(judge=name, no_exam=True, refused=configured(house)[1])
    if not exam.passed:
        return Offer(judge=name, refused=verdict(exam))
    pairs = list(combinations(statements.values(), 2))
    read = sum(2 * tokens(asking.pair_request(bench.prompts, *pair, language)) for pair in pairs)
    used = Usage(input_tokens=read, output_tokens=2 * len(pairs) * asking.LETTER_TOKENS, calls=2 * len(pairs))
    return Offer(judge=name, pairs=len(pairs), usage=used, cost=cost_of(bench.endpoint, used))


async def compare(
    house: "House",
    statements: Mapping[str, str],
    judges: Sequence[str],
    language: str,
    *,
    material: Material | None = None,
    mode: JudgingMode = "batch",
    most: int = MOST_PAIRS,
    repeats: int = 1,
    at_once: int = AT_ONCE,
    say: Say,
    told_exam: Told | None = None,
    told: Told | None = None,
) -> Comparison:
    """Statements (by id) ranked against each other.

    Each judge is examined before it is first used; one that failed is not asked, and where none passed the order is
    that of the measures, with the reason. Up to 15 pairs all are read; above, scorecards come first and only the
    close pairs are read, at most `most`. Raises the `ModelError` of a judge that cannot be asked.
    """
    house.admit("write" if judges else "read")
    rubric = house.rubric(language)
    measured = {
        id: house.score(text, id=id, material=material, language=language) for id, text in statements.items()
    }
    if not judges:
        return by_scorecards(statements, measured, rubric)
    panel = await seated(house, judges, mode, say, at_once=at_once, told=told_exam)
    name = " + ".join(exam.model for exam in panel.exams)
    refused = " ".join(verdict(exam) for exam in panel.exams if not exam.passed)
    able = Panel(house, [(judge, exam) for judge, exam in panel.judges if exam.passed])
    if not able.judges:
        found = by_scorecards(statements, measured, rubric, judge=name, refused=refused)
        return found.model_copy(update={"exams": panel.exams})
    chosen = plan(statements, measured, rubric, most=most)
    cards, warnings = measured, (refused,) * bool(refused)
    if chosen.large:
        cards, more = await _judged(able, measured, language, material)
        warnings += more
        chosen = plan(statements, cards, rubric, most=most)
    readers = [PairReader(judge, language, warm=repeats > 1) for judge, _ in able.judges]
    pairs = await read_pairs(statements, chosen.pairs, readers, repeats=repeats, told=told)
    name_of_able = " + ".join(exam.model for exam in able.exams)
    verdicts = (*pairs, *settled_pairs(statements, chosen))
    found = by_judge(statements, cards, measured, rubric, verdicts, name_of_able)
    return found.model_copy(
        update={
            "exams": panel.exams,
            "prompt": able.judges[0][0].prompts.pair.ref,
            "warnings": tuple(dict.fromkeys((*warnings, *found.warnings))),
            **_spent([judge for judge, _ in able.judges]),
        }
    )


async def _judged(
    panel: Panel, measured: Mapping[str, Scorecard], language: str, material: Material | None
) -> tuple[dict[str, Scorecard], tuple[str, ...]]:
    """The scorecards with the judges' verdicts, and what must be said beside them."""
    found = await asyncio.gather(*(panel.card(card, language, material) for card in measured.values()))
    warnings = tuple(dict.fromkeys(text for _, told in found for text in told))
    return {card.id: card for card, _ in found}, warnings


def _spent(judges: Sequence[Judge]) -> dict[str, object]:
    usage = sum((judge.usage for judge in judges), Usage())
    costs = [judge.cost for judge in judges]
    return {"usage": usage, "cost": None if None in costs else sum(cost or 0.0 for cost in costs)}
