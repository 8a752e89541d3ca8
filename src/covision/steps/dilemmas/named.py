"""Words of the statement in people's reasons: what they say it was that told them."""

from collections.abc import Collection, Iterable, Mapping

from covision.domain.base import Span
from covision.domain.dilemmas import NamedWords
from covision.measures.stems import stem
from covision.measures.text import Word, words

Reasons = Iterable[tuple[str, str]]
"""Who, and a line that they gave."""


def named(statement: str, reasons: Reasons, language: str, stopwords: Collection[str]) -> tuple[NamedWords, ...]:
    """Runs of words of the statement that reasons use, in order, with how many people did.

    A word counts in any of its forms; words that carry no sense (`stopwords`, folded) only join two that do.
    """
    found = words(statement)
    used = _used(found, reasons, language, stopwords)
    return tuple(
        NamedWords(
            span=_span(statement, found, run), people=len({who for at in run for who, _ in used.get(at, ())})
        )
        for run in _runs(found, used, stopwords)
    )


def _used(
    found: list[Word], reasons: Reasons, language: str, stopwords: Collection[str]
) -> Mapping[int, set[tuple[str, int]]]:
    """For each word of the statement with a sense, by its place: who used it, in which of the reasons."""
    used: dict[int, set[tuple[str, int]]] = {}
    stems = {at: stem(word.lower, language) for at, word in enumerate(found) if word.lower not in stopwords}
    for number, (who, reason) in enumerate(reasons):
        told = {stem(word.lower, language) for word in words(reason) if word.lower not in stopwords}
        for at, root in stems.items():
            if root in told:
                used.setdefault(at, set()).add((who, number))
    return used


def _runs(
    found: list[Word], used: Mapping[int, set[tuple[str, int]]], stopwords: Collection[str]
) -> list[list[int]]:
    """Words that one reason uses together are one run."""
    runs: list[list[int]] = []
    for at in sorted(used):
        between = found[runs[-1][-1] + 1 : at] if runs else []
        joins = runs and all(word.lower in stopwords for word in between) and used[at] & used[runs[-1][-1]]
        if joins:
            runs[-1].append(at)
        else:
            runs.append([at])
    return runs


def _span(statement: str, found: list[Word], run: list[int]) -> Span:
    start, end = found[run[0]].start, found[run[-1]].end
    return Span(start=start, end=end, text=statement[start:end])
