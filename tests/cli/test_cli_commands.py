"""Every other command: what it says, where, and how it ends."""

import json
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from covision.assets import folder
from covision.faces.cli.model_commands import with_line
from covision.faces.cli.talk import plain
from covision.settings import load_settings
from covision.wiring import open_house

BAKERY = folder("examples") / "harbour-street-bakery" / "project.yaml"
COMMENTS = BAKERY.parent / "comments.csv"
HELP = "import sys; from covision.faces.cli.main import main; code = main(['--help']); "
LARGE = ("litellm", "gradio", "chromadb", "sqlalchemy", "numpy", "onnxruntime", "pydantic_settings")


def test_help_loads_nothing_large():
    shown = f"print(code, [name for name in {LARGE!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", HELP + shown], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "0 []"
    assert "draft" in done.stdout


def test_version_and_unknown_commands(run):
    assert run("--version").out.startswith("covision ")
    assert run("eval").code == 2


def test_a_statement_is_scored_the_same_twice_without_any_model(run, home, no_look_ups):
    first = run("score", "--statement", "Guests leave knowing their name was remembered.", "--judge", "none")
    second = run("score", "--statement", "Guests leave knowing their name was remembered.")
    assert first.code == 0 and first.out == second.out and no_look_ups == []
    card = json.loads(first.out)
    assert card["judge"] is None and len(card["criteria"]) == 19
    assert not (home / "data").exists() and not (home / "cache").exists()


def test_a_file_of_statements_gives_a_line_each(run, home, tmp_path):
    file = tmp_path / "statements.jsonl"
    file.write_text('{"id": "a", "statement": "You are known by name."}\n\n"We are the best."\n')
    done = run("score", file, "--project", BAKERY)
    cards = [json.loads(line) for line in done.out.splitlines()]
    assert [card["id"] for card in cards] == ["a", "line-3"]
    assert all(card["summary"]["covered"] for card in cards)
    alone = json.loads(run("score", "--statement", "You are known by name.").out)
    assert cards[0]["summary"]["covered"] > alone["summary"]["covered"]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", "not JSON"),
        ('{"id": 1}', "no statement"),
        ('{"statement": " "}', "empty"),
        ('{"statement": "a", "x": 1}', "key x"),
    ],
)
def test_a_wrong_line_is_named(run, home, tmp_path, line, said):
    file = tmp_path / "statements.jsonl"
    file.write_text(f'"fine"\n{line}\n')
    done = run("score", file)
    assert done.code == 1 and "line 2" in done.err and said in done.err and done.out == ""


def test_score_wants_one_source_and_no_judge_that_is_not_there(run, home):
    assert run("score").code == 2
    assert run("score", "--statement", "You are known.", "--judge", "a,,b").code == 2
    assert run("score", "--statement", "You are known.", "--judge", "scripted/x", "--mode", "loose").code == 2


def test_the_corpus_is_checked_and_searched(run, home):
    assert "sound" in run("corpus", "check").out
    found = json.loads(
        run("corpus", "search", "a number is not a vision", "--kind", "guidance", "-k", 3, "--json").out
    )
    assert 1 <= len(found) <= 3 and all(hit["passage"]["kind"] == "guidance" for hit in found)
    assert [hit["score"] for hit in found] == sorted((hit["score"] for hit in found), reverse=True)
    assert run("corpus", "search", "x", "--kind", "poem").code == 2


def test_the_index_is_built_and_proved(run, home):
    done = run("corpus", "build", "--json")
    assert done.code == 0, done.err
    (report,) = json.loads(done.out)
    assert report["workspace"] == "corpus" and report["level"] and report["indexed"] == report["passages"] > 100


def test_a_damaged_corpus_names_file_line_and_key(run, home, tmp_path, monkeypatch):
    import shutil

    shutil.copytree(folder("corpus"), tmp_path / "assets" / "corpus")
    entry = next((tmp_path / "assets" / "corpus" / "guidance").glob("*.yaml"))
    entry.write_text(entry.read_text() + "colour: blue\n")
    monkeypatch.setenv("COVISION_ASSETS", str(tmp_path / "assets"))
    done = run("corpus", "check", "--json")
    (problem,) = json.loads(done.out)["problems"]
    assert done.code == 1 and problem["file"] == str(entry) and problem["key"] == "colour"
    assert problem["line"] == len(entry.read_text().splitlines())


def test_projects_come_and_go_whole(run, home, tmp_path):
    id = run("project", "import", BAKERY).out.strip()
    (listed,) = json.loads(run("project", "list", "--json").out)
    assert listed["id"] == id and listed["answered"] > 10
    assert run("research", COMMENTS, "--project", id, "--kind", "survey").code == 0
    state = json.loads(run("project", "show", id, "--json").out)
    assert {source["name"] for source in state["research"]} == {"comments.csv"}
    whole, file = tmp_path / "whole.json", tmp_path / "project.yaml"
    assert run("project", "export", id, "--format", "whole", "--out", whole).code == 0
    assert run("project", "export", id, "--format", "yaml", "--out", file).code == 0
    again = json.loads(run("project", "import", whole, "--json").out)
    copy = json.loads(run("project", "show", again["id"], "--json").out)
    moved = ("id", "created_at", "changed_at")
    assert {k: v for k, v in copy.items() if k not in moved} == {k: v for k, v in state.items() if k not in moved}
    assert run("check", file).code == 0
    assert run("project", "show", "nothere").code == 1


def test_research_accounts_for_every_row(run, home):
    done = run("research", COMMENTS, "--json")
    (source,) = json.loads(done.out)["sources"]
    assert source["rows"] == source["read"] + source["folded"] + sum(source["skipped"].values())
    assert "Themes of" in run("research", COMMENTS).out
    assert json.loads(run("research", COMMENTS, "--json", "--no-themes").out)["themes"] is None
    wrong = run("research", COMMENTS, "--text-column", "nonsense")
    assert wrong.code == 1 and "comment" in wrong.err


def test_a_model_is_chosen_in_the_file_and_other_lines_stay(run, home, monkeypatch):
    monkeypatch.delenv("COVISION_MODEL")
    home.mkdir()
    (home / "settings.yaml").write_text("# mine\nport: 7999\n")
    assert run("models", "use", "openai/gpt-x").code == 0
    assert (home / "settings.yaml").read_text() == '# mine\nport: 7999\nmodel: "openai/gpt-x"\n'
    roles = json.loads(run("models", "list", "--json").out)["roles"]
    assert roles["writer"]["name"] == "openai/gpt-x" and roles["writer"]["remote"]
    assert run("models", "use", "auto").code == 0
    assert (home / "settings.yaml").read_text() == "# mine\nport: 7999\n"
    assert run("models", "use", "local/nonsense").code == 1
    assert run("models", "use", "gpt-x").code == 1
    assert with_line("model: a\n", "model", "b") == 'model: "b"\n'


def test_unknown_weights_are_refused_before_anything_is_fetched(run, home):
    done = run("models", "fetch", "nonsense")
    assert done.code == 1 and "minilm-l6-int8" in done.err


def test_doctor_finds_nothing_wrong_here_and_says_what_is_wrong_there(run, home, monkeypatch):
    assert run("project", "import", BAKERY).code == 0
    done = run("doctor", "--json", "--ask")
    checks = {item["name"]: item for item in json.loads(done.out)["checks"]}
    assert done.code == 0, done.out
    assert "1 projects" in checks["database"]["what"] and "scripted/default" in checks["writer"]["what"]
    assert checks["asking"]["state"] == "ok"
    (home / "data" / "covision.sqlite").write_bytes(b"not a database at all" * 100)
    done = run("doctor", "--json")
    broken = [item for item in json.loads(done.out)["checks"] if item["state"] == "fault"]
    assert done.code == 1 and broken and all(item["todo"] for item in broken)


def test_a_wrong_setting_is_named(run, home, monkeypatch):
    monkeypatch.setenv("COVISION_PORT", "many")
    done = run("doctor")
    assert done.code == 1 and "COVISION_PORT" in done.err


def test_two_owners_of_one_data_folder(run, home):
    with open_house(load_settings(), shared=True) as house:
        assert house.stores
        busy = run("project", "list")
        assert busy.code == 1 and "COVISION_HOME" in busy.err
        assert run("score", "--statement", "You are known.").code == 0
        assert run("corpus", "search", "listen").code == 0


def test_a_port_in_use_is_said_and_none_other_taken(run, home):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = run("app", "--port", port)
    assert done.code == 1 and f"Port {port}" in done.err and "--port" in done.err
    assert not (home / "data").exists()


def test_words_of_others_do_not_steer_the_terminal():
    assert plain("a\x1b[31mb\x07\u202ec\n") == "a[31mbc\n"


def test_new_does_not_overwrite(run, home, tmp_path):
    file = tmp_path / "mine.yaml"
    assert run("new", file, "--language", "pt", "--mode", "workshop").code == 0
    before = file.read_text()
    assert run("new", file).code == 1 and file.read_text() == before
    assert run("new", tmp_path / "other.yaml", "--mode", "nonsense").code == 2
    assert Path(file).read_text().count("?") >= 5


def test_a_deleted_project_is_shown_nowhere_though_it_is_not_erased_yet(run, home):
    kept, gone = (run("project", "import", BAKERY).out.strip() for _ in range(2))
    with open_house(load_settings()) as house:
        house.bin.put(gone)
    listed = run("project", "list").out
    assert kept in listed and gone not in listed
    assert [one["id"] for one in json.loads(run("project", "list", "--json").out)] == [kept]
    shown = (
        ("show", gone), ("board", gone), ("export", gone, "--format", "whole", "--out", home / "a.json"),
    )  # fmt: skip
    for words in shown:
        done = run("project", *words)
        assert done.code == 1 and done.out == "" and "was deleted" in done.err
    assert not (home / "a.json").exists()
    assert "was deleted" in run("research", COMMENTS, "--project", gone, "--no-themes").err
    assert run("project", "show", kept).code == 0


def test_a_version_is_adopted_and_undone_on_the_command_line(run, home, tmp_path):
    from covision.domain.project import Organisation
    from covision.settings import load_settings
    from covision.wiring import open_house

    with open_house(load_settings()) as house:
        id = house.engine.create(Organisation(name="Bakery")).id
        house.engine.save_version(id, "You leave known.", "ann")
    words = ("--owner", "Ana", "--review", "2999-05-01", "--given-up", "Speed.", "--why", "They asked.")
    held = json.loads(run("project", "adopt", id, *words, "--json").out)
    assert (held["version"], held["owner"], held["review"]) == (1, "Ana", "2999-05-01")
    assert run("project", "export", id, "--format", "ics", "--out", tmp_path / "r.ics").code == 0
    assert "DTSTART;VALUE=DATE:29990501" in (tmp_path / "r.ics").read_text()
    assert run("project", "adopt", id, "--review", "2001-01-01").code == 1
    assert "no version is adopted" in run("project", "adopt", id, "--undo").err.lower()
    assert run("project", "adopt", id, "--undo").code == 1
