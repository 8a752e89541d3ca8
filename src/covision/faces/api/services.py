"""What programs can have done. The same services as the app: nothing here decides, computes or keeps anything."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from typing import Any

from covision.domain.events import ProjectState
from covision.domain.project import Material, Organisation, Participant
from covision.domain.rubric import Scorecard
from covision.errors import Conflict, InputError, NotEnough, NotFound
from covision.faces.api.asked import Comparing, Mode, NewAnswer, NewDrafts, NewProject, NewSkip, NewVersion, Scoring
from covision.projects.bringing import bring
from covision.projects.core import usable_text
from covision.projects.engine import ProjectEngine
from covision.steps.export import Exported
from covision.wiring import House

Json = dict[str, Any]
_FIRST = "owner"


class Programs:
    """The services for one house. Ids are checked before anything else; all raise `CovisionError`s."""

    def __init__(self, house: House) -> None:
        self.house = house

    @property
    def _engine(self) -> ProjectEngine:
        return self.house.engine

    # Projects

    def projects(self) -> list[Json]:
        """All projects, newest change first."""
        gone = self.house.bin.ids()
        return [one.model_dump(mode="json") for one in self._engine.projects() if one.id not in gone]

    def project(self, id: str) -> Json:
        """What a project holds. Comments of customers are counted, not listed."""
        state = self._state(id)
        people = [one.model_dump(mode="json") for one in state.participants]
        research = [{"name": one.name, "rows": one.rows, "read": one.read} for one in state.research]
        return {
            **_short(state),
            "organisation": state.organisation.model_dump(mode="json"),
            "statements": state.statements.model_dump(mode="json"),
            "goals": list(state.goals),
            "participants": people,
            "research": research,
            "drafting": self._engine.drafting_status(state),
            "drafts": [{"id": one.id, "angle": one.angle, "statement": one.statement} for one in state.drafts],
            "chosen": state.chosen,
            "versions": len(state.versions),
            "statement": state.versions[-1].statement if state.versions else None,
        }

    def create(self, asked: NewProject) -> Json:
        """A new project."""
        name = usable_text(asked.name).strip()
        if not name:
            raise InputError("A project needs a name.", todo="Name the organisation.")
        told = Organisation(
            name=name, sector=usable_text(asked.sector), size=usable_text(asked.size), language=asked.language
        )
        role = usable_text(asked.role).strip() or _FIRST
        return _short(self._engine.create(told, participants=[Participant(id=_FIRST, role=role)]))

    def bring(self, name: str, content: bytes) -> Json:
        """A project file (YAML), drafts as data or a whole project (JSON), as a new project."""
        self.house.admit("write")
        brought = bring(self._engine, name, content)
        return {**_short(brought.state), "missing": list(brought.missing)}

    def export(self, id: str, format: str, *, evidence: bool = True, method: bool = True) -> Exported:
        """A project as a file."""
        self.house.bin.check(id)
        return self._engine.export(id, format, evidence=evidence, method=method)  # type: ignore[arg-type]

    # Interview

    def next(self, id: str, participant: str | None = None, mode: Mode = "solo") -> Json:
        """The next step of the interview; changes nothing."""
        state = self._state(id)
        return self._engine.next(id, participant or _who(state), mode).model_dump(mode="json")

    async def answer(self, id: str, asked: NewAnswer) -> Json:
        """Save an answer, then tell the next step; a follow-up may be due."""
        state = await asyncio.to_thread(self._state, id)
        who = asked.participant or _who(state)
        save = self._engine.answer_follow_up if asked.follow_up else self._engine.answer
        await asyncio.to_thread(save, id, who, asked.question, asked.text)
        step = await self._engine.advance(id, who, asked.mode, None if asked.follow_up else asked.question)
        return step.model_dump(mode="json")

    async def skip(self, id: str, asked: NewSkip) -> Json:
        """Pass a question or a follow-up over, then tell the next step."""
        return await self.answer(id, NewAnswer(text="", **asked.model_dump()))

    # Drafts

    async def draft(self, id: str, asked: NewDrafts, request: str | None = None) -> Json:
        """Start drafting; `request` is the program's own name for it: the same again starts nothing."""
        await asyncio.to_thread(self._state, id)
        started = await self._engine.start(
            id, seed=asked.seed, wanted=asked.drafts, gate=asked.own_words_first, request=request
        )
        return await asyncio.to_thread(self.drafting, id, started.run)

    def drafting(self, id: str, run: str | None = None) -> Json:
        """How far the newest drafting run is, with the drafts found so far."""
        state = self._state(id)
        held = state.drafting
        return {
            "status": self._engine.drafting_status(state),
            "run": run or (held.run if held else None),
            "model": held.model if held else None,
            "wanted": held.wanted if held else None,
            "reason": held.reason if held else "",
            "drafts": [one.model_dump(mode="json") for one in state.drafts],
        }

    async def watch(self, id: str) -> AsyncIterator[Json]:
        """Events of the newest run of this process, from its start until it ends."""
        await asyncio.to_thread(self._state, id)
        async for event in self._engine.watch(id):
            yield event.model_dump(mode="json")

    async def stop(self, id: str) -> Json:
        """Stop drafting; what was found is kept."""
        await asyncio.to_thread(self._state, id)
        await self._engine.stop(id)
        return await asyncio.to_thread(self.drafting, id)

    def drafts(self, id: str) -> bytes:
        """The finished set of drafts, as `drafts.json`."""
        state = self._state(id)
        if state.draft_set is None:
            raise NotEnough("There is no finished set of drafts.", todo="Start drafting, then wait.")
        return self.export(id, "json").content

    # Scores

    async def score(self, asked: Scoring) -> list[Json]:
        """A scorecard for each statement."""
        cards, material, spoken = await self._cards(asked)
        if asked.judge == "configured":
            panel = await asyncio.to_thread(self._panel)
            judged = await asyncio.gather(*(panel.card(card, spoken, material) for card in cards))
            cards = [card for card, _ in judged]
        return [card.model_dump(mode="json") for card in cards]

    async def compare(self, asked: Comparing) -> Json:
        """The statements ranked against each other, with what is too close to call."""
        from covision.wiring.comparing import compare

        material, spoken = await asyncio.to_thread(self._ground, asked)
        judges = [exam.model for exam in (await asyncio.to_thread(self._panel)).exams] if _judged(asked) else []
        statements = {id: usable_text(text) for id, text in asked.statements.items()}
        _filled(statements)
        found = await compare(self.house, statements, judges, spoken, material=material, say=lambda _: None)
        return found.model_dump(mode="json")

    async def _cards(self, asked: Scoring) -> tuple[list[Scorecard], Material | None, str]:
        material, spoken = await asyncio.to_thread(self._ground, asked)
        items = [(id, usable_text(text)) for id, text in asked.statements.items()]
        _filled(dict(items))
        cards = await asyncio.to_thread(self.house.score_many, items, material=material, language=spoken)
        return cards, material, spoken

    def _ground(self, asked: Scoring) -> tuple[Material | None, str]:
        from covision.steps.ingest_text import guess_language

        if asked.project is not None:
            material = self._state(asked.project).material()
            return material, material.organisation.language
        return None, asked.language or guess_language(" ".join(asked.statements.values())) or "en"

    def _panel(self) -> Any:
        from covision.wiring.judging import configured

        self.house.admit("write")
        panel, why = configured(self.house)
        if panel is None:
            raise NotEnough(why or "No judge is configured.", todo="Ask with judge `none`, or configure a judge.")
        return panel

    # Versions

    def versions(self, id: str) -> list[Json]:
        """Every version of the statement, oldest first."""
        return [one.model_dump(mode="json") for one in self._state(id).versions]

    def save_version(self, id: str, asked: NewVersion) -> Json:
        """Save an edited statement. Raises `BothKept` where somebody saved a newer one meanwhile."""
        state = self._state(id)
        try:
            state = self._engine.save_version(
                id, asked.statement, usable_text(asked.author), note=usable_text(asked.note), seen=asked.seen
            )
        except Conflict as error:
            found = self._engine.state(id).versions
            text, author = usable_text(asked.statement).strip(), usable_text(asked.author)
            mine = next((one for one in reversed(found) if (one.statement, one.author) == (text, author)), None)
            if mine is None:
                raise
            theirs = [one for one in found if asked.seen < one.version < mine.version]
            raise BothKept(error, {"yours": _json(mine), "theirs": [_json(one) for one in theirs]}) from error
        return _json(state.versions[-1])

    def _state(self, id: str) -> ProjectState:
        if not (id.isascii() and id.isalnum() and len(id) <= 40) or id in self.house.bin:
            raise NotFound("There is no such project here.", todo="List them.")
        return self._engine.state(id)


class BothKept(Conflict):
    """Somebody saved first; `both` are the texts, which are both kept."""

    def __init__(self, error: Conflict, both: Json) -> None:
        super().__init__(error.what, todo=error.todo, safe=error.safe)
        self.both = both


def _short(state: ProjectState) -> Json:
    return {
        "id": state.id,
        "name": state.organisation.name,
        "revision": state.revision,
        "created_at": state.created_at,
        "changed_at": state.changed_at,
    }


def _who(state: ProjectState) -> str:
    return state.participants[0].id if state.participants else _FIRST


def _judged(asked: Scoring) -> bool:
    return asked.judge == "configured"


def _filled(statements: Mapping[str, str]) -> None:
    blank = next((id for id, text in statements.items() if not text.strip()), None)
    if blank is not None:
        raise InputError(f"The statement {blank} is empty.", todo="Write it, or leave it out.")


def _json(found: Any) -> Json:
    told: Json = found.model_dump(mode="json")
    return told
