"""What can be taken away, each by a plain link to this project's own route."""

from collections.abc import Collection

from covision.domain.adopting import adopted_now
from covision.domain.events import ProjectState
from covision.faces.web.presenters.common import heading
from covision.faces.web.presenters.markup import Markup, h, join
from covision.faces.web.words import Words

ROUTE = "take"
DOCUMENTS = ("docx", "pdf", "pptx", "html", "md")
DATA = ("whole", "yaml", "json")
FORMATS = (*DOCUMENTS, "ics", *DATA)


def intro(state: ProjectState, words: Words) -> Markup:
    """The heading, with what there is to do here."""
    finished = bool(state.versions or state.drafts)
    return heading(words("takeaway.heading"), words("takeaway.lead" if finished else "takeaway.nothing"))


def documents(
    state: ProjectState, words: Words, *, evidence: bool = True, method: bool = True, missing: Collection[str] = ()
) -> Markup:
    """Links to documents for people and to the day for a calendar; `missing` cannot be written here."""
    told = {"evidence": evidence, "method": method}
    asked = "&".join(f"{key}=0" for key, wanted in told.items() if not wanted)
    offered = [
        _missing(name, words) if name in missing else _offer(name, state, words, asked if name in DOCUMENTS else "")
        for name in (*DOCUMENTS, "ics")
        if _has(name, state)
    ]
    return h("ul", offered, cls="offers") if offered else Markup("")


def data(state: ProjectState, words: Words) -> Markup:
    """Links to files for covision itself and for other programs."""
    offered = [_offer(name, state, words, "") for name in DATA if _has(name, state)]
    return join(h("h2", words("takeaway.data"), cls="part"), h("ul", offered, cls="offers"))


def _has(name: str, state: ProjectState) -> bool:
    if name in ("yaml", "whole"):
        return True
    if name == "ics":
        held = adopted_now(state.adoptions)
        return held is not None and held.review is not None
    return state.draft_set is not None if name == "json" else bool(state.versions or state.drafts)


def _missing(name: str, words: Words) -> Markup:
    lines = (h("h2", words(f"takeaway.{name}")), h("p", words(f"takeaway.{name}_missing"), cls="aside"))
    return h("li", h("div", lines))


def _offer(name: str, state: ProjectState, words: Words, asked: str) -> Markup:
    title = words(f"takeaway.{name}")
    link = h(
        "a", words("takeaway.download"), aria_label=f"{words('takeaway.download')}: {title}",
        href=f"./{ROUTE}/{state.id}.{name}{f'?{asked}' if asked else ''}", download=True, cls="plain button",
    )  # fmt: skip
    return h("li", h("div", h("h2", title), h("p", words(f"takeaway.{name}_what"), cls="aside")), link)
