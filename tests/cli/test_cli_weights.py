"""`covision project weights`: what edits suggest, shown before it is applied, and taken back."""

import json
import random

import pytest

from covision.domain.project import Organisation
from covision.domain.rubric import CriterionScore, Scorecard
from covision.settings import load_settings
from covision.steps.score import summarise
from covision.wiring import House, open_house

NUMBERS = (1, 3, 6, 9, 13)


@pytest.fixture
def project(home):
    with open_house(load_settings(), shared=True) as house:
        return house.engine.create(Organisation(name="Bakery")).id


def edit(project, count):
    """Versions of a model, each saved over by a person; values are in the words, and edits raise criterion 3."""
    rng = random.Random(3)
    with open_house(load_settings(), shared=True) as house:
        for _ in range(count):
            one, other = ([rng.randint(1, 99) for _ in NUMBERS] for _ in range(2))
            worse, better = sorted((one, other), key=lambda values: values[1])
            house.engine.save_version(project, f"values {' '.join(map(str, worse))}", "model:m")
            house.engine.save_version(project, f"values {' '.join(map(str, better))}", "ann")


@pytest.fixture
def by_words(monkeypatch):
    """Scores are what the words say: this is about weights, whatever the measures are."""

    def score(house, statement, *, id="statement", material=None, language="en"):
        shown = [int(word) / 100 for word in statement.split()[-len(NUMBERS) :]]
        scores = tuple(
            CriterionScore(number=n, key=str(n), status="scored", value=value, trust=0.5)
            for n, value in zip(NUMBERS, shown, strict=True)
        )
        summary = summarise(scores, house.rubric(language))
        return Scorecard(id=id, statement=statement, summary=summary, criteria=scores)

    monkeypatch.setattr(House, "score", score)


def test_few_edits_are_not_enough(run, project):
    edit(project, 2)
    done = run("project", "weights", project)
    assert done.code == 0 and "Not enough to tell" in done.out
    refused = run("project", "weights", project, "--apply")
    assert refused.code == 1 and "Not enough to tell" in refused.err
    assert run("project", "weights", project, "--apply", "--reset").code == 2
    assert run("project", "weights", "nowhere").code == 1


def test_the_effect_is_shown_applied_and_taken_back(run, project, by_words):
    edit(project, 24)
    text = run("project", "weights", project)
    assert text.code == 0 and "suggest" in text.out and "left out of the fit" in " ".join(text.out.split())
    shown = json.loads(run("project", "weights", project, "--json").out)
    assert (
        shown["status"] == "suggested" and shown["applied"] == {} and shown["places"][0]["source"] == "version/48"
    )
    assert json.loads(run("project", "weights", project, "--apply", "--json").out)["applied"] == shown["weights"]
    assert "weights of its own" in run("project", "weights", project).out
    assert json.loads(run("project", "weights", project, "--reset", "--json").out)["applied"] == {}
