"""Whether a statement is a whole clause that speaks of the right people: by rule, in English and Portuguese.

The rules refuse rather than doubt: a plainer sentence can always be shown in place of one that may be broken. They
know forms, not meanings; a language without rules of its own is not judged.
"""

import re

from covision.domain.base import Frozen
from covision.measures.text import normalise, sentences
from covision.steps.drafting import persons, whole_en, whole_pt
from covision.steps.drafting.voice import Voice

FAULTS = {
    "dangling": "It stops where something must follow.",
    "condition": "It holds a condition and nothing that follows from it.",
    "fragment": "It has no verb of its own.",
    "verb": "A verb has the wrong form.",
    "subjunctive": "A wish asks for another form of its verb.",
    "agreement": "A verb does not agree with its subject.",
    "contraction": "A noun is joined to a verb by an apostrophe.",
    "referent": "It speaks of somebody or something that was not named.",
    "interview": "It speaks of the interview, not of customers.",
    "life": "It tells of the speaker's own life.",
    "roles": "Who does what to whom is turned round.",
}
"""Every fault by its key, in words for a writer who is asked again."""


class Fault(Frozen):
    """A fault of a statement: `key` is one of `FAULTS`, `words` the words that show it."""

    key: str
    words: str


def faults(statement: str, voice: Voice, source: str = "") -> list[Fault]:
    """Every fault that the rules of the voice's language find; empty for a language without rules.

    `source` are the words a person wrote as their own sentence: one that is kept as it stands may leave open whom
    it speaks of, and the roles in a changed one are held against it.
    """
    kept = bool(source) and kept_whole(statement, source)
    found: list[Fault] = []
    rules = {"en": whole_en.faults, "pt": whole_pt.faults}.get(voice.language)
    if rules is None:
        return found
    for at, span in enumerate(sentences(statement)):
        found.extend(Fault(key=key, words=words) for key, words in rules(span.text, at == 0, voice))
    found.extend(_spoken(statement, voice))
    if voice.language == "en":
        pointing = [*persons.pointing(statement), *(() if kept else persons.unnamed(statement))]
        found.extend(Fault(key="referent", words=words) for words in pointing)
    if source and not kept and voice.language == "en" and not persons.roles_kept(source, statement):
        found.append(Fault(key="roles", words=statement))
    return found


def kept_whole(statement: str, source: str) -> bool:
    """Whether the source begins with the statement as it is, but for capitals and the mark at its end."""
    return normalise(source).startswith(normalise(statement).strip(" .!?…"))


def about_interview(text: str, voice: Voice) -> bool:
    """Whether a sentence speaks of the interview or of the writing of its own words."""
    return any(voice.pattern(pattern).search(text) for pattern in voice.interview)


def own_life(text: str, voice: Voice) -> bool:
    """Whether a sentence tells of the speaker's own life."""
    return any(voice.pattern(pattern).search(text) for pattern in voice.life)


def _spoken(statement: str, voice: Voice) -> list[Fault]:
    bare = re.sub(r"«[^»]*»|“[^”]*”", "", statement)
    found = [Fault(key="interview", words=statement)] if about_interview(bare, voice) else []
    return [*found, Fault(key="life", words=statement)] if own_life(bare, voice) else found
