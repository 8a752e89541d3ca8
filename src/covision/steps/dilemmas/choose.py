"""Which dilemmas are proposed: of the own sector first, different trade-offs, near the words of the statement."""

import hashlib
import re
import unicodedata
from collections.abc import Collection, Sequence
from functools import lru_cache

from covision.domain.corpus import Corpus, DilemmaEntry, Sort
from covision.domain.dilemmas import Dilemma
from covision.domain.project import Organisation
from covision.steps.corpus_dilemmas import ANY_SECTOR, LANGUAGES

COUNT = 6
FEWEST, MOST = 3, 9
_MOST_OF_SECTOR = 4
_OWN, _GENERAL = 2.0, 1.0
_TOUCH, _MOST_TOUCHES = 0.4, 3
_AGAIN = 1.5
"""What a trade-off that is among the proposed already takes away; so is a dilemma that was put before."""


def propose(
    corpus: Corpus,
    organisation: Organisation,
    statement: str,
    own: Sequence[Dilemma] = (),
    seen: Collection[str] = (),
    count: int = COUNT,
) -> tuple[tuple[Dilemma, ...], tuple[Dilemma, ...]]:
    """The dilemmas to put, and others of the sector or for every place that could be put instead.

    The team's `own` come first, the newest before the older ones. At most four are of the sector; the rest is for
    every place, whose trade-offs differ. `seen` are ids that were put before: they come last. The same project and
    statement give the same list.
    """
    language = organisation.language if organisation.language in LANGUAGES else "en"
    sectors = sectors_of(organisation, corpus.trade_offs.sectors)
    touched = {one.id: touches(statement, one, language) for one in corpus.trade_offs.tensions}
    fitting = [one for one in corpus.dilemmas if one.sector in sectors or one.sector == ANY_SECTOR]
    chosen = [*reversed(own)][:count]
    taken: list[DilemmaEntry] = []
    while fitting and len(chosen) + len(taken) < count:
        best = max(fitting, key=lambda one: (_worth(one, sectors, touched, taken, seen), _mixed(statement, one)))
        fitting.remove(best)
        taken.append(best)
    rest = sorted(fitting, key=lambda one: (-_worth(one, sectors, touched, (), seen), one.id))
    told = [*(_put(one, language, touched) for one in taken)]
    others = [*[*reversed(own)][count:], *(_put(one, language, touched) for one in rest)]
    return (*chosen, *told), tuple(others)


def _worth(
    one: DilemmaEntry,
    sectors: Sequence[str],
    touched: dict[str, tuple[str, ...]],
    taken: Sequence[DilemmaEntry],
    seen: Collection[str],
) -> float:
    of_sector = one.sector in sectors
    full = of_sector and sum(other.sector in sectors for other in taken) >= _MOST_OF_SECTOR
    words = {word for tension in one.tensions for word in touched.get(tension, ())}
    again = sum(tension in other.tensions for other in taken for tension in one.tensions)
    nearest = (len(sectors) - sectors.index(one.sector)) / len(sectors) if of_sector else 0.0
    base = _GENERAL if full or not of_sector else _OWN + nearest
    return (
        base
        + _TOUCH * min(len(words), _MOST_TOUCHES)
        - _AGAIN * again / len(one.tensions)
        - (_AGAIN * 2 if one.id in seen else 0.0)
        - (_OWN if full else 0.0)
    )


def _mixed(statement: str, one: DilemmaEntry) -> str:
    """An order by chance among equals, the same for the same statement."""
    return hashlib.sha256(f"{statement}\0{one.id}".encode("utf-8", "replace")).hexdigest()


def _put(one: DilemmaEntry, language: str, touched: dict[str, tuple[str, ...]]) -> Dilemma:
    told = one.told(language)
    words = dict.fromkeys(word for tension in one.tensions for word in touched.get(tension, ()))
    return Dilemma(
        id=one.id,
        title=told.title,
        text=told.text,
        courses=told.courses,
        source=f"corpus/{one.id}",
        tensions=one.tensions,
        criteria=one.criteria,
        touches=tuple(words)[:_MOST_TOUCHES],
    )


def sectors_of(organisation: Organisation, known: Sequence[Sort]) -> tuple[str, ...]:
    """The sectors an organisation's own words name, the first named first; by its name where its sector says none.

    In any language the words of all languages count: people write "café" and "software" everywhere.
    """
    for told in (organisation.sector, organisation.name):
        found = {one.id: at for one in known if (at := _first(told, one)) is not None}
        if found:
            return tuple(sorted(found, key=found.__getitem__))
    return ()


def _first(text: str, sort: Sort) -> int | None:
    places = [
        match.start() for words in sort.words.values() if words for match in _matcher(words).finditer(_plain(text))
    ]
    return min(places, default=None)


def touches(statement: str, sort: Sort, language: str) -> tuple[str, ...]:
    """The words of a statement by which it touches a tension, as they stand there."""
    words = sort.words.get(language, ())
    if not words:
        return ()
    plain = _plain(statement)
    # Taking accents away keeps the length only of composed text; a statement that is not is told without them.
    shown = unicodedata.normalize("NFC", statement)
    shown = shown if len(shown) == len(plain) else plain
    return tuple(dict.fromkeys(shown[match.start() : match.end()] for match in _matcher(words).finditer(plain)))


def _plain(text: str) -> str:
    """Without case and accents; a character stays one character."""
    composed = unicodedata.normalize("NFC", text)
    return "".join((unicodedata.normalize("NFD", char)[:1] or char).lower()[:1] or char for char in composed)


@lru_cache(maxsize=128)
def _matcher(words: tuple[str, ...]) -> re.Pattern[str]:
    parts = (re.escape(_plain(word.rstrip("*"))) + (r"[\w-]*" if word.endswith("*") else "") for word in words)
    return re.compile(rf"(?<![\w-])(?:{'|'.join(parts)})(?![\w-])")
