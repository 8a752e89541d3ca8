"""Going on with what people voted on, also where newer drafts have taken the place of those."""

import pytest

from covision.domain.draft import Draft
from covision.domain.events import DraftFound, DraftingStarted
from covision.domain.project import Organisation
from covision.errors import NotFound


def found(run, id, text, origin="model:local/x"):
    return DraftFound(run=run, draft=Draft(id=id, angle="calm", statement=text, language="en", origin=origin))


@pytest.fixture
def project(engine):
    id = engine.create(Organisation(name="Bakery")).id
    engine._store.append(id, [DraftingStarted(run="one", model="local/x", seed=1, wanted=2)])
    engine._store.append(id, [found("one", "d1", "You leave calm."), found("one", "d2", "Nobody asks twice.")])
    engine.save_version(id, "You know the price first.", "owner")
    return id


def letter(held, source):
    return next(one.id for one in held.candidates if one.source == source)


def test_a_draft_is_chosen_a_version_restored_and_the_newest_stays(engine, project):
    engine.save_version(project, "You know the price at once.", "owner", seen=1)
    sources = ("draft/d1", "version/1", "version/2")
    held = engine.open_round(project, sources).rounds[-1]
    same = engine.take_up(project, held.id, letter(held, "version/2"), "owner")
    assert len(same.versions) == 2
    state = engine.take_up(project, held.id, letter(held, "draft/d1"), "owner", why="chosen by a vote")
    assert state.chosen == "d1" and state.versions[-1].statement == "You leave calm."
    assert state.versions[-1].note == "chosen by a vote" and state.versions[-1].author == "model:local/x"
    state = engine.take_up(project, held.id, letter(held, "version/1"), "ann")
    assert state.versions[-1].statement == "You know the price first." and state.versions[-1].base == 1
    assert state.versions[-1].author == "ann"


def test_a_draft_that_newer_ones_replaced_comes_back_as_it_was_with_who_worded_it(engine, project):
    held = engine.open_round(project, ("draft/d1", "draft/d2")).rounds[-1]
    engine._store.append(project, [DraftingStarted(run="two", model="local/y", seed=2, wanted=1)])
    engine._store.append(project, [found("two", "d1", "Quite another sentence.", "model:local/y")])
    state = engine.take_up(project, held.id, letter(held, "draft/d1"), "owner")
    assert state.versions[-1].statement == "You leave calm." and state.versions[-1].author == "model:local/x"
    assert state.chosen is None


def test_what_is_no_candidate_is_told(engine, project):
    held = engine.open_round(project, ("draft/d1", "version/1")).rounds[-1]
    for round, name in ((held.id, "Z"), ("nowhere", "A")):
        with pytest.raises(NotFound):
            engine.take_up(project, round, name, "owner")
