"""A case never sees its own end: its references and hidden texts, and what says the same, are out of reach."""

from typing import Any

import numpy as np
import pytest

from covision import assets
from covision.bench.cells import Bench, do_cell
from covision.bench.evaluate import prepared
from covision.bench.plan import Asked, Plan
from covision.bench.rooms import Rooms
from covision.domain.corpus import Corpus, VisionEntry
from covision.domain.search import Passage, Vectors
from covision.errors import ModelUnavailable
from covision.steps.corpus import WORKSPACE, corpus_passages, load_corpus
from covision.steps.leakage import HidingSearcher, hide, leaking, mentions
from covision.steps.score import context_of
from covision.steps.suites import load_suite
from covision.wiring import House
from covision.wiring.evaluating import Meter

REFERENCE = "Every customer leaves feeling known, with bread they are proud to put on the table."


def planted(corpus: Corpus, text: str, id: str = "planted") -> Corpus:
    """The corpus with one more vision, whose text is `text`."""
    like = next(one for one in corpus.visions if one.standing == "published")
    entry: VisionEntry = like.model_copy(update={"id": id, "text": text, "owner": "Somebody Else"})
    return corpus.model_copy(update={"visions": (*corpus.visions, entry)})


@pytest.mark.parametrize(
    "copy",
    [
        REFERENCE,
        "every customer leaves feeling known, with bread they are proud to put on their own table",
        f"As somebody once put it: {REFERENCE} And we agree.",
        "With bread they are proud to put on the table, every customer leaves feeling known.",
    ],
)
def test_copies_and_near_copies_are_hidden(copy: str) -> None:
    corpus = planted(load_corpus(assets.folder("corpus")), copy)
    left, gone = hide(corpus, [REFERENCE])
    assert gone == {"planted"}
    assert left.visions == tuple(one for one in corpus.visions if one.id != "planted")
    assert left.digest == corpus.digest


def test_nothing_else_is_hidden() -> None:
    corpus = load_corpus(assets.folder("corpus"))
    left, gone = hide(corpus, [REFERENCE, "A loaf with your name on it before you ask."])
    assert not gone and left is corpus


def test_embeddings_find_what_words_do_not_and_may_fail() -> None:
    passages = [
        Passage(id="same", workspace="corpus", kind="vision", text="Patrons depart recognised.", source="corpus"),
        Passage(id="other", workspace="corpus", kind="vision", text="Trains run on time.", source="corpus"),
    ]

    def near(texts: Any, others: Any) -> Vectors:
        return np.asarray([[0.93, 0.2]], dtype=np.float32)

    def broken(texts: Any, others: Any) -> Vectors:
        raise ModelUnavailable("no weights")

    assert leaking([REFERENCE], passages, near) == {"same"}
    assert leaking([REFERENCE], passages, broken) == frozenset()


async def test_a_corpus_entry_that_is_the_reference_reaches_neither_search_nor_scoring_nor_a_draft(
    house: House, tiny: str, tmp_path: Any
) -> None:
    house.built["corpus"] = corpus = planted(house.corpus, REFERENCE)
    assert any(REFERENCE in hit.passage.text for hit in house.searcher.search(REFERENCE, workspaces=[WORKSPACE]))
    asked = Asked(suite=tiny, models=("scripted/default",), cases=("bakery",))
    with prepared(asked, house, tmp_path / "run") as ready:
        rooms = Rooms(house, ready.plan.suite.references)
        room = rooms.of(ready.plan.cases[0])
        assert room.hidden == {"planted"}
        found = HidingSearcher(house.searcher, room.hidden).search(REFERENCE, workspaces=[WORKSPACE], k=20)
        assert found and all(hit.passage.id != "planted" for hit in found)
        assert HidingSearcher(house.searcher, room.hidden).passages(["planted"]) == {}
        known = context_of(room.material, room.corpus).statements
        assert REFERENCE not in [one.text for one in known] and len(known) == len(corpus.visions) - 1
        result = await do_cell(_bench(house, ready.plan, rooms), next(iter(ready.plan.cells.values())))
    assert result.status == "done"
    assert "planted" not in result.model_dump_json() and REFERENCE not in result.model_dump_json()


async def test_the_same_entry_is_seen_where_it_is_no_reference(house: House, tiny: str, tmp_path: Any) -> None:
    """Without hiding the planted entry is what scoring compares with: the test above can fail."""
    house.built["corpus"] = planted(house.corpus, REFERENCE)
    suite = load_suite(tiny, assets.folder("evals"))
    with prepared(Asked(suite=tiny, models=("scripted/default",)), house, tmp_path / "run") as ready:
        room = Rooms(house, suite.references).of(ready.plan.by_id["clinic"])
    assert not room.hidden
    assert REFERENCE in [one.text for one in context_of(room.material, room.corpus).statements]
    assert "planted" in [one.id for one in corpus_passages(room.corpus)]


def test_forbidden_strings_are_found_whatever_their_case_and_spaces() -> None:
    assert mentions(["We are a  canary\n7 of sorts."], ["Canary 7", "full marks"]) == ("Canary 7",)


def _bench(house: House, plan: Plan, rooms: Rooms) -> Bench:
    return Bench(house, plan, rooms, Meter())


def test_a_blank_forbidden_string_is_in_no_text():
    assert mentions(["You leave calm."], ["", "  ", "LEAVE  calm"]) == ("LEAVE  calm",)
