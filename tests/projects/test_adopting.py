"""Adopting freezes a version, is superseded and undone, and forgets nothing."""

from datetime import date

import pytest

from covision.domain.adopting import adopted_base, adopted_now
from covision.domain.events import Adopted, AdoptionTakenBack
from covision.domain.project import Organisation
from covision.errors import Conflict, InputError, NotFound

TERMS = {
    "owner": " Ana,  head of\nservice ",
    "review": date(2027, 5, 1),
    "given_up": "Speed.",
    "why": "They asked.",
}


@pytest.fixture
def project(engine):
    id = engine.create(Organisation(name="Bakery")).id
    engine.save_version(id, "You leave known.", "ann")
    engine.save_version(id, "You leave known and fed.", "ben")
    return id


def test_the_newest_is_adopted_with_its_terms(engine, project):
    held = adopted_now(engine.adopt(project, **TERMS).adoptions)
    assert (held.number, held.version, held.statement) == (1, 2, "You leave known and fed.")
    assert (held.owner, held.review, held.given_up, held.why) == (
        "Ana, head of service", date(2027, 5, 1), "Speed.", "They asked.",
    )  # fmt: skip
    assert held.at


def test_the_same_again_is_one_adoption_and_another_supersedes(engine, project):
    first = engine.adopt(project, **TERMS)
    assert engine.adopt(project, **TERMS).revision == first.revision
    second = engine.adopt(project, version=1, owner="Ben")
    assert [one.version for one in second.adoptions] == [2, 1] and adopted_now(second.adoptions).owner == "Ben"
    assert second.adoptions[0] == first.adoptions[0]


def test_the_adopted_text_stays_whatever_is_saved_later(engine, project):
    engine.adopt(project)
    engine.save_version(project, "Something else.", "ann", seen=2)
    engine.restore(project, 1, "ann")
    state = engine.state(project)
    assert adopted_now(state.adoptions).statement == "You leave known and fed."
    assert [adopted_base(one.version, state.versions, state.adoptions) for one in state.versions] == [
        None, None, 2, None,
    ]  # fmt: skip


def test_later_versions_are_based_on_the_nearest_adopted_one(engine, project):
    engine.adopt(project, version=1)
    state = engine.save_version(project, "Third.", "ann")
    assert adopted_base(3, state.versions, state.adoptions) == 1
    state = engine.adopt(project, version=2)
    assert adopted_base(3, state.versions, state.adoptions) == 2
    state = engine.take_back(project, 2)
    assert adopted_base(3, state.versions, state.adoptions) == 1


def test_undo_brings_the_one_before_back_and_keeps_both_on_record(engine, project):
    engine.adopt(project, version=1)
    engine.adopt(project, version=2)
    with pytest.raises(Conflict):
        engine.take_back(project, 1)
    state = engine.take_back(project, 2)
    assert adopted_now(state.adoptions).version == 1 and engine.take_back(project, 2).revision == state.revision
    state = engine.take_back(project, 1)
    assert adopted_now(state.adoptions) is None and len(state.adoptions) == 2
    state = engine.adopt(project, version=2)
    assert [one.number for one in state.adoptions] == [1, 2, 3]
    kept = [one.event.type for one in engine.history(project) if isinstance(one.event, Adopted | AdoptionTakenBack)]
    assert kept == ["adopted", "adopted", "adoption_taken_back", "adoption_taken_back", "adopted"]


def test_what_cannot_be_adopted(engine, project):
    with pytest.raises(NotFound, match="version 9"):
        engine.adopt(project, version=9)
    with pytest.raises(NotFound):
        engine.take_back(project, 1)
    with pytest.raises(InputError, match="past"):
        engine.adopt(project, review=date(2026, 1, 1), today=date(2026, 1, 2))
    with pytest.raises(InputError):
        engine.adopt(project, owner="x" * 201)
    empty = engine.create(Organisation(name="New")).id
    with pytest.raises(NotFound, match="no version to adopt"):
        engine.adopt(empty)
    assert engine.state(project).adoptions == ()
