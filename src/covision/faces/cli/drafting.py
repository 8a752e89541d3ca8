"""One headless drafting run: read, fetch what is missing, draft, write, show."""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from covision.domain.draft import Draft, DraftSet, Evidence
from covision.domain.project import Material
from covision.errors import CovisionError, NotEnough, Stopped
from covision.faces.cli.eval_exam import Steps
from covision.faces.cli.fetching import fetch_for
from covision.faces.cli.reading import read_material
from covision.faces.cli.show import set_lines
from covision.faces.cli.talk import note, result, result_json, write
from covision.settings import load_settings
from covision.steps.ask import NO_OWN_SENTENCE
from covision.steps.assumptions import has_basis, has_own_sentence
from covision.steps.export import drafts_json, drafts_md
from covision.steps.export_words import WORDS
from covision.wiring import House, open_house
from covision.wiring.judging import names_of, seated

PARTIAL = "drafts.partial.json"


@dataclass(frozen=True)
class Asked:
    """What the user asked for on the command line."""

    project: Path
    research: tuple[Path, ...]
    wanted: int
    model: str | None
    judge: str
    seed: int
    out: Path
    as_json: bool


@dataclass
class Kept:
    """What is finished so far, and goes to a file when the run is stopped or fails."""

    drafts: list[Draft] = field(default_factory=list)
    evidence: dict[str, Evidence] = field(default_factory=dict)
    whole: DraftSet | None = None


def run(asked: Asked) -> None:
    """Draft and write `drafts.json` and `drafts.md`; raises `CovisionError`s, keeping what is finished."""
    judges = names_of(asked.judge)
    material = read_material(asked.project, asked.research)
    settings = load_settings()
    with open_house(settings, shared=False) as house:
        warnings = _may_draft(house, material)
        fetch_for(house, asked.model)
        kept = Kept()
        try:
            asyncio.run(_draft(house, material, asked, judges, kept))
        except (KeyboardInterrupt, asyncio.CancelledError) as error:
            raise Stopped("Stopped.", safe=_keep(kept, asked.out)) from error
        except CovisionError as error:
            error.safe = " ".join(part for part in (error.safe, _keep(kept, asked.out)) if part)
            raise
    whole = kept.whole
    if whole is None or not whole.drafts:
        why = " ".join(whole.warnings) if whole else ""
        raise NotEnough(
            f"No draft passed the checks, so none is shown. {why}".strip(),
            todo="Add an answer or try another model.",
        )
    whole = _with_warnings(whole, warnings)
    write(asked.out / "drafts.json", drafts_json(whole).encode())
    write(asked.out / "drafts.md", drafts_md(whole).encode())
    (asked.out / PARTIAL).unlink(missing_ok=True)
    if asked.as_json:
        result_json(whole.model_dump(mode="json"))
    else:
        for line in set_lines(whole):
            result(line)
    note(f"Written: {asked.out / 'drafts.json'} and {asked.out / 'drafts.md'}")


def _may_draft(house: House, material: Material) -> list[str]:
    """Raise `NotEnough` where no answer can carry a draft; else what the drafts must be read with."""
    language = material.organisation.language
    script = house.script(language)
    if not has_basis(material, script):
        raise NotEnough(script.messages["not_enough"], todo="Add an answer to the project file, then draft again.")
    if has_own_sentence(material, script):
        return []
    return [NO_OWN_SENTENCE.get(language, NO_OWN_SENTENCE["en"])]


async def _draft(house: House, material: Material, asked: Asked, judges: Sequence[str], kept: Kept) -> None:
    models = house.new_models(asked.model)
    info = models.of("writer").info
    note(f"{info.name} writes. {info.why if asked.model is None else 'Named by --model.'}")
    panel = await seated(house, judges, "batch", note, told=Steps("Exam")) if judges else None
    found = house.draft(
        material,
        workspace="project",
        run=f"seed-{asked.seed}",
        seed=asked.seed,
        wanted=asked.wanted,
        models=models,
        panel=panel,
    )
    words = WORDS.get(material.organisation.language, WORDS["en"])
    async for item in found:
        if isinstance(item, str):
            note(item)
        elif isinstance(item, DraftSet):
            kept.whole = item
        else:
            draft, evidence = item
            kept.drafts.append(draft)
            kept.evidence |= evidence
            note(f"{words.draft} {len(kept.drafts)}: {draft.statement}")


def _keep(kept: Kept, out: Path) -> str:
    """Write the finished drafts of a run that did not end; what to tell the user about them."""
    if not kept.drafts:
        return "No draft was finished yet; replies of the model are kept for the next run."
    data: dict[str, Any] = {
        "stopped": True,
        "evidence": {key: item.model_dump(mode="json") for key, item in kept.evidence.items()},
        "drafts": [draft.model_dump(mode="json") for draft in kept.drafts],
    }
    path = out / PARTIAL
    write(path, (json.dumps(data, ensure_ascii=False, indent=2) + "\n").encode())
    return f"{len(kept.drafts)} finished: {path}."


def _with_warnings(drafts: DraftSet, warnings: list[str]) -> DraftSet:
    new = tuple(text for text in warnings if text not in drafts.warnings)
    return drafts.model_copy(update={"warnings": (*new, *drafts.warnings)}) if new else drafts
