"""The vector index: both bodies agree; missing, behind and damaged ones are made anew from SQL."""

import ctypes
import json
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from store_helpers import TinyEmbedder, passage

from covision.domain.search import VectorIndex
from covision.errors import IndexUnavailable
from covision.stores.database import Database
from covision.stores.index_chroma import ChromaIndex, _empty_memory
from covision.stores.index_numpy import NumpyIndex, top
from covision.stores.opening import Stores
from covision.stores.passages import SqlPassages
from covision.stores.schema import ready
from covision.stores.searcher import HybridSearcher


def unit(count: int, seed: int = 0, size: int = 32) -> np.ndarray:
    rows = np.random.default_rng(seed).normal(size=(count, size)).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


@pytest.fixture
def chroma(tmp_path: Path) -> Iterator[ChromaIndex]:
    index = ChromaIndex(tmp_path / "index")
    yield index
    index.close()


def test_both_bodies_give_the_same_neighbours(chroma: ChromaIndex) -> None:
    exact = NumpyIndex()
    rows = unit(1500)
    ids = [str(at) for at in range(len(rows))]
    for index in (chroma, exact):
        index.put("one", ids, rows)
        index.put("one", ["7"], -rows[7:8])
        index.put("two", ["a"], rows[:1])
        index.drop("one", ["3", "unknown"])
    found = same = 0
    for query in unit(20, seed=1):
        left, right = chroma.nearest("one", query, 10), exact.nearest("one", query, 10)
        assert [score for _, score in left] == sorted((score for _, score in left), reverse=True)
        found += 10
        same += len({name for name, _ in left} & {name for name, _ in right})
        both = dict(left).keys() & dict(right).keys()
        assert all(dict(left)[name] == pytest.approx(dict(right)[name], abs=1e-5) for name in both)
    assert same / found >= 0.95
    for index in (chroma, exact):
        assert index.nearest("one", -rows[7], 1)[0][0] == "7"
        assert index.nearest("one", rows[5], 1)[0] == ("5", pytest.approx(1, abs=1e-5))
        assert index.has("one", ["3", "5", "unknown"]) == {"5"}
        assert index.has("nowhere", ["5"]) == set()
        assert index.nearest("two", rows[0], 5) == [("a", pytest.approx(1, abs=1e-5))]
        index.clear("one")
        index.clear("nowhere")
        with pytest.raises(IndexUnavailable):
            index.nearest("one", rows[0], 1)
        assert index.has("two", ["a"]) == {"a"}


def test_top_breaks_ties_by_place() -> None:
    scores = np.array([0.5, 0.9, 0.5, 0.9, 0.5], dtype=np.float32)
    assert top(scores, 3) == [1, 3, 0]
    assert top(scores, 9) == [1, 3, 0, 2, 4]
    assert top(scores, 0) == []


def test_chroma_holds_no_text_and_forgets_its_files(chroma: ChromaIndex, tmp_path: Path) -> None:
    rows = unit(1200)
    chroma.put("one", [str(at) for at in range(1200)], rows)
    folder = tmp_path / "index"
    assert [item for item in folder.iterdir() if item.is_dir()]
    chroma.clear("one")
    assert [item for item in folder.iterdir() if item.is_dir()] == []


def fill(stores: Stores, count: int = 1100) -> HybridSearcher:
    stores.searcher.put([passage(f"word{n} about thing{n % 13}", str(n)) for n in range(count)])
    stores.searcher.settle()
    assert [item.level for item in stores.searcher.report()] == [True]
    return stores.searcher


def damage_missing(folder: Path) -> None:
    shutil.rmtree(folder)


def damage_sqlite(folder: Path) -> None:
    (folder / "chroma.sqlite3").write_bytes(b"rubbish" * 1000)


def damage_cut(folder: Path) -> None:
    data = (folder / "chroma.sqlite3").read_bytes()
    (folder / "chroma.sqlite3").write_bytes(data[: len(data) // 2])


def damage_vectors_gone(folder: Path) -> None:
    for item in folder.iterdir():
        if item.is_dir():
            shutil.rmtree(item)


def damage_vectors_rubbish(folder: Path) -> None:
    for item in folder.rglob("*.bin"):
        item.write_bytes(b"\x07" * item.stat().st_size)


def damage_killed_while_open(folder: Path) -> None:
    (folder / "in-doubt").touch()


@pytest.mark.parametrize(
    "damage",
    [
        damage_missing,
        damage_sqlite,
        damage_cut,
        damage_vectors_gone,
        damage_vectors_rubbish,
        damage_killed_while_open,
    ],
)
def test_a_damaged_index_is_made_anew_without_embedding(
    open_here: Callable[..., Stores], settings: object, embedder: TinyEmbedder, damage: Callable[[Path], None]
) -> None:
    stores = open_here(shared=True, index="chroma")
    fill(stores)
    stores.close()
    damage(settings.data_dir / "index")
    embedder.texts.clear()
    searcher = open_here(shared=True, index="chroma").searcher
    assert searcher.search("word42", workspaces=["p1"], k=1)[0].passage.id == "42", "meanwhile SQL answers"
    searcher.settle()
    assert [item.level for item in searcher.report()] == [True]
    hit = searcher.search("word42", workspaces=["p1"], k=1)[0]
    assert (hit.passage.id, hit.dense is not None) == ("42", True)
    assert set(embedder.texts) <= {"word42"}, "rebuilding must not embed a passage again"


def test_an_index_that_is_behind_catches_up(open_here: Callable[..., Stores]) -> None:
    stores = open_here(shared=True, index="chroma")
    searcher = fill(stores, 50)
    index = searcher._keeper._index
    name = searcher._keeper.collection("p1")
    index.drop(name, ["10", "11", "12"])
    stores.close()
    again = open_here(shared=True, index="chroma").searcher
    again.search("word1", workspaces=["p1"])
    again.settle()
    (report,) = again.report()
    assert (report.vectors, report.indexed, report.level) == (50, 50, True)


class Lying(NumpyIndex):
    """Has every id, and finds the wrong ones: what a count would never notice."""

    lies = True

    def nearest(self, collection: str, vector: np.ndarray, k: int) -> list[tuple[str, float]]:
        return super().nearest(collection, -vector if self.lies else vector, k)

    def clear(self, collection: str) -> None:
        self.lies = False
        super().clear(collection)


class Dead(NumpyIndex):
    """Raises whatever is asked."""

    asked = 0

    def _no(self, *_: object) -> None:
        self.asked += 1
        raise IndexUnavailable("dead")

    put = drop = nearest = has = clear = _no


class Slow(NumpyIndex):
    """Waits before it takes vectors."""

    def __init__(self) -> None:
        super().__init__()
        self.go = threading.Event()

    def put(self, *arguments: object) -> None:
        assert self.go.wait(30)
        super().put(*arguments)


def over(tmp_path: Path, index: VectorIndex) -> HybridSearcher:
    database = Database(f"sqlite:///{tmp_path / 'a.sqlite'}")
    ready(database)
    return HybridSearcher(SqlPassages(database), index, TinyEmbedder())


def test_parity_is_by_query(tmp_path: Path) -> None:
    index = Lying()
    searcher = over(tmp_path, index)
    searcher.put([passage(f"word{n}", str(n)) for n in range(40)])
    searcher.settle()
    assert not index.lies, "the check by query must have noticed and begun anew"
    assert [item.level for item in searcher.report()] == [True]
    searcher.close()


def test_a_dead_index_costs_nothing_but_speed(tmp_path: Path) -> None:
    index = Dead()
    searcher = over(tmp_path, index)
    searcher.put([passage(f"word{n}", str(n)) for n in range(40)])
    for _ in range(20):
        hit = searcher.search("word7", workspaces=["p1"], k=1)[0]
        assert (hit.passage.id, hit.dense_rank) == ("7", 1)
    searcher.settle()
    assert index.asked < 10, "a dead index is not asked again and again"
    (report,) = searcher.report()
    assert not report.level and "dead" in report.problem
    searcher.close()


def test_while_the_index_is_made_sql_answers_the_same(tmp_path: Path) -> None:
    index = Slow()
    searcher = over(tmp_path, index)
    searcher.put([passage(f"word{n} of {n % 7}", str(n)) for n in range(200)])
    meanwhile = searcher.search("word7 of 0", workspaces=["p1"])
    searcher.put([passage("word7 twice word7", "late")])
    assert "late" in [hit.passage.id for hit in searcher.search("word7", workspaces=["p1"])]
    index.go.set()
    searcher.settle()
    assert [item.level for item in searcher.report()] == [True]
    late = searcher.search("word7 of 0", workspaces=["p1"], exclude=["late"])
    assert [hit.passage.id for hit in late] == [hit.passage.id for hit in meanwhile]
    searcher.close()


def test_narrow_filters_still_find_what_is_there(tmp_path: Path) -> None:
    searcher = over(tmp_path, NumpyIndex())
    searcher.put([passage(f"bread number {n}", str(n)) for n in range(600)])
    searcher.put([passage("something else entirely", "rare", kind="answer")])
    searcher.settle()
    hits = searcher.search("bread number", workspaces=["p1"], kinds=["answer"])
    assert [hit.passage.id for hit in hits] == ["rare"]
    searcher.close()


def test_a_workspace_erased_while_it_is_indexed_leaves_nothing(tmp_path: Path) -> None:
    index = Slow()
    searcher = over(tmp_path, index)
    searcher.put([passage(f"word{n}", str(n)) for n in range(40)])
    eraser = threading.Thread(target=searcher.erase, args=("p1",))
    eraser.start()
    index.go.set()
    eraser.join(30)
    searcher.settle()
    assert index._held == {}
    searcher.close()


def test_chroma_and_alembic_load_only_where_they_are_needed(tmp_path: Path) -> None:
    code = (
        "import json, sys; from pathlib import Path\n"
        "import covision.stores.opening as o; from covision.settings import Settings\n"
        "class E:\n    name='e'; dimension=2\n    def embed(self, t): raise SystemExit\n"
        "o.open_stores(Settings(home=Path(sys.argv[1])), E(), shared=True).close()\n"
        "sys.modules.pop('alembic.command')\n"
        "o.open_stores(Settings(home=Path(sys.argv[1])), E(), shared=True).close()\n"
        "print(json.dumps([n for n in ('chromadb', 'alembic.command', 'litellm', 'gradio') if n in sys.modules]))"
    )
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == []


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="mallopt is glibc's")
def test_memory_that_chroma_asks_for_holds_nothing_of_before() -> None:
    libc = ctypes.CDLL(None)
    libc.malloc.restype, libc.malloc.argtypes, libc.free.argtypes = (
        ctypes.c_void_p,
        (ctypes.c_size_t,),
        (ctypes.c_void_p,),
    )

    def block(fill: bool) -> bytes:
        place = libc.malloc(40_000)
        if fill:
            ctypes.memset(place, 0xAB, 40_000)
        held = ctypes.string_at(place, 40_000)
        libc.free(place)
        return held

    block(fill=True)
    assert b"\xab" * 1000 in block(fill=False)
    with _empty_memory():
        assert block(fill=False) == bytes(40_000)
