"""Whether a sentence says the opposite of a claim, and whether that speaks against it or is the need behind it."""

from covision.measures.reading import Reading
from covision.steps.ask_compare import clash
from covision.steps.ask_words import speaks_of_change
from covision.steps.boarding.said import Sentence, negation_places
from covision.steps.boarding.tensions import (
    CONDITION,
    LANGUAGES,
    SAME_SUBJECT,
    admits,
    near_pain,
    opposites_between,
    turned,
)
from covision.steps.support.sources import RULED_OUT, Segment
from covision.steps.support.terms import Terms

ABOUT, MOSTLY = 0.3, 0.5
"""Share of the claim's words that a sentence must hold before it can be the opposite of it: where the opposite is
said by a word of its own ("slow" for "fast"), and where a negation or a word of pain decides."""
_DENIED_WITHIN = 7
_LET_DOWN = "7"


def opposite(claim: Sentence, said: Terms, segment: Segment, cover: float, near: float | None = None) -> str:
    """How the two stand against each other: `opposite`, `turned`, `denied`, `pain`, or empty where they do not.

    The rules of the board's contradictions: a pair of opposites beside a shared word, a shared word that only one
    negates, or a customer's word of pain next to what the claim says is good. What tells then from now is none, nor
    does a negation in a condition count. `near` is the cosine of the two, where it is known.
    """
    # Reading a sentence for its meaning is slow: only what shares enough is read.
    if claim.language not in LANGUAGES or cover < ABOUT:
        return ""
    other = segment.meaning
    shared = frozenset(claim.terms.keys() & other.terms.keys())
    if not shared or speaks_of_change(segment.text, claim.language):
        return ""
    both = len(shared) > 1
    if opposites_between(claim, other, shared) or (both and clash(claim.text, other.text, segment.words.lexicon)):
        return "opposite"
    if cover < MOSTLY or (len(shared) < 2 and len(claim.terms) > 1):
        return ""
    if (near is not None and near < SAME_SUBJECT) or CONDITION[claim.language].search(claim.text):
        return ""
    if any(turned(claim, other, word) for word in sorted(shared)):
        return "turned"
    if _denied(said, segment.terms, shared):
        return "denied"
    sound = segment.customer and not claim.bad and not claim.negations
    return "pain" if sound and any(near_pain(other, word) for word in sorted(shared)) else ""


def _denied(said: Terms, other: Terms, shared: frozenset[str]) -> bool:
    """Whether one negates all that both speak of while the other negates nothing: "somebody is", "nobody is"."""
    one, two = negation_places(said.reading), negation_places(other.reading)
    if bool(one) == bool(two):
        return False
    reading, places = (other.reading, two) if two else (said.reading, one)
    held = [min(at for at, key in enumerate(reading.stems) if key == word) for word in shared]
    return any(all(_within(reading, no, at) for at in held) for no in places)


def _within(reading: Reading, negation: int, word: int) -> bool:
    if not 0 < word - negation <= _DENIED_WITHIN:
        return False
    between = reading.text[reading.words[negation].end : reading.words[word].start]
    return not any(mark in between for mark in ",;:.!?()–—")


def let_down(segment: Segment) -> bool:
    """True for words that tell what is wrong today: a complaint, an answer about a let-down, or one that admits."""
    meaning = segment.meaning
    if segment.customer:
        return meaning.tone <= 0 and (segment.rating is None or segment.rating < 0.5)
    return segment.question == _LET_DOWN or admits(meaning)


def ruled_out(segment: Segment) -> bool:
    """True for an answer that says what people ask for and the team will not promise."""
    return segment.question == RULED_OUT
