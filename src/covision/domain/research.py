"""Customer research as it was read: sources, snippets with their places, themes, and what was left out."""

from collections.abc import Iterable
from typing import Literal

from pydantic import Field

from covision.domain.base import Frozen, Language

ThemeKind = Literal["praise", "pain", "wish", "feeling", "mixed"]
THEMES_FROM = 12
"""Fewer snippets than this are people, not statistics: they are listed and never clustered."""


class Snippet(Frozen):
    """One customer utterance, verbatim: its source unit reads `text` at `start` to `start + len(text)`.

    The unit is a cell (`sheet`, `row`, `column`) or a paragraph (`page` where a file has them, `row` its number).
    `row` counts data rows from 1; `copies` counts folded duplicates too. `damaged` marks characters that the file
    had lost before it was read; they are shown as they are.
    """

    id: str
    text: str
    source: str
    row: int | None = None
    sheet: str | None = None
    column: str | None = None
    page: int | None = None
    start: int = 0
    date: str | None = None
    rating: str | None = None
    origin: str | None = None
    language: Language | None = None
    copies: int = 1
    damaged: bool = False

    @property
    def place(self) -> str:
        """Where it stands, for a reader and for `drafts.json`: `file`, `sheet`, `page`, `row`, as far as known."""
        parts = [self.source]
        if self.sheet:
            parts.append(f'sheet "{self.sheet}"')
        if self.page is not None:
            parts.append(f"page {self.page}")
        if self.row is not None:
            parts.append(f"row {self.row}")
        return " ".join(parts)


class LeftOut(Frozen):
    """Rows that were not read as snippets, and why; `rows` as people write them: `3, 7-9`."""

    why: str
    rows: str
    count: int
    sheet: str | None = None


class ResearchSource(Frozen):
    """A file or a pasted text as it was read: read + folded + skipped = rows.

    `digest` identifies content and choices, so that an unchanged file is known again. `hidden` counts what was
    taken out before anything read it: tag characters, direction controls, hidden sheets, vanished text. `personal`
    counts personal data by kind. `left_out` lists every row that `skipped` and `folded` count.
    """

    name: str
    kind: str = "reviews"
    format: str = ""
    digest: str = ""
    text_column: str | None = None
    encoding: str | None = None
    delimiter: str | None = None
    rows: int = 0
    read: int = 0
    folded: int = 0
    skipped: dict[str, int] = Field(default_factory=dict)
    left_out: tuple[LeftOut, ...] = ()
    hidden: dict[str, int] = Field(default_factory=dict)
    personal: dict[str, int] = Field(default_factory=dict)
    notes: tuple[str, ...] = ()
    snippets: tuple[Snippet, ...] = ()


def distinct(sources: Iterable[ResearchSource]) -> tuple[Snippet, ...]:
    """Every snippet of these sources once: the same words have the same id in every source.

    Two exports that overlap hold the same comments. Each source keeps them with their places; whoever counts
    customers counts them once: the first place stays, with the larger number of copies.
    """
    found: dict[str, Snippet] = {}
    for source in sources:
        for snippet in source.snippets:
            before = found.setdefault(snippet.id, snippet)
            if snippet.copies > before.copies:
                found[snippet.id] = before.model_copy(update={"copies": snippet.copies})
    return tuple(found.values())


class Quote(Frozen):
    """Customer words inside a snippet: the snippet reads `text` at `start` to `end`. `place` as in `Snippet`."""

    snippet: str
    text: str
    start: int
    end: int
    place: str
    date: str | None = None
    rating: str | None = None


class Theme(Frozen):
    """What several customers speak of.

    `id` stays between imports while most of its customers stay. `count` is customers who speak of it (folded copies
    counted), `share` their part of all customers, 0..1; one customer may speak of several themes. `sources`,
    `ratings` and `months` (YYYY-MM) split `count` where the research says. `worded_by` names the model that worded
    label and summary; empty: key phrases.
    """

    id: str
    label: str
    summary: str = ""
    worded_by: str = ""
    kind: ThemeKind = "mixed"
    phrases: tuple[str, ...] = ()
    snippets: tuple[str, ...] = ()
    count: int = 0
    share: float = 0.0
    sources: dict[str, int] = Field(default_factory=dict)
    ratings: dict[str, int] = Field(default_factory=dict)
    months: dict[str, int] = Field(default_factory=dict)
    quotes: tuple[Quote, ...] = ()


class ThemeSet(Frozen):
    """Themes of a project's research, most customers first.

    `digest` identifies the research they were found in; another digest means that they are out of date. `of` counts
    customers, `unthemed` snippets in no theme. `complete` is False where finding them was stopped: what there is
    holds. `embeddings` names the vector space; empty: words alone decided.
    """

    themes: tuple[Theme, ...] = ()
    unthemed: tuple[str, ...] = ()
    of: int = 0
    digest: str = ""
    embeddings: str = ""
    complete: bool = True
    notes: tuple[str, ...] = ()
