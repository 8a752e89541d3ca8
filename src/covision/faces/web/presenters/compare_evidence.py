"""What the statements rest on: which words they share and which only one of them takes up."""

from collections.abc import Mapping, Sequence

from covision.domain.draft import Evidence
from covision.domain.events import ProjectState
from covision.faces.web.presenters.common import quote
from covision.faces.web.presenters.compare import listed
from covision.faces.web.presenters.drafts import source_line
from covision.faces.web.presenters.markup import Markup, h
from covision.faces.web.words import Words
from covision.steps.comparing.overlap import Overlap, Rests

_KINDS = ("answer", "snippet", "guidance", "example")


def evidence(found: Overlap, known: Mapping[str, Evidence], state: ProjectState, words: Words) -> Markup:
    """Groups of evidence with the words themselves one click away, and what rests on nobody's words."""
    all_of_them = len(found.rests)
    groups = [
        _group(ids, [known[key] for key in keys], len(ids) == all_of_them, state, words)
        for ids, keys in found.groups
    ]
    notes = [*_without(found.rests, words), *_carried(found.rests, words)]
    nothing = h("p", words("compare.rests.nothing"), cls="aside") if not groups else None
    shared = any(len(ids) > 1 for ids, _ in found.groups)
    alone = h("p", words("compare.rests.share_nothing")) if groups and not shared else None
    return h(
        "section",
        h("h2", words("compare.rests.heading")),
        nothing,
        alone,
        h("div", groups, cls="rests"),
        h("ul", [h("li", note) for note in notes], cls="plain-lines") if notes else None,
        cls="compare-evidence",
    )


def _group(
    ids: Sequence[str], pieces: Sequence[Evidence], all_of_them: bool, state: ProjectState, words: Words
) -> Markup:
    counts = [(kind, sum(1 for one in pieces if one.kind == kind)) for kind in _KINDS]
    told = listed([words.count(f"compare.rests.{kind}", n) for kind, n in counts if n], words)
    key = "all" if all_of_them and len(ids) > 1 else "some" if len(ids) > 1 else "one"
    title = words(f"compare.rests.{key}", who=listed(ids, words), what=told)
    quotes = [_piece(one, state, words) for one in sorted(pieces, key=lambda one: _KINDS.index(one.kind))]
    return h("details", h("summary", title), quotes, id=f"rests-{'-'.join(ids)}")


def _piece(one: Evidence, state: ProjectState, words: Words) -> Markup:
    said = h("p", quote(one.text, words), cls="customer" if one.kind == "snippet" else "person")
    return h("blockquote", said, h("footer", source_line(one, state, words)))


def _without(rests: Sequence[Rests], words: Words) -> list[str]:
    told = [
        words.count("compare.rests.assumed", one.assumed, who=one.id)
        for one in rests
        if one.assumed and not one.carried
    ]
    bare = [one.id for one in rests if not one.evidence]
    if bare and len(bare) < len(rests):
        told.append(words.count("compare.rests.bare", len(bare), who=listed(bare, words)))
    return told


def _carried(rests: Sequence[Rests], words: Words) -> list[str]:
    edited = [one.id for one in rests if one.carried]
    return [words.count("compare.rests.carried", len(edited), who=listed(edited, words))] if edited else []
