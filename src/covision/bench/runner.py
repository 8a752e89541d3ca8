"""The run itself: lanes of work, leases, the log as it goes, and what is told meanwhile."""

import asyncio
import os
import socket
import time
from collections.abc import Callable, Coroutine, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from covision.bench import log
from covision.bench.caps import SharedMeter
from covision.bench.cells import Bench, do_anchor, do_cell, do_pair
from covision.bench.plan import ANCHORS, PAIRS, PairJob, Plan
from covision.domain.evals import Anchor, CaseResult, End, EvalRun, Header, Line, PairResult, Spent
from covision.errors import Stopped, StorageError
from covision.stores.evaluations import SqlEvaluations, Standing, State

LEASE = 60.0
"""Seconds after which the work of a process that no longer answers is taken over."""

LOOK_AGAIN = 0.5
AT_ONCE = {"local": 1, "scripted": 4}
"""Cells of one model at the same time, by provider; calls have their own pace besides."""

AT_ONCE_REMOTE = 20
AT_ONCE_ANCHORS = 2


@dataclass(frozen=True)
class Progress:
    """How far a run is: `seconds_left` None where nothing is known yet; `item` is what was just finished."""

    done: int
    failed: int
    of: int
    seconds_left: float | None
    item: Line | None = None


Tell = Callable[[Progress], None]


def owner_name() -> str:
    """Names this process to others that share the work: computer, process, chance (numbers are used again)."""
    return f"{socket.gethostname()}/{os.getpid()}/{os.urandom(4).hex()}"


def is_gone(owner: str) -> bool:
    """True for a process of this computer that has ended; of other computers only the lease tells."""
    host, pid, _ = owner.split("/")
    if host != socket.gethostname() or int(pid) == os.getpid():
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False


@dataclass
class Runner:
    """One process's share of a run. `out` is where the log is written as it goes; `tell` hears of every piece.

    `stale` names comparisons that have to be made anew, since a cell of theirs is done again.
    """

    bench: Bench
    store: SqlEvaluations
    out: Path
    tell: Tell = field(default=lambda _: None)
    lease: float = LEASE
    owner: str = field(default_factory=owner_name)
    stale: Sequence[str] = ()
    _begun: float = 0.0
    _before: int = 0
    _stop: Stopped | None = None
    _telling: asyncio.Lock = field(default_factory=asyncio.Lock)

    @property
    def plan(self) -> Plan:
        """What is to be done."""
        return self.bench.plan

    @property
    def run(self) -> str:
        """Id of the run."""
        return self.plan.header.id

    async def work(self) -> EvalRun:
        """Do what nobody else does until all is done; the whole run as it is then, written to the log.

        Whatever ends it early (a cap, a cancelled task) gives back what was begun and keeps what is done; the log
        then ends with why. Raises `Stopped` for a cap, `StorageError`.
        """
        self._begun = time.monotonic()
        await asyncio.to_thread(self._free_the_dead)
        self._before = await asyncio.to_thread(self._settled)
        await asyncio.to_thread(log.write_log, self.out, self.so_far())
        beat = asyncio.create_task(self._beat())
        stopped = "It was interrupted."
        try:
            for phase, lanes in enumerate(self._lanes()):
                if phase and self.stale:
                    await asyncio.to_thread(self.store.reopen, self.run, self.stale)
                await self._phase(phase, lanes)
            stopped = ""
        except Stopped as error:
            stopped = error.what
            raise
        finally:
            beat.cancel()
            with suppress(asyncio.CancelledError, StorageError):
                await beat
            await asyncio.shield(asyncio.to_thread(self._leave, stopped))
        return log.read_run(self.out)

    def _lanes(self) -> list[dict[str, int]]:
        """Phases in order: each lane with how many pieces of it are done at once."""
        models = {model: AT_ONCE.get(model.partition("/")[0], AT_ONCE_REMOTE) for model in self.plan.asked.models}
        return [{ANCHORS: AT_ONCE_ANCHORS, **models}, {PAIRS: AT_ONCE_REMOTE}]

    async def _phase(self, phase: int, lanes: dict[str, int]) -> None:
        while True:
            await _side_by_side([self._lane(phase, lane) for lane, width in lanes.items() for _ in range(width)])
            if self._stop is not None:
                raise self._stop
            standing = await asyncio.to_thread(self.store.standing, self.run, phase)
            if not standing.open:
                return
            # Others are at work on the rest; should they die, it is taken over here.
            await asyncio.sleep(LOOK_AGAIN)
            await asyncio.to_thread(self._free_the_dead)

    async def _lane(self, phase: int, lane: str) -> None:
        while self._stop is None:
            key = await asyncio.to_thread(self.store.claim, self.run, phase, lane, self.owner, self.lease)
            if key is None:
                return
            try:
                item = await self._do(key)
            except Stopped as stop:
                # What others have under way is paid for: it may end.
                self._stop = stop
                return
            failed = isinstance(item, CaseResult | Anchor) and item.status == "failed"
            if await asyncio.to_thread(self._settle, key, "failed" if failed else "done", item):
                await asyncio.to_thread(log.append, self.out, item)
                await self._say(item)

    def _settle(self, key: str, state: State, item: Line) -> bool:
        whole = self.bench.whole
        if not isinstance(whole, SharedMeter):
            return self.store.settle(self.run, key, self.owner, state, log.line_of(item))
        with whole.settling(key):
            kept = self.store.settle(self.run, key, self.owner, state, log.line_of(item))
            if not kept:
                whole.lost(key)
        return kept

    async def _do(self, key: str) -> Line:
        self.bench.stop_where_spent()
        if key in self.plan.anchors:
            return await do_anchor(self.bench, self.plan.anchors[key])
        if key in self.plan.comparisons:
            return await self._compare(self.plan.comparisons[key])
        return await do_cell(self.bench, self.plan.cells[key])

    async def _compare(self, job: PairJob) -> PairResult:
        found = await asyncio.to_thread(self.store.results_of, self.run, [job.first.key, job.second.key])
        one, two = (log.item_of(found[cell.key]) for cell in (job.first, job.second))
        assert isinstance(one, CaseResult) and isinstance(two, CaseResult)
        return await do_pair(self.bench, job, one, two)

    async def _say(self, item: Line | None) -> None:
        async with self._telling:
            await self._tell_now(item)

    async def _tell_now(self, item: Line | None) -> None:
        standings = await asyncio.to_thread(self._standings)
        failed = sum(one.failed for one in standings)
        done = sum(one.done for one in standings) + failed
        total = sum(one.total for one in standings)
        since = time.monotonic() - self._begun
        new = done - self._before
        left = since / new * (total - done) if new > 0 else None
        self.tell(Progress(done=done, failed=failed, of=total, seconds_left=left, item=item))

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(self.lease / 3)
            # A database that is busy for a moment must not cost every lease from then on.
            with suppress(StorageError):
                await asyncio.to_thread(self.store.renew, self.run, self.owner)

    def _standings(self) -> list[Standing]:
        return [self.store.standing(self.run, phase) for phase in range(2)]

    def _settled(self) -> int:
        return sum(one.done + one.failed for one in self._standings())

    def _free_the_dead(self) -> None:
        for owner in self.store.owners(self.run):
            if is_gone(owner):
                self._strike(owner)

    def _strike(self, owner: str) -> None:
        self.store.release(self.run, owner)
        if isinstance(self.bench.whole, SharedMeter):
            self.bench.whole.leave(owner)

    def _leave(self, stopped: str) -> None:
        self._strike(self.owner)
        log.write_log(self.out, self.so_far(stopped))

    def so_far(self, stopped: str = "It is under way.") -> EvalRun:
        """The run as the database holds it, in the order of the plan; `stopped` says why it is not all."""
        items: list[Line] = [log.item_of(body) for body in self.store.results(self.run).values()]
        results = tuple(item for item in items if isinstance(item, CaseResult))
        anchors = tuple(item for item in items if isinstance(item, Anchor))
        pairs = tuple(item for item in items if isinstance(item, PairResult))
        failed = sum(one.status == "failed" for one in results)
        end = End(
            finished_at=now(),
            done=len(results) - failed,
            failed=failed,
            stopped=stopped,
            drafting=_total([one.drafting for one in results]),
            judging=_total(
                [
                    *(one.judging for one in results),
                    *(one.judging for one in anchors),
                    *(one.judging for one in pairs),
                ]
            ),
        )
        header = self.store.runs()[self.run]
        return EvalRun(
            header=Header.model_validate_json(header), results=results, anchors=anchors, pairs=pairs, end=end
        )


def _total(parts: list[Spent]) -> Spent:
    whole = sum(parts, Spent())
    return whole.model_copy(update={"seconds": round(whole.seconds, 3)})


def now() -> str:
    """Now, UTC, ISO 8601 to the second."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


async def _side_by_side(work: Sequence[Coroutine[None, None, None]]) -> None:
    """Tasks beside each other; the first failure cancels the others and is raised as it is."""
    tasks = [asyncio.ensure_future(one) for one in work]
    try:
        await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
