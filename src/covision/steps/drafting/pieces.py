"""Phrases of the team that say what a customer feels, thinks and does, taken from answer 8 and its like."""

import re
from dataclasses import dataclass

from covision.domain.base import Frozen
from covision.measures.lexicon import Lexicon
from covision.measures.stems import stem
from covision.measures.text import count_words, sentences, words
from covision.steps.drafting.tidying import ours
from covision.steps.drafting.units import Unit
from covision.steps.drafting.verbs_pt import moods, numbers
from covision.steps.drafting.voice import Voice
from covision.steps.drafting.whole_en import verbs_of as verbs_of_pack

STAGES = ("first", "use", "trouble", "goodbye")
_QUOTES = re.compile('["“”„«»]')
_SINGLE = re.compile(r"(?<![\w])['‘]([^'‘]+(?:['’]\w+[^'‘]*)*)['’](?!\w)")
_CUT = re.compile(r"[;\n]|(?<!\s)\s+[-–—/]\s+")
_OPENING, _CLOSING = frozenset('"“«'), frozenset('"”»')
_KNOWING = re.compile(r"\b(?:we|we'll|we've|we're|us|somebody|someone|here)\b")
_NO_VERB = re.compile(
    r"(?:an?|the|one|some|no|at|on|in|with|we|you|there|it|that|this|if|when|from|by|told|don't|like|as|so|because|just|maybe|even|only|really|who|what|how|why|which|be|and|not|sometimes|usually|often|always|here|then|anyway|okay|\w+ed|\w+ing)\b"
)
MOST_WORDS = 15


class Piece(Frozen):
    """A phrase in the customer's voice, without a subject: kind `feel`, `think` or `do`, at a stage or at none.

    Portuguese phrases are infinitives, or `finite` where people wrote "sente que pode": they keep their customer.
    `sure` is False for a doing of which nobody said whose it is: "help with the machine" may be what staff does.
    """

    kind: str
    stage: str
    text: str
    evidence: str
    participant: str
    finite: bool = False
    sure: bool = True


def pieces_of(units: list[Unit], voice: Voice, lexicon: Lexicon) -> list[Piece]:
    """Every usable phrase of answers to question 8, in the order of the participants."""
    known = _Known(verbs_of(lexicon), _moods(lexicon))
    found: list[Piece] = []
    for unit in units:
        if unit.question == "8":
            found.extend(_pieces(unit, voice, known))
    return found


@dataclass(frozen=True)
class _Known:
    verbs: frozenset[str]
    moods: frozenset[str]


def _moods(lexicon: Lexicon) -> frozenset[str]:
    """Single words for felt states: "relaxed" alone in a list is a feeling."""
    return frozenset(words(entry)[0].lower for entry in lexicon.feelings if len(words(entry)) == 1)


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


_IRREGULAR = {"has": "have", "is": "be", "does": "do", "goes": "go", "doesn't": "not", "isn't": "not be"}


def _plain_verb(body: str, voice: Voice) -> str:
    """ "knows when it starts" is "know when it starts": people leave the customer out and keep the ending."""
    if voice.language != "en" or not body:
        return body
    first, _, rest = body.partition(" ")
    low = first.lower()
    base = _IRREGULAR.get(low, "")
    for ending, new in (("ies", "y"), ("es", ""), ("s", "")):
        if not base and low.endswith(ending) and re.fullmatch(voice.verbs, low[: -len(ending)] + new):
            base = low[: -len(ending)] + new
    if not base or not rest:
        return body
    thirds = verbs_of_pack(voice.verbs)[1]
    return f"{base} " + re.sub(
        r"\b(and|or) (\w+)\b", lambda match: f"{match[1]} {thirds.get(match[2].lower(), match[2])}", rest
    )


def _does(body: str, known: "_Known", voice: Voice, sure: bool) -> bool:
    """Whether a phrase begins with a verb of customers; after "feel …" (`sure`) any verb of the pack will do."""
    if _STAFF.match(body):
        return False
    if voice.language == "pt":
        # After "podem" only an infinitive can follow; a finite verb has a customer of its own.
        infinitive = voice.pattern(rf"(?:não |nunca |já |se |me )*{voice.verbs}\b").match(body) is not None
        return _is_finite(body) or (infinitive and _is_verb(body, known.verbs, voice))
    if _is_verb(body, known.verbs, voice):
        return True
    bare = re.sub(r"^(?:not|never|always|just|still|also|even|then|n[ãa]o|já) ", "", body, flags=re.IGNORECASE)
    return sure and (not voice.verbs or voice.pattern(rf"{voice.verbs}\b(?!')").match(bare) is not None)


_CUSTOMERS = re.compile(
    r"^(?:that |and |que )?(?:can|could|should|they|be able|get to|has|is|isn't|are|be|not be|know|goes|"
    r"people|customers?|guests?|patients?|visitors?|clients?|pode|poder|possa|os |as |quem)\b",
    re.IGNORECASE,
)


def _of_customer(said: str, text: str) -> bool:
    """Whether a phrase says that the customer does it: by its subject, a "can", or the ending of its verb."""
    first = said.strip().split(" ", 1)[0].lower()
    return _CUSTOMERS.match(said.strip()) is not None or (first.endswith("s") and first not in text.lower().split())


def _is_finite(body: str) -> bool:
    found = [word.lower for word in words(body) if word.lower not in ("não", "nunca", "já", "só", "sempre", "se")]
    return bool(found) and "one" in numbers(found[0]) and "fact" in moods(found[0])


# What staff say or do to the customer, and asides, are no doing of the customer.
_STAFF = re.compile(
    r"(?:let'?s|let me|see you|thank|say (?:hello|hi|sorry)|have a (?:nice|good)|be (?:honest|fair)|"
    r"(?:tell|ask|show|give|ring|call) (?:them|people))\b",
    re.IGNORECASE,
)


def stage_of(text: str, voice: Voice) -> tuple[str, str]:
    """The stage that the begin of a text names ("" for none), and the text after the words that name it."""
    for stage in STAGES:
        for pattern in voice.stages[stage]:
            match = voice.pattern(rf"\s*(?:[-*•]\s*)?(?:\w+\W+){{0,3}}?{pattern}\b\s*[:,–—-]?\s*").match(text)
            if match:
                return stage, text[match.end() :]
    return "", text


def _pieces(unit: Unit, voice: Voice, known: "_Known") -> list[Piece]:
    """The phrases of one line or sentence; a stage named in it holds until another is named."""
    found: list[Piece] = []
    stage, listed = "", False
    for part in _parts(unit.text, voice):
        named, rest = stage_of(part, voice)
        stage = named or stage
        if not rest:
            continue
        kind, body = _kind(rest, voice, known.moods)
        stated = False
        if kind == "do":
            plain = _plain_verb(body, voice)
            body, stated = plain, plain != body
        if not body or ":" in body or (kind == "think" and body.startswith("of ")):
            continue
        # After "feel …" or "think …" what follows is a verb; elsewhere only a known verb makes it a doing.
        listed = listed or kind != "do"
        denied = body.lower().startswith("not ")
        if kind == "do" and not _does(body, known, voice, sure=listed and not denied):
            continue
        text = _voiced(kind, voice.strip(rest, voice.openers), body, voice, stated)
        if kind == "do" and text.startswith("know "):
            kind = "think"
        if text and _usable(text, voice):
            person = unit.evidence.participant or ""
            sure = kind != "do" or listed or _of_customer(rest, text)
            finite = voice.language == "pt" and _is_finite(text)
            found.append(
                Piece(
                    kind=kind,
                    stage=stage,
                    text=text,
                    evidence=unit.id,
                    participant=person,
                    finite=finite,
                    sure=sure,
                )
            )
    return found


def _parts(text: str, voice: Voice) -> list[str]:
    """A line cut at commas, semicolons, and where "and" begins another feeling, thought or doing."""
    cut: list[str] = []
    for sentence in sentences(text):
        for part in _CUT.split(_commas_cut(sentence.text)):
            cut.extend(voice.pattern(voice.further).split(part))
    return [part.strip(" .!?…") for part in cut if part.strip(" .!?…")]


def _commas_cut(text: str) -> str:
    """The text with a semicolon for each comma after which all quotation marks come in pairs; in linear time."""
    found, inside = list(text), False
    for at in range(len(text) - 1, -1, -1):
        char = text[at]
        if char == "," and not inside:
            found[at] = ";"
        elif char in _OPENING or char in _CLOSING:
            if char not in (_OPENING if inside else _CLOSING):
                break
            inside = not inside
    return "".join(found)


def _kind(part: str, voice: Voice, moods: frozenset[str]) -> tuple[str, str]:
    bare = voice.strip(part, voice.openers)
    for kind, pattern in (("feel", voice.feel), ("think", voice.think), ("do", voice.do)):
        # People write "I want them to feel …": what stands before the verb says only who.
        before = "" if kind == "do" else r"(?:[\w'’]+\s+){0,7}?"
        match = voice.pattern(before + pattern).match(bare)
        body = bare[match.end() :].strip() if match else ""
        if match and body and voice.negations(match.group()):
            # "should not feel rushed" must never become "feel rushed".
            return "do", f"not feel {body}" if kind == "feel" and voice.language == "en" else ""
        if match and match.end() and body:
            return kind, body
    first = words(bare)[:1]
    if first and first[0].lower in moods:
        return "feel", bare
    return "do", bare


def _voiced(kind: str, part: str, body: str, voice: Voice, stated: bool = False) -> str:
    """The phrase as said of the customer; empty where it cannot be. `stated`: it was "chooses", not "choose"."""
    if voice.language != "en":
        # Infinitives stand as they are after "podem"; a quoted thought stays a quotation.
        at = 0 if kind == "do" else _verb_at(part, voice.feel if kind == "feel" else voice.think, voice)
        said = voice.swap(part[at:], voice.customer)
        return "" if voice.pattern(r"\w+[ae]m\b").match(said) else _requoted(said)
    thought = _SINGLE.sub(r"\1", _QUOTES.sub("", body)).strip()
    if not thought:
        return ""
    if kind == "think":
        return _thinking(voice.swap(thought, voice.thought))
    text = _OWN.sub(r"their own", thought) if kind == "do" else thought
    if not re.match(r"(?:I|I'm|I've|I'll|we|my)\b", text):
        # "Can ring me at home": whoever answers is the firm, but a thought of one's own begins with "I".
        text = ours(text)
    text = voice.swap(text, voice.customer)
    return f"feel {text}" if kind == "feel" else _doing(text, stated)


# "Chooses with her own hands": whoever chooses is the customer, and the hands are theirs.
_OWN = re.compile(r"\b(?:her|his) own\b", re.IGNORECASE)


def _verb_at(part: str, pattern: str, voice: Voice) -> int:
    match = voice.pattern(pattern).search(part)
    return match.start() if match else 0


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


def _doing(text: str, stated: bool) -> str:
    """A phrase of doing as a predicate: "be asked" is "are asked", "not be made to" is "are not made to"."""
    lower = text.lower()
    if lower.startswith("not be "):
        return "are not " + text[7:]
    if re.match(r"not \w+(?:ed|en|told|made|left|sent|lost)\b", lower):
        return "are " + text
    if lower.startswith("not "):
        return "do not have to " + text[4:]
    if re.match(r"be \w+ing\b", lower):
        return ""
    if lower.startswith("be "):
        return "are " + text[3:]
    if lower.startswith(("know ", "can ", "never ")):
        return text
    if _NO_VERB.match(lower):
        return ""
    return text if stated else f"can {text}"


def _usable(text: str, voice: Voice) -> bool:
    size = count_words(words(text))
    bad = any(char.isdigit() for char in text) or "?" in text or voice.has("not_yet", text)
    least = 2 if text.startswith(("feel ", "sentir")) else 3
    return (
        least <= size <= MOST_WORDS and not bad and not _first_person(text, voice) and not voice.has("past", text)
    )


def _first_person(text: str, voice: Voice) -> bool:
    # A quoted thought may say "I"; and only a capital I is one.
    return re.search(voice.first_person, re.sub("«[^»]*»", "", text)) is not None
