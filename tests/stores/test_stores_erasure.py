"""Removing research erases its words from every file; the rest of the project stays as it was."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import Connection
from store_helpers import TinyEmbedder, passage

from covision.domain.apply import apply
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
    ResearchRemoved,
    ThemesFound,
    VersionSaved,
)
from covision.domain.interview import FollowUp, Trigger
from covision.domain.project import Organisation, Participant
from covision.domain.research import LeftOut, Quote, ResearchSource, Snippet, Theme, ThemeSet
from covision.domain.rubric import CriterionScore, Scorecard, Summary
from covision.errors import IndexUnavailable, StorageError
from covision.stores import schema
from covision.stores.cache import VectorCache
from covision.stores.index_chroma import ChromaIndex
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


@pytest.mark.parametrize("index", ["numpy", "chroma"])
def test_no_byte_of_removed_research_is_left(
    open_here: Callable[..., Stores], settings: object, embedder: TinyEmbedder, index: str
) -> None:
    stores = open_here(shared=True, index=index)
    fill(stores)
    assert stores.database.file is not None
    copy = schema.backup(stores.database.file, "before")
    vector = embedder.embed([A1])
    vector = (vector / np.linalg.norm(vector)).astype("<f4").tobytes()
    for needle in (b"zzfile", b"zzcommentone", b"zzcommenttwo", b"zznote", b"zzcolumn", b"zzwhy", vector):
        assert len(holding(settings.home, needle)) >= 2, "the canary was never there"

    state = stores.projects.append("p1", [ResearchRemoved(name=A.name)])

    for needle in (b"zzfile", b"zzcommentone", b"zznote", b"zzcolumn", b"zzwhy", A2[:12].encode(), vector):
        assert holding(settings.home, needle) == [], needle
    # A statement of a draft stays: the warning says which words are in it.
    assert holding(settings.home, b"zzcommenttwo") == ["data/covision.sqlite"]
    assert holding(settings.home, b"bbcomment") and holding(settings.home, b"owner-answer")
    assert schema.is_whole(copy)
    stores.searcher.settle()
    hits = {hit.passage.id: hit for hit in stores.searcher.search("the queue and the bread", workspaces=["p1"])}
    assert set(hits) == {"b1", "x", "a.owner.1.1"}
    assert all(hit.dense is not None for hit in hits.values())
    assert all(report.level for report in stores.searcher.report())
    stores.close()
    assert holding(settings.home, b"zzcommentone") == []
    again = open_here(shared=True, index=index)
    assert again.projects.load("p1") == state


def test_what_rested_on_removed_research_says_so(open_here: Callable[..., Stores]) -> None:
    stores = open_here(shared=False)
    fill(stores)
    state = stores.projects.append("p1", [ResearchRemoved(name=A.name)])

    assert [source.name for source in state.research] == ["bbfile.csv"]
    assert state.themes is not None and state.current is not None and state.draft_set is not None
    one, three = state.themes.themes
    assert (one.id, one.label, one.summary, one.phrases) == ("t1", "warm bread", "", ("warm bread",))
    assert (one.snippets, one.count, one.sources, one.ratings) == (("b1", "x"), 2, {"bbfile.csv": 2}, {})
    assert (one.share, three.count, three.share, state.themes.of) == (1.0, 1, 0.5, 2)
    assert [(quote.snippet, quote.place) for quote in one.quotes] == [
        ("b1", "bbfile.csv row 1"),
        ("x", "bbfile.csv row 2"),
    ]
    assert three.label == "bbcomment bread"
    assert (state.themes.unthemed, state.themes.notes) == (("b1",), ())

    assert [(one.id, len(one.evidence)) for one in state.current.findings] == [("f2", 1), ("f3", 0)]

    first, second, third = state.drafts
    assert (first.clauses[0].evidence, first.clauses[0].assumption) == ((), True)
    assert (second.clauses[0].evidence, second.clauses[0].assumption) == (("b1",), False)
    assert (third.clauses[0].evidence, third.clauses[0].assumption) == (("x", "a.owner.1.1"), False)
    assert (first.rationale, second.rationale, second.feel, third.rationale) == (
        "",
        "The bread was bbcomment.",
        "warm",
        "",
    )
    assert third.statement == "Each zzcommenttwo order comes."
    for each, scored in ((first, False), (second, False), (third, True)):
        assert each.scorecard is not None
        assert (each.scorecard.criteria[0].value is not None) is scored
        assert (each.scorecard.summary.value is not None) is scored
        assert each.scorecard.criteria[1].value == 0.3
    assert set(state.evidence) == set(state.draft_set.evidence) == {"b1", "x", "a.owner.1.1"}
    assert state.draft_set.evidence["x"].source == "bbfile.csv row 2"
    assert state.draft_set.project["research"] == ["bbfile.csv"]
    assert state.draft_set.warnings[0] == "few" and state.draft_set.warnings[1].endswith(": d3.")
    assert len(state.draft_set.warnings) == 2

    (_, asked), (_, plain) = state.follow_ups
    assert "removed" in asked.text and asked.trigger.span is None and asked.trigger.other is None
    assert plain.text == "Which one?"
    assert state.versions[0].statement == "Bread is warm."
    assert state.participants[0].answers["1"] == ANSWER

    replayed = ProjectState(id="p1")
    for stored in stores.projects.history("p1"):
        replayed = apply(replayed, stored)
    assert replayed == state


def test_the_figures_of_themes_add_up_after_erasing(open_here: Callable[..., Stores]) -> None:
    def told(id: str, copies: int = 1, rating: str = "1", date: str = "2026-01-05") -> Snippet:
        return Snippet(id=id, text=f"words of {id}", source="", copies=copies, rating=rating, date=date)

    def source(name: str, *snippets: Snippet) -> ResearchSource:
        return ResearchSource(
            name=name, snippets=tuple(one.model_copy(update={"source": name}) for one in snippets)
        )

    stores = open_here(shared=False)
    stores.projects.create("p1", Created(organisation=Organisation(name="Bakery")))
    old = source("old.csv", told("a", 3), told("both", 4), told("c"))
    new = source("new.csv", told("both", 2, "5", "2026-02-01"), told("d", 1, "5"), told("e", 5, "2"))
    whole = Theme(
        id="t1", label="a", snippets=("a", "both", "d"), count=8, share=0.5714,
        sources={"old.csv": 7, "new.csv": 1}, ratings={"1": 7, "5": 1}, months={"2026-01": 8},
    )  # fmt: skip
    untouched = Theme(id="t2", label="e", snippets=("e",), count=5, share=0.3571, sources={"new.csv": 5})
    found = ThemesFound(themes=ThemeSet(themes=(whole, untouched), unthemed=("c",), of=14, digest="d"))
    stores.projects.append("p1", [ResearchAdded(source=old), ResearchAdded(source=new), found])
    state = stores.projects.append("p1", [ResearchRemoved(name="old.csv")])
    assert state.themes is not None and state.themes.unthemed == () and state.themes.of == 8
    first, second = state.themes.themes
    assert (first.snippets, first.count, first.share) == (("both", "d"), 3, 0.375)
    assert (first.sources, first.ratings) == ({"new.csv": 3}, {"5": 3})
    assert first.months == {"2026-01": 1, "2026-02": 2}
    assert (second.count, second.share, second.sources) == (5, 0.625, {"new.csv": 5})
    # Whoever looked in the older research meanwhile brings no larger figures back.
    state = stores.projects.append("p1", [found])
    assert state.themes is not None and (state.themes.of, state.themes.themes) == (8, (first, second))


def test_replaced_research_loses_only_what_the_new_file_lacks(
    open_here: Callable[..., Stores], settings: object
) -> None:
    stores = open_here(shared=True)
    fill(stores)
    newer = A.model_copy(update={"snippets": A.snippets[:1], "notes": (), "text_column": None, "left_out": ()})
    state = stores.projects.append("p1", [ResearchAdded(source=newer)])
    assert holding(settings.home, A2.encode()) == []
    assert holding(settings.home, b"zznote") == []
    assert holding(settings.home, A1.encode())
    assert state.drafts[0].clauses[0].evidence == ("a1",)
    assert state.drafts[1].clauses[0].evidence == ("b1",)
    assert len(state.drafts[2].clauses[0].evidence) == 2, "the other file still has these words"
    assert stores.searcher.passages(["a1", "a2"], ["p1"]).keys() == {"a1"}


def test_a_newer_file_that_only_has_more_erases_nothing(
    open_here: Callable[..., Stores], monkeypatch: pytest.MonkeyPatch
) -> None:
    stores = open_here(shared=True)
    before = fill(stores)
    assert stores.database.file is not None and stores.replies is not None
    copy = schema.backup(stores.database.file, "good")
    vacuumed: list[object] = []
    vacuum = type(stores.database).vacuum
    monkeypatch.setattr(type(stores.database), "vacuum", lambda self: (vacuumed.append(self), vacuum(self))[1])
    more = A.model_copy(update={"snippets": (*A.snippets, snippet("a4", "The till was new.", A.name, 4))})
    state = stores.projects.append("p1", [ResearchAdded(source=more)])
    assert state.research[-1] == more and state.drafts == before.drafts and state.themes == before.themes
    assert b"zzcommentone" in copy.read_bytes() and stores.replies.get("k") and not vacuumed
    stores.searcher.settle()
    assert stores.searcher.search("till", workspaces=["p1"], k=1)[0].passage.id == "a4"
    stores.projects.append("p1", [ResearchAdded(source=A)])
    assert b"zzcommentone" not in copy.read_bytes() and not stores.replies.get("k") and vacuumed


def test_put_back_it_is_there_again(open_here: Callable[..., Stores]) -> None:
    stores = open_here(shared=True)
    fill(stores)
    stores.projects.append("p1", [ResearchRemoved(name=A.name)])
    state = stores.projects.append("p1", [ResearchAdded(source=A)])
    assert [source.name for source in state.research] == ["bbfile.csv", "zzfile.csv"]
    assert state.research[1] == A
    assert stores.projects.append("p1", [ResearchRemoved(name=A.name)]).research == state.research[:1]


def test_added_and_removed_in_one_breath_leaves_nothing(open_here: Callable[..., Stores], settings: object) -> None:
    stores = open_here(shared=True)
    stores.projects.create("p1", Created(organisation=Organisation(name="Bakery")))
    stores.projects.append("p1", [ResearchAdded(source=A), ResearchRemoved(name=A.name)])
    assert holding(settings.home, b"zz") == []
    assert stores.projects.load("p1").research == ()


def test_much_research_is_erased_from_between_what_stays(
    open_here: Callable[..., Stores], settings: object
) -> None:
    """Pages that are split and joined again could keep old copies in their slack."""
    stores = open_here(shared=True)
    stores.projects.create("p1", Created(organisation=Organisation(name="Bakery"), participants=(PERSON,)))
    for turn in range(4):
        for letter, mark in (("a", "zzgone"), ("b", "stays")):
            found = tuple(
                snippet(f"{letter}{turn}-{n}", f"{mark}{turn}x{n} said " * (1 + n % 9), f"{letter}{turn}", n)
                for n in range(300)
            )
            stores.projects.append(
                "p1", [ResearchAdded(source=ResearchSource(name=f"{letter}{turn}", snippets=found))]
            )
            stores.searcher.put([passage(one.text, one.id) for one in found])
        stores.projects.append("p1", [Answered(participant="owner", question="1", text=f"answer {turn}" * 50)])
    assert len(holding(settings.home, b"zzgone")) >= 1
    for turn in range(4):
        stores.projects.append("p1", [ResearchRemoved(name=f"a{turn}")])
    assert holding(settings.home, b"zzgone") == []
    assert len(stores.projects.load("p1").material().snippets()) == 1200
    assert stores.searcher.search("stays2x7", workspaces=["p1"], k=1)[0].passage.id == "b2-7"


def test_a_project_is_erased_from_its_backups_too(open_here: Callable[..., Stores], settings: object) -> None:
    stores = open_here(shared=True)
    fill(stores)
    stores.projects.create("p2", Created(organisation=Organisation(name="Keepsake")))
    assert stores.database.file is not None
    copy, broken = (schema.backup(stores.database.file, label) for label in ("good", "later"))
    broken.write_bytes(b"zzcommentone" * 500)
    stores.erase("p1")
    for needle in (b"zz", b"bbcomment", b"owner-answer", b"bakery"):
        assert holding(settings.home, needle) == [], needle
    assert schema.is_whole(copy) and b"Keepsake" in copy.read_bytes()
    assert not broken.exists()


def test_a_full_disk_keeps_no_removed_words_in_backups_or_index(
    open_here: Callable[..., Stores], monkeypatch: pytest.MonkeyPatch
) -> None:
    stores = open_here(shared=True)
    fill(stores)
    assert stores.database.file is not None
    copy = schema.backup(stores.database.file, "good")
    told: list[str] = []
    forgotten = stores.projects.others.forgotten
    stores.projects.others = replace(
        stores.projects.others, forgotten=lambda project: (told.append(project), forgotten(project))[1]
    )

    def full(*_: object) -> None:
        raise StorageError("The disk is full, so this was not saved.")

    monkeypatch.setattr(type(stores.database), "vacuum", lambda self: full() if self is stores.database else None)
    with pytest.raises(StorageError):
        stores.projects.append("p1", [ResearchRemoved(name=A.name)])
    assert told == ["p1"] and b"zzcommentone" not in copy.read_bytes()
    assert [source.name for source in stores.projects.load("p1").research] == ["bbfile.csv"]


@pytest.mark.parametrize("where", ["cache", "commit"])
def test_what_could_not_be_erased_is_whole_and_found_as_before(
    open_here: Callable[..., Stores], monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    stores = open_here(shared=True)
    before = fill(stores)

    def full(*_: object) -> None:
        raise StorageError("The disk is full, so this was not saved.")

    def erase_in_vain() -> None:
        with pytest.raises(StorageError):
            stores.projects.append("p1", [ResearchRemoved(name=A.name)])
        with pytest.raises(StorageError):
            stores.erase("p1")

    with monkeypatch.context() as broken:
        if where == "cache":
            broken.setattr(VectorCache, "forget_space", full)
            erase_in_vain()
            broken.undo()
            broken.setattr(VectorCache, "forget", full)
        else:
            commit, engine = Connection._commit_impl, stores.database.engine
            broken.setattr(
                Connection, "_commit_impl", lambda self: full() if self.engine.url == engine.url else commit(self)
            )
        erase_in_vain()
    assert stores.projects.load("p1") == before
    stores.searcher.erase("p1")
    stores.searcher.put([passage(A1, "a1"), passage(A2, "a2")])
    assert stores.searcher.passages(["a1", "a2"], ["p1"]).keys() == {"a1", "a2"}
    state = stores.projects.append("p1", [ThemesFound(themes=ThemeSet(unthemed=("a1", "b1"), of=2))])
    assert state.themes is not None and state.themes.unthemed == ("a1", "b1")


def test_without_the_index_erasing_goes_on_and_is_finished_later(
    open_here: Callable[..., Stores], settings: object, monkeypatch: pytest.MonkeyPatch, embedder: TinyEmbedder
) -> None:
    stores = open_here(shared=True, index="chroma")
    fill(stores)

    def dead(*_: object) -> None:
        raise IndexUnavailable("dead")

    with monkeypatch.context() as broken:
        broken.setattr(ChromaIndex, "clear", dead)
        state = stores.projects.append("p1", [ResearchRemoved(name=A.name)])
        stores.searcher.settle()
    assert [source.name for source in state.research] == ["bbfile.csv"]
    stores.close()
    again = open_here(shared=True, index="chroma")
    again.searcher.search("bread", workspaces=["p1"])
    again.searcher.settle()
    vector = embedder.embed([A1])
    vector = (vector / np.linalg.norm(vector)).astype("<f4").tobytes()
    assert holding(settings.home, vector) == []
    assert all(report.level for report in again.searcher.report())
