"""Suggestions that code makes without a model: words taken out, the customer as subject, the team's own words.

Nothing here invents: what is left was in the statement, what comes in somebody of the team said. Every suggestion
passes the same guards as a model's.
"""

import re
from collections.abc import Iterator, Sequence

from covision.domain.base import Frozen, Span
from covision.domain.rewriting import WishKind
from covision.measures.lexicon import Category
from covision.measures.reading import Reading, read
from covision.measures.text import JOINERS, clauses, count_words, word_set, words
from covision.steps.critique.answers import question_of
from covision.steps.drafting.pieces import pieces_of
from covision.steps.drafting.tidying import clean
from covision.steps.drafting.told import told
from covision.steps.rewriting.room import Room

MOST = 3
_BIG: tuple[Category, ...] = ("service_adjectives", "superlatives", "buzzwords")
_NOUNS: tuple[Category, ...] = ("value_nouns", "abstract_nouns")
_AND = {"en": "and", "pt": "e"}
_PREPOSITIONS = word_set("with of by through in for from com de por em para da do das dos pela pelo na no nas nos")
_LOOSE = JOINERS | _PREPOSITIONS
_INTENSE = {
    "en": r"\b(?:very|really|truly|genuinely|simply|just|always|ever|absolutely|completely|totally|fully) ",
    "pt": r"\b(?:muito|realmente|verdadeiramente|simplesmente|sempre|absolutamente|completamente|totalmente) ",
}
_LONG = {
    "en": (
        (r"\bin order to\b", "to"), (r"\beach and every\b", "every"), (r"\bat all times\b", ""),
        (r"\bmake sure that you\b", "make sure you"), (r"\bthe way in which\b", "how"), (r"\bso that\b", "so"),
        (r"\bas well as\b", "and"), (r"\bwho is\b|\bwhich is\b|\bthat is\b", ""),
    ),
    "pt": (
        (r"\bde forma a\b|\bde modo a\b|\bcom o objetivo de\b", "para"), (r"\btodos e cada um\b", "todos"),
        (r"\bem todos os momentos\b", ""), (r"\bbem como\b", "e"),
    ),
}  # fmt: skip
# Who speaks of the company's doing, and the same from the customer's side.
_YOU = r"(you|customers|people|everyone|guests|patients|visitors|members|families)"
_QUEM = r"(os clientes|as pessoas|os hóspedes|os utentes|cada cliente|cada pessoa|cada hóspede|quem \w+)"
_WE, _TEAM = r"^we (?:will |always )*", r"^our (?:[\w, -]+ )?(?:team|staff|people) (?:will |always )*"
_TURNS = {
    "en": (
        (rf"^we (?:make sure|ensure|see to it|promise|want)(?: that)? {_YOU}\b", r"\1"),
        (rf"{_WE}(?:help|let|enable|allow) {_YOU} (?:to )?", r"\1 can "),
        (rf"{_WE}(?:give|offer|bring|provide) {_YOU}(?: with)? ", r"\1 get "),
        (rf"{_WE}show {_YOU} ", r"\1 see "),
        (rf"{_WE}tell {_YOU} ", r"\1 know "),
        (rf"{_TEAM}(?:helps?|lets?) {_YOU} (?:to )?", r"\1 can "),
        (rf"{_TEAM}(?:gives?|offers?|brings?) {_YOU} ", r"\1 get "),
    ),
    "pt": (
        (rf"^(?:garantimos|asseguramos|fazemos com)(?: que)? {_QUEM}\b", r"\1"),
        (r"^ajudamos (os clientes|as pessoas|os hóspedes|os utentes) a ", r"\1 podem "),
        (r"^damos (?:aos clientes|às pessoas) ", "os clientes recebem "),
    ),
}


class Made(Frozen):
    """Words for the span. `author` is a participant's id where the words are theirs, else empty."""

    text: str
    author: str = ""
    evidence: tuple[str, ...] = ()


def suggestions(statement: str, span: Span, room: Room, wish: WishKind, critique: str = "") -> list[Made]:
    """What rules can make of the span for a wish, best first; empty where they can make nothing.

    There is no rule for `free` and `promise`. `critique` is the question that led here: its answer comes first.
    """
    makers = {
        "shorter": (_shorter, _plainer, _without_items),
        "plainer": (_plainer, _shorter),
        "customer": (_turned,),
        "one_idea": (_without_items, _plainer),
        "timeless": (_timeless,),
        "own": (_own,),
        "picturable": (_own,),
    }.get(wish, ())
    found: list[Made] = []
    if critique:
        found += _own(statement, span, room, critique)
    for make in makers if room.ruled else ():
        found += make(statement, span, room, critique)
    if not room.ruled and wish in ("own", "free"):
        found += _answer(room, critique)
    unique = {one.text: one for one in found if one.text and one.text != span.text}
    return list(unique.values())


def _read(text: str, room: Room) -> Reading | None:
    return read(text, room.guard.lists, room.guard.organisation) if room.guard.lists is not None else None


# Words taken out


def _plainer(statement: str, span: Span, room: Room, _: str) -> Iterator[Made]:
    """Without adjectives about the service, superlatives and big nouns: all of them, then each kind."""
    reading = _read(span.text, room)
    if reading is None:
        return
    inside = [one for one in _places(reading, (*_BIG, *_NOUNS)) if not _in_row_outside(one, statement, span, room)]
    praise = [one for one in _places(reading, _BIG) if one in inside]
    nouns = [one for one in _places(reading, _NOUNS) if one in inside and _free(one, span.text, room)]
    for places in ([*praise, *nouns], praise, nouns):
        if places:
            text = _without(span.text, places, room.language)
            if len(room.guard.content(text)) >= min(2, len(room.guard.content(span.text))):
                yield Made(text=text)


def _places(reading: Reading, names: Sequence[Category]) -> list[tuple[int, int]]:
    return sorted({(one.start, one.end) for name in names for one in reading.matches(name)})


def _in_row_outside(place: tuple[int, int], statement: str, span: Span, room: Room) -> bool:
    """Whether it stands at the span's edge in a row that goes on outside: without it the row would not read on."""
    joiner = _AND.get(room.language, "and")
    after, before = statement[span.end :].lstrip().lower(), statement[: span.start].rstrip().lower()
    last = place[1] >= len(span.text) and (after.startswith((",", f"{joiner} ")))
    first = place[0] == 0 and (before.endswith((",", f" {joiner}")))
    return last or first


def _free(place: tuple[int, int], text: str, room: Room) -> bool:
    """Whether a noun can be left out and a sentence remains: before another noun, after a preposition, in a row."""
    before, after = text[: place[0]].rstrip(), text[place[1] :].lstrip()
    joiner = _AND.get(room.language, "and")
    follows = re.match(r"[\w'’-]+", after)
    word = follows.group().lower() if follows else ""
    lists = room.guard.lists
    qualifies = (
        room.language == "en"
        and bool(word)
        and word != joiner
        and lists is not None
        and word not in lists.stopwords
    )
    last = re.search(r"[\w'’-]+$", before)
    led = last is not None and last.group().lower() in _PREPOSITIONS
    in_row = before.endswith(",") or (last is not None and last.group().lower() == joiner) or word == joiner
    return qualifies or (led and not word) or (led and word == joiner) or in_row or (led and after[:1] in ",.;!?")


def _without(text: str, places: Sequence[tuple[int, int]], language: str) -> str:
    """The text without these places, and without the commas, "and"s and adverbs that belonged to them."""
    joiner = _AND.get(language, "and")
    mark = "\x00"
    for start, end in sorted(places, reverse=True):
        if mark not in text[start:end]:
            text = f"{text[:start]}{mark}{text[end:]}"
    text = re.sub(rf"\b(?:\w+ly|very|most|more|so|muito|mais|tão|\w+mente)\s+(?={mark})", "", text)
    text = re.sub(rf"{mark}(?:\s+{mark})+", mark, text)
    led = "|".join(sorted(_PREPOSITIONS))
    for found, new in (
        (rf"{mark}(?:\s*(?:,|,? {joiner}\b)\s*(?:(?:{led})\s+)?{mark})+", mark),
        # "of the highest quality" goes whole, with the words that led to it.
        (rf"\b(?:the|an?|our|os?|as?|uma?)\s+{mark}(?=\s*[,.;!?…]|\s*$)", mark),
        (rf"(\w), (\w+),? {joiner} (?:(?:{led})\s+)?{mark}", rf"\1 {joiner} \2"),
        (rf"(?:\s*,)?\s+{joiner}\s+(?:(?:{led})\s+)?{mark}", ""),
        (rf"{mark}(?:\s*,)?\s+{joiner}\s+(?=\S)", ""),
        (rf"\s+(?:{led})\s+{mark}(?=\s*[,.;!?…]|\s*$)", ""),
        (rf"\s*,\s*{mark}(?=\s*[,.;]|\s*$)", ""),
        (rf"{mark}\s*,\s*", ""),
        (rf"\s*{mark}(?=\s*[,.;!?…])", ""),
        (mark, ""),
    ):
        text = re.sub(found, new, text, flags=re.IGNORECASE)
    text = " ".join(text.split())
    return re.sub(r"\s+([,.;!?])", r"\1", _article(text) if language == "en" else text).strip(" ,")


def _article(text: str) -> str:
    """ "an warm" and "a honest" as they are said."""
    text = re.sub(r"\b(a)(n) (?=[bcdfgjklmnpqrstvwyz])", r"\1 ", text, flags=re.IGNORECASE)
    return re.sub(r"\b(a) (?=[aeio])", r"\1n ", text, flags=re.IGNORECASE)


def _shorter(statement: str, span: Span, room: Room, _: str) -> Iterator[Made]:
    """Without asides and words that only stress; then without the last clause, without the first one."""
    text = clean(span.text, room.voice, room.guard.organisation, fringes=False)
    for found, new in _LONG.get(room.language, ()):
        text = re.sub(found, new, text, flags=re.IGNORECASE)
    text = " ".join(re.sub(_INTENSE.get(room.language, r"(?!)"), "", text, flags=re.IGNORECASE).split())
    yield Made(text=text)
    spans = clauses(span.text)
    # A comma may stand inside a list: only what begins like a clause of its own can go.
    begins = [word for one in spans[1:] for word in one.text.lower().split(" ", 1)[:1]]
    if begins and begins[-1] in _LOOSE:
        yield Made(text=span.text[: spans[-2].end])
    if begins and begins[0] in _LOOSE:
        yield Made(text=span.text[spans[1].start :])


def _without_items(statement: str, span: Span, room: Room, _: str) -> Iterator[Made]:
    """Of things in a row each one alone: "warm, quick and fair help" becomes "warm help"."""
    reading = _read(span.text, room)
    places = _places(reading, (*_BIG, *_NOUNS)) if reading is not None else []
    if len(places) > 1:
        for kept in places:
            yield Made(text=_without(span.text, [one for one in places if one != kept], room.language))
        return
    joiner = _AND.get(room.language, "and")
    items = [one.strip() for one in re.split(rf",? {joiner} |, ", span.text.rstrip(".!?…")) if one.strip()]
    # What stands before the first thing belongs to all of them; where they begin, only like forms can tell.
    if len(items) > 1 and len({one.split()[0].lower() for one in (items[0], items[-1])}) == 1:
        yield from (Made(text=item) for item in items)
    elif len(items) > 1 and all(len(one.split()) == 1 for one in items[1:]):
        head = items[0].rsplit(" ", 1)
        for item in (head[-1], *items[1:]):
            yield Made(text=f"{head[0]} {item}" if len(head) > 1 else item)


def _timeless(statement: str, span: Span, room: Room, _: str) -> Iterator[Made]:
    """Without the channel, tool or date, with the preposition before it."""
    reading = _read(span.text, room)
    if reading is None:
        return
    before = r"(?:\b(?:through|via|by|with|on|in|using|over|from|pel[oa]s?|através d[eoa]s?|com|n[oa]s?|em)\s+)?"
    before += r"(?:\b(?:our|an?|the|nosso|nossa|uma?|[oa])\s+)?(?:\b\w+\s+)?"
    text = span.text
    for one in sorted(reading.matches("tactics"), key=lambda found: -found.start):
        head = re.search(rf"{before}$", text[: one.start], re.IGNORECASE)
        start = head.start() if head else one.start
        text = f"{text[:start]}{text[one.end :]}"
    text = re.sub(r"\b(?:by|until|até|em) (?:the end of )?(?:19|20)\d\d\b", "", text)
    yield Made(text=re.sub(r"\s+([,.;!?])", r"\1", " ".join(text.split())).strip(" ,"))


# The customer as subject


def _turned(statement: str, span: Span, room: Room, _: str) -> Iterator[Made]:
    """What the company does, as the customer has it: "We help you choose" becomes "You can choose"."""
    for found, new in _TURNS.get(room.language, ()):
        text, times = re.subn(found, new, span.text, count=1, flags=re.IGNORECASE)
        if times and text != span.text:
            begins = span.text[:1].isupper()
            yield Made(text=(text[:1].upper() if begins else text[:1].lower()) + text[1:])


# The team's own words


def _own(statement: str, span: Span, room: Room, critique: str) -> Iterator[Made]:
    """What people said that fits the span: the answer to the critic first, then what is nearest to its words."""
    yield from _answer(room, critique)
    before, after = statement[: span.start].rstrip(), statement[span.end :].lstrip()
    first, last = before.rsplit(" ", 1)[-1].lower(), after.split(" ", 1)[0].lower()
    # Only a whole clause can give way to another one.
    begins = not before or before[-1] in ",;:.!?…" or first in JOINERS
    ends = span.text[-1] in ".!?…" or not after or after[0] in ",;:.!?…" or last in JOINERS
    if not (begins and ends):
        return
    content, about = set(room.guard.content(span.text)), set(room.guard.content(statement))
    wanted = next((kind for kind, form in _KINDS.items() if re.search(form, span.text, re.IGNORECASE)), "")
    ranked: list[tuple[float, int, Made]] = []
    for kind, text, who, id in _phrases(room):
        said = set(room.guard.content(text))
        # Somebody's other thought is no other wording: it is of the same kind, or shares a telling word.
        near = len(said & content) / max(1, len(said)) + (0.5 if wanted and kind == wanted else 0.0)
        long_enough = count_words(words(text)) >= _LEAST_OF_SPAN * count_words(words(span.text))
        if near and long_enough and not said <= about:
            ranked.append((-near, len(ranked), Made(text=text, author=who, evidence=(id,))))
    yield from (made for _, _, made in sorted(ranked, key=lambda item: item[:2])[:MOST])


_LEAST_OF_SPAN = 0.4
_KINDS = {
    "feel": r"\b(?:feel|feels|feeling|felt|sent\w+|sinta\w*)\b",
    "think": r"\b(?:know|knows|knowing|think|thinks|sure|sab\w+|saiba\w*)\b",
    "do": r"\b(?:can|able|pode|podem|possa\w*)\b",
}


def _phrases(room: Room) -> Iterator[tuple[str, str, str, str]]:
    """What the team says of customers, as whole clauses: (feel, think, do or "", text, who, evidence id)."""
    for one in told(room.said(), room.voice):
        yield "", one.text, one.participant, one.evidence
    if room.language == "en":
        # Their answers are in the base form, which is that of "you".
        for piece in pieces_of(room.said(), room.voice, room.lexicon):
            if piece.sure and not piece.finite:
                yield piece.kind, f"you {piece.text}", piece.participant, piece.evidence


def _answer(room: Room, critique: str) -> Iterator[Made]:
    """The answer to the critic's question, sentence by sentence, in the words of whoever answered."""
    wanted = question_of(critique)
    for unit in room.said():
        if critique and unit.question == wanted:
            said = clean(unit.text, room.voice, room.guard.organisation) if room.ruled else unit.text
            yield Made(text=said, author=unit.evidence.participant or "", evidence=(unit.id,))
