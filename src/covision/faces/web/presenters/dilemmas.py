"""Dilemmas before they are answered: what is proposed, one of the team's own, the sheet each fills in alone."""

from collections.abc import Callable, Mapping, Sequence

from covision.domain.dilemmas import Dilemma, DilemmaRound
from covision.domain.events import ProjectState
from covision.faces.web.presenters.common import button, heading, when
from covision.faces.web.presenters.help import link as help_link
from covision.faces.web.presenters.markup import Markup, h, join
from covision.faces.web.words import Words

SILENT_VALUE = "none"
"""What the page sends for "it does not say"."""
_SHORT = 90

Order = Callable[[Dilemma], Sequence[str]]
"""A dilemma's letters in the order in which they are shown."""


def intro(state: ProjectState, words: Words) -> Markup:
    """What this page is for, and what it needs."""
    top = heading(words("dilemmas.heading"), words("dilemmas.lead"))
    if state.versions or state.drafts:
        more = help_link(words, "dilemmas", words("help.what_dilemmas"))
        return join(top, h("p", words("dilemmas.how"), " ", more, cls="aside"))
    return join(
        top,
        h("p", words("dilemmas.empty"), cls="empty"),
        h("p", button(words("dilemmas.to_drafts"), "go", "drafts", "plain")),
    )


def sources(state: ProjectState, words: Words) -> list[tuple[str, str]]:
    """The statements that can be tried, each with its name: versions, the newest first, then drafts."""
    listed = [
        (f"version/{one.version}", words("dilemmas.version", n=one.version, text=_short(one.statement)))
        for one in reversed(state.versions)
    ]
    drafts = [
        (f"draft/{one.id}", words("dilemmas.draft", n=at, text=_short(one.statement)))
        for at, one in enumerate(state.drafts, start=1)
    ]
    return [*listed, *drafts]


def _short(text: str) -> str:
    return text if len(text) <= _SHORT else f"{text[: _SHORT - 1].rstrip()}…"


def prepare(
    state: ProjectState,
    source: str,
    put: Sequence[Dilemma],
    others: Sequence[Dilemma],
    tensions: Mapping[str, str],
    words: Words,
) -> Markup:
    """Which statement, and which dilemmas to put; those proposed are ticked. `tensions` are names by id."""
    options = [h("option", name, value=id, selected=id == source) for id, name in sources(state, words)]
    language = state.organisation.language
    newest = state.dilemmas.newest
    ends = h("p", words("dilemmas.ends_open"), cls="aside") if newest is not None and newest.open else None
    return h(
        "section",
        h("h2", words("dilemmas.prepare"), tabindex="-1", id="prepare-heading"),
        h("label", words("dilemmas.which"), for_="dilemma-source"),
        h("select", options, id="dilemma-source", data_picks="pick", data_with=""),
        h(
            "form",
            h("input", type="hidden", name="source", value=source),
            h("fieldset", h("legend", words("dilemmas.tick")),
              h("ul", [_offer(one, True, language, tensions, words) for one in put], cls="offered")),
            h("details", h("summary", words("dilemmas.others", n=len(others))),
              h("ul", [_offer(one, False, language, tensions, words) for one in others], cls="offered"),
              id="other-dilemmas") if others else None,
            ends,
            h("button", words("dilemmas.open"), type="submit", cls="primary"),
            data_form="open",
            cls="prepare-form",
        ),
        cls="prepare",
    )  # fmt: skip


def _offer(one: Dilemma, ticked: bool, language: str, tensions: Mapping[str, str], words: Words) -> Markup:
    id = f"use-{one.id}"
    against = ", ".join(tensions.get(name, name) for name in one.tensions)
    touched = ", ".join(words("quote", text=word) for word in one.touches)
    told = [words("dilemmas.yours") if one.source == "own" else against]
    told += [words("dilemmas.touches", words=touched)] if touched else []
    return h(
        "li",
        h("input", type="checkbox", id=id, name=id, value="1", checked=ticked),
        h(
            "div",
            h("label", one.title, for_=id, lang=language),
            h("p", one.text, lang=language),
            h("ul", [h("li", course) for course in one.courses], cls="courses", lang=language),
            h("p", " · ".join(part for part in told if part), cls="aside"),
            button(words("dilemmas.take_out"), "take-out", one.id, "link") if one.source == "own" else None,
        ),
    )


def own(words: Words) -> Markup:
    """A form for a dilemma of the team's own everyday."""
    fields = [
        _line("own-title", "title", words("dilemmas.own_title"), 120),
        h("label", words("dilemmas.own_text"), for_="own-text"),
        h("textarea", id="own-text", name="text", rows=3, data_grows=True, maxlength=2000),
        *(_line(f"own-course-{n}", f"course-{n}", words(f"dilemmas.own_course_{n}"), 300) for n in (1, 2, 3)),
    ]
    return h(
        "details",
        h("summary", words("dilemmas.own")),
        h("p", words("dilemmas.own_lead"), cls="aside"),
        h("form", fields, h("button", words("dilemmas.own_add"), type="submit", cls="plain"),
          data_form="own", cls="line-form"),
        id="own-dilemma",
        cls="own-dilemma",
    )  # fmt: skip


def _line(id: str, name: str, label: str, most: int) -> Markup:
    return join(
        h("label", label, for_=id),
        h("input", type="text", id=id, name=name, maxlength=most, autocomplete="off"),
    )


def figure(held: DilemmaRound, words: Words) -> Markup:
    """The statement that is tried."""
    name = held.source.partition("/")[2]
    version = held.source.startswith("version/")
    line = words("dilemmas.tried_version", n=name) if version else words("dilemmas.tried")
    return h(
        "figure",
        h("blockquote", h("p", held.statement, cls="statement", lang=held.language)),
        h("figcaption", line, cls="aside"),
        cls="tried",
    )


def sheet(held: DilemmaRound, asked: Sequence[Dilemma], order: Order, words: Words) -> Markup:
    """The paper of one person: a course or silence for each dilemma, and why."""
    number = len(held.papers)
    lead = h("p", words("dilemmas.alone"), cls="aside")
    name = join(
        h("label", words("dilemmas.name"), for_=f"dilemma-name-{number}"),
        h("p", words("dilemmas.name_hint"), cls="aside", id="dilemma-name-hint"),
        h("input", type="text", id=f"dilemma-name-{number}", name="who", maxlength=80, autocomplete="off",
          required=True, aria_describedby="dilemma-name-hint"),
    )  # fmt: skip
    return h(
        "section",
        h("h2", words("dilemmas.sheet"), tabindex="-1", id="sheet-heading"),
        _answered(held, words),
        lead,
        h(
            "form",
            h("input", type="hidden", name="what", value="answers"),
            h("input", type="hidden", name="round", value=held.id),
            [_asked(at, one, order(one), number, held, words) for at, one in enumerate(asked, start=1)],
            h("div", name, cls="who"),
            h("button", words("dilemmas.send"), type="submit", cls="primary"),
            data_form="answers",
            # A paper of its own for each person: what one ticked is not handed to the next.
            id=f"sheet-{held.id}-{number}",
            cls="sheet",
        ),
        data_begins=f"sheet-{held.id}-{number}",
        cls="sheet-part",
    )


def _asked(at: int, one: Dilemma, letters: Sequence[str], number: int, held: DilemmaRound, words: Words) -> Markup:
    key = f"d{at}-{number}"
    choices = [(letter, one.course(letter), held.language) for letter in letters]
    choices.append((SILENT_VALUE, words("dilemmas.silent"), words.language))
    radios = [
        h(
            "label",
            h("input", type="radio", name=f"course-{one.id}", value=value, id=f"{key}-{value}", required=True),
            h("span", text, lang=language),
            for_=f"{key}-{value}",
            cls="silence" if value == SILENT_VALUE else None,
        )
        for value, text, language in choices
    ]
    return h(
        "fieldset",
        h("legend", h("span", words("dilemmas.number", n=at, of=len(held.dilemmas)), cls="where"),
          h("span", one.title, cls="name", lang=held.language)),
        h("p", one.text, cls="situation", lang=held.language),
        h("p", words("dilemmas.asks"), cls="asks"),
        radios,
        h("label", words("dilemmas.why"), for_=f"{key}-why", cls="plain-label"),
        h("input", type="text", id=f"{key}-why", name=f"why-{one.id}", maxlength=300, autocomplete="off"),
        cls="asked",
    )  # fmt: skip


def _answered(held: DilemmaRound, words: Words) -> Markup:
    """Who has answered; not what."""
    if not held.papers:
        return h("p", words("dilemmas.nobody_yet"), cls="answered")
    names = ", ".join(one.participant for one in held.papers)
    return h("p", words.count("dilemmas.answered", len(held.papers), names=names), cls="answered")


def sent(held: DilemmaRound, who: str, words: Words) -> Markup:
    """After somebody's answers came in: on to the next person, or to what others chose."""
    return h(
        "section",
        h("h2", words("dilemmas.sent", who=who), tabindex="-1", id="sent-heading"),
        _answered(held, words),
        h("p", words("dilemmas.sent_lead")),
        h(
            "p",
            button(words("dilemmas.next_person"), "next", held.id, "primary"),
            button(words("dilemmas.see"), "see", f"{held.id} {who}", "plain"),
            cls="choices",
        ),
        data_begins=f"sent-{held.id}-{len(held.papers)}",
        cls="sent",
    )


def around(held: DilemmaRound, words: Words, *, seen: bool = False) -> Markup:
    """Below the sheet: whoever has answered sees the round (`seen`: nobody need ask), and it can be ended."""
    see = h(
        "form",
        h("input", type="hidden", name="what", value="see"),
        h("input", type="hidden", name="round", value=held.id),
        h("label", words("dilemmas.see_name"), for_="see-name"),
        h("input", type="text", id="see-name", name="who", maxlength=80, autocomplete="off"),
        h("button", words("dilemmas.see"), type="submit", cls="plain"),
        data_form="see",
        cls="line-form",
    )
    ends = [
        h("p", words("dilemmas.end_lead")),
        h(
            "p",
            button(words("dilemmas.end"), "end", held.id, "plain") if held.papers else None,
            button(words("dilemmas.another"), "prepare", "", "link"),
            cls="choices",
        ),
    ]
    return h(
        "div",
        h("details", h("summary", words("dilemmas.seen_before")), see, id="seen-before")
        if held.papers and not seen
        else None,
        h("details", h("summary", words("dilemmas.ending")), ends, id="ending"),
        cls="around",
    )


def past(state: ProjectState, shown: str, words: Words) -> Markup:
    """Rounds that are over, the newest first; each can be looked at."""
    over = [one for one in reversed(state.dilemmas.rounds) if not one.open and one.id != shown]
    if not over:
        return Markup("")
    lines = [
        h(
            "li",
            h("p", one.statement, cls="words", lang=one.language),
            h("p", words.count("dilemmas.papers", len(one.papers)), " · ", when(one.opened_at, words), cls="aside"),
            button(words("dilemmas.look"), "past", one.id, "link"),
        )
        for one in over
    ]
    title = h("summary", words.count("dilemmas.past", len(over)))
    return h("details", title, h("ol", lines), id="past-rounds", cls="past")
