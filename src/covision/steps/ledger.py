"""The clause ledger: each clause with what it rests on and what speaks against it, whose words it is, who tends it.

Pure. What a draft cited for a clause, its owner and its goal follow the clause through edits.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from covision.domain.base import Span
from covision.domain.comments import Place
from covision.domain.draft import ClauseKind, Draft, Evidence
from covision.domain.edits import carried
from covision.domain.events import ProjectState, Version
from covision.domain.lineage import marked_version
from covision.domain.marks import Kind, cut, words_by_kind
from covision.domain.support import Claim, Support, SupportVerdict


@dataclass(frozen=True)
class Row:
    """A clause. `evidence` is what the draft cited for words that still stand, and what a check found; `against` is
    what speaks against it. `verdict` is None where nothing was checked. `words` counts its words by whose they are.
    """

    place: Place
    kind: ClauseKind
    words: dict[Kind, int]
    evidence: tuple[Evidence, ...] = ()
    against: tuple[Evidence, ...] = ()
    verdict: SupportVerdict | None = None
    owner: str = ""
    goal: str = ""


def ledger(
    state: ProjectState, parts: Sequence[tuple[Span, ClauseKind]], found: Sequence[Claim] | None = None
) -> list[Row]:
    """The rows for the newest version, whose clauses are `parts`; with what a check `found`, where one was made.

    A clause that was edited keeps its owner and its goal, and what its draft cited for it, as long as half of the
    clause is still the same words.
    """
    newest = state.versions[-1] if state.versions else None
    marked = marked_version(newest.version, state.versions) if newest else None
    if newest is None or marked is None:
        return []
    checked = {(one.start, one.end): one for one in found or ()}
    cited, tended = _cited(state, newest), _tended(state, newest)
    rows = []
    for span, kind in parts:
        place = Place(version=newest.version, start=span.start, end=span.end, quote=span.text)
        mine = (span.start, span.end)
        owner, goal = next(((owner, goal) for at, owner, goal in tended if _most(mine, at)), ("", ""))
        claim = checked.get(mine)
        own = tuple(one for at, evidence in cited if _most(mine, at) or _most(at, mine) for one in evidence)
        evidence = (*own, *(_evidence(one, state) for one in claim.supports)) if claim else own
        rows.append(
            Row(
                place=place,
                kind=kind,
                words=words_by_kind(cut(marked, *mine)),
                evidence=_once(evidence),
                against=_once(_evidence(one, state) for one in claim.against) if claim else (),
                verdict=claim.verdict if claim else None,
                owner=owner,
                goal=goal,
            )
        )
    return rows


def _cited(state: ProjectState, newest: Version) -> list[tuple[tuple[int, int], tuple[Evidence, ...]]]:
    """Where clauses of the chosen draft stand now, with what they cite."""
    draft: Draft | None = next((one for one in state.drafts if one.id == state.chosen), None)
    if draft is None:
        return []
    found = []
    for clause in draft.clauses:
        at = carried(draft.statement, newest.statement, clause.start, clause.end)
        told = [Evidence.model_validate(state.evidence[id]) for id in clause.evidence if id in state.evidence]
        if at is not None and told:
            found.append((at, tuple(told)))
    return found


def _tended(state: ProjectState, newest: Version) -> list[tuple[tuple[int, int], str, str]]:
    """Where the clauses that somebody looks after stand now, the newest word first."""
    said = {one.version: one.statement for one in state.versions}
    found = []
    for one in reversed(state.notes.tended):
        at = one.place.now(newest.statement, said.get(one.place.version, ""))
        if at is not None:
            found.append((at, one.owner, one.goal))
    return found


def _most(whole: tuple[int, int], part: tuple[int, int]) -> bool:
    """True where a part covers at least half of the whole."""
    shared = min(whole[1], part[1]) - max(whole[0], part[0])
    return 2 * shared >= whole[1] - whole[0] > 0


def _evidence(one: Support, state: ProjectState) -> Evidence:
    """A source that a check found, as drafts cite it."""
    if one.source.startswith("answers/"):
        who = one.source.split("/")[1]
        return Evidence(
            kind="answer", text=one.quote, source=one.source, participant=who, start=one.start, end=one.end
        )
    here = (item for source in state.research for item in source.snippets if item.id == one.source)
    snippet = next(here, None)
    place = snippet.place if snippet is not None else one.source
    return Evidence(kind="snippet", text=one.quote, source=place, start=one.start, end=one.end)


def _once(found: Iterable[Evidence]) -> tuple[Evidence, ...]:
    """Each once: a draft often cites what a check finds again."""
    return tuple({(one.kind, one.source, one.text): one for one in found}.values())
