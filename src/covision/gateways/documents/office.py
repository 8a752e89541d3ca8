"""What is inside a ZIP or an old Office container, by its content, and which reader reads it."""

from covision.domain.reading import Reading
from covision.gateways.documents.archive import Archive
from covision.gateways.documents.refusing import refuse
from covision.gateways.documents.word import read_docx
from covision.gateways.documents.workbook import read_ods, read_xls, read_xlsx

_OLE_ENTRY = 128  # bytes of a directory entry in an old Office container, which begins with its name in UTF-16


def read_zip(name: str, content: bytes) -> Reading:
    """An XLSX, DOCX or ODS file. Raises `InputError` for any other archive."""
    archive = Archive(name, content)
    if "xl/workbook.xml" in archive.names:
        return read_xlsx(name, archive, content)
    if "word/document.xml" in archive.names:
        return read_docx(name, archive)
    kind = archive.read("mimetype").strip() if "mimetype" in archive.names else b""
    if kind == b"application/vnd.oasis.opendocument.spreadsheet":
        return read_ods(name, archive, content)
    if kind.startswith(b"application/vnd.oasis.opendocument.text"):
        raise refuse(name, "is an OpenDocument text.", "Save it as DOCX, or paste its text.")
    if "xl/workbook.bin" in archive.names:
        raise refuse(name, "is a binary workbook (XLSB).", "Save it as XLSX or CSV.")
    if any(entry.startswith("ppt/") for entry in archive.names):
        raise refuse(name, "is a presentation.", "Save it as PDF, or paste its text.")
    raise refuse(name, "is a ZIP archive.", "Unpack it, and add the files in it.")


def read_ole(name: str, content: bytes) -> Reading:
    """An old Excel file. Raises `InputError` for other old Office files, for passwords and for macros."""
    if _holds(content, "EncryptedPackage"):
        raise refuse(name, "is protected by a password.", "Take the password off, and add it again.")
    if any(_holds(content, entry) for entry in ("_VBA_PROJECT", "_VBA_PROJECT_CUR", "VBA", "Macros")):
        raise refuse(name, "holds macros.", "Save it without macros (XLSX), or as CSV.")
    if _holds(content, "WordDocument"):
        raise refuse(name, "is an old Word file.", "Save it as DOCX, or paste its text.")
    if not (_holds(content, "Workbook") or _holds(content, "Book")):
        raise refuse(name, "is an old Office file without a table.", "Save it as XLSX or CSV.")
    return read_xls(name, content)


def _holds(content: bytes, entry: str) -> bool:
    wanted = entry.encode("utf-16-le") + b"\x00\x00"
    at = content.find(wanted)
    while at >= 0:
        if at % _OLE_ENTRY == 0:
            return True
        at = content.find(wanted, at + 1)
    return False
