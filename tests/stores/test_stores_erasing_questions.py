"""What the critic asked in customers' words, and suggestions made of them, go when the research goes."""

from collections.abc import Callable

from erasure_data import A1, A, fill, holding

from covision.domain.base import Span
from covision.domain.board import Cited
from covision.domain.critique import Critique, CritiqueAnswered, CritiqueDismissed
from covision.domain.events import ResearchRemoved
from covision.domain.rewriting import RewriteAsked, RewriteEnded, RewriteStarted, Suggestion
from covision.stores.opening import Stores

CITED = Cited(ref="a1", kind="snippet", text=A1, source="a1", end=len(A1))
ASKED = Critique(
    id="board-1", source="board", question="A customer says zzcommentone. Who answers?", why="zzcommentone is said",
    evidence=(CITED,),
)  # fmt: skip
SPAN = Span(start=0, end=2, text="We")


def test_questions_and_suggestions_lose_what_only_removed_research_said(
    open_here: Callable[..., Stores], settings: object
) -> None:
    stores = open_here(shared=False)
    fill(stores)
    other = ASKED.model_copy(update={"id": "board-2"})
    made = (
        Suggestion(id="s1", text="zzcommentone waits", author="model:m", evidence=("a1",)),
        Suggestion(id="s2", text="warm bread", author="rules", evidence=("a1", "a.owner.1.1")),
    )
    events = [
        CritiqueAnswered(critique=ASKED, text="We answer them.", author="owner"),
        CritiqueDismissed(critique=other, author="owner"),
        RewriteStarted(run="r", asked=RewriteAsked(version=1, span=SPAN), model="m"),
        RewriteEnded(run="r", outcome="done", suggestions=made),
    ]
    stores.projects.append("p1", events)

    state = stores.projects.append("p1", [ResearchRemoved(name=A.name)])

    answered, aside = state.critiques
    assert answered.text == "We answer them." and "was removed" in answered.critique.question
    assert answered.critique.why == "" and answered.critique.evidence == aside.critique.evidence == ()
    assert [(one.id, one.suggestion.evidence) for one in state.rewrites[0].suggestions] == [
        ("s2", ("a.owner.1.1",))
    ]
    # Who still works with what was erased brings no citation of it back.
    late = stores.projects.append("p1", [CritiqueDismissed(critique=ASKED, author="owner")])
    assert all(one.critique.evidence == () for one in late.critiques)
    assert holding(settings.home, b"zzcommentone waits") == []  # type: ignore[attr-defined]
