"""How far people agree with each other, and a judge or the measures with them: what `covision eval agree` says."""

from covision.domain.base import Frozen
from covision.domain.summary import Figure


class Alpha(Frozen):
    """Krippendorff's alpha on an ordinal scale: 1 full agreement, 0 what chance gives, below 0 worse.

    `interval` at 95% over items, None where there are too few.
    """

    value: float
    interval: tuple[float, float] | None = None
    items: int = 0
    ratings: int = 0


class Confusions(Frozen):
    """`counts[i][j]`: items that people put at `steps[i]` (their median) and the instrument at `steps[j]`."""

    steps: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]
    same: Figure | None = None


class CriterionAgreement(Frozen):
    """One criterion. `people` is agreement among people (two or more of one item), `instrument` that of the
    scorecard's value with their median, `above` how much higher the instrument is, on 0..1.

    `items` were rated by anybody, `both` by people and the instrument; None: not enough for a figure. `method` is
    what the instrument was.
    """

    number: int
    key: str
    title: str
    items: int = 0
    ratings: int = 0
    both: int = 0
    method: str = ""
    people: Alpha | None = None
    instrument: Alpha | None = None
    above: Figure | None = None
    confusion: Confusions | None = None


class Agreement(Frozen):
    """All of it. `people` and `instrument` are over all criteria together; without intervals, since the criteria of
    one draft depend on each other.
    """

    run: str
    scale: str
    raters: tuple[str, ...]
    ratings: int
    drafts: int
    people: Alpha | None = None
    instrument: Alpha | None = None
    criteria: tuple[CriterionAgreement, ...] = ()
