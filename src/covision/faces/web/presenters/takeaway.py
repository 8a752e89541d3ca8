"""What can be taken away, each by a plain link to this project's own route."""

from covision.domain.adopting import adopted_now
from covision.domain.events import ProjectState
from covision.faces.web.presenters.common import heading
from covision.faces.web.presenters.markup import Markup, h
from covision.faces.web.words import Words

ROUTE = "take"
FORMATS = ("docx", "md", "ics", "yaml", "json")


def intro(state: ProjectState, words: Words) -> Markup:
    """The heading, with what there is to do here."""
    finished = bool(state.versions or state.drafts)
    return heading(words("takeaway.heading"), words("takeaway.lead" if finished else "takeaway.nothing"))


def offers(state: ProjectState, words: Words) -> Markup:
    """A link for each format that has something to say."""
    offered = [_offer(name, state, words) for name in FORMATS if _has(name, state)]
    return h("ul", offered, cls="offers")


def _has(name: str, state: ProjectState) -> bool:
    if name == "yaml":
        return True
    if name == "ics":
        held = adopted_now(state.adoptions)
        return held is not None and held.review is not None
    return state.draft_set is not None if name == "json" else bool(state.versions or state.drafts)


def _offer(name: str, state: ProjectState, words: Words) -> Markup:
    title = words(f"takeaway.{name}")
    link = h(
        "a", words("takeaway.download"), aria_label=f"{words('takeaway.download')}: {title}",
        href=f"./{ROUTE}/{state.id}.{name}", download=True, cls="plain button",
    )  # fmt: skip
    return h("li", h("div", h("h2", title), h("p", words(f"takeaway.{name}_what"), cls="aside")), link)
