"""Files that wait to be added: what was found in each, what would be read, and every proposal open to change."""

from collections.abc import Sequence

from covision.domain.research import ResearchSource
from covision.faces.web.presenters.common import button, number
from covision.faces.web.presenters.markup import Markup, h, join
from covision.faces.web.presenters.notes import note, place
from covision.faces.web.presenters.research import account, hidden
from covision.faces.web.tray import DELIMITERS, ENCODINGS, ROLES, Pending, Tray, columns, is_read
from covision.faces.web.words import Words
from covision.steps.ingest import Preview, SheetPreview

COLUMNS = 12
CELL = 160
_SIGNS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}


def tray(held: Tray, words: Words) -> Markup:
    """Every file that waits, and the one button that adds what can be added."""
    if not held.files:
        return Markup("")
    failed = all(one.preview is None for one in held.files)
    title = words.count("pending.failed_title" if failed else "pending.title", len(held.files))
    return h(
        "section",
        h("h2", title, cls="part", tabindex="-1"),
        h("p", words("pending.not_yet"), cls="aside") if not failed else None,
        h("div", [_card(one, words) for one in held.files], cls="waiting"),
        _actions(held.files, words),
        cls="tray",
    )


def _actions(files: Sequence[Pending], words: Words) -> Markup:
    ready = [one for one in files if one.ready]
    total = sum(one.source.read for one in ready if one.source)
    label = words.count("pending.add", total, shown=number(total, words))
    if len(ready) > 1:
        label = words("pending.add_from", comments=label, n=len(ready))
    add = h("button", label, type="button", cls="primary", id="add-files", data_do="add")
    none = h("p", words("pending.nothing"), cls="aside") if any(one.preview for one in files) else None
    return h(
        "div", add if ready else none, button(words("pending.drop_all"), "drop-all", "", "link"), cls="tray-actions"
    )


def _card(one: Pending, words: Words) -> Markup:
    leave = h(
        "button", words("pending.drop"), aria_label=f"{words('pending.drop')}: {one.name}", type="button",
        cls="link", data_do="drop", data_with=one.key,
    )  # fmt: skip
    failed = one.problem and one.preview is None
    return h(
        "section",
        h("div", h("h3", one.name, cls="name"), leave, cls="title"),
        _trouble(one, words) if one.problem else None,
        _found(one, one.preview, words) if one.preview is not None else None,
        cls="file failed" if failed else "file",
        aria_label=one.name,
    )


def _trouble(one: Pending, words: Words) -> Markup:
    return h(
        "div",
        h("p", h("strong", words("pending.failed")), " ", one.problem, cls="signal"),
        h("p", one.todo) if one.todo else None,
    )


def _found(one: Pending, preview: Preview, words: Words) -> Markup:
    source = one.source
    return join(
        h("p", _facts(preview, words), cls="aside"),
        h("p", account(source, words), cls="account") if source is not None else None,
        _already(one, words),
        _damage(source, words) if source is not None else None,
        hidden({**preview.hidden, **(source.hidden if source else {})}, words, f"hidden-{one.key}"),
        h("ul", [h("li", note(one, words)) for one in preview.notes], cls="aside notes") if preview.notes else None,
        _roles(one, preview, words),
        [_sheet(one, preview, at, words) for at in range(len(preview.sheets))],
        _reading(one, preview, words),
    )


def _facts(preview: Preview, words: Words) -> str:
    facts = [preview.format.upper()]
    if preview.encoding:
        facts.append(words("pending.encoding_as", name=preview.encoding))
    if preview.delimiter:
        facts.append(words("pending.delimiter_as", name=_delimiter(preview.delimiter, words)))
    if preview.language:
        facts.append(words.known(f"pending.languages.{preview.language}", preview.language))
    sheets = [sheet.name for sheet in preview.sheets if sheet.name]
    if len(sheets) > 1:
        facts.append(words("pending.sheet_count", n=len(sheets)))
    return " · ".join(part for part in facts if part)


def _delimiter(sign: str, words: Words) -> str:
    return words.known(f"pending.delimiters.{_SIGNS.get(sign, '')}", sign)


def _already(one: Pending, words: Words) -> Markup | None:
    if one.known:
        return h("p", words("pending.known"), cls="signal")
    return h("p", words("pending.replaces"), cls="signal") if one.replaces else None


def _damage(source: ResearchSource, words: Words) -> Markup | None:
    damaged = [snippet for snippet in source.snippets if snippet.damaged]
    if not damaged:
        return None
    shown = [
        h("li", h("p", one.text[: CELL * 2], cls="customer"), h("p", place(one.place, words), cls="aside"))
        for one in damaged[:3]
    ]
    title = words.count("research.damaged", len(damaged))
    return h("div", h("p", title, cls="signal"), h("ul", shown, cls="snippets"), cls="damage")


# What can be changed


def _roles(one: Pending, preview: Preview, words: Words) -> Markup | None:
    names = columns(preview, one.choices)
    tables = [sheet for at, sheet in enumerate(preview.sheets) if is_read(preview, one.choices, at)]
    if len(names) < 2 or not tables:
        return None
    # Sheets have columns of their own: where the words are is asked beside each of them.
    asked = ROLES if len(preview.sheets) == 1 else ROLES[1:]
    return h("div", [_role(one, role, names, tables, words) for role in asked], cls="roles")


def _role(one: Pending, role: str, names: Sequence[str], tables: Sequence[SheetPreview], words: Words) -> Markup:
    now = list(dict.fromkeys(getattr(sheet.columns, role) for sheet in tables))
    known = [name for name in now if name is not None]
    options: list[Markup] = []
    if role != "text":
        options.append(h("option", words("pending.no_column"), value="-", selected=not known))
    elif not known:
        options.append(h("option", words("pending.choose_column"), value="-", selected=True))
    if len(known) > 1:
        options.append(h("option", words("pending.by_sheet"), value="=", selected=True))
    for at, name in enumerate(names):
        options.append(h("option", name, value=str(at), selected=len(known) == 1 and name == known[0]))
    id = f"{role}-{one.key}"
    why = next((sheet.columns.why for sheet in tables if sheet.columns.why), "") if role == "text" else ""
    return h(
        "div",
        h("label", words(f"pending.roles.{role}"), for_=id),
        h("select", options, id=id, data_picks="pick", data_with=f"{one.key} {role}"),
        h("p", note(why, words), cls="aside") if why and len(tables) == 1 else None,
        cls="role",
    )


def _reading(one: Pending, preview: Preview, words: Words) -> Markup | None:
    """Encoding and delimiter, for the rare file where the guess is wrong."""
    if preview.encoding is None:
        return None
    lists = [_list(one, "encoding", preview.encoding, [(name, name) for name in ENCODINGS], words)]
    if preview.delimiter is not None:
        signs = [(sign, _delimiter(sign, words)) for sign in DELIMITERS]
        lists.append(_list(one, "delimiter", preview.delimiter, signs, words))
    return h(
        "details",
        h("summary", words("pending.wrong")),
        h("p", words("pending.wrong_hint"), cls="aside"),
        h("div", lists, cls="roles"),
        id=f"reading-{one.key}",
    )


def _list(one: Pending, what: str, now: str, offered: Sequence[tuple[str, str]], words: Words) -> Markup:
    same = [value for value, _ in offered]
    options = [] if now.lower() in same else [h("option", now, value="-", selected=True)]
    for at, (value, shown) in enumerate(offered):
        options.append(h("option", shown, value=str(at), selected=value == now.lower()))
    id = f"{what}-{one.key}"
    return h(
        "div",
        h("label", words(f"pending.{what}"), for_=id),
        h("select", options, id=id, data_picks="pick", data_with=f"{one.key} {what}"),
        cls="role",
    )


# The first rows


def _sheet(one: Pending, preview: Preview, at: int, words: Words) -> Markup:
    sheet = preview.sheets[at]
    several = len(preview.sheets) > 1
    on = is_read(preview, one.choices, at)
    name = _sheet_name(one, sheet, at, on, words) if several else None
    if not on:
        return h("div", name, cls="sheet")
    return h("div", name, _table(sheet, words), cls="sheet")


def _sheet_name(one: Pending, sheet: SheetPreview, at: int, on: bool, words: Words) -> Markup:
    id = f"sheet-{one.key}-{at}"
    told = words(
        "pending.sheet",
        name=sheet.name or words("pending.no_table"),
        rows=words.count("pending.rows", sheet.total, shown=number(sheet.total, words)),
    )
    box = h(
        "p",
        h("input", type="checkbox", id=id, checked=on, data_picks="pick", data_with=f"{one.key} sheet {at}"),
        " ",
        h("label", told, for_=id),
        h("span", " ", words("pending.hidden_sheet"), cls="signal") if sheet.hidden else None,
        cls="which",
    )
    return join(box, _sheet_words(one, sheet, at, words) if on else None)


def _sheet_words(one: Pending, sheet: SheetPreview, at: int, words: Words) -> Markup | None:
    """Where the customers' words of one sheet are."""
    names = sheet.columns.names
    if len(names) < 2:
        return None
    id = f"words-{one.key}-{at}"
    options = [h("option", name, value=str(n), selected=name == sheet.columns.text) for n, name in enumerate(names)]
    if sheet.columns.text is None:
        options.insert(0, h("option", words("pending.choose_column"), value="-", selected=True))
    return h(
        "div",
        h("label", words("pending.roles.text"), for_=id),
        h("select", options, id=id, data_picks="pick", data_with=f"{one.key} words {at}"),
        h("p", note(sheet.columns.why, words), cls="aside") if sheet.columns.why else None,
        cls="role",
    )


def _table(sheet: SheetPreview, words: Words) -> Markup:
    named = sheet.columns
    role = {getattr(named, part): part for part in reversed(ROLES) if getattr(named, part) is not None}
    order = sorted(range(len(named.names)), key=lambda at: _rank(named.names[at], role, at))[:COLUMNS]
    head = [
        h(
            "th",
            named.names[at],
            h("span", words(f"pending.is.{role[named.names[at]]}"), cls="tag") if named.names[at] in role else None,
            scope="col",
            cls="is-text" if role.get(named.names[at]) == "text" else None,
        )
        for at in order
    ]
    rows = [
        h(
            "tr",
            [
                h(
                    "td",
                    _cut(row[at] if at < len(row) else ""),
                    cls="is-text" if role.get(named.names[at]) == "text" else None,
                )
                for at in order
            ],
        )
        for row in sheet.rows
    ]
    left = len(named.names) - len(order)
    caption = words(
        "pending.first_rows",
        n=len(sheet.rows),
        of=words.count("pending.rows", sheet.total, shown=number(sheet.total, words)),
    )
    box = h(
        "div",
        h("table", h("caption", caption), h("thead", h("tr", head)), h("tbody", rows), cls="rows-table"),
        cls="scrolls", tabindex="0", role="group", aria_label=caption,
    )  # fmt: skip
    return join(box, h("p", words("pending.more_columns", n=left), cls="aside") if left > 0 else None)


def _rank(name: str, role: dict[str, str], at: int) -> tuple[int, int]:
    """The customers' words first, then what goes with them, then the rest as the file has it."""
    return (ROLES.index(role[name]) if name in role else len(ROLES), at)


def _cut(cell: str) -> str:
    plain = " ".join(cell.split())
    return plain if len(plain) <= CELL else f"{plain[:CELL].rstrip()} …"
