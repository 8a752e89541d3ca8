"""The clause ledger: a table on a wide page, cards on a phone."""

from collections.abc import Sequence

from covision.domain.draft import Evidence
from covision.domain.events import ProjectState
from covision.faces.web.presenters.common import button, quote
from covision.faces.web.presenters.drafts import source_line
from covision.faces.web.presenters.markup import Markup, h
from covision.faces.web.words import Words
from covision.steps.ledger import Row

_MOST = 3
_COLUMNS = ("clause", "evidence", "against", "origin", "care")


def table(rows: Sequence[Row], state: ProjectState, words: Words, *, checked: bool) -> Markup:
    """Every clause; without a check, a way to look for more evidence and for what speaks against it."""
    if not rows:
        return Markup("")
    head = h("tr", [h("th", words(f"ledger.{key}"), scope="col") for key in _COLUMNS])
    body = [_row(one, number, state, words, checked) for number, one in enumerate(rows)]
    heard = sum(source.read for source in state.research)
    ask = None
    if not checked:
        told = words("ledger.check_hint", n=heard)
        ask = h("p", button(words("ledger.check"), "check", "", "plain"), " ", h("span", told, cls="aside"))
    return h(
        "details",
        h("summary", h("h2", words("ledger.title")), " ", h("span", words("ledger.lead"), cls="aside")),
        ask,
        h("table", h("thead", head), h("tbody", body), cls="plain-table ledger"),
        _goals(state, words),
        cls="folds",
        id="ledger-fold",
    )


def checking(words: Words, n: int) -> Markup:
    """What is being done meanwhile."""
    return h("p", words("ledger.checking", n=n), cls="aside", role="status")


def _row(one: Row, number: int, state: ProjectState, words: Words, checked: bool) -> Markup:
    name = h("span", one.place.quote, cls="quoted")
    kind = h("span", words(f"ledger.kind.{one.kind}"), cls="tag")
    verdict = h("p", words(f"ledger.verdict.{one.verdict}"), cls="aside") if one.verdict else None
    behind = _said(one.evidence, state, words) or h("p", words("ledger.nothing"), cls="aside")
    unknown = words("ledger.none_against" if checked else "ledger.not_checked")
    against = _said(one.against, state, words) or h("p", unknown, cls="aside")
    whose = ", ".join(words(f"origins.share.{kind}", n=count) for kind, count in one.words.items() if count)
    cells = (
        (h("p", name), h("p", kind)),
        (behind, verdict),
        against,
        h("p", whose),
        _care(one, number, state, words),
    )
    told = zip(_COLUMNS, cells, strict=True)
    return h("tr", [h("td", cell, data_label=words(f"ledger.{key}")) for key, cell in told])


def _said(found: Sequence[Evidence], state: ProjectState, words: Words) -> Markup | None:
    if not found:
        return None
    shown = [
        h("li", quote(one.text, words), " ", h("span", source_line(one, state, words), cls="aside"))
        for one in found[:_MOST]
    ]
    more = len(found) - len(shown)
    return h("ul", shown, h("li", words("ledger.more", n=more), cls="aside") if more else None)


def _care(one: Row, number: int, state: ProjectState, words: Words) -> Markup:
    place = one.place
    hidden = (("version", place.version), ("start", place.start), ("end", place.end))
    goals = [h("option", words("ledger.no_goal"), value="", selected=not one.goal)]
    goals += [h("option", goal, value=goal, selected=goal == one.goal) for goal in state.goals]
    return h(
        "form",
        [h("input", type="hidden", name=name, value=value) for name, value in hidden],
        h("label", h("span", words("ledger.owner")), h("input", type="text", name="owner", value=one.owner)),
        h("label", h("span", words("ledger.goal")), h("select", goals, name="goal")) if state.goals else None,
        h("button", words("ledger.save"), type="submit", cls="link"),
        data_form=f"tend-{number}",
        cls="care",
    )


def _goals(state: ProjectState, words: Words) -> Markup:
    known = h("ul", [h("li", goal) for goal in state.goals], cls="goals") if state.goals else None
    return h(
        "form",
        h("h3", words("ledger.goals")),
        known or h("p", words("ledger.goals_empty"), cls="aside"),
        h("label", h("span", words("ledger.add_goal")), h("input", type="text", name="new_goal")),
        h("button", words("ledger.add"), type="submit", cls="plain"),
        data_form="goal",
        data_fresh=str(len(state.goals)),
        cls="care",
    )
