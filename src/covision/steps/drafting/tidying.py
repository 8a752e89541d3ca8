"""A person's sentence made ready: what leads into it is cut, asides go, and "I" becomes who it is.

Nothing is added. Whoever answers speaks for the organisation, unless the sentence is a customer's own.
"""

import re

from covision.measures.text import words
from covision.steps.drafting.persons import roles_kept, speaks_as_customer
from covision.steps.drafting.verbs_pt import moods
from covision.steps.drafting.voice import Voice


def clean(text: str, voice: Voice, organisation: str, fringes: bool = True) -> str:
    """A sentence without what leads into it and asides; where `fringes` is False also without "even when …"."""
    flat = _as_customer(voice.swap(" ".join(text.split()), voice.spelling), voice)
    name = re.escape(organisation) if organisation else "the company"
    bare = voice.strip(flat, tuple(lead.replace("{name}", name) for lead in voice.leads))
    if bare != flat and _WISH_FOR.search(flat[: len(flat) - len(bare)]):
        # "What I want is for people … to walk out" becomes "people … walk out".
        bare = re.sub(r" to (be\b)?(?=[a-z]|$| )", lambda match: " are" if match[1] else " ", bare, count=1)
    if voice.wish:
        bare = voice.swap(bare, (voice.wish,))
        bare = _that(bare)
    for aside in (*voice.asides, *(() if fringes else voice.fringes)):
        bare = voice.pattern(f"(?:{aside})(?P<after>,?)").sub(_without, bare)
    return re.sub(r"\s+([,.;])", r"\1", " ".join(bare.split()))


ONE = re.compile(r"\b(?:I|I'm|I've|I'd|I'll|me|my|myself)\b")
TO_YOU = re.compile(r"\b(?:you|your|you're)\b", re.IGNORECASE)
_OPINION = re.compile(
    r"\bI(?:'d)? (?:want|think|hope|would|suppose|believe|like|wish|guess|mean|say|said|try|don't know|reckon)\b|"
    r"\b(?:we|us|our|customers?|people|guests|patients|visitors|clients)\b",
    re.IGNORECASE,
)


def _as_customer(text: str, voice: Voice) -> str:
    """English: "I go in, they know me" is a customer speaking and becomes "you go in, we know you".

    Else "I" is whoever answers: it becomes "we" where it meets somebody, and stays where it wishes or remembers.
    """
    if voice.language != "en" or not ONE.search(text):
        return text
    if speaks_as_customer(text) and not TO_YOU.search(text) and not _OPINION.search(text):
        said = voice.swap(text, voice.heard)
    else:
        said = text if _WISHES.search(text) or not _MET.search(text) else ours(text)
    return said if roles_kept(text, said) else text


_WISHES = re.compile(
    r"\bI(?:'d)? (?:want|think|hope|would|suppose|believe|like|wish|guess|mean|say|said|try|don't know|reckon)\b",
    re.IGNORECASE,
)
# Whoever answers does something for somebody; without one it is their own life.
_MET = re.compile(
    r"\b(?:you|your|you're|you'll|they|them|their|they're|they'll|customers?|people|guests|patients|visitors|"
    r"clients|members|families|somebody|someone|everyone|anyone)\b",
    re.IGNORECASE,
)
_OURS = (
    (r"\bI'm\b", "we're"), (r"\bI've\b", "we've"), (r"\bI'll\b", "we'll"), (r"\bI'd\b", "we'd"),
    (r"\bI am\b", "we are"), (r"\bI\b", "we"), (r"\bmy\b", "our"), (r"\bmyself\b", "ourselves"),
    (r", me$", ""), (r"\bme\b", "us"),
)  # fmt: skip


def ours(text: str) -> str:
    """Whoever answers speaks for the organisation: "I" is "we"."""
    for old, new in _OURS:
        text = re.sub(old, new, text)
    return text


_SUBJUNCTIVE = re.compile(
    r"^que (?:\S+ ){0,7}?(?:se )?"
    r"(?:\w*(?:sinta|saia|possa|tenha|fique|leve|venha|entre|encontre|perceba|saiba|volte)m?|vá|vão)\b",
    re.IGNORECASE,
)


def _that(text: str) -> str:
    """A Portuguese wish that begins with "que": its verb tells whether "queremos" is missing."""
    if not text.lower().startswith("que "):
        return text
    wished = _SUBJUNCTIVE.match(text) is not None or _first_mood(text) == {"wish"}
    return f"Queremos q{text[1:]}" if wished else text[4:]


def _first_mood(text: str) -> frozenset[str]:
    """The moods of the first verb that is known; none where none is."""
    return next((moods(word.lower) for word in words(text) if moods(word.lower)), frozenset())


def _without(match: re.Match[str]) -> str:
    """An aside between two commas goes with both; elsewhere its comma stays."""
    return " " if match.group().startswith(",") else match["after"]


_WISH_FOR = re.compile(r"\bfor\s*$", re.IGNORECASE)
