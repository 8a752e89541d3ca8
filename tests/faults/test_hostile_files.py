"""Each hostile file ends in time, within its memory, in a typed message or an honest reading; the app stays as it was."""

import http.server
import multiprocessing
import resource
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.faults.hostile_files import SAID, SECRET, Hostile, corpus

from covision.errors import InputError
from covision.gateways.documents.reader import Documents
from covision.steps.ingest import read_research

WORK = 10.0
SECONDS = 20.0
MEMORY_KB = 512 * 1024


class Canary:
    """A server that nobody should ask, and a file that nobody should read."""

    def __init__(self, folder: Path) -> None:
        self.asked: list[str] = []
        asked = self.asked

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                asked.append(self.path)
                self.send_error(404)

            def log_message(self, *_: object) -> None:
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        self.path = folder / "canary.txt"
        self.path.write_text(SECRET)


@pytest.fixture(scope="module")
def canary(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Canary]:
    made = Canary(tmp_path_factory.mktemp("canary"))
    yield made
    made.server.shutdown()


@pytest.fixture(scope="module")
def files(canary: Canary) -> list[Hostile]:
    return corpus(canary.url, str(canary.path))


def processor_seconds() -> float:
    """What the processes that read files have used so far."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def end_of(file: Hostile) -> tuple[str, str, float]:
    """`read` or `refused`, what was said, and how long it took."""
    started = time.monotonic()
    try:
        source = read_research(file.name, file.content, reader=Documents())
    except InputError as error:
        assert error.todo and file.name in error.message(), file.name
        return "refused", error.what.removeprefix(file.name), time.monotonic() - started
    assert source.read + source.folded + sum(source.skipped.values()) == source.rows, file.name
    assert sum(left.count for left in source.left_out) == source.folded + sum(source.skipped.values()), file.name
    for snippet in source.snippets:
        assert SECRET not in snippet.text, file.name
    return "read", " ".join(snippet.text for snippet in source.snippets), time.monotonic() - started


def test_there_are_enough_of_them(files: list[Hostile]) -> None:
    assert len(files) >= 60 and len({file.name for file in files}) == len(files)


def read_all(url: str, path: str) -> tuple[list[str], int, int]:
    """What went wrong, and the most memory in KB: of a process that reads, and how much this one grew."""
    wrong = []
    files = corpus(url, path)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for file in files:
        used = processor_seconds()
        end, said, seconds = end_of(file)
        if processor_seconds() - used > WORK:
            wrong.append(f"{file.name}: {processor_seconds() - used:.1f} s of work")
        # Its process has 8 s of processor time; on a busy machine the clock shows more.
        if seconds > SECONDS + 2:
            wrong.append(f"{file.name}: {seconds:.1f} s")
        if file.ends != "either" and end != file.ends:
            wrong.append(f"{file.name}: {end}, {said[:200]}")
        elif end == "refused" and file.says not in said:
            wrong.append(f"{file.name}: {said}")
        elif end == "read" and not any(word in said for word in ("counter", "said", "pão", "knew")):
            wrong.append(f"{file.name}: read nothing that was said: {said[:200]!r}")
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return wrong, children, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before


def test_every_hostile_file_ends_well(canary: Canary) -> None:
    # In a process of its own: the most memory of any child is kept for good, and other tests start large ones.
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        wrong, children, grown = pool.apply(read_all, (canary.url, str(canary.path)))
    assert not wrong, "\n".join(wrong)
    assert canary.asked == []
    assert children <= MEMORY_KB
    assert grown <= 200 * 1024, f"{grown} KB"


def test_what_was_hidden_is_counted(files: list[Hostile]) -> None:
    for file in files:
        if file.name.startswith("hidden-") or file.name in ("pdf-invisible.pdf", "pdf-white.pdf", "pdf-tiny.pdf"):
            source = read_research(file.name, file.content, reader=Documents())
            assert sum(source.hidden.values()) >= 1, file.name
            assert source.notes, file.name


def test_a_file_of_harm_does_not_stop_the_others(files: list[Hostile]) -> None:
    reader = Documents()
    for file in files[:3]:
        with pytest.raises(InputError):
            read_research(file.name, file.content, reader=reader)
    assert read_research("after.csv", f"n,comment\n1,{SAID}\n".encode(), reader=reader).read == 1
