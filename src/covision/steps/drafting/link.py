"""Which words each clause of a statement rests on: links are made here, whatever the writer claimed."""

from collections.abc import Sequence

from covision.domain.draft import Clause, ClauseKind, Evidence
from covision.domain.search import Searcher
from covision.measures.lexicon import Matcher
from covision.measures.overlap import jaccard
from covision.measures.reading import read
from covision.measures.text import clauses
from covision.steps import gate
from covision.steps.drafting.guard import Guard
from covision.steps.drafting.units import Unit
from covision.steps.drafting.voice import Voice
from covision.steps.ingest_text import comparable

MOST_ANSWERS, MOST_SNIPPETS = 2, 2
_ENOUGH, _SNIPPET_SHARE, _NEAR = 0.34, 0.34, 0.5


class Linker:
    """Links clauses to answers and customers' comments of one project."""

    def __init__(
        self, units: Sequence[Unit], guard: Guard, voice: Voice, searcher: Searcher | None, workspace: str
    ):
        self._units = {unit.id: unit for unit in units}
        self._stems = {unit.id: frozenset(guard.content(unit.text)) for unit in units}
        self._guard = guard
        self._voice = voice
        self._searcher = searcher
        self._workspace = workspace

    def clauses(self, statement: str, named: Sequence[str]) -> list[Clause]:
        """The clauses of a statement with offsets, kind and evidence; `named` are ids it was made from."""
        found: list[Clause] = []
        for span in clauses(statement):
            ids = self._evidence(span.text, named)
            kind = self._kind(span.text)
            bare = not self._guard.content(span.text)
            found.append(
                Clause(
                    text=span.text,
                    start=span.start,
                    end=span.end,
                    kind="style" if bare and not ids else kind,
                    evidence=tuple(ids),
                    assumption=not ids,
                )
            )
        return found

    def evidence(self, ids: Sequence[str]) -> dict[str, Evidence]:
        """The evidence under these ids; an id that does not resolve is an error."""
        return {id: self._units[id].evidence for id in ids}

    def _evidence(self, clause: str, named: Sequence[str]) -> list[str]:
        content = frozenset(self._guard.content(clause))
        if not content:
            # Plain words such as "and people who don't" can be told only by where they stand.
            plain = comparable(clause)
            return [id for id in named if id in self._units and plain in comparable(self._units[id].text)][:1]
        shares = {id: len(content & stems) / len(content) for id, stems in self._stems.items()}
        answers = [id for id, unit in self._units.items() if unit.question]
        told = sorted(
            (id for id in answers if shares[id] >= (_ENOUGH if id not in named else 0.01)),
            key=lambda id: (-(shares[id] + 0.3 * (id in named)), answers.index(id)),
        )
        kept = told[:MOST_ANSWERS]
        # A second answer must add something: another person, or nearly the whole clause.
        if len(kept) == 2 and shares[kept[1]] < 0.5 and kept[1] not in named:
            kept = kept[:1]
        return kept + self._snippets(clause, content, shares)

    def _snippets(self, clause: str, content: frozenset[str], shares: dict[str, float]) -> list[str]:
        near: dict[str, float] = {}
        if self._searcher is not None:
            hits = self._searcher.search(clause, workspaces=[self._workspace], kinds=["snippet"], k=8)
            near = {hit.passage.id: hit.dense or 0.0 for hit in hits if hit.passage.id in self._units}
        ids = [id for id, unit in self._units.items() if not unit.question]
        fits = [
            id
            for id in ids
            if near.get(id, 0.0) >= _NEAR or (shares[id] >= _SNIPPET_SHARE and len(content & self._stems[id]) >= 2)
        ]
        fits.sort(key=lambda id: -(near.get(id, 0.0) + shares[id]))
        chosen: list[str] = []
        for id in fits:
            # One loud customer must not look like two.
            if len(chosen) < MOST_SNIPPETS and all(
                jaccard(self._stems[id], self._stems[other]) < 0.6 for other in chosen
            ):
                # A comment that speaks to a machine is evidence of nothing.
                chosen += [] if gate.orders(self._units[id].text) else [id]
        return chosen

    def _kind(self, clause: str) -> ClauseKind:
        lists: Matcher | None = self._guard.lists
        if lists is None:
            return "aspiration"
        reading = read(clause, lists, self._guard.organisation)
        if reading.matches("negative_feelings"):
            return "need"
        if reading.matches("feelings") or reading.matches("thinking"):
            return "aspiration"
        if reading.matches("commitment_verbs") or reading.matches("company_subjects"):
            return "commitment"
        return "aspiration"
