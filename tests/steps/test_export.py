"""What is taken away says what the project says, and nothing in it runs, links or changes by itself."""

import io
import json
import re
import zipfile

import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st

from covision.domain.base import Span
from covision.domain.board import Finding
from covision.domain.draft import Clause, Draft, DraftSet, Evidence, PromptRef, RunInfo, Usage
from covision.domain.events import ProjectState, Version
from covision.domain.project import Organisation, Participant
from covision.domain.research import ResearchSource
from covision.domain.rubric import CriterionScore, Scorecard, Summary
from covision.errors import InputError, UsageError
from covision.steps.export import (
    cell,
    drafts_json,
    drafts_md,
    escape,
    export_project,
    file_name,
    project_docx,
    project_md,
)
from covision.steps.project_file import load_project
from covision.steps.takeaway.story import Telling

STATEMENT = "You leave known, with bread you are proud of."
CARD = Scorecard(
    id="s1",
    statement=STATEMENT,
    summary=Summary(value=0.62, covered=2, of=19),
    criteria=(
        CriterionScore(
            number=1,
            key="customer_result",
            status="scored",
            value=0.8,
            span=Span(start=0, end=15, text="You leave known"),
            reason="It says in what state they leave.",
            question="Who else could say it?",
        ),
        CriterionScore(number=15, key="emotion_fits", status="unscored", reason="Needs a judge."),
    ),
)


def draft_set(statement: str = STATEMENT, quote: str = "They knew my name", model: str = "local/one") -> DraftSet:
    clause = Clause(text=statement, start=0, end=len(statement), kind="need", evidence=("s-1",))
    assumed = clause.model_copy(update={"evidence": (), "assumption": True, "kind": "aspiration"})
    draft = Draft(
        id="d1",
        angle="being known",
        statement=statement,
        language="en",
        feel="known",
        think="they see me",
        do="come back",
        rationale="Many said it.",
        clauses=(clause, assumed),
        scorecard=CARD.model_copy(update={"statement": statement}),
        origin=f"model:{model}",
    )
    run = RunInfo(
        model=model,
        prompt=PromptRef(id="draft/write", version="3", digest="beef"),
        corpus_digest="c0de",
        rubric_version="1",
        seed=7,
        usage=Usage(input_tokens=10, output_tokens=5, calls=2),
        seconds=1.5,
    )
    return DraftSet(
        project={"organisation": {"name": "Harbour Street Bakery"}},
        run=run,
        evidence={"s-1": Evidence(kind="snippet", text=quote, source="reviews.csv row 4", start=0, end=len(quote))},
        drafts=(draft,),
        assumptions=("We assume it is for everybody.",),
        warnings=("Only one participant.",),
    )


def state(found: DraftSet | None = None, name: str = "Harbour Street Bakery", language: str = "en") -> ProjectState:
    found = found or draft_set()
    return ProjectState(
        id="p",
        organisation=Organisation(name=name, language=language),
        interview_language=language,
        participants=(Participant(id="owner", answers={"2": "known: always"}),),
        research=(ResearchSource(name="reviews.csv"),),
        drafts=found.drafts,
        evidence={id: item.model_dump(mode="json") for id, item in found.evidence.items()},
        draft_set=found,
        chosen="d1",
        versions=(
            Version(version=1, statement=STATEMENT, author="model:local/one", at="2026-01-01"),
            Version(
                version=2,
                statement="You leave known and fed.",
                author="owner",
                note="shorter",
                base=1,
                at="2026-01-02",
            ),
        ),
    )


def word_text(content: bytes) -> str:
    return "\n".join(paragraph.text for paragraph in Document(io.BytesIO(content)).paragraphs)


def xml(content: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return "\n".join(
            archive.read(name).decode("utf-8", "replace")
            for name in archive.namelist()
            if not name.endswith(".jpeg")
        )


ESSENTIALS = [
    "Harbour Street Bakery",
    "You leave known and fed.",
    STATEMENT,
    "They knew my name",
    "reviews.csv row 4",
    "It says in what state they leave.",
    "Who else could say it?",
    "We assume it is for everybody.",
    "Only one participant.",
    "local/one",
    "draft/write 3, beef",
    "seed: 7",
    "cost: unknown",
    "shorter",
    "assumption?",
    "0.62",
    "2 of 19",
    "emotion",
    "(chosen)",
]


@pytest.mark.parametrize("format", ["md", "docx"])
def test_everything_is_in_it(format: str) -> None:
    exported = export_project(state(), Telling(["We assume it is for everybody."]), format)  # type: ignore[arg-type]
    text = exported.content.decode().replace("\\", "") if format == "md" else word_text(exported.content)
    assert [words for words in ESSENTIALS if words not in text] == []
    assert exported.name == f"vision-harbour-street-bakery.{format}"


def test_the_statement_is_the_largest_in_word() -> None:
    runs = [run for p in Document(io.BytesIO(project_docx(state(), ()))).paragraphs for run in p.runs]
    sizes = {run.text: run.font.size.pt for run in runs if run.font.size}
    assert sizes == {"You leave known and fed.": 28, STATEMENT: 20}


def test_portuguese_words() -> None:
    text = export_project(state(language="pt"), Telling(["Um pressuposto."]), "md").content.decode()
    assert "Visão da experiência do cliente" in text and "Em que assenta" in text and "Um pressuposto." in text


def test_json_is_the_contract_and_yaml_reads_back(tmp_path) -> None:  # type: ignore[no-untyped-def]
    found = draft_set()
    assert DraftSet.model_validate_json(drafts_json(found)) == found
    assert json.loads(export_project(state(found), Telling(()), "json").content)["run"]["seed"] == 7
    path = tmp_path / "p.yaml"
    path.write_bytes(export_project(state(), Telling(()), "yaml").content)
    assert load_project(path)[0].participants[0].answers == {"2": "known: always"}
    assert "# research: [reviews.csv]" in path.read_text()


def test_drafts_md_of_a_run() -> None:
    text = drafts_md(draft_set())
    assert text.startswith("# Customer experience vision: Harbour Street Bakery\n") and f"**{STATEMENT}**" in text
    assert "“They knew my name” (customer: reviews.csv row 4)" in text


def test_scripted_text_is_named_as_such() -> None:
    found = draft_set(model="scripted/demo")
    for text in (drafts_md(found), word_text(project_docx(state(found), ()))):
        assert text.count("scripted text, not written by a language model") >= 2


def test_nothing_to_export() -> None:
    with pytest.raises(InputError):
        export_project(ProjectState(id="p"), Telling(()), "json")
    with pytest.raises(UsageError, match="'exe'"):
        export_project(ProjectState(id="p"), Telling(()), "exe")  # type: ignore[arg-type]
    assert (
        export_project(ProjectState(id="p"), Telling(()), "md").content
        and export_project(ProjectState(id="p"), Telling(()), "docx").content
    )


HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "![x](http://evil.example/?d=1)",
    "[click](javascript:alert(1))",
    "[ref]: http://evil.example",
    "# Not a heading",
    "- no list",
    "1. no list",
    "> no quote",
    "`code`",
    "| a | b |",
    "---",
    "https://evil.example",
    "www.evil.example",
    "&lt;b&gt;",
    "a\n\n# b",
    "~~~\nx",
    "*bold*",
    "_it_",
    "\u202ereversed",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_markdown_of_hostile_text_is_plain_text(text: str) -> None:
    from markdown_it import MarkdownIt

    html = MarkdownIt("gfm-like", {"html": True, "linkify": False}).render(
        f"- x {escape(text)}\n\n{escape(text)}\n"
    )
    tags = set(re.findall(r"<(\w+)", html))
    assert tags <= {"ul", "li", "p"}, html
    whole = MarkdownIt("commonmark").render(drafts_md(draft_set(statement=text, quote=text)))
    assert not re.search(r"<(script|img|a|svg|table|code)\b", whole)


@pytest.mark.parametrize(
    "text", ["DDEAUTO c:\\\\cmd", "{ INCLUDEPICTURE http://evil.example }", "=HYPERLINK(1)", *HOSTILE]
)
def test_word_has_no_field_link_or_external_target(text: str) -> None:
    content = project_docx(state(draft_set(statement=text, quote=text), name=text[:200]), [text])
    inside = xml(content)
    for word in (
        "instrText",
        "fldSimple",
        "fldChar",
        'TargetMode="External"',
        "<w:hyperlink",
        "attachedTemplate",
        "altChunk",
    ):
        assert word not in inside
    assert "DDEAUTO" not in text or text in word_text(content)


def test_same_project_same_bytes() -> None:
    assert project_docx(state(), ("a",)) == project_docx(state(), ("a",))


@settings(max_examples=25)
@given(st.text(max_size=80))
def test_any_text_can_be_exported(text: str) -> None:
    found = draft_set(statement=text or "x", quote=text)
    assert Document(io.BytesIO(project_docx(state(found, name=text or "x"), [text])))
    drafts_md(found).encode()


@given(st.text(max_size=120))
def test_file_names_are_safe(name: str) -> None:
    safe = file_name(name)
    assert (
        safe.startswith("vision")
        and len(safe) <= 70
        and not set(safe) & set('/\\:*?"<>|. \x00\n')
        and not safe.endswith("-")
    )


@given(
    st.sampled_from(["=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠", " =", "\u00a0+"]), st.text(max_size=20)
)
def test_cells_are_no_formulas(first: str, rest: str) -> None:
    assert cell(first + rest) == f"'{first}{rest}"
    assert cell(f"a{first}{rest}") == f"a{first}{rest}"


def test_the_current_state_goes_along_escaped_and_part_by_part() -> None:
    lines = (
        Finding(id="t", quadrant="threat", text="A chain [opens](http://x.example) next door.", author="me"),
        Finding(id="s", quadrant="strength", text="Bread is loved."),
    )
    state = ProjectState(id="p", organisation=Organisation(name="Somewhere"))
    text = project_md(state, (), lines)
    assert text.index("Strength: Bread is loved.") < text.index("Threat: A chain")
    assert r"\[opens\](http\:" in text
    document = Document(io.BytesIO(project_docx(state, (), lines)))
    assert any("Strength: Bread is loved." in paragraph.text for paragraph in document.paragraphs)
    assert "Where you stand today" not in project_md(state, ())
