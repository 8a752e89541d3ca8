"""Which words of the team or its customers could mend what a criterion finds wanting."""

from collections.abc import Sequence
from functools import cached_property

from covision.domain.board import Cited
from covision.domain.project import Material
from covision.measures.stems import stem
from covision.measures.text import words
from covision.steps import gate
from covision.steps.assumptions import is_usable
from covision.steps.drafting.units import Unit, units_of, usable

MOST = 2
_LONGEST = 240
# The questions of the interview whose answers hold what a criterion asks for; `snippets` are customers' comments.
_FROM = {
    1: ("10", "8", "5"),
    2: ("8", "3"),
    3: ("6", "13", "8"),
    5: ("11", "6"),
    7: ("14", "20"),
    8: ("6", "12", "7"),
    9: ("12", "11", "20"),
    10: ("15",),
    11: ("snippets",),
    15: ("8", "5"),
    16: ("9", "2", "8"),
    17: ("9", "2", "8"),
}
_NONE_NEEDED = frozenset((4, 6, 13, 14, 18))
"""Criteria that are mended by leaving out or saying it plainly."""
_TELLING = 4


class Evidenced:
    """A project's words, ready to be looked through."""

    def __init__(self, material: Material) -> None:
        self._material = material
        self._language = material.organisation.language

    @cached_property
    def _units(self) -> Sequence[Unit]:
        found, _ = usable(units_of(self._material))
        return found

    def needs_none(self, criterion: int) -> bool:
        """True for a criterion that can be mended without anybody's words."""
        return criterion in _NONE_NEEDED

    def for_criterion(self, criterion: int, about: str) -> tuple[Cited, ...]:
        """The words nearest to `about` among those that the criterion asks for, at most `MOST`; empty for none."""
        wanted = _FROM.get(criterion, ())
        kept: list[tuple[float, int, Unit]] = []
        for at, unit in enumerate(self._units):
            place = unit.question or "snippets"
            if place in wanted and len(unit.text) <= _LONGEST and is_usable(unit.text):
                kept.append((-self.share(unit.text, about) - 0.01 * (len(wanted) - wanted.index(place)), at, unit))
        chosen = sorted(kept, key=lambda item: item[:2])
        fit = (unit for _, _, unit in chosen if not gate.orders(unit.text))
        return tuple(_cited(unit) for unit, _ in zip(fit, range(MOST), strict=False))

    def share(self, text: str, other: str) -> float:
        """How much of the telling words of `text` stand in `other`, 0..1; 0 where it has none."""
        said = self._stems(text)
        return len(said & self._stems(other)) / len(said) if said else 0.0

    def _stems(self, text: str) -> set[str]:
        return {stem(word.lower, self._language) for word in words(text) if len(word.text) >= _TELLING}


def _cited(unit: Unit) -> Cited:
    evidence = unit.evidence
    kind = "answer" if unit.question else "snippet"
    return Cited.model_validate(
        {
            "ref": unit.id, "kind": kind, "text": evidence.text, "source": evidence.source, "start": evidence.start,
            "end": evidence.end,
        }
    )  # fmt: skip
