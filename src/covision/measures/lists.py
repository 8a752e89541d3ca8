"""Lists inside a sentence: how many things stand side by side."""

import re

from covision.domain.base import Span
from covision.measures.lexicon import Category
from covision.measures.reading import Reading

# A line break alone is white space, unless every line is an item.
_STRETCH, _LINES = re.compile(r"[^,;.!?:—–]+"), re.compile(r"[^,;.!?:—–\n]+")
# No white space round it: a pattern that begins with any number of blanks takes quadratic time on a long gap.
_AND = re.compile(r"(?<!\w)(?:and|or|e|ou|&)(?!\w)", re.IGNORECASE)
# An item of a list is short; a longer stretch between commas is a clause.
_ITEM_WORDS = 3
# A list of feelings or adjectives tells one state in several words.
_STATES: tuple[Category, ...] = ("feelings", "negative_feelings", "service_adjectives", "superlatives", "thinking")


def longest_list(reading: Reading) -> list[Span]:
    """The longest list of at least three things or duties, as spans of the text; empty where there is none.

    Items stand between commas, semicolons and "and". Where a list begins or ends inside a longer stretch ("our
    students, parents, employers need …") only the word next to it is taken.
    """
    meaning = {reading.words[at].start for at in (*reading.content, *reading.customers)}
    state = {at for key in _STATES for match in reading.matches(key) for at in range(match.start, match.end)}
    best: list[Span] = []
    lines = [line for line in reading.text.splitlines() if line.strip()]
    cutting = _LINES if len(lines) > 2 and all(len(line.split()) <= _ITEM_WORDS for line in lines) else _STRETCH
    for sentence in reading.sentences:
        run: list[Span] = []
        for stretch in cutting.finditer(sentence.text):
            start, end = sentence.start + stretch.start(), sentence.start + stretch.end()
            pieces, continues = _pieces(reading, start, end)
            items = [piece for piece in pieces if _words(piece) <= _ITEM_WORDS]
            if pieces and len(items) < len(pieces):
                closing = [_first_word(piece) for piece in pieces] if continues or len(pieces) > 1 else []
                best = max(best, _things([*run, *closing], meaning, state), key=len) if run else best
                run = [_last_word(pieces[-1])]
            else:
                run += items
        best = max(best, _things(run, meaning, state), key=len)
    return best if len(best) > 2 else []


def _pieces(reading: Reading, start: int, end: int) -> tuple[list[Span], bool]:
    """The parts of a stretch between "and"s, and whether it begins with one."""
    pieces: list[Span] = []
    continues = False
    at = start
    for cut in [*(match.span() for match in _AND.finditer(reading.text, start, end)), (end, end)]:
        part = reading.text[at : cut[0]]
        if part.strip():
            left = at + len(part) - len(part.lstrip())
            pieces.append(Span(start=left, end=left + len(part.strip()), text=part.strip()))
        elif at == start and cut[0] < end:
            continues = True
        at = cut[1]
    return pieces, continues


def _things(run: list[Span], meaning: set[int], state: set[int]) -> list[Span]:
    """The items that carry a meaning and do not describe a state."""
    return [
        item
        for item in run
        if not meaning.isdisjoint(range(item.start, item.end)) and state.isdisjoint(range(item.start, item.end))
    ]


def _words(piece: Span) -> int:
    return len(piece.text.split())


def _first_word(piece: Span) -> Span:
    if _words(piece) <= _ITEM_WORDS:
        return piece
    word = piece.text.split()[0]
    return Span(start=piece.start, end=piece.start + len(word), text=word)


def _last_word(piece: Span) -> Span:
    if _words(piece) <= _ITEM_WORDS:
        return piece
    word = piece.text.split()[-1]
    return Span(start=piece.end - len(word), end=piece.end, text=word)
