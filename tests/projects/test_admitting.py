"""The engine behind its door: who asks, and what they may do."""

import asyncio
import inspect
from collections.abc import Iterator
from typing import Any

import pytest

from covision.domain.access import LOCAL_PERSON, Actor, OnePerson, acting, actor
from covision.domain.events import ProjectState
from covision.domain.project import Organisation, Participant
from covision.errors import AccessDenied, NotFound
from covision.projects.admitting import READS, WITHOUT_PROJECT, missing
from covision.projects.engine import ProjectEngine
from covision.settings import Settings
from covision.wiring import House

READER = Actor(name="a reader", kind="program", scopes=frozenset(("read",)))
NOBODY = Actor(name="nobody", scopes=frozenset())


class Owners:
    """Projects with owners, as accounts will have them."""

    def __init__(self) -> None:
        self.of: dict[str, str] = {}

    def allows(self, who: Actor, scope: Any, project: str | None) -> bool:
        return project is None or self.of.get(project) == who.name


@pytest.fixture
def house(scripted: Settings) -> Iterator[House]:
    with House(scripted) as made:
        yield made


def public() -> dict[str, Any]:
    return {
        name: method
        for name, method in inspect.getmembers(ProjectEngine, inspect.isfunction)
        if not name.startswith("_") and name != "close"
    }


def test_every_call_names_its_project_first_or_is_listed() -> None:
    for name, method in public().items():
        first = list(inspect.signature(method).parameters)[1:2]
        assert name in WITHOUT_PROJECT or first in (["project"], ["state"]), (
            f"{name}: name the project first (`project` or `state`), or add it to WITHOUT_PROJECT in admitting.py"
        )
    assert set(public()) >= READS | WITHOUT_PROJECT


def call(engine: ProjectEngine, name: str, state: ProjectState) -> Any:
    """Call a method with as many values as it needs; the door is asked before any of them is looked at."""
    parameters = list(inspect.signature(public()[name]).parameters.values())[1:]
    needed = [one for one in parameters if one.default is inspect.Parameter.empty]
    values = [state if one.annotation in (ProjectState, "ProjectState") else state.id for one in needed]
    places = [v for one, v in zip(needed, values, strict=True) if one.kind is not inspect.Parameter.KEYWORD_ONLY]
    words = {
        one.name: v for one, v in zip(needed, values, strict=True) if one.kind is inspect.Parameter.KEYWORD_ONLY
    }
    return getattr(engine, name)(*places, **words)


def test_whoever_may_nothing_is_refused_every_call(house: House) -> None:
    state = house.engine.create(Organisation(name="Bakery"))
    before = house.engine.history(state.id)
    for name in public():
        with acting(NOBODY):
            if name == "projects":
                with pytest.raises(AccessDenied):
                    house.engine.projects()
                continue
            with pytest.raises((AccessDenied, NotFound)):
                call(house.engine, name, state)
    assert house.engine.history(state.id) == before


def test_whoever_may_look_is_refused_every_change(house: House) -> None:
    state = house.engine.create(Organisation(name="Bakery"))
    for name in set(public()) - READS:
        with acting(READER), pytest.raises(AccessDenied, match="a reader may not change"):
            call(house.engine, name, state)
    with acting(READER):
        assert house.engine.state(state.id) == state
        assert [one.id for one in house.engine.projects()] == [state.id]


def test_a_project_of_somebody_else_is_as_one_that_is_not_there(house: House) -> None:
    owners = house.access = Owners()
    ann, bob = Actor(name="ann"), Actor(name="bob")
    with acting(ann):
        mine = house.engine.create(Organisation(name="Ann's"), participants=[Participant(id="owner")])
    owners.of[mine.id] = "ann"
    with acting(ann):
        assert house.engine.state(mine.id).organisation.name == "Ann's"
        assert [one.id for one in house.engine.projects()] == [mine.id]
    with acting(bob):
        assert house.engine.projects() == []
        with pytest.raises(NotFound) as foreign:
            house.engine.answer(mine.id, "owner", "2", "x")
    owners.of["madeup"] = "bob"
    with acting(bob), pytest.raises(NotFound) as absent:
        house.engine.state("madeup")
    assert foreign.value.message().replace(mine.id, "ID") == absent.value.message().replace("madeup", "ID")
    assert missing("madeup").message() == absent.value.message()


async def test_who_asks_goes_along_into_threads_and_tasks(house: House) -> None:
    assert actor() == LOCAL_PERSON
    with acting(READER):
        assert await asyncio.to_thread(actor) == READER
        task = asyncio.create_task(asyncio.to_thread(actor))
    assert await task == READER and actor() == LOCAL_PERSON


def test_scoring_and_comparing_ask_too(house: House) -> None:
    from covision.wiring.comparing import compare

    two = {"a": "They go home knowing what to do.", "b": "Nobody waits."}
    with acting(NOBODY):
        with pytest.raises(AccessDenied):
            house.score("They go home knowing what to do.")
        with pytest.raises(AccessDenied):
            house.score_many([("a", "Nobody waits.")])
        with pytest.raises(AccessDenied):
            asyncio.run(compare(house, two, (), "en", say=str))
    with acting(READER):
        assert house.score("They go home knowing what to do.").criteria
        with pytest.raises(AccessDenied):
            asyncio.run(compare(house, two, ("scripted/judge",), "en", say=str))


def test_one_person_may_everything_a_program_what_its_token_says() -> None:
    access = OnePerson()
    assert access.allows(LOCAL_PERSON, "write", "any") and access.allows(READER, "read", None)
    assert not access.allows(READER, "write", "any") and not access.allows(NOBODY, "read", None)
    assert READER.reads_only and not LOCAL_PERSON.reads_only
