"""Weights of a project: suggested from its own edits, applied and taken back as events."""

import random

import pytest

from covision.domain.events import WeightsSet
from covision.domain.project import Organisation
from covision.domain.rubric import CriterionScore, Rubric, Scorecard
from covision.errors import NotEnough
from covision.steps.preferences import count
from covision.steps.rubric import load_rubric
from covision.steps.score import summarise

NUMBERS = (1, 3, 6, 9, 13)


def card(text: str, rubric: Rubric) -> Scorecard:
    """Values are in the text itself: "values 10 90 …" in per cent."""
    shown = [int(word) / 100 for word in text.split()[-len(NUMBERS) :]]
    scores = tuple(
        CriterionScore(number=n, key=str(n), status="scored", value=value, trust=0.5)
        for n, value in zip(NUMBERS, shown, strict=True)
    )
    return Scorecard(id="x", statement=text, summary=summarise(scores, rubric), criteria=scores)


@pytest.fixture
def engine(make):
    rubric = load_rubric("en")
    return make(scorer=lambda text, material: card(text, rubric), rubric=lambda language: rubric)


def edited(engine, count: int) -> str:
    """A project whose edits raise criterion 3 whatever else becomes of the statement."""
    id = engine.create(Organisation(name="Bakery")).id
    rng = random.Random(3)
    for _ in range(count):
        one, other = ([rng.randint(1, 99) for _ in NUMBERS] for _ in range(2))
        if one[1] > other[1]:
            one, other = other, one
        engine.save_version(id, f"values {' '.join(map(str, one))}", "model:m")
        engine.save_version(id, f"values {' '.join(map(str, other))}", "ann")
    return id


def test_weights_are_suggested_applied_and_taken_back(engine):
    project = edited(engine, 24)
    before = engine.state(project)
    found = engine.weights(project)
    assert found.status == "suggested" and found.changes[0].number == 3 and engine.state(project) == before
    shown = card("values 20 95 30 40 30", load_rubric("en"))
    assert engine.reweigh(before, shown) is shown
    state = engine.apply_weights(project)
    assert state.weights == found.weights and engine.apply_weights(project).revision == state.revision
    after = engine.reweigh(state, shown)
    assert after.summary.value > shown.summary.value and after.criteria == shown.criteria
    back = engine.reset_weights(project)
    assert back.weights == {} and engine.reset_weights(project).revision == back.revision
    kept = [one.event for one in engine.history(project) if isinstance(one.event, WeightsSet)]
    assert [one.weights for one in kept] == [found.weights, {}] and kept[0].pairs == found.pairs


def test_nothing_is_applied_where_nothing_is_suggested(engine):
    project = edited(engine, 3)
    with pytest.raises(NotEnough, match="Not enough to tell"):
        engine.apply_weights(project)
    assert engine.state(project).weights == {} and len(engine.preferences(project)) >= 3


def test_preferences_of_one_project_are_not_anothers(engine):
    one, other = edited(engine, 2), engine.create(Organisation(name="Other")).id
    assert engine.preferences(one) and engine.preferences(other) == ()


def test_what_can_tell_is_counted_from_the_state_as_from_the_history(engine):
    project = engine.create(Organisation(name="Bakery")).id
    texts = ["You leave known", "You leave known.", "You leave fed", "You leave fed and known", "We bake"] * 4
    for number, text in enumerate(texts):
        engine.save_version(project, text, "model:m" if number % 7 == 3 else "ann", seen=number)
    engine.restore(project, 9, "ann")
    state = engine.state(project)
    assert count(state.versions, state.rounds) == len(engine.preferences(project)) > 0
