"""A person's rough sentence, tidied by code: beginnings cut, asides dropped, as much kept as a reader can take.

Nothing is added but a capital, a full stop and an "and". The words stay the person's own, with their commas.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, pairwise

from covision.domain.base import Frozen
from covision.measures.text import clauses, count_words, sentences, words
from covision.steps.drafting.tidying import ONE, clean
from covision.steps.drafting.units import Unit
from covision.steps.drafting.voice import Voice
from covision.steps.drafting.whole import about_interview, own_life
from covision.steps.drafting.whole_en import verbs_of

_JOINS = re.compile(r"^(?:and|but|so|or|e|mas|por isso)\b[, ]*", re.IGNORECASE)
# What people say from memory may be a story; a vision is not told in the past.
_STORY = re.compile(
    r"^(?:they|customers|people|nobody|everyone) (?:came|went|was|were|had|got|found|asked|left|didn't|"
    r"wasn't|weren't|stayed|caught)\b",
    re.I,
)
_CONDITION = re.compile(r"^(?:if|when|after|once|se|quando|depois)\b", re.IGNORECASE)
_OPEN = re.compile(
    r"^(?:and |but |so |e |mas )?(?:(?:on|in|at) (?:an?|the) \w+ when|if|when|whenever|whatever|wherever|"
    r"however|after|once|because|se|quando|porque)\b",
    re.IGNORECASE,
)
_ENDS = " ,;:–—-"
LONGEST, SHORTEST = 45, 7
SHORTEST_WHOLE = 5
LONG_SENTENCE = 30
"""Words from which a sentence is said as two, where one of its clauses can stand alone."""
_MOST_CLAUSES = 9


class Tidied(Frozen):
    """A statement made of clauses of one or more sentences of a person.

    `dropped` clauses were left out; one that a sentence began with counts thrice, since the rest hangs on it.
    """

    text: str
    evidence: tuple[str, ...]
    dropped: int = 0
    headless: bool = False


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
    """A clause; `gap` stood before it in its sentence, of which it is the first (`begins`) or `last`.

    One that is an `aside` is never kept, but holds its place.
    """

    text: str
    gap: str
    begins: bool
    last: bool
    sentence: tuple[str, int]
    aside: bool = False


def tidy(
    units: list[Unit], voice: Voice, organisation: str = "", longest: int = LONGEST, subject: str = ""
) -> list[Tidied]:
    """Every way to keep some of the clauses of one answer, each 5 or 7 to `longest` words; the whole comes first.

    `subject` stands before an answer that begins with its verb, as people finish "… means the customer …".
    """
    made: dict[str, Tidied] = {}
    for fringes in (True, False):
        parts = _parts(units, voice, organisation, fringes)
        for kept in _choices(parts):
            if not _grammatical(parts, kept):
                continue
            text = _join(parts, kept, voice)
            starts = _STARTS_WITH_VERB.get(voice.language)
            if subject and (_STORY.match(text) or voice.has("not_yet", text)):
                continue
            if subject and starts and starts.match(text):
                text = f"{subject} {text[:1].lower()}{text[1:]}"
            spoken = sum(not part.aside for part in parts)
            least = SHORTEST_WHOLE if len(kept) == spoken else SHORTEST
            if least <= count_words(words(text)) <= longest and text not in made:
                ids = tuple(dict.fromkeys(parts[at].sentence[0] for at in kept))
                headless = _headless(parts, kept)
                dropped = spoken - len(kept) + 2 * headless + (not fringes)
                made[text] = Tidied(text=text, evidence=ids, dropped=dropped, headless=headless)
    return list(made.values())


def _parts(units: list[Unit], voice: Voice, organisation: str, fringes: bool) -> list[_Part]:
    """The clauses of an answer, without what is about the interview, one's own life, or not true yet."""
    parts: list[_Part] = []
    many = len(units) > _MOST_CLAUSES
    # Who comes to the sentence at last has said what leads up to it.
    units = [unit for unit in units if _CUE.match(unit.text)] or units
    for unit in units:
        cue = _CUE.match(unit.text)
        if (about_interview(unit.text, voice) or (many and ONE.search(unit.text))) and not cue:
            continue
        text = clean(unit.text[cue.end() :] if cue else unit.text, voice, organisation, fringes)
        made = [replace(part, aside=_aside(part.text, voice)) for part in _clauses(text, unit.id)]
        parts.extend(made if not all(part.aside for part in made) else ())
    # What is shorter than three words was an aside to the interviewer: "Something like that."
    parts = [part for part in parts if count_words(words(part.text)) > 2 or not part.begins]
    if len(parts) > _MOST_CLAUSES:
        # Whoever writes so much tells stories, and of themselves.
        parts = [part for part in parts if not voice.has("past", part.text) and not voice.has("distant", part.text)]
    return parts


def _aside(text: str, voice: Voice) -> bool:
    if own_life(text, voice) or about_interview(text, voice):
        return True
    return re.search(voice.first_person, text) is not None


# "So if it's to be a sentence: you shut the gate …" ends in the sentence itself.
_CUE = re.compile(
    r"^[^:]{0,60}\b(?:sentence|vision|statement|promise|frase|visão|promessa)\b[^:]{0,20}:\s*", re.IGNORECASE
)


def _choices(parts: Sequence[_Part]) -> Iterator[tuple[int, ...]]:
    """Which clauses are kept together: any of a short answer; of a long one, beginnings of each sentence too."""
    first = range(min(len(parts), _MOST_CLAUSES))
    for size in range(len(first), 0, -1):
        yield from combinations(first, size)
    for start in range(len(parts) if len(parts) > _MOST_CLAUSES else 0):
        if parts[start].begins:
            end = start + 1
            while end < len(parts) and parts[end].sentence == parts[start].sentence:
                end += 1
            yield from (tuple(range(start, stop)) for stop in range(end, start, -1))


def _headless(parts: Sequence[_Part], kept: tuple[int, ...]) -> bool:
    """Whether a kept clause was not the first of its sentence, and the one that was is left out."""
    begun: set[tuple[str, int]] = set()
    for at in kept:
        if not parts[at].begins and parts[at].sentence not in begun:
            return True
        begun.add(parts[at].sentence)
    return False


_LEANS = re.compile(
    r"^(?:because|where|which|that|who|whose|unless|until|than|as|or|nor|while|so that|to|for|from|without|with|"
    r"and (?:not|with|without|from|at|in|to|that|your|our|their|the|a)|"
    r"porque|onde|que|nem|ou|até|enquanto|para|sem|e (?:com|sem|de|o|a|os|as)(?= ))\b",
    re.IGNORECASE,
)


def _clauses(text: str, unit: str) -> list[_Part]:
    """The clauses of a unit, each with the parts that lean on it, as they stand."""
    found: list[_Part] = []
    for number, sentence in enumerate(sentences(text)):
        cuts: list[tuple[int, int]] = []
        for span in clauses(sentence.text):
            if cuts and (_LEANS.match(span.text) or count_words(words(span.text)) < 4):
                cuts[-1] = (cuts[-1][0], span.end)
            else:
                cuts.append((span.start, span.end))
        end = 0
        for at, (start, stop) in enumerate(cuts):
            clause = sentence.text[start:stop].strip()
            bare = clause.rstrip(_ENDS)
            gap = sentence.text[end:start] if at else ""
            found.append(_Part(bare, gap, at == 0, at == len(cuts) - 1, (unit, number)))
            end = start + len(bare)
    return found


# "… and it was yours anyway" is about the clause before.
_BACK = re.compile(
    r"^(?:and |but |so )?(?:it|that|this)(?:'s| is| was| will)?\b|^so (?:you|they|we) can\b", re.IGNORECASE
)
_THEN = re.compile(r"^(?:and |but |so )?then\b", re.IGNORECASE)


def _grammatical(parts: Sequence[_Part], kept: tuple[int, ...]) -> bool:
    """A kept clause must stand alone, or follow the clause it grew from."""
    before = -1
    for at in kept:
        if parts[at].aside or (before >= 0 and parts[at].begins and _skipped(parts, before, at)):
            return False
        if before >= 0 and at != before + 1 and _OPEN.match(parts[before].text):
            return False
        alone = _stands_alone(parts[at].text) and not _BACK.match(parts[at].text)
        if at - 1 != before and (_THEN.match(parts[at].text) if parts[at].begins else not alone):
            return False
        before = at
    return True


def _skipped(parts: Sequence[_Part], before: int, at: int) -> bool:
    """Whether a whole sentence was left out between two: what follows it may speak of it."""
    return any(parts[left].begins and not parts[left].aside for left in range(before + 1, at))


_SUBJECT = re.compile(
    r"^(?:and |but |so |e |mas )?(?:(?:if|when|after|once|se|quando|depois)\b.*\b)?"
    r"(?:you|we|they|it|there|nobody|everyone|everybody|somebody|someone|no one|each|every|you'll|we'll|"
    r"(?:our|the) \w+(?: \w+)? (?:is|are|has|have|will|can|knows?|does|\w+s)|they'll|there's|"
    r"ninguém|todos|alguém|nós)\b",
    re.IGNORECASE,
)


def _stands_alone(clause: str) -> bool:
    return _SUBJECT.match(clause) is not None


def _join(parts: Sequence[_Part], kept: tuple[int, ...], voice: Voice) -> str:
    """The kept clauses as sentences: as they were joined, a long one said as two where a clause can stand alone."""
    groups: list[list[int]] = []
    for at in kept:
        if groups and parts[groups[-1][-1]].sentence == parts[at].sentence:
            groups[-1].append(at)
        else:
            groups.append([at])
    said = [half for group in groups for half in _halves(parts, group)]
    return " ".join(_sentence(parts, group, frozenset(kept), voice) for group in said)


def _halves(parts: Sequence[_Part], group: list[int]) -> list[list[int]]:
    """One group, or two where it is long: cut before an "and" whose clause stands alone, nearest to the middle."""
    sizes = [count_words(words(parts[at].text)) for at in group]
    whole = sum(sizes)
    cuts = [
        at
        for at in range(1, len(group))
        if _JOINS.match(parts[group[at]].text)
        and _stands_alone(parts[group[at]].text)
        and not _OPEN.match(parts[group[at - 1]].text)
        and min(sum(sizes[:at]), sum(sizes[at:])) >= SHORTEST
    ]
    if whole <= LONG_SENTENCE or not cuts:
        return [group]
    best = min(cuts, key=lambda at: abs(sum(sizes[:at]) - whole / 2))
    return [group[:best], group[best:]]


def _sentence(parts: Sequence[_Part], group: list[int], kept: frozenset[int], voice: Voice) -> str:
    text = _JOINS.sub("", parts[group[0]].text.strip(_ENDS + ".!?…"))
    for before, at in pairwise(group):
        part = parts[at].text.strip(_ENDS + ".!?…")
        near = parts[at].gap if at == before + 1 else ", "
        cut = not parts[at].last and at + 1 not in kept
        closes = at == group[-1] and not _JOINS.match(part) and (cut or at != before + 1)
        text += (voice.joint if closes and _listed(part, voice, alone=at != before + 1) else near) + part
    if "," not in text:
        text = _OPENING_CONDITION.sub(_with_comma, text)
    return text[:1].upper() + text[1:] + "."


def _listed(part: str, voice: Voice, alone: bool) -> bool:
    """Whether a clause goes on with a list, whose last thing needs an "and" before it."""
    if ", and " in part or ", e " in part:
        return False
    if _stands_alone(part):
        return alone
    first = words(part)[0].lower if words(part) else ""
    return voice.language == "en" and (first in verbs_of(voice.verbs)[0] or first in ("what", "how", "is", "are"))


_OPENING_CONDITION = re.compile(
    r"^(if|when|after|se|quando)\b([^,]{8,70}?) (we|you|they|there's|you'll|we'll)\b(?! (?:got|get|had|run|left))",
    re.IGNORECASE,
)


def _with_comma(match: re.Match[str]) -> str:
    return f"{match[1]}{match[2]}, {match[3]}"
