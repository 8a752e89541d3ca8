"""What goes when customer research goes: every copy of its words in the events that are kept.

Citations of a comment that is no more are taken away; a clause of a draft that rested on nothing else becomes an
assumption. What was derived (labels of themes, reasons, follow-ups) goes where it holds a word, or five words in a
row, that only the removed research had. What the team wrote itself stays: answers, notes, saved versions, and the
statements of drafts, whose set gets a warning where a statement still holds such words.
"""

from collections.abc import Callable, Sequence
from typing import Any

from covision.domain.board import Cited, CurrentState, Finding
from covision.domain.critique import CritiqueAnswered, CritiqueDismissed
from covision.domain.draft import Clause, Draft, DraftSet
from covision.domain.events import (
    AskedFollowUp,
    CurrentStateSaved,
    DraftFound,
    DraftingEnded,
    Event,
    ResearchAdded,
    ResearchRemoved,
    ThemesFound,
    VersionSaved,
)
from covision.domain.interview import Trigger
from covision.domain.marks import Mark
from covision.domain.research import ResearchSource, Theme, ThemeSet, distinct
from covision.domain.rubric import CriterionScore, Scorecard, Summary
from covision.steps.theming.build import customers, figures
from covision.steps.theming.months import months
from covision.steps.theming.tone import marks
from covision.stores import erasure_desk
from covision.stores.gone import Gone, Listener, Measure

_BY_CITATIONS = "fits_customers"
_ASKED = {
    "en": "This question quoted customer research that was removed.",
    "pt": "Esta pergunta citava comentários de clientes que foram retirados.",
}
_STILL = {
    "en": "Customer research was removed. These drafts still use words that only it had: {ids}.",
    "pt": "Foram retirados comentários de clientes. Estas propostas ainda usam palavras que só eles tinham: {ids}.",
}


def clean(events: Sequence[Event], gone: Gone) -> list[Event]:
    """The events without the words of research that is gone; those that hold none come back as they are."""
    listener = Listener(left=gone.left)
    for event in events:
        _clean(event, listener)
    gone.learn(listener.heard)
    return [_clean(event, gone) for event in events]


def without_citations(event: Event, ids: frozenset[str], left: Sequence[ResearchSource]) -> Event:
    """The event without citations of comments with these ids, where it has any to lose; `left` is what stays."""
    cites = DraftFound | DraftingEnded | ThemesFound | CurrentStateSaved | CritiqueAnswered | CritiqueDismissed
    if not ids or not isinstance(event, cites):
        return event
    return _clean(event, Listener(left=left, ids=ids, kept={one.id: one for one in distinct(left)}))


def _clean(event: Event, gone: Measure) -> Event:
    change = _RULES.get(event.type)
    return change(event, gone) if change else event


def _added(event: ResearchAdded, gone: Measure) -> ResearchAdded:
    source = event.source
    if any(source is other or source == other for other in gone.left):
        return event
    # A source that was removed or replaced leaves how much it was, nothing else.
    husk = ResearchSource(
        name=gone.husks.get(source.name, source.name),
        kind=source.kind,
        format=source.format,
        rows=source.rows,
        read=source.read,
        folded=source.folded,
    )
    return ResearchAdded(source=husk)


def _removed(event: ResearchRemoved, gone: Measure) -> ResearchRemoved:
    return ResearchRemoved(name=gone.husks.get(event.name, event.name))


def _themes_found(event: ThemesFound, gone: Measure) -> ThemesFound:
    found = [(theme, _theme(theme, gone)) for theme in event.themes.themes]
    change: dict[str, Any] = {
        "themes": tuple(theme for _, theme in found if theme is not None),
        "unthemed": tuple(id for id in event.themes.unthemed if id not in gone.ids),
        "notes": tuple(note for note in event.themes.notes if not gone.tells(note)),
    }
    themes: ThemeSet = event.themes.model_copy(update=change)
    lost = len(themes.unthemed) < len(event.themes.unthemed) or any(
        now is None or now.snippets != theme.snippets or not gone.husks.keys().isdisjoint(theme.sources)
        for theme, now in found
    )
    if themes == event.themes and not lost:
        return event
    # Research that is put back has its old digest again; these themes are no longer all of it.
    return ThemesFound(themes=(_counted(themes, gone) if lost else themes).model_copy(update={"digest": ""}))


def _counted(themes: ThemeSet, gone: Measure) -> ThemeSet:
    """The set with all its figures of those who are left, counted as when they were found."""
    ids = dict.fromkeys((*(id for theme in themes.themes for id in theme.snippets), *themes.unthemed))
    left = [gone.kept[id] for id in ids if id in gone.kept]
    whole, when = customers(left), dict(zip((one.id for one in left), months(left), strict=True))
    rated = dict(zip((one.id for one in left), marks(left), strict=True))
    members = ([gone.kept[id] for id in theme.snippets if id in gone.kept] for theme in themes.themes)
    recounted = [
        theme.model_copy(update=figures(held, whole, when, rated))
        for theme, held in zip(themes.themes, members, strict=True)
    ]
    return themes.model_copy(update={"themes": tuple(recounted), "of": whole})


def _theme(theme: Theme, gone: Measure) -> Theme | None:
    """A theme without those who are gone; None where nobody is left."""
    members = tuple(id for id in theme.snippets if id not in gone.ids)
    if theme.snippets and not members:
        return None
    phrases = tuple(phrase for phrase in theme.phrases if not gone.tells(phrase))
    change: dict[str, Any] = {
        "snippets": members,
        "phrases": phrases,
        "label": theme.label if not gone.tells(theme.label) else (phrases[0] if phrases else "…"),
        "summary": theme.summary if not gone.tells(theme.summary) else "",
        "quotes": tuple(
            quote.model_copy(update={"place": _place(quote.snippet, quote.place, gone)})
            for quote in theme.quotes
            if quote.snippet not in gone.ids
        ),
    }
    return theme.model_copy(update=change)


def _place(id: str, place: str, gone: Measure) -> str:
    """Where a comment stands; words that two sources had alike may have been found in the one that is gone."""
    return gone.kept[id].place if gone.husks and id in gone.kept else place


def _current_saved(event: CurrentStateSaved, gone: Measure) -> CurrentStateSaved:
    found = [_finding(finding, gone) for finding in event.current.findings]
    kept = tuple(finding for finding in found if finding is not None)
    return CurrentStateSaved(current=CurrentState(findings=kept, dismissed=event.current.dismissed))


def _finding(finding: Finding, gone: Measure) -> Finding | None:
    evidence = tuple(
        cited.model_copy(update={"source": _place(cited.ref, cited.source, gone)}) if _comment(cited) else cited
        for cited in finding.evidence
        if not (_comment(cited) and cited.ref in gone.ids)
    )
    tells = gone.tells(finding.text)
    if finding.author == "evidence" and (tells or (finding.evidence and not evidence)):
        return None
    return finding.model_copy(update={"evidence": evidence})


def _comment(cited: Cited) -> bool:
    return cited.kind == "snippet"


def _asked(event: AskedFollowUp, gone: Measure) -> AskedFollowUp:
    asked = event.follow_up
    trigger = asked.trigger
    quoted = [trigger.other or "", trigger.span.text if trigger.span else ""]
    # Each is asked about, so that the listener hears them all.
    tells = [gone.tells(text) for text in (asked.text, *quoted)]
    if not any(tells) and trigger.other not in gone.ids:
        return event
    bare = Trigger(id=trigger.id, question=trigger.question, rung=trigger.rung)
    text = _ASKED.get(gone.language, _ASKED["en"])
    return event.model_copy(update={"follow_up": asked.model_copy(update={"trigger": bare, "text": text})})


def _draft_found(event: DraftFound, gone: Measure) -> DraftFound:
    evidence = {
        id: {**entry, "source": _place(id, entry["source"], gone)} if "source" in entry else entry
        for id, entry in event.evidence.items()
        if id not in gone.ids
    }
    return event.model_copy(update={"draft": _draft(event.draft, gone), "evidence": evidence})


def _drafting_ended(event: DraftingEnded, gone: Measure) -> DraftingEnded:
    reason = event.reason if not gone.tells(event.reason) else ""
    drafts = _draft_set(event.drafts, gone) if event.drafts is not None else None
    return event.model_copy(update={"reason": reason, "drafts": drafts})


def _draft_set(found: DraftSet, gone: Measure) -> DraftSet:
    warnings = [text for text in found.warnings if not gone.tells(text)]
    still = [draft.id for draft in found.drafts if gone.tells(draft.statement)]
    if still:
        warnings.append(_STILL.get(gone.language, _STILL["en"]).format(ids=", ".join(still)))
    project = dict(found.project)
    if isinstance(project.get("research"), list):
        project["research"] = [name for name in project["research"] if name not in gone.husks]
    change: dict[str, Any] = {
        "project": project,
        "evidence": {
            id: entry.model_copy(update={"source": _place(id, entry.source, gone)})
            for id, entry in found.evidence.items()
            if id not in gone.ids
        },
        "drafts": tuple(_draft(draft, gone) for draft in found.drafts),
        "assumptions": tuple(text for text in found.assumptions if not gone.tells(text)),
        "warnings": tuple(dict.fromkeys(warnings)),
    }
    return found.model_copy(update=change)


def _draft(draft: Draft, gone: Measure) -> Draft:
    clauses = tuple(_clause(clause, gone) for clause in draft.clauses)
    lost = clauses != draft.clauses
    said = {name: getattr(draft, name) for name in ("feel", "think", "do", "rationale")}
    change: dict[str, Any] = {name: "" if gone.tells(text) else text for name, text in said.items()}
    change["clauses"] = clauses
    if draft.scorecard is not None:
        change["scorecard"] = _scorecard(draft.scorecard, gone, lost)
    return draft.model_copy(update=change)


def _clause(clause: Clause, gone: Measure) -> Clause:
    evidence = tuple(id for id in clause.evidence if id not in gone.ids)
    alone = bool(clause.evidence) and not evidence
    return clause.model_copy(update={"evidence": evidence, "assumption": clause.assumption or alone})


def _scorecard(card: Scorecard, gone: Measure, lost: bool = False) -> Scorecard:
    """Reasons that quote are blanked; what counted citations that are gone, and their sum, is a score no more."""
    found: list[CriterionScore] = []
    summary = card.summary
    for one in card.criteria:
        change = {name: "" for name in ("reason", "question") if gone.tells(getattr(one, name))}
        if lost and one.key == _BY_CITATIONS and one.status == "scored":
            one = one.model_copy(update={"status": "unscored", "value": None, "span": None, "reason": ""})
            summary = Summary(covered=max(0, summary.covered - 1), of=summary.of)
        found.append(one.model_copy(update=change))
    return card.model_copy(update={"criteria": tuple(found), "summary": summary})


def _version_saved(event: VersionSaved, gone: Measure) -> VersionSaved:
    card = _scorecard(event.scorecard, gone) if event.scorecard is not None else None
    marks = tuple(_mark(one, gone) for one in event.marks) if event.marks is not None else None
    return event.model_copy(update={"scorecard": card, "marks": marks})


def _mark(mark: Mark, gone: Measure) -> Mark:
    """Words of a customer stay a customer's; which one is forgotten."""
    if mark.origin.kind != "customer" or mark.origin.who not in gone.ids:
        return mark
    return mark.model_copy(update={"origin": mark.origin.model_copy(update={"who": ""})})


_RULES: dict[str, Callable[[Any, Measure], Event]] = {
    "research_added": _added,
    "research_removed": _removed,
    "themes_found": _themes_found,
    "current_state_saved": _current_saved,
    "asked_follow_up": _asked,
    "draft_found": _draft_found,
    "drafting_ended": _drafting_ended,
    "version_saved": _version_saved,
    **erasure_desk.RULES,
}
