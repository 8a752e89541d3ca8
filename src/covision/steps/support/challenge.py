"""Two tests of grounding: another case's sources under the statement, and the words it rests on taken away."""

import re
from collections.abc import Sequence
from dataclasses import replace

from covision.domain.draft import Draft
from covision.domain.project import Organisation
from covision.domain.support import Claim, Deleted, SupportVerdict, Swapped
from covision.steps.support.check import examine, judged, report
from covision.steps.support.sources import Ground

LOST = 0.05
"""Less strength than this is no loss: the rarity of words changes a little with every source that goes."""
_RANK: dict[SupportVerdict, int] = {"supported": 3, "partly": 2, "none": 1, "contradicted": 0, "not_checkable": 3}
_SHORTEST = 4


def swap_drop(statement: str, own: Ground, other: Ground) -> Swapped:
    """How much support a statement loses when it is told of another organisation with that one's sources."""
    name = other.material.organisation.name
    if own.words.language != other.words.language:
        return Swapped(other_organisation=name, reason="The two cases speak different languages.")
    here = report(statement, own)
    moved = exchanged(statement, own.material.organisation, other.material.organisation)
    there = report(moved, other)
    if here.precision is None or there.precision is None:
        return Swapped(other_organisation=name, own=here.precision, reason="Nothing in it can be checked.")
    return Swapped(
        other_organisation=name,
        own=here.precision,
        other=there.precision,
        drop=here.precision - there.precision,
        kept=tuple(claim.text for claim in there.claims if claim.verdict in ("supported", "partly")),
    )


def swap_share(statement: str, own: Ground, others: Sequence[Ground]) -> float | None:
    """The mean drop over other cases, -1..1; None where none of them can be compared."""
    drops = [found.drop for other in others if (found := swap_drop(statement, own, other)).drop is not None]
    return sum(drops) / len(drops) if drops else None


def exchanged(statement: str, own: Organisation, other: Organisation) -> str:
    """The statement with one organisation's name and sector put where the other's stood."""
    for mine, theirs in ((own.name, other.name), (own.sector, other.sector)):
        if len(mine) >= _SHORTEST and theirs:
            pattern = re.compile(rf"(?<!\w){re.escape(mine)}(?!\w)", re.IGNORECASE)
            statement = pattern.sub(lambda match, theirs=theirs: theirs, statement)  # type: ignore[misc]
    return statement


def deletion_test(statement: str, sources: Ground, draft: Draft | None = None) -> tuple[Deleted, ...]:
    """For each claim that rests on something: does it fall when that is taken away?

    With `draft` the answers and comments are removed that the draft cites for the claim (a claim that cites none is
    left out), which shows whether its citations carry it. Without, those that the check shows behind the claim.
    """
    here = report(statement, sources, draft=draft)
    examined = examine(statement, sources)
    found: list[Deleted] = []
    for at, claim in enumerate(here.claims):
        if claim.verdict not in ("supported", "partly"):
            continue
        gone = _cited(claim, sources) if draft is not None else tuple(one.source for one in claim.supports)
        if gone:
            found.append(_after(statement, sources, claim, at, examined[at].strength, gone))
    return tuple(found)


def fallen_share(found: Sequence[Deleted]) -> float | None:
    """Share of the claims that fell, 0..1; None where none was tested."""
    return sum(one.fell for one in found) / len(found) if found else None


def _cited(claim: Claim, sources: Ground) -> tuple[str, ...]:
    named = set(claim.claimed)
    return tuple(dict.fromkeys(one.source for one in sources.segments if one.ref in named))


def _after(statement: str, sources: Ground, claim: Claim, at: int, before: float, gone: Sequence[str]) -> Deleted:
    left = without(sources, gone)
    one = examine(statement, left)[at]
    verdict, _ = judged(one, left.words.language)
    fell = _RANK[verdict] < _RANK[claim.verdict] or one.strength < before - LOST
    return Deleted(
        claim=claim.text,
        removed=tuple(gone),
        before=claim.verdict,
        after=verdict,
        strength_before=round(before, 3),
        strength_after=round(one.strength, 3),
        fell=fell,
    )


def without(sources: Ground, gone: Sequence[str]) -> Ground:
    """The ground without these answers and comments (by the names that `Support.source` gives)."""
    out = frozenset(gone)
    return replace(
        sources,
        segments=tuple(one for one in sources.segments if one.source not in out),
        whole={name: text for name, text in sources.whole.items() if name not in out},
        _made={},
    )
