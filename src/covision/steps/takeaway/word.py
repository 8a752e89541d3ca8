"""A document in Word: plain runs in named styles; no field, no link, nothing that is fetched."""

import io
import zipfile

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.text import WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from covision.steps.takeaway.blocks import Block, Story, readable

_SERIF = "Georgia"
_SANS = "Calibri"
_INK, _MUTED, _ACCENT = RGBColor(0x1F, 0x23, 0x28), RGBColor(0x5B, 0x60, 0x66), RGBColor(0x0F, 0x5E, 0x5A)
_SIZES = {"lead": 28, "statement": 20}


def docx(story: Story) -> bytes:
    """The file; the same document gives the same bytes."""
    document = Document()
    _look(document, story)
    document.core_properties.author = "covision"
    document.core_properties.title = readable(f"{story.subtitle}: {story.title}")[:255]
    document.core_properties.comments = ""
    document.core_properties.language = story.language
    document.add_paragraph(style="Subtitle").add_run(readable(story.subtitle))
    document.add_heading(readable(story.title), level=0)
    for block in story.blocks:
        _write(document, block)
    return _same_bytes(document)


def _write(document: WordDocument, block: Block) -> None:
    text = readable(block.text)
    if not text.strip():
        return
    match block.kind:
        case "heading":
            document.add_heading(text, level=1)
        case "subheading":
            document.add_heading(text, level=2)
        case "lead" | "statement":
            _statement(document, text, _SIZES[block.kind])
        case "caption":
            document.add_paragraph(style="Caption").add_run(text)
        case "item":
            document.add_paragraph(style="List Bullet").add_run(text)
        case "quote":
            document.add_paragraph(style="List Bullet 2").add_run(text)
        case _:
            paragraph = document.add_paragraph()
            label = readable(block.label).removesuffix(":")
            if label:
                paragraph.add_run(f"{label}: ").bold = True
            paragraph.add_run(text)


def _statement(document: WordDocument, text: str, points: int) -> None:
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(points / 2)
    paragraph.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
    run = paragraph.add_run(text)
    run.font.size = Pt(points)
    run.font.name = _SERIF
    run.font.color.rgb = _INK
    run._element.rPr.rFonts.set(qn("w:eastAsia"), _SERIF)


def _look(document: WordDocument, story: Story) -> None:
    """Margins, fonts and colours by style, so that whoever edits the file can change them in one place."""
    for part in document.sections:
        part.page_width, part.page_height = Cm(21), Cm(29.7)
        part.left_margin = part.right_margin = Cm(2.8)
        part.top_margin = part.bottom_margin = Cm(2.4)
    styles = document.styles
    for name, points, serif, colour, bold in (
        ("Normal", 11, False, _INK, False),
        ("Title", 22, True, _INK, False),
        ("Subtitle", 11, False, _MUTED, False),
        ("Heading 1", 16, True, _ACCENT, False),
        ("Heading 2", 12, False, _INK, True),
        ("Caption", 10, False, _MUTED, False),
    ):
        font = styles[name].font
        font.name, font.size, font.bold, font.italic = (_SERIF if serif else _SANS), Pt(points), bold, False
        font.color.rgb = colour
        fonts = styles[name].element.get_or_add_rPr().get_or_add_rFonts()
        for key in [key for key in fonts.attrib if key.endswith("Theme")]:
            del fonts.attrib[key]
        fonts.set(qn("w:eastAsia"), font.name)
    styles["Normal"].paragraph_format.space_after = Pt(6)
    styles["Heading 1"].paragraph_format.space_before = Pt(20)
    for edge in styles["Title"].element.iter(qn("w:pBdr")):
        edge.getparent().remove(edge)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "pt-PT" if story.language == "pt" else "en-GB")
    marks = styles["Normal"].element.get_or_add_rPr()
    for old in marks.findall(qn("w:lang")):
        marks.remove(old)
    marks.append(language)


def _same_bytes(document: WordDocument) -> bytes:
    """The document's bytes with fixed times inside, and without the picture of its template's first page."""
    rels = document.part.package.rels
    for key in [key for key, one in rels.items() if one.reltype.endswith("/thumbnail")]:
        del rels[key]
    first = io.BytesIO()
    document.save(first)
    return same_bytes(first.getvalue())


def same_bytes(content: bytes) -> bytes:
    """An Office file with fixed times, so that the same project gives the same file."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            fixed = zipfile.ZipInfo(info.filename, (2000, 1, 1, 0, 0, 0))
            fixed.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(fixed, old.read(info))
    return made.getvalue()
