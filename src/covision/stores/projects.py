"""Projects in SQL: an append-only list of events, and a snapshot of their sum."""

import builtins
import hashlib
import json
import threading
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import lru_cache

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import Connection, delete, func, insert, select, update

from covision.domain.apply import apply
from covision.domain.events import Event, ProjectState, Stored
from covision.domain.ports import Clock, ProjectSummary
from covision.errors import Conflict, NotFound, StorageError
from covision.stores import tables
from covision.stores.database import Database
from covision.stores.duplicates import is_duplicate

_EVENT: TypeAdapter[Event] = TypeAdapter(Event)
# A state with much research is written only now and then: its JSON is megabytes, an answer is a line.
_SMALL = 256 * 1024
_BEHIND = 20
_REMEMBERED = 32


def utc_now() -> str:
    """Now, as UTC ISO 8601 text with milliseconds."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


@lru_cache(maxsize=1)
def _form() -> str:
    """Identity of the state's shape: a snapshot of another shape is made anew from the events."""
    schema = json.dumps(ProjectState.model_json_schema(), sort_keys=True)
    return hashlib.sha256(schema.encode()).hexdigest()[:16]


class SqlProjects:
    """A `ProjectStore`. Each method is one transaction: it is kept whole, on the disk, or not at all.

    `append` drops events that only repeat what holds (see `duplicates`); the state comes back all the same,
    so a double click, a retry after a lost reply, and the same request twenty times at once are one event.
    """

    def __init__(self, database: Database, clock: Clock = utc_now) -> None:
        self._database = database
        self._clock = clock
        self._states: dict[str, ProjectState] = {}
        self._guard = threading.Lock()

    def create(self, project: str, first: Event) -> ProjectState:
        """A new project whose first event is `first`; raises `Conflict` where the id exists."""
        with self._database.write() as connection:
            taken = connection.execute(select(tables.projects.c.id).where(tables.projects.c.id == project)).first()
            if taken:
                raise Conflict(
                    f"A project {project} exists already.", safe="It was not changed.", todo="Choose another id."
                )
            stored = Stored(project=project, seq=1, at=self._clock(), event=first)
            state = apply(ProjectState(id=project), stored)
            connection.execute(insert(tables.projects).values(id=project, **_summary(connection, state)))
            _keep(connection, [stored])
            _keep_snapshot(connection, state, new=True)
        self._remember(state)
        return state

    def load(self, project: str) -> ProjectState:
        """The state now; raises `NotFound`."""
        with self._database.read() as connection:
            state = self._state(connection, project)
        self._remember(state)
        return state

    def append(self, project: str, events: Sequence[Event], expected: int | None = None) -> ProjectState:
        """Keep events in order; repeats of what holds are dropped.

        With `expected`, raises `Conflict` unless it is the revision now; a request whose every event already
        holds is no conflict: what it asks for is done.
        """
        with self._database.write() as connection:
            before = state = self._state(connection, project, lock=True)
            fresh: list[Stored] = []
            at = self._clock()
            stale = expected is not None and expected != before.revision
            for event in events:
                if self._repeats(connection, state, event, fresh, stale):
                    continue
                stored = Stored(project=project, seq=state.revision + 1, at=at, event=event)
                state = apply(state, stored)
                fresh.append(stored)
            if not fresh:
                return before
            if stale:
                raise _conflict()
            _keep(connection, fresh)
            connection.execute(
                update(tables.projects).where(tables.projects.c.id == project).values(**_summary(connection, state))
            )
            _keep_snapshot(connection, state)
        self._remember(state)
        return state

    def history(self, project: str) -> list[Stored]:
        """Every event, in order; raises `NotFound`."""
        with self._database.read() as connection:
            _revision(connection, project, lock=False)
            return _events(connection, project, 0)

    def list(self) -> builtins.list[ProjectSummary]:
        """All projects, newest change first (by order of writing: a clock may jump)."""
        columns = [tables.projects.c[name] for name in ProjectSummary.model_fields]
        with self._database.read() as connection:
            rows = connection.execute(select(*columns).order_by(tables.projects.c.touched.desc()))
            return [ProjectSummary(**row) for row in rows.mappings()]

    def delete(self, project: str) -> None:
        """Erase a project and its events, from the file too; raises `NotFound`."""
        with self._database.write() as connection:
            _revision(connection, project, lock=True)
            connection.execute(delete(tables.projects).where(tables.projects.c.id == project))
        with self._guard:
            self._states.pop(project, None)
        self._database.checkpoint()

    def _repeats(
        self, connection: Connection, state: ProjectState, event: Event, fresh: Sequence[Stored], stale: bool
    ) -> bool:
        def newest(kind: str) -> Event | None:
            own = next((item.event for item in reversed(fresh) if item.event.type == kind), None)
            return own or _newest(connection, state.id, kind)

        try:
            return is_duplicate(state, event, newest)
        except Conflict:
            if stale:
                raise _conflict() from None
            raise

    def _state(self, connection: Connection, project: str, lock: bool = False) -> ProjectState:
        revision, created_at = _revision(connection, project, lock)
        with self._guard:
            known = self._states.get(project)
        if known is not None and known.revision == revision and known.created_at == created_at:
            return known
        state = _snapshot(connection, project, revision) or ProjectState(id=project)
        for stored in _events(connection, project, state.revision):
            state = apply(state, stored)
        if state.revision != revision:
            raise StorageError(
                f"Project {project} has {state.revision} of its {revision} events.",
                safe="Nothing was changed.",
                todo="Put back the newest backup of the database.",
            )
        return state

    def _remember(self, state: ProjectState) -> None:
        with self._guard:
            known = self._states.pop(state.id, None)
            # Two threads may come out of their transactions in another order than they went in.
            newer = known if known is not None and known.revision > state.revision else state
            self._states[state.id] = newer
            while len(self._states) > _REMEMBERED:
                self._states.pop(next(iter(self._states)))


def _conflict() -> Conflict:
    return Conflict(
        "Somebody else changed this project first.",
        safe="Their text is kept and yours is still on your screen.",
        todo="Load the project again, then save yours.",
    )


def _revision(connection: Connection, project: str, lock: bool) -> tuple[int, str]:
    query = select(tables.projects.c.revision, tables.projects.c.created_at).where(tables.projects.c.id == project)
    row = connection.execute(query.with_for_update() if lock else query).first()
    if row is None:
        raise NotFound(
            f"There is no project {project}.", safe="Nothing was changed.", todo="Look at the list of projects."
        )
    return int(row.revision), str(row.created_at)


def _events(connection: Connection, project: str, after: int) -> list[Stored]:
    rows = connection.execute(
        select(tables.events)
        .where(tables.events.c.project == project, tables.events.c.seq > after)
        .order_by(tables.events.c.seq)
    )
    return [Stored(project=project, seq=row.seq, at=row.at, event=_read(row.body, project)) for row in rows]


def _newest(connection: Connection, project: str, kind: str) -> Event | None:
    body = connection.execute(
        select(tables.events.c.body)
        .where(tables.events.c.project == project, tables.events.c.type == kind)
        .order_by(tables.events.c.seq.desc())
        .limit(1)
    ).scalar()
    return _read(body, project) if body is not None else None


def _read(body: str, project: str) -> Event:
    try:
        return _EVENT.validate_json(body)
    except ValidationError as error:
        raise StorageError(
            f"Project {project} holds an event that this covision cannot read.",
            safe="Nothing was changed.",
            todo="Install the newest covision.",
        ) from error


def _keep(connection: Connection, fresh: list[Stored]) -> None:
    connection.execute(
        insert(tables.events),
        [
            {
                "project": stored.project,
                "seq": stored.seq,
                "at": stored.at,
                "type": stored.event.type,
                "body": _EVENT.dump_json(stored.event).decode(),
            }
            for stored in fresh
        ],
    )


def _summary(connection: Connection, state: ProjectState) -> dict[str, object]:
    touched = connection.execute(select(func.coalesce(func.max(tables.projects.c.touched), 0))).scalar_one()
    return {
        "name": state.organisation.name,
        "created_at": state.created_at,
        "changed_at": state.changed_at,
        "touched": touched + 1,
        "revision": state.revision,
        "drafts": len(state.drafts),
        "versions": len(state.versions),
        "answered": sum(
            person.answered(question) is not None for person in state.participants for question in person.answers
        ),
    }


def _keep_snapshot(connection: Connection, state: ProjectState, new: bool = False) -> None:
    mine = tables.snapshots.c.project == state.id
    if not new:
        last = connection.execute(select(tables.snapshots.c.seq, tables.snapshots.c.size).where(mine)).first()
        if last is not None and last.size > _SMALL and state.revision - last.seq < _BEHIND:
            return
        connection.execute(delete(tables.snapshots).where(mine))
    body = state.model_dump_json()
    connection.execute(
        insert(tables.snapshots).values(
            project=state.id, seq=state.revision, form=_form(), size=len(body), body=body
        )
    )


def _snapshot(connection: Connection, project: str, revision: int) -> ProjectState | None:
    row = connection.execute(select(tables.snapshots).where(tables.snapshots.c.project == project)).first()
    if row is None or row.form != _form() or row.seq > revision:
        return None
    try:
        state = ProjectState.model_validate_json(row.body)
    except ValidationError:
        return None
    return state if state.id == project and state.revision == row.seq else None
