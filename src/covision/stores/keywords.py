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
ROWS = 400
"""Rows that the words of a query may be in together."""

_COUNTED = 20_000
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

    Every row that a word is in costs time, and the commonest words tell least. So the rarest words are asked, as
    many as are in `ROWS` rows together; where each is in more, rows that have the two rarest. What that leaves out
    has common words only. Where it finds too little, all words are asked.
    """

    def __init__(self) -> None:
        self._counts: dict[str, tuple[float, int]] = {}

    def search(self, connection: Connection, query: str, where: Sequence[ColumnElement[bool]], k: int) -> Scored:
        """As the seam says; BM25 in SQLite is lower for better, so ascending is best first."""
        asked = words(query)
        if not asked:
            return []
        counts = {word: self._count(connection, word) for word in asked}
        ordered = sorted((word for word in asked if counts[word]), key=lambda word: counts[word])
        if not ordered:
            return []
        sums = accumulate(counts[word] for word in ordered)
        rare = [word for word, rows in zip(ordered, sums, strict=True) if rows <= ROWS]
        found: Scored = []
        if rare:
            found = _ranked(connection, _either(rare), where, k)
        if len(found) < k and len(rare) < len(ordered):
            # The next ones are in too many rows each: where both are.
            common = ordered[len(rare) : len(rare) + 2]
            if len(common) > 1:
                both = f'("{common[0]}" AND "{common[1]}")'
                match = f"{_either(rare)} OR {both}" if rare else both
                found = _ranked(connection, match, where, k, ROWS)
            if len(found) < k:
                found = _ranked(connection, _either(ordered[: len(rare) + 1]), where, k, ROWS)
            if len(found) < k:
                found = _ranked(connection, _either(ordered), where, k)
        return found

    def _count(self, connection: Connection, word: str) -> int:
        """In how many rows a word was within the last minute; no more than 20,000 are counted."""
        now = time.monotonic()
        made, rows = self._counts.get(word, (-_FRESH, 0))
        if now - made >= _FRESH:
            counted = text(
                "SELECT count(*) FROM (SELECT 1 FROM passage_words WHERE passage_words MATCH :word LIMIT :most)"
            )
            rows = int(connection.execute(counted, {"word": f'"{word}"', "most": _COUNTED}).scalar_one())
            if len(self._counts) >= _REMEMBERED:
                self._counts.clear()
            self._counts[word] = (now, rows)
        return rows

    def tidy(self, connection: Connection) -> None:
        """Merge the index: until then the words of deleted rows stay in old segments."""
        connection.execute(text("INSERT INTO passage_words(passage_words) VALUES ('optimize')"))


def _either(asked: Sequence[str]) -> str:
    return " OR ".join(f'"{word}"' for word in asked)


def _ranked(
    connection: Connection, match: str, where: Sequence[ColumnElement[bool]], k: int, most: int = -1
) -> Scored:
    """The `k` best of the rows that match; at most `most` of them are looked at."""
    found = (
        "SELECT rowid AS passage, rank AS badness FROM passage_words WHERE passage_words MATCH :match LIMIT :most"
    )
    hits: Any = (
        text(found)
        .bindparams(match=match, most=most)
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
