"""Strong customer words that no answer took up."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from covision.domain.board import Untaken
from covision.domain.research import Theme, ThemeSet
from covision.steps.boarding.said import Sentence, Told
from covision.steps.boarding.topics import Topics, value
from covision.steps.mask_find import spans

MOST = 6
_SPECIFIC = (3, 12)
"""Telling words of a sentence worth quoting: fewer say nothing, more wander."""
_LIKE = 2
"""Telling words two customers share who speak of the same thing."""
_OWN_SHARE = 0.3  # part of a theme's customers who use a word for it to be the theme's own
_MADE_OF = 0.6  # the same for a word that is enough by itself
_LOOKED_AT = 30  # sentences of a theme, or twice as many alone, that are compared with the answers
_STRONG = 1.5
"""Strength of what is worth showing though one customer alone says it: an extreme rating, in telling words."""
_TAKEN_SHARE = 1 / 3
"""A theme is taken up where an answer speaks of at least this part of what its customers said."""


def untaken(
    told: Told,
    topics: Topics,
    spoken: frozenset[int],
    themes: ThemeSet | None,
    why: Callable[[str, int], str],
) -> tuple[Untaken, ...]:
    """What most customers say that no answer speaks of, the most customers first, at most `MOST`.

    With themes: one quote for each theme that no answer took up. Without them, or where they leave room: single
    sentences that others say in other words too, and strong single ones last. `spoken` are the numbers of the
    customers' sentences that some answer speaks of; `why` words the reason from its kind and the count. A sentence
    with personal data is not quoted: drafts carry these on.
    """
    free = [at for at, one in enumerate(told.customers) if at not in spoken and _telling(one)]
    found: list[Untaken] = []
    used: set[str] = set()
    taken = {told.customers[at].cited.ref for at in spoken}
    for theme in sorted(themes.themes if themes else (), key=lambda one: (-one.count, one.id)):
        if not theme.snippets or _taken_up(theme, taken, told):
            continue
        spoken_there = _about(theme, told)[:_LOOKED_AT]
        gone = topics.taken_up([told.customers[at] for at in spoken_there])
        if sum(gone) >= _TAKEN_SHARE * len(gone):
            continue
        left = {at for at, taken_up in zip(spoken_there, gone, strict=True) if not taken_up}
        # A sentence that speaks of two themes stands under the larger one.
        shown = {one.words for one in found}
        places = [at for at in free if at in left and told.customers[at].cited not in shown]
        places = [at for at in places if not spans(told.customers[at].text)]
        if places:
            best = _best(told, places, theme)
            used.update(theme.snippets)
            found.append(
                Untaken(words=best.cited, theme=theme.id, customers=theme.count, why=why("theme", theme.count))
            )
    return tuple([*found, *_single(told, topics, free, used, why)][:MOST])


def _about(theme: Theme, told: Told) -> list[int]:
    """The customers' sentences that the theme quotes: what else they said is about other things."""
    quoted = {(one.snippet, one.start, one.end) for one in theme.quotes}
    return [
        at
        for at, one in enumerate(told.customers)
        if any(
            ref == one.cited.ref and start < one.cited.end and end > one.cited.start for ref, start, end in quoted
        )
    ]


def _taken_up(theme: Theme, taken: set[str], told: Told) -> bool:
    """True where answers speak of enough of its customers' sentences, or use the words that make the theme.

    The second is for large themes: what a tenth of all customers say is too common to tell one sentence by.
    """
    refs = frozenset(theme.snippets)
    if sum(ref in taken for ref in refs) >= _TAKEN_SHARE * len(refs):
        return True
    held: dict[str, set[str]] = {}
    for one in told.customers:
        if one.cited.ref in refs:
            for key in one.terms:
                held.setdefault(key, set()).add(one.cited.ref)
    most = max(len(told.snippets) - len(refs), 1)
    everywhere = Counter(key for one in told.customers if one.cited.ref not in refs for key in one.terms)
    own = {
        key: len(found) / len(refs)
        for key, found in held.items()
        if len(found) / len(refs) >= _OWN_SHARE and len(found) / len(refs) >= 2 * everywhere[key] / most
    }
    return any(
        len(hits := [own[key] for key in answer.terms if key in own]) >= _LIKE or max(hits, default=0.0) >= _MADE_OF
        for answer in told.answers
    )


def _telling(one: Sentence) -> bool:
    least, most = _SPECIFIC
    if one.rating is not None and one.tone * one.rating < 0:
        return False  # praise within a complaint, or the other way round, is not what this customer is about
    return least <= len(one.terms) <= most and not one.text.rstrip().endswith("?")


def _strength(one: Sentence) -> float:
    """A clear rating, and words that praise or complain: "great" says more than where the lamp stands."""
    rated = abs(one.rating) if one.rating is not None else 0.5 * abs(value(one))
    return rated + 0.5 * bool(one.good or one.bad)


def _best(told: Told, places: Sequence[int], theme: Theme) -> Sentence:
    """The sentence that says most of what the theme is about, then the strongest."""
    wanted = {word for phrase in (theme.label, *theme.phrases) for word in phrase.lower().split()}

    def rank(at: int) -> tuple[float, float, int]:
        one = told.customers[at]
        hits = sum(word in one.text.lower() for word in wanted)
        return (-hits, -_strength(one), at)

    return told.customers[min(places, key=rank)]


def _single(
    told: Told, topics: Topics, free: Sequence[int], used: set[str], why: Callable[[str, int], str]
) -> list[Untaken]:
    """Sentences outside themes, those that most customers say in other words first."""
    places: dict[str, list[int]] = {}
    for at, one in enumerate(told.customers):
        for key in one.terms.keys() - told.common:
            places.setdefault(key, []).append(at)
    ranked = sorted(
        ((_others(told, at, places), _strength(told.customers[at]), at) for at in free),
        key=lambda item: (-item[0], -item[1], item[2]),
    )
    ranked = [item for item in ranked if item[0] > 0 or item[1] >= _STRONG][: 2 * _LOOKED_AT]
    gone = topics.taken_up([told.customers[at] for _, _, at in ranked])
    found: list[Untaken] = []
    words: set[str] = set()
    for (others, _, at), taken_up in zip(ranked, gone, strict=True):
        one = told.customers[at]
        telling = one.terms.keys() - told.common
        if taken_up or one.cited.ref in used or len(words & telling) >= _LIKE or spans(one.text):
            continue
        words |= telling
        used.add(one.cited.ref)
        count = others + one.copies
        found.append(Untaken(words=one.cited, customers=count, why=why("many" if others else "one", count)))
        if len(found) == MOST:
            break
    return found


def _others(told: Told, at: int, places: Mapping[str, Sequence[int]]) -> int:
    """How many other customers share enough telling words with this sentence."""
    mine = told.customers[at]
    shared = Counter(to for key in mine.terms.keys() - told.common for to in places[key])
    refs = {
        told.customers[to].cited.ref: told.customers[to].copies for to, count in shared.items() if count >= _LIKE
    }
    refs.pop(mine.cited.ref, None)
    return sum(refs.values())
