"""Drafts in a language in which covision joins no words: whole sentences of the answers, as they were written."""

import re
from collections.abc import Iterator, Sequence

from covision.measures.text import count_words, words
from covision.steps.drafting.units import Unit

JOINED_IN = frozenset(("en", "pt"))
"""Languages whose phrases code can turn and join."""

SHORTEST, LONGEST = 5, 45
# What a sentence that goes on from "a great experience means …" needs before it.
LEADS = {
    "es": ("que ", "Una buena experiencia con nosotros significa "),
    "de": ("dass ", "Ein gutes Erlebnis bei uns heißt, "),
    "fr": ("qu", "Une belle expérience chez nous, c'est "),
    "it": ("che ", "Una bella esperienza da noi vuol dire "),
}
_ONE_PERSON = {
    "es": r"\b(?:yo|me|mi|mis|conmigo)\b",
    "de": r"\b(?:ich|mich|mir|mein\w*)\b",
    "fr": r"\b(?:je|me|mon|ma|mes|moi)\b|\b[jm]['’]",
    "it": r"\b(?:io|mi|mio|mia|miei|mie)\b",
}


def own_sentences(units: Sequence[Unit], language: str) -> Iterator[tuple[str, Unit]]:
    """Sentences that answer 9 or 2, whole, each with its unit; none that speaks of one person or counts."""
    for question in ("9", "2"):
        for unit in units:
            if unit.question != question:
                continue
            text = _whole(unit.text, language, question)
            size = count_words(words(text))
            alone = _ONE_PERSON.get(language)
            if SHORTEST <= size <= LONGEST and not (alone and re.search(alone, text, re.IGNORECASE)):
                yield text, unit


def _whole(text: str, language: str, question: str) -> str:
    """The sentence with a capital and a full stop, and before a "que …" what it goes on from; else empty."""
    said = " ".join(text.split())
    begins, lead = LEADS.get(language, ("", ""))
    if begins and said.lower().startswith(begins):
        said = f"{lead}{said[:1].lower()}{said[1:]}" if question == "2" else ""
    if not said or said.endswith("?"):
        return ""
    return said[:1].upper() + said[1:] + ("" if said.endswith((".", "!", "…")) else ".")
