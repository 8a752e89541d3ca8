"""Drafts as text for a terminal. Pure: the same set gives the same lines."""

from collections.abc import Iterator

from covision.domain.draft import Draft, DraftSet, Evidence
from covision.domain.rubric import Scorecard
from covision.faces.cli.talk import wrapped
from covision.steps.export import provenance, sentences
from covision.steps.export_words import WORDS, Words


def words_of(drafts: DraftSet) -> Words:
    """The words of the drafts' language, English where there are none."""
    language = drafts.drafts[0].language if drafts.drafts else "en"
    return WORDS.get(language, WORDS["en"])


def draft_lines(number: int, draft: Draft, evidence: dict[str, Evidence], words: Words) -> Iterator[str]:
    """One draft: the statement, what each clause rests on, and its scorecard."""
    yield f"{words.draft} {number}: {draft.angle}"
    yield ""
    yield wrapped(f"{words.opening}{draft.statement}{words.closing}", "    ")
    yield ""
    for label, text in ((words.feel, draft.feel), (words.think, draft.think), (words.do, draft.do)):
        if text:
            yield wrapped(f"{label} {text}", "    ", "  ")
    if draft.rationale:
        yield wrapped(draft.rationale, "    ", "  ")
    for warning in draft.warnings:
        yield wrapped(f"! {warning}", "    ", "  ")
    if draft.origin:
        yield wrapped(f"{words.origin}: {draft.origin}", "    ", "  ")
    yield f"  {words.rests_on}:"
    for clause in draft.clauses:
        yield wrapped(
            f"{words.opening}{clause.text}{words.closing}{f' ({words.assumed})' if clause.assumption else ''}",
            "    ",
            "  - ",
        )
        for key in clause.evidence:
            source = evidence[key]
            kind = words.kinds.get(source.kind, source.kind)
            yield wrapped(
                f"{kind}, {source.source}: {words.opening}{source.text}{words.closing}", "        ", "      > "
            )
    yield from card_lines(draft.scorecard, words)
    yield ""


def card_lines(card: Scorecard | None, words: Words) -> Iterator[str]:
    """A scorecard as sentences."""
    if card is None:
        return
    yield f"  {words.scorecard}:"
    for line in sentences(card, words):
        yield wrapped(line, "    ", "  - ")


def set_lines(drafts: DraftSet) -> Iterator[str]:
    """The whole set: every draft, then assumptions, warnings and provenance."""
    words = words_of(drafts)
    for number, draft in enumerate(drafts.drafts, start=1):
        yield from draft_lines(number, draft, drafts.evidence, words)
    for title, items in (
        (words.assumptions, drafts.assumptions),
        (words.warnings, drafts.warnings),
        (words.provenance, provenance(drafts, words)),
    ):
        if items:
            yield f"{title}:"
            yield from (wrapped(item, "    ", "  - ") for item in items)
            yield ""
