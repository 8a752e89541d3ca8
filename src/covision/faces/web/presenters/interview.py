"""The interview: one question, what was said so far, and what is known by now."""

from collections.abc import Mapping

from covision.domain.events import ProjectState
from covision.domain.interview import FollowUp, Question, Script
from covision.faces.web.presenters.common import button, heading, saved
from covision.faces.web.presenters.markup import Markup, h, join
from covision.faces.web.words import Words
from covision.projects.engine import Panel
from covision.projects.plan import NotEnough
from covision.steps.assumptions import questions


def question(
    asked: Question, words: Words, *, number: int = 0, of: int = 0, note: str = "", section: str = ""
) -> Markup:
    """One question, large, with why it is asked and what a useful answer looks like."""
    where = words("interview.step", number=number, of=of) if number else ""
    above = " · ".join(part for part in (section, where) if part)
    return join(
        h("p", above, cls="where") if above else None,
        h("p", note, cls="signal") if note else None,
        h("h1", asked.text, cls="question", id="question"),
        h(
            "div",
            h("details", h("summary", words("interview.why")), h("p", asked.why)),
            h("details", h("summary", words("interview.example")), h("p", asked.example, cls="sample")),
            cls="hints",
        ),
    )


def follow_up(asked: Question, answer: str, one: FollowUp, words: Words) -> Markup:
    """A follow-up under the answer it is about, with the words that gave rise to it marked."""
    span = one.trigger.span
    found = span is not None and span.holds_in(answer)
    if span is not None and found:
        said = join(answer[: span.start], h("mark", span.text), answer[span.end :])
        because = words("interview.because", span=_short(span.text))
    else:
        said = join(answer)
        because = words("interview.because_plain" if answer.strip() else "interview.because_blank")
    if one.trigger.other:
        because = words("interview.because_other")
    worded = "" if one.worded_by == "written" else words("interview.worded", name=one.worded_by)
    return join(
        h("p", asked.text, cls="asked-before"),
        h("blockquote", h("p", said), cls="said") if answer.strip() else None,
        h(
            "div",
            h("p", because, cls="because"),
            h("h1", one.text, cls="question", id="question"),
            h("p", worded, cls="aside") if worded else None,
            cls="follow-up",
        ),
    )


def _short(text: str, most: int = 90) -> str:
    return text if len(text) <= most else f"{text[:most].rsplit(' ', 1)[0]}…"


def enough(words: Words, research: bool) -> Markup:
    """The questions are through: what happens next; with no research yet, what it would add."""
    add = button(words("interview.add_research"), "go", "research", "link")
    hint = None if research else h("p", words("interview.research_hint"), " ", add, cls="early")
    return join(heading(words("interview.enough_heading"), words("interview.enough_lead")), hint)


def not_enough(step: NotEnough, words: Words) -> Markup:
    """Nothing said can carry a draft yet: which answers would."""
    buttons = [button(words("interview.answer_number", n=id), "edit", id, "plain") for id in step.questions]
    return join(heading(words("interview.not_enough_heading"), step.text), h("p", buttons, cls="choices"))


def early(words: Words) -> Markup:
    """Enough for drafts although questions are left."""
    return h(
        "p", words("interview.see_early"), " ", button(words("interview.see"), "go", "drafts", "link"), cls="early"
    )


def answers(state: ProjectState, script: Script, participant: str, words: Words, opened: bool = False) -> Markup:
    """What this participant said so far, each answer with a way to change it."""
    person = next((one for one in state.participants if one.id == participant), None)
    given: Mapping[str, str | None] = person.answers if person else {}
    known = [item for item in script.questions if item.id in given]
    if not known:
        return Markup("")
    lines = [_answer(item, given[item.id], words) for item in known]
    summary = h("summary", words("interview.earlier"), " ", h("span", len(lines), cls="count"))
    return h("details", summary, h("ol", lines), cls="earlier", open=opened)


def _answer(item: Question, text: str | None, words: Words) -> Markup:
    blank = not (text and text.strip())
    said = h("p", words("interview.skipped"), cls="aside") if blank else h("p", text, cls="words")
    change = words("interview.answer_now" if blank else "interview.edit")
    act = h(
        "button", change, aria_label=f"{change}: {item.text}",
        type="button", cls="link", data_do="edit", data_with=item.id,
    )  # fmt: skip
    return h("li", h("p", item.text, cls="asked"), said, act)


def panel(known: Panel, state: ProjectState, words: Words, at: str = "") -> Markup:
    """What we know: filled slots in order, and what is assumed for the blanks. `at` is the open question."""
    slots = [_slot(slot.question, slot.label, slot.status, slot.words, words, at) for slot in known.slots]
    share = round(100 * known.filled / known.of) if known.of else 0
    progress = words("interview.progress", filled=known.filled, of=known.of)
    summary = h(
        "summary",
        h("h2", words("interview.panel")),
        h("span", progress, cls="count"),
        h("span", h("span", style=f"width:{share}%"), cls="meter", aria_hidden="true"),
    )
    blanks = [h("li", f"[{item.text}]", h("span", "?", cls="signal")) for item in known.assumptions if item.skipped]
    assumed = h("div", h("h3", words("interview.assumed")), h("ul", blanks, cls="assumed")) if blanks else None
    return h(
        "aside",
        h("details", summary, h("ul", slots, cls="slots"), assumed, cls="drawer", open=True),
        h("p", saved(state, words), cls="aside saved"),
        cls="panel",
    )


def _slot(question: str, label: str, status: str, said: str, words: Words, at: str) -> Markup:
    inside = join(
        h("span", cls=f"disc {status}", aria_hidden="true"),
        h("span", label, h("span", f" ({words(f'interview.slot.{status}')})", cls="sr"), cls="label"),
        h("span", _short(said, 70), cls="gist") if said else None,
    )
    current = "true" if question == at else None
    return h("li", h("button", inside, type="button", data_do="edit", data_with=question, aria_current=current))


def batch(state: ProjectState, script: Script, participant: str, words: Words, mode: str = "solo") -> Markup:
    """Every question of the mode on one page, with what was said."""
    person = next((one for one in state.participants if one.id == participant), None)
    given: Mapping[str, str | None] = person.answers if person else {}
    titles = {section.id: section.title for section in script.sections}
    fields: list[Markup] = []
    last = ""
    for item in questions(script, mode):
        if item.section != last:
            fields.append(h("h2", titles.get(item.section, "")))
            last = item.section
        fields.append(_field(item, given.get(item.id) or "", words))
    return join(
        heading(words("interview.batch_heading"), words("interview.batch_lead")),
        h(
            "form",
            fields,
            h(
                "p",
                h("button", words("interview.batch_save"), type="submit", cls="primary"),
                button(words("interview.batch_leave"), "go", "interview", "plain"),
                cls="actions",
            ),
            data_form="batch",
        ),
    )


def _field(item: Question, text: str, words: Words) -> Markup:
    name = f"q-{item.id}"
    return h(
        "div",
        h("label", item.text, for_=name),
        h("details", h("summary", words("interview.example")), h("p", item.example, cls="sample")),
        # A line break right after the tag is dropped by the parser, so one is put there.
        h("textarea", Markup("\n"), text, id=name, name=item.id, rows=max(2, item.lines - 1), data_grows=True),
        cls="field",
    )
