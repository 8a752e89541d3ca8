"""The desk: questions back, criteria as sentence and bar, and what changed between two texts."""

import re
from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher
from typing import Literal

from covision.domain.rubric import CriterionScore, Rubric, Scorecard
from covision.faces.web.presenters.common import button, heading
from covision.faces.web.presenters.help import link as help_link
from covision.faces.web.presenters.markup import Markup, h, join
from covision.faces.web.words import Words

Change = tuple[str, Literal["added", "removed", "same"]]
_TOKEN = re.compile(r"\s+|[\w'’-]+|[^\w\s]")


def intro(words: Words, empty: bool) -> Markup:
    """What this page is for."""
    return heading(words("desk.heading"), words("desk.empty") if empty else words("desk.lead"))


Before = tuple[int, Scorecard]
"""A version to compare with: its number and its scorecard."""


def criteria(card: Scorecard | None, rubric: Rubric, words: Words, before: Before | None = None) -> Markup:
    """Each criterion as a sentence with a small bar and how far to trust it; no total, no grade.

    What moved against the version `before` is said in words, where it moved more than an edit of no meaning does.
    """
    title = h("h2", words("desk.criteria"))
    if card is None:
        return Markup("")
    titles = {one.number: one.title for one in rubric.criteria}
    moved = changes(card, rubric, before)
    known = [one for one in card.criteria if one.value is not None]
    unscored = [one for one in card.criteria if one.value is None]
    lead = join(words("desk.criteria_lead"), " ", words("desk.summary", covered=len(known), of=len(card.criteria)))
    return h(
        "section",
        title,
        h("p", lead, " ", help_link(words, "scores", words("help.what_criterion")), cls="aside"),
        h("p", _moved(moved, before, words), cls="aside") if before else None,
        h(
            "ul",
            [
                _criterion(one, titles.get(one.number, one.key), words, _arrow(one, moved, before, words))
                for one in known
            ],
            cls="criteria",
        ),
        h(
            "details",
            h("summary", words("desk.unscored", n=len(unscored))),
            h("ul", [_unscored(one, titles.get(one.number, one.key)) for one in unscored], cls="unscored"),
        )
        if unscored
        else None,
        cls="scorecard",
    )


def changes(card: Scorecard, rubric: Rubric, before: Before | None) -> dict[int, Literal["up", "down"]]:
    """Criteria that moved by more than their noise, by number; only where both were told in the same way."""
    if before is None:
        return {}
    noise = {one.number: one.noise for one in rubric.criteria}
    old = {one.number: one for one in before[1].criteria}
    found: dict[int, Literal["up", "down"]] = {}
    for one in card.criteria:
        was = old.get(one.number)
        if one.value is None or was is None or was.value is None or was.method != one.method:
            continue
        if abs(one.value - was.value) > noise.get(one.number, 0.0):
            found[one.number] = "up" if one.value > was.value else "down"
    return found


def _moved(moved: Mapping[int, str], before: Before, words: Words) -> str:
    up = sum(one == "up" for one in moved.values())
    if not moved:
        return words("desk.moved.none", n=before[0])
    return words("desk.moved.some", n=before[0], up=up, down=len(moved) - up)


def _arrow(
    one: CriterionScore, moved: Mapping[int, Literal["up", "down"]], before: Before | None, words: Words
) -> Markup | None:
    way = moved.get(one.number)
    if way is None or before is None:
        return None
    arrow = h("span", "↑ " if way == "up" else "↓ ", aria_hidden="true")
    return h("span", arrow, words(f"desk.moved.{way}", n=before[0]), cls=f"moved {way}")


def _criterion(one: CriterionScore, title: str, words: Words, moved: Markup | None = None) -> Markup:
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
    return h("li", told, h("div", meter, h("span", how, cls="how"), cls="gauge"), moved)


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
