"""What a judge is asked: requests from the shelf's prompts, with fenced text, and what they hold of a statement.

Author, model and history are no variables of these prompts: a judge cannot see them.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel

from covision.domain.draft import PromptRef
from covision.domain.judging import JudgingMode
from covision.domain.model import Request
from covision.domain.rubric import Criterion, Rubric
from covision.measures.text import sentences
from covision.prompting.fence import fence, marker
from covision.prompting.shelf import Prompt, load
from covision.steps.gate import orders
from covision.steps.judging import levels, records
from covision.steps.judging.levels import Scale
from covision.steps.judging.records import Record

WARMTH = 0.7
"""Temperature of repeats: at 0 most models say the same again, and a mean of one answer knows no doubt."""
TOP = 5
"""Likeliest alternatives that are asked for; some servers give no more."""
LONGEST = 4_000
"""Characters of a statement that a judge reads; a vision has about 150."""
BATCH_TOKENS, CRITERION_TOKENS, LETTER_TOKENS = 1600, 120, 8


class BatchVerdict(BaseModel):
    """One entry of a batch answer."""

    criterion: int
    words: str = ""
    why: str = ""
    level: str = ""


class BatchReply(BaseModel):
    """What a judge answers in batch mode."""

    verdicts: list[BatchVerdict]


@dataclass(frozen=True)
class JudgePrompts:
    """The judge's prompts. The identity of a mode is one digest over all that its verdicts and its exam hang on."""

    batch: Prompt
    criterion: Prompt
    level: Prompt
    pair: Prompt

    @classmethod
    def load(cls, folder: Path) -> "JudgePrompts":
        """From the shelf; raises `AssetMissing` and `InputError`."""
        return cls(*(load(f"judging/{name}", folder) for name in ("batch", "criterion", "level", "pair")))

    def ref(self, mode: JudgingMode) -> PromptRef:
        """Which prompts stand behind a mode's verdicts."""
        used = (self.batch, self.pair) if mode == "batch" else (self.criterion, self.level, self.pair)
        digest = hashlib.sha256("\0".join(one.digest for one in used).encode()).hexdigest()[:16]
        version = "+".join(one.version for one in used)
        return PromptRef(id=f"judging/{mode}", version=version, digest=digest)


def judgeable(rubric: Rubric) -> tuple[Criterion, ...]:
    """The criteria that a judge can tell."""
    return tuple(one for one in rubric.criteria if "judge" in one.checks and len(one.levels) > 1)


@dataclass(frozen=True)
class Judged:
    """A statement as a judge sees it: on one line, without sentences that speak to a machine.

    `withheld` counts those sentences. A statement that is nothing else is judged as it stands.
    """

    text: str
    language: str
    withheld: int = 0

    @classmethod
    def of(cls, statement: str, language: str) -> "Judged":
        """Flatten, and take out what `gate.orders` knows for an order to a machine or an evaluator."""
        flat = " ".join(statement.split())
        if not orders(flat):
            return cls(flat[:LONGEST], language)
        parts = [part.text for part in sentences(flat)]
        kept = [part for part in parts if not orders(part)]
        if not kept or orders(" ".join(kept)):
            return cls(flat[:LONGEST], language)
        return cls(" ".join(kept)[:LONGEST], language, len(parts) - len(kept))


def batch_request(
    prompts: JudgePrompts, judged: Judged, criteria: Sequence[Criterion], known: Sequence[Record], repeat: int = 0
) -> Request:
    """All criteria in one question; levels stand from weak to strong."""
    mark = marker()
    numbers = [one.number for one in criteria]
    messages = prompts.batch.messages(
        language=judged.language,
        criteria="\n\n".join(levels.shown(one, Scale.of(one)) for one in criteria),
        records=records.shown(records.wanted(known, numbers), mark),
        statement=fence(judged.text, mark),
    )
    return Request(
        role="judge",
        messages=messages,
        prompt=prompts.batch.ref,
        max_tokens=BATCH_TOKENS,
        temperature=0.0,
        seed=repeat,
        repeat=repeat,
    )


def criterion_request(
    prompts: JudgePrompts,
    judged: Judged,
    criterion: Criterion,
    known: Sequence[Record],
    *,
    reverse: bool = False,
    repeat: int = 0,
    temperature: float = 0.0,
) -> Request:
    """One criterion with words and reason before the level."""
    return _single(
        prompts.criterion,
        judged,
        criterion,
        known,
        reverse=reverse,
        repeat=repeat,
        temperature=temperature,
        tokens=CRITERION_TOKENS,
    )


def level_request(
    prompts: JudgePrompts,
    judged: Judged,
    criterion: Criterion,
    known: Sequence[Record],
    *,
    reverse: bool = False,
    repeat: int = 0,
) -> Request:
    """One criterion, the letter alone, with the probabilities of the letters where the model tells them."""
    request = _single(
        prompts.level,
        judged,
        criterion,
        known,
        reverse=reverse,
        repeat=repeat,
        temperature=0.0,
        tokens=LETTER_TOKENS,
    )
    return request.model_copy(update={"logprobs": True, "top_logprobs": TOP})


def pair_request(
    prompts: JudgePrompts, first: str, second: str, language: str, *, repeat: int = 0, logprobs: bool = False
) -> Request:
    """Two statements, the one called A first; the answer is A, B, or T for a tie."""
    mark = marker()
    messages = prompts.pair.messages(
        language=language,
        first=fence(Judged.of(first, language).text, mark),
        second=fence(Judged.of(second, language).text, mark),
    )
    return Request(
        role="judge",
        messages=messages,
        prompt=prompts.pair.ref,
        max_tokens=LETTER_TOKENS,
        temperature=0.0,
        seed=repeat,
        repeat=repeat,
        logprobs=logprobs,
        top_logprobs=TOP if logprobs else 0,
    )


def _single(
    prompt: Prompt,
    judged: Judged,
    criterion: Criterion,
    known: Sequence[Record],
    *,
    reverse: bool,
    repeat: int,
    temperature: float,
    tokens: int,
) -> Request:
    mark = marker()
    messages = prompt.messages(
        language=judged.language,
        criterion=levels.shown(criterion, Scale.of(criterion, reverse=reverse)),
        records=records.shown(records.wanted(known, [criterion.number]), mark),
        statement=fence(judged.text, mark),
    )
    return Request(
        role="judge",
        messages=messages,
        prompt=prompt.ref,
        max_tokens=tokens,
        temperature=temperature,
        seed=repeat,
        repeat=repeat,
    )
