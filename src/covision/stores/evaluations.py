"""What an evaluation has to do and has done, in one database that several processes may share.

A job is claimed by one process under a lease: whoever dies loses it, and another one takes it over. Results are
only ever added; of several for one job the newest counts. Times are Unix seconds of the process that writes.
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
    Column("until", Float),
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
    """How many jobs of a phase are in each state; `claimed` are those of `open` that somebody works on."""

    open: int = 0
    claimed: int = 0
    done: int = 0
    failed: int = 0

    @property
    def total(self) -> int:
        """All jobs."""
        return self.open + self.done + self.failed


class SqlEvaluations:
    """Runs, jobs and results. Every method is one transaction; all raise `StorageError`."""

    def __init__(self, database: Database, now: Callable[[], float] = time.time) -> None:
        self._database = database
        self._now = now
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

    def reopen_failed(self, run: str) -> int:
        """Let jobs that failed be done again; how many there are."""
        with self._database.write() as connection:
            done = connection.execute(
                update(_jobs)
                .where(_jobs.c.run == run, _jobs.c.state == "failed")
                .values(state="open", owner=None, until=None)
            )
            return int(done.rowcount)

    def claim(self, run: str, phase: int, lane: str, owner: str, lease: float) -> str | None:
        """The next job of a lane that nobody works on, for `lease` seconds this owner's; None: none is left.

        What this owner has under way is not free, however late its lease was renewed.
        """
        now = self._now()
        free = or_(_jobs.c.owner.is_(None), and_(_jobs.c.until < now, _jobs.c.owner != owner))
        mine = and_(_jobs.c.run == run, _jobs.c.phase == phase, _jobs.c.lane == lane, _jobs.c.state == "open")
        with self._database.write() as connection:
            # Another process may take the same one meanwhile, where the database lets several write at once.
            for _ in range(100):
                key = connection.execute(
                    select(_jobs.c.key).where(mine, free).order_by(_jobs.c.place).limit(1)
                ).scalar()
                if key is None:
                    return None
                taken = connection.execute(
                    update(_jobs).where(mine, free, _jobs.c.key == key).values(owner=owner, until=now + lease)
                )
                if taken.rowcount == 1:
                    return str(key)
        raise StorageError("No job could be claimed: other processes were always faster.", todo="Try again.")

    def renew(self, run: str, owner: str, lease: float) -> None:
        """Keep what this owner works on for another `lease` seconds."""
        with self._database.write() as connection:
            connection.execute(
                update(_jobs)
                .where(_jobs.c.run == run, _jobs.c.owner == owner, _jobs.c.state == "open")
                .values(until=self._now() + lease)
            )

    def release(self, run: str, owner: str) -> None:
        """Give back what an owner claimed and did not finish."""
        with self._database.write() as connection:
            connection.execute(
                update(_jobs)
                .where(_jobs.c.run == run, _jobs.c.owner == owner, _jobs.c.state == "open")
                .values(owner=None, until=None)
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
                .values(state=state, owner=None, until=None)
            )
            if done.rowcount != 1:
                return False
            connection.execute(insert(_results).values(run=run, key=key, body=body))
            return True

    def standing(self, run: str, phase: int) -> Standing:
        """How far a phase is."""
        claimed = and_(_jobs.c.owner.is_not(None), _jobs.c.until >= self._now())
        with self._database.read() as connection:
            where = and_(_jobs.c.run == run, _jobs.c.phase == phase)
            rows = connection.execute(
                select(_jobs.c.state, func.count()).where(where).group_by(_jobs.c.state)
            ).all()
            counts = {str(state): int(count) for state, count in rows}
            busy = connection.execute(
                select(func.count()).select_from(_jobs).where(where, claimed, _jobs.c.state == "open")
            ).scalar()
        return Standing(
            open=counts.get("open", 0),
            claimed=int(busy or 0),
            done=counts.get("done", 0),
            failed=counts.get("failed", 0),
        )

    def results(self, run: str) -> dict[str, str]:
        """The newest result of every job that has one and is settled, in the order of the jobs."""
        with self._database.read() as connection:
            return _newest(connection, _jobs.c.run == run)

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
