"""Groups of utterances become themes with counts, months, quotes, and ids that last."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from covision.domain.research import Snippet, Theme, ThemeSet
from covision.domain.search import Vectors
from covision.measures.phrases import Phrase
from covision.steps.theming.groups import Group
from covision.steps.theming.label import different
from covision.steps.theming.months import months
from covision.steps.theming.quotes import customer, quotes
from covision.steps.theming.segments import Segment
from covision.steps.theming.tone import Tone, marks

_MOST_KEPT = 0.5
_FEWEST_QUOTES = 3
_GENERAL = {
    1: {"en": "Praise in general", "pt": "Elogios em geral", "es": "Elogios en general", "de": "Lob im Allgemeinen",
        "fr": "Éloges en général"},
    -1: {"en": "Complaints in general", "pt": "Queixas em geral", "es": "Quejas en general",
         "de": "Klagen im Allgemeinen", "fr": "Plaintes en général"},
}  # fmt: skip
GENERAL_LABELS = frozenset(label for labels in _GENERAL.values() for label in labels.values())
"""What praise and complaints that name nothing are called."""


def customers(snippets: Sequence[Snippet]) -> int:
    """How many customers speak: distinct ones, folded copies counted."""
    return sum(_copies(snippets).values())


def _copies(snippets: Sequence[Snippet]) -> dict[tuple[str, ...], int]:
    """Copies of each customer; one who filled several columns alike is still that many people, not their sum."""
    found: dict[tuple[str, ...], int] = {}
    for snippet in snippets:
        key = customer(snippet)
        found[key] = max(found.get(key, 0), snippet.copies)
    return found


def themes(
    groups: Sequence[Group],
    named: Sequence[Sequence[Phrase]],
    labels: Sequence[str],
    found: Sequence[Segment],
    snippets: Sequence[Snippet],
    vectors: Vectors,
    tones: Sequence[Tone],
) -> tuple[Theme, ...]:
    """One theme a group, most customers first, what is said in general last; ids are made by `keep_ids`."""
    whole = customers(snippets)
    when = dict(zip((snippet.id for snippet in snippets), months(snippets), strict=True))
    rated = dict(zip((snippet.id for snippet in snippets), marks(snippets), strict=True))
    made = []
    for group, listed, label in zip(groups, named, labels, strict=True):
        members = [snippets[number] for number in sorted({found[at].snippet for at in group.members})]
        texts = tuple(phrase.text for phrase in different(listed))
        made.append(
            Theme(
                id="t-" + hashlib.sha256(f"{group.terms[0]}|{group.side}".encode()).hexdigest()[:10],
                label=general_label(group) if group.general else label,
                summary=", ".join(text for text in texts if text != label)[:200],
                kind=group.kind,
                phrases=texts,
                snippets=tuple(snippet.id for snippet in members),
                quotes=quotes(group, found, snippets, vectors, tones),
                **figures(members, whole, when, rated),
            )
        )
    # What hardly differs was written by one hand, or says nothing: it is no theme, however often it stands there.
    general = {theme.id for theme, group in zip(made, groups, strict=True) if group.general}
    kept = [theme for theme in made if len(theme.quotes) >= _FEWEST_QUOTES]
    return tuple(sorted(kept, key=lambda theme: (theme.id in general, -theme.count, theme.label)))


def figures(
    members: Sequence[Snippet], whole: int, when: Mapping[str, str | None], rated: Mapping[str, str | None]
) -> dict[str, Any]:
    """`count`, `share` and the splits of a theme of these snippets.

    `whole`: all customers; `when`: months and `rated`: ratings, by snippet, as `months` and `marks` give them.
    """
    count = customers(members)
    return {
        "count": count,
        "share": round(count / whole, 4) if whole else 0.0,
        "sources": _split(members, {one.id: one.source for one in members}),
        "ratings": _split(members, {one.id: rated[one.id] for one in members}),
        "months": _split(members, {one.id: when[one.id] for one in members}),
    }


def general_label(group: Group) -> str:
    """What general praise or complaint is called, in the language of most of it."""
    names = _GENERAL[1 if group.side > 0 else -1]
    return names.get(group.language, names["en"])


def _split(members: Sequence[Snippet], value: Mapping[str, str | None]) -> dict[str, int]:
    """Customers by a value, in the order of the values; unknown values are left out."""
    by: dict[str, list[Snippet]] = {}
    for snippet in members:
        said = (value[snippet.id] or "").strip()
        if said:
            by.setdefault(said, []).append(snippet)
    return {said: customers(held) for said, held in sorted(by.items())}


def keep_ids(made: Sequence[Theme], before: ThemeSet | None) -> tuple[Theme, ...]:
    """The themes with the ids of those before that they continue.

    A theme keeps its id where more than half of its customers who are still there stand in one new theme; where
    none are left, where its key phrases return. Each id is given once, the largest overlap first.
    """
    old = before.themes if before else ()
    alive = {one for theme in made for one in theme.snippets} | set(before.unthemed if before else ())
    pairs: list[tuple[float, int, int]] = []
    for number, was in enumerate(old):
        held = set(was.snippets) & alive
        for at, theme in enumerate(made):
            share = len(held & set(theme.snippets)) / len(held) if held else 0.0
            if not held and was.phrases[:1] == theme.phrases[:1] and was.kind == theme.kind:
                share = _MOST_KEPT + 0.01
            if share > _MOST_KEPT:
                pairs.append((-share * max(len(held), 1), number, at))
    given: dict[int, str] = {}
    for _, number, at in sorted(pairs):
        if at not in given and old[number].id not in given.values():
            given[at] = old[number].id
    taken = set(given.values())
    kept = []
    for at, theme in enumerate(made):
        id = given.get(at, theme.id)
        while at not in given and id in taken:
            id = "t-" + hashlib.sha256(f"{id}|{theme.snippets[:1]}".encode()).hexdigest()[:10]
        taken.add(id)
        kept.append(theme.model_copy(update={"id": id}))
    return tuple(kept)
