"""Bytes to text: strict first, then a guess that says so; what was lost is shown as �, never filled in."""

import codecs
import re
import unicodedata
from itertools import islice

from charset_normalizer import from_bytes

from covision.errors import InputError, Place

ENCODINGS = (
    "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "iso8859-1", "iso8859-2",
    "iso8859-9", "iso8859-15", "mac-roman", "cp437", "cp850", "cp852", "cp1250", "cp1251", "cp1253", "cp1254",
    "cp1255", "cp1256", "cp1257", "koi8-r", "shift_jis", "cp932", "euc_jp", "gb18030", "big5", "euc_kr", "cp949",
    "ascii",
)  # fmt: skip
"""Encodings that a user may name."""

LOST = "\ufffd"

_BOMS = (
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_HIGH = re.compile(rb"[\x80-\xff]+")
_LATIN = ("cp1252", "mac_roman", "cp1250", "cp850")
_EVERYDAY = frozenset("áàâãäåæçéèêëíìîïñóòôõöøœúùûüýÿßÁÀÂÃÄÅÆÇÉÈÊËÍÎÑÓÔÕÖØÚÜąćęłńśźżĄĆĘŁŃŚŹŻčďěňřšťůžČĎĚŇŘŠŤŮŽőűŐŰ")
_ALONE = frozenset("àáâéèêíóôöøåÀÁÂÉÈÊÍÓÔÖØÅ")
_MARKS = frozenset("‘’“”„‚«»‹›–—…€£¥°ºª§·•¿¡½¼¾×÷±²³©®™\xa0")
_INSIDE = frozenset("’‘–—·…\xa0×")
_SAMPLE = 4000
_SURE = 0.9


def decode(name: str, content: bytes, encoding: str | None = None) -> tuple[str, str, list[str]]:
    """The text of a file, its encoding, and notes for the user.

    With `encoding` that one is used. Else UTF-8 and UTF-16 strictly, then a guess from what the strange bytes would
    read in their words; a place that reads like nothing becomes � (one a byte). Raises `InputError` where the bytes
    are no text, or too many of them could be anything.
    """
    if encoding is not None:
        return _named(name, content, encoding)
    for bom, found in _BOMS:
        if content.startswith(bom):
            return _strict_or_cut(content, found)
    if (wide := _wide(content)) is not None:
        return _strict_or_cut(content, wide)
    try:
        return content.decode("utf-8"), "utf-8", []
    except UnicodeDecodeError as error:
        if error.start >= len(content) - 3 and error.reason == "unexpected end of data":
            return content.decode("utf-8", "replace"), "utf-8", ["The file ends in the middle of a character."]
    return _guess(name, content)


def _named(name: str, content: bytes, encoding: str) -> tuple[str, str, list[str]]:
    try:
        known = codecs.lookup(encoding).name in {codecs.lookup(one).name for one in ENCODINGS}
    except (LookupError, ValueError):
        known = False
    if not known:
        todo = "Choose one of: " + ", ".join(ENCODINGS) + "."
        raise InputError(f"there is no encoding {encoding!r}.", place=Place(name), todo=todo)
    text = content.decode(encoding, "replace").removeprefix("\ufeff")
    return text, encoding, ["You chose the encoding."]


def _strict_or_cut(content: bytes, encoding: str) -> tuple[str, str, list[str]]:
    try:
        return content.decode(encoding), encoding, []
    except UnicodeDecodeError:
        # A cut file still reads; what was lost shows as the replacement character.
        text = content.decode(encoding, "replace").removeprefix("\ufeff")
        return text, encoding, [f"Some bytes are not valid {encoding.upper()}; they are shown as �."]


def _wide(content: bytes) -> str | None:
    """UTF-16 without its mark: every other byte of everyday text is NUL."""
    sample = content[:4096]
    if len(sample) < 4:
        return None
    even, odd = sample[::2].count(0) / (len(sample) / 2), sample[1::2].count(0) / (len(sample) / 2)
    for encoding, empty, full in (("utf-16-le", odd, even), ("utf-16-be", even, odd)):
        if empty > 0.5 and full < 0.1:
            return encoding
    return None


def _guess(name: str, content: bytes) -> tuple[str, str, list[str]]:
    runs = [m for m in islice(_HIGH.finditer(content), 50 * _SAMPLE) if not _is_utf8(m.group())]
    whole = sum(1 for _ in islice(_HIGH.finditer(content), 50 * _SAMPLE)) - len(runs)
    sample = runs[:: max(1, len(runs) // _SAMPLE)]
    best, share = "cp1252", -1.0
    for encoding in _LATIN:
        fits = sum(_reads(content, run, encoding) == "well" for run in sample) / len(sample)
        if fits > share:
            best, share = encoding, fits
    if share < _SURE and len(runs) > 3 and not whole and (other := _other_script(content, runs[0].start())):
        return other[1], other[0], [_note(other[0])]
    if sum(content.count(byte) for byte in _CONTROLS) > len(content) / 50:
        raise InputError(
            "is not text that can be read.", place=Place(name), todo="Save it as CSV (UTF-8), or paste the text."
        )
    strange = sum(len(run.group()) for run in runs)
    if share < 0.5 and strange > max(40, len(content) / 200):
        todo = "Choose its encoding, or save it as CSV (UTF-8)."
        raise InputError("is not UTF-8, and its encoding cannot be told.", place=Place(name), todo=todo)
    return _by_place(content, best if share >= 0.5 else None, sure=share >= _SURE and len(runs) >= 8, whole=whole)


_CONTROLS = [bytes([code]) for code in range(32) if chr(code) not in "\t\r\n\x0b\x0c\x1b"]


def _is_utf8(run: bytes) -> bool:
    try:
        run.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _note(encoding: str) -> str:
    return f"The file is not UTF-8; it was read as {encoding}. Check that accents look right."


def _by_place(content: bytes, encoding: str | None, *, sure: bool, whole: int) -> tuple[str, str, list[str]]:
    """Each run of strange bytes by itself: UTF-8 where it is, else `encoding`, else lost."""
    lost = read = at = 0
    parts: list[str] = []
    for run in _HIGH.finditer(content):
        parts.append(content[at : run.start()].decode("ascii"))
        at = run.end()
        if _is_utf8(run.group()):
            parts.append(run.group().decode("utf-8"))
            continue
        how = _reads(content, run, encoding) if encoding else "lost"
        if encoding and (how == "well" or (sure and how == "oddly")):
            parts.append(run.group().decode(encoding))
            read += 1
        else:
            parts.append(LOST * len(run.group()))
            lost += 1
    parts.append(content[at:].decode("ascii"))
    notes = []
    if read and encoding:
        notes.append(_note(encoding) if not whole else _mixed(encoding, read, whole))
    if lost:
        places = "1 place" if lost == 1 else f"{lost:,} places"
        notes.append(
            f"The file is not UTF-8. In {places} no known encoding gives a word: the characters were lost before "
            "the file came here, and are shown as �."
        )
    return "".join(parts), encoding if read and encoding and not whole else "mixed" if read else "unknown", notes


def _mixed(encoding: str, read: int, whole: int) -> str:
    return (
        f"The file mixes encodings: {whole:,} places are UTF-8, {read:,} were read as {encoding}. "
        "Check that accents look right."
    )


def _reads(content: bytes, run: "re.Match[bytes]", encoding: str) -> str:
    """`well` where the bytes make an everyday word in this encoding, `oddly` where they might, else `lost`."""
    try:
        text = run.group().decode(encoding)
    except UnicodeDecodeError:
        return "lost"
    before = content[max(run.start() - 1, 0) : run.start()].decode("ascii", "replace")
    after = content[run.end() : run.end() + 1].decode("ascii", "replace")
    whole = f"{before or ' '}{text}{after or ' '}"
    verdict = "well"
    letters = 0
    for at, char in enumerate(text, start=1):
        left, right = whole[at - 1], whole[at + 1]
        letters = letters + 1 if char.isalpha() else 0
        if unicodedata.category(char) in ("Cc", "Cn", "Co", "Cf") or letters > 3:
            return "lost"
        if char in _MARKS:
            if left.isalpha() and (right.isalpha() or right in "©®™°") and char not in _INSIDE:
                return "lost"
            if char in "©®™" and right.isalpha() and not left.isspace():
                return "lost"
            if char in "’‘" and right in "©®™°§":
                return "lost"
        elif char not in _EVERYDAY:
            return "lost" if not char.isalpha() and (left.isalpha() or right.isalpha()) else "oddly"
        elif (char.isupper() and left.islower()) or not (left.isalpha() or right.isalpha() or char in _ALONE):
            verdict = "oddly"
    return verdict


def _other_script(content: bytes, near: int) -> tuple[str, str] | None:
    """Text in another script, by the detector, where the whole of it decodes and its letters are of few scripts."""
    # Only around the first strange byte and the start: a guess over 20 MB takes minutes.
    sample = content[:50_000] + content[max(near - 25_000, 0) : near + 25_000]
    best = from_bytes(sample).best()
    if best is None:
        return None
    try:
        text = content.decode(best.encoding)
    except (UnicodeDecodeError, LookupError):
        return None
    strange = list(islice((c for c in text if not c.isascii()), _SAMPLE))
    scripts = {unicodedata.name(char, "?").split()[0] for char in strange if char.isalpha()}
    if any(unicodedata.category(char) in ("Cc", "Cn", "Co") for char in strange) or len(scripts) > 4:
        return None
    return (best.encoding, text) if "LATIN" not in scripts or len(scripts) > 1 else None
