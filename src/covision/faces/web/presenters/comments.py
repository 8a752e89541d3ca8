"""Comments on words of the statement: each with its words, where they stand now, and what was said."""

from covision.domain.comments import Comment
from covision.domain.events import ProjectState
from covision.faces.web.presenters.common import button, quote, when, who_said
from covision.faces.web.presenters.markup import Markup, h
from covision.faces.web.words import Words


def listed(state: ProjectState, words: Words) -> Markup:
    """Open comments in the order of their words, those whose words have gone last; the settled ones folded."""
    if not state.versions:
        return Markup("")
    here = {one.id: _now(one, state) for one in state.notes.comments}
    still = sorted(
        (one for one in state.notes.comments if not one.settled_at),
        key=lambda one: (here[one.id] is None, here[one.id] or (0, 0)),
    )
    done = [one for one in reversed(state.notes.comments) if one.settled_at]
    select = h(
        "button", words("comments.select"), type="button", cls="plain", data_do="about", data_with="",
        data_selection=True, aria_describedby="comment-hint",
    )  # fmt: skip
    hint = h("p", words("comments.hint"), cls="aside", id="comment-hint")
    items = [_comment(one, here[one.id], state, words) for one in still]
    folded = h(
        "details",
        h("summary", words("comments.settled", n=len(done))),
        h("ul", [_comment(one, here[one.id], state, words) for one in done]),
        id="settled-comments",
    )
    body = h("ul", items) if items else None
    return h(
        "section",
        h("h2", words("comments.title")),
        body,
        h("p", select),
        hint,
        folded if done else None,
        cls="comments",
    )


def _now(one: Comment, state: ProjectState) -> tuple[int, int] | None:
    then = next((item.statement for item in state.versions if item.version == one.place.version), "")
    return one.place.now(state.versions[-1].statement, then)


def _comment(one: Comment, now: tuple[int, int] | None, state: ProjectState, words: Words) -> Markup:
    said = [h("span", quote(one.place.quote, words), cls="quoted")]
    if now is None:
        said.append(h("span", " ", words("comments.gone"), cls="signal"))
    else:
        reads = state.versions[-1].statement[slice(*now)]
        if reads != one.place.quote:
            said.append(h("span", " ", words("comments.now", quote=words("quote", text=reads)), cls="aside"))
    by = [who_said(one.who, state), when(one.at, words), words("desk.version", n=one.place.version)]
    if one.settled_at:
        by.append(words("comments.settled_by", who=who_said(one.settled_by, state)))
    key = "reopen" if one.settled_at else "settle"
    act = h(
        "button", words(f"comments.{key}"), type="button", cls="link", data_do=key, data_with=one.id,
        aria_label=f"{words(f'comments.{key}')}: {one.text[:60]}",
    )  # fmt: skip
    return h("li", h("p", said), h("p", one.text), h("p", " · ".join(by), " ", act, cls="aside"))


def form(version: int, start: int, end: int, text: str, who: str, words: Words) -> Markup:
    """A comment on words of a version, to be written."""
    hidden = (("version", version), ("start", start), ("end", end))
    return h(
        "form",
        h("p", words("comments.about"), " ", h("span", quote(text, words), cls="quoted")),
        [h("input", type="hidden", name=name, value=value) for name, value in hidden],
        h("label", h("span", words("comments.text")), h("textarea", name="text", rows="3", required=True)),
        h("label", h("span", words("comments.who")), h("input", type="text", name="who", value=who)),
        h(
            "p",
            h("button", words("comments.add"), type="submit", cls="primary"),
            " ",
            button(words("comments.cancel"), "leave", "", "link"),
        ),
        data_form="comment",
        data_fresh=f"{version}-{start}-{end}",
        cls="comment-form",
    )
