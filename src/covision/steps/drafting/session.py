"""One drafting run at the desk: who words what, what is shown, how long it may take."""

import asyncio
from collections.abc import AsyncIterator, Callable

from covision.domain.draft import Draft, DraftSet, Evidence, PromptRef, RunInfo
from covision.domain.model import ChatModel
from covision.domain.research import THEMES_FROM
from covision.errors import BudgetReached, ModelError
from covision.steps.ask import NO_OWN_SENTENCE, load_script
from covision.steps.assumptions import assumptions
from covision.steps.drafting import write
from covision.steps.drafting.choose import Rated, pick
from covision.steps.drafting.compose import Candidate
from covision.steps.drafting.desk import Desk
from covision.steps.drafting.plain import JOINED_IN
from covision.steps.drafting.whole import kept_whole
from covision.steps.extract import MOST_RECORDS, Records, extract, records_of
from covision.steps.retrieve import customer_words

_NOT_MUCH_WORSE = 0.03
# Of the seconds a small engine has, so that the first draft is there in half of them on a busy computer too.
_TURNING_SHARE, _MENDING_SHARE = 0.2, 0.25
FAR = 1.0
"""Nats a token by which a made sentence may be less likely than its least likely source. A third of clauses cut off
in the middle lie beyond it, and none of those well turned; of roles it tells nothing."""
_MOST_STUMBLED, _MOST_SOURCES, _FEWEST_WORDS = 4, 2, 5
_ANGLES_FOR_STRONG = ("own", "trouble", "use", "difference", "arc")

Found = str | tuple[Draft, dict[str, Evidence]] | DraftSet


class Session:
    """One run at the desk: what was shown, what went wrong, how long it took."""

    def __init__(
        self,
        desk: Desk,
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
        self.stumbled = 0
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
            if await self._stumbles(best[0].candidate):
                self.stumbled += 1
                pool = [item for item in pool if item is not best[0]]
                continue
            yield words["mend"].format(model=name, n=len(self.shown) + 1, of=self.wanted)
            chosen = await self._mend(best[0])
            self.taken.append(chosen.candidate)
            yield self._show(chosen)

    async def _turned(self) -> list[Rated]:
        """Sentences of other answers, said from the customer's side by the engine, for want of candidates."""
        found: list[Rated] = []
        try:
            async with asyncio.timeout(None if self.deadline is None else self.deadline * _TURNING_SHARE):
                await self._turn(found)
        except TimeoutError:
            self._warn(self.desk.words["slow"])
        return found

    async def _turn(self, found: list[Rated]) -> None:
        desk = self.desk
        for unit in write.notes_to_turn(desk.units, desk.guard, desk.lead):
            said = await write.turn(self.writer, desk.turn, unit, desk.guard, self.seed)
            if said is not None:
                found.append(desk.rate(said))

    async def _stumbles(self, candidate: Candidate) -> bool:
        """Whether the engine finds a made sentence far less likely than each sentence it was made of.

        Nothing is refused for want of time, and no more than a few candidates in a run.
        """
        fluency = self.desk.context.fluency
        sources = [text for text in self.desk.said(candidate.evidence) if len(text.split()) >= _FEWEST_WORDS]
        same = any(kept_whole(candidate.text, text) for text in sources)
        if fluency is None or same or not sources or self.stumbled >= _MOST_STUMBLED:
            return False
        left = None if self.deadline is None else self.deadline - (self.clock() - self.started)
        try:
            async with asyncio.timeout(None if left is None else max(left, 0.0) * _TURNING_SHARE):
                made, *given = await fluency([candidate.text, *sources[:_MOST_SOURCES]])
        except TimeoutError:
            return False
        return made < min(given) - FAR

    async def _mend(self, rated: Rated) -> Rated:
        """The candidate or its mended form, whichever reads better; unmended where time ran out.

        Two wordings of one thought can be compared by how likely the engine finds them; where it cannot tell, the
        measures decide.
        """
        if self.deadline is None:
            return await self._mended(rated)
        left = self.deadline - (self.clock() - self.started)
        try:
            async with asyncio.timeout(min(max(left, 0.0), self.deadline * _MENDING_SHARE)):
                return await self._mended(rated)
        except TimeoutError:
            self._warn(self.desk.words["slow"])
            return rated

    async def _mended(self, rated: Rated) -> Rated:
        desk = self.desk
        kept = any(kept_whole(rated.candidate.text, text) for text in desk.guard.own)
        if kept or desk.language not in JOINED_IN:
            # A sentence that somebody wrote so is theirs to mend.
            return rated
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
        records = await self._records()
        guard = await asyncio.to_thread(desk.guard.hearing, records.records)
        notes = self._notes(records)
        name = desk.material.organisation.name
        tasks = [
            asyncio.create_task(
                write.word(self.writer, desk.statement, angle, notes, desk.language, name, guard, self.seed + at)
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
        rated = desk.rate_many(found)
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

    async def _records(self) -> Records:
        """What customers said, as a writer may see it: quotes a strong remote model chose, where no themes are.

        Where that fails, or adds nothing, code chooses; one request more is made, and only where many speak.
        """
        desk = self.desk
        near = await asyncio.to_thread(self._near)
        made = await asyncio.to_thread(records_of, desk.material, near, desk.guard.lists)
        if desk.material.themes is None and self.writer.info.remote and len(near) >= THEMES_FROM:
            try:
                chosen = await extract(self.writer, desk.extract, desk.material, near, seed=self.seed)
            except BudgetReached:
                raise
            except ModelError:
                chosen = Records()
            made = chosen if len(chosen.records) >= len(made.records) / 2 else made
        if made.refused:
            self._warn(desk.words["refused"].format(n=made.refused))
        return made

    def _near(self) -> list[str]:
        """Ids of the comments nearest to what the team says, else the first ones."""
        desk = self.desk
        about = " ".join(unit.text for unit in desk.units if unit.question in ("9", "2", "3", "8"))[:600]
        near = customer_words(desk.context.searcher, about, desk.workspace, MOST_RECORDS)
        return near or [unit.id for unit in desk.units if not unit.question][:MOST_RECORDS]

    def _notes(self, records: Records) -> str:
        """What a strong writer reads: answers, records of what customers said, guidance, and a contrast."""
        desk, corpus = self.desk, self.desk.context.corpus
        cards = [card for card in corpus.guidance if card.language == desk.language and {1, 2} & set(card.criteria)]
        weak = [entry for entry in corpus.visions if entry.language == desk.language and len(entry.weak) > 1]
        beside = [f"[guidance] {card.text}" for card in cards[:2]]
        beside += [f"[weak example, do not imitate] {entry.text} ({entry.gives_up})" for entry in weak[:1]]
        return write.notes_of(desk.units, records, beside)

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
        for source in desk.left_out:
            self._warn(desk.words["machine"].format(source=source))
        if not material.answers("9"):
            self._warn(NO_OWN_SENTENCE.get(desk.language, NO_OWN_SENTENCE["en"]))
        if desk.language not in JOINED_IN and any(item.wording == "own" for item in self.taken):
            self._warn(desk.words["whole"])
        if low := desk.doubts.of_all():
            self._warn(low)
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
