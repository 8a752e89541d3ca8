"""The database: kills, migrations, full disks, damage, locks, owners."""

import json
import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from covision.domain.events import Chosen, Created
from covision.domain.project import Organisation
from covision.errors import DataFolderBusy, InputError, StorageError
from covision.stores import schema, tables
from covision.stores.database import Database
from covision.stores.folder import DataFolder
from covision.stores.projects import SqlProjects
from covision.stores.schema import HEAD, backups, ready

HERE = Path(__file__).parent
NEW = Created(organisation=Organisation(name="o"))


def run(script: str, *arguments: object) -> dict:
    done = subprocess.run(
        [sys.executable, str(HERE / script), *map(str, arguments)], capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def filled(file: Path, upto: str = HEAD) -> Path:
    database = Database(f"sqlite:///{file}")
    ready(database, upto=upto)
    projects = SqlProjects(database)
    projects.create("p1", NEW)
    for number in range(30):
        projects.append("p1", [Chosen(draft=f"d{number}", why="w" * 500)])
    database.close()
    return file


def test_killed_while_saving_nothing_acknowledged_is_lost(tmp_path: Path) -> None:
    seen = run("killer.py", "appends", tmp_path, 50, 7)
    assert seen["wrong"] == []
    assert seen["events"] > 60, "too few events to have been killed amid saving"


@pytest.mark.parametrize(("since", "least"), [("0001_projects", 15), ("0002_passages", 8)])
def test_killed_before_any_statement_of_a_migration_the_schema_is_the_old_one(
    tmp_path: Path, since: str, least: int
) -> None:
    seen = run("killer.py", "migration", tmp_path, since)
    assert seen["wrong"] == []
    assert seen["last"] == HEAD
    assert seen["statements"] > least, "killed before each statement, but there were hardly any"


def test_a_full_disk_is_said_and_recovers(tmp_path: Path) -> None:
    seen = run("full_disk.py", tmp_path / "covision.sqlite")
    assert "disk is full" in seen["said"] and "was not saved" in seen["said"] and "is safe" in seen["said"]
    assert seen["kept"] > 0
    assert seen["before"] == seen["kept"] + 1
    assert seen["after"] == seen["events"] == seen["before"] + 1


def test_every_migration_leads_to_the_tables_that_the_code_knows(tmp_path: Path) -> None:
    assert ScriptDirectory(str(schema._SCRIPTS)).get_heads() == [HEAD]
    database = Database(f"sqlite:///{tmp_path / 'a.sqlite'}")
    ready(database)
    with database.read() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), tables.metadata)
    ours = [item for item in differences if not getattr(item[1], "name", "").startswith("passage_words")]
    assert ours == []
    assert backups(tmp_path / "a.sqlite") == [], "a new file needs no backup"


def test_an_older_database_is_backed_up_and_migrated(tmp_path: Path) -> None:
    file = filled(tmp_path / "a.sqlite", upto="0001_projects")
    database = Database(f"sqlite:///{file}")
    ready(database)
    assert SqlProjects(database).load("p1").revision == 31
    (copy,) = backups(file)
    assert schema.is_whole(copy)
    with sqlite3.connect(copy) as connection:
        assert connection.execute("SELECT version_num FROM alembic_version").fetchone() == ("0001_projects",)
        assert connection.execute("SELECT count(*) FROM events").fetchone() == (31,)
    ready(database)
    assert len(backups(file)) == 1


def test_old_backups_expire(tmp_path: Path) -> None:
    file = filled(tmp_path / "a.sqlite")
    copies = [schema.backup(file, f"n{number}") for number in range(4)]
    assert backups(file) == copies[:1:-1], "the newest two stay"
    month_ago = time.time() - 31 * 86400
    os.utime(copies[2], (month_ago, month_ago))
    ready(Database(f"sqlite:///{file}"))
    assert backups(file) == [copies[3]]


def test_a_newer_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    file = filled(tmp_path / "a.sqlite")
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999_future'")
    connection.close()
    before = file.read_bytes()
    with pytest.raises(StorageError, match="newer covision") as caught:
        ready(Database(f"sqlite:///{file}"))
    assert "Install the newest" in caught.value.todo
    assert file.read_bytes() == before
    assert backups(file) == []


def test_a_foreign_database_is_refused(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "a.sqlite") as connection:
        connection.execute("CREATE TABLE recipes (id)")
    with pytest.raises(StorageError, match="not a database of covision"):
        ready(Database(f"sqlite:///{tmp_path / 'a.sqlite'}"))


@pytest.mark.parametrize("how", ["no database", "cut", "page", "header"])
def test_damage_is_refused_and_the_good_backup_named(tmp_path: Path, how: str) -> None:
    file = filled(tmp_path / "a.sqlite")
    good = schema.backup(file, "good")
    bad = schema.backup(file, "later")
    bad.write_bytes(b"SQLite format 3\x00" + b"x" * 5000)
    data = bytearray(file.read_bytes())
    if how == "no database":
        data = bytearray(b"hello " * 2000)
    elif how == "cut":
        data = data[: len(data) // 2]
    elif how == "page":
        data[4096 * 3 : 4096 * 4] = b"\xff" * 4096
    else:
        data[:16] = b"\x00" * 16
    file.write_bytes(data)
    with pytest.raises(StorageError, match="damaged") as caught:
        ready(Database(f"sqlite:///{file}"))
    assert str(good) in caught.value.todo
    assert file.read_bytes() == bytes(data), "nothing may be written to a damaged file"


def test_a_locked_database_is_said_and_works_afterwards(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("covision.stores.database.BUSY_SECONDS", 0.2)
    file = filled(tmp_path / "a.sqlite")
    projects = SqlProjects(Database(f"sqlite:///{file}"))
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StorageError, match="in use by another program"):
        projects.append("p1", [Chosen(draft="x")])
    assert projects.load("p1").revision == 31, "reading goes on"
    other.execute("ROLLBACK")
    assert projects.append("p1", [Chosen(draft="x")]).revision == 32


def test_no_right_to_write_is_said(tmp_path: Path) -> None:
    file = filled(tmp_path / "a.sqlite")
    projects = SqlProjects(Database(f"sqlite:///file:{file}?mode=ro&uri=true"))
    with pytest.raises(StorageError, match="may not write"):
        projects.append("p1", [Chosen(draft="x")])
    blocked = tmp_path / "file"
    blocked.write_text("")
    with pytest.raises(StorageError):
        DataFolder(blocked / "data")


def test_after_a_vacuum_that_failed_small_sorting_is_in_memory_again(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'covision.sqlite'}")
    with database.write() as connection:
        connection.exec_driver_sql("CREATE TABLE t (x)")
        before = connection.exec_driver_sql("PRAGMA temp_store").scalar()
    other = sqlite3.connect(tmp_path / "covision.sqlite")
    other.execute("BEGIN IMMEDIATE")
    raw = database.engine.raw_connection()
    raw.cursor().execute("PRAGMA busy_timeout=1")
    raw.close()
    with pytest.raises(StorageError):
        database.vacuum()
    other.close()
    with database.read() as connection:
        assert connection.exec_driver_sql("PRAGMA busy_timeout").scalar() == 1, "another connection"
        assert connection.exec_driver_sql("PRAGMA temp_store").scalar() == before == 2
    database.close()


def test_a_bad_address_names_the_setting() -> None:
    for url in ("nonsense", "nonsense://x", "sqlite+nonsense:///x"):
        with pytest.raises(InputError, match="address") as caught:
            Database(url)
        assert "COVISION_DATABASE_URL" in caught.value.todo


def test_the_database_runs_as_promised(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{filled(tmp_path / 'a.sqlite')}")
    promised = {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "mmap_size": 0,
        "secure_delete": 1,
        "busy_timeout": 5000,
    }
    with database.read() as connection:
        asked = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in (
                "journal_mode",
                "synchronous",
                "foreign_keys",
                "mmap_size",
                "secure_delete",
                "busy_timeout",
            )
        }
    assert asked == promised


def test_a_second_owner_is_refused_until_the_first_is_gone_or_dead(tmp_path: Path) -> None:
    code = (
        "import sys, time; from pathlib import Path; from covision.stores.folder import DataFolder\n"
        "held = DataFolder(Path(sys.argv[1])); print('held', flush=True); time.sleep(60)"
    )
    child = subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    try:
        assert child.stdout is not None and child.stdout.readline() == "held\n"
        with pytest.raises(DataFolderBusy) as caught:
            DataFolder(tmp_path)
        assert f"process {child.pid}" in caught.value.what
        assert "COVISION_HOME" in caught.value.todo
    finally:
        child.kill()
        child.wait()
    with DataFolder(tmp_path), pytest.raises(DataFolderBusy, match="This process"):
        DataFolder(tmp_path)
    DataFolder(tmp_path).close()


def test_headless_stores_work_beside_the_app(open_here: Callable) -> None:
    app = open_here(shared=True)
    with pytest.raises(DataFolderBusy):
        open_here(shared=True)
    one, two = open_here(shared=False), open_here(shared=False)
    for stores in (app, one, two):
        stores.projects.create("p1", NEW)
    app.close()
    app.close()
    assert [item.id for item in open_here(shared=True).projects.list()] == ["p1"]
