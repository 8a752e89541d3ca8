"""The start page: the list of visions, and which engine writes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from covision.domain.draft import RunInfo
from covision.domain.model import ModelInfo
from covision.domain.ports import ProjectSummary
from covision.faces.web.presenters import faults
from covision.faces.web.presenters.common import SETTINGS, button, number, when
from covision.faces.web.presenters.help import link as help_link
from covision.faces.web.presenters.markup import Markup, h, join
from covision.faces.web.words import Words


def welcome(words: Words) -> Markup:
    """What this is for."""
    return join(
        h("h1", words("home.heading")),
        h("p", words("home.lead"), cls="lead"),
        h("p", words("home.about"), " ", help_link(words, "not", words("help.what_vision")), cls="aside"),
    )


FIELDS = ("name", "sector", "size", "role")
"""What a new vision is asked for, besides its language."""
_LONGEST = 1000


def start(words: Words) -> Markup:
    """What this is for, with the form that starts a vision."""
    boxes = {one: _box(one, words) for one in FIELDS}
    form = h(
        "form",
        h("h2", words("home.start_heading")),
        boxes["name"],
        boxes["sector"],
        h("div", boxes["size"], boxes["role"], cls="pair"),
        _languages(words),
        h("button", words("home.start"), type="submit", cls="primary", id="start"),
        data_form="start",
        cls="card start-card",
    )
    return join(h("div", welcome(words), cls="welcome"), form)


def _box(name: str, words: Words) -> Markup:
    id = f"vision-{name}"
    hint = words(f"home.{name}_hint")
    box = h("input", type="text", id=id, name=name, placeholder=hint, maxlength=_LONGEST, autocomplete="off")
    return h("div", h("label", words(f"home.{name}"), for_=id), box, cls="box")


def _languages(words: Words) -> Markup:
    codes = [key.removeprefix("home.languages.") for key in words.texts if key.startswith("home.languages.")]
    choices = [
        h(
            "label",
            h("input", type="radio", name="language", value=code, checked=code == words.language),
            h("span", words(f"home.languages.{code}")),
            cls="choice",
        )
        for code in codes
    ]
    return h("fieldset", h("legend", words("home.language")), h("div", choices, cls="choices"))


def project_list(projects: Sequence[ProjectSummary], words: Words, now: datetime | None = None) -> Markup:
    """All visions, newest change first, each with what it is at."""
    title = h("h2", words("home.list"))
    if not projects:
        return h("section", title, h("p", words("home.empty"), cls="empty"), cls="visions")
    lines = [h("li", _link(one, words, now), _delete(one, words)) for one in projects]
    return h("section", title, h("ul", lines), cls="visions")


def _link(one: ProjectSummary, words: Words, now: datetime | None) -> Markup:
    at = h("span", at_what(one, words), " · ", _edited(one, words, now), cls="at")
    return h("a", h("span", one.name, cls="name"), at, href=f"./?project={one.id}")


def _delete(one: ProjectSummary, words: Words) -> Markup:
    return h(
        "button", words("home.delete"), type="button", cls="link", data_do="delete", data_with=one.id,
        aria_label=f"{words('home.delete')}: {one.name}",
    )  # fmt: skip


@dataclass(frozen=True)
class Example:
    """A project that ships, to be copied."""

    id: str
    name: str
    sector: str
    language: str


def examples(found: Sequence[Example], words: Words) -> Markup:
    """The projects that ship, one click each."""
    if not found:
        return Markup("")
    lines = [h("li", _example(one, words)) for one in found]
    return h(
        "section",
        h("h2", words("home.examples_heading")),
        h("p", words("home.examples_lead"), cls="aside"),
        h("ul", lines),
        cls="examples",
    )


def _example(one: Example, words: Words) -> Markup:
    language = words.known(f"home.languages.{one.language}", one.language)
    return h(
        "button",
        h("span", one.name, cls="name"),
        h("span", one.sector, " · ", language, cls="at"),
        type="button", data_do="example", data_with=one.id, aria_label=words("home.example_open", name=one.name),
    )  # fmt: skip


def bring(words: Words, *, most: int) -> Markup:
    """Open a file that was taken away earlier."""
    box = h(
        "input", type="file", id="choose-project", cls="sr", accept=".yaml,.yml,.json", data_gives="bring",
        data_most=most, data_many=1, aria_describedby="bring-hint",
    )  # fmt: skip
    label = h("label", h("span", words("home.bring"), cls="chooses"), for_="choose-project")
    return h(
        "section",
        h("h2", words("home.bring_heading")),
        h("div", box, label, cls="drop slim"),
        h("p", words("home.bring_hint"), id="bring-hint", cls="aside"),
        cls="bring",
    )


def _edited(one: ProjectSummary, words: Words, now: datetime | None) -> str:
    return words("home.edited", when=when(one.changed_at, words, now))


def at_what(one: ProjectSummary, words: Words) -> str:
    """How far a vision has come."""
    if one.versions:
        return words.count("home.versions", one.versions)
    if one.drafts:
        return words.count("home.drafts", one.drafts)
    told = words.count("home.questions", one.answered) if one.answered else ""
    heard = words.count("home.comments", one.research, shown=number(one.research, words)) if one.research else ""
    return " · ".join(part for part in (told, heard) if part) or words("home.nothing")


def pill(
    info: ModelInfo | None, words: Words, *, fetching: str = "", failed: str = "", run: RunInfo | None = None
) -> Markup:
    """Which engine writes, why, and whether anything leaves this computer.

    `fetching` says how far its weights are, `failed` why they did not come; `run` is the newest run's account.
    """
    short, waiting = _short(info, words), bool(fetching)
    if fetching:
        short = fetching
    elif failed:
        short = words("engine.failed_short")
    kind = "waiting" if waiting else "off" if failed or info is None else "remote" if info.remote else "on"
    summary = h("summary", h("span", cls=f"dot {kind}", aria_hidden="true"), h("span", short, cls="engine"))
    return h("details", summary, h("div", _story(info, words, waiting, failed, run)), cls="pill")


def _short(info: ModelInfo | None, words: Words) -> str:
    if info is None:
        return words("engine.none")
    if info.tier == "scripted":
        return words("engine.scripted")
    where = words("engine.leaves" if info.remote else "engine.stays")
    return f"{engine_name(info, words)} · {where}"


def engine_name(info: ModelInfo, words: Words) -> str:
    """A short name of an engine."""
    if info.name.startswith("local/"):
        return words("engine.local")
    return words("engine.ollama") if info.name.startswith("ollama") and not info.remote else info.name


def _story(
    info: ModelInfo | None, words: Words, waiting: bool, failed: str, run: RunInfo | None
) -> Sequence[Markup]:
    lines = []
    if info is None:
        lines.append(h("p", words("engine.none")))
    elif info.tier == "scripted":
        lines.append(h("p", h("code", info.name), " ", words("engine.fake")))
    else:
        lines += [h("p", h("code", info.name), " ", faults.said(info.why, words) or info.why)]
        lines.append(h("p", words("engine.sent", name=info.name) if info.remote else words("engine.safe")))
    if waiting:
        lines.append(h("p", words("engine.meanwhile")))
    if failed:
        lines += [h("p", failed, cls="signal"), h("p", button(words("engine.again"), "fetch", "", "link"))]
    lines.append(h("p", _spent(words, run), cls="aside"))
    lines.append(h("p", button(words("engine.change"), "go", SETTINGS, "link")))
    return lines


def _spent(words: Words, run: RunInfo | None) -> str:
    if run is None:
        return words("engine.nothing_spent")
    cost = (
        words("engine.unknown") if run.cost is None else f"{run.cost:.4f} US$" if run.cost else words("engine.free")
    )
    tokens = run.usage.input_tokens + run.usage.output_tokens
    return words("engine.spent", tokens=f"{tokens:,}", calls=run.usage.calls, cost=cost)
