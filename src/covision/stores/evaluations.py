"""What an evaluation has to do and has done, in one database that several processes may share.

A job is claimed by one process under a lease: whoever dies loses it, and another one takes it over. Whether it died
is seen from a number that it raises while it lives, not from anybody's clock: computers that share a run need not
agree what time it is, and a clock that is put right costs nobody a lease. Results are only ever added; of several
for one job the newest counts.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Float,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    and_,
    func,
    insert,
    or_,
    select,
    true,
    update,
)

from covision.errors import StorageError
from covision.stores.database import Database

State = Literal["open", "done", "failed"]

_metadata = MetaData()
_runs = Table(
    "eval_runs",
    _metadata,
    Column("id", String(64), primary_key=True),
    Column("header", Text, nullable=False),
)
_jobs = Table(
    "eval_jobs",
    _metadata,
    Column("run", String(64), primary_key=True),
    Column("key", String(400), primary_key=True),
    Column("phase", Integer, nullable=False),
    Column("lane", String(200), nullable=False),
    Column("place", Integer, nullable=False),
    Column("state", String(10), nullable=False),
    Column("owner", String(200)),
    # The beat of its owner. The column is named as it was when it held a time.
    Column("until", Float, key="beat"),
)
_results = Table(
    "eval_results",
    _metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("run", String(64), nullable=False, index=True),
    Column("key", String(400), nullable=False),
    Column("body", Text, nullable=False),
)


@dataclass(frozen=True)
class Job:
    """A piece of work. Phases follow each other; a lane is what may run side by side; `place` is the order."""

    key: str
    phase: int
    lane: str
    place: int


@dataclass(frozen=True)
class Standing:
    """How many jobs of a phase are in each state."""

    open: int = 0
    done: int = 0
    failed: int = 0

    @property
    def total(self) -> int:
        """All jobs."""
        return self.open + self.done + self.failed


class SqlEvaluations:
    """Runs, jobs and results. Every method is one transaction; all raise `StorageError`.

    `now` is monotonic seconds of this process, by which it sees how long another one has been silent.
    """

    def __init__(self, database: Database, now: Callable[[], float] = time.monotonic) -> None:
        self._database = database
        self._now = now
        self._beat = 0
        self._heard: dict[tuple[str, str], tuple[float, float]] = {}
        with database.write() as connection:
            _metadata.create_all(connection)

    def runs(self) -> dict[str, str]:
        """The header of every run in this database, by id."""
        with self._database.read() as connection:
            return {str(row.id): str(row.header) for row in connection.execute(select(_runs))}

    def begin(self, run: str, header: str, jobs: Sequence[Job]) -> str:
        """Begin a run or find it begun; the header it was begun with."""
        with self._database.write() as connection:
            found = connection.execute(select(_runs.c.header).where(_runs.c.id == run)).scalar()
            if found is not None:
                return str(found)
            connection.execute(insert(_runs).values(id=run, header=header))
            rows = [
                {
                    "run": run,
                    "key": job.key,
                    "phase": job.phase,
                    "lane": job.lane,
                    "place": job.place,
                    "state": "open",
                }
                for job in jobs
            ]
            if rows:
                connection.execute(insert(_jobs), rows)
            return header

    def reopen_failed(self, run: str, most: int | None = None) -> list[str]:
        """Let jobs that failed be done again, with `most` only those that were done less often; their keys."""
        tried = select(_results.c.key).where(_results.c.run == run).group_by(_results.c.key)
        fresh = true() if most is None else _jobs.c.key.not_in(tried.having(func.count() >= most))
        failed = and_(_jobs.c.run == run, _jobs.c.state == "failed", fresh)
        with self._database.write() as connection:
            keys = [str(row.key) for row in connection.execute(select(_jobs.c.key).where(failed))]
            connection.execute(update(_jobs).where(failed).values(state="open", owner=None, beat=None))
            return keys

    def reopen(self, run: str, keys: Sequence[str]) -> None:
        """Let settled jobs be done again."""
        with self._database.write() as connection:
            connection.execute(
                update(_jobs)
                .where(_jobs.c.run == run, _jobs.c.key.in_(keys), _jobs.c.state != "open")
                .values(state="open", owner=None, beat=None)
            )

    def claim(self, run: str, phase: int, lane: str, owner: str, lease: float) -> str | None:
        """The next job of a lane that nobody works on, now this owner's; None: none is left.

        Somebody whose beat has not changed since this process first saw it `lease` seconds ago works on nothing.
        What this owner has under way is not free, however late it was renewed.
        """
        mine = and_(_jobs.c.run == run, _jobs.c.phase == phase, _jobs.c.lane == lane, _jobs.c.state == "open")
        with self._database.write() as connection:
            silent = self._silent(connection, run, owner, lease)
            free = or_(_jobs.c.owner.is_(None), _jobs.c.owner.in_(silent))
            # Another process may take the same one meanwhile, where the database lets several write at once.
            for _ in range(100):
                key = connection.execute(
                    select(_jobs.c.key).where(mine, free).order_by(_jobs.c.place).limit(1)
                ).scalar()
                if key is None:
                    return None
                taken = connection.execute(
                    update(_jobs).where(mine, free, _jobs.c.key == key).values(owner=owner, beat=self._next())
                )
                if taken.rowcount == 1:
                    return str(key)
        raise StorageError("No job could be claimed: other processes were always faster.", todo="Try again.")

    def _silent(self, connection: Connection, run: str, owner: str, lease: float) -> list[str]:
        """Other owners whose beat has been the same for longer than a lease, as far as this process has watched."""
        now = self._now()
        found = connection.execute(
            select(_jobs.c.owner, func.max(_jobs.c.beat))
            .where(_jobs.c.run == run, _jobs.c.state == "open", _jobs.c.owner.is_not(None), _jobs.c.owner != owner)
            .group_by(_jobs.c.owner)
        ).all()
        silent = []
        for name, beat in found:
            heard = self._heard.get((run, name))
            if heard is None or heard[0] != beat:
                heard = self._heard[run, name] = (beat, now)
            if now - heard[1] > lease:
                silent.append(str(name))
        return silent

    def _next(self) -> int:
        self._beat += 1
        return self._beat

    def renew(self, run: str, owner: str) -> None:
        """Show those who watch that this owner still works."""
        with self._database.write() as connection:
            connection.execute(
                update(_jobs)
                .where(_jobs.c.run == run, _jobs.c.owner == owner, _jobs.c.state == "open")
                .values(beat=self._next())
            )

    def release(self, run: str, owner: str) -> None:
        """Give back what an owner claimed and did not finish."""
        with self._database.write() as connection:
            connection.execute(
                update(_jobs)
                .where(_jobs.c.run == run, _jobs.c.owner == owner, _jobs.c.state == "open")
                .values(owner=None, beat=None)
            )

    def owners(self, run: str) -> list[str]:
        """Who has claimed what is not finished."""
        with self._database.read() as connection:
            found = connection.execute(
                select(_jobs.c.owner)
                .where(_jobs.c.run == run, _jobs.c.state == "open", _jobs.c.owner.is_not(None))
                .distinct()
            )
            return sorted(str(row.owner) for row in found)

    def settle(self, run: str, key: str, owner: str, state: State, body: str) -> bool:
        """Keep the result of a job; False, and nothing is kept, where the owner lost it meanwhile."""
        with self._database.write() as connection:
            done = connection.execute(
                update(_jobs)
                .where(_jobs.c.run == run, _jobs.c.key == key, _jobs.c.owner == owner, _jobs.c.state == "open")
                .values(state=state, owner=None, beat=None)
            )
            if done.rowcount != 1:
                return False
            connection.execute(insert(_results).values(run=run, key=key, body=body))
            return True

    def standing(self, run: str, phase: int) -> Standing:
        """How far a phase is."""
        with self._database.read() as connection:
            where = and_(_jobs.c.run == run, _jobs.c.phase == phase)
            rows = connection.execute(
                select(_jobs.c.state, func.count()).where(where).group_by(_jobs.c.state)
            ).all()
            counts = {str(state): int(count) for state, count in rows}
        return Standing(
            open=counts.get("open", 0),
            done=counts.get("done", 0),
            failed=counts.get("failed", 0),
        )

    def results(self, run: str) -> dict[str, str]:
        """The newest result of every job that has one and is settled, in the order of the jobs."""
        with self._database.read() as connection:
            return _newest(connection, _jobs.c.run == run)

    def results_since(self, run: str, number: int) -> list[tuple[int, str, str]]:
        """Results that came after the one with this number, in order: number, key of the job, body."""
        with self._database.read() as connection:
            rows = connection.execute(
                select(_results.c.number, _results.c.key, _results.c.body)
                .where(_results.c.run == run, _results.c.number > number)
                .order_by(_results.c.number)
            ).all()
        return [(int(row.number), str(row.key), str(row.body)) for row in rows]

    def results_of(self, run: str, keys: Sequence[str]) -> dict[str, str]:
        """The newest results of these jobs, as far as they are settled."""
        with self._database.read() as connection:
            return _newest(connection, and_(_jobs.c.run == run, _jobs.c.key.in_(keys)))


def _newest(connection: Connection, which: ColumnElement[bool]) -> dict[str, str]:
    last = (
        select(_results.c.key, func.max(_results.c.number).label("number"))
        .join(_jobs, and_(_jobs.c.run == _results.c.run, _jobs.c.key == _results.c.key))
        .where(which)
        .group_by(_results.c.key)
        .subquery()
    )
    rows: Any = connection.execute(
        select(_results.c.key, _results.c.body)
        .join(last, last.c.number == _results.c.number)
        .join(_jobs, and_(_jobs.c.run == _results.c.run, _jobs.c.key == _results.c.key))
        .where(_jobs.c.state != "open")
        .order_by(_jobs.c.phase, _jobs.c.place)
    )
    return {str(row.key): str(row.body) for row in rows}
