"""Every version with who saved it and whose words came in, a few at a time; any two compared."""

from collections.abc import Sequence

from covision.domain.adopting import adopted_base, adopted_now
from covision.domain.events import ProjectState, Version
from covision.domain.lineage import Fork
from covision.domain.marks import Merged, Origin
from covision.faces.web.presenters import origins
from covision.faces.web.presenters.common import author, button, quote, when
from covision.faces.web.presenters.desk import marked_diff, word_diff
from covision.faces.web.presenters.markup import Markup, h, join
from covision.faces.web.words import Words

SHOWN = 12


def listed(state: ProjectState, words: Words, since: int = 0) -> Markup:
    """Saved versions, newest first, from the one number `since` on (0 is the newest); at most `SHOWN` of them."""
    made = state.versions[::-1]
    if not made:
        return Markup("")
    since = min(max(since, 0), (len(made) - 1) // SHOWN * SHOWN)
    lines = [_version(one, state, words) for one in made[since : since + SHOWN]]
    ways = []
    if since:
        ways.append(button(words("versions.newer"), "page", str(since - SHOWN), "link"))
    if since + SHOWN < len(made):
        ways.append(button(words("versions.older"), "page", str(since + SHOWN), "link"))
    last = min(since + SHOWN, len(made))
    told = words("versions.shown", first=since + 1, last=last, n=len(made)) if len(made) > SHOWN else ""
    foot = h("p", told, " ", join(*(join(way, " ") for way in ways)), cls="aside acts") if told else None
    return h("section", h("h2", words("desk.versions")), h("ol", lines), foot, cls="versions")


def _version(one: Version, state: ProjectState, words: Words) -> Markup:
    newest = state.versions[-1].version
    base = adopted_base(one.version, state.versions, state.adoptions)
    based = words("desk.based_on", n=base) if base is not None else ""
    parts = (author(one.author, state, words), when(one.at, words), brought(one, state, words), one.note, based)
    told = " · ".join(part for part in parts if part)
    named = words("desk.version", n=one.version)
    acts = []
    if one.version != newest:
        acts.append(_act(words("desk.restore"), "restore", one.version, named))
    if one.version != state.versions[0].version:
        acts.append(_act(words("desk.compare"), "compare", one.version, named))
    held = adopted_now(state.adoptions)
    mark = h("span", words("desk.newest"), cls="tag strengths") if one.version == newest else None
    adopted = h("span", words("desk.adopted"), cls="tag") if held and held.version == one.version else None
    return h(
        "li",
        h("p", h("strong", named), mark, adopted, h("span", told, cls="aside"), cls="title"),
        h("p", one.statement, cls="words"),
        h("p", acts, cls="acts") if acts else None,
    )


def brought(one: Version, state: ProjectState, words: Words) -> str:
    """Whose words came in with a version besides its author's: a model with its prompt, a customer."""
    found: list[Origin] = []
    for mark in one.marks or ():
        new = mark.origin.version == one.version and mark.origin.who != one.author
        if new and mark.origin.kind in ("model", "customer") and mark.origin not in found:
            found.append(mark.origin)
    names = ", ".join(dict.fromkeys(origins.named(item, state, words) for item in found))
    return words("versions.with", who=names) if names else ""


def _act(text: str, do: str, version: int, named: str) -> Markup:
    label = f"{text}: {named}"
    return h("button", text, type="button", cls="link", data_do=do, data_with=version, aria_label=label)


def choice(state: ProjectState, words: Words) -> Markup:
    """Two lists of all versions, and a button that compares what is chosen."""
    if len(state.versions) < 2:
        return Markup("")
    newest, before = state.versions[-1].version, state.versions[-2].version
    return h(
        "form",
        _list("a", words("versions.from"), state.versions, before, words),
        _list("b", words("versions.to"), state.versions, newest, words),
        h("button", words("versions.compare"), type="submit", cls="plain"),
        data_form="compare",
        cls="compare-any",
    )


def _list(name: str, label: str, versions: Sequence[Version], chosen: int, words: Words) -> Markup:
    options = [
        h("option", words("desk.version", n=one.version), value=one.version, selected=one.version == chosen)
        for one in reversed(versions)
    ]
    return h("label", h("span", label), h("select", options, name=name))


def side_by_side(both: Fork, merged: Merged, state: ProjectState, words: Words) -> Markup:
    """Two versions that were written side by side, each against the one they came from, and what to do about it."""
    base, theirs, mine = both.base, both.theirs, both.mine
    lead = words(
        "both.lead",
        a=theirs.version,
        b=mine.version,
        base=base.version,
        one=author(theirs.author, state, words),
        other=author(mine.author, state, words),
    )
    sides = [_side(base, one, "theirs" if one is theirs else "mine", mine, state, words) for one in (theirs, mine)]
    return h(
        "section",
        h("h2", words("both.title")),
        h("p", lead),
        h("p", h("ins", words("desk.added")), " ", h("del", words("desk.removed")), cls="aside"),
        h("div", sides, cls="sides"),
        _together(both, merged, words),
        cls="both diff",
        aria_label=words("both.title"),
    )


def _side(base: Version, one: Version, take: str, mine: Version, state: ProjectState, words: Words) -> Markup:
    told = " · ".join(part for part in (author(one.author, state, words), when(one.at, words)) if part)
    name = words("desk.version", n=one.version)
    act = button(words("both.take", n=one.version), "settle", f"{mine.version} {take}", "plain")
    return h(
        "article",
        h("h3", name, " ", h("span", told, cls="aside")),
        h("p", marked_diff(word_diff(base.statement, one.statement)), cls="words"),
        h("p", act),
        aria_label=name,
    )


def _together(both: Fork, merged: Merged, words: Words) -> Markup:
    if merged.marked is None:
        pairs = [
            h("li", quote(one.strip() or "…", words), " / ", quote(other.strip() or "…", words))
            for one, other in merged.touching
        ]
        return h("div", h("p", words("both.touching")), h("ul", pairs), cls="aside")
    take = button(words("both.merge"), "settle", f"{both.mine.version} merge", "primary")
    text = marked_diff(word_diff(both.base.statement, merged.marked.text))
    return h("article", h("h3", words("both.together")), h("p", text, cls="words"), h("p", take))
