"""Whole clauses of answers that already say what happens to the customer, said to the customer.

A clause with its own subject and verb stays grammatical when "they should feel" becomes "you feel"; phrases picked
out of running text often do not. Only forms that are certain are turned; all else is left alone.
"""

import re
from collections.abc import Iterator, Sequence

from covision.domain.base import Frozen
from covision.measures.text import clauses, count_words, sentences, words
from covision.steps.drafting.persons import roles_kept
from covision.steps.drafting.pieces import STAGES, stage_of
from covision.steps.drafting.tidying import ours
from covision.steps.drafting.units import Unit
from covision.steps.drafting.voice import Voice

QUESTIONS = ("8", "10", "3", "2", "12")
SHORTEST, LONGEST = 4, 26
_ENDS = " ,;:.!?…–—-"


class Told(Frozen):
    """A clause said to the customer, without capital or full stop; `stage` "" where none is named."""

    text: str
    stage: str
    evidence: str
    participant: str
    question: str


def told(units: Sequence[Unit], voice: Voice) -> list[Told]:
    """Every clause that can be said to the customer, in the order of the answers."""
    found: list[Told] = []
    for unit in units:
        if unit.question not in QUESTIONS:
            continue
        for stage, text in _in_language(unit, voice):
            if _usable(text, voice) and all(text != other.text for other in found):
                person = unit.evidence.participant or ""
                found.append(
                    Told(text=text, stage=stage, evidence=unit.id, participant=person, question=unit.question)
                )
    return found


def _in_language(unit: Unit, voice: Voice) -> Iterator[tuple[str, str]]:
    if voice.language == "pt":
        yield from _wished(unit, voice)
    elif voice.language == "en":
        yield from _english(unit, voice)


def _usable(text: str, voice: Voice) -> bool:
    wrong = any(voice.has(name, text) for name in ("distant", "not_yet", "first_person"))
    wrong = wrong or voice.has("past", _PASSIVE.sub("", text))
    odd = any(char.isdigit() or char in '?"“”«»()' for char in text)
    # A name in the middle of a clause is a person or a place; a vision speaks of neither.
    named = re.search(r"(?<=[a-zà-ú,] )(?!I\b)[A-ZÀ-Ú]\w+", text)
    return SHORTEST <= count_words(words(text)) <= LONGEST and not wrong and not odd and named is None


# "You are not told off" and "made to feel" are no past.
_PASSIVE = re.compile(r"\b(?:are|be|being|been|not|never|feel|get|is|'re|or|and) \w+")

# English

_SUBJECT = (
    r"(?:they|(?:the |our |all |every )?(?:customers?|people|patients?|guests?|visitors?|clients?|members?|"
    r"families|residents?|students?|passengers?|readers?|parents?|tenants?|users?|everyone|everybody))"
)
_MODAL = re.compile(
    rf"^{_SUBJECT}(?:'d| would)? (?P<modal>should|must|ought to|need to|get to|can|could|will)"
    r"(?P<not>n't| not| never)? (?P<rest>.+)$",
    re.IGNORECASE,
)
_SHORT = re.compile(r"^they(?:'ll|'d) (?P<rest>(?!like|have|be better)\w.+)$", re.IGNORECASE)
_PLAIN = re.compile(rf"^{_SUBJECT}(?P<rest>(?:'re|'ve)? (?!who|that|which|with|in|on|at|from)\w.+)$", re.IGNORECASE)
_SINGULAR = re.compile(
    r"^(?:the )?(?:every\w+|customer|patient|guest|visitor|client|member|student|passenger)\b", re.I
)
_US = re.compile(
    r"^(?:I|we) (?:always |never )?(?P<verb>\w+) (?:them|people|customers)\b(?P<rest>.*)$", re.IGNORECASE
)
_WANTED = re.compile(
    r"^(?:I|we)(?:'d| would)? (?:want|like|need|wish|hope)(?: for)? (?:them|people|customers|everyone|patients|"
    r"guests|visitors|clients|members|families)(?: all)? to (?P<rest>.+)$",
    re.IGNORECASE,
)
# What staff are told to do with "them" is what the customer gets.
_GIVEN = (
    (r"(?:just |always |then )?(?:tell|let) them (?:know )?(?=what|when|how|why|where|if|whether)", "know "),
    (r"(?:just |always |then )?show them (?!the door|out\b)", "see "),
    (r"(?:just |always |then )?let them (?!down|know\b|go\b)", "can "),
    (r"(?:just |always |then )?give them (?=an? |the |time|room|\w+ )(?!up\b)", "get "),
)
_LEAD = re.compile(
    r"^(?:(?:so|and|but|then|also|well|right|ok|okay|yes|honestly|mostly|actually|really|basically|no|oh|gosh|"
    r"(?:i )?(?:suppose|think|guess|hope)(?: that)?|it (?:means|lets|is)(?: that)?|"
    r"(?:which|that) (?:means|is)(?: that)?|"
    r"that(?= they| customers| people| nobody| no one| someone| somebody))\b[, ]*)+",
    re.IGNORECASE,
)
_TRAILING = re.compile(
    r"(?:,\s*(?:and |but )?(?:that(?:'s| is)|it(?:'s| is) (?!not)|isn't it|I (?:think|suppose|always|like)|though|"
    r"although|even (?:if|when|though)|obviously|honestly|frankly|we've tried|or something|and so on|ideally|"
    r"if possible|\w+(?:'s| is) (?:fine|ok|okay|enough))| which is| or something| if possible)\b.*$",
    re.IGNORECASE,
)
_THINKING = re.compile(
    r"^(?:you )?(?:want|say|said|think (?!of|we|this|that we)|would say|always say|complain|moan|expect|assume|"
    r"ask (?:us )?for|just want|used to|don't care|mean|might|may|tell us they)\b",
    re.IGNORECASE,
)


def _english(unit: Unit, voice: Voice) -> Iterator[tuple[str, str]]:
    stage = ""
    for sentence in sentences(voice.swap(unit.text, voice.spelling)):
        for part in re.split(r"\s[-–—/]\s|;|\n", sentence.text):
            named, rest = stage_of(_LEAD.sub("", part.strip(_ENDS)), voice)
            stage = named or stage
            said = _to_customer(rest, voice)
            if said:
                yield stage, said


def _to_customer(part: str, voice: Voice) -> str:
    """The longest beginning of a sentence that can be said to the customer; "" where none can."""
    bare = _TRAILING.sub("", _LEAD.sub("", part.strip(_ENDS)))
    if re.search(r"\b(?:you|your|you're)\b", bare, re.IGNORECASE):
        # Here "you" is whoever listens to the interview, or staff speaking.
        return ""
    spans = clauses(bare)
    for size in range(len(spans), 0, -1):
        whole = bare[: spans[size - 1].end].strip(_ENDS)
        if count_words(words(whole)) <= LONGEST:
            said = _turned(whole, voice)
            if said and roles_kept(whole, said):
                return said
    return ""


def _turned(clause: str, voice: Voice) -> str:
    for form in (_MODAL, _SHORT):
        match = form.match(clause)
        if match:
            groups = match.groupdict()
            return _second_person(
                _predicate(groups.get("modal") or "", groups.get("not") or "", match["rest"]), voice
            )
    match = _WANTED.match(clause)
    if match:
        return _second_person(_predicate("should", "", match["rest"]), voice)
    match = _US.match(clause)
    if match and not re.search(
        r"(?:ed|[^e]en)$|^(?:want|like|need|had|made|told|think|know|get)$", match["verb"], re.I
    ):
        return f"we {match['verb'].lower()} you{ours(voice.swap(match['rest'], voice.customer))}"
    match = _PLAIN.match(clause)
    if match and not _SINGULAR.match(clause) and not _THINKING.match(match["rest"].strip()):
        return _second_person(match["rest"].replace("'re", "are").replace("'ve", "have").strip(), voice)
    for found, new in _GIVEN:
        rest, times = re.subn(f"^{found}", new, clause, count=1, flags=re.IGNORECASE)
        if times:
            return _second_person(rest, voice)
    return ""


def _predicate(modal: str, denied: str, rest: str) -> str:
    """What follows "you": "should not be asked" is "are not asked", "could be able to come" is "can come"."""
    denied = denied.strip().replace("n't", "not")
    able = re.match(r"(?:always )?be able to (.+)$", rest, re.IGNORECASE)
    if able:
        said = f"{'cannot' if denied else 'can'} {able[1]}"
    elif modal in ("can", "could"):
        said = f"can {denied} {rest}".replace("can not ", "cannot ").replace("  ", " ")
    elif re.match(r"be\b", rest):
        said = f"are {denied} {rest[3:]}".replace("  ", " ")
    elif denied == "never" or rest.startswith("not "):
        said = f"never {rest.removeprefix('not ')}"
    else:
        said = f"don't {rest}" if denied else rest
    # "… and not be asked twice" hangs on the same "should".
    said = re.sub(r"\b(and|or|but) (not|never) be\b", r"\1 are \2", said)
    said = re.sub(r"\b(and|or|but) not (?=(?:have|need|feel|get|wait|worry|think)\b)", r"\1 don't ", said)
    return re.sub(r"\b(and|or|but) be\b(?! \w+ing)", r"\1 are", said)


def _second_person(predicate: str, voice: Voice) -> str:
    said = ours(voice.swap(predicate.strip(_ENDS), voice.customer))
    said = re.sub(r"\byou is\b", "you are", re.sub(r"\byou (doesn't|hasn't)\b", r"you don't", said))
    return f"you {said[:1].lower()}{said[1:]}" if said else ""


# Portuguese

_WISH = re.compile(r"(?:^|[,;]\s*|\s+e\s+|,\s*e\s+)que\s+(?=\S)", re.IGNORECASE)
_VERB_PT = re.compile(
    r"^(?:(?:já |ainda |também |nunca |sempre )*(?:não )?(?:já )?(?:se |lhes? |nos )?)(?P<verb>\w+(?:-se)?)\b",
    re.IGNORECASE,
)
_SINGULAR_PT = re.compile(
    r"^(?:\w*(?:inta|aiba|aia|ossa|enha|ique|eve|ercisa|olte|ncontre|erceba|iga|aça|eia|eça|onfie|are|ecise|hegue|eja))(?:-se)?$",
    re.IGNORECASE,
)


def _wished(unit: Unit, voice: Voice) -> Iterator[tuple[str, str]]:
    """ "Na primeira consulta, que se sinta ouvida" keeps its subjunctive behind "Queremos que"."""
    if unit.question != "8":
        return
    for sentence in sentences(unit.text):
        text = sentence.text.strip(_ENDS)
        marks = list(_WISH.finditer(text))
        if not marks:
            continue
        before = text[: marks[0].start()].strip(_ENDS)
        stage, _ = stage_of(f"{before}, x", voice) if before else ("", "")
        ends = [mark.start() for mark in marks[1:]] + [len(text)]
        wishes = [text[mark.end() : end].strip(_ENDS) for mark, end in zip(marks, ends, strict=True)]
        kept = [wish for wish in wishes if _wish_of_one(wish)]
        if kept and len(before.split()) <= 6 and not re.search(voice.first_person, " ".join(kept)):
            when = f"{before[:1].lower()}{before[1:]}, " if before else ""
            yield stage, f"{voice.wanted}{when}{voice.one} {' e '.join(kept[:2])}"


def _wish_of_one(wish: str) -> bool:
    match = _VERB_PT.match(wish)
    return match is not None and _SINGULAR_PT.match(match["verb"]) is not None


# Two clauses as one statement


def pairs(found: Sequence[Told]) -> Iterator[tuple[Told, ...]]:
    """Clauses that can stand together: one alone where it is long enough, else two of one person in their order."""
    for at, one in enumerate(found):
        if count_words(words(one.text)) >= 8:
            yield (one,)
        for other in found[at + 1 :]:
            near = other.participant == one.participant and other.question == one.question
            apart = not (one.stage and other.stage) or STAGES.index(one.stage) <= STAGES.index(other.stage)
            if near and apart and count_words(words(f"{one.text} {other.text}")) <= 32:
                yield (one, other)
