"""What the events of rewriting do to a project's state."""

from typing import TYPE_CHECKING, Any

from covision.domain.rewriting import (
    Decision,
    Rewrite,
    RewriteEnded,
    RewriteStarted,
    SuggestionAccepted,
    SuggestionRejected,
    SuggestionReopened,
    Tracked,
)

if TYPE_CHECKING:
    from covision.domain.events import ProjectState, Stored


def started(state: "ProjectState", stored: "Stored") -> dict[str, Any]:
    """A rewrite more; one that never ended stays on record as interrupted."""
    event = stored.event
    assert isinstance(event, RewriteStarted)
    if any(one.run == event.run for one in state.rewrites):
        return {}
    made = Rewrite(run=event.run, asked=event.asked, model=event.model, seed=event.seed)
    return {"rewrites": (*state.rewrites, made)}


def ended(state: "ProjectState", stored: "Stored") -> dict[str, Any]:
    """Its suggestions, open. An id that is known already is never another suggestion's."""
    event = stored.event
    assert isinstance(event, RewriteEnded)
    known = {item.id for one in state.rewrites for item in one.suggestions}
    fresh = [one for one in event.suggestions if one.id not in known]
    unique = {one.id: Tracked(suggestion=one) for one in fresh}
    told = event.model_dump(include={"reason", "offered", "refused", "folded", "cost", "seconds"})
    change = {**told, "status": event.outcome, "usage": event.usage, "suggestions": tuple(unique.values())}
    return {
        "rewrites": tuple(
            one.model_copy(update=change) if one.run == event.run and one.status == "running" else one
            for one in state.rewrites
        )
    }


def accepted(state: "ProjectState", stored: "Stored") -> dict[str, Any]:
    """The suggestion accepted, with the version it made."""
    event = stored.event
    assert isinstance(event, SuggestionAccepted)
    return _decided(state, event.suggestion, "accepted", event.by, event.version)


def rejected(state: "ProjectState", stored: "Stored") -> dict[str, Any]:
    """The suggestion rejected."""
    event = stored.event
    assert isinstance(event, SuggestionRejected)
    return _decided(state, event.suggestion, "rejected", event.by)


def reopened(state: "ProjectState", stored: "Stored") -> dict[str, Any]:
    """The suggestion open again."""
    event = stored.event
    assert isinstance(event, SuggestionReopened)
    return _decided(state, event.suggestion, "open")


def _decided(
    state: "ProjectState", id: str, decision: Decision, by: str = "", version: int | None = None
) -> dict[str, Any]:
    change = {"decision": decision, "by": by, "version": version}
    return {
        "rewrites": tuple(
            one.model_copy(
                update={
                    "suggestions": tuple(
                        item.model_copy(update=change) if item.id == id else item for item in one.suggestions
                    )
                }
            )
            for one in state.rewrites
        )
    }


CHANGES = {
    "rewrite_started": started,
    "rewrite_ended": ended,
    "suggestion_accepted": accepted,
    "suggestion_rejected": rejected,
    "suggestion_reopened": reopened,
}
