"""The evidence board: cards with the words themselves, and the current state line by line."""

from collections.abc import Mapping, Sequence

from covision.domain.board import (
    QUADRANTS,
    Board,
    Cited,
    Coverage,
    CurrentState,
    Finding,
    Known,
    LoneClause,
    Quadrant,
    SourceShare,
    Tension,
    Untaken,
)
from covision.domain.draft import Evidence
from covision.domain.events import ProjectState
from covision.faces.web.presenters.common import button, heading, number, percent, quote, who_said
from covision.faces.web.presenters.drafts import progress, source_line
from covision.faces.web.presenters.markup import Markup, h, join
from covision.faces.web.words import Words
from covision.steps.current import EVIDENCE, shown


def intro(words: Words) -> Markup:
    """What this page is for."""
    return heading(words("board.heading"), words("board.lead"))


def working(words: Words) -> Markup:
    """While answers and customers' words are held against each other."""
    told = words("board.working")
    return progress(words, told, elapsed=0.0, expected=words("board.working_hint"), ready=0)


def page(found: Board, state: ProjectState, words: Words) -> Markup:
    """All cards: what holds on the left, what does not yet on the right; details below.

    Customers' words that no answer took up stand on the left until there are answers.
    """
    customers = bool(state.research)
    answers = bool(found.known)
    free = _untaken(found.untaken, words, customers)
    # Before any answer the left would be empty beside two screens of gaps.
    left = join(_known(found, state, words), None if answers else free)
    right = join(
        _tensions(found.tensions, state, words, customers and answers),
        free if answers else None,
        _plain("lacking", found.lacking, words),
        _plain("assumed", found.assumed, words),
    )
    return join(
        h("div", h("div", left, cls="column"), h("div", right, cls="column"), cls="board-cards"),
        _coverage(found.coverage, words),
        _mix(found.mix, state, words),
        _lone(found.lone, state, words),
        _notes(found.notes, words),
    )


def _card(key: str, words: Words, *inside: object) -> Markup:
    title = h("h2", words(f"board.{key}"), id=f"board-{key}")
    lead = h("p", words(f"board.{key}_lead"), cls="aside")
    return h("section", title, lead, inside, cls=f"holds {key}", aria_labelledby=f"board-{key}")


def _empty(text: str) -> Markup:
    return h("p", text, cls="empty")


# What is known


def _known(found: Board, state: ProjectState, words: Words) -> Markup:
    if not found.known:
        return _card("known", words, _empty(words("board.known_empty")))
    labels = {one.slot: one.label for one in found.coverage}
    lines = {
        backed: [_known_line(one, labels, state, words) for one in found.known if _is_backed(one) == backed]
        for backed in (True, False)
    }
    alone = h(
        "details",
        h("summary", words.count("board.alone", len(lines[False]))),
        h("ul", lines[False], cls="known-lines"),
        open=not lines[True],
        id="board-alone",
    )
    told = h("ul", lines[True], cls="known-lines") if lines[True] else None
    return _card("known", words, told, alone if lines[False] else None)


def _is_backed(one: Known) -> bool:
    return any(item.kind == "snippet" for item in one.evidence)


def _known_line(one: Known, labels: Mapping[str, str], state: ProjectState, words: Words) -> Markup:
    label = labels.get(one.slot, "")
    customers = [item for item in one.evidence if item.kind == "snippet"]
    rest = [item for item in one.evidence if item.kind == "answer" and item.text != one.text]
    backing = [_quote(item, state, words) for item in (*customers, *rest)]
    told = words.count("board.sources", one.sources)
    return h(
        "li",
        h("h3", label, cls="about") if label else None,
        h("p", quote(one.text, words), cls="person-words"),
        h("details", h("summary", told), h("div", backing, cls="quotes")) if backing else h("p", told, cls="aside"),
    )


def _quote(one: Cited, state: ProjectState, words: Words) -> Markup:
    said = h("p", quote(one.text, words), cls="customer" if one.kind == "snippet" else "person")
    return h("blockquote", said, h("footer", _place(one, state, words)))


def _place(one: Cited, state: ProjectState, words: Words) -> str:
    who = one.source.partition("/")[2].partition("/")[0] if one.kind == "answer" else None
    told = Evidence(kind=one.kind, text=one.text, source=one.source, participant=who, start=one.start, end=one.end)
    return source_line(told, state, words)


# What disagrees, what is left over


def _tensions(found: Sequence[Tension], state: ProjectState, words: Words, looked: bool) -> Markup:
    if not found:
        return _card("tensions", words, _empty(words("board.tensions_empty" if looked else "board.tensions_none")))
    return _card("tensions", words, h("ul", [_tension(one, state, words) for one in found], cls="pairs"))


def _tension(one: Tension, state: ProjectState, words: Words) -> Markup:
    others = words.count("board.others", one.others) if one.others > 0 else ""
    return h(
        "li",
        h("h3", words("board.you_say")),
        _quote(one.answer, state, words),
        h("h3", words("board.customer_says")),
        _quote(one.research, state, words),
        h("p", " ".join(part for part in (one.why, others) if part), cls="aside"),
    )


def _untaken(found: Sequence[Untaken], words: Words, customers: bool) -> Markup:
    if not found:
        return _card("untaken", words, _empty(words("board.untaken_empty" if customers else "board.untaken_none")))
    lines = [
        h(
            "li",
            h("blockquote", h("p", quote(one.words.text, words), cls="customer"),
              h("footer", words("drafts.customer", source=one.words.source))),
            h("p", one.why, cls="aside"),
        )
        for one in found
    ]  # fmt: skip
    go = h("p", button(words("board.take_up"), "go", "interview", "link"))
    return _card("untaken", words, h("ul", lines, cls="quotes"), go)


def _plain(key: str, found: Sequence[str], words: Words) -> Markup:
    if not found:
        return _card(key, words, _empty(words(f"board.{key}_empty")))
    return _card(key, words, h("ul", [h("li", line) for line in found], cls="plain-lines"))


# Details


def _coverage(found: Sequence[Coverage], words: Words) -> Markup | None:
    if not found:
        return None
    head = h(
        "tr",
        h("th", words("board.slot"), scope="col"),
        h("th", words("board.team"), scope="col", cls="n"),
        h("th", words("board.customers"), scope="col", cls="n"),
        h("th", "", scope="col"),
    )
    rows = [
        h(
            "tr",
            h("th", one.label, scope="row"),
            h("td", number(one.answers, words), cls="n"),
            h("td", number(one.customers, words), cls="n"),
            h("td", words(f"board.filled_by.{one.status}"), cls="signal" if one.status == "nobody" else None),
        )
        for one in found
    ]
    table = h("table", h("thead", head), h("tbody", rows), cls="rows-table")
    return h("details", h("summary", words("board.coverage")), h("div", table, cls="scrolls"), cls="below")


def _mix(found: Sequence[SourceShare], state: ProjectState, words: Words) -> Markup | None:
    if not found:
        return None
    lines = []
    for one in found:
        answer = one.kind == "answer"
        who = who_said(one.source, state) if answer else one.source
        key = "board.mix_answers" if answer else "board.mix_customers"
        lines.append(h("li", words.count(key, one.count, who=who, percent=percent(one.share, words))))
    return h("details", h("summary", words("board.mix")), h("ul", lines), cls="below")


def _lone(found: Sequence[LoneClause], state: ProjectState, words: Words) -> Markup | None:
    if not found:
        return None
    numbers = {draft.id: at for at, draft in enumerate(state.drafts, 1)}
    lines = [
        h("li", words("board.lone_line", n=numbers.get(one.draft, one.draft), clause=one.clause,
                      source=_who(one.source, state)))
        for one in found
    ]  # fmt: skip
    return h("details", h("summary", words("board.lone")), h("ul", lines), cls="below")


def _who(source: str, state: ProjectState) -> str:
    return who_said(source.removeprefix("answers/"), state) if source.startswith("answers/") else source


def _notes(found: Sequence[str], words: Words) -> Markup | None:
    if not found:
        return None
    return h("details", h("summary", words("board.notes")), h("ul", [h("li", line) for line in found]), cls="below")


# The current state


def current(found: CurrentState, state: ProjectState, words: Words) -> Markup:
    """Strengths, weaknesses, opportunities, threats and the starting point, line by line, open to change."""
    lines = shown(found)
    parts = [_quadrant(one, [line for line in lines if line.quadrant == one], state, words) for one in QUADRANTS]
    return join(
        h("h2", words("board.state"), cls="part", id="board-state"),
        h("p", words("board.state_lead"), cls="aside"),
        h("div", parts, cls="quadrants"),
        _gone(found, words),
    )


def _quadrant(name: Quadrant, lines: Sequence[Finding], state: ProjectState, words: Words) -> Markup:
    body = h("ul", [_finding(one, state, words) for one in lines]) if lines else _empty(words("board.state_empty"))
    form = _form(f"add-{name}", "", words("board.new_line"), words("board.add"), {"quadrant": name})
    added = h("details", h("summary", words("board.add")), form, id=f"adding-{name}")
    return h("section", h("h3", words(f"board.quadrants.{name}")), body, added, cls=f"quadrant {name}")


def _finding(one: Finding, state: ProjectState, words: Words) -> Markup:
    proof = f"rests-{one.id}"
    quotes = [_quote(item, state, words) for item in one.evidence]
    why = h("details", h("summary", words("board.backed")), h("div", quotes, cls="quotes"), id=proof)
    by = words("board.yours", who=who_said(one.author, state)) if one.author != EVIDENCE else ""
    form = _form(f"edit-{one.id}", one.text, words("board.line"), words("board.save"), {"id": one.id})
    acts = h(
        "div",
        h("details", h("summary", words("board.change")), form, id=f"changing-{one.id}"),
        why if quotes else None,
        h("button", words("board.take_out"), type="button", cls="link", data_do="take-out", data_with=one.id,
          aria_label=f"{words('board.take_out')}: {one.text[:80]}"),
        cls="line-acts",
    )  # fmt: skip
    return h("li", h("p", one.text, cls="line"), h("p", by, cls="aside") if by else None, acts)


def _form(name: str, text: str, label: str, save: str, told: Mapping[str, str]) -> Markup:
    hidden = [h("input", type="hidden", name=key, value=value) for key, value in told.items()]
    field = h(
        "textarea", Markup("\n"), text, id=name, name="text", rows=3, data_grows=True
    )  # fmt: skip
    submit = h("button", save, type="submit", cls="plain")
    return h("form", hidden, h("label", label, for_=name), field, submit, data_form="finding", cls="line-form")


def _gone(found: CurrentState, words: Words) -> Markup | None:
    by_id = {one.id: one for one in found.findings}
    gone = [by_id[id] for id in found.dismissed if id in by_id]
    if not gone:
        return None
    lines = [h("li", one.text, " ", button(words("board.put_back"), "put-back", one.id, "link")) for one in gone]
    return h("details", h("summary", words("board.taken_out", n=len(gone))), h("ul", lines), cls="below")
