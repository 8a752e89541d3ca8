"""An adopted vision: whose text was frozen, who answers for it, until when, and what was given up for it."""

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from covision.domain.base import Frozen


class Adoption(Frozen):
    """A version that a team adopted. `number` counts adoptions from 1; `at` and `taken_back_at` are UTC ISO 8601.

    `statement` is the text as it was adopted; `owner` who answers for it (a name or a role, in their own words);
    `review` the day on which it is looked at again. A later adoption supersedes it, and it stays on record.
    """

    number: int
    version: int
    statement: str
    owner: str = ""
    review: date | None = None
    given_up: str = ""
    why: str = ""
    at: str = ""
    taken_back_at: str = ""

    @property
    def stands(self) -> bool:
        """False where it was taken back; a superseded one stands in the history."""
        return not self.taken_back_at


class Based(Protocol):
    """As much of a version as its descent needs."""

    @property
    def version(self) -> int:
        """Its number."""

    @property
    def base(self) -> int | None:
        """The number of the version it came from."""


def adopted_now(adoptions: Sequence[Adoption]) -> Adoption | None:
    """The adoption that holds: the newest that was not taken back."""
    return next((one for one in reversed(adoptions) if one.stands), None)


def adopted_base(version: int, versions: Sequence[Based], adoptions: Sequence[Adoption]) -> int | None:
    """The nearest adopted version that `version` came from, not itself; None where there is none."""
    adopted = {one.version for one in adoptions if one.stands}
    bases = {one.version: one.base for one in versions}
    seen: set[int] = set()
    base = bases.get(version)
    while base is not None and base not in seen:
        if base in adopted:
            return base
        seen.add(base)
        base = bases.get(base)
    return None
