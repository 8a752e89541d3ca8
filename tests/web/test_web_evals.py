"""The list of runs, and the route of their files."""

import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from holding import HELD
from payloads import ALL
from strict import read

from covision.bench.log import write_log
from covision.bench.report import write_reports
from covision.bench.shelf import file_of, place_of, runs_in
from covision.faces.web.presenters import evals
from covision.faces.web.server import Guard, run_file
from covision.faces.web.words import LANGUAGES, load_words
from covision.settings import load_settings
from covision.wiring import House

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "bench"))
from run_maker import Maker, better


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """A house with two runs: one finished, one that never was."""
    settings = load_settings(home=tmp_path / "home", model="scripted/default", embeddings="hashing", index="numpy")
    done, begun = settings.evals_dir / "made-up-1", settings.evals_dir / "made-up-2"
    run = Maker(value=better(0.3)).run()
    write_log(done, run)
    write_reports(run, done)
    late = run.header.model_copy(update={"id": "b" * 12, "started_at": "2026-02-01T00:00:00Z"})
    write_log(begun, run.model_copy(update={"header": late, "results": run.results[:3], "end": None}))
    with House(settings) as made:
        yield made


@pytest.mark.parametrize("language", LANGUAGES)
def test_runs_are_listed_with_their_verdict_the_newest_first(house: House, language: str) -> None:
    words = load_words(language)
    listed = runs_in(house.settings.evals_dir)
    assert [one.name for one in listed] == ["made-up-2", "made-up-1"]
    assert listed[0].summary is None and listed[1].summary is not None
    html = evals.page(listed, words)
    text = " ".join(read(html).split())
    assert "local/one is better than local/two." in text and "covision eval show made-up-2 --write" in text
    assert 'href="./evals/made-up-1/report.html"' in html and "./evals/made-up-2/report.html" not in html


def test_an_empty_list_teaches_the_command(tmp_path: Path) -> None:
    text = read(evals.page(runs_in(tmp_path / "nothing"), load_words("en")))
    assert "covision eval run core" in text
    assert 'href="./?at=evals"' in evals.way(load_words("en"))


def test_hostile_words_in_a_run_stay_words(tmp_path: Path) -> None:
    run = Maker(cases=1, models=(ALL, "local/two"), header={"suite": ALL, "judge": ALL}).run()
    write_log(tmp_path / "evil", run)
    write_reports(run, tmp_path / "evil")
    html = evals.page(runs_in(tmp_path), load_words("en"))
    assert "<script>alert(1)</script>" in read(html) and "{{" not in html


def test_what_is_no_run_is_left_out(tmp_path: Path) -> None:
    for name, body in (("empty", ""), ("other", '{"type":"end"}\n'), ("text", "\xff\n"), (".hidden", "")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "results.jsonl").write_text(body, encoding="latin-1")
    (tmp_path / "file").write_text("x")
    assert runs_in(tmp_path) == ()


def test_a_summary_of_another_run_or_a_broken_one_is_not_shown(house: House) -> None:
    folder = house.settings.evals_dir
    summary = folder / "made-up-1" / "summary.json"
    (folder / "made-up-2" / "summary.json").write_bytes(summary.read_bytes())
    summary.write_text("{", encoding="utf-8")
    assert [one.summary for one in runs_in(folder)] == [None, None]


def test_only_files_of_runs_are_given(house: House, tmp_path: Path) -> None:
    folder = house.settings.evals_dir
    secret = tmp_path / "secret"
    secret.mkdir()
    (secret / "report.html").write_text("secret")
    (folder / "link").symlink_to(secret)
    (folder / "made-up-1" / "notes.txt").write_text("mine")
    assert file_of(folder, "made-up-1", "report.html") == folder / "made-up-1" / "report.html"
    for name, file in (
        ("link", "report.html"), ("..", "report.html"), ("made-up-1", "notes.txt"), ("made-up-1", "../summary.json"),
        (".", "report.html"), ("nowhere", "report.html"), ("made-up-1", "run.sqlite"),
    ):  # fmt: skip
        assert file_of(folder, name, file) is None, (name, file)
    assert place_of(Path("made-up-1"), folder) == folder / "made-up-1"
    assert place_of(secret, folder) == secret and place_of(Path("../evals/made-up-1"), folder) == Path(
        "../evals/made-up-1"
    )


async def test_a_report_is_served_with_nothing_allowed(house: House) -> None:
    app = FastAPI()
    app.get("/evals/{name}/{file}")(lambda name, file: run_file(house, name, file))
    transport = httpx.ASGITransport(app=Guard(app, "127.0.0.1", own=("/evals/",)))
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:7860", cookies=HELD) as client:
        page = await client.get("/evals/made-up-1/report.html")
        data = await client.get("/evals/made-up-1/summary.json")
        lost = await client.get("/evals/made-up-2/report.html")
        foreign = await client.get("/evals/made-up-1/report.html", headers={"host": "example.org"})
    assert page.status_code == 200 and "local/one is better" in page.text
    policy = page.headers.get_list("content-security-policy")[0]
    assert policy.startswith("sandbox; default-src 'none'") and "allow-" not in policy
    assert page.headers["x-content-type-options"] == "nosniff"
    assert data.headers["content-disposition"].startswith("attachment")
    assert (lost.status_code, foreign.status_code) == (404, 400)
