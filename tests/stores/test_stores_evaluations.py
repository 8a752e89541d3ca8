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
    clock.at += 61
    assert store.claim("run", 0, "lane", "two", 60) == "a"
    assert not store.settle("run", "a", "one", "done", "{}") and store.settle("run", "a", "two", "done", "{}")
    assert store.standing("run", 0).done == 1 and list(store.results("run")) == ["a"]
