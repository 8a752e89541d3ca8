"""Run as a script: fork writers, kill them with SIGKILL at random moments, and look at what is left.

    python killer.py appends <folder> <rounds> <seed>
    python killer.py migration <folder> <rounds> <seed>

Prints one JSON line. Forking a warm process makes a round cheap; nothing here has threads when it forks.
"""

import json
import os
import random
import select
import shutil
import signal
import sqlite3
import sys
import time
from collections.abc import Callable
from pathlib import Path

import alembic.command  # noqa: F401  loaded here, so that the kills fall into the migration and not its import

from covision.domain.events import Answered, Created
from covision.domain.project import Organisation, Participant
from covision.stores.database import Database
from covision.stores.projects import SqlProjects
from covision.stores.schema import HEAD, ready

OLD = "0001_projects"


def forked(work: Callable[[int], None], seconds: float, lines: int = 1) -> bytes:
    """Run `work(pipe)` in a child, kill it `seconds` after its `lines`-th line; all that it wrote comes back."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.close(reader)
            work(writer)
        finally:
            os._exit(0)
    os.close(writer)
    got = b""
    until = time.monotonic() + 20
    while time.monotonic() < until:
        if select.select([reader], [], [], max(0, until - time.monotonic()))[0]:
            part = os.read(reader, 65536)
            if not part:
                break
            if got.count(b"\n") < lines <= (got + part).count(b"\n"):
                until = time.monotonic() + seconds
            got += part
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    while part := os.read(reader, 65536):
        got += part
    os.close(reader)
    return got


def appends(folder: Path, rounds: int, chance: random.Random) -> dict[str, object]:
    """Each round appends answers that say their own number, and acknowledges each on a pipe."""
    file = folder / "covision.sqlite"
    database = Database(f"sqlite:///{file}")
    ready(database)
    new = Created(organisation=Organisation(name="o"), participants=(Participant(id="a"),))
    SqlProjects(database).create("p", new)
    database.close()
    acked, killed_in_flight, wrong = 1, 0, []

    def write(pipe: int) -> None:
        mine = Database(f"sqlite:///{file}")
        projects = SqlProjects(mine)
        os.write(pipe, b"start\n")
        while True:
            number = projects.load("p").revision + 1
            state = projects.append("p", [Answered(participant="a", question="1", text=str(number))])
            os.write(pipe, f"{state.revision}\n".encode())

    for _ in range(rounds):
        lines = forked(write, chance.uniform(0, 0.02), chance.randint(1, 6)).decode().split("\n")
        acked = max([acked, *(int(line) for line in lines[:-1] if line.isdigit())])
        mine = Database(f"sqlite:///{file}")
        ready(mine)
        projects = SqlProjects(mine)
        history = projects.history("p")
        state = projects.load("p")
        killed_in_flight += state.revision > acked
        seqs = [item.seq for item in history]
        texts = [item.event.text for item in history[1:]]
        if seqs != list(range(1, len(seqs) + 1)) or texts != [str(seq) for seq in seqs[1:]]:
            wrong.append(f"chain broken at {seqs[-3:]} {texts[-3:]}")
        if state.revision < acked or state.revision > acked + 1:
            wrong.append(f"acknowledged {acked}, found {state.revision}")
        if state.revision != len(history) or state.participants[0].answers.get("1") != (texts or [None])[-1]:
            wrong.append("the snapshot does not agree with the events")
        acked = state.revision
        mine.close()
    return {"rounds": rounds, "events": acked, "unacknowledged": killed_in_flight, "wrong": wrong}


def migration(folder: Path, rounds: int, chance: random.Random) -> dict[str, object]:
    """Each round migrates a copy of an older database and is killed on the way."""
    old = folder / "old.sqlite"
    database = Database(f"sqlite:///{old}")
    ready(database, upto=OLD)
    SqlProjects(database).create("p", Created(organisation=Organisation(name="kept")))
    database.close()
    found: dict[str, int] = {}
    wrong = []
    trial = folder / "trial.sqlite"
    shutil.copy(old, trial)
    began = time.monotonic()
    ready(Database(f"sqlite:///{trial}"))
    usual = time.monotonic() - began
    for turn in range(rounds):
        place = folder / f"round{turn}"
        place.mkdir()
        file = place / "covision.sqlite"
        shutil.copy(old, file)

        def migrate(pipe: int, file: Path = file) -> None:
            os.write(pipe, b"start\n")
            ready(Database(f"sqlite:///{file}"))

        forked(migrate, chance.uniform(0, 1.6 * usual))
        connection = sqlite3.connect(file)
        version = connection.execute("SELECT version_num FROM alembic_version").fetchone()[0]
        names = {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}
        connection.close()
        found[version] = found.get(version, 0) + 1
        new = {"passages", "vectors", "passage_words", "leftovers"}
        if (names & new) != (new if version == HEAD else set()):
            wrong.append(f"{version} has {sorted(names & new)}")
        again = Database(f"sqlite:///{file}")
        ready(again)
        if SqlProjects(again).load("p").organisation.name != "kept":
            wrong.append("the project is gone")
        again.close()
    return {"rounds": rounds, "found": found, "wrong": wrong}


if __name__ == "__main__":
    kind, where, count, seed = sys.argv[1:]
    do = {"appends": appends, "migration": migration}[kind]
    sys.stdout.write(json.dumps(do(Path(where), int(count), random.Random(int(seed)))) + "\n")
