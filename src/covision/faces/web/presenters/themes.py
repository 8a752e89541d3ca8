"""Themes: what several customers speak of, in their words, with counts, quotes, months and ratings."""

from collections.abc import Mapping, Sequence

from covision.domain.research import THEMES_FROM, Quote, Snippet, Theme, ThemeSet
from covision.faces.web.presenters.common import button, number, percent, quote
from covision.faces.web.presenters.markup import Markup, h, join
from covision.faces.web.presenters.notes import note, place
from covision.faces.web.words import Words

QUOTES = 8
ALONE = 6
_MONTHS = 24
_RATINGS = 12


def heading(found: ThemeSet | None, words: Words) -> Markup:
    """The heading of this part, with how much is spoken of."""
    told = bool(found and found.themes)
    lead = words("themes.lead") if found is None or not told else _covered(found, words)
    return join(h("h2", words("themes.heading"), cls="part"), h("p", lead, cls="aside"))


def _covered(found: ThemeSet, words: Words) -> str:
    return words(
        "themes.covered",
        themes=words.count("themes.count", len(found.themes)),
        people=words.count("themes.people", found.of, shown=number(found.of, words)),
    )


def page(found: ThemeSet | None, snippets: Sequence[Snippet], words: Words, *, stale: bool) -> Markup:
    """Themes as they are known; why there are none where there are none."""
    if not snippets:
        return Markup("")
    if len(snippets) < THEMES_FROM:
        return _few(len(snippets), words)
    if found is None:
        return Markup("")
    top = max((theme.share for theme in found.themes), default=0.0)
    shown = [_theme(theme, top, words) for theme in found.themes]
    return join(
        _stale(words) if stale else None,
        h("p", words("themes.stopped"), cls="signal") if not found.complete else None,
        h("ul", shown, cls="themes") if shown else h("p", words("themes.none"), cls="empty"),
        _alone(found, snippets, words),
        h("ul", [h("li", note(one, words)) for one in found.notes], cls="aside notes") if found.notes else None,
    )


def _few(count: int, words: Words) -> Markup:
    text = words.count("themes.few", count, enough=THEMES_FROM)
    return h("p", text, cls="aside")


def _stale(words: Words) -> Markup:
    renew = button(words("themes.renew"), "renew", "", "link")
    return h("p", words("themes.stale"), " ", renew, cls="stale")


def _theme(theme: Theme, top: float, words: Words) -> Markup:
    width = max(2, round(100 * theme.share / top)) if top else 2
    people = words.count("themes.people", theme.count, shown=number(theme.count, words))
    summary = h(
        "summary",
        h("h3", _label(theme, words), cls="label"),
        h("span", words(f"themes.kind.{theme.kind}"), cls=f"kind {theme.kind}"),
        h("span", h("span", style=f"width:{min(width, 100)}%"), cls="meter", aria_hidden="true"),
        h("span", people, " · ", percent(theme.share, words), cls="people"),
    )
    return h("li", h("details", summary, _inside(theme, words), id=f"theme-{_plain(theme.id)}"), cls="theme")


def _inside(theme: Theme, words: Words) -> Markup:
    by = words("themes.worded", name=theme.worded_by) if theme.worded_by else words("themes.phrases_only")
    tables = [
        counts(words("themes.months"), _months(theme.months, words), words),
        counts(words("themes.ratings"), _ratings(theme.ratings), words),
        counts(words("themes.sources"), list(theme.sources.items()), words) if len(theme.sources) > 1 else None,
    ]
    return h(
        "div",
        _summary(theme, words),
        h("ul", [h("li", quoted(one, words)) for one in theme.quotes[:QUOTES]], cls="quotes"),
        h("div", tables, cls="minis") if any(tables) else None,
        h("p", by, cls="aside"),
        cls="inside",
    )


def _label(theme: Theme, words: Words) -> Markup | str:
    """In quotation marks only where a customer said just that."""
    label = theme.label.casefold()
    said = not theme.worded_by and any(label in one.text.casefold() for one in theme.quotes)
    return quote(theme.label, words) if said else theme.label


def _summary(theme: Theme, words: Words) -> Markup | None:
    if theme.worded_by:
        return h("p", theme.summary, cls="by-model") if theme.summary else None
    shared = ", ".join(theme.phrases) or theme.summary
    return h("p", words("themes.shared", phrases=shared), cls="aside") if shared else None


def quoted(one: Quote, words: Words) -> Markup:
    """A customer's exact words, and where they stand."""
    rated = words("research.rated", rating=one.rating) if one.rating else ""
    where = " · ".join(part for part in (place(one.place, words), one.date, rated) if part)
    return h("blockquote", h("p", quote(one.text, words), cls="customer"), h("footer", where, cls="aside"))


def counts(title: str, rows: Sequence[tuple[str, int]], words: Words) -> Markup | None:
    """A small table with a bar in each row; the bar only repeats the number."""
    if not rows:
        return None
    top = max(count for _, count in rows) or 1
    lines = [
        h(
            "tr",
            h("th", name, scope="row"),
            h("td", number(count, words), cls="n"),
            h(
                "td",
                h("span", h("span", style=f"width:{round(100 * count / top)}%"), cls="meter"),
                aria_hidden="true",
            ),
        )
        for name, count in rows
    ]
    return h("table", h("caption", title), h("tbody", lines), cls="mini")


def _months(months: Mapping[str, int], words: Words) -> list[tuple[str, int]]:
    names = words("months").split()
    told = []
    for month in sorted(months)[-_MONTHS:]:
        year, _, at = month.partition("-")
        known = at.isdigit() and 1 <= int(at) <= len(names)
        told.append((f"{names[int(at) - 1]} {year}" if known else month, months[month]))
    return told


def _ratings(ratings: Mapping[str, int]) -> list[tuple[str, int]]:
    def order(item: tuple[str, int]) -> tuple[bool, float, float, str]:
        try:
            mark, _, scale = item[0].replace(",", ".").partition("/")
            return (False, float(scale or 0), -float(mark), item[0])
        except ValueError:
            return (True, 0.0, 0.0, item[0])

    return sorted(ratings.items(), key=order)[:_RATINGS]


def _alone(found: ThemeSet, snippets: Sequence[Snippet], words: Words) -> Markup | None:
    """Comments that no theme took up: the unusual ones are worth a look."""
    if not found.unthemed or not found.themes:
        return None
    wanted = set(found.unthemed)
    some = [one for one in snippets if one.id in wanted][:ALONE]
    title = words.count("themes.alone", len(found.unthemed), shown=number(len(found.unthemed), words))
    lines = [
        h("li", h("p", one.text, cls="customer"), h("p", place(one.place, words), cls="aside")) for one in some
    ]
    more = len(found.unthemed) - len(some)
    rest = h("p", words("research.more", n=number(more, words)), cls="aside") if more > 0 else None
    return h("details", h("summary", title), h("ul", lines, cls="snippets"), rest, id="themes-alone", cls="below")


def _plain(id: str) -> str:
    return "".join(char for char in id if char.isascii() and char.isalnum())[:40]


def progress(words: Words, text: str, part: float | None, elapsed: float) -> Markup:
    """What is being done, for how long, and that what is found so far stays."""
    known = part is not None
    seconds = h("span", words("drafts.seconds", n=int(elapsed)), cls="seconds", data_elapsed=round(elapsed, 1))
    bar = h("span", h("span", style=f"width:{round(100 * min(max(part or 0.0, 0.0), 1.0))}%"), cls="meter")
    told = h("p", note(text, words), " · ", seconds)
    return h(
        "div",
        h("span", cls="working", aria_hidden="true"),
        h("div", told, bar if known else None, h("p", words("themes.meanwhile"), cls="aside")),
        cls="progress",
        role="status",
    )
