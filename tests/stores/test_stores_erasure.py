"""Removing research erases its words from every file; the rest of the project stays as it was."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from erasure_data import A1, A2, ANSWER, PERSON, A, fill, holding, snippet
from store_helpers import TinyEmbedder, passage

from covision.domain.apply import apply
from covision.domain.events import (
    Answered,
    Created,
    ProjectState,
    ResearchAdded,
    ResearchRemoved,
)
from covision.domain.project import Organisation
from covision.domain.research import ResearchSource
from covision.errors import IndexUnavailable, StorageError
from covision.stores import schema
from covision.stores.index_chroma import ChromaIndex
from covision.stores.opening import Stores


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
