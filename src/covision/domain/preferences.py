"""A team's own labels: what its edits and votes prefer, and what weights of criteria would follow them."""

from typing import Literal

from pydantic import Field

from covision.domain.base import Frozen
from covision.domain.comparing import Figure


class Preference(Frozen):
    """`better` was preferred to `worse`. `share` 0..1 is how much it counts: a vote of 4 against 1 is 0.6.

    `group` names the edit or the round it came from. Made from the project's history when asked for and kept
    nowhere else: it goes with the project.
    """

    better: str
    worse: str
    kind: Literal["edit", "vote"]
    group: str
    share: float = Field(1.0, gt=0, le=1)


class WeightChange(Frozen):
    """A criterion's weight: as shipped, as it counts now, and as the preferences suggest."""

    number: int
    key: str
    title: str
    shipped: float
    now: float
    suggested: float


class PlaceChange(Frozen):
    """What the suggested weights would do to a statement's summary and place among those of the project."""

    source: str
    statement: str
    before: float | None
    after: float | None
    place_before: int | None
    place_after: int | None


class Suggestion(Frozen):
    """What a workspace's edits and votes say about the weights of criteria.

    `not_enough`: fewer than `needed` pairs, or from too few edits and votes. `as_shipped`: the shipped weights
    explain them as well, by more than chance nothing else does. `suggested`: `weights` by criterion number would
    agree better; nothing has changed yet. `before` and `after` are shares of left-out pairs that shipped and
    suggested weights agree with; `p` is the chance of such a gain if the shipped weights were right. `told` says it
    in plain words; `applied` are the weights of the project now, empty for the shipped ones.
    """

    status: Literal["not_enough", "as_shipped", "suggested"]
    told: str
    pairs: int
    edits: int
    votes: int
    needed: int
    before: Figure | None = None
    after: Figure | None = None
    p: float | None = None
    weights: dict[int, float] = Field(default_factory=dict)
    changes: tuple[WeightChange, ...] = ()
    places: tuple[PlaceChange, ...] = ()
    applied: dict[int, float] = Field(default_factory=dict)
