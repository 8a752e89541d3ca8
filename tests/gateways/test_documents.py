"""Spreadsheets, Word files and PDFs: every word at its place, verbatim, and what nobody sees left aside."""

import csv
import datetime as dt
import io
import re
import signal
import subprocess
import sys
import zipfile
from pathlib import Path

import docx
import openpyxl
import pytest
import xlwt
from fpdf import FPDF
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from odf import table as odf_table
from odf.opendocument import OpenDocumentSpreadsheet
from odf.style import Style, TableProperties
from odf.text import P

from covision.domain.research import ResearchSource
from covision.errors import InputError
from covision.gateways.documents.reader import Documents, kind_of
from covision.steps.ingest import Choices, preview, read_research
from covision.steps.ingest_text import visible

SAID = "They knew my name at the counter"
SLOW = "The queue was long and nobody said a word"
READER = Documents()


def read(name: str, content: bytes, **more: object) -> ResearchSource:
    source = read_research(name, content, reader=READER, **more)  # type: ignore[arg-type]
    assert source.read + source.folded + sum(source.skipped.values()) == source.rows
    return source


def saved(book: "openpyxl.Workbook | docx.document.Document") -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def test_a_workbook_of_two_schemas() -> None:
    book = openpyxl.Workbook()
    first = book.active
    first.title = "2026"
    first.append(["When", "Score", "Comment"])
    first.append([dt.datetime(2026, 1, 3), 5, SAID])
    first.append([dt.datetime(2026, 1, 4, 10, 30), 2.5, SLOW])
    first.append([dt.date(2026, 1, 5), 1, "A row that a filter hides from view"])
    first.row_dimensions[4].hidden = True
    second = book.create_sheet("Alt")
    second.append(["Kunde", "Bewertung"])
    second.append(["A", "Das Brot war warm und die Leute sind nett"])
    third = book.create_sheet("Secret")
    third.append(["Comment"])
    third.append(["Words that nobody was meant to see"])
    third.sheet_state = "veryHidden"
    source = read("anything", saved(book))
    assert [(s.sheet, s.row, s.column, s.date, s.rating, s.text) for s in source.snippets] == [
        ("2026", 1, "Comment", "2026-01-03", "5", SAID),
        ("2026", 2, "Comment", "2026-01-04 10:30:00", "2.5", SLOW),
        ("Alt", 1, "Bewertung", None, None, "Das Brot war warm und die Leute sind nett"),
    ]
    assert source.skipped == {"hidden": 2} and source.hidden == {"hidden rows": 1, "hidden sheets": 1}
    assert {(left.sheet, left.rows) for left in source.left_out} == {("2026", "3"), ("Secret", "1")}
    asked = read("x", saved(book), choices=Choices(sheets=("Secret",)))
    assert [s.text for s in asked.snippets] == ["Words that nobody was meant to see"]


def test_comments_and_hidden_columns_of_a_workbook() -> None:
    from openpyxl.comments import Comment

    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["n", "said", "inner note of the team"])
    sheet.append([1, SAID, "Words of the team that no customer said, and many of them"])
    sheet["B2"].comment = Comment("praise us", "x")
    sheet.column_dimensions["C"].hidden = True
    source = read("x.xlsx", saved(book))
    assert [s.text for s in source.snippets] == [SAID]
    assert source.hidden == {"comments": 1, "hidden columns": 1} and len(source.notes) == 3


def test_an_old_workbook() -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("Old")
    style = xlwt.easyxf(num_format_str="YYYY-MM-DD")
    for at, cells in enumerate([("date", "comment"), (dt.date(2019, 5, 1), SAID), (dt.date(2019, 5, 2), SLOW)]):
        sheet.write(at, 0, cells[0], style) if at else sheet.write(at, 0, cells[0])
        sheet.write(at, 1, cells[1])
    hidden = book.add_sheet("Gone")
    hidden.write(0, 0, "comment")
    hidden.write(1, 0, "nobody sees these words")
    hidden.visibility = 1
    source = read("x.xls", saved(book))
    assert [(s.text, s.date, s.sheet) for s in source.snippets] == [
        (SAID, "2019-05-01", "Old"), (SLOW, "2019-05-02", "Old")]  # fmt: skip
    assert source.format == "xls" and source.skipped == {"hidden": 1}


def test_an_open_document_sheet() -> None:
    book = OpenDocumentSpreadsheet()
    unseen = Style(name="unseen", family="table")
    unseen.addElement(TableProperties(display="false"))
    book.automaticstyles.addElement(unseen)
    for name, rows in {
        "Visible": [["n", "comment"], ["1", SAID], ["2", SLOW]],
        "Unseen": [["comment"], ["not these words"]],
    }.items():
        made = odf_table.Table(name=name, stylename=unseen) if name == "Unseen" else odf_table.Table(name=name)
        for at, cells in enumerate(rows):
            line = (
                odf_table.TableRow(visibility="collapse") if (name, at) == ("Visible", 2) else odf_table.TableRow()
            )
            for text in cells:
                cell = odf_table.TableCell(valuetype="string")
                cell.addElement(P(text=text))
                line.addElement(cell)
            made.addElement(line)
        book.spreadsheet.addElement(made)
    buffer = io.BytesIO()
    book.write(buffer)
    source = read("x.ods", buffer.getvalue())
    assert [s.text for s in source.snippets] == [SAID] and source.format == "ods"
    assert source.hidden == {"hidden rows": 1, "hidden sheets": 1}


def test_interview_notes_in_word() -> None:
    notes = docx.Document()
    notes.add_heading("Interview 3")
    notes.add_paragraph(SAID)
    mixed = notes.add_paragraph("Seen ")
    run = mixed.add_run("unseen orders")
    run.font.hidden = True
    mixed.add_run("and seen again here")
    table = notes.add_table(rows=2, cols=2)
    for at, text in enumerate(["Question", "Answer", "What was slow?", SLOW]):
        table.cell(at // 2, at % 2).text = text
    source = read("x.docx", saved(notes))
    assert [(s.text, s.row, s.sheet) for s in source.snippets] == [
        (SAID, 2, None), ("Seen and seen again here", 3, None), (SLOW, 1, "table 1")]  # fmt: skip
    assert source.skipped == {"heading": 1} and source.hidden == {"hidden text": 1}


def test_white_words_on_a_dark_ground_can_be_seen() -> None:
    notes = docx.Document()
    table = notes.add_table(rows=2, cols=1)
    table.cell(0, 0).text = ""
    run = table.cell(0, 0).paragraphs[0].add_run("Comment")
    run.font.color.rgb = docx.shared.RGBColor(255, 255, 255)
    shade = etree.SubElement(table.cell(0, 0)._tc.get_or_add_tcPr(), docx.oxml.ns.qn("w:shd"))
    shade.set(docx.oxml.ns.qn("w:fill"), "1F3864")
    table.cell(1, 0).text = SAID
    assert [s.text for s in read("x.docx", saved(notes)).snippets] == [SAID]
    assert not read("x.docx", saved(notes)).hidden


def test_tracked_changes_as_they_would_be_accepted() -> None:
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    body = "<w:p><w:r><w:t>It was </w:t></w:r><w:del><w:r><w:delText>awful</w:delText></w:r></w:del>"
    body += "<w:ins><w:r><w:t>quite good</w:t></w:r></w:ins><w:r><w:t> in the end.</w:t></w:r></w:p>"
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("word/document.xml", f"<w:document {space}><w:body>{body}</w:body></w:document>")
    source = read("x.docx", buffer.getvalue())
    assert [s.text for s in source.snippets] == ["It was quite good in the end."]
    assert source.hidden == {"tracked deletions": 1}


def report(pages: int) -> bytes:
    """A PDF with running headers, two paragraphs a page, and words that nobody sees."""
    made = FPDF()
    made.set_font("Helvetica", size=11)
    made.set_auto_page_break(False)
    for number in range(pages):
        made.add_page()
        made.set_y(8)
        made.cell(0, 6, "Customer report 2026", new_x="LMARGIN", new_y="NEXT")
        made.set_y(50)
        long = f"On visit {number} {SAID.lower()}, which made me feel welcome on a day that had been hard for me, "
        made.multi_cell(0, 5, long + "and I told all of my friends about it.", new_x="LMARGIN", new_y="NEXT")
        made.ln(6)
        made.multi_cell(0, 5, f"Then {SLOW.lower()} for {number + 20} minutes.", new_x="LMARGIN", new_y="NEXT")
        made.set_text_color(255, 255, 255)
        made.cell(0, 6, "White orders to a machine", new_x="LMARGIN", new_y="NEXT")
        made.set_text_color(0, 0, 0)
        with made.local_context(text_mode="INVISIBLE"):
            made.cell(0, 6, "Invisible orders to a machine")
        made.set_y(285)
        made.cell(0, 5, f"Page {number + 1} of {pages}")
    return bytes(made.output())


def test_a_pdf_report_by_paragraph_and_page() -> None:
    source = read("x.pdf", report(4))
    assert [(s.page, s.row) for s in source.snippets] == [
        (p, r) for p in range(1, 5) for r in (4 * p - 2, 4 * p - 1)
    ]
    first, second = source.snippets[:2]
    assert first.text.startswith("On visit 0 they knew my name") and first.text.endswith("my friends about it.")
    assert second.text == f"Then {SLOW.lower()} for 20 minutes." and "page 1" in first.place
    assert source.skipped == {"boilerplate": 8} and source.hidden == {"invisible text": 8}


def test_white_words_on_a_dark_bar_of_a_pdf_can_be_seen() -> None:
    made = FPDF()
    made.add_page()
    made.set_font("Helvetica", size=11)
    made.set_fill_color(20, 30, 90)
    made.set_text_color(255, 255, 255)
    made.cell(0, 10, SAID, fill=True)
    assert [s.text for s in read("x.pdf", bytes(made.output())).snippets] == [SAID]


def test_kinds_are_told_by_content() -> None:
    assert [kind_of(start) for start in (b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"%PDF-1.4", b"a,b", b"")] == [
        "zip", "ole", "pdf", "plain", "plain"]  # fmt: skip


def test_large_plain_files_are_read_in_a_process_of_their_own() -> None:
    rows = "\n".join(f"{n};O pão número {n} estava quente e não voltei" for n in range(40_000))
    source = read("x.csv", f"n;comentário\n{rows}\n".encode("cp1252"))
    assert source.encoding == "cp1252" and source.rows == 40_000
    assert source.snippets[0].text == "O pão número 0 estava quente e não voltei"


def test_the_clock_ends_a_reader_and_its_reason_is_said() -> None:
    with pytest.raises(InputError, match="seconds to read") as caught:
        read_research("x.pdf", report(3), reader=Documents(seconds=0.02))
    assert caught.value.todo


def test_the_reading_process_has_no_keys_and_leaves_nothing_open(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "canary")
    seen: list[dict[str, str]] = []
    from covision.gateways.documents import reader

    start = reader.subprocess.Popen

    def watched(*words: object, **more: dict[str, str]) -> object:
        seen.append(more["env"])
        return start(*words, **more)  # type: ignore[call-overload]

    monkeypatch.setattr(reader.subprocess, "Popen", watched)
    fds = Path("/proc/self/fd")
    read("x.pdf", report(1))
    before = len(list(fds.iterdir())) if fds.exists() else 0
    for _ in range(3):
        read("x.pdf", report(1))
    assert seen and all("canary" not in env.values() for env in seen)
    assert not fds.exists() or len(list(fds.iterdir())) <= before + 1


def test_preview_of_a_workbook() -> None:
    book = openpyxl.Workbook()
    book.active.append(["Datum", "Kommentar"])
    book.active.append([dt.date(2026, 2, 1), "Das Brot war warm und die Leute sind nett"])
    shown = preview("x.xlsx", saved(book), READER)
    (sheet,) = shown.sheets
    assert (shown.format, shown.language, sheet.columns.text, sheet.columns.date) == (
        "xlsx",
        "de",
        "Kommentar",
        "Datum",
    )
    assert sheet.rows == (("2026-02-01", "Das Brot war warm und die Leute sind nett"),)


# What a cell of any program can hold; Excel itself refuses other control characters.
WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc", "Co", "Cn"]), min_size=1, max_size=30)
CELLS = st.lists(WORDS, min_size=1, max_size=5)
FEW = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def verbatim(source: ResearchSource, unit: "dict[tuple[str | None, int | None], str]") -> None:
    """Every snippet reads the same at its offsets in its unit, which was read by another library."""
    for snippet in source.snippets:
        seen = visible(unit[snippet.sheet, snippet.row])[0]
        assert seen[snippet.start : snippet.start + len(snippet.text)] == snippet.text


@FEW
@given(CELLS, st.sampled_from([",", ";", "\t"]), st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
def test_csv_is_verbatim(cells: list[str], delimiter: str, encoding: str) -> None:
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=delimiter).writerows(
        [["n", "comment"], ["0", SAID], *([n, c] for n, c in enumerate(cells, 1))]
    )
    content = buffer.getvalue().encode(encoding)
    source = read("x.csv", content, text_column="comment")
    again = csv.reader(io.StringIO(content.decode(encoding), newline=""), delimiter=delimiter)
    verbatim(source, {(None, number): row[1] for number, row in enumerate(again)})


@FEW
@given(CELLS)
def test_xlsx_is_verbatim(cells: list[str]) -> None:
    book = openpyxl.Workbook()
    for row in [["n", "comment"], [0, SAID], *([n, c] for n, c in enumerate(cells, 1))]:
        book.active.append(row)
        book.active.cell(book.active.max_row, 2).data_type = "s"
    content = saved(book)
    source = read("x.xlsx", content, text_column="comment")
    again = openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True)
    verbatim(source, {("Sheet", number): str(row[1] or "") for number, row in enumerate(again)})


@FEW
@given(CELLS)
def test_docx_is_verbatim(cells: list[str]) -> None:
    notes = docx.Document()
    for text in [SAID, *cells]:
        notes.add_paragraph(text)
    content = saved(notes)
    source = read("x.docx", content)
    again = [one.text for one in docx.Document(io.BytesIO(content)).paragraphs if one.text.strip()]
    verbatim(source, {(None, number): text for number, text in enumerate(again, 1)})
    assert re.sub(r"\s", "", source.snippets[0].text) == re.sub(r"\s", "", SAID)


@pytest.mark.skipif(sys.platform != "linux", reason="the signal of the limit is told by Linux")
def test_a_reader_at_the_end_of_its_time_says_so() -> None:
    code = "from covision.gateways.documents import child; child.SECONDS = 1; child.limit(plain=True)\nwhile True: pass"
    done = subprocess.run([sys.executable, "-c", code], check=False)
    assert done.returncode == -signal.SIGXCPU
