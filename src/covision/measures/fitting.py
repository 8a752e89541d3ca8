"""Measures that compare the statement with what is around it: criteria 5, 8, 11, 16 and 17.

All are lexical, by stems: they see shared words, not paraphrase. With nothing to compare, they say so.
"""

from collections.abc import Sequence

from covision.domain.base import Span
from covision.measures.grounding import Sources, backing
from covision.measures.lexicon import Category
from covision.measures.overlap import echo
from covision.measures.reasons import quoted, say
from covision.measures.subject import ClauseBacking, Subject
from covision.measures.text import words
from covision.measures.verdict import Scored, Unscored, Verdict, fading, filling, ramp

# Words of these lists set no organisation apart, whoever uses them.
_GENERIC: tuple[Category, ...] = (
    "service_adjectives", "superlatives", "value_nouns", "buzzwords", "hedges", "company_words", "company_subjects",
    "feelings", "negative_feelings", "abstract_nouns", "thinking", "metrics", "tactics",
)  # fmt: skip
# Set phrases: a thing named inside one ("at the heart of everything") is no thing.
_PHRASES: tuple[Category, ...] = ("idioms", "buzzwords", "hedges")
_ACTS: tuple[Category, ...] = ("doing", "commitment_verbs")
_QUOTES_PER_CLAUSE = 3
# How fast parts that no customer speaks of bring the value down, beyond their share of the mean.
_NOBODY = 0.25
# A comment that shares this much of a part (weighted by rarity) stands behind it; down to the other, a little.
_ENOUGH, _FAINT = 0.3, 0.22
# One unusual word, or two everyday ones, make a link to a story.
_LINK = 0.6


def distinctive(subject: Subject) -> Verdict:
    """Criterion 5, the swap test: what is left to recognise the organisation by when its name is gone.

    Every content word outside the generic lists counts by how particular it is: a thing or place 1 (an everyday one
    0.5), another unusual word 0.7, an everyday word or act 0.05. Where the project's texts do not hold it a thing
    counts half and another word hardly: what nobody here says tells nobody apart.
    Each worn phrase takes a fifth. Similarity to the nearest indexed statements, where it was looked up, makes up
    40% of the value.
    """
    reading, background, language = subject.reading, subject.background, subject.language
    weights = _particular_words(subject)
    own = sum(weights.values())
    buzz = reading.matches("buzzwords")
    value = filling(own + 0.05, 2.0) * fading(len(buzz), 0.25)
    near = max(background.similarities, default=0.0) if background.similarities is not None else None
    if near is not None:
        value = 0.6 * value + 0.4 * (1.0 - ramp(near, 0.35, 0.95))
    share = 1.0 if near is not None and background.answers.items else 0.6
    if near is not None and near > 0.8 and background.nearest:
        return Scored(value, say(language, "swap.near", near=background.nearest), share=share)
    kept = sorted((at for at, weight in weights.items() if weight >= 0.5), key=lambda at: (-weights[at], at))
    if value >= 0.5 and kept:
        key = "swap.own" if weights[kept[0]] > 0.5 else "swap.some"
        shown = [reading.words[at].text for at in kept]
        span = reading.span(reading.words[kept[0]])
        return Scored(value, say(language, key, about=shown), span, share=share)
    if buzz:
        shown = [match.text for match in buzz]
        return Scored(value, say(language, "swap.buzz", about=shown), reading.span(buzz[0]), share=share)
    return Scored(value, say(language, "swap.generic"), share=share)


def _particular_words(subject: Subject) -> dict[int, float]:
    """How far each content word (by index, repeats once) belongs to this organisation alone, 0..1."""
    reading, background = subject.reading, subject.background
    concrete = _covered(subject, ("concrete_words",)) - _covered(subject, _PHRASES)
    generic = _covered(subject, (*_GENERIC, *_PHRASES)) - concrete
    acts = _covered(subject, _ACTS)
    weights: dict[int, float] = {}
    seen: set[str] = set()
    for at in reading.content:
        key = reading.stems[at]
        if key in seen:
            continue
        seen.add(key)
        if key in background.sector:
            weights[at] = 0.6
        elif at in generic or key in background.shared:
            continue
        else:
            everyday = at in acts or key in background.lists.common
            weight = (0.5 if everyday else 1.0) if at in concrete else 0.05 if everyday else 0.7
            known = not background.answers.items or key in background.answers.by_stem
            strange = not known and key not in background.snippets.by_stem
            weights[at] = weight * ((0.5 if at in concrete else 0.1) if strange else 1.0)
    return weights


def _covered(subject: Subject, categories: Sequence[Category]) -> set[int]:
    found = (match for category in categories for match in subject.reading.matches(category))
    return {at for match in found for at in range(match.first, match.last)}


def now_and_aspiration(subject: Subject) -> Verdict:
    """Criterion 8: content words shared with at least one true story (what is) and one gap (what is not yet).

    Words that say nothing is left to reach for ("as we always have", "continue to offer") take half each time.
    """
    background, language = subject.background, subject.language
    if not background.stories.items and not background.gaps.items:
        return Unscored(say(language, "un.stories"))
    now, now_words = _link(subject, background.stories)
    gap, gap_words = _link(subject, background.gaps)
    still = subject.reading.matches("standing_still")
    value = (0.5 * now + 0.5 * gap) * fading(len(still), 0.7)
    if still:
        shown = [match.text for match in still]
        span = subject.reading.span(still[0])
        return Scored(value, say(language, "now.still", about=shown), span, share=0.6)
    shown_now, shown_gap = quoted(language, now_words), quoted(language, gap_words)
    key = {(True, True): "both", (True, False): "story", (False, True): "gap", (False, False): "none"}
    reason = say(language, f"now.{key[bool(now_words), bool(gap_words)]}", now=shown_now, gap=shown_gap)
    first = next(iter([*now_words, *gap_words]), "")
    return Scored(value, reason, Span.of(subject.reading.text, first), share=0.6)


def _link(subject: Subject, sources: Sources) -> tuple[float, list[str]]:
    """How closely the statement holds to the one source it shares most with (0..1), and the shared words.

    Everyday words count a third: "day" is in every story.
    """
    reading, common = subject.reading, subject.background.lists.common
    places: dict[str, int] = {}
    for at in reading.content:
        places.setdefault(reading.stems[at], at)
    best, shown = 0.0, [""][:0]
    for source in sources.items:
        shared = sorted(places[key] for key in places if key in source.stems)
        strength = sum(1.0 / 3.0 if reading.stems[at] in common else 1.0 for at in shared)
        if strength > best:
            telling = sorted(shared, key=lambda at: (reading.stems[at] in common, -len(reading.words[at].text), at))
            best, shown = strength, [reading.words[at].text for at in telling] if strength >= _LINK else []
    return filling(best, 1.2), shown


def fits_customers(subject: Subject) -> Verdict:
    """Criterion 11: each part of the statement against customers' comments; three comments carry a part.

    Links that an earlier step made are believed; without them a comment counts where it shares at least 30% of
    the part's content words, weighted by rarity, and less down to 22%. A part weighs as many content words as
    it has; the value is the mean over parts, a fifth less for each part that no comment speaks of.
    Contradiction is not seen here.
    """
    background, language = subject.background, subject.language
    if background.clauses is None and not background.snippets.items:
        return Unscored(say(language, "un.snippets"))
    parts = _backed_parts(subject)
    if not parts:
        return Unscored(say(language, "un.words"))
    whole = sum(part.weight for part in parts)
    value = sum(part.weight * min(1.0, part.quotes / _QUOTES_PER_CLAUSE) for part in parts) / whole
    value *= fading(sum(1.0 - min(1.0, part.quotes) for part in parts), _NOBODY)
    weakest = min(parts, key=lambda part: len(part.snippets))
    count = len(weakest.snippets)
    span = Span.of(subject.reading.text, weakest.text)
    if count >= _QUOTES_PER_CLAUSE:
        backed = sum(1 for part in parts if part.snippets)
        return Scored(value, say(language, "fit.good", backed=backed, count=len(parts)))
    shown = weakest.text.rstrip(".!?… ")
    if not count:
        return Scored(value, say(language, "fit.weak", clause=shown), span)
    found = say(language, "one.comment") if count == 1 else say(language, "some.comments", count=count)
    return Scored(value, say(language, "fit.thin", clause=shown, found=found), span)


def _backed_parts(subject: Subject) -> list[ClauseBacking]:
    reading, background = subject.reading, subject.background
    if background.clauses is not None:
        return [part for part in background.clauses if part.text in reading.text]
    parts: list[ClauseBacking] = []
    for clause in reading.clauses:
        keys = [reading.stems[at] for at in reading.content if clause.start <= reading.words[at].start < clause.end]
        if keys:
            found = backing(keys, background.snippets, least_share=_FAINT)
            carried = sum(ramp(share, _FAINT, _ENOUGH) for share in found.shares)
            ids = tuple(
                background.snippets.items[at].id
                for at, share in zip(found.sources, found.shares, strict=True)
                if share >= _ENOUGH
            )
            parts.append(ClauseBacking(clause.text, ids, carried, float(len(set(keys)))))
    return parts


def own_wording(subject: Subject) -> Verdict:
    """Criterion 16: overlap with indexed statements and references; shared runs of words, n-grams, content words.

    A weak echo (below 0.15) counts as none, since a few words in common are chance.
    """
    reading, background, language = subject.reading, subject.background, subject.language
    if not background.references:
        return Unscored(say(language, "un.references"))
    content = frozenset(reading.content_stems())
    found = echo(reading.text, background.references, content=content, found=reading.words)
    near = max(background.similarities, default=0.0) if background.similarities is not None else 0.0
    strength = max(ramp(found.strength if found else 0.0, 0.15, 0.6), 0.8 * ramp(near, 0.85, 1.0))
    if found is None or strength < 0.1:
        return Scored(1.0 - strength, say(language, "copy.none"))
    owner = found.reference.owner or f"“{found.reference.text[:60]}”"
    if found.span is not None and len(words(found.span.text)) >= 4:
        reason = say(language, "copy.found", about=[found.span.text], owner=owner)
        return Scored(1.0 - strength, reason, found.span)
    return Scored(1.0 - strength, say(language, "copy.near", owner=owner))


def human_voice(subject: Subject) -> Verdict:
    """Criterion 17: share of the content words that somebody used in an answer; 10% or less is 0."""
    reading, answers, language = subject.reading, subject.background.answers, subject.language
    if not answers.items:
        return Unscored(say(language, "un.answers"))
    if not reading.content:
        return Unscored(say(language, "un.words"))
    strange = [at for at in reading.content if reading.stems[at] not in answers.by_stem]
    share = 1.0 - len(strange) / len(reading.content)
    value = ramp(share, 0.1, 1.0)
    if value >= 0.6 or not strange:
        return Scored(value, say(language, "voice.good", share=round(100 * share)))
    shown = [reading.words[at].text for at in sorted(strange, key=lambda at: (-len(reading.words[at].text), at))]
    reason = say(language, "voice.low", share=round(100 * share), about=shown)
    return Scored(value, reason, reading.span(reading.words[strange[0]]))
