"""Bytes to text: strict first, then a guess that says so; what was lost is shown as �, never filled in."""

import codecs
import re
import unicodedata
from functools import lru_cache
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
_HIGH = re.compile("[\x80-\xff]+")
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
    # As Latin-1 each byte is one character, and NULs at the ends give every run two neighbours.
    spelled = f"\0{content.decode('latin-1')}\0"
    found = islice(_HIGH.finditer(spelled), 50 * _SAMPLE)
    places = [spelled[run.start() - 1 : run.end() + 1] for run in found]
    odd = [place for place in places if not _is_utf8(place)]
    whole = len(places) - len(odd)
    sample = odd[:: max(1, len(odd) // _SAMPLE)]
    best, share = "cp1252", -1.0
    for encoding in _LATIN:
        fits = sum(_reads(place, encoding) == "well" for place in sample) / len(sample)
        if fits > share:
            best, share = encoding, fits
    if share < _SURE and len(odd) > 3 and not whole and (other := _other_script(content, spelled.find(odd[0]))):
        return other[1], other[0], [_note(other[0])]
    if sum(content.count(byte) for byte in _CONTROLS) > len(content) / 50:
        raise InputError(
            "is not text that can be read.", place=Place(name), todo="Save it as CSV (UTF-8), or paste the text."
        )
    strange = sum(len(place) - 2 for place in odd)
    if share < 0.5 and strange > max(40, len(content) / 200):
        todo = "Choose its encoding, or save it as CSV (UTF-8)."
        raise InputError("is not UTF-8, and its encoding cannot be told.", place=Place(name), todo=todo)
    return _by_place(spelled, best if share >= 0.5 else None, sure=share >= _SURE and len(odd) >= 8)


_CONTROLS = [bytes([code]) for code in range(32) if chr(code) not in "\t\r\n\x0b\x0c\x1b"]


@lru_cache(20_000)
def _is_utf8(place: str) -> bool:
    """True where a run of high bytes (between its neighbours) is UTF-8."""
    try:
        place[1:-1].encode("latin-1").decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _note(encoding: str) -> str:
    return f"The file is not UTF-8; it was read as {encoding}. Check that accents look right."


def _by_place(spelled: str, encoding: str | None, *, sure: bool) -> tuple[str, str, list[str]]:
    """Each run of strange bytes by itself: UTF-8 where it is, else `encoding`, else lost."""
    known: dict[str, tuple[str, str]] = {}
    counts = {"utf-8": 0, "read": 0, "lost": 0}

    def shown(run: "re.Match[str]") -> str:
        place = spelled[run.start() - 1 : run.end() + 1]
        if place not in known:
            known[place] = _shown(place, encoding, sure)
        kind, text = known[place]
        counts[kind] += 1
        return text

    text = _HIGH.sub(shown, spelled)[1:-1]
    read, lost, whole = counts["read"], counts["lost"], counts["utf-8"]
    notes = []
    if read and encoding:
        notes.append(_note(encoding) if not whole else _mixed(encoding, read, whole))
    if lost:
        places = "1 place" if lost == 1 else f"{lost:,} places"
        notes.append(
            f"The file is not UTF-8. In {places} no known encoding gives a word: the characters were lost before "
            "the file came here, and are shown as �."
        )
    return text, encoding if read and encoding and not whole else "mixed" if read else "unknown", notes


def _shown(place: str, encoding: str | None, sure: bool) -> tuple[str, str]:
    run = place[1:-1].encode("latin-1")
    if _is_utf8(place):
        return "utf-8", run.decode("utf-8")
    how = _reads(place, encoding) if encoding else "lost"
    if encoding and (how == "well" or (sure and how == "oddly")):
        return "read", run.decode(encoding)
    return "lost", LOST * len(run)


def _mixed(encoding: str, read: int, whole: int) -> str:
    return (
        f"The file mixes encodings: {whole:,} places are UTF-8, {read:,} were read as {encoding}. "
        "Check that accents look right."
    )


@lru_cache(50_000)
def _reads(place: str, encoding: str) -> str:
    """`well` where a run of bytes makes an everyday word in this encoding, `oddly` where it might, else `lost`.

    `place` is the run as Latin-1 between the characters before and after it.
    """
    try:
        text = place[1:-1].encode("latin-1").decode(encoding)
    except UnicodeDecodeError:
        return "lost"
    whole = f"{place[0]}{text}{place[-1]}"
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
