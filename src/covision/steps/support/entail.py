"""What a judge makes of claims and quotes, joined with the measure by the weight that an exam gave the judge.

The judge sees a claim and short quotes that code found verbatim, fenced; never whole answers or comments. It may
find a paraphrase that no shared word shows. It cannot overrule a rule: a number, name, date or superlative that
nobody said stays unsupported.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from covision.domain.draft import ClauseKind, Draft
from covision.domain.model import ChatModel, Completion, Request
from covision.domain.support import Claim, SupportReport, SupportVerdict
from covision.errors import ModelError
from covision.prompting.fence import fence, line, marker
from covision.prompting.shelf import Prompt
from covision.steps import gate
from covision.steps.judging.levels import chances_of, letter_of
from covision.steps.support.check import Examined, Found, examine, precision, report, shown
from covision.steps.support.sources import Ground
from covision.steps.support.wording import say

MOST_QUOTES, LONGEST = 6, 240
LETTERS = "ABCD"
_WORTH: dict[SupportVerdict, float] = {"supported": 1.0, "partly": 0.5, "none": 0.0}
_KINDS: dict[ClauseKind, str] = {
    "fact": "a fact about the business or its customers",
    "need": "something customers are said to need, want or fear",
    "commitment": "a promise of what the business does",
    "aspiration": "what customers shall have",
    "style": "a turn of phrase",
}
SUPPORTED, PARTLY = 0.75, 0.25
"""Mixed values, 0..1, from which a claim is supported or partly supported."""
_TOKENS, _TOP = 8, 5


@dataclass(frozen=True)
class Opinion:
    """A judge's reading of one claim: the chances of its letters, adding up to 1."""

    chances: dict[str, float]

    @property
    def contradicted(self) -> float:
        """How likely the judge holds a contradiction, 0..1."""
        return self.chances.get("C", 0.0)

    @property
    def value(self) -> float:
        """Expected support, 0..1, among the letters that are no contradiction."""
        rest = 1.0 - self.contradicted
        told = self.chances.get("A", 0.0) + 0.5 * self.chances.get("B", 0.0)
        return told / rest if rest > 0 else 0.0


async def with_judge(
    statement: str,
    sources: Ground,
    judge: ChatModel,
    prompt: Prompt,
    *,
    weight: float,
    draft: Draft | None = None,
    at_once: int = 4,
) -> SupportReport:
    """The report of the check with a judge's reading of each claim that has something near it.

    `weight` 0..1 is what the judge counts against the measure, from its exam: 0 asks nothing and gives the measure
    alone. A call that fails or cannot be read leaves the measure's verdict, and the method says `mixed` only where
    a judge was heard. Raises no `ModelError`.
    """
    measured = report(statement, sources, draft=draft)
    if weight <= 0:
        return measured
    examined = examine(statement, sources)
    limit = asyncio.Semaphore(at_once)

    async def heard(one: Examined) -> Opinion | None:
        async with limit:
            return await _ask(one, sources, judge, prompt)

    asked = [one if _open(one) else None for one in examined]
    opinions = await asyncio.gather(*(heard(one) if one is not None else _nothing() for one in asked))
    claims = tuple(
        claim if opinion is None else _mixed(claim, one, opinion, min(1.0, weight), sources)
        for claim, one, opinion in zip(measured.claims, examined, opinions, strict=True)
    )
    return measured.model_copy(
        update={
            "claims": claims,
            "precision": precision(claims),
            "unsupported": sum(claim.verdict == "none" for claim in claims),
            "contradicted": sum(claim.verdict == "contradicted" for claim in claims),
            "method": "mixed" if any(opinions) else "measure",
        }
    )


async def _nothing() -> None:
    return None


def _open(one: Examined) -> bool:
    """Whether a judge has something to say: the rules left it open, there are words to look at, and the claim does
    not itself speak to a machine."""
    return one.kind != "style" and not one.unsaid and not gate.orders(one.span.text) and bool(_quotes(one))


def _quotes(one: Examined) -> list[Found]:
    """The segments a judge is shown: behind, against and nearest, one of each source, none that gives orders."""
    chosen: dict[str, Found] = {}
    for found in (*one.behind[:MOST_QUOTES], *one.against[:2], *one.nearest):
        if gate.passes(found.segment.text, held=found.segment.text):
            chosen.setdefault(found.segment.source, found)
    return list(chosen.values())[:MOST_QUOTES]


async def _ask(one: Examined, sources: Ground, judge: ChatModel, prompt: Prompt) -> Opinion | None:
    try:
        reply = await judge.complete(request_of(one, sources, prompt))
    except ModelError:
        return None
    return read(reply)


def request_of(one: Examined, sources: Ground, prompt: Prompt) -> Request:
    """The question about one claim: the claim, and each quote on a line of its own, all fenced."""
    mark = marker()
    quotes = shown(_quotes(one), one.terms, sources, most=MOST_QUOTES)
    listed = "\n".join(f"- {line(quote.quote, LONGEST)}" for quote in quotes)
    messages = prompt.messages(
        kind_of_claim=_KINDS[one.kind],
        language=sources.words.language,
        claim=fence(line(one.span.text), mark),
        quotes=fence(listed, mark),
    )
    return Request(
        role="judge", messages=messages, prompt=prompt.ref, max_tokens=_TOKENS, logprobs=True, top_logprobs=_TOP
    )


def read(reply: Completion) -> Opinion | None:
    """The chances of the letters where the model tells them, else the letter alone; None where there is none."""
    chances = chances_of(reply.logprobs, LETTERS)
    if chances is None:
        letter = letter_of(reply.text, LETTERS)
        chances = {letter: 1.0} if letter else None
    return Opinion(chances) if chances else None


def _mixed(claim: Claim, one: Examined, opinion: Opinion, weight: float, sources: Ground) -> Claim:
    """The claim with the joint verdict; where the judge changed it, the reason says so."""
    denied = (1.0 - weight) * (claim.verdict == "contradicted") + weight * opinion.contradicted
    worth = _WORTH.get(claim.verdict)
    value = opinion.value if worth is None else (1.0 - weight) * worth + weight * opinion.value
    verdict: SupportVerdict
    if denied > 0.5:
        verdict = "contradicted"
    else:
        verdict = "supported" if value >= SUPPORTED else "partly" if value >= PARTLY else "none"
    if verdict == claim.verdict:
        return claim
    near = _quotes(one)
    side: Literal["supports", "against"] = "against" if verdict == "contradicted" else "supports"
    update: dict[str, object] = {"verdict": verdict, "reason": say(sources.words.language, "judge")}
    if verdict == "none":
        update |= {"supports": (), "sources": 0}
    elif not getattr(claim, side):
        # What a judge read it from is what it was shown: the nearest words, as they stand.
        update[side] = shown(near, one.terms, sources)
        update["sources"] = len({found.segment.who for found in near}) if side == "supports" else claim.sources
    return claim.model_copy(update=update)


def asks(examined: Sequence[Examined]) -> int:
    """How many calls a judge would get for these claims: the cost, before it is spent."""
    return sum(_open(one) for one in examined)
