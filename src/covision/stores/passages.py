"""Passages in SQL: the truth about texts, offsets and vectors. The index can be made again from here."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from sqlalchemy import ColumnElement, Connection, and_, delete, func, insert, or_, select, update

from covision.domain.base import Language
from covision.domain.search import Passage, PassageKind, Vectors
from covision.stores import tables
from covision.stores.cache import digest
from covision.stores.database import Database
from covision.stores.keywords import Keywords, Scored, keywords_for

_CHUNK = 400
_P = tables.passages.c
_V = tables.vectors.c


@dataclass(frozen=True)
class Row:
    """A passage with its key: a number that is never used twice."""

    key: int
    passage: Passage
    digest: str


@dataclass(frozen=True)
class Filter:
    """Which passages are meant. A passage whose language is unknown passes every language filter."""

    workspaces: Sequence[str]
    kinds: Sequence[PassageKind] = ()
    language: Language | None = None
    exclude: Sequence[str] = ()

    @property
    def everything(self) -> bool:
        """True if nothing of the workspaces is left out."""
        return not (self.kinds or self.language or self.exclude)

    def clauses(self, by_key: bool = False) -> list[ColumnElement[bool]]:
        """The same as SQL conditions, with bound parameters only; `by_key` for queries that name their keys."""
        # SQLite would rather walk the whole workspace by its index than look up forty keys; adding '' forbids it.
        workspace = _P.workspace.concat("") if by_key else _P.workspace
        found: list[ColumnElement[bool]] = [workspace.in_(list(self.workspaces))]
        if self.kinds:
            found.append(_P.kind.in_(list(self.kinds)))
        if self.language is not None:
            found.append(or_(_P.language == self.language, _P.language.is_(None)))
        if self.exclude:
            found.append(_P.id.not_in(list(self.exclude)))
        return found


class SqlPassages:
    """Rows, keyword entries and vectors of passages."""

    def __init__(self, database: Database, keywords: Keywords | None = None) -> None:
        self._database = database
        self._changes: Counter[str] = Counter()
        self._buried: dict[str, set[str]] = {}
        self._closed: set[str] = set()
        self.keywords: Keywords = keywords or keywords_for(database.engine.dialect.name)

    def put(self, passages: Sequence[Passage]) -> None:
        """Add passages; another text under a known id replaces it under a new key, the same text costs nothing."""
        unique = list({(item.workspace, item.id): item for item in passages}.values())
        by_workspace: dict[str, list[Passage]] = {}
        for item in unique:
            by_workspace.setdefault(item.workspace, []).append(item)
        with self._database.write() as connection:
            # Looked at inside the transaction: what is being erased meanwhile is known when it begins.
            by_workspace = {name: self._welcome(name, items) for name, items in by_workspace.items()}
            by_workspace = {name: items for name, items in by_workspace.items() if items}
            for workspace, items in by_workspace.items():
                _ensure_workspace(connection, workspace)
                self._put(connection, workspace, items)
        self._changes.update(list(by_workspace))

    def bury(self, workspace: str, ids: Collection[str] | None) -> None:
        """Take these passages never again (None: the whole workspace), until `dig_up`: whoever works on an older
        state of the project must not bring back what was erased."""
        if ids is None:
            self._closed.add(workspace)
        else:
            self._buried.setdefault(workspace, set()).update(ids)
        self._changes[workspace] += 1

    def dig_up(self, workspace: str, ids: Collection[str] | None) -> None:
        """They may come again; None takes back only what None buried."""
        if ids is None:
            self._closed.discard(workspace)
        else:
            self._buried.get(workspace, set()).difference_update(ids)

    def _welcome(self, workspace: str, items: list[Passage]) -> list[Passage]:
        if workspace in self._closed:
            return []
        buried = self._buried.get(workspace, set())
        return [item for item in items if item.id not in buried]

    def sync(self, workspace: str, passages: Sequence[Passage], version: str) -> None:
        """Make the workspace hold exactly these passages; `version` names the state (a digest of its content)."""
        wanted = {item.id for item in passages}
        with self._database.write() as connection:
            _ensure_workspace(connection, workspace)
            held = connection.execute(select(_P.key, _P.id).where(_P.workspace == workspace)).all()
            self._remove(connection, workspace, [row.key for row in held if row.id not in wanted])
            self._put(connection, workspace, passages)
            here = tables.workspaces.c.id == workspace
            connection.execute(update(tables.workspaces).where(here).values(digest=version))
        self._changes[workspace] += 1

    def _put(self, connection: Connection, workspace: str, items: Sequence[Passage]) -> None:
        held = {row.passage.id: row for row in _by_ids(connection, [item.id for item in items], [workspace])}
        changed: list[int] = []
        fresh: list[dict[str, Any]] = []
        for item in items:
            row = held.get(item.id)
            if row is not None and row.passage == item:
                continue
            if row is not None and row.passage.text == item.text:
                connection.execute(update(tables.passages).where(_P.key == row.key).values(**_values(item)))
                continue
            if row is not None:
                changed.append(row.key)
            fresh.append(_values(item))
        self._remove(connection, workspace, changed)
        if fresh:
            connection.execute(insert(tables.passages), fresh)

    def _remove(self, connection: Connection, workspace: str, keys: Sequence[int]) -> None:
        if not keys:
            return
        connection.execute(insert(tables.leftovers), [{"passage": key, "workspace": workspace} for key in keys])
        for part in _parts(keys):
            connection.execute(delete(tables.passages).where(_P.key.in_(part)))

    def erase(self, workspace: str) -> list[str]:
        """Erase a workspace from rows, keyword entries and vectors, and from the file's free pages.

        Hashes of the erased texts come back.
        """
        with self._database.write() as connection:
            digests = erase_workspace(connection, workspace)
        self._changes[workspace] += 1
        self._database.checkpoint()
        return digests

    def without_vector(self, workspaces: Sequence[str], model: str, dimension: int) -> list[Row]:
        """Passages that have no usable vector of this model."""
        with self._database.read() as connection:
            joined = tables.passages.outerjoin(
                tables.vectors,
                and_(_V.passage == _P.key, _V.model == model, func.length(_V.vector) == 4 * dimension),
            )
            rows = connection.execute(
                select(tables.passages)
                .select_from(joined)
                .where(_P.workspace.in_(list(workspaces)), _V.passage.is_(None))
                .order_by(_P.key)
            )
            return [_row(row) for row in rows]

    def put_vectors(self, model: str, vectors: Mapping[int, Vectors]) -> set[int]:
        """Keep vectors by passage key; passages that were erased meanwhile are passed over. Keys that were kept."""
        changed: set[str] = set()
        kept: set[int] = set()
        with self._database.write() as connection:
            for part in _parts(list(vectors)):
                held = connection.execute(select(_P.key, _P.workspace).where(_P.key.in_(part))).all()
                alive = [int(row.key) for row in held]
                changed.update(row.workspace for row in held)
                kept.update(alive)
                if not alive:
                    continue
                connection.execute(delete(tables.vectors).where(_V.passage.in_(alive)))
                connection.execute(
                    insert(tables.vectors),
                    [
                        {"passage": key, "model": model, "vector": vectors[key].astype("<f4").tobytes()}
                        for key in alive
                    ],
                )
        self._changes.update(changed)
        return kept

    def vectors(self, model: str, dimension: int, where: Filter) -> tuple[list[int], Vectors]:
        """Keys and vectors, shape (n, dimension), of the passages that are meant, in order of their keys."""
        with self._database.read() as connection:
            rows = connection.execute(
                select(_V.passage, _V.vector)
                .select_from(tables.passages.join(tables.vectors, _V.passage == _P.key))
                .where(*where.clauses(), _V.model == model, func.length(_V.vector) == 4 * dimension)
                .order_by(_V.passage)
            ).all()
        return _matrix(((row.passage, row.vector) for row in rows), dimension)

    def vectors_of(self, model: str, dimension: int, keys: Sequence[int]) -> dict[int, Vectors]:
        """The vectors of these passages by key; missing ones are left out."""
        found: dict[int, Vectors] = {}
        usable = [_V.model == model, func.length(_V.vector) == 4 * dimension]
        query = select(_V.passage, _V.vector).where(*usable)
        with self._database.read() as connection:
            for part in _parts(keys):
                rows = connection.execute(query.where(_V.passage.in_(part))).all()
                held, matrix = _matrix(((row.passage, row.vector) for row in rows), dimension)
                found.update(zip(held, matrix, strict=True))
        return found

    def keys(self, where: Filter, limit: int | None = None) -> list[int]:
        """Keys of the passages that are meant, ascending; at most `limit`."""
        with self._database.read() as connection:
            query = select(_P.key).where(*where.clauses()).order_by(_P.key)
            return list(connection.execute(query.limit(limit) if limit else query).scalars())

    def among(self, keys: Sequence[int], where: Filter) -> list[int]:
        """Those of the keys whose passages are meant."""
        found: list[int] = []
        with self._database.read() as connection:
            for part in _parts(keys):
                query = select(_P.key).where(_P.key.in_(part), *where.clauses(by_key=True))
                found += connection.execute(query).scalars()
        return found

    def changed(self, workspace: str) -> None:
        """Somebody else changed the passages of a workspace in this database."""
        self._changes[workspace] += 1

    def changes(self, workspace: str) -> int:
        """Counts up whenever this process changed which vectors a workspace has."""
        return self._changes[workspace]

    def keys_with_vector(self, workspace: str, model: str, dimension: int) -> list[int]:
        """Keys of the passages of a workspace that the index should hold."""
        with self._database.read() as connection:
            return list(
                connection.execute(
                    select(_V.passage)
                    .select_from(tables.passages.join(tables.vectors, _V.passage == _P.key))
                    .where(_P.workspace == workspace, _V.model == model, func.length(_V.vector) == 4 * dimension)
                    .order_by(_V.passage)
                ).scalars()
            )

    def search(self, query: str, where: Filter, k: int) -> Scored:
        """The `k` best passages by keywords, best first."""
        with self._database.read() as connection:
            return self.keywords.search(connection, query, where.clauses(by_key=True), k)

    def rows(self, keys: Sequence[int], where: Filter | None = None) -> dict[int, Row]:
        """The passages with these keys, those that are meant only; unknown keys are left out."""
        found: dict[int, Row] = {}
        clauses = where.clauses(by_key=True) if where else []
        with self._database.read() as connection:
            for part in _parts(keys):
                for row in connection.execute(select(tables.passages).where(_P.key.in_(part), *clauses)):
                    found[int(row.key)] = _row(row)
        return found

    def by_ids(self, ids: Sequence[str], workspaces: Sequence[str] = ()) -> list[Row]:
        """Every passage with one of these ids, in the workspaces named (all, where none is)."""
        with self._database.read() as connection:
            return _by_ids(connection, ids, workspaces)

    def count(self, workspace: str) -> int:
        """How many passages a workspace holds."""
        with self._database.read() as connection:
            query = select(func.count()).select_from(tables.passages).where(_P.workspace == workspace)
            return int(connection.execute(query).scalar_one())

    def names(self) -> list[str]:
        """Every workspace."""
        with self._database.read() as connection:
            query = select(tables.workspaces.c.id).order_by(tables.workspaces.c.id)
            return list(connection.execute(query).scalars())

    def version(self, workspace: str) -> str:
        """The state that `sync` named, or empty."""
        with self._database.read() as connection:
            query = select(tables.workspaces.c.digest).where(tables.workspaces.c.id == workspace)
            return str(connection.execute(query).scalar() or "")

    def collections(self, workspace: str) -> list[str]:
        """The collections that the index may hold for a workspace."""
        with self._database.read() as connection:
            return _collections(connection, workspace)

    def orphans(self) -> list[str]:
        """Collections of workspaces that are no more."""
        alive = select(tables.workspaces.c.id)
        with self._database.read() as connection:
            query = select(tables.collections.c.name).where(tables.collections.c.workspace.not_in(alive))
            return list(connection.execute(query).scalars())

    def enter_collection(self, workspace: str, name: str) -> list[str]:
        """Write down that the index will hold this collection; the workspace's other ones come back."""
        with self._database.write() as connection:
            others = [item for item in _collections(connection, workspace) if item != name]
            connection.execute(delete(tables.collections).where(tables.collections.c.name == name))
            connection.execute(insert(tables.collections).values(name=name, workspace=workspace))
        return others

    def strike_collection(self, name: str) -> None:
        """The index holds this collection no more."""
        with self._database.write() as connection:
            connection.execute(delete(tables.collections).where(tables.collections.c.name == name))

    def leftovers(self, workspace: str) -> list[int]:
        """Keys whose vectors the index has still to forget."""
        with self._database.read() as connection:
            query = select(tables.leftovers.c.passage).where(tables.leftovers.c.workspace == workspace)
            return list(connection.execute(query).scalars())

    def strike_leftovers(self, keys: Sequence[int]) -> None:
        """The index has forgotten these."""
        with self._database.write() as connection:
            for part in _parts(keys):
                connection.execute(delete(tables.leftovers).where(tables.leftovers.c.passage.in_(part)))


def erase_workspace(connection: Connection, workspace: str) -> list[str]:
    """Erase a workspace from rows, keyword entries and vectors; the hashes of the erased texts."""
    mine = _P.workspace == workspace
    digests = list(connection.execute(select(_P.digest).where(mine)).scalars())
    connection.execute(delete(tables.passages).where(mine))
    connection.execute(delete(tables.leftovers).where(tables.leftovers.c.workspace == workspace))
    connection.execute(delete(tables.workspaces).where(tables.workspaces.c.id == workspace))
    if digests:
        keywords_for(connection.dialect.name).tidy(connection)
    return digests


def drop_passages(connection: Connection, workspace: str, ids: Sequence[str], mark: str) -> list[str]:
    """Erase some passages of a workspace; the hashes of the erased texts.

    `mark` becomes the workspace's version: the index is then made anew under another name, and its files keep no
    vector of what was erased.
    """
    digests: list[str] = []
    for part in _parts(ids):
        here = and_(_P.workspace == workspace, _P.id.in_(part))
        digests += connection.execute(select(_P.digest).where(here)).scalars()
        connection.execute(delete(tables.passages).where(here))
    if digests:
        connection.execute(update(tables.workspaces).where(tables.workspaces.c.id == workspace).values(digest=mark))
        keywords_for(connection.dialect.name).tidy(connection)
    return digests


def _ensure_workspace(connection: Connection, workspace: str) -> None:
    known = connection.execute(select(tables.workspaces.c.id).where(tables.workspaces.c.id == workspace)).first()
    if known is None:
        connection.execute(insert(tables.workspaces).values(id=workspace, digest=""))


def _collections(connection: Connection, workspace: str) -> list[str]:
    query = select(tables.collections.c.name).where(tables.collections.c.workspace == workspace)
    return list(connection.execute(query).scalars())


def _values(item: Passage) -> dict[str, Any]:
    return {**item.model_dump(), "digest": digest(item.text)}


def _row(row: Any) -> Row:
    held = {name: getattr(row, name) for name in Passage.model_fields}
    return Row(key=int(row.key), passage=Passage(**held), digest=row.digest)


def _by_ids(connection: Connection, ids: Sequence[str], workspaces: Sequence[str]) -> list[Row]:
    found: list[Row] = []
    clauses = [_P.workspace.in_(list(workspaces))] if workspaces else []
    for part in _parts(ids):
        found += [_row(row) for row in connection.execute(select(tables.passages).where(_P.id.in_(part), *clauses))]
    return found


def _parts(items: Sequence[Any]) -> Iterator[list[Any]]:
    for at in range(0, len(items), _CHUNK):
        yield list(items[at : at + _CHUNK])


def _matrix(pairs: Iterable[tuple[int, bytes]], dimension: int) -> tuple[list[int], Vectors]:
    held = list(pairs)
    joined = b"".join(blob for _, blob in held)
    matrix = np.frombuffer(joined, dtype="<f4").astype(np.float32).reshape(len(held), dimension)
    return [int(key) for key, _ in held], matrix
