"""Texts held against each other: contradictions, research nobody took up, answers that lie far apart."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from covision.domain.base import Span
from covision.domain.research import Snippet
from covision.domain.search import Vectors
from covision.errors import CovisionError
from covision.measures.lexicon import Lexicon, matcher
from covision.measures.reading import Reading, read
from covision.steps.ask_words import light_words, negations, opposites, speaks_of_change

Similarity = Callable[[Sequence[str], Sequence[str]], Vectors]

MOST_SNIPPETS = 1500
"""Snippets looked at, those with most copies first: a follow-up must not wait for 50,000 reviews to be read."""

_REACH = 3  # words between a negation and what it negates
_SAME_THING = 0.6  # overlap coefficient above which two sentences speak of the same thing
_ALSO_OF_THE_LONGER = 0.3  # a long sentence that mentions a short one in passing is about something else
_SAME_FEELING = 0.4  # the same for feelings, which already stand against each other
_APART = 0.08  # Jaccard below which two answers share hardly a word
# Answers from memory of two people in one place: 14 pairs of four English projects share hardly a word, all of them
# read as different, and 10 lie below this (0.08 to 0.29; the others up to 0.35). None of them says the same.
_APART_COSINE = 0.3
# Two of 14 projects have a sentence that passes the word rule; both lie below 0.4 of every answer and were right. A
# sentence of a customer and one of an answer with no telling word in common are about the same thing in fewer than
# half of the cases even above 0.55, so this only guards against saying the same in other words.
_TAKEN_UP_COSINE = 0.55
_TELLING = 4  # telling words a customer sentence needs to be worth quoting
_MANY = 3  # snippets in which a word must stand to count as often said


@lru_cache(maxsize=8)
def _light(language: str) -> frozenset[str]:
    return light_words(language)


@dataclass(frozen=True)
class _Sentence:
    """A sentence with what matters for comparing: telling stems, the negated ones, feelings good and bad."""

    span: Span
    stems: frozenset[str]
    all_stems: frozenset[str]
    negated: frozenset[str]
    negative: bool
    good: frozenset[str]
    bad: frozenset[str]


@lru_cache(maxsize=20_000)
def _sentences(text: str, lexicon: Lexicon) -> tuple[_Sentence, ...]:
    reading = read(text, matcher(lexicon))
    return tuple(_sentence(reading, span) for span in reading.sentences)


def forget() -> None:
    """Drop what was read from memory: texts that were erased are in it."""
    _sentences.cache_clear()


def _sentence(reading: Reading, span: Span) -> _Sentence:
    inside = [at for at, word in enumerate(reading.words) if span.start <= word.start < span.end]
    no = negations(reading.language)
    nots = [at for at in inside if reading.words[at].lower in no or reading.words[at].lower.endswith("n't")]
    light = _light(reading.language)
    content = [at for at in reading.content if at in set(inside) and reading.stems[at] not in light]
    negated = {at for at in inside if any(reaches(reading, other, at) for other in nots)}
    feelings: dict[bool, set[str]] = {True: set(), False: set()}
    for good in (True, False):
        for match in reading.matches("feelings" if good else "negative_feelings"):
            if match.first in inside:
                # "not rushed" is a good feeling, "not welcome" a bad one.
                feelings[good != (match.first in negated)].update(reading.stems[match.first : match.last])
    return _Sentence(
        span=span,
        stems=frozenset(reading.stems[at] for at in content),
        all_stems=frozenset(reading.stems[at] for at in inside),
        negated=frozenset(reading.stems[at] for at in content if at in negated),
        negative=bool(nots),
        good=frozenset(feelings[True]),
        bad=frozenset(feelings[False]),
    )


def reaches(reading: Reading, negation: int, word: int) -> bool:
    """A negation reaches the next words, up to a punctuation mark."""
    between = reading.text[reading.words[negation].end : reading.words[word].start]
    return 0 < word - negation <= _REACH and not any(mark in between for mark in ",;:.!?()–—")


def clash(one: str, other: str, lexicon: Lexicon) -> bool:
    """True where a sentence of one text says the opposite of a sentence of the other; see `contradiction`."""
    theirs = _sentences(other, lexicon)
    return any(_clash(mine, item, lexicon.language) for mine in _sentences(one, lexicon) for item in theirs)


def contradiction(
    answer: Reading, earlier: Sequence[str], research: Sequence[str], lexicon: Lexicon
) -> tuple[Span, str] | None:
    """The first sentence of an answer that another text says the opposite of, and that other sentence.

    Conservative: both must speak of the same thing (shared content words), and differ by a negation of a shared
    word, by a pair of opposites, or by a good feeling against a bad one. Earlier answers come before research.
    """
    mine = _sentences(answer.text, lexicon)
    wanted = {key for sentence in mine for key in sentence.stems}
    for texts in (earlier, research[:MOST_SNIPPETS]):
        for text in texts:
            for theirs in _sentences(text, lexicon):
                if len(wanted & theirs.stems) < 2:
                    continue
                for sentence in mine:
                    if _clash(sentence, theirs, lexicon.language):
                        return sentence.span, theirs.span.text
    return None


def _clash(one: _Sentence, other: _Sentence, language: str) -> bool:
    feelings = one.good | one.bad | other.good | other.bad
    about = (one.stems & other.stems) - feelings
    least, most = sorted((len(one.stems - feelings), len(other.stems - feelings)))
    if len(about) < max(2, _ALSO_OF_THE_LONGER * most):
        return False
    if any(speaks_of_change(item.span.text, language) for item in (one, other)):
        return False
    same = len(about) >= _SAME_THING * least
    if same and one.negative != other.negative and about & (one.negated ^ other.negated):
        return True
    good, bad = (one.good and not one.bad, one.bad and not one.good)
    theirs_good, theirs_bad = (other.good and not other.bad, other.bad and not other.good)
    if len(about) >= _SAME_FEELING * least and ((good and theirs_bad) or (bad and theirs_good)):
        return True
    return same and _opposed(one, other, about, language)


def _opposed(one: _Sentence, other: _Sentence, about: frozenset[str], language: str) -> bool:
    if (one.negative and not _only_opposite(one, language)) or (
        other.negative and not _only_opposite(other, language)
    ):
        return False
    pairs = _opposites(language)
    for key in one.all_stems:
        hit = pairs.get(key, frozenset()) & other.all_stems
        if hit and len(about - {key} - hit) >= 2:
            return True
    return False


def _only_opposite(sentence: _Sentence, language: str) -> bool:
    """True where the negation is itself one side of a pair of opposites, such as "never"."""
    return (
        any(key in _opposites(language) for key in sentence.all_stems & negations(language))
        and not sentence.negated
    )


@lru_cache(maxsize=8)
def _opposites(language: str) -> dict[str, frozenset[str]]:
    return opposites(language)


def unclaimed(
    snippets: Sequence[Snippet], answers: Sequence[str], lexicon: Lexicon, similarity: Similarity | None = None
) -> tuple[Snippet, Span] | None:
    """The customer sentence that best says what many say and no answer took up; None where there is none.

    A sentence qualifies with two content words that stand in at least three snippets each and in no answer, and
    with less than half of its content words in the answers. `similarity` turns away what an answer says otherwise.
    """
    # Without the stop words of their language, texts cannot be compared.
    same = (item for item in snippets if item.language == lexicon.language)
    chosen = sorted(same, key=lambda item: (-item.copies, item.id))[:MOST_SNIPPETS]
    said = {key for text in answers for sentence in _sentences(text, lexicon) for key in sentence.stems}
    parts = [(snippet, _sentences(snippet.text, lexicon)) for snippet in chosen]
    often = Counter(key for _, sentences in parts for key in {k for s in sentences for k in s.stems})
    ranked: list[tuple[float, str, Snippet, Span]] = []
    for snippet, sentences in parts:
        for sentence in sentences:
            new = [key for key in sentence.stems - said if often[key] >= _MANY]
            fresh = len(sentence.stems & said) < 0.5 * len(sentence.stems)
            if len(new) >= 2 and fresh and len(sentence.stems) >= _TELLING:
                weight = sum(often[key] for key in new) / (4 + len(sentence.stems))
                ranked.append((-weight, snippet.id, snippet, sentence.span))
    ranked.sort(key=lambda item: (item[0], item[1], item[3].start))
    best = [(snippet, span) for _, _, snippet, span in ranked[:6]]
    if best and similarity is not None and answers:
        nearest = _nearest([span.text for _, span in best], answers, similarity)
        best = [item for item, near in zip(best, nearest, strict=True) if near < _TAKEN_UP_COSINE]
    return best[0] if best else None


def roles_apart(
    answer: str, others: Iterable[str], lexicon: Lexicon, similarity: Similarity | None = None
) -> str | None:
    """The other answer that lies farthest from this one, where they share hardly a word; None where none does.

    With `similarity` (cosine) they must be apart in meaning too; without it they may share no word at all.
    """
    mine = _all_stems(answer, lexicon)
    far: list[tuple[float, str]] = []
    for text in others:
        theirs = _all_stems(text, lexicon)
        if min(len(mine), len(theirs)) < 3:
            continue
        overlap = len(mine & theirs) / len(mine | theirs)
        if overlap == 0 or (similarity is not None and overlap < _APART):
            far.append((overlap, text))
    far.sort(key=lambda item: item[0])
    if far and similarity is not None:
        near = _nearest([text for _, text in far], [answer], similarity)
        far = [item for item, cosine in zip(far, near, strict=True) if cosine < _APART_COSINE]
    return far[0][1] if far else None


def _all_stems(text: str, lexicon: Lexicon) -> frozenset[str]:
    return frozenset(key for sentence in _sentences(text, lexicon) for key in sentence.stems)


def _nearest(texts: Sequence[str], others: Sequence[str], similarity: Similarity) -> list[float]:
    """Highest cosine of each text to any of the others; 0 where the search index cannot tell."""
    try:
        return [float(row.max()) for row in similarity(texts, others)]
    except CovisionError:
        return [0.0] * len(texts)
