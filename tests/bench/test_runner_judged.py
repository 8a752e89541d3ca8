"""A run with judges: an examined judge's verdicts stand in drafts and anchors alike, pairs are read in both orders."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from covision.bench import log
from covision.bench.estimate import estimate
from covision.bench.evaluate import evaluate, prepared
from covision.bench.plan import Asked
from covision.domain.evals import EvalRun
from covision.errors import UsageError
from covision.gateways import scripted_judges
from covision.settings import load_settings
from covision.wiring import House, open_house

MODELS = ("scripted/default", "scripted/obedient")


@pytest.fixture(scope="module")
def judged_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home in which judges sit their exams once for all tests."""
    return tmp_path_factory.mktemp("judged")


@pytest.fixture
def judging(judged_home: Path, small_assets: Path) -> Iterator[House]:
    own = {"home": judged_home, "assets": small_assets, "model": "scripted/default"}
    settings = load_settings(**own, embeddings="hashing", index="numpy")
    with open_house(settings, shared=False) as house:
        yield house


async def run(house: House, out: Path, suite: str, said: list[str], **asked: Any) -> EvalRun:
    chosen = Asked(suite=suite, **{"models": MODELS, "cases": ("clinic",)} | asked)
    with prepared(chosen, house, out) as ready:
        return await evaluate(ready, say=said.append)


async def test_a_judge_that_passed_counts_in_drafts_anchors_and_pairs(
    judging: House, tiny: str, tmp_path: Path
) -> None:
    said: list[str] = []
    done = await run(judging, tmp_path / "run", tiny, said, judge="scripted/judge-perfect")
    assert "sits its exam first: at most" in said[0] and "passed its exam" in said[1]
    (exam,) = done.header.exams
    assert done.header.exam == exam and exam.passed
    cards = [one.draft.scorecard for result in done.results for one in result.drafts]
    cards += [one.scorecard for one in done.anchors]
    for card in cards:
        assert card is not None and card.judge is not None and card.judge.model == "scripted/judge-perfect"
        assert any(one.method in ("judge", "mixed") for one in card.criteria)
    for result in done.results:
        assert result.judging.usage.calls == len(result.drafts) > 0, "one call a draft in batch mode"
        assert result.requests == result.drafting.usage.calls + result.judging.usage.calls
        assert any("of one family" in text for text in result.warnings)
    (pair,) = done.pairs
    assert (pair.first, pair.second) == MODELS and pair.verdict in ("first", "second", "tie")
    assert pair.consistent is not None and 2 <= pair.judging.usage.calls <= 3 and pair.words_first > 5
    assert done.end is not None and done.end.judging.usage.calls == sum(
        one.judging.usage.calls for one in (*done.results, *done.anchors, *done.pairs)
    )
    assert log.read_run(tmp_path / "run") == done
    again: list[str] = []
    same = await run(judging, tmp_path / "again", tiny, again, judge="scripted/judge-perfect")
    assert len(again) == 1 and log.comparable(same) == log.comparable(done)


async def test_a_judge_that_turns_with_the_order_makes_ties_that_are_told_apart(
    judging: House, tiny: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    await run(judging, tmp_path / "first", tiny, said, judge="scripted/judge-perfect")
    # After its exam it begins to prefer what stands first.
    real = scripted_judges.answer_as_judge
    monkeypatch.setattr(scripted_judges, "answer_as_judge", lambda _, *more: real("judge-first", *more))
    done = await run(judging, tmp_path / "run", tiny, said, judge="scripted/judge-perfect")
    (pair,) = done.pairs
    assert (pair.verdict, pair.consistent) == ("tie", False)


async def test_a_judge_that_failed_its_exam_is_asked_for_nothing_and_the_measures_stand(
    judging: House, tiny: str, tmp_path: Path
) -> None:
    said: list[str] = []
    done = await run(judging, tmp_path / "run", tiny, said, judge="scripted/judge-random")
    plain = await run(judging, tmp_path / "plain", tiny, said)
    assert "counts nothing" in said[1] and not done.pairs
    for result, without in zip(done.results, plain.results, strict=True):
        assert result.judging.usage.calls == 0
        assert any("counts nothing" in text for text in result.warnings)
        for one, other in zip(result.drafts, without.drafts, strict=True):
            assert one.draft.scorecard is not None and other.draft.scorecard is not None
            assert one.draft.scorecard.summary == other.draft.scorecard.summary


async def test_a_judge_that_cannot_be_read_leaves_no_value_and_no_pass(
    judging: House, tiny: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    await run(judging, tmp_path / "first", tiny, said, judge="scripted/judge-perfect")
    monkeypatch.setattr(scripted_judges, "answer_as_judge", lambda *_: "no level at all {")
    done = await run(judging, tmp_path / "run", tiny, said, judge="scripted/judge-perfect")
    plain = await run(judging, tmp_path / "plain", tiny, said)
    for result, without in zip(done.results, plain.results, strict=True):
        assert result.status == "done" and result.drafts
        for one, other in zip(result.drafts, without.drafts, strict=True):
            assert one.draft.scorecard is not None and other.draft.scorecard is not None
            assert one.draft.scorecard.summary == other.draft.scorecard.summary
            silent = [score for score in one.draft.scorecard.criteria if score.status == "unscored"]
            assert any("could not be read" in score.reason for score in silent)
            assert all(score.value is None for score in silent)
    (pair,) = done.pairs
    assert (pair.verdict, pair.consistent) == ("unscored", None) and pair.reason


def test_the_estimate_counts_judging_apart(judging: House, tiny: str, tmp_path: Path) -> None:
    found = {}
    for mode in ("batch", "strict"):
        asked = Asked(suite=tiny, models=MODELS, judge="scripted/judge-perfect", mode=mode, repeats=2)  # type: ignore[arg-type]
        with prepared(asked, judging, tmp_path / mode) as ready:
            found[mode] = estimate(ready.plan, judging)
    # Two cases can be drafted: 2 models, 2 repeats, 3 drafts each; and three anchors.
    assert found["batch"].judging_calls == 2 * 2 * 2 * 3 + 3
    assert found["strict"].judging_calls % found["batch"].judging_calls == 0
    assert found["strict"].input_tokens > found["batch"].input_tokens and found["batch"].cost == 0.0


async def test_an_exam_that_may_need_more_than_the_cap_of_the_run_is_not_begun(
    house: House, tiny: str, tmp_path: Path
) -> None:
    said: list[str] = []
    asked = {"judge": "scripted/judge-length", "max_tokens": 10_000}
    with pytest.raises(UsageError, match="may need more than the cap") as caught:
        await run(house, tmp_path / "run", tiny, said, **asked)
    assert "covision eval exam --judge scripted/judge-length" in caught.value.todo
    assert len(said) == 1 and "sits its exam first" in said[0], "what it needs is told, and nothing else happens"
