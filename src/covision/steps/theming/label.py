"""What a theme is called: words that its customers wrote, and that the others did not."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import pairwise

from covision.measures.phrases import MOST_WORDS, Phrase, alike, contrast, runs, surface
from covision.measures.text import fold, word_set
from covision.steps.theming.groups import Group
from covision.steps.theming.lists import Lists
from covision.steps.theming.segments import ListsOf, Segment

Run = tuple[str, ...]
_LENGTH = {1: 0.6, 2: 1.0, 3: 1.3, 4: 1.4, 5: 1.4}
_TONED = 1.7
_DULL_EDGE = 0.5
_MOST_PHRASES = 8
_CLAUSE = (3, 8)


def phrases(groups: Sequence[Group], found: Sequence[Segment], lists_of: ListsOf) -> list[list[Phrase]]:
    """Key phrases of each group, best first: runs of 1 to 5 words by class-based TF-IDF.

    A phrase names the theme (holds one of its terms), neither begins nor ends with a function word, and is written
    by several customers.
    """
    everywhere: Counter[tuple[str, Run]] = Counter()
    spelled: dict[int, dict[Run, Counter[str]]] = {}
    writers: dict[int, dict[Run, set[int]]] = {}
    for number, group in enumerate(groups):
        spelled[number], writers[number] = _collect(group, found, lists_of)
    seen: dict[tuple[str, Run], set[int]] = defaultdict(set)
    wanted = {run for held in writers.values() for run in held}
    for at, segment in enumerate(found):
        for first, after in runs(segment.text, segment.words, MOST_WORDS):
            run = segment.roots[first:after]
            if run in wanted:
                seen[(segment.language, run)].add(at)
    everywhere.update({key: len(rows) for key, rows in seen.items()})
    total_by_run: Counter[Run] = Counter()
    for (_, run), count in everywhere.items():
        total_by_run[run] += count
    return [
        _ranked(group, spelled[number], writers[number], total_by_run, found, lists_of)
        for number, group in enumerate(groups)
    ]


def _collect(
    group: Group, found: Sequence[Segment], lists_of: ListsOf
) -> tuple[dict[Run, Counter[str]], dict[Run, set[int]]]:
    spelled: dict[Run, Counter[str]] = defaultdict(Counter)
    writers: dict[Run, set[int]] = defaultdict(set)
    for at in group.members:
        segment = found[at]
        lists = lists_of(segment.language)
        for first, after in runs(segment.text, segment.words, MOST_WORDS):
            if not _well_formed(segment, first, after, lists) or not _names(segment, first, after, group, lists):
                continue
            run = segment.roots[first:after]
            spelled[run][segment.text[segment.words[first].start : segment.words[after - 1].end]] += 1
            writers[run].add(segment.snippet)
    return spelled, writers


_OPENERS = word_set("no not never too nothing nobody sem não nunca nada ninguém sin nunca kein keine nicht zu pas")


def _well_formed(segment: Segment, first: int, after: int, lists: Lists) -> bool:
    one, last = segment.words[first], segment.words[after - 1]
    if any(word.number for word in segment.words[first:after]):
        return False
    if last.lower in lists.stop or len(last.text) < 2:
        return False
    if one.lower in _OPENERS:
        return after - first > 1
    return one.lower not in lists.stop and len(one.text) > 1


def _names(segment: Segment, first: int, after: int, group: Group, lists: Lists) -> bool:
    if group.general:
        return True
    words = segment.words[first:after]
    roots = segment.roots[first:after]
    held = {f"{segment.language}:{root}" for root in roots}
    held |= {f"{segment.language}:{one} {other}" for one, other in pairwise(roots)}
    held |= {f"={name}" for word in words if (name := lists.concept(word.lower))}
    lowers = [word.lower for word in words]
    for size in (2, 3):
        for at in range(len(lowers) - size + 1):
            if name := lists.concept_runs.get(tuple(lowers[at : at + size])):
                held.add(f"={name}")
    return bool(held & set(group.terms))


def _ranked(
    group: Group,
    spelled: dict[Run, Counter[str]],
    writers: dict[Run, set[int]],
    everywhere: Counter[Run],
    found: Sequence[Segment],
    lists_of: ListsOf,
) -> list[Phrase]:
    size = len({found[at].snippet for at in group.members})
    least = 2 if size < 40 else 3
    lists = lists_of(Counter(found[at].language for at in group.members).most_common(1)[0][0])
    scored: list[Phrase] = []
    for run, people in writers.items():
        if len(people) >= least:
            value = contrast(len(people), size, everywhere[run], len(found)) * _LENGTH[len(run)]
            scored.append(Phrase(surface(spelled[run]), run, len(people), value * _fits(run, group, lists)))
    return sorted(scored, key=lambda phrase: (-phrase.score, phrase.text))


def _fits(run: Run, group: Group, lists: Lists) -> float:
    """How well a phrase reads as a name of the theme: its tone is the theme's, and its edges carry meaning."""
    toned = sum((root in lists.praise) - (root in lists.pain) for root in run)
    wanted = {"praise": 1, "pain": -1}.get(group.kind, 0)
    value = 1.0
    if wanted and toned:
        value *= _TONED if toned * wanted > 0 else 1 / _TONED**2
    edges = {run[0], run[-1]} & lists.general - lists.praise - lists.pain
    return value * _DULL_EDGE ** len(edges)


def different(listed: Sequence[Phrase], most: int = _MOST_PHRASES) -> list[Phrase]:
    """The best phrases that each say something the ones before do not."""
    kept: list[Phrase] = []
    for phrase in listed:
        if not any(alike(phrase.roots, other.roots) for other in kept):
            kept.append(phrase)
        if len(kept) == most:
            break
    return kept


def labels(groups: Sequence[Group], named: Sequence[Sequence[Phrase]], found: Sequence[Segment]) -> list[str]:
    """One label a group, all different: its best phrase of several words, else its most typical short utterance,
    else its best words."""
    taken: set[str] = set()
    made: list[str] = []
    for group, listed in zip(groups, named, strict=True):
        size = len({found[at].snippet for at in group.members})
        several = sorted(
            (phrase for phrase in listed if len(phrase.roots) > 1),
            key=lambda phrase: (-phrase.score * phrase.texts**-0.35, phrase.text),
        )
        single = [phrase.text for phrase in different(listed) if len(phrase.roots) == 1]
        short = _clauses(group, found)
        if len(single) > 1:
            single = [f"{single[0]}, {single[1]}", *single]
        choices = [phrase.text for phrase in several if phrase.texts >= 0.02 * size]
        order = [*choices, *short, *single] if size < 40 else [*choices, *single, *short]
        label = next((text for text in order if fold(text) not in taken), f"{group.terms[0]} {len(made) + 1}")
        taken.add(fold(label))
        made.append(label)
    return made


def _clauses(group: Group, found: Sequence[Segment]) -> list[str]:
    """Short utterances as they were written, the most typical first."""
    low, high = _CLAUSE
    whole = [found[at] for at in group.members if low <= len(found[at].words) <= high]
    return [" ".join(segment.text.split()).strip(" .,;:!") for segment in whole[:3]]
