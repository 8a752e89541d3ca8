"""The mutation suite: planted damages must lower what they aim at, neutral edits must move nothing.

Any scorer can be examined: give a function that makes, for the project round a statement, a function from a
statement to its scorecard.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TypeAlias

import yaml
from pydantic import TypeAdapter, ValidationError

from covision.assets import folder
from covision.domain.base import Language
from covision.domain.mutations import (
    CriterionRates,
    KindRates,
    Miss,
    Mutant,
    MutationBase,
    MutationReport,
    Rate,
    Split,
)
from covision.domain.project import Material
from covision.domain.rubric import Rubric, Scorecard
from covision.errors import InputError, Place
from covision.measures.statistics import wilson
from covision.steps.corpus import load_corpus
from covision.steps.ingest import read_research
from covision.steps.learned import load_learned
from covision.steps.mutating.kinds import DAMAGES, NEUTRAL, Kind, mutants, renamed
from covision.steps.project_file import load_project
from covision.steps.rubric import load_lexicon, load_rubric
from covision.steps.score import Asked, Known, Said, Scorer, ScoringContext, context_of
from covision.steps.score_reading import Embed

Score: TypeAlias = Callable[[str], Scorecard]
ScorerFor: TypeAlias = Callable[[ScoringContext], Score]
SPLITS: tuple[Split, ...] = ("tune", "held", "written", "fresh", "last")
_BASES = TypeAdapter(tuple[MutationBase, ...])
_FILES = ("mutation_base.yaml", "mutation_written.yaml", "mutation_fresh.yaml", "mutation_last.yaml")
_MISSES_KEPT = 400


def load_bases(override: Path | None = None) -> tuple[MutationBase, ...]:
    """The base sets of `evals/calibration`, shipped examples filled in with their projects' names.

    Raises `InputError` with file and key where one is wrong.
    """
    files = (folder("evals", override) / "calibration" / name for name in _FILES)
    found = {base.id: base for path in files for base in _read(path)}
    return tuple(_like(base, found) for base in found.values())


def _like(base: MutationBase, found: Mapping[str, MutationBase]) -> MutationBase:
    """A base with the text and project of the one it is like."""
    if not base.like:
        return base
    if base.like not in found:
        raise InputError(
            f"{base.id} is like {base.like}, which there is not.",
            place=Place(file="evals/calibration", key="like"),
            todo="Name the id of a base.",
        )
    own = {"id": base.id, "split": base.split, "like": base.like, "written": base.written}
    return found[base.like].model_copy(update=own)


def _read(path: Path) -> tuple[MutationBase, ...]:
    try:
        bases = _BASES.validate_python(yaml.safe_load(path.read_text(encoding="utf-8")))
    except ValidationError as fault:
        first = fault.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        raise InputError(first["msg"], place=Place(file=str(path), key=key), todo="Correct this entry.") from fault
    return tuple(_named(base) if base.project else base for base in bases)


def _named(base: MutationBase) -> MutationBase:
    organisation = _example(base.project).organisation
    return base.model_copy(update={"organisation": organisation.name, "sector": organisation.sector})


@lru_cache(maxsize=16)
def _example(name: str) -> Material:
    """A shipped example as material, its comments read."""
    project, base = load_project(folder("examples") / name / "project.yaml")
    sources = tuple(
        read_research(item.file, (base / item.file).read_bytes(), kind=item.kind, text_column=item.text_column)
        for item in project.research
    )
    return Material(
        organisation=project.organisation,
        statements=project.statements,
        goals=project.goals,
        participants=project.participants,
        research=sources,
    )


@lru_cache(maxsize=4)
def known_statements(language: Language = "en") -> tuple[Known, ...]:
    """The statements of the shipped corpus in a language: what copies are made from and compared with."""
    corpus = load_corpus(folder("corpus"))
    return tuple(
        Known(owner=vision.owner, text=vision.text) for vision in corpus.visions if vision.language == language
    )


def context_for(base: MutationBase) -> ScoringContext:
    """The project round a base, as a scorer sees it."""
    known = known_statements(base.language)
    if base.project:
        return context_of(_example(base.project)).model_copy(update={"statements": known})
    return ScoringContext(
        language=base.language,
        organisation=base.organisation,
        sector=base.sector,
        answers=tuple(
            Said(id=f"answers/{base.id}/{question}", text=text, who=base.id, question=question)
            for question, text in base.answers.items()
        ),
        snippets=tuple(Said(id=f"c{at}", text=text) for at, text in enumerate(base.comments)),
        statements=known,
    )


def computed(context: ScoringContext) -> Score:
    """The computed measures as they are without weights: rules, and the learned reading by signs alone."""
    return with_vectors(None)(context)


def with_vectors(embed: Embed | None) -> ScorerFor:
    """The computed measures with a learned reading that has vectors too."""

    def scorer_for(context: ScoringContext) -> Score:
        rubric, lexicon = load_rubric(context.language), load_lexicon(context.language)
        scorer = Scorer(rubric, lexicon, context, load_learned(), embed)
        return lambda statement: scorer.score_many([Asked(id="mutant", statement=statement)], clauses=False)[0]

    return scorer_for


def values(card: Scorecard) -> dict[int, float]:
    """Value by criterion number, scored ones only."""
    return {one.number: one.value for one in card.criteria if one.value is not None}


@dataclass
class _Tally:
    """Counts of one criterion while a run goes on."""

    aimed: int = 0
    seen: int = 0
    bystander: int = 0
    spilled: int = 0
    edits: int = 0
    moved: int = 0
    unscored: int = 0
    worst: float = 0.0
    falls: list[float] = field(default_factory=list)


@dataclass
class _KindTally:
    applied: int = 0
    impossible: int = 0
    counted: int = 0
    detected: int = 0
    moved: int = 0


class Suite:
    """One run over some bases. `run` may be called once for each scorer."""

    def __init__(
        self,
        bases: Sequence[MutationBase],
        *,
        every: Sequence[MutationBase] | None = None,
        seed: int = 1,
        rounds: int = 1,
    ) -> None:
        """`every` are the bases that may sign another's statement (default: the same ones)."""
        self.bases = tuple(bases)
        self.every = {base.id: base for base in (every if every is not None else bases)}
        self.seed, self.rounds = seed, rounds

    def changed(self) -> Iterator[tuple[MutationBase, Kind, Mutant | None]]:
        """Every base with every kind, `rounds` times with different dice."""
        for base in self.bases:
            for kind, mutant in self.changed_of(base):
                yield base, kind, mutant

    def changed_of(self, base: MutationBase) -> Iterator[tuple[Kind, Mutant | None]]:
        """One base with every kind."""
        lines = tuple((known.owner, known.text) for known in known_statements(base.language))
        for turn in range(self.rounds):
            yield from mutants(base, seed=self.seed + turn, others=tuple(self.every.values()), lines=lines)

    def run(self, scorer_for: ScorerFor = computed, *, name: str = "computed measures") -> MutationReport:
        """Score every base and every change, and count."""
        return self.run_apart({name: lambda base: True}, scorer_for)[name]

    def run_apart(
        self, parts: Mapping[str, Callable[[MutationBase], bool]], scorer_for: ScorerFor = computed
    ) -> dict[str, MutationReport]:
        """One report for each part, a named choice of bases; everything is scored once."""
        counts = {name: _Counts(load_rubric("en")) for name in parts}
        for base, kind, mutant, before, after in self.scored(scorer_for):
            for name, belongs in parts.items():
                if belongs(base):
                    counts[name].add(base, kind, mutant, before, after)
        return {name: one.report(self, name) for name, one in counts.items()}

    def scored(
        self, scorer_for: ScorerFor = computed
    ) -> Iterator[tuple[MutationBase, Kind, Mutant | None, dict[int, float], dict[int, float]]]:
        """Every base with every kind and the values before and after; no mutant: the kind cannot be applied."""
        scorers: dict[str, Score] = {}
        before: dict[str, dict[int, float]] = {}

        def scorer(base: MutationBase) -> Score:
            key = f"{base.id}|{base.organisation}"
            if key not in scorers:
                scorers[key] = scorer_for(context_for(base))
            return scorers[key]

        for base, kind, mutant in self.changed():
            if base.id not in before:
                before[base.id] = values(scorer(base)(base.text))
            if mutant is None:
                yield base, kind, None, before[base.id], {}
                continue
            signer = self.every[mutant.signed_by] if mutant.signed_by else base
            if mutant.organisation:
                signer = renamed(base, mutant.organisation)
            yield base, kind, mutant, before[base.id], values(scorer(signer)(mutant.text))


class _Counts:
    """Adds up what each change did."""

    def __init__(self, rubric: Rubric) -> None:
        self.rubric = rubric
        self.noise = {one.number: one.noise for one in rubric.criteria}
        self.tallies = {one.number: _Tally() for one in rubric.criteria}
        self.kinds = {kind.key: _KindTally() for kind in (*DAMAGES, *NEUTRAL)}
        self.misses: list[Miss] = []
        self.bases: dict[str, MutationBase] = {}

    def add(
        self,
        base: MutationBase,
        kind: Kind,
        mutant: Mutant | None,
        before: dict[int, float],
        after: dict[int, float],
    ) -> None:
        """One change, with the values before and after it; None where the kind cannot be applied to the base."""
        self.bases[base.id] = base
        if mutant is None:
            self.kinds[kind.key].impossible += 1
            return
        self.kinds[mutant.kind].applied += 1
        if mutant.neutral:
            self._edit(mutant, before, after)
        else:
            self._damage(mutant, before, after)

    def _edit(self, mutant: Mutant, before: dict[int, float], after: dict[int, float]) -> None:
        moved = False
        for number, old in before.items():
            tally, new = self.tallies[number], after.get(number)
            tally.edits += 1
            change = abs(new - old) if new is not None else 1.0
            tally.worst = max(tally.worst, change)
            if change > self.noise[number]:
                tally.moved += 1
                moved = True
                self._miss("neutral", mutant, number, old, new)
        self.kinds[mutant.kind].counted += 1
        self.kinds[mutant.kind].moved += moved

    def _damage(self, mutant: Mutant, before: dict[int, float], after: dict[int, float]) -> None:
        found: list[bool] = []
        for number in mutant.aims:
            tally, old, new = self.tallies[number], before.get(number), after.get(number)
            if old is None:
                tally.unscored += 1
                continue
            tally.aimed += 1
            fall = old - new if new is not None else 0.0
            tally.falls.append(fall)
            found.append(fall > self.noise[number])
            tally.seen += found[-1]
            if not found[-1]:
                self._miss("undetected", mutant, number, old, new)
        kind = self.kinds[mutant.kind]
        kind.counted += bool(found)
        kind.detected += bool(found) and all(found)
        kind.moved += self._bystanders(mutant, before, after)

    def _bystanders(self, mutant: Mutant, before: dict[int, float], after: dict[int, float]) -> bool:
        moved = False
        for number, old in before.items():
            new = after.get(number)
            if number in mutant.aims or number in mutant.may_move or new is None:
                continue
            self.tallies[number].bystander += 1
            if abs(new - old) > self.noise[number]:
                self.tallies[number].spilled += 1
                moved = True
                self._miss("spill", mutant, number, old, new)
        return moved

    def _miss(self, what: str, mutant: Mutant, number: int, old: float, new: float | None) -> None:
        if len(self.misses) < _MISSES_KEPT:
            found = {"what": what, "kind": mutant.kind, "base": mutant.base, "criterion": number}
            found |= {"before": round(old, 4), "after": round(new if new is not None else -1.0, 4)}
            self.misses.append(Miss.model_validate({**found, "text": mutant.text}))

    def report(self, suite: Suite, name: str) -> MutationReport:
        """The counts with their intervals."""
        aims = {kind.key: kind.aims for kind in (*DAMAGES, *NEUTRAL)}
        damages = [self.kinds[kind.key] for kind in DAMAGES]
        edits = [self.kinds[kind.key] for kind in NEUTRAL]
        tallies = self.tallies.values()
        return MutationReport(
            scorer=name,
            languages=tuple(sorted({base.language for base in self.bases.values()})),
            splits=tuple(split for split in SPLITS if any(one.split == split for one in self.bases.values())),
            seed=suite.seed,
            rounds=suite.rounds,
            bases=len(self.bases),
            damages=sum(kind.applied for kind in damages),
            edits=sum(kind.applied for kind in edits),
            detected=rate(sum(one.seen for one in tallies), sum(one.aimed for one in tallies)),
            spill=rate(sum(one.spilled for one in tallies), sum(one.bystander for one in tallies)),
            neutral=rate(sum(kind.moved for kind in edits), sum(kind.counted for kind in edits)),
            criteria=tuple(self._criterion(number) for number in self.tallies),
            kinds=tuple(_kind(key, aims[key], tally) for key, tally in self.kinds.items()),
            misses=tuple(self.misses),
        )

    def _criterion(self, number: int) -> CriterionRates:
        tally = self.tallies[number]
        criterion = next(one for one in self.rubric.criteria if one.number == number)
        return CriterionRates(
            number=number,
            key=criterion.key,
            title=criterion.title,
            noise=criterion.noise,
            detected=rate(tally.seen, tally.aimed),
            spill=rate(tally.spilled, tally.bystander),
            neutral=rate(tally.moved, tally.edits),
            worst=round(tally.worst, 4),
            mean_fall=round(sum(tally.falls) / len(tally.falls), 4) if tally.falls else None,
            unscored=tally.unscored,
        )


def _kind(key: str, aims: tuple[int, ...], tally: _KindTally) -> KindRates:
    return KindRates(
        kind=key,
        aims=aims,
        applied=tally.applied,
        not_applicable=tally.impossible,
        detected=rate(tally.detected, tally.counted) if aims else Rate(),
        moved=rate(tally.moved, tally.applied if aims else tally.counted),
    )


def rate(hits: int, of: int) -> Rate:
    """A share with its 95% Wilson interval; neither where there is nothing to count."""
    found = wilson(hits, of)
    if found is None or found.interval is None:
        return Rate(hits=hits, of=of)
    low, high = found.interval
    return Rate(hits=hits, of=of, share=round(hits / of, 4), interval=(round(low, 4), round(high, 4)))
