"""Drafting: from what a team said to three statements that differ, each grounded clause by clause and scored.

The order is: read the material into evidence; make candidates of the team's own words; let the writer mend them
(a small engine) or word its own for each angle (a strong one); refuse what fails a guard; choose by the measures
and by difference; link every clause to evidence by code; score. Nothing is shown before all of this is done.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from covision.domain.corpus import Corpus
from covision.domain.draft import Draft, DraftSet, Evidence, PromptRef, RunInfo
from covision.domain.model import ChatModel, Models
from covision.domain.project import Material
from covision.domain.rubric import Rubric
from covision.domain.search import Passage, Searcher
from covision.errors import ModelError, NotEnough
from covision.measures.lexicon import Lexicon
from covision.steps.ask import NO_OWN_SENTENCE, load_script
from covision.steps.assumptions import assumptions
from covision.steps.drafting import write
from covision.steps.drafting.choose import Rated, pick, utility
from covision.steps.drafting.compose import Candidate, compose
from covision.steps.drafting.guard import Guard, guard_of
from covision.steps.drafting.link import Linker
from covision.steps.drafting.pieces import Piece, pieces_of
from covision.steps.drafting.units import Unit, units_of
from covision.steps.drafting.voice import Voice, load_voice
from covision.steps.drafting.words import WORDS
from covision.steps.score import ClauseEvidence, Scorer, context_of

Fluency = Callable[[Sequence[str]], Awaitable[Sequence[float]]]
"""Mean natural-log probability per token of given texts, as the writing engine finds them."""

_NOT_MUCH_WORSE = 0.03
_ANGLES_FOR_STRONG = ("own", "trouble", "use", "difference", "arc")


@dataclass(frozen=True)
class DraftContext:
    """What drafting needs from outside. `new_clock` gives a running clock in seconds; `fluency` None: not told."""

    models: Models
    searcher: Searcher | None
    corpus: Corpus
    rubric: Rubric
    lexicon: Lexicon | None
    shelf_folder: Path
    new_clock: Callable[[], Callable[[], float]]
    fluency: Fluency | None = None


Found = str | tuple[Draft, dict[str, Evidence]] | DraftSet


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
    desk = await asyncio.to_thread(_Desk, material, context, workspace)
    yield desk.words["read"]
    pool = await asyncio.to_thread(desk.candidates)
    if not pool and not write.notes_to_turn(desk.units, desk.guard, desk.lead):
        raise NotEnough(desk.words["none"], safe=desk.words["safe"], todo=desk.words["todo"])
    yield desk.words["make"]
    session = _Session(desk, writer, clock, wanted, seed, deadline)
    steps = session.strong(pool) if writer.info.tier == "strong" else session.small(pool)
    async for item in steps:
        yield item
    if not session.shown:
        raise NotEnough(desk.words["none"], safe=desk.words["safe"], todo=desk.words["todo"])
    yield session.whole(run)


class _Desk:
    """One project laid out for drafting: its evidence, guards, scorer and links."""

    def __init__(self, material: Material, context: DraftContext, workspace: str) -> None:
        language = material.organisation.language
        self.material = material
        self.context = context
        self.language = language
        self.words = WORDS.get(language, WORDS["en"])
        self.units: list[Unit] = units_of(material)
        self._person = {unit.id: unit.evidence.participant or unit.id for unit in self.units}
        self.lead = material.participants[0].id if material.participants else ""
        self.voice: Voice = load_voice(context.shelf_folder, language)
        self.lexicon = context.lexicon or Lexicon(version=0, language=language)
        self.smooth = write.prompt_of("smooth", context.shelf_folder, language)
        self.statement = write.prompt_of("statement", context.shelf_folder, language)
        self.turn = write.prompt_of("turn", context.shelf_folder, language)
        shots = [*self.smooth.examples(), *self.turn.examples()]
        self.guard: Guard = guard_of(material, self.units, context.corpus, self.lexicon, self.voice, shots)
        self.pieces: list[Piece] = pieces_of(self.units, self.voice, self.lexicon)
        self.scorer = Scorer(context.rubric, context.lexicon, context_of(material, context.corpus))
        if context.searcher is not None:
            context.searcher.put(self._passages(workspace))
        self.linker = Linker(self.units, self.guard, self.voice, context.searcher, workspace)

    def _passages(self, workspace: str) -> list[Passage]:
        return [
            Passage(
                id=unit.id,
                workspace=workspace,
                kind="answer" if unit.question else "snippet",
                text=unit.text,
                source=unit.evidence.source,
                participant=unit.evidence.participant,
                start=unit.evidence.start,
                end=unit.evidence.end,
                copies=unit.copies,
            )
            for unit in self.units
        ]

    def candidates(self) -> list[Rated]:
        """What code can make of the team's words, without what a guard refuses; rated by the measures."""
        made = compose(self.material, self.units, self.voice, self.lexicon)
        return [self.rate(item) for item in made if not self.guard.problems(item.text)]

    def rate(self, candidate: Candidate) -> Rated:
        """A candidate with its scorecard and utility."""
        card = self.scorer.score(candidate.text, id="candidate")
        people = {self._person.get(id, id) for id in candidate.evidence}
        lead = not people or self.lead in people
        return Rated(candidate=candidate, utility=utility(candidate, card, len(people), lead), card=card)

    def draft(self, rated: Rated, number: int) -> tuple[Draft, dict[str, Evidence]]:
        """The finished draft: clauses linked, scored, with its fields and reason."""
        candidate = rated.candidate
        clauses = self.linker.clauses(candidate.text, candidate.evidence)
        ids = list(dict.fromkeys(id for clause in clauses for id in clause.evidence))
        snippets = {unit.id for unit in self.units if not unit.question}
        backing = [
            ClauseEvidence(text=clause.text, snippets=tuple(id for id in clause.evidence if id in snippets))
            for clause in clauses
        ]
        similarities, nearest = self._neighbours(candidate.text)
        card = self.scorer.score(
            candidate.text, id=f"d{number}", similarities=similarities, nearest=nearest, clauses=backing
        )
        angle = self.voice.angles[candidate.angle]
        feel, think, do = self._fields(candidate)
        made = Draft(
            id=f"d{number}",
            angle=angle.title,
            statement=candidate.text,
            language=self.language,
            feel=feel,
            think=think,
            do=do,
            rationale=" ".join(part for part in (angle.why, self._leaves_out(candidate)) if part),
            clauses=tuple(clauses),
            scorecard=card,
            origin=self._origin(candidate),
        )
        return made, self.linker.evidence(ids)

    def _origin(self, candidate: Candidate) -> str:
        """Who worded it: a participant's id, a model's name, or in words that code joined the team's phrases."""
        if candidate.wording == "own":
            return self._person.get(candidate.evidence[0], "")
        return self.words["joined"] if candidate.wording == "joined" else candidate.wording

    def _neighbours(self, text: str) -> tuple[list[float] | None, str]:
        """Cosine similarity to the indexed statements, nearest first, and the owner of the nearest."""
        visions = [vision for vision in self.context.corpus.visions if vision.language == self.language]
        if self.context.searcher is None or not visions:
            return None, ""
        try:
            row = self.context.searcher.similarity([text], [vision.text for vision in visions])[0]
        except ModelError:
            # Without an embedding model wording is compared by its words alone.
            return None, ""
        order = sorted(range(len(visions)), key=lambda at: -float(row[at]))
        return [float(row[at]) for at in order[:5]], visions[order[0]].owner

    def _fields(self, candidate: Candidate) -> tuple[str, str, str]:
        """Feel, think and do in the team's words: those of the statement, else of the nearest phrases."""
        content = frozenset(self.guard.content(candidate.text))
        found: list[str] = []
        for kind in ("feel", "think", "do"):
            own = str(getattr(candidate, kind))
            if not own:
                fits = [piece for piece in self.pieces if piece.kind == kind and len(piece.text.split()) > 2]
                fits.sort(key=lambda p: (-len(content & set(self.guard.content(p.text))), p.stage != "use"))
                own = fits[0].text if fits else ""
            found.append(_plain(own))
        return found[0], found[1], found[2]

    def _leaves_out(self, candidate: Candidate) -> str:
        """Which moments people spoke of that this statement says nothing about."""
        said = set(candidate.evidence)
        stages = dict.fromkeys(p.stage for p in self.pieces if p.stage and p.evidence not in said)
        there = {p.stage for p in self.pieces if p.evidence in said}
        left = [
            self.voice.angles[stage].title for stage in stages if stage not in there and stage in self.voice.angles
        ]
        if not left or candidate.angle == "own":
            return ""
        return self.words["leaves"].format(what=", ".join(title[:1].lower() + title[1:] for title in left[:3]))


def _plain(text: str) -> str:
    head, _, rest = text.partition(" ")
    return (
        rest
        if head in ("feel", "think", "know", "can", "sentir", "pensar", "saber", "sentir-se") and rest
        else text
    )


class _Session:
    """One run at the desk: what was shown, what went wrong, how long it took."""

    def __init__(
        self,
        desk: _Desk,
        writer: ChatModel,
        clock: Callable[[], float],
        wanted: int,
        seed: int,
        deadline: float | None,
    ) -> None:
        self.desk = desk
        self.writer = writer
        self.clock = clock
        self.started = clock()
        self.wanted = wanted
        self.seed = seed
        self.deadline = deadline
        self.shown: list[Draft] = []
        self.taken: list[Candidate] = []
        self.evidence: dict[str, Evidence] = {}
        self.warnings: list[str] = []
        self.prompt: PromptRef = desk.smooth.ref

    async def small(self, pool: list[Rated]) -> AsyncIterator[Found]:
        """A small engine tells how sentences read and mends the best, one draft after the other."""
        words, name = self.desk.words, self.writer.info.name
        if len({item.candidate.angle for item in pool}) <= self.wanted:
            yield words["turn"].format(model=name)
            pool = pool + await self._turned()
        while len(self.shown) < self.wanted:
            best = pick(pool, self.desk.guard, 1, self.taken)
            if not best:
                break
            yield words["mend"].format(model=name, n=len(self.shown) + 1, of=self.wanted)
            chosen = await self._mend(best[0])
            self.taken.append(chosen.candidate)
            yield self._show(chosen)

    async def _turned(self) -> list[Rated]:
        """Sentences of other answers, said from the customer's side by the engine, for want of candidates."""
        desk = self.desk
        found: list[Rated] = []
        for unit in write.notes_to_turn(desk.units, desk.guard, desk.lead):
            if self.deadline is not None and self.clock() - self.started > self.deadline / 3:
                break
            said = await write.turn(self.writer, desk.turn, unit, desk.guard, self.seed)
            if said is not None:
                found.append(desk.rate(said))
        return found

    async def _mend(self, rated: Rated) -> Rated:
        """The candidate or its mended form, whichever reads better; unmended where time ran out.

        Two wordings of one thought can be compared by how likely the engine finds them; where it cannot tell, the
        measures decide.
        """
        if self.deadline is not None and self.clock() - self.started > self.deadline:
            self._warn(self.desk.words["slow"])
            return rated
        desk = self.desk
        mended = await write.smooth(self.writer, desk.smooth, rated.candidate, desk.guard, self.seed)
        if mended is None or not all(self._differs(mended, other) for other in self.taken):
            return rated
        after = desk.rate(mended)
        if desk.context.fluency is not None:
            was, now = await desk.context.fluency([rated.candidate.text, mended.text])
            return after if now > was and after.utility > rated.utility - _NOT_MUCH_WORSE else rated
        return after if after.utility >= rated.utility else rated

    def _differs(self, one: Candidate, other: Candidate) -> bool:
        return one.text != other.text

    async def strong(self, pool: list[Rated]) -> AsyncIterator[Found]:
        """A strong writer words a statement for each angle at once; the team's own words compete with them."""
        desk = self.desk
        self.prompt = desk.statement.ref
        angles = [(key, desk.voice.angles[key]) for key in _ANGLES_FOR_STRONG]
        yield desk.words["word"].format(model=self.writer.info.name, n=len(angles))
        snippets = [unit for unit in desk.units if not unit.question][:40]
        notes = write.notes_of(desk.material, desk.units, snippets, self.writer.info.remote)
        name = desk.material.organisation.name
        tasks = [
            asyncio.create_task(
                write.word(
                    self.writer, desk.statement, angle, notes, desk.language, name, desk.guard, self.seed + at
                )
            )
            for at, angle in enumerate(angles)
        ]
        try:
            found, errors = await write.gather_words(tasks)
        finally:
            for task in tasks:
                task.cancel()
        if errors and not found:
            raise errors[0]
        if errors:
            self._warn(desk.words["failed"].format(n=len(errors), why=errors[0].what))
        rated = [desk.rate(item) for item in found]
        # The writer's own wording is what was asked for; the team's words fill the gaps.
        for chosen in (*pick(rated, desk.guard, self.wanted), *pool):
            if len(self.shown) >= self.wanted:
                break
            if chosen in rated:
                self.taken.append(chosen.candidate)
                yield self._show(chosen)
        for chosen in pick(pool, desk.guard, self.wanted - len(self.shown), self.taken):
            self.taken.append(chosen.candidate)
            yield self._show(chosen)

    def _show(self, rated: Rated) -> tuple[Draft, dict[str, Evidence]]:
        made, evidence = self.desk.draft(rated, len(self.shown) + 1)
        self.shown.append(made)
        self.evidence.update(evidence)
        return made, evidence

    def _warn(self, text: str) -> None:
        if text not in self.warnings:
            self.warnings.append(text)

    def whole(self, run: str) -> DraftSet:
        """Everything of this run, as `drafts.json` holds it."""
        desk, material = self.desk, self.desk.material
        models = desk.context.models
        if len(self.shown) < self.wanted:
            self._warn(desk.words["few"].format(n=len(self.shown), of=self.wanted))
        if not material.answers("9"):
            self._warn(NO_OWN_SENTENCE.get(desk.language, NO_OWN_SENTENCE["en"]))
        if self.taken[0].angle == "own" and self.taken[0].wording == "own":
            self._warn(desk.words["human"])
        script = load_script(desk.context.shelf_folder, desk.language if desk.language == "pt" else "en")
        blanks = tuple(item.text for item in assumptions(material, script))
        return DraftSet(
            project={
                "organisation": material.organisation.model_dump(mode="json"),
                "participants": [person.id for person in material.participants],
                "research": [source.name for source in material.research],
            },
            run=RunInfo(
                model=self.writer.info.name,
                judge=None,
                prompt=self.prompt,
                corpus_digest=desk.context.corpus.digest,
                rubric_version=desk.context.rubric.version,
                seed=self.seed,
                usage=models.spent(),
                cost=models.cost(),
                seconds=round(self.clock() - self.started, 1),
            ),
            evidence=self.evidence,
            drafts=tuple(self.shown),
            assumptions=blanks,
            warnings=tuple(self.warnings),
        )


__all__ = ["DraftContext", "Found", "ModelError", "draft"]
