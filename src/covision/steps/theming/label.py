"""What a theme is called: words that its customers wrote, and that the others did not."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import pairwise

from covision.measures.phrases import MOST_WORDS, Phrase, alike, contrast, runs, surface
from covision.measures.text import word_set
from covision.steps import gate
from covision.steps.theming.groups import Group
from covision.steps.theming.lists import Lists
from covision.steps.theming.segments import ListsOf, Segment
from covision.steps.theming.tone import tone

Run = tuple[str, ...]
_LENGTH = {1: 0.6, 2: 1.0, 3: 1.3, 4: 1.4, 5: 1.4}
_TONED = 1.7
_DULL_EDGE = 0.5
_MOST_PHRASES = 8
_CLAUSE = (3, 9)
_SMALL = 12
_TONED_SHARE = 0.02
_PLAIN_SHARE = 0.2


def phrases(groups: Sequence[Group], found: Sequence[Segment], lists_of: ListsOf) -> list[list[Phrase]]:
    """Key phrases of each group, best first: runs of 1 to 5 words by class-based TF-IDF.

    A phrase names the theme (holds one of its terms), neither begins nor ends with a function word, and is written
    by several customers.
    """
    collected = [_collect(group, found, lists_of) for group in groups]
    wanted = {run for _, writers in collected for run in writers}
    starts = {run[0] for run in wanted}
    everywhere: Counter[Run] = Counter()
    for segment in found:
        # Most words begin no phrase: looking at the others alone is several times faster.
        if starts.isdisjoint(segment.roots):
            continue
        held = {segment.roots[first:after] for first, after in runs(segment.text, segment.words, MOST_WORDS)}
        everywhere.update(held & wanted)
    return [
        _ranked(group, spelled, writers, everywhere, found, lists_of)
        for group, (spelled, writers) in zip(groups, collected, strict=True)
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
    opener = segment.lowers[first]
    if any(word.number for word in segment.words[first:after]):
        return False
    if segment.lowers[after - 1] in lists.stop or len(last.text) < 2:
        return False
    if segment.lowers[first:after] in lists.neutral_runs:
        return False
    if opener in _OPENERS:
        return after - first > 1
    return opener not in lists.stop and len(one.text) > 1


def _names(segment: Segment, first: int, after: int, group: Group, lists: Lists) -> bool:
    if group.general:
        return True
    lowers = segment.lowers[first:after]
    roots = segment.roots[first:after]
    held = {f"{segment.language}:{root}" for root in roots}
    held |= {f"{segment.language}:{one} {other}" for one, other in pairwise(roots)}
    held |= {f"={name}" for word in lowers if (name := lists.concept(word))}
    for size in (2, 3):
        for at in range(len(lowers) - size + 1):
            if name := lists.concept_runs.get(lowers[at : at + size]):
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
    lists = lists_of(group.language)
    scored: list[Phrase] = []
    for run, people in writers.items():
        if len(people) >= least:
            value = contrast(len(people), size, everywhere[run], len(found)) * _LENGTH[len(run)]
            scored.append(Phrase(surface(spelled[run]), run, len(people), value * _fits(run, group, lists)))
    return sorted(scored, key=lambda phrase: (-phrase.score, phrase.text))


def _fits(run: Run, group: Group, lists: Lists) -> float:
    """How well a phrase reads as a name of the theme: its tone is the theme's, and its edges carry meaning."""
    toned = _tone_of(run, lists)
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


def labels(
    groups: Sequence[Group], named: Sequence[Sequence[Phrase]], found: Sequence[Segment], lists_of: ListsOf
) -> list[str]:
    """One label a group, no two alike, without figures: its best phrase of several words; else its best words;
    where they are one word in a small group, its most typical short utterance.

    A label stands beside a count, so that it says no more than what the group shares.
    """
    taken: list[Run] = []
    made: list[str] = []
    for group, listed in zip(groups, named, strict=True):
        size = len({found[at].snippet for at in group.members})
        lists = lists_of(group.language)
        several = [
            (one.text, one.roots) for one in listed if len(one.roots) > 1 and _enough(one, size, group, lists)
        ]
        alone = different([one for one in listed if len(one.roots) == 1], 2)
        if listed and len(listed[0].roots) > 1 and not _of_another(listed[0], group, lists):
            alone = [listed[0]]
        single = [(", ".join(one.text for one in alone), tuple(root for one in alone for root in one.roots))]
        short = _clauses(group, found, lists_of)
        # In a small pile one word says less than the beginning of what somebody wrote.
        few = [one for one in single if len(one[1]) > 1]
        order = [*several, *few, *short, *single] if size < _SMALL else [*several, *single, *short]
        fresh = [one for one in order if one[0] and not any(set(one[1]) == set(other) for other in taken)]
        text, roots = fresh[0] if fresh else _opening(group, found)
        taken.append(roots)
        made.append(text)
    return made


def _enough(phrase: Phrase, size: int, group: Group, lists: Lists) -> bool:
    """A phrase that says how it was may be rarer than one that only says what, or that names another thing too."""
    toned = _tone_of(phrase.roots, lists)
    wanted = {"praise": 1, "pain": -1}.get(group.kind, 0)
    free = toned and not _of_another(phrase, group, lists)
    return toned * wanted >= 0 and phrase.texts >= (_TONED_SHARE if free else _PLAIN_SHARE) * size


def _of_another(phrase: Phrase, group: Group, lists: Lists) -> bool:
    """True where it judges by another thing: a few "cold fries" do not name all that is said of fries."""
    judged = {root for root in phrase.roots if root in lists.praise or root in lists.pain}
    named = {lists.concept_of(root) for root in judged} - {None}
    return not {f"={concept}" for concept in named} <= set(group.terms)


def _tone_of(run: Run, lists: Lists) -> int:
    """Above 0 for praise, below for pain; a negation in it turns it."""
    toned = sum((root in lists.praise) - (root in lists.pain) for root in run)
    return -toned if lists.negation & set(run) else toned


def _clauses(group: Group, found: Sequence[Segment], lists_of: ListsOf) -> list[tuple[str, Run]]:
    """Short utterances as they were written: in the tone of the theme, of nothing else, then the most typical."""
    low, high = _CLAUSE
    whole = [found[at] for at in group.members if low <= len(found[at].words) <= high]
    whole = [one for one in whole if _showable(one.text)]
    wanted = {"praise": 1, "pain": -1}.get(group.kind, 0)

    def against(one: Segment) -> bool:
        return wanted * tone(one, lists_of(one.language)).value < 0 or not set(one.terms) & set(group.terms)

    def rank(one: Segment) -> tuple[bool, int]:
        return against(one), len(set(one.terms) - set(group.terms))

    return [(" ".join(one.text.split()).strip(" .,;:!"), one.roots) for one in sorted(whole, key=rank)]


def _showable(text: str) -> bool:
    """No figures, no address, and nothing that speaks to a machine: a label is not a quote."""
    return not any(char.isdigit() or char == "@" for char in text) and not gate.orders(text)


def _opening(group: Group, found: Sequence[Segment]) -> tuple[str, Run]:
    """The first words of the most typical utterance without figures."""
    plain = [at for at in group.members if _showable(found[at].text)]
    segment = found[(plain or list(group.members))[0]]
    words = [word for word in segment.words if not word.number][: _CLAUSE[1]]
    text = " ".join(segment.text[words[0].start : words[-1].end].split()) if words else segment.text[:40]
    return (text if words and words[-1] is segment.words[-1] else f"{text} …"), segment.roots
