"""Other words for a part: the box to ask with, what is being done, and suggestions to accept or reject."""

from collections.abc import Mapping, Sequence

from covision.domain.base import Span
from covision.domain.events import ProjectState
from covision.domain.rewriting import RULES, WISHES, Rewrite, Tracked
from covision.domain.rubric import Rubric
from covision.faces.web.presenters.common import author, button, is_model, who_said
from covision.faces.web.presenters.desk import word_diff
from covision.faces.web.presenters.markup import Markup, h, join
from covision.faces.web.words import Words
from covision.steps.critique.effects import Effect
from covision.steps.rewriting.check import told
from covision.steps.rewriting.span import parts

_KEPT = 0.5
"""Below this share of characters that stayed a change is shown as a whole."""
MOVES = {
    "own": 17,
    "shorter": 6,
    "plainer": 6,
    "customer": 1,
    "one_idea": 4,
    "picturable": 3,
    "promise": 9,
    "timeless": 13,
}
"""The criterion that each wish of one click is aimed at."""


def box(statement: str, rubric: Rubric, words: Words) -> Markup:
    """Which words, what shall become of them, and the wishes of one click."""
    if not statement:
        return Markup("")
    choices = [h("option", words("rewrite.marked"), value="", selected=True)]
    choices += [
        h("option", _short(one.text), value=f"{one.start}-{one.end}", data_words=one.text)
        for one in parts(statement)
    ]
    titles = {one.number: one.title for one in rubric.criteria}
    clicks = [
        h(
            "button", words(f"rewrite.wishes.{kind}"), type="submit", name="wish", value=kind, cls="wish",
            title=words("rewrite.moves", criterion=titles.get(MOVES[kind], "")),
        )
        for kind in WISHES
    ]  # fmt: skip
    return h(
        "section",
        h("h2", words("rewrite.title")),
        h("p", words("rewrite.lead"), cls="aside"),
        h(
            "form",
            h("input", type="hidden", name="chosen", value=""),
            h("input", type="hidden", name="wish", value="free", data_wish=True),
            h("label", words("rewrite.part"), for_="rewrite-part"),
            h("select", choices, name="part", id="rewrite-part"),
            h(
                "p", words("rewrite.nothing_marked"), cls="aside chosen-now", role="status", id="rewrite-marked",
                data_none=words("rewrite.nothing_marked"), data_some=words("rewrite.marked_now", text="#1"),
            ),
            h("label", words("rewrite.instruction"), for_="rewrite-words"),
            h(
                "div",
                h(
                    "input", type="text", name="words", id="rewrite-words", maxlength="400", autocomplete="off",
                    placeholder=words("rewrite.instruction_hint"),
                ),
                h(
                    "button", words("rewrite.ask"), type="submit", name="wish", value="free", cls="plain",
                    id="rewrite-ask",
                ),
                cls="ask",
            ),
            h("fieldset", h("legend", words("rewrite.clicks")), h("div", clicks, cls="wishes")),
            h(
                "details",
                h("summary", words("rewrite.yourself")),
                h("label", words("rewrite.mine"), for_="rewrite-mine"),
                h("textarea", name="mine", id="rewrite-mine", rows="2"),
                h("p", h("button", words("rewrite.put_in"), type="submit", name="wish", value="mine", cls="plain")),
                id="rewrite-yourself",
            ),
            data_form="rewrite",
        ),
        cls="rewrite-box",
    )  # fmt: skip


def progress(rewrite: Rewrite, doing: str, elapsed: float, words: Words) -> Markup:
    """What is done now, for how long, and Stop."""
    text = words(f"rewrite.{doing or 'starting'}", name=rewrite.model)
    seconds = h("span", words("rewrite.seconds", n=int(elapsed)), data_elapsed=f"{elapsed:.1f}", cls="seconds")
    return h(
        "div",
        h("span", cls="working", aria_hidden="true"),
        h(
            "div",
            h("p", h("strong", text), role="status"),
            h("p", seconds, " ", words("rewrite.so_far"), cls="aside"),
        ),
        h("button", words("rewrite.stop"), type="button", cls="plain", data_do="stop", id="stop-rewrite"),
        cls="progress",
    )


def suggestions(
    state: ProjectState,
    status: Mapping[str, str],
    placed: Mapping[str, Span],
    effects: Mapping[str, Sequence[Effect]],
    words: Words,
) -> Markup:
    """Rewrites with something to decide or to be told, the newest first; then what was decided.

    `status` is by run; `placed` are the places in the newest version of open suggestions whose words still stand,
    by id, and `effects` what each would change.
    """
    if not state.versions:
        return Markup("")
    shown = [one for one in reversed(state.rewrites) if status.get(one.run) != "running"]
    newest = [_rewrite(one, status[one.run], state, placed, effects, words) for one in shown[:1]]
    waiting = [one for one in shown[1:] if any(item.id in placed for item in one.suggestions)]
    older = [_rewrite(one, status[one.run], state, placed, effects, words) for one in waiting]
    spans = {(placed[id].start, placed[id].end) for id in placed}
    all_of_them = (
        button(words("rewrite.accept_all", n=len(spans)), "accept-all", "", "plain") if len(spans) > 1 else None
    )
    return join(
        h("p", all_of_them, cls="acts") if all_of_them else None,
        newest,
        older,
        _decided(state, words),
    )


def _rewrite(
    one: Rewrite,
    status: str,
    state: ProjectState,
    placed: Mapping[str, Span],
    effects: Mapping[str, Sequence[Effect]],
    words: Words,
) -> Markup | None:
    open_ones = [item for item in one.suggestions if item.decision == "open"]
    decided = len(one.suggestions) - len(open_ones)
    if status == "done" and decided and not open_ones:
        return None
    title = h("h3", words("rewrite.suggestions", span=_short(one.asked.span.text)), tabindex="-1")
    wish = words(f"rewrite.wishes.{one.asked.wish.kind}")
    said = f"{wish}: {one.asked.wish.words}" if one.asked.wish.words else wish
    here = [(item, placed[item.id]) for item in open_ones if item.id in placed]
    stale = [item for item in open_ones if item.id not in placed]
    cards = [_card(item, state, span, effects.get(item.id, ()), words) for item, span in here]
    return h(
        "section",
        title,
        h("p", words("rewrite.wish", wish=said), cls="aside"),
        _halted(one, status, words) if status != "done" else None,
        h("ol", cards, cls="cards") if cards else None,
        _stale(one, stale, words) if stale else None,
        h("p", _none(one, words)) if status == "done" and not one.suggestions else None,
        _account(one, words) if status == "done" else None,
        cls="suggestions",
    )


def _halted(one: Rewrite, status: str, words: Words) -> Markup:
    again = h("p", button(words("rewrite.repeat"), "repeat", one.run, "plain"))
    return h(
        "div",
        h("p", h("strong", words(f"rewrite.{status}"))),
        h("p", one.reason) if one.reason else None,
        again,
        cls="halted",
    )


def _none(one: Rewrite, words: Words) -> str:
    more = words("rewrite.none_model" if one.offered else "rewrite.none_rules")
    return f"{words('rewrite.none')} {more}"


def _account(one: Rewrite, words: Words) -> Markup:
    """How many were not usable and why, and what it took."""
    why = ", ".join(f"{words(f'rewrite.reasons.{key}')} ({n})" for key, n in told(one.refused))
    refused = words("rewrite.refused", n=len(one.refused), of=one.offered, why=why) if why else ""
    folded = words("rewrite.one_folded") if one.folded == 1 else words("rewrite.many_folded", n=one.folded)
    cost = (
        words("engine.unknown")
        if one.cost is None
        else words("engine.free")
        if not one.cost
        else f"{one.cost:.4f} USD"
    )
    spent = words("rewrite.spent_rules", seconds=_decimal(one.seconds, words))
    if one.usage.calls:
        spent = words(
            "rewrite.spent",
            seconds=_decimal(one.seconds, words),
            tokens=one.usage.input_tokens + one.usage.output_tokens,
            calls=one.usage.calls,
            cost=cost,
        )
    parts_of = [
        refused,
        folded if one.folded else "",
        words("rewrite.helped", why=one.reason) if one.reason else "",
        spent,
    ]
    return h("p", " ".join(part for part in parts_of if part), cls="aside account")


def _decimal(seconds: float, words: Words) -> str:
    told_so = f"{seconds:.1f}"
    return told_so.replace(".", ",") if words.language == "pt" else told_so


def _stale(one: Rewrite, items: Sequence[Tracked], words: Words) -> Markup:
    """Suggestions whose words have changed since: told in a line, still to be read."""
    lines = [h("li", item.suggestion.text, cls="words") for item in items]
    summary = h("summary", words.count("rewrite.stale", len(items)))
    return h("details", summary, h("ul", lines), id=f"stale-{one.run}", cls="stale")


def _card(item: Tracked, state: ProjectState, span: Span, effects: Sequence[Effect], words: Words) -> Markup:
    one = item.suggestion
    who = h("p", by(item, state, words), cls="aside by")
    statement = state.versions[-1].statement
    moved = [h("li", _effect(effect, words)) for effect in effects]
    acts = (
        _act(words("rewrite.accept"), "accept", item, "plain"),
        _act(words("rewrite.reject"), "reject", item, "link"),
    )
    return h(
        "li",
        h("p", _sentence(statement, span, one.text, words), cls="words"),
        who,
        h("ul", moved, cls="effects") if moved else h("p", words("rewrite.no_effect"), cls="aside"),
        h("p", acts, cls="acts"),
    )


def by(item: Tracked, state: ProjectState, words: Words) -> str:
    """Who made a suggestion: a model with its prompt, a person in their own words, or a rule."""
    one = item.suggestion
    if one.author == RULES:
        return words("rewrite.by_rules")
    if not is_model(one.author):
        return words("rewrite.by_own", who=who_said(one.author, state))
    prompt = words("rewrite.prompt", id=one.prompt.id, version=one.prompt.version) if one.prompt else ""
    return ", ".join(part for part in (author(one.author, state, words), prompt) if part)


def _effect(effect: Effect, words: Words) -> Markup:
    before, after = (_tenth(value, words) for value in (effect.before, effect.after))
    way = words("rewrite.up" if effect.better else "rewrite.down")
    told_so = words("rewrite.effect", title=effect.title, before=before, after=after)
    return h("span", told_so, " ", h("span", f"({way})", cls="up" if effect.better else "down"))


def _tenth(value: float, words: Words) -> str:
    told_so = f"{value:.2f}".rstrip("0").rstrip(".")
    return told_so.replace(".", ",") if words.language == "pt" else told_so


def _act(text: str, do: str, item: Tracked, cls: str) -> Markup:
    label = f"{text}: {item.suggestion.text}"
    return h("button", text, type="button", cls=cls, data_do=do, data_with=item.id, aria_label=label)


def _sentence(statement: str, span: Span, text: str, words: Words) -> Markup:
    """The sentence with the change in it, word by word: struck through and underlined, and said in words too."""
    changes = word_diff(span.text, text)
    kept = sum(len(part) for part, kind in changes if kind == "same")
    if kept < _KEPT * len(span.text):
        # Little stayed: one change reads better than many.
        changes = [(span.text, "removed"), (text, "added")]
    changed: list[Markup] = []
    for at, (part, kind) in enumerate(changes):
        beside = (
            kind == "added" and at > 0 and changes[at - 1][1] == "removed" and not changes[at - 1][0].endswith(" ")
        )
        changed += [Markup(" ")] * beside  # side by side without a blank they would read as one
        changed.append(_marked(kind, part, words))
    return join(statement[: span.start], changed, statement[span.end :])


def _marked(kind: str, text: str, words: Words) -> Markup:
    bare = text.strip()
    if kind == "same" or not bare:
        return join(text)
    before, _, after = text.partition(bare)
    name, said = ("del", "rewrite.removed") if kind == "removed" else ("ins", "rewrite.added")
    return join(before, h(name, h("span", words(said), " ", cls="sr"), bare), after)


def _decided(state: ProjectState, words: Words) -> Markup | None:
    decided = [(one, item) for one in state.rewrites for item in one.suggestions if item.decision != "open"]
    if not decided:
        return None
    lines = [
        h(
            "li",
            h("p", h("del", one.asked.span.text), " ", h("ins", item.suggestion.text), cls="words"),
            h("p", words(f"rewrite.{item.decision}"), " · ", by(item, state, words), cls="aside"),
            h("p", _act(words("rewrite.undo"), "undo", item, "link"), cls="acts"),
        )
        for one, item in reversed(decided)
    ]
    summary = h("summary", words("rewrite.decided", n=len(lines)))
    return h("details", summary, h("ul", lines, cls="cards"), id="rewrite-decided", cls="handled")


def _short(text: str) -> str:
    return text if len(text) <= 70 else f"{text[:70].rsplit(' ', 1)[0]} …"
