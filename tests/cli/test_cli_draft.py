"""`covision draft`, `demo` and `check`: the main job without a screen."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from covision.assets import folder
from covision.steps.check_drafts import check_drafts
from covision.steps.corpus import load_corpus
from covision.steps.rubric import load_lexicon

EXAMPLES = sorted(folder("examples").glob("*/project.yaml"))
BAKERY = folder("examples") / "harbour-street-bakery" / "project.yaml"


def drafted(run, tmp_path: Path, name: str = "out", *more: object) -> tuple[dict, Path]:
    out = tmp_path / name
    done = run("draft", BAKERY, "--model", "scripted/default", "--out", out, *more)
    assert done.code == 0, done.err
    return json.loads((out / "drafts.json").read_text()), out


@pytest.mark.parametrize("project", EXAMPLES, ids=lambda path: path.parent.name)
def test_every_example_is_drafted_and_keeps_the_contract(run, home, tmp_path, project):
    out = tmp_path / "out"
    done = run("draft", project, "--model", "scripted/default", "--out", out)
    assert done.code == 0, done.err
    assert (out / "drafts.md").read_text().startswith("# ")
    told = run("check", out / "drafts.json", "--project", project, "--json")
    assert told.code == 0, told.out
    assert json.loads(told.out)["broken"] == []


def test_one_seed_gives_one_file(run, home, tmp_path):
    _, first = drafted(run, tmp_path, "one", "--seed", 5)
    _, second = drafted(run, tmp_path, "two", "--seed", 5)
    assert (first / "drafts.json").read_bytes() == (second / "drafts.json").read_bytes()
    assert (first / "drafts.md").read_bytes() == (second / "drafts.md").read_bytes()


def test_the_screen_shows_each_statement_with_its_evidence(run, home, tmp_path):
    done = run("demo", "--out", tmp_path / "out")
    assert done.code == 0, done.err
    data = json.loads((tmp_path / "out" / "drafts.json").read_text())
    flat = " ".join(done.out.split())
    assert len(data["drafts"]) == 3
    for draft in data["drafts"]:
        assert draft["statement"] in flat
        assert all(
            data["evidence"][key]["source"] in flat for clause in draft["clauses"] for key in clause["evidence"]
        )
    assert "scripted" in flat and data["run"]["seconds"] == 0


def test_json_goes_to_stdout_alone(run, home, tmp_path):
    done = run("demo", "--json", "--drafts", 2, "--out", tmp_path / "out")
    assert done.code == 0, done.err
    assert len(json.loads(done.out)["drafts"]) == 2


def test_nothing_is_looked_up(run, home, tmp_path, no_look_ups):
    drafted(run, tmp_path)
    assert no_look_ups == []


def broken_by(text: str, tmp_path: Path) -> list[str]:
    return [item.key for item in check_drafts(text, load_corpus(folder("corpus")), load_lexicon, wanted=3)]


def test_every_kind_of_damage_is_found(run, home, tmp_path):
    data, out = drafted(run, tmp_path)
    sound = (out / "drafts.json").read_text()
    assert broken_by(sound, tmp_path) == []
    assert broken_by("{", tmp_path) == [""]

    def damage(change) -> list[str]:
        copy = json.loads(sound)
        change(copy)
        return broken_by(json.dumps(copy), tmp_path)

    first = data["drafts"][0]
    assert damage(lambda d: d["drafts"][0]["clauses"][0].update(start=1)) == ["drafts.0"]
    assert damage(lambda d: d["evidence"].clear()) == [""]
    assert damage(lambda d: d["drafts"].pop()) == ["drafts"]
    assert damage(lambda d: d.pop("warnings")) == ["warnings"]
    assert damage(lambda d: d.update(more=1)) == ["more"]
    twice = damage(lambda d: d["drafts"].__setitem__(1, {**d["drafts"][0], "id": "other"}))
    assert twice == ["drafts.0.statement"]

    def says(text: str):
        def change(d) -> None:
            d["drafts"][0].update(statement=text, clauses=[_whole(text)])
            d["drafts"][0]["scorecard"]["statement"] = text

        return change

    assert damage(says(f"{first['statement']} In 10 minutes.")) == ["drafts.0.statement"]
    published = load_corpus(folder("corpus")).visions[0].text
    assert "drafts.0.statement" in damage(says(published))


def _whole(text: str) -> dict:
    return {"text": text, "start": 0, "end": len(text), "kind": "need", "evidence": [], "assumption": True}


def test_words_nobody_said_are_found_with_the_project(run, home, tmp_path):
    data, out = drafted(run, tmp_path)
    key, item = next((k, v) for k, v in data["evidence"].items() if v["kind"] == "answer")
    item["text"] = item["text"][::-1]
    (out / "drafts.json").write_text(json.dumps(data))
    done = run("check", out / "drafts.json", "--project", BAKERY)
    assert done.code == 1 and f"evidence.{key}" in done.out


def test_an_empty_interview_says_which_answers_would_do(run, home, tmp_path):
    file = tmp_path / "empty.yaml"
    assert run("new", file).code == 0
    assert run("check", file).code == 0
    done = run("draft", file, "--out", tmp_path / "out")
    assert done.code == 1 and "2, 8 or 9" in done.err and not (tmp_path / "out").exists()


def test_an_unquoted_colon_is_shown_with_its_line(run, home, tmp_path):
    file = tmp_path / "broken.yaml"
    file.write_text(BAKERY.read_text().replace("role: owner", "role: owner: baker", 1))
    line = file.read_text().splitlines().index("    role: owner: baker") + 1
    done = run("check", file)
    assert done.code == 1 and f"line {line}" in done.out
    assert f"line {line}" in run("draft", file, "--out", tmp_path / "out").err


def test_wrong_usage_ends_with_two(run, home, tmp_path):
    assert run("draft").code == 2
    assert run("draft", BAKERY, "--no-such-option").code == 2
    assert run("nonsense").code == 2
    assert run("draft", BAKERY, "--judge", "a,,b", "--out", tmp_path / "out").code == 2
    unknown = run("demo", "--example", "no-such")
    assert unknown.code == 2 and "harbour-street-bakery" in unknown.err


def test_a_model_that_fails_says_so_without_a_traceback(run, home, tmp_path):
    done = run("draft", BAKERY, "--model", "scripted/no-such-name", "--out", tmp_path / "out")
    assert done.code == 1 and "scripted/no-such-name" in done.err and "Traceback" not in done.err


def test_interrupting_keeps_quiet_and_says_so(home, tmp_path):
    command = [
        sys.executable,
        "-m",
        "covision",
        "demo",
        "--model",
        "scripted/slow-500",
        "--out",
        str(tmp_path / "out"),
    ]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=dict(os.environ)
    )
    told = ""
    assert process.stderr is not None
    while "writes." not in told:
        line = process.stderr.readline()
        assert line, told
        told += line
    time.sleep(0.5)
    process.send_signal(signal.SIGINT)
    _, rest = process.communicate(timeout=60)
    assert process.returncode == 130, rest
    assert "Stopped" in rest and "Traceback" not in rest


def test_without_the_search_model_drafting_goes_on(run, home, tmp_path, monkeypatch):
    from covision.errors import ModelUnavailable
    from covision.gateways.weights import WeightsStore

    tries = []

    def fetch(self, name, *_):
        tries.append(name)
        raise ModelUnavailable(f"The weights of {name} could not be fetched.", todo="Check the connection.")

    monkeypatch.setattr(WeightsStore, "fetch", fetch)
    monkeypatch.setenv("COVISION_EMBEDDINGS", "local")
    monkeypatch.setenv("COVISION_WEIGHTS", str(tmp_path / "weights"))
    data, _ = drafted(run, tmp_path)
    assert len(data["drafts"]) == 3
    assert set(tries) == {"minilm-l6-int8"} and len(tries) == 2


def test_without_its_weights_the_built_in_engine_says_what_to_do(run, home, tmp_path, monkeypatch):
    from covision.errors import ModelUnavailable
    from covision.gateways.weights import WeightsStore

    def fetch(self, name, *_):
        raise ModelUnavailable(f"The weights of {name} could not be fetched.", todo="Check the connection.")

    monkeypatch.setattr(WeightsStore, "fetch", fetch)
    monkeypatch.setenv("COVISION_WEIGHTS", str(tmp_path / "weights"))
    monkeypatch.delenv("COVISION_MODEL")
    done = run("demo", "--out", tmp_path / "out")
    assert done.code == 1 and "qwen2.5-coder-1.5b" in done.err and "Check the connection." in done.err


def test_what_each_part_of_a_draft_rests_on_is_told(run, home, tmp_path) -> None:
    run("draft", BAKERY, "--out", tmp_path, "--model", "scripted/default")
    file = tmp_path / "drafts.json"
    told = run("check", file, "--project", BAKERY, "--support")
    assert told.code == 0 and "what people said" in told.out and "answers/marta/" in told.out
    data = json.loads(run("check", file, "--project", BAKERY, "--support", "--json").out)
    drafts = json.loads(file.read_text())["drafts"]
    assert [one["statement"] for one in data["support"]] == [one["statement"] for one in drafts]
    assert all(one["claims"] and one["citation_recall"] is not None for one in data["support"])
    assert run("check", file, "--support").code == 2
