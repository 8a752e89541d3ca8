"""Personal data with a fixed form is masked before a remote model sees it, and put back in what comes home.

Every pattern is linear: no nested repeats, bounded lengths, and checks (Luhn, ISO 7064 mod 97-10) in code.
"""

import ipaddress
import re
from collections.abc import Callable, Iterable
from typing import Literal, get_args

Kind = Literal["url", "email", "iban", "card", "ip", "phone", "handle"]
KINDS: tuple[Kind, ...] = get_args(Kind)

_PATTERNS: dict[Kind, re.Pattern[str]] = {
    "url": re.compile(r"(?i)\b(?:https?://|ftp://|www\.)[^\s<>\"'«»“”]{2,2000}"),
    "email": re.compile(r"(?<![\w.+%-])[\w.+%-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}", re.UNICODE),
    "iban": re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]){11,30}(?![A-Z0-9])"),
    "card": re.compile(r"(?<![\d-])\d(?:[ -]?\d){12,18}(?![\d-])"),
    "ip": re.compile(
        r"(?<![\w.:])(?:\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}|(?:[0-9A-Fa-f]{0,4}:){2,7}[0-9A-Fa-f]{0,4})(?![\w.:])"
    ),
    "phone": re.compile(r"(?<![\w.,:/-])(?:\+|00)?\(?\d(?:[ .()/-]{0,2}\d){6,14}(?![\w:/-]|[ .,]\d)"),
    "handle": re.compile(r"(?<![\w@./])@\w(?:[\w.]{0,28}\w)?"),
}
# Lengths by country, from the IBAN registry (ISO 13616).
_IBAN_COUNTRIES = {
    15: "NO", 16: "BE", 18: "DK FI FO GL NL SD FK", 19: "MK SI", 20: "AT BA EE KZ LT LU XK MN", 21: "CH HR LI LV",
    22: "BG BH CR DE GB GE IE ME RS VA", 23: "AE GI IL IQ OM SO TL", 24: "AD CZ ES MD PK RO SA SE SK TN VG",
    25: "LY PT ST", 26: "IS TR", 27: "BI DJ FR GR IT MC MR SM", 28: "AL AZ BY CY DO GT HN HU LB NI PL SV",
    29: "BR EG PS QA UA", 30: "JO KW MU YE", 31: "MT SC", 32: "LC", 33: "RU",
}  # fmt: skip
_IBAN_LENGTHS = {country: length for length, listed in _IBAN_COUNTRIES.items() for country in listed.split()}
_PLACEHOLDER = re.compile(r"\[(" + "|".join(KINDS) + r")-([1-9]\d{0,6})\]")


class Masker:
    """Stable placeholders such as `[email-1]` for one project: the same value always has the same one.

    `texts` are all texts of the project in their fixed order; the numbers follow from them. A text that already
    reads like a placeholder is masked too, so that `restore(mask(text)) == text` holds for every text given here.
    """

    def __init__(self, texts: Iterable[str] = ()) -> None:
        self._to: dict[str, str] = {}
        self._back: dict[str, str] = {}
        self._next = dict.fromkeys(KINDS, 1)
        self._used: set[str] = set()
        every = list(texts)
        for text in every:
            self._used.update(match.group() for match in _PLACEHOLDER.finditer(text))
        for text in every:
            self.mask(text)

    def mask(self, text: str) -> str:
        """The text with every found value replaced by its placeholder; unseen values get the next number."""
        self._used.update(match.group() for match in _PLACEHOLDER.finditer(text))
        parts: list[str] = []
        end = 0
        for start, stop, kind in spans(text):
            parts += [text[end:start], self._placeholder(kind, text[start:stop])]
            end = stop
        return "".join([*parts, text[end:]])

    def restore(self, text: str) -> str:
        """The text with our placeholders replaced by what they stand for; others stay."""
        return _PLACEHOLDER.sub(lambda match: self._back.get(match.group(), match.group()), text)

    @property
    def counts(self) -> dict[str, int]:
        """How many different values of each kind were masked."""
        found: dict[str, int] = {}
        for placeholder in self._back:
            kind = placeholder[1:].partition("-")[0]
            found[kind] = found.get(kind, 0) + 1
        return found

    def _placeholder(self, kind: Kind, value: str) -> str:
        key = f"{kind}:{value}"
        while key not in self._to:
            name = f"[{kind}-{self._next[kind]}]"
            self._next[kind] += 1
            # A text that holds such words itself must stay as it is when the rest is put back.
            if name not in self._used:
                self._to[key], self._back[name] = name, value
        return self._to[key]


def spans(text: str) -> list[tuple[int, int, Kind]]:
    """Where personal data stands: (start, end, kind), in order, without overlap; earlier kinds win over later."""
    taken: list[tuple[int, int, Kind]] = []
    for kind in KINDS:
        for match in _PATTERNS[kind].finditer(text):
            start, end = match.start(), match.end()
            if kind == "url":
                end -= len(match.group()) - len(match.group().rstrip(".,;:!?)]}"))
            elif kind == "iban":
                end = start + _iban_length(match.group())
            if end > start and _CHECKS.get(kind, _any)(text[start:end]):
                taken.append((start, end, kind))
    # Earlier kinds come first in `taken`; the sort is stable for equal starts and the longer one wins.
    rank = {kind: number for number, kind in enumerate(KINDS)}
    chosen: list[tuple[int, int, Kind]] = []
    for item in sorted(taken, key=lambda found: (found[0], rank[found[2]])):
        if not chosen or item[0] >= chosen[-1][1]:
            chosen.append(item)
        elif rank[item[2]] < rank[chosen[-1][2]]:
            chosen[-1] = item
    return chosen


def _any(_: str) -> bool:
    return True


def _digits(text: str) -> str:
    return "".join(char for char in text if char.isdecimal())


def luhn(text: str) -> bool:
    """True where the digits of a text pass the Luhn check (ISO/IEC 7812-1)."""
    total = 0
    for at, digit in enumerate(reversed(_digits(text))):
        value = int(digit) * (2 if at % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def _card(text: str) -> bool:
    digits = _digits(text)
    return 13 <= len(digits) <= 19 and len(set(digits)) > 1 and luhn(digits)


def iban(text: str) -> bool:
    """True where a text is an IBAN by its remainder: letters as 10 to 35, modulo 97 is 1 (ISO 13616, ISO 7064)."""
    bare = text.replace(" ", "")
    if not 15 <= len(bare) <= 34 or not bare.isascii() or not bare.isalnum():
        return False
    moved = bare[4:] + bare[:4]
    return int("".join(str(int(char, 36)) for char in moved)) % 97 == 1


def _iban_length(text: str) -> int:
    """Where the IBAN at the beginning of a text ends, by its country's fixed length; 0 for an unknown country."""
    left = _IBAN_LENGTHS.get(text[:2], 0)
    for at, char in enumerate(text):
        left -= char != " "
        if left == 0:
            return at + 1
    return 0


def _ip(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return text not in ("::", "0.0.0.0")


_DATE = re.compile(r"\d{4}[-./]\d{1,2}[-./]\d{1,2}|\d{1,2}[-./]\d{1,2}[-./]\d{2,4}")
_GROUPED = re.compile(r"\d{1,3}(?:[ .]\d{3}){2,4}")


def _phone(text: str) -> bool:
    """Seven to fifteen digits that are no date, no year range and no amount; short ones need a form of a number."""
    digits = _digits(text)
    if not 7 <= len(digits) <= 15 or _DATE.match(text) or re.fullmatch(r"\d{4}\s?[-/]\s?\d{4}", text):
        return False
    if text.startswith(("+", "00", "0", "(")):
        return True
    if _GROUPED.fullmatch(text):
        return len(digits) == 9  # 912 345 678 is a number in Portugal; 1 000 000 is an amount
    return len(digits) >= 9 or bool(re.search(r"\d[ .-]\d", text))


_CHECKS: dict[Kind, Callable[[str], bool]] = {"card": _card, "ip": _ip, "phone": _phone, "iban": iban}
