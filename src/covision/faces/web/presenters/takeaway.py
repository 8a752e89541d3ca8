"""What can be taken away, each by a plain link to this project's own route."""

from covision.domain.events import ProjectState
from covision.faces.web.presenters.common import author, heading, when
from covision.faces.web.presenters.markup import Markup, h, join
from covision.faces.web.words import Words

ROUTE = "take"
FORMATS = ("docx", "md", "yaml", "json")


def page(state: ProjectState, words: Words) -> Markup:
    """The newest statement, and a link for each format that has something to say."""
    finished = bool(state.versions or state.drafts)
    lead = words("takeaway.lead") if finished else words("takeaway.nothing")
    offered = [name for name in FORMATS if _has(name, state)]
    return join(
        heading(words("takeaway.heading"), lead),
        _newest(state, words) if state.versions else None,
        h("ul", [_offer(name, state, words) for name in offered], cls="offers"),
    )


def _has(name: str, state: ProjectState) -> bool:
    if name == "yaml":
        return True
    return state.draft_set is not None if name == "json" else bool(state.versions or state.drafts)


def _newest(state: ProjectState, words: Words) -> Markup:
    newest = state.versions[-1]
    who = author(newest.author, state, words)
    line = words("takeaway.by", n=newest.version, who=who, when=when(newest.at, words))
    return h(
        "figure",
        h("blockquote", h("p", newest.statement, cls="statement", lang=state.organisation.language)),
        h("figcaption", line, cls="aside"),
        aria_label=words("takeaway.statement"),
        cls="newest",
    )


def _offer(name: str, state: ProjectState, words: Words) -> Markup:
    title = words(f"takeaway.{name}")
    link = h(
        "a", words("takeaway.download"), aria_label=f"{words('takeaway.download')}: {title}",
        href=f"./{ROUTE}/{state.id}.{name}", download=True, cls="plain button",
    )  # fmt: skip
    return h("li", h("div", h("h2", title), h("p", words(f"takeaway.{name}_what"), cls="aside")), link)
