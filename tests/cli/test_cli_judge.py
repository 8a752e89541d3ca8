"""`covision eval exam` and `covision score --judge`: the exam comes first, once, and decides what the judge counts."""

import asyncio
import json

import pytest

from covision.assets import folder
from covision.domain.events import DraftFound
from covision.settings import load_settings
from covision.wiring import open_house

BAKERY = folder("examples") / "harbour-street-bakery" / "project.yaml"

TEXT = "You ride home sure of your brakes, because you saw the worn part on the bench."


def cards(done):
    assert done.code == 0, done.err
    return [json.loads(line) for line in done.out.splitlines()]


def test_a_judge_sits_its_exam_before_its_first_verdict_and_only_once(run, home):
    first = run("score", "--statement", TEXT, "--judge", "scripted/judge-perfect")
    (card,) = cards(first)
    assert "sits its exam first: at most 200 calls" in first.err and "passed its exam" in first.err
    assert card["judge"]["model"] == "scripted/judge-perfect" and card["judge"]["exam"]["auc"] == 1.0
    methods = {one["number"]: one["method"] for one in card["criteria"] if one["status"] == "scored"}
    assert methods[1] == "mixed" and methods[10] == "judge" and methods[4] == "measure" and 19 not in methods
    second = run("score", "--statement", TEXT, "--judge", "scripted/judge-perfect")
    assert "sits its exam" not in second.err and cards(second) == [card]
    kept = run("eval", "exam", "--judge", "scripted/judge-perfect", "--quick")
    assert "Kept from" in kept.err and "weight 0.8" in kept.out


def test_a_judge_that_fails_leaves_the_measures_as_they_are(run, home):
    exam = run("eval", "exam", "--judge", "scripted/judge-length", "--quick", "--json")
    found = json.loads(exam.out)
    assert exam.code == 0 and not found["passed"] and not any(found["weights"].values()) and found["quick"]
    judged = run("score", "--statement", TEXT, "--judge", "scripted/judge-length")
    assert "failed its exam" in judged.err and "rewards length" in judged.err
    (card,), (alone,) = cards(judged), cards(run("score", "--statement", TEXT))
    assert card["summary"] == alone["summary"] and card["judge"]["model"] == "scripted/judge-length"
    reasons = {one["number"]: one["reason"] for one in card["criteria"]}
    assert "failed its exam" in reasons[10]


def test_a_file_is_judged_in_its_order_by_a_panel(run, home, tmp_path):
    file = tmp_path / "statements.jsonl"
    file.write_text("".join(f'{{"id": "s{at}", "statement": "{TEXT}"}}\n' for at in range(9)))
    judges = "scripted/judge-perfect,scripted/judge-length"
    for judge in judges.split(","):
        assert run("eval", "exam", "--judge", judge, "--quick").code == 0
    found = cards(run("score", file, "--judge", judges, "--at-once", 2))
    assert [card["id"] for card in found] == [f"s{at}" for at in range(9)]
    assert found[0]["judge"]["model"] == "scripted/judge-perfect + scripted/judge-length"
    assert len({json.dumps(card["criteria"]) for card in found}) == 1


@pytest.mark.parametrize("kind", ["429", "503", "timeout", "refused", "cut", "json", "empty", "401", "length"])
def test_a_fault_never_becomes_a_value_or_an_exam(run, home, monkeypatch, kind):
    """A judge that passed and then fails leaves reasons; one that fails from the start has no exam or fails it."""
    monkeypatch.setenv("COVISION_ATTEMPTS", "1")
    done = run("eval", "exam", "--judge", f"scripted/fail-{kind}", "--quick", "--json")
    if done.code == 0:
        found = json.loads(done.out)
        assert not found["passed"] and found["exam"]["auc"] is None and found["unread"] > 0
    else:
        assert done.code == 1 and done.out == ""


def test_one_judge_sits_the_exam(run, home):
    assert run("eval", "exam", "--judge", "none").code == 2
    assert run("eval", "exam", "--judge", "a,b").code == 2
    assert run("eval", "exam", "--judge", "scripted/no-such", "--quick").code == 1


def test_drafts_are_judged_and_say_by_whom(run, home, tmp_path):
    assert run("eval", "exam", "--judge", "scripted/judge-perfect", "--quick").code == 0
    judged = run("draft", BAKERY, "--judge", "scripted/judge-perfect", "--out", tmp_path / "judged", "--json")
    alone = run("draft", BAKERY, "--out", tmp_path / "alone", "--json")
    assert judged.code == 0, judged.err
    one, other = json.loads(judged.out), json.loads(alone.out)
    assert one["run"]["judge"] == "scripted/judge-perfect" and other["run"]["judge"] is None
    assert [draft["statement"] for draft in one["drafts"]] == [draft["statement"] for draft in other["drafts"]]
    card = one["drafts"][0]["scorecard"]
    assert card["judge"]["model"] == "scripted/judge-perfect"
    assert card["summary"]["covered"] > other["drafts"][0]["scorecard"]["summary"]["covered"]
    # The scripted writer and the scripted judge are of one family.
    assert any("one family" in text for text in one["warnings"])
    assert (tmp_path / "judged" / "drafts.md").read_text().count("scripted/judge-perfect")


def drafted(project):
    async def work():
        with open_house(load_settings()) as house:
            found = [event async for event in house.engine.draft(project, seed=7)]
            await house.engine.close()
        return found

    events = asyncio.run(work())
    texts = " ".join(getattr(event, "text", "") for event in events)
    return texts, [event.draft for event in events if isinstance(event, DraftFound)]


def test_the_page_uses_a_judge_that_passed_and_takes_no_exam_by_itself(run, home, monkeypatch):
    project = run("project", "import", BAKERY).out.strip()
    monkeypatch.setenv("COVISION_JUDGE_MODEL", "scripted/judge-perfect")
    texts, drafts = drafted(project)
    assert "has not sat its exam" in texts and all(draft.scorecard.judge is None for draft in drafts)
    monkeypatch.setenv("COVISION_JUDGE_MODEL", "scripted/judge-length")
    assert run("eval", "exam", "--judge", "scripted/judge-length", "--quick").code == 0
    texts, drafts = drafted(project)
    assert "rewards length" in texts and all(draft.scorecard.judge is None for draft in drafts)
    monkeypatch.setenv("COVISION_JUDGE_MODEL", "scripted/judge-perfect")
    assert run("eval", "exam", "--judge", "scripted/judge-perfect", "--quick").code == 0
    texts, drafts = drafted(project)
    assert drafts and all(draft.scorecard.judge.model == "scripted/judge-perfect" for draft in drafts)
