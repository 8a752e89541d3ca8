"""What statements rest on: which answers and comments they share, and which only one of them takes up."""

from collections.abc import Mapping, Sequence

from covision.domain.base import Frozen
from covision.domain.draft import Draft, Evidence


class Rests(Frozen):
    """What one statement rests on, by evidence id. `assumed` counts its parts that nobody has said; `carried`: it
    is an edited version, and only parts that stand in a draft word by word were looked at.
    """

    id: str
    evidence: tuple[str, ...] = ()
    assumed: int = 0
    carried: bool = False


class Overlap(Frozen):
    """Groups of evidence by who rests on it: `all` of them, or some; each id in one group."""

    rests: tuple[Rests, ...]
    groups: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]
    """(statements, evidence): the largest groups of statements first."""


def rests(id: str, statement: str, own: Draft | None, drafts: Sequence[Draft]) -> Rests:
    """The evidence of a draft, or of a version: there that of every clause of a draft that it holds unchanged."""
    if own is not None:
        cited = (key for clause in own.clauses for key in clause.evidence)
        assumed = sum(
            1 for clause in own.clauses if clause.kind != "style" and (clause.assumption or not clause.evidence)
        )
        return Rests(id=id, evidence=tuple(dict.fromkeys(cited)), assumed=assumed)
    kept = {
        clause.text: clause
        for draft in drafts
        for clause in draft.clauses
        if clause.evidence and len(clause.text.split()) > 1 and clause.text in statement
    }
    cited = (key for clause in kept.values() for key in clause.evidence)
    return Rests(id=id, evidence=tuple(dict.fromkeys(cited)), carried=True)


def overlap(found: Sequence[Rests], evidence: Mapping[str, Evidence]) -> Overlap:
    """Who shares what. The same words from the same place under two ids are one piece."""
    first: dict[tuple[str, str], str] = {}
    same = {id: first.setdefault((one.source, one.text), id) for id, one in evidence.items()}
    who: dict[str, list[str]] = {}
    for one in found:
        for key in dict.fromkeys(same[id] for id in one.evidence if id in same):
            who.setdefault(key, []).append(one.id)
    groups: dict[tuple[str, ...], list[str]] = {}
    for key, ids in who.items():
        groups.setdefault(tuple(ids), []).append(key)
    place = {one.id: at for at, one in enumerate(found)}
    ordered = sorted(groups.items(), key=lambda one: (-len(one[0]), [place[id] for id in one[0]]))
    return Overlap(rests=tuple(found), groups=tuple((ids, tuple(keys)) for ids, keys in ordered))
