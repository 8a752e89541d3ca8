"""Research apart from events: kept once, shared by states, moved out of older databases."""

import json
import time
from pathlib import Path

import pytest
from sqlalchemy import event, select

from covision.domain.apply import apply
from covision.domain.events import Answered, Created, ProjectState, ResearchAdded, ResearchRemoved, Stored
from covision.domain.project import Organisation, Participant
from covision.domain.research import ResearchSource, Snippet
from covision.errors import StorageError
from covision.stores import tables
from covision.stores.database import Database
from covision.stores.projects import SqlProjects
from covision.stores.research import ResearchTexts
from covision.stores.schema import ready

NEW = Created(organisation=Organisation(name="o"), participants=(Participant(id="owner"),))


def source(name: str, *texts: str, **more: object) -> ResearchSource:
    snippets = tuple(
        Snippet(id=f"s-{abs(hash(text))}", text=text, source=name, row=at) for at, text in enumerate(texts, 1)
    )
    return ResearchSource(name=name, snippets=snippets, read=len(texts), rows=len(texts), **more)


def added(name: str, *texts: str) -> ResearchAdded:
    return ResearchAdded(source=source(name, *texts))


def everything(database: Database) -> dict[str, str]:
    with database.read() as connection:
        return {
            table.name: " ".join(
                str(bytes(value).decode() if isinstance(value, bytes) else value)
                for row in connection.execute(select(table))
                for value in row
            )
            for table in (tables.events, tables.snapshots, tables.research)
        }


def test_comments_are_in_one_place_whatever_happens_to_the_project(projects: SqlProjects) -> None:
    projects.create("p1", NEW)
    said = ("The bread was zzwarm “today” 🥖", "Nobody zzwarm told us.")
    projects.append("p1", [added("a.csv", *said), added("b.csv", "The till was zzshut.")])
    for turn in range(30):
        state = projects.append("p1", [Answered(participant="owner", question="1", text=f"answer {turn}")])
    held = everything(projects._database)
    assert held["research"].count("zzwarm") == 2 and held["research"].count("zzshut") == 1
    assert "zz" not in held["events"] + held["snapshots"]
    fresh = SqlProjects(projects._database)
    assert fresh.load("p1") == state
    assert [one.text for one in fresh.load("p1").material().snippets()] == [*said, "The till was zzshut."]
    replayed = ProjectState(id="p1")
    for stored in fresh.history("p1"):
        replayed = apply(replayed, stored)
    assert replayed == state


def test_an_answer_beside_many_comments_writes_a_line_and_reads_none_of_them(projects: SqlProjects) -> None:
    snippets = tuple(Snippet(id=f"s{n}", text=f"words {n} " * 15, source="r", row=n) for n in range(20_000))
    projects.create("p1", NEW)
    brought = ResearchSource(name="r", snippets=snippets)
    projects.append("p1", [ResearchAdded(source=brought)])
    written: list[int] = []
    reads: list[str] = []

    def count(_c: object, _cursor: object, statement: str, parameters: object, *_: object) -> None:
        written.append(len(str(parameters)))
        reads.extend([statement] if "research.body" in statement and statement.startswith("SELECT") else [])

    event.listen(projects._database.engine, "before_cursor_execute", count)
    began = time.perf_counter()
    for turn in range(25):
        state = projects.append("p1", [Answered(participant="owner", question="1", text=f"answer {turn}")])
    took = (time.perf_counter() - began) / 25
    assert reads == []
    assert sum(written) / 25 < 20_000, "an answer writes kilobytes, not the comments"
    assert took < 0.25, "an answer waited for the comments"
    assert state.research[0].snippets is brought.snippets
    other = SqlProjects(projects._database)
    first = other.load("p1").research[0].snippets
    other._states.clear()
    assert other.load("p1").research[0].snippets is first, "what was read is shared"


def test_memory_keeps_the_newest_and_forgets_the_rest(
    projects: SqlProjects, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("covision.stores.research.REMEMBERED", 5)
    projects.create("p1", NEW)
    for name in "abc":
        projects.append("p1", [added(name, *(f"{name} {n}" for n in range(4)))])
    assert len(projects._texts._known) == 1 and len(projects._texts._digests) == 1
    assert len(SqlProjects(projects._database).load("p1").material().snippets()) == 12


def test_rubbish_in_place_of_comments_is_said(projects: SqlProjects) -> None:
    projects.create("p1", NEW)
    projects.append("p1", [added("a", "x")])
    with projects._database.write() as connection:
        connection.execute(tables.research.update().values(body=b"[{]"))
    with pytest.raises(StorageError, match="customer research that this covision cannot read"):
        SqlProjects(projects._database).load("p1")


def test_the_same_comments_in_two_projects_are_two_rows(projects: SqlProjects) -> None:
    for name in ("p1", "p2"):
        projects.create(name, NEW)
        projects.append(name, [added("a", "same words")])
    projects.delete("p1")
    assert projects.load("p2").material().snippets()[0].text == "same words"
    assert SqlProjects(projects._database).load("p2").material().snippets()[0].text == "same words"


def test_an_older_database_gives_its_comments_up(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'a.sqlite'}")
    ready(database, upto="0002_passages")
    SqlProjects(database).create("p1", NEW)
    events = [
        added("kept.csv", "kept zzone", "kept zztwo"),
        added("gone.csv", "gone zzthree"),
        added("twice.csv", "twice zzfour", "twice zzfive"),
        ResearchRemoved(name="gone.csv"),
        added("twice.csv", "twice zzfive"),
        added("empty.csv"),
    ]
    with database.write() as connection:
        for seq, one in enumerate(events, 2):
            row = {"project": "p1", "seq": seq, "at": "t", "type": one.type, "body": one.model_dump_json()}
            connection.execute(tables.events.insert().values(**row))
        connection.execute(tables.projects.update().values(revision=7))
        connection.exec_driver_sql("UPDATE snapshots SET body = 'zzone zzthree'")
    expected = ProjectState(id="p1")
    with database.read() as connection:
        first = connection.execute(select(tables.events.c.at, tables.events.c.seq)).first()
    assert first is not None
    for seq, one in enumerate([NEW, *events], 1):
        expected = apply(expected, Stored(project="p1", seq=seq, at=first.at if seq == 1 else "t", event=one))
    ready(database)
    projects = SqlProjects(database)
    assert projects.load("p1") == expected
    held = everything(database)
    assert "zz" not in held["events"] + held["snapshots"]
    assert sorted(word for word in held["research"].replace('"', " ").split() if word.startswith("zz")) == [
        "zzfive",
        "zzone",
        "zztwo",
    ]
    database.checkpoint()
    assert b"zzthree" not in (tmp_path / "a.sqlite").read_bytes()
    state = projects.append("p1", [Answered(participant="owner", question="1", text="goes on")])
    assert SqlProjects(database).load("p1") == state


def test_a_body_that_says_held_in_an_answer_is_an_answer(projects: SqlProjects) -> None:
    projects.create("p1", NEW)
    state = projects.append("p1", [Answered(participant="owner", question="1", text='{"held":"x"}')])
    assert SqlProjects(projects._database).history("p1")[1].event.text == '{"held":"x"}'
    assert json.loads(state.participants[0].answers["1"]) == {"held": "x"}


def test_texts_forget_a_project() -> None:
    texts = ResearchTexts()
    kept = texts._remember("p", "d", (Snippet(id="s", text="t", source="r"),))
    assert texts._digests[id(kept)] == ("p", "d")
    texts.forget("p")
    assert not texts._known and not texts._digests
