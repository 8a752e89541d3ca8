"""Pieces that several screens show: the bar on top, messages, times, who said something."""

from datetime import datetime, tzinfo

from covision.domain.events import ProjectState
from covision.errors import CovisionError
from covision.faces.web.presenters import faults
from covision.faces.web.presenters.help import link as help_link
from covision.faces.web.presenters.markup import Markup, escape, h, join
from covision.faces.web.words import Words

_MARKS = {"“": "”", "„": "“", "«": "»", '"': '"'}
SETTINGS = "settings"
STEPS = ("interview", "research", "board", "drafts", "desk", "compare", "takeaway")


def local_time(at: str, zone: tzinfo | None = None) -> datetime | None:
    """A stored UTC time in this computer's zone (or `zone`); None where it is no time."""
    try:
        return datetime.fromisoformat(at.replace("Z", "+00:00")).astimezone(zone)
    except ValueError:
        return None


def when(at: str, words: Words, now: datetime | None = None) -> str:
    """A time as people say it: "today 14:02", "yesterday 09:10", "3 May"."""
    then = local_time(at, now.tzinfo if now else None)
    if then is None:
        return ""
    today = (now or datetime.now().astimezone()).date()
    clock = f"{then:%H:%M}"
    days = (today - then.date()).days
    if days == 0:
        return words("when.today", time=clock)
    if days == 1:
        return words("when.yesterday", time=clock)
    month = words("months").split()[then.month - 1]
    return words("when.day", day=words("date", day=then.day, month=month))


def bar(words: Words, at: str, state: ProjectState | None = None) -> Markup:
    """The bar on top: the way home, whose vision it is, the steps. The page's address follows its data."""
    home = h("a", words("title"), href="./", cls="mark", title=words("home_link"))
    here = "page" if at == SETTINGS else None
    settings = h(
        "button", words("settings.link"), type="button", cls="settings-link", data_do="go", data_with=SETTINGS,
        aria_current=here,
    )  # fmt: skip
    if state is None:
        more = (help_link(words), settings)
        return h("header", home, *more, cls="bar", data_at=at, data_project="", data_lang=words.language)
    steps = [h("li", _step(words, step, at)) for step in STEPS]
    return h(
        "header",
        home,
        h("span", state.organisation.name, cls="whose"),
        h("span", saved(state, words), cls="saved", role="status"),
        help_link(words),
        settings,
        h("nav", h("ol", steps), aria_label=words("steps.label")),
        cls="bar",
        data_at=at,
        data_project=state.id,
        data_lang=words.language,
    )


def _step(words: Words, step: str, at: str) -> Markup:
    here = at == step or (step == "interview" and at == "batch")
    current = "step" if here else None
    return h("button", words(f"steps.{step}"), type="button", data_do="go", data_with=step, aria_current=current)


def saved(state: ProjectState, words: Words) -> str:
    """ "Saved 14:02": the time of the newest event."""
    then = local_time(state.changed_at)
    return words("saved", time=f"{then:%H:%M}") if then else ""


def trouble(error: CovisionError, words: Words) -> Markup:
    """An error for a person: what happened, what is safe, what to do; in the page's language where it is known."""
    what, todo = faults.said(error.what, words), faults.said(error.todo, words)
    safe = faults.said(error.safe, words) if error.safe else words("errors.safe")
    if words.language != "en" and what is None:
        what, said = faults.kind(error, words), h("span", error.what, lang="en")
        return _trouble(what, safe or error.safe, join(said, " ", todo or error.todo), words)
    return _trouble(what or error.what, safe or error.safe, todo or error.todo, words)


def broken(words: Words) -> Markup:
    """An error nobody foresaw: its details are in the log, not on the page."""
    return _trouble(words("errors.unexpected"), words("errors.safe"), words("errors.todo"), words)


def _trouble(what: str, safe: str, todo: str, words: Words) -> Markup:
    lines = [h("p", h("strong", what)), h("p", safe) if safe else None, h("p", todo) if todo else None]
    return h("div", h("div", lines), _close(words), cls="message trouble", role="alert")


def advice(text: str, words: Words) -> Markup:
    """Something that needs a person, and is no failure."""
    return h("div", h("p", text), _close(words), cls="message trouble", role="alert")


def told(text: str, words: Words, *actions: Markup) -> Markup:
    """Something that was done; `actions` such as an undo stand beside it."""
    return h(
        "div",
        h("p", text, [join(" ", one) for one in actions if one]),
        _close(words),
        cls="message told",
        role="status",
    )


def _close(words: Words) -> Markup:
    return h("button", "×", type="button", cls="close", data_closes=True, aria_label=words("close"))


def heading(title: str, lead: str = "") -> Markup:
    """A screen's heading with its first line."""
    return join(h("h1", title), h("p", lead, cls="lead") if lead else None)


def who_said(participant: str | None, state: ProjectState) -> str:
    """A participant by role (never judged by name), the id where the role is blank."""
    person = next((one for one in state.participants if one.id == participant), None)
    return (person.role or person.id) if person else (participant or "")


def author(name: str, state: ProjectState, words: Words) -> str:
    """Who worded something: a person's role, their own phrases, a model by name, scripted text as such."""
    if name in ("own", "joined"):
        return words(f"drafts.{name}")
    model = name.removeprefix("model:")
    if model.startswith("scripted"):
        return words("drafts.by_scripted", name=model)
    if is_model(name):
        return words("drafts.by_model", name=model)
    return who_said(name, state)


def is_model(name: str) -> bool:
    """True where a model worded it: `model:…` or a model's name with its provider, such as `local/…`."""
    return name.startswith(("model:", "scripted")) or "/" in name


def button(text: str, do: str, value: str = "", cls: str = "") -> Markup:
    """A button of the page's own whose click reaches the server as `do` with `value`."""
    return h("button", text, type="button", cls=cls or None, data_do=do, data_with=value)


def quote(text: str, words: Words) -> Markup:
    """Somebody's words in quotation marks: in one pair, also where the file has them in some already."""
    return escape(words("quote", text=_unquoted(text)))


def _unquoted(text: str) -> str:
    """Without a pair of marks around the whole; all others stay, and every word does."""
    inner = text.strip()
    body = inner[1:-1] if len(inner) > 2 and _MARKS.get(inner[0]) == inner[-1] else ""
    return body if body and not any(mark in body for mark in (*_MARKS, *_MARKS.values())) else text


def number(value: int, words: Words) -> str:
    """A count as people write it: 1,019 or 1 019."""
    return f"{value:,}".replace(",", words("thousands"))


def percent(share: float, words: Words) -> str:
    """A share 0..1 as a whole percentage; below one of a hundred as such."""
    return words("below_one_percent") if 0 < share < 0.005 else words("percent", n=round(100 * share))
