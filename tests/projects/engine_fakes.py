"""A store in memory, a drafter that follows a script, and a model that says what it is told."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Sequence
from itertools import count
from typing import Any

from covision.assets import folder
from covision.domain.apply import apply
from covision.domain.draft import Clause, Draft, DraftSet, PromptRef, RunInfo
from covision.domain.events import DraftFound, Event, ProjectState, Stored
from covision.domain.model import ChatModel, Completion, Delta, ModelInfo, Request, Role, Structured
from covision.domain.ports import ProjectSummary
from covision.errors import Conflict, NotFound
from covision.projects.drafting import DraftProgress, Found
from covision.prompting.shelf import Prompt, load


class MemoryStore:
    """`ProjectStore` in a dict, with the promises of the port: one append is all or nothing."""

    def __init__(self) -> None:
        self.events: dict[str, list[Stored]] = {}
        self._lock = threading.RLock()
        self._ticks = count(1)

    def create(self, project: str, first: Event) -> ProjectState:
        with self._lock:
            if project in self.events:
                raise Conflict("exists")
            self.events[project] = []
            return self.append(project, [first])

    def restore(self, project: str, history: Sequence[Stored]) -> ProjectState:
        with self._lock:
            if project in self.events:
                raise Conflict("exists")
            self.events[project] = [one.model_copy(update={"project": project}) for one in history]
            return self.load(project)

    def load(self, project: str) -> ProjectState:
        with self._lock:
            if project not in self.events:
                raise NotFound(f"no project {project}")
            state = ProjectState(id=project)
            for stored in self.events[project]:
                state = apply(state, stored)
            return state

    def append(self, project: str, events: Sequence[Event], expected: int | None = None) -> ProjectState:
        with self._lock:
            if project not in self.events:
                raise NotFound(f"no project {project}")
            kept = self.events[project]
            if expected is not None and expected != len(kept):
                raise Conflict("somebody was first")
            for event in events:
                tick = next(self._ticks)
                at = f"2026-01-01T{tick // 3600:02d}:{tick // 60 % 60:02d}:{tick % 60:02d}.000Z"
                kept.append(Stored(project=project, seq=len(kept) + 1, at=at, event=event))
            return self.load(project)

    def history(self, project: str) -> list[Stored]:
        return list(self.events[project])

    def list(self) -> list[ProjectSummary]:
        found = []
        for id in self.events:
            state = self.load(id)
            found.append(
                ProjectSummary(
                    id=id,
                    name=state.organisation.name,
                    created_at=state.created_at,
                    changed_at=state.changed_at,
                    revision=state.revision,
                )
            )
        return sorted(found, key=lambda item: item.changed_at, reverse=True)

    def delete(self, project: str) -> None:
        if self.events.pop(project, None) is None:
            raise NotFound(f"no project {project}")


def draft(number: int, statement: str = "") -> Draft:
    text = statement or f"Statement number {number} that people can live by."
    clause = Clause(text=text, start=0, end=len(text), kind="need", assumption=True)
    return Draft(id=f"d{number}", angle=f"angle {number}", statement=text, language="en", clauses=(clause,))


def draft_set(drafts: Sequence[Draft], **more: Any) -> DraftSet:
    run = RunInfo(
        model="scripted/test",
        prompt=PromptRef(id="draft", version="1", digest="abc"),
        corpus_digest="0",
        rubric_version="1",
        seed=7,
    )
    return DraftSet(project={}, run=run, drafts=tuple(drafts), **more)


class ScriptedDrafter:
    """Yields `wanted` drafts and the set; with `slow` it waits for `go` before each, then raises `fails`."""

    def __init__(self, fails: Exception | None = None, fails_after: int = 1, slow: bool = False) -> None:
        self.fails = fails
        self.fails_after = fails_after
        self.go: asyncio.Semaphore | None = asyncio.Semaphore(0) if slow else None
        self.calls: list[tuple[str, int, int]] = []
        self.cancelled = 0

    async def __call__(self, state: ProjectState, run: str, seed: int, wanted: int) -> AsyncIterator[Found]:
        self.calls.append((run, seed, wanted))
        yield DraftProgress(run=run, text="Reading the answers")
        made = []
        try:
            for number in range(1, wanted + 1):
                if self.go is not None:
                    await self.go.acquire()
                if self.fails is not None and number > self.fails_after:
                    raise self.fails
                made.append(draft(number))
                yield DraftFound(run=run, draft=made[-1])
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
        yield draft_set(made)


class SayingModel:
    """A `ChatModel` whose reply is a text, an error, or a wait."""

    def __init__(self, reply: str | Exception = "", seconds: float = 0.0) -> None:
        self.reply = reply
        self.seconds = seconds
        self.requests: list[Request] = []
        self.cancelled = False

    @property
    def info(self) -> ModelInfo:
        return ModelInfo(name="test/saying", tier="strong")

    async def complete(self, request: Request) -> Completion:
        self.requests.append(request)
        try:
            await asyncio.sleep(self.seconds)
        except asyncio.CancelledError:
            self.cancelled = True
            raise
        if isinstance(self.reply, Exception):
            raise self.reply
        return Completion(text=self.reply, model="test/saying")

    def stream(self, request: Request) -> AsyncIterator[Delta]:
        raise NotImplementedError

    async def several(self, request: Request, n: int) -> Sequence[Completion]:
        raise NotImplementedError

    async def structured(self, request: Request, shape: Any) -> Structured[Any]:
        raise NotImplementedError


class OneModel:
    """`Models` with the same model for every role, or an error."""

    def __init__(self, model: ChatModel | Exception) -> None:
        self.model = model

    def of(self, role: Role) -> ChatModel:
        if isinstance(self.model, Exception):
            raise self.model
        return self.model

    def spent(self) -> Any:
        raise NotImplementedError

    def cost(self) -> float | None:
        return None


def follow_up_prompt() -> Prompt:
    return load("interview/follow_up", folder("prompts"))


def new_ids() -> Callable[[], str]:
    numbers = count(1)
    return lambda: f"id{next(numbers):010d}"
