"""The graded statements as numbers: signs, vectors, rule values and marks, one row a statement."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from covision.assets import folder
from covision.domain.calibration import CalibrationEntry
from covision.domain.rubric import Rubric
from covision.domain.search import Embedder
from covision.errors import AssetMissing
from covision.measures.learned import Floats
from covision.measures.lexicon import matcher
from covision.measures.reading import read
from covision.measures.signs import signs
from covision.steps.calibration import corpus_entries, load_calibration
from covision.steps.corpus import load_corpus
from covision.steps.rubric import load_lexicon, load_rubric
from covision.steps.score import Known, Scorer, ScoringContext

MEANING = frozenset({"en"})
"""Languages that the embedding model was trained on; in others its vectors are not used."""


@dataclass(frozen=True)
class Table:
    """Rows are statements. `marks` (rows, criteria) and `grades` (rows,) hold NaN where nobody judged; `rules` are
    the values of the computed checks alone, NaN where unscored; `words` counts words, `long` the share of those
    with at least seven letters."""

    entries: tuple[CalibrationEntry, ...]
    numbers: tuple[int, ...]
    signs: Floats
    vectors: Floats
    rules: Floats
    marks: Floats
    grades: Floats
    words: Floats
    long: Floats
    hands: NDArray[np.str_]
    languages: NDArray[np.str_]
    sectors: NDArray[np.str_]

    @property
    def strong(self) -> NDArray[np.bool_]:
        """Graded above the middle."""
        return np.asarray(np.nan_to_num(self.grades, nan=0.5) > 0.5)

    @property
    def weak(self) -> NDArray[np.bool_]:
        """Graded below the middle."""
        return np.asarray(np.nan_to_num(self.grades, nan=0.5) < 0.5)


def load_entries(override: Path | None = None) -> tuple[CalibrationEntry, ...]:
    """All shipped graded statements and the labelled visions of the corpus; raises `InputError`, `AssetMissing`."""
    rubric = load_rubric("en", override)
    graded = load_calibration(folder("evals", override) / "calibration", rubric)
    return (*graded, *corpus_entries(load_corpus(folder("corpus", override))))


def table_of(entries: Sequence[CalibrationEntry], embedder: Embedder, override: Path | None = None) -> Table:
    """The entries as numbers; raises `ModelError` where the embedder fails, `AssetMissing` without word lists."""
    rubric = load_rubric("en", override)
    numbers = tuple(one.number for one in rubric.criteria)
    told, canonical, counts, long = [], [], [], []
    for entry in entries:
        lexicon = load_lexicon(entry.language, override)
        if lexicon is None:
            raise AssetMissing(f"There are no word lists for {entry.language!r}.", todo=f"Leave out {entry.id}.")
        lists = matcher(lexicon, senses=True)
        reading = read(entry.statement, lists)
        told.append(signs(reading, lists))
        found = reading.canonical()
        canonical.append(" ".join(found))
        counts.append(reading.word_count())
        long.append(sum(len(word) >= 7 for word in found) / max(1, len(found)))
    return Table(
        entries=tuple(entries),
        numbers=numbers,
        signs=np.array(told),
        vectors=embedder.embed(canonical).astype(np.float64),
        rules=_rules(entries, rubric, override),
        marks=np.array([[entry.labels.get(number, np.nan) for number in numbers] for entry in entries]),
        grades=np.array([np.nan if entry.grade is None else entry.grade for entry in entries]),
        words=np.array(counts, dtype=np.float64),
        long=np.array(long),
        hands=np.array([entry.hand for entry in entries]),
        languages=np.array([entry.language for entry in entries]),
        sectors=np.array([entry.sector.lower() for entry in entries]),
    )


def _rules(entries: Sequence[CalibrationEntry], rubric: Rubric, override: Path | None) -> Floats:
    """Values of the computed checks as `covision score` gives them without a project, readings left out."""
    visions = load_corpus(folder("corpus", override)).visions
    known = tuple(Known(owner=one.owner, text=one.text) for one in visions)
    owners = {one.id: one.owner for one in visions}
    scorers: dict[tuple[str, str], Scorer] = {}
    rows = []
    for entry in entries:
        owner = owners.get(entry.id, "")
        key = (entry.language, owner)
        if key not in scorers:
            context = ScoringContext(language=entry.language, organisation=owner, statements=known)
            scorers[key] = Scorer(load_rubric(entry.language, override), load_lexicon(entry.language), context)
        card = scorers[key].score(entry.statement, id=entry.id)
        rows.append([np.nan if one.value is None else one.value for one in card.criteria])
    return np.array(rows)
