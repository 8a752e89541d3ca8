"""How the check of grounding does on many statements: verdicts, the swap and the deletion test, with intervals."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from covision.domain.draft import Draft
from covision.measures.estimates import Estimate, clustered_interval, wilson
from covision.steps.support.challenge import deletion_test, swap_drop
from covision.steps.support.check import report
from covision.steps.support.sources import Ground

CHECKABLE = ("supported", "partly", "none", "contradicted")


@dataclass(frozen=True)
class Told:
    """A statement of a kind (`reference`, `foil`, `draft`), the sources of its case, and the draft it is, if any.

    `group` names the organisation: statements of one are not independent.
    """

    kind: str
    group: str
    statement: str
    sources: Ground
    draft: Draft | None = None


@dataclass
class SupportFigures:
    """Counts over statements of one kind. `drops` are (drop, group) of every statement with every other case."""

    statements: int = 0
    verdicts: Counter[str] = field(default_factory=Counter)
    precisions: list[tuple[float, str]] = field(default_factory=list)
    recalls: list[tuple[float, str]] = field(default_factory=list)
    cited: list[tuple[float, str]] = field(default_factory=list)
    drops: list[tuple[float, str]] = field(default_factory=list)
    fell: int = 0
    deleted: int = 0

    @property
    def resting(self) -> Estimate | None:
        """Share of checkable claims that are supported at least in part, Wilson interval; None of none."""
        checked = sum(self.verdicts[one] for one in CHECKABLE)
        return wilson(self.verdicts["supported"] + self.verdicts["partly"], checked)

    @property
    def denied(self) -> Estimate | None:
        """Share of checkable claims that are contradicted, Wilson interval; None of none."""
        return wilson(self.verdicts["contradicted"], sum(self.verdicts[one] for one in CHECKABLE))

    @property
    def losing(self) -> Estimate | None:
        """Share of exchanges in which the statement lost support, of those that had any; Wilson interval."""
        return wilson(sum(drop > 0 for drop, _ in self.drops), len(self.drops))

    @property
    def falling(self) -> Estimate | None:
        """Share of claims that fell with the words they rest on, or that the draft cites; Wilson interval."""
        return wilson(self.fell, self.deleted)


def mean(found: Sequence[tuple[float, str]], bounds: tuple[float, float] = (0.0, 1.0)) -> Estimate | None:
    """The mean with an interval that knows which statements are of one organisation; None of none."""
    return clustered_interval([value for value, _ in found], [group for _, group in found], bounds=bounds)


def figures(told: Iterable[Told], others: Sequence[tuple[str, Ground]]) -> dict[str, SupportFigures]:
    """The figures of each kind of statement. `others` are the cases to exchange with, each with its group.

    A statement that has no support at home has none to lose, so it is left out of the exchanges.
    """
    found: dict[str, SupportFigures] = {}
    for one in told:
        made = found.setdefault(one.kind, SupportFigures())
        checked = report(one.statement, one.sources, draft=one.draft)
        made.statements += 1
        made.verdicts.update(claim.verdict for claim in checked.claims)
        for value, kept in (
            (checked.precision, made.precisions),
            (checked.recall, made.recalls),
            (checked.citation_precision, made.cited),
        ):
            if value is not None:
                kept.append((value, one.group))
        fallen = deletion_test(one.statement, one.sources, one.draft)
        made.deleted += len(fallen)
        made.fell += sum(claim.fell for claim in fallen)
        if not checked.precision:
            continue
        for group, other in others:
            drop = swap_drop(one.statement, one.sources, other).drop if group != one.group else None
            if drop is not None:
                made.drops.append((drop, one.group))
    return found
