"""The help as one page that stands alone: the method in plain words, criteria, glossary. No script, no address."""

import re
from collections.abc import Sequence

from covision.domain.corpus import GlossaryEntry, TermTranslation
from covision.domain.rubric import Rubric
from covision.faces.web.helping import Block, Help, Section, Table
from covision.faces.web.presenters.markup import Markup, escape, h, join
from covision.faces.web.words import Words

ROUTE = "help"
_INLINE = re.compile(r"\*\*(.+?)\*\*|`([^`]+)`|\[([^\]]+)\]\(#([a-z-]+)\)")
_TOP = "top"


def link(words: Words, at: str = "", text: str = "", cls: str = "help") -> Markup:
    """A quiet way to the help, or to a part of it; it opens beside the work: no word in a box is lost."""
    return h(
        "a", text or words("help.link"), h("span", f" ({words('help.beside')})", cls="sr"),
        href=f"./{ROUTE}{f'#{at}' if at else ''}", target="_blank", rel="noopener", cls=cls,
    )  # fmt: skip


def page(told: Help, glossary: Sequence[GlossaryEntry], rubric: Rubric, language: str, style: str) -> str:
    """The whole document in a language."""
    head = (
        f'<!doctype html><html lang="{escape(language)}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(told.title)} · covision</title><style>{style}</style></head>"
    )
    return f"{head}<body>{body(told, glossary, rubric, language)}</body></html>"


def body(told: Help, glossary: Sequence[GlossaryEntry], rubric: Rubric, language: str) -> Markup:
    """Contents, then every part with its own address."""
    entries = [h("li", h("a", one.title, href=f"#{one.id}")) for one in told.sections]
    other = told.language
    return join(
        h(
            "header",
            h("p", h("a", "covision", href="./", cls="mark", title=told.home), " ",
              h("a", other.text, href=f"./{ROUTE}?lang={other.code}", lang=other.code, cls="other")),
            h("h1", told.title, id=_TOP),
            h("p", told.lead, cls="lead"),
            h("p", told.print, cls="aside"),
        ),
        h("nav", h("h2", told.contents, id="contents"), h("ol", entries), aria_labelledby="contents"),
        h("main", [_section(one, glossary, rubric, language) for one in told.sections]),
        h("footer", h("p", h("a", told.home, href="./"))),
    )  # fmt: skip


def _section(one: Section, glossary: Sequence[GlossaryEntry], rubric: Rubric, language: str) -> Markup:
    known = {entry.id: entry for entry in glossary}
    terms = [_term(known[id], language) for id in one.terms if id in known]
    return h(
        "section",
        h("h2", h("a", one.title, href=f"#{one.id}"), id=one.id),
        [_block(piece) for piece in one.body],
        h("ol", [_criterion(item.number, item.title, item.asks) for item in rubric.criteria], cls="criteria")
        if one.rubric
        else None,
        h("dl", terms, cls="pairs") if terms else None,
        aria_labelledby=one.id,
    )


def _criterion(number: int, title: str, asks: str) -> Markup:
    return h("li", h("strong", title), " ", asks, id=f"criterion-{number}")


def _term(entry: GlossaryEntry, language: str) -> Markup:
    told: GlossaryEntry | TermTranslation = entry.translations.get(language, entry)
    return join(h("dt", told.term, id=entry.id), h("dd", told.text))


def _block(piece: Block) -> Markup:
    if piece.quote:
        return h("blockquote", h("p", piece.quote))
    if piece.steps:
        return h("ol", [h("li", inline(text)) for text in piece.steps], cls="steps")
    if piece.pairs:
        return h("dl", [join(h("dt", name), h("dd", inline(text))) for name, text in piece.pairs], cls="pairs")
    if piece.table is not None:
        return _table(piece.table)
    return h("p", inline(piece.p))


def _table(table: Table) -> Markup:
    head = h("tr", [h("th", name, scope="col") for name in table.head])
    rows = [
        h("tr", h("th", row[0], scope="row"), [h("td", inline(cell)) for cell in row[1:]]) for row in table.rows
    ]
    return h("div", h("table", h("thead", head), h("tbody", rows)), cls="scrolls")


def inline(text: str) -> Markup:
    """Text with `**strong**`, code between backticks, and links to parts of this page; all else is escaped."""
    parts: list[object] = []
    at = 0
    for found in _INLINE.finditer(text):
        parts.append(text[at : found.start()])
        strong, code, words, where = found.groups()
        if strong:
            parts.append(h("strong", strong))
        elif code:
            parts.append(h("code", code))
        else:
            parts.append(h("a", words, href=f"#{where}"))
        at = found.end()
    return join(*parts, text[at:])
