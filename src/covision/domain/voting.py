"""People's votes on statements: rounds, votes that hold, and what they add up to."""

import hashlib
from collections.abc import Sequence
from typing import Literal

from pydantic import Field, model_validator

from covision.domain.base import Frozen
from covision.domain.comparing import Ranking

PairChoice = Literal["first", "second", "tie"]


def shuffled(items: Sequence[str], seed: str) -> tuple[str, ...]:
    """Items in an order by chance, the same for the same seed.

    Three or more never stand as they stood before. Of two either may come first: the other way round each time
    would tell which is which.
    """
    for turn in range(1000):
        keys = {one: hashlib.sha256(f"{seed}\0{turn}\0{one}".encode("utf-8", "replace")).digest() for one in items}
        found = tuple(sorted(items, key=keys.__getitem__))
        if len(found) < 3 or found != tuple(items):
            break
    return found


class Candidate(Frozen):
    """A statement of a round. `id` is a neutral letter; `source` says where it came from (`draft/<id>` or
    `version/<n>`) and is not shown to who votes blind.
    """

    id: str
    statement: str
    source: str


class Vote(Frozen):
    """One person's order of two or more candidates, groups of the same worth together, the best first.

    A pair is a ranking of two. `blind`: authors and models were hidden. `at` is UTC ISO 8601, "" until it is kept.
    """

    participant: str = Field(min_length=1, max_length=80)
    ranking: tuple[tuple[str, ...], ...]
    reason: str = ""
    blind: bool = True
    at: str = ""

    @model_validator(mode="after")
    def _each_once(self) -> "Vote":
        names = self.names
        if len(names) < 2 or len(set(names)) < len(names) or not all(self.ranking):
            raise ValueError("a vote orders two or more candidates, each once")
        return self

    @classmethod
    def on_pair(
        cls, participant: str, first: str, second: str, choice: PairChoice, *, reason: str = "", blind: bool = True
    ) -> "Vote":
        """A vote on two candidates: a ranking of two, or a group of two where there is no preference."""
        if choice == "tie":
            ranking: tuple[tuple[str, ...], ...] = ((first, second),)
        else:
            ranking = ((first,), (second,)) if choice == "first" else ((second,), (first,))
        return cls(participant=participant, ranking=ranking, reason=reason, blind=blind)

    @property
    def names(self) -> tuple[str, ...]:
        """The candidates it speaks of, the best first."""
        return tuple(name for group in self.ranking for name in group)


class Round(Frozen):
    """A vote on some statements. `votes` are those that hold: a later vote of a person on the same candidates has
    taken the place of the earlier one, which the project's history keeps. Closed where `closed_at` is not "".
    """

    id: str
    candidates: tuple[Candidate, ...]
    blind: bool = True
    opened_at: str = ""
    closed_at: str = ""
    votes: tuple[Vote, ...] = ()

    @property
    def open(self) -> bool:
        """True while votes are taken."""
        return not self.closed_at

    @property
    def statements(self) -> dict[str, str]:
        """Statement by candidate."""
        return {one.id: one.statement for one in self.candidates}


class GivenReason(Frozen):
    """Why somebody voted so. `minority`: their order and the result's differ; `prefers` is what they put before
    `over` against the result, both "" where they agree with it.
    """

    participant: str
    reason: str
    minority: bool = False
    prefers: str = ""
    over: str = ""


class Majority(Frozen):
    """How many people put `first` before `second`, the other way round, and how many had no preference."""

    first: str
    second: str
    for_first: int
    for_second: int
    neither: int = 0


class Tally(Frozen):
    """A round counted. `voters` are the people whose votes hold; reasons are kept, those of the minority first."""

    round: str
    ranking: Ranking
    voters: int
    majorities: tuple[Majority, ...] = ()
    reasons: tuple[GivenReason, ...] = ()
