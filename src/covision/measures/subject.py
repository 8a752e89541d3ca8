"""Everything a measure may look at: the statement as read, and what is known of the project, compiled once."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from covision.measures.grounding import Source, Sources
from covision.measures.lexicon import Matcher
from covision.measures.overlap import Reference
from covision.measures.reading import Reading, content_stems


@dataclass(frozen=True)
class ClauseBacking:
    """A part of the statement and the customer comments (ids) that stand behind it.

    `quotes` is how many comments that comes to, faint ones in part; `weight` is how much the part counts.
    """

    text: str
    snippets: tuple[str, ...]
    quotes: float
    weight: float = 1.0


NOTHING = Sources(())


@dataclass(frozen=True)
class Background:
    """The project behind a statement. `stories` are true stories told, `gaps` what is not true yet; `similarities`
    are cosine similarities to the nearest indexed statements; None where nobody looked."""

    lists: Matcher
    name: str = ""
    answers: Sources = NOTHING
    stories: Sources = NOTHING
    gaps: Sources = NOTHING
    snippets: Sources = NOTHING
    references: tuple[Reference, ...] = ()
    similarities: tuple[float, ...] | None = None
    nearest: str = ""
    sector: frozenset[str] = frozenset()
    clauses: tuple[ClauseBacking, ...] | None = None
    shared: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Subject:
    """A statement to be measured."""

    reading: Reading
    background: Background

    @property
    def language(self) -> str:
        """ISO 639-1 code of the word lists in use."""
        return self.reading.language


def source(id: str, text: str, lists: Matcher, *, who: str = "", copies: int = 1) -> Source:
    """A text as the measures keep it."""
    return Source(id, frozenset(content_stems(text, lists)), who, copies)


def shared_vocabulary(references: Iterable[Reference], least: int = 3) -> frozenset[str]:
    """Content stems that at least `least` statements of different owners use: words that set nobody apart."""
    owners: Counter[str] = Counter()
    seen: set[tuple[str, str]] = set()
    for reference in references:
        for key in reference.content:
            if (reference.owner, key) not in seen:
                seen.add((reference.owner, key))
                owners[key] += 1
    return frozenset(key for key, count in owners.items() if count >= least)
