"""kill -9 at random moments of interviews and of drafting: what was acknowledged is there, once (F19, F20).

Twelve kills by default; `COVISION_TEST_KILLS=50` for the full count.
"""

import asyncio
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

from covision.domain.events import Answered, DraftFound, DraftingEnded
from covision.settings import load_settings
from covision.wiring import House, open_house

KILLS = int(os.environ.get("COVISION_TEST_KILLS", "12"))
VICTIM = Path(__file__).with_name("victim.py")


def _kill_one(home: Path, after: float) -> list[list[str]]:
    """Start the victim, kill it `after` seconds from its first word; everything it acknowledged."""
    environment = {**os.environ, "COVISION_HOME": str(home)}
    process = subprocess.Popen(
        [sys.executable, str(VICTIM)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment, text=True
    )
    assert process.stdout is not None and process.stderr is not None
    first = process.stdout.readline()
    assert first.strip() == "ready", first + process.stderr.read()
    time.sleep(after)
    process.send_signal(signal.SIGKILL)
    rest, _ = process.communicate()
    assert process.returncode == -signal.SIGKILL
    # A line that the kill cut in two was not acknowledged.
    whole = rest[: rest.rfind("\n") + 1]
    return [line.split("\t") for line in whole.splitlines()]


def _check(house: House, told: list[list[str]]) -> set[str]:
    """Hold the data folder against what was acknowledged; returns the drafting states seen."""
    engine, seen = house.engine, set()
    projects = [line[1] for line in told if line[0] == "project"]
    for project in projects:
        history = engine.history(project)
        assert [item.seq for item in history] == list(range(1, len(history) + 1))
        answers = Counter(
            (item.event.question, item.event.text) for item in history if isinstance(item.event, Answered)
        )
        drafts = Counter(item.event.draft.statement for item in history if isinstance(item.event, DraftFound))
        assert all(count == 1 for count in (*answers.values(), *drafts.values()))
        for line in told:
            if line[:2] == ["answer", project]:
                assert answers[(line[2], line[3].replace("\\n", "\n"))] == 1
            if line[:2] == ["draft", project]:
                assert drafts[line[2]] == 1
        status = engine.drafting_status(engine.state(project))
        assert status != "running"
        seen.add(status)
        if status == "interrupted":
            _resume(house, project)
    return seen


def _resume(house: House, project: str) -> None:
    async def go() -> None:
        events = [event async for event in house.engine.resume(project)]
        assert isinstance(events[-1], DraftingEnded) and events[-1].outcome == "done", events[-1]

    asyncio.run(go())
    state = house.engine.state(project)
    assert len(state.drafts) == 3 and house.engine.drafting_status(state) == "done"


def test_nothing_acknowledged_is_lost_or_doubled(tmp_path: Path) -> None:
    chance = random.Random(20)
    seen: set[str] = set()
    for _ in range(KILLS):
        told = _kill_one(tmp_path, chance.uniform(0.0, 2.5))
        settings = load_settings(home=tmp_path, model="scripted/default", embeddings="hashing", index="numpy")
        with open_house(settings) as house:
            seen |= _check(house, told)
    assert "interrupted" in seen or KILLS < 12
