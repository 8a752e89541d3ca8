"""kill -9 at random moments of a run: resuming asks again only what was in flight, and the results are equal (12).

Three kills by default; `COVISION_TEST_KILLS=30` for the full count.
"""

import asyncio
import hashlib
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from covision.bench import log
from covision.domain.evals import EvalRun
from covision.gateways.pace import START_REMOTE
from covision.prompting.fence import unmarked
from faults.server import Act, FaultServer

KILLS = int(os.environ.get("COVISION_TEST_KILLS", "3"))
VICTIM = Path(__file__).with_name("victim.py")
SAYINGS = (
    "You go home with bread that still tastes of somebody's hands.",
    "Nobody leaves us wondering what happens next.",
    "Whoever comes in the door goes out feeling like somebody knew them.",
    "You know what happens next before you leave the room.",
)


def answer(body: dict[str, Any]) -> Act:
    """A statement that hangs on the request alone, so that a reply in the wrong place would show."""
    text = unmarked(json.dumps(body["messages"], sort_keys=True))
    chosen = SAYINGS[hashlib.sha256(f"{body.get('seed')}{text}".encode()).digest()[0] % len(SAYINGS)]
    return Act(pieces=(json.dumps({"statement": chosen}),), drip=0.02)


class Server:
    """The fault server on a loop of its own."""

    def __init__(self) -> None:
        self.server = FaultServer(answer=answer)
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True)

    def __enter__(self) -> FaultServer:
        self.thread.start()
        return asyncio.run_coroutine_threadsafe(self.server.__aenter__(), self.loop).result()

    def __exit__(self, *_: object) -> None:
        asyncio.run_coroutine_threadsafe(self.server.__aexit__(None, None, None), self.loop).result()
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join()


@dataclass
class Stage:
    """Where runs happen: the process that forks runners, and the server that they ask."""

    process: subprocess.Popen[str]
    server: FaultServer
    suite: str
    assets: Path

    def begin(self, home: Path, out: Path, *more: str, processes: int = 1) -> list[int]:
        """Start runners on one folder; their process ids."""
        words = ["eval", "run", self.suite, "--model", "openai/test", "--cases", "bakery,clinic", "--repeats", "2"]
        environment = {
            "COVISION_HOME": str(home),
            "COVISION_ASSETS": str(self.assets),
            "COVISION_API_BASE": self.server.url,
            "COVISION_EMBEDDINGS": "hashing",
            "COVISION_INDEX": "numpy",
        }
        line = {"environment": environment, "words": [[*words, "--out", str(out), *more]] * processes}
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(line) + "\n")
        self.process.stdin.flush()
        return [int(pid) for pid in self._said()]

    def end(self) -> list[int]:
        """Wait for them; their exit codes."""
        return [int(code) for code in self._said()]

    def _said(self) -> list[Any]:
        assert self.process.stdout is not None
        found: list[Any] = json.loads(self.process.stdout.readline())
        return found


@pytest.fixture(scope="module")
def stage(small_assets: Path) -> Iterator[Stage]:
    with Server() as server:
        process = subprocess.Popen(
            [sys.executable, str(VICTIM)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=dict(os.environ),
        )
        yield Stage(process, server, str(Path(__file__).parent / "data" / "tiny.yaml"), small_assets)
        process.communicate()


@dataclass
class Undisturbed:
    """A run that nobody killed: its results, how many requests it made, how many seconds it took."""

    run: EvalRun
    requests: int
    seconds: float


@pytest.fixture(scope="module")
def undisturbed(stage: Stage, tmp_path_factory: pytest.TempPathFactory) -> Undisturbed:
    place = tmp_path_factory.mktemp("undisturbed")
    before = stage.server.count
    stage.begin(place / "home", place / "run")
    begun = time.monotonic()
    assert stage.end() == [0]
    run = log.read_run(place / "run")
    assert [one.status for one in run.results] == ["done"] * 4 and run.end is not None
    requests = stage.server.count - before
    assert run.end.drafting.usage.calls == kept(place / "home") == requests >= 20
    return Undisturbed(run, requests, time.monotonic() - begun)


def kept(home: Path) -> int:
    """How many replies the cache of this home holds."""
    path = home / "cache" / "cache.sqlite"
    if not path.is_file():
        return 0
    with sqlite3.connect(path, timeout=10) as connection:
        tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master")]
        return int(connection.execute("SELECT count(*) FROM replies").fetchone()[0]) if "replies" in tables else 0


def test_a_killed_run_goes_on_and_ends_as_if_nothing_had_been(
    stage: Stage, undisturbed: Undisturbed, tmp_path: Path
) -> None:
    chance = random.Random(12)
    killed, begun, lost = 0, 0, 0
    while killed < KILLS:
        begun += 1
        home, out = tmp_path / f"home-{begun}", tmp_path / f"run-{begun}"
        for _ in range(2):
            before, had = stage.server.count, kept(home)
            (pid,) = stage.begin(home, out)
            time.sleep(chance.uniform(0.0, undisturbed.seconds))
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
            killed += stage.end() == [-signal.SIGKILL]
            in_flight = (stage.server.count - before) - (kept(home) - had)
            lost += in_flight
            assert 0 <= in_flight <= START_REMOTE
        before, had = stage.server.count, kept(home)
        stage.begin(home, out)
        assert stage.end() == [0]
        assert stage.server.count - before == undisturbed.requests - had, "only what was not kept is asked again"
        assert log.comparable(log.read_run(out)) == log.comparable(undisturbed.run)
    assert stage.server.count >= begun * undisturbed.requests + lost


def test_two_processes_share_a_run_and_do_each_piece_once(
    stage: Stage, undisturbed: Undisturbed, tmp_path: Path
) -> None:
    before = stage.server.count
    stage.begin(tmp_path / "home", tmp_path / "run", "--join", processes=2)
    assert stage.end() == [0, 0]
    assert stage.server.count - before == undisturbed.requests
    assert log.comparable(log.read_run(tmp_path / "run")) == log.comparable(undisturbed.run)
    with sqlite3.connect(tmp_path / "run" / "run.sqlite") as connection:
        jobs, results, keys = connection.execute(
            "SELECT (SELECT count(*) FROM eval_jobs), count(*), count(DISTINCT key) FROM eval_results"
        ).fetchone()
    assert jobs == results == keys == 7
