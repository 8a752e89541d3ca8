"""A file as it was read: rows of cells or paragraphs with their places, and what no person could see in it.

Plain data classes: a file may have 200,000 rows, and they come out of a process of their own.
"""

from collections import Counter
from dataclasses import dataclass, field
from typing import Protocol

MAX_BYTES = 20 * 1024 * 1024
MAX_ROWS = 200_000
MAX_COLUMNS = 512
MAX_CELLS = 3_000_000
MAX_PAGES = 2_000


@dataclass
class Part:
    """A sheet, a table inside a document, or running text.

    `rows` are cells as the file has them; with `table` False each row is one text. `pages` has a page for each row
    where the format has pages. `aside` says which rows (by index) are not read and why. `starts` says where the
    customer's words begin in a row of running text, where that is not at 0 (after a list mark). `header` says
    whether the first row names the columns; None: to be found by looking.
    """

    rows: list[list[str]]
    name: str | None = None
    table: bool = True
    hidden: bool = False
    header: bool | None = None
    pages: list[int] = field(default_factory=list)
    aside: dict[int, str] = field(default_factory=dict)
    starts: dict[int, int] = field(default_factory=dict)


@dataclass
class Reading:
    """What is in a file. `hidden` counts by kind what no person could see and nothing else will read."""

    format: str
    parts: list[Part]
    encoding: str | None = None
    delimiter: str | None = None
    notes: list[str] = field(default_factory=list)
    hidden: Counter[str] = field(default_factory=Counter)


class DocumentReader(Protocol):
    """Reads files of every known kind within limits of time and memory; nothing in them is run or fetched."""

    def read(
        self, name: str, content: bytes, *, encoding: str | None = None, delimiter: str | None = None
    ) -> Reading:
        """The file as it stands. Raises `InputError` with what to do where it cannot be read."""
