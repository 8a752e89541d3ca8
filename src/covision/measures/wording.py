"""Measures that look at the statement's own words: criteria 1, 3, 4, 6, 9, 13, 14 and 18.

Each is a weak sign among many. Published praised and criticised statements hardly differ in surface features, so
the trust given to these in the rubric is low; what they do reliably is point at words, and fall when a statement
is damaged in the way they look for. "We" alone never lowers a value, "customer" alone hardly raises one.
"""

import re
from collections.abc import Sequence

from covision.domain.base import Span
from covision.measures.lexicon import Match
from covision.measures.lists import longest_list
from covision.measures.readability import common_share, readability
from covision.measures.reading import Reading
from covision.measures.reasons import say
from covision.measures.subject import Subject
from covision.measures.targets import tactic_end, target_end
from covision.measures.text import word_set
from covision.measures.verdict import Scored, Verdict, fading, filling, ramp, squash

_SPEAKERS = word_set("we i nós eu")
GREEN, AMBER, SHORT = 25, 40, 6
_YEAR = re.compile(r"^(?:1[6-9]|20|21)\d\d$")
# "Since 1890" tells a story; it sets no date.
_SINCE = word_set("since desde")
MONTHS = {
    "en": word_set("january february april june july august september october november december q1 q2 q3 q4"),
    "pt": word_set("janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro"),
}
# These are months only where they are written as names behind such a word: "in May", "by next March".
_MAY_BE_MONTHS = word_set("march may")
_BEFORE_MONTHS = word_set("in by from until before after since this next of early mid late")


def _spans(found: Sequence[Match]) -> list[str]:
    return [match.text for match in found]


def _first(reading: Reading, found: Sequence[Match]) -> Span | None:
    return reading.span(min(found, key=lambda match: match.start)) if found else None


def _outside(found: Sequence[Match], *others: Sequence[Match]) -> list[Match]:
    """The matches that no match of the others overlaps."""
    taken = {at for other in others for match in other for at in range(match.first, match.last)}
    return [match for match in found if taken.isdisjoint(range(match.first, match.last))]


def customer_result(subject: Subject) -> Verdict:
    """Criterion 1: words for a state the customer is in, against adjectives for the service and company words.

    Feelings count most; thinking and doing count where the customer is spoken of at all.
    """
    reading = subject.reading
    feelings = [*reading.matches("feelings"), *reading.matches("negative_feelings")]
    superlatives = reading.matches("superlatives")
    adjectives = _outside(reading.matches("service_adjectives"), superlatives, feelings)
    customers = reading.matches("customer_subjects")
    company = _outside(reading.matches("company_words"), reading.matches("company_subjects"), customers)
    acts = _outside([*reading.matches("thinking"), *reading.matches("doing")], feelings, reading.matches("hedges"))
    acts = list({match.first: match for match in acts}.values())
    felt, done = _about_customers(subject, feelings, 1.0), _about_customers(subject, acts, 0.1)
    signs = (
        -0.4
        + 1.6 * filling(sum(weight for _, weight in felt), 1.2)
        + 1.1 * filling(sum(weight for _, weight in done), 1.2)
        + 0.2 * bool(customers)
        - 0.55 * len(adjectives)
        - 0.45 * len(superlatives)
        - 0.45 * len(company)
    )
    value = squash(1.4 * signs)
    praise = sorted([*adjectives, *superlatives], key=lambda match: match.start)
    results = sorted((match for match, weight in [*felt, *done] if weight > 0.5), key=lambda match: match.start)
    language = subject.language
    if value >= 0.5 and results:
        reason, span = (
            say(language, "customer.result", about=_spans(results)),
            _first(reading, results),
        )
    elif praise:
        reason, span = say(language, "customer.adjectives", about=_spans(praise)), _first(reading, praise)
    elif company:
        reason = say(language, "customer.company", about=_spans(company))
        span = _first(reading, company)
    else:
        reason, span = say(language, "customer.nothing"), None
    return Scored(value, reason, span)


def _spoken_of(subject: Subject) -> list[tuple[int, float]]:
    """Words that say who is spoken of, in order: (index, weight of what is said of them)."""
    reading, lists = subject.reading, subject.background.lists
    spoken = {at: 1.0 for match in reading.matches("customer_subjects") for at in range(match.first, match.last)}
    for at, key in enumerate(reading.forms):
        if at not in spoken and (key in lists.staff or reading.words[at].lower.partition("'")[0] in _SPEAKERS):
            spoken[at] = 0.1 if key in lists.staff else 0.4
    return sorted(spoken.items())


def _about_customers(subject: Subject, found: Sequence[Match], otherwise: float) -> list[tuple[Match, float]]:
    """How far each of these words may be said of the customer: 1 where the last person spoken of in its sentence is
    the customer, 0.4 for "we", 0.1 for staff, `otherwise` for nobody."""
    reading = subject.reading
    spoken = _spoken_of(subject)
    weighed: list[tuple[Match, float]] = []
    for match in found:
        sentence = next((one.start for one in reading.sentences if one.start <= match.start < one.end), 0)
        before = [who for at, who in spoken if sentence <= reading.words[at].start < match.start]
        weighed.append((match, before[-1] if before else otherwise))
    return weighed


def picturable(subject: Subject) -> Verdict:
    """Criterion 3: things, places and acts that can be seen, against abstract nouns and business jargon."""
    reading = subject.reading
    buzz, idioms = reading.matches("buzzwords"), reading.matches("idioms")
    concrete = _outside(reading.matches("concrete_words"), buzz, idioms)
    abstract = _outside([*reading.matches("abstract_nouns"), *reading.matches("value_nouns")], buzz)
    abstract = list({match.first: match for match in abstract}.values())
    acts = _outside([*reading.matches("doing"), *reading.matches("commitment_verbs")], concrete, abstract, idioms)
    acts = list({match.first: match for match in acts}.values())
    signs = (
        -0.5
        + 1.9 * filling(len(concrete), 1.3)
        + 0.7 * filling(len(acts), 1.5)
        - 0.45 * len(abstract)
        - 0.5 * len(buzz)
    )
    value = squash(1.4 * signs)
    language = subject.language
    vague = sorted([*abstract, *buzz], key=lambda match: match.start)
    if concrete and value >= 0.5:
        span = _first(reading, concrete)
        return Scored(value, say(language, "picture.strong", about=_spans(concrete)), span)
    if vague:
        return Scored(value, say(language, "picture.abstract", about=_spans(vague)), _first(reading, vague))
    return Scored(value, say(language, "picture.nothing"))


def one_idea(subject: Subject) -> Verdict:
    """Criterion 4: distinct value nouns, and the parts of the longest list; more than three is too many.

    A list of feelings or adjectives is not counted here: it is one state told in several words, or criterion 1.
    """
    reading = subject.reading
    values = reading.matches("value_nouns")
    distinct = {reading.stems[match.first] for match in values}
    parts = longest_list(reading)
    many = max(0, len(reading.sentences) - 2)
    duties = reading.text.count(";")
    # One value may stand; it is the second beside it that makes a stack.
    load = max(0.5 * len(distinct), len(distinct) - 0.5) + 0.9 * max(0, len(parts) - 2) + 0.6 * many + 0.9 * duties
    value = squash(3.2 - 0.9 * load)
    language = subject.language
    if len(distinct) >= 3:
        reason = say(language, "idea.values", about=_spans(values), most=5, count=len(distinct))
        return Scored(value, reason, _first(reading, values))
    if len(parts) >= 4:
        shown = [part.text for part in parts]
        return Scored(value, say(language, "idea.list", about=shown, most=6, count=len(parts)), parts[0])
    if many:
        return Scored(value, say(language, "idea.sentences", count=len(reading.sentences)))
    return Scored(value, say(language, "idea.one"))


def simple(subject: Subject) -> Verdict:
    """Criterion 6: number of words (half), reading ease (a quarter) and share of everyday words (a quarter).

    6 to 25 words are green, 26 to 40 amber, more red; white-space, spelling, the name and the word chosen for
    customers change nothing. Beyond 40 words the other two parts can no longer lift it.
    """
    reading, language = subject.reading, subject.language
    count = reading.word_count()
    canonical = reading.canonical()
    ease = readability(canonical, len(reading.sentences), language).ease if canonical else None
    plain = ramp(ease if ease is not None else 50.0, 0.0, 70.0)
    known = common_share([reading.stems[at] for at in reading.content], subject.background.lists.common)
    length = _length_value(count)
    value = min(0.5 * length + 0.25 * plain + 0.25 * ramp(known, 0.1, 0.7), 0.25 + 0.75 * length)
    value *= 1.0 if count <= AMBER else 0.6 * fading(count - AMBER, 0.02)
    hard = [
        word.text
        for at in reading.content
        if (word := reading.words[at])
        and reading.stems[at] not in subject.background.lists.common
        and len(word.text) > 7
    ]
    if count > AMBER:
        return Scored(value, say(language, "simple.long", count=count))
    if count > GREEN:
        return Scored(value, say(language, "simple.amber", count=count))
    if count < SHORT:
        return Scored(value, say(language, "simple.short", count=count))
    if value < 0.92 and hard:
        span = Span.of(reading.text, hard[0])
        return Scored(value, say(language, "simple.hard", count=count, about=hard), span)
    return Scored(value, say(language, "simple.good", count=count))


def _length_value(count: int) -> float:
    if count < SHORT:
        return 0.4 + 0.1 * count
    if count <= GREEN:
        return 1.0
    if count <= AMBER:
        return 1.0 - 0.6 * (count - GREEN) / (AMBER - GREEN)
    return 0.4 * fading(count - AMBER, 0.03)


def observable_promise(subject: Subject) -> Verdict:
    """Criterion 9, the part that words show: verbs for acts one can see, against hedges such as "strive to"."""
    reading, language = subject.reading, subject.language
    hedges = reading.matches("hedges")
    others = (reading.matches("feelings"), reading.matches("concrete_words"))
    acts = _outside(reading.matches("commitment_verbs"), hedges, *others)
    value = squash(-0.3 + 1.5 * filling(len(acts), 1.2) - 1.1 * len(hedges))
    if hedges:
        reason = say(language, "promise.hedge", about=_spans(hedges))
        return Scored(value, reason, _first(reading, hedges), share=0.5)
    if acts:
        reason = say(language, "promise.act", about=_spans(acts))
        return Scored(value, reason, _first(reading, acts), share=0.5)
    return Scored(value, say(language, "promise.nothing"), share=0.5)


def not_strategy(subject: Subject) -> Verdict:
    """Criterion 13: channels, tools, programmes and dates; none is 1, each one found lowers the value."""
    reading, language = subject.reading, subject.language
    tactics = [(match.start, match.end) for match in reading.matches("tactics")]
    months = MONTHS.get(language, frozenset())
    dates = [
        (word.start, word.end)
        for at, word in enumerate(reading.words)
        if at not in reading.names
        and (_YEAR.match(word.text) or word.lower in months or _month_by_place(reading, at))
        and not (at and reading.words[at - 1].lower in _SINCE)
    ]
    ways = [
        (word.start, end)
        for at, word in enumerate(reading.words)
        if at not in reading.names and (end := tactic_end(reading, at))
    ]
    return _found(subject, _apart([*tactics, *dates, *ways]), "tactic", 0.8)


def _month_by_place(reading: Reading, at: int) -> bool:
    word = reading.words[at]
    named = reading.language == "en" and word.lower in _MAY_BE_MONTHS and word.text[:1].isupper()
    return named and at > 0 and reading.words[at - 1].lower in _BEFORE_MONTHS


def _apart(places: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The places without those that lie in one before them: "by the end of March" is one find."""
    kept: list[tuple[int, int]] = []
    for start, end in sorted(places):
        if not kept or start >= kept[-1][1]:
            kept.append((start, end))
    return kept


def no_number(subject: Subject) -> Verdict:
    """Criterion 14: digits, percentages, numbers in words used as targets, and metrics by name. Years are dates."""
    reading = subject.reading
    found = [(match.start, match.end) for match in reading.matches("metrics")]
    taken = {at for match in reading.matches("metrics") for at in range(match.first, match.last)}
    for at, word in enumerate(reading.words):
        if at in reading.names or at in taken:
            continue
        if word.number and not _YEAR.match(word.text):
            end = word.end + 1 if reading.text[word.end : word.end + 1] == "%" else word.end
            found.append((word.start, end))
        elif end := target_end(reading, at):
            found.append((word.start, end))
    return _found(subject, _apart(found), "number", 0.8)


def survives_translation(subject: Subject) -> Verdict:
    """Criterion 18, the part that words show: idioms. A translation there and back is not made here."""
    found = [(match.start, match.end) for match in subject.reading.matches("idioms")]
    verdict = _found(subject, found, "idiom", 0.7)
    return Scored(verdict.value, verdict.reason, verdict.span, share=0.3)


def _found(subject: Subject, places: list[tuple[int, int]], key: str, rate: float) -> Scored:
    """1 where nothing was found, e^(-rate n) for n places; the reason quotes them, the span is the first."""
    language, text = subject.language, subject.reading.text
    if not places:
        return Scored(1.0, say(language, f"{key}.none"))
    places = sorted(places)
    start, end = places[0]
    reason = say(language, f"{key}.found", about=[text[a:b] for a, b in places])
    return Scored(fading(len(places), rate), reason, Span(start=start, end=end, text=text[start:end]))
