"""Keyword search over passages: FTS5 where the database is SQLite, counted words elsewhere.

The words of a query are looked for one by one and joined with OR; nothing of the query is ever read as
search syntax, so no text that a person can type is an error.
"""

import re
from collections.abc import Sequence
from typing import Any, Protocol

from sqlalchemy import ColumnElement, Connection, case, func, literal_column, select, text

from covision.stores import tables

MAX_WORDS = 32
_WORD = re.compile(r"\w+", re.UNICODE)


def words(query: str) -> list[str]:
    """The different words of a query in order, at most 32."""
    found = (word.casefold() for word in _WORD.findall(query[:10_000]))
    return list(dict.fromkeys(found))[:MAX_WORDS]


Scored = list[tuple[int, float]]
"""Keys with a score, higher for better, best first."""


class Keywords(Protocol):
    """The seam: another database brings its own body."""

    def search(self, connection: Connection, query: str, where: Sequence[ColumnElement[bool]], k: int) -> Scored:
        """The `k` best passages among those that fulfil `where`, best first."""

    def tidy(self, connection: Connection) -> None:
        """Leave no word of deleted passages in the search tables."""


class Fts5:
    """SQLite's full-text index: BM25, accents folded."""

    def search(self, connection: Connection, query: str, where: Sequence[ColumnElement[bool]], k: int) -> Scored:
        """As the seam says; BM25 in SQLite is lower for better, so ascending is best first."""
        asked = words(query)
        if not asked:
            return []
        match = " OR ".join(f'"{word}"' for word in asked)
        found = "SELECT rowid AS passage, rank AS badness FROM passage_words WHERE passage_words MATCH :match"
        hits: Any = (
            text(found)
            .bindparams(match=match)
            .columns(literal_column("passage"), literal_column("badness"))
            .subquery("hits")
        )
        rows = connection.execute(
            select(tables.passages.c.key, literal_column("hits.badness"))
            .select_from(tables.passages.join(hits, literal_column("hits.passage") == tables.passages.c.key))
            .where(*where)
            .order_by(literal_column("hits.badness"), tables.passages.c.key)
            .limit(k)
        )
        return [(int(row[0]), -float(row[1])) for row in rows]

    def tidy(self, connection: Connection) -> None:
        """Merge the index: until then the words of deleted rows stay in old segments."""
        connection.execute(text("INSERT INTO passage_words(passage_words) VALUES ('optimize')"))


class CountedWords:
    """Any other database: how many of the words a passage holds. Slower and coarser than a real index."""

    def search(self, connection: Connection, query: str, where: Sequence[ColumnElement[bool]], k: int) -> Scored:
        """As the seam says; short passages first among equals."""
        asked = words(query)
        if not asked:
            return []
        lowered = func.lower(tables.passages.c.text)
        held = [case((lowered.contains(word, autoescape=True), 1), else_=0) for word in asked]
        total: Any = sum(held[1:], start=held[0])
        rows = connection.execute(
            select(tables.passages.c.key, total)
            .where(*where, total > 0)
            .order_by(total.desc(), func.length(tables.passages.c.text), tables.passages.c.key)
            .limit(k)
        )
        return [(int(row[0]), float(row[1])) for row in rows]

    def tidy(self, connection: Connection) -> None:
        """Nothing is kept beside the rows."""


def keywords_for(dialect: str) -> Keywords:
    """The body for a database of this kind, as SQLAlchemy calls it."""
    return Fts5() if dialect == "sqlite" else CountedWords()
