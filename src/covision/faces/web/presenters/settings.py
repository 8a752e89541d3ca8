"""The settings in words: which engine, what leaves this computer, keys, caps, language, and how the page looks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from covision.domain.model import Completion, ModelInfo
from covision.faces.web.presenters.common import button, heading, number
from covision.faces.web.presenters.home import engine_name
from covision.faces.web.presenters.markup import Markup, h, join
from covision.faces.web.words import LANGUAGES, Words

FORM = "settings-form"
ROLES = ("interviewer", "writer", "critic", "judge")
KINDS = ("auto", "local", "ollama", "model", "server")
LOOKS = ("system", "light", "dark")


@dataclass(frozen=True)
class View:
    """What the page shows: values as text, and what holds them. `fixed` maps a setting to its variable."""

    values: Mapping[str, str]
    kind: str
    fixed: Mapping[str, str] = field(default_factory=dict)
    locals: Sequence[str] = ()
    ollama: Sequence[str] = ()
    ring: str = ""
    key_in: str = ""
    place: str = ""
    may: bool = True
    file: str = ""


@dataclass(frozen=True)
class Told:
    """What one role would be: its engine, and where it sends words."""

    role: str
    info: ModelInfo | None
    goes_to: str


def intro(view: View, words: Words) -> Markup:
    """The heading, and why nothing can be changed where that is so."""
    top = heading(words("settings.heading"), words("settings.lead"))
    return join(top, None if view.may else h("p", words("settings.read_only"), cls="halted"))


def form(view: View, words: Words) -> Markup:
    """Everything that is saved."""
    return h(
        "form",
        _engine(view, words),
        _key(view, words),
        _roles(view, words),
        _caps(view, words),
        _language(view, words),
        h("p", words("settings.file", path=view.file), cls="aside"),
        id=FORM,
        data_form="settings",
        data_previews=True,
        cls="settings-form",
        autocomplete="off",
    )


def buttons(view: View, words: Words) -> Markup:
    """Save, and try the engine first."""
    off = not view.may
    return h(
        "div",
        h("button", words("settings.save"), type="submit", name="act", value="save", form=FORM, cls="primary",
          disabled=off),
        h("button", words("settings.try"), type="submit", name="act", value="try", form=FORM, cls="plain",
          disabled=off),
        cls="acts-row",
    )  # fmt: skip


def looks(words: Words) -> Markup:
    """Light, dark, or as the system has it: kept by this browser."""
    choices = [
        h(
            "button",
            words(f"settings.looks.{one}"),
            type="button",
            cls="choice",
            data_look=one,
            aria_pressed="false",
        )
        for one in LOOKS
    ]
    return h(
        "section",
        h("h2", words("settings.look")),
        h("p", words("settings.look_hint"), cls="aside"),
        h("div", choices, cls="choices", role="group", aria_label=words("settings.look")),
        cls="looks",
    )


def meaning(told: Sequence[Told], new: Sequence[str], words: Words) -> Markup:
    """What the choices mean before they are saved: each role's engine, and what leaves this computer."""
    rows = [join(h("dt", words(f"settings.roles.{one.role}")), h("dd", _means(one, words))) for one in told]
    out = sorted({one.goes_to for one in told} - {""})
    said = words("settings.leaves", places=", ".join(out)) if out else words("settings.stays")
    agree = h(
        "label",
        h("input", type="checkbox", name="agreed", value=" ".join(new), form=FORM),
        h("span", words("settings.agree", places=", ".join(new))),
        cls="agree",
    )
    return h(
        "section",
        h("h2", words("settings.means")),
        h("p", said, cls="signal" if out else None),
        h("p", words("settings.leaves_more"), cls="aside") if out else None,
        h("dl", rows, cls="terms"),
        agree if new else None,
        cls="meaning",
        role="status",
    )


def answered(reply: Completion, words: Words) -> Markup:
    """What the engine said to the one word, with its seconds and tokens."""
    cost = words("engine.unknown") if reply.cost is None else f"{reply.cost:.4f} US$" if reply.cost else ""
    told = words(
        "settings.answered", text=reply.text.strip()[:80] or "…", model=reply.model, seconds=f"{reply.seconds:.1f}",
        read=number(reply.usage.input_tokens, words), wrote=number(reply.usage.output_tokens, words),
    )  # fmt: skip
    return join(told, " ", words("settings.cost", cost=cost) if cost else words("settings.no_cost"))


def _means(one: Told, words: Words) -> str:
    if one.info is None:
        return words("settings.no_judge")
    name = engine_name(one.info, words)
    return (
        words("settings.goes", name=name, place=one.goes_to) if one.goes_to else words("settings.here", name=name)
    )


def _engine(view: View, words: Words) -> Markup:
    stuck = view.fixed.get("model")
    kinds = [one for one in KINDS if one != "ollama" or view.ollama or view.kind == "ollama"]
    lines = [_kind(one, view, words, off=not view.may or stuck is not None) for one in kinds]
    note = h("p", words("settings.fixed", name=stuck), cls="fixed") if stuck else None
    return h("fieldset", h("legend", words("settings.engine")), note, lines, cls="kinds")


def _kind(kind: str, view: View, words: Words, *, off: bool) -> Markup:
    pick = h("input", type="radio", name="kind", value=kind, checked=kind == view.kind, disabled=off)
    label = h("label", pick, h("span", h("strong", words(f"settings.kinds.{kind}")), " ",
                               h("span", words(f"settings.kinds.{kind}_hint"), cls="aside")))  # fmt: skip
    inner: list[Markup | None] = []
    value = view.values.get("model", "") if kind == view.kind else ""
    if kind == "local":
        inner = [_select("local_model", words("settings.local_model"), view.locals, value, off)]
    elif kind == "ollama":
        names = list(dict.fromkeys([*view.ollama, *([value] if value else [])]))
        inner = [_select("ollama_model", words("settings.ollama_model"), names, value, off)]
    elif kind == "model":
        inner = [_text("model_name", words("settings.model_name"), value, words("settings.model_hint"), off=off)]
    elif kind == "server":
        held = view.fixed.get("api_base")
        base = view.values.get("api_base", "")
        inner = [
            _text("api_base", words("settings.api_base"), base, "http://127.0.0.1:8000/v1", off=off or bool(held)),
            h("p", words("settings.fixed", name=held), cls="fixed") if held else None,
            _text("server_model", words("settings.server_model"), value, words("settings.server_hint"), off=off),
        ]
    return h("div", label, h("div", inner, cls="within") if inner else None, cls="kind")


def _key(view: View, words: Words) -> Markup:
    state = {
        "environment": words("settings.key_env"),
        "keyring": words("settings.key_kept", place=view.place.removeprefix("provider:"), ring=view.ring),
    }.get(view.key_in, words("settings.key_none"))
    off = not view.may or view.key_in == "environment" or not view.ring
    lines = [h("p", state, cls="aside")]
    if not view.ring:
        lines.append(h("p", words("settings.no_ring"), cls="aside"))
    box = h("input", type="password", id="set-key", name="key", autocomplete="new-password", disabled=off,
            maxlength=4000, aria_describedby="key-hint")  # fmt: skip
    label = h("label", words("settings.key"), for_="set-key")
    forget = (
        button(words("settings.forget"), "forget-key", "", "link")
        if view.key_in == "keyring" and view.may
        else None
    )
    hint = h("p", words("settings.key_hint"), cls="aside", id="key-hint")
    return h("fieldset", h("legend", words("settings.key_heading")), lines,
             h("div", label, box, hint, cls="box"), forget)  # fmt: skip


def _roles(view: View, words: Words) -> Markup:
    boxes: list[Markup | None] = []
    for role in ROLES:
        name = f"{role}_model"
        held = view.fixed.get(name)
        hint = words("settings.judge_hint" if role == "judge" else "settings.role_hint")
        label = f"{words(f'settings.roles.{role}')}: {words(f'settings.role_does.{role}')}"
        boxes.append(_text(name, label, view.values.get(name, ""), hint, off=not view.may or bool(held)))
        boxes.append(h("p", words("settings.fixed", name=held), cls="fixed") if held else None)
    summary = h("summary", words("settings.roles_heading"))
    inside = h("div", h("p", words("settings.roles_lead"), cls="aside"), boxes, cls="within")
    return h(
        "details", summary, inside, id="settings-roles", open=any(view.values.get(f"{r}_model") for r in ROLES)
    )


def _caps(view: View, words: Words) -> Markup:
    found: list[Markup | None] = []
    for name in ("max_tokens_per_run", "max_cost_per_run"):
        held = view.fixed.get(name)
        found.append(
            _text(name, words(f"settings.{name}"), view.values.get(name, ""), "0", off=not view.may or bool(held))
        )
        found.append(h("p", words("settings.fixed", name=held), cls="fixed") if held else None)
    lead = h("p", words("settings.caps_lead"), cls="aside")
    return h("fieldset", h("legend", words("settings.caps")), lead, h("div", found, cls="pair"))


def _language(view: View, words: Words) -> Markup:
    held = view.fixed.get("language")
    choices = [
        h("label", h("input", type="radio", name="language", value=code,
                     checked=code == view.values.get("language"), disabled=not view.may or bool(held)),
          h("span", words(f"home.languages.{code}"), lang=code), cls="choice")
        for code in LANGUAGES
    ]  # fmt: skip
    note = h("p", words("settings.fixed", name=held), cls="fixed") if held else None
    return h("fieldset", h("legend", words("settings.language")), note, h("div", choices, cls="choices"))


def _text(name: str, label: str, value: str, hint: str, *, off: bool) -> Markup:
    id = f"set-{name.replace('_', '-')}"
    box = h("input", type="text", id=id, name=name, value=value, placeholder=hint, maxlength=300, disabled=off,
            autocomplete="off", spellcheck="false")  # fmt: skip
    return h("div", h("label", label, for_=id), box, cls="box")


def _select(name: str, label: str, names: Sequence[str], value: str, off: bool) -> Markup:
    id = f"set-{name.replace('_', '-')}"
    options = [h("option", one, value=one, selected=one == value) for one in names]
    return h("div", h("label", label, for_=id), h("select", options, id=id, name=name, disabled=off), cls="box")
