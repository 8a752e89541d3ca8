"""A judge behind a server that fails: no fault becomes a value, and no call makes more than three requests."""

import json
from pathlib import Path

import pytest

from covision.domain.judging import ExamResult
from covision.domain.rubric import Scorecard
from covision.errors import ModelError
from covision.steps.judging.asking import JudgePrompts
from covision.steps.judging.combine import Opinion, combine
from covision.steps.judging.exam import take
from covision.steps.judging.judge import Judge, overall
from covision.steps.judging.paper import load_paper
from covision.steps.rubric import load_lexicon, load_rubric
from covision.steps.score import ScoringContext, score
from faults.server import Act, FaultServer
from faults.talk import Time, chat

ROOT = Path(__file__).resolve().parents[2]
RUBRIC = load_rubric("en")
PROMPTS = JudgePrompts.load(ROOT / "prompts")
PAPER = load_paper(ROOT / "evals")
TEXT = "Guests feel at home."
LEVELS = {"verdicts": [{"criterion": one, "words": "", "why": "so", "level": "C"} for one in (1, 2, 3, 5, 7)]}
GOOD = Act(pieces=(json.dumps(LEVELS),))
FAULTS = {
    "429": Act(status=429, headers={"Retry-After": "1"}),
    "429 for a day": Act(status=429, headers={"Retry-After": "86400"}),
    "500": Act(status=500),
    "503": Act(status=503),
    "stall": Act(pieces=('{"verd', 'icts": []}'), stall_after=1),
    "cut": Act(pieces=('{"verdicts": [', "]}"), cut_after=1, torn=True),
    "no end": Act(pieces=('{"verdicts": [', "]}"), finish=None),
    "bad json": Act(pieces=('{"verdicts": [NaN',)),
    "other json": Act(pieces=('{"scores": [10, 10]}',)),
    "wrong level": Act(pieces=('{"verdicts": [{"criterion": 1, "level": "10 of 10"}]}',)),
    "refusal": Act(pieces=(), refusal="I cannot judge this."),
    "filtered": Act(pieces=("I",), finish="content_filter"),
    "empty": Act(pieces=("",)),
}


def exam() -> ExamResult:
    """A judge that passed once: its faults come afterwards."""
    weights = {one.number: 0.8 for one in RUBRIC.criteria}
    base = {"model": "openai/test", "prompt": PROMPTS.ref("batch"), "rubric_version": "1", "graded_digest": "d"}
    return ExamResult.model_validate({**base, "exam": {"auc": 0.9}, "weights": weights, "passed": True})


def card() -> Scorecard:
    return score(TEXT, RUBRIC, load_lexicon("en"), ScoringContext(), id="a")


@pytest.mark.parametrize("mode", ["batch", "strict"])
@pytest.mark.parametrize("fault", list(FAULTS))
async def test_a_fault_leaves_the_scorecard_to_the_measures(fault: str, mode: str) -> None:
    async with FaultServer(FAULTS[fault]) as server:
        model = chat(server, Time(), idle=0.05, first_token=0.05, deadline=5.0)
        judge = Judge(model, PROMPTS, RUBRIC, mode="batch" if mode == "batch" else "strict", at_once=1)
        numbers = [1, 10] if mode == "strict" else None
        found = await judge.judge(TEXT, "en", numbers=numbers)
        assert server.count <= 3 * judge.calls
    assert all(one.value is None and one.reason for one in found.verdicts)
    assert overall(found, RUBRIC) is None
    after = combine(card(), [Opinion(judgement=found, exam=exam())], RUBRIC)
    assert after.summary == card().summary
    assert [one.value for one in after.criteria] == [one.value for one in card().criteria]
    # No measure tells this one: without the judge it has no value.
    ten = next(one for one in after.criteria if one.number == 10)
    assert ten.status == "unscored" and "could not be read" in ten.reason


@pytest.mark.parametrize("last", ["bad json", "other json", "empty", "refusal"])
@pytest.mark.parametrize("first", ["500", "empty", "bad json"])
async def test_faults_of_several_kinds_share_three_requests(first: str, last: str) -> None:
    acts = (FAULTS[first], FAULTS["503"], FAULTS[last]) * 4
    async with FaultServer(*acts) as server:
        found = await Judge(chat(server, Time()), PROMPTS, RUBRIC).judge(TEXT, "en")
        assert server.count <= 3
    assert all(one.value is None and one.reason for one in found.verdicts)


@pytest.mark.parametrize("status", [429, 500, 503])
async def test_two_faults_and_then_an_answer_are_one_call_of_three_requests(status: int) -> None:
    async with FaultServer(Act(status=status), Act(status=status), GOOD) as server:
        found = await Judge(chat(server, Time()), PROMPTS, RUBRIC).judge(TEXT, "en")
        assert server.count == 3
    values = {one.number: one.value for one in found.verdicts}
    assert values[1] == RUBRIC.criteria[0].levels[2].value and values[9] is None


async def test_an_exam_on_a_broken_server_is_broken_off_and_no_result() -> None:
    async with FaultServer(Act(status=500)) as server:
        judge = Judge(chat(server, Time()), PROMPTS, RUBRIC, at_once=2)
        with pytest.raises(ModelError):
            await take(judge, PAPER, RUBRIC, taken_at="now", quick=True)
        assert server.count <= 3 * judge.calls <= 30
