"""Themes of customer research: what several customers speak of, counted, quoted, and stable between imports."""

import asyncio
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from covision.domain.model import ChatModel
from covision.domain.research import THEMES_FROM, Quote, ResearchSource, Snippet, Theme, ThemeSet, distinct
from covision.domain.search import Embedder, Vectors
from covision.errors import ModelError
from covision.measures.clusters import centred, unit
from covision.steps.theming.aspects import aspects, least_customers
from covision.steps.theming.build import customers, keep_ids, themes
from covision.steps.theming.groups import grouped
from covision.steps.theming.label import labels, phrases
from covision.steps.theming.lists import load_lists
from covision.steps.theming.segments import ListsOf, Segment, segments, with_pairs
from covision.steps.theming.tone import ratings, tone
from covision.steps.theming.wording import PromptOf, worded

__all__ = ["THEMES_VERSION", "find_themes", "research_digest", "segment_texts", "strongest_quotes"]

THEMES_VERSION = 2
"""Part of the digest: themes found by an older way of finding them are out of date."""
MOST_SEGMENTS = 20_000
"""Utterances read at most; of more research an even sample is read, and a note says so."""
WORDING_SECONDS = 60.0
_BATCH = 128

Progress = Callable[[str, float], None]
"""Told what is being done, in words for a person, and how far it is, 0..1."""


@dataclass(frozen=True, slots=True)
class _Read:
    """What was embedded: the utterances with their vectors, whose they are, and whether that is all of them."""

    snippets: tuple[Snippet, ...]
    found: list[Segment]
    vectors: Vectors
    complete: bool
    notes: tuple[str, ...]
    by_words: bool = False


def research_digest(sources: Sequence[ResearchSource]) -> str:
    """Identifies research by the words and places of its snippets: 16 hex digits."""
    whole = hashlib.sha256(f"themes {THEMES_VERSION}".encode())
    for source in sources:
        for snippet in source.snippets:
            parts = (snippet.id, snippet.text, snippet.rating or "", snippet.date or "", str(snippet.copies))
            whole.update("\x1f".join((source.name, *parts, "\x1e")).encode("utf-8", "surrogatepass"))
    return whole.hexdigest()[:16]


async def find_themes(
    sources: Sequence[ResearchSource],
    embedder: Embedder,
    *,
    before: ThemeSet | None = None,
    model: ChatModel | None = None,
    prompt: PromptOf | None = None,
    lexicon: ListsOf = load_lists,
    progress: Progress | None = None,
    stopped: Callable[[], bool] | None = None,
    seconds: float = WORDING_SECONDS,
) -> ThemeSet:
    """The themes of all sources. Unchanged research gives `before` back at no cost.

    Fewer than `THEMES_FROM` snippets are never clustered: the set has a note and no theme. Where `stopped` says
    so, what was read until then is themed and `complete` is False. Without an embedding model words alone decide,
    which a note says, and such themes are looked for anew each time. The same research gives the same themes.
    """
    digest = research_digest(sources)
    if before is not None and before.digest == digest and before.complete and before.embeddings == embedder.name:
        return before
    tell = progress or (lambda text, share: None)
    halt = stopped or (lambda: False)
    snippets = distinct(sources)
    if len(snippets) < THEMES_FROM:
        note = f"{len(snippets)} comments are listed, not clustered: themes need at least {THEMES_FROM}."
        return ThemeSet(
            of=customers(snippets), digest=digest, unthemed=tuple(one.id for one in snippets), notes=(note,)
        )
    tell("Reading the comments", 0.0)
    read = await _read(snippets, embedder, lexicon, tell, halt)
    tell("Finding what customers speak of", 0.85)
    made = await asyncio.to_thread(_themed, read, lexicon, before)
    if model is not None and prompt is not None and not halt():
        tell("Finding words for the themes", 0.95)
        made = await worded(made, read.snippets, model, prompt, lexicon, seconds=seconds)
    held = {id for theme in made for id in theme.snippets}
    notes = read.notes if made else (*read.notes, "No theme is shared by enough customers; they are listed.")
    tell("Themes are ready", 1.0)
    return ThemeSet(
        themes=made,
        unthemed=tuple(one.id for one in read.snippets if one.id not in held),
        of=customers(read.snippets),
        digest=digest,
        embeddings="" if read.by_words else embedder.name,
        complete=read.complete,
        notes=notes,
    )


def _themed(read: _Read, lists_of: ListsOf, before: ThemeSet | None) -> tuple[Theme, ...]:
    count = len(read.snippets)
    rated = ratings(read.snippets)
    found = with_pairs(read.found, lists_of, least_customers(count))
    tones = [tone(one, lists_of(one.language), rated[one.snippet]) for one in found]
    vectors = centred(read.vectors, [one.language for one in found])

    def judged(one: Segment) -> bool:
        return not lists_of(one.language).verdict.isdisjoint(one.roots)

    groups = grouped(aspects(found, vectors, count), found, vectors, tones, judged, count)
    named = phrases(groups, found, lists_of)
    made = themes(groups, named, labels(groups, named, found, lists_of), found, read.snippets, vectors, tones)
    return keep_ids(made, before)


async def _read(
    snippets: tuple[Snippet, ...], embedder: Embedder, lists_of: ListsOf, tell: Progress, halt: Callable[[], bool]
) -> _Read:
    chosen, notes = await asyncio.to_thread(_sample, snippets, lists_of)
    found = await asyncio.to_thread(segments, chosen, lists_of)
    # In an order that has nothing to do with the files: whoever stops early has read a fair part of everything.
    order = sorted(range(len(found)), key=lambda at: (_shuffled(chosen[found[at].snippet].id), at))
    rows: list[Vectors] = []
    done = 0
    try:
        while done < len(order) and not halt():
            part = order[done : done + _BATCH]
            rows.append(await asyncio.to_thread(embedder.embed, [found[at].text for at in part]))
            done += len(part)
            tell(f"Reading the comments: {done:,} of {len(order):,} sentences", 0.8 * done / len(order))
    except ModelError as error:
        notes = [*notes, f"Without an embedding model themes go by words alone. {error.message()}"]
        return _Read(chosen, found, _by_words(found), True, tuple(notes), by_words=True)
    if done == len(order):
        vectors = np.concatenate(rows) if rows else np.zeros((0, embedder.dimension), dtype=np.float32)
        back = np.empty(len(order), dtype=np.int64)
        back[order] = np.arange(len(order))
        return _Read(chosen, found, vectors[back], True, tuple(notes))
    return _part(chosen, found, order[:done], rows, notes)


def _part(
    chosen: tuple[Snippet, ...], found: list[Segment], order: list[int], rows: list[Vectors], notes: list[str]
) -> _Read:
    """What was read before Stop: the snippets that were read to their end."""
    read = set(order)
    cut = {one.snippet for at, one in enumerate(found) if at not in read}
    kept = [number for number in range(len(chosen)) if number not in cut]
    number_of = {number: place for place, number in enumerate(kept)}
    row_of = {at: row for row, at in enumerate(order)}
    inside = [at for at in range(len(found)) if found[at].snippet in number_of]
    whole = np.concatenate(rows) if rows else np.zeros((0, 1), dtype=np.float32)
    moved = [replace(found[at], snippet=number_of[found[at].snippet]) for at in inside]
    notes = [*notes, f"Stopped: themes of {len(kept):,} of {len(chosen):,} comments."]
    return _Read(tuple(chosen[n] for n in kept), moved, whole[[row_of[at] for at in inside]], False, tuple(notes))


def _shuffled(id: str) -> str:
    return hashlib.sha256(id.encode()).hexdigest()


def _sample(snippets: tuple[Snippet, ...], lists_of: ListsOf) -> tuple[tuple[Snippet, ...], list[str]]:
    """All snippets, or an even part of them that has at most `MOST_SEGMENTS` utterances."""
    # A sentence has some 80 characters; close enough to decide without cutting every text.
    sizes = {one.id: 1 + len(one.text) // 80 for one in snippets}
    if sum(sizes.values()) <= MOST_SEGMENTS:
        return snippets, []
    chosen: set[str] = set()
    room = MOST_SEGMENTS
    for one in sorted(snippets, key=lambda snippet: _shuffled(snippet.id)):
        room -= sizes[one.id]
        if room < 0:
            break
        chosen.add(one.id)
    note = f"Themes come from {len(chosen):,} of {len(snippets):,} comments, chosen evenly; counts are among those."
    return tuple(one for one in snippets if one.id in chosen), [note]


def _by_words(found: Sequence[Segment]) -> Vectors:
    """Vectors from words alone: each stem in one of 512 places, rarer ones weigh more."""
    rows = np.zeros((len(found), 512), dtype=np.float32)
    for at, one in enumerate(found):
        for term in one.terms:
            rows[at, int(hashlib.sha256(term.encode()).hexdigest()[:8], 16) % 512] += 1.0
    weight = np.log(1 + len(found) / np.maximum((rows > 0).sum(axis=0), 1)).astype(np.float32)
    return unit(rows * weight)


def segment_texts(sources: Sequence[ResearchSource], lexicon: ListsOf = load_lists) -> list[str]:
    """Every text that finding themes embeds: what a cache of vectors must forget when research is erased."""
    snippets = tuple(snippet for source in sources for snippet in source.snippets)
    return [one.text for one in segments(snippets, lexicon)]


def strongest_quotes(found: ThemeSet | None, most: int) -> list[tuple[Theme, Quote]]:
    """Up to `most` quotes spread over the themes: the first of each, largest theme first, then the second of each.

    No snippet gives two. Empty without themes.
    """
    chosen: list[tuple[Theme, Quote]] = []
    seen: set[str] = set()
    listed = found.themes if found else ()
    for place in range(max((len(theme.quotes) for theme in listed), default=0)):
        for theme in listed:
            if place < len(theme.quotes) and theme.quotes[place].snippet not in seen and len(chosen) < most:
                seen.add(theme.quotes[place].snippet)
                chosen.append((theme, theme.quotes[place]))
    return chosen
