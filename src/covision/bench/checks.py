"""The check of grounding in a run, with its two tests: the one place where they are asked for."""

import asyncio
import threading
from collections.abc import Sequence

from covision.bench.rooms import Room
from covision.domain.draft import Draft
from covision.domain.evals import EvalCase
from covision.domain.support import SupportReport
from covision.steps.support.challenge import deletion_test, fallen_share, swap_share
from covision.steps.support.check import report
from covision.steps.support.sources import Ground
from covision.wiring import House
from covision.wiring.supporting import ground_of

SWAPPED_WITH = 2
"""Other cases that a draft is held against: the next ones of its language in the suite, of other organisations."""


class Grounds:
    """The words of each case made ready for checking, once. Safe to use from several threads."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._made: dict[str, Ground | None] = {}
        self._lock = threading.Lock()

    async def check(self, room: Room, statement: str, draft: Draft | None = None) -> SupportReport | None:
        """What stands behind a statement in the words of its case; None in a language that cannot be checked.

        With `draft` its own citations are compared with what is found.
        """
        return await asyncio.to_thread(self._check, room, statement, draft)

    async def challenge(
        self, room: Room, others: Sequence[Room], draft: Draft
    ) -> tuple[float | None, float | None]:
        """What support a draft loses among other cases' words, and which share of its claims falls with the words
        it cites; None where there was nothing to test."""
        return await asyncio.to_thread(self._challenge, room, others, draft)

    def _check(self, room: Room, statement: str, draft: Draft | None) -> SupportReport | None:
        sources = self._of(room)
        return None if sources is None else report(statement, sources, draft=draft)

    def _challenge(self, room: Room, others: Sequence[Room], draft: Draft) -> tuple[float | None, float | None]:
        own = self._of(room)
        if own is None:
            return None, None
        known = [found for other in others if (found := self._of(other)) is not None]
        return swap_share(draft.statement, own, known), fallen_share(deletion_test(draft.statement, own, draft))

    def _of(self, room: Room) -> Ground | None:
        with self._lock:
            if room.case.id not in self._made:
                self._made[room.case.id] = ground_of(self._house, room.material)
            return self._made[room.case.id]


def others_of(case: EvalCase, cases: Sequence[EvalCase]) -> list[EvalCase]:
    """The cases that a case is exchanged with: the next ones after it, round the end of the suite."""
    at = next((number for number, one in enumerate(cases) if one.id == case.id), 0)
    rest = [*cases[at + 1 :], *cases[:at]]
    spoken = case.organisation.language
    fit = [one for one in rest if one.group != case.group and one.organisation.language == spoken and one.comments]
    return fit[:SWAPPED_WITH]
