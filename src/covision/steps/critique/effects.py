"""What other words would change in the criteria: computed values before and after, told per criterion."""

from covision.domain.base import Frozen
from covision.domain.rubric import Rubric, Scorecard

MOST = 3


class Effect(Frozen):
    """A criterion's value before and after, 0..1 each."""

    number: int
    title: str
    before: float
    after: float

    @property
    def better(self) -> bool:
        """True where it rises."""
        return self.after > self.before


def effects(before: Scorecard, after: Scorecard, rubric: Rubric, most: int = MOST) -> tuple[Effect, ...]:
    """The criteria that move by more than an edit without meaning may move them, what counts most first.

    Only those that both scorecards have a value for; a change is weighed by the criterion's weight.
    """
    old = {one.number: one.value for one in before.criteria}
    new = {one.number: one.value for one in after.criteria}
    found = []
    for one in rubric.criteria:
        was, now = old.get(one.number), new.get(one.number)
        if was is not None and now is not None and abs(now - was) > max(one.noise, 0.02):
            effect = Effect(number=one.number, title=one.title, before=was, after=now)
            found.append((-abs(now - was) * one.weight, one.number, effect))
    return tuple(effect for _, _, effect in sorted(found, key=lambda item: item[:2])[:most])
