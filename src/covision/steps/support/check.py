"""The check of grounding: what each claim of a statement rests on, found anew whatever the drafter said of it.

Facts, needs and commitments need words that say them. An aspiration speaks of what customers shall have, so a need
or a let-down about the same thing is its ground. Style cannot be checked. A number, name, date or superlative that
nobody said makes a claim unsupported whatever else overlaps.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from covision.domain.base import Span
from covision.domain.board import Cited
from covision.domain.draft import ClauseKind, Draft
from covision.domain.project import Material
from covision.domain.support import Claim, Support, SupportReport, SupportVerdict
from covision.measures.text import word_set
from covision.steps.boarding.said import Sentence, Words, read_sentence
from covision.steps.boarding.tensions import CONDITION
from covision.steps.boarding.topics import Similarity
from covision.steps.support import citing, recalling
from covision.steps.support.claims import claims_of
from covision.steps.support.linking import Link, links
from covision.steps.support.opposing import let_down, opposite, ruled_out
from covision.steps.support.quoting import quoted
from covision.steps.support.sources import Ground, Segment, ground
from covision.steps.support.specifics import said_in, specifics
from covision.steps.support.terms import Terms
from covision.steps.support.wording import say

SUPPORTED, PARTLY = 0.55, 0.4
"""Strengths from which a claim is supported or partly supported. Set on the tuning half of the labelled pairs."""
BY_WORDS, BY_MEANING = 0.55, 0.45
"""What shared words and nearness in meaning count where both are known."""
NEAR, SAME = 0.25, 0.75
"""Cosines between which nearness in meaning grows from 0 to 1."""
ONE_WORD, NO_TELLING, PHRASE = 0.7, 0.5, 4
"""What a single telling word in common counts, and none, where not so many words run alike."""
MOST_SHOWN = 4
MOST_NEAREST = 3

_WEAK = {
    "en": word_set("usually mostly sometimes often most many some nearly almost generally rarely normally normal"),
    "pt": word_set("quase normalmente geralmente costume vezes maioria muitos alguns raramente habitualmente"),
}
_STRONG = {
    "en": word_set("always never every all each everything everybody everyone nobody"),
    "pt": word_set("sempre nunca todos todas tudo cada ninguém toda todo"),
}
_PART = {
    "en": re.compile(r",\s*and\b|,|\band\b", re.IGNORECASE),
    "pt": re.compile(r",\s*e\b|,|\be\b", re.IGNORECASE),
}


@dataclass(frozen=True)
class Found:
    """A segment that stands behind a claim or against it. `strength` is 0..1; `whole` says that all of the claim is
    said, in its full strength; `why` names the rule where it stands against."""

    segment: Segment
    strength: float
    whole: bool = True
    why: str = ""


@dataclass(frozen=True)
class Examined:
    """A claim with all that was found: `behind` and `against` strongest first, `nearest` what came closest.

    `unsaid` are numbers, names, dates and superlatives in it that nobody said.
    """

    span: Span
    kind: ClauseKind
    terms: Terms
    behind: tuple[Found, ...] = ()
    against: tuple[Found, ...] = ()
    nearest: tuple[Found, ...] = ()
    unsaid: tuple[str, ...] = field(default=())

    @property
    def strength(self) -> float:
        """The strength of the best support, 0..1."""
        return self.behind[0].strength if self.behind else 0.0


def check_support(
    statement: str,
    material: Material,
    words: Words,
    *,
    draft: Draft | None = None,
    vectors: Similarity | None = None,
) -> SupportReport:
    """Check one statement against a project's answers and comments.

    `words` are the word lists of the statement's language. With `draft` its own citations are compared with what
    the check found. `vectors` is the cosine of texts (see `similarity_of`); without it, or in a language that it
    cannot tell apart, words alone decide. Pure; no model has a say.
    """
    return report(statement, ground(material, words, vectors), draft=draft)


def report(statement: str, sources: Ground, *, draft: Draft | None = None) -> SupportReport:
    """`check_support` on sources that were read before, for many statements of one project."""
    examined = examine(statement, sources)
    claims = tuple(_claim(one, sources) for one in examined)
    claims = citing.claimed(claims, draft)
    precise, recalled = citing.shares(claims, examined, draft)
    return SupportReport(
        statement=statement,
        claims=claims,
        precision=precision(claims),
        recall=recalling.recall(sources, examined),
        citation_precision=precise,
        citation_recall=recalled,
        unsupported=sum(claim.verdict == "none" for claim in claims),
        contradicted=sum(claim.verdict == "contradicted" for claim in claims),
        foreign=sources.foreign,
    )


def precision(claims: Sequence[Claim]) -> float | None:
    """Share of the checkable claims that are supported, 0..1, partly supported ones counted half; None of none."""
    worth = {"supported": 1.0, "partly": 0.5, "none": 0.0, "contradicted": 0.0}
    counted = [worth[claim.verdict] for claim in claims if claim.verdict in worth]
    return sum(counted) / len(counted) if counted else None


def examine(statement: str, sources: Ground) -> list[Examined]:
    """Each claim of a statement with everything that was found for and against it."""
    parts = claims_of(statement, sources.words, sources.material.organisation.name)
    checkable = [said for _, kind, said in parts if kind != "style"]
    found = iter(links(checkable, sources))
    return [
        Examined(span, kind, said) if kind == "style" else _examined(span, kind, said, next(found), sources)
        for span, kind, said in parts
    ]


def _examined(span: Span, kind: ClauseKind, said: Terms, found: Sequence[Link], sources: Ground) -> Examined:
    wanted = specifics(said.reading)
    unsaid = _unsaid(wanted, sources)
    meaning = read_sentence(Cited(ref="claim", kind="answer", text=span.text, source="statement"), sources.words)
    behind: list[Found] = []
    against: list[Found] = []
    near: list[Found] = []
    for link in found:
        segment = sources.segments[link.segment]
        strength = strength_of(link, said)
        if wanted and said_in(wanted, segment.terms.reading) != wanted - unsaid:
            # Somebody else said the number: this sentence stands behind the rest at most.
            strength = min(strength, SUPPORTED - 0.01)
        why = _against(kind, meaning, said, segment, link, strength)
        one = Found(segment, max(strength, PARTLY) if why else strength, _says_all(said, segment), why)
        side = against if why else behind if strength >= PARTLY and not ruled_out(segment) else near
        side.append(one)
    return Examined(
        span,
        kind,
        said,
        tuple(sorted(behind, key=_rank)),
        tuple(sorted(against, key=_rank)),
        tuple(sorted(near, key=_rank)[:MOST_NEAREST]),
        tuple(sorted(unsaid)),
    )


def _rank(one: Found) -> tuple[float, str, int]:
    return (-one.strength, one.segment.source, one.segment.span.start)


def _against(
    kind: ClauseKind, meaning: Sentence, said: Terms, segment: Segment, link: Link, strength: float
) -> str:
    """The rule by which a segment stands against a claim; empty where it does not.

    What is bad today is no contradiction of what customers shall have: it is the need for it.
    """
    if ruled_out(segment):
        return "ruled" if strength >= SUPPORTED and kind == "commitment" else ""
    why = opposite(meaning, said, segment, link.cover, link.cosine) if link.cover else ""
    return "" if why and kind == "aspiration" and not meaning.bad and let_down(segment) else why


def strength_of(link: Link, said: Terms) -> float:
    """How strongly a segment stands behind a claim, 0..1, from shared words and nearness in meaning."""
    cover = link.cover
    if link.run < PHRASE:
        if not link.telling:
            cover *= NO_TELLING
        elif link.telling < 2:
            cover *= ONE_WORD
    else:
        # A phrase taken over word by word, however everyday its words.
        cover = max(cover, (link.run - 1) / max(len(said.reading.words) - 1, 1))
    if link.cosine is None:
        return min(1.0, cover)
    meaning = float(np.clip((link.cosine - NEAR) / (SAME - NEAR), 0, 1))
    return min(1.0, BY_WORDS * cover + BY_MEANING * meaning)


def _unsaid(wanted: frozenset[str], sources: Ground) -> frozenset[str]:
    left = set(wanted)
    for segment in sources.segments:
        if not left:
            break
        left -= said_in(frozenset(left), segment.terms.reading)
    return frozenset(one for one in left if one not in sources.told)


def _says_all(said: Terms, segment: Segment) -> bool:
    """False where one of the things a claim lists is missing, or where "usually" stands behind an "always"."""
    language = said.reading.language
    lowers = frozenset(word.lower for word in said.reading.words)
    theirs = frozenset(word.lower for word in segment.terms.reading.words)
    weak, strong = _WEAK.get(language, frozenset()), _STRONG.get(language, frozenset())
    if lowers & strong and theirs & weak and not lowers & weak:
        return False
    held = segment.terms.weights.keys()
    named = frozenset(segment.terms.concepts.values())
    starts = [0]
    cut = _PART.get(language)
    if cut is None:
        return True
    starts += [match.end() for match in cut.finditer(said.reading.text)]
    conditional = CONDITION.get(language)
    if conditional is not None and conditional.search(said.reading.text) and len(starts) > 1:
        starts.pop(1)  # a condition is no thing of its own
    found: dict[int, list[bool]] = {}
    for at in said.places:
        part = max(place for place, start in enumerate(starts) if start <= said.reading.words[at].start)
        key = said.reading.stems[at]
        found.setdefault(part, []).append(key in held or said.concepts.get(key) in named)
    matched = [any(hits) for hits in found.values()]
    return all(matched) or not any(matched)


def _claim(one: Examined, sources: Ground) -> Claim:
    verdict, reason = judged(one, sources.words.language)
    behind = one.behind if verdict in ("supported", "partly", "contradicted") else ()
    return Claim(
        text=one.span.text,
        start=one.span.start,
        end=one.span.end,
        kind=one.kind,
        verdict=verdict,
        supports=shown(behind, one.terms, sources),
        against=shown(one.against, one.terms, sources),
        sources=len({found.segment.who for found in behind}),
        reason=reason,
    )


def judged(one: Examined, language: str) -> tuple[SupportVerdict, str]:
    """The verdict on a claim by rule, and why in words."""
    if one.kind == "style":
        return "not_checkable", say(language, "style")
    if one.unsaid:
        return "none", say(language, "unsaid", about=", ".join(one.unsaid))
    if one.against and one.against[0].strength >= one.strength - 0.15:
        return "contradicted", say(language, one.against[0].why)
    whole = [found for found in one.behind if found.whole and found.strength >= SUPPORTED]
    people = len({found.segment.who for found in one.behind})
    if whole:
        return "supported", say(language, "supported", count=people)
    if one.behind:
        return "partly", say(language, "partly" if one.behind[0].whole else "part", count=people)
    return "none", say(language, "none")


def shown(found: Sequence[Found], said: Terms, sources: Ground, most: int = MOST_SHOWN) -> tuple[Support, ...]:
    """The strongest sentence of each of a few sources, with the words quoted; `found` is strongest first."""
    chosen: dict[str, Found] = {}
    for one in found:
        chosen.setdefault(one.segment.source, one)
    kept = list(chosen.values())[:most]
    return tuple(
        quoted(one.segment, said, sources.whole[one.segment.source], round(one.strength, 3)) for one in kept
    )
