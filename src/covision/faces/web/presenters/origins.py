"""Who wrote which words: the statement with its marks, how much of it is whose, and the same as a list."""

from collections.abc import Sequence

from covision.domain.events import ProjectState
from covision.domain.marks import Kind, Marked, Origin, words_by_kind
from covision.faces.web.presenters.common import author, who_said
from covision.faces.web.presenters.markup import Markup, h, join
from covision.faces.web.presenters.notes import place
from covision.faces.web.words import Words

_SHOWN: tuple[Kind, ...] = ("person", "customer", "model", "unknown")


def view(marked: Marked | None, state: ProjectState, words: Words, *, saved: bool = True) -> Markup:
    """The statement with whose its words are, folded under how much is whose; nothing where there is none."""
    if marked is None or not marked.text.strip():
        return Markup("")
    summary = h("summary", h("h2", words("origins.title")), " ", h("span", share(marked, words), cls="aside"))
    runs = [_run(marked.text[one.start : one.end], one.origin, state, words) for one in marked.marks]
    held = None if saved else h("p", words("origins.not_saved"), cls="aside")
    return h(
        "details",
        summary,
        h("p", runs, cls="words marked", lang=state.organisation.language),
        legend(words),
        h("p", words("origins.touch"), cls="aside"),
        held,
        h("details", h("summary", words("origins.list")), _table(marked, state, words), id="origins-list"),
        cls="origins",
        id="origins-fold",
    )


def share(marked: Marked, words: Words) -> str:
    """ "12 of 18 words are your team's, 4 a model's": only what there is."""
    counts = words_by_kind(marked)
    told = [words(f"origins.share.{kind}", n=counts[kind]) for kind in _SHOWN if counts[kind]]
    return words("origins.share.all", n=sum(counts.values()), parts=", ".join(told)) if told else ""


def legend(words: Words) -> Markup:
    """How the three marks look, in words."""
    kinds: tuple[Kind, ...] = ("person", "customer", "model")
    items = [h("li", h("span", words(f"origins.mark.{kind}"), cls=f"run by-{kind}")) for kind in kinds]
    return h("ul", items, cls="legend", aria_label=words("marks.legend"))


def named(origin: Origin, state: ProjectState, words: Words) -> str:
    """Who an origin is: a colleague by role, a comment by its place, a model with its prompt."""
    if origin.kind == "person":
        return author(origin.who, state, words) if origin.who in ("own", "joined") else who_said(origin.who, state)
    if origin.kind == "customer":
        where = _place(origin.who, state, words)
        return words("origins.customer_at", place=where) if where else words("origins.customer")
    if origin.kind == "model":
        return words("origins.with_prompt", name=origin.who, prompt=origin.prompt) if origin.prompt else origin.who
    return words("origins.unknown")


def _place(id: str, state: ProjectState, words: Words) -> str:
    found = (one for source in state.research for one in source.snippets if one.id == id)
    one = next(found, None) if id else None
    return place(one.place, words) if one is not None else ""


def _told(origin: Origin, state: ProjectState, words: Words) -> str:
    key = {"person": "written", "customer": "said", "model": "worded", "unknown": "written"}[origin.kind]
    told = words(f"origins.{key}", who=named(origin, state, words))
    since = words("origins.since", n=origin.version) if origin.version is not None else ""
    return ", ".join(part for part in (told, since) if part)


def _run(text: str, origin: Origin, state: ProjectState, words: Words) -> Markup:
    if not text.strip():
        return join(text)
    # What a pointer, a finger or the keyboard shows stands in the text for those who listen.
    tip = h("span", f" ({_told(origin, state, words)}) ", cls="tip")
    return h("span", text, tip, cls=f"run by-{origin.kind}", tabindex="0")


def _table(marked: Marked, state: ProjectState, words: Words) -> Markup:
    rows: Sequence[Markup] = [
        h("tr", h("td", marked.text[one.start : one.end].strip()), h("td", _told(one.origin, state, words)))
        for one in marked.marks
        if marked.text[one.start : one.end].strip()
    ]
    head = h("tr", h("th", words("origins.words"), scope="col"), h("th", words("origins.whose"), scope="col"))
    return h("table", h("thead", head), h("tbody", rows), cls="plain-table")
