"""What a team's edits and votes say about the criteria, on the desk: the effect first, then the choice."""

from covision.domain.preferences import PlaceChange, Suggestion, WeightChange
from covision.faces.web.presenters.common import button
from covision.faces.web.presenters.markup import Markup, h
from covision.faces.web.words import Words

_SHOWN = 5


def line(pairs: int, own: bool, words: Words) -> Markup:
    """One line: that there is something to see, or that weights of their own are in use; nothing of nothing.

    `pairs` are the edits and votes that can tell; 0 where they are too few.
    """
    told = [words("desk.weights.own")] if own else []
    told += [words("desk.weights.waiting", n=pairs)] if pairs else []
    if not told:
        return Markup("")
    acts = [button(words("desk.weights.see"), "weigh", "", "link")] if pairs else []
    acts += [_back(words)] if own else []
    return h("section", h("p", " ".join(told), cls="aside"), h("p", acts, cls="acts"), cls="own-weights")


def effect(found: Suggestion, words: Words) -> Markup:
    """What they say, what would change, and the choice."""
    n = found.edits + found.votes
    told = words(f"desk.weights.{found.status}", n=n, needed=found.needed)
    acts: list[Markup] = []
    body: list[Markup] = []
    if found.status == "suggested" and found.before is not None and found.after is not None:
        agreed = words(
            "desk.weights.agreed", before=round(100 * found.before.value), after=round(100 * found.after.value)
        )
        body = [h("p", agreed, cls="aside"), _table(found.changes[:_SHOWN], words), *_places(found.places, words)]
        if found.applied != found.weights:
            acts.append(button(words("desk.weights.use"), "use", "", "plain"))
    if found.applied:
        acts.append(_back(words))
    title = h("h2", words("desk.weights.title"))
    return h("section", title, h("p", told), body, h("p", acts, cls="acts") if acts else None, cls="own-weights")


def _back(words: Words) -> Markup:
    return button(words("desk.weights.back"), "shipped", "", "link")


def _table(changes: tuple[WeightChange, ...], words: Words) -> Markup:
    head = h(
        "tr", [h("th", words(f"desk.weights.{name}"), scope="col") for name in ("criterion", "shipped", "yours")]
    )
    rows = [
        h("tr", h("th", one.title, scope="row"), h("td", f"{one.shipped:.1f}"), h("td", f"{one.suggested:.1f}"))
        for one in changes
    ]
    return h("div", h("table", h("thead", head), h("tbody", rows)), cls="scrolls")


def _places(places: tuple[PlaceChange, ...], words: Words) -> list[Markup]:
    moved = [one for one in places if one.place_before != one.place_after]
    if len(places) < 2:
        return []
    if not moved:
        return [h("p", words("desk.weights.same_places"), cls="aside")]
    lines = [
        h("li", words("desk.weights.place", before=one.place_before, after=one.place_after), " ", one.statement)
        for one in moved
        if one.place_before is not None and one.place_after is not None
    ]
    return [h("p", words("desk.weights.places")), h("ul", lines)]
