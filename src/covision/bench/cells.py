"""One piece of an evaluation: drafts of a cell, or the score of a reference or foil."""

import asyncio
import logging
from collections.abc import Iterator
from dataclasses import dataclass, field

from covision.bench.accounts import Account, RepeatedModels
from covision.bench.checks import grounding
from covision.bench.plan import AnchorJob, Plan
from covision.bench.rooms import Room, Rooms
from covision.domain.draft import Draft, DraftSet, Evidence
from covision.domain.evals import Anchor, CaseResult, Cell, DraftResult
from covision.domain.rubric import Scorecard
from covision.errors import CovisionError, NotEnough, Stopped, StorageError
from covision.steps.assumptions import has_basis
from covision.steps.drafting.desk import Desk
from covision.steps.leakage import mentions
from covision.wiring import House
from covision.wiring.drafting import Variation, context_for
from covision.wiring.evaluating import Meter, Paces, models_for

log = logging.getLogger(__name__)


@dataclass
class Bench:
    """What all pieces of a run share."""

    house: House
    plan: Plan
    rooms: Rooms
    whole: Meter
    paces: Paces = field(default_factory=Paces)

    def stop_where_spent(self) -> None:
        """Raises `Stopped` where a cap of the run stopped a call: what misses it is no result."""
        if self.whole.reached:
            raise Stopped("The cap of this run was reached.", todo="Raise the cap, then run the command again.")


@dataclass
class _Found:
    drafts: list[tuple[Draft, dict[str, Evidence]]] = field(default_factory=list)
    warnings: tuple[str, ...] = ()


async def do_cell(bench: Bench, cell: Cell) -> CaseResult:
    """What becomes of a cell. A model that fails makes it `failed` with the reason.

    Raises `Stopped` where a cap of the whole run was reached, and `StorageError`.
    """
    case = bench.plan.by_id[cell.case]
    room = await asyncio.to_thread(bench.rooms.of, case)
    account = Account(f"{bench.plan.header.id}/{cell.key}", bench.whole)
    found = _Found()
    status, reason = "done", ""
    try:
        await _draft(bench, cell, room, account, found)
    except NotEnough as error:
        status, reason = "not_enough", error.what
    except StorageError:
        raise
    except CovisionError as error:
        status, reason = "failed", error.what
    except Exception as error:
        log.warning("%s", cell.key, exc_info=True)
        status, reason = "failed", f"Something inside covision went wrong: {type(error).__name__}: {error}"
    finally:
        account.close()
    bench.stop_where_spent()
    drafting = account.spent()
    results = []
    for draft, evidence in found.drafts if status == "done" else ():
        support = await grounding(bench.house, room, draft.statement, draft)
        results.append(
            DraftResult(
                draft=draft, evidence=evidence, support=support, forbidden=mentions(_texts(draft), case.forbidden)
            )
        )
    return CaseResult.model_validate(
        {
            "cell": cell,
            "status": status,
            "reason": reason,
            "drafts": tuple(results),
            "warnings": found.warnings if status == "done" else (),
            "drafting": drafting,
            "requests": account.requests(),
        }
    )


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


async def do_anchor(bench: Bench, job: AnchorJob) -> Anchor:
    """A reference or foil, scored as the drafts are. No model words anything here."""
    room = await asyncio.to_thread(bench.rooms.of, job.case)
    card = await asyncio.to_thread(_anchor_card, bench, room, job)
    support = await grounding(bench.house, room, job.text, None)
    return Anchor.model_validate(
        {
            "case": job.case.id,
            "group": job.case.group,
            "kind": job.kind,
            "id": job.id,
            "scorecard": card,
            "support": support,
        }
    )


def _anchor_card(bench: Bench, room: Room, job: AnchorJob) -> Scorecard:
    variation = Variation(corpus=room.corpus, hidden=room.hidden)
    context = context_for(bench.house, room.material, None, variation)
    _, card = Desk(room.material, context, room.workspace).scored(job.text, (), job.id)
    return card


def _texts(draft: Draft) -> Iterator[str]:
    """Every word of a draft that somebody reads, but for quotes, which are verbatim what people said."""
    yield from (draft.statement, draft.feel, draft.think, draft.do, draft.rationale, draft.angle, draft.origin)
    if draft.scorecard is not None:
        for one in draft.scorecard.criteria:
            yield from (one.reason, one.question)
