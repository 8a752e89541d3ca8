"""The desk: questions back, criteria as sentence and bar, and what changed between two texts."""

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import Literal

from covision.domain.rubric import CriterionScore, Rubric, Scorecard
from covision.faces.web.presenters.common import button, heading
from covision.faces.web.presenters.drafts import scored
from covision.faces.web.presenters.markup import Markup, h, join
from covision.faces.web.words import Words

Change = tuple[str, Literal["added", "removed", "same"]]
_TOKEN = re.compile(r"\s+|[\w'’-]+|[^\w\s]")
_QUESTIONS = 3


def intro(words: Words, empty: bool) -> Markup:
    """What this page is for."""
    return heading(words("desk.heading"), words("desk.empty") if empty else words("desk.lead"))


def critic(card: Scorecard | None, words: Words) -> Markup:
    """Questions of the weakest criteria: the critic asks, it does not rewrite."""
    title = h("h2", words("desk.critic"))
    if card is None:
        return h("section", title, h("p", words("desk.no_card"), cls="aside"), cls="critic")
    open_ones = [one for one in reversed(scored(card)) if (one.value or 0.0) < 0.75 and one.question][:_QUESTIONS]
    if not open_ones:
        return h("section", title, h("p", words("desk.critic_none"), cls="aside"), cls="critic")
    lines = [h("li", h("p", one.question), _about(one, words)) for one in open_ones]
    return h("section", title, h("p", words("desk.critic_lead"), cls="aside"), h("ol", lines), cls="critic")


def _about(one: CriterionScore, words: Words) -> Markup | None:
    return h("p", words("desk.about", span=one.span.text), cls="aside") if one.span else None


def criteria(card: Scorecard | None, rubric: Rubric, words: Words) -> Markup:
    """Each criterion as a sentence with a small bar and how far to trust it; no total, no grade."""
    title = h("h2", words("desk.criteria"))
    if card is None:
        return Markup("")
    titles = {one.number: one.title for one in rubric.criteria}
    known = [one for one in card.criteria if one.value is not None]
    unscored = [one for one in card.criteria if one.value is None]
    lead = join(words("desk.criteria_lead"), " ", words("desk.summary", covered=len(known), of=len(card.criteria)))
    return h(
        "section",
        title,
        h("p", lead, cls="aside"),
        h("ul", [_criterion(one, titles.get(one.number, one.key), words) for one in known], cls="criteria"),
        h(
            "details",
            h("summary", words("desk.unscored", n=len(unscored))),
            h("ul", [_unscored(one, titles.get(one.number, one.key)) for one in unscored], cls="unscored"),
        )
        if unscored
        else None,
        cls="scorecard",
    )


def _criterion(one: CriterionScore, title: str, words: Words) -> Markup:
    percent = round(100 * (one.value or 0.0))
    meter = h(
        "span",
        h("span", style=f"width:{percent}%"),
        cls="meter",
        role="img",
        aria_label=words("desk.bar", percent=percent),
    )
    how = f"{words(f'desk.judged.{one.method}')}, {words(f'desk.trust.{trust(one.trust)}')}"
    told = h("p", h("strong", title), f". {one.reason}" if one.reason else "")
    return h("li", told, h("div", meter, h("span", how, cls="how"), cls="gauge"))


def _unscored(one: CriterionScore, title: str) -> Markup:
    return h("li", h("strong", title), f". {one.reason}" if one.reason else "")


def trust(value: float) -> str:
    """A trust of 0..1 as one of four words."""
    return "low" if value < 0.4 else "some" if value < 0.6 else "good" if value < 0.8 else "high"


def word_diff(old: str, new: str) -> list[Change]:
    """The words of two texts in order, each kept, added or removed; joined, `same` and `added` give `new`."""
    a, b = _TOKEN.findall(old), _TOKEN.findall(new)
    found: list[Change] = []
    for kind, a1, a2, b1, b2 in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if kind == "equal":
            found.append(("".join(b[b1:b2]), "same"))
            continue
        if a2 > a1:
            found.append(("".join(a[a1:a2]), "removed"))
        if b2 > b1:
            found.append(("".join(b[b1:b2]), "added"))
    return found


def diff(title: str, changes: Sequence[Change], words: Words) -> Markup:
    """What changed, by mark and not by colour alone: underlined for added, struck through for taken out."""
    if all(kind == "same" for _, kind in changes):
        return h("section", h("h2", title), h("p", words("desk.diff_same"), cls="aside"), cls="diff")
    legend = h("p", h("ins", words("desk.added")), " ", h("del", words("desk.removed")), cls="aside")
    return h("section", h("h2", title), h("p", marked_diff(changes), cls="words"), legend, cls="diff")


def marked_diff(changes: Sequence[Change]) -> Markup:
    """The words, those added and those taken out each in their own element."""
    element = {"added": "ins", "removed": "del", "same": "span"}
    return join(*(_marked(element[kind], text) for text, kind in changes))


def _marked(element: str, text: str) -> Markup:
    """A change without the blanks at its edges, which would show as stray marks."""
    bare = text.strip()
    if element == "span" or not bare:
        return join(text)
    before, _, after = text.partition(bare)
    return join(before, h(element, bare), after)


def to_takeaway(words: Words) -> Markup:
    """The ways on."""
    ways = (
        button(words("desk.take"), "go", "takeaway", "plain"),
        button(words("compare.from_desk"), "go", "compare", "plain"),
        button(words("dilemmas.link"), "go", "dilemmas", "plain"),
    )
    return h("p", [join(way, " ") for way in ways], cls="onward")
