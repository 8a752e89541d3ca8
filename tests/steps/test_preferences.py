"""Edits and votes as labels, and the weights they suggest: with the effect, and not on noise."""

import random

from covision.domain.events import Stored, VersionSaved, VotingClosed
from covision.domain.rubric import Criterion, CriterionScore, Rubric, Scorecard
from covision.domain.voting import Candidate, Round, Vote
from covision.steps.preferences import NEEDED, Statement, preferences, reweighed, suggest, with_weights
from covision.steps.score import summarise

NUMBERS = range(1, 9)
RUBRIC = Rubric(
    version="t",
    criteria=tuple(
        Criterion(
            number=n, key=f"k{n}", title=f"Title {n}", asks="a", strong="s", weak="w", checks=("computed",), question="q"
        )
        for n in NUMBERS
    ),
)  # fmt: skip


def history(*saved):
    """Versions as (statement, author, base)."""
    events = [
        VersionSaved(version=at, statement=text, author=author, base=base)
        for at, (text, author, base) in enumerate(saved, start=1)
    ]
    return [Stored(project="p", seq=at, at=f"t{at}", event=event) for at, event in enumerate(events, start=1)]


def told(found):
    return [(one.better, one.worse, one.kind) for one in found]


def test_a_saved_edit_is_a_preference_and_a_models_or_a_comma_is_none():
    found = preferences(
        history(
            ("You leave calm", "model:m", None),
            ("You leave calm.", "ann", 1),
            ("You leave calm and sure.", "ann", 2),
            ("You leave delighted.", "model:m", 3),
            ("You leave sure.", "bob", 4),
            ("Out of nothing.", "bob", None),
        ),
        (),
    )
    assert told(found) == [
        ("You leave calm and sure.", "You leave calm.", "edit"),
        ("You leave sure.", "You leave delighted.", "edit"),
    ]
    assert len({one.group for one in found}) == 2


def test_restoring_takes_back_what_lies_between():
    saved = [("one one", "ann", None), ("two two", "ann", 1), ("three three", "ann", 2), ("one one", "ann", 1)]
    assert told(preferences(history(*saved), ())) == [("one one", "three three", "edit")]
    further = [*saved, ("one more", "ann", 4)]
    assert told(preferences(history(*further), ()))[-1] == ("one more", "one one", "edit")


def test_the_majority_of_a_closed_round_counts_as_far_as_it_goes():
    candidates = tuple(Candidate(id=id, statement=f"Text {id}", source=f"draft/{id}") for id in "ABC")
    votes = tuple(Vote(participant=who, ranking=(("A",), ("B",), ("C",))) for who in ("ann", "bob", "cid"))
    votes += (Vote(participant="dee", ranking=(("C",), ("A", "B"))), Vote.on_pair("eve", "A", "B", "second"))
    held = Round(id="r", candidates=candidates, votes=votes)
    assert preferences([], [held]) == ()
    found = preferences([], [held.model_copy(update={"closed_at": "t"})])
    assert {(one.better, one.worse): one.share for one in found} == {
        ("Text A", "Text B"): 0.4,
        ("Text A", "Text C"): 0.5,
        ("Text B", "Text C"): 0.5,
    }
    assert {one.group for one in found} == {"round/r"}


def scorer(values):
    def score(text):
        scores = tuple(
            CriterionScore(number=n, key=f"k{n}", status="scored", value=values[text][n], trust=0.5)
            for n in NUMBERS
        )
        return Scorecard(id=text, statement=text, summary=summarise(scores, RUBRIC), criteria=scores)

    return score


def edited(count, rule, seed=1):
    """Edits from random statements to others, kept in the direction that `rule` of the values prefers."""
    rng = random.Random(seed)
    values, saved = {}, []
    for at in range(count):
        one, other = ({n: rng.random() for n in NUMBERS} for _ in range(2))
        worse, better = (one, other) if rule(one, other) else (other, one)
        values[f"worse number {at}"], values[f"better number {at}"] = worse, better
        saved.append((f"worse number {at}", "model:m", None))
        saved.append((f"better number {at}", "ann", len(saved)))
    return values, preferences(history(*saved), ())


def test_a_planted_preference_is_suggested_with_its_effect():
    values, found = edited(30, lambda one, other: other[3] > one[3])
    values |= {"picturable": {n: 0.9 if n == 3 else 0.4 for n in NUMBERS}, "smooth": dict.fromkeys(NUMBERS, 0.5)}
    ranked = [Statement(source="draft/a", text="smooth"), Statement(source="draft/b", text="picturable")]
    made = suggest(found, scorer(values), RUBRIC, ranked=ranked)
    assert made.status == "suggested" and made.pairs == made.edits == 30 and made.p <= 0.05
    assert made.after.value > made.before.value
    assert made.changes[0].number == 3 and made.weights[3] == max(made.weights.values()) > 1.5
    assert min(made.weights.values()) >= 0 and "“Title 3” counts more for you" in made.told
    places = {one.source: (one.place_before, one.place_after) for one in made.places}
    assert places == {"draft/b": (2, 1), "draft/a": (1, 2)}
    # The effect that was shown is the effect of applying it.
    card = with_weights(scorer(values)("picturable"), RUBRIC, made.weights)
    assert card.summary.value == made.places[0].after and card.criteria == scorer(values)("picturable").criteria
    again = suggest(found, scorer(values), RUBRIC, applied=made.weights, ranked=ranked)
    assert again.applied == again.weights == made.weights and again.places[0].place_before == 1


def test_what_the_shipped_weights_explain_changes_nothing():
    values, found = edited(30, lambda one, other: sum(other.values()) > sum(one.values()))
    made = suggest(found, scorer(values), RUBRIC)
    assert (
        made.status == "as_shipped" and made.weights == {} and made.before.value == 1 and "no reason" in made.told
    )
    coin = random.Random(4)
    values, found = edited(30, lambda one, other: coin.random() < 0.5)
    assert suggest(found, scorer(values), RUBRIC).status == "as_shipped"


def test_few_pairs_are_not_enough_to_tell():
    values, found = edited(NEEDED - 1, lambda one, other: other[3] > one[3])
    made = suggest(found, scorer(values), RUBRIC)
    assert made.status == "not_enough" and made.before is None and f"{NEEDED - 1} pairs" in made.told
    values, found = edited(NEEDED + 3, lambda one, other: other[3] > one[3])
    one_round = [one.model_copy(update={"group": "round/r"}) for one in found]
    assert suggest(one_round, scorer(values), RUBRIC).status == "not_enough"


def test_shipped_weights_are_the_rubric_itself():
    assert reweighed(RUBRIC, {}) is RUBRIC and reweighed(RUBRIC, {2: 0.0}).criteria[1].weight == 0
    card = scorer({"x": {n: n / 10 for n in NUMBERS}})("x")
    assert with_weights(card, RUBRIC, {}) is card and with_weights(card, RUBRIC, {1: 0.0}).summary.covered == 7


def test_a_vote_on_many_drafts_does_not_crowd_out_newer_edits():
    candidates = tuple(Candidate(id=id, statement=f"Text {id}", source=f"draft/{id}") for id in "ABCDEFGHIJKL")
    vote = Vote(participant="ann", ranking=tuple((one.id,) for one in candidates))
    rounds = [Round(id=f"r{at}", candidates=candidates, votes=(vote,), closed_at="t") for at in range(4)]
    shut = [Stored(project="p", seq=at, at=f"t{at}", event=VotingClosed(round=f"r{at - 1}")) for at in range(1, 5)]
    saved = history(("one one", "ann", None), ("two two", "ann", 1))
    later = [one.model_copy(update={"seq": one.seq + 4}) for one in saved]
    found = preferences([*shut, *later], rounds)
    assert len(found) == 200 and told(found)[-1] == ("two two", "one one", "edit")
    assert found[0].group == "round/r0"
    assert told(preferences([*saved, *shut], rounds))[-1][2] == "vote"
