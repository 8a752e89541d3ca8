"""What customers' comments say against a draft: told beside it, since what is so is for the team to know."""

import re
from functools import cached_property

from covision.domain.project import Material
from covision.domain.research import Snippet
from covision.domain.search import Searcher
from covision.errors import ModelError
from covision.measures.lexicon import Lexicon
from covision.steps import gate
from covision.steps.boarding.said import Words
from covision.steps.boarding.tensions import LANGUAGES
from covision.steps.support.check import report
from covision.steps.support.sources import Ground, ground
from covision.steps.theming.lists import load_lists
from covision.steps.theming.tone import ratings

LOW = -0.4
"""A mark on -1..1 at or below which it is a complaint: 1 or 2 of 5."""
NEAR, MOST_NEAR, FEWEST = 0.25, 6, 3
"""Cosine from which a comment is about a draft, how many are looked at, and how few say nothing."""
MOSTLY = 0.6
_TWO = 2
_MOST_READ, _MOST_NAMED = 400, 4


class Doubts:
    """The comments of one project, ready to be held against drafts."""

    def __init__(
        self, material: Material, lexicon: Lexicon | None, searcher: Searcher | None, words: dict[str, str]
    ) -> None:
        self._material = material
        self._lexicon = lexicon
        self._searcher = searcher
        self._words = words
        self._snippets = material.snippets()[:_MOST_READ]
        self._marks = ratings(self._snippets)

    def of(self, statement: str) -> tuple[str, ...]:
        """What stands against a statement, in words; empty where nothing does."""
        if not self._snippets:
            return ()
        return (*self._denied(statement), *self._complaints(statement))

    def of_all(self) -> str:
        """A sentence where most comments with a mark are complaints; else empty."""
        marked = [mark for mark in self._marks if mark is not None]
        low = sum(mark <= LOW for mark in marked)
        if len(marked) <= FEWEST or low / len(marked) < MOSTLY:
            return ""
        return self._words["low"].format(n=low, of=len(marked))

    @cached_property
    def _ground(self) -> Ground | None:
        language = self._material.organisation.language
        if self._lexicon is None or language not in LANGUAGES or not self._lexicon.stopwords:
            return None
        kept = {snippet.id for snippet in self._snippets}
        research = tuple(
            source.model_copy(update={"snippets": tuple(one for one in source.snippets if one.id in kept)})
            for source in self._material.research
        )
        material = self._material.model_copy(update={"research": research})
        return ground(material, Words(self._lexicon, load_lists(language)))

    def _denied(self, statement: str) -> list[str]:
        """Clauses that at least two customers contradict."""
        if self._ground is None:
            return []
        places = {snippet.id: snippet.place for snippet in self._snippets}
        found: list[str] = []
        for claim in report(statement, self._ground).claims:
            against = [places[one.source] for one in claim.against if one.source in places]
            if claim.verdict == "contradicted" and len(against) >= _TWO:
                clause = re.sub(r"^(?:and|but|so|e|mas) ", "", claim.text).strip(" .,;")
                where = ", ".join(against[:_MOST_NAMED])
                found.append(self._words["denied"].format(n=len(against), clause=clause, where=where))
        return found

    def _complaints(self, statement: str) -> list[str]:
        """One sentence where most of the comments nearest to a statement are complaints."""
        near = [at for at in self._near(statement) if self._marks[at] is not None]
        low = [at for at in near if (self._marks[at] or 0.0) <= LOW]
        if len(near) < FEWEST or len(low) / len(near) < MOSTLY:
            return []
        where = ", ".join(self._snippets[at].place for at in low[:_MOST_NAMED])
        return [self._words["complaints"].format(n=len(low), of=len(near), where=where)]

    def _near(self, statement: str) -> list[int]:
        if self._searcher is None:
            return []
        fits = [at for at, one in enumerate(self._snippets) if _speaks(one)]
        if not fits:
            return []
        try:
            row = self._searcher.similarity([statement], [self._snippets[at].text for at in fits])[0]
        except ModelError:
            return []
        order = sorted(range(len(fits)), key=lambda at: (-float(row[at]), at))
        return [fits[at] for at in order[:MOST_NEAR] if float(row[at]) >= NEAR]


def _speaks(snippet: Snippet) -> bool:
    return not gate.orders(snippet.text)
