"""The words that show a theme: verbatim, typical, from different people, no copies of each other."""

from collections.abc import Sequence

from covision.domain.research import Quote, Snippet
from covision.domain.search import Vectors
from covision.measures.clusters import spread
from covision.steps.mask_find import spans
from covision.steps.theming.groups import Group
from covision.steps.theming.segments import Segment
from covision.steps.theming.tone import Tone

MOST = 6
_LEAST_WORDS, _MOST_WORDS = 6, 30
_COPY = 0.86


def customer(snippet: Snippet) -> tuple[str, ...]:
    """Whose words these are: cells of one row are one customer; other snippets are one each."""
    if snippet.row is None or snippet.column is None:
        return (snippet.id,)
    return (snippet.source, snippet.sheet or "", str(snippet.row))


def quotes(
    group: Group,
    found: Sequence[Segment],
    snippets: Sequence[Snippet],
    vectors: Vectors,
    tones: Sequence[Tone],
    most: int = MOST,
) -> tuple[Quote, ...]:
    """Up to `most` quotes, clearest first, each from another customer; near copies count once, personal data last.

    Where several files speak of the theme they take turns, so that no one file fills the list.
    """
    order = sorted(group.members, key=lambda at: (-_worth(at, group, found, snippets, tones), at))
    people: dict[tuple[str, ...], int] = {}
    for at in order:
        people.setdefault(customer(snippets[found[at].snippet]), at)
    # A quote travels: into drafts, documents and mails. What names somebody's number or address comes last.
    clearest = sorted(list(people.values())[: 20 * most], key=lambda at: bool(spans(found[at].text)))
    fresh = spread(vectors, clearest, most=_COPY)
    chosen = _in_turns(fresh, found, snippets)[:most]
    return tuple(_quote(found[at], snippets[found[at].snippet]) for at in chosen)


def _worth(
    at: int, group: Group, found: Sequence[Segment], snippets: Sequence[Snippet], tones: Sequence[Tone]
) -> float:
    segment = found[at]
    snippet = snippets[segment.snippet]
    count = len(segment.words)
    worth = group.fit[at]
    worth -= 0.5 * (not _LEAST_WORDS <= count <= _MOST_WORDS)
    worth += 0.2 * _whole(segment, snippet)
    worth -= 0.3 * snippet.damaged
    wanted = {"praise": 1.0, "pain": -1.0}.get(group.kind, 0.0)
    worth += 0.35 * wanted * tones[at].value
    worth += 0.2 * (group.kind == "wish" and tones[at].wish) + 0.2 * (group.kind == "feeling" and tones[at].feeling)
    return float(worth)


def _whole(segment: Segment, snippet: Snippet) -> bool:
    """True where the utterance begins like a sentence and ends like one."""
    first = segment.text[:1]
    ended = segment.text[-1:] in ".!?…\"'”’)" or segment.end >= len(snippet.text.rstrip())
    return ended and (first.isupper() or not first.isalpha())


def _in_turns(rows: Sequence[int], found: Sequence[Segment], snippets: Sequence[Snippet]) -> list[int]:
    queues: dict[str, list[int]] = {}
    for at in rows:
        queues.setdefault(snippets[found[at].snippet].source, []).append(at)
    turns = max((len(queue) for queue in queues.values()), default=0)
    return [queue[turn] for turn in range(turns) for queue in queues.values() if turn < len(queue)]


def _quote(segment: Segment, snippet: Snippet) -> Quote:
    return Quote(
        snippet=snippet.id,
        text=snippet.text[segment.start : segment.end],
        start=segment.start,
        end=segment.end,
        place=snippet.place,
        date=snippet.date,
        rating=snippet.rating,
    )
