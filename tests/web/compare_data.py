"""A house with drafts, versions and words of their own in every place that could tell who wrote what."""

from typing import Any

from covision.domain.draft import Clause, Draft, DraftSet, Evidence, PromptRef, RunInfo
from covision.domain.events import DraftingEnded, DraftingStarted
from covision.domain.project import Organisation, Participant
from covision.faces.web.panels.compare import Compare
from covision.faces.web.presenters.looks import Looks, read

TEXTS = (
    "You leave feeling expected, and you can tell a neighbour why.",
    "You go home with bread that you are proud to put on the table.",
    "You are believed when something goes wrong, and you need not ask twice.",
)
TELLING = (
    "secret-model",
    "secret-angle",
    "secret-feel",
    "secret-reason",
    "secret-note",
    "secret-author",
    "secret-id",
)
"""What must not be seen where somebody reads blind."""


def drafts() -> DraftSet:
    made = []
    for n, text in enumerate(TEXTS, start=1):
        cut = text.find(",") if "," in text else len(text)
        clauses = (
            Clause(text=text[:cut], start=0, end=cut, kind="need", evidence=("a", "s") if n < 3 else ("a",)),
        )
        made.append(
            Draft(
                id=f"secret-id-{n}", angle=f"secret-angle {n}", statement=text, language="en", feel="secret-feel",
                think="secret-feel", do="secret-feel", rationale="secret-reason", clauses=clauses,
                origin="model:local/secret-model",
            )
        )  # fmt: skip
    evidence = {
        "a": Evidence(kind="answer", text="They were expected.", source="answers/owner/2", participant="owner"),
        "s": Evidence(kind="snippet", text="I was proud of it.", source="reviews row 3"),
    }
    run = RunInfo(
        model="local/secret-model", prompt=PromptRef(id="p", version="1", digest="0"), corpus_digest="0",
        rubric_version="1", seed=0,
    )  # fmt: skip
    return DraftSet(project={}, run=run, evidence=evidence, drafts=tuple(made))


def project(engine: Any, house: Any, count: int = 3) -> str:
    """Three scored drafts, the first of them chosen and edited once."""
    people = (Participant(id="owner", role="owner", answers={"2": "They were expected."}),)
    id: str = engine.create(Organisation(name="Bakery"), participants=people).id
    found = drafts()
    cards = house.score_many([(one.id, one.statement) for one in found.drafts])
    scored = tuple(
        one.model_copy(update={"scorecard": card}) for one, card in zip(found.drafts, cards, strict=True)
    )
    kept = found.model_copy(update={"drafts": scored[:count]})
    started = DraftingStarted(run="r", model="local/secret-model", seed=0, wanted=3)
    engine._store.append(id, [started, DraftingEnded(run="r", outcome="done", drafts=kept)])
    return id


def looks(screen: Compare, shown: dict[Any, Any]) -> Looks:
    """What the page would send next."""
    return read(shown[screen.looks])


def html(shown: dict[Any, Any]) -> str:
    """All that a click puts on the page."""
    return "\n".join(str(value) for value in shown.values())
