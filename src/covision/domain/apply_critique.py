"""What the critic's events do to a project's state."""

from typing import TYPE_CHECKING, Any

from covision.domain.critique import CritiqueAnswered, CritiqueDismissed, CritiqueReopened, Handled

if TYPE_CHECKING:
    from covision.domain.events import ProjectState, Stored


def answered(state: "ProjectState", stored: "Stored") -> dict[str, Any]:
    """The question with its answer; the newest holds."""
    event = stored.event
    assert isinstance(event, CritiqueAnswered)
    made = Handled(critique=event.critique, outcome="answered", text=event.text, author=event.author, at=stored.at)
    return {"critiques": (*_without(state, event.critique.id), made)}


def dismissed(state: "ProjectState", stored: "Stored") -> dict[str, Any]:
    """The question put aside."""
    event = stored.event
    assert isinstance(event, CritiqueDismissed)
    made = Handled(critique=event.critique, outcome="dismissed", author=event.author, at=stored.at)
    return {"critiques": (*_without(state, event.critique.id), made)}


def reopened(state: "ProjectState", stored: "Stored") -> dict[str, Any]:
    """The question open again."""
    event = stored.event
    assert isinstance(event, CritiqueReopened)
    return {"critiques": _without(state, event.critique)}


def _without(state: "ProjectState", id: str) -> tuple[Handled, ...]:
    return tuple(one for one in state.critiques if one.critique.id != id)


CHANGES = {"critique_answered": answered, "critique_dismissed": dismissed, "critique_reopened": reopened}
