"""A person's rough sentence, tidied by code: beginnings cut, asides dropped, the strongest clauses kept.

Nothing is added but a capital, a full stop and an "and". The words stay the person's own.
"""

import re
from dataclasses import dataclass
from itertools import combinations

from covision.domain.base import Frozen
from covision.measures.text import clauses, count_words, sentences, words
from covision.steps.drafting.units import Unit
from covision.steps.drafting.voice import Voice

_JOINS = re.compile(r"^(?:and|but|so|or|e|mas|por isso)\b[, ]*", re.IGNORECASE)
# What people say from memory may be a story; a vision is not told in the past.
_STORY = re.compile(
    r"^(?:they|customers|people|nobody|everyone) (?:came|went|was|were|had|got|found|asked|left)\b", re.I
)
_CONDITION = re.compile(r"^(?:if|when|after|once|se|quando|depois)\b", re.IGNORECASE)
_ENDS = " ,;:–—-"
LONGEST, SHORTEST = 40, 7
_MOST_CLAUSES = 9


class Tidied(Frozen):
    """A statement made of clauses of one or more sentences of a person; `dropped` clauses were left out."""

    text: str
    evidence: tuple[str, ...]
    dropped: int = 0


_NO_SUBJECT_EN = (
    r"(?:Can(?= )|(?!This|Less|Always|Perhaps|Sometimes|Does|Is|Was|Its|His|Us|As)[A-Z][a-z]+(?:s|n't))"
)
_NO_SUBJECT_PT = (
    r"Sai|Chega|Entra|Sente(?:-se)?|Vai|Volta|Leva|Fica|Encontra|Percebe|Sabe|Tem|É|Pode|Recebe|"
    r"Não (?:sai|fica|tem|sente|precisa)"
)
_AFTER_VERB = r"\b(?! (?:are|is|were|was|have|should|can|who|that|são|é)\b)"
_STARTS_WITH_VERB = {
    "en": re.compile(rf"^(?:{_NO_SUBJECT_EN}|Is (?!it|this|that)\w+){_AFTER_VERB}"),
    "pt": re.compile(rf"^(?:{_NO_SUBJECT_PT}){_AFTER_VERB}"),
}


@dataclass(frozen=True)
class _Part:
    text: str
    begins: bool
    sentence: tuple[str, int]


def tidy(
    units: list[Unit], voice: Voice, organisation: str = "", longest: int = LONGEST, subject: str = ""
) -> list[Tidied]:
    """Every way to keep some of the clauses of one answer, each 7 to `longest` words; the whole comes first.

    `subject` stands before an answer that begins with its verb, as people finish "… means the customer …".
    """
    parts: list[_Part] = []
    for unit in units:
        for clause, number in _clauses(_clean(unit.text, voice, organisation)):
            sentence = (unit.id, number)
            parts.append(_Part(clause, not parts or parts[-1].sentence != sentence, sentence))
    # What is shorter than three words was an aside to the interviewer: "Something like that."
    parts = [part for part in parts if count_words(words(part.text)) > 2 or not part.begins]
    parts = [part for part in parts if not re.search(voice.first_person, part.text)][:_MOST_CLAUSES]
    made: dict[str, Tidied] = {}
    for size in range(len(parts), 0, -1):
        for kept in combinations(range(len(parts)), size):
            if not _grammatical(parts, kept):
                continue
            text = _join([parts[at] for at in kept], voice)
            starts = _STARTS_WITH_VERB.get(voice.language)
            if subject and _STORY.match(text):
                continue
            if subject and starts and starts.match(text):
                text = f"{subject} {text[:1].lower()}{text[1:]}"
            if SHORTEST <= count_words(words(text)) <= longest and text not in made:
                ids = tuple(dict.fromkeys(parts[at].sentence[0] for at in kept))
                made[text] = Tidied(text=text, evidence=ids, dropped=len(parts) - size)
    return list(made.values())


def _clean(text: str, voice: Voice, organisation: str) -> str:
    flat = _as_customer(voice.swap(" ".join(text.split()), voice.spelling), voice)
    name = re.escape(organisation) if organisation else "the company"
    bare = voice.strip(flat, tuple(lead.replace("{name}", name) for lead in voice.leads))
    if bare != flat and _WISH_FOR.search(flat[: len(flat) - len(bare)]):
        # "What I want is for people … to walk out" becomes "people … walk out".
        bare = re.sub(r" to (?=[a-z])", " ", bare, count=1)
    if voice.wish:
        bare = voice.swap(bare, (voice.wish,))
        bare = _that(bare)
    for aside in voice.asides:
        bare = voice.pattern(f"(?:{aside})(?P<after>,?)").sub(_without, bare)
    return re.sub(r"\s+([,.;])", r"\1", " ".join(bare.split()))


_ONE = re.compile(r"\b(?:I|I'm|I've|I'd|I'll|me|my|myself)\b")
_TO_YOU = re.compile(r"\b(?:you|your|you're)\b", re.IGNORECASE)
_OPINION = re.compile(
    r"\bI(?:'d)? (?:want|think|hope|would|suppose|believe|like|wish|guess|mean|say|said|try|don't know|reckon)\b|"
    r"\b(?:we|us|our|customers?|people|guests|patients|visitors|clients)\b",
    re.IGNORECASE,
)


def _as_customer(text: str, voice: Voice) -> str:
    """English: "I go in, they know me" is a customer speaking and becomes "you go in, we know you".

    Where the sentence speaks to "you" already, its "I" is whoever answers, and becomes "we".
    """
    if voice.language != "en" or not _ONE.search(text):
        return text
    if _TO_YOU.search(text):
        return ours(text) if not _OPINION.search(text) else text
    return text if _OPINION.search(text) else voice.swap(text, voice.heard)


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
    return f"Queremos q{text[1:]}" if _SUBJUNCTIVE.match(text) else text[4:]


def _without(match: re.Match[str]) -> str:
    """An aside between two commas goes with both; elsewhere its comma stays."""
    return " " if match.group().startswith(",") else match["after"]


_WISH_FOR = re.compile(r"\bfor\s*$", re.IGNORECASE)


_LEANS = re.compile(
    r"^(?:because|where|which|that|who|whose|unless|until|than|as|or|nor|while|so that|"
    r"and (?:not|with|without|from|at|in|to)|porque|onde|que|nem|ou|até|enquanto)\b",
    re.IGNORECASE,
)


def _clauses(text: str) -> list[tuple[str, int]]:
    """Clauses with the number of their sentence, each with the parts that lean on it, as they stand."""
    found: list[tuple[str, int]] = []
    for number, sentence in enumerate(sentences(text)):
        start = 0
        for at, span in enumerate(clauses(sentence.text)):
            if at and (_LEANS.match(span.text) or count_words(words(span.text)) < 4):
                found[-1] = (sentence.text[start : span.end].strip(), number)
            else:
                start = span.start
                found.append((span.text.strip(), number))
    return found


# "… and it was yours anyway" is about the clause before.
_BACK = re.compile(r"^(?:and |but |so )?(?:it|that|this)(?:'s| is| was| will)?\b", re.IGNORECASE)


_THEN = re.compile(r"^(?:and |but |so )?then\b", re.IGNORECASE)


def _grammatical(parts: "list[_Part]", kept: tuple[int, ...]) -> bool:
    """A kept clause must stand alone, or follow the clause it grew from."""
    before = -1
    for at in kept:
        alone = _stands_alone(parts[at].text) and not _BACK.match(parts[at].text)
        if at - 1 != before and (_THEN.match(parts[at].text) if parts[at].begins else not alone):
            return False
        before = at
    return True


_SUBJECT = re.compile(
    r"^(?:and |but |so |e |mas )?(?:(?:if|when|after|once|se|quando|depois)\b.*\b)?"
    r"(?:you|we|they|it|there|nobody|everyone|everybody|somebody|someone|no one|each|every|you'll|we'll|"
    r"(?:our|the) \w+(?: \w+)? (?:is|are|has|have|will|can|knows?|does|\w+s)|they'll|there's|"
    r"ninguém|todos|alguém|nós)\b",
    re.IGNORECASE,
)


def _stands_alone(clause: str) -> bool:
    return _SUBJECT.match(clause) is not None


def _join(parts: "list[_Part]", voice: Voice) -> str:
    """Clauses as one or two sentences: a condition or a long tail begins a sentence of its own."""
    said: list[list[str]] = []
    before: tuple[str, int] | None = None
    for part in parts:
        bare = part.text.strip(_ENDS + ".!?…")
        begins, before = part.sentence != before, part.sentence
        condition = _CONDITION.match(_JOINS.sub("", bare)) is not None
        long = bool(said) and sum(count_words(words(item)) for item in said[-1]) > 22
        if not said or begins or (condition and _stands_alone(bare)) or (long and _stands_alone(bare)):
            said.append([_JOINS.sub("", bare)])
        else:
            said[-1].append(bare)
    return " ".join(_sentence(group, voice) for group in said if group[0])


def _sentence(group: list[str], voice: Voice) -> str:
    head, *rest = group
    text = head
    for at, part in enumerate(rest):
        joined = _JOINS.match(part) is not None
        if at == len(rest) - 1 and not joined and _stands_alone(part):
            text += voice.joint + part
        else:
            text += (", " if _comma(text, part) else " ") + part
    if "," not in text:
        text = _OPENING_CONDITION.sub(_with_comma, text)
    return text[:1].upper() + text[1:] + "."


_OPENING_CONDITION = re.compile(
    r"^(if|when|after|se|quando)\b([^,]{8,70}?) (we|you|they|there's|you'll|we'll)\b(?! (?:got|get|had|run|left))",
    re.IGNORECASE,
)


def _with_comma(match: re.Match[str]) -> str:
    return f"{match[1]}{match[2]}, {match[3]}"


def _comma(text: str, part: str) -> bool:
    # "or we got it wrong" belongs to the condition before it.
    return not part.lower().startswith(("or ", "because ", "where ", "porque ", "onde "))


def promises(units: list[Unit], voice: Voice) -> list[tuple[str, str]]:
    """Sentences of answers 11, 12, 10 and 20 that promise something here and now: (text, evidence id)."""
    found: list[tuple[str, str]] = []
    for question in ("11", "12", "10", "20"):
        for unit in units:
            if unit.question != question:
                continue
            said = voice.swap(" ".join(unit.text.split()), voice.spelling)
            said = ours(said) if voice.language == "en" and not _TO_YOU.search(said) else said
            text = voice.strip(said, voice.leads).rstrip(" .!…")
            text = voice.pattern(_AFTERTHOUGHT).sub("", text)
            if _is_promise(text, voice):
                found.append((text[:1].upper() + text[1:], unit.id))
    return found


_AFTERTHOUGHT = r", (?:that(?:'s| is)|it(?:'s| is)|isso é|though|although|honestly|and that|e isso)\b.*$"
# "We do it every day" says nothing without the sentence before; "ask anyone" speaks to the interviewer.
_HANGS = re.compile(
    r"^we(?:'d| would| used to|(?:'ve| have)(?: got)? to)\b|"
    r"^we (?:don't )?(?:suppose|think|like|want|hope|guess|mean|wrote|believe|reckon)\b|"
    r"\b(?:do(?:es)? (?:it|that|this|so)|ask (?:anyone|anybody|around)|that(?:'s| is) (?:it|all))\b",
    re.I,
)
_RIVAL = re.compile(
    r"\b(?:when we (?:remember|can)|try|trying|usually|mostly|sometimes|supposed|should|chain|competitor|big|other|"
    r"others|rival|supermarket|can't|cannot|outr[oa]s?|concorr\w+|quase|às vezes|tentamos)\b",
    re.IGNORECASE,
)


def _is_promise(text: str, voice: Voice) -> bool:
    size = count_words(words(text))
    if not 5 <= size <= 18 or any(char.isdigit() or char in '"“”«»?:;' for char in text):
        return False
    wrong = ("past", "not_yet", "distant")
    if any(voice.has(name, text) for name in wrong) or re.search(voice.first_person, text):
        return False
    # A name in the middle of a sentence is a person or a rival: neither belongs in a promise.
    if re.search(r"(?<=[a-zà-ú,] )[A-ZÀ-Ú][a-zà-ú]+", text):
        return False
    return voice.has("company", text) and not _RIVAL.search(text) and not _HANGS.search(text)
