"""The mutation suite examines scorers: a keen one passes, a blind one and a jumpy one are caught."""

import hashlib
from pathlib import Path

import pytest

from covision.bench.mutation_page import page
from covision.bench.mutations import Suite, computed, load_bases
from covision.domain.mutations import MutationBase
from covision.domain.rubric import CriterionScore, Scorecard, Summary
from covision.faces.cli.main import main
from covision.measures.text import count_words, words
from covision.steps.mutating.kinds import DAMAGES, KINDS, NEUTRAL, mutants, renamed
from covision.steps.score import ScoringContext

ROOT = Path(__file__).resolve().parents[2]
BASES = load_bases()
BY_ID = {base.id: base for base in BASES}
# Few enough to be quick, both languages.
FEW = [BY_ID[key] for key in ("roofer", "hotel", "pt-padaria", "pt-clinica")]


def _card(statement: str, values: dict[int, float]) -> Scorecard:
    scores = [
        CriterionScore(number=number, key=f"k{number}", status="scored", value=value)
        for number, value in values.items()
    ]
    return Scorecard(id="s", statement=statement, summary=Summary(), criteria=tuple(scores))


def test_the_page_tells_what_a_fresh_run_finds() -> None:
    assert (ROOT / "docs" / "mutations.md").read_text(encoding="utf-8") == page(BASES), "run make docs"


def test_the_base_set_is_whole() -> None:
    assert len(BASES) >= 60 and len(BY_ID) == len(BASES)
    for language in ("en", "pt"):
        splits = [base.split for base in BASES if base.language == language]
        assert splits.count("tune") >= 10 and splits.count("held") >= 10
    for base in BASES:
        for part in (base.feels, *base.plain, *(base.equal or ())):
            assert part.lower() in base.text.lower(), (base.id, part)
        assert base.project or (len(base.answers) >= 3 and 3 <= len(base.comments) <= 5), base.id
        assert set(base.written) <= {kind.key for kind in KINDS}, base.id
    assert sum(base.split == "fresh" for base in BASES) >= 29
    last = [kind for base in BASES if base.split == "last" for kind in base.written]
    neutral = {kind.key for kind in NEUTRAL}
    assert sum(kind not in neutral for kind in last) >= 40 and sum(kind in neutral for kind in last) >= 20


def test_changes_written_by_hand_stand_alone() -> None:
    base = BY_ID["fresh-vet"]
    assert base.text == BY_ID["vet"].text and base.answers == BY_ID["vet"].answers
    assert [kind.key for kind, _ in mutants(base, others=BASES)] == ["effort", "metric", "order"]
    assert [len(mutant.may_move) for _, mutant in mutants(base) if mutant] == [18, 18, 0]


def test_the_same_seed_gives_the_same_statements_and_another_seed_others() -> None:
    def texts(seed: int) -> list[str | None]:
        found = mutants(
            FEW[0], seed=seed, others=BASES, lines=[("Somebody", "Our guests leave with a story to tell.")]
        )
        return [mutant.text if mutant else None for _, mutant in found]

    assert texts(1) == texts(1) != texts(2)


def test_every_kind_can_be_applied_somewhere_and_says_where_it_cannot() -> None:
    applied = {kind.key: 0 for kind in KINDS}
    refused = dict(applied)
    for base in BASES:
        for kind, mutant in mutants(
            base, others=BASES, lines=[("Somebody", "Our guests all leave with a story to tell.")]
        ):
            if mutant is None:
                refused[kind.key] += 1
                continue
            applied[kind.key] += 1
            changed = mutant.text != base.text or mutant.signed_by is not None
            assert changed and mutant.neutral == (not kind.aims), kind.key
    assert all(applied.values()), applied
    assert refused["spelling"] and refused["another-name"]
    bare = MutationBase(id="bare", text="You go home content.")
    kinds = {kind.key: mutant for kind, mutant in mutants(bare)}
    for key in ("no-feeling", "no-particulars", "no-story", "other-business", "copied", "another-name", "order"):
        assert kinds[key] is None, key


def test_a_padded_statement_has_sixty_to_ninety_words() -> None:
    for base in BASES:
        mutant = {kind.key: mutant for kind, mutant in mutants(base)}.get("padded")
        if base.written and mutant is None:
            continue
        assert mutant is not None and 60 <= count_words(words(mutant.text)) <= 90


def test_a_renamed_base_keeps_nothing_of_its_old_name() -> None:
    base = BY_ID["hotel"]
    other = renamed(base, "The Curlew")
    assert "Lapwing" not in other.model_dump_json() and "The Curlew" in other.text


def test_a_blind_scorer_detects_nothing_and_moves_nothing() -> None:
    def blind(context: ScoringContext):  # type: ignore[no-untyped-def]
        return lambda statement: _card(statement, dict.fromkeys(range(1, 20), 0.5))

    report = Suite(FEW, every=BASES).run(blind, name="blind")
    assert report.detected.share == 0.0 and report.neutral.hits == report.spill.hits == 0
    assert report.detected.of > 80 and report.detected.interval is not None and report.detected.interval[1] < 0.05


def test_a_jumpy_scorer_is_caught_by_neutral_edits_and_spill() -> None:
    def jumpy(context: ScoringContext):  # type: ignore[no-untyped-def]
        def score(statement: str) -> Scorecard:
            digest = hashlib.sha256(statement.encode()).digest()
            return _card(statement, {number: digest[number] / 255 for number in range(1, 20)})

        return score

    report = Suite(FEW, every=BASES).run(jumpy)
    assert report.neutral.share is not None and report.neutral.share > 0.95
    assert report.spill.share is not None and report.spill.share > 0.7
    assert report.detected.share is not None and 0.3 < report.detected.share < 0.6


def test_a_keen_scorer_passes() -> None:
    """It knows the strong sentences and which change aims at what."""
    aimed = {}
    for base in FEW:
        for _, mutant in Suite([base], every=BASES).changed_of(base):
            if mutant and mutant.aims and mutant.signed_by is None:
                aimed[mutant.text] = mutant.aims

    def keen(context: ScoringContext):  # type: ignore[no-untyped-def]
        return lambda statement: _card(
            statement, {number: 0.1 if number in aimed.get(statement, ()) else 0.9 for number in range(1, 20)}
        )

    report = Suite(FEW, every=BASES).run(keen)
    kinds = {kind.kind: kind for kind in report.kinds}
    assert kinds["metric"].detected.share == kinds["cliches"].detected.share == 1.0
    assert report.neutral.hits == report.spill.hits == 0


def test_what_a_scorer_leaves_unscored_counts_nowhere() -> None:
    report = Suite(FEW, every=BASES).run(computed)
    by_number = {one.number: one for one in report.criteria}
    assert by_number[10].detected.of == 0 and by_number[10].unscored == len(FEW)
    assert by_number[10].detected.share is None and by_number[10].detected.interval is None
    assert by_number[14].detected.of == len(FEW)


def test_the_command_shows_rates_and_refuses_what_it_does_not_know(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["eval", "mutations", "--language", "pt", "--split", "tune", "--misses", "1"]) == 0
    shown = capsys.readouterr().out
    assert "Neutral moves" in shown and "service-adjectives" in shown
    assert main(["eval", "mutations", "--language", "xx"]) == 2
    assert main(["eval", "mutations", "--split", "xx"]) == 2


def test_damages_and_edits_are_told_apart() -> None:
    assert {kind.key for kind in DAMAGES}.isdisjoint(kind.key for kind in NEUTRAL)
    assert {aim for kind in DAMAGES for aim in kind.aims} >= {1, 2, 3, 4, 5, 6, 8, 9, 11, 13, 14, 16, 17, 18}
