"""One review speaks of several things: snippets are cut into utterances, each with its place and its words."""

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from covision.domain.base import Span
from covision.domain.research import Snippet
from covision.measures.phrases import root
from covision.measures.text import Word, clauses, sentences, words
from covision.steps.theming.lists import Lists

ListsOf = Callable[[str], Lists]
LONG = 26
"""Words from which a sentence is cut into its clauses: it rarely speaks of one thing."""
SHORT = 4
"""Words under which a piece is no utterance by itself and stays with the one before it."""
_FIXED = 0.6


@dataclass(frozen=True, slots=True)
class Segment:
    """Words of one customer: `snippet` is its number, whose text reads `text` at `start` to `end`.

    `lowers` and `roots` are its words folded and as stems. `terms` may name a theme, in order: `=concept`, or
    `language:stem`.
    """

    snippet: int
    start: int
    end: int
    text: str
    language: str
    words: tuple[Word, ...]
    lowers: tuple[str, ...]
    roots: tuple[str, ...]
    terms: tuple[str, ...]


def segments(snippets: Sequence[Snippet], lists_of: ListsOf) -> list[Segment]:
    """The utterances of all snippets, in order."""
    found: list[Segment] = []
    for number, snippet in enumerate(snippets):
        language = snippet.language or "en"
        lists = lists_of(language)
        found += [_segment(number, span, language, lists) for span in pieces(snippet.text)]
    return found


def pieces(text: str) -> list[Span]:
    """Sentences, long ones in their clauses; what is too short to stand alone goes with its neighbour."""
    parts: list[Span] = []
    for sentence in sentences(text):
        cut = [sentence]
        if len(sentence.text.split()) > LONG:
            cut = [
                Span(start=sentence.start + part.start, end=sentence.start + part.end, text=part.text)
                for part in clauses(sentence.text)
            ]
        for part in cut:
            short = len(part.text.split()) < SHORT
            if parts and (short or len(parts[-1].text.split()) < SHORT):
                start = parts.pop().start
                parts.append(Span(start=start, end=part.end, text=text[start : part.end]))
            else:
                parts.append(part)
    return parts


def _segment(number: int, span: Span, language: str, lists: Lists) -> Segment:
    found = tuple(words(span.text))
    lowers = tuple(word.lower for word in found)
    roots = tuple(root(word, language) for word in lowers)
    return Segment(
        snippet=number,
        start=span.start,
        end=span.end,
        text=span.text,
        language=language,
        words=found,
        lowers=lowers,
        roots=roots,
        terms=tuple(_terms(found, lowers, roots, lists)),
    )


def _terms(found: Sequence[Word], lowers: Sequence[str], roots: Sequence[str], lists: Lists) -> list[str]:
    terms: dict[str, None] = {}
    taken: set[int] = set()
    for at in range(len(found)):
        for size in (3, 2):
            run = tuple(lowers[at : at + size])
            if run in lists.concept_runs:
                terms["=" + lists.concept_runs[run]] = None
                taken.update(range(at, at + size))
    for at, (word, stem) in enumerate(zip(found, roots, strict=True)):
        if at in taken or word.number or len(stem) < 2 or lowers[at] in lists.stop:
            continue
        if concept := lists.concept(lowers[at]):
            terms["=" + concept] = None
        elif stem not in lists.general:
            terms[f"{lists.language}:{stem}"] = None
    return list(terms)


def with_pairs(found: Sequence[Segment], lists_of: ListsOf, least: int) -> list[Segment]:
    """The utterances with fixed pairs of words ("drive thru", "fast pass") as one term in place of two.

    A pair is fixed where at least `least` customers write it and the rarer word seldom stands without the other.
    """
    pairs: dict[tuple[str, str, str], set[int]] = defaultdict(set)
    alone: dict[tuple[str, str], set[int]] = defaultdict(set)
    for segment in found:
        for pair in _pairs(segment, lists_of(segment.language)):
            pairs[pair].add(segment.snippet)
        for stem in segment.roots:
            alone[(segment.language, stem)].add(segment.snippet)
    fixed = {
        (language, one, other)
        for (language, one, other), people in pairs.items()
        if len(people) >= max(least, 3)
        and len(people) >= _FIXED * min(len(alone[(language, one)]), len(alone[(language, other)]))
    }
    return [_paired(segment, fixed, lists_of(segment.language)) for segment in found]


def _pairs(segment: Segment, lists: Lists) -> list[tuple[str, str, str]]:
    plain = [
        not (word.number or len(word.text) < 2 or lower in lists.stop or lists.concept(lower))
        for word, lower in zip(segment.words, segment.lowers, strict=True)
    ]
    found = []
    for at in range(len(plain) - 1):
        stems = segment.roots[at : at + 2]
        if plain[at] and plain[at + 1] and not all(stem in lists.general for stem in stems):
            between = segment.text[segment.words[at].end : segment.words[at + 1].start]
            if not between.strip(" -"):
                found.append((segment.language, stems[0], stems[1]))
    return found


def _paired(segment: Segment, fixed: set[tuple[str, str, str]], lists: Lists) -> Segment:
    held = [pair for pair in _pairs(segment, lists) if pair in fixed]
    if not held:
        return segment
    parts: Counter[str] = Counter(f"{language}:{stem}" for language, *stems in held for stem in stems)
    terms = [term for term in segment.terms if term not in parts]
    terms += [f"{language}:{one} {other}" for language, one, other in dict.fromkeys(held)]
    return replace(segment, terms=tuple(terms))
