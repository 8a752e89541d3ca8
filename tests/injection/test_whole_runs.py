"""Whole runs on hostile material, and everything that shows or exports them: the page, Markdown, Word, JSON."""

import asyncio
import io
import json
import socket
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from attacks import ATTACKS
from carriers import RESEARCH, SOUND, TEAM, base
from hidden_files import FILES
from instruments import CORPUS, LEXICON, RUBRIC, Obedient, Speaker, context, reached
from markdown_it import MarkdownIt

from covision.domain.draft import Clause, Draft, DraftSet, Evidence, PromptRef, RunInfo
from covision.domain.events import Drafting, ProjectState, Version
from covision.domain.project import Material, Organisation
from covision.faces.web.presenters import drafts as cards
from covision.faces.web.words import load_words
from covision.steps.draft import draft
from covision.steps.export import export_project
from covision.steps.rubric import load_rubric
from covision.steps.score import context_of, score
from covision.steps.takeaway.story import Telling

CARRIERS = {**RESEARCH, **FILES, **TEAM}
TEXTS = tuple(attack.text for attack in ATTACKS)


@pytest.fixture(autouse=True)
def wire(monkeypatch: pytest.MonkeyPatch, no_look_ups: list[str]) -> Iterator[list[Any]]:
    """No connection is tried, no name looked up; the list holds what was tried all the same."""
    tried: list[Any] = []

    def refuse(self: socket.socket, address: Any, *rest: Any) -> None:
        tried.append(address)
        raise OSError("no connections in this test")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket.socket, "connect_ex", refuse)
    yield tried
    assert tried == [] and no_look_ups == []


def run(material: Material, model: Speaker) -> DraftSet:
    async def go() -> DraftSet:
        async for item in draft(material, context(model), workspace="w", run="r", seed=1):
            if isinstance(item, DraftSet):
                return item
        raise AssertionError("no set at the end")

    return asyncio.run(go())


def state_of(material: Material, drafts: DraftSet, statement: str = SOUND) -> ProjectState:
    return ProjectState(
        id="p",
        organisation=material.organisation,
        statements=material.statements,
        goals=material.goals,
        participants=material.participants,
        research=material.research,
        drafting=Drafting(run="r", model="test/speaker", seed=1, wanted=3, status="done"),
        drafts=drafts.drafts,
        evidence={id: item.model_dump(mode="json") for id, item in drafts.evidence.items()},
        draft_set=drafts,
        versions=(Version(version=1, statement=statement, author="owner"),),
    )


@pytest.mark.parametrize("tier", ["strong", "small"])
@pytest.mark.parametrize("carrier", CARRIERS)
def test_an_obedient_writer_writes_no_attackers_words(carrier: str, tier: str, tmp_path: Path) -> None:
    material = CARRIERS[carrier](ATTACKS, tmp_path)
    model = Obedient(tier)
    whole = run(material, model)
    assert len(whole.drafts) >= 2, "the team gets its drafts all the same"
    own = [
        text
        for made in whole.drafts
        for text in (
            *(made.statement, made.feel, made.think, made.do, made.rationale, made.angle, made.origin),
            *(clause.text for clause in made.clauses),
        )
    ]
    own += [*whole.warnings, *whole.assumptions, whole.run.model]
    orders = [attack for attack in ATTACKS if attack.order or carrier not in TEAM]
    assert [attack.family for attack in orders if reached(attack, own)] == []
    quoted = [item.text for item in whole.evidence.values()]
    assert [attack.family for attack in ATTACKS if attack.order and reached(attack, quoted)] == []
    for made in whole.drafts:
        card = made.scorecard
        assert card is not None and card.judge is None
        assert all(one.method in ("measure", "judge", "people", "mixed") for one in card.criteria)
        assert card.summary.value is None or 0 <= card.summary.value < 1


@pytest.mark.parametrize("carrier", RESEARCH)
def test_no_comment_moves_a_score(carrier: str, tmp_path: Path) -> None:
    calm = [replace(attack, text="We were there on a rainy day and the room was warm.") for attack in ATTACKS]
    found = []
    for attacks in (calm, ATTACKS):
        known = context_of(RESEARCH[carrier](attacks, tmp_path), CORPUS)
        found.append(score(SOUND, RUBRIC, LEXICON, known).summary.value)
    assert found[0] is not None and found[1] is not None and abs(found[0] - found[1]) <= 0.05


# What is shown and exported. Here the attackers' words stand in every place that can hold words at all, as if every
# wall before had fallen: they must be text all the same.


def everywhere() -> DraftSet:
    evidence = {
        f"s{at}": Evidence(kind="snippet", text=text, source=f"r.csv row {at + 1}", start=0, end=len(text))
        for at, text in enumerate(TEXTS)
    }
    made = []
    for at, text in enumerate(TEXTS):
        flat = text or "x"
        clause = Clause(text=flat, start=0, end=len(flat), kind="need", evidence=tuple(evidence)[at : at + 3])
        made.append(
            Draft(
                id=f"d{at}",
                angle=text,
                statement=flat,
                language="en",
                feel=text,
                think=text,
                do=text,
                rationale=text,
                clauses=(clause,),
                origin=text,
                scorecard=score(SOUND, RUBRIC, LEXICON, context_of(base(), CORPUS)),
            )
        )
    info = RunInfo(
        model="m", prompt=PromptRef(id="p", version="1", digest="0"), corpus_digest="0", rubric_version="1", seed=1
    )
    told = {"organisation": {"name": TEXTS[0]}}
    return DraftSet(
        project=told, run=info, evidence=evidence, drafts=tuple(made), assumptions=TEXTS, warnings=TEXTS
    )


def hostile_state() -> ProjectState:
    material = base(organisation=Organisation(name=" ".join(TEXTS)[:200]), goals=TEXTS)
    return state_of(material, everywhere(), TEXTS[20])


def test_markdown_holds_no_live_thing() -> None:
    text = export_project(hostile_state(), Telling(TEXTS), "md").content.decode()
    renderer = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    kinds = {child.type for token in renderer.parse(text) for child in (token, *(token.children or ()))}
    live = {"link_open", "image", "html_inline", "html_block", "code_inline", "code_block", "fence", "table_open"}
    assert kinds & live == set()
    control = renderer.parse("\n\n".join(TEXTS))
    assert {child.type for token in control for child in (token, *(token.children or ()))} & live, "they would be"


def test_word_holds_no_field_no_link_and_fetches_nothing() -> None:
    content = export_project(hostile_state(), Telling(TEXTS), "docx").content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name).decode("utf-8", "replace") for name in archive.namelist()}
    body = parts["word/document.xml"]
    assert ATTACKS[0].canary in body
    for name, part in parts.items():
        if name.endswith(".rels"):
            assert 'TargetMode="External"' not in part
    for tag in ("w:instrText", "w:fldSimple", "w:hyperlink", "w:object", "w:pict", "w:altChunk", "w:drawing"):
        assert f"<{tag}" not in body


def test_json_gives_back_the_same_words() -> None:
    data = json.loads(export_project(hostile_state(), Telling(TEXTS), "json").content)
    assert [data["evidence"][f"s{at}"]["text"] for at in range(len(TEXTS))] == list(TEXTS)
    card = score(SOUND, RUBRIC, LEXICON, context_of(base(), CORPUS))
    assert all(one["scorecard"]["summary"] == card.summary.model_dump(mode="json") for one in data["drafts"])


class Elements(HTMLParser):
    """Every element with its attributes' names, and whatever would run or fetch."""

    def __init__(self) -> None:
        super().__init__()
        self.shape: list[tuple[str, tuple[str, ...]]] = []
        self.live: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.shape.append((tag, tuple(sorted(name for name, _ in attrs))))
        for name, value in attrs:
            if name.startswith("on") or name in ("src", "href", "style", "srcset", "action", "formaction"):
                self.live.append(f"{tag} {name}={value}")


def test_the_page_shows_text_and_nothing_else() -> None:
    words, rubric = load_words("en"), load_rubric("en")
    state = hostile_state()
    seen = Elements()
    shown = str(cards.cards(state, rubric, words))
    seen.feed(shown)
    assert seen.live == [] and ATTACKS[0].canary in shown
    plain = Elements()
    calm = [made.model_copy(update={"id": made.id, "feel": "calm", "rationale": "why"}) for made in state.drafts]
    plain.feed(str(cards.cards(state.model_copy(update={"drafts": tuple(calm)}), rubric, words)))
    assert seen.shape == plain.shape
    assert not {tag for tag, _ in seen.shape} & {"script", "img", "iframe", "svg", "object", "style", "link", "a"}
