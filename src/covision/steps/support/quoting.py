"""Quotes with their places: code finds the words in one source, and nothing is shown that does not stand there."""

from covision.domain.base import Span
from covision.domain.support import Support
from covision.measures.text import clauses, fold
from covision.steps.support.sources import Segment
from covision.steps.support.terms import Terms

LONG = 160
"""A longer sentence is quoted from its first to its last clause that shares a word with the claim."""


def quoted(segment: Segment, said: Terms, whole: str, strength: float) -> Support:
    """The words of a segment that stand behind a claim, verbatim at their place in the whole source."""
    span = _telling(segment, said)
    if whole[span.start : span.end] != span.text:
        raise ValueError(f"a quote does not stand in {segment.source}")
    return Support(source=segment.source, quote=span.text, start=span.start, end=span.end, strength=strength)


def _telling(segment: Segment, said: Terms) -> Span:
    whole = segment.span
    if len(whole.text) <= LONG:
        return whole
    reading = segment.terms.reading
    hits = [reading.words[at].start for at in segment.terms.places if reading.stems[at] in said.weights]
    parts = [part for part in clauses(whole.text) if any(part.start <= at < part.end for at in hits)]
    if not parts:
        return whole
    start, end = parts[0].start, parts[-1].end
    return Span(start=whole.start + start, end=whole.start + end, text=whole.text[start:end])


def find(quote: str, whole: str) -> Span | None:
    """The place of quoted words in one source, white-space and quote marks apart; None where they do not stand.

    Both are compared in a plain form; what comes back are the source's own words at their offsets.
    """
    plain, places = _plain(whole)
    wanted, _ = _plain(quote)
    wanted = wanted.strip()
    at = plain.find(wanted) if wanted else -1
    if at < 0:
        return None
    start, end = places[at], places[at + len(wanted) - 1] + 1
    return Span(start=start, end=end, text=whole[start:end])


def _plain(text: str) -> tuple[str, list[int]]:
    """The text with plain quote marks and single blanks, and where each of its characters stands."""
    chars: list[str] = []
    places: list[int] = []
    for at, char in enumerate(text):
        if char.isspace():
            if chars and chars[-1] == " ":
                continue
            char = " "
        for one in fold(char):
            chars.append(one)
            places.append(at)
    return "".join(chars), places
