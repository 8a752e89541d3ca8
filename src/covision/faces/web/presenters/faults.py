"""What goes wrong, in the page's language: the engine speaks English, and the page knows its usual sentences.

The catalogue has each known sentence twice, under `faults`: the English one is what the engine says, with fields
where words of the moment stand. A sentence that nobody foresaw gets a first line by its kind, and follows as it is.
"""

import re
from functools import lru_cache
from string import Formatter

from covision.errors import CovisionError
from covision.faces.web.words import Words, load_words

_LONGEST = 1000
_SAID, _KINDS = "faults.said.", "faults.kinds."


def said(text: str, words: Words) -> str | None:
    """A known sentence of the engine in the language of `words`; None where it is not known."""
    if words.language == "en" or not text:
        return text
    if len(text) > _LONGEST:
        return None
    for key, form in _forms():
        found = form.fullmatch(text.strip())
        if found:
            return words(key, **found.groupdict()) if found.groupdict() else words(key)
    return None


def kind(error: CovisionError, words: Words) -> str:
    """What sort of thing went wrong, by the error's class or the nearest above it."""
    for one in type(error).__mro__:
        text = words.known(f"{_KINDS}{one.__name__}", "")
        if text:
            return text
    return words("errors.unexpected")


@lru_cache(maxsize=1)
def _forms() -> tuple[tuple[str, "re.Pattern[str]"], ...]:
    texts = load_words("en").texts.items()
    return tuple((key, _form(text)) for key, text in texts if key.startswith(_SAID))


def _form(template: str) -> "re.Pattern[str]":
    made = ""
    for literal, field, _, _ in Formatter().parse(template):
        made += re.escape(literal) + (f"(?P<{field}>.{{1,300}}?)" if field else "")
    return re.compile(made, re.DOTALL)
