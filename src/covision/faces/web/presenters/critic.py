"""The critic's questions: each with the words it is about, why it is asked, and what can be done about it."""

from collections.abc import Sequence

from covision.domain.board import Cited
from covision.domain.critique import Critique, Handled
from covision.domain.events import ProjectState
from covision.faces.web.presenters.common import button, quote, who_said
from covision.faces.web.presenters.markup import Markup, h, join
from covision.faces.web.words import Words
from covision.steps.critique.questions import folded

FIRST = 3
"""Questions shown at once; the others are a click away."""


def view(asked: Sequence[Critique], state: ProjectState, words: Words, *, looking: bool = False) -> Markup:
    """All questions of the newest version, and what was answered or put aside before."""
    title = h("h2", words("critic.title"), id="critic-title", tabindex="-1")
    if not state.versions:
        return h("section", title, h("p", words("critic.empty"), cls="aside"), cls="critic")
    statement = state.versions[-1].statement
    here, gone = folded(state.critiques, statement)
    shown = [_question(one, state, words) for one in asked]
    rest = h(
        "details",
        h("summary", words("critic.more", n=len(shown) - FIRST)),
        h("ol", shown[FIRST:]),
        id="critic-more",
    )
    wait = h(
        "p",
        h("span", cls="working", aria_hidden="true"),
        words("critic.looking"),
        role="status",
        cls="aside looking",
    )
    return h(
        "section",
        title,
        h("p", words("critic.lead" if shown else "critic.none"), cls="aside"),
        h("ol", shown[:FIRST]) if shown else None,
        wait if looking else None,
        rest if len(shown) > FIRST else None,
        _done(here, "done", state, words),
        _done(gone, "gone", state, words),
        cls="critic",
        aria_labelledby="critic-title",
    )


def _question(one: Critique, state: ProjectState, words: Words) -> Markup:
    span = one.span.text if one.span else ""
    about = words("critic.about", span=span) if span else words("critic.whole")
    source = words(f"critic.sources.{one.source}")
    worded = f", {words('critic.worded_by', name=one.worded_by)}" if one.worded_by else ""
    return h(
        "li",
        h("p", one.question, cls="asked"),
        h("p", about, " ", h("span", f"({source}{worded})", cls="origin"), cls="aside"),
        h("p", words("critic.why", why=one.why), cls="aside why") if one.why else None,
        _said(one, state, words) if one.evidence else None,
        _answer(one, words),
        h(
            "p",
            button(words("critic.reword"), "reword", one.id, "link") if span else None,
            _named(words("critic.aside"), "dismiss", one, words),
            cls="acts",
        ),
        data_words=span or None,
        data_from=one.span.start if one.span else None,
    )


def _named(text: str, do: str, one: Critique, words: Words) -> Markup:
    return h(
        "button",
        text,
        type="button",
        cls="link",
        data_do=do,
        data_with=one.id,
        aria_label=f"{text}: {one.question}",
    )


def _said(one: Critique, state: ProjectState, words: Words) -> Markup:
    lines = [
        h("li", h("span", _who(cited, state, words), cls="aside"), " ", quote(cited.text, words))
        for cited in one.evidence
    ]
    return h("details", h("summary", words("critic.said")), h("ul", lines, cls="said"), id=f"said-{one.id}")


def _who(cited: Cited, state: ProjectState, words: Words) -> str:
    parts = cited.source.split("/")
    who = who_said(parts[1], state) if cited.kind == "answer" and len(parts) > 1 else words("critic.customer")
    return words("critic.by", who=who)


def _answer(one: Critique, words: Words) -> Markup:
    box = f"answer-{one.id}"
    form = h(
        "form",
        h("label", words("critic.your_answer"), for_=box),
        h("textarea", id=box, name="text", rows="3", required=True),
        h("input", type="hidden", name="id", value=one.id),
        h("p", h("button", words("critic.keep"), type="submit", cls="plain")),
        data_form="answer",
    )
    return h("details", h("summary", words("critic.answer")), form, id=f"open-{one.id}", cls="answering")


def _done(handled: Sequence[Handled], key: str, state: ProjectState, words: Words) -> Markup | None:
    if not handled:
        return None
    lines = [_handled(one, key, words) for one in reversed(handled)]
    return h(
        "details",
        h("summary", words(f"critic.{key}", n=len(lines))),
        h("ul", lines),
        id=f"critic-{key}",
        cls="handled",
    )


def _handled(one: Handled, key: str, words: Words) -> Markup:
    critique = one.critique
    outcome = words("critic.answered", text=one.text) if one.outcome == "answered" else words("critic.dismissed")
    again = _named(words("critic.open_again"), "reopen", critique, words)
    reword = button(words("critic.with_answer"), "reword", critique.id, "link")
    usable = key == "done" and one.outcome == "answered" and critique.span is not None
    return h(
        "li",
        h("p", critique.question),
        h("p", words("critic.about", span=critique.span.text), cls="aside") if critique.span else None,
        h("p", outcome, cls="outcome"),
        h("p", join(reword if usable else None, again), cls="acts"),
        data_words=critique.span.text if critique.span and key == "done" else None,
    )
