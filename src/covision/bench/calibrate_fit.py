"""Training of the learned reading, and what it says of statements by a hand that it never saw."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from covision.bench.calibrate_table import MEANING, Table
from covision.measures.learned import Fitted, Floats, Linear, Scale, ridge, scale_of

SIGNS_PENALTY, MEANING_PENALTY = 300.0, 2000.0
"""Both shrink hard: chosen by leave-one-hand-out on the English hands, where the middle of a flat top was taken."""

HEAVIEST = 2.0
"""The most that a statement of a small hand counts beside one of the average hand."""

CRITERIA = (1, 2, 3, 4, 5, 6, 7, 9, 13, 14, 15)
"""Criteria with labels enough. Criterion 10 has labels too, but no model told them from chance on another hand."""

Rows = NDArray[np.bool_]


def fit(table: Table, rows: Rows) -> Fitted:
    """Both models, made from these rows alone. The signs of a language that is not among them keep their own scale:
    it needs no marks."""
    scales: dict[str, Scale] = {}
    for language in sorted(set(table.languages)):
        here = table.languages == language
        chosen = here & rows
        scales[str(language)] = scale_of(table.signs[chosen if chosen.sum() >= 50 else here])
    scaled = scaled_signs(table, scales)
    meant = rows & np.isin(table.languages, sorted(MEANING))
    centre = table.vectors[meant].mean(axis=0)
    radius = float(np.sqrt(((table.vectors[meant] - centre) ** 2).mean()))
    placed = (table.vectors - centre) / radius
    return Fitted(
        scales=scales,
        centre=centre,
        radius=radius,
        by_signs=_linear(scaled, table, rows, SIGNS_PENALTY),
        by_meaning=_linear(placed, table, meant, MEANING_PENALTY),
    )


def scaled_signs(table: Table, scales: dict[str, Scale]) -> Floats:
    """All signs on the scale of their language."""
    scaled = np.zeros_like(table.signs)
    for language, scale in scales.items():
        here = table.languages == language
        scaled[here] = scale(table.signs[here])
    return scaled


def _linear(columns: Floats, table: Table, rows: Rows, penalty: float) -> Linear:
    weights, bias = [], []
    for number in CRITERIA:
        marks = table.marks[:, table.numbers.index(number)]
        chosen = rows & ~np.isnan(marks)
        found, level = _within_hands(columns[chosen], marks[chosen], table.hands[chosen], penalty)
        weights.append(found)
        bias.append(level)
    return Linear(np.array(weights), np.array(bias))


def _within_hands(columns: Floats, marks: Floats, hands: NDArray[np.str_], penalty: float) -> tuple[Floats, float]:
    """Ridge on the differences within each hand (fixed effects), hands weighing alike, at most `HEAVIEST` a row.

    A hand's style and its severity go together; what only tells one hand from another must not be learned.
    """
    names = sorted(set(hands.tolist()))
    counts = np.zeros(len(marks))
    apart, level = columns.copy(), marks.copy()
    for name in names:
        here = hands == name
        counts[here] = min(HEAVIEST, len(marks) / len(names) / here.sum())
        apart[here] -= columns[here].mean(axis=0)
        level[here] -= marks[here].mean()
    weights, _ = ridge(apart, level, penalty, counts)
    total = counts.sum()
    return weights, float(counts @ marks / total - (counts @ columns / total) @ weights)


@dataclass(frozen=True)
class OutOfFold:
    """Predictions of fits that did not see the row, shape (rows, len(CRITERIA)): by both models and by each."""

    both: Floats
    signs: Floats
    meaning: Floats

    def of(self, reading: str) -> Floats:
        """What a reading says: `en` both, `…-signs` and other languages signs alone."""
        return self.both if reading in MEANING else self.signs


def out_of_fold(table: Table, folds: Sequence[Rows]) -> OutOfFold:
    """Each fold predicted by a fit of all other rows."""
    shape = (len(table.entries), len(CRITERIA))
    found = OutOfFold(np.full(shape, np.nan), np.full(shape, np.nan), np.full(shape, np.nan))
    for fold in folds:
        made = fit(table, ~fold)
        for language in sorted(set(table.languages[fold])):
            here = fold & (table.languages == language)
            told = made.read(str(language), table.signs[here], None)
            meant = made.by_meaning((table.vectors[here] - made.centre) / made.radius)
            found.signs[here], found.meaning[here], found.both[here] = told, meant, (told + meant) / 2.0
    return found


def by_hand(table: Table) -> list[Rows]:
    """One fold a hand: what is learned from the others is tried on it."""
    return [np.asarray(table.hands == hand) for hand in sorted(set(table.hands))]


def by_sector(table: Table, count: int = 5) -> list[Rows]:
    """Folds that keep the statements of a sector together, filled in turn by size."""
    sizes = sorted(set(table.sectors), key=lambda sector: (-int((table.sectors == sector).sum()), sector))
    fold = {sector: at % count for at, sector in enumerate(sizes)}
    places = np.array([fold[sector] for sector in table.sectors])
    return [np.asarray(places == number) for number in range(count)]
