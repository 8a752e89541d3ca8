"""Adopting in plain words: what holds, the form to adopt with, and what was adopted before."""

from datetime import date

from covision.domain.adopting import Adoption, adopted_base, adopted_now
from covision.domain.events import ProjectState
from covision.faces.web.presenters.common import author, button, when
from covision.faces.web.presenters.markup import Child, Markup, h, join
from covision.faces.web.words import Words

FORM = "adopt"
_YEAR = 1


def adopting(state: ProjectState, words: Words, today: date) -> Markup:
    """The adopted statement, or the newest version with the form to adopt it; nothing where there is no version."""
    if not state.versions:
        return Markup("")
    held = adopted_now(state.adoptions)
    form = _form(state, held, words, today)
    if held is None:
        return join(_newest(state, words), h("section", form, cls="adopt"), _history(state, held, words))
    again = h("details", h("summary", words("adopt.again")), form, id="adopt-again", cls="adopt")
    return join(_held(held, state, words), _newer(held, state, words), again, _history(state, held, words))


def full_date(day: date, words: Words) -> str:
    """A day with its year: "3 May 2027"."""
    month = words("months").split()[day.month - 1]
    return words("full_date", day=day.day, month=month, year=day.year)


def _newest(state: ProjectState, words: Words) -> Markup:
    newest = state.versions[-1]
    who = author(newest.author, state, words)
    line = words("takeaway.by", n=newest.version, who=who, when=when(newest.at, words))
    return _figure(newest.statement, line, words("takeaway.statement"), state)


def _figure(statement: str, line: Child, label: str, state: ProjectState) -> Markup:
    return h(
        "figure",
        h("blockquote", h("p", statement, cls="statement", lang=state.organisation.language)),
        h("figcaption", line, cls="aside"),
        aria_label=label,
        cls="newest",
    )


def _held(held: Adoption, state: ProjectState, words: Words) -> Markup:
    line = words("adopt.held", n=held.version, when=when(held.at, words))
    return join(_figure(held.statement, line, words("adopt.statement"), state), _terms(held, words))


def _terms(held: Adoption, words: Words) -> Markup | None:
    """Owner, review, what was given up and why; only what was told."""
    review = full_date(held.review, words) if held.review else ""
    told = (("owner", held.owner), ("review", review), ("given_up", held.given_up), ("why", held.why))
    rows = [(h("dt", words(f"adopt.terms.{key}")), h("dd", text)) for key, text in told if text]
    return h("dl", rows, cls="terms") if rows else None


def _newer(held: Adoption, state: ProjectState, words: Words) -> Markup | None:
    newest = state.versions[-1]
    if newest.version <= held.version:
        return None
    base = adopted_base(newest.version, state.versions, state.adoptions)
    line = words("adopt.newer", n=newest.version)
    return h("p", join(line, " ", words("adopt.based_on", n=base)) if base is not None else line, cls="newer")


def _form(state: ProjectState, held: Adoption | None, words: Words, today: date) -> Markup:
    newest = state.versions[-1]
    review = today.replace(year=today.year + _YEAR, day=min(today.day, 28))
    fields = (
        _field("owner", words, h("input", type="text", id="adopt-owner", name="owner", maxlength=200,
                                 value=held.owner if held else "", autocomplete="off")),
        _field("review", words, h("input", type="date", id="adopt-review", name="review",
                                  min=today.isoformat(), value=review.isoformat())),
        _field("given_up", words, _area("given_up")),
        _field("why", words, _area("why")),
    )  # fmt: skip
    return h(
        "form",
        h("h2", words("adopt.heading")),
        h("p", words("adopt.lead"), cls="aside"),
        _which(state, words),
        fields,
        h("button", words("adopt.do") if len(state.versions) > 1 else words("adopt.do_one", n=newest.version),
          type="submit", cls="primary"),
        data_form=FORM,
        cls="line-form adopt-form",
    )  # fmt: skip


def _which(state: ProjectState, words: Words) -> Markup:
    newest = state.versions[-1].version
    if len(state.versions) == 1:
        return h("input", type="hidden", name="version", value=newest)
    options = [
        h("option", _short(words("adopt.option", n=one.version, text=one.statement)), value=one.version,
          selected=one.version == newest)
        for one in reversed(state.versions)
    ]  # fmt: skip
    return join(
        h("label", words("adopt.version"), for_="adopt-version"),
        h("select", options, id="adopt-version", name="version"),
    )


def _short(text: str, most: int = 90) -> str:
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def _field(key: str, words: Words, field: Markup) -> Markup:
    return join(
        h("label", words(f"adopt.{key}"), for_=f"adopt-{key.replace('_', '-')}"),
        h("p", words(f"adopt.{key}_hint"), cls="aside", id=f"adopt-{key.replace('_', '-')}-hint"),
        field,
    )


def _area(key: str) -> Markup:
    name = key.replace("_", "-")
    return h(
        "textarea", id=f"adopt-{name}", name=key, rows=2, data_grows=True, aria_describedby=f"adopt-{name}-hint"
    )


def _history(state: ProjectState, held: Adoption | None, words: Words) -> Markup | None:
    """Every adoption, the newest first; the one that holds can be undone."""
    if not state.adoptions:
        return None
    lines = [_past(one, held, words) for one in reversed(state.adoptions)]
    return h(
        "details", h("summary", words("adopt.history", n=len(lines))), h("ol", lines), id="adoptions", cls="below"
    )


def _past(one: Adoption, held: Adoption | None, words: Words) -> Markup:
    told = words("adopt.past", n=one.version, when=when(one.at, words))
    mark = "holds" if one is held else "undone" if not one.stands else "superseded"
    undo = button(words("adopt.undo"), "adopt-back", str(one.number), "link") if one is held else None
    return h(
        "li",
        h("p", h("strong", told), " ", h("span", words(f"adopt.marks.{mark}"), cls="aside"), " ", undo),
        h("p", one.statement, cls="words"),
        _terms(one, words) if one is not held else None,
    )
