"""PDF files: the text of each page as paragraphs, without what nobody can see, without running headers."""

import ctypes
import re
from collections import Counter
from dataclasses import dataclass
from typing import Any

import pypdfium2.raw as pdfium

from covision.domain.reading import MAX_PAGES, Part, Reading
from covision.gateways.documents.refusing import refuse

_TEXT, _PATH, _FORM = pdfium.FPDF_PAGEOBJ_TEXT, pdfium.FPDF_PAGEOBJ_PATH, pdfium.FPDF_PAGEOBJ_FORM
_WHITE = 250
_TINY = 1.5  # points
_DEEPEST = 8
_EDGE = 2  # lines at the top and bottom of a page that may be running headers
_LONGEST_HEADER = 80
_MARGIN = 0.12  # of the height of a page
_BULLET = re.compile(r"\s*(?:[-*•–▪◦●]|\d{1,3}[.)])\s+\S")
_ENDS = (".", "!", "?", "…", '"', "”", "»", ")")
_PASSWORD = 4
_NOTE_KINDS = (pdfium.FPDF_ANNOT_LINK, pdfium.FPDF_ANNOT_WIDGET, pdfium.FPDF_ANNOT_POPUP)


@dataclass
class _Line:
    text: str
    left: float = 0.0
    right: float = 0.0
    bottom: float = 0.0
    top: float = 0.0
    margin: bool = False


def read_pdf(name: str, content: bytes) -> Reading:
    """Paragraphs with their pages. Raises `InputError` where there is no text that a person can see."""
    pdfium.FPDF_InitLibrary()
    document = pdfium.FPDF_LoadMemDocument64(content, len(content), None)
    if not document:
        if pdfium.FPDF_GetLastError() == _PASSWORD:
            raise refuse(name, "is protected by a password.", "Take the password off, and add it again.")
        raise refuse(name, "is damaged: it cannot be read as a PDF.", "Save it again, or paste its text.")
    count = pdfium.FPDF_GetPageCount(document)
    if count > MAX_PAGES:
        raise refuse(name, f"has {count:,} pages; at most {MAX_PAGES:,} are read.", "Keep the pages you need.")
    hidden: Counter[str] = Counter()
    hidden["scripts"] = max(pdfium.FPDFDoc_GetJavaScriptActionCount(document), 0)
    hidden["embedded files"] = max(pdfium.FPDFDoc_GetAttachmentCount(document), 0)
    pages = [_page(document, number, hidden) for number in range(count)]
    part = _part(pages)
    if not part.rows:
        scanned = " Its text is invisible, as in scans." if hidden["invisible text"] else ""
        raise refuse(name, f"holds no text that can be seen.{scanned}", "Paste the text of the pages you need.")
    reading = Reading("pdf", [part], hidden=+hidden)
    for what in ("invisible text", "scripts", "embedded files", "comments"):
        if number := hidden[what]:
            reading.notes.append(f"Not read: {what} ({number:,}).")
    return reading


def _page(document: Any, number: int, hidden: Counter[str]) -> list[_Line]:
    page = pdfium.FPDF_LoadPage(document, number)
    if not page:
        return []
    try:
        for at in range(pdfium.FPDFPage_GetAnnotCount(page)):
            note = pdfium.FPDFPage_GetAnnot(page, at)
            if note:
                hidden["comments"] += pdfium.FPDFAnnot_GetSubtype(note) not in _NOTE_KINDS
                pdfium.FPDFPage_CloseAnnot(note)
        size = (pdfium.FPDF_GetPageWidthF(page), pdfium.FPDF_GetPageHeightF(page))
        count = pdfium.FPDFPage_CountObjects(page)
        objects = [pdfium.FPDFPage_GetObject(page, at) for at in range(count)]
        _hide(objects, [], size, hidden, 0)
        lines = _lines(page)
        for line in lines:
            line.margin = line.bottom > (1 - _MARGIN) * size[1] or line.top < _MARGIN * size[1]
        return lines
    finally:
        pdfium.FPDF_ClosePage(page)


def _hide(
    objects: list[Any],
    dark: list[tuple[float, ...]],
    size: tuple[float, float],
    hidden: Counter[str],
    depth: int,
) -> None:
    """Take out of the page what nobody can see. `dark` are the areas painted so far on which white can be read."""
    for item in objects:
        kind = pdfium.FPDFPageObj_GetType(item)
        if kind == _FORM and depth < _DEEPEST:
            inner = range(pdfium.FPDFFormObj_CountObjects(item))
            _hide([pdfium.FPDFFormObj_GetObject(item, at) for at in inner], dark, (0, 0), hidden, depth + 1)
        elif kind == _PATH and (colour := _fill(item)) and colour[3] > 0 and min(colour[:3]) < _WHITE:
            dark.append(_bounds(item))
        elif kind == _TEXT and _unseen(item, dark, size):
            pdfium.FPDFPageObj_SetIsActive(item, False)
            hidden["invisible text"] += 1


def _unseen(item: Any, dark: list[tuple[float, ...]], size: tuple[float, float]) -> bool:
    mode = pdfium.FPDFTextObj_GetTextRenderMode(item)
    if mode in (pdfium.FPDF_TEXTRENDERMODE_INVISIBLE, pdfium.FPDF_TEXTRENDERMODE_CLIP):
        return True
    left, bottom, right, top = _bounds(item)
    points, matrix = ctypes.c_float(), pdfium.FS_MATRIX()
    pdfium.FPDFTextObj_GetFontSize(item, points)
    pdfium.FPDFPageObj_GetMatrix(item, matrix)
    scale = max(abs(matrix.a) + abs(matrix.b), abs(matrix.c) + abs(matrix.d))
    if points.value * scale < _TINY:
        return True
    if size[0] and (right < 0 or top < 0 or left > size[0] or bottom > size[1]):
        return True
    colour = _fill(item)
    if mode != pdfium.FPDF_TEXTRENDERMODE_FILL or colour is None:
        return False
    if colour[3] == 0:
        return True
    middle = ((left + right) / 2, (bottom + top) / 2)
    on_dark = any(a <= middle[0] <= c and b <= middle[1] <= d for a, b, c, d in dark)
    return min(colour[:3]) >= _WHITE and not on_dark


def _fill(item: Any) -> tuple[int, int, int, int] | None:
    parts = [ctypes.c_uint() for _ in range(4)]
    if not pdfium.FPDFPageObj_GetFillColor(item, *parts):
        return None
    red, green, blue, alpha = (part.value for part in parts)
    return red, green, blue, alpha


def _bounds(item: Any) -> tuple[float, float, float, float]:
    parts = [ctypes.c_float() for _ in range(4)]
    pdfium.FPDFPageObj_GetBounds(item, *parts)
    left, bottom, right, top = (part.value for part in parts)
    return left, bottom, right, top


def _lines(page: Any) -> list[_Line]:
    """The lines of a page in reading order, each with its place."""
    text_page = pdfium.FPDFText_LoadPage(page)
    if not text_page:
        return []
    try:
        count = pdfium.FPDFText_CountChars(text_page)
        if count <= 0:
            return []
        buffer = (ctypes.c_ushort * (count + 1))()
        got = pdfium.FPDFText_GetText(text_page, 0, count, buffer)
        raw = bytes(buffer)[: 2 * max(got - 1, 0)].decode("utf-16-le", "replace")
        found: list[_Line] = []
        at = 0
        for piece in re.split(r"(\r\n|\r|\n)", raw):
            if piece.strip():
                line = _Line(piece.replace("\ufffe", "-").replace("\x02", "-"))
                first = at + len(piece) - len(piece.lstrip())
                _place(text_page, line, first, at + len(piece.rstrip()) - 1)
                found.append(line)
            at += len(piece.encode("utf-16-le")) // 2
        return found
    finally:
        pdfium.FPDFText_ClosePage(text_page)


def _place(text_page: Any, line: _Line, first: int, last: int) -> None:
    for spot, at in (("first", first), ("last", last)):
        index = pdfium.FPDFText_GetCharIndexFromTextIndex(text_page, at)
        box = pdfium.FS_RECTF()
        if index < 0 or not pdfium.FPDFText_GetLooseCharBox(text_page, index, box):
            continue
        if spot == "first":
            line.left, line.top, line.bottom, line.right = box.left, box.top, box.bottom, box.right
        else:
            line.right = max(line.right, box.right)


def _part(pages: list[list[_Line]]) -> Part:
    part = Part([], table=False)
    running = _running(pages)
    for number, lines in enumerate(pages, start=1):
        edge = max((line.right for line in lines), default=0.0)
        rims = _rims([line.margin and _same(line.text) in running for line in lines])
        open = False
        before: _Line | None = None
        for at, line in enumerate(lines):
            if at in rims:
                part.aside[len(part.rows)] = "boilerplate"
                part.rows.append([line.text])
                part.pages.append(number)
                open = False
                continue
            if open and before is not None and not _breaks(before, line, edge):
                text = part.rows[-1][0].rstrip()
                part.rows[-1][0] = text + ("" if text.endswith("-") else " ") + line.text.strip()
            else:
                part.rows.append([line.text.strip()])
                part.pages.append(number)
                open = True
            before = line
    return part


def _breaks(before: _Line, line: _Line, edge: float) -> bool:
    """True where a new paragraph begins: a gap, another size, a new column, a list mark, or after a short line."""
    height = max(before.top - before.bottom, 1.0)
    own = max(line.top - line.bottom, 1.0)
    if line.top > before.top + height / 2 or before.bottom - line.top > 0.5 * height:
        return True
    if max(height, own) > 1.25 * min(height, own) or _BULLET.match(line.text):
        return True
    width = edge - min(before.left, line.left)
    return before.right < edge - 0.15 * width and before.text.rstrip().endswith(_ENDS)


def _running(pages: list[list[_Line]]) -> set[str]:
    """Lines at the rims that return on at least three pages and half of them, whatever their numbers."""
    seen: Counter[str] = Counter()
    for lines in pages:
        rim = (*lines[:_EDGE], *lines[-_EDGE:])
        seen.update({_same(line.text) for line in rim if line.margin and len(line.text) <= _LONGEST_HEADER})
    return {text for text, times in seen.items() if times >= max(3, len(pages) / 2)}


def _rims(returns: list[bool]) -> set[int]:
    """Which lines are running headers or footers: those that return, from the edges of the page inwards."""
    found: set[int] = set()
    for order in (range(len(returns)), range(len(returns) - 1, -1, -1)):
        for at in list(order)[:_EDGE]:
            if not returns[at]:
                break
            found.add(at)
    return found


def _same(text: str) -> str:
    return re.sub(r"\d+", "#", " ".join(text.split()).casefold())
