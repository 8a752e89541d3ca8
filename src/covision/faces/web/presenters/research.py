"""Customer research: how each source was read, row by row accounted for, and some of its words."""

from collections.abc import Sequence

from covision.domain.research import ResearchSource, Snippet
from covision.faces.web.presenters.common import heading
from covision.faces.web.presenters.markup import Markup, h, join
from covision.faces.web.words import Words

PREVIEW = 6


def intro(words: Words) -> Markup:
    """What this page is for."""
    return heading(words("research.heading"), words("research.lead"))


def sources(found: Sequence[ResearchSource], words: Words) -> Markup:
    """All sources, or what three reviews already make possible."""
    if not found:
        return h("p", words("research.empty"), cls="empty")
    return h("div", [_source(source, words) for source in found], cls="sources")


def _source(source: ResearchSource, words: Words) -> Markup:
    left_out = sum(source.skipped.values())
    account = " · ".join(
        (
            words("research.read", n=source.read),
            words("research.folded", n=source.folded),
            words("research.left_out", n=left_out),
            words("research.total", n=source.rows),
        )
    )
    remove = h(
        "button", words("research.remove"), aria_label=f"{words('research.remove')}: {source.name}",
        type="button", cls="link", data_do="remove", data_with=source.name,
    )  # fmt: skip
    more = len(source.snippets) - PREVIEW
    return h(
        "section",
        h("div", h("h2", source.name), remove, cls="title"),
        h("p", account, cls="account"),
        _why(source, words) if left_out else None,
        _notes(source, words) if source.notes else None,
        h("ul", [_snippet(one, words) for one in source.snippets[:PREVIEW]], cls="snippets")
        if source.snippets
        else None,
        h("p", words("research.more", n=more), cls="aside") if more > 0 else None,
        cls="source",
    )


def _why(source: ResearchSource, words: Words) -> Markup:
    lines = [
        h("li", f"{count} × {words.known(f'research.reasons.{why}', why)}") for why, count in source.skipped.items()
    ]
    return h("details", h("summary", words("research.why_left_out")), h("ul", lines))


def _notes(source: ResearchSource, words: Words) -> Markup:
    return h("details", h("summary", words("research.notes")), h("ul", [h("li", note) for note in source.notes]))


def _snippet(one: Snippet, words: Words) -> Markup:
    place = " · ".join(part for part in (one.date, one.origin, _rating(one.rating)) if part)
    copies = words("research.copies", n=one.copies) if one.copies > 1 else ""
    return h(
        "li",
        h("p", one.text, cls="customer"),
        h("p", join(" · ".join(part for part in (place, copies) if part)), cls="aside")
        if place or copies
        else None,
    )


def _rating(rating: str | None) -> str:
    return f"★ {rating}" if rating else ""
