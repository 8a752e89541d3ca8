"""Runs of evaluation: a list that opens in place, and the way to each report."""

from collections.abc import Sequence
from datetime import datetime

from covision.bench.report import REPORT, SUMMARY
from covision.bench.reports.wording import figured, headline_of
from covision.bench.shelf import Listed
from covision.domain.summary import Contestant, RunSummary
from covision.faces.web.presenters.common import heading, when
from covision.faces.web.presenters.markup import Markup, h, join
from covision.faces.web.words import Words

ROUTE = "evals"
COMMAND = "covision eval run core --judge none"


def way(words: Words) -> Markup:
    """The quiet way here from the start page."""
    return h("p", h("a", words("evals.way"), href="./?at=evals", cls="link"), cls="aside to-evals")


def page(runs: Sequence[Listed], words: Words, now: datetime | None = None) -> Markup:
    """All runs, the newest first; where there is none, how one comes about."""
    top = heading(words("evals.heading"), words("evals.lead"))
    if not runs:
        return join(top, _empty(words))
    return join(top, h("ul", [_run(one, words, now) for one in runs], cls="runs"), _hint(words))


def _empty(words: Words) -> Markup:
    return h(
        "section",
        h("p", words("evals.empty"), cls="empty"),
        h("p", h("code", COMMAND), cls="command"),
        h("p", words("evals.empty_after"), cls="aside"),
        cls="no-runs",
    )


def _hint(words: Words) -> Markup:
    return h("p", words("evals.more"), " ", h("code", COMMAND), cls="aside")


def _run(one: Listed, words: Words, now: datetime | None) -> Markup:
    started = when(one.header.started_at, words, now)
    facts = [
        one.header.suite,
        words.count("evals.cases", len(one.header.cases)),
        words("evals.judged", judge=one.header.judge) if one.header.judge else words("evals.unjudged"),
        started,
    ]
    summary = h(
        "summary",
        h("span", _short(one, words), cls="name"),
        h("span", " · ".join(fact for fact in facts if fact), cls="at"),
    )
    body = _told(one.summary, words) if one.summary is not None else h("p", words("evals.open"))
    return h("li", h("details", summary, h("div", body, _ways(one, words), cls="inside")))


def _short(one: Listed, words: Words) -> str:
    if one.summary is None:
        return words("evals.unfinished", models=" · ".join(one.header.models))
    return headline_of(one.summary)[0][0]


def _told(summary: RunSummary, words: Words) -> Markup:
    lines = [h("p", line) for line in summary.verdict]
    notes = [h("li", line) for line in summary.warnings]
    rows = [h("tr", _cells(made, words)) for made in summary.contestants]
    head = h("tr", [h("th", words(f"evals.{key}"), scope="col") for key in ("contestant", "score", "cells")])
    return join(
        h("div", lines, cls="verdict", lang="en"),
        h("ul", notes, cls="notes", lang="en") if notes else None,
        h("div", h("table", h("thead", head), h("tbody", rows), cls="mini"), cls="scrolls"),
    )


def _cells(made: Contestant, words: Words) -> Sequence[Markup]:
    ends = words("evals.ends", done=made.done, failed=made.failed)
    return h("th", made.name, scope="row"), h("td", figured(made.summary)), h("td", ends)


def _ways(one: Listed, words: Words) -> Markup:
    if not one.report:
        return h(
            "p", words("evals.no_report"), " ", h("code", f"covision eval show {one.name} --write"), cls="aside"
        )
    place = f"./{ROUTE}/{one.name}"
    report = h(
        "a", words("evals.report"), href=f"{place}/{REPORT}", target="_blank", rel="noopener", cls="plain button"
    )
    data = h("a", words("evals.data"), href=f"{place}/{SUMMARY}", download=f"{one.name}.json", cls="link")
    return h("p", report, " ", data, cls="choices")
