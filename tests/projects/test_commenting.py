"""Comments and owners of clauses follow the words they are about, and say so when these have gone."""

import pytest

from covision.domain.comments import Place
from covision.domain.project import Organisation
from covision.errors import Conflict, InputError, NotFound

TEXT = "You leave known, and with warm bread."
KNOWN = Place(version=1, start=10, end=15, quote="known")


@pytest.fixture
def project(engine):
    id = engine.create(Organisation(name="Bakery"), goals=("Fewer complaints",)).id
    engine.save_version(id, TEXT, "ann")
    return id


def test_a_comment_is_kept_with_its_words_and_can_be_settled_and_opened(engine, project):
    state = engine.comment(project, KNOWN, " Known by whom? ", " Ben  C ")
    (one,) = state.notes.comments
    assert (one.place, one.text, one.who, one.settled_at) == (KNOWN, "Known by whom?", "Ben C", "")
    assert engine.settle_comment(project, one.id, "ann").notes.comments[0].settled_by == "ann"
    assert engine.settle_comment(project, one.id, "ann", open=True).notes.comments[0].settled_at == ""
    with pytest.raises(NotFound):
        engine.settle_comment(project, "nothing", "ann")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Here you leave known, and with bread.", "known"),
        ("With warm bread, you leave known.", "known"),
        ("You leave fed, and with warm bread.", None),
        ("", None),
    ],
)
def test_a_comment_follows_its_words_until_they_have_gone(text, found):
    at = KNOWN.now(text, TEXT)
    assert (text[slice(*at)] if at else None) == found


@pytest.mark.parametrize(
    ("place", "text", "error"),
    [
        (KNOWN.model_copy(update={"version": 2}), "x", NotFound),
        (KNOWN.model_copy(update={"start": 9, "end": 14}), "x", Conflict),
        (KNOWN, " ", InputError),
        (KNOWN, "x" * 4001, InputError),
    ],
)
def test_what_cannot_be_commented_is_refused(engine, project, place, text, error):
    with pytest.raises(error):
        engine.comment(project, place, text, "ann")
    assert not engine.state(project).notes.comments


def test_a_clause_has_an_owner_and_a_goal_of_the_project(engine, project):
    state = engine.tend_clause(project, KNOWN, owner=" Ann ", goal="Fewer complaints")
    assert [(one.owner, one.goal) for one in state.notes.tended] == [("Ann", "Fewer complaints")]
    with pytest.raises(InputError):
        engine.tend_clause(project, KNOWN, goal="World peace")
    with pytest.raises(InputError):
        engine.tend_clause(project, KNOWN, owner="x" * 201)
    back = engine.bring_whole(engine.export(project, "whole").content.decode())
    assert back.notes == state.notes
