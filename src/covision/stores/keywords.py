"""Keyword search over passages: FTS5 where the database is SQLite, counted words elsewhere.

The words of a query are looked for one by one and joined with OR; nothing of the query is ever read as
search syntax, so no text that a person can type is an error.
"""

import re
import time
from collections.abc import Sequence
from itertools import accumulate
from typing import Any, Protocol

from sqlalchemy import ColumnElement, Connection, case, func, literal_column, select, text

from covision.stores import tables

MAX_WORDS = 32
ROWS = 1_500
"""Rows that the words of a query may be in together before the commoner of them are left out."""

_FRESH = 60.0
_REMEMBERED = 20_000
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
    """SQLite's full-text index: BM25, accents folded.

    Every row that a word is in costs time, and the commonest words tell least: rare words are asked first, and the
    common ones only where the rare ones find too little.
    """

    def __init__(self) -> None:
        self._counts: dict[str, tuple[float, int]] = {}

    def search(self, connection: Connection, query: str, where: Sequence[ColumnElement[bool]], k: int) -> Scored:
        """As the seam says; BM25 in SQLite is lower for better, so ascending is best first."""
        asked = words(query)
        if not asked:
            return []
        counts = {word: self._count(connection, word) for word in asked}
        by_rarity = sorted(asked, key=lambda word: counts[word])
        rare = [
            word
            for word, rows in zip(by_rarity, accumulate(counts[word] for word in by_rarity), strict=True)
            if rows <= ROWS
        ] or by_rarity[:1]
        found = _ranked(connection, rare, where, k)
        return found if len(found) >= k or len(rare) == len(asked) else _ranked(connection, asked, where, k)

    def _count(self, connection: Connection, word: str) -> int:
        """In how many rows a word was within the last minute; no more than `ROWS` + 1 are counted."""
        now = time.monotonic()
        made, rows = self._counts.get(word, (-_FRESH, 0))
        if now - made >= _FRESH:
            counted = text(
                "SELECT count(*) FROM (SELECT 1 FROM passage_words WHERE passage_words MATCH :word LIMIT :most)"
            )
            rows = int(connection.execute(counted, {"word": f'"{word}"', "most": ROWS + 1}).scalar_one())
            if len(self._counts) >= _REMEMBERED:
                self._counts.clear()
            self._counts[word] = (now, rows)
        return rows

    def tidy(self, connection: Connection) -> None:
        """Merge the index: until then the words of deleted rows stay in old segments."""
        connection.execute(text("INSERT INTO passage_words(passage_words) VALUES ('optimize')"))


def _ranked(connection: Connection, asked: Sequence[str], where: Sequence[ColumnElement[bool]], k: int) -> Scored:
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
