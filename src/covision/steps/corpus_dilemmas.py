"""What a dilemma of the corpus has to be, beside its shape: short, in both languages, sorted, without twins."""

from collections.abc import Iterator

from covision.domain.corpus import DilemmaEntry, DilemmaText, Sort, TradeOffs

LANGUAGES = ("en", "pt")
ANY_SECTOR = "any"
SITUATION_WORDS = range(15, 71)
COURSE_WORDS = range(3, 26)
TITLE_WORDS = range(1, 8)
Fault = tuple[tuple[str | int, ...], str]
"""The path of a key, and what is wrong there."""


def dilemma_faults(entry: DilemmaEntry, sorts: TradeOffs) -> Iterator[Fault]:
    """What is wrong with a dilemma, each with the path of its key."""
    if entry.sector not in {one.id for one in sorts.sectors}:
        yield ("sector",), f"there is no sector {entry.sector}"
    known = {one.id for one in sorts.tensions}
    for at, name in enumerate(entry.tensions):
        if name not in known:
            yield ("tensions", at), f"there is no tension {name}"
    if len(set(entry.tensions)) < len(entry.tensions):
        yield ("tensions",), "names a tension twice"
    yield from _text_faults(entry, ())
    for language in LANGUAGES:
        other = entry.translations.get(language)
        if language == entry.language:
            if other is not None:
                yield ("translations", language), "is the language of the entry itself"
        elif other is None:
            yield ("translations",), f"the words in {language} are missing"
        else:
            yield from _text_faults(other, ("translations", language))
            if len(other.courses) != len(entry.courses):
                yield ("translations", language, "courses"), "has not as many courses as the entry"


def _text_faults(told: DilemmaText, path: tuple[str | int, ...]) -> Iterator[Fault]:
    for key, text, allowed in (("title", told.title, TITLE_WORDS), ("text", told.text, SITUATION_WORDS)):
        if (count := len(text.split())) not in allowed:
            yield (*path, key), f"has {count} words; it needs {allowed.start} to {allowed.stop - 1}"
    for at, course in enumerate(told.courses):
        if (count := len(course.split())) not in COURSE_WORDS:
            yield (
                (*path, "courses", at),
                f"has {count} words; a course has {COURSE_WORDS.start} to {COURSE_WORDS.stop - 1}",
            )
    if len({course.casefold() for course in told.courses}) < len(told.courses):
        yield (*path, "courses"), "names a course twice"


def sort_faults(sorts: TradeOffs) -> Iterator[Fault]:
    """What is wrong with the sorts: ids that are there twice, a language without a title."""
    for key, listed in (("sectors", sorts.sectors), ("tensions", sorts.tensions)):
        seen: set[str] = set()
        for at, one in enumerate(listed):
            if one.id in seen:
                yield (key, at, "id"), f"{one.id} is there twice"
            seen.add(one.id)
            yield from _language_faults(one, (key, at))
    if sorts.sectors and ANY_SECTOR not in {one.id for one in sorts.sectors}:
        yield ("sectors",), f"the sector {ANY_SECTOR}, for every place, is missing"


def _language_faults(one: Sort, path: tuple[str | int, ...]) -> Iterator[Fault]:
    for language in LANGUAGES:
        if not one.titles.get(language, "").strip():
            yield (*path, "titles"), f"the title in {language} is missing"
        if language not in one.words:
            yield (*path, "words"), f"the words in {language} are missing"
