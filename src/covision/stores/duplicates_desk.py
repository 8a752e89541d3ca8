"""Which events of the critic and of rewriting say again what already holds: a double click leaves one."""

from collections.abc import Callable
from typing import Any

from covision.domain.critique import CritiqueAnswered, CritiqueDismissed, CritiqueReopened, Handled
from covision.domain.events import ProjectState
from covision.domain.rewriting import (
    RewriteEnded,
    RewriteStarted,
    SuggestionAccepted,
    SuggestionRejected,
    SuggestionReopened,
    Tracked,
)


def _handled(state: ProjectState, id: str) -> Handled | None:
    return next((one for one in state.critiques if one.critique.id == id), None)


def _answered(state: ProjectState, event: CritiqueAnswered, _: object) -> bool:
    held = _handled(state, event.critique.id)
    return held is not None and (held.outcome, held.text, held.author) == ("answered", event.text, event.author)


def _dismissed(state: ProjectState, event: CritiqueDismissed, _: object) -> bool:
    held = _handled(state, event.critique.id)
    return held is not None and held.outcome == "dismissed"


def _critique_reopened(state: ProjectState, event: CritiqueReopened, _: object) -> bool:
    return _handled(state, event.critique) is None


def _started(state: ProjectState, event: RewriteStarted, _: object) -> bool:
    return any(one.run == event.run for one in state.rewrites)


def _ended(state: ProjectState, event: RewriteEnded, _: object) -> bool:
    return all(one.run != event.run or one.status != "running" for one in state.rewrites)


def _tracked(state: ProjectState, id: str) -> Tracked | None:
    return next((item for one in state.rewrites for item in one.suggestions if item.id == id), None)


def _accepted(state: ProjectState, event: SuggestionAccepted, _: object) -> bool:
    held = _tracked(state, event.suggestion)
    return held is None or held.decision == "accepted"


def _rejected(state: ProjectState, event: SuggestionRejected, _: object) -> bool:
    held = _tracked(state, event.suggestion)
    return held is None or held.decision == "rejected"


def _reopened(state: ProjectState, event: SuggestionReopened, _: object) -> bool:
    held = _tracked(state, event.suggestion)
    return held is None or held.decision == "open"


RULES: dict[str, Callable[[ProjectState, Any, Any], bool]] = {
    "critique_answered": _answered,
    "critique_dismissed": _dismissed,
    "critique_reopened": _critique_reopened,
    "rewrite_started": _started,
    "rewrite_ended": _ended,
    "suggestion_accepted": _accepted,
    "suggestion_rejected": _rejected,
    "suggestion_reopened": _reopened,
}
