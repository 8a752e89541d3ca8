"""What a run is to do: its cells, anchors and pairs, and the header that says what its results depend on."""

import hashlib
import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations
from pathlib import Path

from covision import __version__
from covision.domain.draft import PromptRef
from covision.domain.evals import Cell, EvalCase, EvalSuite, Header
from covision.domain.judging import JudgingMode
from covision.errors import InputError, Place, UsageError
from covision.prompting.shelf import load
from covision.stores.evaluations import Job
from covision.wiring import House

SHIPPED = "shipped"
ANCHORS = "anchors"
PAIRS = "pairs"
SEED_STEP = 1009
"""Seeds of repeats lie so far apart: a draft's calls use seeds right after its own."""


@dataclass(frozen=True)
class Asked:
    """What the user asked for; a cap of 0 is no cap."""

    suite: str
    models: tuple[str, ...]
    judge: str | None = None
    mode: JudgingMode = "batch"
    repeats: int = 1
    drafts: int = 3
    cases: tuple[str, ...] = ()
    prompts: tuple[str, ...] = (SHIPPED,)
    seed: int = 1
    max_tokens: int = 0
    max_cost: float = 0.0


@dataclass(frozen=True)
class AnchorJob:
    """A reference or foil to score."""

    case: EvalCase
    kind: str
    id: str
    text: str

    @property
    def key(self) -> str:
        """Names it in logs and databases."""
        return f"{ANCHORS}|{self.case.id}|{self.kind}|{self.id}"


@dataclass(frozen=True)
class PairJob:
    """The top drafts of two cells to compare."""

    first: Cell
    second: Cell

    @property
    def key(self) -> str:
        """Names it in logs and databases."""
        one, two = self.first, self.second
        return f"{PAIRS}|{one.case}|{one.repeat}|{one.model} {one.prompts}|{two.model} {two.prompts}"


@dataclass(frozen=True)
class Plan:
    """A run before it begins. `folders` are the prompts of each variant, whole; `pairs`: drafts are compared."""

    asked: Asked
    suite: EvalSuite
    cases: tuple[EvalCase, ...]
    folders: Mapping[str, Path]
    header: Header
    pairs: bool = False
    by_id: Mapping[str, EvalCase] = field(default_factory=dict)

    @cached_property
    def cells(self) -> dict[str, Cell]:
        """Every cell by key: case by case, so that a run that is stopped has whole cases for all models."""
        found = [
            Cell(model=model, prompts=prompts, case=case.id, group=case.group, repeat=repeat)
            for repeat in range(self.asked.repeats)
            for case in self.cases
            for model in self.asked.models
            for prompts in self.folders
        ]
        return {cell.key: cell for cell in found}

    @cached_property
    def anchors(self) -> dict[str, AnchorJob]:
        """Every reference and foil of every case, by key."""
        found = []
        for case in self.cases:
            found += [AnchorJob(case, "reference", id, self.suite.references[id].text) for id in case.references]
            found += [AnchorJob(case, "foil", f"foil-{at}", text) for at, text in enumerate(case.foils, start=1)]
        return {one.key: one for one in found}

    @cached_property
    def comparisons(self) -> dict[str, PairJob]:
        """Every two contestants on the same case and repeat, by key; none where nobody compares."""
        if not self.pairs:
            return {}
        beside: dict[tuple[str, int], list[Cell]] = {}
        for cell in self.cells.values():
            beside.setdefault((cell.case, cell.repeat), []).append(cell)
        found = [PairJob(one, two) for cells in beside.values() for one, two in combinations(cells, 2)]
        return {one.key: one for one in found}

    def jobs(self) -> list[Job]:
        """All work, in order; a model's cells are a lane of their own. Pairs wait for every cell."""
        lanes = [*((key, 0, ANCHORS) for key in self.anchors)]
        lanes += [(key, 0, cell.model) for key, cell in self.cells.items()]
        lanes += [(key, 1, PAIRS) for key in self.comparisons]
        return [Job(key, phase, lane, at) for at, (key, phase, lane) in enumerate(lanes)]

    def contestant(self, cell: Cell) -> str:
        """What a cell's drafts compete as: the model, and the prompts where several are compared."""
        return cell.model if len(self.folders) == 1 else f"{cell.model} with {cell.prompts}"

    def seed_of(self, cell: Cell) -> int:
        """The seed of a cell's drafts: the run's own for the first repeat."""
        return self.asked.seed + SEED_STEP * cell.repeat


def make_plan(
    asked: Asked, suite: EvalSuite, cases: tuple[EvalCase, ...], house: House, room: Path, *, pairs: bool = False
) -> Plan:
    """The plan of a run; prompts of each variant are laid out whole below `room`. Raises `UsageError`."""
    if not asked.models:
        raise UsageError("A run needs a model.", todo="Name one with --model, such as --model local/….")
    for names, option in ((asked.models, "--model"), (asked.prompts, "--prompts")):
        if len(set(names)) < len(names):
            raise UsageError(f"{option} names the same one twice.", todo="Name each once.")
    folders = prompt_folders(asked.prompts, house.folder("prompts"), room)
    header = Header(
        id="",
        suite=suite.id,
        suite_version=suite.version,
        suite_digest=suite.digest,
        cases=tuple(case.id for case in cases),
        models=asked.models,
        prompts={name: prompt_refs(folder) for name, folder in folders.items()},
        judge=asked.judge,
        mode=asked.mode,
        repeats=asked.repeats,
        seed=asked.seed,
        drafts=asked.drafts,
        rubric_version=house.rubric().version,
        corpus_digest=house.corpus.digest,
        version=__version__,
        settings={"embeddings": house.settings.embeddings, "tier": house.settings.tier},
    )
    header = header.model_copy(update={"id": run_id(header)})
    return Plan(asked, suite, cases, folders, header, pairs, {case.id: case for case in cases})


def run_id(header: Header) -> str:
    """12 hex digits over all that results depend on: the same question is the same run, whenever it is asked."""
    body = header.model_dump(mode="json", exclude={"id", "started_at", "estimate", "exam", "exams", "type"})
    text = json.dumps(body, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def prompt_folders(wanted: Sequence[str], shipped: Path, room: Path) -> dict[str, Path]:
    """The prompts of each variant, whole: files of a folder replace those that ship under the same name.

    Raises `InputError` for a folder that replaces nothing, and for a file that replaces none that ships.
    """
    found: dict[str, Path] = {}
    for name in wanted:
        if name == SHIPPED:
            found[name] = shipped
            continue
        own = Path(name)
        files = sorted(path for path in own.rglob("*") if path.is_file()) if own.is_dir() else []
        if not files:
            todo = "Name a folder laid out as prompts/, with the files that differ."
            raise InputError("holds no prompts.", place=Place(name), todo=todo)
        for path in files:
            inside = path.relative_to(own)
            # A judge whose prompts changed would be another instrument: with its own exam, not beside this one.
            if not (shipped / inside).is_file() or inside.parts[0] == "judging":
                todo = f"Prompts that can be replaced stand in {shipped}; those of the judge cannot."
                raise InputError("replaces no prompt that ships.", place=Place(str(path)), todo=todo)
        label = own.resolve().name
        if label in found or label == SHIPPED:
            raise UsageError(f"Two variants of prompts are called {label}.", todo="Rename one folder.")
        whole = room / label
        shutil.copytree(shipped, whole)
        shutil.copytree(own, whole, dirs_exist_ok=True)
        found[label] = whole
    return found


def prompt_refs(folder: Path) -> dict[str, PromptRef]:
    """Every file of a folder of prompts with its digest, by its name without suffix."""
    found: dict[str, PromptRef] = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).with_suffix("").as_posix()
        if path.suffix == ".md":
            found[name] = load(name, folder).ref
        elif path.suffix == ".yaml":
            digest = hashlib.sha256(path.read_bytes()).hexdigest()[:16]
            found[name] = PromptRef(id=name, version="", digest=digest)
    return found
