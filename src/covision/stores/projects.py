"""Projects in SQL: a list of events that only grows, and a snapshot of their sum.

What customers said is in a table of its own (see `research`); events and snapshots name it. One thing changes what
was kept: research that is removed or replaced takes its words along, out of every event (see `erasure`).
"""

import builtins
import hashlib
import json
import logging
import threading
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import Connection, delete, func, insert, select, update

from covision.domain.apply import apply
from covision.domain.events import Event, ProjectState, ResearchAdded, Stored
from covision.domain.ports import Clock, ProjectSummary
from covision.domain.research import ResearchSource
from covision.errors import Conflict, NotFound, StorageError
from covision.stores import tables
from covision.stores.database import Database
from covision.stores.duplicates import is_duplicate, replayed
from covision.stores.erasure import clean, without_citations
from covision.stores.gone import Gone
from covision.stores.others import Others
from covision.stores.passages import drop_passages, erase_workspace
from covision.stores.research import ResearchTexts
from covision.stores.schema import forget_in_backups

log = logging.getLogger(__name__)
_EVENT: TypeAdapter[Event] = TypeAdapter(Event)
# A large state is written only now and then: with themes its JSON is megabytes, an answer is a line.
_SMALL = 256 * 1024
_BEHIND = 20
# What begins like this names comments that are kept apart.
_HELD = '{"held":'
_REMEMBERED = 32


def utc_now() -> str:
    """Now, as UTC ISO 8601 text with milliseconds."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


@lru_cache(maxsize=1)
def _form() -> str:
    """Identity of the state's shape: a snapshot of another shape is made anew from the events."""
    schema = json.dumps(ProjectState.model_json_schema(), sort_keys=True) + _HELD
    return hashlib.sha256(schema.encode()).hexdigest()[:16]


class SqlProjects:
    """A `ProjectStore`. Each method is one transaction: it is kept whole, on the disk, or not at all.

    `append` drops events that only repeat what holds (see `duplicates`); the state comes back all the same,
    so a double click, a retry after a lost reply, and the same request twenty times at once are one event.

    Others hold words too: `others` are told what comes and what is erased.
    """

    def __init__(self, database: Database, clock: Clock = utc_now) -> None:
        self._database = database
        self._clock = clock
        self.others = Others()
        self._texts = ResearchTexts()
        self._gone: dict[str, frozenset[str]] = {}
        self._states: dict[str, ProjectState] = {}
        self._guard = threading.Lock()

    def create(self, project: str, first: Event) -> ProjectState:
        """A new project whose first event is `first`; raises `Conflict` where the id exists."""
        return self.restore(project, [Stored(project=project, seq=1, at=self._clock(), event=first)])

    def restore(self, project: str, history: Sequence[Stored]) -> ProjectState:
        """A new project of events that happened elsewhere, at their own times; raises `Conflict` as `create` does,
        and where an event contradicts one before it. Research that they drop leaves no words behind.
        """
        kept, state, dropped = replayed(project, history)
        with self._database.write() as connection:
            taken = connection.execute(select(tables.projects.c.id).where(tables.projects.c.id == project)).first()
            if taken:
                raise Conflict(
                    f"A project {project} exists already.", safe="It was not changed.", todo="Choose another id."
                )
            connection.execute(insert(tables.projects).values(id=project, **_summary(connection, state)))
            self._keep(connection, kept)
            if dropped:
                state = self._erase(connection, state, Gone(dropped, state))
            else:
                self._keep_snapshot(connection, state)
        self._remember(state)
        for source in state.research:
            self._came(project, source)
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
        with self._erasing() as (connection, erases):
            before = state = self._state(connection, project, lock=True)
            fresh: list[Stored] = []
            dropped: list[ResearchSource] = []
            gone: Gone | None = None
            at = self._clock()
            stale = expected is not None and expected != before.revision
            for event in events:
                # Who still works on what was erased meanwhile brings no citation of it back.
                event = without_citations(event, self._gone.get(project, frozenset()), state.research)
                if self._repeats(connection, state, event, fresh, stale):
                    continue
                stored = Stored(project=project, seq=state.revision + 1, at=at, event=event)
                after = apply(state, stored)
                dropped += [one for one in state.research if all(one is not other for other in after.research)]
                state = after
                fresh.append(stored)
            if not fresh:
                return before
            if stale:
                raise _conflict()
            self._keep(connection, fresh)
            if dropped:
                gone = Gone(dropped, state)
                erases(project, gone.ids)
                state = self._erase(connection, state, gone)
            elif self._snapshot_is_due(connection, state):
                self._keep_snapshot(connection, state)
            connection.execute(
                update(tables.projects).where(tables.projects.c.id == project).values(**_summary(connection, state))
            )
        self._remember(state)
        if gone is not None and gone.lost:
            self._leave_no_trace(project)
        for source in state.research:
            if all(source is not other for other in before.research):
                self._came(project, source)
        return state

    def history(self, project: str) -> list[Stored]:
        """Every event, in order; raises `NotFound`."""
        with self._database.read() as connection:
            _revision(connection, project, lock=False)
            return self._events(connection, project, 0)

    def list(self) -> builtins.list[ProjectSummary]:
        """All projects, newest change first (by order of writing: a clock may jump)."""
        kept, comments = tables.research.c, func.coalesce(func.sum(tables.research.c.snippets), 0)
        research = select(comments).where(kept.project == tables.projects.c.id).scalar_subquery().label("research")
        fields = [name for name in ProjectSummary.model_fields if name != "research"]
        columns = [*(tables.projects.c[name] for name in fields), research]
        with self._database.read() as connection:
            rows = connection.execute(select(*columns).order_by(tables.projects.c.touched.desc()))
            return [ProjectSummary(**row) for row in rows.mappings()]

    def delete(self, project: str) -> None:
        """Erase a project: events, research, passages, vectors, from the files too; raises `NotFound`."""
        with self._erasing() as (connection, erases):
            _revision(connection, project, lock=True)
            erases(project, None)
            connection.execute(delete(tables.projects).where(tables.projects.c.id == project))
            self.others.forgetting(project, None, erase_workspace(connection, project))
        with self._guard:
            self._states.pop(project, None)
        self._leave_no_trace(project)

    def _came(self, project: str, source: ResearchSource) -> None:
        ids = self._gone.get(project)
        if ids:
            self._gone[project] = ids.difference(one.id for one in source.snippets)
        self.others.came(project, source)

    def _erase(self, connection: Connection, state: ProjectState, gone: Gone) -> ProjectState:
        """Take the words of dropped research out of everything that is kept; the state that is left."""
        stored = self._events(connection, state.id, 0)
        cleaned = clean([one.event for one in stored], gone)
        left = ProjectState(id=state.id)
        for one, event in zip(stored, cleaned, strict=True):
            if event != one.event:
                here = (tables.events.c.project == state.id, tables.events.c.seq == one.seq)
                body = self._body(connection, state.id, event)
                connection.execute(update(tables.events).where(*here).values(body=body))
            left = apply(left, one.model_copy(update={"event": event}))
        held = {self._texts.keep(connection, state.id, source.snippets) for source in left.research}
        self._texts.prune(connection, state.id, {digest for digest in held if digest})
        self._keep_snapshot(connection, left)
        if gone.lost:
            digests = drop_passages(connection, state.id, sorted(gone.ids), f"erased at {left.revision}")
            self.others.forgetting(state.id, gone.ids, digests)
            # Last, and still inside the write: nobody else saves before it is known what is gone.
            self._gone[state.id] = self._gone.get(state.id, frozenset()) | gone.ids
        return left

    @contextmanager
    def _erasing(self) -> Iterator[tuple[Connection, Callable[[str, Collection[str] | None], None]]]:
        """A write, and a function to be told what it erases: where the write fails, that is not gone."""
        erased: builtins.list[tuple[str, Collection[str] | None]] = []
        try:
            with self._database.write() as connection:
                yield connection, lambda project, ids: erased.append((project, ids))
        except BaseException:
            for project, ids in erased:
                self._gone[project] = self._gone.get(project, frozenset()).difference(ids or ())
                self.others.kept(project, ids)
            raise

    def _leave_no_trace(self, project: str) -> None:
        """Erased words leave the backups, what others keep of them, and the free places of the file."""
        self._texts.forget(project)
        if self._database.file is not None:
            forget_in_backups(self._database.file, project)
        # Last, and whatever came before: it needs room for a second file, and a full disk must not keep the rest.
        try:
            self.others.forgotten(project)
        finally:
            self._database.vacuum()

    def _repeats(
        self, connection: Connection, state: ProjectState, event: Event, fresh: Sequence[Stored], stale: bool
    ) -> bool:
        def newest(kind: str) -> Event | None:
            own = next((item.event for item in reversed(fresh) if item.event.type == kind), None)
            return own or self._newest(connection, state.id, kind)

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
        state = self._snapshot(connection, project, revision) or ProjectState(id=project)
        for stored in self._events(connection, project, state.revision):
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

    def _events(self, connection: Connection, project: str, after: int) -> builtins.list[Stored]:
        rows = connection.execute(
            select(tables.events)
            .where(tables.events.c.project == project, tables.events.c.seq > after)
            .order_by(tables.events.c.seq)
        ).all()
        return [
            Stored(project=project, seq=row.seq, at=row.at, event=self._read(connection, project, row.body))
            for row in rows
        ]

    def _newest(self, connection: Connection, project: str, kind: str) -> Event | None:
        body = connection.execute(
            select(tables.events.c.body)
            .where(tables.events.c.project == project, tables.events.c.type == kind)
            .order_by(tables.events.c.seq.desc())
            .limit(1)
        ).scalar()
        return self._read(connection, project, body) if body is not None else None

    def _read(self, connection: Connection, project: str, body: str) -> Event:
        try:
            if not body.startswith(_HELD):
                return _EVENT.validate_json(body)
            raw = json.loads(body)
            digest = raw.pop("held")
            event: Event = _EVENT.validate_python(raw)
        except (ValidationError, ValueError, KeyError) as error:
            raise StorageError(
                f"Project {project} holds an event that this covision cannot read.",
                safe="Nothing was changed.",
                todo="Install the newest covision.",
            ) from error
        assert isinstance(event, ResearchAdded)
        snippets = self._texts.fetch(connection, project, digest)
        return ResearchAdded(source=event.source.model_copy(update={"snippets": snippets}))

    def _body(self, connection: Connection, project: str, event: Event) -> str:
        """The event as JSON; of research, `held` names the comments."""
        if not isinstance(event, ResearchAdded) or not event.source.snippets:
            return _EVENT.dump_json(event).decode()
        digest = self._texts.keep(connection, project, event.source.snippets)
        return f"{_HELD}{json.dumps(digest)},{event.model_dump_json(exclude={'source': {'snippets'}})[1:]}"

    def _keep(self, connection: Connection, fresh: builtins.list[Stored]) -> None:
        rows = [
            {
                "project": stored.project,
                "seq": stored.seq,
                "at": stored.at,
                "type": stored.event.type,
                "body": self._body(connection, stored.project, stored.event),
            }
            for stored in fresh
        ]
        connection.execute(insert(tables.events), rows)

    def _snapshot_is_due(self, connection: Connection, state: ProjectState) -> bool:
        mine = tables.snapshots.c.project == state.id
        last = connection.execute(select(tables.snapshots.c.seq, tables.snapshots.c.size).where(mine)).first()
        return last is None or last.size <= _SMALL or state.revision - last.seq >= _BEHIND

    def _keep_snapshot(self, connection: Connection, state: ProjectState) -> None:
        connection.execute(delete(tables.snapshots).where(tables.snapshots.c.project == state.id))
        held = [self._texts.keep(connection, state.id, source.snippets) for source in state.research]
        bare = state.model_dump_json(exclude={"research": {"__all__": {"snippets"}}})
        body = f'{_HELD}{json.dumps(held)},"state":{bare}}}'
        connection.execute(
            insert(tables.snapshots).values(
                project=state.id, seq=state.revision, form=_form(), size=len(body), body=body
            )
        )

    def _snapshot(self, connection: Connection, project: str, revision: int) -> ProjectState | None:
        row = connection.execute(select(tables.snapshots).where(tables.snapshots.c.project == project)).first()
        if row is None or row.form != _form() or row.seq > revision:
            return None
        try:
            raw: dict[str, Any] = json.loads(row.body)
            state = ProjectState.model_validate(raw["state"])
            held = raw["held"]
            sources = tuple(
                source.model_copy(update={"snippets": self._texts.fetch(connection, project, digest)})
                if digest
                else source
                for source, digest in zip(state.research, held, strict=True)
            )
        except (ValidationError, ValueError, KeyError, TypeError):
            return None
        state = state.model_copy(update={"research": sources})
        return state if state.id == project and state.revision == row.seq else None


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
