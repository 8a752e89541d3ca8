"""The page stands alone: nothing is fetched, no script runs, and hostile words stay words."""

import base64
import hashlib
import re
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest
from run_maker import KEYS, Maker, better, drafted, exam, pair

from covision.bench.report import summary_of, write_reports
from covision.bench.reports.page import page
from covision.domain.evals import EvalRun

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "web"))
from payloads import ALL, PAYLOADS

_TAGS = """html head meta link title style body header main footer nav section aside h1 h2 h3 p ul ol li a div span strong
code sup blockquote dl dt dd figure details summary table thead tbody tr th td svg line rect circle path text g"""
TAGS = frozenset(_TAGS.split())
VOID = frozenset(("meta", "link"))


class Reader(HTMLParser):
    """Every tag with its attributes, all text, and whether tags close in order."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.text: list[str] = []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open and self.open[-1] == tag, f"</{tag}> closes {self.open[-3:]}"
        self.open.pop()

    def handle_data(self, data):
        self.text.append(data)


def read(html: str) -> Reader:
    reader = Reader()
    reader.feed(html)
    reader.close()
    assert not reader.open
    return reader


def shown(run: EvalRun) -> tuple[str, Reader]:
    html = page(run, summary_of(run))
    return html, read(html)


def hostile(payload: str) -> EvalRun:
    """A run in which every text of people, models and files is this."""
    run = Maker(
        cases=6, models=(payload, "local/two"), header={"judge": payload, "exam": exam(False, payload)}
    ).run()
    bad = drafted(f"{payload} known", {key: 0.5 for _, key in KEYS}, forbidden=(payload,), quote=payload)
    card = bad.draft.scorecard
    told = card.model_copy(
        update={
            "criteria": tuple(
                one.model_copy(update={"reason": payload, "question": payload}) for one in card.criteria
            )
        }
    )
    draft = bad.draft.model_copy(
        update={
            "scorecard": told,
            "angle": payload,
            "feel": payload,
            "think": payload,
            "do": payload,
            "rationale": payload,
        }
    )
    unchecked = bad.model_copy(update={"support": None, "draft": draft})
    results = tuple(
        one.model_copy(
            update={
                "drafts": (bad.model_copy(update={"draft": draft}), unchecked),
                "organisation": payload,
                "warnings": (payload,),
            }
        )
        for one in run.results
    )
    failed = results[0].model_copy(update={"status": "failed", "reason": payload, "drafts": ()})
    anchors = tuple(
        one.model_copy(update={"scorecard": one.scorecard.model_copy(update={"statement": payload})})
        for one in run.anchors
    )
    header = run.header.model_copy(
        update={"suite": payload, "version": payload, "settings": {"embeddings": payload}}
    )
    return run.model_copy(update={"results": (failed, *results[1:]), "anchors": anchors, "header": header})


@pytest.mark.parametrize("payload", [*PAYLOADS, ALL, "\ud800 lone", "zero\x00byte"])
def test_hostile_words_stay_words(payload: str):
    html, reader = shown(hostile(payload))
    assert {tag for tag, _ in reader.tags} <= TAGS
    for _, attributes in reader.tags:
        assert not any(name.startswith("on") or name in ("style", "src", "srcset", "action") for name in attributes)
    html.encode("utf-8")
    assert "\u202e" not in html and "\x00" not in html


def test_the_page_fetches_nothing_and_runs_nothing():
    html, reader = shown(Maker(cases=3).run())
    links = [attributes["href"] or "" for _, attributes in reader.tags if "href" in attributes]
    assert all(link.startswith("#") or link == "data:," for link in links)
    assert "://" not in html and "url(" not in html and "@import" not in html and "<script" not in html


def test_the_policy_allows_the_one_style_sheet_and_nothing_else():
    html, reader = shown(Maker(cases=3).run())
    policy = next(one["content"] for tag, one in reader.tags if one.get("http-equiv") == "Content-Security-Policy")
    style = re.search(r"<style>(.*?)</style>", html, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert policy.startswith("default-src 'none'") and f"style-src 'sha256-{digest}'" in policy
    assert "unsafe" not in policy


def test_every_link_leads_to_a_place_on_the_page():
    _, reader = shown(Maker(cases=8, value=better(0.3), failed=[("local/two", "case-01")]).run())
    ids = [attributes["id"] for _, attributes in reader.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    links = {attributes["href"] for _, attributes in reader.tags if (attributes.get("href") or "").startswith("#")}
    assert {f"#{id}" for id in ids} >= links


def test_every_plot_has_its_figures_in_words():
    run = Maker(value=better(0.3)).run()
    _, reader = shown(run.model_copy(update={"pairs": tuple(pair(f"case-{at:02}", "first") for at in range(6))}))
    plots = [attributes for tag, attributes in reader.tags if tag == "svg" and attributes.get("role") == "img"]
    assert len(plots) > 15 and all(len(attributes["aria-label"] or "") > 20 for attributes in plots)
    unseen = [one for tag, one in reader.tags if tag == "svg" and one.get("role") != "img" and "x" not in one]
    assert unseen, "markers in words and legends are hidden from readers of screens, or lie in a hidden axis"


def test_the_verdict_stands_on_top_and_evidence_beside_each_part():
    html, reader = shown(Maker(value=better(0.3)).run())
    text = " ".join("".join(reader.text).split())
    assert "local/one is better than local/two." in text and text.index("local/one is better") < 700
    for words in (
        "no support found: Nobody said so.",
        "They know what I buy.",
        "owner, answer 2",
        "Weak foil",
        "Reference",
    ):
        assert words in text
    assert '<span class="part supported">Everyone</span>' in html


def test_what_nobody_checked_is_said_to_be_unchecked():
    run = Maker(cases=1, models=("local/one",)).run()
    (only,) = run.results
    bare = only.drafts[0].model_copy(update={"support": None})
    _, reader = shown(run.model_copy(update={"results": (only.model_copy(update={"drafts": (bare,)}),)}))
    text = " ".join("".join(reader.text).split())
    assert "As the draft cites it; nobody checked." in text and "Nobody checked here" in text


def test_a_run_without_any_result_still_has_a_page(tmp_path: Path):
    run = Maker(cases=2).run().model_copy(update={"results": (), "anchors": (), "end": None})
    outcome = write_reports(run, tmp_path)
    text = "".join(read((tmp_path / "report.html").read_text(encoding="utf-8")).text)
    assert outcome.exit_code == 0 and "Nothing to tell yet." in text and "2 cases have no result yet" in text


def test_a_suite_without_references_and_foils_has_a_page_too():
    _, found = shown(Maker(cases=4, anchors=False).run())
    assert not [attrs for tag, attrs in found.tags if tag == "rect" and "band" in (attrs.get("class") or "")]


def test_many_contestants_and_repeats_fit(tmp_path: Path):
    run = Maker(cases=3, models=tuple(f"local/m{at}" for at in range(5)), repeats=2).run()
    html, _ = shown(run)
    assert html.count("repeat 2") == 15 and "local/m3 less local/m4" in html


def test_three_hundred_drafts_are_written_in_a_moment(tmp_path: Path):
    html, _ = shown(Maker(cases=75).run())
    assert len(html) < 1_500_000
