"""Phrases of the team that say what a customer feels, thinks and does, taken from answer 8 and its like."""

import re

from covision.domain.base import Frozen
from covision.measures.lexicon import Lexicon
from covision.measures.stems import stem
from covision.measures.text import count_words, sentences, words
from covision.steps.drafting.units import Unit
from covision.steps.drafting.voice import Voice

STAGES = ("first", "use", "trouble", "goodbye")
_QUOTES = re.compile('["“”„«»]')
_CUT = re.compile(r"[;\n]|,(?=(?:[^\"“”«»]*[\"“«][^\"“”«»]*[\"”»])*[^\"“”«»]*$)")
_KNOWING = re.compile(r"\b(?:we|we'll|we've|we're|us|somebody|someone|here)\b")
_NO_VERB = re.compile(
    r"(?:an?|the|one|some|no|at|on|in|with|we|you|there|it|that|this|if|when|from|by|told|don't|\w+ed|\w+ing)\b"
)
MOST_WORDS = 15


class Piece(Frozen):
    """A phrase in the customer's voice, without a subject: kind `feel`, `think` or `do`, at a stage or at none."""

    kind: str
    stage: str
    text: str
    evidence: str
    participant: str


def pieces_of(units: list[Unit], voice: Voice, lexicon: Lexicon) -> list[Piece]:
    """Every usable phrase of answers to question 8, in the order of the participants."""
    verbs = verbs_of(lexicon)
    found: list[Piece] = []
    for unit in units:
        if unit.question == "8":
            stage, rest = _stage(unit.text, voice)
            found.extend(_pieces(rest, stage, unit, voice, verbs))
    return found


def verbs_of(lexicon: Lexicon) -> frozenset[str]:
    """Stems of the verbs that word lists know: what customers and staff do."""
    known = (*lexicon.doing, *lexicon.commitment_verbs, *lexicon.thinking)
    return frozenset(stem(words(entry)[0].lower, lexicon.language) for entry in known if words(entry))


def _is_verb(body: str, verbs: frozenset[str], voice: Voice) -> bool:
    found = words(body)
    if found and found[0].lower in ("not", "never", "be", "have", "não"):
        found = found[1:] if found[0].lower in ("not", "never", "não") else found
        return bool(found) and (found[0].lower in ("be", "have") or stem(found[0].lower, voice.language) in verbs)
    return bool(found) and stem(found[0].lower, voice.language) in verbs


def _stage(text: str, voice: Voice) -> tuple[str, str]:
    """The stage a line is about, and the line without naming it."""
    for stage in STAGES:
        for pattern in voice.stages[stage]:
            match = voice.pattern(rf"\s*(?:[-*•]\s*)?{pattern}\s*[:,–—-]?\s+").match(text)
            if match:
                return stage, text[match.end() :]
    return "", text


def _pieces(rest: str, stage: str, unit: Unit, voice: Voice, verbs: frozenset[str]) -> list[Piece]:
    found: list[Piece] = []
    listed = False
    for part in _parts(rest):
        kind, body = _kind(part, voice)
        # After "feel …" or "think …" what follows is a verb; elsewhere only a known verb makes it a doing.
        listed = listed or kind != "do"
        denied = body.lower().startswith("not ")
        if kind == "do" and (denied or "-" in body.split()[0] or not listed) and not _is_verb(body, verbs, voice):
            continue
        text = _voiced(kind, voice.strip(part, voice.openers), body, voice)
        if text and _usable(text, voice):
            found.append(
                Piece(
                    kind=kind,
                    stage=stage,
                    text=text,
                    evidence=unit.id,
                    participant=unit.evidence.participant or "",
                )
            )
    return found


def _parts(rest: str) -> list[str]:
    cut: list[str] = []
    for sentence in sentences(rest) or []:
        cut.extend(part.strip(" .!?…") for part in _CUT.split(sentence.text))
    return [part for part in cut if part]


def _kind(part: str, voice: Voice) -> tuple[str, str]:
    bare = voice.strip(part, voice.openers)
    for kind, pattern in (("feel", voice.feel), ("think", voice.think), ("do", voice.do)):
        match = voice.pattern(pattern).match(bare)
        if match and match.end():
            return kind, bare[match.end() :].strip()
    return "do", bare


def _voiced(kind: str, part: str, body: str, voice: Voice) -> str:
    """The phrase as said of the customer; empty where it cannot be."""
    if voice.language != "en":
        # Infinitives stand as they are after "podem"; a quoted thought stays a quotation.
        return "" if kind == "feel" and voice.pattern(r"\w+[ae]m\b").match(part) else _requoted(part)
    thought = _QUOTES.sub("", body).strip()
    if not thought:
        return ""
    if kind == "think":
        return _thinking(voice.swap(thought, voice.thought))
    text = voice.swap(thought, voice.customer)
    return f"feel {text}" if kind == "feel" else _doing(text)


def _requoted(part: str) -> str:
    inside = _QUOTES.split(part)
    if len(inside) == 3:
        return f"{inside[0]}«{inside[1]}»{inside[2]}"
    return part if len(inside) == 1 else ""


def _thinking(said: str) -> str:
    lower = said.lower()
    if lower.startswith(("you know ", "know ")):
        return said[said.lower().index("know ") :]
    if lower.startswith("you can "):
        return said[4:]
    if lower.startswith("you could "):
        return "can " + said[10:]
    sure = _KNOWING.search(said) or lower.startswith(("you're not", "you don't", "you won't"))
    if sure and " know " in lower:
        return f"trust that {said}"
    return f"{'know' if sure else 'think'} {said}"


def _doing(text: str) -> str:
    """A phrase of doing as a predicate: "be asked" is "are asked", "not be made to" is "are not made to"."""
    lower = text.lower()
    if lower.startswith("not be "):
        return "are not " + text[7:]
    if lower.startswith("not "):
        return "do not have to " + text[4:]
    if lower.startswith("be "):
        return "are " + text[3:]
    if lower.startswith(("know ", "can ", "never ")):
        return text
    if _NO_VERB.match(lower):
        return ""
    return f"can {text}"


def _usable(text: str, voice: Voice) -> bool:
    size = count_words(words(text))
    bad = any(char.isdigit() for char in text) or "?" in text or voice.has("not_yet", text)
    return 2 <= size <= MOST_WORDS and not bad and not _first_person(text, voice) and not voice.has("past", text)


def _first_person(text: str, voice: Voice) -> bool:
    # A quoted thought may say "I"; and only a capital I is one.
    return re.search(voice.first_person, re.sub("«[^»]*»", "", text)) is not None
