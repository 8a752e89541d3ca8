"""The learned reading: what ships is what the data gives, on hands that were left out."""

from dataclasses import replace

import numpy as np
import pytest

from covision.bench.calibrate import Calibrated, differences, load_figures, with_trust
from covision.bench.calibrate_figures import MOST, cut, mixed, skill
from covision.bench.calibrate_fit import CRITERIA, by_hand, by_sector, out_of_fold
from covision.bench.calibrate_table import load_entries, table_of
from covision.domain.calibration import Area
from covision.gateways.embeddings import HashingEmbedder
from covision.measures.learned import key_of
from covision.steps.calibration import data_digest
from covision.steps.learned import load_learned
from covision.steps.rubric import load_rubric


@pytest.fixture(scope="module")
def table():
    """The shipped data; vectors stand in for meaning, which is looked at by `eval calibrate --check` alone."""
    return table_of(load_entries(), HashingEmbedder(16))


@pytest.fixture(scope="module")
def found(table):
    return out_of_fold(table, by_hand(table))


def test_shipped_figures_agree_with_a_fresh_run(table, found) -> None:
    figures, model = load_figures(), load_learned()
    assert model is not None and model.numbers == CRITERIA
    assert figures.data_digest == model.digest == data_digest(table.entries), "run covision eval calibrate"
    order = np.argsort([key_of(entry.statement) for entry in table.entries])
    for name in ("en-signs", "pt"):
        apart = np.abs(np.clip(found.of(name)[order], 0, 1) - np.clip(model.kept[name], 0, 1))
        assert np.quantile(apart, 0.99) < 0.02, "run covision eval calibrate"
        here = table.languages == name.removesuffix("-signs")
        fresh = mixed(table, found, name, here, load_rubric("en"))
        for one in figures.criteria[name]:
            assert abs(one.trust - fresh[one.number].figures.trust) <= 0.03, (name, one.number)
            if one.whole is not None:
                assert abs(one.whole.auc - fresh[one.number].figures.whole.auc) <= 0.01


def test_figures_are_honest() -> None:
    figures = load_figures()
    whole = figures.whole["en"]
    assert whole.summary.auc > 0.85 and whole.summary.interval is not None
    for name in ("rules", "signs", "meaning", "words", "long_words"):
        assert getattr(whole, name) is not None
    assert whole.words.auc < 0.6 and abs(whole.length_slope or 0) < 0.1
    assert set(whole.by_hand) == {"cx", "extra", "large", "small"}
    for one in figures.criteria["en"]:
        assert 0 <= one.share <= 1 and (one.rule is None or one.share <= MOST)


def test_the_trust_of_the_rubric_is_what_was_measured() -> None:
    figures = load_figures()
    for language in ("en", "pt"):
        trusts = {one.number: one.trust for one in load_rubric(language).criteria}
        for one in figures.criteria[language]:
            assert trusts[one.number] == one.trust, (language, one.number)


def test_no_fold_sees_what_it_is_tried_on(table) -> None:
    for folds in (by_hand(table), by_sector(table)):
        assert np.sum(folds, axis=0).tolist() == [1] * len(table.entries)
    for fold in by_sector(table):
        assert not set(table.sectors[fold]) & set(table.sectors[~fold])


def test_skill_and_cut() -> None:
    assert skill(Area(auc=0.8, interval=(0.7, 0.9), strong=9, weak=9)) == pytest.approx(0.4)
    assert skill(Area(auc=0.5, interval=(0.4, 0.6), strong=9, weak=9)) == skill(None) == 0.0
    marks = np.array([0, 0, 0.5, 1, np.nan])
    strong, weak = cut(marks, np.ones(5, dtype=bool))
    assert strong.tolist() == [False, False, True, True, False] and weak.sum() == 2


def test_a_change_of_the_data_is_told_and_trust_is_written_by_number() -> None:
    shipped = load_learned()
    assert shipped is not None and differences(Calibrated(shipped, load_figures())) == []
    made = Calibrated(replace(shipped, digest="0" * 16), load_figures())
    assert any("data changed" in line for line in differences(made))
    kept = {name: rows * 0.5 for name, rows in shipped.kept.items()}
    moved = differences(Calibrated(replace(shipped, kept=kept), load_figures()))
    assert len(moved) == len(kept) and all("Predictions" in line for line in moved)
    text = "  - number: 1\n    trust: 0.1\n  - number: 10\n    trust: 0.0\n"
    written = with_trust(text, made, "en")
    assert f"number: 1\n    trust: {made.model.uses['en'][1].trust:g}\n" in written and "trust: 0.0" in written
