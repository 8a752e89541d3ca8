"""DOCX files: paragraphs, text boxes and tables; what Word hides is set aside and counted, no field is followed."""

from collections import Counter
from collections.abc import Iterator

from lxml import etree

from covision.domain.reading import MAX_CELLS, MAX_ROWS, Part, Reading
from covision.gateways.documents.archive import Archive
from covision.gateways.documents.refusing import refuse

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_CHOICE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_OFF = ("0", "false", "off", "none")
_TINY = 2  # half points
_WHITE = 0xFA
_BREAKS = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}
_APART = (f"{_W}del", f"{_W}moveFrom")
_FIELDS = ("INCLUDEPICTURE", "INCLUDETEXT", "DDE", "LINK ", "IMPORT", "DATABASE")


def read_docx(name: str, archive: Archive) -> Reading:
    """The running text, and each table as a part of its own."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(archive.read("word/document.xml"), parser)
        styles = etree.fromstring(archive.read("word/styles.xml") or b"<x/>", parser)
    except etree.XMLSyntaxError:
        raise refuse(
            name, "is damaged: it cannot be read as a Word file.", "Save it again, or paste its text."
        ) from None
    document = _Document(name, styles)
    body = root.find(f"{_W}body")
    if body is not None:
        document.read(body)
    hidden = document.hidden + archive.hidden
    hidden["comments"] += archive.read("word/comments.xml").count(b"<w:comment ")
    notes = []
    for what in (
        "hidden text",
        "tracked deletions",
        "comments",
        "fields",
        "references to other places",
        "embedded files",
    ):
        if hidden[what]:
            notes.append(f"Not read: {what} ({hidden[what]:,}).")
    for what in ("footnote", "endnote"):
        # Two of each kind are the lines above the notes.
        count = archive.read(f"word/{what}s.xml").count(f"<w:{what} ".encode()) - 2
        if count > 0:
            notes.append(f"{count:,} {what}{'s' if count > 1 else ''} were not read.")
    if any(entry.startswith(("word/header", "word/footer")) for entry in archive.names):
        notes.append("Headers and footers were not read.")
    parts = [part for part in (document.text, *document.tables) if part.rows]
    if not parts:
        raise refuse(name, "holds no text.", "Choose another file, or paste customers' words.")
    return Reading("docx", parts, notes=notes, hidden=+hidden)


class _Document:
    def __init__(self, name: str, styles: etree._Element) -> None:
        self.name = name
        self.text = Part([], table=False)
        self.tables: list[Part] = []
        self.hidden: Counter[str] = Counter()
        self._looks = {str(one.get(f"{_W}styleId")): one for one in styles.iter(f"{_W}style")}
        self._known: dict[str, dict[str, str]] = {}
        self._cells = 0

    def read(self, body: etree._Element) -> None:
        for item in body:
            if item.tag == f"{_W}p":
                self._paragraph(item)
            elif item.tag == f"{_W}tbl":
                self._table(item)
            elif item.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}customXml", f"{_W}ins", f"{_W}moveTo"):
                self.read(item)
            elif item.tag in _APART:
                self.hidden["tracked deletions"] += 1

    def _paragraph(self, item: etree._Element) -> None:
        for text in self.words(item):
            if not text.strip():
                continue
            style = self._style_name(item)
            if style.startswith(("heading", "title", "subtitle")):
                self.text.aside[len(self.text.rows)] = "heading"
            elif style.startswith("toc"):
                self.text.aside[len(self.text.rows)] = "boilerplate"
            self.text.rows.append([text])
            if len(self.text.rows) > MAX_ROWS:
                what = f"has more than {MAX_ROWS:,} paragraphs."
                raise refuse(self.name, what, "Split it, or keep the part you need.")

    def _table(self, item: etree._Element) -> None:
        part = Part([], name=f"table {len(self.tables) + 1}")
        for row in item.iter(f"{_W}tr"):
            if _table_of(row) is not item:
                continue
            cells = []
            for cell in row.iter(f"{_W}tc"):
                if _table_of(cell) is item:
                    shaded = _shaded(cell.find(f"{_W}tcPr"))
                    said = (
                        text for one in cell.iter(f"{_W}p") if not _in_box(one) for text in self.words(one, shaded)
                    )
                    cells.append("\n".join(text for text in said if text.strip()))
            self._cells += len(cells)
            if self._cells > MAX_CELLS:
                raise refuse(self.name, f"has more than {MAX_CELLS:,} cells.", "Keep the tables you need.")
            part.rows.append(cells)
        self.tables.append(part)

    def words(self, item: etree._Element, shaded: bool = False) -> Iterator[str]:
        """The text of a paragraph, and then that of each text box in it."""
        look = self._look_of(item.find(f"{_W}pPr"), "pStyle")
        ground = shaded or _shaded(item.find(f"{_W}pPr"))
        parts: list[str] = []
        boxes: list[etree._Element] = []
        self._runs(item, look, ground, parts, boxes)
        yield "".join(parts)
        for box in boxes:
            for inner in box.iter(f"{_W}p"):
                yield from self.words(inner)

    def _runs(
        self,
        item: etree._Element,
        look: dict[str, str],
        ground: bool,
        parts: list[str],
        boxes: list[etree._Element],
    ) -> None:
        for child in item:
            if child.tag in _APART:
                self.hidden["tracked deletions"] += 1
            elif child.tag == f"{_W}r":
                self._run(child, look, ground, parts, boxes)
            elif child.tag != f"{_W}pPr" and isinstance(child.tag, str):
                self._runs(child, look, ground, parts, boxes)

    def _run(
        self, run: etree._Element, look: dict[str, str], ground: bool, parts: list[str], boxes: list[etree._Element]
    ) -> None:
        own = run.find(f"{_W}rPr")
        shown = {**look, **self._look_of(own, "rStyle"), **_look(own)}
        boxes.extend(
            box for box in run.iter(f"{_W}txbxContent") if not any(True for _ in box.iterancestors(_CHOICE))
        )
        said = []
        for child in run:
            if child.tag == f"{_W}t":
                said.append(child.text or "")
            elif child.tag in _BREAKS:
                said.append(_BREAKS[child.tag])
            elif child.tag == f"{_W}instrText" and any(word in (child.text or "").upper() for word in _FIELDS):
                self.hidden["fields"] += 1
        text = "".join(said)
        if text.strip() and _is_hidden(shown, ground or _shaded(own)):
            self.hidden["hidden text"] += 1
        else:
            parts.append(text)

    def _look_of(self, properties: etree._Element | None, kind: str) -> dict[str, str]:
        style = properties.find(f"{_W}{kind}") if properties is not None else None
        return self._style(str(style.get(f"{_W}val")), 0) if style is not None else {}

    def _style(self, id: str, depth: int) -> dict[str, str]:
        """How text of a style looks, with what it is based on; a circle of styles ends."""
        if id in self._known:
            return self._known[id]
        style = self._looks.get(id)
        if style is None or depth > 12:
            return {}
        base = style.find(f"{_W}basedOn")
        before = self._style(str(base.get(f"{_W}val")), depth + 1) if base is not None else {}
        self._known[id] = {**before, **_look(style.find(f"{_W}rPr"))}
        return self._known[id]

    def _style_name(self, item: etree._Element) -> str:
        style = item.find(f"{_W}pPr/{_W}pStyle")
        if style is None:
            return ""
        id = str(style.get(f"{_W}val"))
        name = self._looks[id].find(f"{_W}name") if id in self._looks else None
        return str(name.get(f"{_W}val") if name is not None else id).lower()


def _table_of(node: etree._Element) -> etree._Element | None:
    return next(node.iterancestors(f"{_W}tbl"), None)


def _in_box(node: etree._Element) -> bool:
    return next(node.iterancestors(f"{_W}txbxContent"), None) is not None


def _look(properties: etree._Element | None) -> dict[str, str]:
    """What of a run's properties can make it unseen."""
    found: dict[str, str] = {}
    for child in properties if properties is not None else ():
        if child.tag in (f"{_W}vanish", f"{_W}specVanish", f"{_W}webHidden"):
            found["vanish"] = str(child.get(f"{_W}val") or "1").lower()
        elif child.tag == f"{_W}color":
            found["color"] = str(child.get(f"{_W}val"))
        elif child.tag == f"{_W}sz":
            found["size"] = str(child.get(f"{_W}val"))
    return found


def _is_hidden(look: dict[str, str], ground: bool) -> bool:
    if look.get("vanish", "0") not in _OFF:
        return True
    size = look.get("size", "")
    if size.isdigit() and int(size) <= _TINY:
        return True
    return not ground and _white(look.get("color", ""))


def _white(colour: str) -> bool:
    try:
        return len(colour) == 6 and all(byte >= _WHITE for byte in bytes.fromhex(colour))
    except ValueError:
        return False


def _shaded(properties: etree._Element | None) -> bool:
    """True where there is a ground on which white can be read."""
    if properties is None:
        return False
    shade = properties.find(f"{_W}shd")
    fill = str(shade.get(f"{_W}fill") or "auto") if shade is not None else "auto"
    marked = properties.find(f"{_W}highlight")
    return (fill != "auto" and not _white(fill)) or (
        marked is not None and marked.get(f"{_W}val") not in ("none", "white")
    )
