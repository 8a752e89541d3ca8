"""Make the learned reading from the graded statements that ship, and measure it on hands that it never saw.

What is made: `evals/calibration/reading.npz` (the model), `figures.json` (how well it does) and the `trust` of the
criteria in the rubric files. All three follow from the data alone, by closed forms without chance.
"""

import json
import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from covision.assets import folder
from covision.bench.calibrate_figures import mixed, readings_of, whole_figures
from covision.bench.calibrate_fit import CRITERIA, by_hand, by_sector, fit, out_of_fold
from covision.bench.calibrate_table import MEANING, Table, load_entries, table_of
from covision.domain.calibration import CalibrationFigures
from covision.domain.search import Embedder
from covision.measures.learned import Learned, Use, key_of
from covision.steps.calibration import data_digest
from covision.steps.learned import FILE, load_learned, save_learned
from covision.steps.rubric import load_rubric

FIGURES = "figures.json"
AUC_APART, READ_APART, TRUST_APART = 0.01, 0.02, 0.03
"""How far a fresh run may lie from the shipped figures, from the shipped predictions (0..1) and from the rubric."""

_ALL_ROWS_SEE = "en"
_NO_BOUND = 1.0


@dataclass(frozen=True)
class Calibrated:
    """A fresh model with its figures."""

    model: Learned
    figures: CalibrationFigures


def calibrate(embedder: Embedder, override: Path | None = None) -> Calibrated:
    """Train and measure; about ten seconds. Raises `ModelError` where texts cannot be embedded."""
    entries = load_entries(override)
    return trained(table_of(entries, embedder, override), embedder.name, override)


def trained(table: Table, embeddings: str, override: Path | None = None) -> Calibrated:
    """The model of a table that is made already, and its figures."""
    rubric = load_rubric("en", override)
    hands, sectors = out_of_fold(table, by_hand(table)), out_of_fold(table, by_sector(table))
    names = readings_of(table)
    mixes = {
        name: mixed(table, hands, name, table.languages == name.removesuffix("-signs"), rubric) for name in names
    }
    digest = data_digest(table.entries)
    figures = CalibrationFigures(
        data_digest=digest,
        rubric_version=rubric.version,
        embeddings=embeddings,
        statements=len(table.entries),
        hands={str(hand): int((table.hands == hand).sum()) for hand in sorted(set(table.hands))},
        whole={name: whole_figures(table, hands, sectors, name, rubric) for name in names},
        criteria={name: tuple(one.figures for _, one in sorted(made.items())) for name, made in mixes.items()},
    )
    keys = np.array([key_of(entry.statement) for entry in table.entries], dtype=np.uint64)
    order = np.argsort(keys)
    model = Learned(
        digest=digest,
        embeddings=embeddings,
        meaning_languages=MEANING,
        numbers=CRITERIA,
        fitted=fit(table, np.ones(len(table.entries), dtype=bool)),
        uses={
            name: {
                number: Use(
                    share=one.figures.share,
                    trust=one.figures.trust,
                    low=-_NO_BOUND if one.figures.low is None else one.figures.low,
                    high=_NO_BOUND if one.figures.high is None else one.figures.high,
                )
                for number, one in made.items()
                if number in CRITERIA
            }
            for name, made in mixes.items()
        },
        keys=keys[order],
        kept={name: hands.of(name)[order] for name in names},
    )
    return Calibrated(model, figures)


def write(made: Calibrated, evals: Path) -> None:
    """Write model and figures into `evals/calibration`, and the trust that was measured into the rubric files."""
    place = evals / "calibration"
    save_learned(made.model, place / FILE)
    text = json.dumps(made.figures.model_dump(mode="json"), indent=1, sort_keys=True)
    (place / FIGURES).write_text(text + "\n", encoding="utf-8")
    for language in sorted(made.model.fitted.scales):
        path = evals / "rubric" / f"rubric.{language}.yaml"
        path.write_text(with_trust(path.read_text(encoding="utf-8"), made, language), encoding="utf-8")


def with_trust(text: str, made: Calibrated, language: str) -> str:
    """The text of a rubric file with the trust of every criterion that was measured in this language."""
    measured = {number: use.trust for number, use in made.model.uses[language].items()}
    parts = re.split(r"(?m)(?=^  - number: )", text)
    for at, part in enumerate(parts):
        found = re.match(r"  - number: (\d+)", part)
        if found and int(found.group(1)) in measured:
            trust = f"{measured[int(found.group(1))]:g}"
            parts[at] = re.sub(r"(?m)^    trust: .*$", f"    trust: {trust}", part, count=1)
    return "".join(parts)


def load_figures(override: Path | None = None) -> CalibrationFigures:
    """The shipped figures."""
    path = folder("evals", override) / "calibration" / FIGURES
    return CalibrationFigures.model_validate_json(path.read_text(encoding="utf-8"))


def differences(made: Calibrated, override: Path | None = None) -> list[str]:
    """What of the shipped files does not agree with a fresh run, in words; empty where all does."""
    shipped, figures = load_learned(override), load_figures(override)
    if shipped is None:
        return [f"{FILE} is missing."]
    found: list[str] = []
    if shipped.digest != made.model.digest or figures.data_digest != made.model.digest:
        found.append(f"The data changed: digest {made.model.digest}, shipped {shipped.digest}.")
    elif (shipped.keys != made.model.keys).any():
        found.append("The shipped model was made from other statements.")
    else:
        for name, kept in made.model.kept.items():
            apart = float(np.nanmax(np.abs(np.clip(kept, 0, 1) - np.clip(shipped.kept[name], 0, 1))))
            if apart > READ_APART:
                found.append(f"Predictions of the reading {name} differ by up to {apart:.3f}.")
    for name, whole in made.figures.whole.items():
        told = figures.whole.get(name)
        if told is None or abs(told.summary.auc - whole.summary.auc) > AUC_APART:
            before = "none" if told is None else f"{told.summary.auc:.3f}"
            found.append(f"The summary's AUC of {name} is {whole.summary.auc:.3f}, shipped {before}.")
    for language in sorted(made.model.fitted.scales):
        trusts = {one.number: one.trust for one in load_rubric(language, override).criteria}
        for number, use in made.model.uses[language].items():
            if abs(trusts[number] - use.trust) > TRUST_APART:
                said = f"rubric.{language}.yaml says {trusts[number]:g}"
                found.append(f"The trust of criterion {number} is {use.trust:g}, {said}.")
    return found
