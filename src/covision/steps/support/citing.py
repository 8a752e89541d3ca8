"""A draft's own citations against what the check found."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from covision.domain.draft import Draft
from covision.domain.support import Claim

if TYPE_CHECKING:
    from covision.steps.support.check import Examined


def claimed(claims: Sequence[Claim], draft: Draft | None) -> tuple[Claim, ...]:
    """The claims with the evidence ids of those clauses of the draft that share characters with them."""
    if draft is None:
        return tuple(claims)
    return tuple(
        claim.model_copy(
            update={
                "claimed": tuple(
                    dict.fromkeys(
                        id
                        for clause in draft.clauses
                        if clause.start < claim.end and claim.start < clause.end
                        for id in clause.evidence
                    )
                )
            }
        )
        for claim in claims
    )


def shares(
    claims: Sequence[Claim], examined: Sequence["Examined"], draft: Draft | None
) -> tuple[float | None, float | None]:
    """Citation precision and recall (after Liu, Zhang and Liang 2023), 0..1, None where there is nothing to count.

    Precision: share of all citations of answers and comments that the check finds behind their claim. Recall: share
    of the claims behind which the check finds something that cite at least one such source.
    """
    if draft is None:
        return None, None
    cited = right = wanted = met = 0
    for claim, one in zip(claims, examined, strict=True):
        if claim.verdict == "not_checkable":
            continue
        behind = {found.segment.ref for found in one.behind}
        hits = [id for id in claim.claimed if id in behind]
        cited += len(claim.claimed)
        right += len(hits)
        wanted += bool(behind)
        met += bool(behind and hits)
    return (right / cited if cited else None), (met / wanted if wanted else None)
