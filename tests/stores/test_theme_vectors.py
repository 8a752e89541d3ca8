"""Vectors of sentences are kept for one project, and go with it."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from covision.gateways.embeddings import HashingEmbedder
from covision.stores.cache import CacheFile, VectorCache, digest
from covision.stores.replies import SqlReplies
from covision.stores.theme_vectors import ThemeVectors, space_of


class Counting(HashingEmbedder):
    asked = 0

    def embed(self, texts: Sequence[str]) -> Any:
        self.asked += len(texts)
        return super().embed(texts)


def test_a_sentence_is_embedded_once_in_a_project_and_forgotten_with_it(tmp_path: Path) -> None:
    file = CacheFile(tmp_path / "cache.sqlite")
    cache, embedder = VectorCache(file), Counting(32)
    one, other = ThemeVectors(embedder, cache, "one"), ThemeVectors(embedder, cache, "other")
    texts = ["A long queue.", "A free seat.", "A long queue."]
    first = one.embed(texts)
    assert embedder.asked == 2 and np.allclose(first, HashingEmbedder(32).embed(texts))
    assert np.array_equal(one.embed(texts), first) and embedder.asked == 2
    other.embed(texts)
    assert embedder.asked == 4, "projects do not share: what one erases would be found in the other"
    cache.forget_space(space_of(one.name, "one"))
    assert not cache.get(space_of(one.name, "one"), [], 32)
    one.embed(texts)
    other.embed(texts)
    assert embedder.asked == 6
    assert one.embed([]).shape == (0, 32) and one.dimension == 32
    file.close()


class Erasing(HashingEmbedder):
    """Something is erased while it works."""

    def __init__(self, erase: Callable[[], None]) -> None:
        super().__init__(32)
        self.erase = erase

    def embed(self, texts: Sequence[str]) -> Any:
        self.erase()
        return super().embed(texts)


def test_what_is_erased_while_a_search_runs_is_not_kept_again(tmp_path: Path) -> None:
    file = CacheFile(tmp_path / "cache.sqlite")
    cache = VectorCache(file)
    space = space_of(HashingEmbedder(32).name, "one")
    during = ThemeVectors(Erasing(lambda: cache.forget_space(space)), VectorCache(file), "one")
    after, other = (ThemeVectors(HashingEmbedder(32), VectorCache(file), name) for name in ("one", "other"))
    assert during.embed(["A long queue."]).shape == (1, 32)
    after.embed(["A free seat."])
    other.embed(["A free seat."])
    queue, seat = digest("A long queue."), digest("A free seat.")
    assert cache.get(space, [queue, seat], 32) == {}
    assert seat in cache.get(space_of(other.name, "other"), [seat], 32)
    ThemeVectors(HashingEmbedder(32), VectorCache(file), "one").embed(["A free seat."])
    assert cache.get(space, [queue, seat], 32).keys() == {seat}
    file.close()


def test_a_reply_that_was_asked_for_before_the_replies_were_erased_is_not_kept(tmp_path: Path) -> None:
    file = CacheFile(tmp_path / "cache.sqlite")
    replies = SqlReplies(file)
    assert replies.get("early") is None and replies.get("late") is None
    SqlReplies(file).clear()
    replies.put("early", '"They wrote of a queue."')
    assert replies.get("early") is None, "asked again, it may be kept"
    replies.put("early", '"Asked again."')
    replies.put("new", '"n"')
    assert (replies.get("early"), replies.get("new")) == ('"Asked again."', '"n"')
    file.close()
