"""What goes on behind an open page: the built-in engine's weights are fetched, slow libraries are loaded."""

import threading
from collections.abc import Iterator

from covision.errors import CovisionError
from covision.wiring import House

_EMBEDDINGS = "minilm-l6-int8"


class Warmup:
    """Fetches what is missing, in a thread, once. Safe to read from any thread."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._stop = threading.Event()
        self.have = 0
        self.size = 0
        self.fetching = False
        self.failed = ""

    @property
    def percent(self) -> int | None:
        """How far the fetch is, 0 to 100; None where none is under way."""
        if not self.fetching:
            return None
        return int(100 * self.have / self.size) if self.size else 0

    @property
    def busy(self) -> bool:
        """True while the page should look again soon."""
        return self._thread is not None and self._thread.is_alive()

    def start(self) -> None:
        """Begin; a second call while it runs does nothing."""
        with self._lock:
            if self.busy:
                return
            self.failed = ""
            self._stop.clear()
            self._thread = threading.Thread(target=self._run, name="covision-weights", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """Stop fetching; what came so far is kept for the next time."""
        self._stop.set()

    def _run(self) -> None:
        try:
            for name in self._missing():
                self.have, self.size, self.fetching = 0, self._house.weights.weights(name).size, True
                self._house.weights.fetch(name, self._tell, self._stop.is_set)
                self._house.look_again()
        except CovisionError as error:
            self.failed = error.message()
        finally:
            self.fetching = False
        if not self._stop.is_set():
            self._house.warm()

    def _missing(self) -> Iterator[str]:
        """The engine that answers by configuration, then the embeddings; only what is not on the disk."""
        names = [info.name for info in self._house.resolution.values() if info.name.startswith("local/")]
        for name in dict.fromkeys(names):
            if not self._house.weights_ready(name):
                yield name.removeprefix("local/")
        if self._house.settings.embeddings == "local" and not self._house.weights_ready(_EMBEDDINGS):
            yield _EMBEDDINGS

    def _tell(self, have: int, size: int) -> None:
        self.have, self.size = have, size
