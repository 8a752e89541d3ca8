"""Drafting: from what a team said to three statements that differ, each grounded clause by clause and scored.

The order is: read the material into evidence; make candidates of the team's own words; let the writer mend them
(a small engine) or word its own for each angle (a strong one); refuse what fails a guard; choose by the measures
and by difference; link every clause to evidence by code; score. Nothing is shown before all of this is done.
"""

import asyncio
from collections.abc import AsyncIterator

from covision.domain.project import Material
from covision.errors import NotEnough
from covision.steps.assumptions import is_usable
from covision.steps.drafting import write
from covision.steps.drafting.desk import Desk, DraftContext, Fluency
from covision.steps.drafting.session import Found, Session

__all__ = ["DraftContext", "Fluency", "Found", "draft"]


async def draft(
    material: Material,
    context: DraftContext,
    *,
    workspace: str,
    run: str,
    seed: int = 0,
    wanted: int = 3,
    deadline: float | None = None,
) -> AsyncIterator[Found]:
    """Progress as text, each `(Draft, evidence)` when it is ready and scored, the whole `DraftSet` last.

    `deadline` is the seconds that mending may take in all. Raises `NotEnough` where nothing can be said honestly,
    and `ModelError` where no writer answers.
    """
    clock = context.new_clock()
    writer = context.models.of("writer")
    desk = await asyncio.to_thread(Desk, material, context, workspace)
    yield desk.words["read"]
    pool = await asyncio.to_thread(desk.candidates)
    strong = writer.info.tier == "strong" and any(is_usable(unit.text) for unit in desk.units if unit.question)
    if not strong and not pool and not write.notes_to_turn(desk.units, desk.guard, desk.lead):
        raise NotEnough(desk.words["none"], safe=desk.words["safe"], todo=desk.words["todo"])
    yield desk.words["make"]
    session = Session(desk, writer, clock, wanted, seed, deadline)
    steps = session.strong(pool) if writer.info.tier == "strong" else session.small(pool)
    async for item in steps:
        yield item
    if not session.shown:
        raise NotEnough(desk.words["none"], safe=desk.words["safe"], todo=desk.words["todo"])
    yield session.whole(run)
