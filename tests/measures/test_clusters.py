"""Groups of vectors, and the phrases that set them apart."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from covision.measures.clusters import average_link, centred, means, spread, unit
from covision.measures.phrases import alike, contrast, root, runs, surface
from covision.measures.text import words


def rows(*angles: float) -> np.ndarray:
    return np.array([[np.cos(a), np.sin(a)] for a in angles], dtype=np.float32)


def test_near_vectors_group_and_far_ones_do_not():
    held = rows(0.0, 0.1, 1.5, 1.6, 3.1)
    assert average_link(held @ held.T, [1] * 5, least=0.9) == [[0, 1], [2, 3], [4]]
    assert average_link(held @ held.T, [1] * 5, least=-1.1) == [[0, 1, 2, 3, 4]]


def test_a_group_never_grows_beyond_the_most():
    held = rows(0.0, 0.01, 0.02, 0.03)
    groups = average_link(held @ held.T, [1, 1, 1, 1], least=0.5, most=2)
    assert sorted(len(group) for group in groups) == [2, 2]


def test_average_link_averages():
    # 0-1 merge first; 2 is near 1 alone (0.6) and far from 0 (0.0): the average 0.3 is under the limit.
    similarity = np.array([[1, 0.9, 0.0], [0.9, 1, 0.6], [0.0, 0.6, 1]], dtype=np.float32)
    assert average_link(similarity, [1, 1, 1], least=0.4) == [[0, 1], [2]]
    assert average_link(similarity, [1, 1, 1], least=0.25) == [[0, 1, 2]]


@given(st.lists(st.floats(0, 6.28), min_size=0, max_size=25), st.floats(-0.5, 0.99))
@settings(max_examples=60, deadline=None)
def test_groups_are_a_partition(angles: list[float], least: float):
    held = rows(*angles) if angles else np.zeros((0, 2), dtype=np.float32)
    groups = average_link(held @ held.T, [1.0] * len(angles), least=least)
    assert sorted(at for group in groups for at in group) == list(range(len(angles)))


def test_centring_takes_away_what_a_language_shares():
    rng = np.random.default_rng(1)
    topics = rng.normal(size=(2, 8))
    noise = rng.normal(size=(80, 8)) * 0.05
    language = np.zeros((80, 8))
    language[:40, 0], language[40:, 0] = -5.0, 5.0  # the second language lies far away, whatever it speaks of
    topic = np.array([at % 2 for at in range(80)])
    raw = unit((topics[topic] + noise + language).astype(np.float32))
    names = ["en"] * 40 + ["pt"] * 40
    assert raw[0] @ raw[1] > raw[0] @ raw[40], "before, the language decides"
    even = centred(raw, names)
    assert even[0] @ even[40] > 0.9 > even[0] @ even[1], "after it, the subject does"


def test_centring_of_nothing_and_of_one():
    assert centred(np.zeros((0, 4), dtype=np.float32), []).shape == (0, 4)
    assert np.isfinite(centred(np.ones((1, 4), dtype=np.float32), ["en"])).all()


def test_means_are_unit_or_zero():
    held = means(rows(0.0, 0.2, 2.0), [[0, 1], []])
    assert np.isclose(np.linalg.norm(held[0]), 1) and not held[1].any()


def test_spread_drops_near_copies_and_keeps_the_order():
    held = rows(0.0, 0.01, 1.0, 0.02, 2.0)
    assert spread(held, [0, 1, 2, 3, 4], most=0.9) == [0, 2, 4]


def test_runs_stop_at_punctuation():
    text = "slow service, cold food"
    found = words(text)
    texts = {text[found[a].start : found[b - 1].end] for a, b in runs(text, found)}
    assert {"slow service", "cold food", "slow"} <= texts
    assert "service, cold" not in texts


def test_contrast_prefers_what_the_others_do_not_say():
    assert contrast(5, 10, 5, 1000) > contrast(5, 10, 500, 1000) > 0


def test_phrases_compare_by_stems_and_show_what_most_wrote():
    assert alike(("slow", "servic"), ("slow",)) and not alike(("slow", "servic"), ("slow", "food"))
    assert surface({"Long lines": 1, "long lines": 1}) == "long lines"
    assert root("habitaciones", "es") == root("habitación", "es") or root("mesas", "es") == root("mesa", "es")
