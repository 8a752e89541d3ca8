"""A project as something to take away: Markdown, Word, the drafts as JSON, the project file."""

import io
import json
import re
import zipfile
from collections.abc import Sequence
from typing import Literal, get_args

from docx import Document
from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor

from covision.domain.adopting import adopted_now
from covision.domain.base import Frozen
from covision.domain.board import QUADRANTS, Finding
from covision.domain.draft import Clause, Draft, DraftSet, Evidence
from covision.domain.events import ProjectState
from covision.domain.rubric import CriterionScore, Scorecard
from covision.errors import InputError, UsageError
from covision.steps.export_words import WORDS, Words
from covision.steps.project_file import dump_project
from covision.steps.takeaway.calendar import review_ics

Format = Literal["md", "docx", "json", "yaml", "ics"]

_MEDIA = {
    "md": "text/markdown; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "json": "application/json",
    "yaml": "application/yaml",
    "ics": "text/calendar; charset=utf-8",
}
_SERIF = "Georgia"
# What XML 1.0 cannot hold, and directions or tags that make text read other than it is.
_NOT_XML = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff\u202a-\u202e\u2066-\u2069\U000e0000-\U000e007f]"
)
_MARKDOWN = re.compile(r"([\\`*_\[\]<>#|~])")
_LINE_START = re.compile(r"^(\s*)([-+=]|\d+[.)](?=\s|$))")
_LINK = re.compile(r"(?i)\b(https?|ftp|file|javascript|data|mailto)(:)|\b(www)(\.)")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


class Exported(Frozen):
    """A file in memory: its proposed name, its media type, its bytes."""

    name: str
    media_type: str
    content: bytes


def export_project(
    state: ProjectState, assumptions: Sequence[str], format: Format, current: Sequence[Finding] = ()
) -> Exported:
    """The project in one format; `current` are the lines of the current state, for `md` and `docx`.

    Raises `UsageError` for an unknown format, `InputError` for `json` without drafts and `ics` without a
    review date.
    """
    if format not in get_args(Format):
        raise UsageError(f"There is no export {format!r}.", todo=f"Choose one of {', '.join(get_args(Format))}.")
    if format == "json":
        if state.draft_set is None:
            raise InputError(
                "There are no finished drafts to export.", todo="Draft first, or export the project file."
            )
        content = drafts_json(state.draft_set).encode()
    elif format == "yaml":
        content = dump_project(state).encode()
    elif format == "ics":
        content = _calendar(state).encode()
    elif format == "docx":
        content = project_docx(state, assumptions, current)
    else:
        content = project_md(state, assumptions, current).encode()
    return Exported(
        name=f"{file_name(state.organisation.name)}.{format}", media_type=_MEDIA[format], content=content
    )


def _calendar(state: ProjectState) -> str:
    held = adopted_now(state.adoptions)
    if held is None or held.review is None:
        raise InputError("No day was set to look at this vision again.", todo="Adopt a version with a review date.")
    return review_ics(held, state.id, state.organisation.name, state.interview_language)


def file_name(name: str) -> str:
    """A safe file name, without ending: letters, digits and hyphens; begins with `vision`."""
    safe = "-".join(re.findall(r"[^\W_]+", name.lower()))[:60].strip("-")
    return f"vision-{safe}" if safe else "vision"


def drafts_json(drafts: DraftSet) -> str:
    """`drafts.json` as the contract has it, keys in their order, ending with a line break."""
    return json.dumps(drafts.model_dump(mode="json"), ensure_ascii=False, indent=2) + "\n"


def cell(text: str) -> str:
    """Text for a table cell that a spreadsheet will not take for a formula: an apostrophe goes before it."""
    return f"'{text}" if text.lstrip(" \u00a0").startswith(_FORMULA) or text.startswith(_FORMULA) else text


def escape(text: str) -> str:
    """Words of people, customers and models as Markdown text: no markup, link, image or heading comes of them."""
    lines = []
    for line in _NOT_XML.sub("", text).splitlines() or [""]:
        shown = _MARKDOWN.sub(r"\\\1", line)
        shown = _LINE_START.sub(lambda m: f"{m[1]}{m[2][:-1]}\\{m[2][-1]}", shown)
        lines.append(_LINK.sub(lambda m: f"{m[1] or m[3]}\\{m[2] or m[4]}", shown).strip())
    return " ".join(line for line in lines if line).replace("&", "&amp;")


# Markdown


def drafts_md(drafts: DraftSet) -> str:
    """A set of drafts as Markdown: each statement with what it rests on, its scorecard, assumptions, provenance."""
    name = str(drafts.project.get("organisation", {}).get("name", "")) if drafts.project else ""
    language = drafts.drafts[0].language if drafts.drafts else "en"
    words = WORDS.get(language, WORDS["en"])
    lines = [f"# {words.title}: {escape(name)}" if name else f"# {words.title}", ""]
    for number, draft in enumerate(drafts.drafts, start=1):
        lines += _draft_md(f"{words.draft} {number}", draft, drafts.evidence, words)
    lines += _list_md(words.assumptions, drafts.assumptions)
    lines += _list_md(words.warnings, drafts.warnings)
    lines += _list_md(words.provenance, provenance(drafts, words))
    return "\n".join(lines).rstrip() + "\n"


def project_md(state: ProjectState, assumptions: Sequence[str], current: Sequence[Finding] = ()) -> str:
    """A whole project as Markdown: the newest statement first, then drafts, assumptions, versions, provenance."""
    words = WORDS.get(state.interview_language, WORDS["en"])
    evidence = _evidence(state)
    lines = [f"# {words.title}: {escape(state.organisation.name)}", ""]
    if state.versions:
        newest = state.versions[-1]
        lines += [
            f"> ## {escape(newest.statement)}",
            "",
            f"{words.version} {newest.version}, {_author(newest.author, words)}",
            "",
        ]
        lines += _scorecard_md(newest.scorecard, words)
    for number, draft in enumerate(state.drafts, start=1):
        mark = f" ({words.chosen})" if draft.id == state.chosen else ""
        lines += _draft_md(f"{words.draft} {number}{mark}", draft, evidence, words)
    lines += _list_md(words.assumptions, assumptions)
    lines += _list_md(words.warnings, state.draft_set.warnings if state.draft_set else ())
    lines += _list_md(words.current, _current(current, words))
    if state.versions:
        lines += [f"## {words.versions}", ""]
        for item in state.versions:
            note = f": {escape(item.note)}" if item.note else ""
            lines += [f"- {words.version} {item.version}, {item.at}, {_author(item.author, words)}{note}  "]
            lines += [f"  {escape(item.statement)}"]
        lines += [""]
    if state.draft_set is not None:
        lines += _list_md(words.provenance, provenance(state.draft_set, words))
    return "\n".join(lines).rstrip() + "\n"


def _draft_md(title: str, draft: Draft, evidence: dict[str, Evidence], words: Words) -> list[str]:
    lines = [f"## {title}", "", f"> **{escape(draft.statement)}**", ""]
    lines += [f"{words.angle}: {escape(draft.angle)}  "] if draft.angle else []
    lines += [f"{words.origin}: {_author(draft.origin, words)}  "] if draft.origin else []
    for label, text in ((words.feel, draft.feel), (words.think, draft.think), (words.do, draft.do)):
        lines += [f"**{label}** {escape(text)}  "] if text else []
    lines += ["", escape(draft.rationale)] if draft.rationale else []
    lines += [line for warning in draft.warnings for line in ("", f"**!** {escape(warning)}")]
    lines += ["", f"### {words.rests_on}", ""] if draft.clauses else []
    for clause in draft.clauses:
        lines.append(f"- {escape(clause.text)}{_assumed(clause, words)}")
        lines += [f"  - {escape(_quote(evidence[id], words))}" for id in clause.evidence if id in evidence]
    return [*lines, "", *_scorecard_md(draft.scorecard, words)]


def _assumed(clause: Clause, words: Words) -> str:
    return f" [{words.assumed}?]" if clause.assumption or not clause.evidence else ""


def _quote(evidence: Evidence, words: Words) -> str:
    kind = words.kinds.get(evidence.kind, evidence.kind)
    return f"{words.opening}{evidence.text}{words.closing} ({kind}: {evidence.source})"


def _scorecard_md(card: Scorecard | None, words: Words) -> list[str]:
    if card is None:
        return []
    return [f"### {words.scorecard}", "", *(f"- {escape(line)}" for line in sentences(card, words)), ""]


def sentences(card: Scorecard, words: Words) -> list[str]:
    """The scorecard as sentences: what was found and the question back; what nobody scored is named."""
    lines = []
    if card.summary.value is not None:
        lines.append(
            words.summary.format(value=card.summary.value, covered=card.summary.covered, of=card.summary.of)
        )
    lines += [_sentence(item, words) for item in card.criteria if item.status == "scored"]
    unscored = [item for item in card.criteria if item.status == "unscored"]
    if unscored:
        lines.append(f"{words.unscored}: {', '.join(f'{item.number} {item.key}' for item in unscored)}.")
    return lines


def _sentence(item: CriterionScore, words: Words) -> str:
    value = f"{item.value:.2f}" if item.value is not None else "?"
    span = f" {words.opening}{item.span.text}{words.closing}" if item.span else ""
    return " ".join(
        f"{item.number} {item.key}: {value} ({item.method}).{span} {item.reason} {item.question}".split()
    )


def provenance(drafts: DraftSet, words: Words) -> list[str]:
    """Which model, prompt, corpus, rubric and seed the drafts came from; scripted text is named as such."""
    run = drafts.run
    lines = [
        f"{words.model}: {run.model}{f' ({words.scripted})' if run.model.startswith('scripted') else ''}",
        f"{words.judge}: {run.judge or words.no_judge}",
        f"{words.prompt}: {run.prompt.id} {run.prompt.version}, {run.prompt.digest}",
        f"{words.corpus}: {run.corpus_digest}",
        f"{words.rubric}: {run.rubric_version}",
        f"{words.seed}: {run.seed}",
        f"{words.tokens}: {run.usage.input_tokens} + {run.usage.output_tokens}, {run.usage.calls}",
    ]
    cost = f"{run.cost:.4f} US$" if run.cost is not None else words.unknown
    return [*lines, f"{words.cost}: {cost}", f"{words.seconds}: {run.seconds:.1f}"]


def _author(author: str, words: Words) -> str:
    if author.startswith(("scripted", "model:scripted")):
        return f"{words.scripted} ({escape(author.removeprefix('model:'))})"
    return (
        f"{words.model} {escape(author.removeprefix('model:'))}" if author.startswith("model:") else escape(author)
    )


def _list_md(title: str, items: Sequence[str]) -> list[str]:
    return [f"## {title}", "", *(f"- {escape(item)}" for item in items), ""] if items else []


def _current(found: Sequence[Finding], words: Words) -> list[str]:
    """The current state line by line, each under the name of its part."""
    return [f"{words.quadrants[part]}: {one.text}" for part in QUADRANTS for one in found if one.quadrant == part]


def _evidence(state: ProjectState) -> dict[str, Evidence]:
    return {id: Evidence.model_validate(item) for id, item in state.evidence.items()}


# Word


def project_docx(state: ProjectState, assumptions: Sequence[str], current: Sequence[Finding] = ()) -> bytes:
    """The project as a Word document of plain runs: no field, no link, nothing that is fetched."""
    words = WORDS.get(state.interview_language, WORDS["en"])
    document = Document()
    document.core_properties.author = "covision"
    document.core_properties.title = _plain(f"{words.title}: {state.organisation.name}")[:255]
    document.core_properties.comments = ""
    document.add_heading(_plain(state.organisation.name), level=0)
    evidence = _evidence(state)
    if state.versions:
        newest = state.versions[-1]
        _statement(document, newest.statement, 28)
        _line(document, f"{words.version} {newest.version}, {_who(newest.author, words)}")
        _scorecard(document, newest.scorecard, words)
    for number, draft in enumerate(state.drafts, start=1):
        mark = f" ({words.chosen})" if draft.id == state.chosen else ""
        _draft(document, f"{words.draft} {number}{mark}", draft, evidence, words)
    _bullets(document, words.assumptions, assumptions)
    _bullets(document, words.warnings, state.draft_set.warnings if state.draft_set else ())
    _bullets(document, words.current, _current(current, words))
    told = [
        f"{words.version} {item.version}, {item.at}, {_who(item.author, words)}"
        f"{f': {item.note}' if item.note else ''}. {item.statement}"
        for item in state.versions
    ]
    _bullets(document, words.versions, told)
    _bullets(document, words.provenance, provenance(state.draft_set, words) if state.draft_set else ())
    return _same_bytes(document)


def _draft(document: WordDocument, title: str, draft: Draft, evidence: dict[str, Evidence], words: Words) -> None:
    document.add_heading(_plain(title), level=1)
    _statement(document, draft.statement, 20)
    _line(document, f"{words.angle}: {draft.angle}" if draft.angle else "")
    _line(document, f"{words.origin}: {_who(draft.origin, words)}" if draft.origin else "")
    for label, text in ((words.feel, draft.feel), (words.think, draft.think), (words.do, draft.do)):
        _line(document, f"{label} {text}" if text else "")
    _line(document, draft.rationale)
    for warning in draft.warnings:
        _line(document, f"! {warning}")
    if draft.clauses:
        document.add_heading(words.rests_on, level=2)
    for clause in draft.clauses:
        _line(document, f"{clause.text}{_assumed(clause, words)}", "List Bullet")
        for id in clause.evidence:
            if id in evidence:
                _line(document, _quote(evidence[id], words), "List Bullet 2")
    _scorecard(document, draft.scorecard, words)


def _statement(document: WordDocument, text: str, points: int) -> None:
    run = document.add_paragraph().add_run(_plain(text))
    run.font.size = Pt(points)
    run.font.name = _SERIF
    run.font.color.rgb = RGBColor(0x1F, 0x23, 0x28)
    run._element.rPr.rFonts.set(qn("w:eastAsia"), _SERIF)


def _scorecard(document: WordDocument, card: Scorecard | None, words: Words) -> None:
    if card is not None:
        document.add_heading(words.scorecard, level=2)
        for line in sentences(card, words):
            _line(document, line, "List Bullet")


def _bullets(document: WordDocument, title: str, items: Sequence[str]) -> None:
    if items:
        document.add_heading(title, level=1)
        for item in items:
            _line(document, item, "List Bullet")


def _line(document: WordDocument, text: str, style: str | None = None) -> None:
    if text.strip():
        document.add_paragraph(style=style).add_run(_plain(text))


def _who(author: str, words: Words) -> str:
    if author.startswith(("scripted", "model:scripted")):
        return f"{words.scripted} ({author.removeprefix('model:')})"
    return f"{words.model} {author.removeprefix('model:')}" if author.startswith("model:") else author


def _plain(text: str) -> str:
    return _NOT_XML.sub("", text)


def _same_bytes(document: WordDocument) -> bytes:
    """The document's bytes with fixed times inside, so that the same project gives the same file."""
    first, second = io.BytesIO(), io.BytesIO()
    document.save(first)
    with zipfile.ZipFile(first) as old, zipfile.ZipFile(second, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            fixed = zipfile.ZipInfo(info.filename, (2000, 1, 1, 0, 0, 0))
            fixed.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(fixed, old.read(info))
    return second.getvalue()
