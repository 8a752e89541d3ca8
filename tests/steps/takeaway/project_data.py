"""A project with a chosen draft and two versions, and texts that would run if anything let them."""

from datetime import date

from covision.domain.adopting import Adoption
from covision.domain.draft import Clause, Draft, DraftSet, Evidence, PromptRef, RunInfo, Usage
from covision.domain.events import Drafting, ProjectState, Version
from covision.domain.project import Organisation, Participant
from covision.domain.research import ResearchSource
from covision.domain.rubric import CriterionScore, Scorecard, Summary

ATTACKS = (
    "<script>alert(1)</script>",
    "<img src=http://evil.example/x onerror=alert(2)>",
    "![x](http://evil.example/?d=1)",
    "[click](javascript:alert(9))",
    "</style><style>*{background:url(https://evil.example/y)}",
    "{ INCLUDEPICTURE http://evil.example }",
    "=HYPERLINK(\"http://evil.example\")",
    "DDEAUTO c:\\\\windows\\\\cmd.exe",
    "]]><w:hyperlink r:id='x'/>",
    "#import \"@preview/x:0.1.0\"",
    "{{7*7}} ${7*7} {0.__class__}",
    "\u202eevil\x00\x1b[31m",
)  # fmt: skip

WAYS = (
    "{}", "\"{}\"", "'{}'", "a\n{}", "\n\n{}", "\t{}", "={}", "+{}", "@{}", "-{}", "> {}", "# {}", "`{}`", "<b>{}</b>",
)  # fmt: skip
PAYLOADS = tuple(way.format(attack) for attack in ATTACKS for way in WAYS)
"""Each attack in each way of standing in a text: quoted, on a line of its own, after the sign of a formula."""


def project(
    statement: str = "You leave known and fed.",
    quote: str = "They knew my name",
    name: str = "Harbour Street Bakery",
    language: str = "en",
    terms: str = "",
) -> ProjectState:
    """`terms` is put wherever somebody writes freely."""
    head = f"{statement} With bread I am proud of."
    clauses = (
        Clause(text=statement, start=0, end=len(statement), kind="need", evidence=("s-1",)),
        Clause(
            text="With bread I am proud of.",
            start=len(statement) + 1,
            end=len(head),
            kind="need",
            evidence=("a-2",),
        ),
    )
    card = Scorecard(
        id="c", statement=head, summary=Summary(value=0.6, covered=1, of=19),
        criteria=(
            CriterionScore(number=1, key="customer_result", status="scored", value=0.8,
                           reason=f"It says in what state they leave. {terms}", question="Who else?"),
        ),
    )  # fmt: skip
    draft = Draft(
        id="d1", angle=terms or "being known", statement=head, language=language, feel="Cared for",
        think=terms or "They see me", do="Come back", rationale="It gives up speed.", clauses=clauses, scorecard=card,
        origin="model:local/one",
    )  # fmt: skip
    evidence = {
        "s-1": Evidence(kind="snippet", text=quote, source=f"reviews.csv row 4{terms}", end=len(quote)),
        "a-2": Evidence(
            kind="answer", text="Bread I am proud of", source="answers/owner/2", participant="owner", end=19
        ),
    }
    run = RunInfo(
        model="local/one", prompt=PromptRef(id="draft/write", version="3", digest="beef"), corpus_digest="c0de",
        rubric_version="1", seed=7, usage=Usage(input_tokens=10, output_tokens=5, calls=2), seconds=1.5,
    )  # fmt: skip
    drafts = DraftSet(project={"organisation": {"name": name}}, run=run, evidence=evidence, drafts=(draft,))
    return ProjectState(
        id="p", created_at="2026-05-01T10:00:00.000Z", changed_at="2026-05-03T10:00:00.000Z",
        organisation=Organisation(name=name, language=language), interview_language=language,
        participants=(Participant(id="owner", role=f"Owner{terms}", answers={"2": "Bread I am proud of"}),),
        research=(ResearchSource(name=f"reviews.csv{terms}", rows=4, read=4),),
        drafting=Drafting(run="r", model="local/one", seed=7, wanted=1, status="done"),
        drafts=(draft,), evidence={id: one.model_dump(mode="json") for id, one in evidence.items()},
        draft_set=drafts, chosen="d1",
        versions=(
            Version(version=1, statement=head, author="model:local/one", at="2026-05-01T11:00:00.000Z"),
            Version(version=2, statement=statement, author="owner", note=terms or "shorter", base=1,
                    at="2026-05-02T11:00:00.000Z"),
        ),
    )  # fmt: skip


def adopted(state: ProjectState, review: date = date(2027, 5, 1)) -> ProjectState:
    """The project with its newest version adopted."""
    newest = state.versions[-1]
    terms = "" if newest.note == "shorter" else newest.note
    adoption = Adoption(
        number=1, version=newest.version, statement=newest.statement, owner=f"Ana Sousa{terms}", review=review,
        given_up=f"Being the fastest.{terms}", why=f"They told us so.{terms}", at="2026-05-02T12:00:00.000Z",
    )  # fmt: skip
    return state.model_copy(update={"adoptions": (adoption,)})
