"""Jobs of an evaluation under leases: nobody does twice what somebody still does."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from covision.stores.database import Database
from covision.stores.evaluations import Job, SqlEvaluations

JOBS = [Job(key, 0, "lane", at) for at, key in enumerate(("a", "b"))]


class Clock:
    """Seconds that a test moves."""

    at = 1000.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(tmp_path: Path, clock: Clock) -> Iterator[SqlEvaluations]:
    database = Database(f"sqlite:///{tmp_path / 'run.sqlite'}", wal=False)
    made = SqlEvaluations(database, clock)
    made.begin("run", "{}", JOBS)
    yield made
    database.close()


def test_what_a_process_has_under_way_is_never_given_to_it_again(store: SqlEvaluations, clock: Clock) -> None:
    assert store.claim("run", 0, "lane", "one", 60) == "a"
    clock.at += 3600  # the computer slept: no lease was renewed
    assert store.claim("run", 0, "lane", "one", 60) == "b"
    assert store.claim("run", 0, "lane", "one", 60) is None
    assert store.settle("run", "a", "one", "done", "{}")


def test_another_process_takes_over_what_was_not_renewed_and_the_first_loses_it(
    store: SqlEvaluations, clock: Clock
) -> None:
    assert store.claim("run", 0, "lane", "one", 60) == "a"
    assert store.claim("run", 0, "lane", "two", 60) == "b"
    clock.at += 59
    assert store.claim("run", 0, "lane", "two", 60) is None
    clock.at += 2
    assert store.claim("run", 0, "lane", "two", 60) == "a"
    assert not store.settle("run", "a", "one", "done", "{}") and store.settle("run", "a", "two", "done", "{}")
    assert store.standing("run", 0).done == 1 and list(store.results("run")) == ["a"]


def test_who_is_renewed_keeps_its_work_however_long_it_takes(store: SqlEvaluations, clock: Clock) -> None:
    assert store.claim("run", 0, "lane", "one", 60) == "a"
    assert store.claim("run", 0, "lane", "two", 60) == "b"
    for _ in range(10):
        clock.at += 50
        store.renew("run", "one")
        assert store.claim("run", 0, "lane", "two", 60) is None
    assert store.settle("run", "a", "one", "done", "{}")


@pytest.mark.parametrize("wrong", [-1e9, 1e9], ids=["behind", "ahead"])
def test_computers_that_disagree_about_the_time_share_a_run(
    store: SqlEvaluations, clock: Clock, tmp_path: Path, wrong: float
) -> None:
    database = Database(f"sqlite:///{tmp_path / 'run.sqlite'}", wal=False)
    other = SqlEvaluations(database, lambda: clock.at + wrong)
    assert store.claim("run", 0, "lane", "one", 60) == "a"
    assert other.claim("run", 0, "lane", "two", 60) == "b", "a clock that is ahead takes nothing away"
    assert other.claim("run", 0, "lane", "two", 60) is None
    clock.at += 61
    assert other.claim("run", 0, "lane", "two", 60) == "a", "a clock that is behind does not wait for ever"
    database.close()


def test_a_run_of_an_earlier_version_is_taken_over_after_one_lease(store: SqlEvaluations, clock: Clock) -> None:
    assert store.claim("run", 0, "lane", "old", 60) == "a"
    with store._database.write() as connection:
        connection.exec_driver_sql("UPDATE eval_jobs SET until = 1e12 WHERE owner = 'old'")  # a time, far away
    assert store.claim("run", 0, "lane", "new", 60) == "b"
    clock.at += 61
    assert store.claim("run", 0, "lane", "new", 60) == "a"


def test_what_failed_too_often_is_left_alone(store: SqlEvaluations) -> None:
    for number in range(3):
        assert store.claim("run", 0, "lane", "one", 60) == "a"
        assert store.settle("run", "a", "one", "failed", "{}")
        assert store.reopen_failed("run", most=3) == (["a"] if number < 2 else [])
    assert store.standing("run", 0).failed == 1
    assert store.reopen_failed("run") == ["a"], "whoever asks without a limit is not held to one"
