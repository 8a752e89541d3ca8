"""Files of offices: a cell, a hidden sheet, vanished text, text that a page does not show."""

import io
from collections.abc import Callable, Sequence
from pathlib import Path

from attacks import Attack
from carriers import COMMENTS, Carrier, base
from docx import Document
from fpdf import FPDF
from fpdf.enums import TextMode
from openpyxl import Workbook

from covision.domain.project import Material
from covision.gateways.documents.reader import Documents
from covision.steps.ingest import read_research


def _read(name: str, content: bytes) -> Material:
    return base(research=(read_research(name, content, reader=Documents(seconds=60)),))


def _one_line(attack: Attack) -> str:
    # Cells of a workbook hold no control characters, and a paragraph is one line.
    return " ".join(attack.text.split())


def xlsx_cell(attacks: Sequence[Attack], folder: Path) -> Material:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in ("Comment", *COMMENTS, *(_one_line(attack) for attack in attacks)):
        sheet.append([row if not row.startswith("=") else f" {row}"])
    return _saved("survey.xlsx", book.save)


def xlsx_hidden_sheet(attacks: Sequence[Attack], folder: Path) -> Material:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    hidden = book.create_sheet("notes")
    hidden.sheet_state = "hidden"
    for row in ("Comment", *COMMENTS):
        sheet.append([row])
    for row in ("Comment", *(_one_line(attack) for attack in attacks)):
        hidden.append([row])
    return _saved("survey.xlsx", book.save)


def docx_vanished(attacks: Sequence[Attack], folder: Path) -> Material:
    document = Document()
    for comment in COMMENTS:
        document.add_paragraph(comment)
    for attack in attacks:
        run = document.add_paragraph(COMMENTS[0]).add_run(f" {_one_line(attack)}")
        run.font.hidden = True
    return _saved("interviews.docx", document.save)


def docx_paragraph(attacks: Sequence[Attack], folder: Path) -> Material:
    document = Document()
    for text in (*COMMENTS, *(_one_line(attack) for attack in attacks)):
        document.add_paragraph(text)
    return _saved("interviews.docx", document.save)


def pdf_invisible(attacks: Sequence[Attack], folder: Path) -> Material:
    page = FPDF()
    page.add_page()
    page.set_font("Helvetica", size=10)
    for comment in COMMENTS:
        page.multi_cell(0, 6, comment, new_x="LMARGIN", new_y="NEXT")
        page.ln(4)
    with page.local_context(text_mode=TextMode.INVISIBLE):
        for attack in attacks:
            latin = _one_line(attack).encode("latin-1", "ignore").decode("latin-1")
            page.multi_cell(0, 6, latin, new_x="LMARGIN", new_y="NEXT")
            page.ln(4)
    return _read("report.pdf", bytes(page.output()))


def _saved(name: str, save: Callable[[io.BytesIO], object]) -> Material:
    content = io.BytesIO()
    save(content)
    return _read(name, content.getvalue())


FILES: dict[str, Carrier] = {
    "xlsx cell": xlsx_cell,
    "xlsx hidden sheet": xlsx_hidden_sheet,
    "docx paragraph": docx_paragraph,
    "docx vanished text": docx_vanished,
    "pdf invisible text": pdf_invisible,
}
UNSEEN = ("xlsx hidden sheet", "docx vanished text", "pdf invisible text")
"""Carriers whose text no reader of the file sees: nothing of it is read at all, and its amount is told."""
