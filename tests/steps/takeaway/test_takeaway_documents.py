"""Documents of every kind: what they tell, what they leave out, and that nothing in them runs, links or is fetched."""

import io
import json
import re
import sys
import zipfile
from datetime import date
from html.parser import HTMLParser
from typing import Any

import pypdfium2
import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from pptx import Presentation
from project_data import ATTACKS, PAYLOADS, adopted, project

from covision.domain.events import ProjectState, Version
from covision.errors import CovisionError, UsageError
from covision.steps.export import export_project
from covision.steps.takeaway.share import words_by_people
from covision.steps.takeaway.story import Telling

ASSUMED = ("We do not know who comes on Sundays.",)
READERS: dict[str, Any] = {}


def reader(format: str) -> Any:
    return lambda read: READERS.setdefault(format, read)


@reader("md")
def _md(content: bytes) -> str:
    return content.decode().replace("\\", "")


@reader("html")
def _html(content: bytes) -> str:
    return "\n".join(Page.of(content).text)


@reader("docx")
def _docx(content: bytes) -> str:
    return "\n".join(one.text for one in Document(io.BytesIO(content)).paragraphs)


@reader("pptx")
def _pptx(content: bytes) -> str:
    deck = Presentation(io.BytesIO(content))
    return "\n".join(shape.text_frame.text for slide in deck.slides for shape in slide.shapes)


@reader("pdf")
def _pdf(content: bytes) -> str:
    file = pypdfium2.PdfDocument(content)
    text = "\n".join(page.get_textpage().get_text_bounded() for page in file)
    file.close()
    return text


class Page(HTMLParser):
    """Text, tags and attributes of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.text: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    @classmethod
    def of(cls, content: bytes) -> "Page":
        page = cls()
        page.feed(content.decode())
        return page

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def joined(text: str) -> str:
    """Words without the line ends that a page sets."""
    return re.sub(r"\s+", " ", text)


def written(format: str, state: ProjectState, **more: Any) -> bytes:
    return export_project(state, Telling(ASSUMED, **more), format).content  # type: ignore[arg-type]


def told(format: str, state: ProjectState, **more: Any) -> str:
    return joined(READERS[format](written(format, state, **more)))


FORMATS = tuple(READERS)


@pytest.mark.parametrize("format", FORMATS)
def test_the_adopted_statement_its_terms_and_what_it_rests_on(format: str) -> None:
    text = told(format, adopted(project()))
    for words in (
        "Harbour Street Bakery",
        "You leave known and fed.",
        "Adopted as version 2 on 2 May 2026",
        "Ana Sousa",
        "1 May 2027",
        "Being the fastest.",
        "They told us so.",
        "Cared for",
        "We do not know who comes on Sundays.",
        "They knew my name",
        "reviews.csv row 4",
        "Answered by Owner",
        "people wrote",
        "local/one",
    ):
        assert words in text, words
    # What the chosen draft said and the adopted statement no longer says is not what it rests on.
    assert format != "pptx" or "Bread I am proud of" not in text


@pytest.mark.parametrize("format", FORMATS)
def test_without_evidence_nobody_is_quoted_and_without_method_nothing_is_said_of_it(format: str) -> None:
    state = adopted(project())
    bare = told(format, state, evidence=False)
    assert "They knew my name" not in bare and "row 4" not in bare and "You leave known and fed." in bare
    assert "It says in what state" not in bare and "people wrote" in bare
    plain = told(format, state, method=False)
    assert "They knew my name" in plain and "people wrote" not in plain and "draft/write" not in plain


@pytest.mark.parametrize("format", FORMATS)
def test_portuguese_letters_arrive(format: str) -> None:
    text = told(format, adopted(project(language="pt", statement="Sai reconhecido, com pão à mão: «já cá está».")))
    for words in (
        "Sai reconhecido, com pão à mão: «já cá está».",
        "Visão da experiência do cliente",
        "maio de 2027",
    ):
        assert words in text


@pytest.mark.parametrize("format", FORMATS)
def test_the_same_project_gives_the_same_bytes_and_any_project_can_be_written(format: str) -> None:
    assert written(format, adopted(project())) == written(format, adopted(project()))
    assert "not adopted" in told(format, project()).lower()
    assert written(format, ProjectState(id="p"))


def test_three_slides_with_titles_and_nothing_that_changes_by_itself() -> None:
    content = written("pptx", adopted(project()))
    deck = Presentation(io.BytesIO(content))
    assert [slide.shapes.title.text_frame.text for slide in deck.slides] == [
        "Customer experience vision · Harbour Street Bakery", "Why, and who says so", "How to live by it",
    ]  # fmt: skip
    assert len(deck.slide_layouts) == 1 and b"<a:fld" not in b"".join(parts(content).values())


def parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


LIVE_OFFICE = (
    b"instrText", b"fldSimple", b"fldChar", b"<w:hyperlink", b"a:hlinkClick", b"hlinkHover", b"attachedTemplate",
    b"altChunk", b"w:object", b"oleObj", b"<a:fld", b'TargetMode="External"', b"vbaProject",
)  # fmt: skip


@pytest.mark.parametrize("format", ["docx", "pptx"])
def test_office_files_hold_no_field_no_link_and_nothing_from_outside(format: str) -> None:
    for text in (*ATTACKS, " ".join(ATTACKS)):
        made = parts(written(format, adopted(project(statement=text, quote=text, name=text[:200], terms=text))))
        for name, part in made.items():
            assert not name.endswith((".bin", ".jpeg"))
            assert [word for word in LIVE_OFFICE if word in part] == [], (name, text)


def full_of_payloads() -> ProjectState:
    """Every payload as a statement, a note, an author, a quote, a warning; all of them wherever somebody writes."""
    state = adopted(project(statement=PAYLOADS[0], quote=PAYLOADS[1], name=PAYLOADS[2], terms=" ".join(ATTACKS)))
    assert state.draft_set is not None
    (draft,) = state.drafts
    drafts = tuple(
        draft.model_copy(update={"angle": one, "feel": one, "warnings": (one,)}) for one in PAYLOADS[:40]
    )
    versions = tuple(
        Version(version=n, statement=one, author=one, note=one, at=one) for n, one in enumerate(PAYLOADS, start=1)
    )
    told = state.draft_set.model_copy(update={"warnings": PAYLOADS})
    return state.model_copy(update={"versions": versions, "drafts": drafts, "draft_set": told})


def test_payloads_through_every_field_and_format() -> None:
    assert len(set(PAYLOADS)) >= 150
    state = full_of_payloads()
    made = {
        format: export_project(state, Telling(PAYLOADS), format).content  # type: ignore[arg-type]
        for format in (*FORMATS, "ics", "json", "yaml")
    }
    for format in ("docx", "pptx"):
        whole = b"".join(parts(made[format]).values())
        assert [word for word in LIVE_OFFICE if word in whole] == []
    page = Page.of(made["html"])
    assert not {"script", "img", "a", "iframe", "b", "object", "form"} & {tag for tag, _ in page.tags}
    assert sum(tag == "style" for tag, _ in page.tags) == 1
    assert not re.search(rb"/(URI|Launch|JavaScript|JS|AA|EmbeddedFile|SubmitForm)[\s<\[(/]", made["pdf"])
    tokens = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).parse(made["md"].decode())
    kinds = {child.type for token in tokens for child in (token, *(token.children or ()))}
    assert not kinds & {"link_open", "image", "html_inline", "html_block", "code_inline", "fence", "table_open"}
    names = [line.partition(":")[0] for line in made["ics"].decode().replace("\r\n ", "").split("\r\n")]
    assert names.count("DESCRIPTION") == 2 and len(names) == 21


def test_formula_like_words_stay_words() -> None:
    for text in ("=HYPERLINK(1)", "+1", "-1+2", "@SUM(A1)", "DDEAUTO cmd"):
        state = adopted(project(statement=text, quote=text))
        assert [format for format in FORMATS if text not in told(format, state)] == []


@pytest.mark.parametrize("text", [*ATTACKS, " ".join(ATTACKS)])
def test_a_page_holds_no_live_thing(text: str) -> None:
    content = written("html", adopted(project(statement=text, quote=text, name=text[:200], terms=text)))
    plain, page = Page.of(written("html", adopted(project()))), Page.of(content)
    assert {tag for tag, _ in page.tags} <= {tag for tag, _ in plain.tags}
    for tag, attributes in page.tags:
        assert not {"href", "src", "srcset", "style", "action"} & set(attributes), tag
        assert not any(key.startswith("on") for key in attributes)
    policy = next(one["content"] for _, one in page.tags if one.get("http-equiv") == "Content-Security-Policy")
    assert policy and policy.startswith("default-src 'none'; style-src 'sha256-") and "unsafe" not in policy


@pytest.mark.parametrize("text", [*ATTACKS, '#read("/etc/passwd")', '#image("/etc/hostname")', "$ x $ #link(1)"])
def test_words_are_data_to_a_pdf(text: str) -> None:
    content = written("pdf", adopted(project(statement=text, quote=text, name=text[:200], terms=text)))
    for live in (b"/URI", b"/Launch", b"/JavaScript", b"/JS", b"/EmbeddedFile", b"/SubmitForm", b"/GoToR", b"/AA"):
        assert not re.search(live + rb"[\s<\[(/]", content), live
    shown = joined(_pdf(content))
    assert "root:x:" not in shown
    if text.startswith("#"):
        assert re.sub(r"\W", "", text) in re.sub(r"\W", "", shown)


def test_a_pdf_says_what_it_is_and_needs_no_font_of_this_computer() -> None:
    content = written("pdf", adopted(project()))
    file = pypdfium2.PdfDocument(content)
    assert file.get_metadata_dict()["Title"] == "Customer experience vision: Harbour Street Bakery"
    file.close()
    assert content.startswith(b"%PDF-") and b"/Lang(en)" in content


def test_without_typst_the_others_are_still_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("covision.steps.takeaway.pdf.find_spec", lambda name: None)
    with pytest.raises(UsageError, match="typst") as caught:
        written("pdf", project())
    assert "covision[pdf]" in caught.value.todo
    assert all(written(format, project()) for format in FORMATS if format != "pdf")


class Panic(BaseException):
    """As a converter in another language ends where it fails badly."""


@pytest.mark.parametrize("format", FORMATS)
def test_a_converter_that_fails_leaves_the_others(monkeypatch: pytest.MonkeyPatch, format: str) -> None:
    from covision.steps import export

    def fails(state: ProjectState, telling: Telling) -> bytes:
        raise Panic("inside")

    monkeypatch.setitem(export._WRITERS, format, fails)
    with pytest.raises(CovisionError, match=f"as {format}: Panic") as caught:
        written(format, project())
    assert "inside" not in caught.value.message()
    assert all(written(other, project()) for other in FORMATS if other != format)


def test_an_interrupt_is_no_failed_converter(monkeypatch: pytest.MonkeyPatch) -> None:
    from covision.steps import export

    def stopped(state: ProjectState, telling: Telling) -> bytes:
        raise KeyboardInterrupt

    monkeypatch.setitem(export._WRITERS, "md", stopped)
    with pytest.raises(KeyboardInterrupt):
        written("md", project())


def test_heavy_libraries_are_asked_late() -> None:
    import subprocess

    code = "import sys, covision.steps.export; print('typst' in sys.modules, 'pptx' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]


@settings(max_examples=8, deadline=None)
@given(st.text(max_size=120))
def test_any_words_can_be_taken_away(text: str) -> None:
    state = adopted(project(statement=text or "x", quote=text, name=text or "x", terms=text))
    for format in FORMATS:
        assert written(format, state)


def version(number: int, text: str, author: str, base: int | None = None) -> Version:
    return Version(version=number, statement=text, author=author, base=base)


def test_words_stay_whose_they_were() -> None:
    made = (
        version(1, "You leave known with bread", "model:m"),
        version(2, "You leave known, with warm bread", "ann", 1),
        version(3, "You leave known, with warm bread", "ben", 2),
        version(4, "All mine.", "ben"),
        version(5, "Our own words.", "own"),
        version(6, "Local words.", "local/one"),
    )
    assert [words_by_people(n, made) for n in range(1, 8)] == [(0, 5), (1, 6), (1, 6), (2, 2), (3, 3), (0, 2), None]


def test_versions_that_came_from_each_other_in_a_ring_do_not_hang() -> None:
    assert words_by_people(1, (version(1, "a", "m", 2), version(2, "b", "m", 1))) == (1, 1)


def test_json_keeps_words_as_they_are() -> None:
    text = " ".join(ATTACKS)
    state = project(statement=text, quote=text)
    data = json.loads(written("json", state))
    assert data["drafts"][0]["statement"] == state.drafts[0].statement
    assert data["evidence"]["s-1"]["text"] == text


def test_a_review_day_is_told_in_words() -> None:
    assert "1 May 2027" in told("md", adopted(project(), review=date(2027, 5, 1)))
