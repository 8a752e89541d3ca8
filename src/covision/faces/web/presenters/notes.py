"""What the steps say in English, in the page's language: notes on reading and theming, progress, places.

The catalogue has each known form twice, under `notes`: the English one is what the steps say, and is what a text is
recognised by. A text of no known form stays English.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from string import Formatter

from covision.faces.web.words import Words, load_words

_LONGEST = 2000
"""A longer text is shown as it is: recognising it could take long, and nobody reads it."""
_COUNT = re.compile(r"\d{1,3}(,\d{3})+")
_NUMBER = "[0-9][0-9,]*"
_FIELDS = {
    "name": """'[^']*'|"[^"]*\"""",
    "sheet": '[^"]+',
    "encoding": r"[\w -]+?",
    "what": "[a-z -]+?",
    "names": ".+?",
    "where": ".+?",
    "rest": ".+",
}
_PLACE = re.compile(r'(.+?)(?: sheet "(.+)")?(?: page (\d+))?(?: row (\d+))?', re.DOTALL)
_ROWS = re.compile(r'(?:sheet "(.+)" )?(rows?) ([\d, -]+)')
_MORE = re.compile(r"(.+) and ([\d,]+) more")


def note(text: str, words: Words) -> str:
    """A text of one or more known forms in the language of `words`; any other as it is."""
    if words.language == "en" or len(text) > _LONGEST:
        return text
    return _worded(text, words) or text


def place(text: str, words: Words) -> str:
    """Where a comment stands (`file sheet "x" page 1 row 2`), its words in the language of `words`."""
    found = _PLACE.fullmatch(text) if len(text) <= _LONGEST else None
    if words.language == "en" or found is None:
        return text
    told = zip(("sheet", "page", "row"), found.groups()[1:], strict=True)
    return " ".join([found[1], *(words(f"place.{what}", n=value) for what, value in told if value)])


def _worded(text: str, words: Words) -> str | None:
    """The forms one after the other; None where a part of the text has no known form."""
    for key, form in _forms():
        found = form.match(text)
        if found is None:
            continue
        rest = text[found.end() :].lstrip()
        more = _worded(rest, words) if rest else ""
        if more is not None:
            return f"{_filled(key, found.groupdict(), words)} {more}".rstrip()
    return None


def _filled(key: str, fields: Mapping[str, str], words: Words) -> str:
    return words(key, **{name: _field(name, value, words) for name, value in fields.items()})


def _field(name: str, value: str, words: Words) -> str:
    if name == "rest":
        return note(value, words)
    if name == "what":
        return words.known(f"research.hides.{value}", value)
    if name == "where":
        return _rows(value, words)
    if name == "name" and value[:1] == value[-1:] and value[:1] in "'\"":
        return words("quote", text=value[1:-1])
    return value.replace(",", words("thousands")) if _COUNT.fullmatch(value) else value


def _rows(text: str, words: Words) -> str:
    """`rows 1, 3-4; sheet "x" row 2 and 5 more`."""
    cut = _MORE.fullmatch(text)
    told = []
    for part in (cut[1] if cut else text).split("; "):
        found = _ROWS.fullmatch(part)
        if found is None:
            return text
        sheet = words("research.in_sheet", sheet=found[1]) if found[1] else ""
        told.append(words(f"research.rows.{'many' if found[2] == 'rows' else 'one'}", rows=found[3]) + f" {sheet}")
    more = f" {words('research.more', n=_field('n', cut[2], words))}" if cut else ""
    return "; ".join(one.rstrip() for one in told) + more


@lru_cache(maxsize=1)
def _forms() -> tuple[tuple[str, "re.Pattern[str]"], ...]:
    texts = load_words("en").texts.items()
    return tuple((key, _form(text)) for key, text in texts if key.startswith("notes."))


def _form(template: str) -> "re.Pattern[str]":
    made = ""
    for literal, field, _, _ in Formatter().parse(template):
        made += re.escape(literal) + (f"(?P<{field}>{_FIELDS.get(field, _NUMBER)})" if field else "")
    # A form ends where the text does, or before the next form.
    return re.compile(rf"{made}(?=\s|$)", re.DOTALL)
