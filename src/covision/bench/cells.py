"""One piece of an evaluation: drafts of a cell, or the score of a reference or foil."""

import asyncio
import logging
from collections.abc import Iterator
from dataclasses import dataclass, field

from covision.bench.accounts import Account, RepeatedModels
from covision.bench.checks import Grounds, others_of
from covision.bench.judges import Judged, Jury
from covision.bench.plan import AnchorJob, PairJob, Plan
from covision.bench.rooms import Room, Rooms
from covision.domain.draft import Draft, DraftSet, Evidence
from covision.domain.evals import Anchor, CaseResult, Cell, DraftResult, PairResult, Spent
from covision.domain.rubric import CriterionScore, Scorecard, Summary
from covision.errors import CovisionError, NotEnough, Stopped, StorageError
from covision.steps.assumptions import has_basis
from covision.steps.drafting.desk import Desk
from covision.steps.leakage import mentions
from covision.wiring import House
from covision.wiring.drafting import Variation, context_for
from covision.wiring.evaluating import Meter, Paces, models_for, writer_of

log = logging.getLogger(__name__)
NOTHING = Judged(cards=(), warnings=(), spent=Spent(), requests=0)
"""What is said and spent where nobody judges."""


@dataclass
class Bench:
    """What all pieces of a run share."""

    house: House
    plan: Plan
    rooms: Rooms
    whole: Meter
    paces: Paces = field(default_factory=Paces)
    jury: Jury | None = None

    def __post_init__(self) -> None:
        self.grounds = Grounds(self.house)

    def name(self, key: str, what: str) -> str:
        """Names a piece of this run and what is asked for, for the account of kept replies."""
        return f"{self.plan.header.id}/{key}/{what}"

    def stop_where_spent(self) -> None:
        """Raises `Stopped` where a cap of the run stopped a call: what misses it is no result."""
        if self.whole.reached:
            raise Stopped("The cap of this run was reached.", todo="Raise the cap, then run the command again.")


@dataclass
class _Found:
    room: Room | None = None
    drafts: list[tuple[Draft, dict[str, Evidence]]] = field(default_factory=list)
    warnings: tuple[str, ...] = ()


async def do_cell(bench: Bench, cell: Cell) -> CaseResult:
    """What becomes of a cell. Whatever fails in it, model or covision, makes it `failed` with the reason.

    Raises `Stopped` where a cap of the whole run was reached, and `StorageError`.
    """
    case = bench.plan.by_id[cell.case]
    account = Account(bench.name(cell.key, "draft"), bench.whole)
    found = _Found()
    judged = NOTHING
    results: list[DraftResult] = []
    status, reason = "done", ""
    try:
        try:
            found.room = await asyncio.to_thread(bench.rooms.of, case)
            await _draft(bench, cell, found.room, account, found)
        finally:
            account.close()
            drafting = account.spent()
        bench.stop_where_spent()
        judged = await _judged(bench, cell, found.room, found)
        results = [await _result(bench, found.room, draft, evidence) for draft, evidence in found.drafts]
    except NotEnough as error:
        status, reason = "not_enough", error.what
    except (Stopped, StorageError):
        raise
    except Exception as error:
        bench.stop_where_spent()
        status, reason = "failed", _why(cell.key, error)
    warnings = found.warnings if status == "done" else ()
    return CaseResult.model_validate(
        {
            "cell": cell,
            "status": status,
            "reason": reason,
            "drafts": tuple(results) if status == "done" else (),
            "warnings": (*warnings, *judged.warnings),
            "organisation": case.organisation.name,
            "expected": case.expects,
            "drafting": drafting,
            "judging": judged.spent,
            "requests": account.requests() + judged.requests,
        }
    )


def _why(key: str, error: Exception) -> str:
    """What failed, for the report; a fault of covision's own is in the log with all its lines."""
    if isinstance(error, CovisionError):
        return error.what
    log.warning("%s", key, exc_info=error)
    return f"Something inside covision went wrong: {type(error).__name__}: {error}"


async def _draft(bench: Bench, cell: Cell, room: Room, account: Account, found: _Found) -> None:
    house, plan = bench.house, bench.plan
    script = house.script(room.material.organisation.language)
    if not has_basis(room.material, script):
        raise NotEnough(script.messages["not_enough"])
    models = await asyncio.to_thread(
        models_for,
        house,
        cell.model,
        whole=bench.whole,
        paces=bench.paces,
        ledger=account.ledger,
        material=room.material,
    )
    account.counting(models)
    variation = Variation(
        corpus=room.corpus, prompts=plan.folders[cell.prompts], hidden=room.hidden, unhurried=True
    )
    drafts = house.draft(
        room.material,
        workspace=room.workspace,
        run=plan.header.id,
        seed=plan.seed_of(cell),
        wanted=plan.asked.drafts,
        models=RepeatedModels(models, cell.repeat),
        variation=variation,
    )
    async for item in drafts:
        if isinstance(item, DraftSet):
            found.warnings = item.warnings
        elif not isinstance(item, str):
            found.drafts.append(item)


async def _judged(bench: Bench, cell: Cell, room: Room, found: _Found) -> Judged:
    """The judges' verdicts, laid into the scorecards of the drafts."""
    cards = [draft.scorecard for draft, _ in found.drafts if draft.scorecard is not None]
    if bench.jury is None or not cards:
        return NOTHING
    writer = writer_of(bench.house, cell.model)
    judged = await bench.jury.judge(bench.name(cell.key, "judge"), cell.repeat, cards, room, writer)
    bench.stop_where_spent()
    new = iter(judged.cards)
    found.drafts = [
        (draft.model_copy(update={"scorecard": next(new)}) if draft.scorecard is not None else draft, evidence)
        for draft, evidence in found.drafts
    ]
    return judged


async def _result(bench: Bench, room: Room, draft: Draft, evidence: dict[str, Evidence]) -> DraftResult:
    support = await bench.grounds.check(room, draft.statement, draft)
    cases = others_of(room.case, bench.plan.suite.cases)
    others = [await asyncio.to_thread(bench.rooms.of, case) for case in cases]
    swap, deletion = await bench.grounds.challenge(room, others, draft)
    forbidden = mentions(_texts(draft), room.case.forbidden)
    return DraftResult(
        draft=draft, evidence=evidence, support=support, swap=swap, deletion=deletion, forbidden=forbidden
    )


async def do_anchor(bench: Bench, job: AnchorJob) -> Anchor:
    """A reference or foil, scored as the drafts are; `failed`, with nothing scored, where something goes wrong.

    Raises `Stopped` where a cap of the run was reached, and `StorageError`.
    """
    try:
        return await _anchor(bench, job)
    except (Stopped, StorageError):
        raise
    except Exception as error:
        why = _why(job.key, error)
    rubric = bench.house.rubric(job.case.organisation.language)
    unscored = tuple(
        CriterionScore(number=one.number, key=one.key, status="unscored", reason=why) for one in rubric.criteria
    )
    card = Scorecard(id=job.id, statement=job.text, summary=Summary(of=len(unscored)), criteria=unscored)
    return Anchor(
        case=job.case.id,
        group=job.case.group,
        kind=job.kind,
        id=job.id,
        status="failed",
        reason=why,
        scorecard=card,
        warnings=(why,),
    )


async def _anchor(bench: Bench, job: AnchorJob) -> Anchor:
    room = await asyncio.to_thread(bench.rooms.of, job.case)
    card = await asyncio.to_thread(_anchor_card, bench, room, job)
    judged = NOTHING
    if bench.jury is not None:
        judged = await bench.jury.judge(bench.name(job.key, "judge"), 0, [card], room)
        bench.stop_where_spent()
        (card,) = judged.cards
    return Anchor(
        case=job.case.id,
        group=job.case.group,
        kind=job.kind,
        id=job.id,
        scorecard=card,
        support=await bench.grounds.check(room, job.text),
        judging=judged.spent,
        warnings=judged.warnings,
    )


async def do_pair(bench: Bench, job: PairJob, first: CaseResult, second: CaseResult) -> PairResult:
    """The top drafts of two contestants, compared. Raises `Stopped` where a cap of the run was reached."""
    plan = bench.plan
    pair = PairResult(
        case=job.first.case,
        group=job.first.group,
        repeat=job.first.repeat,
        first=plan.contestant(job.first),
        second=plan.contestant(job.second),
        verdict="unscored",
    )
    for name, result in ((pair.first, first), (pair.second, second)):
        if not result.drafts:
            return pair.model_copy(update={"reason": f"{name} has no draft here: {result.reason}"})
    texts = first.drafts[0].draft.statement, second.drafts[0].draft.statement
    language = plan.by_id[job.first.case].organisation.language
    assert bench.jury is not None
    try:
        pair = await bench.jury.compare(bench.name(job.key, "judge"), pair, *texts, language)
    except (Stopped, StorageError):
        raise
    except Exception as error:
        pair = pair.model_copy(update={"reason": _why(job.key, error)})
    bench.stop_where_spent()
    return pair


def _anchor_card(bench: Bench, room: Room, job: AnchorJob) -> Scorecard:
    variation = Variation(corpus=room.corpus, hidden=room.hidden)
    context = context_for(bench.house, room.material, None, variation)
    _, card = Desk(room.material, context, room.workspace).scored(job.text, (), job.id)
    return card


def _texts(draft: Draft) -> Iterator[str]:
    """Every word of a draft that somebody reads, but for quotes, which are verbatim what people said."""
    yield from (draft.statement, draft.feel, draft.think, draft.do, draft.rationale, draft.angle, draft.origin)
    yield from draft.warnings
    if draft.scorecard is not None:
        for one in draft.scorecard.criteria:
            yield from (one.reason, one.question)
