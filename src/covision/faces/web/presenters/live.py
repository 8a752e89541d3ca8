"""What the browser is told of the words in the box: which version they were, and what to say of unsaved ones."""

from covision.domain.events import ProjectState
from covision.faces.web.presenters.markup import Markup, h
from covision.faces.web.words import Words

_SAID = ("here", "undo", "gone", "again", "older", "forget")


def state_of(state: ProjectState, nonce: int, words: Words) -> Markup:
    """The line about unsaved words, empty until the browser has some. `nonce` differs at every filling."""
    newest = state.versions[-1] if state.versions else None
    said = {f"data_{key}": words(f"live.{key}") for key in _SAID}
    return h(
        "div",
        h("p", cls="unsaved aside", role="status", hidden=True),
        data_desk=True,
        data_project=state.id,
        data_seen=newest.version if newest else 0,
        data_saved=newest.statement if newest else "",
        data_nonce=nonce,
        **said,
    )
