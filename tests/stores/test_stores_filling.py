"""Imported research is found soon, and what was erased meanwhile does not come back."""

import threading
from collections.abc import Callable, Sequence

import numpy as np
from store_helpers import TinyEmbedder, passage

from covision.domain.draft import Clause, Draft
from covision.domain.events import Created, DraftFound, DraftingStarted, ResearchAdded, ResearchRemoved
from covision.domain.project import Organisation
from covision.domain.research import ResearchSource, Snippet
from covision.steps.retrieve import customer_words, snippet_passages
from covision.stores.opening import Stores, open_stores

NEW = Created(organisation=Organisation(name="Bakery"))


def source(name: str, count: int) -> ResearchSource:
    found = tuple(Snippet(id=f"{name}{n}", text=f"bread {name}{n} warm", source=name, row=n) for n in range(count))
    return ResearchSource(name=name, snippets=found)


class Waiting(TinyEmbedder):
    """Embeds when it is let."""

    def __init__(self) -> None:
        super().__init__()
        self.go = threading.Event()
        self.begun = threading.Event()

    def embed(self, texts: Sequence[str]) -> np.ndarray:
        self.begun.set()
        assert self.go.wait(30)
        return super().embed(texts)


def test_what_was_imported_is_found_without_drafting(open_here: Callable[..., Stores]) -> None:
    stores = open_here(shared=True)
    stores.projects.create("p1", NEW)
    stores.projects.append("p1", [ResearchAdded(source=source("a", 600))])
    stores.searcher.settle()
    assert stores.searcher.filling("p1") is None
    (hit, *_) = stores.searcher.search("a77", workspaces=["p1"])
    assert (hit.passage.id, hit.dense is not None, hit.passage.source) == ("a77", True, "a row 77")
    assert all(report.level for report in stores.searcher.report())


def test_nothing_is_embedded_for_a_headless_run_or_where_weights_must_be_fetched(settings: object) -> None:
    embedder = TinyEmbedder()
    for shared, ready in ((False, True), (True, False)):
        embedder.ready = lambda ready=ready: ready
        with open_stores(settings.model_copy(update={"index": "numpy"}), embedder, shared=shared) as stores:
            stores.projects.create("p1", NEW)
            stores.projects.append("p1", [ResearchAdded(source=source("a", 3))])
            stores.searcher.settle()
    assert embedder.texts == []


def test_progress_is_told_and_drafting_does_not_wait(settings: object) -> None:
    embedder = Waiting()
    with open_stores(settings.model_copy(update={"index": "numpy"}), embedder, shared=True) as stores:
        stores.projects.create("p1", NEW)
        research = source("a", 600)
        stores.projects.append("p1", [ResearchAdded(source=research)])
        assert embedder.begun.wait(30)
        filling = stores.searcher.filling("p1")
        assert filling is not None and (filling.done, filling.total, filling.share) == (0, 600, 0.0)
        stores.searcher.put(snippet_passages("p1", research))
        assert not embedder.go.is_set(), "putting the same again waited for no vector"
        embedder.go.set()
        stores.searcher.settle()
        assert stores.searcher.filling("p1") is None


def test_what_is_erased_while_it_is_embedded_stays_erased(settings: object) -> None:
    embedder = Waiting()
    with open_stores(settings.model_copy(update={"index": "numpy"}), embedder, shared=True) as stores:
        stores.projects.create("p1", NEW)
        gone, kept = source("a", 300), source("b", 300)
        stores.projects.append("p1", [ResearchAdded(source=gone), ResearchAdded(source=kept)])
        assert embedder.begun.wait(30)
        stores.projects.append("p1", [ResearchRemoved(name="a")])
        stores.searcher.put([*snippet_passages("p1", gone), passage("an answer", "x", kind="answer")])
        embedder.go.set()
        stores.searcher.settle()
        assert {
            key[:1] for key in stores.searcher.passages([one.id for one in (*gone.snippets, *kept.snippets)])
        } == {"b"}
        assert stores.searcher.passages(["x"])
        stores.projects.append("p1", [ResearchAdded(source=gone)])
        stores.searcher.settle()
        assert len(stores.searcher.passages([one.id for one in gone.snippets])) == 300
        stores.erase("p1")
        stores.searcher.put(snippet_passages("p1", kept))
        assert stores.searcher.workspaces() == []


def test_a_draft_made_meanwhile_cites_nothing_that_was_erased(open_here: Callable[..., Stores]) -> None:
    stores = open_here(shared=False)
    stores.projects.create("p1", NEW)
    gone = source("a", 2)
    stores.projects.append("p1", [ResearchAdded(source=gone), DraftingStarted(run="r", model="m", seed=1)])
    stores.projects.append("p1", [ResearchRemoved(name="a")])
    clause = Clause(text="Warm.", start=0, end=5, kind="need", evidence=("a0", "a.owner.1"))
    draft = Draft(id="d", angle="a", statement="Warm.", language="en", clauses=(clause,))
    held = {"a0": {"kind": "snippet", "text": "bread", "source": "a row 0"}, "a.owner.1": {"source": "answers/o/1"}}
    state = stores.projects.append("p1", [DraftFound(run="r", draft=draft, evidence=held)])
    assert state.drafts[0].clauses[0].evidence == ("a.owner.1",)
    assert set(state.evidence) == {"a.owner.1"}


def test_near_copies_are_told_apart_without_a_model(caplog: object) -> None:
    class Searcher:
        def search(self, *_: object, **__: object) -> list:
            from covision.domain.search import Hit

            said = ("same", "same", "other")
            return [Hit(passage=passage(text, str(at)), score=1.0) for at, text in enumerate(said)]

        def similarity(self, *_: object) -> np.ndarray:
            from covision.errors import ModelUnavailable

            raise ModelUnavailable("The embedding model is not there.", todo="Fetch it.")

    assert customer_words(Searcher(), "q", "p1", 5) == ["0", "2"]
    assert "not folded" in caplog.text
