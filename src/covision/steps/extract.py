"""What customers said as records: the only form in which their words reach a model that writes or judges.

A record is a quote (a snippet's id and span, verified verbatim), a mood from a closed list, and a theme's checked
label. Free text exists in quotes alone, and a comment that speaks to a machine gives none. Code makes records by
itself; a strong model may choose the quotes, and then code checks every one of them and drops what does not hold.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import get_args

from pydantic import BaseModel, Field

from covision.domain.base import Frozen, Span
from covision.domain.model import ChatModel, Request
from covision.domain.project import Material
from covision.domain.research import Quote, Snippet, Theme, ThemeKind
from covision.measures.lexicon import Matcher
from covision.measures.overlap import jaccard
from covision.measures.reading import read
from covision.measures.text import count_words, ngrams, normalise, sentences, words
from covision.prompting.fence import fence, line, marker
from covision.prompting.shelf import Prompt
from covision.steps import gate
from covision.steps.mask import cut

MOST_RECORDS, MOST_OF_THEME = 24, 3
LONGEST_QUOTE = 240
_FEWEST_WORDS, _MOST_WORDS = 3, 40
_RUN = 5
_HEAD, _LOOKED_AT = 4, 60
_MOODS: tuple[str, ...] = get_args(ThemeKind)
_ALIKE = 0.6

Content = Callable[[str], Iterable[str]]
"""Stems of the words of a text that carry meaning."""


class Record(Frozen):
    """One checked thing a customer said. `theme` is empty where it belongs to none; `customers` speak of it."""

    quote: Quote
    mood: ThemeKind = "mixed"
    theme: str = ""
    customers: int = 1


class Records(Frozen):
    """Records in their order; `refused` counts comments that speak to a machine and give none."""

    records: tuple[Record, ...] = ()
    refused: int = 0

    def lines(self) -> list[str]:
        """One line a record, as prompts show it: what it is, then the quote."""
        return [_line(record) for record in self.records]


class Picked(BaseModel):
    """A quote as a model gives it back; nothing in it is believed before code has checked it."""

    comment: int = Field(description="the number of the comment")
    quote: str = Field(description="its most telling words, copied letter by letter, 4 to 30 words")
    mood: str = Field("mixed", description="one of: praise, pain, wish, feeling, mixed")
    theme: str = Field("", description="what it is about, one to three words that stand in the comments")


class PickedSet(BaseModel):
    """What the extraction prompt asks for."""

    records: list[Picked] = Field(default_factory=list, description="at most one for each comment")


def holds(quote: Quote, texts: Mapping[str, str]) -> bool:
    """Whether a quote is verbatim: the snippet it names (`texts`: id to text) reads its words at its offsets."""
    whole = texts.get(quote.snippet)
    return bool(quote.text) and whole is not None and whole[quote.start : quote.end] == quote.text


def records_of(material: Material, near: Sequence[str] = (), lists: Matcher | None = None) -> Records:
    """Records made by code: the quotes of the themes, then the most telling sentence of each snippet in `near`.

    At most `MOST_OF_THEME` of a theme, one of a snippet, none that says what another says (60% of its words), and
    `MOST_RECORDS` in all. Without `near` every snippet counts, in order. Without `lists` moods are mixed.
    """
    snippets = {snippet.id: snippet for source in material.research for snippet in source.snippets}
    picking = _Picking()
    for theme in material.themes.themes if material.themes else ():
        name = named(theme, snippets)
        kept = 0
        for quote in theme.quotes:
            snippet = snippets.get(quote.snippet)
            if kept < MOST_OF_THEME and snippet is not None and holds(quote, {snippet.id: snippet.text}):
                record = Record(quote=quote, mood=theme.kind, theme=name, customers=max(1, theme.count))
                kept += picking.take(record, snippet)
    for id in near or snippets:
        if picking.full:
            break
        snippet = snippets.get(id)
        span = _telling(snippet.text) if snippet is not None else None
        if snippet is not None and span is not None:
            picking.take(Record(quote=quote_of(snippet, span), mood=mood_of(span.text, lists)), snippet)
    return Records(records=tuple(picking.records), refused=len(picking.refused))


def named(theme: Theme, snippets: Mapping[str, Snippet]) -> str:
    """The theme's label as a prompt may show it, else the first of its key phrases that holds, else empty.

    A label may be a model's words: each of its longer words must begin like a word in two of the theme's snippets.
    """
    ids = [*theme.snippets[:_LOOKED_AT], *(quote.snippet for quote in theme.quotes)]
    texts = [snippets[id].text for id in dict.fromkeys(ids) if id in snippets]
    heads = [{word.lower[:_HEAD] for word in words(text)} for text in texts]
    for label in (theme.label, *theme.phrases):
        parts = {word.lower[:_HEAD] for word in words(gate.label(label)) if len(word.text) >= _HEAD}
        if parts and all(sum(part in said for said in heads) > 1 for part in parts):
            return gate.label(label)
    return ""


def quote_of(snippet: Snippet, span: Span) -> Quote:
    """Words of a snippet as a quote with their place."""
    return Quote(
        snippet=snippet.id,
        text=snippet.text[span.start : span.end],
        start=span.start,
        end=span.end,
        place=snippet.place,
        date=snippet.date,
        rating=snippet.rating,
    )


def mood_of(text: str, lists: Matcher | None) -> ThemeKind:
    """The mood that word lists see: pain, feeling, or mixed where they see neither or cannot read the language."""
    if lists is None:
        return "mixed"
    reading = read(text, lists)
    bad, good = bool(reading.matches("negative_feelings")), bool(reading.matches("feelings"))
    return "mixed" if bad == good else "pain" if bad else "feeling"


async def extract(
    model: ChatModel, prompt: Prompt, material: Material, near: Sequence[str], *, seed: int = 0
) -> Records:
    """Records whose quotes a strong model chose among the snippets `near`; what does not hold in code is dropped.

    The only request in which a model reads comments as they are: fenced, without those that speak to a machine, and
    masked by the gate to remote models. It has no other effect than the choice. Raises `ModelError`.
    """
    known = {snippet.id: snippet for source in material.research for snippet in source.snippets}
    asked = [known[id] for id in near if id in known][:MOST_RECORDS]
    fit = [snippet for snippet in asked if not gate.orders(snippet.text)]
    listed = "\n".join(f"[{number}] {line(cut(one.text, 600), 600)}" for number, one in enumerate(fit, 1))
    messages = prompt.messages(comments=fence(listed, marker()))
    request = Request(role="writer", messages=messages, prompt=prompt.ref, max_tokens=1600, seed=seed)
    reply = await model.structured(request, PickedSet)
    picking = _Picking()
    for picked in reply.value.records:
        if 1 <= picked.comment <= len(fit) and not picking.full:
            snippet = fit[picked.comment - 1]
            record = checked(picked, snippet, [one.text for one in fit])
            if record is not None:
                picking.take(record, snippet)
    return Records(records=tuple(picking.records), refused=len(asked) - len(fit))


def checked(picked: Picked, snippet: Snippet, comments: Sequence[str]) -> Record | None:
    """A model's choice as a record, or None where a part of it does not hold.

    The quote stands in the snippet letter by letter, is 3 to 40 words long and cuts no word; the mood is one of the
    list. A label is kept only where each of its words stands in two of the comments.
    """
    said = picked.quote.strip()
    start = snippet.text.find(said) if said else -1
    if start < 0 or picked.mood not in _MOODS:
        return None
    span = Span(start=start, end=start + len(said), text=said)
    size = count_words(words(said))
    if not _FEWEST_WORDS <= size <= _MOST_WORDS or len(said) > LONGEST_QUOTE or _cuts_a_word(snippet.text, span):
        return None
    theme = gate.label(picked.theme)
    folded = [f" {' '.join(word.lower for word in words(text))} " for text in comments]
    parts = [word.lower for word in words(theme)]
    if len(parts) > 3 or any(sum(f" {part} " in text for text in folded) < 2 for part in parts):
        theme = ""
    return Record.model_validate({"quote": quote_of(snippet, span), "mood": picked.mood, "theme": theme})


def vouched(records: Sequence[Record], content: Content) -> frozenset[str]:
    """Stems that quotes of at least two customers hold: what several say may be in a statement of the team."""
    seen: dict[str, set[str]] = {}
    for record in records:
        for key in content(record.quote.text):
            seen.setdefault(key, set()).add(record.quote.snippet)
    return frozenset(key for key, who in seen.items() if len(who) > 1)


def runs(texts: Iterable[str]) -> frozenset[tuple[str, ...]]:
    """Every five neighbouring words of the texts, folded: by these copied speech is known."""
    return frozenset(run for text in texts for run in ngrams([word.lower for word in words(text)], _RUN))


class _Picking:
    """Takes records one by one within the caps."""

    def __init__(self) -> None:
        self.records: list[Record] = []
        self.refused: set[str] = set()
        self._snippets: set[str] = set()
        self._words: list[frozenset[str]] = []

    @property
    def full(self) -> bool:
        return len(self.records) >= MOST_RECORDS

    def take(self, record: Record, snippet: Snippet) -> bool:
        """Whether the record was taken."""
        if self.full or snippet.id in self._snippets or snippet.id in self.refused:
            return False
        said = frozenset(normalise(record.quote.text).split())
        if any(jaccard(said, other) > _ALIKE for other in self._words):
            return False
        # The whole comment counts: what stands beside an order belongs to it.
        if gate.orders(snippet.text):
            self.refused.add(snippet.id)
            return False
        if not gate.passes(record.quote.text):
            return False
        self._snippets.add(snippet.id)
        self._words.append(said)
        self.records.append(record)
        return True


def _telling(text: str) -> Span | None:
    """The sentence to quote: one a reader takes in at once, nearest to sixteen words; None where none is fit."""
    fits = [
        (abs(count_words(words(span.text)) - 16), span.start, span)
        for span in sentences(text[: gate.LONGEST])
        if _FEWEST_WORDS <= count_words(words(span.text)) <= _MOST_WORDS and len(span.text) <= LONGEST_QUOTE
    ]
    return min(fits, key=lambda item: item[:2])[2] if fits else None


def _cuts_a_word(text: str, span: Span) -> bool:
    before = span.start > 0 and text[span.start - 1].isalnum() and text[span.start].isalnum()
    after = span.end < len(text) and text[span.end].isalnum() and text[span.end - 1].isalnum()
    return before or after


def _line(record: Record) -> str:
    kind = "customer" if record.customers < 2 else f"{record.customers} customers"
    about = [record.theme] if record.theme else []
    about += [record.mood] if record.mood != "mixed" else []
    return f"[{', '.join([kind, *about])}] “{line(record.quote.text, LONGEST_QUOTE).strip('“”')}”"
