"""Months of dates as people and exports write them. Day and month are told apart by the whole column."""

import re
from collections.abc import Sequence

from covision.domain.research import Snippet

_ISO = re.compile(r"\b((?:19|20)\d{2})[-/.](\d{1,2})(?:\b|[-/.T ])")
_NUMERIC = re.compile(r"\b(\d{1,2})[-/.](\d{1,2})[-/.]((?:19|20)?\d{2})\b")
_MONTH_YEAR = re.compile(r"\b(\d{1,2})[-/.]((?:19|20)\d{2})\b")
_WORDS = re.compile(r"([^\W\d_]{3,})\.?")
_YEAR = re.compile(r"\b((?:19|20)\d{2})\b")
_NAMES = {
    "jan": 1, "ene": 1, "feb": 2, "fev": 2, "fév": 2, "mar": 3, "mär": 3, "mrz": 3, "apr": 4, "abr": 4, "avr": 4,
    "may": 5, "mai": 5, "may.": 5, "jun": 6, "jul": 7, "aug": 8, "ago": 8, "aoû": 8, "sep": 9, "set": 9, "oct": 10,
    "out": 10, "okt": 10, "nov": 11, "dec": 12, "dez": 12, "dic": 12, "déc": 12,
}  # fmt: skip
_LONG = {"juin": 6, "juillet": 7, "junho": 6, "julho": 7, "junio": 6, "julio": 7, "mayo": 5, "maio": 5, "mars": 3}


def months(snippets: Sequence[Snippet]) -> list[str | None]:
    """The month (YYYY-MM) of each snippet's date; None where there is none or it cannot be told.

    "03/04/2025" is read day first or month first by what the other dates of its file and sheet show; where
    nothing shows it, such a date has no month, unless both readings are the same.
    """
    evidence: dict[tuple[str, str | None], tuple[bool, bool]] = {}
    for snippet in snippets:
        match = _NUMERIC.search(snippet.date or "")
        if match and not _ISO.search(snippet.date or ""):
            first, second = int(match[1]), int(match[2])
            key = (snippet.source, snippet.sheet)
            day_first, month_first = evidence.get(key, (False, False))
            evidence[key] = (day_first or 12 < first <= 31, month_first or 12 < second <= 31)
    return [
        month(snippet.date, *evidence.get((snippet.source, snippet.sheet), (False, False))) for snippet in snippets
    ]


def month(date: str | None, day_first: bool = False, month_first: bool = False) -> str | None:
    """The month of one date. A column that shows both orders, or neither, leaves an ambiguous date untold."""
    text = (date or "").strip().lower()
    if match := _ISO.search(text + " "):
        return _made(match[1], int(match[2]))
    if match := _NUMERIC.search(text):
        return _numeric(int(match[1]), int(match[2]), match[3], day_first, month_first)
    year = _YEAR.search(text)
    for word in _WORDS.findall(text):
        number = _LONG.get(word) or _NAMES.get(word[:3])
        if number and year:
            return _made(year[1], number)
    match = _MONTH_YEAR.search(text)
    return _made(match[2], int(match[1])) if match else None


def _numeric(first: int, second: int, year: str, day_first: bool, month_first: bool) -> str | None:
    whole = year if len(year) == 4 else f"20{year}"
    if first > 12:
        return _made(whole, second)
    if second > 12 or first == second:
        return _made(whole, first)
    if day_first == month_first:
        return None
    return _made(whole, second if day_first else first)


def _made(year: str, number: int) -> str | None:
    return f"{year}-{number:02d}" if 1 <= number <= 12 else None
