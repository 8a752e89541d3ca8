"""Where an answer and customers' words do not hold together: the same subject, and the opposite said of it.

Precision comes before recall: a false contradiction is an insult. A pair counts only where the answer promises
something and a customer who is not content says the opposite about the same thing.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from covision.domain.base import Span
from covision.domain.board import Tension
from covision.errors import CovisionError
from covision.measures.text import clauses, words
from covision.steps.ask_words import opposites
from covision.steps.boarding.said import Sentence, Told, says
from covision.steps.boarding.topics import DENSE, Similarity

PROMISES = frozenset(
    ("baseline", "themes", "feel_think_do", "own_sentence", "difference", "now_and_next", "why_ladder")
)
LANGUAGES = frozenset(("en", "pt"))
"""Languages with word lists for negation, opposites, praise and pain."""

MOST = 8
MOST_DOUBTS = 400
"""Complaints held against what answers promise, the lowest rated first."""

SAME_SUBJECT = 0.44
"""Cosine from which one shared word is taken for a shared subject."""
_SAME_THING = 0.54  # the same where only a low rating says that the customer is not content
_TELLING = 6  # words a customer needs who says what an answer rules out
_NEAR = 4  # words between a word of pain and what it is about
_LOW = -0.4  # a rating at or below this, on -1..1, is not content (2 of 5 is -0.5)
_CONTENT = 0.4  # nor does somebody complain who gives more than this (4 of 5 is 0.5)

_ADMITS = {
    "en": (
        "not true", "isn't true", "n't true", "not yet", "isn't there", "don't always", "doesn't always",
        "when we remember", "untrue", "should be", "at the moment", "we still", "sometimes", "i wish", "ought to",
        "we'd like",
    ),
    "pt": (
        "não é verdade", "ainda não", "nem sempre", "quando há tempo", "devia", "por agora", "às vezes", "ainda",
    ),
}  # fmt: skip
CONDITION = {
    "en": re.compile(
        r"^\W*(?:(?:and|but|or)\s+)?(?:even\s+)?(?:if|when|whenever|unless|while|although|though|because|since|where|"
        r"until|than|before|especially|in trouble,)(?!\w)",
        re.IGNORECASE,
    ),
    "pt": re.compile(
        r"^\W*(?:(?:e|mas|ou)\s+)?(?:mesmo\s+)?(?:se|quando|sempre que|enquanto|embora|porque|onde|até|antes)\b",
        re.IGNORECASE,
    ),
}
_OTHERS = {
    "en": re.compile(r"^\W*(?:theirs?|the (?:big|chain|other|shed|supermarket|place|next)\b)", re.IGNORECASE),
    "pt": re.compile(r"^\W*(?:os outros|as outras|o hotel|a cadeia|na concorrência)\b", re.IGNORECASE),
}


@dataclass(frozen=True)
class _Claim:
    """A clause in which an answer promises something, and the sentence it stands in."""

    sentence: Sentence
    clause: Sentence


def tensions(
    told: Told,
    similarity: Similarity | None,
    parted: Callable[[Sentence, Span], Sentence],
    why: Callable[[str, str], str],
) -> tuple[Tension, ...]:
    """The strongest tensions, one for an answer's sentence, at most `MOST`.

    `parted` reads a clause by itself; `why` words the reason from its kind and the shared word.
    """
    claims, known = _claims(told.answers, parted)
    promised = frozenset(key for claim in claims for key in claim.clause.terms) - told.common
    doubts = [one for one in told.customers if promised & one.terms.keys() and _complains(one)]
    doubts = sorted(doubts, key=lambda one: (one.rating is None, one.rating))[:MOST_DOUBTS]
    # Only what shares a word is worth comparing: embedding is slow.
    doubted = frozenset(key for one in doubts for key in one.terms) - told.common
    claims = [claim for claim in claims if doubted & claim.clause.terms.keys()]
    known = [clause for clause in known if doubted & clause.terms.keys()]
    if not claims or not doubts:
        return ()
    cosine = _cosines(claims, doubts, known, similarity)
    found: list[tuple[float, _Claim, Sentence, str, str]] = []
    for at, doubt in enumerate(doubts):
        best: tuple[float, _Claim, Sentence, str, str] | None = None
        for number, claim in enumerate(claims):
            near, behind = cosine(number, at)
            told_why = _opposed(claim.clause, doubt, told, near, behind)
            if told_why is not None:
                strength = _strength(told_why[0], doubt, near)
                if best is None or strength > best[0]:
                    best = (strength, claim, doubt, *told_why)
        if best is not None:
            found.append(best)
    return _ranked(found, why)


def _ranked(
    found: list[tuple[float, _Claim, Sentence, str, str]], why: Callable[[str, str], str]
) -> tuple[Tension, ...]:
    """One tension for each answer's sentence, `others` counting the customers who say it too."""
    found.sort(key=lambda item: (-item[0], item[2].cited.ref, item[2].cited.start))
    held: dict[tuple[str, int], Tension] = {}
    for strength, claim, doubt, kind, word in found:
        key = (claim.sentence.cited.source, claim.sentence.cited.start)
        if key in held:
            if doubt.cited.ref != held[key].research.ref:
                held[key] = held[key].model_copy(update={"others": held[key].others + doubt.copies})
            continue
        held[key] = Tension(
            answer=claim.sentence.cited,
            research=doubt.cited,
            question=claim.sentence.question,
            why=why(kind, _surface(doubt, word)),
            strength=round(strength, 3),
            others=doubt.copies - 1,
        )
    return tuple(held.values())[:MOST]


def _claims(
    answers: Sequence[Sentence], parted: Callable[[Sentence, Span], Sentence]
) -> tuple[list[_Claim], list[Sentence]]:
    """What answers promise, clause by clause; and all other clauses: what people admit is no contradiction."""
    claims: list[_Claim] = []
    known: list[Sentence] = []
    admitted = ""
    for sentence in answers:
        if sentence.cited.source != admitted and admits(sentence):
            admitted = sentence.cited.source
        for span in clauses(sentence.text):
            clause = parted(sentence, span)
            # In the answer to "what is not true yet" everything after the turn is admitted.
            if (sentence.cited.source == admitted and sentence.slot == "now_and_next") or not _promises(clause):
                known.append(clause)
            else:
                claims.append(_Claim(sentence, clause))
    return claims, known


def admits(sentence: Sentence) -> bool:
    """True for a sentence that says what is not true yet."""
    return says(sentence.text, _ADMITS.get(sentence.language, ()))


def _promises(clause: Sentence) -> bool:
    text, language = clause.text, clause.language
    if clause.slot not in PROMISES or admits(clause) or text.rstrip().endswith("?"):
        return False
    if CONDITION[language].search(text) or (clause.slot == "difference" and _OTHERS[language].search(text)):
        return False
    if clause.slot == "now_and_next" and (clause.negations or clause.bad):
        return False
    if clause.slot == "difference" and clause.negations and not _rules_out(clause):
        return False
    return bool(clause.terms)


def _rules_out(clause: Sentence) -> bool:
    """ "Nobody", "never" and "without" promise; "the app doesn't" speaks of others."""
    return says(clause.text, ("nobody", "never", "no one", "without", "ninguém", "nunca", "sem "))


def _complains(one: Sentence) -> bool:
    """A customer who says something bad, or rates low, and praises nothing here; "if only" is a wish."""
    if (
        one.text.rstrip().endswith("?")
        or CONDITION[one.language].search(one.text)
        or one.good
        or (one.rating is not None and one.rating > _CONTENT)
    ):
        return False
    return bool(one.bad or one.negations) or (one.rating is not None and one.rating <= _LOW)


def _cosines(
    claims: Sequence[_Claim], doubts: Sequence[Sentence], known: Sequence[Sentence], similarity: Similarity | None
) -> Callable[[int, int], tuple[float | None, int]]:
    """Cosine of claim and doubt, and how many clauses of all answers lie nearer to the doubt; None: not known."""
    none = (None, 0)
    if similarity is None or claims[0].sentence.language not in DENSE:
        return lambda claim, doubt: none
    texts = [claim.clause.text for claim in claims] + [one.text for one in known]
    try:
        matrix = similarity(texts, [one.text for one in doubts])
    except CovisionError:
        return lambda claim, doubt: none

    def cosine(claim: int, doubt: int) -> tuple[float | None, int]:
        value = matrix[claim, doubt]
        return float(value), int((matrix[:, doubt] > value).sum())

    return cosine


def _opposed(
    claim: Sentence, doubt: Sentence, told: Told, near: float | None, behind: int
) -> tuple[str, str] | None:
    """Why the two do not hold together, and the word they share; None where they may both be true."""
    shared = told.shared(claim, doubt)
    if not shared:
        return None
    dense = near is not None
    low = doubt.rating is not None and doubt.rating <= _LOW
    about = near >= SAME_SUBJECT and behind <= 1 if near is not None else len(shared) >= 2
    pair = opposites_between(claim, doubt, shared)
    if pair and (near is None or near >= SAME_SUBJECT or len(shared) >= 2):
        return "opposite", pair
    for word in sorted(shared):
        # One shared word is little: without embeddings only whoever rates low as well is believed.
        if turned(claim, doubt, word) and (about or (not dense and low)):
            return "turned", word
        if about and not claim.bad and not claim.negated and near_pain(doubt, word):
            return "pain", word
    if near is not None and near >= _SAME_THING and behind == 0 and low and not claim.bad:
        return "low", min(shared)
    return None


def turned(claim: Sentence, doubt: Sentence, word: str) -> bool:
    """Whether one says the word, the other negates it."""
    mine = any(at in claim.negated for at in claim.terms[word])
    theirs = any(at in doubt.negated for at in doubt.terms[word])
    if mine == theirs or (claim.negations and not mine):
        return False  # a negation that reaches something else leaves open what is meant
    # "What a shame" repeats a word and says hardly anything about it.
    return theirs or len(doubt.stems) >= _TELLING


def near_pain(doubt: Sentence, word: str) -> bool:
    """Whether a word of pain stands near the word, and the sentence as a whole is no praise."""
    places = doubt.terms[word]
    return any(abs(bad - at) <= _NEAR for at in places for bad in doubt.bad) and doubt.tone < 0


def opposites_between(claim: Sentence, doubt: Sentence, shared: frozenset[str]) -> str:
    """The shared word, where besides it one says "warm" and the other "cold"; empty where not."""
    if claim.negations or doubt.negations:
        return ""
    pairs = opposites(claim.language)
    for key in claim.stems:
        hit = pairs.get(key, frozenset()).intersection(doubt.stems)
        rest = shared - {key} - hit
        if hit and rest:
            return min(rest)
    return ""


def _surface(sentence: Sentence, stem: str) -> str:
    """The word as it stands in the sentence, without the capital letter of a first word."""
    at = sentence.terms[stem][0]
    found = words(sentence.text)[at].text
    return found[:1].lower() + found[1:] if at == 0 else found


def _strength(kind: str, doubt: Sentence, near: float | None) -> float:
    base = {"opposite": 0.6, "turned": 0.6, "pain": 0.45, "low": 0.4}[kind]
    low = 0.2 if doubt.rating is not None and doubt.rating <= _LOW else 0.0
    return min(1.0, base + low + 0.2 * (near or 0.0) + 0.02 * min(doubt.copies - 1, 5))
