"""Three slides for a board: the vision; why, and who says so; how to live by it and what it gives up."""

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from covision.domain.adopting import adopted_now
from covision.domain.events import ProjectState
from covision.steps.takeaway.blocks import readable
from covision.steps.takeaway.lines import day, place, provenance
from covision.steps.takeaway.story import (
    Telling,
    chosen_draft,
    kept_clauses,
    method_lines,
    said_in,
    shown_version,
    wished,
    words_of,
)
from covision.steps.takeaway.word import same_bytes

_WIDE, _HIGH = 13.333, 7.5
_MARGIN = 0.8
_SERIF, _SANS = "Georgia", "Calibri"
_PAPER, _INK, _MUTED, _ACCENT = "FAF8F4", "1F2328", "5B6066", "0F5E5A"
_GAP, _BODY = 0.7, 4.8
_LONGEST = 2400
_LEFT_OUT = ("/printerSettings", "/thumbnail")
_LEAD_SIZES = ((44, 110), (36, 200), (28, 340), (20, 1000), (14, _LONGEST + 2))
"""Points of the statement, by its letters: what fits the place it has."""
_MOST_QUOTES, _MOST_LINES, _QUOTE, _LINE, _FOOT = 3, 4, 220, 320, 150


Part = tuple[str, list[str]]
Text = tuple[str, float, bool, str]


@dataclass
class _Slide:
    """What stands on one slide: its title, big words, and parts of a label with lines, in two columns."""

    title: str
    lead: str = ""
    left: list[Part] = field(default_factory=list)
    right: list[Part] = field(default_factory=list)
    foot: str = ""


def pptx(state: ProjectState, telling: Telling) -> bytes:
    """The file: three slides of plain text, without a link, a field, a picture or anything that is fetched."""
    from pptx import Presentation
    from pptx.util import Inches

    deck = Presentation()
    deck.slide_width, deck.slide_height = Inches(_WIDE), Inches(_HIGH)
    deck.core_properties.author = "covision"
    deck.core_properties.title = readable(f"{words_of(state).title}: {state.organisation.name}")[:255]
    layout = next(one for one in deck.slide_layouts if one.name == "Title Only")
    for one in (_first(state), _second(state, telling), _third(state, telling)):
        _draw(deck.slides.add_slide(layout), one)
    _bare(deck, layout)
    made = io.BytesIO()
    deck.save(made)
    return same_bytes(made.getvalue())


# What is told


def _first(state: ProjectState) -> _Slide:
    words, held = words_of(state), adopted_now(state.adoptions)
    shown = shown_version(state, held)
    statement = held.statement if held else shown.statement if shown else ""
    slide = _Slide(f"{words.title} · {state.organisation.name}", lead=statement)
    if held is None:
        slide.foot = words.not_adopted
        return slide
    told = [words.adopted_line.format(version=held.version, day=day(held.at, words))]
    told += [f"{words.owner}: {held.owner}"] if held.owner else []
    told += [f"{words.review}: {day(held.review, words)}"] if held.review else []
    slide.foot = "  ·  ".join(told)
    return slide


def _second(state: ProjectState, telling: Telling) -> _Slide:
    words, held = words_of(state), adopted_now(state.adoptions)
    slide = _Slide(words.slide_why)
    quotes = _quotes(state) if telling.evidence else []
    slide.right = [(words.rests_on, quotes)] if quotes else []
    if held is not None and held.why:
        slide.left.append((words.why, [_short(held.why, _LINE)]))
    if telling.method:
        slide.left.append((words.method, [_short(one, _LINE) for one in method_lines(state, words)[:_MOST_LINES]]))
        if state.draft_set is not None:
            slide.foot = _short("  ·  ".join(provenance(state.draft_set, words)[:1]), _FOOT)
    if not slide.left and not slide.right:
        slide.left = [("", [words.no_quotes])]
    return slide


def _quotes(state: ProjectState) -> list[str]:
    """What stands behind words of the statement, customers first: a board knows what it says itself."""
    words, said = words_of(state), said_in(state)
    cited = [said.evidence[id] for one in kept_clauses(state) for id in one.evidence if id in said.evidence]
    people = [one for one in {one.text: one for one in cited}.values() if one.kind in ("snippet", "answer")]
    return [
        f"{words.opening}{_short(one.text, _QUOTE)}{words.closing} ({place(one, words, said.roles)})"
        for one in sorted(people, key=lambda one: one.kind != "snippet")[:_MOST_QUOTES]
    ]


def _third(state: ProjectState, telling: Telling) -> _Slide:
    words, held, draft = words_of(state), adopted_now(state.adoptions), chosen_draft(state)
    slide = _Slide(words.slide_live)
    if draft is not None:
        slide.left = [(label.rstrip(":"), [_short(text, _LINE)]) for label, text in wished(draft, words)]
    if held is not None and held.given_up:
        slide.right.append((words.given_up, [_short(held.given_up, _LINE)]))
    elif draft is not None and draft.rationale:
        slide.right.append((words.rationale, [_short(draft.rationale, _LINE)]))
    open_ones = [_short(one, _QUOTE) for one in telling.assumptions[:_MOST_LINES]]
    slide.right += [(words.slide_open, open_ones)] if open_ones else []
    if not slide.left and not slide.right:
        slide.left = [("", [words.not_adopted])]
    return slide


def _short(text: str, most: int) -> str:
    """The first words of a text; what was cut is marked as cut."""
    plain = " ".join(text.split())
    return plain if len(plain) <= most else f"{plain[:most].rsplit(' ', 1)[0]} …"


# How it is drawn


def _draw(slide: Any, told: _Slide) -> None:
    from pptx.dml.color import RGBColor
    from pptx.util import Inches

    slide.background.fill.solid()
    slide.background.fill.fore_color.rgb = RGBColor.from_string(_PAPER)
    title = slide.shapes.title
    title.left, title.top = Inches(_MARGIN), Inches(0.55)
    title.width, title.height = Inches(_WIDE - 2 * _MARGIN), Inches(0.8)
    _fill(title.text_frame, [(told.title, 16 if told.lead else 28, not told.lead, _MUTED if told.lead else _INK)])
    if told.lead:
        lead = _short(told.lead, _LONGEST)
        points = next(points for points, most in _LEAD_SIZES if len(lead) <= most)
        box = slide.shapes.add_textbox(Inches(_MARGIN), Inches(1.7), Inches(_WIDE - 2 * _MARGIN - 0.8), Inches(4.2))
        _fill(box.text_frame, [(lead, points, True, _INK)], middle=True)
    both = bool(told.left and told.right)
    width = (_WIDE - 2 * _MARGIN - _GAP) / 2 if both else _WIDE - 2 * _MARGIN - 2.5
    size = _size([told.left, told.right], width)
    for number, parts in enumerate(one for one in (told.left, told.right) if one):
        box = slide.shapes.add_textbox(
            Inches(_MARGIN + number * (width + _GAP)), Inches(1.6), Inches(width), Inches(_BODY)
        )
        _fill(box.text_frame, _lines(parts, size))
    if told.foot:
        box = slide.shapes.add_textbox(Inches(_MARGIN), Inches(6.65), Inches(_WIDE - 2 * _MARGIN), Inches(0.5))
        _fill(box.text_frame, [(told.foot, 12, False, _MUTED)])


def _size(columns: Sequence[Sequence[Part]], width: float) -> float:
    """The largest size in points at which the fuller column still fits its place, by an average letter's width."""
    for size in (20.0, 18.0, 16.0, 14.0, 12.0):
        a_line = width * 72 / (size * 0.5)
        tall = max(
            sum(
                (1 if label else 0) * 1.6 + sum(-(-len(line) // a_line) + 0.4 for line in lines)
                for label, lines in parts
            )
            for parts in columns
        )
        if tall * size * 1.2 <= _BODY * 72:
            return size
    return 10


def _lines(parts: Sequence[Part], size: float) -> list[Text]:
    """Each label and its lines with size, serif and colour."""
    made: list[Text] = []
    for label, lines in parts:
        made += [(label, max(10, size - 4), False, _ACCENT)] if label else []
        made += [(line, size, False, _INK) for line in lines]
    return made


def _fill(frame: Any, lines: Sequence[Text], middle: bool = False) -> None:
    """Lines of text, each a paragraph of one run; a break within a line stays a break."""
    from pptx.dml.color import RGBColor
    from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
    from pptx.util import Pt

    frame.word_wrap = True
    frame.vertical_anchor = MSO_ANCHOR.MIDDLE if middle else MSO_ANCHOR.TOP
    for number, (text, points, serif, colour) in enumerate(lines):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        paragraph.alignment = PP_ALIGN.LEFT
        # A label keeps to the lines below it.
        paragraph.space_before = Pt(14 if colour == _ACCENT and number else 0)
        paragraph.space_after = Pt(4 if colour == _ACCENT else 8)
        run = paragraph.add_run()
        run.text = " ".join(readable(text).split())
        run.font.size, run.font.name = Pt(points), _SERIF if serif else _SANS
        run.font.color.rgb = RGBColor.from_string(colour)


def _bare(deck: Any, kept: Any) -> None:
    """Take away what the template brings along: other layouts, places for dates and numbers that change by
    themselves, a printer's settings, a picture of its first page.
    """
    for layout in list(deck.slide_layouts):
        if layout is not kept:
            deck.slide_layouts.remove(layout)
    for rels in (deck.part.rels, deck.part.package._rels):
        for key in [key for key, one in rels.items() if one.reltype.endswith(_LEFT_OUT)]:
            rels.pop(key)
    for shapes in (deck.slide_master.placeholders, kept.placeholders):
        for shape in list(shapes):
            if shape.placeholder_format.type is not None and shape.placeholder_format.type.name in (
                "DATE", "FOOTER", "SLIDE_NUMBER",
            ):  # fmt: skip
                shape._element.getparent().remove(shape._element)
