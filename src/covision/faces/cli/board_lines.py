"""The evidence board and the current state as lines of text."""

from collections.abc import Iterator, Sequence

from covision.domain.board import QUADRANTS, Board, Cited, CurrentState
from covision.faces.cli.talk import wrapped
from covision.steps.current import shown

_TITLES = {
    "strength": "Strengths",
    "weakness": "Weaknesses",
    "opportunity": "Opportunities",
    "threat": "Threats",
    "baseline": "Where you stand today",
}


def board_lines(found: Board) -> Iterator[str]:
    """What is known, assumed and lacking, what disagrees, what nobody has taken up; each quote with its place."""
    yield "We know:"
    for known in found.known:
        yield wrapped(f"“{known.text}” ({known.slot}, {known.sources} sources)", "    ", "  - ")
        yield from _quotes([one for one in known.evidence if one.kind == "snippet"])
    yield from _list("We assume:", found.assumed)
    yield from _list("We lack:", found.lacking)
    if found.tensions:
        yield "They disagree:"
    for tension in found.tensions:
        yield wrapped(tension.why, "    ", "  - ")
        yield from _quotes((tension.answer, tension.research))
    if found.untaken:
        yield "Nobody has taken this up:"
    for free in found.untaken:
        yield wrapped(free.why, "    ", "  - ")
        yield from _quotes((free.words,))
    if found.lone:
        yield "Parts of drafts that rest on one source only:"
    for lone in found.lone:
        yield wrapped(f"{lone.draft}: “{lone.clause}” ({lone.source})", "    ", "  - ")
    yield from _list("What was not looked for:", found.notes)


def current_lines(found: CurrentState) -> Iterator[str]:
    """The current state, part by part."""
    lines = shown(found)
    for quadrant in QUADRANTS:
        here = [one for one in lines if one.quadrant == quadrant]
        yield from _list(f"{_TITLES[quadrant]}:", [one.text for one in here])


def _list(title: str, items: Sequence[str]) -> Iterator[str]:
    if items:
        yield title
        yield from (wrapped(item, "    ", "  - ") for item in items)


def _quotes(found: Sequence[Cited]) -> Iterator[str]:
    for one in found:
        yield wrapped(f"“{one.text}” ({one.source})", "        ", "      > ")
