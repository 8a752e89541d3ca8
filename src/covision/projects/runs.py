"""The drafting part of the engine: start, watch, stop, resume."""

import asyncio
from collections.abc import AsyncIterator
from typing import Literal

from covision.domain.events import DraftingStarted, ProjectState
from covision.errors import Conflict, ModelError, NotEnough, UsageError
from covision.projects.core import EngineCore
from covision.projects.drafting import DraftingEvent, DraftingJob
from covision.projects.plan import Enough, Gate, readiness
from covision.projects.plan import NotEnough as NotEnoughYet
from covision.steps import ask

DraftingStatus = Literal["none", "running", "interrupted", "done", "stopped", "failed"]


class Runs(EngineCore):
    """One drafting run a project at a time."""

    def readiness(self, project: str) -> Gate | Enough | NotEnoughYet:
        """Whether drafts may be shown now, and what is missing."""
        state = self._store.load(project)
        return readiness(state, self._script(state))

    def drafting_status(self, state: ProjectState) -> DraftingStatus:
        """The state of the newest run; `interrupted` where it was running and this process does not run it."""
        if state.drafting is None:
            return "none"
        if state.drafting.status != "running":
            return state.drafting.status
        job = self._jobs.get(state.id)
        return "running" if job and job.alive and job.started.run == state.drafting.run else "interrupted"

    async def draft(
        self, project: str, *, seed: int = 0, wanted: int = 3, gate: bool = True
    ) -> AsyncIterator[DraftingEvent]:
        """Start drafting, or watch the run that is under way; yields saved events, `DraftingEnded` last.

        The run goes on when the watcher leaves; `stop` ends it. Raises `NotEnough` before anything is saved, where
        there is nothing to rest on; or, with `gate`, while nobody wrote the sentence in their own words.
        """
        job = await self._job(project, seed, wanted, gate)
        async for event in job.watch():
            yield event

    async def start(
        self, project: str, *, seed: int = 0, wanted: int = 3, gate: bool = True, request: str | None = None
    ) -> DraftingStarted:
        """Start drafting and leave it to itself; the run that is under way, where one is.

        `request` is the asker's own name for it: the same again, at any time, is the same run and starts nothing.
        Raises as `draft` does; with `request` also `UsageError` where the same name asks for something else, and
        `Conflict` where a run of another name is under way.
        """
        run = await asyncio.to_thread(self._asked, project, request)
        run = run or (await self._job(project, seed, wanted, gate, request)).started
        if request is not None and run.request != request:
            raise Conflict(
                "Drafts of this project are being written already.",
                safe="Nothing was started.",
                todo="Wait until they are done, or stop them.",
            )
        if request is not None and (run.seed, run.wanted) != (seed, wanted):
            raise UsageError("This request was for another seed or number of drafts.", todo="Give it a new name.")
        return run

    async def watch(self, project: str) -> AsyncIterator[DraftingEvent]:
        """Every event of the newest run of this process, from its start; nothing where there was none."""
        job = self._jobs.get(project)
        if job is not None:
            async for event in job.watch():
                yield event

    async def resume(self, project: str, *, gate: bool = False) -> AsyncIterator[DraftingEvent]:
        """Draft anew with the seed and number of the newest run, or watch it where it still runs."""
        state = await asyncio.to_thread(self._store.load, project)
        if state.drafting is None:
            raise UsageError("There is no drafting to resume.", todo="Start drafting.")
        async for event in self.draft(project, seed=state.drafting.seed, wanted=state.drafting.wanted, gate=gate):
            yield event

    async def stop(self, project: str) -> None:
        """Stop the drafting of a project and wait until that is saved; nothing happens where none runs."""
        job = self._jobs.get(project)
        if job is not None and job.alive:
            await job.stop("You stopped it. The drafts found so far are kept.")

    async def close(self) -> None:
        """Stop every run, before the process ends."""
        jobs = [job for job in self._jobs.values() if job.alive]
        await asyncio.gather(*(job.stop("covision was closed. The drafts found so far are kept.") for job in jobs))

    def _asked(self, project: str, request: str | None) -> DraftingStarted | None:
        """The run that this request started, if it started one."""
        if request is None:
            return None
        history = reversed(self._store.history(project))
        runs = (one.event for one in history if isinstance(one.event, DraftingStarted))
        return next((one for one in runs if one.request == request), None)

    async def _job(
        self, project: str, seed: int, wanted: int, gate: bool, request: str | None = None
    ) -> DraftingJob:
        # One thread makes the decision and the save under the lock: a double click finds the first click's job.
        with self._lock:
            running = self._jobs.get(project)
            asked_before = running and request is not None and running.started.request == request
            if running is not None and (running.alive or asked_before):
                return running
            state = self._store.load(project)
            warning = self._may_draft(state, gate)
            started = DraftingStarted(
                run=self._new_id(), model=self._writer(), seed=seed, wanted=wanted, request=request
            )
            state = self._store.append(project, [started])
            job = DraftingJob(started, state, self._drafter, lambda events: self._store.append(project, events))
            self._jobs[project] = job
        if warning:
            job.warn(warning)
        return job

    def _may_draft(self, state: ProjectState, gate: bool) -> str:
        """Raise `NotEnough`, or return the warning to draft with (empty for none)."""
        ready = readiness(state, self._script(state))
        if isinstance(ready, NotEnoughYet):
            raise NotEnough(ready.text, safe="What you wrote is saved.")
        if isinstance(ready, Gate):
            if gate:
                raise NotEnough(ready.text, safe="What you wrote is saved.")
            return ask.NO_OWN_SENTENCE.get(state.interview_language, ask.NO_OWN_SENTENCE["en"])
        return ""

    def _writer(self) -> str:
        try:
            return self._models.of("writer").info.name if self._models else "none"
        except ModelError:
            return "none"
