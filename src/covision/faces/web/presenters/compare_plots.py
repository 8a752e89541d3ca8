"""Scorecards aligned by criterion: dots with intervals, a radar, and the same as a table. Pictures are SVG.

Whoever sees no colour tells statements apart by letter, lane and form of their dots; whoever sees nothing has the
words beside each picture. Places are in percent, so that nothing shrinks on a phone.
"""

import math
from collections.abc import Sequence

from covision.domain.comparing import Ranked
from covision.domain.rubric import CriterionScore
from covision.faces.web.presenters.compare import Side, listed
from covision.faces.web.presenters.looks import Looks
from covision.faces.web.presenters.markup import Child, Markup, h, join
from covision.faces.web.words import Words
from covision.steps.comparing.contrast import Row

LANE = 20
LEFT, WIDE = 8.0, 89.0
"""Where 0 lies and how wide the scale is, in percent of the picture: letters stand before it."""
# A dot, a square, a triangle and a diamond: told apart without colour.
_FORMS = (
    "M-5 0a5 5 0 1 0 10 0a5 5 0 1 0 -10 0z",
    "M-4.5 -4.5h9v9h-9z",
    "M0 -5.5L5.5 4.5H-5.5z",
    "M0 -6L6 0L0 6L-6 0z",
)
_RADIUS, _MIDDLE = 120.0, 160.0
AXES = 3
"""Below this many axes a radar is no picture."""


def scorecards(rows: Sequence[Row], sides: Sequence[Side], looks: Looks, words: Words) -> Markup:
    """The whole section: how to read it, the picture that was chosen, what was not looked at, and the table."""
    told = [row for row in rows if row.scores]
    if not told:
        why = next((text for row in rows for text in row.unscored.values() if text), "")
        return h(
            "section", h("h2", words("compare.scores")), h("p", words("compare.no_scores"), " ", why, cls="aside")
        )
    radar = looks.view == "radar"
    picture = _radar(told, sides, words) if radar else _dots(told, sides, words)
    return h(
        "section",
        h("h2", words("compare.scores")),
        h("p", words("compare.scores_lead"), cls="aside"),
        h("p", [_view(name, looks, words) for name in ("dots", "radar")], cls="views"),
        _key(sides, words),
        picture,
        _left_out(rows, sides, words),
        _table(rows, sides, words),
        cls="compare-scores",
    )


def _view(name: str, looks: Looks, words: Words) -> Markup:
    pressed = "true" if looks.view == name else "false"
    told = words(f"compare.view_{name}")
    return h("button", told, type="button", cls="toggle", data_do="view", data_with=name, aria_pressed=pressed)


def _key(sides: Sequence[Side], words: Words) -> Markup:
    items = [
        h("li", _form_alone(at), h("strong", side.letter), " ", h("span", side.option.statement, cls="clip"))
        for at, side in enumerate(sides)
    ]
    return h("ul", items, cls="key", aria_label=words("compare.key"))


def _form_alone(at: int) -> Markup:
    shape = h("path", d=_FORMS[at], cls=f"form mark-{at}")
    return h("svg", shape, viewBox="-8 -8 16 16", width=16, height=16, aria_hidden="true")


def of_100(value: float) -> int:
    """A value 0..1 as people read it."""
    return round(100 * value)


def figure(one: CriterionScore | None, words: Words) -> str:
    """A value with its interval in words: "63 of 100, somewhere from 10 to 100"."""
    if one is None or one.value is None:
        return words("compare.not_scored")
    if one.interval is None:
        return words("compare.value", n=of_100(one.value))
    low, high = (of_100(end) for end in one.interval)
    return words("compare.value_interval", n=of_100(one.value), low=low, high=high)


# Dots


def _dots(rows: Sequence[Row], sides: Sequence[Side], words: Words) -> Markup:
    """What tells statements apart comes first; where they are alike is one click away."""
    told = sorted((row for row in rows if not _alike(row)), key=lambda row: (not row.clear, not row.leans))
    alike = [row for row in rows if _alike(row)]
    scale = ends(words("compare.less"), words("compare.more_of_it"))
    same = h("ul", [_line(row, sides, words) for row in alike])
    folded = h("details", h("summary", words.count("compare.alike", len(alike))), same, id="compare-alike")
    return h(
        "div", scale, h("ul", [_line(row, sides, words) for row in told]), folded if alike else None, cls="dots"
    )


def ends(left: str, right: str) -> Markup:
    """What the ends of a scale mean."""
    return h("p", h("span", left), h("span", right), cls="ends", aria_hidden="true")


def _line(row: Row, sides: Sequence[Side], words: Words) -> Markup:
    alt = " ".join(f"{side.letter}: {figure(row.scores.get(side.letter), words)}." for side in sides)
    marks = [
        _lane(at, side.letter, at, one.value or 0.0, one.interval)
        for at, side in enumerate(sides)
        if (one := row.scores.get(side.letter)) is not None
    ]
    return h(
        "li",
        h("div", h("h3", row.criterion.title), h("p", verdict(row, sides, words), cls="aside")),
        strip(marks, len(sides), f"{row.criterion.title}. {alt}"),
        cls="is-clear" if row.clear else None,
    )


def strip(marks: Sequence[Child], lanes: int, alt: str) -> Markup:
    """A picture of `lanes` lanes over one scale; `alt` says what it shows."""
    high = LANE * lanes + 8
    grid = [
        h("line", x1=_x(at), x2=_x(at), y1=0, y2=high, cls="axis" if at in (0.0, 1.0) else "axis middle")
        for at in (0.0, 0.5, 1.0)
    ]
    return h("svg", grid, marks, width="100%", height=high, role="img", aria_label=alt, cls="strip")


def _lane(lane: int, mark: str, form: int, value: float, interval: tuple[float, float] | None) -> Markup:
    y, look = LANE * (lane + 0.5) + 4, f"mark-{form % 4}"
    parts: list[Markup] = [h("text", mark, x="0", y=f"{y + 4.5:g}", cls="lane")]
    if interval is not None:
        low, high = _x(interval[0]), _x(interval[1])
        parts.append(h("line", x1=low, x2=high, y1=y, y2=y, cls=f"whisker {look}"))
        parts += [h("line", x1=end, x2=end, y1=y - 4, y2=y + 4, cls=f"whisker {look}") for end in (low, high)]
    shape = h("path", d=_FORMS[form % 4], cls=f"form {look}")
    parts.append(h("svg", shape, x=_x(value), y=y, cls="at"))
    return join(*parts)


def _x(value: float) -> str:
    return f"{LEFT + WIDE * min(1.0, max(0.0, value)):.2f}%"


def verdict(row: Row, sides: Sequence[Side], words: Words) -> str:
    """What the row says in a sentence: who is apart for certain, what is a sign only, or that it is too close."""
    told: list[str] = []
    if row.mixed:
        told.append(words("compare.mixed"))
    elif len(row.scores) == 1:
        told.append(words("compare.only_one", who=next(iter(row.scores))))
    else:
        told += _ahead(row.clear, sides, "compare.row_clear", words)
        told += _ahead(row.leans, sides, "compare.row_sign", words)
        if not told:
            told.append(words("compare.row_alike" if _alike(row) else "compare.row_close"))
    missing = [side.letter for side in sides if side.letter in row.unscored]
    if missing:
        told.append(words.count("compare.row_missing", len(missing), who=listed(missing, words)))
    return " ".join(told)


def _ahead(pairs: Sequence[tuple[str, str]], sides: Sequence[Side], key: str, words: Words) -> list[str]:
    """One sentence for each set of statements that others are behind."""
    behind = {side.letter: [worse for better, worse in pairs if better == side.letter] for side in sides}
    groups: dict[tuple[str, ...], list[str]] = {}
    for better, worse in behind.items():
        if worse:
            groups.setdefault(tuple(worse), []).append(better)
    return [
        words.count(key, len(better), who=listed(better, words), others=listed(worse, words))
        for worse, better in groups.items()
    ]


def _alike(row: Row) -> bool:
    if row.mixed or row.unscored:
        return False
    values = [one.value or 0.0 for one in row.scores.values()]
    return max(values) - min(values) <= row.criterion.noise


def _left_out(rows: Sequence[Row], sides: Sequence[Side], words: Words) -> Markup | None:
    none = [row for row in rows if not row.scores]
    if not none:
        return None
    lines = [
        h("li", h("strong", row.criterion.title), f". {next(iter(row.unscored.values()), '')}") for row in none
    ]
    return h(
        "details",
        h("summary", words.count("compare.nobody_scored", len(none))),
        h("ul", lines, cls="unscored"),
        id="compare-unscored",
    )


def _table(rows: Sequence[Row], sides: Sequence[Side], words: Words) -> Markup:
    head = h(
        "tr", h("th", words("desk.weights.criterion"), scope="col"), [h("th", s.letter, scope="col") for s in sides]
    )
    body = [
        h(
            "tr",
            h("th", row.criterion.title, scope="row"),
            [h("td", figure(row.scores.get(side.letter), words)) for side in sides],
        )
        for row in rows
    ]
    table = h("table", h("caption", words("compare.table"), cls="sr"), h("thead", head), h("tbody", body))
    return h(
        "details",
        h("summary", words("compare.as_table")),
        h("div", table, cls="scrolls", tabindex="0", role="region", aria_label=words("compare.table")),
        id="compare-table",
    )


# The radar


def _radar(rows: Sequence[Row], sides: Sequence[Side], words: Words) -> Markup:
    axes = [row for row in rows if len(row.scores) == len(sides) and not row.mixed]
    if len(axes) < AXES:
        return h("p", words("compare.radar_few", n=AXES), cls="empty")
    rings = [h("path", d=_ring([share] * len(axes)), cls="ring") for share in (0.5, 1.0)]
    spokes = [
        h(
            "line",
            x1=_MIDDLE,
            y1=_MIDDLE,
            x2=_point(at, len(axes), 1.0)[0],
            y2=_point(at, len(axes), 1.0)[1],
            cls="axis",
        )
        for at in range(len(axes))
    ]
    numbers = [_number(at, len(axes)) for at in range(len(axes))]
    shapes = [_shape(at, [row.scores[side.letter].value or 0.0 for row in axes]) for at, side in enumerate(sides)]
    alt = " ".join(f"{side.letter}: {_told(axes, side, words)}." for side in sides)
    picture = h(
        "svg", rings, spokes, numbers, shapes, viewBox="0 0 320 320", role="img", cls="radar",
        aria_label=f"{words('compare.radar_alt', n=len(axes))} {alt}",
    )  # fmt: skip
    names = h("ol", [h("li", row.criterion.title) for row in axes], cls="axes")
    left = [row.criterion.title for row in rows if row not in axes]
    note = h("p", words("compare.radar_left", what=", ".join(left)), cls="aside") if left else None
    lead = h("p", words("compare.radar_lead"), cls="aside")
    return h("div", lead, h("div", picture, names, cls="radar-row"), note)


def _told(axes: Sequence[Row], side: Side, words: Words) -> str:
    return ", ".join(f"{row.criterion.title} {of_100(row.scores[side.letter].value or 0.0)}" for row in axes)


def _point(at: int, of: int, share: float) -> tuple[float, float]:
    angle = 2 * math.pi * at / of - math.pi / 2
    return round(_MIDDLE + _RADIUS * share * math.cos(angle), 1), round(
        _MIDDLE + _RADIUS * share * math.sin(angle), 1
    )


def _ring(shares: Sequence[float]) -> str:
    points = [_point(at, len(shares), share) for at, share in enumerate(shares)]
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in points) + "z"


def _number(at: int, of: int) -> Markup:
    x, y = _point(at, of, 1.14)
    return h("text", str(at + 1), x=f"{x:g}", y=f"{y + 4:g}", cls="number")


def _shape(at: int, shares: Sequence[float]) -> Markup:
    dots = []
    for place, share in enumerate(shares):
        x, y = _point(place, len(shares), share)
        dots.append(h("path", d=_FORMS[at % 4], transform=f"translate({x:g} {y:g})", cls=f"form mark-{at}"))
    return h("g", h("path", d=_ring(shares), cls=f"web mark-{at}"), dots)


# An order


def ladder(order: Sequence[tuple[Ranked, str, int]], words: Words, alt: str) -> Markup:
    """Places with intervals on a scale of 0 to 1, one lane each: (ranked, letter, form)."""
    marks = [
        _lane(lane, mark, form, one.value, one.interval)
        for lane, (one, mark, form) in enumerate(order)
        if one.value is not None
    ]
    return strip(marks, len(order), alt)
