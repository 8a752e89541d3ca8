"""One drafting run: it goes on when nobody watches, saves before it tells, and any number may watch it."""

import asyncio
import logging
import threading
from collections.abc import AsyncIterator, Callable, Sequence
from typing import Literal, TypeAlias

from covision.domain.base import Frozen
from covision.domain.draft import DraftSet
from covision.domain.events import DraftFound, DraftingEnded, DraftingStarted, Event, ProjectState
from covision.errors import CovisionError, Stopped, StorageError

_log = logging.getLogger(__name__)

SAFE = "Your answers and the drafts found so far are saved."


class DraftProgress(Frozen):
    """What is being done now, in words for a person; shown, never saved."""

    type: Literal["draft_progress"] = "draft_progress"
    run: str
    text: str


DraftingEvent: TypeAlias = DraftingStarted | DraftProgress | DraftFound | DraftingEnded
Found: TypeAlias = DraftProgress | DraftFound | DraftSet
Drafter: TypeAlias = Callable[[ProjectState, str, int, int], AsyncIterator[Found]]
"""Writes drafts: (state, run id, seed, wanted) to progress, each draft when it is ready, and the whole set last."""

Save: TypeAlias = Callable[[Sequence[Event]], ProjectState]
_END = None


class DraftingJob:
    """A run as an asyncio task, tied to the loop it was started in; `stop` and `watch` work from any loop.

    Every event but progress is saved before a watcher sees it.
    """

    def __init__(self, started: DraftingStarted, state: ProjectState, drafter: Drafter, save: Save) -> None:
        self.started = started
        self._state = state
        self._drafter = drafter
        self._save = save
        self._events: list[DraftingEvent] = []
        self._watchers: list[tuple[asyncio.AbstractEventLoop, asyncio.Queue[DraftingEvent | None]]] = []
        self._loop = asyncio.get_running_loop()
        self._stop_reason = "Stopped before it was done."
        self._guard = threading.Lock()
        self._found = 0
        self._warnings: list[str] = []
        self.ended: DraftingEnded | None = None
        self._tell(started)
        self._task = self._loop.create_task(self._run(), name=f"drafting {started.run}")
        self._task.add_done_callback(self._make_sure_it_ended)

    @property
    def alive(self) -> bool:
        """True until the run has ended and its end is saved."""
        return self.ended is None

    def warn(self, text: str) -> None:
        """Tell the watchers, and put the warning into the set of drafts."""
        self._warnings.append(text)
        self._tell(DraftProgress(run=self.started.run, text=text))

    async def watch(self) -> AsyncIterator[DraftingEvent]:
        """Every event of the run from its start, then as they come; ends with the run."""
        queue: asyncio.Queue[DraftingEvent | None] = asyncio.Queue()
        watcher = (asyncio.get_running_loop(), queue)
        with self._guard:
            for event in self._events:
                queue.put_nowait(event)
            if self.ended is not None:
                queue.put_nowait(_END)
            self._watchers.append(watcher)
        try:
            while (item := await queue.get()) is not _END:
                yield item
        finally:
            with self._guard:
                self._watchers.remove(watcher)

    async def stop(self, reason: str = "") -> None:
        """Cancel the run and wait until its end is saved; nothing happens where it has ended."""
        self._stop_reason = reason or self._stop_reason
        if self._loop is asyncio.get_running_loop():
            self._task.cancel()
            await asyncio.wait([self._task])
            return
        self._loop.call_soon_threadsafe(self._task.cancel)
        async for _ in self.watch():
            pass

    async def _run(self) -> None:
        run = self.started.run
        try:
            whole = await self._draft()
            end = _outcome(run, whole, self._found)
        except asyncio.CancelledError:
            end = DraftingEnded(run=run, outcome="stopped", reason=self._stop_reason)
        except Stopped as error:
            end = DraftingEnded(run=run, outcome="stopped", reason=error.message())
        except CovisionError as error:
            reason = " ".join(part for part in (error.what, error.safe or SAFE, error.todo) if part)
            end = DraftingEnded(run=run, outcome="failed", reason=reason)
        except Exception as error:
            _log.exception("drafting %s failed", run)
            reason = f"Something inside covision went wrong ({type(error).__name__}). {SAFE} Try again."
            end = DraftingEnded(run=run, outcome="failed", reason=reason)
        await self._finish(end)

    async def _draft(self) -> DraftSet | None:
        whole: DraftSet | None = None
        async for item in self._drafter(self._state, self.started.run, self.started.seed, self.started.wanted):
            if isinstance(item, DraftSet):
                whole = item.model_copy(update={"warnings": (*self._warnings, *item.warnings)})
            elif isinstance(item, DraftFound):
                found = item.model_copy(update={"run": self.started.run})
                await self._keep([found])
                self._found += 1
                self._tell(found)
            else:
                self._tell(item.model_copy(update={"run": self.started.run}))
        return whole

    async def _keep(self, events: Sequence[Event]) -> None:
        """Save in a thread; a cancel meanwhile waits for the save, so that the order of events holds."""
        saving = asyncio.ensure_future(asyncio.to_thread(self._save, events))
        try:
            await asyncio.shield(saving)
        except asyncio.CancelledError:
            await asyncio.wait([saving])
            raise

    async def _finish(self, end: DraftingEnded) -> None:
        try:
            await self._keep([end])
        except StorageError as error:
            _log.error("the end of drafting %s could not be saved: %s", self.started.run, error)
            reason = f"{error.message()} {SAFE}"
            end = end.model_copy(update={"outcome": "failed", "reason": reason, "drafts": None})
        finally:
            self._end(end)

    def _make_sure_it_ended(self, _: "asyncio.Task[None]") -> None:
        # A task cancelled before its first step never ran a line: its end is saved here.
        if self.ended is None:
            end = DraftingEnded(run=self.started.run, outcome="stopped", reason=self._stop_reason)
            try:
                self._save([end])
            except CovisionError as error:
                _log.error("the end of drafting %s could not be saved: %s", self.started.run, error)
            self._end(end)

    def _end(self, end: DraftingEnded) -> None:
        self._tell(end)
        with self._guard:
            self.ended = end
            for loop, queue in self._watchers:
                _put(loop, queue, _END)

    def _tell(self, event: DraftingEvent) -> None:
        with self._guard:
            self._events.append(event)
            for loop, queue in self._watchers:
                _put(loop, queue, event)


def _put(
    loop: asyncio.AbstractEventLoop, queue: "asyncio.Queue[DraftingEvent | None]", event: DraftingEvent | None
) -> None:
    if not loop.is_closed():
        loop.call_soon_threadsafe(queue.put_nowait, event)


def _outcome(run: str, whole: DraftSet | None, found: int) -> DraftingEnded:
    if whole is not None and whole.drafts:
        return DraftingEnded(run=run, outcome="done", drafts=whole)
    why = " ".join(whole.warnings) if whole is not None else ""
    if found:
        return DraftingEnded(
            run=run, outcome="failed", reason=f"Drafting ended early. {SAFE} {why}".strip(), drafts=None
        )
    reason = f"No draft passed the checks, so none is shown. {why} Add an answer or try another model."
    return DraftingEnded(run=run, outcome="failed", reason=" ".join(reason.split()), drafts=None)
