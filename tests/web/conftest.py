"""A project in which every text is hostile."""

from datetime import date

import pytest
from payloads import ALL

from covision.domain.adopting import Adoption
from covision.domain.base import Span
from covision.domain.draft import Clause, Draft, DraftSet, Evidence, PromptRef, RunInfo
from covision.domain.events import Drafting, ProjectState, Version
from covision.domain.interview import FollowUp, Trigger
from covision.domain.project import Organisation, Participant
from covision.domain.research import ResearchSource, Snippet
from covision.domain.rubric import CriterionScore, Scorecard, Summary


def scorecard(statement: str) -> Scorecard:
    scored = CriterionScore(
        number=1, key="customer_result", status="scored", value=0.9, trust=0.5, reason=ALL, question=ALL,
        span=Span(start=0, end=3, text=statement[:3]),
    )  # fmt: skip
    weak = CriterionScore(number=3, key=ALL, status="scored", value=0.1, trust=0.2, reason=ALL, question=ALL)
    open_one = CriterionScore(number=2, key="feel_think_do", status="unscored", reason=ALL)
    return Scorecard(
        id="c", statement=statement, summary=Summary(value=0.5, covered=2, of=3), criteria=(scored, weak, open_one)
    )


def hostile_draft(number: int) -> Draft:
    half = len(ALL) // 2
    return Draft(
        id=f"d{number}", angle=ALL, statement=ALL, language="en", feel=ALL, think=ALL, do=ALL, rationale=ALL,
        clauses=(
            Clause(text=ALL[:half], start=0, end=half, kind="need", evidence=("a", "s")),
            Clause(text=ALL[half:], start=half, end=len(ALL), kind="fact", assumption=True),
        ),
        scorecard=scorecard(ALL),
        origin=("own", f"model:{ALL}", "owner")[number % 3],
    )  # fmt: skip


@pytest.fixture
def hostile() -> ProjectState:
    evidence = {
        "a": Evidence(kind="answer", text=ALL, source="answers/owner/9", participant="owner"),
        "s": Evidence(kind="snippet", text=ALL, source=ALL),
    }
    trigger = Trigger(id="adjective", question="2", span=Span(start=0, end=8, text=ALL[:8]))
    run = RunInfo(
        model=ALL, prompt=PromptRef(id="p", version="1", digest="0"), corpus_digest="0", rubric_version="1", seed=0
    )
    drafts = tuple(hostile_draft(number) for number in range(3))
    snippet = Snippet(id="s", text=ALL, source=ALL, row=1, date=ALL, rating=ALL, origin=ALL, copies=2)
    source = ResearchSource(name=ALL, rows=3, read=1, folded=1, skipped={ALL: 1}, notes=(ALL,), snippets=(snippet,))
    return ProjectState(
        id="abc123", revision=9, created_at="2026-05-01T10:00:00.000Z", changed_at="2026-05-01T10:00:00.000Z",
        organisation=Organisation(name=ALL[:200], sector=ALL, size=ALL),
        participants=(Participant(id="owner", role=ALL, answers={"2": ALL, "3": None, "9": ALL}),),
        pending=(("owner", FollowUp(trigger=trigger, text=ALL, worded_by=ALL)),),
        research=(source,),
        drafting=Drafting(run="r", model=ALL, seed=0, wanted=3, status="failed", reason=ALL),
        drafts=drafts,
        evidence={key: item.model_dump(mode="json") for key, item in evidence.items()},
        draft_set=DraftSet(
            project={}, run=run, evidence=evidence, drafts=drafts, assumptions=(ALL,), warnings=(ALL,)
        ),
        chosen="d1",
        versions=(
            Version(version=1, statement=ALL, author=f"model:{ALL}", note=ALL, at="2026-05-01T10:00:00.000Z"),
            Version(version=2, statement=ALL[::-1], author=ALL, note=ALL, base=1, scorecard=scorecard(ALL)),
        ),
        adoptions=(
            Adoption(
                number=1, version=1, statement=ALL, owner=ALL, review=date(2027, 5, 1), given_up=ALL, why=ALL,
                at="2026-05-02T10:00:00.000Z",
            ),
        ),
    )  # fmt: skip
