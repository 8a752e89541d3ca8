"""`report.html`: one file that needs nothing else, whatever words of customers and models stand in it."""

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from covision.bench.reports import plots
from covision.bench.reports.values import contestants
from covision.bench.reports.views import cases_of, failures_of, widest
from covision.bench.reports.wording import (
    counted,
    decided,
    exam_words,
    figured,
    gates_told,
    headline_of,
    instrument,
    number,
    share,
    spent,
)
from covision.domain.evals import EvalRun
from covision.domain.summary import AnchorFigure, Figure, RunSummary

if TYPE_CHECKING:
    from jinja2 import Environment

_STYLE = "style.css"
# Directions, tags and lone surrogates make text read other than it is, or cannot be written.
_HIDDEN = dict.fromkeys([0, *range(0x202A, 0x202F), *range(0x2066, 0x206A), *range(0xE0000, 0xE0080)])


def page(run: EvalRun, summary: RunSummary) -> str:
    """The page. All that people and models wrote is escaped; nothing is fetched, and no script runs."""
    rooms = _rooms()
    style = rooms.get_template(_STYLE).render()
    made = contestants(run)
    whole = next((one for one in summary.anchors if one.key == "summary"), None)
    return rooms.get_template("report.html").render(
        run=run,
        header=run.header,
        summary=summary,
        style=style,
        digest=base64.b64encode(hashlib.sha256(style.encode()).digest()).decode(),
        headlines=headline_of(summary),
        instrument=instrument(whole) if whole else "",
        overview=plots.overview(summary.contestants, whole),
        criteria=plots.by_criterion(summary.contestants, summary.anchors),
        unscored=[
            found[0]
            for found in zip(*(one.criteria for one in summary.contestants), strict=True)
            if not any(one.scored for one in found)
        ],
        contrasts=[(one, plots.differences(one), decided(one)) for one in (*summary.against, *summary.contrasts)],
        grounding=plots.grounding(summary.contestants),
        strengths=plots.strengths(summary.pairs, list(made)) if summary.pairs and summary.pairs.placed else None,
        scatter=plots.lengths(list(made.values())),
        cases=list(cases_of(run, made)),
        organisations={one.cell.case: one.organisation for one in run.results},
        loud=[one for one in summary.gates if one.status in ("failed", "not_enough")],
        quiet=[one for one in summary.gates if one.status not in ("failed", "not_enough")],
        stopped=gates_told(summary),
        widest=widest(summary.contrasts[0] if summary.contrasts else None, made),
        failures=failures_of(made),
        prompts=_prompts(run),
        table=_table(summary),
        titles={one.key: one.title for contestant in summary.contestants for one in contestant.criteria},
        names=[one.name for one in summary.contestants],
    )


@dataclass(frozen=True)
class _Line:
    """One figure of every contestant, and of references and foils."""

    title: str
    figures: tuple[Figure | None, ...]
    anchor: AnchorFigure | None


def _table(summary: RunSummary) -> list[_Line]:
    behind = {one.key: one for one in summary.anchors}
    made = summary.contestants
    lines = [
        _Line("All criteria together, top drafts", tuple(one.summary for one in made), behind.get("summary")),
        _Line("All criteria together, all drafts", tuple(one.every for one in made), None),
    ]
    for found in zip(*(one.criteria for one in made), strict=True):
        first = found[0]
        title = f"{first.number} {first.title}"
        lines.append(_Line(title, tuple(one.figure for one in found), behind.get(f"criterion.{first.key}")))
    return lines


def _prompts(run: EvalRun) -> list[tuple[str, Sequence[tuple[str, str]]]]:
    return [
        (variant, sorted((ref.id, ref.digest) for ref in refs.values()))
        for variant, refs in run.header.prompts.items()
    ]


def clean(value: Any) -> Any:
    """Text as it may stand on the page; anything else, and markup made here, as it is."""
    if type(value) is not str:
        return value
    return value.translate(_HIDDEN).encode("utf-8", "replace").decode("utf-8")


@lru_cache(maxsize=1)
def _rooms() -> "Environment":
    from jinja2 import Environment, PackageLoader, StrictUndefined

    # Style sheets are ours and hold no values: they stay as they are, so that their digest is that of the page.
    rooms = Environment(
        loader=PackageLoader("covision.bench.reports", "templates"),
        autoescape=lambda name: name != _STYLE,
        undefined=StrictUndefined,
        finalize=clean,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    rooms.filters |= {
        "figured": figured,
        "number": number,
        "counted": counted,
        "spent": spent,
        "share": share,
        "exam": exam_words,
    }
    return rooms
