"""What erasing leaves alone, what it leaves whole where it fails, and figures that add up after it."""

from collections.abc import Callable

import pytest
from erasure_data import A1, A2, A, fill, snippet
from sqlalchemy import Connection
from store_helpers import TinyEmbedder, passage

from covision.domain.events import (
    Created,
    ResearchAdded,
    ResearchRemoved,
    ThemesFound,
)
from covision.domain.project import Organisation
from covision.domain.research import ResearchSource, Snippet, Theme, ThemeSet
from covision.errors import StorageError
from covision.stores import schema
from covision.stores.cache import VectorCache, digest
from covision.stores.opening import Stores
from covision.stores.theme_vectors import space_of


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


def test_what_is_cached_while_words_are_erased_goes_too(
    open_here: Callable[..., Stores], monkeypatch: pytest.MonkeyPatch
) -> None:
    stores = open_here(shared=True)
    fill(stores)
    late: list[object] = []

    def write_late(*_: object) -> None:
        embedder = stores.embedder_of("p1")
        assert embedder is not None and stores.replies is not None
        late.append(embedder.embed([A1]))
        stores.replies.put("late", f'"{A1}"')

    monkeypatch.setattr("covision.stores.projects.forget_in_backups", write_late)
    stores.projects.append("p1", [ResearchRemoved(name=A.name)])
    assert late and stores.replies is not None and stores.replies.get("late") is None
    assert stores._cache is not None
    assert not VectorCache(stores._cache).get(space_of(TinyEmbedder.name, "p1"), [digest(A1)], 64)
