"""Runs made up for tests: values of scorecards are planted, everything else is as a real run writes it."""

import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from covision.domain.draft import Clause, Draft, Evidence, PromptRef, Usage
from covision.domain.evals import Anchor, CaseResult, Cell, DraftResult, End, EvalRun, Header, PairResult, Spent
from covision.domain.judging import ExamResult, RungResult
from covision.domain.rubric import CriterionScore, Exam, Scorecard, Summary
from covision.domain.support import Claim, Support, SupportReport

KEYS = ((1, "customer_result"), (3, "picturable"), (5, "distinctive"), (6, "simple"))
UNSCORED = (7, "decides")
"""A criterion that no made-up draft has a value of."""


def card(id: str, statement: str, values: dict[str, float | None]) -> Scorecard:
    """A scorecard with these values; None: unscored. The summary is their mean."""
    known = [value for value in values.values() if value is not None]
    scores = [
        CriterionScore(number=number, key=key, status="unscored", reason="Needs a judge.")
        if (value := values.get(key)) is None
        else CriterionScore(
            number=number, key=key, status="scored", value=value, trust=0.5, reason=f"Reason for {key}."
        )
        for number, key in (*KEYS, UNSCORED)
    ]
    mean = sum(known) / len(known) if known else None
    return Scorecard(
        id=id,
        statement=statement,
        summary=Summary(value=mean, covered=len(known), of=len(scores)),
        criteria=tuple(scores),
    )


def drafted(
    statement: str,
    values: dict[str, float | None],
    *,
    id: str = "d1",
    support: float | None = 0.5,
    forbidden: tuple[str, ...] = (),
    quote: str = "They know what I buy.",
) -> DraftResult:
    """A draft whose first word rests on a quote and whose last word has no support."""
    first, last = statement.split()[0], statement.split()[-1]
    at = len(statement) - len(last)
    clause = Clause(text=first, start=0, end=len(first), kind="need", evidence=("e1",))
    claims = (
        Claim(
            text=first, start=0, end=len(first), kind="need", verdict="supported", sources=1,
            supports=(Support(source="answers/owner/2", quote=quote, start=0, end=len(quote), strength=0.9),),
        ),
        Claim(text=last, start=at, end=len(statement), kind="fact", verdict="none", reason="Nobody said so."),
    )  # fmt: skip
    report = SupportReport(statement=statement, claims=claims, precision=support, recall=0.4, unsupported=1)
    return DraftResult(
        draft=Draft(
            id=id, angle="In short", statement=statement, language="en", clauses=(clause,), origin="owner",
            feel="known", think="worth it", do="tell a friend", rationale="It keeps to one idea.",
            scorecard=card(id, statement, values),
        ),
        evidence={"e1": Evidence(kind="answer", text=quote, source="answers/owner/2", end=len(quote))},
        support=report if support is not None else None,
        forbidden=forbidden,
    )  # fmt: skip


Value = Callable[[str, str, str, random.Random], float | None]


def _flat(model: str, case: str, key: str, rng: random.Random) -> float | None:
    return min(1.0, max(0.0, 0.6 + rng.uniform(-0.08, 0.08)))


@dataclass
class Maker:
    """What a made-up run is like; `value(model, case, key, rng)` is the value of a criterion."""

    cases: int = 12
    models: tuple[str, ...] = ("local/one", "local/two")
    prompts: tuple[str, ...] = ("shipped",)
    repeats: int = 1
    value: Value = _flat
    seed: int = 3
    clustered: bool = False
    anchors: bool = True
    statement: Callable[[str, str], str] = lambda model, case: f"Everyone leaves {case} feeling known by us"
    failed: Iterable[tuple[str, str]] = ()
    header: dict[str, Any] = field(default_factory=dict)

    def run(self) -> EvalRun:
        """The run."""
        rng = random.Random(self.seed)
        names = [f"case-{at:02}" for at in range(self.cases)]
        groups = {case: f"group-{at // 2}" if self.clustered else case for at, case in enumerate(names)}
        results = [
            self._result(Cell(model=model, prompts=prompts, case=case, group=groups[case], repeat=repeat), rng)
            for repeat in range(self.repeats)
            for case in names
            for model in self.models
            for prompts in self.prompts
        ]
        anchors = [one for case in names for one in self._anchors(case, groups[case], rng)] if self.anchors else []
        ref = PromptRef(id="judging/batch", version="1", digest="0" * 16)
        header = Header(
            id="abcdef012345", suite="made-up", suite_version="1", suite_digest="d" * 16, cases=tuple(names),
            models=self.models, prompts={name: {"judging/batch": ref} for name in self.prompts},
            repeats=self.repeats, rubric_version="1.0.0", corpus_digest="c" * 16, version="0.1.0",
            started_at="2026-01-01T00:00:00Z", settings={"embeddings": "hashing"},
        ).model_copy(update=self.header)  # fmt: skip
        return EvalRun(header=header, results=tuple(results), anchors=tuple(anchors), end=End(done=len(results)))

    def _result(self, cell: Cell, rng: random.Random) -> CaseResult:
        spent = Spent(usage=Usage(input_tokens=900, output_tokens=60, calls=3), cost=0.002, seconds=1.5)
        values = {key: self.value(cell.model, cell.case, key, rng) for _, key in KEYS}
        if (cell.model, cell.case) in set(self.failed):
            return CaseResult(cell=cell, status="failed", reason="The server was busy.", drafting=spent)
        drafts = (
            drafted(self.statement(cell.model, cell.case), values),
            drafted(f"Nobody waits at {cell.case} without a word from us", values, id="d2"),
        )
        return CaseResult(
            cell=cell, status="done", drafts=drafts, organisation=f"House {cell.case}", expected="drafts",
            drafting=spent, requests=3,
        )  # fmt: skip

    def _anchors(self, case: str, group: str, rng: random.Random) -> Iterable[Anchor]:
        for kind, mean in (("reference", 0.75), ("foil", 0.35)):
            values: dict[str, float | None] = {key: mean + rng.uniform(-0.2, 0.2) for _, key in KEYS}
            text = "You leave knowing what happens next." if kind == "reference" else "We strive for excellence."
            yield Anchor.model_validate(
                {
                    "case": case,
                    "group": group,
                    "kind": kind,
                    "id": f"{case}-{kind}",
                    "scorecard": card(kind, text, values),
                }
            )


def better(by: float) -> Value:
    """Values where the first model is `by` better at `customer_result`, with the same noise for both."""

    def value(model: str, case: str, key: str, rng: random.Random) -> float | None:
        more = by if key == "customer_result" and model.endswith("one") else 0.0
        return min(1.0, max(0.0, 0.5 + more + rng.uniform(-0.05, 0.05)))

    return value


def exam(passed: bool, model: str = "openai/judge") -> ExamResult:
    """A judge's exam, passed or not."""
    return ExamResult(
        model=model, prompt=PromptRef(id="judging/batch", version="1", digest="0" * 16), rubric_version="1.0.0",
        graded_digest="0" * 16,
        exam=Exam(auc=0.9 if passed else 0.45, alpha=0.6, flip_rate=0.1, repeatability=0.95, taken_at="2026-01-01"),
        tau=0.5, auc_interval=(0.8, 0.96), length_slope=0.01, first_share=0.5,
        rungs=(RungResult(kind="buzzwords", noticed=9, of=10), RungResult(kind="synonym", neutral=True, noticed=8, of=8)),
        weights={number: (0.5 if passed else 0.0) for number, _ in KEYS}, errors={1: 0.2}, passed=passed,
        reasons=() if passed else ("It prefers the longer text.",), calls=100, seconds=30.0, cost=0.1,
    )  # fmt: skip


def pair(
    case: str, verdict: str, *, consistent: bool | None = True, words: tuple[int, int] = (10, 12)
) -> PairResult:
    """A verdict on the top drafts of the two models."""
    return PairResult.model_validate(
        {
            "case": case, "group": case, "first": "local/one", "second": "local/two", "verdict": verdict,
            "consistent": consistent, "words_first": words[0], "words_second": words[1],
        }
    )  # fmt: skip
