"""Word lists of one language, and how their words and phrases are found in a text."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal, get_args

from covision.domain.base import Frozen, Language
from covision.measures.stems import form, spelling, stem
from covision.measures.synonyms import sense, sense_form
from covision.measures.text import Word, fold, words

Category = Literal[
    "service_adjectives", "superlatives", "value_nouns", "buzzwords", "tactics", "metrics", "hedges",
    "commitment_verbs", "company_words", "company_subjects", "customer_subjects", "feelings", "negative_feelings",
    "abstract_nouns", "concrete_words", "idioms", "thinking", "doing", "standing_still",
]  # fmt: skip
CATEGORIES: tuple[Category, ...] = get_args(Category)
# Adjectives and nouns: here a participle is a word of its own. "Valued" is a feeling, "value" is none; "tired" is
# no "tire". The other lists hold verbs, whose forms belong together.
_BY_FORM: frozenset[Category] = frozenset(
    (
        "service_adjectives",
        "superlatives",
        "feelings",
        "negative_feelings",
        "value_nouns",
        "abstract_nouns",
        "concrete_words",
        "tactics",
        "metrics",
        "company_words",
    )
)
# Portuguese lists have the forms of a verb that hedge ("esperamos que"); its other forms do not ("espera que").
_BY_FORM_TOO: dict[str, frozenset[Category]] = {"pt": frozenset(("hedges",))}
# What may stand between the words of a phrase.
_TIES = frozenset(" \t\r\n\u00a0-‐‑'’.&/")


class Lexicon(Frozen):
    """Words and phrases by category, in base forms; `common_words` are the everyday words of the language."""

    version: str | int
    language: Language
    service_adjectives: tuple[str, ...] = ()
    superlatives: tuple[str, ...] = ()
    value_nouns: tuple[str, ...] = ()
    buzzwords: tuple[str, ...] = ()
    tactics: tuple[str, ...] = ()
    metrics: tuple[str, ...] = ()
    hedges: tuple[str, ...] = ()
    commitment_verbs: tuple[str, ...] = ()
    company_words: tuple[str, ...] = ()
    company_subjects: tuple[str, ...] = ()
    customer_subjects: tuple[str, ...] = ()
    feelings: tuple[str, ...] = ()
    negative_feelings: tuple[str, ...] = ()
    abstract_nouns: tuple[str, ...] = ()
    concrete_words: tuple[str, ...] = ()
    idioms: tuple[str, ...] = ()
    thinking: tuple[str, ...] = ()
    doing: tuple[str, ...] = ()
    standing_still: tuple[str, ...] = ()
    stopwords: tuple[str, ...] = ()
    common_words: tuple[str, ...] = ()

    def entries(self, category: Category) -> tuple[str, ...]:
        """The words and phrases of a category, as the file has them."""
        found: tuple[str, ...] = getattr(self, category)
        return found


@dataclass(frozen=True, slots=True)
class Match:
    """A found word or phrase: characters `start:end` of the text, words `first` to `last` (exclusive)."""

    entry: str
    text: str
    start: int
    end: int
    first: int
    last: int


Found = dict[Category, list[Match]]
_Phrase = tuple[tuple[str, ...], Category, str]


@dataclass(frozen=True, slots=True)
class Matcher:
    """A lexicon made ready for searching. Build one with `matcher`, which keeps it."""

    language: Language
    stopwords: frozenset[str]
    common: frozenset[str]
    customers: frozenset[str]
    staff: frozenset[str]
    senses: bool
    by_stem: dict[str, list[_Phrase]] = field(repr=False)
    by_form: dict[str, list[_Phrase]] = field(repr=False)

    def find(self, text: str, found: Sequence[Word], stems: Sequence[str], forms: Sequence[str]) -> Found:
        """Every category's matches in order; within a category the longest phrase wins and nothing overlaps."""
        result: Found = {}
        free: dict[Category, int] = {}
        reach = _reach(text, found)
        for at in range(len(found)):
            longest: dict[Category, tuple[int, str]] = {}
            for index, keys in ((self.by_stem, stems), (self.by_form, forms)):
                for phrase, category, entry in index.get(keys[at], ()):
                    size = len(phrase)
                    if size <= longest.get(category, (0, ""))[0] or at + size > reach[at]:
                        continue
                    if size == 1 or tuple(keys[at : at + size]) == phrase:
                        longest[category] = (size, entry)
            for category, (size, entry) in longest.items():
                if at >= free.get(category, 0):
                    start, end = found[at].start, found[at + size - 1].end
                    match = Match(entry, text[start:end], start, end, at, at + size)
                    result.setdefault(category, []).append(match)
                    free[category] = at + size
        return result


_OWNERS = {
    "en": ("my", "your", "his", "her", "its", "our", "their", "one's"),
    "pt": ("meu", "minha", "teu", "tua", "seu", "sua", "nosso", "nossa", "vosso", "vossa"),
}


def _reach(text: str, found: Sequence[Word]) -> list[int]:
    """For each word, the index after the last word that follows without punctuation: no phrase goes beyond."""
    reach = [0] * len(found)
    end = len(found)
    for at in range(len(found) - 1, -1, -1):
        reach[at] = end
        if at and not _TIES.issuperset(text[found[at - 1].end : found[at].start]):
            end = at
    return reach


@lru_cache(maxsize=16)
def matcher(lexicon: Lexicon, *, senses: bool = False) -> Matcher:
    """The searching form of a lexicon (a few milliseconds the first time, kept afterwards).

    With `senses` close synonyms count as one word in all that is read with it: "parcel" is found in "package".
    """
    language = lexicon.language
    stemmed, formed = (sense, sense_form) if senses else (stem, form)
    by_form_alone = _BY_FORM | _BY_FORM_TOO.get(language, frozenset())
    by_stem: dict[str, list[_Phrase]] = {}
    by_form: dict[str, list[_Phrase]] = {}
    for category in CATEGORIES:
        index, reduce = (by_form, formed) if category in by_form_alone else (by_stem, stemmed)
        for entry in lexicon.entries(category):
            told = tuple(word.lower for word in words(entry))
            for said in _owners(told, language) if category == "idioms" else (told,):
                phrase = tuple(reduce(word, language) for word in said)
                if not phrase:
                    continue
                index.setdefault(phrase[0], []).append((phrase, category, entry))
    folded = [fold(word) for word in lexicon.stopwords]
    stop = frozenset(folded) | frozenset(spelling(word, language) for word in folded)
    customers = _nouns(lexicon.customer_subjects, stop, language, formed, phrases=False)
    return Matcher(
        language=language,
        stopwords=stop,
        common=frozenset(stemmed(fold(word), language) for word in lexicon.common_words),
        customers=customers,
        staff=_nouns(lexicon.company_subjects, stop, language, formed, phrases=True) - customers,
        senses=senses,
        by_stem=by_stem,
        by_form=by_form,
    )


def _owners(phrase: tuple[str, ...], language: str) -> "list[tuple[str, ...]]":
    """A phrase for every owner: who keeps "our word" may keep "her word" as well."""
    owners = _OWNERS.get(language, ())
    at = next((place for place, word in enumerate(phrase) if word in owners), None)
    if at is None:
        return [phrase]
    return [(*phrase[:at], owner, *phrase[at + 1 :]) for owner in owners]


def _nouns(
    entries: Sequence[str],
    stop: frozenset[str],
    language: Language,
    reduce: Callable[[str, str], str],
    *,
    phrases: bool,
) -> frozenset[str]:
    """Forms of the single words that are no stop words; with `phrases`, of each phrase's last word too."""
    parts = ([word.lower for word in words(entry)] for entry in entries)
    last = (part[-1] for part in parts if part and (phrases or len(part) == 1))
    return frozenset(reduce(word, language) for word in last if word not in stop)
