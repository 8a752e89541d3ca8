"""Rounds of votes by way of the engine, on both stores."""

import threading

import pytest

from covision.domain.events import VoteCast
from covision.domain.project import Organisation
from covision.domain.voting import shuffled
from covision.errors import Conflict, InputError, NotFound

TEXTS = ("You leave calm.", "You know the price first.", "Nobody asks twice.")


@pytest.fixture
def project(engine):
    state = engine.create(Organisation(name="Bakery"))
    for text in TEXTS:
        engine.save_version(state.id, text, "owner")
    return state.id


SOURCES = ("version/1", "version/2", "version/3")


def opened(engine, project, **more):
    return engine.open_round(project, SOURCES, **more).rounds[-1]


def test_a_round_from_open_to_close(engine, project):
    held = opened(engine, project)
    assert sorted(held.statements) == ["A", "B", "C"] and set(held.statements.values()) == set(TEXTS)
    shown = engine.ballot(project, held.id, "ann")
    assert dict(shown) == held.statements and "version" not in str(shown)
    best = next(one.id for one in held.candidates if one.source == "version/2")
    others = [name for name in held.statements if name != best]
    for who in ("ann", "bob", "cid"):
        engine.vote(project, held.id, who, [[best], others], reason=f"{who} says so.")
    engine.vote_on_pair(project, held.id, "dee", others[0], best, "first", reason="It is truer.")
    engine.vote_on_pair(project, held.id, "eve", others[1], best, "second")
    state = engine.close_round(project, held.id)
    revision = state.revision
    assert engine.close_round(project, held.id).revision == revision and not state.rounds[-1].open
    with pytest.raises(Conflict, match="closed"):
        engine.vote(project, held.id, "fay", [[best], others])
    found = engine.tally(project, held.id)
    assert found.ranking.order[0].id == best and found.voters == 5
    assert found.reasons[0].participant == "dee" and found.reasons[0].minority and len(found.reasons) == 4
    assert state.rounds[-1].votes[0].at and all(vote.blind for vote in state.rounds[-1].votes)


def test_a_person_has_one_vote_and_history_keeps_all(engine, project):
    held = opened(engine, project, blind=False)
    engine.vote_on_pair(project, held.id, "ann", "A", "B", "first")
    twice = engine.vote_on_pair(project, held.id, "ann", "A", "B", "first")
    changed = engine.vote_on_pair(project, held.id, "ann", "B", "A", "first", reason="I read it again.")
    assert len(changed.rounds[-1].votes) == 1 and changed.rounds[-1].votes[0].ranking == (("B",), ("A",))
    assert not changed.rounds[-1].votes[0].blind and changed.revision == twice.revision + 1
    kept = [one.event for one in engine.history(project) if isinstance(one.event, VoteCast)]
    assert [one.vote.names[0] for one in kept][-1] == "B" and len(kept) >= 2


def test_however_a_name_is_typed_it_is_one_person_shown_as_first_written(engine, project):
    held = opened(engine, project)
    engine.vote_on_pair(project, held.id, "  Ann  Lee", "A", "B", "first", reason="First thought.")
    engine.vote_on_pair(project, held.id, "ann lee", "A", "B", "second", reason="Second thought.")
    engine.vote_on_pair(project, held.id, "ANN LEE\u200b", "B", "C", "tie")
    state = engine.vote_on_pair(project, held.id, "Ann L", "A", "B", "first")
    assert [(one.participant, one.ranking) for one in state.rounds[-1].votes] == [
        ("Ann Lee", (("B",), ("A",))), ("Ann Lee", (("B", "C"),)), ("Ann L", (("A",), ("B",))),
    ]  # fmt: skip
    found = engine.tally(project, held.id)
    assert found.voters == 2 and [one.reason for one in found.reasons] == ["Second thought."]
    assert engine.ballot(project, held.id, "Ann Lee") == engine.ballot(project, held.id, " ANN  lee ")
    for nobody in ("", " \t", "\u200b"):
        with pytest.raises(InputError, match="whose it is"):
            engine.vote_on_pair(project, held.id, nobody, "A", "B", "first")


def test_letters_are_those_that_were_read_blind_before(engine, project):
    first = engine.open_round(project, SOURCES, seed="ab12").rounds[-1]
    second = engine.open_round(project, SOURCES, seed="ab12").rounds[-1]
    assert first.id != second.id and first.candidates == second.candidates
    assert tuple(one.source for one in first.candidates) == shuffled(SOURCES, "ab12") != SOURCES
    assert len({opened(engine, project).candidates for _ in range(12)}) > 1


def test_parallel_votes_are_one_a_person_and_none_after_the_close(make, store):
    engine = make()
    id = engine.create(Organisation(name="Bakery")).id
    for text in TEXTS:
        engine.save_version(id, text, "owner")
    held = opened(engine, id)
    refused: list[str] = []

    def cast(at: int) -> None:
        try:
            engine.vote(id, held.id, f"p{at % 4}", [["A"], ["B"]] if at % 2 else [["B"], ["A"]])
        except Conflict as error:
            refused.append(error.what)

    threads = [threading.Thread(target=cast, args=(at,)) for at in range(8)]
    for at, thread in enumerate(threads):
        thread.start()
        if at == 5:
            engine.close_round(id, held.id)
    for thread in threads:
        thread.join()
    state = engine.state(id)
    votes = state.rounds[-1].votes
    assert len({vote.participant for vote in votes}) == len(votes) <= 4
    closed = next(one.seq for one in engine.history(id) if one.event.type == "voting_closed")
    assert all(one.seq < closed for one in engine.history(id) if one.event.type == "vote_cast")


def test_what_cannot_be_voted_on(engine, project):
    with pytest.raises(NotFound):
        engine.open_round(project, ["version/1", "version/9"])
    with pytest.raises(NotFound):
        engine.open_round(project, ["draft/none", "version/1"])
    with pytest.raises(InputError, match="two or more"):
        engine.open_round(project, ["version/1", "version/1"])
    held = opened(engine, project)
    for ranking in ([["A"]], [["A"], ["A"]], [["A"], ["Z"]]):
        with pytest.raises(InputError):
            engine.vote(project, held.id, "ann", ranking)
    with pytest.raises(InputError):
        engine.vote(project, held.id, "  ", [["A"], ["B"]])
    with pytest.raises(NotFound):
        engine.vote(project, "nowhere", "ann", [["A"], ["B"]])
    assert engine.state(project).rounds[-1].votes == ()
