"""What customers said, in a table of its own: kept once, however many events and snapshots name it.

The content is plain JSON, not packed: a byte search of the data folder then proves what erasing promises. Reading
100,000 comments takes about a second, so that states share what was read.
"""

import hashlib
import threading
from collections import OrderedDict

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import Connection, delete, insert, select

from covision.domain.research import Snippet
from covision.errors import StorageError
from covision.stores import tables

Snippets = tuple[Snippet, ...]
_SNIPPETS: TypeAdapter[Snippets] = TypeAdapter(Snippets)
_R = tables.research.c
REMEMBERED = 250_000
"""Comments kept in memory beside those that a state holds; the newest source stays, however large."""


class ResearchTexts:
    """Keeps and finds the comments of a source by the digest of their content. Safe to use from several threads."""

    def __init__(self) -> None:
        self._known: OrderedDict[tuple[str, str], Snippets] = OrderedDict()
        # By identity: the same tuple is passed from state to state, and hashing it again would take a second.
        self._digests: dict[int, tuple[str, str]] = {}
        self._guard = threading.RLock()

    def keep(self, connection: Connection, project: str, snippets: Snippets) -> str | None:
        """Keep comments, where they are not kept yet; their digest, or None for none."""
        if not snippets:
            return None
        with self._guard:
            named = self._digests.get(id(snippets))
        if named is not None and named[0] == project and _is_held(connection, project, named[1]):
            return named[1]
        body = _SNIPPETS.dump_json(snippets, exclude_defaults=True)
        digest = hashlib.sha256(body).hexdigest()
        if not _is_held(connection, project, digest):
            row = {"project": project, "digest": digest, "snippets": len(snippets), "body": body}
            connection.execute(insert(tables.research).values(**row))
        self._remember(project, digest, snippets)
        return digest

    def fetch(self, connection: Connection, project: str, digest: str) -> Snippets:
        """The comments with this digest; none where they were erased. Raises `StorageError` if unreadable."""
        with self._guard:
            known = self._known.get((project, digest))
        if known is not None:
            return known
        mine = (_R.project == project, _R.digest == digest)
        body = connection.execute(select(_R.body).where(*mine)).scalar()
        if body is None:
            return ()
        try:
            found = _SNIPPETS.validate_json(bytes(body))
        except ValidationError as error:
            raise StorageError(
                f"Project {project} holds customer research that this covision cannot read.",
                safe="Nothing was changed.",
                todo="Install the newest covision.",
            ) from error
        return self._remember(project, digest, found)

    def prune(self, connection: Connection, project: str, alive: set[str]) -> None:
        """Erase the comments of a project that no source has any more."""
        held = set(connection.execute(select(_R.digest).where(_R.project == project)).scalars())
        for digest in held - alive:
            connection.execute(delete(tables.research).where(_R.project == project, _R.digest == digest))

    def forget(self, project: str) -> None:
        """Drop a project from memory."""
        with self._guard:
            for key in [key for key in self._known if key[0] == project]:
                self._drop(key)

    def _remember(self, project: str, digest: str, snippets: Snippets) -> Snippets:
        key = (project, digest)
        with self._guard:
            # The first one that came stays, so that all states share it.
            kept = self._known.setdefault(key, snippets)
            self._known.move_to_end(key)
            self._digests[id(kept)] = key
            while len(self._known) > 1 and sum(map(len, self._known.values())) > REMEMBERED:
                self._drop(next(iter(self._known)))
            return kept

    def _drop(self, key: tuple[str, str]) -> None:
        self._digests.pop(id(self._known.pop(key)), None)


def _is_held(connection: Connection, project: str, digest: str) -> bool:
    found = select(_R.key).where(_R.project == project, _R.digest == digest)
    return connection.execute(found).first() is not None
