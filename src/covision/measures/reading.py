"""A statement made ready for the measures: its words, their stems, what the word lists find, its clauses."""

from collections.abc import Iterable
from dataclasses import dataclass

from covision.domain.base import Span
from covision.measures.lexicon import Category, Found, Match, Matcher
from covision.measures.stems import form, spelling, stem
from covision.measures.synonyms import sense, sense_form
from covision.measures.text import JOINERS, Word, clauses, count_words, latin_share, sentences, words

# Below this share of words known to the lists, a text of some length is taken for another language.
_KNOWN_SHARE = 0.25
_ENOUGH_TO_TELL = 8
_ENDINGS = {
    "en": ("ing", "ings", "ed", "ness", "ly", "ful", "less", "ship", "hood", "ory", "ment", "tion", "sion"),
    "pt": (
        "ção",
        "ções",
        "são",
        "mente",
        "dade",
        "dades",
        "mento",
        "mentos",
        "agem",
        "ável",
        "ível",
        "ando",
        "endo",
    ),
}


@dataclass(frozen=True, slots=True)
class Reading:
    """What is known of a text before anything is judged. `content` are the indexes of words that carry meaning:
    no stop word, no number, no word for customers in general, and no word of the organisation's own name; so a
    changed name or "guests" instead of "customers" changes nothing that rests on content words."""

    text: str
    language: str
    words: tuple[Word, ...]
    stems: tuple[str, ...]
    forms: tuple[str, ...]
    names: frozenset[int]
    content: tuple[int, ...]
    customers: frozenset[int]
    found: Found
    sentences: tuple[Span, ...]
    clauses: tuple[Span, ...]

    def matches(self, category: Category) -> list[Match]:
        """What a word list finds outside the organisation's own name."""
        found = self.found.get(category, [])
        if not self.names:
            return found
        return [match for match in found if not self.names.intersection(range(match.first, match.last))]

    def content_stems(self) -> tuple[str, ...]:
        """Stems of the content words, in order, repeats kept."""
        return tuple(self.stems[at] for at in self.content)

    def span(self, match: Match | Word) -> Span:
        """The place of a match or word as a span of the text."""
        return Span(start=match.start, end=match.end, text=self.text[match.start : match.end])

    def word_count(self) -> int:
        """Words as a reader counts them: the organisation's name is one word, a hyphenated word too."""
        names = sum(1 for at in self.names if at - 1 not in self.names)
        return names + count_words(word for at, word in enumerate(self.words) if at not in self.names)

    def canonical(self) -> list[str]:
        """Folded words in one spelling, one word for customers, none for the name: what readability sees."""
        return [
            "customer" if at in self.customers else spelling(word.lower, self.language)
            for at, word in enumerate(self.words)
            if at not in self.names
        ]


def read(text: str, lists: Matcher, name: str = "") -> Reading:
    """Read a text with the word lists of its language; `name` is the organisation whose statement it is."""
    language = lists.language
    found = tuple(words(text))
    lowers = [word.lower for word in found]
    stemmed, formed = (sense, sense_form) if lists.senses else (stem, form)
    stems = tuple(stemmed(lower, language) for lower in lowers)
    forms = tuple(formed(lower, language) for lower in lowers)
    names = _name_places([spelling(lower, language) for lower in lowers], name, language)
    customers = frozenset(at for at, key in enumerate(forms) if key in lists.customers)
    content = tuple(
        at
        for at, word in enumerate(found)
        if at not in names and at not in customers and not word.number and not is_stop(lowers[at], lists)
    )
    return Reading(
        text=text,
        language=language,
        words=found,
        stems=stems,
        forms=forms,
        names=names,
        content=content,
        customers=customers,
        found=lists.find(text, found, stems, forms),
        sentences=tuple(sentences(text)),
        clauses=tuple(clauses(text)),
    )


def is_stop(lower: str, lists: Matcher) -> bool:
    """True for a folded word that carries no meaning of its own; "we've" and "isn't" count too."""
    if (
        lower in lists.stopwords
        or lower in JOINERS
        or len(lower) == 1
        or spelling(lower, lists.language) in lists.stopwords
    ):
        return True
    head, mark, _ = lower.partition("'")
    return bool(mark) and (head in lists.stopwords or lower.endswith("n't"))


def _name_places(lowers: list[str], name: str, language: str) -> frozenset[int]:
    """Indexes of words of the organisation's name, whole or without its last words ("Harbour Street")."""
    parts = [spelling(word.lower, language) for word in words(name)]
    places: set[int] = set()
    for size in range(len(parts), 0, -1):
        # One word alone must be an unusual one, or every "bakery" would be taken for the name.
        if size < len(parts) and size < 2:
            break
        for at in range(len(lowers) - size + 1):
            if _bare(lowers[at : at + size]) == parts[:size]:
                places.update(range(at, at + size))
    return frozenset(places)


def _bare(lowers: Iterable[str]) -> list[str]:
    return [lower.removesuffix("'s") for lower in lowers]


def foreign(reading: Reading, lists: Matcher) -> bool:
    """True where the text plainly is not in the language of the lists: another script, or hardly a known word."""
    letters = [word for word in reading.words if not word.number]
    if not letters:
        return False
    if latin_share(reading.text) < 0.5:
        return True
    if len(letters) < _ENOUGH_TO_TELL:
        return False
    places = (range(match.first, match.last) for matches in reading.found.values() for match in matches)
    listed = {at for place in places for at in place}
    known = sum(
        1
        for at, word in enumerate(reading.words)
        if at in listed or reading.stems[at] in lists.common or is_stop(word.lower, lists)
    )
    # Hard words of this language are no other language: their endings tell.
    endings = _ENDINGS.get(lists.language, ())
    known += (
        sum(
            1
            for at, word in enumerate(reading.words)
            if len(word.lower) > 6
            and word.lower.endswith(endings)
            and not (at in listed or reading.stems[at] in lists.common or is_stop(word.lower, lists))
        )
        if endings
        else 0
    )
    return known / len(reading.words) < _KNOWN_SHARE


def content_stems(text: str, lists: Matcher) -> tuple[str, ...]:
    """Stems of a text's content words, in order, repeats kept; words for customers in general are left out."""
    language = lists.language
    stemmed, formed = (sense, sense_form) if lists.senses else (stem, form)
    kept = (word.lower for word in words(text) if not word.number)
    return tuple(
        stemmed(lower, language)
        for lower in kept
        if not is_stop(lower, lists) and formed(lower, language) not in lists.customers
    )
