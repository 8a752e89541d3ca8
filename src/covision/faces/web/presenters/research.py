"""Customer research: where it comes in, how each source was read row by row, and some of its words."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from covision.domain.events import ProjectState
from covision.domain.research import THEMES_FROM, LeftOut, ResearchSource, Snippet
from covision.faces.web.presenters.common import button, heading, number
from covision.faces.web.presenters.markup import Markup, h, join
from covision.faces.web.presenters.notes import note
from covision.faces.web.words import Words

FEW = THEMES_FROM
"""So many comments of a source are shown at once; of more the first `PREVIEW`, the others page by page."""
PREVIEW = 6
PAGE = 24
_ACCEPT = ".csv,.tsv,.txt,.md,.xlsx,.xls,.ods,.json,.jsonl,.docx,.pdf"
_MB = 1024 * 1024


@dataclass(frozen=True)
class Masked:
    """Personal data that was found: its kind, the words round it, and what a remote model would see instead."""

    kind: str
    before: str
    found: str
    after: str
    seen: str


@dataclass(frozen=True)
class Look:
    """What somebody asked to see of one source: its comments from number `at` on (0: the first few), and the review
    of its personal data."""

    key: str = ""
    at: int = 0
    review: tuple[Masked, ...] | None = None


def key(name: str) -> str:
    """A source's name as a short key that survives the way to the browser and back."""
    return hashlib.sha256(name.encode("utf-8", "replace")).hexdigest()[:16]


def intro(words: Words) -> Markup:
    """What this page is for."""
    return heading(words("research.heading"), words("research.lead"))


def drop(words: Words, *, most: int, many: int) -> Markup:
    """Where files are dropped or chosen; limits are told before."""
    box = h(
        "input", type="file", id="choose-files", cls="sr", multiple=True, accept=_ACCEPT, data_gives="files",
        data_most=most, data_many=many, aria_describedby="drop-limits",
    )  # fmt: skip
    label = h(
        "label",
        h("strong", words("research.drop")),
        h("span", words("research.drop_or"), cls="chooses"),
        for_="choose-files",
    )
    limits = words("research.limits", mb=most // _MB, n=many)
    return h(
        "div",
        box,
        label,
        h("p", words("research.formats"), " ", limits, id="drop-limits", cls="aside"),
        h("p", cls="giving", role="status", data_text=words("research.giving")),
        cls="drop",
    )


def sources(found: Sequence[ResearchSource], words: Words, look: Look = Look()) -> Markup:
    """All sources, or what three reviews already make possible."""
    if not found:
        return h("p", words("research.empty"), cls="empty")
    total = sum(source.read for source in found)
    title = words.count("research.have", total, shown=number(total, words))
    shown = [_source(source, words, look if look.key == key(source.name) else Look()) for source in found]
    return join(h("h2", title, cls="part", tabindex="-1"), h("div", shown, cls="sources"))


def is_quoted(source: ResearchSource, state: ProjectState) -> bool:
    """True where a draft, or a line of the current state that somebody saved, cites a comment of the source."""
    ids = {one.id for one in source.snippets}
    for other in state.research:
        if other.name != source.name:
            ids -= {one.id for one in other.snippets}
    cited = {id for draft in state.drafts for clause in draft.clauses for id in clause.evidence}
    lines = state.current.findings if state.current else ()
    return not ids.isdisjoint(cited | {one.ref for line in lines for one in line.evidence})


def account(source: ResearchSource, words: Words) -> str:
    """Read, said twice, left out: together every row."""
    parts = (
        words("research.read", n=number(source.read, words)),
        words("research.folded", n=number(source.folded, words)),
        words("research.left_out", n=number(sum(source.skipped.values()), words)),
        words("research.total", n=number(source.rows, words)),
    )
    return " · ".join(parts)


def _source(source: ResearchSource, words: Words, look: Look) -> Markup:
    name = key(source.name)
    remove = h(
        "button", words("research.remove"), aria_label=f"{words('research.remove')}: {source.name}",
        type="button", cls="link", data_do="remove", data_with=name,
    )  # fmt: skip
    damaged = sum(one.damaged for one in source.snippets)
    return h(
        "section",
        h("div", h("h3", source.name, cls="name"), remove, cls="title"),
        h("p", account(source, words), cls="account"),
        h(
            "div",
            _why(source, words, name),
            _notes(source, words, name),
            hidden(source.hidden, words, f"hidden-{name}"),
            h("p", words.count("research.damaged", damaged), cls="signal") if damaged else None,
            _personal(source, words, name, look),
            cls="accounts",
        ),
        _comments(source, words, name, look),
        cls="source",
    )


def _why(source: ResearchSource, words: Words, name: str) -> Markup | None:
    if not source.skipped and not source.left_out:
        return None
    listed = [_left(one, words) for one in source.left_out] or [
        h("li", f"{number(count, words)} × {reason(why, words)}") for why, count in source.skipped.items()
    ]
    return h("details", h("summary", words("research.why_left_out")), h("ul", listed, cls="rows"), id=f"why-{name}")


def reason(why: str, words: Words) -> str:
    """Why rows were not read, in the page's language where it knows the reason."""
    return words.known(f"research.reasons.{why}", why)


def _left(one: LeftOut, words: Words) -> Markup:
    where = words("research.in_sheet", sheet=one.sheet) if one.sheet else ""
    rows = words.count("research.rows", one.count, rows=one.rows) if one.rows else number(one.count, words)
    return h("li", h("strong", reason(one.why, words)), f": {rows} {where}".rstrip())


def _notes(source: ResearchSource, words: Words, name: str) -> Markup | None:
    facts = [words("research.column", name=source.text_column)] if source.text_column else []
    if source.encoding:
        facts.append(words("research.encoding_is", name=source.encoding))
    lines = [h("li", line) for line in (*facts, *(note(one, words) for one in source.notes))]
    if not lines:
        return None
    return h("details", h("summary", words("research.notes")), h("ul", lines), id=f"notes-{name}")


def hidden(found: Mapping[str, int], words: Words, id: str) -> Markup | None:
    """What no reader could see, and what therefore nothing else read either."""
    total = sum(found.values())
    if not total:
        return None
    lines = [h("li", f"{number(count, words)} × {words.known(f'research.hides.{what}', what)}")
             for what, count in found.items()]  # fmt: skip
    title = words.count("research.hidden", total, shown=number(total, words))
    return h("details", h("summary", title), h("ul", lines), id=id)


# Personal data


def _personal(source: ResearchSource, words: Words, name: str, look: Look) -> Markup | None:
    if not source.personal:
        return h("p", words("research.no_personal"), cls="aside") if source.snippets else None
    told = ", ".join(kinds(source.personal, words))
    open_it = button(words("research.review"), "review", name, "link") if look.review is None else None
    return h(
        "div",
        h("p", words("research.personal", kinds=told), " ", open_it),
        _review(look.review, source, words, name) if look.review is not None else None,
        cls="personal",
    )


def kinds(found: Mapping[str, int], words: Words) -> list[str]:
    """ "3 e-mail addresses", one for each kind that was found."""
    told = []
    for kind, count in found.items():
        form = f"research.kinds.{kind}.{'one' if count == 1 else 'many'}"
        told.append(
            words(form, n=number(count, words)) if form in words.texts else f"{number(count, words)} {kind}"
        )
    return told


def _review(found: Sequence[Masked], source: ResearchSource, words: Words, name: str) -> Markup:
    total = sum(source.personal.values())
    lines = [
        h(
            "li",
            h("p", one.before, h("mark", one.found), one.after, cls="customer"),
            h("p", words("research.seen_as"), " ", h("span", one.seen, cls="placeholder"), cls="aside"),
        )
        for one in found
    ]
    more = h("p", words("research.more", n=number(total - len(found), words)), cls="aside")
    return h(
        "div",
        h("p", words("research.masked_what")),
        h("ul", lines, cls="masked"),
        more if total > len(found) else None,
        h("p", words("research.names"), cls="signal"),
        button(words("research.review_close"), "close-review", name, "link"),
        cls="review",
    )


# Comments


def _comments(source: ResearchSource, words: Words, name: str, look: Look) -> Markup | None:
    total = len(source.snippets)
    if not total:
        return None
    if total <= FEW:
        return _list(source.snippets, words)
    if look.at < 1:
        more = button(words("research.show_all", n=number(total, words)), "comments", f"{name} 1", "link")
        return _folded(name, words, _list(source.snippets[:PREVIEW], words), h("p", more))
    at = min(look.at - 1, total - 1) // PAGE * PAGE
    part = source.snippets[at : at + PAGE]
    place = words(
        "research.shown", a=number(at + 1, words), b=number(at + len(part), words), n=number(total, words)
    )
    steps = [
        button(words("research.before"), "comments", f"{name} {at - PAGE + 1}", "link") if at else None,
        button(words("research.next"), "comments", f"{name} {at + PAGE + 1}", "link")
        if at + PAGE < total
        else None,
        button(words("research.fewer"), "fewer", name, "link"),
    ]
    pages = h("div", steps, cls="acts pages")
    return _folded(name, words, h("p", place, cls="aside"), _list(part, words), pages, opened=True)


def _folded(name: str, words: Words, *inside: Markup, opened: bool = False) -> Markup:
    return h("details", h("summary", words("research.comments")), inside, open=opened, id=f"comments-{name}")


def _list(some: Sequence[Snippet], words: Words) -> Markup:
    return h("ul", [snippet(one, words) for one in some], cls="snippets")


def snippet(one: Snippet, words: Words) -> Markup:
    """One customer's words with what is known of them."""
    rated = words("research.rated", rating=one.rating) if one.rating else ""
    copies = words("research.copies", n=one.copies) if one.copies > 1 else ""
    damaged = words("research.is_damaged") if one.damaged else ""
    row = words("research.row", n=one.row) if one.row is not None else ""
    told = " · ".join(part for part in (one.date, one.origin, rated, row, copies, damaged) if part)
    return h("li", h("p", one.text, cls="customer"), h("p", told, cls="aside") if told else None)
