"""Hybrid search: relevance, direction of scores, filters, hostile queries, embedding once, erasing."""

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from store_helpers import TinyEmbedder, passage

from covision.domain.events import Answered, Created
from covision.domain.project import Organisation
from covision.errors import ModelUnavailable, NotFound
from covision.stores.database import Database
from covision.stores.index_numpy import NumpyIndex
from covision.stores.keywords import CountedWords, words
from covision.stores.opening import Stores
from covision.stores.passages import SqlPassages
from covision.stores.schema import ready
from covision.stores.searcher import HybridSearcher

REVIEWS = [
    "The queue at the counter was long but the bread was still warm.",
    "Nobody told me my order was late.",
    "They remembered that my daughter cannot eat nuts.",
    "Parking is impossible on Saturdays.",
    "The woman at the till asked about my mother.",
    "O pão acabou às dez da manhã.",
    "A short wait, a friendly word.",
]


@pytest.fixture
def stores(open_here: Callable[..., Stores]) -> Stores:
    return open_here(shared=False)


@pytest.fixture
def searcher(stores: Stores) -> HybridSearcher:
    stores.searcher.put([passage(text) for text in REVIEWS])
    return stores.searcher


def texts(hits: list) -> list[str]:
    return [hit.passage.text for hit in hits]


def test_what_is_asked_for_comes_first(searcher: HybridSearcher) -> None:
    for query, expected in (
        ("warm bread", 0),
        ("late order nobody told", 1),
        ("cannot eat nuts allergy", 2),
        ("pao da manha", 5),
        ("PÃO", 5),
    ):
        hits = searcher.search(query, workspaces=["p1"], k=3)
        assert hits[0].passage.text == REVIEWS[expected], query


def test_nearer_is_higher(searcher: HybridSearcher) -> None:
    hits = searcher.search(REVIEWS[3], workspaces=["p1"], k=len(REVIEWS))
    assert hits[0].passage.text == REVIEWS[3]
    assert hits[0].dense == pytest.approx(1, abs=1e-5)
    assert (hits[0].keyword_rank, hits[0].dense_rank) == (1, 1)
    assert hits[0].score == pytest.approx(2 / 61)
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    by_rank = sorted((hit for hit in hits if hit.dense_rank), key=lambda hit: hit.dense_rank)
    assert [hit.dense for hit in by_rank] == sorted((hit.dense for hit in by_rank), reverse=True)


def test_fusion_is_the_sum_of_reciprocal_ranks(searcher: HybridSearcher) -> None:
    for hit in searcher.search("the wait at the counter", workspaces=["p1"], k=7):
        ranks = [rank for rank in (hit.keyword_rank, hit.dense_rank) if rank]
        assert hit.score == pytest.approx(sum(1 / (60 + rank) for rank in ranks))


def test_filters_let_through_what_is_meant_only(stores: Stores) -> None:
    searcher = stores.searcher
    searcher.put(
        [
            passage("warm bread", "a", language="en"),
            passage("warm bread here", "b", language="pt"),
            passage("warm bread always", "c", kind="answer"),
            passage("warm bread there", "d", workspace="p2", language="en"),
        ]
    )

    def ids(**more: object) -> set[str]:
        more = {"workspaces": ["p1"], **more}
        return {hit.passage.id for hit in searcher.search("warm bread", **more)}

    assert ids() == {"a", "b", "c"}
    assert ids(workspaces=["p2"]) == {"d"}
    assert ids(workspaces=["p1", "p2", "p1"]) == {"a", "b", "c", "d"}
    assert ids(workspaces=[]) == set()
    assert ids(kinds=["answer"]) == {"c"}
    assert ids(language="en") == {"a", "c"}, "an unknown language passes"
    assert ids(exclude=["a", "c"]) == {"b"}
    assert ids(k=1) == {"a"}
    assert ids(k=0) == set()
    assert searcher.search("  \n", workspaces=["p1"]) == []
    assert searcher.search("qwxyz", workspaces=["nowhere"]) == []


HOSTILE = [
    '"',
    "'",
    "bread OR",
    "NEAR(",
    "text:bread",
    "* ^ - +",
    "' OR 1=1 --",
    "bread\x00nuts",
    "{0.__class__}",
    "\ud800",
]


@pytest.mark.parametrize("query", [*HOSTILE, "a " * 50_000, "🥖", "%_\\"])
def test_hostile_queries_are_words(searcher: HybridSearcher, query: str) -> None:
    searcher.search(query, workspaces=["p1", "' OR 1=1 --"], language="en' OR '1'='1", exclude=[query])


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=st.text(max_size=60) | st.text(alphabet="\"*():^-+{}ANDORNEAR ab'", max_size=40))
def test_no_query_raises_and_none_leaves_its_workspace(searcher: HybridSearcher, query: str) -> None:
    for hit in searcher.search(query, workspaces=["p1"], k=3):
        assert hit.passage.workspace == "p1"
        assert -1 <= (hit.dense or 0) <= 1


def test_counted_words_find_the_same_in_a_database_without_fts(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'a.sqlite'}")
    ready(database)
    passages = SqlPassages(database, CountedWords())
    searcher = HybridSearcher(passages, NumpyIndex(), Broken())
    searcher.put([passage(text) for text in REVIEWS])
    assert texts(searcher.search("warm bread", workspaces=["p1"]))[0] == REVIEWS[0]
    for query in HOSTILE[:-1]:
        searcher.search(query, workspaces=["p1"])
    searcher.close()


def test_words_of_a_query() -> None:
    assert words('The "bread" & the BREAD — às 10h_') == ["the", "bread", "às", "10h_"]
    assert len(words(" ".join(f"w{n}" for n in range(100)))) == 32


def test_the_same_text_is_embedded_once(open_here: Callable[..., Stores], embedder: TinyEmbedder) -> None:
    first = open_here(shared=False)
    first.searcher.put([passage("warm bread", "a"), passage("warm bread", "b"), passage("late", "c")])
    assert sorted(embedder.texts) == ["late", "warm bread"]
    first.searcher.put([passage("warm bread", "a"), passage("warm bread", "d", workspace="p2")])
    first.searcher.put([passage("late", "c", copies=4)])
    assert first.searcher.passages(["c"])["c"].copies == 4
    open_here(shared=False).searcher.put([passage("warm bread", "z"), passage("new", "y")])
    assert sorted(embedder.texts) == ["late", "new", "warm bread"], "another run pays for nothing twice"
    first.searcher.similarity(["late"], ["late", "new"])
    assert len(embedder.texts) == 3


def test_another_model_embeds_anew_and_old_vectors_are_not_asked(
    open_here: Callable[..., Stores], embedder: TinyEmbedder
) -> None:
    stores = open_here(shared=True)
    stores.searcher.put([passage(text) for text in REVIEWS])
    stores.close()
    embedder.name, embedder.dimension = "tiny-2", 32
    again = open_here(shared=True).searcher
    assert all(hit.dense is None for hit in again.search("warm bread", workspaces=["p1"]))
    again.put([passage(REVIEWS[0])])
    hits = again.search("warm bread", workspaces=["p1"], k=7)
    assert texts(hits)[0] == REVIEWS[0]
    assert all(hit.dense is not None for hit in hits)


def test_changed_words_replace_the_old_ones(searcher: HybridSearcher) -> None:
    searcher.put([passage("about trains", "x")])
    searcher.put([passage("about zebras", "x")])
    assert texts(searcher.search("trains", workspaces=["p1"], k=1)) != ["about trains"]
    # Until the index has caught up, the new words may be found by keyword alone.
    searcher.settle()
    hit = searcher.search("zebras", workspaces=["p1"], k=1)[0]
    assert (hit.passage.text, hit.keyword_rank, hit.dense_rank) == ("about zebras", 1, 1)
    assert all(item.level for item in searcher.report())


def test_sync_makes_a_workspace_exactly_this(searcher: HybridSearcher, embedder: TinyEmbedder) -> None:
    one, two, three = (passage(text, name, "corpus") for text, name in (("aa", "1"), ("bb", "2"), ("cc", "3")))
    searcher.sync("corpus", [one, two], "v1")
    before = searcher._keeper.collection("corpus")
    searcher.sync("corpus", [two, three], "v2")
    assert {hit.passage.id for hit in searcher.search("aa bb cc", workspaces=["corpus"])} == {"2", "3"}
    assert searcher._keeper.collection("corpus") != before
    count = len(embedder.texts)
    searcher.sync("corpus", [two, three], "v2")
    assert len(embedder.texts) == count


def test_ids_of_two_workspaces_do_not_mix(searcher: HybridSearcher) -> None:
    searcher.put([passage("mine", "same"), passage("theirs", "same", workspace="p2"), passage("only", "own")])
    assert searcher.passages(["own", "nothing"]).keys() == {"own"}
    assert searcher.passages(["same"]) == {}
    assert searcher.passages(["same"], ["p2"])["same"].text == "theirs"


class Broken(TinyEmbedder):
    name = "broken"

    def embed(self, texts: object) -> np.ndarray:
        raise ModelUnavailable("The embedding model is not there.", todo="Fetch it.")


class Nonsense(TinyEmbedder):
    name = "nonsense"

    def embed(self, texts: list[str]) -> np.ndarray:
        return np.full((len(texts), 64), np.nan, dtype=np.float32)


@pytest.mark.parametrize("broken", [Broken(), Nonsense()])
def test_without_an_embedding_model_keywords_answer_and_say_so(tmp_path: Path, broken: TinyEmbedder) -> None:
    database = Database(f"sqlite:///{tmp_path / 'a.sqlite'}")
    ready(database)
    searcher = HybridSearcher(SqlPassages(database), NumpyIndex(), broken)
    searcher.put([passage(text) for text in REVIEWS])
    hits = searcher.search("warm bread", workspaces=["p1"])
    assert texts(hits)[0] == REVIEWS[0]
    assert hits[0].dense is None and searcher.trouble
    searcher.close()
    mended = HybridSearcher(SqlPassages(database), NumpyIndex(), TinyEmbedder())
    mended.put([passage("one more")])
    assert mended.search("warm bread", workspaces=["p1"])[0].dense is not None
    assert mended.trouble == ""
    mended.close()


def test_replies_are_kept_for_the_next_run_and_never_raise(
    open_here: Callable[..., Stores], settings: object
) -> None:
    first = open_here(shared=False)
    assert first.replies is not None and first.replies.get("k") is None
    first.replies.put("k", '{"a": 1}')
    first.replies.put("k", '{"a": 2}')
    second = open_here(shared=False)
    assert second.replies is not None and second.replies.get("k") == '{"a": 2}'
    first.close()
    second.close()
    file = settings.home / "cache" / "cache.sqlite"
    file.write_bytes(b"rubbish" * 1000)
    third = open_here(shared=False)
    assert third.replies is not None and third.replies.get("k") is None
    third.replies.put("k", "again")
    assert third.replies.get("k") == "again"
    file.unlink()
    file.write_bytes(b"rubbish" * 1000)
    third.database.close()
    third.replies.put("x", "y")


CANARY = "zzcanaryzz"


def files_with(folder: Path, needle: bytes) -> Iterator[Path]:
    for path in folder.rglob("*"):
        if path.is_file() and needle.lower() in path.read_bytes().lower():
            yield path


@pytest.mark.parametrize("index", ["numpy", "chroma"])
def test_erasing_leaves_no_byte_of_the_words(
    open_here: Callable[..., Stores], settings: object, embedder: TinyEmbedder, index: str
) -> None:
    stores = open_here(shared=True, index=index)
    secret = f"They said {CANARY} to my mother."
    stores.projects.create("p1", Created(organisation=Organisation(name=f"{CANARY} Ltd")))
    stores.projects.create("p2", Created(organisation=Organisation(name="Other")))
    stores.projects.append("p1", [Answered(participant="a", question="1", text=secret)])
    stores.searcher.put([passage(text) for text in REVIEWS] + [passage(secret, f"answers/{CANARY}")])
    stores.searcher.put([passage(REVIEWS[0], "kept", workspace="p2")])
    stores.searcher.search(secret, workspaces=["p1"])
    stores.replies.put("k", f'"{secret}"')
    stores.searcher.settle()
    vector = embedder.embed([secret])
    vector = (vector / np.linalg.norm(vector)).astype("<f4").tobytes()
    assert list(files_with(settings.home, CANARY.encode())), "the canary was never there"
    assert list(files_with(settings.home, vector)), "the vector was never there"

    stores.erase("p1")

    assert list(files_with(settings.home, CANARY.encode())) == []
    assert list(files_with(settings.home, vector)) == []
    assert stores.searcher.search(CANARY, workspaces=["p1"]) == []
    assert stores.searcher.search("warm bread", workspaces=["p2"])[0].passage.id == "kept"
    with pytest.raises(NotFound):
        stores.erase("p1")
    stores.close()
    assert list(files_with(settings.home, CANARY.encode())) == []
