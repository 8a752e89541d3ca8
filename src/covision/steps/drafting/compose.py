"""Candidates made of the team's own words: tidied sentences, and phrases joined into sentences."""

import re
from collections import Counter
from collections.abc import Sequence

from covision.domain.base import Frozen
from covision.domain.project import Material
from covision.measures.lexicon import Lexicon
from covision.measures.text import count_words, words
from covision.steps.drafting.persons import only_they
from covision.steps.drafting.pieces import STAGES, Piece, pieces_of
from covision.steps.drafting.plain import JOINED_IN, own_sentences
from covision.steps.drafting.promises import promises
from covision.steps.drafting.sentences import tidy
from covision.steps.drafting.told import Told, pairs, told
from covision.steps.drafting.units import Unit
from covision.steps.drafting.voice import Voice

OWN_QUESTIONS = (("9", "own"), ("2", "baseline"))


class Candidate(Frozen):
    """A statement that could be shown. `wording` is `own` (the team's words), `joined`, or a model's name."""

    text: str
    angle: str
    evidence: tuple[str, ...]
    wording: str
    feel: str = ""
    think: str = ""
    do: str = ""
    dropped: int = 0


def compose(material: Material, units: list[Unit], voice: Voice, lexicon: Lexicon) -> list[Candidate]:
    """Every candidate that code can make, best of each kind first; empty where nothing usable was said."""
    language = material.organisation.language
    if language not in JOINED_IN:
        kinds = dict(OWN_QUESTIONS)
        return [
            Candidate(text=text, angle=kinds[unit.question], evidence=(unit.id,), wording="own")
            for text, unit in own_sentences(units, language)
        ]
    pieces = pieces_of(units, voice, lexicon)
    subject = audience(units, voice)
    found: list[Candidate] = []
    for question, angle in OWN_QUESTIONS:
        for person in dict.fromkeys(unit.evidence.participant for unit in units if unit.question == question):
            own = [unit for unit in units if unit.question == question and unit.evidence.participant == person]
            for item in tidy(
                own,
                voice,
                material.organisation.name,
                subject=voice.subjects["everyone"] if angle == "baseline" else "",
            ):
                if item.headless and re.match(r"they\b", item.text, re.IGNORECASE):
                    # Whom it spoke of was left out with the clause before.
                    continue
                text = _named(item.text, subject, voice) if voice.language == "en" else item.text
                found.append(
                    Candidate(text=text, angle=angle, evidence=item.evidence, wording="own", dropped=item.dropped)
                )
    found.extend(_staged(pieces, voice, subject))
    found.extend(_arcs(pieces, voice, subject))
    found.extend(_heard(units, voice))
    found.extend(_told(units, voice, subject))
    found.extend(_whys(units, voice))
    found.extend(_minds(units, voice))
    found.extend(_differences(promises(units, voice), pieces, voice, subject))
    return found


_THEY = {"'re": " are", "'ve": " have", "'ll": " will", "'d": " would"}


def _named(text: str, subject: str, voice: Voice) -> str:
    """ "They" with nobody before it is who the answers are about: you, where no answer has a name for them."""
    if subject == voice.subjects["default"] and only_they(text):
        said = voice.swap(text, voice.customer)
        return said[:1].upper() + said[1:]
    match = re.match(r"They('re|'ve|'ll|'d)?\b", text.replace("’", "'"))
    return f"{subject}{_THEY.get(match[1] or '', '')}{text[match.end() :]}" if match else text


def audience(units: Sequence[Unit], voice: Voice) -> str:
    """What the customers are called in the answers that speak of them, as a plural subject.

    A word that occurs once may be about anything (a pupil who is ill is no patient): two are asked for, or one that
    the own sentence begins with.
    """
    counts: Counter[str] = Counter()
    for unit in units:
        if unit.question:
            folded = [word.lower for word in words(unit.text)]
            for name in voice.audiences:
                own = re.match(rf"(?:every|our|each|any|no) {name}(?:s|es)?\b", unit.text, re.IGNORECASE)
                counts[name] += (own is not None and unit.question == "9") + sum(
                    1 for word in folded if word in (name, name + "s", _plural(name))
                )
    best = [name for name, count in counts.most_common(1) if count > 1]
    return voice.audiences[best[0]] if best else voice.subjects["default"]


def _plural(name: str) -> str:
    return name[:-1] + "ies" if name.endswith("y") else name + "es"


def _heard(units: Sequence[Unit], voice: Voice) -> list[Candidate]:
    """A rough sentence in a customer's first person, quoted as it stands where no rule can turn it."""
    found: list[Candidate] = []
    for unit in units:
        said = " ".join(unit.text.split())
        if unit.question == "9" and voice.quoted and any(voice.pattern(form).match(said) for form in voice.heard):
            text = voice.quoted.replace("{said}", said)
            found.append(Candidate(text=text, angle="own", evidence=(unit.id,), wording="own"))
    return found


def _told(units: Sequence[Unit], voice: Voice, subject: str) -> list[Candidate]:
    """Clauses of the answers that already say what happens to the customer, one or two together."""
    found: list[Candidate] = []
    for kept in pairs(told(units, voice)):
        ids = tuple(dict.fromkeys(one.evidence for one in kept))
        angle = next((one.stage for one in kept if one.stage), ANGLE_OF.get(kept[0].question, "use"))
        text = " ".join(_opened(one, voice) for one in kept)
        found.append(Candidate(text=text, angle=angle, evidence=ids, wording="joined"))
    return found


ANGLE_OF = {"10": "why", "3": "mind", "2": "baseline", "12": "difference"}
_OPENING = {"trouble": "When something goes wrong, ", "first": "From the first hello, ", "goodbye": "At the end, "}


def _opened(one: Told, voice: Voice) -> str:
    """The clause as a sentence, with the moment it is about before it."""
    text = one.text
    if voice.language == "en" and not re.match(r"(?:when|if|once|you (?:come|walk|arrive|go|leave) )", text):
        text = _OPENING.get(one.stage, "") + text
    return f"{text[:1].upper()}{text[1:]}."


def _subjects(voice: Voice, subject: str) -> list[str]:
    return [voice.subjects["you"], subject] if voice.language == "en" else [subject]


def _staged(pieces: list[Piece], voice: Voice, subject: str) -> list[Candidate]:
    """For each stage and person: what the customer feels, thinks and can do there, in one sentence."""
    found: list[Candidate] = []
    people = dict.fromkeys((piece.participant, piece.finite) for piece in pieces)
    for person, finite in people:
        for stage in (*STAGES, ""):
            here = [p for p in pieces if (p.stage, p.participant, p.finite) == (stage, person, finite)]
            feels = [piece for piece in here if piece.kind == "feel"]
            thinks = [piece for piece in here if piece.kind == "think"]
            does = [piece for piece in here if piece.kind == "do"]
            alone = [piece for piece in does if piece.sure]
            for kept in _picked(feels, thinks, does if feels or thinks else alone):
                form = voice.sentences.get(stage) or voice.sentences["mind"]
                found.extend(_said(form, stage or "mind", kept, voice, subject))
    return found


_ALONE = 6  # words of a phrase that says enough by itself


def _picked(feels: list[Piece], thinks: list[Piece], does: list[Piece]) -> list[list[Piece]]:
    """Which phrases go into one sentence: all of them first, then without the thought, last a long one alone."""
    tried = [feels[:1] + thinks[:1] + does[:1], feels[:1] + does[:1], feels[:1] + thinks[:1], does[:3]]
    several = [kept for at, kept in enumerate(tried) if len(kept) >= 2 and kept not in tried[:at]]
    alone = [[one] for one in (*feels[:1], *thinks[:1], *does[:1]) if count_words(words(one.text)) >= _ALONE]
    return several or alone


def _said(form: str, angle: str, kept: list[Piece], voice: Voice, subject: str) -> list[Candidate]:
    found: list[Candidate] = []
    if voice.language == "en" and angle == "goodbye" and kept[0].text.startswith("leave "):
        form = voice.sentences["mind"]
    for who, said in _manners(form, kept, voice, subject):
        text = _fill(said, who, _list([piece.text for piece in kept], voice), voice)
        found.append(
            Candidate(
                text=text,
                angle=angle,
                evidence=tuple(dict.fromkeys(piece.evidence for piece in kept)),
                wording="joined",
                feel=_first(kept, "feel"),
                think=_first(kept, "think"),
                do=_first(kept, "do"),
            )
        )
    return found


def _manners(form: str, kept: list[Piece], voice: Voice, subject: str) -> list[tuple[str, str]]:
    """Subjects with the form each takes: in Portuguese the verb agrees, and a finite phrase needs no "podem"."""
    if voice.language != "pt":
        return [(who, form) for who in _subjects(voice, subject)]
    one = voice.subjects["everyone"]
    if kept[0].finite:
        return [(one, form.replace(" podem ", " "))]
    return [(subject, form), (one, form.replace(" podem ", " pode "))]


def _first(kept: Sequence[Piece], kind: str) -> str:
    return next((piece.text for piece in kept if piece.kind == kind), "")


def _list(parts: list[str], voice: Voice) -> str:
    """Phrases as a list; "can", "feel" or "get" is said once where it would follow itself."""
    said: list[str] = []
    last_head = ""
    for part in parts:
        part = re.sub(r"^poder(?: sempre)? (?=\w+r\b)", "", part) if voice.language == "pt" else part
        head, _, rest = part.partition(" ")
        before, last_head = last_head, head
        said.append(rest if head == before and head in ("feel", "can", "get") and rest else part)
    if len(said) == 1:
        return said[0]
    last = (
        voice.joint.replace(",", "")
        if len(said) == 2 and voice.language == "en" and len(said[0]) < 24
        else voice.joint
    )
    return ", ".join(said[:-1]) + last + said[-1]


def _fill(form: str, who: str, parts: str, voice: Voice) -> str:
    at_start = form.startswith("{you}") or ". {you}" in form
    subject = who if at_start else who[:1].lower() + who[1:]
    text = form.replace("{you}", subject).replace("{parts}", parts)
    if who != voice.subjects["you"]:
        text = _third_person(text, voice) if voice.language == "en" else text
    return text[:1].upper() + text[1:]


_AFTER_YOU = re.compile(
    r"\byou\b(?= (?:are|have|can|will|do|don't|need|want|see|know|came|come|say|get|pay|paid|ask|"
    r"leave|feel|think|should|would|could|still|never|always|rang|like|go|said|did|were|had))",
    re.IGNORECASE,
)


_OTHERS = (
    ("you're", "they're"),
    ("you've", "they've"),
    ("you'd", "they'd"),
    ("you'll", "they'll"),
    ("yourself", "themselves"),
    ("yours", "theirs"),
    ("your", "their"),
    ("you", "them"),
)


def _third_person(text: str, voice: Voice) -> str:
    """The same sentence about "them": every second person but the subject itself, which stands first."""
    text = _AFTER_YOU.sub("they", text)
    if voice.verbs:
        text = re.sub(rf"\byou\b(?= {voice.verbs}\b)", "they", text)
    for old, new in _OTHERS:
        text = re.sub(rf"\b{old}\b", new, text)
    return text


_LETS = re.compile(
    r"\b(?:it|this|that|which)\s+(?:lets|allows|means|helps)\s+(?:a |the )?(?:them|people|person|customers?|"
    r"guests?|patients?|visitors?|clients?|members?)\s+(?:can |to |get to )?(?P<rest>[^.;!?]{12,120})",
    re.IGNORECASE,
)


def _whys(units: Sequence[Unit], voice: Voice) -> list[Candidate]:
    """What good service lets the customer do, from answer 10: "it lets them …" becomes "you can …"."""
    found: list[Candidate] = []
    for unit in units:
        match = _LETS.search(unit.text) if unit.question == "10" and voice.language == "en" else None
        if match and not match["rest"].lower().startswith(("do is", "is ", "do ")):
            do = voice.can.format(do=voice.swap(match["rest"].strip(" ,"), voice.customer))
            text = _fill(voice.sentences["mind"], voice.subjects["you"], do, voice)
            found.append(Candidate(text=text, angle="why", evidence=(unit.id,), wording="joined", do=do))
    return found


def _minds(units: Sequence[Unit], voice: Voice) -> list[Candidate]:
    """What customers should have in mind, from answer 3: "That they …" becomes "You know you …"."""
    found: list[Candidate] = []
    for unit in units:
        match = voice.pattern(voice.mind).match(unit.text) if unit.question == "3" else None
        rest = voice.swap(unit.text[match.end() :].strip(" .!…"), voice.customer) if match else ""
        if 3 <= count_words(words(rest)) <= 20:
            text = voice.sentences["known"].replace("{rest}", rest)
            found.append(Candidate(text=text, angle="mind", evidence=(unit.id,), wording="joined", think=rest))
    return found


def _arcs(pieces: list[Piece], voice: Voice, subject: str) -> list[Candidate]:
    """One customer's way through: a feeling at the first contact, one in use, and one to leave with."""
    found: list[Candidate] = []
    pieces = [piece for piece in pieces if not piece.finite]
    for person in dict.fromkeys(piece.participant for piece in pieces):
        kind = "feel"
        picked = [
            next((p for p in pieces if p.stage == stage and p.kind == kind and p.participant == person), None)
            for stage in ("first", "use", "goodbye")
        ]
        first, use, leave = picked
        if first is None or use is None:
            continue
        kept = [first, use, *([leave] if leave else [])]
        texts = [first.text, use.text]
        if leave and voice.leaving:
            texts.append(f"{voice.leaving} {leave.text.partition(' ')[2]}")
        elif leave:
            texts.append(leave.text)
        for who in _subjects(voice, subject):
            text = _fill(voice.sentences["arc"], who, _list_plain(texts, voice), voice)
            ids = tuple(dict.fromkeys(piece.evidence for piece in kept))
            does = next((p.text for p in pieces if p.kind == "do" and p.participant == person), "")
            found.append(Candidate(text=text, angle="arc", evidence=ids, wording="joined", feel=use.text, do=does))
    return found


def _list_plain(parts: list[str], voice: Voice) -> str:
    return ", ".join(parts[:-1]) + voice.joint + parts[-1]


def _differences(said: list[tuple[str, str]], pieces: list[Piece], voice: Voice, subject: str) -> list[Candidate]:
    """What only this organisation can promise, and what it lets the customer feel and do."""
    found: list[Candidate] = []
    # What only they can promise makes an ordinary day; what is felt in trouble rests on other things.
    pieces = [piece for piece in pieces if not piece.finite]
    feels = [piece for piece in pieces if piece.kind == "feel" and piece.stage in ("use", "first", "")]
    for promise, id in said[:4]:
        if not feels:
            found.append(Candidate(text=f"{promise}.", angle="difference", evidence=(id,), wording="own"))
        for feel in feels[:6]:
            same = (
                p for p in pieces if p.kind == "do" and p.stage == feel.stage and p.participant == feel.participant
            )
            do = next(same, None)
            kept = [feel, *([do] if do else [])]
            if count_words(words(promise)) + sum(count_words(words(p.text)) for p in kept) > 32:
                kept = [feel]
            form = voice.sentences["difference"].replace("{promise}", promise)
            texts = _list([piece.text for piece in kept], voice)
            who = voice.subjects["you"] if voice.language == "en" else subject
            found.append(
                Candidate(
                    text=_fill(form, who, texts, voice),
                    angle="difference",
                    evidence=tuple(dict.fromkeys([id, *(piece.evidence for piece in kept)])),
                    wording="joined",
                    feel=feel.text,
                    do=do.text if do else "",
                )
            )
    return found
