"""Embedders: MiniLM on this computer, any litellm embedding model, and a hashing one that needs nothing.

All fulfil `domain.search.Embedder`: unit rows, float32. They block, and may be called from several threads.
"""

import asyncio
import math
import re
import threading
import time
import zlib
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np

from covision.domain.search import Vectors
from covision.errors import ModelError, ModelRefused, ModelUnavailable, StorageError
from covision.gateways import vendor
from covision.gateways.base import Endpoint, Patience, Rhythm
from covision.gateways.faults import Transient, translate
from covision.gateways.resolve import endpoint_of, full_name, is_remote
from covision.gateways.retry import persist
from covision.gateways.weights import OnProgress, WeightsStore
from covision.gateways.weights_sources import Cancelled
from covision.gateways.weights_table import EMBEDDING
from covision.settings import Settings
from covision.steps.mask import blank

MAX_TOKENS = 256
"""MiniLM was trained on texts of at most 128 word pieces and accepts 256; the rest of a text is not read."""

_BATCH = 32
_TRY_AGAIN = 60.0  # seconds after a failed fetch
_REMOTE_BATCH = 96  # the smallest limit among the large providers
_WORD = re.compile(r"\w+")


class HashingEmbedder:
    """Words and character 3- to 5-grams hashed into signed buckets (Weinberger et al. 2009); no weights.

    Finds shared wording, not shared meaning: for tests, and where nothing else can be had.
    """

    remote = False

    def __init__(self, dimension: int = 512) -> None:
        self._dimension = dimension

    @property
    def name(self) -> str:
        """Identity of the vector space."""
        return f"hashing-{self._dimension}-v1"

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return self._dimension

    def ready(self) -> bool:
        """Always."""
        return True

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Rows of unit length; a text without letters or digits gets the first axis."""
        rows = np.zeros((len(texts), self._dimension), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for feature, count in Counter(_features(text)).items():
                # crc32 is the same in every process, unlike hash().
                code = zlib.crc32(feature.encode())
                row[(code >> 1) % self._dimension] += (1.0 if code & 1 else -1.0) * (1.0 + math.log(count))
            if not row.any():
                row[0] = 1.0
        return _unit(rows)


def _features(text: str) -> list[str]:
    found: list[str] = []
    for word in _WORD.findall(text.lower()):
        framed = f"<{word}>"
        found.append(framed)
        found += [framed[i : i + n] for n in (3, 4, 5) for i in range(len(framed) - n + 1) if n < len(framed)]
    return found


class LocalMiniLM:
    """all-MiniLM-L6-v2 as int8 ONNX on the processor; fetches its 23 MB on first need.

    Mean of the last layer over the attention mask, then unit length, as the model's authors do
    (Reimers and Gurevych 2019).
    """

    remote = False

    def __init__(
        self,
        weights: WeightsStore,
        *,
        threads: int | None = None,
        on_progress: OnProgress | None = None,
        cancelled: Cancelled | None = None,
    ) -> None:
        self._weights, self._threads = weights, threads
        self._on_progress, self._cancelled = on_progress, cancelled
        self._lock = threading.Lock()
        self._loaded: tuple[Any, Any] | None = None
        self._failed: tuple[float, ModelUnavailable] | None = None

    @property
    def name(self) -> str:
        """Identity of the vector space."""
        return "minilm-l6-int8-8199be6f"

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return 384

    def ready(self) -> bool:
        """True where nothing has to be fetched."""
        return self._weights.ready(EMBEDDING)

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Rows of unit length, at most `MAX_TOKENS` of each text read; raises `ModelUnavailable`."""
        rows = np.zeros((len(texts), self.dimension), dtype=np.float32)
        if not texts:
            return rows
        session, tokenizer = self._load()
        # Comments repeat ("good", "n/a"): equal texts are read once. Sorted by length, a batch pads little.
        distinct = list(dict.fromkeys(texts))
        read = tokenizer.encode_batch_fast(distinct)
        order = sorted(range(len(distinct)), key=lambda i: len(read[i].ids))
        found = np.zeros((len(distinct), self.dimension), dtype=np.float32)
        for start in range(0, len(order), _BATCH):
            chosen = order[start : start + _BATCH]
            found[chosen] = _pooled(session, [read[i].ids for i in chosen])
        place = {text: i for i, text in enumerate(distinct)}
        rows[:] = found[[place[text] for text in texts]]
        return rows

    def _load(self) -> tuple[Any, Any]:
        with self._lock:
            if self._loaded is None:
                # Where a fetch just failed, the next text must not wait for the next failure.
                if self._failed and not self.ready() and time.monotonic() < self._failed[0] + _TRY_AGAIN:
                    raise self._failed[1]
                try:
                    self._loaded = self._open(self._fetched())
                except ModelUnavailable as error:
                    self._failed = (time.monotonic(), error)
                    raise
            return self._loaded

    def _fetched(self) -> dict[str, Path]:
        try:
            return self._weights.ensure(EMBEDDING, self._on_progress, self._cancelled)
        except StorageError as error:
            raise ModelUnavailable(error.what, safe=error.safe, todo=error.todo, model=EMBEDDING) from error

    def _open(self, files: dict[str, Path]) -> tuple[Any, Any]:
        import onnxruntime
        from tokenizers import Tokenizer

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = self._threads or 0
        options.log_severity_level = 3
        # Spinning threads take the cores from the app and from the local engine between two batches.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        try:
            session = onnxruntime.InferenceSession(
                files["model.onnx"].read_bytes(), options, providers=["CPUExecutionProvider"]
            )
            tokenizer = Tokenizer.from_file(str(files["tokenizer.json"]))
        except Exception as error:  # both libraries raise bare exceptions
            raise ModelUnavailable(
                "The embedding model could not be loaded.",
                todo=f"Run `covision models fetch {EMBEDDING}`: it checks the files and mends them.",
                model=EMBEDDING,
            ) from error
        tokenizer.no_padding()
        tokenizer.enable_truncation(MAX_TOKENS)
        return session, tokenizer


def _pooled(session: Any, ids: list[list[int]]) -> Vectors:
    """Mean over the tokens of each text, shape (len(ids), 384), unit rows; padded to the longest."""
    width = max(len(row) for row in ids)
    tokens = np.zeros((len(ids), width), dtype=np.int64)
    mask = np.zeros_like(tokens)
    for number, row in enumerate(ids):
        tokens[number, : len(row)] = row
        mask[number, : len(row)] = 1
    inputs = {"input_ids": tokens, "attention_mask": mask, "token_type_ids": np.zeros_like(tokens)}
    hidden = session.run(None, inputs)[0]
    weight = mask[:, :, None].astype(np.float32)
    return _unit((hidden * weight).sum(axis=1) / weight.sum(axis=1))


class LitellmEmbedder:
    """Any embedding model that litellm knows; texts leave this computer unless its server is on it."""

    def __init__(
        self,
        endpoint: Endpoint,
        *,
        remote: bool = True,
        patience: Patience | None = None,
        rhythm: Rhythm | None = None,
    ) -> None:
        self.remote = remote
        self._endpoint = endpoint
        self._patience = patience or Patience()
        self._rhythm = rhythm or Rhythm()
        self._dimension = 0

    @property
    def name(self) -> str:
        """Identity of the vector space: the model and, where it is not the provider's own, its server."""
        return self._endpoint.key.rstrip("@")

    @property
    def dimension(self) -> int:
        """Length of a vector; asks the model once to learn it."""
        if not self._dimension:
            self.embed(["dimension"])
        return self._dimension

    def ready(self) -> bool:
        """True: there is nothing to fetch, though the server may still be away."""
        return True

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Rows of unit length; raises `ModelError`s, transient faults after the retries.

        Where texts leave this computer, personal data of a fixed form is blanked first.
        """
        if not texts:
            return np.zeros((0, self._dimension), dtype=np.float32)
        if self.remote:
            texts = [blank(text) for text in texts]
        parts = [
            _anywhere(self._batch, list(texts[start : start + _REMOTE_BATCH]))
            for start in range(0, len(texts), _REMOTE_BATCH)
        ]
        if len({part.shape[1] for part in parts} | ({self._dimension} - {0})) != 1:
            raise ModelRefused("The embedding model changed the length of its vectors.", model=self._endpoint.model)
        rows = np.concatenate(parts)
        self._dimension = rows.shape[1]
        return rows

    async def _batch(self, texts: list[str]) -> Vectors:
        patience, deadline = self._patience, self._rhythm.now() + self._patience.deadline
        return await persist(lambda _: self._ask(texts), self._endpoint, patience, self._rhythm, deadline)

    async def _ask(self, texts: list[str]) -> Vectors:
        failed: Exception
        try:
            litellm = await asyncio.to_thread(vendor.ready, self._endpoint.model)
            response = await litellm.aembedding(
                # Providers refuse an empty text; a space stands for it.
                input=[text if text.strip() else " " for text in texts],
                timeout=self._patience.deadline,
                num_retries=0,
                max_retries=0,
                drop_params=True,
                **self._where(),
            )
            return self._rows(response.data, len(texts))
        except ModelError as error:
            failed = error
        except Exception as raw:
            fault = translate(raw, self._endpoint, self._rhythm.wall())
            failed = Transient(fault) if fault.transient else fault.error
        # Raised here, so that no context carries the vendor's text, which may quote the texts or the key.
        raise failed

    def _where(self) -> dict[str, Any]:
        found: dict[str, Any] = {"model": self._endpoint.model}
        if self._endpoint.api_base:
            found |= {"api_base": self._endpoint.api_base, "api_key": "none"}
        if self._endpoint.api_key is not None:
            found["api_key"] = self._endpoint.api_key.get_secret_value()
        return found

    def _rows(self, data: Sequence[Any], count: int) -> Vectors:
        try:
            ordered = sorted(data, key=lambda item: int(item["index"]))
            rows = np.asarray([item["embedding"] for item in ordered], dtype=np.float32)
        except (ValueError, TypeError, KeyError):
            rows = np.zeros((0, 0), dtype=np.float32)
        if rows.ndim != 2 or rows.shape[0] != count or not rows.shape[1] or not np.isfinite(rows).all():
            raise ModelRefused(
                f"The model {self._endpoint.model} did not answer with one vector for each text.",
                todo="Choose an embedding model with COVISION_EMBEDDINGS, or `local`.",
                model=self._endpoint.model,
            )
        return _unit(rows)


def _anywhere(work: Any, texts: list[str]) -> Vectors:
    """Run a coroutine to its end, also where an event loop already runs in this thread."""
    found: list[Vectors] = []
    failed: list[BaseException] = []

    def run() -> None:
        try:
            found.append(asyncio.run(work(texts)))
        except BaseException as error:
            failed.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    if failed:
        raise failed[0]
    return found[0]


def _unit(rows: Vectors) -> Vectors:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.maximum(lengths, 1e-12), dtype=np.float32)


ReadyEmbedder: TypeAlias = HashingEmbedder | LocalMiniLM | LitellmEmbedder
"""An `Embedder` that also tells `ready()` (nothing to fetch) and `remote` (texts leave this computer)."""


def make_embedder(
    settings: Settings,
    weights: WeightsStore | None = None,
    *,
    on_progress: OnProgress | None = None,
    cancelled: Cancelled | None = None,
) -> ReadyEmbedder:
    """The embedder that `settings.embeddings` names: `local`, `hashing`, or a litellm embedding model.

    Loads and fetches nothing: that happens at the first `embed`.
    """
    named = settings.embeddings.strip()
    if named.lower() == "hashing":
        return HashingEmbedder()
    if named.lower() == "local":
        store = weights or WeightsStore(settings.weights_dir)
        return LocalMiniLM(store, threads=settings.threads, on_progress=on_progress, cancelled=cancelled)
    name = full_name(named, settings)
    endpoint = endpoint_of(name, settings)
    return LitellmEmbedder(endpoint, remote=is_remote(name, settings), patience=Patience.of(settings))
