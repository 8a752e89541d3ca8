"""Projects: events, snapshots, conflicts, and double clicks."""

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import update

from covision.domain.apply import apply
from covision.domain.draft import Draft
from covision.domain.events import (
    Answered,
    AnsweredFollowUp,
    AskedFollowUp,
    Chosen,
    Created,
    DraftFound,
    DraftingEnded,
    DraftingStarted,
    ProjectState,
    Renamed,
    ResearchAdded,
    ResearchRemoved,
    Skipped,
    VersionSaved,
)
from covision.domain.interview import FollowUp, Trigger
from covision.domain.project import Organisation, Participant
from covision.domain.research import ResearchSource, Snippet
from covision.errors import Conflict, NotFound, StorageError
from covision.stores import tables
from covision.stores.database import Database
from covision.stores.projects import SqlProjects
from covision.stores.schema import ready

NEW = Created(organisation=Organisation(name="Café Ørsted"), participants=(Participant(id="owner"),))


def answer(text: str, question: str = "1") -> Answered:
    return Answered(participant="owner", question=question, text=text)


def follow_up(question: str = "1") -> FollowUp:
    return FollowUp(trigger=Trigger(id="thin", question=question), text="Which one?")


def test_a_project_comes_back_as_it_was_left(projects: SqlProjects, tmp_path: Path) -> None:
    projects.create("p1", NEW)
    state = projects.append(
        "p1", [answer("They waited.\r\n “Forty” minutes \x00 🥖"), Skipped(participant="owner", question="2")]
    )
    other = SqlProjects(Database(f"sqlite:///{tmp_path / 'covision.sqlite'}"))
    assert other.load("p1") == state
    assert [item.seq for item in other.history("p1")] == [1, 2, 3]
    replayed = ProjectState(id="p1")
    for stored in other.history("p1"):
        replayed = apply(replayed, stored)
    assert replayed == state


def test_the_list_shows_the_newest_change_first_even_when_the_clock_jumps_back(tmp_path: Path) -> None:
    times = iter(["2026-05-01T00:00:00.000Z", "2026-04-01T00:00:00.000Z", "2020-01-01T00:00:00.000Z"])
    database = Database(f"sqlite:///{tmp_path / 'a.sqlite'}")
    ready(database)
    projects = SqlProjects(database, clock=lambda: next(times))
    projects.create("p1", NEW)
    projects.create("p2", NEW)
    projects.append("p1", [answer("a"), VersionSaved(version=1, statement="s", author="owner")])
    first, second = projects.list()
    assert (first.id, second.id) == ("p1", "p2")
    assert (first.answered, first.versions, first.revision, first.name) == (1, 1, 3, "Café Ørsted")
    assert first.changed_at == "2020-01-01T00:00:00.000Z"


def test_missing_and_existing_projects_are_named(projects: SqlProjects) -> None:
    for call in (projects.load, projects.history, projects.delete):
        with pytest.raises(NotFound, match="nowhere"):
            call("nowhere")
    with pytest.raises(NotFound):
        projects.append("nowhere", [answer("a")])
    projects.create("p1", NEW)
    with pytest.raises(Conflict, match="p1"):
        projects.create("p1", NEW)
    with pytest.raises(Conflict):
        projects.append("p1", [NEW])


def test_deleting_takes_everything(projects: SqlProjects) -> None:
    projects.create("p1", NEW)
    projects.append("p1", [answer("a")])
    projects.delete("p1")
    assert projects.list() == []
    assert projects.create("p1", NEW).revision == 1
    assert len(projects.history("p1")) == 1


def test_a_batch_is_kept_whole_or_not_at_all(projects: SqlProjects) -> None:
    projects.create("p1", NEW)
    projects.append("p1", [VersionSaved(version=1, statement="theirs", author="a")])
    with pytest.raises(Conflict, match="version 1"):
        projects.append("p1", [answer("kept?"), VersionSaved(version=1, statement="mine", author="b")])
    assert projects.load("p1").revision == 2
    assert projects.load("p1").versions[0].statement == "theirs"


def test_whoever_comes_second_is_told(projects: SqlProjects) -> None:
    projects.create("p1", NEW)
    projects.append("p1", [answer("first")], expected=1)
    with pytest.raises(Conflict) as caught:
        projects.append("p1", [answer("second")], expected=1)
    assert "your screen" in caught.value.message()
    assert projects.load("p1").participants[0].answers["1"] == "first"


@pytest.mark.parametrize(
    ("before", "event"),
    [
        ([], answer("a")),
        ([], Skipped(participant="owner", question="1")),
        ([answer("a"), AskedFollowUp(participant="owner", follow_up=follow_up())], answer("a")),
        ([answer("a")], AskedFollowUp(participant="owner", follow_up=follow_up())),
        (
            [answer("a"), AskedFollowUp(participant="owner", follow_up=follow_up())],
            AnsweredFollowUp(participant="owner", question="1", text="more"),
        ),
        ([], Renamed(organisation=Organisation(name="Other"))),
        ([], ResearchAdded(source=ResearchSource(name="r", snippets=(Snippet(id="s", text="t", source="r"),)))),
        ([ResearchAdded(source=ResearchSource(name="r"))], ResearchRemoved(name="r")),
        ([], DraftingStarted(run="r1", model="m", seed=1)),
        (
            [DraftingStarted(run="r1", model="m", seed=1)],
            DraftFound(run="r1", draft=Draft(id="d", angle="a", statement="s", language="en")),
        ),
        ([DraftingStarted(run="r1", model="m", seed=1)], DraftingEnded(run="r1", outcome="stopped")),
        ([], Chosen(draft="d", why="because")),
        ([], VersionSaved(version=1, statement="s", author="owner")),
    ],
)
def test_a_double_click_is_one_event(projects: SqlProjects, before: list, event: object) -> None:
    projects.create("p1", NEW)
    if before:
        projects.append("p1", before)
    once = projects.append("p1", [event])
    again = projects.append("p1", [event])
    both = projects.append("p1", [event, event], expected=1)
    assert once == again == both
    # The name of a source that was removed goes with its words.
    removed = isinstance(event, ResearchRemoved)
    history = [item.event for item in projects.history("p1")]
    kept = [item for item in history if item == event or (removed and isinstance(item, ResearchRemoved))]
    assert len(kept) == 1


def test_an_edit_back_to_earlier_words_is_no_double_click(projects: SqlProjects) -> None:
    projects.create("p1", NEW)
    projects.append("p1", [answer("a"), answer("b"), answer("a")])
    assert projects.load("p1").revision == 4
    projects.append("p1", [Skipped(participant="owner", question="1"), answer("a")])
    assert projects.load("p1").participants[0].answers["1"] == "a"
    asked = AskedFollowUp(participant="owner", follow_up=follow_up())
    projects.append("p1", [asked, AnsweredFollowUp(participant="owner", question="1", text="b")])
    assert projects.append("p1", [answer("a")]).participants[0].answers["1"] == "a"
    projects.append("p1", [VersionSaved(version=1, statement="x", author="o")])
    projects.append("p1", [VersionSaved(version=2, statement="y", author="o")])
    assert len(projects.append("p1", [VersionSaved(version=3, statement="x", author="o")]).versions) == 3


def test_twenty_copies_at_once_are_one_event(projects: SqlProjects) -> None:
    projects.create("p1", NEW)
    errors = in_threads(20, lambda _: projects.append("p1", [answer("only once")], expected=1))
    assert errors == []
    assert projects.load("p1").revision == 2


def test_no_update_is_lost_between_writers_that_share_the_file(projects: SqlProjects, tmp_path: Path) -> None:
    projects.create("p1", NEW)
    others = [projects, SqlProjects(Database(f"sqlite:///{tmp_path / 'covision.sqlite'}"))]
    conflicts: list[int] = []

    def work(number: int) -> None:
        store = others[number % 2]
        for turn in range(15):
            while True:
                state = store.load("p1")
                count = int((state.chosen or "0/").split("/")[0]) + 1
                try:
                    store.append("p1", [Chosen(draft=f"{count}/{number}-{turn}")], expected=state.revision)
                    break
                except Conflict:
                    conflicts.append(number)

    assert in_threads(6, work) == []
    state = projects.load("p1")
    assert (state.chosen or "").split("/")[0] == "90"
    assert state.revision == 91
    assert conflicts, "the writers never met: this test proved nothing"


def test_a_snapshot_of_another_shape_is_made_anew(projects: SqlProjects, tmp_path: Path) -> None:
    projects.create("p1", NEW)
    state = projects.append("p1", [answer("a"), answer("b", "2")])
    database = Database(f"sqlite:///{tmp_path / 'covision.sqlite'}")
    for change in ({"form": "older"}, {"body": "{}"}, {"seq": 99}):
        with database.write() as connection:
            connection.execute(update(tables.snapshots).values(**change))
        assert SqlProjects(database).load("p1") == state


def test_an_event_that_vanished_is_noticed(projects: SqlProjects, tmp_path: Path) -> None:
    projects.create("p1", NEW)
    projects.append("p1", [answer("a")])
    database = Database(f"sqlite:///{tmp_path / 'covision.sqlite'}")
    with database.write() as connection:
        connection.exec_driver_sql("DELETE FROM events WHERE seq = 2")
        connection.exec_driver_sql("DELETE FROM snapshots")
    with pytest.raises(StorageError, match="1 of its 2 events"):
        SqlProjects(database).load("p1")


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=30), max_size=6))
def test_any_words_come_back_as_they_were(projects: SqlProjects, tmp_path: Path, texts: list[str]) -> None:
    name = f"p{len(projects.list())}"
    projects.create(name, NEW)
    projects.append(name, [answer(text, str(at)) for at, text in enumerate(texts)])
    fresh = SqlProjects(Database(f"sqlite:///{tmp_path / 'covision.sqlite'}")).load(name)
    assert list(fresh.participants[0].answers.values()) == texts


def in_threads(count: int, work: Callable[[int], object]) -> list[BaseException]:
    errors: list[BaseException] = []

    def run(number: int) -> None:
        try:
            work(number)
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return errors
