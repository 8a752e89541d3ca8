"""A project as something to take away: documents for people, files for programs, a day for a calendar."""

import json
import re
from collections.abc import Callable, Sequence
from typing import Literal, get_args

from covision.domain.adopting import adopted_now
from covision.domain.base import Frozen
from covision.domain.board import Finding
from covision.domain.draft import DraftSet
from covision.domain.events import ProjectState
from covision.errors import CovisionError, InputError, UsageError
from covision.steps.project_file import dump_project
from covision.steps.takeaway.calendar import review_ics
from covision.steps.takeaway.lines import provenance, sentences
from covision.steps.takeaway.markdown import escape, markdown
from covision.steps.takeaway.page import html
from covision.steps.takeaway.pdf import pdf
from covision.steps.takeaway.slides import pptx
from covision.steps.takeaway.story import Telling, drafts_story, story
from covision.steps.takeaway.word import docx

Format = Literal["md", "docx", "pdf", "pptx", "html", "json", "yaml", "ics", "whole"]
"""`md`, `docx`, `pdf`, `pptx`, `html`: documents. `json`: the drafts (drafts.json); `yaml`: the project file;
`ics`: the review as a calendar file; `whole`: every event, which can be imported.
"""

_MEDIA = {
    "md": "text/markdown; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "html": "text/html; charset=utf-8",
    "json": "application/json",
    "yaml": "application/yaml",
    "ics": "text/calendar; charset=utf-8",
}
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


class Exported(Frozen):
    """A file in memory: its proposed name, its media type, its bytes."""

    name: str
    media_type: str
    content: bytes


def export_project(state: ProjectState, telling: Telling, format: Format) -> Exported:
    """The project in one format. A converter that fails leaves the others as they are.

    Raises `UsageError` for a format that is not there, `InputError` for `json` without drafts and `ics` without a
    review date, `CovisionError` where a converter failed. `whole` needs the history: the engine writes it.
    """
    write = _WRITERS.get(format)
    if write is None:
        raise UsageError(f"There is no export {format!r}.", todo=f"Choose one of {', '.join(get_args(Format))}.")
    try:
        content = write(state, telling)
    except CovisionError:
        raise
    except BaseException as error:
        # A converter written in another language may panic, and that is no `Exception`; an interrupt goes on.
        if isinstance(error, KeyboardInterrupt | SystemExit | GeneratorExit | MemoryError):
            raise
        raise CovisionError(
            f"This vision could not be written as {format}: {type(error).__name__}.",
            safe="Nothing was changed.",
            todo="Take it in another format; they do not depend on this one.",
        ) from error
    return Exported(
        name=f"{file_name(state.organisation.name)}.{format}", media_type=_MEDIA[format], content=content
    )


def _drafts(state: ProjectState, _: Telling) -> bytes:
    if state.draft_set is None:
        raise InputError("There are no finished drafts to export.", todo="Draft first, or export the project file.")
    return drafts_json(state.draft_set).encode()


def _calendar(state: ProjectState, _: Telling) -> bytes:
    held = adopted_now(state.adoptions)
    if held is None or held.review is None:
        raise InputError("No day was set to look at this vision again.", todo="Adopt a version with a review date.")
    return review_ics(held, state.id, state.organisation.name, state.interview_language).encode()


_WRITERS: dict[str, Callable[[ProjectState, Telling], bytes]] = {
    "md": lambda state, telling: markdown(story(state, telling)).encode(),
    "docx": lambda state, telling: docx(story(state, telling)),
    "pdf": lambda state, telling: pdf(story(state, telling)),
    "pptx": pptx,
    "html": lambda state, telling: html(story(state, telling)).encode(),
    "json": _drafts,
    "yaml": lambda state, _: dump_project(state).encode(),
    "ics": _calendar,
}


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


def drafts_md(drafts: DraftSet) -> str:
    """A set of drafts as Markdown: each statement with what it rests on, its scorecard, assumptions, provenance."""
    return markdown(drafts_story(drafts))


def project_md(state: ProjectState, assumptions: Sequence[str], current: Sequence[Finding] = ()) -> str:
    """A whole project as Markdown."""
    return markdown(story(state, Telling(assumptions, current)))


def project_docx(state: ProjectState, assumptions: Sequence[str], current: Sequence[Finding] = ()) -> bytes:
    """A whole project as a Word document."""
    return docx(story(state, Telling(assumptions, current)))


__all__ = [
    "Exported",
    "Format",
    "cell",
    "drafts_json",
    "drafts_md",
    "escape",
    "export_project",
    "file_name",
    "project_docx",
    "project_md",
    "provenance",
    "sentences",
]
