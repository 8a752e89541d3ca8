"""Before anything reads a ZIP file (XLSX, DOCX, ODS), it is looked through: nothing is unpacked to the disk.

Limits: 5,000 entries, 200 MB unpacked, 100 to 1. Sizes in the directory may lie, so every entry is unpacked into
nothing first, within the same limits.
"""

import io
import re
import stat
import zipfile
import zlib
from collections import Counter

from covision.gateways.documents.refusing import MAX_ENTRIES, MAX_EXPANDED, MAX_RATIO, refuse

_CHUNK = 1 << 20
_SMALL = 1 << 20
_XML = (".xml", ".rels", ".vml", ".rdf")
_ENTITIES = re.compile(
    rb"<!(?:DOCTYPE|ENTITY)|<\x00?!\x00?(?:D\x00?O\x00?C\x00?T|E\x00?N\x00?T\x00?I)", re.IGNORECASE
)
_ENCODING = re.compile(rb"<\?xml[^<>]{0,200}?encoding\s*=\s*[\"']([^\"']{0,60})", re.IGNORECASE)
_PLAIN_ENCODINGS = (b"utf-8", b"utf-16", b"us-ascii", b"ascii", b"iso-8859-1", b"windows-1252")
_EMBEDDED = re.compile(r"(word|xl|ppt)/embeddings/|Object [^/]*/|ObjectReplacements/")
_ARCHIVES = re.compile(r"\.(zip|docx|docm|xlsx|xlsm|xlsb|pptx|ods|odt|jar|gz|7z|rar|tar|bz2|xz)$", re.IGNORECASE)
_MACROS = re.compile(r"vbaproject|vbadata|(^|/)macrosheets/|^Basic/[^/]+/.|^Scripts/.", re.IGNORECASE)
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\b[^<>]{0,4000}>")


class Archive:
    """A ZIP file that was looked through. `hidden` counts what is in it and will not be read."""

    def __init__(self, name: str, content: bytes) -> None:
        self.name = name
        self.hidden: Counter[str] = Counter()
        # Counted before the directory is built: a directory of a million entries is a bomb by itself.
        if content.count(b"PK\x01\x02") > MAX_ENTRIES:
            raise refuse(name, f"holds more than {MAX_ENTRIES:,} files in one.", "Save it anew, or as CSV.")
        try:
            self.zip = zipfile.ZipFile(io.BytesIO(content))
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, UnicodeDecodeError):
            raise refuse(name, "is damaged: it was cut or changed.", "Save or download it again.") from None
        self.names = [entry.filename for entry in self.zip.infolist()]
        self._check_directory(len(content))
        self._check_entries()

    def read(self, entry: str) -> bytes:
        """An entry unpacked; empty where there is none."""
        return self.zip.read(entry) if entry in self.names else b""

    def _check_directory(self, size: int) -> None:
        whole = 0
        for entry in self.zip.infolist():
            path = entry.filename
            if entry.flag_bits & 1:
                raise refuse(self.name, "is protected by a password.", "Take the password off, and add it again.")
            outside = (
                path.startswith(("/", "\\")) or ".." in re.split(r"[/\\]", path) or "\\" in path or ":" in path
            )
            if outside or "\x00" in path or stat.S_ISLNK(entry.external_attr >> 16):
                raise refuse(self.name, "names places outside itself.", "Do not open it. Ask for another copy.")
            if _MACROS.search(path):
                raise refuse(self.name, "holds macros.", "Save it without macros (XLSX, DOCX or ODS), or as CSV.")
            if _ARCHIVES.search(path):
                self._inner(path)
            whole += entry.file_size
            if entry.file_size > 10 * _SMALL and entry.file_size > MAX_RATIO * max(entry.compress_size, 1):
                raise self._bomb()
        if len(set(self.names)) < len(self.names):
            raise refuse(self.name, "holds two parts of one name.", "Save it anew, or as CSV.")
        if whole > MAX_EXPANDED or (whole > 10 * _SMALL and whole > MAX_RATIO * size):
            raise self._bomb()

    def _bomb(self) -> Exception:
        what = f"unpacks to more than {MAX_EXPANDED >> 20} MB, or more than {MAX_RATIO} times its size."
        return refuse(self.name, what, "Keep the rows you need, or save it as CSV.")

    def _inner(self, path: str) -> None:
        if not _EMBEDDED.search(path):
            raise refuse(self.name, "holds archives within an archive.", "Add the files in it one by one.")

    def _check_entries(self) -> None:
        whole = 0
        for entry in self.zip.infolist():
            if entry.is_dir():
                continue
            embedded = bool(_EMBEDDED.match(entry.filename))
            self.hidden["embedded files"] += embedded
            xml = entry.filename.lower().endswith(_XML)
            head = tail = b""
            try:
                with self.zip.open(entry) as stream:
                    while chunk := stream.read(_CHUNK):
                        whole += len(chunk)
                        if whole > MAX_EXPANDED:
                            raise self._bomb()
                        if not head and chunk.startswith(b"PK\x03\x04") and not embedded:
                            self._inner("archive.zip")
                        if xml:
                            self._no_entities(head, tail + chunk)
                        head, tail = head or chunk[:400], chunk[-64:]
            except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError):
                raise refuse(
                    self.name, "is damaged: it was cut or changed.", "Save or download it again."
                ) from None
            if entry.filename.endswith(".rels"):
                self._count_relations(self.zip.read(entry))
            if entry.filename == "[Content_Types].xml" and b"macroenabled" in self.zip.read(entry).lower():
                raise refuse(self.name, "holds macros.", "Save it without macros (XLSX or DOCX), or as CSV.")
            if entry.filename == "META-INF/manifest.xml" and b"encryption-data" in self.zip.read(entry):
                raise refuse(self.name, "is protected by a password.", "Take the password off, and add it again.")

    def _no_entities(self, head: bytes, chunk: bytes) -> None:
        declared = None if head else _ENCODING.match(chunk.lstrip(b"\xef\xbb\xbf \t\r\n"))
        strange = declared is not None and declared.group(1).lower() not in _PLAIN_ENCODINGS
        if strange or _ENTITIES.search(chunk):
            todo = "Do not open it. Ask for another copy, or save it as CSV."
            raise refuse(self.name, "defines its own XML entities or encoding, as attacks do.", todo)

    def _count_relations(self, content: bytes) -> None:
        for relation in _RELATION.findall(content):
            outside = b'TargetMode="External"' in relation or b"TargetMode='External'" in relation
            if outside and b"/hyperlink" not in relation:
                self.hidden["references to other places"] += 1
