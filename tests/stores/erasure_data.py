"""A project whose research, themes, drafts and more hold words that can be looked for in every file."""

from collections.abc import Iterator
from pathlib import Path

from store_helpers import passage

from covision.domain.base import Span
from covision.domain.board import Cited, CurrentState, Finding
from covision.domain.draft import Clause, Draft, DraftSet, Evidence, PromptRef, RunInfo
from covision.domain.events import (
    Answered,
    AskedFollowUp,
    Created,
    CurrentStateSaved,
    DraftFound,
    DraftingEnded,
    DraftingStarted,
    ProjectState,
    ResearchAdded,
    ThemesFound,
    VersionSaved,
)
from covision.domain.interview import FollowUp, Trigger
from covision.domain.project import Organisation, Participant
from covision.domain.research import LeftOut, Quote, ResearchSource, Snippet, Theme, ThemeSet
from covision.domain.rubric import CriterionScore, Scorecard, Summary
from covision.stores.opening import Stores

ANSWER = "We owner-answer them and the bread is warm."
A1 = "The queue was zzcommentone and nobody told us why it took so long."
A2 = "They forgot my zzcommenttwo order."
B1 = "The bread was bbcomment and warm, we will come back."
SHARED = "A short wait, a friendly word."
PERSON = Participant(id="owner")


def snippet(id: str, text: str, file: str, row: int) -> Snippet:
    return Snippet(id=id, text=text, source=file, row=row)


A = ResearchSource(
    name="zzfile.csv",
    notes=("zznote",),
    text_column="zzcolumn",
    left_out=(LeftOut(why="zzwhy", rows="1", count=1),),
    snippets=(
        snippet("a1", A1, "zzfile.csv", 1),
        snippet("a2", A2, "zzfile.csv", 2),
        snippet("x", SHARED, "zzfile.csv", 3),
    ),
    rows=3,
    read=3,
)
B = ResearchSource(
    name="bbfile.csv", snippets=(snippet("b1", B1, "bbfile.csv", 1), snippet("x", SHARED, "bbfile.csv", 2))
)


def card(id: str, reason: str) -> Scorecard:
    return Scorecard(
        id=id,
        statement="s",
        summary=Summary(value=0.5, interval=(0.4, 0.6), covered=2, of=2),
        criteria=(
            CriterionScore(number=11, key="fits_customers", status="scored", value=0.8, reason="two comments"),
            CriterionScore(number=1, key="other", status="scored", value=0.3, reason=reason),
        ),
    )


def draft(id: str, statement: str, evidence: tuple[str, ...], **more: str) -> Draft:
    clause = Clause(text=statement, start=0, end=len(statement), kind="need", evidence=evidence)
    return Draft(
        id=id, angle="arc", statement=statement, language="en", clauses=(clause,), scorecard=card(id, more.pop("why", "")), **more
    )  # fmt: skip


def evidence(id: str, text: str, place: str) -> Evidence:
    return Evidence(kind="snippet", text=text, source=place, start=0, end=len(text))


def found_themes() -> ThemeSet:
    themes = (
        Theme(
            id="t1", label="zzcommentone queue", summary="They speak of zzcommenttwo", phrases=("zzcommentone queue", "warm bread"),
            snippets=("a1", "b1", "x"), count=3, sources={"zzfile.csv": 1, "bbfile.csv": 1}, ratings={"1": 2},
            quotes=(
                Quote(snippet="a1", text=A1[:40], start=0, end=40, place="zzfile.csv row 1"),
                Quote(snippet="b1", text=B1, start=0, end=len(B1), place="bbfile.csv row 1"),
                Quote(snippet="x", text=SHARED, start=0, end=len(SHARED), place="zzfile.csv row 3"),
            ),
        ),
        Theme(id="t2", label="forgot order", snippets=("a2",), count=1),
        Theme(id="t3", label="bbcomment bread", phrases=("bbcomment bread",), snippets=("b1",), count=1),
    )  # fmt: skip
    return ThemeSet(themes=themes, unthemed=("a2", "b1"), of=4, notes=("zzcommenttwo stands alone",))


def events() -> list:
    drafts = (
        draft(
            "d1", "Nobody waits.", ("a1",), rationale="Because of zzcommentone people.", why="quotes zzcommentone"
        ),
        draft("d2", "Bread is warm.", ("b1", "a2"), rationale="The bread was bbcomment.", feel="warm"),
        draft("d3", "Each zzcommenttwo order comes.", ("x", "a.owner.1.1"), rationale="nobody told us why it took"),
    )
    held = {
        "a1": evidence("a1", A1, "zzfile.csv row 1"),
        "a2": evidence("a2", A2, "zzfile.csv row 2"),
        "b1": evidence("b1", B1, "bbfile.csv row 1"),
        "x": evidence("x", SHARED, "zzfile.csv row 3"),
        "a.owner.1.1": Evidence(kind="answer", text=ANSWER, source="answers/owner/1", participant="owner"),
    }
    info = RunInfo(
        model="m", prompt=PromptRef(id="p", version="1", digest="d"), corpus_digest="c", rubric_version="1", seed=1
    )
    whole = DraftSet(
        project={"research": ["zzfile.csv", "bbfile.csv"]}, run=info, evidence=held, drafts=drafts,
        warnings=("few", "zzcommentone was cut"),
    )  # fmt: skip
    cited = (
        Cited(ref="a1", kind="snippet", text=A1, source="zzfile.csv row 1"),
        Cited(ref="b1", kind="snippet", text=B1, source="bbfile.csv row 1"),
    )
    current = CurrentState(
        findings=(
            Finding(id="f1", quadrant="weakness", text="Long queue", evidence=cited[:1]),
            Finding(id="f2", quadrant="strength", text="Bread", evidence=cited),
            Finding(id="f3", quadrant="threat", text="The owner's own line", evidence=cited[:1], author="owner"),
        )
    )
    asked = FollowUp(
        trigger=Trigger(
            id="unclaimed_research", question="2", span=Span(start=4, end=22, text=A1[4:22]), other="a1"
        ),
        text=f'A customer wrote "{A1}". What is true of it?',
    )
    plain = FollowUp(trigger=Trigger(id="thin", question="3"), text="Which one?")
    return [
        Answered(participant="owner", question="1", text=ANSWER),
        ResearchAdded(source=A),
        ResearchAdded(source=B),
        AskedFollowUp(participant="owner", follow_up=asked),
        AskedFollowUp(participant="owner", follow_up=plain),
        ThemesFound(themes=found_themes()),
        CurrentStateSaved(current=current),
        DraftingStarted(run="r", model="m", seed=1),
        *(DraftFound(run="r", draft=one, evidence={k: v.model_dump(mode="json") for k, v in held.items()}) for one in drafts),
        DraftingEnded(run="r", outcome="done", reason="", drafts=whole),
        VersionSaved(version=1, statement="Bread is warm.", author="owner", scorecard=card("v1", "zzcommentone again")),
    ]  # fmt: skip


def everywhere(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in folder.rglob("*"):
        if path.is_file():
            yield str(path.relative_to(folder)), path.read_bytes().lower()


def holding(folder: Path, needle: bytes) -> list[str]:
    return [name for name, content in everywhere(folder) if needle.lower() in content]


def fill(stores: Stores) -> ProjectState:
    stores.projects.create("p1", Created(organisation=Organisation(name="Bakery"), participants=(PERSON,)))
    state = stores.projects.append("p1", events())
    texts = {one.id: one.text for source in state.research for one in source.snippets}
    stores.searcher.put(
        [passage(text, id) for id, text in texts.items()] + [passage(ANSWER, "a.owner.1.1", kind="answer")]
    )
    stores.searcher.search("queue", workspaces=["p1"])
    stores.searcher.settle()
    assert stores.replies is not None
    stores.replies.put("k", f'"{A1}"')
    return state
