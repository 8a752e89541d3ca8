"""Telephone numbers: international ones, and national forms of seven countries (US, UK, BR, DE, ES, PT, FR).

Forms follow the national numbering plans (NANPA; Ofcom; Anatel; Bundesnetzagentur; CNMC; ANACOM; Arcep) and ITU-T
E.164 for calling codes. What looks like a number only because it is long needs a word such as "call" beside it.
"""

import re
from collections.abc import Iterator

from covision.steps.mask_beside import Beside
from covision.steps.mask_numbers import digits_of

_SEP = r"[ \u00a0\u2007\u2009\u202f./\u2010-\u2013-]"
_S = f"{_SEP}?"
_LEFT = r"(?=[\d(])(?<![0-9A-Za-z_À-ÖØ-öø-ÿ+])(?<!\d[.,:/\u2010-\u2013-])(?<!\d[.,:/\u2010-\u2013-]\()"
_RIGHT = r"(?![0-9A-Za-z_À-ÖØ-öø-ÿ%€$£]|[.,:]\d|-\d)"
_MORE = r"(?: ?(?:ext|extn|extension|ramal|poste|durchwahl|dw)\.? ?\d{1,5})?"

INTERNATIONAL = re.compile(
    rf"(?i)(?=[+0])(?<![\w+])(?<!\d[.,:/-])(?:\+|00){_S}\(?[1-9](?:[()]?{_S}[()]?{_S}\d){{6,14}}(?!\d){_MORE}"
)
# Calling codes of E.164; a code of one zone digit and any second stands for all of that zone.
_CODES = re.compile(
    r"1|7|2[07]|2[1-69]\d|3[0-469]|3[578]\d|4[013-9]|42\d|5[1-8]|5[09]\d|6[0-6]|6[789]\d|8[1246]|8[0578]\d|9[0-58]|9[679]\d"
)
# National digits that follow the code: least and most.
_LENGTHS = {"1": (10, 10), "44": (9, 11), "55": (10, 11), "49": (5, 13), "34": (9, 9), "351": (9, 9), "33": (9, 10)}

_NATIONAL = (
    # US and Canada: (212) 555-0187, 212-555-0187, 1 800 555 0199
    rf"(?:1{_S})?(?:\([2-9]\d{{2}}\){_S}[2-9]\d{{2}}{_S}\d{{4}}|[2-9]\d{{2}}{_SEP}[2-9]\d{{2}}{_SEP}\d{{4}})",
    # Brazil: (11) 91234-5678, 11 91234-5678, (21) 3123-4567, 21 3123-4567
    rf"(?:\([1-9]\d\){_S}9?{_S}\d{{4}}{_S}\d{{4}})|[1-9]\d{_S}9{_S}\d{{4}}[ .-]\d{{4}}",
    r"[1-9]\d [2-5]\d{3}-\d{4}",
    # Portugal and Spain: 912 345 678, 612 34 56 78, 91 123 45 67, 21 123 4567
    rf"(?:[236-9]\d{{2}}{_SEP}|\([236-9]\d{{2}}\){_S})\d{{3}}{_SEP}\d{{3}}(?! \d{{3}}(?!\d))",
    # Any of these with " - " between the groups
    r"[2-9]\d{2} [-./] \d{3} [-./] \d{3,4}",
    rf"[6-9]\d{{2}}{_SEP}\d{{2}}{_SEP}\d{{2}}{_SEP}\d{{2}}",
    # Free numbers of France: 0 800 123 456
    rf"0 [89]\d{{2}}{_SEP}\d{{3}}{_SEP}\d{{3}}",
    rf"[289]\d{_SEP}\d{{3}}{_SEP}\d{{2}}{_SEP}\d{{2}}|[289]\d{_SEP}\d{{3}}{_SEP}\d{{4}}|[89]\d{{2}} \d{{6}}",
)
NATIONAL = re.compile(f"{_LEFT}(?:(?:351|34|55|49|33|44)[ .-])?(?:{'|'.join(_NATIONAL)}){_RIGHT}{_MORE}")
# A trunk zero: 020 7946 0958, (01865) 270000, 06 12 34 56 78, 030/1234567, 07700900123
TRUNK = re.compile(
    rf"{_LEFT}(?:\(0[ ]?[1-9]\d{{0,4}}\)|0[1-9]\d{{0,4}})(?:{_SEP}{{1,3}}\(?\d{{1,8}}\)?){{1,5}}{_RIGHT}{_MORE}"
    rf"|{_LEFT}(?:\(0[1-9]\d{{0,4}}\)|0[1-9])\d{{6,10}}{_RIGHT}{_MORE}"
)
CUED = re.compile(rf"{_LEFT}\(?\d(?:[()]?{_S}[()]?{_S}\d){{5,14}}{_RIGHT}{_MORE}")

_DATE = re.compile(
    r"(?:19|20)\d{2}[-./ ]\d{1,2}[-./ ]\d{1,2}(?!\d)|[0-3]?\d[-./ ][0-3]?\d[-./ ](?:19|20)\d{2}(?!\d)"
    r"|[0-3]?\d[-./][0-3]?\d[-./]\d{2}(?!\d)|[01]?\d[-./](?:19|20)\d{2}(?!\d)"
    r"|(?:19|20)\d{2}\s?[-/\u2013]\s?(?:19|20)\d{2}(?!\d)|[0-2]\d[0-5]\d\s?[-\u2013]\s?[0-2]\d[0-5]\d$"
)
_AMOUNT = re.compile(r"\d{1,3}(?:[ .\u00a0\u202f]\d{3}){1,4}")

PATTERNS = {"international": INTERNATIONAL, "national": NATIONAL, "trunk": TRUNK, "phone-cued": CUED}
"""Every pattern that runs over a whole text, for the test of their speed."""


def phones(text: str, beside: Beside) -> Iterator[tuple[int, int]]:
    """Where telephone numbers stand: (start, end), in no order, some perhaps overlapping."""
    taken: list[tuple[int, int]] = []
    for match in INTERNATIONAL.finditer(text):
        size = _international(match[0])
        if size:
            taken.append((match.start(), match.start() + size))
    for form, good in ((NATIONAL, _national), (TRUNK, _trunk)):
        for match in form.finditer(text):
            # Groups are the form of a telephone number; a bare row of digits may count orders.
            bare = match[0].isdecimal() and beside.order(match.start())
            if good(match[0]) and not bare and not beside.money(*match.span()):
                taken.append(match.span())
    yield from taken
    taken.sort()
    at = 0
    for match in CUED.finditer(text):
        while at < len(taken) and taken[at][1] <= match.start():
            at += 1
        free = at == len(taken) or taken[at][0] >= match.end()
        if free and beside.phone(*match.span()) and _plausible(match[0]) and not beside.money(*match.span()):
            yield match.span()


def _international(text: str) -> int:
    """How many characters are the number; 0 where no country has such a code or length."""
    skip = 1 if text[0] == "+" else 2
    digits = digits_of(text)[0 if text[0] == "+" else 2 :]
    code = _CODES.match(digits)
    if code is None:
        return 0
    least, most = _LENGTHS.get(code[0], (6, 12))
    ends = [at + 1 for at, char in enumerate(text) if at >= skip and char.isdecimal()]
    # "+351 912 345 678 2 pax": the number ends where a group ends and its country's length is reached.
    for count in range(min(len(code[0]) + most, len(digits)), len(code[0]) + least - 1, -1):
        end = ends[count - 1]
        if count == len(digits):
            return len(text)
        if not text[end : end + 1].isdecimal():
            return end
    return 0


def _national(text: str) -> bool:
    return not _DATE.match(text)


def _trunk(text: str) -> bool:
    """Nine to thirteen digits behind a trunk zero that are no dates, no opening hours and no list of pairs."""
    digits = digits_of(text)
    groups = re.findall(r"\d+", text)
    if len(groups) == 5 and len(digits) == 10 and max(map(len, groups)) == 2:
        return True
    if not 9 <= len(digits) <= 13 or _DATE.match(text):
        return False
    return len(groups) == 1 or max(map(len, groups)) > 2


def _plausible(text: str) -> bool:
    digits = digits_of(text)
    if not 6 <= len(digits) <= 13 or _DATE.match(text) or len(set(digits)) == 1:
        return False
    if len(digits) == 6:
        return text.isdecimal() or bool(re.fullmatch(r"\d\d\D\d\d\D\d\d|\d{3}[ -]\d{3}", text))
    return not _AMOUNT.fullmatch(text) or len(digits) == 9
