"""Statements side by side: the words, what differs in them, what each is about and what it gives up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from covision.domain.events import ProjectState
from covision.domain.rubric import Scorecard
from covision.faces.web.presenters.common import author, button, heading, when
from covision.faces.web.presenters.desk import word_diff
from covision.faces.web.presenters.drafts import draft_origin
from covision.faces.web.presenters.looks import Looks
from covision.faces.web.presenters.markup import Child, Markup, h, join
from covision.faces.web.words import Words
from covision.measures.text import words as words_of
from covision.steps.comparing.contrast import Contrast, Point
from covision.steps.comparing.options import MOST, Option

ALIKE = 0.4
"""Texts that share at least this much of their words are marked word by word; others have little to mark."""


@dataclass(frozen=True)
class Side:
    """One of the statements that are compared: its letter, what it is, and its scorecard."""

    letter: str
    option: Option
    card: Scorecard


def intro(words: Words, looks: Looks, sides: int, *, blind: bool = True) -> Markup:
    """What this page is for, as it stands now."""
    if looks.mode in ("vote", "result"):
        lead = words(f"compare.{looks.mode}.lead" if blind else f"compare.{looks.mode}.lead_open")
        return heading(words(f"compare.{looks.mode}.heading"), lead)
    if sides < 2:
        return heading(words("compare.heading"), words("compare.lead_empty"))
    return heading(words("compare.heading"), words(f"compare.lead_{looks.mode}"))


def empty(state: ProjectState, words: Words) -> Markup:
    """Fewer than two statements: what this page does once there are two, and where they come from."""
    where, told = ("desk", "one") if state.versions or state.drafts else ("drafts", "none")
    items = [h("li", words(f"compare.empty.{key}")) for key in ("see", "vote", "evidence")]
    return h(
        "section",
        h("p", words(f"compare.empty.{told}")),
        h("ul", items, cls="plain-lines"),
        h("p", button(words(f"compare.empty.to_{where}"), "go", where, "primary")),
        cls="compare-empty",
    )


def actions(words: Words, looks: Looks, count: int) -> Markup:
    """What can be done with the statements as they stand."""
    if looks.mode == "blind":
        hidden = (
            button(words("compare.open_vote"), "vote", "blind", "primary"),
            button(words("compare.show_names"), "show", "", "plain"),
        )
        return h("p", hidden, cls="compare-acts")
    told = words("compare.close_list") if looks.choosing else words("compare.choose")
    acts = (
        button(words.count("compare.vote_blind", count), "vote", "blind", "primary"),
        button(words("compare.hide_names"), "hide", "", "plain"),
        button(told, "choosing", "", "plain"),
        button(words("compare.vote_open"), "vote", "open", "link"),
    )
    return h("p", acts, cls="compare-acts")


def label(option: Option, words: Words) -> str:
    """What a statement is: "Version 3", "Draft 2", or both."""
    parts = [words("desk.version", n=option.version.version)] if option.version else []
    parts += [words("drafts.number", n=option.place)] if option.place else []
    return words("compare.same_words", a=parts[0], b=parts[1]) if len(parts) > 1 else "".join(parts)


def letter(mark: str, at: int) -> Markup:
    """A statement's letter, in the form that its dots have."""
    return h("span", mark, cls=f"letter mark-{at}")


def listed(names: Sequence[str], words: Words) -> str:
    """Letters as people list them: "A, B and C"."""
    if len(names) < 2:
        return "".join(names)
    return words("compare.and", first=", ".join(names[:-1]), last=names[-1])


def marking(sides: Sequence[Side], against: str, words: Words) -> Markup:
    """The choice of what the words are marked against."""
    options = [h("option", words("compare.mark_nothing"), value="none", selected=not against)]
    for side in sides:
        told = f"{side.letter}: {label(side.option, words)}"
        options.append(h("option", told, value=side.option.key, selected=side.option.key == against))
    chosen = h("select", options, id="compare-against", data_picks="against", data_with="against")
    legend = h(
        "span",
        h("ins", words("desk.added"), cls="differs"),
        " ",
        h("del", words("desk.removed"), cls="differs"),
        cls="aside",
    )
    name = h("label", words("compare.mark"), for_="compare-against")
    return h("p", name, chosen, legend if against else None, cls="marking")


def near(statements: Sequence[str]) -> bool:
    """True where another is much like the first, so that marking words tells something."""
    return any(_ratio(statements[0], one) >= ALIKE for one in statements[1:])


def _ratio(old: str, new: str) -> float:
    a, b = ([word.lower for word in words_of(text)] for text in (old, new))
    return SequenceMatcher(None, a, b, autojunk=False).ratio()


def columns(
    sides: Sequence[Side], contrasts: Mapping[str, Contrast], looks: Looks, state: ProjectState, words: Words
) -> Markup:
    """Two to four statements beside each other."""
    base = next((one for one in sides if one.option.key == looks.against), None)
    made = [_column(at, one, base, contrasts, sides, state, words) for at, one in enumerate(sides)]
    return h("div", made, cls=f"sides of-{len(sides)}")


def blind_columns(statements: Sequence[tuple[str, str]], language: str, words: Words) -> Markup:
    """The statements alone, by neutral letters (letter, statement): nothing else of them is told."""
    made = [
        h(
            "article",
            h("p", letter(mark, at), cls="who", id=f"blind-{mark}"),
            h("p", statement, cls="statement", lang=language),
            cls="side",
            aria_label=words("compare.statement", letter=mark),
        )
        for at, (mark, statement) in enumerate(statements)
    ]
    return h("div", made, cls=f"sides blind of-{len(made)}")


def _column(
    at: int,
    side: Side,
    base: Side | None,
    contrasts: Mapping[str, Contrast],
    sides: Sequence[Side],
    state: ProjectState,
    words: Words,
) -> Markup:
    option, named = side.option, f"side-{side.letter}"
    working = bool(state.versions) and option.newest
    newest = h("span", words("desk.newest"), cls="tag") if option.newest else None
    take = None
    if len(sides) > 2:
        told = words("compare.take_out")
        take = _act(told, "drop", option.key, f"{told}: {side.letter}")
    go = words("compare.go_on") if working else words("drafts.choose")
    act = _act(go, "work", option.key, f"{go}: {side.letter}", "plain")
    return h(
        "article",
        h("p", letter(side.letter, at), h("span", label(option, words), cls="what"), newest, cls="who", id=named),
        _statement(side, base, state, words),
        h("p", by_line(option, state, words), cls="aside"),
        _feel(option, words),
        _contrast(contrasts[side.letter], option, words),
        h("p", act, take, cls="acts"),
        cls="side",
        aria_labelledby=named,
    )


def _act(text: str, do: str, value: str, named: str, cls: str = "link") -> Markup:
    return h("button", text, type="button", cls=cls, data_do=do, data_with=value, aria_label=named)


def _statement(side: Side, base: Side | None, state: ProjectState, words: Words) -> Markup:
    language, text = state.organisation.language, side.option.statement
    if base is None or base is side:
        return h("p", text, cls="statement", lang=language)
    if _ratio(base.option.statement, text) < ALIKE:
        note = h("span", words("compare.too_different", letter=base.letter), cls="aside note")
        return h("div", h("p", text, cls="statement", lang=language), note)
    return h("p", marked(base.option.statement, text, words), cls="statement", lang=language)


def marked(old: str, new: str, words: Words) -> Markup:
    """`new`: what it adds to `old` is underlined, what it leaves out struck through; screen readers are told."""
    parts: list[Child] = []
    for text, kind in word_diff(old, new):
        bare = text.strip()
        if kind == "same" or not bare:
            parts.append(text)
            continue
        before, _, after = text.partition(bare)
        name, told = ("ins", "added") if kind == "added" else ("del", "removed")
        begin = h("span", f"[{words(f'desk.{told}')}: ", cls="sr")
        end = h("span", "] ", cls="sr")
        parts += [before, h(name, begin, bare, end, cls="differs"), after or " "]
    return join(*parts)


def by_line(option: Option, state: ProjectState, words: Words) -> str:
    """Whose words a statement is, when, and what it is about."""
    told: list[str] = []
    if option.draft:
        told += [option.draft.angle, draft_origin(option.draft, state, words)]
    elif option.version:
        told += [author(option.version.author, state, words), when(option.version.at, words), option.version.note]
    return " · ".join(part for part in told if part)


def _feel(option: Option, words: Words) -> Markup:
    draft = option.draft
    pairs = (("feel", draft.feel), ("think", draft.think), ("do", draft.do)) if draft else ()
    told = [join(h("dt", words(f"drafts.{key}")), h("dd", text)) for key, text in pairs if text]
    if not told:
        return h("p", words("compare.no_feel"), cls="aside ftd-none")
    return h("dl", told, cls="side-ftd")


def _contrast(found: Contrast, option: Option, words: Words) -> Markup:
    """What it gives up against the others, in sentences; what is certain first, signs as signs."""
    lines = [_point(one, words, "below") for one in found.gives_up]
    if found.behind:
        lines.insert(0, h("li", words.count("compare.behind", len(found.behind), who=listed(found.behind, words))))
    instead = [_point(one, words, "above") for one in found.for_]
    if found.ahead:
        instead.insert(0, h("li", words.count("compare.ahead", len(found.ahead), who=listed(found.ahead, words))))
    lost = h("ul", lines) if lines else h("p", words("compare.gives_up_nothing"), cls="aside")
    won = join(h("h3", words("compare.for")), h("ul", instead)) if instead else None
    why = option.draft.rationale if option.draft else ""
    writer = (
        h("details", h("summary", words("drafts.gives_up")), h("p", why), id=f"why-{option.key}") if why else None
    )
    return h("div", h("h3", words("compare.gives_up")), lost, won, writer, cls="contrast")


def _point(one: Point, words: Words, way: str) -> Markup:
    sure = "clear" if one.clear else "sign"
    told = words(f"compare.{way}_{sure}", title=one.criterion.title, who=listed(one.others, words))
    why = h("span", one.score.reason, cls="aside") if one.score.reason else None
    return h("li", told, " ", why)


def finder(typed: str, words: Words) -> Markup:
    """The box that finds statements while somebody types."""
    box = h("input", type="search", id="compare-query", data_finds="find", placeholder=words("compare.search_hint"),
            value=typed, autocomplete="off")  # fmt: skip
    return h("div", h("label", words("compare.search"), for_="compare-query"), box, cls="finder")


def picker(
    shown: Sequence[Option], found: int, every: int, looks: Looks, state: ProjectState, words: Words
) -> Markup:
    """The list of what can be compared: as many as were asked for, how many there are, and which are chosen."""
    full = len(looks.picked) >= MOST
    lines = [_entry(one, one.key in looks.picked, full, state, words) for one in shown]
    more = found - len(shown)
    return h(
        "div",
        h("p", words.count("compare.found", found, of=every), cls="aside", role="status"),
        h("p", words("compare.full", n=MOST), cls="aside") if full else None,
        h("ul", lines, cls="picker") if lines else h("p", words("compare.none_found"), cls="aside"),
        h("p", words("compare.more", n=more), cls="aside") if more else None,
    )


def _entry(one: Option, chosen: bool, full: bool, state: ProjectState, words: Words) -> Markup:
    named = label(one, words)
    told = words("compare.take_out") if chosen else words("compare.add")
    act = h(
        "button",
        told,
        type="button",
        cls="link",
        data_do="drop" if chosen else "add",
        data_with=one.key,
        aria_label=f"{told}: {named}",
        disabled=full and not chosen,
    )
    newest = h("span", words("desk.newest"), cls="tag") if one.newest else None
    return h(
        "li",
        h("p", h("strong", named), newest, h("span", by_line(one, state, words), cls="aside"), cls="title"),
        h("p", one.statement, cls="words"),
        act,
        cls="is-picked" if chosen else None,
    )
