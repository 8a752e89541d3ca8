"""What drafting reads, put together from the parts of a house; a variation changes some of it for one run."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from covision.domain.corpus import Corpus
from covision.domain.draft import DraftSet
from covision.domain.events import DraftFound, ProjectState
from covision.domain.model import Models
from covision.domain.project import Material
from covision.steps.leakage import HidingSearcher

if TYPE_CHECKING:
    from covision.projects.drafting import Found
    from covision.steps.draft import DraftContext, Fluency
    from covision.wiring.house import House


@dataclass(frozen=True)
class Variation:
    """What a drafting run reads in place of what ships; None: as it ships.

    `hidden` are ids of passages that no search finds. `unhurried`: a local engine has no limit of time, so that a
    busy computer does not change the drafts.
    """

    corpus: Corpus | None = None
    prompts: Path | None = None
    hidden: frozenset[str] = frozenset()
    unhurried: bool = False


def context_for(
    house: "House", material: Material, models: Models | None, variation: Variation | None = None
) -> "DraftContext":
    """The context of a drafting run; without `models`, of scoring alone. Opens the search index."""
    from covision.gateways.models import RoleModels
    from covision.steps.draft import DraftContext

    chosen = variation or Variation()
    writer = models.of("writer").info if models is not None else None
    language = material.organisation.language
    searcher = house.searcher
    return DraftContext(
        models=models if models is not None else RoleModels({}, house.settings),
        searcher=HidingSearcher(searcher, chosen.hidden) if chosen.hidden else searcher,
        corpus=chosen.corpus or house.corpus,
        rubric=house.rubric(language),
        lexicon=house.lexicon(language),
        shelf_folder=chosen.prompts or house.folder("prompts"),
        new_clock=_running if writer and writer.tier != "scripted" else _standing,
        learned=house.scoring.learned,
        embed=house.scoring.embed,
        fluency=_fluency(house, writer.name) if writer and writer.name.startswith("local/") else None,
    )


async def drafted(house: "House", state: ProjectState, run: str, seed: int, wanted: int) -> AsyncIterator["Found"]:
    """Drafts for the engine: see `Drafter`. The summaries are by the project's own weights."""
    from covision.projects.drafting import DraftProgress
    from covision.wiring.judging import configured

    panel, why = await asyncio.to_thread(configured, house)
    if why:
        yield DraftProgress(run=run, text=why)
    found = house.draft(state.material(), workspace=state.id, run=run, seed=seed, wanted=wanted, panel=panel)
    async for item in found:
        if isinstance(item, str):
            yield DraftProgress(run=run, text=item)
        elif isinstance(item, DraftSet):
            drafts = tuple(house.engine.reweigh_draft(state, draft) for draft in item.drafts)
            yield item.model_copy(update={"drafts": drafts})
        else:
            draft, evidence = item
            draft = house.engine.reweigh_draft(state, draft)
            shown = {key: one.model_dump(mode="json") for key, one in evidence.items()}
            yield DraftFound(run=run, draft=draft, evidence=shown)


def _fluency(house: "House", name: str) -> "Fluency":
    """How likely the built-in engine finds given texts; they are read in a thread that Stop ends."""

    async def told(texts: Sequence[str]) -> list[float]:
        from covision.gateways.local.provider import engine_of, in_thread

        return await in_thread(lambda stop: engine_of(name, house.settings).score(texts, cancelled=stop))

    return told


def _running() -> Callable[[], float]:
    return time.monotonic


def _standing() -> Callable[[], float]:
    return lambda: 0.0
