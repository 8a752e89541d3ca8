"""The check of grounding in a run: the one place where it is asked for."""

import asyncio
import threading

from covision.bench.rooms import Room
from covision.domain.draft import Draft
from covision.domain.support import SupportReport
from covision.steps.support.check import report
from covision.steps.support.sources import Ground
from covision.wiring import House
from covision.wiring.supporting import ground_of


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

    def _check(self, room: Room, statement: str, draft: Draft | None) -> SupportReport | None:
        with self._lock:
            if room.case.id not in self._made:
                self._made[room.case.id] = ground_of(self._house, room.material)
        sources = self._made[room.case.id]
        return None if sources is None else report(statement, sources, draft=draft)
