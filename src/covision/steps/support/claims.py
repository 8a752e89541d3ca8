"""A statement's claims, split and typed here by rule: what the writer called its clauses plays no part."""

import re
from collections.abc import Sequence

from covision.domain.base import Span
from covision.domain.draft import ClauseKind
from covision.measures.lexicon import Matcher, matcher
from covision.measures.reading import Reading
from covision.measures.text import clauses, sentences, word_set
from covision.steps.boarding.said import Words
from covision.steps.boarding.tensions import CONDITION
from covision.steps.support.specifics import numbers
from covision.steps.support.terms import Terms, terms

_OWN = {"en": word_set("we i our us my"), "pt": word_set("nós eu nosso nossa nossos nossas")}
_STAFF = {"en": word_set("somebody someone staff team"), "pt": word_set("alguém equipa pessoal")}
_BEING = {
    "en": word_set("is are was were am has have had been isn't aren't wasn't haven't hasn't we're we've it's i'm"),
    "pt": word_set(
        "é são foi era eram somos fomos sou está estão estava estavam estamos tem têm temos tinha há houve existe "
        "existem"
    ),
}
_NEEDING = {
    "en": word_set(
        "need needs needed want wants wanted wish wishes wished hope hopes long expect expects deserve deserves "
        "fear fears dread dreads worry worries afraid hate hates dislike mind prefer prefers miss tired"
    ),
    "pt": word_set(
        "precisa precisam quer querem queria queriam gostava gostavam deseja desejam espera esperam merece merecem "
        "teme temem receia receiam medo detesta detestam preocupa preocupam importa importam importar prefere "
        "preferem"
    ),
}
_SUBJECT_WITHIN = 4
_NOBODY = {"en": word_set("nobody none no"), "pt": word_set("ninguém nenhum nenhuma")}
_SHALL = {
    "en": word_set("should shall will must can could may might would"),
    "pt": word_set("deve devem devia deviam pode podem há vai vão"),
}
_WE_VERB = re.compile(r"^\w+[aei]mos$")
_NO_VERB = word_set("últimos ótimos mínimos máximos próximos ramos")


def claims_of(statement: str, words: Words, name: str = "") -> list[tuple[Span, ClauseKind, Terms]]:
    """The claims of a statement in order, each a verbatim part, with its type and its words."""
    lists = matcher(words.lexicon)
    found: list[tuple[Span, ClauseKind, Terms]] = []
    for span in _parts(statement, words.language):
        said = terms(span.text, words, name)
        found.append((span, kind_of(said, lists), said))
    return found


def _parts(statement: str, language: str) -> list[Span]:
    """Clauses; a condition ("when something goes wrong,") belongs to what follows it in its sentence."""
    conditional = CONDITION.get(language)
    held: list[Span] = []
    for sentence in sentences(statement):
        open_since: int | None = None
        for clause in clauses(sentence.text):
            start = clause.start if open_since is None else open_since
            last = clause.end >= len(sentence.text.rstrip(" .!?…"))
            bare = conditional is not None and conditional.search(clause.text) and "," not in clause.text
            if bare and not last:
                open_since = start
                continue
            open_since = None
            at, end = sentence.start + start, sentence.start + clause.end
            held.append(Span(start=at, end=end, text=statement[at:end]))
    return held


def kind_of(said: Terms, lists: Matcher) -> ClauseKind:
    """The type of a claim by its first subject, verb, and what it claims.

    Style: nothing telling in it. Need: customers who want, need or fear. Fact: the business or its customers are or
    have something, or a number or superlative is claimed of them. Commitment: the business or its people do
    something. All else speaks of what customers shall have: aspiration.
    """
    reading = said.reading
    language = reading.language
    if not said.weights or not (said.telling or len(said.weights) > 1):
        return "style"
    subject = _subject(reading, lists)
    lowers = [word.lower for word in reading.words]
    being = _BEING.get(language, frozenset())
    after = lowers[subject[1] + 1 : subject[1] + 3]
    if subject[0] in ("customer", "staff") and _needs(lowers, subject[1], language):
        return "need"
    if subject[0] == "customer":
        return "fact" if numbers(reading) and not reading.matches("feelings") else "aspiration"
    if subject[0] in ("company", "staff"):
        stated = any(word in being for word in (lowers[subject[1]], *after))
        return "fact" if stated else "commitment"
    if numbers(reading) or reading.matches("superlatives"):
        return "fact"
    early = [at for at, word in enumerate(lowers) if word in being]
    # "The rooms are quiet" is a fact; "bread that is still warm, every morning" is what somebody shall have.
    if early and early[0] <= 4:
        return "fact"
    return "aspiration"


def _needs(lowers: Sequence[str], subject: int, language: str) -> bool:
    """Whether a verb of wanting or fearing follows the subject closely: "nobody should dread" tells no need."""
    after = lowers[subject + 1 : subject + 1 + _SUBJECT_WITHIN]
    no = lowers[subject] in _NOBODY.get(language, frozenset())
    shall = any(word in _SHALL.get(language, frozenset()) for word in after[:2])
    return not no and not shall and any(word in _NEEDING.get(language, frozenset()) for word in after)


def _subject(reading: Reading, lists: Matcher) -> tuple[str, int]:
    """Whom the claim begins with: `customer`, `company`, `staff` or nothing, and the word's index."""
    language = reading.language
    own, staff = _OWN.get(language, frozenset()), _STAFF.get(language, frozenset())
    customer = {at for match in reading.matches("customer_subjects") for at in range(match.first, match.last)}
    company = {at for match in reading.matches("company_subjects") for at in range(match.first, match.last)}
    for at, word in enumerate(reading.words):
        head = word.lower.partition("'")[0]
        if at in reading.names or head in own or head in staff or at in company:
            # "Our guests" are customers, and "our team" is not.
            follows = at + 1 < len(reading.words) and reading.forms[at + 1] in lists.customers
            return ("customer", at + 1) if follows else ("company", at)
        if language == "pt" and at < 3 and _WE_VERB.match(word.lower) and word.lower not in _NO_VERB:
            return ("company", at)
        if at in customer:
            return ("customer", at)
        if reading.forms[at] in lists.staff:
            return ("staff", at)
    return ("", -1)
