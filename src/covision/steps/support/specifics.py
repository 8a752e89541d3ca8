"""What somebody must have said as it is: numbers, names, dates and superlatives, looked up before any overlap."""

import re

from covision.measures.reading import Reading
from covision.measures.text import fold, word_set
from covision.measures.wording import MONTHS

_WORDS = {
    "en": {
        "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9",
        "ten": "10", "eleven": "11", "twelve": "12", "fifteen": "15", "twenty": "20", "thirty": "30", "forty": "40",
        "fifty": "50", "sixty": "60", "seventy": "70", "eighty": "80", "ninety": "90", "hundred": "100",
        "thousand": "1000", "million": "1000000",
    },
    "pt": {
        "dois": "2", "duas": "2", "três": "3", "quatro": "4", "cinco": "5", "seis": "6", "sete": "7", "oito": "8",
        "nove": "9", "dez": "10", "onze": "11", "doze": "12", "quinze": "15", "vinte": "20", "trinta": "30",
        "quarenta": "40", "cinquenta": "50", "sessenta": "60", "setenta": "70", "oitenta": "80", "noventa": "90",
        "cem": "100", "cento": "100", "mil": "1000", "milhão": "1000000", "milhões": "1000000",
    },
}  # fmt: skip
_DAYS = {
    "en": word_set("monday tuesday wednesday thursday friday saturday sunday"),
    "pt": word_set("sábado domingo segunda-feira terça-feira quarta-feira quinta-feira sexta-feira"),
}
_CAPITALS_ARE_NOUNS = frozenset(("de",))
_OPENING = frozenset('.!?…:;–—-"“«(')


def numbers(reading: Reading) -> frozenset[str]:
    """Numbers in digits, whether written so or in words; "one" is no number, as in "no one"."""
    named = _WORDS.get(reading.language, {})
    found = set()
    for at, word in enumerate(reading.words):
        if at in reading.names:
            continue
        if word.number:
            found.add(_bare(word.text))
        elif word.lower in named:
            found.add(named[word.lower])
    return frozenset(found)


def _bare(text: str) -> str:
    """Without separators between thousands, and without zeros that say nothing."""
    plain = re.sub(r"[.,](?=\d{3}(?!\d))", "", text).replace(",", ".")
    return plain.removesuffix(".0").lstrip("0") or "0"


def dates(reading: Reading) -> frozenset[str]:
    """Months and days of the week, folded and in the singular. Years are numbers."""
    days, months = _DAYS.get(reading.language, frozenset()), MONTHS.get(reading.language, frozenset())
    found = set()
    for at, word in enumerate(reading.words):
        follows = reading.words[at + 1] if at + 1 < len(reading.words) else None
        whole = f"{word.lower}-{follows.lower}" if follows is not None and follows.joined else word.lower
        single = whole.removesuffix("s") if whole.removesuffix("s") in days else whole
        if single in days or single in months:
            found.add(single)
    return frozenset(found)


def names(reading: Reading) -> frozenset[str]:
    """Capitalised words inside a sentence, folded: people, places and products. The organisation's own is none."""
    if reading.language in _CAPITALS_ARE_NOUNS:
        return frozenset()
    dated = dates(reading)
    found = set()
    for at, word in enumerate(reading.words):
        plain = word.lower.removesuffix("'s")
        if at in reading.names or at in reading.customers or not word.text[:1].isupper() or plain in dated:
            continue
        if plain == "i" or plain.startswith("i'") or _opens(reading, at):
            continue
        found.add(plain)
    return frozenset(found)


def _opens(reading: Reading, at: int) -> bool:
    """Whether a word stands first, or behind a stop, a dash, an opening mark or a line break: any has a capital."""
    if at == 0:
        return True
    gap = reading.text[reading.words[at - 1].end : reading.words[at].start]
    bare = gap.rstrip()
    return "\n" in gap[len(bare) :] or not _OPENING.isdisjoint(bare[-1:])


def superlatives(reading: Reading) -> frozenset[str]:
    """What claims to stand above all others, folded."""
    return frozenset(fold(match.text) for match in reading.matches("superlatives"))


def specifics(reading: Reading) -> frozenset[str]:
    """All of these, as they can be looked up in another text's."""
    return numbers(reading) | dates(reading) | names(reading) | superlatives(reading)


def said_in(wanted: frozenset[str], reading: Reading) -> frozenset[str]:
    """Which of these a text says: its own specifics, and for names any word however it is written."""
    words = frozenset(word.lower.removesuffix("'s") for word in reading.words)
    return wanted & (numbers(reading) | dates(reading) | superlatives(reading) | words)
