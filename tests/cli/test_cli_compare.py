"""`covision compare`: ranked by a judge that passed its exam, else by the measures, and why."""

import json

import pytest

from covision.assets import folder
from covision.steps.judging.paper import load_paper

STRONG = "You ride home sure of your brakes, because you saw the worn part on the bench."
WEAK = "We strive to leverage world-class excellence and innovative synergies for all stakeholders."


def file_of(path, texts):
    path.write_text("".join(json.dumps({"id": id, "statement": text}) + "\n" for id, text in texts.items()))
    return path


@pytest.fixture
def graded(tmp_path):
    """Four English statements of the exam paper, of different grades."""
    by_grade = {one.overall: one for one in load_paper(folder("evals")).statements if one.language == "en"}
    texts = {f"grade{grade}": by_grade[grade].text for grade in sorted(by_grade)}
    assert len(texts) >= 4
    return file_of(tmp_path / "graded.jsonl", texts)


def test_without_a_judge_the_measures_rank_and_say_so(run, home, tmp_path):
    file = file_of(tmp_path / "s.jsonl", {"weak": WEAK, "strong": STRONG})
    done = run("compare", file)
    assert done.code == 0 and "no judge" in done.out and done.out.index("strong:") < done.out.index("weak:")
    first, again = run("compare", file, "--json"), run("compare", file, "--json")
    found = json.loads(first.out)
    assert first.out == again.out and found["judge"] is None and found["ranking"]["basis"] == "measures"
    low, high = found["ranking"]["order"][0]["interval"]
    assert low < found["ranking"]["order"][0]["value"] <= high and found["pairs"] == []


def test_judges_read_pairs_in_both_orders_if_they_passed_their_exam(run, home, graded):
    for judge in ("perfect", "first"):
        assert run("eval", "exam", "--judge", f"scripted/judge-{judge}", "--quick").code == 0
    done = run(
        "compare", graded, "--judge", "scripted/judge-first,scripted/judge-perfect", "--repeats", 2, "--json"
    )
    assert done.code == 0 and "passed its exam" in done.err, done.err
    found = json.loads(done.out)
    ids = [one["id"] for one in found["ranking"]["order"]]
    assert ids == sorted(ids, reverse=True) and found["position"]["consistent"]["value"] == 1
    n = len(ids)
    assert len(found["pairs"]) == n * (n - 1) // 2 and found["usage"]["calls"] == n * (n - 1) * 2
    assert all(len(pair["orders"]) == 2 and pair["how"] == "judge" for pair in found["pairs"])
    assert found["ranking"]["basis"] == "judge" and found["ranking"]["label"].startswith("scripted/judge-perfect:")
    assert [one["passed"] for one in found["exams"]] == [False, True] and found["prompt"]["id"] == "judging/pair"
    assert any("judge-first failed" in text for text in found["warnings"])

    text = run("compare", graded, "--judge", "scripted/judge-perfect").out
    assert "By measures alone:" in text and "AUC 1.00" in text and "in both orders: 100%" in text

    failed = run("compare", graded, "--judge", "scripted/judge-first")
    assert failed.code == 0 and "no judge" in failed.out and "prefers what stands" in " ".join(failed.out.split())
    found = json.loads(run("compare", graded, "--judge", "scripted/judge-first", "--json").out)
    alone = json.loads(run("compare", graded, "--json").out)
    assert found["ranking"] == alone["ranking"] and found["pairs"] == [] and "failed its exam" in found["refused"]


def test_wrong_files_are_refused(run, home, tmp_path):
    one = file_of(tmp_path / "one.jsonl", {"a": STRONG})
    assert run("compare", one).code == 1
    twice = tmp_path / "twice.jsonl"
    twice.write_text(f'{{"id": "a", "statement": "{STRONG}"}}\n{{"id": "a", "statement": "{WEAK}"}}\n')
    done = run("compare", twice)
    assert done.code == 1 and "one id" in done.err
    two = file_of(tmp_path / "two.jsonl", {"a": STRONG, "b": WEAK})
    assert run("compare", two, "--judge", "").code == 2
