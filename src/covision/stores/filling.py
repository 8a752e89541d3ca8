"""Fills the index behind the work: who imports research waits for no embedding model."""

import logging
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from covision.domain.search import Passage
from covision.errors import CovisionError

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Filling:
    """How far a workspace is: `done` of `total` texts have their vector."""

    done: int
    total: int

    @property
    def share(self) -> float:
        """0..1."""
        return self.done / self.total if self.total else 1.0


Tell = Callable[[int, int], None]
"""(done, total) texts."""


class Filler:
    """One worker thread that puts passages, one workspace after the other. What is left at the end is done when the
    workspace is next put."""

    def __init__(self, put: Callable[[Sequence[Passage], Tell], None]) -> None:
        self._put = put
        self._now: dict[str, Filling] = {}
        self._waiting: dict[str, int] = {}
        self._guard = threading.Lock()
        self._closed = False
        self._worker: ThreadPoolExecutor | None = None

    def add(self, workspace: str, passages: Sequence[Passage]) -> None:
        """Begin to put passages of a workspace."""
        if not passages:
            return
        with self._guard:
            if self._closed:
                return
            self._waiting[workspace] = self._waiting.get(workspace, 0) + 1
            before = self._now.get(workspace, Filling(0, 0))
            self._now[workspace] = Filling(before.done, before.total + len(passages))
            self._worker = self._worker or ThreadPoolExecutor(1, thread_name_prefix="covision-fill")
            self._worker.submit(self._run, workspace, passages)

    def now(self, workspace: str) -> Filling | None:
        """How far it is; None where nothing is under way."""
        with self._guard:
            return self._now.get(workspace)

    def _run(self, workspace: str, passages: Sequence[Passage]) -> None:
        def tell(done: int, total: int) -> None:
            with self._guard:
                self._now[workspace] = Filling(done, total)

        try:
            if not self._closed:
                self._put(passages, tell)
        except CovisionError as error:
            log.warning("Passages of %s are not in the index yet: %s", workspace, error)
        except Exception:
            log.exception("Passages of %s are not in the index yet", workspace)
        finally:
            with self._guard:
                self._waiting[workspace] -= 1
                if not self._waiting[workspace]:
                    del self._waiting[workspace]
                    self._now.pop(workspace, None)

    @property
    def closed(self) -> bool:
        """True once no more work is wanted."""
        return self._closed

    def settle(self) -> None:
        """Wait for the work that was begun."""
        with self._guard:
            worker = self._worker
        if worker is not None:
            worker.submit(lambda: None).result()

    def close(self) -> None:
        """Stop after the batch at hand."""
        with self._guard:
            self._closed = True
            worker = self._worker
        if worker is not None:
            worker.shutdown(wait=True, cancel_futures=True)
