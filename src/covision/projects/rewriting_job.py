"""One rewrite that is under way: it goes on when nobody watches, and its end is saved before anybody is told."""

import asyncio
import logging
import threading
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeAlias

from covision.domain.base import Frozen
from covision.domain.events import Event, ProjectState
from covision.domain.rewriting import RewriteEnded, RewriteStarted
from covision.errors import CovisionError, Stopped

_log = logging.getLogger(__name__)

SAFE = "Your statement was not changed."
Say: TypeAlias = Callable[[str], None]
Rewriter: TypeAlias = Callable[[ProjectState, RewriteStarted, Say], Awaitable[RewriteEnded]]
"""Words a part anew: (state, what was asked, a place to tell what is being done) to the end of the run."""
Save: TypeAlias = Callable[[Sequence[Event]], ProjectState]


class RewriteProgress(Frozen):
    """What is being done, as a key the page has words for; shown, never saved."""

    run: str
    doing: str = ""


class RewriteJob:
    """A rewrite as an asyncio task of the loop it was started in; others look at `now` and `ended`."""

    def __init__(self, started: RewriteStarted, state: ProjectState, rewriter: Rewriter, save: Save) -> None:
        self.started = started
        self.now = RewriteProgress(run=started.run)
        self.ended: RewriteEnded | None = None
        self.done = threading.Event()
        self._state = state
        self._rewriter = rewriter
        self._save = save
        self._loop = asyncio.get_running_loop()
        self._task = self._loop.create_task(self._run(), name=f"rewrite {started.run}")
        self._task.add_done_callback(self._make_sure_it_ended)

    @property
    def alive(self) -> bool:
        """True until the rewrite has ended and its end is saved."""
        return not self.done.is_set()

    async def stop(self) -> None:
        """Cancel it and wait until its end is saved; nothing happens where it has ended."""
        if self.alive:
            self._loop.call_soon_threadsafe(self._task.cancel)
            await asyncio.to_thread(self.done.wait)

    def _tell(self, doing: str) -> None:
        self.now = RewriteProgress(run=self.started.run, doing=doing)

    async def _run(self) -> None:
        run = self.started.run
        try:
            end = await self._rewriter(self._state, self.started, self._tell)
        except asyncio.CancelledError:
            end = RewriteEnded(run=run, outcome="stopped")
        except Stopped:
            end = RewriteEnded(run=run, outcome="stopped")
        except CovisionError as error:
            reason = " ".join(part for part in (error.what, error.safe or SAFE, error.todo) if part)
            end = RewriteEnded(run=run, outcome="failed", reason=reason)
        except Exception as error:
            _log.exception("rewrite %s failed", run)
            reason = f"Something inside covision went wrong ({type(error).__name__}). {SAFE} Try again."
            end = RewriteEnded(run=run, outcome="failed", reason=reason)
        await self._finish(end)

    async def _finish(self, end: RewriteEnded) -> None:
        """Save in a thread; a cancel meanwhile waits for it."""
        saving = asyncio.ensure_future(asyncio.to_thread(self._save, [end]))
        try:
            await asyncio.shield(saving)
        except asyncio.CancelledError:
            await asyncio.wait([saving])
        except CovisionError as error:
            _log.error("the end of rewrite %s could not be saved: %s", self.started.run, error)
            end = RewriteEnded(run=end.run, outcome="failed", reason=f"{error.message()} {SAFE}")
        self._end(end)

    def _make_sure_it_ended(self, _: "asyncio.Task[None]") -> None:
        # A task cancelled before its first step never ran a line: its end is saved here.
        if self.alive:
            end = RewriteEnded(run=self.started.run, outcome="stopped")
            try:
                self._save([end])
            except CovisionError as error:
                _log.error("the end of rewrite %s could not be saved: %s", self.started.run, error)
            self._end(end)

    def _end(self, end: RewriteEnded) -> None:
        self.ended = end
        self.done.set()
