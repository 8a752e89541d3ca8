"""Every quote that is shown or exported is a verbatim part of one source, whatever stands in that source."""

import asyncio
import html
import io
import json
import re
from html.parser import HTMLParser
from typing import Any

from attacks import ATTACKS
from carriers import COMMENTS, base
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st
from instruments import CORPUS, Obedient, context
from markdown_it import MarkdownIt

from covision.domain.draft import Clause, Draft, DraftSet, Evidence, PromptRef, RunInfo
from covision.domain.events import ProjectState
from covision.domain.project import Material
from covision.domain.research import Quote, ResearchSource, Snippet, Theme, ThemeSet
from covision.faces.web.presenters.drafts import cards
from covision.faces.web.words import load_words
from covision.steps.check_drafts import check_drafts
from covision.steps.draft import draft
from covision.steps.export import export_project
from covision.steps.extract import holds, records_of
from covision.steps.rubric import load_lexicon, load_rubric
from covision.steps.takeaway.story import Telling

WORDS, RUBRIC = load_words("en"), load_rubric("en")
HOSTILE = st.one_of(
    st.sampled_from([attack.text for attack in ATTACKS]),
    st.text(max_size=200),
    st.text(alphabet="<>[]()!*_`#|\\&;:/.@=+-\"'“” \n\taé日\u202e\u200b", max_size=120),
    st.builds("{} {}".format, st.sampled_from(COMMENTS), st.text(max_size=40)),
)


def material(texts: list[str], **more: Any) -> Material:
    snippets = tuple(Snippet(id=f"s{at}", text=text, source="r.csv", row=at + 1) for at, text in enumerate(texts))
    source = ResearchSource(name="r.csv", rows=len(texts), read=len(texts), snippets=snippets)
    return base(research=(source,), **more)


def run(told: Material, tier: str) -> DraftSet:
    async def go() -> DraftSet:
        async for item in draft(told, context(Obedient(tier)), workspace="w", run="r", seed=1):
            if isinstance(item, DraftSet):
                return item
        raise AssertionError("no set at the end")

    return asyncio.run(go())


@settings(max_examples=6, deadline=None)
@given(
    st.lists(HOSTILE.filter(str.strip), min_size=1, max_size=12, unique=True), st.sampled_from(["small", "strong"])
)
def test_drafts_cite_words_that_stand_where_they_say(texts: list[str], tier: str) -> None:
    told = material([*COMMENTS, *texts])
    whole = run(told, tier)
    content = json.dumps(whole.model_dump(mode="json"))
    broken = check_drafts(content, CORPUS, load_lexicon, material=told)
    assert [str(one) for one in broken if one.key.startswith("evidence")] == []
    held = {snippet.place: snippet.text for snippet in told.snippets()}
    for item in whole.evidence.values():
        if item.kind == "snippet":
            assert held[item.source][item.start : item.end] == item.text


@given(st.lists(HOSTILE, min_size=1, max_size=8), st.integers(0, 300), st.integers(0, 300))
def test_quotes_of_themes_are_believed_only_where_they_hold(texts: list[str], start: int, size: int) -> None:
    said = [text or "x" for text in texts]
    quotes = [
        Quote(
            snippet=f"s{at}", text=text[start % 7 : start % 7 + size], start=start % 5, end=start + size, place="r"
        )
        for at, text in enumerate(said)
    ]
    quotes += [Quote(snippet=f"s{at}", text=t, start=0, end=len(t), place="r") for at, t in enumerate(said)]
    found = ThemeSet(themes=(Theme(id="t", label="room", count=3, quotes=tuple(quotes)),), of=9)
    texts_by_id = {f"s{at}": text for at, text in enumerate(said)}
    for record in records_of(material(said, themes=found)).records:
        assert holds(record.quote, texts_by_id)


def state_with(texts: list[str]) -> ProjectState:
    evidence = {
        f"s{at}": Evidence(kind="snippet", text=text, source=f"r.csv row {at}", start=0, end=len(text))
        for at, text in enumerate(texts)
    }
    statement = "Patients leave calm."
    clause = Clause(text=statement, start=0, end=len(statement), kind="need", evidence=tuple(evidence))
    made = Draft(id="d", angle="a", statement=statement, language="en", clauses=(clause,))
    ref = PromptRef(id="p", version="1", digest="0")
    info = RunInfo(model="m", prompt=ref, corpus_digest="0", rubric_version="1", seed=1)
    whole = DraftSet(project={}, run=info, evidence=evidence, drafts=(made,))
    return ProjectState(
        id="p",
        organisation=base().organisation,
        drafts=(made,),
        draft_set=whole,
        evidence={id: item.model_dump(mode="json") for id, item in evidence.items()},
    )


_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff\u202a-\u202e\u2066-\u2069\U000e0000-\U000e007f]"
)


def visible(text: str) -> str:
    """The letters as a reader gets them: without blanks, what no file can hold, and what nobody sees."""
    return "".join(_UNSEEN.sub("", text).split())


class Text(HTMLParser):
    """What a browser would show of the first quotation."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.said = ""

    def handle_data(self, data: str) -> None:
        self.said += data


@settings(max_examples=12, deadline=None)
@given(st.lists(HOSTILE.filter(lambda text: bool(visible(text))), min_size=1, max_size=12))
def test_every_export_shows_the_words_as_they_are(texts: list[str]) -> None:
    state = state_with(texts)
    data = json.loads(export_project(state, Telling([]), "json").content)
    assert [data["evidence"][f"s{at}"]["text"] for at in range(len(texts))] == texts
    markdown = export_project(state, Telling([]), "md").content.decode()
    rendered = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).render(markdown)
    plain = visible(html.unescape(re.sub(r"</?(?:h\d|p|ul|li|blockquote|strong|br)\s*/?>", "", rendered)))
    file = Document(io.BytesIO(export_project(state, Telling([]), "docx").content))
    word = [visible(one.text) for one in file.paragraphs]
    page = Text()
    page.feed(str(cards(state, RUBRIC, WORDS)))
    for at, text in enumerate(texts):
        quoted = f"“{visible(text)}”(customer:r.csvrow{at})"
        assert quoted in plain and quoted in word
        assert visible(text) in visible(page.said)
