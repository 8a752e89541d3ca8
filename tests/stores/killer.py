"""Run as a script: fork writers, kill them with SIGKILL, and look at what is left.

    python killer.py appends <folder> <rounds> <seed>
    python killer.py migration <folder> <revision>

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

from sqlalchemy import event

from covision.domain.events import Answered, Created
from covision.domain.project import Organisation, Participant
from covision.stores.database import Database
from covision.stores.projects import SqlProjects
from covision.stores.schema import HEAD, ready

TABLES = {
    "0001_projects": {"passages", "vectors", "passage_words", "leftovers", "research"},
    "0002_passages": {"research"},
}
SAID = "The queue was long but the bread was warm."


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


def migration(folder: Path, since: str) -> dict[str, object]:
    """Migrates copies of an older database; the n-th dies before its n-th statement, until one comes through."""
    old = folder / "old.sqlite"
    database = Database(f"sqlite:///{old}")
    ready(database, upto=since)
    SqlProjects(database).create("p", Created(organisation=Organisation(name="kept")))
    with database.write() as connection:
        # As older versions kept research: in the body of the event, and in the snapshot.
        body = json.dumps(
            {
                "type": "research_added",
                "source": {"name": "r", "snippets": [{"id": "s", "text": SAID, "source": "r"}]},
            }
        )
        connection.exec_driver_sql("INSERT INTO events VALUES (NULL, 'p', 2, 't', 'research_added', ?)", (body,))
        connection.exec_driver_sql("UPDATE projects SET revision = 2")
        connection.exec_driver_sql("UPDATE snapshots SET form = 'older', body = ?", (body,))
    database.close()
    wrong: list[str] = []
    for turn in range(1, 200):
        place = folder / f"round{turn}"
        place.mkdir()
        file = place / "covision.sqlite"
        shutil.copy(old, file)
        child = os.fork()
        if child == 0:
            try:
                _migrate_and_die(file, turn)
            finally:
                os._exit(0)
        _, status = os.waitpid(child, 0)
        version = _look(file, since, wrong)
        if not os.WIFSIGNALED(status):
            return {"statements": turn, "last": version, "wrong": wrong}
        if version != since:
            wrong.append(f"killed before statement {turn}, yet the schema is {version}")
    return {"statements": 0, "last": "", "wrong": [*wrong, "it never came through"]}


def _migrate_and_die(file: Path, turn: int) -> None:
    database = Database(f"sqlite:///{file}")
    seen = 0

    def before(*_: object) -> None:
        nonlocal seen
        seen += 1
        if seen == turn:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(database.engine, "before_cursor_execute", before)
    event.listen(database.engine, "commit", before)
    ready(database)


def _look(file: Path, since: str, wrong: list[str]) -> str:
    """The version that was found; then the next start must work and hold the project."""
    connection = sqlite3.connect(file)
    version = str(connection.execute("SELECT version_num FROM alembic_version").fetchone()[0])
    names = {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}
    connection.close()
    new = TABLES[since]
    if (names & new) != (new if version == HEAD else set()):
        wrong.append(f"{version} has {sorted(names & new)}")
    again = Database(f"sqlite:///{file}")
    ready(again)
    state = SqlProjects(again).load("p")
    if state.organisation.name != "kept" or [one.text for one in state.material().snippets()] != [SAID]:
        wrong.append("the project or its research is gone")
    again.close()
    return version


if __name__ == "__main__":
    kind, where, *more = sys.argv[1:]
    if kind == "appends":
        done = appends(Path(where), int(more[0]), random.Random(int(more[1])))
    else:
        done = migration(Path(where), more[0])
    sys.stdout.write(json.dumps(done) + "\n")
