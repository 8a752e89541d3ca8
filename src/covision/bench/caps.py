"""The caps of a run that several processes work on: one account in their database, looked at before each call."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from covision.bench import log
from covision.domain.evals import Spent
from covision.stores.evaluations import SqlEvaluations
from covision.stores.spending import SqlSpending
from covision.wiring.evaluating import Meter


@dataclass
class SharedMeter(Meter):
    """A meter whose caps hold for all processes of a run together.

    What is settled stands in the results, which all processes read; what is not yet stands in a line of each
    process, with what its calls under way may need at most. A process that died keeps its line until somebody sees
    that it is gone: a cap may then stop a run too early, never too late.
    """

    store: SqlEvaluations | None = None
    spending: SqlSpending | None = None
    run: str = ""
    owner: str = ""
    _own: set[str] = field(default_factory=set)
    _known: dict[str, tuple[int, float]] = field(default_factory=dict)
    _seen: int = 0

    def hold(self, tokens: int, cost: float | None, model: str) -> None:
        """As `Meter.hold`, against what all processes use. Raises `StorageError` too."""
        if self.store is None or self.spending is None or not (self.max_tokens or self.max_cost):
            super().hold(tokens, cost, model)
            return
        with self.spending.turn(self.run, self.owner) as turn:
            self._read(self.store)
            whole, own = self._took(self._known), self._took(self._own)
            # What this process settled is in the results, and in its own meter.
            self.elsewhere = turn.others[0] + whole[0] - own[0], turn.others[1] + whole[1] - own[1]
            super().hold(tokens, cost, model)
            turn.keep(self._mine())

    @contextmanager
    def settling(self, key: str) -> Iterator[None]:
        """While a result of this process is put into the database; from then on the results speak for what it took.

        Where somebody else had taken the job over meanwhile, `lost` is to be told.
        """
        self._own.add(key)
        yield
        if self.store is not None and self.spending is not None:
            with self.spending.turn(self.run, self.owner) as turn:
                self._read(self.store)
                turn.keep(self._mine())

    def lost(self, key: str) -> None:
        """The result of this job is not this process's."""
        self._own.discard(key)

    def leave(self, owner: str) -> None:
        """Strike out the line of a process that has ended."""
        if self.spending is not None:
            self.spending.leave(self.run, owner)

    def _mine(self) -> tuple[int, float]:
        (used, paid), own = self.in_use(), self._took(self._own)
        return max(0, used - own[0]), max(0.0, paid - own[1])

    def _read(self, store: SqlEvaluations) -> None:
        """Results that came since this process last looked; of each piece the newest counts."""
        for number, key, body in store.results_since(self.run, self._seen):
            self._known[key] = _sum(log.spent(log.item_of(body)))
            self._seen = number

    def _took(self, keys: Iterable[str]) -> tuple[int, float]:
        found = [self._known[key] for key in keys if key in self._known]
        return sum(one[0] for one in found), sum(one[1] for one in found)


def _sum(parts: Iterable[Spent]) -> tuple[int, float]:
    found = list(parts)
    tokens = sum(one.usage.input_tokens + one.usage.output_tokens for one in found)
    return tokens, sum(one.cost or 0.0 for one in found)
